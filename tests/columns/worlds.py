"""Small graphs with columns beside them, written once in a test process."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyoxigraph as ox

from benchmarks.make_world import make_world
from kg.columns.opened import Columns
from kg.columns.write import write_columns
from kg.graph.build import build_graph
from kg.graph.dump import told
from kg.graph.shipped import folder
from kg.ontology import Ontology
from tests.built import SCRATCH, WORLD

ONTO = Ontology(folder("ontology"))
CLAIMS = 490
WORLDS = ("shipped", "small", "synthetic")


@cache
def graph(name: str) -> ox.Store:
    """Return the shipped graph, that of tests/world, or a synthetic one, in memory."""
    tables = {"shipped": folder("data"), "small": WORLD}.get(name)
    if tables is None:
        tables = SCRATCH / "synthetic"
        make_world(CLAIMS, 1, tables, SCRATCH / "synthetic-texts")
    return build_graph(tables, ONTO)


def lines(name: str) -> bytes:
    """Return the quads of a graph as sorted lines."""
    return told(graph(name)).dump


@cache
def beside(name: str) -> Path:
    """Return the folder of the columns of a graph; nobody may write to it."""
    place = SCRATCH / f"columns-{name}" / "columns"
    write_columns(graph(name), lines(name), ONTO, place)
    return place


def columns(name: str) -> Columns:
    return Columns(beside(name), ONTO)
