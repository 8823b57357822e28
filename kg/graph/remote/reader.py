"""The remote reader: a pushed graph that answers as a local one does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from email.message import Message
from functools import cached_property, partial
from typing import Any, TypeVar
from urllib.parse import urlencode

import pyoxigraph as ox

from kg.errors import RemoteError, StoreError, TransientError
from kg.graph import sparql
from kg.graph.guard import form_of
from kg.graph.remote import dialect
from kg.graph.remote.dialect import Answer
from kg.graph.remote.endpoint import Endpoint, Request
from kg.graph.sparql import Limits, Origin
from kg.graph.store import Reader, Row, Solutions, solutions
from kg.graph.worker import GRAPHS, RESULTS
from kg.ontology import Ontology
from kg.text.names import PREFIXES

Read = TypeVar("Read")
FORM = "application/x-www-form-urlencoded"
TRIPLES = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5"
DESCRIPTION = """
SELECT ?graph ?count ?digest WHERE {{
  GRAPH <{record}> {{ ?graph void:triples ?count ; dcterms:identifier ?digest }}
}}"""


class RemoteReader(Reader):
    """A graph that `kg push` has loaded into an endpoint; nothing is asked before it is used."""

    def __init__(self, endpoint: Endpoint, onto: Ontology) -> None:
        self.endpoint, self.onto = endpoint, onto
        self.answers: dict[str, tuple[Row, ...]] = {}
        self.columns = None

    def __getattr__(self, name: str) -> Any:
        """Raise a StoreError for what only a local graph has."""
        if name in ("store", "path", "folder"):
            message = "this needs the graph itself, not an endpoint: give --store FOLDER"
            raise StoreError(message)
        raise AttributeError(name)

    @cached_property
    def origin(self) -> Origin:
        """Return what users' queries are asked of."""
        return Origin(remote=self)

    @cached_property
    def graphs(self) -> Mapping[str, tuple[int, str]]:
        """Return number of triples and hash of every graph that was pushed, and of the record.

        Raises
        ------
        RemoteError
            If the endpoint holds no graph that was pushed to its end.
        """
        query = DESCRIPTION.format(record=dialect.RECORD)
        found = {
            row["graph"]["value"]: (int(row["count"]["value"]), row["digest"]["value"])
            for row in self.answer(query, [dialect.RECORD]).rows
        }
        if dialect.RECORD not in found:
            message = f"{self.endpoint.url} holds no whole graph; run: kg push {self.endpoint.url}"
            raise RemoteError(message)
        return found

    @cached_property
    def named(self) -> list[str]:
        """Return the names of the graphs of sources and tables."""
        return sorted(set(self.graphs) - {dialect.MERGED, dialect.RECORD})

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of the canonical dump of the graph that was pushed."""
        return self.graphs[dialect.RECORD][1]

    @cached_property
    def size(self) -> int:
        """Return the number of quads in named graphs."""
        return self.graphs[dialect.RECORD][0]

    def solutions(self, query: str) -> Solutions:
        """Return the variables of a SELECT query of ours and its solutions, in its order."""
        answer = ordered(query, self.answer(query, self.named), sorted_here)
        columns = list(answer.columns)
        cells = ([row.get(name) for name in columns] for row in answer.rows)
        return columns, [[cell and dialect.term_of(cell) for cell in row] for row in cells]

    def answer(self, query: str, graphs: list[str], limits: Limits | None = None) -> Answer:
        """Return the answer to a SELECT or ASK query over `graphs` and their merge."""
        text = dialect.sent(query, graphs)
        return self.post(text, dialect.JSON, lambda b, h: dialect.read_answer(b, h, query), limits)

    def post(
        self,
        text: str,
        accept: str,
        read: Callable[[bytes, Message], Read],
        limits: Limits | None = None,
    ) -> Read:
        """Return what `read` makes of the response to a query."""
        request = Request(urlencode({"query": text}).encode(), FORM, accept)
        patience = self.endpoint.patience
        if limits is not None:
            patience = replace(patience, seconds=limits.seconds, size=limits.size)
        return replace(self.endpoint, patience=patience).post(request, read)

    def run(self, query: str, wanted: str, limits: Limits) -> bytes:
        """Return the answer to a user's query in the format `wanted`, as the standard writes it.

        It is read here first, over nothing, so that a fault of syntax or format is
        told as it is for a local graph, and nothing that is no query leaves.
        """
        sparql.work(Origin(), query, wanted, limits)
        if form_of(query) in ("CONSTRUCT", "DESCRIBE"):
            text = dialect.sent(query, self.named)
            triples = self.post(text, TRIPLES, read_triples, limits)
            written = ox.serialize(triples, format=GRAPHS[wanted], prefixes=dict(PREFIXES)) or b""
        else:
            answer = self.answer(query, self.named, limits)
            confined = partial(sorted_in_worker, limits=limits)
            written = written_as(ordered(query, answer, confined), wanted)
        return written.replace(b"\r", b"&#xD;") if wanted in ("xml", "rdfxml") else written


def ordered(query: str, answer: Answer, sort: Callable[[str], Iterable[str]]) -> Answer:
    """Return the answer with its rows in the order that the local engine gives them."""
    question = dialect.sorting(query, answer)
    if question:
        rows = tuple(answer.rows[int(place)] for place in sort(question))
        answer = replace(answer, rows=rows)
    return dialect.narrowed(query, answer)


def sorted_here(question: str) -> Iterable[str]:
    """Return the numbers of rows in order, asked in this process: the query is one of ours."""
    return (place.value for (place,) in solutions(ox.Store(), question)[1])


def sorted_in_worker(question: str, limits: Limits) -> Iterable[str]:
    """Return the numbers of rows in order, asked where what a user wants can be stopped."""
    raw = json.loads(sparql.work(Origin(), question, "json", limits))
    return (row["kg_row"]["value"] for row in raw["results"]["bindings"])


def written_as(answer: Answer, wanted: str) -> bytes:
    """Return an answer in one of the formats for results."""
    if answer.boolean is not None and wanted in ("csv", "tsv"):
        return b"true\n" if answer.boolean else b"false\n"
    found = ox.parse_query_results(answer.encode(), format=ox.QueryResultsFormat.JSON)
    return found.serialize(format=RESULTS[wanted]) or b""


def read_triples(body: bytes, headers: Message) -> list[ox.Triple]:
    """Return the triples of a response, sorted, each once.

    Raises
    ------
    TransientError
        If it is no RDF, or breaks off.
    """
    kind = ox.RdfFormat.from_media_type(headers.get("Content-Type", ""))
    if kind is None:
        message = f"the answer is {headers.get('Content-Type', 'of no kind')} instead of RDF"
        raise TransientError(message)
    try:
        found: dict[ox.Triple, None] = {quad.triple: None for quad in ox.parse(body, format=kind)}
    except (SyntaxError, ValueError) as error:
        message = f"the answer is cut off or no RDF: {error}"
        raise TransientError(message) from None
    return sorted(found, key=str)
