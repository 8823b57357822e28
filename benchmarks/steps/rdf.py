"""Engines that hold a graph: load a Turtle file, answer the queries, make the supply network."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from benchmarks.child import BUDGET, Say, digest
from benchmarks.queries import (
    ANCHOR,
    CLOSURE,
    HEAD,
    HOW,
    PREFIXES,
    QUERIES,
    REGION,
    REPORTS,
    SUPPLY,
    TABLES,
)

LOADS = 5
Rows = list[list[str]]
Ask = Callable[[str], Rows]


def local(value: object) -> str:
    """Return a value without the namespace before it, as tables hold it."""
    text = "" if value is None else str(value)
    for base in PREFIXES.values():
        text = text.removeprefix(base)
    return text


def short(rows: Iterable[Iterable[object]]) -> str:
    """Return the digest of rows, names without their namespaces."""
    return digest([local(cell) for cell in row] for row in rows)


def session(say: Say, ask: Ask, jobs: list[str], anchor: str) -> None:
    """Do the `jobs` that take queries, in order; some start from the firm `anchor`."""
    for name in jobs:
        if name in QUERIES:
            text = QUERIES[name].sparql.replace(ANCHOR, anchor)
            say.clock(name, lambda text=text: ask(text), short)
        elif name == "closure":
            say.clock("forward", lambda: ask(CLOSURE[0]), short)
            say.clock("bound end", lambda: ask(CLOSURE[1]), short)
        elif name == "network":
            say.clock("network", lambda: network(ask(SUPPLY)), size)


def network(rows: Rows) -> Any:
    """Return ties as a NetworkX graph, a weight for each claim: the loop one writes by hand."""
    import networkx as nx

    graph: Any = nx.DiGraph()
    for source, target, _, _ in rows:
        if graph.has_edge(source, target):
            graph[source][target]["weight"] += 1
        else:
            graph.add_edge(source, target, weight=1)
    return graph


def size(graph: Any) -> str:
    """Return nodes, edges and sum of weights of a network."""
    return f"{len(graph)} {graph.number_of_edges()} {graph.size('weight'):g}"


def rdflib(say: Say, turtle: str, jobs: list[str], anchor: str) -> None:
    """Graph.parse, then the jobs."""
    from rdflib import Graph

    graph = loaded(say, lambda: Graph().parse(turtle, format="turtle"), len)
    session(say, lambda text: [list(row) for row in graph.query(HEAD + text)], jobs, anchor)


def once(say: Say, load: Callable[[], Any], count: Callable[[Any], object]) -> Any:
    """Return what `load` gives after telling its time: it cannot be done twice, or is heavy."""
    start = time.perf_counter()
    graph = load()
    say("load", time.perf_counter() - start, count(graph))
    return graph


def loaded(say: Say, load: Callable[[], Any], count: Callable[[Any], object]) -> Any:
    """Return what `load` gives after telling its median time: of five if that is soon done."""
    times: list[float] = []
    graph: Any = None
    while len(times) < LOADS and sum(times) < BUDGET / 2:
        graph = None  # one at a time in memory
        start = time.perf_counter()
        graph = load()
        times.append(time.perf_counter() - start)
    if not times:
        return once(say, load, count)
    say("load", statistics.median(times), count(graph))
    return graph


def kglab(say: Say, turtle: str, jobs: list[str], anchor: str) -> None:
    """KnowledgeGraph.load_rdf; answers as data frames."""
    import kglab as lab

    def load() -> Any:
        graph = lab.KnowledgeGraph(namespaces=PREFIXES)
        graph.load_rdf(turtle, format="ttl")
        return graph

    graph = loaded(say, load, lambda graph: len(graph.rdf_graph()))

    def ask(text: str) -> Rows:
        frame = graph.query_as_df(HEAD + text, simplify=False)
        return [] if frame.empty else frame.values.tolist()

    session(say, ask, [job for job in jobs if job != "network"], anchor)
    if "network" in jobs:
        flat = SUPPLY.replace("?source", "?subject").replace("?target", "?object")
        say.clock("network", lambda: matrix(graph, HEAD + flat), size)


def matrix(graph: Any, query: str) -> Any:
    """Return the network by kglab's own way from a graph to NetworkX."""
    import kglab as lab
    import networkx as nx

    made = lab.SubgraphMatrix(graph, query)
    return made.build_nx_graph(nx.DiGraph(), bipartite=True)


def pyoxigraph(say: Say, turtle: str, jobs: list[str], anchor: str) -> None:
    """Store.load into memory; answers as rows of values."""
    import pyoxigraph as ox

    def load() -> Any:
        store = ox.Store()
        store.load(path=turtle, format=ox.RdfFormat.TURTLE)
        return store

    store = loaded(say, load, len)
    session(say, lambda text: rows_of(store, text), jobs, anchor)


def pyoxigraph_disk(say: Say, store: str, jobs: list[str], anchor: str) -> None:
    """The engine on the store that the product has built, opened read-only."""
    import pyoxigraph as ox

    opened = loaded(say, lambda: ox.Store.read_only(store), lambda _: 0)
    session(say, lambda text: rows_of(opened, text), jobs, anchor)


