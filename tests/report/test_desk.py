"""The desk: reports on a day leave out what does not hold then, in named queries too."""

from __future__ import annotations

import csv

import pytest

import kg
from kg.graph.lookup import Asking
from kg.graph.make import make
from kg.graph.shipped import folder
from kg.ontology import Ontology
from kg.report.catalog import report
from kg.report.desk import Desk, answer, caption_of
from kg.text.header import read_header
from kg.text.table import Cell
from tests.built import copied_tables, world_graph

NEEDED = {
    "figures-of": {"thing": "testland"},
    "policy-contents": {"policy": "testland-plan"},
    "region-dossier": {"region": "east-city"},
}
HAPPENED = ("as-of", "events-of-year", "high-constraint-no-fund-target-due")
"""Queries in which a day means another thing."""


@pytest.fixture(scope="module")
def timed(tmp_path_factory: pytest.TempPathFactory) -> kg.Graph:
    """The small world, all claims of which hold from 2023 to 2025 only."""
    place = tmp_path_factory.mktemp("timed")
    tables = copied_tables(place)
    for path in [*tables.glob("claims/*.csv"), *tables.glob("observations/*.csv")]:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = [{**row, "from": "2023", "to": "2025"} for row in csv.DictReader(stream)]
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    make(tables, None, None, place / "graph")
    return kg.load(place / "graph")


def on(graph: kg.Graph, day: str, lang: str = "en") -> Desk:
    return Desk(graph.reader, Asking(lang, day))


def dated() -> list[str]:
    files = Ontology(folder("ontology")).files("queries")
    headers = {name: read_header(path.read_text("utf-8")) for name, path in files.items()}
    found = [n for n, h in headers.items() if any(p.name == "day" for p in h.parameters)]
    return [name for name in found if name not in HAPPENED]


@pytest.mark.parametrize("query", dated())
def test_a_query_of_a_report_is_asked_on_its_day(query: str, timed: kg.Graph) -> None:
    def rows(day: str) -> tuple[tuple[Cell, ...], ...]:
        (section,) = answer(on(timed, day), query, **NEEDED.get(query, {}))
        assert (f"--param day={day}" in section.command) is bool(day)
        kinds = ("claim", "observation", "target")
        counted = [row for row in section.table.rows if query != "overview" or row[1] in kinds]
        return tuple(counted)

    assert rows("2024-05") == rows("2025-12-31") == rows("")
    assert rows("2022") == rows("2026-01") == ()


def test_enough_queries_know_days_and_find_something(timed: kg.Graph) -> None:
    assert len(dated()) >= 12
    found = [q for q in dated() if answer(on(timed, ""), q, **NEEDED.get(q, {}))[0].table.rows]
    assert len(found) >= 8


def test_what_bears_no_time_says_so(timed: kg.Graph) -> None:
    (section,) = answer(on(timed, "2024"), "doubtful-identities")
    assert section.table.notes == ("These rows bear no time: they are the same on every day.",)
    (section,) = answer(on(timed, ""), "doubtful-identities")
    assert section.table.notes == ()


def test_languages_share_the_networks_that_were_read() -> None:
    english = Desk(world_graph().reader, Asking("en"))
    chinese = english.spoken("zh")
    assert english.network("overall") is chinese.network("overall")
    assert chinese.lang == "zh"


@pytest.mark.no_cover
def test_every_column_of_a_report_is_captioned_in_chinese(shipped: kg.Graph) -> None:
    found = report("all", Desk(shipped.reader, Asking("zh")))
    bare = {
        field.name
        for section in found.sections
        for field in section.table.fields
        if field.heading.isascii() and field.heading not in ("R", "id")
    }
    assert bare == set()
    assert caption_of("unheard_of", "zh") == "unheard of"
