"""Cells of heat and matrix: state, pattern, letter, number, and what is refused."""

from __future__ import annotations

import pytest

from kg.errors import FormatError
from kg.visual.charts.frame import Head
from kg.visual.charts.heat import STATES, Cell, Heat, heat
from kg.visual.charts.matrix import Matrix, Tied, matrix
from tests.visual.charts.samples import SVG, desc, marks, plain, texts, tip

HEAD = Head(plain("T", "题"))
ROWS = tuple(plain(f"row {n}", f"行{n}") for n in range(2))
COLUMNS = tuple(plain(f"column {n}", f"列{n}") for n in range(5))


def test_each_state_has_a_drawing_and_a_letter_of_its_own() -> None:
    cells = tuple(Cell(0, n, state) for n, state in enumerate(STATES))
    svg = heat(Heat(HEAD, ROWS, COLUMNS, cells))
    shapes, letters = set(), []
    for one in marks(svg)[:5]:
        shapes.add(tuple((c.tag, c.get("class")) for c in one if c.tag != f"{SVG}title"))
        letters.append("".join(one.find(f"{SVG}text").itertext()))  # type: ignore[union-attr]
    assert len(shapes) == 5
    assert letters == ["S", "W", "B", "E", "?"]
    assert {"strong (1)", "unknown (6)"} <= set(texts(svg))
    assert "broken: row 0 × column 2" in desc(svg)


def test_columns_that_do_not_fit_stand_below_and_none_is_lost() -> None:
    many = tuple(plain(f"city {n}", f"市{n}") for n in range(40))
    assert len(marks(heat(Heat(HEAD, ROWS, many, ()), "zh", 360))) == 80


def test_a_cell_says_its_number_and_the_largest_is_darkest() -> None:
    svg = matrix(Matrix(HEAD, ROWS, COLUMNS, (Tied(1, 4, 12.5, ("c1",)), Tied(0, 0, 1))))
    last = marks(svg)[9]
    assert tip(last) == "row 1 × column 4: 12.5"
    assert last.get("data-claim") == "c1"
    assert last.find(f"{SVG}rect").get("class") == "f-q6"  # type: ignore[union-attr]
    assert "Strongest: row 1 × column 4 12.5; row 0 × column 0 1." in desc(svg)


@pytest.mark.parametrize(
    "cells", [[Cell(0, 0, "fine")], [Cell(2, 0, "weak")], [Cell(0, 0, "weak")] * 2]
)
def test_an_unknown_state_or_a_cell_outside_is_refused(cells: list[Cell]) -> None:
    with pytest.raises(FormatError):
        heat(Heat(HEAD, ROWS, COLUMNS, tuple(cells)))


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf")])
def test_a_tie_below_zero_or_not_a_number_is_refused(value: float) -> None:
    with pytest.raises(FormatError):
        matrix(Matrix(HEAD, ROWS, COLUMNS, (Tied(0, 0, value),)))
