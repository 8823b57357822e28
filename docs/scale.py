"""The page on scale: its text is written by hand, its tables come from benchmarks/results/."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

DOCS = Path(__file__).parent
RESULTS = DOCS.parent / "benchmarks" / "results"
HEADS = ("server", "step", "", "seconds there", "seconds here", "ratio")


def scale_page() -> Iterator[str]:
    """Yield the lines of docs/scale.md with its tables made anew."""
    text = (DOCS / "scale.md").read_text("utf-8")
    made = {"endpoints": endpoint_table(), "spark": spark_table()}
    for name, lines in made.items():
        part = re.compile(f"(<!-- {name}:[^>]*-->\n).*?(<!-- /{name} -->)", re.DOTALL)
        body = "\n".join(["", *lines, "", ""])
        text = part.sub(lambda found, body=body: found[1] + body + found[2], text)
    yield text.rstrip("\n")


def endpoint_table() -> list[str]:
    """Return the figures of pushing and asking, a server and step a row."""
    with (RESULTS / "endpoints.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [row_of(HEADS), row_of("---" for _ in HEADS), *(row_of(cells(row)) for row in rows)]


def spark_table() -> list[str]:
    """Return the seconds of each measure on Spark and on arrays, a measure and size a row."""
    heads = ("measure", "ties", "seconds on Spark", "seconds on arrays", "ratio", "apart by")
    with (RESULTS / "spark.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found = [row_of(heads), row_of("---" for _ in heads)]
    for row in sorted(rows, key=lambda row: (row["measure"], int(row["ties"]))):
        there, here = row["spark_seconds"], row["local_seconds"]
        ratio = f"{float(there) / max(float(here), 0.001):,.0f}"
        texts = (row["measure"], f"{int(row['ties']):,}", there, here, ratio)
        found.append(row_of((*texts, row["largest_difference"])))
    return found


def cells(row: dict[str, str]) -> list[str]:
    """Return what a row of the figures shows."""
    there, here = row["seconds"], row["local_seconds"]
    ratio = f"{float(there) / float(here):.1f}" if here else ""
    return [row["server"], row["step"], f"{row['count']} {row['of']}", there, here, ratio]


def row_of(texts: Iterable[str]) -> str:
    """Return one row of a Markdown table."""
    return f"| {' | '.join(texts)} |"
