"""The tour of `kg demo`, part by part, on the small world."""

from __future__ import annotations

import pytest

from kg.cli.tour import QUERY, aims, holdings, short, tables, unnamed
from kg.text.table import Table
from tests.built import ROOT, world_graph


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_tour_asks_first_what_there_is_then_who_is_missing_and_aimed_at(lang: str) -> None:
    shown = list(tables(world_graph(), lang))
    assert len(shown) > 4
    assert all(table.title and table.fields for table in shown)
    assert len({table.title for table in shown}) == len(shown)


def test_the_tour_speaks_the_language_asked_for() -> None:
    words = {lang: str(list(tables(world_graph(), lang))) for lang in ("en", "zh")}
    assert "Three-chain mechanism" in words["en"]
    assert "三链机制" in words["zh"]
    assert "Three-chain mechanism" not in words["zh"]


def test_the_query_of_the_tour_is_the_file_beside_it_and_may_be_asked() -> None:
    assert (ROOT / "kg" / "cli" / "tour.rq").read_text("utf-8").rstrip() == QUERY
    assert "'" not in QUERY
    assert [f.name for f in world_graph().query(QUERY).fields] == ["fund", "yuan", "claim"]


def test_names_of_an_answer_are_cut_to_what_the_commands_take() -> None:
    table = Table.of(["a", "b"], [["https://example.org/id/acme", 3]])
    assert short(table).rows == (("acme", 3),)


def test_aims_are_told_in_words_of_scale() -> None:
    fields = ["subject", "indicator", "comparator", "value", "unit", "claims", "more"]
    table = Table.of(fields, [["a", "b", "ge", "600000000000", "CNY", "c", "x"]], "Targets")
    assert aims(table, "2030").title == "Targets 2030"
    assert "600 billion" in aims(table, "2030").rows[0]


def test_holdings_are_those_of_all_sources_together() -> None:
    table = Table.of(["scope", "what", "count"], [["all", "claim", 3], ["t1", "claim", 2]])
    assert holdings(table).rows == (("claim", 3),)


def test_members_without_a_name_are_known_by_the_label_of_their_class() -> None:
    assert unnamed(world_graph(), "en")
    assert unnamed(world_graph(), "en").isdisjoint(unnamed(world_graph(), "zh"))
