"""Spark: measures over ties in Parquet, in plain DataFrames, on one machine or on a cluster.

GraphX, which PySpark ships, has no API for Python, no weighted PageRank, and is deprecated
(SPARK-50857); joins and sums of DataFrames need neither private calls nor another package.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import EngineError, missing

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

QUIET = Path(__file__).with_name("log4j2.properties")
ALPHA = 0.85
SETTLED = 1e-8
ROUNDS = 100
STRIDE = 5
VOTES = 10


MASTER = re.compile(
    r"local(-cluster)?(\[[\d*, ]+\])?|spark://[^:,/]+:\d+(,[^:,/]+:\d+)*|k8s://.+|yarn"
)
SUCH = ("local[2]", "local[*]", "spark://host:7077", "k8s://https://host:443", "yarn")
PATIENCE = 5.0


@dataclass(frozen=True)
class Ties:
    """The nodes 0 to n-1 (`node`), and the arcs between two different ones, each once.

    `arcs` has source, target and weight along the ties, `both` the same in both directions.
    """

    nodes: DataFrame
    arcs: DataFrame
    both: DataFrame


@contextmanager
def session(master: str) -> Iterator[SparkSession]:
    """Yield a Spark session on `master`, such as local[2] or spark://host:7077, ended after.

    A session that is active already, as in a notebook, is used wherever it runs, and stays.

    Raises
    ------
    EngineError
        If PySpark or Java is missing, or no session can be had on `master`.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise EngineError(missing("the engine spark", "pyspark", "spark")) from None
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise EngineError("the engine spark needs Java 17 or later: install it, or set JAVA_HOME")
    active = SparkSession.getActiveSession()
    if active is not None:
        yield active
        return
    refuse_deaf(master)
    builder = SparkSession.Builder().appName("kg").master(master)
    for key, value in settings(master).items():
        builder = builder.config(key, value)
    try:
        spark = builder.getOrCreate()
    except Exception as error:  # noqa: BLE001  Java's come through another package
        raise EngineError(f"no Spark session on {master!r}: {first_line(error)}") from None
    try:
        yield spark
    finally:
        spark.stop()


def refuse_deaf(master: str) -> None:
    """Return nothing if a Spark master may be there: Spark itself would try for a minute.

    Raises
    ------
    EngineError
        If `master` is of no kind that Spark knows, or its port takes no connection.
    """
    if not MASTER.fullmatch(master):
        raise EngineError(f"{master!r} is no Spark master; give one such as {', '.join(SUCH)}")
    if not master.startswith("spark://"):
        return
    reason = ""
    for place in master.removeprefix("spark://").split(","):
        host, _, port = place.rpartition(":")
        try:
            socket.create_connection((host, int(port)), PATIENCE).close()
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
        else:
            return
    raise EngineError(f"no Spark master answers at {master!r}: {reason}")


def settings(master: str) -> Mapping[str, str]:
    """Return the configuration for `master`: few partitions and no open port on one machine.

    >>> sorted(settings("local[2]").keys() - settings("spark://host:7077").keys())[:2]
    ['spark.driver.bindAddress', 'spark.driver.host']
    """
    quiet = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={QUIET.as_uri()}",
    }
    if not master.startswith("local"):
        return quiet
    return quiet | {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": str(os.cpu_count() or 1),
        "spark.sql.adaptive.enabled": "false",  # planning anew costs more than it saves here,
        "spark.sql.autoBroadcastJoinThreshold": "-1",  # and a broadcast is a job of its own
        "spark.sql.join.preferSortMergeJoin": "false",
    }


def first_line(error: Exception) -> str:
    """Return the first line of what an error says."""
    return str(error).strip().partition("\n")[0] or type(error).__name__


def read_ties(spark: SparkSession, path: Path | str, nodes: int, *, directed: bool) -> Ties:
    """Return the ties in the Parquet files at `path`: columns source, target, weight.

    Parallel ties are summed, ties of a node with itself dropped. In an undirected network
    `arcs` are `both`.
    """
    from pyspark.sql import functions as f

    raw = spark.read.parquet(str(path)).where("source <> target")
    turned = raw.select(f.col("target").alias("source"), f.col("source").alias("target"), "weight")
    both, arcs = (
        some.groupBy("source", "target").agg(f.sum("weight").alias("weight")).cache()
        for some in (raw.unionByName(turned), raw)
    )
    everything = spark.range(nodes).withColumnRenamed("id", "node").repartition("node").cache()
    return Ties(everything, arcs if directed else both, both)


