"""Steps: the header lines of a query that columns answer."""

from __future__ import annotations

from kg.columns.steps import before, steps_of


def test_only_lines_of_the_header_are_steps() -> None:
    query = "# title.en: x\n# columns: from a ?b\n#columns: no\nSELECT *\n# columns: top 5"
    assert steps_of(query) == [["from", "a", "?b"]]
    assert steps_of("SELECT * WHERE {}") == []


def test_words_in_quotes_are_one_word() -> None:
    assert steps_of('# columns: where how is "as printed"') == [
        ["where", "how", "is", "as printed"]
    ]


def test_words_are_parted_by_marks() -> None:
    assert before(["a", "on", "b", "as", "c=d", "e"], "on", "as") == (
        ["a"],
        {"on": ["b"], "as": ["c=d", "e"]},
    )
