"""Goals on pages, layouts and whole processes, and how costs grow."""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path

from benchmarks.bench import KG, ORDER, Bench, compare
from benchmarks.goals_graph import own_session
from benchmarks.goals_network import NOTICED, TIES, doubled, measured
from benchmarks.make_world import SIZES
from benchmarks.measure import CAP, Result, Told, in_turn
from benchmarks.queries import QUERIES

NODES = {"S": (100,), "M": (1_000,), "L": (1_000, 5_000, 20_000), "XL": (1_000, 5_000, 20_000)}
STABLE = {1_000: ("≥ 20", "", "≤ 1.2"), 5_000: ("", "≤ 0.8", ""), 20_000: ("", "≤ 0.6", "")}
"""By nodes, what is wanted: against pyvis as it comes, with fixed places, and vis-network."""
CLOSED = 100_000
UNUSABLE = 1_000
"""Beyond so many nodes pyvis as it comes never gets still within the limit: it is not tried."""


def spots(bench: Bench, nodes: int) -> Path:
    """Return the file with the places of the nodes that all pages use."""
    path = bench.scratch("pages") / f"spots-{nodes}.json"
    told = bench.own("pages.kg_layout", nodes=nodes, out=path)
    if not told["layout"].ended:
        message = f"layout of {nodes} nodes: {told.why}"
        raise RuntimeError(message)
    return path


def written(bench: Bench, kind: str, nodes: int) -> tuple[Told, Path]:
    """Return what the writing of a page took, and the page."""
    path = bench.scratch("pages") / f"{kind}-{nodes}.html"
    args = {"nodes": nodes, "spots": spots(bench, nodes), "out": path}
    if kind == "kg":
        return bench.own("pages.kg_page", **args), path
    if kind == "vis-network":
        return bench.peer("pyvis", "pages.vis_page", **args), path
    fixed = kind == "pyvis, fixed"
    return bench.peer("pyvis", "pages.pyvis_page", fixed=fixed, **args), path


def opened(bench: Bench, kind: str, nodes: int) -> Told:
    """Return what a browser tells of a page."""
    told, path = written(bench, kind, nodes)
    if not told["write"].ended:
        return Told(why=told.why)
    return bench.own("pages.browser", page=path)


def p10(bench: Bench) -> None:
    """Pages to their stable picture, in headless Chromium."""
    for nodes in NODES[bench.size]:
        ours = opened(bench, "kg", nodes)
        wanted = STABLE.get(nodes, ("", "", ""))
        if nodes <= UNUSABLE:
            theirs = opened(bench, "pyvis", nodes)
            head = ("P10", bench.size, f"{nodes:,} nodes to a stable picture", wanted[0])
            bench.add(compare(head, ours["stable"], "pyvis as it comes", patient(theirs["stable"])))
        theirs = opened(bench, "pyvis, fixed", nodes)
        head = ("P10", bench.size, f"{nodes:,} nodes to a stable picture", wanted[1])
        bench.add(compare(head, ours["stable"], "pyvis, fixed places", theirs["stable"]))
        bare = opened(bench, "vis-network", nodes)
        head = ("P10", bench.size, f"{nodes:,} nodes to a stable picture", wanted[2])
        bench.add(compare(head, ours["stable"], "bare vis-network, fixed places", bare["stable"]))
        frame = "≤ 0.4" if nodes == max(STABLE) else ""
        head = ("P10", bench.size, f"{nodes:,} nodes, a frame while panning", frame)
        bench.add(compare(head, ours["frame"], "pyvis, fixed places", theirs["frame"]))
        for key, what in (("heap", "memory of the scripts"), ("tab", "memory of the tab")):
            held = [megabytes(told[key]) for told in (ours, theirs)]
            head = ("P10", bench.size, f"{nodes:,} nodes, {what}", "", "MB")
            bench.add(compare(head, held[0], "pyvis, fixed places", held[1]))
    if bench.size in ("L", "XL"):
        closed(bench)


def megabytes(result: Result) -> Result:
    """Return what a step answered as what it took."""
    return Result(float(str(result.answer)) if result.ended else None, why=result.why)


def closed(bench: Bench) -> None:
    """A page whose clusters are closed at first, which no peer draws."""
    path = bench.scratch("pages") / f"closed-{CLOSED}.html"
    bench.own("pages.clustered_page", nodes=CLOSED, clusters=400, out=path)
    told = bench.own("pages.browser", page=path)
    what = f"{CLOSED:,} nodes in 400 closed clusters"
    bench.add(
        compare(("P10", bench.size, f"{what}, to a picture", ""), told["stable"], "", Result(None))
    )
    head = ("P10", bench.size, f"{what}, memory of the tab", "", "MB")
    bench.add(compare(head, megabytes(told["tab"]), "", Result(None)))


def patient(result: Result) -> Result:
    """Return the result of a page; one that never got still was stopped, not broken."""
    if "Timeout" in result.why:
        return Result(None, why=f"stopped at {CAP:.0f} s")
    return result