def settle(frame: DataFrame) -> DataFrame:
    """Return `frame` computed and cut from its history, which else doubles with each round.

    What is cut off keeps the size that was guessed for it, a product over all joins; only what
    is cached as well is taken for as large as it is.
    """
    kept = frame.localCheckpoint(eager=True).cache()
    kept.count()
    return kept


def on_all(ties: Ties, found: DataFrame, default: Any) -> DataFrame:
    """Return `found` (node, value) with a row for each node, `default` where it has none."""
    from pyspark.sql import functions as f

    value = f.coalesce(f.col("value"), default).alias("value")
    return ties.nodes.join(found, "node", "left").select("node", value)


def degree(ties: Ties) -> DataFrame:
    """Return the number of neighbours of each node."""
    from pyspark.sql import functions as f

    counted = ties.both.groupBy(f.col("source").alias("node")).agg(f.count("*").alias("value"))
    return on_all(ties, counted, f.lit(0))


def pagerank(ties: Ties) -> DataFrame:
    """Return the PageRank of each node; the sum of what all are off by is less than 1e-8.

    Walkers at a node without a tie to follow are dropped and the rest scaled to 1: the same as
    to let them jump to any node (Langville, A. N., Meyer, C. D. (2006). Google's PageRank and
    Beyond, 8.4). Five steps are taken before the walk is looked at.

    Raises
    ------
    EngineError
        If the walk does not settle.
    """
    from pyspark.sql import functions as f

    count = ties.nodes.count()
    jump = (1 - ALPHA) / count
    out = ties.arcs.groupBy("source").agg(f.sum("weight").alias("out"))
    share = (ALPHA * f.col("weight") / f.col("out")).alias("share")
    steps = ties.arcs.join(out, "source").select(f.col("source").alias("node"), "target", share)
    steps = steps.repartition("node").cache()  # once here, else in each step
    walk = ties.nodes.select("node", f.lit(1 / count).alias("value"))
    for _ in range(ROUNDS):
        after = walk
        for _ in range(STRIDE):
            moved = steps.join(after, "node").groupBy(f.col("target").alias("node"))
            came = moved.agg((f.sum(f.col("share") * f.col("value")) + jump).alias("value"))
            after = on_all(ties, came, f.lit(jump))
        both = after.join(walk.withColumnRenamed("value", "before"), "node")
        both = settle(both)
        apart = f.sum(f.abs(f.col("value") - f.col("before")))
        change, total = both.agg(apart, f.sum("value")).first() or (0.0, 1.0)
        walk = both.select("node", "value")
        if change < SETTLED * total:
            return walk.select("node", (f.col("value") / total).alias("value"))
    raise EngineError("pagerank is not computable: the walk did not settle")


def component(ties: Ties) -> DataFrame:
    """Return the least node of the component of each node, by large-star and small-star.

    Kiveris, R. et al. (2014). Connected components in MapReduce and beyond. SoCC 2014: the
    number of rounds grows with the logarithm of the number of nodes.
    """
    from pyspark.sql import functions as f

    edges = settle(ties.both.where("source > target").select("source", "target"))
    mark = None
    while mark != (mark := signature(edges)):
        edges = settle(small_star(large_star(edges)))
    root = edges.groupBy(f.col("source").alias("node")).agg(f.min("target").alias("value"))
    return on_all(ties, root, f.col("node"))


def signature(edges: DataFrame) -> tuple[Any, ...]:
    """Return the number of edges and a hash of all of them."""
    from pyspark.sql import functions as f

    row = edges.agg(f.count("*"), f.bit_xor(f.xxhash64("source", "target"))).first()
    return tuple(row or ())


def large_star(edges: DataFrame) -> DataFrame:
    """Return edges from each larger neighbour of a node to the least node near it."""
    from pyspark.sql import functions as f

    turned = edges.select(f.col("target").alias("source"), f.col("source").alias("target"))
    near = edges.union(turned)
    least = near.groupBy("source").agg(f.least(f.min("target"), f.first("source")).alias("least"))
    larger = near.join(least, "source").where("target > source")
    return larger.select(f.col("target").alias("source"), f.col("least").alias("target")).distinct()


