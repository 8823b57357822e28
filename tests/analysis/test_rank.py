"""Ranking: shared places, what is listed, what it hangs on, and when it refuses."""

from __future__ import annotations

import json
import re
import string
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.analysis import card
from kg.analysis.card import Background, card_of
from kg.analysis.clusters import QUALITIES
from kg.analysis.places import places, tidy
from kg.analysis.rank import RANKED_BY, Measure, rank, ranking_of, score
from kg.errors import TooFewNodesError, UnknownNameError
from kg.network.network import Network
from kg.text.table import show
from tests.analysis.conftest import printed_by

Builder = Callable[..., Network]
STAR = [(0, 1, 1.0), (0, 2, 1.0), (0, 3, 1.0), (1, 2, 1.0)]
FOUR = [(0, 1, 1.0), (0, 2, 1.0), (0, 3, 1.0), (1, 2, 1.0), (1, 3, 1.0)]
TOLD = {"c0": "s1", "c1": "s1", "c2": "s1", "c3": "s2", "c4": "s2"}


def test_equal_scores_share_the_better_rank(world: Builder) -> None:
    table = rank(world(4, STAR), "degree")
    assert table.column("rank") == [1, 2, 2, 4]
    assert table.column("tied") == [False, True, True, False]
    assert table.column("score") == [3, 2, 2, 1]


def test_equal_ranks_are_listed_by_name(world: Builder) -> None:
    table = rank(world(11, [(0, i, 1.0) for i in (2, 10)]), "degree", top=3)
    assert table.column("label") == ["N0", "N10", "N2"]


def test_symmetric_nodes_share_a_rank_despite_rounding(kite: Network) -> None:
    table = rank(kite, "eigenvector")
    place = dict(zip(table.column("label"), table.column("rank"), strict=True))
    assert place["N5"] == place["N6"]
    assert place["N0"] == place["N1"]


def test_constraint_ranks_the_lowest_first(world: Builder) -> None:
    table = rank(world(4, STAR), "constraint")
    scores = table.column("score")
    assert table.column("label")[0] == "N0"
    assert scores == sorted(scores, key=float)  # type: ignore[arg-type]


def test_the_cut_says_how_many_share_the_last_rank(world: Builder) -> None:
    table = rank(world(4, [(0, i, 1.0) for i in (1, 2, 3)]), "degree", top=2)
    assert len(table) == 2
    assert "Not shown, though they share rank 2: 2." in table.notes


def test_unnamed_members_count_but_are_not_listed(world: Builder) -> None:
    table = rank(world(4, STAR), "degree", known=Background(slots=frozenset({"n0000"})))
    assert table.column("label") == ["N1", "N2", "N3"]
    assert table.column("rank") == [1, 1, 3]
    assert table.column("score") == [2, 2, 1]
    assert any(note.startswith("Unnamed members: 1 stay in the network") for note in table.notes)


def test_nodes_without_a_score_are_counted_not_ranked(world: Builder) -> None:
    table = rank(world(5, [(0, 1, 1.0), (1, 2, 1.0)]), "constraint")
    assert table.column("label") == ["N1", "N0", "N2"]
    assert "Nodes without a score, not ranked: 2." in table.notes


def test_kinds_are_shown_by_label_else_by_local_name(world: Builder) -> None:
    network = world(3, [(0, 1, 1.0)])
    assert rank(network, "degree").column("kind") == ["kind"] * 3
    known = Background(kinds={"x/kind": "body"})
    assert rank(network, "degree", known=known).column("kind") == ["body"] * 3


def test_each_row_says_on_which_source_it_hangs(world: Builder) -> None:
    table = rank(world(4, FOUR), "degree", known=Background(sources=TOLD))
    rows = {
        row["label"]: (row["rank"], row["interval"], row["hangs_on"]) for row in table.records()
    }
    assert rows == {
        "N0": (1, "1–none", "s1"),
        "N1": (1, "1–2", "s2"),
        "N2": (3, "2–3", "s1"),
        "N3": (3, "2–3", "s1"),
    }
    assert any("each of 2 sources is left out" in note for note in table.notes)


