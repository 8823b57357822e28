"""The command `kg find`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.cli import options


@click.command()
@click.argument("text")
@options.graph
@options.lang
@options.as_of
@options.table_format
def command(text: str, store: Path | str | None, lang: str, as_of: str, **output: Any) -> None:
    """Find things by any of their names: zh, en, pinyin, code, or as printed.

    Example: kg find 谷城
    """
    import kg

    table = kg.load(store).find(text, lang, as_of)
    options.put_table(table, output["form"], output["output"])
