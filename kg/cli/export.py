"""The command `kg export`."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli import options

FORMATS = ["nt", "nq", "ttl", "trig", "jsonld", "rdfxml", "graphml", "gexf", "cytoscape", "csv"]


@click.command()
@click.option("--format", "form", type=click.Choice(FORMATS), required=True, help="What to write.")
@click.option("--view", default="overall", show_default=True, help="View of a network format.")
@options.store
@options.output
def command(form: str, view: str, store: Path | None, output: Path | None) -> None:
    """Write the graph as RDF, a view as a network file, or nodes and edges as CSV.

    CSV is two files, nodes.csv and edges.csv, in the folder that -o names.

    Example: kg export --format graphml --view governance -o governance.graphml
    """
    import kg

    options.put_files(kg.load(store).export(form, view), output)
