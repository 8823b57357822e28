"""Push: a built graph goes into an endpoint, graph by graph, until both hold the same."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from pathlib import Path
from urllib.parse import quote, urlencode

import pyoxigraph as ox

from kg.errors import CheckError
from kg.graph import shipped
from kg.graph.release import Manifest, read_manifest, store_path
from kg.graph.remote import dialect
from kg.graph.remote.endpoint import Endpoint, Request
from kg.graph.remote.reader import FORM
from kg.ontology import Ontology
from kg.text.names import PREFIXES, local_name

BATCH = 1000
LISTED = 5000  # Virtuoso, as it comes, ends an answer after 10,000 rows
ROUNDS = 3
COUNT = "SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
ABOUT = "GRAPH <{graph}> {{ VALUES ?s {{ {subjects} }} ?s ?p ?o }}"
FETCH = f"SELECT ?s ?p ?o WHERE {{{{ {ABOUT} FILTER(!isBlank(?o)) }}}}"
FORGET = f"DELETE {{{{ GRAPH <{{graph}}> {{{{ ?s ?p ?o }}}} }}}} WHERE {{{{ {ABOUT} }}}}"
NAMELESS = """
DELETE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}
WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o FILTER(isBlank(?s) || isBlank(?o)) }} }}"""
SPOKEN = "{{ SELECT DISTINCT ?s WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} }}"
SHARE = "SUBSTR(MD5(STR(?s)), 1, 3)"
SHARES = f"""
SELECT ?share (COUNT(*) AS ?n) WHERE {{{{ {SPOKEN} BIND({SHARE} AS ?share) }}}} GROUP BY ?share"""
THINGS = f'SELECT ?s WHERE {{{{ {SPOKEN} FILTER(CONTAINS("{{shares}}", {SHARE})) }}}}'
Lines = frozenset[str]


@dataclass(frozen=True)
class Destination:
    """An endpoint with where it takes updates and, if it has one, its Graph Store."""

    query: Endpoint
    update: str
    graph_store: str = ""

    def count(self, graph: str) -> int:
        """Return the number of triples in a graph."""
        return int(self.rows(COUNT.format(graph=graph))[0]["n"]["value"])

    def held(self, graph: str, subjects: Iterable[str]) -> Lines:
        """Return what a graph says of subjects, a line a triple, equal lines for equal values."""
        query = FETCH.format(graph=graph, subjects=" ".join(sorted(subjects)))
        return frozenset(dialect.line_of(row) for row in self.rows(query))

    def rows(self, query: str) -> tuple[dialect.Binding, ...]:
        """Return the rows of a query that names its graphs."""
        request = Request(urlencode({"query": query}).encode(), FORM, dialect.JSON)
        return self.query.post(request, lambda b, h: dialect.read_answer(b, h, query)).rows

    def insert(self, graph: str, lines: Iterable[str]) -> None:
        """Add triples to a graph; what is there already stays once."""
        text = "\n".join(lines)
        if not self.graph_store:
            self.change(f"INSERT DATA {{ GRAPH <{graph}> {{\n{text}\n}} }}")
            return
        address = f"{self.graph_store}?graph={quote(graph, safe='')}"
        self.send(Request(text.encode(), "application/n-triples", to=address))

    def delete(self, graph: str, lines: Iterable[str]) -> None:
        """Take triples out of a graph."""
        text = "\n".join(lines)
        self.change(f"DELETE DATA {{ GRAPH <{graph}> {{\n{text}\n}} }}")

    def shares(self, graph: str) -> Counter[str]:
        """Return how many things a graph speaks of, by the beginnings of the hashes of their names.

        One answer of at most 4096 rows tells of a graph of any size where to look.
        """
        rows = self.rows(SHARES.format(graph=graph))
        return Counter({row["share"]["value"]: int(row["n"]["value"]) for row in rows})

    def things(self, graph: str, shares: Iterable[str]) -> list[str]:
        """Return the names of the things in some shares of a graph."""
        rows = self.rows(THINGS.format(graph=graph, shares=" ".join(shares)))
        return [row["s"]["value"] for row in rows]

    def forget(self, graph: str, subjects: Iterable[str]) -> None:
        """Take all that a graph says of subjects out of it."""
        self.change(FORGET.format(graph=graph, subjects=" ".join(subjects)))

    def forget_nameless(self, graph: str) -> None:
        """Take what has no name, and so is not ours, out of a graph."""
        self.change(NAMELESS.format(graph=graph))

    def clear(self, graph: str) -> None:
        """Empty a graph; not by CLEAR, which QLever does not know."""
        self.change(f"DELETE WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")

    def change(self, update: str) -> None:
        """Send an update; all of ours may be sent twice."""
        self.send(Request(urlencode({"update": update}).encode(), FORM, to=self.update))

    def send(self, request: Request) -> None:
        """Send what is answered by success alone."""
        self.query.post(request, lambda _body, _headers: None)


@dataclass
class Push:
    """A push of a graph to a destination: what is there of each graph, and what was changed."""

    store: ox.Store
    target: Destination
    graphs: dict[str, tuple[int, str]] = field(default_factory=dict)
    sent: int = 0
    removed: int = 0
    begun: bool = False

    def settle(self, graph: str) -> None:
        """Make a graph the same there as here; its number and hash are of what is there then.

        Raises
        ------
        CheckError
            If it still differs after it was sent: the endpoint keeps something else.
        """
        if not self.target.count(graph):
            self.send_all(graph)
        for _ in range(ROUNDS):
            found, same = self.repair(graph)
            count = self.target.count(graph)
            if count > found[0]:  # it speaks of things there that it does not speak of here
                self.prune(graph)
                self.removed += count - self.target.count(graph)
            elif same and count == found[0]:
                self.graphs[graph] = found
                return
        message = f"the endpoint does not keep {graph} as it was sent, {ROUNDS} times"
        raise CheckError(message)

    def repair(self, graph: str) -> tuple[tuple[int, str], bool]:
        """Return number and hash of a graph, and whether there was nothing to send or take out."""
        digest, number, same = hashlib.sha256(), 0, True
        for batch in batches(self.store, graph):
            there = self.target.held(graph, subjects(batch))
            missing = [line for key, line in batch.items() if key not in there]
            surplus = sorted(there - batch.keys())
            if surplus:
                self.write(partial(self.target.delete, graph, surplus))
            if missing:
                self.write(partial(self.target.insert, graph, missing))
            self.sent, self.removed = self.sent + len(missing), self.removed + len(surplus)
            same = same and not missing and not surplus
            digest.update("\n".join([*sorted(there), ""]).encode())
            number += len(batch)
        return (number, digest.hexdigest()), same

    def send_all(self, graph: str) -> None:
        """Send a graph of which nothing is there."""
        for batch in batches(self.store, graph):
            self.write(partial(self.target.insert, graph, batch.values()))
            self.sent += len(batch)

    def prune(self, graph: str) -> None:
        """Take out what a repaired graph says there of things that it does not speak of here."""
        self.write(partial(self.target.forget_nameless, graph))
        for things in self.strangers(graph):
            for start in range(0, len(things), BATCH):
                named = [f"<{thing}>" for thing in things[start : start + BATCH]]
                self.write(partial(self.target.forget, graph, named))

    def strangers(self, graph: str) -> Iterator[list[str]]:
        """Yield the things of which a graph speaks there and not here.

        All things from here are there, so a share holds strangers if it is larger there.
        """
        here = Counter(share(name) for name in things(self.store, graph))
        there = self.target.shares(graph)
        doubtful = sorted(name for name, number in there.items() if number > here[name])
        for shares in portions(doubtful, there):
            listed = self.target.things(graph, shares)
            yield [name for name in listed if not speaks_of(self.store, graph, name)]

    def write(self, change: Callable[[], None]) -> None:
        """Change what is there; the record of a whole graph is taken away before."""
        if not self.begun:
            self.target.clear(dialect.RECORD)
            self.begun = True
        change()

    def finish(self, manifest: Manifest) -> None:
        """Write the record of counts and hashes, unless it is there: from now on it is read."""
        whole = (int(manifest["quads"]), str(manifest["dump_sha256"]))
        lines = record({**self.graphs, dialect.RECORD: whole})
        there = self.target.held(dialect.RECORD, subjects(lines))
        if there != set(lines):
            self.target.clear(dialect.RECORD)
            self.target.insert(dialect.RECORD, lines)


def push(folder: Path, target: Destination, tell: Callable[[str], None]) -> Push:
    """Return what was done so that `target` holds the graph built in `folder`.

    Named graphs go one after the other, and their merge as one more. What is there
    already is compared by value and not sent again, so a push that was stopped goes
    on where it was. A record of counts and hashes comes last: without it nobody
    reads half a graph. `tell` hears of each graph that is done.

    Raises
    ------
    CheckError
        If the endpoint keeps something else than it was sent.
    """
    manifest = read_manifest(folder)
    done = Push(ox.Store.read_only(str(store_path(folder))), target)
    named = (name.value for name in done.store.named_graphs() if isinstance(name, ox.NamedNode))
    for graph in [*sorted(named), dialect.MERGED]:
        before = done.sent
        done.settle(graph)
        tell(f"{local_name(graph)}: {done.graphs[graph][0]} triples, {done.sent - before} sent")
    done.finish(manifest)
    return done


def built(store: Path | None) -> Path:
    """Return the folder `store`, or that of the shipped graph."""
    return store or shipped.built(shipped.folder("data"), Ontology(shipped.folder("ontology")))


def batches(store: ox.Store, graph: str) -> Iterator[Mapping[str, str]]:
    """Yield the triples of a graph by their form to compare, all of a subject in one batch."""
    batch: dict[str, str] = {}
    for _, about in groupby(triples(store, graph), key=lambda triple: triple.subject):
        batch.update((dialect.by_value(triple), f"{triple} .") for triple in about)
        if len(batch) >= BATCH:
            yield batch
            batch = {}
    if batch:
        yield batch


def triples(
    store: ox.Store, graph: str, subject: ox.NamedNode | None = None
) -> Iterator[ox.Triple]:
    """Yield the triples of a graph, those of a subject together; the merge is the default graph."""
    name = ox.DefaultGraph() if graph == dialect.MERGED else ox.NamedNode(graph)
    return (quad.triple for quad in store.quads_for_pattern(subject, None, None, name))


def things(store: ox.Store, graph: str) -> Iterator[str]:
    """Yield the names of the things of which a graph speaks, each once."""
    return (thing.value for thing, _ in groupby(triples(store, graph), key=lambda t: t.subject))


def speaks_of(store: ox.Store, graph: str, thing: str) -> bool:
    """Return whether a graph says anything of a thing."""
    return next(triples(store, graph, ox.NamedNode(thing)), None) is not None


def share(thing: str) -> str:
    """Return to which of 4096 shares a thing belongs, as `SHARES` computes it.

    >>> share("urn:a")
    'a7a'
    """
    return hashlib.md5(thing.encode(), usedforsecurity=False).hexdigest()[:3]


def portions(shares: Iterable[str], sizes: Mapping[str, int]) -> Iterator[list[str]]:
    """Yield shares in order, as many at once as have at most `LISTED` things together.

    >>> list(portions("abc", {"a": 2000, "b": 3000, "c": 1}))
    [['a', 'b'], ['c']]
    """
    portion: list[str] = []
    held = 0
    for name in shares:
        if portion and held + sizes[name] > LISTED:
            yield portion
            portion, held = [], 0
        portion.append(name)
        held += sizes[name]
    if portion:
        yield portion


def subjects(batch: Iterable[str]) -> set[str]:
    """Return the subjects of triples in N-Triples syntax."""
    return {line.partition(" ")[0] for line in batch}


def record(graphs: Mapping[str, tuple[int, str]]) -> list[str]:
    """Return the triples that tell of each graph its number of triples and its hash."""
    number, digest = PREFIXES["void"] + "triples", PREFIXES["dcterms"] + "identifier"
    kind = PREFIXES["xsd"] + "integer"
    return [
        line
        for name, (count, text) in sorted(graphs.items())
        for line in (
            f'<{name}> <{number}> "{count}"^^<{kind}> .',
            f'<{name}> <{digest}> "{text}" .',
        )
    ]


def target_of(url: str, update: str = "", graph_store: str = "") -> Destination:
    """Return the destination at `url`; where updates go is derived from it if not said."""
    endpoint = Endpoint(url)
    for address in filter(None, (update, graph_store)):
        replace(endpoint, url=address)
    return Destination(endpoint, update or dialect.update_address(url), graph_store)
