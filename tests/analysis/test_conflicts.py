"""The ledger of conflicts: found by rule, gone without one side, never where both can be right."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from kg.analysis.conflicts import conflicts, disputes
from kg.analysis.dispute import Dispute, Matter, Teller, gather, without
from kg.api import Graph
from kg.errors import NotComputableError
from kg.graph.lookup import Asking
from kg.graph.store import Reader
from kg.text.names import local_name
from tests.analysis.tables import Row, claim, number, opened, source, thing

ENGLISH = Asking("en")

# What the texts disagree on: kind, claims or decisions of both sides, and one side to take away.
KNOWN = {
    "1 energy intensity": ("comparator", {"o000-003", "o002-004"}, {"o002-003", "o002-004"}),
    "2 COD": ("value", {"o002-016", "of-108"}, {"of-108"}),
    "2 sulfur dioxide": ("value", {"o002-017", "of-110"}, {"of-110"}),
    "3 this year": (
        "time",
        {"o002-015", "o002-016"},
        {f"o002-0{n}" for n in (15, 16, 17)} | {"c002-083", "c002-084"},
    ),
    "4 sixteen percent": ("period", {"o000-007", "c000-059"}, {"c000-059"}),
    "5 five prefectures": ("place", {"c001-054", "c001-170", "c001-183"}, {"c001-170", "c001-183"}),
    "6 eight names": ("arithmetic", {"c001-154", "c001-193"}, {"c001-193"}),
    "7 lost noun": ("noun", {"i-024", "i-025", "o001-033"}, {"i-024"}),
    "7 six, not seven": ("arithmetic", {"o001-033", "c001-154"}, {"o001-033"}),
    "8 fund before its time": ("time", {"o001-046", "cf-008"}, {"cf-008", "cf-150"}),
    "8 fund or both funds": ("scope", {"o001-046", "o001-047"}, {"o001-047"}),
    "9 seven or ten": ("size", {"c003-006", "c003-007"}, {"c003-006"}),
    "10 venture money": ("value", {"o000-015", "of-080"}, {"of-080"}),
    "10 deals": ("value", {"o000-014", "of-081"}, {"of-081"}),
    "11 one centre or several": ("identity", {"i-003", "i-004"}, {"i-003"}),
    "12 electricity": ("incomparable", {"o003-033", "o004-010"}, {"o004-010"}),
}


def rests_on(dispute: Dispute) -> set[str]:
    """Return the ids of claims and decisions of a dispute."""
    return {local_name(iri) for iri in (*dispute.footing.claims, *dispute.decisions)}


@pytest.fixture(scope="module")
def matter(shipped: Graph) -> Matter:
    return gather(shipped.reader, ENGLISH)


@pytest.mark.parametrize("name", KNOWN)
def test_conflict_is_found_and_gone_without_one_side(
    shipped: Graph, matter: Matter, name: str
) -> None:
    kind, needed, side = KNOWN[name]
    tell = Teller(shipped.reader, "en")
    found = [d for d in disputes(matter, tell) if d.kind == kind and needed <= rests_on(d)]
    assert len(found) == 1, name
    left = disputes(without(matter, side), tell)
    assert not [d for d in left if d.kind == kind and needed - side and needed <= rests_on(d)]
    about = [d for d in left if d.kind == kind and d.about == found[0].about]
    assert not [d for d in about if rests_on(d) & (needed - side) and rests_on(d) & side]


def test_every_row_names_claims_or_decisions(shipped: Graph) -> None:
    table = conflicts(shipped.reader, ENGLISH)
    named = {"one printed form stands for two things."}
    for record in table.records():
        told = str(record["reason"]).lower()
        assert record["claims"] or record["decisions"] or told in named


def test_both_languages_find_the_same(shipped: Graph) -> None:
    english, chinese = (conflicts(shipped.reader, Asking(lang)) for lang in ("en", "zh"))
    assert sorted(map(str, english.column("claims"))) == sorted(map(str, chinese.column("claims")))
    assert chinese.title == "矛盾台账"


def ledger(
    folder: Path, observed: Sequence[Row] = (), said: Sequence[Row] = (), **files: Sequence[Row]
) -> Reader:
    things = [
        *(thing(name, "Industry") for name in ("gas-trade", "all-trade")),
        *(thing(name, "Indicator") for name in ("turnover", "firm-count")),
        *(thing(name, "OrganizationGroup") for name in ("board", "inner-board", "outer-board")),
        thing("new-law", "Law"),
    ]
    return opened(
        folder,
        {
            "entities/things.csv": things,
            "claims/t3.csv": list(said),
            "observations/t3.csv": list(observed),
            **files,
        },
    )


def kinds(reader: Reader) -> list[tuple[str, str, str]]:
    """Return kind, grade and claims of what is found beside the world's own open identity."""
    rows = conflicts(reader, ENGLISH).records()
    return [
        (str(r["kind"]), str(r["grade"]), str(r["claims"])) for r in rows if r["decisions"] != "i2"
    ]


