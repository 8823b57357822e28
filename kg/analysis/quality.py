"""Quality of the evidence: how sure, how old, how near to the text, how often told apart."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from kg.analysis.ledger import PROOF, footing, ledger, refusal
from kg.analysis.readings import read_all, years_between
from kg.evidence.sources import read_text
from kg.graph.lookup import Asking, time_of
from kg.graph.store import Reader, Row
from kg.text.names import local_name
from kg.text.table import Cell, Table

SOURCES = (
    *("source", "title", "source_kind", "origin", "claim_count", "number_count", "hedged"),
    *("inferred", "medium", "weak", "with_speaker", "earliest", "latest", "age", "translation"),
    *("alone", "told_elsewhere"),
)
FIGURES = (
    *("subject", "indicator", "value", "time", "claim_count", "source_count"),
    *("origin_count", "origins", "voices"),
)
TEXTS = 4
STATEMENTS = ("subject", "relation", "value", "claim_count", "source_count", "origin_count")
DOCUMENTS = ("source", "title", "passages", "covered", "length", "coverage")
BEFORE_OUTLET = re.compile(r"[,(]")
NO_NAME = re.compile(r"^(www\d?|m|en|news)\.")


def quality(reader: Reader, asking: Asking) -> dict[str, Table]:
    """Return four tables by name: `sources`, `figures`, `statements` and `documents`.

    Shares are in [0, 1]. All claims count, of whatever time; the day asked for only gives ages
    in years, empty without one. What is told by most independent origins stands first. With a
    corpus, documents have their length.

    Raises
    ------
    NotComputableError
        If there is no claim.
    """
    claims = claims_of(reader)
    if not claims:
        raise refusal("the quality of the evidence", "one claim", "none")
    register = {row["source"]: row for row in reader.api("register")}
    origins = {source: origin_of(row) for source, row in register.items()}
    lang = asking.lang
    tables: dict[str, tuple[Sequence[str], Iterable[Sequence[Cell]]]] = {
        "quality_sources": (SOURCES, source_rows(reader, claims, register, asking)),
        "quality_figures": ((*FIGURES, *PROOF), figure_rows(reader, origins, lang)),
        "quality_statements": (
            (*STATEMENTS, *PROOF),
            statement_rows(reader, claims, origins, lang),
        ),
        "quality_documents": (DOCUMENTS, document_rows(reader, claims, register, asking)),
    }
    return {
        part.removeprefix("quality_"): ledger("quality", part, keys, rows, lang)
        for part, (keys, rows) in tables.items()
    }


def claims_of(reader: Reader) -> tuple[Row, ...]:
    """Return one row for each claim, by claim."""
    found: dict[str, Row] = {}
    for row in reader.api("standing"):
        known = found.get(row["claim"], row)
        found[row["claim"]] = min(known, row, key=lambda r: sorted(r.items()))
    return tuple(found[claim] for claim in sorted(found))


def origin_of(row: Row) -> str:
    """Return who speaks in a source: the outlet without its copies, else the site.

    Two sources of one origin are not independent.

    >>> origin_of({"publisher": "Hubei Daily (copy)"}), origin_of({"address": "http://m.x.cn/1"})
    ('hubei daily', 'x.cn')
    """
    outlet = BEFORE_OUTLET.split(row.get("publisher", ""))[0].strip().casefold()
    site = urlsplit(row.get("address", "")).hostname or ""
    return outlet or NO_NAME.sub("", site) or local_name(row.get("source", ""))


def share(part: int, whole: int) -> float | None:
    """Return `part` of `whole` as a share with three digits, None of nothing.

    >>> share(1, 3), share(0, 0)
    (0.333, None)
    """
    return round(part / whole, 3) if whole else None


def source_rows(
    reader: Reader, claims: Sequence[Row], register: Mapping[str, Row], asking: Asking
) -> Iterator[list[Cell]]:
    """Yield a row for each source that states something: its kind, and what limits the trust."""
    lang = asking.lang
    hedged = {r.claim for r in read_all(reader, Asking(lang)) if r.hedged}
    telling = tellers(claims, {source: origin_of(row) for source, row in register.items()})
    for source, own in grouped(claims, "source").items():
        row = register.get(source, {"source": source})
        numbers = [claim for claim in own if "comparator" in claim]
        alone = sum(len(telling[key_of(claim)]) == 1 for claim in own)
        yield [
            local_name(source),
            reader.label(source, lang),
            reader.label(row["kind"], lang) if "kind" in row else "",
            origin_of(row),
            len(own),
            len(numbers),
            share(sum(n["claim"] in hedged for n in numbers), len(numbers)),
            share(sum(bool(c.get("derived")) for c in own), len(own)),
            share(sum(c["sure"] == "medium" for c in own), len(own)),
            share(sum(c["sure"] == "low" for c in own), len(own)),
            share(sum("speaker" in c for c in own), len(own)),
            *(row.get(key, "") for key in ("earliest", "latest")),
            age_of(row, asking.as_of),
            reader.label(row["quality"], lang) if "quality" in row else "",
            alone,
            len(own) - alone,
        ]


def age_of(row: Row, as_of: str) -> float | None:
    """Return the years from the latest date of a source to a later day, None if unknown."""
    if not as_of or "latest" not in row:
        return None
    years = years_between(row["latest"], as_of)
    return round(years, 1) if years >= 0 else None


def key_of(claim: Row) -> tuple[str, ...]:
    """Return what a claim says, whoever says it: a figure, or subject, relation and object."""
    if "figure" in claim:
        return (claim["figure"],)
    return tuple(claim.get(key, "") for key in ("subject", "relation", "object"))


def tellers(claims: Sequence[Row], origins: Mapping[str, str]) -> dict[tuple[str, ...], set[str]]:
    """Return the origins that tell each statement."""
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for claim in claims:
        found[key_of(claim)].add(origins.get(claim["source"], claim["source"]))
    return found


def figure_rows(reader: Reader, origins: Mapping[str, str], lang: str) -> list[list[Cell]]:
    """Return a row for each number: how many claims, sources and independent origins state it."""
    groups: dict[str, list[Row]] = defaultdict(list)
    texts: dict[str, list[Cell]] = {}
    for reading in read_all(reader, Asking(lang)):
        if reading.bounds:
            key = reading.row.get("figure", reading.claim)
            groups[key].append(reading.row)
            names = [reader.label(iri, lang) for iri in reading.measured[:2]]
            texts[key] = [*names, reading.text(reader, lang), time_of(reading.row)]
    rows: list[list[Cell]] = []
    for key, own in groups.items():
        heard = sorted({origins.get(row["source"], row["source"]) for row in own})
        voices = {reader.label(r["speaker"], lang) for r in own if "speaker" in r}
        told: list[Cell] = [*counts(own, heard), "; ".join(heard), "; ".join(sorted(voices))]
        rows.append([*texts[key], *told, *footing(own).cells()])
    return sorted(rows, key=lambda row: order(row, TEXTS))


def counts(own: Sequence[Row], heard: Sequence[str]) -> list[Cell]:
    """Return the numbers of claims, sources and origins."""
    return [len(own), len({row["source"] for row in own}), len(heard)]


def order(row: Sequence[Cell], place: int) -> tuple[int, int, list[str]]:
    """Return what sorts a row: most origins, then most sources, then its words."""
    claims, sources, origins = (int(cell or 0) for cell in row[place : place + 3])
    return -origins, -sources - claims, [str(cell) for cell in row]


def statement_rows(
    reader: Reader, claims: Sequence[Row], origins: Mapping[str, str], lang: str
) -> list[list[Cell]]:
    """Return a row for each relation that is stated: by how many claims, sources, origins."""
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for claim in claims:
        if "figure" not in claim and "relation" in claim:
            groups[key_of(claim)].append(claim)
    rows: list[list[Cell]] = []
    for key, own in groups.items():
        heard = sorted({origins.get(row["source"], row["source"]) for row in own})
        texts = [reader.label(k, lang) if k.startswith("http") else k for k in key]
        rows.append([*texts, *counts(own, heard), *footing(own).cells()])
    return sorted(rows, key=lambda row: order(row, 3))


def document_rows(
    reader: Reader, claims: Sequence[Row], register: Mapping[str, Row], asking: Asking
) -> Iterator[list[Cell]]:
    """Yield a row for each source with passages: how many characters claims rest on.

    Length and share need the text; without a corpus both are empty.
    """
    for source, own in grouped([c for c in claims if "start" in c], "source").items():
        ends = sorted({(int(claim["start"]), int(claim["end"])) for claim in own})
        covered = union_of(ends)
        length = length_of(register.get(source, {}), asking.corpus)
        yield [
            local_name(source),
            reader.label(source, asking.lang),
            len(ends),
            covered,
            length,
            share(covered, length) if length else None,
        ]


def length_of(row: Row, corpus: Path | None) -> int | None:
    """Return the characters of a source's text, None without it."""
    if corpus is None or "file" not in row:
        return None
    return len(read_text(corpus, row["file"]))


def union_of(ends: Iterable[tuple[int, int]]) -> int:
    """Return how many places lie in at least one of the passages (start, end), sorted.

    >>> union_of([(0, 5), (3, 8), (10, 12)])
    10
    """
    total, reached = 0, 0
    for start, end in ends:
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total


def grouped(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    """Return the rows by their cell under `key`, in order."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[key]].append(row)
    return dict(sorted(found.items()))
