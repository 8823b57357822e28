"""The command `kg diff`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from kg.cli import options

DAY = re.compile(r"\d{4}(-\d\d){0,2}")


@click.command()
@click.argument("before")
@click.argument("after")
@options.report_format
@options.graph
@options.lang
def command(before: str, after: str, store: Path | str | None, **rest: Any) -> None:
    """Show what differs from BEFORE to AFTER, each a day or the folder of a graph.

    A day such as 2023 or 2025-06-30 is a day of the graph in --store. Two days leave
    out the claims that do not hold then.

    Example: kg diff 2023 2025
    """
    from kg.analysis.difference import difference

    (first, then), (second, now) = (side(one, store, rest["lang"]) for one in (before, after))
    options.put_tables(difference(first, second, then, now), "diff", rest)


def side(text: str, store: Path | str | None, lang: str) -> tuple[Any, Any]:
    """Return the graph that `text` stands for, and how it is asked."""
    import kg
    from kg.graph.lookup import Asking, bounds_of

    if not DAY.fullmatch(text):
        return kg.load(Path(text)).reader, Asking(lang)
    bounds_of(text)
    return kg.load(store).reader, Asking(lang, text)
