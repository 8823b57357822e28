"""Disputes on numbers: value, yardstick, scope, sums, periods, and what cannot be compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from kg.analysis.dispute import Dispute, Matter, Side, Teller, grouped, maybe_same, side
from kg.analysis.readings import Reading, days_of, same_time
from kg.graph.lookup import time_of
from kg.text import figures
from kg.text.names import local_name

Figures = list[list[Reading]]
LEAST_WORDS = 2


def facts_by(matter: Matter, *, compared: bool) -> dict[tuple[str, ...], list[Reading]]:
    """Return the actual numbers by subject, indicator, unit, and yardstick if it counts."""
    found: dict[tuple[str, ...], list[Reading]] = defaultdict(list)
    for reading in matter.readings:
        if reading.said == "fact" and reading.bounds:
            extra = (reading.compared,) if compared else ()
            found[(*reading.measured, *extra)].append(reading)
    return dict(sorted(found.items()))


def in_figures(readings: Sequence[Reading]) -> Figures:
    """Return readings of one and the same number together."""
    found: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        found[reading.row.get("figure", reading.claim)].append(reading)
    return sorted(found.values())


def agree(one: Reading, other: Reading) -> bool:
    """Return whether two numbers can both be right, rounding and hedges allowed for."""
    first, second = one.rounded(), other.rounded()
    return first is None or second is None or first.meets(second)


def timed(reading: Reading, tell: Teller) -> str:
    """Return a number with its time."""
    time = time_of(reading.row)
    return tell.number(reading) + (f" ({time})" if time else "")


def values(matter: Matter, tell: Teller) -> Iterator[Dispute]:
    """Yield actual numbers of one thing, indicator, unit and time that cannot both be right."""
    for key, readings in facts_by(matter, compared=True).items():
        for one, other in combinations(in_figures(readings), 2):
            first, second = one[0], other[0]
            if same_time(first, second) and not agree(first, second):
                sides = tuple(side(timed(group[0], tell), group) for group in (one, other))
                firm = days_of(first) is not None and not (first.weak or second.weak)
                yield Dispute("value", tell.name(*key[:2]), sides, "value", firm)


def yardsticks(matter: Matter, tell: Teller) -> Iterator[Dispute]:
    """Yield numbers of one thing that two sources give against different yardsticks."""
    for key, readings in facts_by(matter, compared=False).items():
        by_source: dict[str, list[Reading]] = defaultdict(list)
        for reading in readings:
            if reading.compared:
                by_source[reading.source].append(reading)
        for one, other in combinations(by_source.values(), 2):
            crossed = [(a, b) for a in one for b in other if a.compared != b.compared]
            if crossed:
                alike = any(a.bounds == b.bounds for a, b in crossed)
                sides = tuple(
                    side("; ".join(tell.number(r) for r in group), group) for group in (one, other)
                )
                reason = "yardstick_same" if alike else "yardstick"
                yield Dispute("comparator", tell.name(*key[:2]), sides, reason)


def scopes(matter: Matter, tell: Teller) -> Iterator[Dispute]:
    """Yield numbers of a whole and a part, or of names that differ in scope, that do not fit."""
    nested = grouped(matter.wholes, "whole", "part")
    by_indicator: dict[tuple[str, str], list[list[Reading]]] = defaultdict(list)
    for key, readings in facts_by(matter, compared=True).items():
        by_indicator[key[1], key[2]].extend(in_figures(readings))
    for figure_groups in by_indicator.values():
        for one, other in combinations(figure_groups, 2):
            first, second = one[0], other[0]
            if first.subject == second.subject or first.compared != second.compared:
                continue
            for big, small in ((one, other), (other, one)):
                rows = nested.get((big[0].subject, small[0].subject), [])
                reason = nested_reason(big[0], small[0]) if rows else named_reason(big[0], small[0])
                if reason:
                    links = [side(tell.name(big[0].subject, small[0].subject), rows)] * bool(rows)
                    yield scope_of((big, small), links, reason, tell)


def scope_of(
    groups: Sequence[Sequence[Reading]], links: Sequence[Side], reason: str, tell: Teller
) -> Dispute:
    """Return the dispute on numbers of two things of different scope."""
    sides = [
        side(f"{tell.name(group[0].subject)}: {timed(group[0], tell)}", group) for group in groups
    ]
    about = tell.name(groups[0][0].indicator)
    return Dispute("scope", about, (*sides, *links), reason, sure=False)


def nested_reason(whole: Reading, part: Reading) -> str:
    """Return why the numbers of a whole and its part do not fit, nothing if they do."""
    big, small = whole.rounded(), part.rounded()
    if big is None or small is None or not same_time(whole, part):
        return ""
    if whole.bounds == part.bounds and not whole.hedged:
        return "scope_equal"
    return "scope_above" if small.low >= big.high else ""


def named_reason(wide: Reading, narrow: Reading) -> str:
    """Return why two names that differ in one more word do not fit, nothing if they do."""
    few, many = (set(local_name(r.subject).split("-")) for r in (wide, narrow))
    close = len(few) >= LEAST_WORDS and few < many and same_time(wide, narrow)
    return "scope_named" if close and not agree(wide, narrow) else ""


def incomparable(matter: Matter, tell: Teller) -> Iterator[Dispute]:
    """Yield numbers of things that may be one, where a number or its time is not stated."""
    pairs = maybe_same(matter)
    given: dict[tuple[str, str], list[Reading]] = defaultdict(list)
    for reading in matter.readings:
        if reading.said == "fact":
            given[reading.indicator, reading.unit].append(reading)
    for key, readings in sorted(given.items()):
        for one, other in combinations(readings, 2):
            rows = pairs.get(frozenset({one.subject, other.subject}))
            open_ends = any(r.bounds is None or days_of(r) is None for r in (one, other))
            if rows and open_ends:
                sides = tuple(
                    side(f"{tell.name(r.subject)}: {timed(r, tell)}", [r]) for r in (one, other)
                )
                about = tell.name(key[0])
                yield Dispute(
                    "incomparable", about, sides, "incomparable", sure=False, decisions=rows
                )


def sums(matter: Matter, tell: Teller) -> Iterator[Dispute]:
    """Yield sets whose number is not the sum of those of all their members."""
    numbers: dict[tuple[str, ...], list[Reading]] = defaultdict(list)
    for reading in matter.readings:
        if reading.bounds and reading.row.get("counted") and not reading.hedged:
            numbers[(*reading.measured, reading.said)].append(reading)
    for (whole,), rows in grouped(matter.wholes, "whole").items():
        members = sorted({row["part"] for row in rows})
        for key, own in numbers.items():
            parts = [numbers.get((member, *key[1:]), []) for member in members]
            if key[0] != whole or not all(parts):
                continue
            for reading in own:
                fitting = [next((p for p in part if same_time(p, reading)), None) for part in parts]
                found = [p for p in fitting if p is not None and p.bounds]
                total = sum(p.bounds.low for p in found if p.bounds)
                if len(found) == len(parts) and reading.bounds and total != reading.bounds.low:
                    text = " + ".join(tell.number(p) for p in found)
                    sides = (side(timed(reading, tell), [reading]), side(text, found))
                    yield Dispute("arithmetic", tell.name(whole, key[1]), sides, "sum")


def periods(matter: Matter, tell: Teller) -> Iterator[Dispute]:
    """Yield numbers set by a document for a time outside the period that it holds for."""
    spells = grouped(matter.periods, "policy")
    for reading in matter.readings:
        for row in spells.get((reading.row.get("setter", ""),), []):
            days = days_of(reading)
            first, last = figures.bounds(row["from"])[0], figures.bounds(row["until"])[1]
            if days and (days[1] > last or (reading.start and days[0] < first)):
                spell = f"{tell.name(row['policy'])}: {time_of(row)}"
                sides = (side(timed(reading, tell), [reading]), side(spell, [row]))
                about = tell.name(reading.subject, reading.indicator)
                yield Dispute("period", about, sides, "period")


NUMBER_RULES = (values, yardsticks, scopes, incomparable, sums, periods)
