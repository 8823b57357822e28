"""Disputes: what sources say against each other, and all that the rules look at to find it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace

from kg.analysis.ledger import NOWHERE, Footing
from kg.analysis.readings import Reading, read_all
from kg.graph.lookup import Asking
from kg.graph.store import Reader, Row
from kg.text.names import local_name

Rows = tuple[Row, ...]


@dataclass(frozen=True)
class Matter:
    """What claims state, in the parts that the rules need; each row names its claim or row."""

    readings: tuple[Reading, ...]
    datings: Rows
    before: Rows
    sizes: Rows
    wholes: Rows
    identities: Rows
    printed: Rows
    places: Rows
    periods: Rows
    relative: Rows


@dataclass(frozen=True, order=True)
class Side:
    """One side of a dispute: what it says in words, and on which claims."""

    text: str
    claims: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def footing(self) -> Footing:
        """Return its claims and sources."""
        return Footing(frozenset(self.claims), frozenset(self.sources))


@dataclass(frozen=True, order=True)
class Dispute:
    """A conflict of one kind: what it is about, its sides, and why it is one.

    `sure` is False where the sources leave room for both sides to be right. `decisions` are
    the rows on identity that it hangs on.
    """

    kind: str
    about: str
    sides: tuple[Side, ...]
    reason: str
    sure: bool = True
    decisions: tuple[str, ...] = ()

    @property
    def footing(self) -> Footing:
        """Return the claims and sources of all sides."""
        total = NOWHERE
        for side in self.sides:
            total = total | side.footing
        return total


Rule = Callable[[Matter, "Teller"], Iterator[Dispute]]


@dataclass(frozen=True)
class Teller:
    """How things are called: labels of the graph in one language."""

    reader: Reader
    lang: str

    def name(self, *iris: str) -> str:
        """Return the labels of `iris`, joined by a dot."""
        return " · ".join(self.reader.label(iri, self.lang) for iri in iris)

    def number(self, reading: Reading) -> str:
        """Return a number in words."""
        return reading.text(self.reader, self.lang)


def gather(reader: Reader, asking: Asking) -> Matter:
    """Return all that the rules look at, on the day asked for, in order."""

    def rows(query: str) -> Rows:
        return tuple(sorted(reader.api(query), key=lambda row: sorted(row.items())))

    return Matter(
        readings=read_all(reader, asking),
        datings=rows("datings"),
        before=rows("said-before"),
        sizes=tuple(row for row in rows("aspects") if row["aspect"] == "size"),
        wholes=rows("wholes"),
        identities=rows("identity-rows"),
        printed=rows("printed"),
        places=rows("prefectures"),
        periods=rows("plan-periods"),
        relative=rows("relative-times"),
    )


def without(matter: Matter, ids: Iterable[str]) -> Matter:
    """Return the matter as it would be without the claims and rows called `ids`."""
    gone = set(ids)
    kept = {
        part.name: tuple(item for item in getattr(matter, part.name) if id_of(item) not in gone)
        for part in fields(matter)
    }
    return replace(matter, **kept)


def id_of(item: Reading | Row) -> str:
    """Return the id of the claim or row that something rests on."""
    if isinstance(item, Reading):
        return local_name(item.claim)
    return local_name(item["claim"] if "claim" in item else item["row"])


def side(text: str, rows: Iterable[Row | Reading]) -> Side:
    """Return one side, resting on the claims and sources of `rows`."""
    claims, sources = set(), set()
    for row in rows:
        claims.add(row.claim if isinstance(row, Reading) else row["claim"])
        sources.add(row.source if isinstance(row, Reading) else row["source"])
    return Side(text, tuple(sorted(claims)), tuple(sorted(sources)))


def grouped(rows: Iterable[Row], *keys: str) -> Mapping[tuple[str, ...], list[Row]]:
    """Return the rows by their cells under `keys`, in order."""
    found: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        found[tuple(row.get(key, "") for key in keys)].append(row)
    return dict(sorted(found.items()))


def unsure(matter: Matter) -> list[Row]:
    """Return the decisions on identity that were left open."""
    return [row for row in matter.identities if row["decided"] == "unsure"]


def maybe_same(matter: Matter) -> dict[frozenset[str], tuple[str, ...]]:
    """Return each two things that may be one, with the rows that say so.

    Two that may both be a third may be one as well.
    """
    found: dict[frozenset[str], tuple[str, ...]] = {}
    candidates: dict[str, list[Row]] = defaultdict(list)
    for row in unsure(matter):
        found[frozenset({row["left"], row["right"]})] = (row["row"],)
        candidates[row["right"]].append(row)
    for rows in candidates.values():
        for one in rows:
            for other in rows:
                if one["left"] < other["left"]:
                    pair = frozenset({one["left"], other["left"]})
                    found.setdefault(pair, (one["row"], other["row"]))
    return found