def test_nothing_hangs_on_a_source_that_others_repeat(world: Builder) -> None:
    twice = [*STAR, *STAR]
    sources = {f"c{i}": "s1" if i < len(STAR) else "s2" for i in range(len(twice))}
    table = rank(world(4, twice), "betweenness", known=Background(sources=sources))
    assert table.column("interval") == ["1", "2", "2", "2"]
    assert table.column("hangs_on") == ["", "", "", ""]


def test_without_its_only_source_nothing_is_ranked(world: Builder) -> None:
    known = Background(sources=dict.fromkeys(TOLD, "s1"))
    table = rank(world(4, FOUR), "harmonic", known=known)
    assert table.column("interval") == ["1–none", "1–none", "3–none", "3–none"]
    assert set(table.column("hangs_on")) == {"s1"}


def test_a_source_without_which_nothing_is_computable_leaves_no_rank(world: Builder) -> None:
    sides = [(0, 1, 1.0), (1, 2, 1.0), (0, 2, 1.0), (3, 4, 1.0), (4, 5, 1.0), (3, 5, 1.0)]
    network = world(6, [*sides, (2, 3, 1e-13), (2, 3, 1.0)])
    table = rank(network, "eigenvector", known=Background(sources={"c7": "s7"}))
    assert table.column("interval") == ["1–none", "1–none", *["3–none"] * 4]


def test_claims_of_unknown_source_are_always_believed(world: Builder) -> None:
    table = rank(world(4, FOUR), "degree", known=Background(sources={"c4": "s2"}))
    assert table.column("hangs_on") == ["", "s2", "s2", "s2"]


def test_the_notes_say_view_size_weight_and_card(world: Builder) -> None:
    table = rank(world(4, STAR), "betweenness")
    assert table.title == "Betweenness: The world"
    text = "\n".join(table.notes)
    for part in (
        "View world: The world; undirected.",
        "nodes: 4, ties: 4, components: 1",
        "Weight: Claims.",
        "Question: Who lies on the shortest ways",
        "Brandes, U. (2001)",
        "Assumptions: ",
        "Least data: 3 nodes",
        "seed: -",
    ):
        assert part in text


def test_the_table_speaks_chinese(world: Builder) -> None:
    table = rank(world(4, STAR), "degree", top=1, lang="zh")
    assert table.title == "度中心性：世界"
    assert [f.heading for f in table.fields] == [
        "名次",
        "并列",
        "名称",
        "类别",
        "得分 (邻居数)",
        "编号",
    ]
    assert table.column("label") == ["点0"]


@pytest.mark.parametrize(("count", "arcs"), [(2, [(0, 1, 1.0)]), (5, []), (3, [(1, 1, 1.0)])])
def test_too_little_is_refused(world: Builder, count: int, arcs: list) -> None:
    with pytest.raises(
        TooFewNodesError, match=r"'world' is not computable: needs 3 nodes and a tie"
    ):
        rank(world(count, arcs), "degree")


def test_an_unknown_method_is_told_with_near_misses(kite: Network) -> None:
    with pytest.raises(UnknownNameError, match="did you mean betweenness"):
        rank(kite, "betweeness")


@given(st.lists(st.one_of(st.none(), st.integers(-5, 5)), max_size=12))
def test_a_rank_is_one_more_than_the_number_of_better_ones(scores: list[int | None]) -> None:
    found = places(scores, range(len(scores)), lowest=False)
    for own, place in zip(scores, found, strict=True):
        better = sum(other is not None and own is not None and other > own for other in scores)
        assert place == (None if own is None else better + 1)


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=9))
def test_tidying_moves_no_score_by_more_than_a_billionth_of_the_largest(
    values: list[float],
) -> None:
    largest = max(abs(value) for value in values)
    for before, after in zip(values, tidy(values), strict=True):
        assert after == pytest.approx(before, rel=0, abs=1e-9 * largest + 1e-300)


@pytest.mark.parametrize("name", [*RANKED_BY, *QUALITIES])
def test_every_method_has_a_card_in_both_languages(name: str) -> None:
    english, chinese = card_of(name, "en"), card_of(name, "zh")
    assert re.search(r"\(\d{4}\)", english.reference)
    for part in ("question", "method", "assumptions", "parameters"):
        assert getattr(english, part)
        assert re.search("[\u4e00-\u9fff]", getattr(chinese, part))


