"""Suggestion: every term shown, tried on hidden ties, refused where that is too thin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import networkx as nx
import pytest

from kg.analysis.card import Background
from kg.analysis.chance import Sampling
from kg.analysis.likeness import WAYS
from kg.analysis.suggestion import Search, hold_out, suggestions
from kg.errors import NotComputableError, TooFewNodesError, UnknownNameError
from kg.network.network import Network

Builder = Callable[..., Network]
FEW = Search(sampling=Sampling(0, 5))


def test_every_term_is_shown_and_one_ranks(karate: Network) -> None:
    table = suggestions(karate, FEW, 5)
    assert [f.name for f in table.fields][3:7] == list(WAYS)
    scores = [float(str(value)) for value in table.column("adamic_adar")]
    assert scores == sorted(scores, reverse=True)
    graph = nx.karate_club_graph()
    best = max(nx.adamic_adar_index(graph), key=lambda item: item[2])
    assert {table.rows[0][1], table.rows[0][2]} == {f"N{best[0]}", f"N{best[1]}"}
    assert table.rows[0][3] == len(list(nx.common_neighbors(graph, *best[:2])))
    assert str(table.rows[0][7]).startswith("N")
    assert any(note.startswith("On hidden ties Adamic-Adar has AUC 0.") for note in table.notes)


def test_tied_pairs_unnamed_members_and_other_kinds_are_not_suggested(karate: Network) -> None:
    known = Background(slots=frozenset({"n0002"}))
    table = suggestions(karate, FEW, None, known=known)
    tied = {(f"n{a:04}", f"n{b:04}") for a, b, _ in karate.pairs()}
    found = set(zip(table.column("one_id"), table.column("other_id"), strict=True))
    assert found
    assert not found & tied
    assert "n0002" not in {end for pair in found for end in pair}
    other = suggestions(karate, replace(FEW, kinds=frozenset({"x/other"})))
    assert len(other) == 0


def test_hidden_ties_of_two_cliques_are_found(world: Builder) -> None:
    cliques = [(a + s, b + s, 1.0) for s in (0, 8) for a in range(8) for b in range(a)]
    table = hold_out(world(16, [*cliques, (0, 8, 1.0)]), FEW)
    found = {row["way"]: row for row in table.records()}
    assert float(str(found["Adamic-Adar"]["auc"])) > 0.9
    assert float(str(found["Katz"]["precision"])) > 0.7
    assert float(str(found["random scores"]["auc"])) == pytest.approx(0.5, abs=0.2)


def test_a_random_network_is_told_apart_by_nothing(world: Builder) -> None:
    graph = nx.gnm_random_graph(60, 120, seed=1)
    network = world(60, [(int(a), int(b), 1.0) for a, b in graph.edges])
    assert any(note.startswith("Caution: ") for note in suggestions(network, FEW).notes)


def test_the_same_seed_gives_the_same_table(karate: Network) -> None:
    assert hold_out(karate, FEW) == hold_out(karate, FEW)
    other = replace(FEW, sampling=Sampling(1, 5))
    assert hold_out(karate, FEW).rows != hold_out(karate, other).rows


def test_too_little_is_refused_with_the_reason(world: Builder, karate: Network) -> None:
    ring = [(i, (i + 1) % 29, 1.0) for i in range(29)]
    with pytest.raises(NotComputableError, match="needs 30 tied pairs, found 29"):
        suggestions(world(29, ring))
    with pytest.raises(NotComputableError, match=r"needs 5 tied pairs or more, .* found 4"):
        hold_out(karate, replace(FEW, held_out=0.05))
    with pytest.raises(NotComputableError, match="needs a pair that is not tied"):
        hold_out(world(12, [(a, b, 1.0) for a in range(12) for b in range(a)]))
    with pytest.raises(NotComputableError, match=r"katz .* needs beta between 0 and 0\.\d+"):
        suggestions(karate, replace(FEW, beta=1.0))
    with pytest.raises(UnknownNameError, match="did you mean katz"):
        suggestions(karate, replace(FEW, way="kats"))
    with pytest.raises(TooFewNodesError):
        suggestions(world(3, []))


def test_too_large_a_network_is_refused(karate: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.analysis.likeness.MOST_NODES", 33)
    with pytest.raises(NotComputableError, match="needs 33 nodes or fewer, found 34"):
        suggestions(karate, FEW)


def test_the_table_speaks_chinese(karate: Network) -> None:
    table = suggestions(karate, FEW, 1, "zh")
    assert table.title == "可能的联系：世界"
    assert any(note.startswith("对隐藏的关系，Adamic-Adar的 AUC") for note in table.notes)
