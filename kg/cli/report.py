"""The command `kg report`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.cli import options


@click.command()
@click.argument("name")
@click.argument("names", nargs=-1)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "md", "html", "json", "csv"]),
    default="text",
    show_default=True,
    help="How to write the report; html is one offline page in both languages.",
)
@click.option(
    "--geojson",
    type=options.FILE,
    help="A map of your own, on which the page draws places by division code.",
)
@options.graph
@options.lang
@options.as_of
@options.output
def command(
    name: str, names: tuple[str, ...], form: str, store: Path | str | None, **rest: Any
) -> None:
    """Write the report NAME on the things called NAMES, every number with its claims.

    NAME is overview, map, timeline, chain, network, actors, brokers, targets,
    conflicts, gaps, clusters, robustness, money, sources, methods, or all; network
    may be told a view; policy, region or entity take the name of a thing; path or
    compare take two.

    Example: kg report region hubei --lang zh
    """
    import kg

    how = {"lang": rest["lang"], "as_of": rest["as_of"], "geojson": rest["geojson"]}
    options.put(written(kg.load(store), form, (name, *names), how), rest["output"])


def written(graph: Any, form: str, names: tuple[str, ...], how: dict[str, Any]) -> str:
    """Return a report in the format `form`."""
    from kg.report.report import write

    if form == "html":
        return str(graph.report_page(*names, **how))
    if how.pop("geojson"):
        message = "--geojson goes with --format html: only the page draws a map"
        raise click.UsageError(message)
    return write(graph.report(*names, **how), form, options.terminal_width())
