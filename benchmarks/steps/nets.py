"""Engines that measure networks: one heavy-tailed network, the same measures in each."""

from __future__ import annotations

import json
import math
import os
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.child import Say

SOURCES = 256
PASSES = 10
"""How often Leiden goes over the network: as often as the product does, to an equal modularity."""
OTHERWISE = ("components", "sampled betweenness", "modularity of communities")
"""The measures of a report that are not scores of the same name."""
Values = Sequence[float]
Measures = Mapping[str, Callable[[], Any]]


def ties(edges: int, count: int = 0) -> list[tuple[int, int]]:
    """Return directed ties between `count` nodes, no pair twice, with a heavy tail.

    Usual are `edges` / 4 nodes.

    >>> len(ties(40)), ties(40) == ties(40)
    (40, True)
    """
    draw = random.Random(0)  # noqa: S311  no secret, a seed
    count = count or edges // 4
    ends: list[int] = []
    known: set[tuple[int, int]] = set()
    made = []
    while len(made) < edges:
        pair = tuple(
            draw.choice(ends) if ends and draw.random() < chance else draw.randrange(count)
            for chance in (0.45, 0.7)
        )
        key = min(pair), max(pair)
        if pair[0] != pair[1] and key not in known:
            known.add(key)
            ends += pair
            made.append((pair[0], pair[1]))
    return sorted(made)


