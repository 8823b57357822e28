"""Tables: rows that fit their fields, shown alike everywhere."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text.table import SHOWN, Field, Table, separated, show


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="row of 1 cells under 2 fields"):
        Table.of(["a", "b"], [["x", 1], ["y"]])


def test_a_column_is_read_top_to_bottom() -> None:
    table = Table.of(["a", "b"], [["x", 1], ["y", 2]])
    assert table.column("b") == [1, 2]
    assert len(table) == 2


def test_an_unknown_column_is_a_key_error_that_names_it() -> None:
    with pytest.raises(KeyError, match="score"):
        Table.of(["a"], []).column("score")


def test_the_heading_has_caption_and_unit() -> None:
    assert Field("n").heading == "n"
    assert Field("n", "income", "CNY").heading == "income (CNY)"


@pytest.mark.parametrize(
    ("cell", "text"),
    [(None, ""), (False, "no"), (0, "0"), (1.0, "1"), (123456.789, "123457"), ("x", "x")],
)
def test_a_cell_is_shown_as_people_read_it(cell: object, text: str) -> None:
    assert show(cell) == text  # type: ignore[arg-type]


def test_a_notebook_gets_no_markup_from_the_data() -> None:
    bad = "<script>alert(1)</script>\u202e"
    page = Table((Field(bad),), ((bad,),), bad, (bad,), bad)._repr_html_()
    assert "<script" not in page
    assert "\u202e" not in page
    assert page.count("&lt;script&gt;") == 5


def test_a_notebook_gets_the_first_rows_and_how_many_more_there_are() -> None:
    table = Table.of(["n"], [[n] for n in range(SHOWN + 7)])
    assert table._repr_html_().count("<td") == SHOWN
    assert "<p>+ 7</p>" in table._repr_html_()
    assert table.to_html().count("<td") == SHOWN + 7


def test_in_html_numbers_stand_right_and_the_method_opens_below_line_by_line() -> None:
    table = Table((Field("a"), Field("b")), (("x", 1.5), (True, None)), method="one\n  two")
    page = table.to_html()
    assert "<td>x</td><td class=n>1.5</td>" in page
    assert "<td>yes</td><td></td>" in page
    assert "<summary>Method · 方法</summary><pre>one\n  two</pre>" in page
    assert "<details>" not in Table.of(["a"], []).to_html()


@given(
    st.lists(st.lists(st.text(st.characters(codec="utf-8")), min_size=2, max_size=2), max_size=5),
    st.sampled_from([",", "\t"]),
)
def test_separated_rows_are_read_back(rows: list[list[str]], separator: str) -> None:
    text = separated(rows, separator)
    read = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    assert list(read) == rows


@pytest.mark.parametrize("cell", ["", "\r", "\n", '"'])
def test_a_row_of_one_cell_is_read_back(cell: str) -> None:
    assert list(csv.reader(io.StringIO(separated([[cell]]), newline=""))) == [[cell]]
