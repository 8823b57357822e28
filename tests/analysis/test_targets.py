"""The ledger of targets: one row a number, with baseline, growth, parts, and what is lacking."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kg.analysis.targets import targets, trajectories
from kg.api import Graph
from kg.errors import NotComputableError
from kg.graph.lookup import Asking
from kg.graph.store import Reader
from kg.text.table import Table
from tests.analysis.tables import claim, number, opened, thing

ENGLISH = Asking("en")
AIM = {"modality": "target", "policy": "testland-plan"}

OBSERVED = [
    number("n1", "gas-trade operating-income", "eq 50 CNY", "2020 2020"),
    number("n2", "gas-trade operating-income", "gt 510 CNY", "2023 2023"),
    number("n3", "gas-trade operating-income", "eq 600 CNY", " 2025", **AIM),
    number("n4", "gas-trade operating-income", "eq 600 CNY", " 2025", **AIM, source="t4"),
    number("n5", "gas-trade operating-income", "gt 900 CNY", " 2030", **AIM),
    number("n6", "big-units operating-income-per-unit", "eq 50 CNY", " 2025", **AIM),
    number("n7", "big-units unit-count", "eq 1 count", " 2025", **AIM),
    number("n8", "small-units operating-income-per-unit", "gt 20 CNY", " 2025", **AIM),
    number("n9", "small-units unit-count", "eq 2 count", " 2025", **AIM),
    number("n10", "gas-trade leak-cut", "eq 20 percent", "2020 2025", **AIM),
    number("n11", "gas-trade clean-share", "eq 30 percent", " 2030", modality="target"),
    number("n12", "gas-trade clean-share", "eq 20 percent", "2020 2020"),
    number("n13", "gas-trade clean-share", "eq 22 percent", " 2025-12"),
    number("n14", "gas-trade clean-share-of-large-firms", "eq 40 percent", "2024 2024"),
    number("n15", "gas-trade fame", "missing  none".replace("  ", " - "), "", **AIM),
    number("n16", "gas-trade clean-share", "eq 35 percent", " 2030", **AIM, source="t4"),
]
OBSERVED[14] = {**OBSERVED[14], "value": ""}
THINGS = [
    thing("gas-trade", "Industry"),
    thing("units", "OrganizationGroup"),
    thing("big-units", "OrganizationGroup"),
    thing("small-units", "OrganizationGroup"),
    thing("gas-fund", "Fund"),
    *(
        thing(name, "Indicator")
        for name in (
            *("operating-income", "operating-income-per-unit", "unit-count", "leak-cut"),
            *("clean-share", "clean-share-of-large-firms", "fame"),
        )
    ),
]
SAID = [
    claim("w1", "units", "hasMember", "big-units", certainty="low"),
    claim("w2", "units", "hasMember", "small-units", certainty="low"),
    claim("w3", "testland-plan", "establishes", "gas-fund", modality="plan"),
]
FILES = {
    "entities/things.csv": THINGS,
    "claims/t3.csv": SAID,
    "observations/t3.csv": OBSERVED,
}


@pytest.fixture(scope="module")
def gas(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return opened(tmp_path_factory.mktemp("gas"), FILES)


def row(table: Table, claim_id: str) -> dict[str, Any]:
    """Return the one row that rests on a claim of a target."""
    (found,) = [r for r in table.records() if claim_id in str(r["claims"]).split()]
    return found


def test_a_number_that_two_claims_state_is_one_row(gas: Reader) -> None:
    found = row(targets(gas, ENGLISH)["targets"], "n3")
    assert (found["value"], found["deadline"], found["type"]) == (
        "600 yuan (CNY)",
        "2025",
        "fixed level",
    )
    assert found["claims"] == "n2 n3 n4"
    assert found["setter"] == "Testland Plan"


def test_growth_from_a_lower_bound_is_an_upper_bound(gas: Reader) -> None:
    found = row(targets(gas, ENGLISH)["targets"], "n3")
    assert (found["baseline"], found["baseline_time"]) == ("more than 510 yuan (CNY)", "2023")
    assert found["gap"] == "at most 90 yuan (CNY)"
    assert found["growth"] == "at most 8.47 % a year"
    assert found["growth_low"] is None
    assert found["growth_high"] == pytest.approx(100 * ((600 / 510) ** 0.5 - 1))


def test_a_path_needs_two_actual_values(gas: Reader) -> None:
    table = targets(gas, ENGLISH)["targets"]
    assert row(table, "n3")["path"] == "on the line or ahead"
    assert row(table, "n3")["unknown_for"] == ""
    found = row(table, "n10")
    assert found["path"] == "unknown"
    assert "actual values of two dates" in found["unknown_for"]


def test_what_is_behind_the_straight_line_is_said_to_be(gas: Reader) -> None:
    """20 in 2020, 22 in 2025: half the way to 2030, a fifth of the ten points."""
    found = row(targets(gas, ENGLISH)["targets"], "n11")
    assert found["path"] == "behind the line"
    assert found["gap"] == "8 percentage point"


@pytest.mark.parametrize(
    ("claim_id", "said"),
    [("n10", "change over a period"), ("n11", "share"), ("n7", "count"), ("n15", "qualitative")],
)
def test_the_type_follows_unit_and_period(gas: Reader, claim_id: str, said: str) -> None:
    assert row(targets(gas, ENGLISH)["targets"], claim_id)["type"] == said


def test_the_next_target_of_the_same_measure_is_named(gas: Reader) -> None:
    found = row(targets(gas, ENGLISH)["targets"], "n3")
    assert found["followed_by"] == "more than 900 yuan (CNY) (2030, n5)"


def test_a_target_of_a_later_setter_takes_the_place_of_one_by_another(tmp_path: Path) -> None:
    later = {"modality": "target", "policy": "new-plan", "source": "t4"}
    files = {
        **FILES,
        "entities/things.csv": [*THINGS, thing("new-plan", "Plan")],
        "claims/t3.csv": [*SAID, claim("w4", "new-plan", "issueDate", "2024-05")],
        "observations/t3.csv": [
            *OBSERVED,
            number("n20", "gas-trade operating-income", "eq 650 CNY", " 2025", **later),
        ],
    }
    table = targets(opened(tmp_path, files), ENGLISH)["targets"]
    assert row(table, "n20")["replaced"] == "600 yuan (CNY) (2025, n3)"
    assert row(table, "n3")["replaced"] == ""


def test_members_of_a_set_are_summed_against_the_whole(gas: Reader) -> None:
    (found,) = targets(gas, ENGLISH)["sums"].records()
    assert found["parts"] == "1 × 50 yuan (CNY) + 2 × more than 20 yuan (CNY)"
    assert (found["total"], found["value"]) == ("at least 90 yuan (CNY)", "600 yuan (CNY)")
    assert found["share"] == "at least 15 %"
    assert str(found["link"]).startswith("inferred")


def test_stated_parts_go_before_found_ones(tmp_path: Path) -> None:
    stated = [{**r, "part_of": "n3"} if r["id"] in ("n6", "n8") else r for r in OBSERVED]
    reader = opened(tmp_path, {**FILES, "observations/t3.csv": stated})
    (found,) = targets(reader, ENGLISH)["sums"].records()
    assert (found["total"], found["link"]) == (
        "at least 90 yuan (CNY)",
        "marked as parts in the tables",
    )
    assert row(targets(reader, ENGLISH)["targets"], "n6")["part_of"] == "n3"


def test_a_baseline_that_the_target_names_goes_first(tmp_path: Path) -> None:
    named = [{**r, "baseline": "n1"} if r["id"] in ("n3", "n4") else r for r in OBSERVED]
    reader = opened(tmp_path, {**FILES, "observations/t3.csv": named})
    assert row(targets(reader, ENGLISH)["targets"], "n3")["baseline"] == "50 yuan (CNY)"


def test_orphans_tell_what_they_lack(gas: Reader) -> None:
    found = {r["claims"]: r["lacks"] for r in targets(gas, ENGLISH)["orphans"].records()}
    assert found["n15"] == "number; unit; deadline"
    assert found["n11"] == "setter; fund"
    assert "n3 n4" not in found


def test_a_value_of_another_scope_is_flagged_and_not_used(gas: Reader) -> None:
    tables = targets(gas, ENGLISH)
    flagged = [r for r in tables["scope"].records() if "n14" in str(r["claims"]).split()]
    assert {r["difference"] for r in flagged} == {"indicator"}
    assert not [r for r in tables["targets"].records() if "n14" in str(r["claims"]).split()]


def test_the_card_stands_under_every_table(gas: Reader) -> None:
    for table in targets(gas, ENGLISH).values():
        assert [note.split(":")[0] for note in table.notes] == [
            *("Question", "Method", "Reference", "Assumptions", "Least data", "Parameters"),
        ]


def test_a_trajectory_gives_values_and_targets_in_order_of_time(gas: Reader) -> None:
    table = trajectories(gas, "gas-trade", "operating-income", ENGLISH)
    assert [(r["time"], r["said_as"], r["low"], r["high"]) for r in table.records()] == [
        ("2020", "fact", 50.0, 50.0),
        ("2023", "fact", 510.0, None),
        ("2025", "target", 600.0, 600.0),
        ("2030", "target", 900.0, None),
    ]


def test_a_trajectory_of_nothing_is_refused(gas: Reader) -> None:
    with pytest.raises(NotComputableError, match="not computable: needs one dated number"):
        trajectories(gas, "gas-trade", "fame", ENGLISH)


def test_without_a_target_there_is_no_ledger(gas: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gas, "api", lambda *_: iter(()))
    with pytest.raises(NotComputableError, match="needs one target"):
        targets(gas, ENGLISH)


def test_hubei_must_grow_by_at_most_8_47_percent_a_year(shipped: Graph) -> None:
    found = row(targets(shipped.reader, ENGLISH)["targets"], "o001-030")
    assert (found["growth"], found["gap"]) == (
        "at most 8.47 % a year",
        "at most 90 billion yuan (CNY)",
    )


def test_units_of_hubei_come_to_180_billion_at_least(shipped: Graph) -> None:
    found = row(targets(shipped.reader, ENGLISH)["sums"], "o001-030")
    assert (found["total"], found["share"]) == ("at least 180 billion yuan (CNY)", "at least 30 %")


def test_solid_waste_goes_from_54_by_57_to_62_percent(shipped: Graph) -> None:
    names = ("bulk-industrial-solid-waste", "comprehensive-utilization-rate")
    table = trajectories(shipped.reader, *names, ENGLISH)
    found = [(r["time"], r["said_as"], r["low"]) for r in table.records()]
    for point in (("2023", "fact", 54.0), ("2025", "target", 57.0), ("2030", "target", 62.0)):
        assert point in found
    ledger = targets(shipped.reader, ENGLISH)["targets"]
    assert row(ledger, "o003-028")["gap"] == "8 percentage point"


@pytest.mark.parametrize(("lang", "unknown"), [("en", "unknown"), ("zh", "未知")])
def test_whether_a_target_is_within_reach_is_told_in_every_row(
    shipped: Graph, lang: str, unknown: str
) -> None:
    for found in targets(shipped.reader, Asking(lang))["targets"].records():
        assert found["path"]
        assert bool(found["unknown_for"]) == (found["path"] == unknown)
        assert all(found[key] for key in ("baseline", "gap", "growth"))


def test_one_actual_value_is_too_few_to_tell(shipped: Graph) -> None:
    found = row(targets(shipped.reader, Asking("zh"))["targets"], "o001-030")
    assert found["unknown_for"] == "期限前同一对象、指标、单位的两个不同日期的实际值（已知 1 个）"


def test_gap_and_target_stand_in_one_scale(shipped: Graph) -> None:
    found = row(targets(shipped.reader, Asking("zh"))["targets"], "o001-030")
    assert (found["value"], found["gap"]) == ("6000亿元", "至多900亿元")
    found = row(targets(shipped.reader, Asking("zh"))["targets"], "of-038")
    assert (found["value"], found["gap"]) == ("1273万吨", "-141万吨")


def test_follow_up_of_hubei_strives_for_2028_and_ensures_2030(shipped: Graph) -> None:
    found = row(targets(shipped.reader, ENGLISH)["targets"], "of-066")
    assert found["followed_by"] == "more than 1 trillion yuan (CNY) (2030, of-067)"


def test_the_national_tier_of_green_factories_is_flagged(shipped: Graph) -> None:
    found = row(targets(shipped.reader, ENGLISH)["scope"], "of-082")
    assert "o003-002" in str(found["claims"]).split()
    assert row(targets(shipped.reader, ENGLISH)["targets"], "o003-002")["baseline"] == "unknown"


def test_values_of_later_days_are_no_baseline(gas: Reader) -> None:
    found = [
        row(targets(gas, Asking("en", day))["targets"], "n16")["baseline"] for day in ("", "2024")
    ]
    assert found == ["22 percent", "20 percent"]


def test_what_was_set_after_the_day_is_left_out(shipped: Graph) -> None:
    table = targets(shipped.reader, Asking("en", "2023"))["targets"]
    claims = " ".join(map(str, table.column("claims"))).split()
    assert "o003-028" not in claims
    assert "of-120" in claims


def test_the_weakest_certainty_stands_in_the_row(shipped: Graph) -> None:
    table = targets(shipped.reader, ENGLISH)["targets"]
    assert row(table, "o001-037")["certainty"] == "low"
    assert row(table, "o003-028")["certainty"] == "high"
