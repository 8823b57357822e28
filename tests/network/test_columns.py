"""Columns: what they hold, what they leave out, and that nothing is made before it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import FormatError
from kg.network.columns import Columns, Node, Nodes, Tie, Ties
from kg.network.network import Network
from kg.text.header import Header

TIES = (
    Tie(0, 1, "pays", 3.0, "fact", "high", ("c1", "c2"), (1.0, 2.0)),
    Tie(1, 2, "leads", 1.0, "", "", ("c1",), (1.0,)),
    Tie(2, 0, "pays", 5.0),
)
TEXTS = st.sampled_from(["", "a", "b", "c"])
ONE = st.builds(
    Tie,
    st.integers(0, 4),
    st.integers(0, 4),
    TEXTS,
    st.just(2.0),
    TEXTS,
    TEXTS,
    st.lists(st.sampled_from(["k1", "k2", "k3"]), unique=True).map(lambda c: tuple(sorted(c))),
)


def drawn(node: int) -> Node:
    return Node(f"n{node}", {"en": f"N{node}"}, "kind")


class Words(Sequence[str]):
    """Words that note which of them were read."""

    def __init__(self, *words: str) -> None:
        self.words, self.read = words, list[int]()

    def __len__(self) -> int:
        return len(self.words)

    def __getitem__(self, index: int) -> str:  # type: ignore[override]
        self.read.append(index)
        return self.words[index]

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("all words were asked for")


def lazy() -> tuple[Network, list[int], Words]:
    """Return a network of columns, the nodes that were made, and its words."""
    made: list[int] = []
    words = Words("pays", "leads", "fact", "high", "c1", "c2")
    columns = Columns(
        np.array([0, 1, 2]),
        np.array([1, 2, 0]),
        np.array([3.0, 1.0, 5.0]),
        np.array([0, 1, 0]),
        np.array([2, -1, -1]),
        np.array([3, -1, -1]),
        np.array([0, 2, 3, 3]),
        np.array([4, 5, 4]),
        np.array([1.0, 2.0, 1.0]),
        words,
    )
    nodes = Nodes(3, lambda i: made.append(i) or drawn(i))
    return Network("v", Header(), directed=True, nodes=nodes, ties=Ties(columns)), made, words


@given(st.lists(ONE, max_size=8))
@settings(deadline=None, max_examples=40)
def test_what_is_put_into_columns_comes_out_again(ties: list[Tie]) -> None:
    again = Columns.of(ties).ties()
    whole = [
        Tie(t.source, t.target, t.relation, t.weight, t.modality, t.certainty, t.claims, t.parts())
        for t in ties
    ]
    assert list(again) == whole


@given(st.lists(ONE, max_size=8), st.sets(st.sampled_from(["k1", "k2", "k3", "k9"])))
@settings(deadline=None, max_examples=40)
def test_leaving_claims_out_is_what_it_is_tie_by_tie(ties: list[Tie], gone: set[str]) -> None:
    expected = []
    for tie in ties:
        kept = [(c, p) for c, p in zip(tie.claims, tie.parts(), strict=True) if c not in gone]
        if kept or not tie.claims:
            weight = sum(part for _, part in kept) if len(kept) < len(tie.claims) else tie.weight
            expected.append((tie.source, tie.target, tuple(c for c, _ in kept), weight))
    found = Columns.of(ties).without(gone).ties()
    assert [(t.source, t.target, t.claims, t.weight) for t in found] == expected


def test_a_network_of_columns_equals_one_of_ties() -> None:
    network, _, _ = lazy()
    nodes = tuple(drawn(i) for i in range(3))
    assert network == Network(
        "v", Header(), directed=True, nodes=nodes, ties=network.columns.ties()
    )
    assert [(t.source, t.target, t.relation, t.claims) for t in network.ties] == [
        (t.source, t.target, t.relation, t.claims) for t in TIES
    ]


def test_measures_make_no_node_and_read_no_word() -> None:
    network, made, words = lazy()
    assert network.pairs() == [(0, 1, 3.0), (0, 2, 5.0), (1, 2, 1.0)]
    assert network.csr(directed=True).toarray()[2, 0] == 5.0
    assert network.size() == "nodes: 3, ties: 3, components: 1"
    assert (made, words.read) == ([], [])


def test_a_node_is_made_once() -> None:
    network, made, _ = lazy()
    assert network.nodes[1] is network.nodes[-2]
    assert [node.id for node in network.nodes[:2]] == ["n0", "n1"]
    assert made == [1, 0]


def test_leaving_claims_out_reads_the_words_of_claims_only() -> None:
    network, _, words = lazy()
    left = network.without({"c1"})
    assert [(t.source, t.weight) for t in left.columns.ties()] == [(0, 2.0), (2, 5.0)]
    assert set(words.read[:2]) == {4, 5}


def test_the_ends_of_columns_are_checked_too() -> None:
    columns = Columns.of([Tie(0, 7, "r")])
    with pytest.raises(FormatError, match="ends at no node; there are 3"):
        Network("v", Header(), directed=True, nodes=Nodes(3, drawn), ties=Ties(columns))


def test_the_strongest_keep_their_ties_at_their_new_places() -> None:
    network, _, _ = lazy()
    assert [node.id for node in network.strongest(2).nodes] == ["n0", "n1"]
    assert [(t.source, t.target, t.claims) for t in network.strongest(2).ties] == [
        (0, 1, ("c1", "c2"))
    ]


def test_ties_beside_others_come_first_among_their_pair() -> None:
    more = Columns.of(TIES).beside(np.array([1, 0]), np.array([2, 1]))
    assert [(t.source, t.target, t.relation) for t in more.ties()] == [
        (0, 1, ""),
        (0, 1, "pays"),
        (1, 2, ""),
        (1, 2, "leads"),
        (2, 0, "pays"),
    ]
