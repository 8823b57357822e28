"""Engines: the measures that this machine and Spark both compute, to the same values."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.analysis.card import card_of, refuse_if_thin
from kg.analysis.places import places, tidy
from kg.analysis.spark import MEASURES, VOTES, read_ties, session, values
from kg.analysis.writeback import Measured, Value
from kg.errors import EngineError, TooFewNodesError, UnknownNameError, missing
from kg.network.network import Network
from kg.text.names import near_misses

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]

ENGINES = ("local", "spark")
RANKED = frozenset({"degree", "pagerank", "coreness", "triangles"})


def measured_by(
    engine: str, networks: Sequence[Network], measures: Sequence[str], master: str
) -> list[Measured]:
    """Return each measure on each network; `measures` left empty are all that engines share.

    Raises
    ------
    UnknownNameError
        If there is no such engine or measure.
    EngineError
        If Spark is missing, cannot be reached, or failed.
    """
    for kind, names, known in (("engine", [engine], ENGINES), ("measure", measures, MEASURES)):
        for name in names:
            if name not in known:
                near = near_misses(name, known)
                raise UnknownNameError(kind, name, near, f"one of {', '.join(known)}")
    chosen = tuple(measures) or tuple(MEASURES)
    found: dict[str, list[list[float]]] = {}
    thin = {network.name: reason for network in networks if (reason := too_thin(network))}
    wide = [network for network in networks if network.name not in thin]
    if wide:
        found = by_spark(wide, chosen, master) if engine == "spark" else by_hand(wide, chosen)
    return [
        of_numbers(network, measure, found[network.name][i] if network.name in found else [], thin)
        for network in networks
        for i, measure in enumerate(chosen)
    ]


def too_thin(network: Network) -> str:
    """Return why nothing can be measured on `network`; nothing where something can."""
    try:
        refuse_if_thin(network, "any measure")
    except TooFewNodesError as error:
        return str(error)
    return ""


def of_numbers(
    network: Network, measure: str, numbers: list[float], thin: Mapping[str, str]
) -> Measured:
    """Return one measure with the rank of each node where it ranks, highest first."""
    tidied = tidy(numbers)
    ranks = places(tidied, range(len(tidied)), lowest=False)
    cells = zip(network.nodes, tidied, ranks, strict=True) if numbers else ()
    found = tuple(
        Value(node.id, number, rank if measure in RANKED else None)
        for node, number, rank in cells
        if number is not None
    )
    settings = card_of(measure, "en").parameters
    return Measured(network.name, measure, settings, found, thin.get(network.name, ""))


def by_spark(
    networks: Sequence[Network], measures: Sequence[str], master: str
) -> dict[str, list[list[float]]]:
    """Return the values of each measure on each network, by name, computed by Spark.

    The ties are written as Parquet into a folder that the executors must see too: on a
    cluster `TMPDIR` names one on shared storage.
    """
    found = {}
    with tempfile.TemporaryDirectory(prefix="kg-ties-") as folder, session(master) as spark:
        for network in networks:
            path = Path(folder) / f"{network.name}.parquet"
            write_ties(network, path)
            ties = read_ties(spark, path, len(network.nodes), directed=network.directed)
            found[network.name] = [values(ties, measure) for measure in measures]
    return found


def write_ties(network: Network, path: Path) -> None:
    """Write the ties as Parquet: source, target (positions of nodes) and weight.

    Raises
    ------
    EngineError
        If the package pyarrow is missing.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise EngineError(missing("a file in Parquet", "pyarrow", "spark")) from None
    columns = network.columns
    names = ("source", "target", "weight")
    parquet.write_table(pa.table({name: getattr(columns, name) for name in names}), path)


def by_hand(networks: Sequence[Network], measures: Sequence[str]) -> dict[str, list[list[float]]]:
    """Return the values of each measure on each network, by name, computed on arrays."""
    return {
        network.name: [LOCAL[measure](network).astype(float).tolist() for measure in measures]
        for network in networks
    }


def degree(network: Network) -> Numbers:
    """Return the number of neighbours of each node."""
    from kg.analysis import scores

    return scores.degree(network.csr())


def pagerank(network: Network) -> Numbers:
    """Return the PageRank of each node, along the ties of a directed network."""
    from kg.analysis import scores

    return scores.pagerank(network.csr(directed=network.directed))


def component(network: Network) -> Numbers:
    """Return the least node of the component of each node."""
    import numpy as np

    _, first, part = np.unique(network.components, return_index=True, return_inverse=True)
    return first[part].astype(np.float64)


def coreness(network: Network) -> Numbers:
    """Return the core number of each node."""
    from kg.analysis import scores

    return scores.coreness(network.csr())


def triangles(network: Network) -> Numbers:
    """Return the number of triangles of each node."""
    import numpy as np

    from kg.analysis import triangles as found

    corners = found.triangles_of(network).corners
    return np.bincount(corners.ravel(), minlength=len(network.nodes)).astype(np.float64)


def label_propagation(network: Network) -> Numbers:
    """Return the label that spreads to each node in at most ten rounds; it starts as its own."""
    import numpy as np

    both, count = network.csr(), len(network.nodes)
    rows = np.repeat(np.arange(count), np.diff(both.indptr))
    label = np.arange(count)
    for _ in range(VOTES):
        pairs, votes = np.unique(rows * count + label[both.indices], return_counts=True)
        node, said = np.divmod(pairs, count)
        order = np.lexsort((-said, votes))  # the last to be written wins: most votes, least label
        label[node[order]] = said[order]
    return label.astype(np.float64)


LOCAL: Mapping[str, Callable[[Network], Numbers]] = {
    "degree": degree,
    "pagerank": pagerank,
    "component": component,
    "coreness": coreness,
    "triangles": triangles,
    "label_propagation": label_propagation,
}
"""The measures of Spark on this machine."""
