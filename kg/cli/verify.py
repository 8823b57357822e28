"""The command `kg verify`."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli import options


@click.command()
@options.store
def command(store: Path | None) -> None:
    """Verify that a store is what its manifest says, every file and every quad.

    Example: kg verify --store build/graph
    """
    from kg.graph.make import verified

    manifest = verified(store)
    click.echo(f"{manifest['quads']} quads as built, SHA-256 {manifest['dump_sha256']}")
