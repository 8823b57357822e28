"""Timeline: what happened when, a lane a class; what is known of a date is drawn, no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from kg.errors import FormatError
from kg.text.figures import bounds
from kg.text.names import own_lang
from kg.visual.charts.frame import Body, Head, Key, Look, compose, empty, legend
from kg.visual.measure import Scale, text_width, wrap, year_ticks
from kg.visual.paint import SERIES as COUNT
from kg.visual.paint import SIZES
from kg.visual.picture import Text
from kg.visual.signs import SERIES, sign
from kg.visual.svg import Box, Element, line, mark, rect, rows, text

SIZE = SIZES["t"]
STEP = 16.0
GAP = 8.0
MARK = 5.0
EDGE = 4.0
YEAR = 365.25
ROWS = 3
MOST = 16
"""So many dated things are drawn on one sheet: their names can be read on paper."""


@dataclass(frozen=True)
class Happening:
    """Something dated: `start` and `end` are each a year, a month or a day; `end` may be empty."""

    labels: Text
    start: str
    lane: int
    end: str = ""
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Timeline:
    """Dated things in lanes, which are numbered from 0; `years` if time runs further than they."""

    head: Head
    lanes: tuple[Text, ...]
    happenings: tuple[Happening, ...]
    years: tuple[float, float] | None = None

    def _repr_html_(self) -> str:
        """Return the chart for a notebook."""
        return timeline(self, own_lang())


@dataclass(frozen=True)
class Placed:
    """A dated thing with its days in pixels, its label, where that stands, and in which row."""

    what: Happening
    first: float
    last: float
    lines: tuple[str, ...]
    x: float
    anchor: str
    row: int


def timeline(chart: Timeline, lang: str = "en", width: float = 900) -> str:
    """Return the lanes as SVG, time running to the right; no label lies over another.

    Raises
    ------
    FormatError
        If a date is none, an end lies before its start, or a lane does not exist.
    """
    look = Look(lang, width)
    days = [_days(what) for what in chart.happenings]
    if any(not 0 <= what.lane < len(chart.lanes) for what in chart.happenings):
        raise FormatError("a dated thing names a lane that the timeline does not have")
    body = _body(chart, look, days) if days else empty(look)
    return compose(chart.head, look, body)


def pieces(chart: Timeline, most: int = MOST) -> list[Timeline]:
    """Return a long timeline as several over the same years, of at most `most` things each.

    Each fits a sheet of paper and has its years in sight. A lane stays whole where it can; what
    stands above the first and below the last is not said again.

    Raises
    ------
    FormatError
        If a date is none, or an end lies before its start.
    """
    if len(chart.happenings) <= most:
        return [chart]
    parts: list[list[Happening]] = [[]]
    for number in range(len(chart.lanes)):
        own = sorted((w for w in chart.happenings if w.lane == number), key=_days)
        for start in range(0, len(own), most):
            some = own[start : start + most]
            if len(parts[-1]) + len(some) > most:
                parts.append([])
            parts[-1] += some
    years = _span([_days(what) for what in chart.happenings])
    heads = [replace(chart.head, subtitle={}, note={})] * len(parts)
    heads[0] = replace(chart.head, note={})
    heads[-1] = replace(heads[-1], note=chart.head.note)
    return [
        replace(chart, head=head, happenings=tuple(part), years=years)
        for head, part in zip(heads, parts, strict=True)
    ]


def _span(days: Sequence[tuple[date, date]]) -> tuple[float, float]:
    """Return from when to when time runs, at least a year."""
    low = min(years_of(first) for first, _ in days)
    high = max(years_of(last) + 1 / YEAR for _, last in days)
    return (low, high) if high - low >= 1 else (float(int(low)), float(int(low) + 1))


def _days(what: Happening) -> tuple[date, date]:
    """Return the first and the last day that a thing may have to do with."""
    try:
        first = date.fromisoformat(bounds(what.start)[0])
        last = date.fromisoformat(bounds(what.end or what.start)[1])
    except ValueError as error:
        raise FormatError(f"{what.start or '?'} to {what.end or '?'}: {error}") from error
    if last < first:
        raise FormatError(f"the end {what.end} lies before the start {what.start}")
    return first, last


def years_of(day: date) -> float:
    """Return a day as a year and a part of it.

    >>> years_of(date(2024, 1, 1))
    2024.0
    """
    length = (
        (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days if day.year < date.max.year else 365
    )
    return day.year + (day.timetuple().tm_yday - 1) / length


def _body(chart: Timeline, look: Look, days: Sequence[tuple[date, date]]) -> Body:
    """Return legend, years and lanes."""
    x = Scale(*(chart.years or _span(days)), look.margin + 10, look.width - look.margin - 10)
    keys = [
        Key(lambda box: [sign("dot", box.middle, 4.5, "f-ink")], look.say("known-day")),
        Key(lambda box: [rect(_bar(box), "f-ink", rx=4)], look.say("known-span")),
    ]
    above, top = legend(keys, look)
    marks: list[Element] = []
    y = top + 30
    for number, labels in enumerate(chart.lanes):
        chosen = [(w, d) for w, d in zip(chart.happenings, days, strict=True) if w.lane == number]
        if not chosen:
            continue
        lane, y = _lane(look.label(labels), number, _pack(chosen, x, look), (y, look))
        marks += lane
    years = _years(x, look, top + 20, y)
    return Body([*above, *years, *marks], y + 4, _desc(chart, look))


def _bar(box: Box) -> Box:
    """Return the middle third of a box."""
    return Box(box.x, box.middle.y - 4, box.width, 8)


def _years(x: Scale, look: Look, top: float, bottom: float) -> list[Element]:
    """Return upright lines at round years with the year above."""
    marks = []
    for year in year_ticks(x.low, x.high, max(2, int((x.end - x.start) // 46))):
        marks.append(line((x(year), top + 6), (x(year), bottom), "hair s-rule"))
        marks.append(text((x(year), top), str(year), "small num f-soft", "middle"))
    if not marks:
        marks.append(text((look.margin, top), str(int(x.low)), "small num f-soft"))
    return marks


def _pack(
    chosen: Sequence[tuple[Happening, tuple[date, date]]], x: Scale, look: Look
) -> list[Placed]:
    """Return the things of a lane in rows such that neither marks nor labels overlap."""
    ends: list[list[tuple[float, float]]] = []
    placed = []
    order = sorted(chosen, key=lambda item: (item[1], look.label(item[0].labels), item[0].end))
    for what, (first, last) in order:
        a, b = x(years_of(first)), x(years_of(last) + 1 / YEAR)
        a, b = _widened(a, b)
        right, left = b + GAP, a - GAP
        room = max(look.width - EDGE - right, left - EDGE)  # beside the mark, unless it fills all
        most = look.inner * 0.6 if room < look.inner * 0.3 else min(look.inner * 0.6, room)
        lines = tuple(wrap(f"{_when(what, look)}  {look.label(what.labels)}", most, SIZE, ROWS))
        wide = max(text_width(row, SIZE) for row in lines)
        after = right + wide <= look.width - EDGE or left - wide < EDGE
        start = max(EDGE, min(right, look.width - EDGE - wide)) if after else left - wide
        span = (min(a, start) - GAP, max(b, start + wide) + GAP)
        row = next((n for n, used in enumerate(ends) if _fits(used, span)), len(ends))
        if row == len(ends):
            ends.append([])
        ends[row].append(span)
        x_text, anchor = (start, "") if after else (left, "end")
        placed.append(Placed(what, a, b, lines, x_text, anchor, row))
    return placed


def _widened(start: float, end: float) -> tuple[float, float]:
    """Return the ends of a mark that is at least as wide as one of a single day."""
    more = max(0.0, 2 * MARK - (end - start)) / 2
    return start - more, end + more


def _fits(used: Sequence[tuple[float, float]], span: tuple[float, float]) -> bool:
    """Return whether a row has room for a span."""
    return all(span[0] >= end or span[1] <= start for start, end in used)


def _lane(
    name: str, number: int, placed: Sequence[Placed], at: tuple[float, Look]
) -> tuple[list[Element], float]:
    """Return a lane from y on with its name, and where it ends."""
    y, look = at
    color = number % COUNT + 1
    head = [
        rect(Box(look.margin, y, look.inner, 20), "f-wash", rx=3),
        sign(SERIES[number % len(SERIES)], (look.margin + 11, y + 10), 4.5, f"f-c{color}"),
        text((look.margin + 24, y + 14.5), f"{name} · {len(placed)}", "t strong f-ink"),
    ]
    y += 28
    heights = [
        STEP * max(len(p.lines) for p in placed if p.row == row) + 7
        for row in range(1 + max(p.row for p in placed))
    ]
    marks = []
    for p in placed:
        top = y + sum(heights[: p.row])
        marks.append(_entry(p, top, number, look))
    return [*head, *marks], y + sum(heights) + 8


def _entry(placed: Placed, top: float, number: int, look: Look) -> Element:
    """Return the mark of a thing with its label."""
    color, middle = number % COUNT + 1, top + 7.5
    what = placed.what
    exact = len(what.start) == len("2025-01-01") and what.end in ("", what.start)
    if exact:
        at = ((placed.first + placed.last) / 2, middle)
        drawn = sign(SERIES[number % len(SERIES)], at, MARK, f"f-c{color}")
    else:
        wide = placed.last - placed.first
        drawn = rect(Box(placed.first, middle - 4, wide, 8), f"f-c{color}", rx=4)
    tip = f"{_when(what, look)} {look.label(what.labels)}"
    at = (placed.x, top + 12)
    label = rows(at, placed.lines, STEP, "t num halo s-ground f-ink", placed.anchor)
    return mark([drawn, label], tip, what.claims)


def _when(what: Happening, look: Look) -> str:
    """Return the date of a thing as given."""
    if not what.end or what.end == what.start:
        return what.start
    return look.say("from-to", start=what.start, end=what.end)


def _desc(chart: Timeline, look: Look) -> str:
    """Return all things in words, lane by lane, by date."""
    said = []
    for number, labels in enumerate(chart.lanes):
        own = sorted(
            (w for w in chart.happenings if w.lane == number),
            key=lambda w: (w.start, w.end, look.label(w.labels)),
        )
        if own:
            told = look.several(f"{_when(w, look)} {look.label(w.labels)}" for w in own)
            said.append(look.say("pair", a=look.label(labels), b=told))
    return f"{look.say('laid', count=len(chart.happenings))} {look.several(said, 'stop')}"
