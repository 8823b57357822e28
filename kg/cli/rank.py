"""The command `kg rank`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.cli import options

MEASURES = [
    "degree",
    "strength",
    "betweenness",
    "harmonic",
    "pagerank",
    "eigenvector",
    "constraint",
    "coreness",
]


@click.command()
@click.argument("view", default="three-chains", required=False)
@click.option(
    "--measure",
    type=click.Choice(MEASURES),
    default="betweenness",
    show_default=True,
    help="What to rank by.",
)
@click.option("--top", type=click.IntRange(1), default=10, show_default=True, help="Rows to list.")
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Of the nodes that paths are followed from where the network is too large for all.",
)
@options.graph
@options.lang
@options.as_of
@options.table_format
def command(view: str, measure: str, top: int, store: Path | str | None, **rest: Any) -> None:
    """Rank the nodes of VIEW; ties share a rank, and the view and method are printed.

    Example: kg rank governance --measure pagerank --top 5
    """
    import kg
    from kg.analysis.rank import Measure

    asked = Measure(measure, rest["seed"])
    table = kg.load(store).rank(view, asked, top, lang=rest["lang"], as_of=rest["as_of"])
    options.put_table(table, rest["form"], rest["output"])
