"""Rendering: the same table in each format, and nothing in it is taken for a command."""

from __future__ import annotations

import csv
import html.parser
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import FormatError
from kg.report.render import FORMATS, render
from kg.text.names import display_width
from kg.text.table import Cell, Field, Table

PLACES = Table(
    (Field("place"), Field("score", unit="share")),
    (("湖北省", 0.5), ("Testland", 12.25), ("a", None)),
    "Places",
    ("A note.",),
    "SELECT",
)
NASTY = "\x1b[31m\u202e\x9b2J\x07"


def test_text_is_aligned_though_chinese_takes_two_columns() -> None:
    assert render(PLACES, "text") == (
        "Places\n\n"
        "place     score (share)\n"
        "────────  ─────────────\n"
        "湖北省              0.5\n"
        "Testland          12.25\n"
        "a\n\n"
        "A note.\n"
    )


def test_an_empty_table_says_that_it_has_no_rows() -> None:
    assert render(Table.of(["a"], []), "text") == "a\n─\n(no rows)\n"


def test_a_table_without_fields_is_no_crash() -> None:
    assert "(no rows)" in render(Table((), ()), "text")


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_long_cells_titles_and_notes_are_wrapped(width: int) -> None:
    long = "绿色低碳产业 and some English words " * 8
    table = Table((Field("a"), Field("b"), Field("c")), ((long, "x", "y" * 200),), long, (long,))
    lines = render(table, "text", width).splitlines()
    assert max(display_width(line) for line in lines) <= width


@given(
    st.lists(st.lists(st.text(max_size=60), min_size=3, max_size=3), min_size=1, max_size=4),
    st.integers(30, 100),
)
def test_no_line_of_any_text_is_wider_than_the_terminal(rows: list[list[str]], width: int) -> None:
    table = Table.of(["a", "b", "c"], [list(row) for row in rows])
    for line in render(table, "text", width).splitlines():
        assert display_width(line) <= width


@given(st.text("ab 绿", max_size=60))
def test_wrapping_loses_no_character(text: str) -> None:
    lines = render(Table.of(["x"], [[text]]), "text", 10).splitlines()[2:]
    assert "".join("".join(lines).split()) == "".join(text.split())


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_what_turns_hides_or_commands_is_visible(form: str) -> None:
    table = Table((Field(NASTY),), ((NASTY,),), NASTY, (NASTY,))
    shown = render(table, form)
    assert not set(shown) & {"\x1b", "\x9b", "\x07", "\u202e"}
    assert shown.count("U+202E") >= 4


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_writes_a_colour_of_its_own(form: str) -> None:
    assert "\x1b" not in render(PLACES, form)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_holds_the_cells_and_ends_in_a_newline(form: str) -> None:
    shown = render(PLACES, form)
    assert "湖北省" in shown
    assert "12.25" in shown
    assert shown.endswith("\n")
    assert render(PLACES, form) == shown


@pytest.mark.parametrize("form", ["csv", "tsv"])
@pytest.mark.parametrize("cell", ["=1+1", "+cmd|'/c'!A0", "-1+2", "@SUM(1)", "\t=1", "\r=1", " =1"])
def test_formulas_are_neutralised(form: str, cell: str) -> None:
    separator = "," if form == "csv" else "\t"
    text = render(Table.of([cell], [[cell]]), form)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    assert rows == [["'" + cell], ["'" + cell]]


@pytest.mark.parametrize("cell", [-5, -0.5, "-5", "+3.5", "−5", "湖北"])
def test_numbers_and_words_are_not_changed_for_spreadsheets(cell: Cell) -> None:
    assert render(Table.of(["a"], [[cell]]), "csv") == f"a\n{cell}\n"


@pytest.mark.parametrize("cell", ["a,b", 'a"b', "a\nb", "a\rb", "a\tb", "", "a\r\nb"])
@pytest.mark.parametrize(("form", "separator"), [("csv", ","), ("tsv", "\t")])
def test_separated_cells_are_read_back(cell: str, form: str, separator: str) -> None:
    text = render(Table.of(["x", "y"], [[cell, "z"]]), form)
    assert list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))[1:] == [[cell, "z"]]


def test_markdown_escapes_pipes_and_markup() -> None:
    line = render(Table.of(["a"], [["|<b>*x*_y_`z`[l](u)\\\n# h"]]), "md").splitlines()[2]
    assert line == r"| \|\<b\>\*x\*\_y\_\`z\`\[l\](u)\\ # h |"


def test_html_holds_no_markup_of_the_data_and_loads_nothing() -> None:
    bad = "</td><img src=x onerror=alert(1)><script>1</script>&\"'"
    page = render(Table((Field(bad),), ((bad,),), bad, (bad,)), "html")
    tags: set[str] = set()

    class Reader(html.parser.HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
            tags.add(tag)

    Reader().feed(page)
    assert not tags & {"img", "script", "link", "a", "iframe"}
    assert "default-src 'none'" in page


def test_json_holds_everything() -> None:
    found = json.loads(render(PLACES, "json"))
    assert found["title"] == "Places"
    assert found["rows"][0] == {"place": "湖北省", "score": 0.5}
    assert found["fields"][1] == {"name": "score", "caption": "", "unit": "share"}
    assert found["notes"] == ["A note."]
    assert found["method"] == "SELECT"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_json_has_no_number_that_json_lacks(number: float) -> None:
    def refuse(word: str) -> None:
        pytest.fail(f"{word} is no JSON")

    text = render(Table.of(["a"], [[number]]), "json")
    assert json.loads(text, parse_constant=refuse)["rows"] == [{"a": None}]


def test_an_unknown_format_is_refused_with_those_there_are() -> None:
    with pytest.raises(FormatError, match=r"'pdf'.*text, md, html, json, csv, tsv"):
        render(PLACES, "pdf")


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "json"])
def test_yes_and_no_are_told_in_chinese_if_asked(form: str) -> None:
    table = Table.of(["tied", "long"], [[False, "x" * 50], [False, "y" * 50]])
    shown = render(table, form, 40, "zh")
    assert "否" in shown
    assert not {"no", "yes"} & set(shown.split())
    assert ",no" not in shown


def test_an_empty_table_is_empty_in_chinese_if_asked() -> None:
    assert "（无）" in render(Table.of(["a"], []), "text", 40, "zh")


@pytest.mark.parametrize("form", ["text", "md", "html"])
@pytest.mark.parametrize(("lang", "told"), [("en", "12.746 million"), ("zh", "1274.6万")])
def test_people_read_large_measures_in_words_of_scale(form: str, lang: str, told: str) -> None:
    assert told in render(Table.of(["low"], [[12_746_000.0], [3.0]]), form, 80, lang)


def test_machines_read_large_measures_in_all_whole_digits() -> None:
    assert render(Table.of(["low"], [[12_746_000.0]]), "csv", 80, "zh") == "low\n12746000\n"
