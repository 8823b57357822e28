"""How long each measure takes on Spark and on arrays, and how that grows with the ties.

`python -m benchmarks.spark` draws heavy-tailed networks of growing size, writes their
ties as Parquet, and computes each measure on local[2] and on arrays, one run each; the
values must be the same. The figures go to benchmarks/results/spark.csv, from which
docs/scale.md is made.
"""

from __future__ import annotations

import csv
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import numpy as np

from kg.analysis import spark
from kg.analysis.engines import LOCAL, write_ties
from kg.network.columns import Columns, Node, Nodes, Ties
from kg.network.network import Network
from kg.text.header import Header

OUT = Path(__file__).with_name("results") / "spark.csv"
HEADS = ("ties", "measure", "spark_seconds", "local_seconds", "largest_difference")
PER_NODE = 4


def web(ties: int) -> Network:
    """Return an undirected network of about `ties` ties whose degrees have a heavy tail."""
    random = np.random.default_rng(ties)
    count = ties // PER_NODE
    far = (count * random.random(ties) ** 3).astype(np.int64)
    ends = np.stack((random.integers(0, count, ties), far))
    ends = np.unique(np.sort(ends[:, ends[0] != ends[1]], axis=0), axis=1)
    size = ends.shape[1]
    none, one = np.zeros(size, dtype=np.int64), np.ones(size)
    starts = np.zeros(size + 1, dtype=np.int64)
    columns = Columns(
        source=ends[0], target=ends[1], weight=one, relation=none, modality=none - 1,
        certainty=none - 1, starts=starts, claims=none[:0], parts=one[:0], words=("tied",),
    )  # fmt: skip
    nodes = Nodes(count, lambda place: Node(f"n{place:09}", {}, ""))
    return Network(f"web{ties}", Header(), directed=False, nodes=nodes, ties=Ties(columns))


def timed(do: Callable[..., Any], *given: object) -> tuple[float, np.ndarray]:
    """Return seconds and values."""
    start = time.perf_counter()
    values = do(*given)
    return time.perf_counter() - start, np.asarray(values)


def rows(sizes: tuple[int, ...]) -> Iterator[tuple[object, ...]]:
    """Yield the figures of each size and measure."""
    with tempfile.TemporaryDirectory() as folder, spark.session("local[2]") as session:
        for size in sizes:
            network = web(size)
            path = Path(folder) / f"{size}.parquet"
            write_ties(network, path)
            ties = spark.read_ties(session, path, len(network.nodes), directed=False)
            for measure in spark.MEASURES:
                there, far = timed(spark.values, ties, measure)
                here, near = timed(LOCAL[measure], network)
                apart = float(np.abs(far - near).max())
                yield len(network.ties), measure, f"{there:.2f}", f"{here:.3f}", f"{apart:.0e}"


@click.command()
@click.option("--sizes", default="10000,100000,1000000", show_default=True, help="Numbers of ties.")
def main(sizes: str) -> None:
    """Measure each size and write the figures."""
    with OUT.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADS)
        for row in rows(tuple(int(size) for size in sizes.split(","))):
            writer.writerow(row)
            stream.flush()
            click.echo(row)


if __name__ == "__main__":
    main()
