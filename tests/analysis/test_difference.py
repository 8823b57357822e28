"""Difference: exact on a small world, between two graphs and between two days of one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.analysis.difference import difference
from kg.errors import UnknownNameError
from kg.graph.build import build_graph
from kg.graph.lookup import Asking
from kg.graph.release import publish
from kg.graph.store import Reader
from kg.ontology import Ontology

HERE = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def before(graph_folder: Path, onto: Ontology) -> Reader:
    return Reader(graph_folder, onto)


@pytest.fixture(scope="module")
def after(onto: Ontology, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    folder = tmp_path_factory.mktemp("later")
    tables = Path(shutil.copytree(HERE / "world", folder / "tables"))
    claims, figures = tables / "claims" / "t2.csv", tables / "observations" / "t2.csv"
    text = claims.read_text("utf-8")
    lines = [line for line in text.splitlines(keepends=True) if not line.startswith("c21,")]
    claims.write_text("".join(lines), "utf-8")
    changed = figures.read_text("utf-8").replace(",eq,1000,", ",eq,1100,")
    figures.write_text(changed, "utf-8")
    targets = tables / "observations" / "t1.csv"
    targets.write_text(targets.read_text("utf-8").replace("5000.00", "6000"), "utf-8")
    publish(build_graph(tables, onto), folder / "graph")
    return Reader(folder / "graph", onto)


def test_a_graph_does_not_differ_from_itself(before: Reader) -> None:
    tables = difference(before, before, Asking(), Asking())
    assert [table.rows for table in tables] == [(), (), (), ()]


def test_claims_figures_and_targets_are_told_with_their_claims(
    before: Reader, after: Reader
) -> None:
    changes, _, ties, _ = difference(before, after, Asking(), Asking())
    rows = {row[:2] + row[5:] for row in changes.rows}
    assert rows == {
        ("claim", "removed", "c21", "t2", "c21"),
        ("claim", "changed", "o2", "t1", "o2"),
        ("claim", "changed", "o4", "t2", "o4"),
        ("figure", "changed", "o1 o4", "t1 t2", "testland"),
        ("target", "changed", "o2", "t1", "testland"),
    }
    told = {row[0]: row[2:5] for row in changes.rows}
    assert told["target"] == (
        "Testland · Income · – 2030",
        "at least 5000 yuan (CNY)",
        "at least 6000 yuan (CNY)",
    )
    assert told["figure"][1:] == ("1000 yuan (CNY)", "1000 yuan (CNY); 1100 yuan (CNY)")
    assert [row[:5] for row in ties.rows] == [
        ("removed", "Hydrogen chain", "is located in", "East City", 1.0)
    ]


def test_ranks_move_with_the_claim_that_moves_them(before: Reader, after: Reader) -> None:
    _, ranks, _, _ = difference(before, after, Asking(), Asking())
    degrees = {row[7]: row[2:7] for row in ranks.rows if row[0] == "Degree"}
    assert degrees["hydrogen-chain"][2:] == (2.0, 1.0, "c21")
    assert "acme" not in degrees


def test_two_days_of_one_graph_differ_by_what_ended(before: Reader) -> None:
    changes, *_ = difference(before, before, Asking("en", "2024"), Asking("en", "2026"))
    assert ("claim", "removed", "c4") in {(*row[:2], row[-1]) for row in changes.rows}
    assert "(2024) → " in changes.title


def test_a_view_too_thin_for_ranks_says_so(before: Reader) -> None:
    _, ranks, *_ = difference(before, before, Asking(), Asking(), "money")
    assert ranks.rows == ()
    assert any("not computable: needs 3 nodes" in note for note in ranks.notes)


def test_an_unknown_view_is_refused(before: Reader) -> None:
    with pytest.raises(UnknownNameError, match="unknown view 'overal'; did you mean overall"):
        difference(before, before, Asking(), Asking(), "overal")


def test_chinese_is_chinese(before: Reader, after: Reader) -> None:
    changes, *_ = difference(before, after, Asking("zh"), Asking("zh"))
    assert [field.heading for field in changes.fields][:3] == ["对象", "变化", "名称"]