def grid(edges: int) -> tuple[list[tuple[int, int]], int]:
    """Return about so many ties of a square in which each node is tied to those around it.

    With it comes the number of nodes. The square is deep: paths are as long as its side.

    >>> grid(16)
    ([(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)], 4)
    """
    side = math.isqrt(edges // 4)
    steps = ((0, 1), (1, -1), (1, 0), (1, 1))
    made = [
        (row * side + column, (row + down) * side + column + right)
        for row in range(side)
        for column in range(side)
        for down, right in steps
        if row + down < side and 0 <= column + right < side
    ]
    return made, side * side


def drawn(edges: int, shape: str) -> tuple[list[tuple[int, int]], int]:
    """Return ties and the number of nodes of the network of a shape: a grid, else a heavy tail."""
    return grid(edges) if shape == "grid" else (ties(edges), edges // 4)


def sources(nodes: int) -> list[int]:
    """Return the nodes that paths are followed from: those that the product draws where it does.

    >>> sources(3)
    [0, 1, 2]
    """
    import numpy as np

    draw = np.random.default_rng(0)
    return sorted(draw.choice(nodes, min(SOURCES, nodes), replace=False).tolist())


def measure(say: Say, measures: Measures, names: list[str], values: str) -> None:
    """Clock the named measures; their values go into files, a number a node."""
    for name in names:
        if name not in measures:
            say(f"no {name}", None)
            continue
        found = say.clock(name, measures[name], lambda _: "")
        if isinstance(found, float):
            say(f"{name} value", 0.0, found)
            continue
        numbers = [None if value is None or math.isnan(value) else float(value) for value in found]
        Path(values, f"{name}.json").write_text(json.dumps(numbers), "utf-8")


def largest(nodes: int, pairs: list[tuple[int, int]]) -> set[int]:
    """Return the nodes of the largest connected part."""
    root = list(range(nodes))

    def find(node: int) -> int:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for one, other in pairs:
        root[find(one)] = find(other)
    parts: dict[int, set[int]] = {}
    for node in range(nodes):
        parts.setdefault(find(node), set()).add(node)
    return max(parts.values(), key=len)


def numbered(parts: Sequence[Sequence[int]], nodes: int) -> list[float]:
    """Return the least node of the part of each node, so that parts have the same names."""
    found = [0.0] * nodes
    for part in parts:
        least = float(min(part))
        for node in part:
            found[node] = least
    return found


def networkx(say: Say, edges: int, names: list[str], values: str, shape: str = "") -> None:
    """NetworkX itself, no backend."""
    import networkx as nx

    pairs, nodes = drawn(edges, shape)

    def build(kind: Any) -> Any:
        graph = kind()
        graph.add_nodes_from(range(nodes))
        graph.add_edges_from(pairs)
        return graph

    arrows, graph = build(nx.DiGraph), build(nx.Graph)
    core = graph.subgraph(largest(nodes, pairs)).copy()
    everyone, some = range(nodes), sources(nodes)

    def ordered(found: Mapping[int, float]) -> list[float]:
        return [found.get(node, math.nan) for node in everyone]

    measures: Measures = {
        "build": lambda: [float(build(nx.Graph).number_of_edges())],
        "degree": lambda: ordered(dict(graph.degree())),
        "pagerank": lambda: ordered(nx.pagerank(arrows, tol=1e-11 / len(arrows), max_iter=1000)),
        "eigenvector": lambda: ordered(nx.eigenvector_centrality(core, max_iter=5000, tol=1e-9)),
        "coreness": lambda: ordered(nx.core_number(graph)),
        "components": lambda: numbered([*nx.connected_components(graph)], nodes),
        "clustering": lambda: ordered(nx.clustering(graph)),
        "constraint": lambda: ordered(nx.constraint(graph)),
        "harmonic": lambda: ordered(nx.harmonic_centrality(graph)),
        "closeness": lambda: ordered(nx.closeness_centrality(graph)),
        "betweenness": lambda: ordered(nx.betweenness_centrality(graph)),
        "sampled betweenness": lambda: ordered(
            nx.betweenness_centrality_subset(graph, some, everyone)
        ),
        "modularity of communities": lambda: float(
            nx.community.modularity(graph, nx.community.louvain_communities(graph, seed=0))
        ),
    }
    measure(say, measures, names, values)


def igraph(say: Say, edges: int, names: list[str], values: str, shape: str = "") -> None:
    """Python-igraph on the same ties; values as NetworkX defines them."""
    import igraph as ig

    pairs, nodes = drawn(edges, shape)
    arrows = ig.Graph(n=nodes, edges=pairs, directed=True)
    graph = ig.Graph(n=nodes, edges=pairs)
    inside = sorted(largest(nodes, pairs))
    core = graph.subgraph(inside)
    scale, some = (nodes - 1) * (nodes - 2) / 2, sources(nodes)

    def eigenvector() -> list[float]:
        found = [math.nan] * nodes
        for node, value in zip(inside, core.eigenvector_centrality(), strict=True):
            found[node] = value
        return found

    def communities() -> float:
        random.seed(0)
        found = graph.community_leiden(objective_function="modularity", n_iterations=PASSES)
        return float(found.modularity)

    measures: Measures = {
        "build": lambda: [float(ig.Graph(n=nodes, edges=pairs).ecount())],
        "degree": graph.degree,
        "pagerank": arrows.pagerank,
        "eigenvector": eigenvector,
        "coreness": graph.coreness,
        "components": lambda: numbered([*graph.connected_components()], nodes),
        "clustering": lambda: graph.transitivity_local_undirected(mode="zero"),
        "constraint": graph.constraint,
        "harmonic": lambda: [v * (nodes - 1) for v in graph.harmonic_centrality()],
        "betweenness": lambda: [v / scale for v in graph.betweenness()],
        "sampled betweenness": lambda: graph.betweenness(sources=some),
        "modularity of communities": communities,
    }
    measure(say, measures, names, values)


def rustworkx(say: Say, edges: int, names: list[str], values: str, shape: str = "") -> None:
    """Rustworkx on the same ties, on as many threads as it likes."""
    import rustworkx as rx

    pairs, nodes = drawn(edges, shape)
    graph: Any = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from_no_data(pairs)

    def betweenness() -> list[float]:
        found = rx.graph_betweenness_centrality(graph)
        return [found[node] for node in range(nodes)]

    measure(say, {"betweenness": betweenness}, names, values)


def networkit(say: Say, edges: int, names: list[str], values: str, shape: str = "") -> None:
    """Networkit on the same ties, on as many threads as it likes."""
    import networkit as nk

    pairs, nodes = drawn(edges, shape)
    graph = nk.Graph(nodes)
    for pair in pairs:
        graph.addEdge(*pair)

    def betweenness() -> list[float]:
        return list(nk.centrality.Betweenness(graph, normalized=True).run().scores())

    measure(say, {"betweenness": betweenness}, names, values)


def kg(say: Say, edges: int, names: list[str], values: str, shape: str = "") -> None:
    """The product's scores on its own network, made of the same ties."""
    measure(say, ours(network_of(edges, shape)), names, values)


def kg_core(say: Say, edges: int, names: list[str], values: str, shape: str = "") -> None:
    """The same without the packages of the extra `fast`."""
    os.environ["KG_ENGINE"] = "core"
    kg(say, edges, names, values, shape)


def network_of(edges: int, shape: str = "") -> Any:
    """Return the ties as a network of ours."""
    from kg.network.network import Network, Node, Tie
    from kg.text.header import Header

    pairs, count = drawn(edges, shape)
    nodes = tuple(Node(f"n{number:07d}", {}, "") for number in range(count))
    made = tuple(Tie(*pair, "r") for pair in pairs)
    return Network("synthetic", Header(), directed=True, nodes=nodes, ties=made)


def ours(network: Any) -> Measures:
    """Return the measures of the product on one of its networks, nothing kept between runs."""
    import numpy as np

    from kg.analysis import paths, scores, triangles
    from kg.analysis.clusters import Settings, clustering

    matrix, arrows = network.csr(), network.csr(directed=network.directed)
    parts = network.components
    inside = scores.heaviest(matrix, parts)
    core = matrix[inside][:, inside].tocsr()
    count = matrix.shape[0]

    def components() -> list[float]:
        forget(network)
        return least(network.components)

    def eigenvector() -> Any:
        found = np.full(count, np.nan)
        found[inside] = scores.eigenvector(core)
        return found

    def on_triangles(score: Callable[[Any], Any]) -> Any:
        forget(network)
        return score(network)

    def communities() -> float:
        forget(network)
        return clustering(network, Settings(seeds=1)).modularity

    some = np.array(sources(count))
    return {
        "degree": lambda: scores.degree(matrix),
        "strength": lambda: scores.strength(matrix),
        "pagerank": lambda: scores.pagerank(arrows),
        "eigenvector": eigenvector,
        "coreness": lambda: scores.coreness(matrix),
        "components": components,
        "clustering": lambda: on_triangles(triangles.local_clustering),
        "constraint": lambda: on_triangles(triangles.constraint),
        "harmonic": lambda: paths.harmonic(matrix).value,
        "betweenness": lambda: paths.betweenness(matrix).value,
        "sampled betweenness": lambda: paths.dependencies(matrix, some)[0] / 2,
        "modularity of communities": communities,
    }


def forget(network: Any) -> None:
    """Forget what was computed on a network but its matrices."""
    network.computed.clear()
    network.__dict__.pop("components", None)


def least(parts: Sequence[int]) -> list[float]:
    """Return the least node of the part of each node.

    >>> least([1, 0, 1])
    [0.0, 1.0, 0.0]
    """
    found: dict[int, int] = {}
    for node, part in enumerate(parts):
        found.setdefault(part, node)
    return [float(found[part]) for part in parts]


def kg_report(say: Say, edges: int, names: list[str], values: str) -> None:
    """All measures as one job, as the product computes them for the views of a graph.

    The clusters are of one seed, as those of the peers are.
    """
    from kg.analysis.clusters import Settings, begun, clustering
    from kg.analysis.rank import Measure, estimate

    network, one_seed = network_of(edges), Settings(seeds=1)
    for directed in (False, network.directed):
        network.csr(directed=directed)
    scores = [name for name in names if name not in OTHERWISE]

    def job() -> tuple[Any, Any, Any]:
        forget(network)
        with begun(network, one_seed):
            made = {name: estimate(network, Measure(name)) for name in (*scores, "betweenness")}
            return made, network.components, clustering(network, one_seed)

    made, components, parts = say.clock("report", job, lambda _: "")
    found = {name: one.value for name, one in made.items()}
    found["sampled betweenness"] = summed(found.pop("betweenness"))
    found["components"], found["modularity of communities"] = least(components), parts.modularity
    measure(say, {name: lambda name=name: found[name] for name in names}, names, values)


def summed(betweenness: Any) -> Any:
    """Return the sums over `sources` of which the product has made a betweenness in [0, 1].

    It took their mean, of one source less where a node is a source itself, for all others.
    """
    import numpy as np

    count = len(betweenness)
    taken = sources(count)
    drawn = np.full(count, float(len(taken)))
    drawn[taken] -= 1
    return betweenness * drawn * (count - 2) / 2
