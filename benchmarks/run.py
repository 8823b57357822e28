"""Measure whole processes and five queries beside rdflib, all in one run, as ratios.

Run by `make bench`; prints a table and writes benchmarks/fresh/<name>.csv. What is
kept as the reference stands in benchmarks/results/.
"""

from __future__ import annotations

import csv
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
KG = [sys.executable, "-m", "kg.cli"]
RUNS = 7
QUERIES = {
    "lookup": "SELECT ?l { ?x gi:divisionCode '420000' ; skos:prefLabel ?l }",
    "two-type join": (
        "SELECT ?c ?o { ?c a gi:Claim ; rdf:subject ?s ; rdf:object ?o . ?o a gi:Organization }"
    ),
    "claims with provenance": (
        "SELECT ?c ?src ?p { ?c gi:hasModality gic:fact ; gi:isStatedIn ?src ;"
        " gi:paraphrase ?p . FILTER(LANG(?p) = 'zh') }"
    ),
    "part-of path": "SELECT ?x { ?x gi:isPartOf+ gid:hubei }",
    "count by class": "SELECT ?k (COUNT(?x) AS ?n) { ?x a ?k } GROUP BY ?k ORDER BY ?k",
}
Row = dict[str, str | float]


def process(command: list[str], env: dict[str, str]) -> tuple[float, float]:
    """Return wall seconds and peak megabytes of one run of `command` as a whole process."""
    start = time.perf_counter()
    child = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status):
        message = f"{command} failed"
        raise RuntimeError(message)
    return wall, usage.ru_maxrss / 1024


def paired(commands: dict[str, list[str]], env: dict[str, str]) -> dict[str, tuple[float, float]]:
    """Return median seconds and megabytes of each command, run in turn after one warm-up."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for turn in range(RUNS + 1):
        for name, command in commands.items():
            measured = process(command, env)
            if turn:
                found[name].append(measured)
    return {
        name: (
            statistics.median(wall for wall, _ in runs),
            statistics.median(size for _, size in runs),
        )
        for name, runs in found.items()
    }


def commands(out: Path) -> dict[str, list[str]]:
    """Return the whole processes to time; the first is the floor the others are compared with."""
    query = "SELECT ?f { ?f a gi:Fund }"
    return {
        "python -c 'import click'": [sys.executable, "-c", "import click"],
        "kg --help": [*KG, "--help"],
        "kg query (warm)": [*KG, "query", "-e", query],
        "kg show hubei": [*KG, "show", "hubei"],
        "kg rank three-chains": [*KG, "rank", "three-chains"],
        "kg draw three-chains": [*KG, "draw", "three-chains", "-o", str(out / "page.html")],
        "kg build": [*KG, "build", "--out", str(out / "graph")],
    }


def median_seconds(function: Callable[[], int]) -> tuple[float, int]:
    """Return the median seconds of `function` over five runs, and what it returns."""
    times, answer = [], 0
    for _ in range(5):
        start = time.perf_counter()
        answer = function()
        times.append(time.perf_counter() - start)
    return statistics.median(times), answer


def queries() -> list[Row]:
    """Return one row per query: milliseconds here and in rdflib, ratio, and equal row counts."""
    import kg
    from kg.graph.store import ask

    graph = kg.load()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    dataset = graph.to_rdflib()
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows: list[Row] = []
    for name, text in QUERIES.items():
        ours, count = median_seconds(lambda text=text: len(list(ask(graph.reader.store, text))))
        theirs, other = median_seconds(lambda text=text: len(list(dataset.query(text))))
        if count != other:
            message = f"{name}: {count} rows here, {other} in rdflib"
            raise RuntimeError(message)
        rows.append(
            {
                "what": f"query: {name}",
                "kg": round(ours * 1000, 2),
                "peer": round(theirs * 1000, 2),
                "unit": "ms",
                "ratio": round(theirs / ours, 1),
                "rows": count,
            }
        )
    rows.append(
        {
            "what": "memory: process with the graph open, and with its rdflib copy",
            "kg": round(peak, 1),
            "peer": round(grown, 1),
            "unit": "MB",
            "ratio": round(grown / peak, 1),
        }
    )
    return rows


def main() -> None:
    """Run everything, print the table, write the CSV."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        env = {**os.environ, "KG_CACHE": str(out / "cache")}
        os.environ["KG_CACHE"] = env["KG_CACHE"]
        measured = paired(commands(out), env)
        floor = next(iter(measured.values()))[0]
        for name, (wall, size) in measured.items():
            rows.append(
                {
                    "what": name,
                    "kg": round(wall, 3),
                    "peer": round(floor, 3),
                    "unit": "s",
                    "ratio": round(wall / floor, 1),
                    "MB": round(size, 1),
                }
            )
        rows += queries()
        shutil.rmtree(out / "cache", ignore_errors=True)
    head = ["what", "kg", "peer", "unit", "ratio", "rows", "MB"]
    print(f"{'what':<62}{'kg':>9}{'peer':>9}  unit {'ratio':>7}{'rows':>7}{'MB':>8}")
    for row in rows:
        cells = [str(row.get(key, "")) for key in head]
        print(
            f"{cells[0]:<62}{cells[1]:>9}{cells[2]:>9}  {cells[3]:<4}"
            f" {cells[4]:>7}{cells[5]:>7}{cells[6]:>8}"
        )
    fresh = HERE / "fresh"
    fresh.mkdir(exist_ok=True)
    with (fresh / "shipped.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, head, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"wrote {fresh.name}/shipped.csv")


if __name__ == "__main__":
    main()
