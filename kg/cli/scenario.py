"""The command `kg scenario`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.cli import options


@click.command()
@click.argument("file", type=options.FILE)
@click.option("--out", type=options.FOLDER, required=True, help="Folder for the new graph.")
@options.report_format
@options.store
@options.lang
@options.as_of
def command(file: Path, out: Path, store: Path | None, **rest: Any) -> None:
    """Build the graph with the assumptions of FILE into a folder, and print what changes.

    The graph that is asked stays as it is; nothing assumed is ever a claim of a source.

    Example: kg scenario docs/examples/scenario.toml --out build/third-master
    """
    import kg
    from kg.analysis.scenario import scenario
    from kg.graph.lookup import Asking

    asking = Asking(rest["lang"], rest["as_of"])
    options.put_tables(scenario(kg.load(store).reader, file, out, asking), "scenario", rest)
