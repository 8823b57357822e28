"""Masters: three-valued verdicts, and which datum is missing."""

from __future__ import annotations

import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from kg.analysis.masters import Rule, masters, meets, span
from kg.api import Graph
from kg.errors import NotComputableError, StoreError, UnknownNameError
from kg.graph.build import build_graph
from kg.graph.lookup import Asking
from kg.graph.release import publish
from kg.graph.store import Reader
from kg.ontology import Ontology

HERE = Path(__file__).parents[1]
TEN = Rule(
    "x", "t", "revenue", "figure", "income", "ge", Decimal(10), "CNY", "always", "s", "n", "n"
)


@pytest.mark.parametrize(
    ("comparator", "number", "expected"),
    [
        ("eq", "10", "yes"),
        ("eq", "9", "no"),
        ("gt", "9", "unknown"),
        ("ge", "11", "yes"),
        ("lt", "10", "unknown"),
        ("lt", "9", "no"),
        ("about", "10", "unknown"),
        ("about", "12", "yes"),
        ("nearly", "9", "no"),
        ("missing", "9", "unknown"),
    ],
)
def test_a_figure_meets_a_threshold_only_if_all_its_values_do(
    comparator: str, number: str, expected: str
) -> None:
    assert meets({"comparator": f"x/{comparator}", "number": number}, TEN) == expected


def test_an_interval_has_both_ends() -> None:
    row = {"comparator": "x/between", "number": "3", "upper": "7"}
    assert span(row) == (Decimal(3), Decimal(7))


@pytest.fixture
def screened(tmp_path: Path, onto: Ontology) -> Reader:
    """The small world with a rule of Testland: a firm needs an income of 500 yuan."""
    folder = Path(shutil.copytree(onto.folder, tmp_path / "onto"))
    head = (folder / "masters.csv").read_text("utf-8").splitlines()[0]
    rules = f"{head}\ntestland,pillar,revenue,figure,income,ge,500,CNY,always,law,n,n\n"
    (folder / "masters.csv").write_text(rules, "utf-8")
    tables = Path(shutil.copytree(HERE / "world", tmp_path / "tables"))
    path = tables / "observations" / "t2.csv"
    text = path.read_text("utf-8").replace(",testland,income,eq,1000", ",acme,income,eq,600")
    path.write_text(text, "utf-8")
    rules_read = Ontology(folder)
    publish(build_graph(tables, rules_read), tmp_path / "graph")
    return Reader(tmp_path / "graph", rules_read)


def test_a_firm_with_the_figure_meets_the_rule_and_one_without_is_unknown(
    screened: Reader,
) -> None:
    overall, single = masters(screened, Asking(), "testland")
    assert [row[:4] for row in overall.rows] == [("Acme", "pillar cluster", "yes", "")]
    assert [row[4] for row in single.rows] == ["600 yuan (CNY) 2023"]
    assert "o4" in str(single.rows[0][7])
    beta, _ = masters(screened, Asking(), "testland", "beta")
    assert [row[2:5] for row in beta.rows] == [("unknown", "Income", "unknown")]


def test_named_masters_of_hubei_are_unknown_under_the_rule_of_guangdong(shipped: Graph) -> None:
    overall, single = masters(shipped.reader, Asking())
    assert set(overall.column("meets_rule")) == {"unknown"}
    assert all("operating income" in str(cell) for cell in overall.column("missing"))
    assert set(overall.column("within")) == {"no", "unknown"}
    assert all(str(cell).startswith("https://") for cell in single.column("rule_source"))


def test_a_threshold_that_no_source_states_leaves_the_verdict_unknown(screened: Reader) -> None:
    path = screened.onto.folder / "masters.csv"
    path.write_text(path.read_text("utf-8").replace(",ge,500,", ",,,"), "utf-8")
    for lang, threshold, needed in (
        ("en", "not stated", "the threshold, which no source states"),
        ("zh", "未说明", "门槛（来源未说明）"),
    ):
        _, single = masters(screened, Asking(lang), "testland")
        (row,) = single.records()
        assert row["threshold"] == threshold
        assert row["value_found"]
        assert row["meets_rule"] == {"en": "unknown", "zh": "未知"}[lang]
        assert row["missing"] == needed


def test_no_threshold_of_guangdong_is_made_up(shipped: Graph) -> None:
    _, single = masters(shipped.reader, Asking())
    market = [row for row in single.records() if "market share" in str(row["criterion"])]
    assert {row["threshold"] for row in market} == {"not stated"}
    assert {row["meets_rule"] for row in market} == {"unknown"}


def test_the_screening_is_in_chinese_throughout(shipped: Graph) -> None:
    overall, single = masters(shipped.reader, Asking("zh"))
    told = [str(cell) for key in ("track", "missing") for cell in overall.column(key)]
    told += [str(cell) for key in ("criterion", "threshold") for cell in single.column(key)]
    told += [note for note in overall.notes if "chacewang" in note]
    assert told
    assert not [text for text in told if re.search("[A-Za-z]", re.sub(r"https?://\S+", "", text))]


def test_a_jurisdiction_without_a_rule_is_refused(shipped: Graph) -> None:
    with pytest.raises(NotComputableError, match=r"needs rules of 'hubei' in masters\.csv"):
        masters(shipped.reader, Asking(), "hubei")


def test_an_unknown_firm_is_refused(shipped: Graph) -> None:
    with pytest.raises(UnknownNameError, match="unknown thing 'no such firm'"):
        masters(shipped.reader, Asking(), "guangdong", "no such firm")


def test_a_damaged_rule_names_its_row(screened: Reader) -> None:
    path = screened.onto.folder / "masters.csv"
    path.write_text(path.read_text("utf-8").replace(",500,", ",much,"), "utf-8")
    with pytest.raises(StoreError, match=r"masters\.csv:2:value: 'much' is no number"):
        masters(screened, Asking(), "testland")