TURNOVER = "gas-trade turnover"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            number("a", TURNOVER, "eq 3560000 CNY", "2023 2023"),
            number("b", TURNOVER, "eq 3560000.00 CNY", "2023 2023"),
        ),
        (
            number("a", TURNOVER, "eq 85000000 CNY", "2023 2023"),
            number("b", TURNOVER, "eq 85500000 CNY", "2023 2023"),
        ),
        (
            number("a", TURNOVER, "gt 510 CNY", "2023 2023"),
            number("b", TURNOVER, "eq 523 CNY", "2023 2023"),
        ),
        (
            number("a", TURNOVER, "about 100 CNY", "2023 2023"),
            number("b", TURNOVER, "eq 103 CNY", "2023 2023"),
        ),
        (
            number("a", TURNOVER, "eq 510 CNY", "2023 2023"),
            number("b", TURNOVER, "eq 600 CNY", " 2025", modality="target"),
        ),
        (
            number("a", TURNOVER, "eq 510 CNY", "2023 2023"),
            number("b", TURNOVER, "eq 600 CNY", "2023 2023", modality="target"),
        ),
        (
            number("a", TURNOVER, "eq 510 CNY", "2023 2023"),
            number("b", TURNOVER, "eq 600 CNY", "2024 2024"),
        ),
        (
            number("a", TURNOVER, "eq 510 CNY", "2023-01 2023-06"),
            number("b", TURNOVER, "eq 900 CNY", "2023 2023"),
        ),
        (
            number("a", TURNOVER, "eq 510 CNY", "2023 2023"),
            number("b", TURNOVER, "eq 70 USD", "2023 2023"),
        ),
    ],
)
def test_what_can_both_be_right_is_no_conflict(tmp_path: Path, one: Row, other: Row) -> None:
    assert kinds(ledger(tmp_path, [one, {**other, "source": "t4"}])) == []


def test_two_values_of_one_time_are_a_conflict(tmp_path: Path) -> None:
    observed = [
        number("a", TURNOVER, "eq 510 CNY", "2023 2023"),
        number("b", TURNOVER, "eq 600 CNY", " 2023-12", source="t4"),
        number("c", TURNOVER, "lt 500 CNY", "2023 2023", source="t4"),
    ]
    found = kinds(ledger(tmp_path, observed))
    assert sorted(found) == [("value", "conflict", f"{x} {y}") for x, y in ("ab", "ac", "bc")]


def test_values_without_time_conflict_only_possibly(tmp_path: Path) -> None:
    observed = [
        number("a", TURNOVER, "eq 510 CNY"),
        number("b", TURNOVER, "eq 600 CNY", source="t4"),
    ]
    assert kinds(ledger(tmp_path, observed)) == [("value", "possible", "a b")]


def test_a_part_above_its_whole_is_flagged(tmp_path: Path) -> None:
    observed = [
        number("a", "all-trade turnover", "eq 510 CNY", "2023 2023"),
        number("b", TURNOVER, "eq 600 CNY", "2023 2023"),
    ]
    said = [claim("w1", "gas-trade", "isPartOf", "all-trade")]
    assert kinds(ledger(tmp_path, observed, said)) == [("scope", "possible", "a b w1")]


