"""Gaps: each state by its rule on a chain drawn by hand, and honest blanks on the real one."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.analysis.gaps import Ground, Spot, gaps, judge, quotient
from kg.api import Graph
from kg.errors import NotComputableError, UnknownNameError
from kg.graph.lookup import Asking
from kg.graph.store import Reader
from kg.ontology import Ontology

ORDERS: dict[str, int | None] = {"up": 1, "mid": 2, "down": 3}


def ground(unnamed: int | None = 0, **spots: Spot) -> Ground:
    """Return a chain of three stages in the region `here`, spots by stage."""
    placed = {(stage, "here"): spot for stage, spot in spots.items()}
    return Ground("chain", dict(ORDERS), placed, {"here"}, {}, unnamed, {s: set() for s in ORDERS})


def state(chain: Ground, segment: str) -> tuple[str, str]:
    verdict = judge(chain, segment, "here")
    return verdict.state, verdict.reason


def firm(master: bool = False) -> Spot:  # noqa: FBT001, FBT002  one switch of a test
    return Spot(firms={"f"}, masters={"f"} if master else set())


def none_there() -> Spot:
    return Spot(counts={0})


def test_a_stage_that_nobody_counts_is_unknown_and_no_gap() -> None:
    chain = ground(up=firm(master=True), down=firm())
    assert state(chain, "mid") == ("unknown", "no_datum")
    assert judge(chain, "mid", "here").missing == "a_count"


def test_a_stage_said_to_be_empty_between_two_occupied_ones_is_broken() -> None:
    assert state(ground(up=firm(), mid=none_there(), down=firm()), "mid") == ("broken", "between")


def test_a_stage_said_to_be_empty_beside_a_strong_one_is_extendable() -> None:
    chain = ground(up=firm(master=True), mid=none_there())
    assert state(chain, "mid") == ("extendable", "beside_strong")


def test_a_stage_said_to_be_empty_two_steps_from_a_strong_one_is_absent() -> None:
    chain = ground(up=firm(master=True), down=none_there())
    assert state(chain, "down") == ("absent", "beside_none")


def test_an_empty_stage_without_a_place_is_unknown() -> None:
    chain = ground(mid=none_there())
    chain.orders["mid"] = None
    assert state(chain, "mid") == ("unknown", "no_place")


def test_a_firm_with_a_named_master_is_strong() -> None:
    assert state(ground(up=firm(master=True)), "up") == ("strong", "master_no_lq")


@pytest.mark.parametrize(
    ("unnamed", "expected"),
    [
        (0, ("weak", "no_master")),
        (6, ("unknown", "masters_unnamed")),
        (None, ("unknown", "masters_not_told")),
    ],
)
def test_a_firm_without_a_master_is_weak_only_if_all_masters_are_known(
    unnamed: int | None, expected: tuple[str, str]
) -> None:
    assert state(ground(unnamed, up=firm()), "up") == expected


def test_counts_that_differ_are_unknown() -> None:
    assert state(ground(up=Spot(counts={2, 3})), "up") == ("unknown", "counts_differ")


def test_the_location_quotient_needs_all_counts_and_then_is_exact() -> None:
    chain = Ground("chain", {"a": 1, "b": 2}, {}, {"r", "s"}, {}, 0, {"a": set(), "b": set()})
    for (segment, region), number in {("a", "r"): 3, ("b", "r"): 1, ("a", "s"): 1}.items():
        chain.spot(segment, region).counts = {number}
    assert quotient(chain, "a", "r") is None
    chain.spot("b", "s").counts = {3}
    assert quotient(chain, "a", "r") == pytest.approx((3 / 4) / (4 / 8))
    assert judge(chain, "a", "s").state == "weak"
    chain.spot("a", "r").masters = {"m"}
    assert judge(chain, "a", "r").reason == "master_and_lq"


def test_the_real_cells_are_unknown_and_each_names_its_missing_datum(shipped: Graph) -> None:
    cells, matrix = gaps(shipped.reader, Asking())
    assert set(cells.column("state")) == {"unknown"}
    assert all(cells.column("missing"))
    assert all(cells.column("claims"))
    assert [field.heading for field in matrix.fields] == ["chain", "segment", "Hubei"]
    assert len(matrix) == len(cells) == 9
    water = next(row for row in cells.records() if row["segment"] == "water treatment")
    assert water["missing"] == "the seat of those firms"
    assert "cf-369" in str(water["claims"])
    assert any("smart power distribution" in note for note in cells.notes)


def test_chinese_cells_are_chinese(shipped: Graph) -> None:
    _, matrix = gaps(shipped.reader, Asking("zh"))
    assert {row[2] for row in matrix.rows} == {"未知"}


def test_without_segments_it_is_refused(graph_folder: Path, onto: Ontology) -> None:
    with pytest.raises(NotComputableError, match="not computable: needs a chain with segments"):
        gaps(Reader(graph_folder, onto), Asking())


def test_a_misspelt_level_is_refused(shipped: Graph) -> None:
    with pytest.raises(UnknownNameError, match="unknown level 'provinc'; did you mean province"):
        gaps(shipped.reader, Asking(), "provinc")
