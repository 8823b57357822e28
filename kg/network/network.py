"""A network: nodes, typed ties between them, and the claims behind every tie."""

from __future__ import annotations

from collections.abc import Hashable, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.errors import FormatError
from kg.network.columns import Columns, Node, Nodes, Tie, Ties
from kg.network.sketch import MOST, sketch
from kg.text.header import Header
from kg.text.names import own_lang
from kg.text.table import safe

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
    from scipy.sparse import csr_array

    from kg.network.columns import Floats, Ints

__all__ = ["Network", "Node", "Tie"]

SIZE = {
    "en": "nodes: {nodes}, ties: {ties}, components: {components}",
    "zh": "节点 {nodes} 个，关系 {ties} 条，连通分量 {components} 个",
}


class Arcs(NamedTuple):
    """Pairs of positions, each once and sorted, with the sum of the weights of their ties."""

    first: Ints
    second: Ints
    weight: Floats


@dataclass(frozen=True)
class Network:
    """The nodes and ties that one view of the graph holds; both are sorted.

    Nodes are sorted by id, ties by their fields, so that equal rows give an equal network and
    every seeded method starts from the same order. Both may be made when asked for (`Nodes`,
    `Ties`): whatever is counted or summed here reads `columns` and makes neither.

    Raises
    ------
    FormatError
        If nodes are not sorted by id, an id occurs twice, or a tie ends at no node.
    """

    name: str
    header: Header
    directed: bool
    nodes: Sequence[Node]
    ties: Sequence[Tie]

    def __post_init__(self) -> None:
        made = isinstance(self.nodes, Nodes)  # then sorted by who makes them
        if not made and any(a.id >= b.id for a, b in pairwise(self.nodes)):
            message = f"network {self.name!r}: its nodes must be sorted by id, each id once"
            raise FormatError(message)
        low, high = ends_of(self.ties)
        if low < 0 or high >= len(self.nodes):
            count = len(self.nodes)
            message = f"network {self.name!r}: a tie ends at no node; there are {count}"
            raise FormatError(message)

    def title(self, lang: str) -> str:
        """Return what the view is called in `lang`, else its name."""
        return self.header.text("title", lang) or self.name

    @cached_property
    def columns(self) -> Columns:
        """The ties as arrays."""
        return self.ties.columns if isinstance(self.ties, Ties) else Columns.of(self.ties)

    @cached_property
    def links(self) -> Arcs:
        """What `pairs` returns, as arrays."""
        import numpy as np  # heavy: only who computes pays

        ends = self.columns.source, self.columns.target
        return self.summed(np.minimum(*ends), np.maximum(*ends))

    @cached_property
    def arcs(self) -> Arcs:
        """The directed simple projection: parallel ties are summed, loops dropped."""
        return self.summed(self.columns.source, self.columns.target)

    def summed(self, first: Ints, second: Ints) -> Arcs:
        """Return each pair of two different nodes once, with the weight of all its ties."""
        import numpy as np  # heavy: only who computes pays

        count, apart = max(len(self.nodes), 1), first != second
        keys, place = np.unique(first[apart] * count + second[apart], return_inverse=True)
        weight = np.bincount(place, self.columns.weight[apart], minlength=len(keys))
        return Arcs(keys // count, keys % count, weight.astype(np.float64))

    def pairs(self) -> list[tuple[int, int, float]]:
        """Return the undirected simple projection as (smaller, larger, weight), sorted.

        Parallel and reciprocal ties are summed, ties of a node with itself dropped.

        >>> two = (Node("a", {}, ""), Node("b", {}, ""))
        >>> Network("v", Header(), True, two, (Tie(0, 1, "x"), Tie(1, 0, "y", 2.0))).pairs()
        [(0, 1, 3.0)]
        """
        return list(zip(*(column.tolist() for column in self.links), strict=True))

    @cached_property
    def computed(self) -> dict[Hashable, Any]:
        """Return what was computed on this network, by whoever keeps it here: it never changes."""
        return {}

    @cached_property
    def components(self) -> tuple[int, ...]:
        """The component of each node; 0 is the largest, ties by the first node."""
        import numpy as np  # heavy: only who computes pays

        root = roots_of(len(self.nodes), self.links.first, self.links.second)
        roots, part, sizes = np.unique(root, return_inverse=True, return_counts=True)
        number = np.empty(len(roots), dtype=np.int64)
        number[np.lexsort((roots, -sizes))] = np.arange(len(roots))
        return tuple(number[part].tolist())

    def size(self, lang: str = "en") -> str:
        """Return the numbers of nodes, ties and components in words.

        >>> Network("v", Header(), True, (Node("a", {}, ""),), ()).size()
        'nodes: 1, ties: 0, components: 1'
        """
        text = SIZE.get(lang, SIZE["en"])
        parts = max(self.components, default=-1) + 1
        return text.format(nodes=len(self.nodes), ties=len(self.ties), components=parts)

    def without(self, claims: Set[str]) -> Network:
        """Return the network that is left if `claims` are not believed; all nodes stay.

        A tie that rests on no claim stays.
        """
        return self.of(self.columns.without(claims))

    def of(self, columns: Columns) -> Network:
        """Return the network of the same nodes with the ties of `columns`."""
        return replace(self, ties=Ties(columns))

    def strongest(self, top: int) -> Network:
        """Return the network of the `top` nodes with the most neighbours, ties by id.

        >>> nodes = tuple(Node(name, {}, "") for name in "abc")
        >>> path = Network("path", Header(), False, nodes, (Tie(0, 1, "r"), Tie(1, 2, "r")))
        >>> [node.id for node in path.strongest(2).nodes]
        ['a', 'b']
        """
        import numpy as np  # heavy: only who computes pays

        count = len(self.nodes)
        near = np.bincount(np.concatenate(self.links[:2]), minlength=count)
        kept = np.sort(np.argsort(-near, kind="stable")[:top])
        place = np.full(count, -1)
        place[kept] = np.arange(len(kept))
        nodes = tuple(self.nodes[old] for old in kept.tolist())
        return replace(self, nodes=nodes, ties=Ties(self.columns.between(place)))

    def csr(self, *, directed: bool = False) -> csr_array[np.float64, tuple[int, int]]:
        """Return the weighted adjacency matrix; rows and columns in the order of `nodes`.

        Without `directed` it is the symmetric matrix of `pairs`. With `directed`, the entry
        (i, j) sums the ties from i to j. Ties of a node with itself are dropped. Indices are
        sorted and no zero is stored. All callers get the same matrix: copy it to change it.
        """
        return self.ahead if directed else self.symmetric

    @cached_property
    def ahead(self) -> csr_array[np.float64, tuple[int, int]]:
        """The matrix of `arcs`."""
        return matrix_of(self.arcs, len(self.nodes))

    @cached_property
    def symmetric(self) -> csr_array[np.float64, tuple[int, int]]:
        """The symmetric matrix of `links`."""
        import numpy as np  # heavy: only who computes pays

        first, second, weight = self.links
        rows, columns = np.concatenate((first, second)), np.concatenate((second, first))
        order = np.lexsort((columns, rows))
        both = Arcs(rows[order], columns[order], np.concatenate((weight, weight))[order])
        return matrix_of(both, len(self.nodes))

    def _repr_html_(self) -> str:
        """Return title and size for a notebook, and a sketch of a small network."""
        lang = own_lang()
        small = len(self.nodes) <= MOST
        names = [node.label(lang) for node in self.nodes] if small else []
        drawn = sketch(names, [pair[:2] for pair in self.pairs()] if small else [])
        return f"<h3>{safe(self.title(lang))}</h3><p>{safe(self.size(lang))}</p>{drawn}"

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
        graph.add_nodes_from(
            (node.id, {"label": node.label("en"), "label_zh": node.label("zh"), "kind": node.kind})
            for node in self.nodes
        )
        names = [node.id for node in self.nodes]
        for key, tie in enumerate(self.ties):
            graph.add_edge(
                names[tie.source],
                names[tie.target],
                key=key,
                relation=tie.relation,
                weight=tie.weight,
                modality=tie.modality,
                certainty=tie.certainty,
                claims=tie.claims,
            )
        return graph


def ends_of(ties: Sequence[Tie]) -> tuple[int, int]:
    """Return the lowest and the highest position that a tie ends at; 0, -1 without ties."""
    if not len(ties):
        return 0, -1
    if isinstance(ties, Ties):
        ends = ties.columns.source, ties.columns.target
        return min(int(end.min()) for end in ends), max(int(end.max()) for end in ends)
    return min(min(t.source, t.target) for t in ties), max(max(t.source, t.target) for t in ties)


def roots_of(count: int, first: Ints, second: Ints) -> Ints:
    """Return the first node of the component of each of `count` nodes.

    Where a tie joins two trees, the later root hangs itself below the earlier one, then all
    trees are made flat: the rounds grow with the logarithm of the longest path.

    >>> import numpy as np
    >>> roots_of(4, np.array([1, 2]), np.array([3, 3])).tolist()
    [0, 1, 1, 1]
    """
    import numpy as np  # heavy: only who computes pays

    root = np.arange(count)
    one, other = root[first], root[second]
    while (one != other).any():
        np.minimum.at(root, np.maximum(one, other), np.minimum(one, other))
        while (root != root[root]).any():
            root = root[root]
        one, other = root[first], root[second]
    return root


def matrix_of(arcs: Arcs, count: int) -> csr_array[np.float64, tuple[int, int]]:
    """Return the sparse matrix of sorted arcs between `count` nodes."""
    import numpy as np  # heavy: only who computes pays
    from scipy.sparse import csr_array

    starts = np.concatenate(([0], np.cumsum(np.bincount(arcs.first, minlength=count))))
    parts = arcs.weight, arcs.second.astype(np.int32), starts.astype(np.int32)
    matrix = csr_array(parts, shape=(count, count))
    matrix.has_sorted_indices = matrix.has_canonical_format = True
    return matrix