def test_members_that_do_not_add_up_are_told(tmp_path: Path) -> None:
    observed = [
        number("a", "board firm-count", "eq 5 count", "2023 2023"),
        number("b", "inner-board firm-count", "eq 2 count", "2023 2023"),
        number("c", "outer-board firm-count", "eq 4 count", "2023 2023"),
    ]
    said = [
        claim("w1", "board", "hasMember", "inner-board"),
        claim("w2", "board", "hasMember", "outer-board"),
    ]
    assert kinds(ledger(tmp_path, observed, said)) == [("arithmetic", "conflict", "a b c")]
    observed[2] = number("c", "outer-board firm-count", "eq 3 count", "2023 2023")
    assert kinds(ledger(tmp_path / "sum", observed, said)) == []


@pytest.mark.parametrize(
    ("second", "found"),
    [("2024-02-29", [("time", "conflict", "w1 w2")]), ("2024-03", []), ("2024", [])],
)
def test_dates_conflict_when_no_day_fits_both(
    tmp_path: Path, second: str, found: list[tuple[str, str, str]]
) -> None:
    said = [
        claim("w1", "new-law", "issueDate", "2024-03-01"),
        claim("w2", "new-law", "issueDate", second, source="t4"),
    ]
    assert kinds(ledger(tmp_path, [], said)) == found


@pytest.mark.parametrize(
    ("dates", "grade"),
    [(("2023-01", "2023-06"), "conflict"), (("2023-12", "2024-12"), "possible")],
)
def test_facts_on_a_thing_before_its_date_are_told(
    tmp_path: Path, dates: tuple[str, str], grade: str
) -> None:
    old = source("t5", date_earliest=dates[0], date_latest=dates[1], date_basis="invented")
    said = [
        claim("w1", "new-law", "issueDate", "2024-03-01"),
        claim("w2", "new-law", "appliesIn", "testland", source="t5"),
    ]
    found = kinds(ledger(tmp_path, [], said, **{"sources.csv": [old]}))
    assert found == [("time", grade, "w1 w2")]


def test_two_declared_sizes_are_told(tmp_path: Path) -> None:
    said = [
        claim("w1", "board", "declaredSize", "7"),
        claim("w2", "board", "declaredSize", "10", certainty="low"),
    ]
    assert kinds(ledger(tmp_path, [], said)) == [("declared size", "possible", "w1 w2")]


def test_an_open_identity_is_told(tmp_path: Path) -> None:
    rows = list(conflicts(ledger(tmp_path), ENGLISH).records())
    assert [(r["kind"], r["side_1"], r["side_2"], r["decisions"]) for r in rows] == [
        ("identity", "Beta Gas", "Acme", "i2")
    ]


def test_without_claims_nothing_contradicts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = ledger(tmp_path)
    monkeypatch.setattr(reader, "api", lambda *_: iter(()))
    with pytest.raises(NotComputableError, match="needs two claims"):
        conflicts(reader, ENGLISH)


def test_each_side_names_its_own_claims_and_sources(shipped: Graph) -> None:
    rows = [row for row in conflicts(shipped.reader, ENGLISH).records() if "COD" in str(row)]
    sides = [
        [str(row[f"{part}_{n}"]) for part in ("claims", "sources")] for row in rows for n in "12"
    ]
    assert sides == [["o002-016", "d002"], ["of-108", "web-pollutants-bulletin-2006h1"]]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_merged_name_is_quoted_as_printed_and_never_an_id(shipped: Graph, lang: str) -> None:
    rows = list(conflicts(shipped.reader, Asking(lang)).records())
    sides = [str(row["side_1"]) for row in rows]
    assert "“Huangjinshan Industrial Zone”; “Huangshi Huangjinshan Industrial Zone”" in sides
    assert not [text for row in rows for text in row.values() if "as-printed" in str(text)]
