"""Concentration: indices of worked examples, and the source that a value hangs on."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.analysis.card import Background
from kg.analysis.concentration import Columns, concentration, lorenz, measures, received
from kg.errors import FormatError, NotComputableError
from kg.network.network import Network
from kg.text.table import Table

Builder = Callable[..., Network]
AMOUNTS = st.lists(st.floats(1e-3, 1e6), min_size=2, max_size=12)
MARKET = Table.of(
    ["firm", "sales", "said_by"],
    [["a", 20, "s1"], ["a", 10, "s2"], ["b", 30, "s1"], ["c", 20, "s1"], ["d", 20, "s1"]],
    "Sales",
)
COLUMNS = Columns("firm", "sales", "said_by")


def of(amounts: list[float]) -> Table:
    return Table.of(["holder", "amount"], [[f"h{i:02}", x] for i, x in enumerate(amounts)], "T")


def value(table: Table, name: str) -> float:
    row = next(row for row in concentration(table).rows if row[0] == name)
    return float(str(row[1]))


def test_hhi_of_the_example_of_the_competition_office() -> None:
    """US Department of Justice, Herfindahl-Hirschman index: shares 30, 30, 20, 20 give 2,600."""
    table = concentration(MARKET, COLUMNS)
    assert table.rows[0][:2] == ("HHI", pytest.approx(0.26))
    assert table.rows[1][:2] == ("CR4", pytest.approx(1.0))


def test_cr4_is_the_share_of_the_four_largest() -> None:
    assert value(of([5, 4, 3, 2, 1, 1]), "CR4") == pytest.approx(14 / 16)


def test_equal_holders_are_even_and_one_holder_of_nearly_all_is_not() -> None:
    found = dict(row[:2] for row in concentration(of([1.0] * 8)).rows)
    assert found == {
        "HHI": pytest.approx(1 / 8),
        "CR4": pytest.approx(0.5),
        "entropy (bits)": pytest.approx(3.0),
        "evenness": pytest.approx(1.0),
        "Gini": pytest.approx(0.0, abs=1e-12),
    }
    assert value(of([1e9, 1, 1, 1]), "Gini") == pytest.approx(0.75, abs=1e-6)


@settings(deadline=None)
@given(AMOUNTS)
def test_gini_is_twice_the_area_above_the_lorenz_curve(amounts: list[float]) -> None:
    points = [(float(str(x)), float(str(y))) for x, y, _ in lorenz(of(amounts)).rows]
    below = sum((c - a) * (b + d) / 2 for (a, b), (c, d) in pairwise(points))
    assert value(of(amounts), "Gini") == pytest.approx(1 - 2 * below, abs=1e-9)
    assert points[0] == (0, 0)
    assert points[-1] == (pytest.approx(1), pytest.approx(1))
    assert all(y <= x + 1e-9 for x, y in points)


@settings(deadline=None)
@given(AMOUNTS)
def test_measures_stay_in_their_ranges(amounts: list[float]) -> None:
    whole, count = sum(amounts), len(amounts)
    found = measures({str(i): x / whole for i, x in enumerate(amounts)})
    assert 1 / count - 1e-9 <= found["hhi"] <= 1
    for key in ("cr4", "evenness", "gini"):
        assert 0 <= found[key] <= 1 + 1e-9


def test_the_interval_names_the_source_that_moves_the_value_most() -> None:
    """Without s2 a has 20 of 90: HHI (4 + 9 + 4 + 4)/81; without s1 only a is left."""
    table = concentration(MARKET, COLUMNS)
    assert table.rows[0][2:] == (pytest.approx(21 / 81), pytest.approx(0.26), "s2")
    assert any("not counted: s1." in note for note in table.notes)


def test_rows_without_an_amount_are_counted_not_guessed() -> None:
    table = Table.of(["holder", "amount"], [["a", 1], ["b", 1], ["c", None]], "T")
    assert "Holders: 2; rows without an amount, left out: 1." in concentration(table).notes


def test_the_card_names_the_data_and_the_least() -> None:
    table = concentration(MARKET, COLUMNS)
    assert table.title == "Concentration: Sales"
    assert table.notes[0] == "Data: Sales."
    assert "Least data: two holders of more than nothing." in table.notes
    assert concentration(MARKET, COLUMNS, "zh").title == "集中度：Sales"


def test_what_a_view_pays_out_is_counted_by_claim(world: Builder) -> None:
    network = world(4, [(0, 1, 3.0), (2, 1, 1.0), (0, 3, 4.0)], directed=True)
    known = Background(sources={"c0": "s1", "c1": "s2"}, slots=frozenset({"n0003"}))
    table = received(network, known=known)
    assert sorted(table.rows) == [("N1", 1.0, "s2"), ("N1", 3.0, "s1"), ("N3 (n0003)", 4.0, "c2")]
    assert concentration(table, Columns(source="source")).rows[0][1] == pytest.approx(0.5)
    with pytest.raises(NotComputableError, match="needs a directed view"):
        received(world(3, [(0, 1, 1.0)]))


def test_what_cannot_be_shared_out_is_refused() -> None:
    with pytest.raises(FormatError, match=r"has no column amount; it has \['x'\]"):
        concentration(Table.of(["x"], []), Columns("x"))
    with pytest.raises(FormatError, match="row 2: amount 'much' is not a number"):
        concentration(Table.of(["holder", "amount"], [["a", 1], ["b", "much"]], "T"))
    with pytest.raises(NotComputableError, match=r"needs amounts of 0 or more, found -1\.0"):
        concentration(of([1.0, -1.0]))
    with pytest.raises(NotComputableError, match="needs 2 holders of more than nothing, found 1"):
        lorenz(of([1.0, 0.0]))
