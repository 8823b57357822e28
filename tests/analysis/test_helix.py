"""Triple helix: synergy where it is certain, shares that can be counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.analysis.card import Background
from kg.analysis.helix import SPHERES, helix, helix_ties, information, synergy
from kg.errors import NotComputableError, TooFewNodesError, UnknownNameError
from kg.network.network import Network

Builder = Callable[..., Network]
KINDS = {"x/u": "university", "x/i": "industry", "x/g": "government"}
MIXES = st.lists(st.frozensets(st.sampled_from(SPHERES)), min_size=1, max_size=20)
MEETINGS = {
    f"m{number}": members
    for number, members in enumerate(
        ["u", "u", "i", "i", "g", "ui", "ui", "ug", "ig", "uig", "uig", "uig"]
    )
}


def society(world: Builder, kinds: str, arcs: list[tuple[int, int]]) -> Network:
    """Return a network whose nodes have the kinds u, i, g or - in the order of the letters."""
    network = world(len(kinds), [(a, b, 1.0) for a, b in arcs])
    nodes = zip(network.nodes, kinds, strict=True)
    return replace(network, nodes=tuple(replace(node, kind=f"x/{kind}") for node, kind in nodes))


@pytest.fixture
def trio(world: Builder) -> Network:
    return society(world, "uig", [(0, 1), (1, 2)])


def members(letters: str) -> list[str]:
    return [f"n000{'uig'.index(letter)}" for letter in letters]


TABLE = {name: members(letters) for name, letters in MEETINGS.items()}


def test_spheres_that_tell_nothing_in_pairs_but_all_in_three_are_wholly_synergetic() -> None:
    """McGill (1954), Krippendorff (2009): the third is the parity of the two, T = -1 bit."""
    odd = [frozenset(s for s, here in zip(SPHERES, bits, strict=True) if here)
           for bits in product((0, 1), repeat=3) if sum(bits) % 2 == 0]  # fmt: skip
    found = information(odd)
    assert found["T(uig)"] == pytest.approx(-1.0)
    assert [found[f"T({pair})"] for pair in ("ui", "ug", "ig")] == pytest.approx([0, 0, 0])


def test_spheres_that_always_meet_are_wholly_redundant() -> None:
    found = information([frozenset(), frozenset(SPHERES)])
    assert found["T(uig)"] == pytest.approx(1.0)


def test_independent_spheres_share_no_information() -> None:
    every = [frozenset(s for s, here in zip(SPHERES, bits, strict=True) if here)
             for bits in product((0, 1), repeat=3)]  # fmt: skip
    assert information(every)["T(uig)"] == pytest.approx(0.0, abs=1e-12)


@settings(deadline=None)
@given(MIXES)
def test_t_is_the_mutual_information_less_that_given_the_third(mixes: list) -> None:
    """The definition by parts: T(uig) = T(ui) - T(ui | g)."""
    cube = np.zeros((2, 2, 2))
    for mix in mixes:
        cube[tuple(int(sphere in mix) for sphere in SPHERES)] += 1 / len(mixes)

    def mutual(joint: np.ndarray) -> float:
        whole = joint.sum()
        flat = np.outer(joint.sum(axis=1), joint.sum(axis=0)) / whole
        kept = joint > 0
        return float((joint[kept] * np.log2(joint[kept] / flat[kept])).sum())

    given_g = sum(mutual(cube[:, :, g]) for g in (0, 1) if cube[:, :, g].sum())
    found = information(mixes)
    assert found["T(ui)"] == pytest.approx(mutual(cube.sum(axis=2)), abs=1e-9)
    assert found["T(uig)"] == pytest.approx(mutual(cube.sum(axis=2)) - given_g, abs=1e-9)


def test_occasions_are_counted_by_mix(trio: Network) -> None:
    table = helix(trio, KINDS, TABLE)
    assert table.column("occasion_count") == [2, 2, 1, 2, 1, 1, 3]
    assert table.column("mix")[3] == "UI (university, industry)"
    assert sum(float(str(share)) for share in table.column("share")) == pytest.approx(1)
    assert "Occasions: 12; of two spheres: 33.3%, of all three: 25.0%." in table.notes


def test_t_comes_with_the_occasion_that_it_hangs_on(trio: Network) -> None:
    row = synergy(trio, KINDS, TABLE).rows[-1]
    assert row[0] == "T(uig)"
    value, low, high = (float(str(cell)) for cell in row[1:4])
    assert low < value < high
    least = {n: m for n, m in TABLE.items() if n != row[4]}
    again = synergy(trio, KINDS, least | {"none": ["n0009"]}).rows[-1][1]
    assert again in (pytest.approx(low), pytest.approx(high))


def test_without_a_table_every_node_of_no_sphere_is_an_occasion(world: Builder) -> None:
    hubs = list(range(3, 14))
    arcs = [(hub, end) for hub in hubs for end in range(3) if hub % 3 >= end]
    network = society(world, "uig" + "-" * 12, [*arcs, (0, 1)])
    known = Background(slots=frozenset({"n0013"}))
    table = helix(network, KINDS, known=known)
    counts = dict(zip(table.column("mix"), table.column("occasion_count"), strict=True))
    assert counts["U (university)"] == sum(hub % 3 == 0 for hub in hubs[:-1])
    assert counts["UIG (university, industry, government)"] == sum(h % 3 == 2 for h in hubs[:-1])


def test_ties_inside_and_between_spheres(world: Builder) -> None:
    network = society(world, "uuig-", [(0, 1), (0, 2), (0, 3), (2, 3), (4, 0)])
    table = helix_ties(network, KINDS)
    counts = dict(zip((str(mix)[:2] for mix in table.column("mix")), table.rows, strict=True))
    assert counts["UU"][1:] == (1, 0.25, pytest.approx(1 / 6))
    assert counts["UI"][1:] == (1, 0.25, pytest.approx(2 / 6))
    assert counts["IG"][1:] == (1, 0.25, pytest.approx(1 / 6))
    assert any("all tied to each other: 1." in note for note in table.notes)


def test_too_little_is_refused(world: Builder, trio: Network) -> None:
    with pytest.raises(NotComputableError, match=r"needs 10 occasions .*, found 2"):
        helix(trio, KINDS, {"a": ["n0000"], "b": ["n0001"], "c": ["n0099"]})
    always = {name: ["n0000", *ids] for name, ids in TABLE.items()}
    with pytest.raises(NotComputableError, match=r"needs university on some .*, found 12 of 12"):
        synergy(trio, KINDS, always)
    with pytest.raises(NotComputableError, match="needs two tied nodes of the spheres"):
        helix_ties(trio, {})
    with pytest.raises(UnknownNameError, match="did you mean industry"):
        helix(trio, {"x/i": "industri"}, TABLE)
    with pytest.raises(TooFewNodesError):
        helix(world(3, []), KINDS, TABLE)


def test_the_tables_speak_chinese(trio: Network) -> None:
    assert helix(trio, KINDS, TABLE, "zh").column("mix")[-1] == "UIG (大学, 产业, 政府)"
    assert synergy(trio, KINDS, TABLE, "zh").title == "三螺旋协同：世界"
