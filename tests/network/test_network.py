"""Networks: what is kept, what is summed, what is dropped, what is refused."""

from __future__ import annotations

import subprocess
import sys

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import FormatError
from kg.network.network import Network, Node, Tie
from kg.text.header import Header


def net(nodes: tuple[Node, ...], ties: tuple[Tie, ...]) -> Network:
    return Network("v", Header({"title.en": "V"}), directed=False, nodes=nodes, ties=ties)


ABC = tuple(Node(name, {"en": name.upper()}, "kind") for name in "abc")
TIES = (
    Tie(0, 1, "pays", 2.0, claims=("c1",)),
    Tie(0, 1, "visits", 1.0, claims=("c2",)),
    Tie(1, 0, "pays", 4.0, claims=("c3",)),
    Tie(2, 2, "pays", 8.0, claims=("c4",)),
)
WORLD = net(ABC, TIES)

TIE_LISTS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 9).map(float)), max_size=12
)


def test_pairs_sum_parallel_and_reciprocal_ties_and_drop_loops() -> None:
    assert WORLD.pairs() == [(0, 1, 7.0)]


def test_csr_of_the_undirected_projection_is_symmetric() -> None:
    assert WORLD.csr().toarray().tolist() == [[0, 7, 0], [7, 0, 0], [0, 0, 0]]


def test_csr_of_the_directed_projection_keeps_directions_apart() -> None:
    assert WORLD.csr(directed=True).toarray().tolist() == [[0, 3, 0], [4, 0, 0], [0, 0, 0]]


def test_components_are_numbered_from_the_largest() -> None:
    nodes = tuple(Node(name, {}, "") for name in "abcde")
    ties = (Tie(0, 1, "r"), Tie(2, 3, "r"), Tie(4, 3, "r"))
    network = net(nodes, ties)
    assert network.components == (1, 1, 0, 0, 0)


def test_the_size_is_said_in_both_languages() -> None:
    assert WORLD.size("en") == "nodes: 3, ties: 4, components: 2"
    assert WORLD.size("zh") == "节点 3 个，关系 4 条，连通分量 2 个"


def test_to_networkx_loses_no_tie_even_when_made_undirected() -> None:
    graph = WORLD.to_networkx()
    weights = sorted(w for _, _, w in graph.to_undirected().edges(data="weight"))
    assert weights == [1.0, 2.0, 4.0, 8.0]


def test_to_networkx_hands_over_labels_kinds_and_claims() -> None:
    nodes = (Node("x/a", {"zh": "甲"}, "body"), Node("x/b", {"en": "B", "zh": "乙"}, "body"))
    tie = Tie(0, 1, "pays", 2.0, "said", "sure", ("c1", "c2"))
    graph = net(nodes, (tie,)).to_networkx()
    assert dict(graph.nodes(data=True)) == {
        "x/a": {"label": "甲", "label_zh": "甲", "kind": "body"},
        "x/b": {"label": "B", "label_zh": "乙", "kind": "body"},
    }
    assert graph.edges["x/a", "x/b", 0] == {
        "relation": "pays",
        "weight": 2.0,
        "modality": "said",
        "certainty": "sure",
        "claims": ("c1", "c2"),
    }
    assert graph.graph == {"name": "v", "title": "V", "directed": False}


def test_nodes_out_of_order_are_refused() -> None:
    with pytest.raises(FormatError, match="sorted by id"):
        net(ABC[::-1], ())


def test_a_node_given_twice_is_refused() -> None:
    with pytest.raises(FormatError, match="each id once"):
        net((ABC[0], ABC[0]), ())


@pytest.mark.parametrize("tie", [Tie(0, 3, "r"), Tie(-1, 0, "r")])
def test_a_tie_to_nowhere_is_refused(tie: Tie) -> None:
    with pytest.raises(FormatError, match="ends at no node; there are 3"):
        net(ABC, (tie,))


def test_leaving_claims_out_takes_their_weight_and_keeps_all_nodes() -> None:
    tie = Tie(0, 1, "r", 5.0, claims=("c1", "c2"), weights=(1.0, 4.0))
    network = net(ABC, (tie, Tie(1, 2, "r", claims=("c1",))))
    left = network.without({"c1"})
    assert [(t.source, t.target, t.weight, t.claims) for t in left.ties] == [(0, 1, 4.0, ("c2",))]
    assert left.nodes == ABC


def test_claims_without_weights_of_their_own_share_equally() -> None:
    tie = Tie(0, 1, "r", 6.0, claims=("c1", "c2", "c3"))
    left = net(ABC, (tie,)).without({"c2"})
    assert [(t.weight, t.claims) for t in left.ties] == [(4.0, ("c1", "c3"))]


def test_a_tie_that_rests_on_no_claim_stays() -> None:
    assert net(ABC, (Tie(0, 1, "r"),)).without({"c1"}).ties == (Tie(0, 1, "r"),)


@settings(deadline=None)  # the first call loads numpy and scipy
@given(TIE_LISTS)
def test_projections_equal_those_of_networkx(ties: list[tuple[int, int, float]]) -> None:
    nodes = tuple(Node(str(i), {}, "") for i in range(6))
    network = net(nodes, tuple(sorted(Tie(s, t, "r", w) for s, t, w in ties)))
    simple: nx.Graph[str] = nx.Graph()
    simple.add_nodes_from(str(i) for i in range(6))
    for one, other, weight in network.to_networkx().edges(data="weight"):
        before = simple.get_edge_data(one, other, {"weight": 0.0})["weight"]
        simple.add_edge(one, other, weight=before + weight)
    simple.remove_edges_from(list(nx.selfloop_edges(simple)))
    expected = nx.to_numpy_array(simple, nodelist=[str(i) for i in range(6)])
    assert network.csr().toarray().tolist() == expected.tolist()
    parts = sorted(sorted(map(int, part)) for part in nx.connected_components(simple))
    mine: dict[int, list[int]] = {}
    for node, part in enumerate(network.components):
        mine.setdefault(part, []).append(node)
    assert sorted(mine.values()) == parts


def test_importing_the_rooms_loads_no_heavy_package() -> None:
    code = (
        "import sys, kg.network.network, kg.network.view, kg.analysis.rank, kg.analysis.clusters;"
        "print(sorted({'networkx', 'numpy', 'scipy', 'rustworkx'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
