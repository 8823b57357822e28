"""Goals on networks: projection, measures at 100,000 ties, agreement with NetworkX."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from os import cpu_count
from pathlib import Path

from benchmarks.bench import Bench, Row, compare
from benchmarks.goals_graph import graph_session
from benchmarks.measure import CAP, Result, Told
from benchmarks.steps.nets import SOURCES, grid
from kg.analysis.paths import EXACT_UP_TO

TIES = {"S": 1_000, "M": 10_000, "L": 100_000, "XL": 1_000_000}
REPORT = {
    "degree": 1e-6,
    "pagerank": 1e-5,
    "eigenvector": 1e-4,
    "coreness": 1e-6,
    "components": 1e-6,
    "clustering": 1e-6,
    "constraint": 1e-6,
    "sampled betweenness": 1e-6,
    "modularity of communities": math.inf,
}
"""The measures of the full report, and by how much values may differ from NetworkX.

NetworkX stops its power iteration for the eigenvector early. Of communities, the modularity
is told, not compared: NetworkX has no Leiden, so Louvain stands for it there. igraph goes over
the network ten times, as the product does: two times, its default, give a lower modularity.
"""
WANTED = {"networkx": "≥ 50", "igraph": "≤ 1.3"}
"""What is wanted of the full report beside each peer."""
EQUAL = 1e-9
LINEAR = ("pagerank", "eigenvector", "coreness", "components", "clustering", "constraint")
"""What should grow with the ties."""
NOTICED = 0.005
"""Seconds below which nobody minds how a job grows."""


def p7(bench: Bench) -> None:
    """The weighted supply network from a built graph."""
    size = bench.size
    ours = alone(bench, size)
    for module, wanted in (("rdflib", "≥ 40"), ("pyoxigraph", "≥ 3")):
        theirs = graph_session(bench, module, size)["network"]
        head = ("P7", size, "weighted supply network, first build", wanted)
        equal = ours["network"].answer == theirs.answer
        bench.add(compare(head, ours["network"], f"{module} rows into nx", theirs, equal=equal))
    theirs = graph_session(bench, "pyoxigraph", size)["network"]
    head = ("P7", size, "the same, already read", "≥ 50")
    bench.add(compare(head, ours["network again"], "pyoxigraph rows into nx", theirs))
    small = bench.at("M")
    ours, other = alone(bench, small), graph_session(bench, "kglab", small)["network"]
    equal = str(ours["network"].answer).split()[:2] == str(other.answer).split()[:2]
    head = ("P7", small, "weighted supply network, first build", "≥ 300")
    bench.add(compare(head, ours["network"], "kglab SubgraphMatrix", other, equal=equal))


def alone(bench: Bench, size: str) -> Told:
    """Return what the product tells of the network in a process that did nothing else."""
    world = bench.world(size)
    return bench.own("rdf.kg", store=world.store, jobs=["network"], anchor=world.anchor)


def values(folder: Path, name: str) -> list[float | None]:
    """Return the values that a step has left for a measure."""
    found: list[float | None] = json.loads((folder / f"{name}.json").read_text("utf-8"))
    return found


def largest_difference(ours: list[float | None], theirs: list[float | None]) -> float:
    """Return the largest relative difference of values that both have, scaled alike."""
    pairs = [(a, b) for a, b in zip(ours, theirs, strict=True) if a is not None and b is not None]
    if not pairs:
        return math.inf
    return max(abs(a - b) / max(abs(a), abs(b), 1e-9) for a, b in pairs)


def unit(found: list[float | None]) -> list[float | None]:
    """Return an eigenvector scaled to length 1."""
    length = math.sqrt(sum(value * value for value in found if value is not None)) or 1.0
    return [None if value is None else value / length for value in found]


def measured(bench: Bench, module: str, ties: int, name: str, **how: str) -> tuple[Told, Path]:
    """Return what a tool tells of one measure, and where its values are.

    On large networks each measure has a process of its own: what is stopped stops no other.
    """
    folder = bench.scratch("-".join((module, str(ties), *how.values())))
    names = [*REPORT, "betweenness"] if ties <= TIES["S"] and not how else [name]
    args = {"edges": ties, "names": names, "values": folder, **how}
    if module.startswith("kg"):
        return bench.own(f"nets.{module}", **args), folder
    return bench.peer(module, f"nets.{module}", **args), folder


def agrees(name: str, one: tuple[Told, Path], other: tuple[Told, Path]) -> bool | None:
    """Return whether the values of two tools agree; None where they need not."""
    if not (one[0][name].ended and other[0][name].ended) or REPORT.get(name, 0) == math.inf:
        return None
    pair = [values(folder, name) for _, folder in (one, other)]
    if name == "eigenvector":
        pair = [unit(found) for found in pair]
    return largest_difference(*pair) <= REPORT.get(name, 1e-6)


def p8(bench: Bench) -> None:
    """The full network report: each measure, their sum, and all as the one job that it is here."""
    size, ties = bench.size, TIES[bench.size]
    told: dict[str, dict[str, tuple[Told, Path]]] = {"kg": {}, "networkx": {}, "igraph": {}}
    for name in REPORT:
        for module, found in told.items():
            found[name] = measured(bench, module, ties, name)
    own = told.pop("kg")
    for module, theirs in told.items():
        for name, ours in own.items():
            head = ("P8", size, f"{name}, {ties:,} ties", "")
            equal = agrees(name, ours, theirs[name])
            row = compare(head, ours[0][name], module, theirs[name][0][name], equal=equal)
            bench.add(row._replace(note=row.note or told_beside(name, ours[0], theirs[name][0])))
        head = ("P8", size, f"sum of the {len(REPORT)} measures", "")
        bench.add(compare(head, total(own), module, total(theirs)))
        if follows_the_same(ties):
            bench.add(one_job(bench, module, theirs))


def follows_the_same(ties: int) -> bool:
    """Return whether the product follows paths from the sources that the peers are given."""
    nodes = ties // 4
    return nodes <= SOURCES or nodes * ties > EXACT_UP_TO


def one_job(bench: Bench, module: str, theirs: Mapping[str, tuple[Told, Path]]) -> Row:
    """Return the row of all measures: one job of ours beside the sum of a peer's."""
    ties, folder = TIES[bench.size], bench.scratch(f"report-{TIES[bench.size]}")
    told = bench.own("nets.kg_report", edges=ties, names=[*REPORT], values=folder)
    same = [agrees(name, (told, folder), found) for name, found in theirs.items()]
    what = f"full report: {len(REPORT)} measures in one job on {cpu_count()} processors"
    head = ("P8", bench.size, what, WANTED[module])
    row = compare(head, told["report"], module, total(theirs), equal=False not in same)
    return row._replace(note="; ".join(filter(None, (row.note, "theirs one after the other"))))


