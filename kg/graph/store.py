"""The store: a published graph opened for our own queries, its terms turned into text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreError
from kg.graph.guard import fill
from kg.graph.release import read_manifest, store_path
from kg.ontology import Ontology
from kg.text.names import PREFIXES, choose_label

Row = Mapping[str, str]


class Reader:
    """A published graph, opened read-only, that answers the queries in `api/`."""

    def __init__(self, folder: Path, onto: Ontology) -> None:
        self.folder, self.onto = folder, onto
        self.path = store_path(folder)
        try:
            self.store = ox.Store.read_only(str(self.path))
        except (OSError, RuntimeError) as error:
            message = f"the store in {folder} cannot be opened: {error}; build it again"
            raise StoreError(message) from None

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of the canonical dump of the graph."""
        return str(read_manifest(self.folder)["dump_sha256"])

    def ask(self, query: str, **terms: str) -> Iterator[Row]:
        """Return the rows of a query of ours, unbound cells left out; `terms` are IRIs or text."""
        filled = fill(query, {name: str(as_term(value)) for name, value in terms.items()})
        return ask(self.store, filled)

    def api(self, name: str, **terms: str) -> Iterator[Row]:
        """Yield the rows of `api/<name>.rq`, its variables in `terms` replaced."""
        return self.ask((self.onto.folder / "api" / f"{name}.rq").read_text("utf-8"), **terms)

    @cached_property
    def size(self) -> int:
        """Return the number of quads in named graphs; the merge of them is not counted."""
        return int(read_manifest(self.folder)["quads"])

    @cached_property
    def labels(self) -> Mapping[str, Mapping[str, str]]:
        """Return the preferred label of everything, by IRI and language."""
        query = (self.onto.folder / "api" / "labels.rq").read_text("utf-8")
        found: dict[str, dict[str, str]] = {}
        rows = self.store.query(query, prefixes=dict(PREFIXES))
        if isinstance(rows, ox.QuerySolutions):
            for thing, label in rows:
                kept = found.setdefault(thing.value, {})
                language = label.language or ""
                kept[language] = min(kept.get(language, label.value), label.value)
        return found

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """Return the most specific class of every named thing; of several, the first by IRI."""
        found: dict[str, str] = {}
        for row in self.api("kinds"):
            found[row["thing"]] = min(found.get(row["thing"], row["kind"]), row["kind"])
        return found

    def label(self, iri: str, lang: str) -> str:
        """Return the label of `iri` in `lang`, or the nearest there is."""
        return choose_label(self.labels.get(iri, {}), lang, iri)


def ask(store: ox.Store, query: str) -> Iterator[Row]:
    """Yield the rows of a SELECT query over the merge of all graphs, unbound cells left out."""
    found = store.query(query, prefixes=dict(PREFIXES))
    if not isinstance(found, ox.QuerySolutions):
        message = "only SELECT queries are asked here"
        raise StoreError(message)
    names = [variable.value for variable in found.variables]
    for solution in found:
        cells = zip(names, solution, strict=True)
        yield {name: cell.value for name, cell in cells if cell is not None}


def as_term(value: str) -> ox.NamedNode | ox.Literal:
    """Return `value` as an IRI if it is one of ours, else as a plain literal."""
    is_iri = any(value.startswith(base) for base in PREFIXES.values())
    return ox.NamedNode(value) if is_iri else ox.Literal(value)
