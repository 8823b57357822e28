"""Findings: every method has a card, every table carries it, equal input gives equal tables."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from kg.analysis.card import Background, card_of, read
from kg.analysis.finding import Finding, position_of, ranked, units
from kg.errors import UnknownNameError
from kg.network.network import Network
from tests.analysis.conftest import printed_by

Builder = Callable[..., Network]
METHODS = (
    "robustness", "curve", "knock_out", "knock_outs", "key_players", "exposed", "exposures",
    "brokerage", "broker_roles", "cut_nodes", "bridges", "trust", "sturdiness", "multiplex",
    "levels", "jumps", "bow_tie", "cores", "rich_club", "concentration", "lorenz", "suggestions",
    "hold_out", "helix", "synergy", "helix_ties", "ei_index", "clusters_against_sides",
    "specialisation", "proximity", "complexity",
)  # fmt: skip


@pytest.mark.parametrize("name", METHODS)
def test_every_method_has_a_card_in_both_languages(name: str) -> None:
    english, chinese = card_of(name, "en"), card_of(name, "zh")
    assert re.search(r"\(\d{4}\)", english.reference)
    for part in ("title", "question", "method", "assumptions", "parameters"):
        assert getattr(english, part)
        assert re.search("[\u4e00-\u9fff]", getattr(chinese, part))


def test_a_table_on_a_network_carries_view_card_and_seed(world: Builder) -> None:
    finding = Finding("cores", ("core_number", "label"), [(1, "x")], "k", "7", ("more",))
    table = finding.table(world(3, []), "en")
    assert table.title == "Core and periphery: The world"
    assert [field.heading for field in table.fields] == ["core (k)", "name"]
    assert table.notes[0].startswith("View world: ")
    assert table.notes[-2:] == ("Parameters: none; k; seed: 7.", "more")
    assert table.meta == {"analysis": "cores", "seed": "7", "view": "world"}
    assert "Hébert-Dufresne" in table.method


def test_a_method_may_need_more_than_the_usual_data(world: Builder) -> None:
    notes = Finding("rich_club", ("phi",), []).table(world(3, []), "en").notes
    assert [note for note in notes if note.startswith("Least data")] == [
        "Least data: 5 tied pairs, and degrees that some other network has too."
    ]


def test_a_table_on_a_table_names_its_data() -> None:
    table = Finding("lorenz", ("holder",), []).table("Sales of 2023", "zh")
    assert (table.title, table.notes[0]) == (
        "洛伦兹曲线：Sales of 2023",
        "数据：Sales of 2023。",
    )
    assert "view" not in table.meta


def test_units_are_words() -> None:
    assert units(("distance", "label"), "zh") == {"distance": "条关系"}


def test_a_node_is_found_by_id_or_local_name(world: Builder) -> None:
    network = world(3, [])
    assert position_of(network, "n0001") == 1
    with pytest.raises(UnknownNameError, match=r"unknown node 'n001'; did you mean n0001"):
        position_of(network, "n001")


def test_equal_scores_share_a_rank_and_are_listed_by_name(world: Builder) -> None:
    known = Background(slots=frozenset({"n0003"}))
    found = ranked(world(5, []), (1.0, 3.0, 1.0, 9.0, None), "en", known)
    assert found == [(1, False, 1), (2, True, 0), (2, True, 2)]


def test_captions_have_both_languages() -> None:
    for key, texts in read("words.json").items():
        assert set(texts) == {"en", "zh"}, key


PRINT_ALL = """
import networkx as nx
from tests.analysis.conftest import build
from kg.analysis import (brokerage, concentration, core, ei, exposure, helix, multiplex, players,
                         position, robustness, suggestion, trust)
from kg.analysis.card import Background
from kg.analysis.chance import Sampling
few = Sampling(0, 5)
arcs = [(int(a), int(b), 1.0 + (a * b) % 3) for a, b in nx.karate_club_graph().edges]
net = build(36, [*arcs, (5, 0, 1.0)], directed=True)
sides = {f"n{i:04}": "abc"[i % 3] for i in range(34)}
known = Background(sources={f"c{i}": f"s{i % 5}" for i in range(79)}, slots={"n0009"})
spheres = {"x/kind": "university"}
doubt = trust.Doubt(sampling=few)
for table in (
    robustness.robustness(net, robustness.Attack(sampling=few)), robustness.knock_outs(net),
    robustness.knock_out(net, ["n0000"]), robustness.curve(net, robustness.Attack(sampling=few)),
    players.key_players(net, 3), exposure.exposed(net, "n0000"), exposure.exposures(net),
    brokerage.brokerage(net), brokerage.broker_roles(net, sides), brokerage.cut_nodes(net),
    brokerage.bridges(net, known=known), trust.trust(net, "betweenness", doubt, known=known),
    trust.sturdiness(net, doubt), core.cores(net), core.rich_club(net, few),
    position.levels(net), position.jumps(net), position.bow_tie(net),
    concentration.concentration(concentration.received(net, known=known),
                                concentration.Columns(source="source")),
    suggestion.suggestions(net, suggestion.Search(sampling=few)),
    ei.ei_index(net, sides, few), helix.helix_ties(net, spheres),
):
    print(table)
"""


def test_equal_input_gives_equal_tables_under_any_hash_seed() -> None:
    printed = [printed_by(PRINT_ALL, seed) for seed in ("1", "4711")]
    assert len(printed[0]) > 10_000
    assert printed[0] == printed[1]
