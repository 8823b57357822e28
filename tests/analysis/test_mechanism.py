"""The audit of the three chains runs wherever sets of holders have a role."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.analysis.mechanism import audit
from kg.api import Graph
from kg.errors import NotComputableError
from kg.graph.lookup import Asking
from kg.graph.store import Reader
from tests.analysis.tables import claim, opened, thing

OTHER = [
    thing("wind-mechanism", "Mechanism"),
    thing("wind-chain", "IndustryChain"),
    thing("tower-segment", "ChainSegment"),
    thing("blade-segment", "ChainSegment"),
    thing("wind-leaders", "RoleGroup"),
    thing("wind-masters", "RoleGroup"),
    thing("wind-innovators", "RoleGroup"),
    thing("bo", "Person"),
    thing("rotor-works", "Enterprise"),
    thing("mast-works", "Enterprise"),
    thing("blade-institute", "ResearchInstitute"),
]
SAID = [
    claim("w1", "wind-mechanism", "appliesIn", "east-city"),
    claim("w2", "wind-mechanism", "concernsChain", "wind-chain"),
    claim("w3", "wind-leaders", "isUnderMechanism", "wind-mechanism"),
    claim("w4", "wind-masters", "isUnderMechanism", "wind-mechanism"),
    claim("w5", "wind-innovators", "concernsChain", "wind-chain"),
    claim("w6", "wind-leaders", "hasRoleKind", "chain-leader"),
    claim("w7", "wind-masters", "hasRoleKind", "chain-master"),
    claim("w8", "wind-innovators", "hasRoleKind", "chain-innovator"),
    claim("w9", "wind-masters", "declaredSize", "3"),
    claim("w10", "wind-leaders", "hasMember", "bo", **{"from": "2024"}),
    claim("w11", "wind-masters", "hasMember", "rotor-works", **{"from": "2024"}),
    claim("w12", "wind-masters", "hasMember", "mast-works", **{"from": "2024", "to": "2024"}),
    claim("w13", "wind-innovators", "hasMember", "blade-institute"),
    claim("w14", "rotor-works", "cooperatesWith", "blade-institute"),
    claim("w15", "blade-institute", "cooperatesWith", "rotor-works", source="t4"),
    claim("w16", "wind-chain", "hasSegment", "tower-segment"),
    claim("w17", "wind-chain", "hasSegment", "blade-segment"),
    claim("w18", "mast-works", "operatesIn", "tower-segment"),
    claim("w19", "wind-masters", "cooperatesWith", "wind-innovators", modality="plan"),
]
FILES = {"entities/things.csv": OTHER, "claims/t3.csv": SAID}
HEAD = ("East City", "wind-mechanism", "wind-chain")
ENGLISH = Asking("en")


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """Two jurisdictions: Testland with hydrogen, East City with wind."""
    return opened(tmp_path_factory.mktemp("two"), FILES)


def own(reader: Reader, part: str, asking: Asking = ENGLISH) -> list[tuple[object, ...]]:
    return [row[3:] for row in audit(reader, asking)[part].rows if row[:3] == HEAD]


def test_roles_are_counted_declared_named_and_missing(two: Reader) -> None:
    assert own(two, "roles") == [
        ("chain leader", 1, 1, 0, "person 1", "", "w10 w6", "t3"),
        ("chain master", 3, 2, 1, "enterprise 2", "", "w11 w12 w7 w9", "t3"),
        ("chain innovator", 1, 1, 0, "research institute 1", "", "w13 w8", "t3"),
    ]


def test_ties_are_held_against_the_product_of_holders(two: Reader) -> None:
    led, both = "w10 w11 w12 w6 w7 w9", "w11 w12 w13 w14 w15 w7 w8 w9"
    assert own(two, "ties") == [
        ("chain leader – chain master", 0, 2, 0.0, 3, 0.0, "", led, "t3"),
        ("chain leader – chain innovator", 0, 1, 0.0, 1, 0.0, "", "w10 w13 w6 w8", "t3"),
        ("chain master – chain innovator", 1, 2, 0.5, 3, 1 / 3, "w19", both, "t3 t4"),
    ]


def test_work_list_names_what_is_missing_and_of_whom(two: Reader) -> None:
    found = [(row[0], row[1], row[2], row[4]) for row in own(two, "work")]
    leader_master = "chain leader – chain master"
    assert found == [
        ("names", "1 of 3 names", "wind-masters", "w9"),
        ("tie", leader_master, "bo – mast-works", "w10 w12"),
        ("tie", leader_master, "bo – rotor-works", "w10 w11"),
        ("tie", "chain leader – chain innovator", "bo – blade-institute", "w10 w13"),
        ("tie", "chain master – chain innovator", "mast-works – blade-institute", "w12 w13"),
        ("start date", "start date: chain innovator", "blade-institute", "w13"),
        ("master of a segment", "blade-segment", "wind-chain", "w17"),
    ]


POST = [claim("w20", "wind-leaders", "hasMember", "governor", **{"from": "2024"})]
FILLED = [claim("w21", "bo", "holdsPost", "governor", source="t4", **{"from": "2025"})]
POSTED = {"entities/things.csv": [*OTHER, thing("governor", "Post")]}


def test_a_post_without_a_named_person_is_told_and_is_work(tmp_path: Path) -> None:
    reader = opened(tmp_path, {**POSTED, "claims/t3.csv": [*SAID[:9], *SAID[10:], *POST]})
    assert own(reader, "roles")[0][:6] == ("chain leader", 1, 1, 0, "post 1", "governor")
    work = [row for row in own(reader, "work") if row[0] == "person"]
    assert [(*row[1:3], row[4]) for row in work] == [
        ("person who fills the post: chain leader", "governor", "w20")
    ]
    chinese = [row for row in own_zh(reader, "work") if row[3] == "人名"]
    assert [row[4:6] for row in chinese] == [("任职者姓名：链长", "甲governor")]


def test_a_post_whose_person_is_named_lacks_nothing_from_that_day_on(tmp_path: Path) -> None:
    said = [*SAID[:9], *SAID[10:], *POST, *FILLED]
    reader = opened(tmp_path, {**POSTED, "claims/t3.csv": said})
    assert own(reader, "roles")[0][5:] == ("", "w20 w21 w6", "t3 t4")
    assert "person" not in [row[0] for row in own(reader, "work")]
    assert own(reader, "roles", Asking("en", "2024"))[0][5] == "governor"


def own_zh(reader: Reader, part: str) -> list[tuple[object, ...]]:
    return [row for row in audit(reader, Asking("zh"))[part].rows if "甲wind-mechanism" in row]


def test_the_leader_of_hubei_is_a_post_and_no_person_is_known(shipped: Graph) -> None:
    (leader, *_) = audit(shipped.reader, ENGLISH)["roles"].records()
    assert leader["without_person"] == "Vice Governor of Hubei"


def test_every_row_says_why_it_matters(two: Reader) -> None:
    assert all(audit(two, ENGLISH)["work"].column("why"))


def test_who_held_a_role_before_the_day_is_left_out(two: Reader) -> None:
    assert own(two, "roles", Asking("en", "2025-06"))[1][:3] == ("chain master", 3, 1)


def test_both_jurisdictions_stand_in_one_table(two: Reader) -> None:
    places = audit(two, ENGLISH)["roles"].column("place")
    assert {"Testland", "East City"} <= set(places)


def test_a_role_that_nobody_holds_is_work(two: Reader) -> None:
    rows = [row for row in audit(two, ENGLISH)["work"].rows if row[0] == "Testland"]
    assert ("role", "chain innovator") in [(row[3], row[4]) for row in rows]


def test_holders_without_chain_or_mechanism_are_work(two: Reader) -> None:
    rows = [row for row in audit(two, ENGLISH)["work"].rows if not row[2]]
    assert [row[3] for row in rows] == ["chain", "start date"]


def test_a_chain_without_region_is_work(tmp_path: Path) -> None:
    reader = opened(tmp_path, {**FILES, "claims/t3.csv": SAID[1:]})
    rows = [row for row in audit(reader, ENGLISH)["work"].rows if row[1] == "wind-mechanism"]
    assert ("region", "region", "wind-chain") in [(row[3], row[4], row[5]) for row in rows]


def test_the_table_speaks_chinese(two: Reader) -> None:
    table = audit(two, Asking("zh"))["roles"]
    assert table.title == "三链角色"
    assert any(note.startswith("问题：") for note in table.notes)


def test_without_roles_there_is_no_audit(two: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(two, "api", lambda *_: iter(()))
    with pytest.raises(NotComputableError, match="needs a set of holders"):
        audit(two, ENGLISH)


def test_two_chains_under_one_mechanism_stay_apart(tmp_path: Path) -> None:
    more = [
        claim("w20", "wind-mechanism", "concernsChain", "sun-chain"),
        claim("w21", "wind-masters", "concernsChain", "wind-chain"),
        claim("w22", "sun-masters", "isUnderMechanism", "wind-mechanism"),
        claim("w23", "sun-masters", "concernsChain", "sun-chain"),
        claim("w24", "sun-masters", "hasRoleKind", "chain-master"),
        claim("w25", "sun-masters", "hasMember", "acme"),
    ]
    things = [*OTHER, thing("sun-chain", "IndustryChain"), thing("sun-masters", "RoleGroup")]
    reader = opened(tmp_path, {"entities/things.csv": things, "claims/t3.csv": [*SAID, *more]})
    found = {
        chain: [(row[3], row[5]) for row in audit(reader, ENGLISH)["ties"].rows if row[2] == chain]
        for chain in ("sun-chain", "wind-chain")
    }
    assert found["sun-chain"] == [("chain leader – chain master", 1)]
    assert len(found["wind-chain"]) == 3


def test_hubei_has_six_masters_to_name_and_fourteen_ties_to_make(shipped: Graph) -> None:
    found = audit(shipped.reader, ENGLISH)
    missing = dict(
        zip(found["roles"].column("role"), found["roles"].column("missing"), strict=True)
    )
    assert missing == {"chain leader": 0, "chain master": 6, "chain innovator": 4}
    assert sum(int(n or 0) for n in found["ties"].column("expected_named")) == 14