def rows_of(store: Any, text: str) -> Rows:
    """Return the values of all rows of an answer."""
    found = store.query(text, prefixes=PREFIXES)
    return [[None if cell is None else cell.value for cell in row] for row in found]


def maplib(say: Say, turtle: str, jobs: list[str], anchor: str) -> None:
    """Model.read; answers as frames of Polars."""
    from maplib import Model

    def load() -> Any:
        model = Model()
        model.read(turtle, format="turtle")
        return model

    def ask(text: str) -> Rows:
        frame = model.query(HEAD + text)
        return [[bare(cell) for cell in row] for row in frame.rows()]

    model = loaded(say, load, lambda _: 0)
    session(say, ask, jobs, anchor)


def bare(cell: object) -> object:
    """Return a cell of maplib without the signs of its term; decimals without their zeros."""
    if isinstance(cell, Decimal):
        return int(cell) if cell == int(cell) else cell
    text = "" if cell is None else str(cell)
    if text[:1] == "<" and text[-1:] == ">":
        return text[1:-1]
    quoted = re.fullmatch(r'"(.*)"(?:@[a-z-]+)?', text)
    return quoted[1] if quoted else text


def duckdb(say: Say, data: str, words: str, jobs: list[str], anchor: str) -> None:
    """Equal tables, read from the same files; answers as rows."""
    import duckdb as db

    base = db.connect(":memory:")
    say("load", None)
    base.execute(TABLES.format(data=data, words=words, how=HOW))
    for name in jobs:
        if name in QUERIES:
            sql = QUERIES[name].sql.replace(ANCHOR, anchor)
            say.clock(name, lambda sql=sql: base.execute(sql).fetchall(), short)
    for name, report in REPORTS.items():
        say.clock(f"report {name}", lambda sql=report.sql: base.execute(sql).fetchall(), short)


def reports(say: Say, store: str) -> None:
    """The product's own scan reports, by columns, and as SPARQL of the bare engine."""
    import kg as product
    from kg.columns.plan import run
    from kg.graph.guard import fill
    from kg.graph.sparql import bind
    from kg.text.header import read_header

    reader = product.load(store).reader
    for name, report in {**REPORTS, "q03": REGION}.items():
        text = reader.onto.file("queries", report.name).read_text("utf-8")
        params = bind(report.params, read_header(text))
        if reader.columns is None:
            say(f"no columns for {name}", None)
        else:
            by_columns = lambda text=text, params=params: values(run(reader.columns, text, params))  # noqa: E731
            found = say.clock(f"report {name}", by_columns, short)
            if report is REGION:
                say("firms", 0.0, short([row[2]] for row in found if row[0] == "enterprise"))
        filled = fill(text, params)
        say.clock(f"raw {name}", lambda filled=filled: wide_rows(reader.store, filled), short)


def values(answer: Any) -> Rows:
    """Return the values of the rows that columns give."""
    return [[None if cell is None else cell[0] for cell in row] for row in answer[1]]


def wide_rows(store: Any, text: str) -> Rows:
    """Return the values of all rows of an answer to a query with all our prefixes."""
    from kg.text.names import PREFIXES as ALL

    found = store.query(text, prefixes=dict(ALL))
    return [[None if cell is None else cell.value for cell in row] for row in found]


def kg_load(say: Say, turtle: str) -> None:
    """The product's own loading of RDF files, as `kg query --data` does it."""
    from kg.graph.worker import open_data

    request = {"store": "", "files": [[turtle, "ttl"]]}
    loaded(say, lambda: open_data(request), len)


def kg(say: Say, store: str, jobs: list[str], anchor: str) -> None:
    """The product on a built graph: rows of its reader, its own network, its query process."""
    import kg as product
    from kg.graph.store import ask

    graph = loaded(say, lambda: product.load(store), lambda _: 0)

    def rows(text: str) -> Rows:
        return [list(row.values()) for row in ask(graph.reader.store, text)]

    session(say, rows, [job for job in jobs if job != "network"], anchor)
    if "network" in jobs:
        from kg.api import open_graph

        say.clock("network", lambda: open_graph(store).network("supply"), sizes)
        say.clock("network again", lambda: graph.network("supply").csr(directed=True), lambda _: "")


def kg_memory(say: Say, store: str, jobs: list[str], anchor: str) -> None:
    """The product on the same graph, read into memory as a notebook or a server would."""
    import kg as product

    graph = loaded(say, lambda: product.load(store, memory=True), lambda _: 0)
    session(say, lambda text: graph.reader.table(text, {}).rows, jobs, anchor)


def kg_confined(say: Say, store: str, anchor: str) -> None:
    """The product's public `Graph.query`: each query in a process of its own, with limits."""
    import kg as product

    graph = product.load(store)
    for name, query in QUERIES.items():
        text = query.sparql.replace(ANCHOR, anchor)
        say.clock(name, lambda text=text: graph.query(text).rows, short)


def sizes(network: Any) -> str:
    """Return nodes, pairs and sum of weights of a network of ours."""
    matrix = network.csr(directed=True)
    return f"{len(network.nodes)} {matrix.nnz} {matrix.sum():g}"
