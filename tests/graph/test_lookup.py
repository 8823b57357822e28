"""Look-ups: every name finds its thing; what is shown is what the tables say, in words."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import kg
from kg.errors import CheckError, ParameterError, StoreError, UnknownNameError
from kg.graph.lookup import (
    Asking,
    evidence,
    figure_of,
    find,
    grade_of,
    holds,
    matches,
    resolve,
    show,
)
from kg.graph.make import make
from kg.graph.store import Reader
from kg.text.names import PREFIXES
from tests.built import WORLD_CORPUS, copied_tables, spoil, world_graph

ZH, EN = Asking("zh"), Asking("en")


@pytest.fixture(scope="module")
def reader() -> Reader:
    return world_graph().reader


def ids(reader: Reader, text: str, lang: str = "en") -> list[object]:
    return find(reader, text, Asking(lang)).column("id")


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("阿克米公司", "name: 阿克米公司"),
        ("Acme", "name: Acme"),
        ("a ke mi gong si", "pinyin: a ke mi gong si"),
        ("Acme Hydrogen Ltd", "other name: Acme Hydrogen Ltd"),
    ],
)
def test_a_name_of_any_sort_finds_its_thing_and_says_how(
    reader: Reader, text: str, how: str
) -> None:
    first = next(find(reader, text, EN).records())
    assert (first["id"], first["match"]) == ("acme", how)


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("990000", "testland"),
        ("XT-TL", "testland"),
        ("ceshi sheng", "testland"),
        ("ceshisheng", "testland"),
        ("CÉSHÌ SHĚNG", "testland"),
        ("ｔｅｓｔｌａｎｄ", "testland"),
        ("  Testland  ", "testland"),
        ("TESTLAND", "testland"),
        ("测试省", "testland"),
        ("test\u200bland", "testland"),
        ("东市", "east-city"),
        ("governor　ann", "ann"),
    ],
)
def test_case_width_accents_and_spaces_do_not_count(reader: Reader, text: str, thing: str) -> None:
    assert ids(reader, text)[0] == thing


def test_equal_names_come_before_beginnings_and_these_before_parts(reader: Reader) -> None:
    grades = [grade_of("ab", name) for name in ("ab", "abc", "cab", "a b", "a bc", "ba")]
    assert grades == [0, 1, 2, 3, 3, None]
    found = ids(reader, "testland")
    assert found[0] == "testland"
    assert found.index("testland-plan") < found.index("chain-masters")


def test_of_names_that_match_alike_the_shorter_comes_first(reader: Reader) -> None:
    found = [str(cell).partition(": ")[2] for cell in find(reader, "chain ", EN).column("match")]
    lengths = [len(name) for name in found if name.lower().startswith("chain ")]
    assert len(lengths) > 2
    assert lengths == sorted(lengths)


def test_labels_and_classes_are_in_the_language_asked_for(reader: Reader) -> None:
    rows = [next(find(reader, "acme", Asking(lang)).records()) for lang in ("zh", "en")]
    assert [(row["name"], row["class"]) for row in rows] == [
        ("阿克米公司", "企业"),
        ("Acme", "enterprise"),
    ]


def test_a_thing_stands_once_however_many_names_match(reader: Reader) -> None:
    found = ids(reader, "acme")
    assert len(found) == len(set(found))


def test_a_long_list_is_cut_and_says_how_many_more(reader: Reader) -> None:
    whole = find(reader, "e", EN, most=10_000)
    part = find(reader, "e", EN, most=2)
    assert len(whole) > 3
    assert part.rows == whole.rows[:2]
    assert part.notes == (f"{len(whole) - 2} more",)
    assert whole.notes == ()


@pytest.mark.parametrize("text", ["", " ", "\u200b", "nothing of the sort"])
def test_nothing_finds_nothing(reader: Reader, text: str) -> None:
    assert len(find(reader, text, EN)) == 0


@pytest.mark.parametrize(
    "name",
    [
        "acme",
        "gid:acme",
        "acme-as-printed",
        "https://w3id.org/green-industry/id/acme",
        "Acme",
        "ACME",
        "阿克米公司",
        "Acme Hydrogen Ltd",
    ],
)
def test_a_thing_is_named_by_id_curie_iri_or_any_whole_name(reader: Reader, name: str) -> None:
    assert resolve(reader, name) == PREFIXES["gid"] + "acme"


def test_a_part_of_a_name_is_no_name_but_a_hint(reader: Reader) -> None:
    with pytest.raises(UnknownNameError, match="did you mean beta") as caught:
        resolve(reader, "beta ga")
    assert caught.value.near == ["beta"]


def test_a_name_of_two_things_is_refused_with_both_ids(tmp_path: Path) -> None:
    tables = copied_tables(tmp_path)
    spoil(tables / "entities" / "actors.csv", "Beta Gas", "Acme")
    make(tables, None, None, tmp_path / "graph")
    two = Reader(tmp_path / "graph", world_graph().onto)
    assert resolve(two, "acme") == PREFIXES["gid"] + "acme"
    with pytest.raises(UnknownNameError, match="did you mean") as caught:
        resolve(two, "ACME")
    assert sorted(caught.value.near) == ["acme", "beta"]


def test_a_name_in_brackets_is_not_cut_off(tmp_path: Path) -> None:
    tables = copied_tables(tmp_path)
    spoil(tables / "entities" / "actors.csv", "Beta Gas", "Gamma (Gas)")
    make(tables, None, None, tmp_path / "graph")
    reader = Reader(tmp_path / "graph", world_graph().onto)
    assert resolve(reader, "gamma (gas)") == PREFIXES["gid"] + "beta"
    with pytest.raises(UnknownNameError, match="did you mean beta"):
        resolve(reader, "gamma")


@pytest.mark.parametrize("name", ["", "acmee", "gid:acmee", "gid:a b", "a:b", '"', "gid:%zz", "}"])
def test_an_unknown_name_is_refused_whatever_it_looks_like(reader: Reader, name: str) -> None:
    with pytest.raises(UnknownNameError, match="unknown thing"):
        resolve(reader, name)


def test_a_mistyped_id_gets_near_misses(reader: Reader) -> None:
    with pytest.raises(UnknownNameError, match="did you mean testland"):
        resolve(reader, "testlnad")


def test_show_tells_both_directions_figures_and_what_a_policy_sets(reader: Reader) -> None:
    claims = {row["claim"]: row for row in show(reader, "acme", EN).records()}
    assert (claims["c12"]["relation"], claims["c12"]["value"]) == ("is in the park", "East Park")
    assert (claims["c8"]["relation"], claims["c8"]["value"]) == (
        "← has member",
        "Chain masters of Testland",
    )
    plan = {row["claim"]: row for row in show(reader, "testland-plan", EN).records()}
    assert plan["o2"]["value"] == "Testland: at least 5000 yuan (CNY)"
    assert plan["c15"]["relation"].startswith("← ")


def test_relations_come_before_what_others_say_and_figures_last(reader: Reader) -> None:
    relations = [str(cell) for cell in show(reader, "testland", EN).column("relation")]
    names = ["Income", "Hydrogen sold"]
    order = [1 if r.startswith("← ") else 2 if r in names else 0 for r in relations]
    assert order == sorted(order)
    assert {0, 2} <= set(order)


def test_modality_certainty_time_and_source_stand_beside_each_claim(reader: Reader) -> None:
    rows = {row["claim"]: row for row in show(reader, "testland", EN).records()}
    assert [rows["o2"][k] for k in ("kind", "certainty", "time", "source")] == [
        "target",
        "high",
        "– 2030",
        "t1",
    ]
    assert rows["o1"]["time"] == "2023"


@pytest.mark.parametrize(
    ("lang", "figures"),
    [
        ("en", {"o1": "1000 yuan (CNY)", "o2": "at least 5000 yuan (CNY)", "o3": "no number"}),
        ("zh", {"o1": "1000元", "o2": "不低于5000元", "o3": "无数值"}),
    ],
)
def test_figures_are_told_in_words(reader: Reader, lang: str, figures: dict[str, str]) -> None:
    rows = {row["claim"]: row["value"] for row in show(reader, "testland", Asking(lang)).records()}
    assert {claim: rows[claim] for claim in figures} == figures


@pytest.mark.parametrize(
    ("figure", "english", "chinese"),
    [
        (("gt", "600000000000", {}), "more than 600 billion yuan (CNY)", "超过6000亿元"),
        (("le", "29.5", {}), "at most 29.5 yuan (CNY)", "不高于29.5元"),
        (("lt", "12345", {}), "less than 12,345 yuan (CNY)", "低于12,345元"),
        (
            ("between", "2000000", {"upper": "3500000"}),
            "2 million–3.5 million yuan (CNY)",
            "200万–350万元",
        ),
        (
            ("eq", "7", {"compared": PREFIXES["gid"] + "beta"}),
            "7 yuan (CNY) (Beta Gas)",
            "7元 (贝塔燃气)",
        ),
    ],
)
def test_a_figure_says_how_it_compares_with_both_ends_in_one_scale(
    reader: Reader, figure: tuple[str, str, dict[str, str]], english: str, chinese: str
) -> None:
    comparator, number, more = figure
    row = {"comparator": PREFIXES["gic"] + comparator, "number": number, **more}
    row["unit"] = PREFIXES["gic"] + "CNY"
    assert figure_of(reader, row, "en") == english
    assert figure_of(reader, row, "zh") == chinese


def test_names_codes_and_decisions_stand_under_the_table(reader: Reader) -> None:
    notes = "\n".join(show(reader, "acme", EN).notes)
    assert "as printed: Acme Hydrogen Ltd (t1:167); 阿克米公司 (t2:16)" in notes
    assert "identity: same acme-as-printed (certainty high): one firm" in notes
    assert "identity: unsure beta (certainty medium): both sell gas" in notes
    assert "code: 990000; XT-TL" in "\n".join(show(reader, "testland", EN).notes)


@pytest.mark.parametrize(
    ("day", "kept"), [("2022-12-31", False), ("2023", True), ("2025-12-31", True), ("2026", False)]
)
def test_a_claim_counts_on_the_days_of_its_time_only(reader: Reader, day: str, kept: bool) -> None:  # noqa: FBT001
    found = show(reader, "ann", Asking("en", as_of=day))
    assert ("c4" in found.column("claim")) is kept
    assert f"as of {day}; claims without a stated time are kept" in found.notes


def test_half_open_and_unknown_times_hold_on_their_side() -> None:
    assert holds({"from": "2023-10"}, "2023-10-31")
    assert not holds({"from": "2023-11"}, "2023-10-31")
    assert holds({"until": "2023"}, "2023-12-31")
    assert not holds({"until": "2023"}, "2024-01-01")
    assert holds({}, "1949")


@pytest.mark.parametrize("day", ["tomorrow", "2023-13", "2023-02-29", "23"])
def test_what_is_no_day_is_refused(reader: Reader, day: str) -> None:
    with pytest.raises(ParameterError, match=f"as of '{day}': no"):
        show(reader, "ann", Asking("en", as_of=day))


def properties(reader: Reader, claim: str, asking: Asking) -> dict[str, str]:
    return {str(key): str(text) for key, text in evidence(reader, claim, asking).rows}


def test_the_evidence_of_a_claim_says_what_who_where(reader: Reader) -> None:
    found = properties(reader, "o2", EN)
    assert found["statement"] == "Testland · Income · at least 5000 yuan (CNY)"
    assert found["set by"] == "Testland Plan"
    assert found["speaker"] == "the source itself"
    assert found["source"].startswith("t1 · Testland Gazette")
    assert found["address"] == "https://example.org/t1"
    assert found["passage"] == "characters 358–384 of t1.txt"
    assert properties(reader, "c15", EN)["speaker"] == "Governor Ann"


def test_a_mention_has_evidence_too(reader: Reader) -> None:
    found = properties(reader, "m2", Asking("zh", corpus=WORLD_CORPUS))
    assert found["陈述内容"] == "阿克米公司"
    assert found["原文用语"] == "阿克米公司"
    assert found["原文"] == "“阿克米公司”"


def test_every_claim_of_the_world_shows_its_passage_from_the_texts(reader: Reader) -> None:
    names = [row["claim"] for row in reader.api("claims")]
    texts = [properties(reader, name, Asking("en", corpus=WORLD_CORPUS))["text"] for name in names]
    assert len(texts) > 20
    assert all(text.startswith("“") and text.endswith("”") for text in texts)


def test_without_the_texts_their_place_is_asked_for(reader: Reader) -> None:
    assert "--corpus" in properties(reader, "c1", EN)["text"]


@pytest.mark.parametrize(
    ("old", "new"), [("Governor Ann", "Governor Bob"), ("Testland Gazette, ", ""), ("\n", "\r\n")]
)
def test_a_text_that_was_changed_is_reported_and_not_quoted(
    reader: Reader, old: str, new: str, tmp_path: Path
) -> None:
    texts = Path(shutil.copytree(WORLD_CORPUS, tmp_path / "texts"))
    raw = (texts / "t1.txt").read_bytes().decode("utf-8")
    (texts / "t1.txt").write_bytes(raw.replace(old, new).encode("utf-8"))
    with pytest.raises(CheckError, match=r"t1\.txt: the passage at this place has another hash"):
        evidence(reader, "c4", Asking("en", corpus=texts))


def test_a_text_that_is_cut_short_is_reported(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "t1.txt").write_text("short", "utf-8")
    with pytest.raises(CheckError, match="another hash"):
        evidence(reader, "c4", Asking("en", corpus=tmp_path))


def test_a_folder_without_the_text_is_an_error(reader: Reader, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"t1\.txt is no text of the corpus"):
        evidence(reader, "c4", Asking("en", corpus=tmp_path))


@pytest.mark.parametrize("name", ["acme", "c99", "", "gid:c1 ", "a b", '"', "gi:Claim"])
def test_what_is_no_claim_is_refused(reader: Reader, name: str) -> None:
    with pytest.raises(UnknownNameError, match="unknown claim"):
        evidence(reader, name, EN)


def test_what_had_ended_by_then_is_not_found_as_of_a_day() -> None:
    graph = kg.load()
    assert graph.find("莱芜市").column("id")[0] == "laiwu"
    assert graph.find("莱芜市", as_of="2018").column("id")[0] == "laiwu"
    assert "laiwu" not in graph.find("莱芜市", as_of="2024").column("id")


@pytest.mark.parametrize(("day", "answer"), [("2023", "yes"), ("2031", "no")])
def test_the_evidence_tells_whether_a_claim_held_on_a_day(
    reader: Reader, day: str, answer: str
) -> None:
    assert properties(reader, "c4", Asking("en", as_of=day))[f"held on {day}"] == answer
    assert properties(reader, "c1", Asking("en", as_of=day))[f"held on {day}"].startswith("unknown")


@pytest.fixture
def both() -> tuple[Reader, Reader]:
    """Return readers of the shipped graph without and with its columns."""
    graph = kg.load()
    plain, coded = (Reader(graph.reader.folder, graph.onto) for _ in range(2))
    assert coded.columns is not None
    plain.columns = None
    return plain, coded


@pytest.mark.parametrize("text", ["谷城", "HUBEI fund", "carbon", "新", "wuhan shi", "zzz", "  "])
def test_names_are_found_alike_with_and_without_columns(
    both: tuple[Reader, Reader], text: str
) -> None:
    plain, coded = both
    assert matches(coded, text) == matches(plain, text)
    for lang in ("en", "zh"):
        asking = Asking(lang, "2023")
        assert find(coded, text, asking) == find(plain, text, asking)


def test_labels_and_kinds_are_alike_with_and_without_columns(both: tuple[Reader, Reader]) -> None:
    plain, coded = both
    assert dict(coded.labels) == dict(plain.labels)
    assert dict(coded.kinds) == dict(plain.kinds)
    assert coded.labels_of(thing="urn:nowhere") == plain.labels_of(thing="urn:nowhere") == {}
