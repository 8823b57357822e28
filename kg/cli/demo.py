"""The command `kg demo`."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli import options


@click.command()
@click.option(
    "--out",
    type=options.FOLDER,
    default=Path("build/demo"),
    show_default=True,
    help="Folder for the page.",
)
@options.corpus
@options.lang
def command(out: Path, corpus: Path | None, lang: str) -> None:
    """Go the whole way on the shipped data: build, ask, rank, draw.

    Example: kg demo --out build/demo
    """
    from kg.cli.tour import tour

    for text in tour(out, corpus, lang, options.terminal_width()):
        click.echo(text)
