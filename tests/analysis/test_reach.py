"""Reach: shortest ways from the nearest fund, exact by hand and on the shipped graph."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from kg.analysis.reach import reach, ways_of
from kg.api import Graph
from kg.errors import NotComputableError, UnknownNameError
from kg.graph.lookup import Asking
from kg.graph.store import Reader
from kg.network.network import Network, Node, Tie
from kg.ontology import Ontology
from kg.text.header import Header


def line(*ids: str) -> Network:
    """Return a network in which each id is tied to the next."""
    names = sorted(ids)
    nodes = tuple(Node(name, {}, "") for name in names)
    ties = tuple(
        Tie(names.index(a), names.index(b), "r", claims=(f"{a}{b}",)) for a, b in pairwise(ids)
    )
    return Network("line", Header(), directed=True, nodes=nodes, ties=tuple(sorted(ties)))


def test_the_nearest_fund_and_the_way_from_it_are_found() -> None:
    ways = ways_of([line("f", "a", "b", "c"), line("g", "c")])
    found = ways.from_nearest(["f", "g"])
    assert found["b"] == ("f", "a", "b")
    assert found["c"] == ("g", "c")
    assert "x" not in found


def test_of_equal_ways_the_first_by_id_is_taken() -> None:
    ways = ways_of([line("g", "a"), line("f", "a")])
    assert ways.from_nearest(["g", "f"])["a"] == ("f", "a")


def test_segments_are_three_steps_from_a_fund_by_way_of_the_action(shipped: Graph) -> None:
    funds, near = reach(shipped.reader, Asking())
    assert len(funds) == 3
    rows = {row["id"]: row for row in near.records()}
    assert rows["hubei"]["distance"] == 1
    assert rows["water-treatment"]["distance"] == 3
    assert "Action 2" in str(rows["water-treatment"]["path"])
    assert {"c001-211", "c001-349"} <= set(str(rows["water-treatment"]["claims"]).split())
    assert rows["bauxite-segment"]["distance"] is None
    assert any("Reached segments of 14: 0 in one step" in note for note in near.notes)


def test_without_a_fund_it_is_refused(graph_folder: Path, onto: Ontology) -> None:
    with pytest.raises(NotComputableError, match="not computable: needs a fund with a tie"):
        reach(Reader(graph_folder, onto), Asking())


def test_an_unknown_view_is_refused(shipped: Graph) -> None:
    with pytest.raises(UnknownNameError, match="unknown view"):
        reach(shipped.reader, Asking(), ("monny",))