def p11(bench: Bench) -> None:
    """Writing a page, its size, and what it asks of other hosts."""
    nodes = NODES[bench.size][-1]
    ours, _ = written(bench, "kg", nodes)
    theirs, _ = written(bench, "pyvis, fixed", nodes)
    head = ("P11", bench.size, f"page of {nodes:,} nodes written", "≥ 50")
    bench.add(compare(head, ours["write"], "pyvis", theirs["write"]))
    megabytes = [
        Result(int(str(told["write"].answer)) / 1e6 if told["write"].ended else None, why=told.why)
        for told in (ours, theirs)
    ]
    head = ("P11", bench.size, f"page of {nodes:,} nodes, size", "≤ 0.5", "MB")
    bench.add(compare(head, megabytes[0], "pyvis", megabytes[1]))
    asked = opened(bench, "kg", nodes)["stable"]
    row = compare(
        ("P11", bench.size, "requests to other hosts", "", ""), Result(None), "", Result(None)
    )
    row = row._replace(
        kg=str(asked.answer), wanted="0", reached="yes" if asked.answer == 0 else "no"
    )
    bench.add(row)


def p12(bench: Bench) -> None:
    """Layouts outside the browser."""
    for nodes in [count for count in NODES[bench.size] if count <= 5_000]:  # noqa: PLR2004
        spots(bench, nodes)
        path = bench.scratch("pages") / f"spots-{nodes}.json"
        told = bench.own("pages.kg_layout", nodes=nodes, out=path)
        ours = told["layout"]
        for module, wanted in (("networkx", "≥ 40"), ("igraph", "≤ 1.3")):
            theirs = bench.peer(module, f"pages.{module}_layout", nodes=nodes)["layout"]
            head = ("P12", bench.size, f"layout of {nodes:,} nodes", wanted)
            row = compare(
                head, ours, f"{module} {'spring' if module == 'networkx' else 'FR grid'}", theirs
            )
            tight = f"mean line length {ours.answer}, theirs {theirs.answer or '?'}"
            again = "same again" if told["same again"].answer else "NOT the same again"
            bench.add(row._replace(note=row.note or f"{tight}; {again}"))


def p13(bench: Bench) -> None:
    """`kg --help` against the floor and against loading everything at once."""
    eager = "import click, rdflib, networkx, pyvis.network; click.Command('x').main(['--help'])"
    done = in_turn(
        {
            "kg": [*KG, "--help"],
            "click": [sys.executable, "-c", "import click; click.Command('x').main(['--help'])"],
            "eager": [sys.executable, "-c", eager],
        }
    )
    for name, wanted in (("click", "≤ 1.3"), ("eager", "≥ 8")):
        bench.add(
            compare(("P13", "-", "kg --help", wanted), done["kg"], f"{name} script", done[name])
        )


def shipped(bench: Bench) -> None:
    """Whole processes on the shipped data; the floor is a process that imports click."""
    out = bench.scratch("shipped")
    env = {**os.environ, "KG_CACHE": str(out / "cache")}
    commands = {
        "floor": [sys.executable, "-c", "import click"],
        "kg --help": [*KG, "--help"],
        "kg query": [*KG, "query", "-e", "SELECT ?f { ?f a gi:Fund }"],
        "kg show hubei": [*KG, "show", "hubei"],
        "kg find 环保": [*KG, "find", "环保"],
        "kg rank three-chains": [*KG, "rank", "three-chains"],
        "kg draw three-chains": [*KG, "draw", "three-chains", "-o", str(out / "page.html")],
        "kg report overview": [*KG, "report", "overview"],
        "kg build": [*KG, "build", "--out", str(out / "graph")],
        "kg report all --format html": [
            *KG,
            "report",
            "all",
            "--format",
            "html",
            "-o",
            str(out / "all.html"),
        ],
    }
    done = in_turn(commands, env, runs=3)
    floor = done.pop("floor")
    for name, result in done.items():
        row = compare(("shipped", "-", name, ""), result, "import click", floor)
        ratio = f"{(result.seconds or 0) / (floor.seconds or 1):.1f}" if result.ended else ""
        bench.add(
            row._replace(ratio=ratio, note=row.note or f"kg ÷ floor; peak {result.peak:.0f} MB")
        )


def memory(result: Result) -> str:
    """Return the peak memory of a whole process; what is below our own peak cannot be told."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{result.peak:.0f} MB" if result.peak > 1.02 * own else f"at most {own:.0f} MB"


def p17(bench: Bench) -> None:
    """Growth: what ten times the data costs, job by job, of ours only."""
    place = ORDER.index(bench.size)
    if not place:
        return
    sizes = ORDER[place - 1], bench.size
    told = [jobs(bench, size) for size in sizes]
    factor = SIZES[sizes[1]] / SIZES[sizes[0]]
    for what in told[0]:
        one, other = (found.get(what, Result(None, why="not run")) for found in told)
        head = ("P17", f"{sizes[0]}-{sizes[1]}", f"{what}: {factor:.1f} times the data", "≤ 13")
        row = compare(head, other, f"kg at {sizes[0]}", one)
        slow = other.ended and (other.seconds or 0) < NOTICED
        bench.add(row._replace(reached="yes" if slow else row.reached))
    doubled(bench)


def jobs(bench: Bench, size: str) -> dict[str, Result]:
    """Return what the jobs of the product took at a size."""
    world = bench.world(size)
    session = own_session(bench, size)
    found = {
        "kg build": world.build,
        "load Turtle": bench.own("rdf.kg_load", turtle=world.turtle)["load"],
        "tables to a store": bench.own("tables.kg", data=world.data)["load"],
        "network": session["network"],
    }
    found |= {f"{name} {QUERIES[name].what}": session[name] for name in QUERIES}
    for name in ("pagerank", "eigenvector", "coreness", "constraint", "components"):
        found[name] = measured(bench, "kg", TIES[size], name)[0][name]
    return found
