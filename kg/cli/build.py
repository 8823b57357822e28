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
    until the new one is whole. Where it was built of most of the same files,
    only those that changed are read again, to the same quads.

    Example: kg build --data data --out build/graph
    """
    from kg.graph.make import build

    made = build(data, ontology, corpus, out)
    quads, digest = made.manifest["quads"], made.manifest["dump_sha256"][:16]
    again = f"{made.reused} of {made.files} files as before"
    click.echo(f"built {quads} quads into {out} ({digest}; {again})")
