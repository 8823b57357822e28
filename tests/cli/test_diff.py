"""`kg diff`: two days of a graph, two graphs, and sides that are neither."""

from __future__ import annotations

import json

import pytest

from tests.built import answer, assert_one_line, timed_store, world_store


def test_two_days_differ_by_the_claim_that_ended_between() -> None:
    found = answer("diff", "2024", "2030", "--store", timed_store(), "--format", "json")
    first = json.loads(found.stdout)["sections"][0]["table"]
    assert found.returncode == 0
    assert "c12" in {row["id"] for row in first["rows"]}


def test_a_graph_does_not_differ_from_itself() -> None:
    found = answer("diff", world_store(), world_store(), "--format", "json")
    sections = json.loads(found.stdout)["sections"]
    assert [section["table"]["rows"] for section in sections] == [[], [], [], []]


def test_two_graphs_differ_in_both_languages() -> None:
    for lang in ("en", "zh"):
        found = answer("diff", world_store(), timed_store(), "--lang", lang)
        assert found.returncode == 0
        assert "c12" in found.stdout.decode("utf-8")


@pytest.mark.parametrize("side", ["2023-13", "no-such-folder"])
def test_what_is_neither_day_nor_graph_is_one_line(side: str) -> None:
    found = answer("diff", side, "2025", "--store", world_store())
    assert found.returncode == 1
    assert_one_line(found.stderr.decode("utf-8"), side)
