"""The command `kg check`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli import options

if TYPE_CHECKING:
    from kg.text.table import Table

PLACES = ("data", "ontology", "store", "corpus")


@click.command()
@options.data
@options.ontology
@options.store
@options.corpus
@options.table_format
@click.option("--fast", is_flag=True, help="Check shapes by the package shacl (extra: fast).")
@click.option(
    "--since",
    type=options.FOLDER,
    help="Folder of a graph that passed: check only what changed in the tables since its build.",
)
def command(*, fast: bool, since: Path | None, **given: Any) -> None:
    """Check shapes, rules, questions and passages; exit 3 if any fails.

    Passages are proved where the documents' texts are at hand (--corpus). With --since,
    errors that the built graph had itself are not looked for.

    Example: kg check --corpus ../shared/documents
    """
    found = errors([given.pop(name) for name in PLACES], since, fast=fast)
    options.put_findings(found, given)


def errors(places: list[Path | None], since: Path | None, *, fast: bool) -> Table:
    """Return the errors found in all, or with `since` in what changed, a row each.

    Raises
    ------
    ParameterError
        If a built graph is given twice.
    """
    from kg.errors import ParameterError
    from kg.graph.make import checked, rechecked

    data, ontology, store, corpus = places
    if since is None:
        return checked(data, ontology, store, corpus, fast=fast)
    if store:
        message = "--since compares tables (--data) with a built graph; leave out --store"
        raise ParameterError(message)
    return rechecked(data, ontology, since, corpus, fast=fast)
