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
@click.option("--measure", "measures", multiple=True, help="A measure by name; may be repeated.")
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    help="Compute what both engines know, on this machine or by Spark.",
)
@click.option("--master", help="Where Spark runs.  [default: local[*]]")
@options.table_format
@options.graph
@options.lang
@options.as_of
def command(views: tuple[str, ...], store: Path | str | None, **rest: Any) -> None:
    """Measure VIEWS, and with --write publish a graph in which SPARQL can ask the measures.

    Without VIEWS the overall view and that of the three chains are measured. With --engine the
    measures are degree, pagerank, component, coreness, triangles and label_propagation, which
    Spark computes for networks beyond one machine; both engines give the same values.

    Example: kg measure three-chains --lang zh
    """
    import kg

    options.put_table(found(kg.load(store).reader, views, rest), rest["form"], rest["output"])


def found(reader: Any, views: tuple[str, ...], rest: dict[str, Any]) -> Table:
    """Return the table of the measures, written back first if that was asked."""
    from kg.analysis.writeback import USUAL_MEASURES, USUAL_VIEWS, measured, writeback
    from kg.graph.lookup import Asking
    from kg.report.desk import Desk
    from kg.report.measured import measured_table

    asking, chosen = Asking(rest["lang"], rest["as_of"]), views or USUAL_VIEWS
    if rest["write"] != (rest["out"] is not None):
        message = "--write and --out FOLDER go together"
        raise click.UsageError(message)
    if rest["write"] and (rest["engine"] or rest["measures"]):
        message = "--write keeps measures of its own choice; leave --engine and --measure out"
        raise click.UsageError(message)
    if rest["master"] and rest["engine"] != "spark":
        message = "--master goes with --engine spark"
        raise click.UsageError(message)
    desk = Desk(reader, asking)
    if rest["engine"]:
        return measured_table(desk, by_engine(reader, chosen, rest))
    if rest["write"]:
        return measured_table(desk, writeback(reader, rest["out"], asking, chosen)[1])
    return measured_table(
        desk, measured(reader, asking, chosen, rest["measures"] or USUAL_MEASURES)
    )


def by_engine(reader: Any, views: tuple[str, ...], rest: dict[str, Any]) -> list[Any]:
    """Return the measures of the views by the engine that was asked for."""
    from kg.analysis.engines import measured_by
    from kg.analysis.reading import network_of_view

    networks = [network_of_view(reader, view, rest["as_of"]) for view in views]
    return measured_by(rest["engine"], networks, rest["measures"], rest["master"] or "local[*]")
