"""The page on performance: goals, reasons and charts come from the recorded rows."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from xml.etree.ElementTree import Element, fromstring

import pytest

from benchmarks.bench import Row, compare
from benchmarks.measure import Result
from benchmarks.run import write

DOCS = Path(__file__).resolve().parents[2] / "docs"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the module of the page, reading results and reasons of a folder of its own."""
    spec = importlib.util.spec_from_file_location("performance", DOCS / "performance.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "RESULTS", tmp_path)
    monkeypatch.setattr(module, "REASONS", tmp_path / "reasons.json")
    (tmp_path / "reasons.json").write_text(json.dumps({"P5": "tables are denser"}), "utf-8")
    return module


def drawn(lines: Iterable[str]) -> Element:
    """Return a chart as it is parsed."""
    return fromstring("\n".join(lines))  # noqa: S314  our own file


def recorded(folder: Path) -> None:
    """Write rows of each kind as a run at size L leaves them."""
    stopped = Result(None, why="stopped at 60 s")
    rows: list[Row] = [
        compare(("P1", "M", "load", "≥ 12"), Result(1.0), "rdflib", Result(24.0), equal=True),
        compare(("P5", "L", "scans", "≤ 1.8"), Result(3.0), "duckdb", Result(1.0), equal=True),
        compare(("P4", "M", "q01 <one|hop>", ""), Result(1.0), "rdflib", stopped),
        compare(
            ("P17", "M-L", "kg build: 10.0 times the data", "≤ 13"), Result(11.0), "kg", Result(1.0)
        ),
        compare(("agree", "-", "degree: money (9 ties)", ""), Result(1.0), "networkx", Result(3.0)),
        compare(("shipped", "-", "kg --help", ""), Result(0.06), "import click", Result(0.05)),
    ]
    write(rows, folder / "L.csv", [])


def test_the_page_tells_what_was_reached_and_why_a_goal_was_not(
    page: ModuleType, tmp_path: Path
) -> None:
    recorded(tmp_path)
    text = "\n".join(page.performance_page())
    assert "1 of 2 that could be judged at this size are reached." in text
    assert "| P1 | M | load | 1 s | rdflib | 24 s | 24.0 | ≥ 12 | yes | yes |" in text
    assert "- **P5** scans, duckdb: 3 where ≤ 1.8 is wanted. Tables are denser." in text
    assert "| P4 | M | q01 <one\\|hop> | 1 s | rdflib | >60 s | >60.0 |" in text
    assert "| kg build: 10.0 times the data | 1 | 11 | s | 11 | yes |" in text
    assert "| `kg --help` |" in text
    assert "| degree: money (9 ties) |" in text


def test_the_charts_are_whole_svg_with_a_bar_for_each_judged_goal(
    page: ModuleType, tmp_path: Path
) -> None:
    recorded(tmp_path)
    goals, growth = drawn(page.goals_chart()), drawn(page.growth_chart())
    assert [len(list(one.iter(f"{SVG}rect"))) - 1 for one in (goals, growth)] == [2, 1]
    fills = [rect.get("fill") for rect in goals.iter(f"{SVG}rect")][1:]
    assert fills == ["#15803d", "#b45309"]


def test_without_results_the_page_says_so(page: ModuleType) -> None:
    assert list(page.performance_page())[-1] == "Nothing is recorded yet."
    assert drawn(page.goals_chart()).tag == f"{SVG}svg"
