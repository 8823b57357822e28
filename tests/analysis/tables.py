"""Small worlds for the ledgers: the world of tests/world with more rows, built and opened."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from kg.graph.build import build_graph
from kg.graph.release import publish
from kg.graph.store import Reader
from kg.ontology import Ontology

ROOT = Path(__file__).parents[2]
Row = Mapping[str, str]

SOURCE = {"kind": "press-report", "language": "en", "translation": "original"}
CLAIM = {"source": "t3", "modality": "fact", "certainty": "high", "derivation": "stated"}


def source(name: str, **cells: str) -> Row:
    """Return a row of the register of sources."""
    titles = {"title_en": f"Source {name}", "title_zh": f"来源{name}"}
    return {"id": name, **SOURCE, **titles, **cells}


def claim(name: str, subject: str, predicate: str, value: str, **cells: str) -> Row:
    """Return a row of a table of claims."""
    words = {"paraphrase_en": f"Claim {name}.", "paraphrase_zh": f"（虚构）{name}"}
    said = {"subject": subject, "predicate": predicate, "object": value}
    return {"id": name, **CLAIM, **said, **words, **cells}


def number(name: str, what: str, text: str, time: str = "", **cells: str) -> Row:
    """Return a row of a table of observations.

    `what` is subject and indicator, `text` comparator, number and unit, `time` first and last
    date, each in one string: "testland income", "gt 510 CNY", "2023 2023" or " 2025".
    """
    subject, indicator = what.split()
    comparator, value, unit = text.split()
    first, _, last = time.partition(" ")
    words = {"paraphrase_en": f"Number {name}.", "paraphrase_zh": f"（虚构）{name}"}
    said = {"subject": subject, "indicator": indicator, "comparator": comparator, "unit": unit}
    filled = {"value": value, "from": first, "to": last}
    return {"id": name, **CLAIM, **said, **filled, **words, **cells}


def thing(name: str, kind: str) -> Row:
    """Return a row of a table of entities."""
    return {
        "id": name,
        "class": kind,
        "zh": f"甲{name}",
        "en": name,
        "source": "t3",
        "certainty": "high",
    }


def opened(folder: Path, extra: Mapping[str, Sequence[Row]]) -> Reader:
    """Return the world with the rows of `extra`, by file, opened for questions."""
    tables = Path(shutil.copytree(ROOT / "tests" / "world", folder / "tables"))
    for file, rows in {"sources.csv": [], **extra}.items():
        path = tables / file
        like = path if path.exists() else path.with_name("t1.csv")
        with like.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            known, header = list(reader), list(reader.fieldnames or ())
        known = known if like == path else []
        more = [source("t3"), source("t4"), *rows] if file == "sources.csv" else rows
        assert all(set(row) <= set(header) for row in more)
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, header, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows([*known, *more])
    onto = Ontology(ROOT / "ontology")
    publish(build_graph(tables, onto), folder / "graph")
    return Reader(folder / "graph", onto)
