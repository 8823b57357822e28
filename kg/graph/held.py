"""Held: a published graph in memory, asked by queries where the fewest quads stand in their way."""

from __future__ import annotations

import re
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreError
from kg.graph.dump import TRIPLES, merged, put
from kg.graph.release import DUMP, read_manifest

# as text, not as a word: an engine reads `1GRAPH` as two, and `\u0047RAPH` as GRAPH
GRAPHS = re.compile(r"graph|from|\\u", re.IGNORECASE)


class Held:
    """The graph published in a folder, read from its dump into memory.

    Most queries ask the merge of all graphs, which stands alone: the engine would pass over
    each of its triples again in the graph that says it. All graphs are read when first named.
    """

    def __init__(self, folder: Path) -> None:
        self.dump = dump_in(folder)
        self.merge = ox.Store()
        self.merge.load(merged(self.dump), TRIPLES, lenient=True)

    @cached_property
    def whole(self) -> ox.Store:
        """Return the graphs and their merge."""
        store = ox.Store()
        put(store, self.dump)
        self.dump = b""
        return store

    def asked(self, query: str) -> ox.Store:
        """Return the store that answers `query`: the merge where it cannot name a graph."""
        return self.whole if GRAPHS.search(query) else self.merge


def dump_in(folder: Path) -> bytes:
    """Return the dump of the graph published in `folder`.

    Raises
    ------
    StoreError
        If it is not the one that was published.
    """
    manifest = read_manifest(folder)
    path = folder / str(manifest["graph"]) / DUMP
    dump = path.read_bytes() if path.is_file() else b""
    if sha256(dump).hexdigest() != manifest["dump_sha256"]:
        message = f"{path} is not as it was built; build the graph again"
        raise StoreError(message)
    return dump
