"""Answers: lines answer all shipped queries by themselves, the store what they cannot."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.columns.answers import answers
from kg.columns.quads import Codes
from kg.columns.write import definitions
from kg.errors import StoreError
from tests.columns.worlds import ONTO, WORLDS, columns, graph, lines


@pytest.mark.parametrize("world", WORLDS)
def test_no_shipped_query_is_asked_of_the_store(world: str) -> None:
    found = answers(ox.Store(), lines(world), definitions(ONTO), Codes())
    told = {name: (tuple(names), cells.shape[1]) for name, (names, cells) in found.items()}
    opened = {name: columns(world).rows(name) for name in told}
    assert told == {name: (rows.columns, rows.count) for name, rows in opened.items()}


def test_what_lines_cannot_answer_is_asked_of_the_store() -> None:
    query = "SELECT ?thing { ?thing ?p ?o } ORDER BY ?thing LIMIT 3"
    codes = Codes()
    found = answers(graph("small"), lines("small"), {"x": query, "y": query}, codes)
    assert found["x"][0] == ["thing"]
    assert found["x"][1].tolist() == found["y"][1].tolist()
    assert found["x"][1].shape == (1, 3)


def test_what_the_engine_refuses_is_refused() -> None:
    with pytest.raises(SyntaxError):
        answers(ox.Store(), b"", {"x": "SELECT ?s { ?s gi:leads ?o ?o gi:leads ?s }"}, Codes())
    with pytest.raises(StoreError, match="SELECT"):
        answers(ox.Store(), b"", {"x": "ASK { ?s ?p ?o }"}, Codes())
