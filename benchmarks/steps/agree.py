"""The product's measures beside those of NetworkX: time of each, and the largest difference."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from benchmarks.child import Say
from benchmarks.steps.nets import network_of, numbered, ours

SYNTHETIC = 2000


def views(say: Say) -> None:
    """Compare on every shipped view and on a synthetic network of 2,000 ties."""
    import kg

    graph = kg.load()
    for name in graph.onto.files("views"):
        compare(say, name, graph.network(name))
    compare(say, "synthetic", network_of(SYNTHETIC))


def compare(say: Say, name: str, network: Any) -> None:
    """Tell time and difference of each measure on one network."""
    measures = ours(network)
    for measure, reference in references(network).items():
        seconds, found = timed(measures[measure])
        theirs, wanted = timed(reference)
        answer = {
            "networkx": theirs,
            "difference": difference(found, wanted),
            "ties": len(network.ties),
        }
        say(f"{measure}: {name}", seconds, answer)


def timed(function: Callable[[], Any]) -> tuple[float, Any]:
    """Return the best of three times, and what the function gives."""
    times, found = [], None
    for _ in range(3):
        start = time.perf_counter()
        found = function()
        times.append(time.perf_counter() - start)
    return min(times), found


def difference(found: Sequence[float], wanted: Sequence[float | None]) -> float:
    """Return the largest relative difference; infinite where only one of both has a value.

    Values below a millionth of the largest are compared as parts of that: a solver knows
    them no better.
    """
    least = max((abs(value) for value in wanted if value is not None), default=0.0) * 1e-6
    most = 0.0
    for one, other in zip(found, wanted, strict=True):
        if other is None or math.isnan(one):
            most = max(most, 0.0 if other is None and math.isnan(one) else math.inf)
        elif one != other:
            most = max(most, abs(one - other) / max(abs(one), abs(other), least))
    return most


def references(network: Any) -> Mapping[str, Callable[[], list[float | None]]]:
    """Return the measures as NetworkX computes them on the same network."""
    import networkx as nx
    import numpy as np

    matrix, arrows = network.csr(), network.csr(directed=True)
    graph = nx.from_scipy_sparse_array(matrix)
    ahead = nx.from_scipy_sparse_array(
        arrows if network.directed else matrix, create_using=nx.DiGraph
    )
    count = matrix.shape[0]

    def listed(found: Mapping[int, float]) -> list[float | None]:
        values = (found.get(node) for node in range(count))
        return [None if value is None or math.isnan(value) else float(value) for value in values]

    def eigenvector() -> list[float | None]:
        part = np.asarray(network.components)
        weights = np.bincount(part, weights=np.asarray(matrix.sum(axis=1)))
        sizes = np.bincount(part)
        best = min(range(len(sizes)), key=lambda c: (-sizes[c], -weights[c], c))
        core = graph.subgraph(np.flatnonzero(part == best).tolist())
        return listed(nx.eigenvector_centrality_numpy(core, weight="weight"))

    return {
        "degree": lambda: listed(dict(graph.degree())),
        "strength": lambda: listed(dict(graph.degree(weight="weight"))),
        "betweenness": lambda: listed(nx.betweenness_centrality(graph)),
        "harmonic": lambda: listed(nx.harmonic_centrality(graph)),
        "pagerank": lambda: listed(nx.pagerank(ahead, tol=1e-14, max_iter=5000)),
        "eigenvector": eigenvector,
        "constraint": lambda: listed(nx.constraint(graph, weight="weight")),
        "coreness": lambda: listed(nx.core_number(graph)),
        "clustering": lambda: listed(nx.clustering(graph)),
        "components": lambda: numbered([*nx.connected_components(graph)], count),
    }
