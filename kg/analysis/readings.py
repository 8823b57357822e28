"""Readings: every number that a source states, with the interval and the time it is meant for."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kg.analysis.ledger import Footing
from kg.graph.lookup import Asking, bounds_of, figure_of
from kg.graph.store import Reader, Row
from kg.text import figures

MONTHS = 12


@dataclass(frozen=True, order=True)
class Interval:
    """The values that a statement allows, from `low` to `high`, infinite where it has no bound."""

    low: float
    high: float

    def meets(self, other: Interval) -> bool:
        """Return whether both allow a common value.

        >>> Interval(84.5, 85.5).meets(Interval(85.45, 85.55)), Interval(1, 2).meets(Interval(3, 4))
        (True, False)
        """
        return self == other or (self.low < other.high and other.low < self.high)


@dataclass(frozen=True, order=True)
class Reading:
    """One number of one source; `bounds` is None where no number is given.

    `said` is the modality's code; `weak` says that the reading itself is of low certainty.
    """

    subject: str
    indicator: str
    unit: str
    claim: str
    source: str
    said: str
    bounds: Interval | None
    hedged: bool
    weak: bool
    row: Row = field(compare=False)

    @property
    def start(self) -> str:
        """Return the first date stated, or nothing."""
        return self.row.get("from", "")

    @property
    def end(self) -> str:
        """Return the last date stated, or nothing."""
        return self.row.get("until", "")

    @property
    def compared(self) -> str:
        """Return what the number is compared with, or nothing."""
        return self.row.get("compared", "")

    @property
    def footing(self) -> Footing:
        """Return the claim and its source."""
        return Footing(frozenset({self.claim}), frozenset({self.source}))

    @property
    def measured(self) -> tuple[str, str, str]:
        """Return subject, indicator and unit: what two numbers must share."""
        return self.subject, self.indicator, self.unit

    def rounded(self) -> Interval | None:
        """Return the interval widened by half a unit of the last place that is printed."""
        if self.bounds is None:
            return None
        low = self.bounds.low - slack(self.row["number"])
        high = self.bounds.high + slack(self.row.get("upper", self.row["number"]))
        return Interval(low, high)

    def text(self, reader: Reader, lang: str) -> str:
        """Return the number in words, such as `more than 510 billion CNY`."""
        return figure_of(reader, self.row, lang)


def slack(number: str) -> float:
    """Return half a unit of the last place that a number shows.

    Zeros at the end of a whole number are taken as rounding, but for two leading digits.

    >>> slack("85000000"), slack("85500000"), slack("4.2"), slack("20"), slack("7")
    (500000.0, 50000.0, 0.05, 0.5, 0.5)
    """
    parts = Decimal(number).normalize()
    digits, place = parts.as_tuple().digits, int(parts.as_tuple().exponent)
    if place > 0 and len(digits) == 1:
        place -= 1
    return float(Decimal(5).scaleb(place - 1))


def interval_of(row: Row, factors: Mapping[str, Row]) -> Interval | None:
    """Return the values that a row allows by its comparator, None without a number."""
    rule = factors.get(row["comparator"])
    if rule is None or "number" not in row:
        return None
    number = Decimal(row["number"])
    upper = Decimal(row.get("upper", row["number"]))
    ends = sorted(
        (
            float(number * Decimal(rule["lowest"])) if "lowest" in rule else -math.inf,
            float(upper * Decimal(rule["highest"])) if "highest" in rule else math.inf,
        )
    )
    return Interval(*ends)


def read_all(reader: Reader, asking: Asking) -> tuple[Reading, ...]:
    """Return every reading, in order; of actual values those whose time had begun by the day.

    What is aimed at or expected, and what has no stated time, is kept whatever the day.
    """
    factors = {row["comparator"]: row for row in reader.api("comparators")}
    found: dict[str, Row] = {}
    for row in reader.api("readings"):
        if row["said"] != "fact" or begun(row, asking.as_of):
            known = found.get(row["claim"], row)
            found[row["claim"]] = min(known, row, key=lambda r: sorted(r.items()))
    return tuple(sorted(reading_of(row, factors) for row in found.values()))


def begun(row: Row, as_of: str) -> bool:
    """Return whether the stated time has begun by the day `as_of`; an unstated one has.

    >>> begun({"until": "2024-07"}, "2024"), begun({"until": "2024-07"}, "2023")
    (True, False)
    """
    stated = row.get("from") or row.get("until")
    return not (as_of and stated) or figures.bounds(str(stated))[0] <= bounds_of(as_of)[1]


def reading_of(row: Row, factors: Mapping[str, Row]) -> Reading:
    """Return the reading that a query row states."""
    return Reading(
        subject=row["subject"],
        indicator=row["indicator"],
        unit=row["unit"],
        claim=row["claim"],
        source=row["source"],
        said=row["said"],
        bounds=interval_of(row, factors),
        hedged=bool(factors.get(row["comparator"], {"hedged": "yes"}).get("hedged")),
        weak=bool(row.get("weak")),
        row=row,
    )


def same_time(one: Reading, other: Reading) -> bool:
    """Return whether two numbers are meant for the same time.

    Points in time (a year, a month, `by` a day) agree when their days overlap; a period of
    several years or months only agrees with an equal one; no stated time only with none.
    """
    first, second = days_of(one), days_of(other)
    if first is None or second is None:
        return first is second
    if is_point(one) and is_point(other):
        return first[0] <= second[1] and second[0] <= first[1]
    return first == second


def is_point(reading: Reading) -> bool:
    """Return whether the stated time is one date, not a period from one to another."""
    return not (reading.start and reading.end and reading.start != reading.end)


def days_of(reading: Reading) -> tuple[str, str] | None:
    """Return first and last day of the stated time, None where none is stated."""
    if not reading.start and not reading.end:
        return None
    first, last = reading.start or reading.end, reading.end or reading.start
    return figures.bounds(first)[0], figures.bounds(last)[1]


def months_of(day: str) -> int:
    """Return the month in which a partial date ends, counted from year 0.

    >>> months_of("2025") - months_of("2023")
    24
    """
    year, month, _ = figures.bounds(day)[1].split("-")
    return int(year) * MONTHS + int(month)


def years_between(first: str, last: str) -> float:
    """Return the years from the end of one partial date to the end of another.

    >>> years_between("2023", "2025"), years_between("2023-06", "2023-12")
    (2.0, 0.5)
    """
    return (months_of(last) - months_of(first)) / MONTHS


def joined(readings: Iterable[Reading]) -> Footing:
    """Return all claims and sources that the readings stand on."""
    total = Footing()
    for reading in readings:
        total = total | reading.footing
    return total
