"""The command `kg draw`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli import options

if TYPE_CHECKING:
    from kg.api import Graph

FORMATS = ["html", "svg", "png"]


def drawn(graph: Graph, view: str, form: str, rest: dict[str, Any]) -> str | bytes:
    """Return `view` as a page, or as a still picture for print."""
    if form == "html":
        return graph.page(view, rest["lang"], rest["as_of"], rest["seed"], rest["top"])
    from kg.visual.figure import figure
    from kg.visual.raster import png

    picture = graph.picture(view, rest["as_of"], rest["seed"], rest["top"])
    svg = figure(picture, rest["lang"])
    return svg if form == "svg" else png(svg)


@click.command()
@click.argument("view", default="three-chains", required=False)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of the layout.")
@click.option("--top", type=click.IntRange(1), help="Only so many nodes, the most tied.")
@options.store
@options.lang
@options.as_of
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="html",
    show_default=True,
    help="A page to explore, or a still picture; png needs the extra `static`.",
)
@options.output
def command(view: str, form: str, store: Path | None, **rest: Any) -> None:
    """Draw VIEW as one offline page with the evidence of every line, or as a still picture.

    Example: kg draw three-chains --format svg -o three-chains.svg
    """
    import kg

    content = drawn(kg.load(store), view, form, rest)
    options.put(content, Path(rest["output"] or f"{view}.{form}"))
