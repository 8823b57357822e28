"""The command `kg check`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.cli import options


@click.command()
@options.data
@options.ontology
@options.store
@options.corpus
@options.table_format
@click.option("--fast", is_flag=True, help="Check shapes by the package shacl (extra: fast).")
def command(
    data: Path | None,
    ontology: Path | None,
    store: Path | None,
    corpus: Path | None,
    *,
    fast: bool,
    **output: Any,
) -> None:
    """Check shapes, rules, questions and passages; exit 3 if any fails.

    Passages are proved where the documents' texts are at hand (--corpus).

    Example: kg check --corpus ../shared/documents
    """
    from kg.graph.make import checked

    options.put_findings(checked(data, ontology, store, corpus, fast=fast), output)
