"""The quality of the evidence: shares, ages, independent origins, and coverage."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.analysis.quality import origin_of, quality
from kg.api import Graph
from kg.errors import NotComputableError
from kg.graph.lookup import Asking
from kg.graph.store import Reader
from kg.text.table import Table
from tests.analysis.tables import claim, number, opened, source

ENGLISH = Asking("en")
FILES = {
    "sources.csv": [
        source(
            "t5",
            publisher="Testland Gazette (copy)",
            date_earliest="2023",
            date_latest="2023",
            date_basis="invented",
        ),
        source("t6", publisher="Other Daily, on example.org"),
    ],
    "claims/t3.csv": [
        claim("q1", "acme", "isLocatedIn", "east-city", source="t5", certainty="low"),
        claim("q2", "acme", "isLocatedIn", "east-city", source="t6", derivation="inferred"),
    ],
    "observations/t3.csv": [
        number("q3", "testland income", "eq 1000 CNY", "2023 2023", source="t5", speaker="ann"),
        number("q4", "testland income", "gt 900 CNY", "2022 2022", source="t5"),
    ],
}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return opened(tmp_path_factory.mktemp("quality"), FILES)


def one(table: Table, column: str, value: str) -> dict[str, object]:
    (found,) = [r for r in table.records() if r[column] == value]
    return found


def test_a_source_has_the_shares_of_its_own_claims(reader: Reader) -> None:
    found = one(quality(reader, Asking("en", "2025-12"))["sources"], "source", "t5")
    assert [found[key] for key in ("claim_count", "number_count", "hedged")] == [3, 2, 0.5]
    assert [found[key] for key in ("inferred", "medium", "weak", "with_speaker")] == [
        0,
        0,
        0.333,
        0.333,
    ]
    assert (found["earliest"], found["latest"], found["age"]) == ("2023", "2023", 2.0)
    assert (found["alone"], found["told_elsewhere"]) == (1, 2)


def test_age_is_empty_without_a_day_and_before_the_source(reader: Reader) -> None:
    for day in ("", "2020"):
        assert one(quality(reader, Asking("en", day))["sources"], "source", "t5")["age"] is None


def test_copies_of_one_outlet_are_one_origin(reader: Reader) -> None:
    """t1 and t5 are the Testland Gazette, t2 is a site of its own."""
    found = one(quality(reader, ENGLISH)["figures"], "claims", "o1 o4 q3")
    assert (found["claim_count"], found["source_count"], found["origin_count"]) == (3, 3, 2)
    assert (found["origins"], found["voices"]) == ("example.org; testland gazette", "Governor Ann")


def test_a_relation_counts_its_independent_origins(reader: Reader) -> None:
    found = one(quality(reader, ENGLISH)["statements"], "claims", "q1 q2")
    assert (found["relation"], found["value"], found["origin_count"]) == (
        "is located in",
        "East City",
        2,
    )


def test_coverage_needs_the_text(reader: Reader, corpus: Path) -> None:
    without = one(quality(reader, ENGLISH)["documents"], "source", "t2")
    assert (without["covered"], without["length"], without["coverage"]) == (46, None, None)
    table = quality(reader, Asking("en", corpus=corpus))["documents"]
    length = len((corpus / "t2.txt").read_bytes().decode("utf-8"))
    found = one(table, "source", "t2")
    assert (found["length"], found["coverage"]) == (length, round(46 / length, 3))


@pytest.mark.parametrize(
    ("row", "origin"),
    [
        ({"publisher": "Hubei Daily, on gmw.cn"}, "hubei daily"),
        ({"address": "https://www.example.org/a"}, "example.org"),
        ({"source": "https://x/t9"}, "t9"),
    ],
)
def test_the_origin_is_outlet_or_site_or_source(row: dict[str, str], origin: str) -> None:
    assert origin_of(row) == origin


def test_without_claims_there_is_no_quality(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "api", lambda *_: iter(()))
    with pytest.raises(NotComputableError, match="needs one claim"):
        quality(reader, ENGLISH)


def test_the_headline_number_is_one_figure_of_four_claims(shipped: Graph) -> None:
    rows = quality(shipped.reader, ENGLISH)["figures"].records()
    (found,) = [r for r in rows if "o001-030" in str(r["claims"]).split()]
    assert (found["claim_count"], found["source_count"], found["origin_count"]) == (4, 1, 1)


def test_the_very_poor_translation_says_so(shipped: Graph) -> None:
    assert (
        one(quality(shipped.reader, ENGLISH)["sources"], "source", "d000")["translation"]
        == "very poor"
    )
