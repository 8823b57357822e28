"""Aims: what is to be reached by when, one for each number however many claims state it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.analysis.ledger import NOWHERE, Footing
from kg.analysis.readings import Interval, Reading, is_point, joined, months_of, read_all
from kg.errors import NotComputableError
from kg.graph.lookup import Asking, bounds_of
from kg.graph.store import Reader, Row
from kg.text.names import local_name

SHORTEST = 3
ALIKE = 0.5


@dataclass(frozen=True)
class Aim:
    """A number to be reached, with all the readings that state it and its type.

    `apart` is the unit of a difference, such as percentage points for percent.
    """

    readings: tuple[Reading, ...]
    kind: str
    apart: str

    @property
    def first(self) -> Reading:
        """Return the reading that stands for all: the surest, then the first by id."""
        return min(self.readings, key=lambda r: (r.weak, r))

    @property
    def deadline(self) -> str:
        """Return the last date by which it is to be reached, or nothing."""
        return self.first.end

    @property
    def setters(self) -> frozenset[str]:
        """Return who set it: the document that fixes it, else whoever says it."""
        said = [r.row.get("setter") or r.row.get("speaker", "") for r in self.readings]
        return frozenset(said) - {""}

    @property
    def wholes(self) -> frozenset[str]:
        """Return the claims of the larger number that it is stated to be part of."""
        return frozenset(r.row["whole"] for r in self.readings if "whole" in r.row)

    @property
    def footing(self) -> Footing:
        """Return all claims and sources."""
        return joined(self.readings)


@dataclass(frozen=True)
class Known:
    """All that the target analyses look at, read once."""

    aims: tuple[Aim, ...]
    facts: tuple[Reading, ...]
    dates: Mapping[str, str]
    later: frozenset[tuple[str, str]]
    money: Mapping[str, Footing]
    wholes: tuple[Row, ...]
    regions: frozenset[str]
    ranks: Mapping[str, int]


@dataclass(frozen=True)
class Base:
    """Where the way to an aim starts: the values, their date, and the readings."""

    bounds: Interval
    date: str
    readings: tuple[Reading, ...]


def read_known(reader: Reader, asking: Asking) -> Known:
    """Return the aims, in order of deadline and subject, and what they are held against.

    Those that were set after the day asked for are left out.

    Raises
    ------
    NotComputableError
        If no source states any target.
    """
    readings = read_all(reader, asking)
    types = {row["claim"]: row for row in reader.api("target-types")}
    groups: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        if reading.claim in types:
            groups[reading.row.get("figure", reading.claim)].append(reading)
    if not groups:
        message = "targets are not computable: needs one target, found none"
        raise NotComputableError(message)
    rows = [(tuple(group), types[group[0].claim]) for group in groups.values()]
    aims = [Aim(group, row["type"], row["apart"]) for group, row in rows]
    aims.sort(key=lambda aim: (aim.deadline or "9999", aim.first))
    known = Known(
        aims=tuple(aims),
        facts=tuple(r for r in readings if r.said == "fact" and r.bounds),
        dates=dates_of(reader),
        later=frozenset((r["later"], r["earlier"]) for r in reader.api("successions")),
        money=money_of(reader),
        wholes=tuple(sorted(reader.api("wholes"), key=lambda r: sorted(r.items()))),
        regions=frozenset(row["region"] for row in reader.api("regions")),
        ranks={row["concept"]: int(row["place"]) for row in reader.api("ranking")},
    )
    day = bounds_of(asking.as_of)[1] if asking.as_of else "9999"
    return replace(known, aims=tuple(aim for aim in aims if set_on(aim, known) <= day))


def dates_of(reader: Reader) -> dict[str, str]:
    """Return the first day from which each thing or source is known to be there."""
    found: dict[str, str] = {}
    for row in reader.api("register"):
        if "earliest" in row:
            found[row["source"]] = row["earliest"]
    for row in reader.api("datings"):
        if row.get("begins"):
            found[row["thing"]] = min(found.get(row["thing"], row["value"]), row["value"])
    return found


def money_of(reader: Reader) -> dict[str, Footing]:
    """Return, for everything that a claim ties to a fund, the claims that do so."""
    found: dict[str, Footing] = {}
    for row in reader.api("money"):
        proof = Footing(frozenset({row["claim"]}), frozenset({row["source"]}))
        for iri in (row["thing"], row["fund"]):
            found[iri] = found.get(iri, NOWHERE) | proof
    return found


def base_of(aim: Aim, known: Known) -> Base | None:
    """Return the latest actual value of the same subject, indicator and unit before the deadline.

    A baseline that the aim names goes first. Of several values of one date those count that
    are not of low certainty, with what they have in common.
    """
    named = {r.row["baseline"] for r in aim.readings if "baseline" in r.row}
    own = [r for r in known.facts if r.claim in named]
    dated = own or series_of(aim, known)
    before = [r for r in dated if not aim.deadline or date_of(r) < aim.deadline]
    points = [r for r in before if date_of(r)]
    if not points:
        return None
    latest = max(months_of(date_of(r)) for r in points)
    last = [r for r in points if months_of(date_of(r)) == latest]
    firm = tuple(r for r in last if not r.weak) or tuple(last)
    return Base(common(firm), max(date_of(r) for r in firm), firm)


def weakest(readings: Iterable[Reading], known: Known) -> str:
    """Return the IRI of the lowest certainty of the readings."""
    return max((r.row["certainty"] for r in readings), key=lambda iri: known.ranks.get(iri, 0))


def series_of(aim: Aim, known: Known) -> list[Reading]:
    """Return the actual values of what an aim measures, in order of time."""
    first = aim.first
    found = [
        r
        for r in known.facts
        if r.measured == first.measured
        and r.compared == first.compared
        and is_point(r)
        and date_of(r)
    ]
    return sorted(found, key=lambda r: (months_of(date_of(r)), r))


def date_of(reading: Reading) -> str:
    """Return the date for which a number is meant, the last one of a period."""
    return reading.end or reading.start


def common(readings: Sequence[Reading]) -> Interval:
    """Return the values that all readings allow; if they allow none in common, their hull."""
    bounds = [r.bounds for r in readings if r.bounds]
    low, high = max(b.low for b in bounds), min(b.high for b in bounds)
    if low <= high:
        return Interval(low, high)
    return Interval(min(b.low for b in bounds), max(b.high for b in bounds))


def replaced(aim: Aim, known: Known) -> tuple[Aim, ...]:
    """Return the aims that this one takes the place of: of the same measure, set earlier.

    They have the same deadline and other setters, or were set by a document that is replaced
    by the one that sets this one.
    """
    found = []
    for other in known.aims:
        if other is aim or other.first.measured != aim.first.measured:
            continue
        pairs = {(mine, theirs) for mine in aim.setters for theirs in other.setters}
        same = bool(aim.deadline) and other.deadline == aim.deadline
        same = same and bool(pairs) and not aim.setters & other.setters
        if pairs & known.later or (same and set_on(other, known) < set_on(aim, known)):
            found.append(other)
    return tuple(found)


def set_on(aim: Aim, known: Known) -> str:
    """Return the first date on which an aim is known to be set, by its setter or its source."""
    by_setter = [known.dates[setter] for setter in aim.setters if setter in known.dates]
    by_source = [known.dates[r.source] for r in aim.readings if r.source in known.dates]
    return min(by_setter or by_source, default="")


def followed(aim: Aim, known: Known) -> Aim | None:
    """Return the aim of the same measure with the next later deadline."""
    later = [
        other
        for other in known.aims
        if other.first.measured == aim.first.measured and other.deadline > aim.deadline > ""
    ]
    return min(later, key=lambda other: (other.deadline, other.first), default=None)


def words_in(*iris: str) -> frozenset[str]:
    """Return the words of the names of `iris`, short ones and a plural's ending left out.

    >>> sorted(words_in("https://x/share-of-green-factories"))
    ['factory', 'green', 'share']
    """
    found: list[str] = []
    for name in map(local_name, iris):
        words = re.split(r"[^a-z0-9]+", name.lower())
        found += [re.sub(r"ies$", "y", word) for word in words if len(word) >= SHORTEST]
    return frozenset(re.sub(r"(?<=[a-z]{3})s$", "", word) for word in found)


def alike(one: Iterable[str], other: Iterable[str]) -> float:
    """Return the share of words that two names have in common (Jaccard), in [0, 1].

    >>> alike({"a", "b"}, {"b", "c"})
    0.3333333333333333
    """
    first, second = frozenset(one), frozenset(other)
    return len(first & second) / len(first | second) if first | second else 0.0
