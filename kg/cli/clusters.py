"""The command `kg clusters`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.cli import options


@click.command()
@click.argument("view", default="overall", required=False)
@click.option(
    "--quality",
    type=click.Choice(["modularity", "cpm"]),
    default="modularity",
    show_default=True,
    help="What Leiden maximises.",
)
@click.option(
    "--resolution",
    type=click.FloatRange(0, min_open=True),
    help="Default: 1; for cpm the density of the network.",
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="First of 20.")
@click.option("--top", type=click.IntRange(1), help="Clusters to list; default: all.")
@options.graph
@options.lang
@options.as_of
@options.table_format
def command(view: str, store: Path | str | None, **rest: Any) -> None:
    """Find the clusters of VIEW by Leiden, with modularity and stability over 20 seeds.

    Example: kg clusters policy --quality cpm --resolution 0.1
    """
    import kg
    from kg.analysis.clusters import Settings

    settings = Settings(rest["quality"], rest["resolution"], rest["seed"])
    table = kg.load(store).clusters(view, settings, lang=rest["lang"], as_of=rest["as_of"])
    options.put_table(table.head(rest["top"]), rest["form"], rest["output"])
