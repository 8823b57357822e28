"""The command `kg show`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.cli import options


@click.command()
@click.argument("thing")
@options.graph
@options.lang
@options.as_of
@options.table_format
def command(thing: str, store: Path | str | None, lang: str, as_of: str, **output: Any) -> None:
    """Show all that sources say of THING, a claim a row.

    THING is an id, a name, or a CURIE such as gid:hubei.

    Example: kg show hubei-chain-masters --lang zh
    """
    import kg

    table = kg.load(store).show(thing, lang, as_of)
    options.put_table(table, output["form"], output["output"])
