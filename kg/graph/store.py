"""The store: a published graph opened for our own queries, its terms turned into text."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Protocol, TypeVar

import pyoxigraph as ox

from kg.columns.opened import Columns, Firsts, Labels, columns_beside
from kg.columns.terms import Terms
from kg.errors import ColumnsError, ParameterError, StoreError
from kg.graph.guard import check_offline, fill
from kg.graph.held import Held
from kg.graph.hold import hold
from kg.graph.release import read_manifest, store_path
from kg.graph.sparql import Origin
from kg.ontology import Ontology
from kg.text.names import PREFIXES, choose_label
from kg.text.table import Table

Row = Mapping[str, str]
Solution = Iterable[Any]  # of terms in the order of the variables, None where unbound
Solutions = tuple[list[str], Iterable[Solution]]


Told = TypeVar("Told")
FEW = 200
IRI = re.compile(r"[a-z]+:[^<>\"{}|^`\\\x00-\x20]+")


class Answers(Mapping[str, Told]):
    """What a graph tells of each thing: of a few things one by one, of many all at once.

    `ask` returns what is told of one thing when called with `thing=`, else of everything.
    """

    def __init__(self, ask: Callable[..., dict[str, Told]]) -> None:
        self.ask = ask
        self.asked: dict[str, Told | None] = {}

    @cached_property
    def everything(self) -> dict[str, Told]:
        """Return what is told of everything."""
        return self.ask()

    def __getitem__(self, iri: str) -> Told:
        if "everything" in self.__dict__ or len(self.asked) >= FEW:
            return self.everything[iri]
        if iri not in self.asked:
            self.asked[iri] = self.ask(thing=iri).get(iri) if IRI.fullmatch(iri) else None
        found = self.asked[iri]
        if found is None:
            raise KeyError(iri)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self.everything)

    def __len__(self) -> int:
        return len(self.everything)


class Reader:
    """A published graph, read-only, that answers the queries in `api/`."""

    def __init__(self, folder: Path, onto: Ontology, *, memory: bool = False) -> None:
        self.folder, self.onto = folder, onto
        self.path = store_path(folder)
        while not hold(self.path.parent, self):  # replaced this moment
            self.path = store_path(folder)
        self.answers: dict[str, tuple[Row, ...]] = {}
        self.held = Held(folder) if memory else None

    @cached_property
    def store(self) -> ox.Store:
        """Return the store, opened when first asked: what columns answer does without it.

        Raises
        ------
        StoreError
            If it cannot be opened.
        """
        if self.held is not None:
            return self.held.whole
        try:
            return ox.Store.read_only(str(self.path))
        except (OSError, RuntimeError) as error:
            message = f"the store in {self.folder} cannot be opened: {error}; build it again"
            raise StoreError(message) from None

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of the canonical dump of the graph."""
        return str(read_manifest(self.folder)["dump_sha256"])

    def ask(self, query: str, **terms: str) -> Iterator[Row]:
        """Return the rows of a query of ours, unbound cells left out; `terms` are IRIs or text."""
        return self.rows(fill(query, {name: str(as_term(terms[name])) for name in terms}))

    def rows(self, query: str) -> Iterator[Row]:
        """Yield the rows of a SELECT query of ours, unbound cells left out."""
        return rows_of(*self.solutions(query))

    def solutions(self, query: str) -> Solutions:
        """Return the variables of a SELECT query of ours and its solutions, in its order."""
        return solutions(self.held.asked(query) if self.held else self.store, query)

    @property
    def origin(self) -> Origin:
        """Return what users' queries are asked of."""
        return Origin(store=self.path, held=self.held)

    @cached_property
    def columns(self) -> Columns | None:
        """Return the columns beside the store, None if there are none that can be trusted."""
        return columns_beside(self.path, self.onto)

    def api(self, name: str, **terms: str) -> Iterator[Row]:
        """Yield the rows of `api/<name>.rq`, its variables in `terms` replaced.

        Without terms it is asked once: what was published does not change.
        """
        query = self.onto.folder / "api" / f"{name}.rq"
        if terms:
            return self.ask(read_query(query), **terms)
        if name not in self.answers:
            self.answers[name] = tuple(self.ask(read_query(query)))
        return iter(self.answers[name])

    def table(self, query: str, terms: Mapping[str, str]) -> Table:
        """Return the answer to a SELECT query of ours; `terms` are in N-Triples syntax."""
        names, rows = self.solutions(fill(query, terms))
        return Table.of(names, [[cell and cell.value for cell in row] for row in rows])

    @cached_property
    def size(self) -> int:
        """Return the number of quads in named graphs; the merge of them is not counted."""
        return int(read_manifest(self.folder)["quads"])

    @cached_property
    def labels(self) -> Mapping[str, Mapping[str, str]]:
        """Return the preferred label of everything, by IRI and language."""
        return Answers(self.labels_of)

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """Return the most specific class of every named thing; of several, the first by IRI."""
        return Answers(self.kinds_of)

    def labels_of(self, **thing: str) -> dict[str, dict[str, str]]:
        """Return the preferred labels by IRI and language, of one `thing` or of everything."""
        with contextlib.suppress(ColumnsError):
            if self.columns is not None:
                return told(Labels(self.columns), **thing)
        found: dict[str, dict[str, str]] = {}
        for named, label in self.solutions(self.about("labels", thing))[1]:
            kept = found.setdefault(named.value, {})
            language = label.language or ""
            kept[language] = min(kept.get(language, label.value), label.value)
        return found

    def kinds_of(self, **thing: str) -> dict[str, str]:
        """Return the most specific class by IRI, of one `thing` or of everything."""
        with contextlib.suppress(ColumnsError):
            if self.columns is not None:
                return told(Firsts(self.columns, "kinds"), **thing)
        found: dict[str, str] = {}
        for row in self.rows(self.about("kinds", thing)):
            found[row["thing"]] = min(found.get(row["thing"], row["kind"]), row["kind"])
        return found

    def about(self, name: str, things: Mapping[str, str]) -> str:
        """Return the query `api/<name>.rq`, its variables in `things` replaced by IRIs."""
        query = read_query(self.onto.folder / "api" / f"{name}.rq")
        return fill(query, {variable: f"<{iri}>" for variable, iri in things.items()})

    def label(self, iri: str, lang: str) -> str:
        """Return the label of `iri` in `lang`, or the nearest there is."""
        return choose_label(self.labels.get(iri, {}), lang, iri)


