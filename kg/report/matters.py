"""Reports on what sources say: chains, targets, conflicts, gaps, money, sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from kg.analysis.aims import read_known
from kg.analysis.card import card_of, read
from kg.analysis.concentration import concentration, received
from kg.analysis.conflicts import conflicts
from kg.analysis.gaps import gaps
from kg.analysis.instruments import instruments
from kg.analysis.masters import masters
from kg.analysis.mechanism import audit
from kg.analysis.quality import quality
from kg.analysis.reach import reach
from kg.analysis.targets import targets, trajectories
from kg.errors import NotComputableError
from kg.graph.lookup import Asking
from kg.graph.store import Reader
from kg.report.desk import Desk, Named, answer, captioned, sections, table_of, tell
from kg.report.report import Section
from kg.text.names import local_name
from kg.text.table import Cell

Sections = tuple[Section, ...]
LEAST_POINTS = 2


def overview(desk: Desk) -> Sections:
    """Return how much the graph holds, and what of it is decided or doubtful."""
    queries = ("overview", "doubtful-identities", "low-certainty")
    return tuple(section for query in queries for section in answer(desk, query))


def where(desk: Desk) -> Sections:
    """Return how many claims place something in each province, and in each place."""
    (found,) = answer(desk, "places")
    provinces: dict[str, set[str]] = defaultdict(set)
    named = {}
    for row in found.table.records():
        code = str(row["province_code"])
        provinces[code] |= {*str(row["claims"]).split()}
        named[code] = str(row["province"])
    rows: list[list[Cell]] = [
        [named[code], code, len(claims), " ".join(sorted(claims))]
        for code, claims in sorted(provinces.items())
    ]
    columns = ("province", "code", "claim_count", "claims")
    title = tell("title_provinces", desk.lang)
    table = replace(table_of(desk, columns, rows, title), notes=found.table.notes)
    told = (tell("words_provinces", desk.lang),)
    first = Section("provinces", title, table, told, command=found.command)
    return (first, replace(found, words=(*found.words, tell("dots", desk.lang))))


def times(desk: Desk) -> Sections:
    """Return what happened when, as far as sources date it."""
    return answer(desk, "events-of-year")


def methods(desk: Desk) -> Sections:
    """Return the card of every method."""
    cards = sorted((card_of(name, desk.lang) for name in read("methods.json")), key=str)
    rows = [[c.title, c.question, c.method, c.unit, c.reference, c.assumptions] for c in cards]
    columns = ("method", "question", "how", "unit", "reference", "assumptions")
    table = table_of(desk, columns, rows, tell("title_methods", desk.lang))
    return (Section("cards", table.title, table, command=desk.command("report", "methods")),)


def chain(desk: Desk) -> Sections:
    """Return the audit of the three chains, the chain's map, and the screening of masters."""
    own = desk.command("report", "chain")

    def screened() -> list[Named]:
        first, second = masters(desk.reader, desk.asking)
        return [("summary", first), ("criteria", second)]

    return (
        *sections(desk, "chain", own, lambda: audit(desk.reader, desk.asking).items()),
        *answer(desk, "chain-map"),
        *sections(desk, "masters", own, screened),
    )


def aims(desk: Desk) -> Sections:
    """Return the ledger of targets, what they lack, and each indicator's way over time."""
    own = desk.command("report", "targets")
    return (
        *sections(desk, "targets", own, lambda: targets(desk.reader, desk.asking).items()),
        *sections(desk, "way", own, lambda: ways(desk)),
    )


def ways(desk: Desk) -> Iterator[Named]:
    """Yield the trajectory of each indicator of a subject that is known for two dates or more."""
    known = read_known(*told(desk))
    actual = {local_name(reading.claim) for reading in known.facts}
    for subject, indicator in sorted({(a.first.subject, a.first.indicator) for a in known.aims}):
        try:
            table = trajectories(desk.reader, subject, indicator, desk.asking)
        except NotComputableError:  # an aim without a number or a date has no place on the way
            continue
        spots = [
            n for n, cell in enumerate(table.column("claims")) if {*str(cell).split()} & actual
        ]
        dates = set(table.column("time"))
        if spots and len(dates) >= LEAST_POINTS and len(set(table.column("unit"))) == 1:
            label = desk.reader.label
            title = f"{label(subject, desk.lang)} · {label(indicator, desk.lang)}"
            meta = {**table.meta, "actual": " ".join(map(str, spots))}
            name = f"{local_name(subject)}-{local_name(indicator)}"
            yield name, replace(table, title=title, meta=meta)


def told(desk: Desk) -> tuple[Reader, Asking]:
    """Return the graph and how it is asked."""
    return desk.reader, desk.asking


def disputes(desk: Desk) -> Sections:
    """Return the ledger of conflicts."""
    own = desk.command("report", "conflicts")
    return sections(desk, "conflicts", own, lambda: [("", conflicts(*told(desk)))])


def holes(desk: Desk) -> Sections:
    """Return the states of the segments of chains by place, as a list and as a matrix."""
    own = desk.command("report", "gaps")

    def made() -> list[Named]:
        listed, matrix = gaps(*told(desk))
        return [("list", listed), ("matrix", matrix)]

    return (
        *sections(desk, "gaps", own, made),
        *answer(desk, "missing-members"),
        *answer(desk, "orphan-tasks"),
        *answer(desk, "unstated-deadlines"),
    )


def money(desk: Desk) -> Sections:
    """Return what funds reach, who receives how much, and how money follows from policy."""
    own = desk.command("report", "money")

    def reached() -> list[Named]:
        first, second = reach(*told(desk))
        return [("funds", first), ("distance", second)]

    def held() -> list[Named]:
        table = received(desk.network("money"), desk.lang, desk.known)
        return [
            ("received", captioned(table, desk.lang)),
            ("concentration", concentration(table, lang=desk.lang)),
        ]

    def ran() -> list[Named]:
        paths, ends, flows = instruments(*told(desk))
        return [("paths", paths), ("ends", ends), ("flows", flows)]

    return (
        *sections(desk, "reach", own, reached),
        *sections(desk, "receipts", own, held),
        *sections(desk, "instruments", own, ran),
        *answer(desk, "fund-terms"),
    )


def sources(desk: Desk) -> Sections:
    """Return how far each source carries, and how often each number is told."""
    own = desk.command("report", "sources")
    return (
        *sections(desk, "quality", own, lambda: quality(*told(desk)).items()),
        *answer(desk, "speakers"),
    )
