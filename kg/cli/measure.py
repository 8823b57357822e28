"""The command `kg measure`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.cli import options
from kg.text.table import Table


@click.command()
@click.argument("views", nargs=-1)
@click.option("--write", is_flag=True, help="Write the graph with its measures into --out.")
@click.option("--out", type=options.FOLDER, help="Folder for the graph with measures.")
@options.table_format
@options.store
@options.lang
@options.as_of
def command(views: tuple[str, ...], store: Path | None, **rest: Any) -> None:
    """Measure VIEWS, and with --write publish a graph in which SPARQL can ask the measures.

    Without VIEWS the overall view and that of the three chains are measured.

    Example: kg measure three-chains --lang zh
    """
    import kg

    options.put_table(found(kg.load(store).reader, views, rest), rest["form"], rest["output"])


def found(reader: Any, views: tuple[str, ...], rest: dict[str, Any]) -> Table:
    """Return the table of the measures, written back first if that was asked."""
    from kg.analysis.writeback import USUAL_VIEWS, measured, writeback
    from kg.graph.lookup import Asking
    from kg.report.desk import Desk
    from kg.report.measured import measured_table

    asking, chosen = Asking(rest["lang"], rest["as_of"]), views or USUAL_VIEWS
    if rest["write"] != (rest["out"] is not None):
        message = "--write and --out FOLDER go together"
        raise click.UsageError(message)
    desk = Desk(reader, asking)
    if rest["write"]:
        return measured_table(desk, writeback(reader, rest["out"], asking, chosen)[1])
    return measured_table(desk, measured(reader, asking, chosen))