class Column(Protocol[Told]):
    """What columns tell of things, by code or of all of them."""

    terms: Terms

    def of(self, code: int) -> Told:
        """Return what is told of one thing."""

    def everything(self) -> dict[str, Told]:
        """Return what is told of all things by IRI."""


def told(column: Column[Told], thing: str = "") -> dict[str, Told]:
    """Return what a column tells of everything, or of one `thing` if it is told anything."""
    if not thing:
        return column.everything()
    found = column.of(column.terms.code(thing))
    return {thing: found} if found else {}


def open_reader(place: str | Path, onto: Ontology, *, memory: bool = False) -> Reader:
    """Return the reader of the graph in a folder, or at the http address of an endpoint."""
    if isinstance(place, Path) or "://" not in place:
        return Reader(Path(place), onto, memory=memory)
    if memory:
        message = f"the graph at {place} cannot be held in memory here; give a folder"
        raise ParameterError(message)
    from kg.graph.remote.endpoint import Endpoint
    from kg.graph.remote.reader import RemoteReader

    return RemoteReader(Endpoint(place), onto)


@cache
def read_query(path: Path) -> str:
    """Return the query in a file of an ontology, which may fetch nothing."""
    query = path.read_text("utf-8")
    check_offline(query)
    return query


def listed(onto: Ontology, name: str) -> Iterator[Row]:
    """Yield the rows that `api/<name>.rq` lists itself: no graph needs to be open for it."""
    return ask(ox.Store(), read_query(onto.folder / "api" / f"{name}.rq"))


def ask(store: ox.Store, query: str) -> Iterator[Row]:
    """Yield the rows of a SELECT query over the merge of all graphs, unbound cells left out."""
    return rows_of(*solutions(store, query))


def solutions(store: ox.Store, query: str) -> Solutions:
    """Return the variables of a SELECT query over the merge of all graphs, and its solutions."""
    used = {name: base for name, base in PREFIXES.items() if f"{name}:" in query}
    found = store.query(query, prefixes=used)
    if not isinstance(found, ox.QuerySolutions):
        message = "only SELECT queries are asked here"
        raise StoreError(message)
    return [variable.value for variable in found.variables], found


def rows_of(names: Sequence[str], found: Iterable[Solution]) -> Iterator[Row]:
    """Yield solutions as text by variable, unbound cells left out."""
    for solution in found:
        cells = zip(names, solution, strict=True)
        yield {name: cell.value for name, cell in cells if cell is not None}


def as_term(value: str) -> ox.NamedNode | ox.Literal:
    """Return `value` as an IRI if it is one of ours, else as a plain literal."""
    is_iri = any(value.startswith(base) for base in PREFIXES.values())
    return ox.NamedNode(value) if is_iri else ox.Literal(value)
