"""Targets: what is set, by whom, from where, how fast it must go, and what it lacks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from kg.analysis.aims import (
    ALIKE,
    Aim,
    Base,
    Known,
    alike,
    base_of,
    date_of,
    followed,
    read_known,
    replaced,
    series_of,
    weakest,
    words_in,
)
from kg.analysis.growth import UNCLEAR, gap, needed, on_path, worded
from kg.analysis.ledger import NOWHERE, PROOF, ledger, refusal, say
from kg.analysis.parts import SUMS, sum_rows
from kg.analysis.readings import Reading, joined, months_of, read_all, years_between
from kg.graph.lookup import Asking, resolve
from kg.graph.store import Reader
from kg.text.names import local_name
from kg.text.table import Cell, Table

HEAD = ("subject", "indicator", "value", "deadline")
LEDGER = (
    *(*HEAD, "type", "setter", "baseline", "baseline_time", "gap", "growth"),
    *("growth_low", "growth_high", "path", "unknown_for", "certainty"),
    *("part_of", "replaced", "followed_by"),
)
ORPHANS = (*HEAD, "lacks")
SCOPE = (*HEAD, "measured", "measured_time", "difference", "shared", "notes")
LEAST_VALUES = 2
SERIES = ("time", "said_as", "value", "low", "high", "setter")


def targets(reader: Reader, asking: Asking) -> dict[str, Table]:
    """Return four tables by name: `targets`, `sums`, `orphans` and `scope`.

    Rows stand in the order of deadline and subject. What cannot be computed is unknown, and
    `unknown_for` says for want of what. Growth is in percent a year; a bound that
    the sources do not give is empty. Each row names its claims and sources.

    Raises
    ------
    NotComputableError
        If no source states any target.
    """
    known, lang = read_known(reader, asking), asking.lang
    tables: dict[str, tuple[Sequence[str], Iterator[list[Cell]]]] = {
        "targets": (LEDGER, (row_of(reader, aim, known, lang) for aim in known.aims)),
        "sums": (SUMS, sum_rows(reader, known, lang)),
        "orphans": (ORPHANS, orphan_rows(reader, known, lang)),
        "scope": (SCOPE, scope_rows(reader, known, lang)),
    }
    return {
        part: ledger("targets", part, (*keys, *PROOF), rows, lang)
        for part, (keys, rows) in tables.items()
    }


def head_of(reader: Reader, aim: Aim, lang: str) -> list[Cell]:
    """Return the cells that say which aim a row is on."""
    first = aim.first
    names = [reader.label(first.subject, lang), reader.label(first.indicator, lang)]
    return [*names, first.text(reader, lang), aim.deadline]


def row_of(reader: Reader, aim: Aim, known: Known, lang: str) -> list[Cell]:
    """Return the row of an aim in the ledger."""
    base, after = base_of(aim, known), followed(aim, known)
    earlier = replaced(aim, known)
    proof = aim.footing | (joined(base.readings) if base else NOWHERE)
    return [
        *head_of(reader, aim, lang),
        say(f"type_{aim.kind}", lang),
        "; ".join(sorted(reader.label(setter, lang) for setter in aim.setters)),
        *base_cells(reader, aim, base, lang),
        *path_of(aim, known, lang),
        reader.label(weakest([aim.first, *(base.readings if base else ())], known), lang),
        " ".join(sorted(local_name(claim) for claim in aim.wholes)),
        "; ".join(f"{short(reader, other, lang)}" for other in earlier),
        short(reader, after, lang) if after else "",
        *proof.cells(),
    ]


def short(reader: Reader, aim: Aim, lang: str) -> str:
    """Return an aim in few words: value, deadline, and a claim that states it."""
    claim = local_name(aim.first.claim)
    return f"{aim.first.text(reader, lang)} ({aim.deadline or '?'}, {claim})"


def base_cells(reader: Reader, aim: Aim, base: Base | None, lang: str) -> list[Cell]:
    """Return baseline, its date, the gap, and the growth a year in words and as two bounds."""
    bounds, unknown = aim.first.bounds, say("unknown", lang)
    if base is None:
        return [unknown, "", unknown, unknown, None, None]
    text = base.readings[0].text(reader, lang)
    if bounds is None or not aim.deadline:
        return [text, base.date, unknown, unknown, None, None]
    unit = reader.label(aim.apart, lang)
    years = years_between(base.date, aim.deadline)
    distance = worded(gap(bounds, base.bounds), unit, lang) or unknown
    if years <= 0:
        return [text, base.date, distance, unknown, None, None]
    growth = needed(bounds, base.bounds, years)
    ends = (100 * end if math.isfinite(end) else None for end in (growth.low, growth.high))
    rate = worded(growth, say("a_year", lang), lang, percent=True) or unknown
    return [text, base.date, distance, rate, *ends]


def path_of(aim: Aim, known: Known, lang: str) -> list[Cell]:
    """Return whether the aim is within reach, and if that is unknown for want of what.

    It is where the latest of two or more actual values is on a straight line to it.
    """
    series = [r for r in series_of(aim, known) if not aim.deadline or date_of(r) < aim.deadline]
    dates = {months_of(date_of(r)) for r in series}
    bounds = aim.first.bounds
    wants = [say("want_number", lang)] if bounds is None else []
    wants += [] if aim.deadline else [say("want_deadline", lang)]
    wants += [say("want_values", lang, count=len(dates))] if len(dates) < LEAST_VALUES else []
    if wants or bounds is None or series[0].bounds is None or series[-1].bounds is None:
        return [say("unknown", lang), "; ".join(wants)]
    share = (max(dates) - min(dates)) / (months_of(aim.deadline) - min(dates))
    found = on_path(series[0].bounds, series[-1].bounds, bounds, share)
    sharper = say("want_sharper", lang) if found == UNCLEAR else ""
    return [say(f"path_{found}", lang), sharper]


def orphan_rows(reader: Reader, known: Known, lang: str) -> Iterator[list[Cell]]:
    """Yield the aims that lack a number, a unit, a deadline, a setter, or money."""
    for aim in known.aims:
        lacks = [
            say(f"lacks_{key}", lang)
            for key, there in (
                ("number", aim.first.bounds is not None),
                ("unit", not aim.first.row.get("unitless")),
                ("deadline", bool(aim.deadline)),
                ("setter", bool(aim.setters)),
                ("money", bool({*aim.setters, aim.first.subject} & set(known.money))),
            )
            if not there
        ]
        if lacks:
            yield [*head_of(reader, aim, lang), "; ".join(lacks), *aim.footing.cells()]


def scope_rows(reader: Reader, known: Known, lang: str) -> Iterator[list[Cell]]:
    """Yield actual values that look like progress to an aim, but measure something else."""
    for aim in known.aims:
        based = base_of(aim, known)
        best: dict[tuple[str, str, str], list[Reading]] = {}
        for fact in known.facts if aim.first.bounds else ():
            if likeness(aim, fact, known, has_base=based is not None)[1]:
                best.setdefault(fact.measured, []).append(fact)
        for facts in best.values():
            latest = max(months_of(date_of(fact)) for fact in facts)
            last = [fact for fact in facts if months_of(date_of(fact)) == latest]
            shared, differs = likeness(aim, last[0], known, has_base=based is not None)
            row = last[0].row
            about = [reader.label(row[key], lang) for key in ("subject", "indicator")]
            yield [
                *head_of(reader, aim, lang),
                f"{' · '.join(about)}: {last[0].text(reader, lang)}",
                date_of(last[0]),
                say(f"differs_{differs}", lang),
                round(shared, 2),
                row.get("note", ""),
                *(aim.footing | joined(last)).cells(),
            ]


def likeness(aim: Aim, fact: Reading, known: Known, *, has_base: bool) -> tuple[float, str]:
    """Return how alike the names are, in [0, 1], and in what the two differ; nothing if too far.

    Of another subject: half of the words of subject and indicator are shared. Of the same
    subject: half of those of the indicator; of a subject that is no region also any level in
    the same unit where there is no better baseline.
    """
    first = aim.first
    if fact.measured == first.measured or fact.unit != first.unit or not date_of(fact):
        return 0.0, ""
    if aim.deadline and date_of(fact) >= aim.deadline:
        return 0.0, ""
    own = alike(words_in(first.indicator), words_in(fact.indicator))
    if fact.subject == first.subject:
        wide = aim.kind == "level" and not has_base and first.subject not in known.regions
        return own, "indicator" if own >= ALIKE or wide else ""
    both = alike(words_in(first.subject, first.indicator), words_in(fact.subject, fact.indicator))
    if both < ALIKE:
        return both, ""
    return both, "subject" if fact.indicator == first.indicator else "both"


def trajectories(reader: Reader, subject: str, indicator: str, asking: Asking) -> Table:
    """Return the actual values, forecasts and aims of one indicator of a subject over time.

    `subject` and `indicator` are ids, IRIs or names. `low` and `high` are the bounds, empty
    where there is none; rows stand in the order of time, actual values before aims of the
    same date.

    Raises
    ------
    NotComputableError
        If no dated number is known.
    UnknownNameError
        If nothing is called so.
    """
    lang, what = asking.lang, (resolve(reader, subject), resolve(reader, indicator))
    found = [
        r
        for r in read_all(reader, asking)
        if (r.subject, r.indicator) == what and r.bounds and date_of(r)
    ]
    if not found:
        asked = f"the trajectory of {local_name(what[1])} of {local_name(what[0])}"
        raise refusal(asked, "one dated number", "none")
    merged: dict[str, list[Reading]] = {}
    for reading in found:
        merged.setdefault(reading.row.get("figure", reading.claim), []).append(reading)
    groups = sorted(merged.values(), key=lambda g: (months_of(date_of(g[0])), g[0].said, g[0]))
    rows = [point_of(reader, group, lang) for group in groups]
    return ledger("trajectory", "trajectory", (*SERIES, "unit", *PROOF), rows, lang)


def point_of(reader: Reader, group: Sequence[Reading], lang: str) -> list[Cell]:
    """Return the row of one number in a trajectory."""
    first = group[0]
    bounds = first.bounds
    ends = (bounds.low, bounds.high) if bounds else (math.inf, math.inf)
    setters = {r.row.get("setter") or r.row.get("speaker", "") for r in group} - {""}
    return [
        date_of(first),
        reader.label(first.row["modality"], lang),
        first.text(reader, lang),
        *(end if math.isfinite(end) else None for end in ends),
        "; ".join(sorted(reader.label(setter, lang) for setter in setters)),
        reader.label(first.unit, lang),
        *joined(group).cells(),
    ]
