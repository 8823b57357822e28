"""The wording of all reports: one word for one term, in every table and both languages."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.api import Graph
from kg.graph.lookup import Asking
from kg.report.catalog import ALL, REPORTS
from kg.report.desk import Desk

ROOT = Path(__file__).parents[2]
DROPPED = ("主张", "声明", "标识", "说话者")
"""Words that had stood beside the chosen 陈述, 宣布, 编号 and 陈述者."""
REMARKS = ("note", "basis", "note of the editors")
ASKED = {
    ALL: (),
    "policy": ("hubei-action-plan-2023",),
    "region": ("hubei",),
    "entity": ("hubei-green-fund",),
    "path": ("hubei", "wuhan"),
    "compare": ("hubei", "wuhan"),
}


@pytest.fixture(scope="module")
def headings(shipped: Graph) -> list[tuple[str, str]]:
    """Each heading of each table of all reports, in English and Chinese."""
    return list(pairs(shipped))


def pairs(graph: Graph) -> Iterator[tuple[str, str]]:
    for name, names in ASKED.items():
        english = Desk(graph.reader, Asking("en"), names)
        both = REPORTS[name](english), REPORTS[name](english.spoken("zh"))
        for one, other in zip(*(report.sections for report in both), strict=True):
            for field, same in zip(one.table.fields, other.table.fields, strict=True):
                yield field.heading, same.heading


def test_one_heading_has_one_wording_in_chinese(headings: list[tuple[str, str]]) -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for english, chinese in headings:
        found[english].add(chinese)
    assert {term: words for term, words in found.items() if len(words) > 1} == {}


def test_a_column_of_english_remarks_says_so_in_chinese(headings: list[tuple[str, str]]) -> None:
    found = {chinese for english, chinese in headings if english in REMARKS}
    assert found == {"备注（英文）", "依据（英文）", "编者注（英文）"}


@pytest.mark.parametrize("word", DROPPED)
def test_no_second_word_stands_for_a_term(word: str) -> None:
    files = [
        *(ROOT / "ontology").rglob("*.rq"),
        *(ROOT / "ontology").rglob("*.ttl"),
        *(ROOT / "ontology").rglob("*.json"),
        *(ROOT / "kg").rglob("*.json"),
        *(ROOT / "kg").rglob("*.j2"),
        *(ROOT / "docs").glob("*.md"),
    ]
    assert [path.name for path in files if word in path.read_text("utf-8")] == []


def test_the_words_of_the_reports_are_in_both_languages() -> None:
    words = json.loads((ROOT / "kg" / "report" / "words.json").read_text("utf-8"))
    assert words["en"].keys() == words["zh"].keys()
