"""The command `kg draw`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli import options

if TYPE_CHECKING:
    from kg.api import Graph

FORMATS = ["html", "svg", "png"]
RENDERERS = ["auto", "detail", "large"]


def drawn(graph: Graph, view: str, form: str, rest: dict[str, Any]) -> str | bytes:
    """Return `view` as a page, or as a still picture for print."""
    picture = graph.picture(view, rest["as_of"], rest["seed"], rest["top"])
    if form == "html":
        from kg.visual.page import render_page

        return render_page(picture, rest["lang"], rest["renderer"])
    from kg.visual.figure import figure
    from kg.visual.raster import png

    svg = figure(picture, rest["lang"])
    return svg if form == "svg" else png(svg)


@click.command()
@click.argument("view", default="three-chains", required=False)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of the layout.")
@click.option("--top", type=click.IntRange(1), help="Only so many nodes, the most tied.")
@options.graph
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
@click.option(
    "--renderer",
    type=click.Choice(RENDERERS),
    default="auto",
    show_default=True,
    help="Of a page: detail for up to some 2,000 nodes, large beyond, auto by size.",
)
@options.output
def command(view: str, form: str, store: Path | str | None, **rest: Any) -> None:
    """Draw VIEW as one offline page with the evidence of every line, or as a still picture.

    Example: kg draw three-chains --format svg -o three-chains.svg
    """
    import kg

    content = drawn(kg.load(store), view, form, rest)
    options.put(content, Path(rest["output"] or f"{view}.{form}"))
