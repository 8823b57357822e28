"""Dump: a store as sorted lines of text, and the merge of its graphs as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pyoxigraph as ox

QUADS, TRIPLES = ox.RdfFormat.N_QUADS, ox.RdfFormat.N_TRIPLES
MERGED = ox.DefaultGraph()
Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph


def canonical_dump(store: ox.Store) -> bytes:
    """Return all quads as N-Quads, sorted by line: equal graphs give equal bytes."""
    return together((store.dump(format=QUADS) or b"").splitlines(keepends=True))


def together(lines: Iterable[bytes]) -> bytes:
    r"""Return each of `lines` once, sorted.

    >>> together([b"b\n", b"a\n", b"b\n"])
    b'a\nb\n'
    """
    return b"".join(sorted(set(lines)))


def merged(quads: bytes) -> bytes:
    r"""Return the triples of `quads`, which all have a graph, as N-Triples.

    A triple that several graphs hold stands there as often.

    >>> merged(b'<s:> <p:> "a <g:> ." <g:> .\n')
    b'<s:> <p:> "a <g:> ." .\n'
    """
    lines = quads.splitlines(keepends=True)
    return b"".join([line[: line.rindex(b" ", 0, -3)] + b" .\n" for line in lines])


def put(store: ox.Store, lines: bytes) -> None:
    """Put quads into `store`, in their graphs and in the merge."""
    store.load(lines + merged(lines), QUADS, lenient=True)


class Told(NamedTuple):
    """What a store tells: sorted N-Quads, their merge as N-Triples, the size of each graph."""

    dump: bytes
    merge: bytes
    sizes: Mapping[str, int]


def told(store: ox.Store) -> Told:
    """Return what `store` tells; its default graph is taken for the merge of all others.

    Told are the quads of the named graphs, and only those triples of the default graph
    that no other graph holds.
    """
    sizes, parts = {}, []
    for graph in store.named_graphs():
        parts.append(named(store, graph))
        if isinstance(graph, ox.NamedNode):
            sizes[graph.value] = parts[-1].count(b"\n")
    merge = merged(b"".join(parts))
    loose = triples_of_default(store) - set(merge.splitlines(keepends=True))
    dump = together([*b"".join(parts).splitlines(keepends=True), *loose])
    return Told(dump, merge + b"".join(loose), sizes)


def named(store: ox.Store, graph: ox.NamedNode | ox.BlankNode) -> bytes:
    """Return the quads of one named graph as N-Quads, in no order."""
    return triples_of(store, graph).replace(b" .\n", b" %s .\n" % str(graph).encode())


def sizes_of(quads: Iterable[bytes]) -> Mapping[str, int]:
    r"""Return how many lines of `quads`, which all have a graph with a name, are in each graph.

    >>> sizes_of([b'<s:> <p:> "a <h:> ." <g:> .\n'])
    {'g:': 1}
    """
    names = Counter([line[line.rindex(b" <") + 2 : -4] for line in quads])
    return {name.decode(): names[name] for name in sorted(names)}


def named_lines(
    store: ox.Store, graphs: Iterable[ox.NamedNode | ox.BlankNode] | None = None
) -> set[bytes]:
    """Return the quads of the named graphs in `graphs`, of all if not given, as lines."""
    wanted = store.named_graphs() if graphs is None else graphs
    return {line for graph in wanted for line in named(store, graph).splitlines(keepends=True)}


def triples_of_default(store: ox.Store) -> set[bytes]:
    """Return the triples of the default graph of `store` as lines of N-Triples."""
    return set(triples_of(store).splitlines(keepends=True))


def triples_of(store: ox.Store, graph: Graph = MERGED) -> bytes:
    """Return one graph of `store` as N-Triples, by default the merge of all."""
    return store.dump(format=TRIPLES, from_graph=graph) or b""


def merge_graphs(store: ox.Store) -> None:
    """Make the default graph the merge of all others: each of their triples once.

    The engine's own union of graphs repeats a triple for each graph that holds it
    (SPARQL 1.1, 13.1 asks for an RDF merge), and every count over it would be wrong.
    """
    store.clear_graph(ox.DefaultGraph())
    for graph in list(store.named_graphs()):
        store.load(triples_of(store, graph), TRIPLES, lenient=True)
