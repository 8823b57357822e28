"""The tour of `kg demo`: what the graph holds, who is missing, what is aimed at, who says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import kg
from kg.api import Graph
from kg.graph.export import write_whole
from kg.report.render import render
from kg.text.figures import scaled
from kg.text.names import local_name
from kg.text.table import Table

VIEW = "three-chains"
YEARS = ("2025", "2030")
QUERY = files("kg.cli").joinpath("tour.rq").read_text("utf-8").rstrip()


def tour(out: Path, corpus: Path | None, lang: str, width: int) -> Iterator[str]:
    """Yield the parts of the tour as text; the last one writes the page and names its path."""
    graph = kg.load()
    for table in tables(graph, lang):
        yield render(table, "text", width)
    yield f"$ kg query -e '{QUERY}'\n"
    answer = graph.query(QUERY)
    yield render(short(answer), "text", width)
    claim = local_name(str(answer.rows[0][2]))
    yield f"$ kg evidence {claim}\n"
    at_hand = corpus if corpus and corpus.is_dir() else None
    yield render(graph.evidence(claim, lang, at_hand), "text", width)
    out.mkdir(parents=True, exist_ok=True)
    page = out / f"{VIEW}.html"
    write_whole(page, graph.page(VIEW, lang).encode("utf-8"))
    yield f"The network page is {page}: open it in a browser, no network needed."


def tables(graph: Graph, lang: str) -> Iterator[Table]:
    """Yield the tables of the tour, each cut to what fits a first look."""
    asked = {"lang": lang}
    yield holdings(graph.query("overview", asked))
    members = graph.query("missing-members", asked)
    yield replace(
        members.pick("group", "declared", "named", "missing", "members", most=3), notes=()
    )
    chains = graph.query("three-chains", asked).pick("role", "holder", "class", "claims")
    named = [row for row in chains.rows if str(row[2]) not in unnamed(graph, lang)]
    yield replace(chains, rows=tuple(named))
    for year in YEARS:
        yield aims(graph.query("targets", {**asked, "year": year}), year)
    yield replace(
        graph.rank(VIEW, "betweenness", 5, lang=lang).pick(
            "rank", "label", "kind", "score", "interval"
        )
    )


def unnamed(graph: Graph, lang: str) -> set[str]:
    """Return the class labels of members that are declared but not named."""
    kinds = {graph.reader.kinds[row["slot"]] for row in graph.reader.api("slots")}
    return {graph.reader.label(kind, lang) for kind in kinds}


def holdings(overview: Table) -> Table:
    """Return what the graph holds: one row per kind of thing over all sources."""
    total = overview.rows[0][0]
    rows = tuple(row[1:] for row in overview.rows if row[0] == total)
    return replace(overview, fields=overview.fields[1:], rows=rows)


def aims(targets: Table, year: str) -> Table:
    """Return targets with their values in words of scale."""
    picked = targets.pick("subject", "indicator", "comparator", "value", "unit", "claims")
    rows = tuple(
        (*row[:3], scaled(str(row[3])) if row[3] is not None else None, *row[4:])
        for row in picked.rows
    )
    return replace(picked, rows=rows, title=f"{targets.title} {year}")


def short(answer: Table) -> Table:
    """Return an answer with IRIs cut to their last part."""
    rows = tuple(
        tuple(local_name(c) if isinstance(c, str) and "/" in c else c for c in row)
        for row in answer.rows
    )
    return replace(answer, rows=rows)