def test_words_have_the_same_blanks_in_both_languages() -> None:
    words = json.loads((Path(card.__file__).parent / "words.json").read_text("utf-8"))
    for key, texts in words.items():
        blanks = [
            {name for _, name, _, _ in string.Formatter().parse(texts[lang]) if name}
            for lang in ("en", "zh")
        ]
        assert blanks[0] == blanks[1], key


PRINT_ALL = """
import networkx as nx
from tests.analysis.conftest import build
from kg.analysis.clusters import Settings, clusters, members
from kg.analysis.rank import RANKED_BY, rank
from kg.analysis.card import Background
arcs = [(int(a), int(b), 1.0 + (a * b) % 3) for a, b in nx.karate_club_graph().edges]
network = build(36, arcs, directed=True)
known = Background(sources={f"c{i}": f"s{i % 5}" for i in range(len(arcs))})
for name in RANKED_BY:
    print(rank(network, name, known=known))
for quality in ("modularity", "cpm"):
    print(clusters(network, Settings(quality), known=known), members(network, Settings(quality)))
"""


def test_equal_input_gives_equal_tables_under_any_hash_seed() -> None:
    printed = [printed_by(PRINT_ALL, seed) for seed in ("1", "4711")]
    assert len(printed[0]) > 10_000
    assert printed[0] == printed[1]


def test_the_same_ties_are_computed_once(world: Builder, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr("kg.analysis.rank.score", lambda n, m: asked.append(m.name) or score(n, m))
    sources = {f"c{i}": f"s{i}" for i in range(8)}
    rank(world(4, [*STAR, *STAR]), "betweenness", known=Background(sources=sources))
    assert asked == ["betweenness"]


def sampled(world: Builder) -> Network:
    """Return a network on which the fixture makes betweenness an estimate from 8 nodes."""
    ring = [(i, (i + 1) % 20, 1.0) for i in range(20)]
    return world(20, [*ring, *((0, i, 1.0) for i in range(3, 18, 3))])


@pytest.fixture
def few_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.analysis.paths.EXACT_UP_TO", 0)
    monkeypatch.setattr("kg.analysis.paths.SOURCES", 8)


@pytest.mark.usefixtures("few_sources")
def test_an_estimate_says_its_error_its_sample_and_its_seed(world: Builder) -> None:
    table = rank(sampled(world), Measure("betweenness", 4), 3)
    errors = table.column("standard_error")
    assert all(isinstance(error, float) and error > 0 for error in errors)
    note = next(note for note in table.notes if note.startswith("Estimated: "))
    assert "from 8 nodes drawn at random" in note
    assert f"at most {show(max(errors))}" in note
    assert any("seed: 4" in note for note in table.notes)


@pytest.mark.usefixtures("few_sources")
def test_another_seed_draws_other_nodes(world: Builder) -> None:
    scores = [score(sampled(world), Measure("betweenness", seed)) for seed in (1, 1, 2)]
    assert scores[0] == scores[1] != scores[2]


def test_an_exact_ranking_has_no_error_and_no_seed(world: Builder) -> None:
    table = rank(sampled(world), Measure("betweenness", 4), 3)
    assert "standard_error" not in [field.name for field in table.fields]
    assert any("seed: -" in note for note in table.notes)
    assert not any(note.startswith("Estimated") for note in table.notes)


def test_of_too_many_sources_those_with_most_claims_are_left_out(
    world: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    arcs = [(i, j, 1.0) for i in range(8) for j in range(i)]
    known = Background(sources={f"c{i}": f"s{min(i, 24):02}" for i in range(28)})
    whole = rank(world(8, arcs), "strength", known=known)
    monkeypatch.setattr("kg.analysis.chance.BUDGET", 1)
    fewer = ranking_of(world(8, arcs), "strength", known)
    assert (len(fewer.without), fewer.told) == (20, 25)
    assert "s24" in fewer.without
    note = "only the 20 of 25 sources that the most claims rest on"
    assert any(note in text for text in rank(world(8, arcs), "strength", known=known).notes)
    assert not any(note in text for text in whole.notes)
