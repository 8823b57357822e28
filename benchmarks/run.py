"""Measure the product beside its peers in one run, and print every goal with its ratio.

    python benchmarks/run.py --size M
    python benchmarks/run.py --size L --only P1,P4 --keep

The rows are written to benchmarks/fresh/<size>.csv; with --keep also to
benchmarks/results/, from which docs/performance.md is made. Ends with 1 if any
answer differs from that of a peer.
"""

from __future__ import annotations

import compileall
import csv
import sys
import time
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks import goals_graph, goals_network, goals_page  # noqa: E402
from benchmarks.bench import ORDER, Bench, Row  # noqa: E402
from benchmarks.peers import FRESH, Peers  # noqa: E402

GOALS = {
    "P1": goals_graph.p1,
    "P2": goals_graph.p2,
    "P3": goals_graph.p3,
    "P4": goals_graph.p4,
    "P5": goals_graph.p5,
    "P6": goals_graph.p6,
    "P7": goals_network.p7,
    "P8": goals_network.p8,
    "P9": goals_network.p9,
    "P10": goals_page.p10,
    "P11": goals_page.p11,
    "P12": goals_page.p12,
    "P13": goals_page.p13,
    "P14": goals_graph.p14,
    "P15": goals_graph.p15,
    "P16": goals_graph.p16,
    "P17": goals_page.p17,
    "shipped": goals_page.shipped,
    "agree": goals_network.agree,
}
RESULTS = ROOT / "benchmarks" / "results"


def chosen(only: str) -> list[str]:
    """Return the goals named in `only`, all of them if it is empty."""
    names = [name.strip() for name in only.split(",") if name.strip()]
    unknown = sorted(set(names) - set(GOALS))
    if unknown:
        message = f"unknown goal {', '.join(unknown)}; there are {', '.join(GOALS)}"
        raise click.UsageError(message)
    return names or list(GOALS)


def write(rows: list[Row], path: Path, goals: list[str]) -> None:
    """Write rows as CSV; rows of other goals that stand there already stay."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = [row for row in read(path) if row.goal not in goals]
    order = list(GOALS)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(Row._fields)
        writer.writerows(sorted([*kept, *rows], key=lambda row: order.index(row.goal)))


def read(path: Path) -> list[Row]:
    """Return the rows of a CSV file, none if there is no file."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return [Row(**row) for row in csv.DictReader(stream)]


@click.command(help=__doc__)
@click.option("--size", type=click.Choice(ORDER), default="S", show_default=True)
@click.option("--only", default="", help="Goals, separated by commas; default: all.")
@click.option("--keep", is_flag=True, help="Keep the rows in benchmarks/results/ too.")
@click.option("--here", is_flag=True, help="Install nothing: peers of this environment only.")
@click.option("--reuse", is_flag=True, help="Use the graphs that an earlier run has built.")
def main(size: str, only: str, *, keep: bool, here: bool, reuse: bool) -> None:
    """Run the goals, print and write their rows."""
    goals = chosen(only)
    compileall.compile_dir(ROOT / "kg", quiet=2)  # as pip does where it installs a package
    bench = Bench(size, Peers(here=here), reuse=reuse)
    start = time.perf_counter()
    for name in goals:
        try:
            GOALS[name](bench)
        except RuntimeError as error:
            click.echo(f"{name}: {error}", err=True)
        write(bench.rows, FRESH / f"{size}.csv", goals)
    if keep:
        write(bench.rows, RESULTS / f"{size}.csv", goals)
    click.echo(f"{len(bench.rows)} rows in {time.perf_counter() - start:.0f} s: fresh/{size}.csv")
    for row in bench.unequal:
        click.echo(f"answers differ: {row.goal} {row.what}, {row.peer}", err=True)
    sys.exit(1 if bench.unequal else 0)


if __name__ == "__main__":
    main()
