"""The catalog: every report is written in both languages, and what is refused says why."""

from __future__ import annotations

import pytest

from kg.api import Graph
from kg.errors import NotComputableError, ParameterError, UnknownNameError
from kg.graph.lookup import Asking
from kg.report.catalog import ALL, KINDS, MOST, REPORTS, report, shortened
from kg.report.desk import Desk, prose, sections
from kg.report.report import Section, write
from kg.text.names import display_width
from kg.text.table import Table
from tests.built import world_graph

SUBJECTS = {"policy": ("hubei-action-plan-2023",), "region": ("hubei",), "entity": ("hubei",)}
PAIRS = {"path": ("hubei", "xiangyang"), "compare": ("hubei", "xiangyang")}
NAMES = {**SUBJECTS, **PAIRS}


def desk(graph: Graph, lang: str = "en", *names: str) -> Desk:
    return Desk(graph.reader, Asking(lang), names)


@pytest.mark.parametrize("lang", ["en", pytest.param("zh", marks=pytest.mark.no_cover)])
@pytest.mark.parametrize("name", KINDS)
def test_every_report_is_written_on_the_shipped_graph(name: str, lang: str, shipped: Graph) -> None:
    found = REPORTS[name](desk(shipped, lang, *NAMES.get(name, ())))
    assert found.lang == lang
    assert found.sections
    assert all(section.title and section.command.startswith("kg ") for section in found.sections)
    assert len({section.name for section in found.sections}) == len(found.sections)
    text = write(found, "text")
    assert len(text) > 200
    lines = [line for line in text.splitlines() if not line.startswith("$ ")]
    assert max(display_width(line) for line in lines) <= 80


@pytest.mark.parametrize("name", [name for name in KINDS if name not in NAMES])
def test_a_report_on_a_small_world_refuses_in_words_or_answers(name: str) -> None:
    found = REPORTS[name](desk(world_graph()))
    empty = [section for section in found.sections if not section.table.rows]
    assert all(section.title for section in empty)


def test_all_holds_the_reports_that_need_no_names() -> None:
    found = REPORTS[ALL](desk(world_graph()))
    begun = {section.name.partition("-")[0] for section in found.sections}
    assert begun == {name for name, kind in KINDS.items() if not kind.least}


def test_a_long_table_among_all_says_where_the_rest_is() -> None:
    long = Section("s", "S", Table.of(["n"], [[n] for n in range(MOST + 1)]))
    cut = shortened(long, "sources", "zh")
    assert len(cut.table) == MOST
    assert "kg report sources --lang zh" in cut.table.notes[0]


def test_a_report_is_titled_by_what_things_and_views_are_called(shipped: Graph) -> None:
    assert REPORTS["entity"](desk(shipped, "zh", "hubei")).title == "档案 · 湖北省"
    assert REPORTS["network"](desk(shipped, "en", "money")).title.startswith("Network · ")


def test_a_ranking_without_claims_says_where_its_ties_are() -> None:
    found = REPORTS["robustness"](desk(world_graph()))
    (curve,) = (one for one in found.sections if one.name == "curve")
    assert "kg report network three-chains" in curve.table.notes[-1]


def test_what_is_not_computable_becomes_a_section_that_says_so() -> None:
    def refuse() -> list[tuple[str, Table]]:
        raise NotComputableError("needs two dates")

    (section,) = sections(desk(world_graph()), "trust", "kg report actors", refuse)
    assert section.words == ("needs two dates",)
    assert section.table.rows == ()


def test_a_path_has_claims_on_every_step(shipped: Graph) -> None:
    found = REPORTS["path"](desk(shipped, "en", "hubei", "xiangyang"))
    for section in found.sections:
        assert section.table.rows
        assert all(str(cell).startswith("c0") for cell in section.table.column("claims"))


def test_an_unknown_report_names_what_it_is_near_to() -> None:
    with pytest.raises(UnknownNameError, match="gaps"):
        report("gap", desk(world_graph()))


def test_a_report_says_which_names_it_takes() -> None:
    with pytest.raises(ParameterError, match="path takes A B, 1 given"):
        REPORTS["path"](desk(world_graph(), "en", "x"))


def test_words_are_the_same_in_both_languages() -> None:
    assert prose()["en"].keys() == prose()["zh"].keys()
    assert all(f"title_{name}" in prose()["en"] for name in REPORTS)
