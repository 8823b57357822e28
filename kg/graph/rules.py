"""Rules: what follows from rows alone, and what follows only from the whole graph."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from kg.errors import ForbiddenQueryError, StoreError
from kg.graph.dump import TRIPLES, triples_of
from kg.graph.guard import check_offline
from kg.ontology import Ontology
from kg.text.header import read_header
from kg.text.names import PREFIXES

DERIVED, ONTOLOGY = (ox.NamedNode(PREFIXES["gig"] + name) for name in ("derived", "ontology"))


class Rules:
    """The rules of an ontology, those whose scope is a row apart from the others.

    A rule whose header says `scope: row` finds in all rows together just what it finds in
    each row with the ontology. Such rules run first, then the others, in the order of their
    names, then such rules once more on what the others added.
    """

    def __init__(self, onto: Ontology) -> None:
        self.paths = tuple(onto.files("rules").values())

    @cached_property
    def texts(self) -> dict[Path, str]:
        """Return the text of each rule by its file.

        Raises
        ------
        StoreError
            If a rule would read from elsewhere.
        """
        found = {}
        for path in self.paths:
            found[path] = path.read_text("utf-8")
            try:
                check_offline(found[path])
            except ForbiddenQueryError as error:
                raise StoreError(f"rules/{path.name}: {error}") from None
        return found

    @cached_property
    def row(self) -> tuple[Path, ...]:
        """Return the rules whose scope is a row, in the order of their names."""
        return tuple(p for p, t in self.texts.items() if read_header(t).notes.get("scope") == "row")

    @cached_property
    def whole(self) -> tuple[Path, ...]:
        """Return the rules that need the whole graph, in the order of their names."""
        return tuple(path for path in self.texts if path not in self.row)

    def apply(self, store: ox.Store) -> None:
        """Add to `store` what all rules say."""
        for path in self.row:
            self.run(store, path)
        found = b"".join([self.run(store, path) for path in self.whole])
        if any(path.suffix == ".ru" for path in self.whole):  # nobody tells what it added
            for path in self.row:
                self.run(store, path)
        elif found:
            self.follow(store, found)

    def follow(self, store: ox.Store, found: bytes) -> None:
        """Add to `store` what the rules for rows find in derived triples beside the ontology."""
        small = ox.Store()
        small.load(triples_of(store, ONTOLOGY), TRIPLES, to_graph=ONTOLOGY, lenient=True)
        small.load(found, TRIPLES, to_graph=DERIVED, lenient=True)
        for path in self.row:
            self.run(small, path)
        for graph in small.named_graphs():
            if graph != ONTOLOGY:
                store.load(triples_of(small, graph), TRIPLES, to_graph=graph, lenient=True)

    def run(self, store: ox.Store, path: Path) -> bytes:
        """Add to `store` what one rule says, and return it as N-Triples if the rule is a query.

        Raises
        ------
        StoreError
            If the rule is not SPARQL of its kind.
        """
        with self.naming(path):
            if path.suffix == ".ru":
                store.update(self.texts[path], prefixes=dict(PREFIXES))
                return b""
            found = self.answer(store, path).serialize(format=TRIPLES) or b""
            store.load(found, TRIPLES, to_graph=DERIVED, lenient=True)
            return found

    def found(self, store: ox.Store, path: Path, *, merged: bool = False) -> list[ox.Quad]:
        """Return what a CONSTRUCT rule finds as derived quads; see `answer`."""
        with self.naming(path):
            found = self.answer(store, path, merged=merged)
            return [ox.Quad(t.subject, t.predicate, t.object, DERIVED) for t in found]

    def answer(self, store: ox.Store, path: Path, *, merged: bool = False) -> ox.QueryTriples:
        """Return what a CONSTRUCT rule finds in the union of all graphs.

        A `store` that holds the union as its default graph is `merged`: to unite it with the
        others would find each triple twice.

        Raises
        ------
        StoreError
            If the rule is no such query.
        """
        with self.naming(path):
            found = store.query(
                self.texts[path], prefixes=dict(PREFIXES), use_default_graph_as_union=not merged
            )
        if isinstance(found, ox.QueryTriples):
            return found
        message = f"rules/{path.name}: is no CONSTRUCT query"
        raise StoreError(message)

    @contextmanager
    def naming(self, path: Path) -> Iterator[None]:
        """Name the rule in whatever the engine finds wrong with it while the block runs."""
        try:
            yield
        except (SyntaxError, ValueError, OSError) as error:
            raise StoreError(f"rules/{path.name}: {error}") from None
