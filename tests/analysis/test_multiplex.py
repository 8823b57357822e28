"""Layers: overlap and participation as the paper defines them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kg.analysis.card import Background
from kg.analysis.multiplex import class_of, deviations, layers_of, multiplex, participation
from kg.errors import FormatError, NotComputableError, TooFewNodesError
from kg.network.network import Network

Builder = Callable[..., Network]
ARCS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.just(1.0)), min_size=1)


def named(network: Network, name: str) -> Network:
    return replace(network, name=name)


def test_participation_is_0_in_one_layer_and_1_in_all_alike() -> None:
    """Battiston, Nicosia & Latora (2014): the two ends of P, and one value between by hand."""
    assert participation([7, 0, 0, 0]) == 0.0
    assert participation([3, 3, 3, 3]) == pytest.approx(1.0)
    assert participation([2, 1, 1, 0]) == pytest.approx(4 / 3 * (1 - (4 + 1 + 1) / 16))


def test_classes_change_at_thirds() -> None:
    assert [class_of(p) for p in (0.0, 1 / 3, 0.34, 2 / 3, 0.67, 1.0)] == [
        "focused", "focused", "mixed", "mixed", "multiplex", "multiplex",
    ]  # fmt: skip


@settings(deadline=None)
@given(one=ARCS, other=ARCS)
def test_overlap_is_the_sum_of_degrees(world: Builder, one: list, other: list) -> None:
    assume(all(any(a != b for a, b, _ in arcs) for arcs in (one, other)))
    layers = [named(world(6, one), "one"), named(world(6, other), "other")]
    for row in multiplex(layers).records():
        i = int(str(row["id"])[1:])
        counts = [sum(i in pair[:2] for pair in layer.pairs()) for layer in layers]
        assert row["overlap"] == sum(counts)
        assert row["participation"] == pytest.approx(participation(counts))
        assert 0 <= float(str(row["participation"])) <= 1


def test_layers_with_other_nodes_are_joined_by_id(world: Builder) -> None:
    small = named(world(3, [(0, 1, 1.0)]), "small")
    large = named(world(5, [(0, 4, 1.0), (0, 3, 1.0)], directed=True), "large")
    table = multiplex([small, large])
    assert table.rows[0] == (1, False, "N0", "kind", 3, pytest.approx(8 / 9), "multiplex", False,
                             "large 2; small 1", "n0000")  # fmt: skip
    assert table.column("label") == ["N0", "N1", "N3", "N4"]
    assert table.notes[0].startswith("View small + large: ")
    assert any("large (2); " in note or "small (1); large (2)" in note for note in table.notes)


def test_kinds_of_relation_are_layers(world: Builder) -> None:
    network = world(4, [(0, 1, 1.0), (0, 2, 1.0), (1, 2, 1.0)])
    ties = (replace(network.ties[0], relation="a/pays"), *network.ties[1:])
    layers = layers_of(replace(network, ties=tuple(sorted(ties))))
    assert [(layer.name, len(layer.ties), len(layer.nodes)) for layer in layers] == [
        ("pays", 1, 4), ("r", 2, 4),
    ]  # fmt: skip
    assert multiplex(layers).column("breadth")[:2] == ["multiplex", "multiplex"]


def test_a_hub_is_far_above_the_mean(world: Builder) -> None:
    star = [(0, i, 1.0) for i in range(1, 12)]
    layers = [named(world(12, star), "one"), named(world(12, star), "two")]
    assert multiplex(layers).column("hub") == [True] + [False] * 11
    assert deviations([2, 2]) == [0.0, 0.0]


def test_unnamed_members_are_not_listed(world: Builder) -> None:
    layers = [named(world(3, [(0, 1, 1.0)]), name) for name in "ab"]
    table = multiplex(layers, known=Background(slots=frozenset({"n0000"})))
    assert table.column("label") == ["N1"]


def test_too_little_is_refused(world: Builder) -> None:
    tied, empty = named(world(3, [(0, 1, 1.0)]), "a"), named(world(3, []), "b")
    with pytest.raises(NotComputableError, match="needs 2 layers with ties, found 1"):
        multiplex([tied, empty])
    with pytest.raises(TooFewNodesError):
        multiplex([empty])
    with pytest.raises(FormatError, match="each needs a name of its own"):
        multiplex([tied, tied])


def test_the_table_speaks_chinese(world: Builder) -> None:
    layers = [named(world(3, [(0, 1, 1.0)]), name) for name in "ab"]
    assert multiplex(layers, lang="zh").column("breadth") == ["多层型", "多层型"]
