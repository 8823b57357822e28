"""The command `kg push`."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli import options


@click.command()
@click.argument("url")
@click.option("--update", default="", metavar="URL", help="Where updates go; default: as URL.")
@click.option(
    "--graph-store", default="", metavar="URL", help="Send by the Graph Store Protocol to this."
)
@options.store
def command(url: str, update: str, graph_store: str, store: Path | None) -> None:
    """Load a built graph into the SPARQL endpoint URL, and verify it there.

    What is there already is not sent again: a push that was stopped goes on. User
    and password come from KG_ENDPOINT_USER and KG_ENDPOINT_PASSWORD or ~/.netrc, a
    token from KG_ENDPOINT_TOKEN. URL/query is given updates at URL/update.

    Example: kg push http://localhost:7878/query --store build/graph
    """
    from kg.graph.remote.push import built, push, target_of

    done = push(built(store), target_of(url, update, graph_store), tell)
    number = len(done.graphs)
    click.echo(f"{url} holds {number} graphs, compared: {done.sent} sent, {done.removed} taken out")


def tell(line: str) -> None:
    """Print how far a push is."""
    click.echo(line, err=True)
