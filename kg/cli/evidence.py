"""The command `kg evidence`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.cli import options


@click.command()
@click.argument("claim")
@options.graph
@options.corpus
@options.lang
@options.as_of
@options.table_format
def command(claim: str, store: Path | str | None, corpus: Path | None, **rest: Any) -> None:
    """Open the evidence of CLAIM: source, place, hash, and the passage if its text is at hand.

    Example: kg evidence c001-001 --corpus ../shared/documents
    """
    import kg

    table = kg.load(store).evidence(claim, rest["lang"], corpus, rest["as_of"])
    options.put_table(table, rest["form"], rest["output"])
