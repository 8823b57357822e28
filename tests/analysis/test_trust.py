"""Trust: intervals that hold what they say, and agreement as scipy computes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import kendalltau

from kg.analysis.card import Background
from kg.analysis.chance import Sampling
from kg.analysis.rank import RANKED_BY, rank
from kg.analysis.trust import Doubt, Shaken, dropped, sturdiness, tied_once_more, trust
from kg.errors import NotComputableError, TooFewNodesError, UnknownNameError
from kg.network.network import Network

Builder = Callable[..., Network]
FEW = Doubt(sampling=Sampling(0, 20))
STAR = [(0, i, 1.0) for i in range(1, 6)]


def chance() -> np.random.Generator:
    return np.random.default_rng(0)


def test_the_stated_share_of_ties_is_dropped(karate: Network) -> None:
    left = dropped(karate, chance(), Doubt(share=0.25), Background())
    assert len(left.ties) == 78 - 20
    assert set(left.ties) <= set(karate.columns.ties())
    assert left.nodes == karate.nodes


def test_at_least_one_tie_is_dropped(world: Builder) -> None:
    left = dropped(world(3, [(0, 1, 1.0), (1, 2, 1.0)]), chance(), Doubt(0.01), Background())
    assert len(left.ties) == 1


def test_each_unnamed_member_is_tied_once_more_to_a_named_one(karate: Network) -> None:
    known = Background(slots=frozenset({"n0030", "n0031"}))
    more = tied_once_more(karate, chance(), FEW, known)
    added = list(set(more.ties) - set(karate.columns.ties()))
    ends = [sorted((tie.source, tie.target), key=lambda i: i in {30, 31}) for tie in added]
    assert sorted(slot for _, slot in ends) == [30, 31]
    assert not {named for named, _ in ends} & {30, 31}
    assert list(more.ties) == sorted(more.ties)


def test_a_large_network_gets_fewer_samples_and_the_notes_say_so(
    karate: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = trust(karate, "degree", Doubt(sampling=Sampling(0, 30)))
    monkeypatch.setattr("kg.analysis.chance.BUDGET", 1)
    fewer = trust(karate, "degree", Doubt(sampling=Sampling(0, 30)))
    assert not any("in place of" in note for note in whole.notes)
    assert "Samples: 20 in place of 30, for the network is large." in fewer.notes
    assert fewer.column("missing_ties") == trust(karate, "degree", FEW).column("missing_ties")


def test_ranks_and_scores_are_those_of_the_ranking(karate: Network) -> None:
    mine, theirs = trust(karate, "betweenness", FEW), rank(karate, "betweenness")
    for key in ("rank", "label", "score"):
        assert mine.column(key) == theirs.column(key)


def test_intervals_by_source_are_those_of_the_ranking(karate: Network) -> None:
    known = Background(sources={f"c{i}": f"s{i % 4}" for i in range(78)})
    mine = trust(karate, "degree", FEW, known=known)
    theirs = rank(karate, "degree", known=known)
    assert mine.column("by_source") == theirs.column("interval")
    assert mine.column("hangs_on") == theirs.column("hangs_on")


def test_intervals_hold_the_ranks_of_the_samples(karate: Network) -> None:
    runs = [
        rank(dropped(karate, draw, FEW, Background()), "degree") for draw in FEW.sampling.draws()
    ]
    seen = [dict(zip(run.column("label"), run.column("rank"), strict=True))["N33"] for run in runs]
    table = trust(karate, "degree", FEW)
    interval = table.column("missing_ties")[table.column("label").index("N33")]
    low, _, high = str(interval).partition("–")
    assert (int(low), int(high or low)) == (min(map(int, seen)), max(map(int, seen)))


def test_the_hub_of_a_star_stays_first_its_rim_may_lose_all_ties(world: Builder) -> None:
    table = trust(world(6, STAR), "degree", replace(FEW, top=1))
    assert table.column("missing_ties") == ["1", *["2–none"] * 5]
    assert table.column("kept_first")[0] == 1.0


def test_the_tie_of_an_unnamed_member_moves_the_rim_but_not_the_hub(world: Builder) -> None:
    known = Background(slots=frozenset({"n0005"}))
    table = trust(world(6, STAR), "degree", FEW, known=known)
    assert table.column("label") == ["N0", "N1", "N2", "N3", "N4"]
    assert table.column("more_ties") == ["1", *["2–3"] * 4]


def test_tau_equals_scipy_and_the_unplaced_come_last() -> None:
    found = Shaken((1, 2, 3, 3, None), ((1, 3, 2, None, 1), (1, 1, 1, 1, 1)))
    assert found.taus() == [pytest.approx(kendalltau([1, 2, 3, 3], [1, 3, 2, 6]).statistic)]


def test_overlap_is_the_share_of_the_longer_list() -> None:
    found = Shaken((1, 2, 3, 4), ((1, 2, 4, 3), (4, 3, 1, 1), (1, 2, 2, 2)))
    assert found.overlaps(2) == [1.0, 0.0, 0.5]


def test_every_measure_is_judged(karate: Network) -> None:
    table = sturdiness(karate, FEW)
    assert len(table) == len(RANKED_BY)
    for row in table.records():
        assert -1 <= float(str(row["low"])) <= float(str(row["high"])) <= 1
        assert float(str(row["stay_first_least"])) <= float(str(row["stay_first"])) <= 1
    assert float(str(table.column("tau")[0])) > 0.7
    assert "share of ties dropped 0.1; top 10; samples 20; seed: 0." in table.notes[-1]


def test_a_measure_that_is_not_defined_has_empty_cells(world: Builder) -> None:
    sides = [(0, 1, 1.0), (1, 2, 1.0), (0, 2, 1.0), (3, 4, 1.0), (4, 5, 1.0), (3, 5, 1.0)]
    table = sturdiness(world(6, [*sides, (2, 3, 1e-13)]), FEW)
    empty = [row[0] for row in table.rows if row[1] is None]
    assert "Eigenvector centrality" in empty


def test_the_same_seed_gives_the_same_table(karate: Network) -> None:
    assert trust(karate, "degree", FEW) == trust(karate, "degree", FEW)
    other = Doubt(sampling=Sampling(1, 20))
    assert trust(karate, "degree", FEW).rows != trust(karate, "degree", other).rows


def test_what_cannot_be_judged_is_refused(world: Builder, karate: Network) -> None:
    with pytest.raises(NotComputableError, match="needs a share of ties between 0 and 1"):
        trust(karate, "degree", Doubt(share=1.0))
    with pytest.raises(UnknownNameError, match="did you mean degree"):
        trust(karate, "degre", FEW)
    with pytest.raises(TooFewNodesError):
        sturdiness(world(3, []), FEW)


def test_the_tables_speak_chinese(karate: Network) -> None:
    table = trust(karate, "degree", FEW, "zh")
    assert table.title == "名次可信吗：世界"
    assert "遗漏关系时的名次：与完整排名的" in table.notes[-1]
