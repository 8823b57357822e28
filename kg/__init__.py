"""An evidence graph of China's green industry: every number has the passage that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.version import VERSION

if TYPE_CHECKING:
    from pathlib import Path

    from kg.api import Graph

__version__ = VERSION

__all__ = ["__version__", "load"]


def load(
    store: str | Path | None = None,
    data: str | Path | None = None,
    ontology: str | Path | None = None,
    *,
    memory: bool = False,
) -> Graph:
    """Return the graph in the folder `store`, or of the tables in `data`, or the shipped one.

    It is asked where it lies on disk. With `memory` its dump is read into memory first, and
    compared with its hash: a few seconds for a million triples, after which all that is not
    answered by columns takes about a third of the time. The answers are the same.

    Raises
    ------
    kg.errors.KgError
        If a folder is missing or the tables have faults; the message lists them.

    >>> import kg
    >>> len(kg.load().query("SELECT ?c WHERE { ?c skos:inScheme ?scheme } LIMIT 2"))
    2
    """
    from kg.api import open_graph

    return open_graph(store, data, ontology, memory=memory)
