"""A network: nodes, typed ties between them, and the claims behind every tie."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from kg.errors import FormatError
from kg.text.header import Header
from kg.text.names import choose_label

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
    from scipy.sparse import csr_array

SIZE = {
    "en": "nodes: {nodes}, ties: {ties}, components: {components}",
    "zh": "节点 {nodes} 个，关系 {ties} 条，连通分量 {components} 个",
}


@dataclass(frozen=True)
class Node:
    """An actor or thing: its IRI, its labels by language, and the IRI of its kind."""

    id: str
    labels: Mapping[str, str]
    kind: str

    def label(self, lang: str) -> str:
        """Return the label in `lang`, else another one, else the local name.

        >>> Node("https://example.org/wuhan", {"zh": "武汉"}, "").label("en")
        '武汉'
        """
        return choose_label(self.labels, lang, self.id)


@dataclass(frozen=True, order=True)
class Tie:
    """One relation from the node `source` to the node `target`, both by position.

    `weights` holds what each of `claims` adds to `weight`, in their order; left empty, the
    claims add equal parts. `modality` and `certainty` are those of the strongest of them.
    """

    source: int
    target: int
    relation: str
    weight: float = 1.0
    modality: str = ""
    certainty: str = ""
    claims: tuple[str, ...] = ()
    weights: tuple[float, ...] = ()

    def without(self, claims: Set[str]) -> Tie | None:
        """Return the tie that is left if `claims` are not believed, or None.

        A tie that rests on no claim stays.

        >>> Tie(0, 1, "helps", 3.0, claims=("c1", "c2"), weights=(1.0, 2.0)).without({"c1"}).weight
        2.0
        """
        if not any(claim in claims for claim in self.claims):
            return self
        shares = self.weights or (self.weight / len(self.claims),) * len(self.claims)
        kept = [(c, w) for c, w in zip(self.claims, shares, strict=True) if c not in claims]
        if not kept:
            return None
        left, parts = tuple(c for c, _ in kept), tuple(w for _, w in kept)
        return replace(self, weight=sum(parts), claims=left, weights=parts)


@dataclass(frozen=True)
class Network:
    """The nodes and ties that one view of the graph holds; both are sorted.

    Nodes are sorted by id, ties by their fields, so that equal rows give an equal network and
    every seeded method starts from the same order.

    Raises
    ------
    FormatError
        If nodes are not sorted by id, an id occurs twice, or a tie ends at no node.
    """

    name: str
    header: Header
    directed: bool
    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]

    def __post_init__(self) -> None:
        ids = [node.id for node in self.nodes]
        if any(a >= b for a, b in pairwise(ids)):
            message = f"network {self.name!r}: its nodes must be sorted by id, each id once"
            raise FormatError(message)
        ends = {end for tie in self.ties for end in (tie.source, tie.target)}
        if ends and not (min(ends) >= 0 and max(ends) < len(ids)):
            message = f"network {self.name!r}: a tie ends at no node; there are {len(ids)}"
            raise FormatError(message)

    def title(self, lang: str) -> str:
        """Return what the view is called in `lang`, else its name."""
        return self.header.text("title", lang) or self.name

    def pairs(self) -> list[tuple[int, int, float]]:
        """Return the undirected simple projection as (smaller, larger, weight), sorted.

        Parallel and reciprocal ties are summed, ties of a node with itself dropped.

        >>> two = (Node("a", {}, ""), Node("b", {}, ""))
        >>> Network("v", Header(), True, two, (Tie(0, 1, "x"), Tie(1, 0, "y", 2.0))).pairs()
        [(0, 1, 3.0)]
        """
        summed: dict[tuple[int, int], float] = {}
        for tie in self.ties:
            if tie.source != tie.target:
                pair = min(tie.source, tie.target), max(tie.source, tie.target)
                summed[pair] = summed.get(pair, 0.0) + tie.weight
        return [(*pair, weight) for pair, weight in sorted(summed.items())]

    @cached_property
    def components(self) -> tuple[int, ...]:
        """Return the component of each node; 0 is the largest, ties by the first node."""
        root = list(range(len(self.nodes)))

        def find(node: int) -> int:
            while root[node] != node:
                root[node] = root[root[node]]
                node = root[node]
            return node

        for tie in self.ties:
            a, b = find(tie.source), find(tie.target)
            root[max(a, b)] = min(a, b)
        roots = [find(node) for node in range(len(root))]
        sizes: dict[int, int] = {}
        for first in roots:
            sizes[first] = sizes.get(first, 0) + 1
        order = sorted(sizes, key=lambda first: (-sizes[first], first))
        number = {first: place for place, first in enumerate(order)}
        return tuple(number[first] for first in roots)

    def size(self, lang: str = "en") -> str:
        """Return the numbers of nodes, ties and components in words.

        >>> Network("v", Header(), True, (Node("a", {}, ""),), ()).size()
        'nodes: 1, ties: 0, components: 1'
        """
        text = SIZE.get(lang, SIZE["en"])
        parts = max(self.components, default=-1) + 1
        return text.format(nodes=len(self.nodes), ties=len(self.ties), components=parts)

    def without(self, claims: Set[str]) -> Network:
        """Return the network that is left if `claims` are not believed; all nodes stay."""
        left = [tie.without(claims) for tie in self.ties]
        return replace(self, ties=tuple(tie for tie in left if tie is not None))

    def strongest(self, top: int) -> Network:
        """Return the network of the `top` nodes with the most neighbours, ties by id.

        >>> nodes = tuple(Node(name, {}, "") for name in "abc")
        >>> path = Network("path", Header(), False, nodes, (Tie(0, 1, "r"), Tie(1, 2, "r")))
        >>> [node.id for node in path.strongest(2).nodes]
        ['a', 'b']
        """
        near: list[set[int]] = [set() for _ in self.nodes]
        for tie in self.ties:
            near[tie.source].add(tie.target)
            near[tie.target].add(tie.source)
        order = sorted(range(len(near)), key=lambda n: (-len(near[n] - {n}), n))
        place = {old: new for new, old in enumerate(sorted(order[:top]))}
        kept = (tie for tie in self.ties if tie.source in place and tie.target in place)
        ties = (replace(t, source=place[t.source], target=place[t.target]) for t in kept)
        nodes = tuple(self.nodes[old] for old in place)
        return replace(self, nodes=nodes, ties=tuple(sorted(ties)))

    def csr(self, *, directed: bool = False) -> csr_array[np.float64, tuple[int, int]]:
        """Return the weighted adjacency matrix; rows and columns in the order of `nodes`.

        Without `directed` it is the symmetric matrix of `pairs`. With `directed`, the entry
        (i, j) sums the ties from i to j. Ties of a node with itself are dropped. Indices are
        sorted and no zero is stored.
        """
        from scipy.sparse import coo_array  # heavy: only who computes pays

        found = [
            (tie.source, tie.target, tie.weight) for tie in self.ties if tie.source != tie.target
        ]
        if not directed:
            found = [arc for i, j, w in self.pairs() for arc in ((i, j, w), (j, i, w))]
        rows = [arc[0] for arc in found]
        columns = [arc[1] for arc in found]
        shape = (len(self.nodes), len(self.nodes))
        weights = [float(arc[2]) for arc in found]
        matrix = coo_array((weights, (rows, columns)), shape=shape, dtype=float).tocsr()
        matrix.sort_indices()
        return matrix

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """Return the network for NetworkX: nodes by IRI, one edge per tie.

        Nodes have `label` (English), `label_zh` and `kind`; edges have `relation`, `weight`,
        `modality`, `certainty` and `claims` (a tuple of IRIs). An edge's key is the number of
        its tie, so that `to_undirected()` loses none. The graph has `name`, `title` and
        `directed`; in an undirected view the direction of an edge says nothing.

        >>> import networkx as nx
        >>> nodes = (Node("a", {"en": "Alpha", "zh": "甲"}, "Body"), Node("b", {}, "Body"))
        >>> ties = (Tie(0, 1, "advice", claims=("c1",)), Tie(1, 0, "advice", 2.0))
        >>> graph = Network("demo", Header(), True, nodes, ties).to_networkx()
        >>> graph.nodes["a"]["label_zh"], graph.edges["b", "a", 1]["weight"]
        ('甲', 2.0)
        >>> nx.betweenness_centrality(nx.Graph(graph))
        {'a': 0.0, 'b': 0.0}
        """
        import networkx as nx  # heavy: only who asks for it pays

        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(
            name=self.name, title=self.title("en"), directed=self.directed
        )
        for node in self.nodes:
            graph.add_node(
                node.id, label=node.label("en"), label_zh=node.label("zh"), kind=node.kind
            )
        for key, tie in enumerate(self.ties):
            graph.add_edge(
                self.nodes[tie.source].id,
                self.nodes[tie.target].id,
                key=key,
                relation=tie.relation,
                weight=tie.weight,
                modality=tie.modality,
                certainty=tie.certainty,
                claims=tie.claims,
            )
        return graph
