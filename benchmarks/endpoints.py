"""How long a push takes, and what asking over the network costs beside the local store.

`python -m benchmarks.endpoints` starts each server with nothing in it, pushes the
shipped graph (or that in --store), pushes it again, and asks all named queries and
questions there and here in turn. Seconds are medians of three, a push is one run.
The figures go to benchmarks/results/endpoints.csv, from which docs/scale.md is made.
"""

from __future__ import annotations

import csv
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import click

import kg
from kg.api import Graph
from kg.graph.remote.push import built, push, target_of
from kg.graph.sparql import bind
from kg.text.header import read_header
from tests import servers
from tests.ontology.test_queries import NEEDED

OUT = Path(__file__).with_name("results") / "endpoints.csv"
HEADS = ("server", "step", "count", "of", "seconds", "local_seconds")
PLACES: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "Oxigraph": (servers.oxigraph, "/query", "/update"),
    "Virtuoso": (servers.virtuoso, "/sparql", "/sparql-auth"),
}
Row = tuple[str, str, int, str, float, float | str]
TIMES = 3


def seconds(do: Callable[[], object]) -> float:
    """Return how long something takes."""
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


def named(graph: Graph) -> list[tuple[str, dict[str, str]]]:
    """Return the named queries that need nothing the graph lacks, with their parameters."""
    found = []
    for name, path in graph.onto.files("queries").items():
        text = path.read_text("utf-8")
        header = read_header(text)
        given = NEEDED.get(name, {})
        open_ones = {p.name for p in header.parameters if p.default == "-"} - set(given)
        if "needs" not in header.notes and not open_ones:
            found.append((text, bind(given, header)))
    return found


def asked(graph: Graph, questions: list[tuple[str, dict[str, str]]]) -> list[object]:
    """Return the answers of a graph."""
    return [graph.reader.table(text, terms).rows for text, terms in questions]


def measured(name: str, folder: Path) -> Iterator[Row]:
    """Yield the figures of one server."""
    start, query, update = PLACES[name]
    here = kg.load(folder)
    files = here.onto.files("questions").values()
    questions = [(path.read_text("utf-8"), {}) for path in files]
    with tempfile.TemporaryDirectory() as scratch, start(Path(scratch)) as address:  # type: ignore[attr-defined]
        target = target_of(f"{address}{query}", update=f"{address}{update}")
        for step in ("push", "push again"):
            begun = time.perf_counter()
            done = push(folder, target, str)
            yield name, step, done.sent, "triples sent", time.perf_counter() - begun, ""
        there = kg.load(f"{address}{query}")
        for step, batch in (("named queries", named(here)), ("questions", questions)):
            pairs = [
                (seconds(lambda b=batch: asked(there, b)), seconds(lambda b=batch: asked(here, b)))
                for _ in range(TIMES)
            ]
            away, near = (median(times) for times in zip(*pairs, strict=True))
            yield name, step, len(batch), "asked", away, near


def version(name: str) -> str:
    """Return a server with its version."""
    program, option = {"Oxigraph": ("oxigraph", "-V"), "Virtuoso": ("virtuoso-t", "-?")}[name]
    done = subprocess.run(
        [servers.program(program, ""), option], capture_output=True, text=True, check=False
    )
    words = (done.stdout + done.stderr).split()
    return f"{name} {next(word for word in words if word[0].isdigit())}"


@click.command()
@click.option("--store", type=click.Path(path_type=Path), help="A built graph; default: ours.")
def main(store: Path | None) -> None:
    """Measure both servers and write the figures."""
    os.environ.update(KG_ENDPOINT_USER="dba", KG_ENDPOINT_PASSWORD="dba")  # noqa: S106  Virtuoso's own
    folder = built(store)
    with OUT.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADS)
        for name in PLACES:
            for row in measured(name, folder):
                figures = [f"{cell:.2f}" if isinstance(cell, float) else cell for cell in row[1:]]
                writer.writerow([version(name), *figures])
                click.echo(f"{version(name)}: {figures}")


if __name__ == "__main__":
    main()
