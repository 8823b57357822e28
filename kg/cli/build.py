"""The command `kg build`."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli import options


@click.command()
@options.data
@options.ontology
@options.corpus
@click.option(
    "--out",
    type=options.FOLDER,
    default=Path("build/graph"),
    show_default=True,
    help="Folder for the graph.",
)
def command(data: Path | None, ontology: Path | None, corpus: Path | None, out: Path) -> None:
    """Build the graph from its tables into a verified store folder.

    All tables are validated before anything is written; the old graph stays
    until the new one is whole.

    Example: kg build --data data --out build/graph
    """
    from kg.graph.make import make

    manifest = make(data, ontology, corpus, out)
    click.echo(f"built {manifest['quads']} quads into {out} ({manifest['dump_sha256'][:16]})")
