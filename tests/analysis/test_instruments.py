"""Instruments: paths, dead ends and flows, exact by hand and on the shipped graph."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.analysis.instruments import Web, instruments
from kg.api import Graph
from kg.errors import NotComputableError
from kg.graph.lookup import Asking
from kg.graph.store import Reader
from kg.ontology import Ontology


def web(*links: tuple[str, str, str]) -> Web:
    found = Web()
    for number, (start, link, end) in enumerate(links):
        found.add(start, link, end, f"c{number}")
    return found


def test_paths_run_from_policies_down_to_parts_without_parts() -> None:
    plan = web(("plan", "part", "a1"), ("plan", "part", "a2"), ("a1", "part", "t"))
    assert plan.roots == ["plan"]
    assert list(plan.paths("plan")) == [("plan", "a1", "t"), ("plan", "a2")]


def test_a_circle_of_parts_ends() -> None:
    circle = web(("plan", "part", "a"), ("a", "part", "b"), ("b", "part", "a"))
    assert list(circle.paths("plan")) == [("plan", "a", "b")]


def test_a_place_that_sets_out_the_same_actions_as_its_plan_is_no_root() -> None:
    both = web(("plan", "part", "a"), ("land", "part", "a"), ("plan", "is_policy", "plan"))
    assert both.roots == ["plan"]
    more = web(*((s, k, e) for s, k, e in [("land", "part", "b"), ("plan", "part", "a")]))
    assert more.roots == ["land", "plan"]


def test_the_five_actions_of_hubei_have_tasks_but_no_fund(shipped: Graph) -> None:
    paths, ends, flows = instruments(shipped.reader, Asking())
    plan = [row for row in paths.records() if "Three-Year Action Plan" in str(row["set_out_in"])]
    assert sum(str(row["action"]).startswith("Action 2") for row in plan) == 2
    assert {row["funds"] for row in plan} == {""}
    lacking = {row["element"]: row["lacks"] for row in ends.records()}
    assert lacking["Build the 1+6 agglomeration areas"] == "figure or goal; body; fund; deadline"
    assert lacking["Chain extension"].startswith("task; ")
    assert all(ends.column("claims"))
    assert any("fund 0/47" in note for note in paths.notes)
    first = [row for row in flows.records() if row["stage"] == 1]
    assert {row["weight"] for row in first} >= {1}


def test_without_parts_it_is_refused(graph_folder: Path, onto: Ontology) -> None:
    with pytest.raises(NotComputableError, match="needs a policy with an action or a task"):
        instruments(Reader(graph_folder, onto), Asking())
