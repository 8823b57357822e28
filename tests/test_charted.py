"""Charts of reports: each matter has its picture, and every claim its proof."""

from __future__ import annotations

import pytest

from kg.api import Graph
from kg.charted import illustrated, proofs_of
from kg.graph.lookup import Asking
from kg.report.catalog import report
from kg.report.desk import Desk
from kg.visual.charts.outline import Outline
from tests.built import world_graph

DRAWN = {
    "map": {"provinces"},
    "timeline": {"events-of-year"},
    "network": {"view-ties"},
    "gaps": {"gaps-list"},
    "clusters": {"between-overall", "between-three-chains"},
    "robustness": {"curve"},
    "money": {"instruments-flows"},
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_report_draws_what_has_a_chart(name: str, shipped: Graph) -> None:
    desk = Desk(shipped.reader, Asking("zh"))
    found = illustrated(report(name, desk), desk)
    assert {one.name for one in found.sections if "<svg" in one.picture} == DRAWN[name]


def test_places_are_drawn_where_the_map_of_a_user_has_them() -> None:
    desk = Desk(world_graph().reader, Asking())
    made = report("map", desk)
    ground = Outline(spots={"990100": (113.0, 31.0)})
    places = illustrated(made, desk, ground).sections[1]
    assert "East City (113°E, 31°N)" in places.picture
    assert illustrated(made, desk).sections[1].picture == ""


def test_every_claim_has_its_source_place_hash_and_words(shipped: Graph) -> None:
    found = proofs_of(Desk(shipped.reader, Asking()))
    assert all(one.source in found.sources and one.text for one in found.claims.values())
    one = found.claims["c001-316"]
    assert (one.start, one.end) == ("9155", "9290")
    assert len(one.digest) == 64
    assert all([one.kind["zh"], one.certainty["en"], one.derivation["zh"]])
    assert "c001-316" in found.things["hubei-chain-masters"]
    assert found.sources["d001"].publisher