def total(told: Mapping[str, tuple[Told, Path]]) -> Result:
    """Return the sum of all measures; what was stopped counts with the limit, and is told."""
    results = [found[name] for name, (found, _) in told.items()]
    missing = next((r for r in results if not r.ended and not r.why.startswith("stopped")), None)
    if missing:
        return missing
    stopped = sum(not result.ended for result in results)
    seconds = sum(CAP if result.seconds is None else result.seconds for result in results)
    note = f"{stopped} stopped at {CAP:.0f} s: at least this" if stopped else ""
    return Result(seconds, why=note)


def told_beside(name: str, ours: Told, theirs: Told) -> str:
    """Return the one number that a measure gives in both tools, if it gives one."""
    numbers = [told[f"{name} value"].answer for told in (ours, theirs)]
    return " beside ".join(f"{number:.4f}" for number in numbers if isinstance(number, float))


def p9(bench: Bench) -> None:
    """Exact betweenness, by the core set and with the extra `fast`, on two shapes of network."""
    ties = TIES[bench.at("M")]
    exact(bench, "", f"{ties:,} ties", "≤ 1.2")
    exact(bench, "grid", f"a grid of {len(grid(ties)[0]):,} ties", "≤ 2.4")


def exact(bench: Bench, shape: str, what: str, core: str) -> None:
    """Compare exact betweenness on one network; `core` is what is wanted without the extra."""
    size, name, how = bench.at("M"), "betweenness", {"shape": shape} if shape else {}
    theirs = {
        module: measured(bench, module, TIES[size], name, **how)
        for module in ("networkx", "igraph", "rustworkx", "networkit")
    }
    raw = [module for module in theirs if module != "networkx" and theirs[module][0][name].ended]
    best = min(raw, key=lambda module: theirs[module][0][name].seconds or 0, default="igraph")
    for module, own, wanted in (("kg_core", "core", core), ("kg", "extra fast", "≤ 1.2")):
        ours = measured(bench, module, TIES[size], name, **how)
        for peer, found in theirs.items():
            goal = "≥ 15" if peer == "networkx" else wanted if peer == best else ""
            head = ("P9", size, f"exact betweenness, {what}, {own}", goal)
            equal = agrees(name, ours, found)
            said = f"{peer}, best of three" if peer == best else peer
            bench.add(compare(head, ours[0][name], said, found[0][name], equal=equal))


def doubled(bench: Bench) -> None:
    """Add what twice the ties cost: a step that is quadratic in them takes four times as long."""
    sizes = [TIES[bench.size] * times // 2 for times in (1, 2, 4)]
    folder = bench.scratch("doubled")
    told = [bench.own("nets.kg", edges=n, names=LINEAR, values=folder) for n in sizes]
    for name in LINEAR:
        for ties, one, other in zip(sizes, told, told[1:], strict=False):
            head = ("P17", bench.size, f"{name}, from {ties:,} ties: twice the ties", "≤ 3")
            row = compare(head, other[name], f"kg at {ties:,} ties", one[name])
            slow = other[name].ended and (other[name].seconds or 0) < NOTICED
            bench.add(row._replace(reached="yes" if slow else row.reached))


def agree(bench: Bench) -> None:
    """Each measure that NetworkX has, on the shipped views and a synthetic network."""
    told = bench.own("agree.views")
    if told.why:
        bench.add(
            compare(
                ("agree", "-", "measures beside NetworkX", ""),
                Result(None, why=told.why),
                "networkx",
                Result(None),
            )
        )
    for what, result in told.results.items():
        found = result.answer
        if isinstance(found, dict):
            head = ("agree", "-", f"{what} ({found['ties']} ties)", "")
            row = compare(
                head,
                result,
                "networkx",
                Result(found["networkx"]),
                equal=found["difference"] <= EQUAL,
            )
            bench.add(row._replace(note=f"largest difference {found['difference']:.1e}"))
