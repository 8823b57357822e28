"""Proofs: what a row rests on, and that only what is needed stands in the page."""

from __future__ import annotations

from kg.report.proofs import Origin, Proof, Proofs
from kg.report.report import Report, Section
from kg.text.table import Cell, Table

SAID = {"en": "said", "zh": "说"}
KNOWN = Proofs(
    {
        "c1-1": Proof(SAID, "d1", "3", "9", "ab" * 32, {"en": "fact", "zh": "事实"}),
        "c1-2": Proof(SAID, "d1"),
        "c2-1": Proof(SAID, "web-two"),
    },
    {"d1": Origin(SAID, "press", "2024", "https://example.org"), "web-two": Origin(SAID)},
    {"wuhan": ("c1-2",), "cleaner-production": ("c1-1", "c1-2")},
    {"money": ("c2-1",)},
)


def behind(*cells: Cell, names: tuple[str, ...] = ("a", "b"), view: str = "") -> tuple[str, ...]:
    table = Table.of(list(names), [list(cells)])
    table = Table(table.fields, table.rows, meta={"view": view} if view else {})
    return KNOWN.behind(Section("s", "S", table), table.rows[0])


def test_a_row_rests_on_the_claims_it_names_before_all_else() -> None:
    assert behind(3, "c1-1 c1-2") == ("c1-1", "c1-2")
    assert behind("wuhan", "d1; c2-1") == ("c2-1",)


def test_else_on_its_thing_then_on_its_source_then_on_its_view_then_on_all() -> None:
    assert behind(1, "wuhan") == ("c1-2",)
    assert behind("d1", 1) == ("c1-1", "c1-2")
    assert behind(1, 2, view="money") == ("c2-1",)
    assert behind(1, 2) == ("c1-1", "c1-2", "c2-1")


def test_an_empty_column_of_claims_is_no_claim() -> None:
    assert behind(0, "", names=("firms", "claims")) == ()


def test_a_word_of_prose_is_no_id_but_an_id_with_a_digit_is() -> None:
    assert [m[0] for m in KNOWN.tokens("wuhan is large")] == []
    assert [m[0] for m in KNOWN.tokens("wuhan")] == ["wuhan"]
    assert [m[0] for m in KNOWN.tokens("d1 Press report")] == ["d1"]
    assert [m[0] for m in KNOWN.tokens("wuhan; cleaner-production")] == [
        "wuhan",
        "cleaner-production",
    ]


def test_a_page_holds_what_its_rows_rest_on_and_no_more() -> None:
    table = Table.of(["n", "id"], [[1, "wuhan"]])
    kept = KNOWN.of({"en": Report("r", "R", "en", (Section("s", "S", table),))})
    assert set(kept.claims) == {"c1-2"}
    assert set(kept.sources) == {"d1"}
    assert set(kept.things) == {"wuhan"}
    assert kept.views == {}


def test_shared_words_are_written_once_and_hashes_are_cut() -> None:
    small = KNOWN.compact()
    assert small["words"] == [("", ""), ("fact", "事实")]
    assert small["claims"][0][:7] == ["c1-1", "said", "说", "d1", "3", "9", "ab" * 6]
    assert small["things"] == {"wuhan": [1], "cleaner-production": [0, 1]}