def small_star(edges: DataFrame) -> DataFrame:
    """Return edges from each node and its smaller neighbours to the least of these."""
    from pyspark.sql import functions as f

    least = edges.groupBy("source").agg(f.min("target").alias("least"))
    moved = edges.join(least, "source").where("target <> least")
    own = least.select("source", f.col("least").alias("target"))
    return (
        moved.select(f.col("target").alias("source"), f.col("least").alias("target"))
        .union(own)
        .distinct()
    )


def coreness(ties: Ties) -> DataFrame:
    """Return the core number of each node: h-indices of the neighbours' values until none falls.

    Lü, L. et al. (2016). The H-index of a network node and its relation to degree and
    coreness. Nature Communications 7, 10168: the repeated h-index ends at the core number.
    """
    from pyspark.sql import functions as f

    value = degree(ties)
    total = None
    near = ties.both.select("source", f.col("target").alias("node"))
    index = f.expr(
        "size(filter(transform(sort_array(collect_list(value), false), (x, i) -> x > i), y -> y))"
    )
    while total != (total := (value := settle(value)).agg(f.sum("value")).first()):
        fallen = near.join(value, "node").groupBy(f.col("source").alias("node"))
        value = on_all(ties, fallen.agg(index.alias("value")), f.lit(0))
    return value


def triangles(ties: Ties) -> DataFrame:
    """Return the number of triangles of each node, each found once from its least tied corner.

    Suri, S., Vassilvitskii, S. (2011). Counting triangles and the curse of the last reducer.
    """
    from pyspark.sql import functions as f

    size = degree(ties)
    one = size.select(f.col("node").alias("source"), f.col("value").alias("of_source"))
    other = size.select(f.col("node").alias("target"), f.col("value").alias("of_target"))
    up = (
        ties.both.join(one, "source")
        .join(other, "target")
        .where("struct(of_source, source) < struct(of_target, target)")
        .select("source", "target")
        .cache()
    )
    first = up.select(f.col("source").alias("a"), f.col("target").alias("b"))
    second = up.select(f.col("source").alias("a"), f.col("target").alias("c"))
    third = up.select(f.col("source").alias("b"), f.col("target").alias("c"))
    found = first.join(second, "a").join(third, ["b", "c"])
    corners = found.select(f.explode(f.array("a", "b", "c")).alias("node"))
    return on_all(ties, corners.groupBy("node").agg(f.count("*").alias("value")), f.lit(0))


def label_propagation(ties: Ties) -> DataFrame:
    """Return the label that spreads to each node in at most ten rounds; it starts as its own.

    In each round all nodes at once take the label most of their neighbours bear, the least of
    several: without chance, so that any engine finds the same. Raghavan, U. N., Albert, R.,
    Kumara, S. (2007). Physical Review E 76, 036106.
    """
    from pyspark.sql import functions as f

    near = ties.both.select("source", f.col("target").alias("node"))
    label = ties.nodes.select("node", f.col("node").alias("value"))
    for _ in range(VOTES):
        votes = near.join(label, "node").groupBy(f.col("source").alias("node"), "value")
        counted = votes.agg(f.count("*").alias("votes"))
        most = f.max(f.struct("votes", (-f.col("value")).alias("least"))).getField("least")
        won = counted.groupBy("node").agg((-most).alias("won"))
        now = f.coalesce("won", "value").alias("value")
        label = settle(label.join(won, "node", "left").select("node", now))
    return label


MEASURES: Mapping[str, Callable[[Ties], DataFrame]] = {
    "degree": degree,
    "pagerank": pagerank,
    "component": component,
    "coreness": coreness,
    "triangles": triangles,
    "label_propagation": label_propagation,
}
"""What can be measured here, by name."""


def values(ties: Ties, measure: str) -> list[float]:
    """Return the value of each node, from node 0 on, brought to this machine."""
    rows = MEASURES[measure](ties).orderBy("node").select("value").collect()
    return [float(row[0]) for row in rows]
