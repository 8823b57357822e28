"""Reports: the same sections in every format, each with its words and its command."""

from __future__ import annotations

import json

import pytest

from kg.errors import FormatError
from kg.report.report import FORMATS, Report, Section, write
from kg.text.table import Table

FIRST = Section("a", "Places", Table.of(["place"], [["Wuhan"]]), ("Where?",), command="kg x")
SECOND = Section("b", "Nothing", Table.of(["none"], []), ("not computable: needs data",))
REPORT = Report("two", "Two parts", "en", (FIRST, SECOND), "2024", {"graph": "ab"})


@pytest.mark.parametrize("form", ["text", "md", "json", "csv"])
def test_every_format_but_the_page_holds_both_sections(form: str) -> None:
    text = write(REPORT, form)
    assert "Wuhan" in text
    assert "none" in text
    assert text == write(REPORT, form)


@pytest.mark.parametrize("form", ["text", "md"])
def test_words_and_command_stand_beside_the_table(form: str) -> None:
    text = write(REPORT, form)
    assert "Where?" in text
    assert "kg x" in text
    assert "not computable" in text


def test_json_keeps_name_language_and_day() -> None:
    found = json.loads(write(REPORT, "json"))
    assert (found["report"], found["lang"], found["as_of"]) == ("two", "en", "2024")
    assert [section["name"] for section in found["sections"]] == ["a", "b"]


def test_one_section_in_csv_is_plain_rows_and_several_are_named() -> None:
    alone = Report("one", "One", "en", (FIRST,))
    assert write(alone, "csv") == "place\nWuhan\n"
    assert write(REPORT, "csv").startswith("# a\nplace\n")


def test_an_unknown_format_names_those_there_are() -> None:
    with pytest.raises(FormatError, match=", ".join(FORMATS)):
        write(REPORT, "pdf")
