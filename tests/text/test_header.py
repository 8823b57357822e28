"""Headers: what the leading comments of a query say."""

from __future__ import annotations

from kg.text.header import Header, Parameter, read_header


def test_notes_and_parameters_are_read_in_their_order() -> None:
    query = (
        "# title.en: Who leads?\n# title.zh: 谁牵头？\n# unit:  CNY \n"
        "# param chain thing - the chain\n# param least number 3 at least so many\nSELECT *"
    )
    header = read_header(query)
    assert header.notes == {"title.en": "Who leads?", "title.zh": "谁牵头？", "unit": "CNY"}
    assert header.parameters == (
        Parameter("chain", "thing", "-", "the chain"),
        Parameter("least", "number", "3", "at least so many"),
    )


def test_comments_behind_the_first_line_of_code_do_not_count() -> None:
    assert read_header("SELECT *\n# title.en: No\n# param a text - no") == Header()


def test_a_parameter_of_unknown_kind_is_no_parameter() -> None:
    assert read_header("# param a wish - what I want\n").parameters == ()


def test_a_note_falls_back_to_english() -> None:
    header = read_header("# title.en: Who?\n# note.zh: 注\n")
    assert header.text("title", "zh") == "Who?"
    assert header.text("note", "zh") == "注"
    assert header.text("note", "en") == ""


def test_windows_line_ends_are_no_part_of_a_note() -> None:
    assert read_header("# title.en: Who?\r\nSELECT").text("title", "en") == "Who?"
