"""Text: parts of names and patterns are found where Python and SPARQL find them."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.columns.text import between, found_at, pattern_of, places, rows_like, rows_matching
from kg.errors import ColumnsError
from kg.text.names import fold
from tests.columns.worlds import columns


@given(st.lists(st.text("ab ", max_size=4), max_size=6), st.text("ab", min_size=1, max_size=2))
def test_every_line_that_holds_a_part_is_found_once(lines: list[str], part: str) -> None:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    text = "".join(line + "\n" for line in lines)
    view = memoryview(__import__("array").array("q", starts))
    found = list(places(found_at(text, part), view))
    assert found == [n for n, line in enumerate(lines) if part in line]


@pytest.mark.parametrize("part", ["acme", "ACME", "东", "E A S T", "ea st c", "zzz", "é"])
def test_names_that_hold_a_folded_part_are_all_found(part: str) -> None:
    opened = columns("small")
    column = opened.rows("names").column("name")
    wanted = fold(part)
    held = [n for n, code in enumerate(column) if wanted in fold(opened.terms[code])]
    assert set(held) <= set(rows_like(opened, "names", part))


@pytest.mark.parametrize(
    "pattern", ["^A", "Park$", "a.*e", "(Hubei|Wuhan) [A-Z]", r"[A-C]\w", "州市?$"]
)
def test_a_pattern_finds_what_sparql_finds(pattern: str) -> None:
    opened = columns("shipped")
    rows = opened.rows("labels")
    names = [opened.terms[code] for code in rows.column("label")]
    try:
        found = {names[row] for row in rows_matching(opened, "labels", pattern, 0, rows.count)}
    except ColumnsError:
        assert "\\w" in pattern
        return
    store = ox.Store()
    place = ox.NamedNode("urn:x")
    store.extend(ox.Quad(place, place, ox.Literal(name)) for name in names)
    query = f"SELECT ?o {{ ?s ?p ?o FILTER(REGEX(?o, {ox.Literal(pattern)})) }}"
    solutions = store.query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    assert found == {solution[0].value for solution in solutions}
    assert found


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(?i)a", "a{2}", "[^a]", r"\s", r"\d", "a++", "(", "[z-a]", "a\nb", "a*?"]
)
def test_a_pattern_that_dialects_read_differently_is_left_to_sparql(pattern: str) -> None:
    with pytest.raises(ColumnsError, match="not one that columns can search for"):
        pattern_of(pattern)


@given(st.text("ab.^$|()[]*+?\\-,", max_size=10))
def test_any_pattern_is_compiled_or_refused(pattern: str) -> None:
    try:
        found = pattern_of(pattern)
    except ColumnsError:
        return
    assert isinstance(found, re.Pattern)


def test_rows_between_two_are_cut_out() -> None:
    assert between([], 0, 9) == []
    assert between([0, 4, 9], 0, 9) == [0, 4]
