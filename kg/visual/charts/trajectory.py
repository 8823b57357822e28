"""Trajectory: reported values and aims over the years, with their bounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kg.errors import FormatError
from kg.text.names import own_lang
from kg.visual.charts.frame import Body, Head, Key, Look, compose, empty, legend, stroke
from kg.visual.measure import Scale, amount, magnitude, plain, text_width, ticks, year_ticks
from kg.visual.paint import SERIES as COUNT
from kg.visual.paint import SIZES
from kg.visual.picture import Text
from kg.visual.room import Taken, around
from kg.visual.signs import SERIES, arrow, sign
from kg.visual.svg import Box, Element, Point, line, mark, path, polyline, text

BOUNDS = {"=": "", ">": "more", ">=": "least", "<": "less", "<=": "most", "~": "about"}
SIGNS = {"=": "", ">": ">", ">=": "≥", "<": "<", "<=": "≤", "~": "≈"}
STEM, HEAD_SIZE, RADIUS = 22.0, 8.0, 5.0


@dataclass(frozen=True)
class Value:
    """A number for `year`; `bound` is one of = > >= < <= ~, `aim` says it is not yet reported.

    `low` and `high` are given where a source gives a range around or instead of the number.
    """

    year: float
    value: float
    bound: str = "="
    aim: bool = False
    low: float | None = None
    high: float | None = None
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Series:
    """The numbers for one thing, in any order."""

    labels: Text
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Trajectory:
    """Several series in one unit over the years."""

    head: Head
    series: tuple[Series, ...]
    unit: Text = field(default_factory=dict)

    def _repr_html_(self) -> str:
        """Return the chart for a notebook."""
        return trajectory(self, own_lang())


@dataclass(frozen=True)
class Plane:
    """Where years and numbers lie."""

    x: Scale
    y: Scale
    look: Look
    taken: Taken
    axis: str
    unit: str
    scale: float

    def at(self, value: Value) -> Point:
        """Return the point of a number."""
        return Point(self.x(value.year), self.y(value.value))


def trajectory(chart: Trajectory, lang: str = "en", width: float = 900) -> str:
    """Return the chart as SVG; the vertical axis begins at 0 unless a number is below it.

    Raises
    ------
    FormatError
        If a bound is unknown, a number is not finite, or `lang` or `width` is not allowed.
    """
    look = Look(lang, width)
    values = [value for series in chart.series for value in series.values]
    for value in values:
        if value.bound not in BOUNDS:
            raise FormatError(f"a bound is one of {' '.join(BOUNDS)}, not {value.bound!r}")
    body = _body(chart, look, values) if values else empty(look)
    return compose(chart.head, look, body)


def _body(chart: Trajectory, look: Look, values: Sequence[Value]) -> Body:
    """Return legend, axes and series."""
    keys, top = legend(_keys(chart, look, values), look)
    height = 250.0 if look.narrow else min(380.0, look.width * 0.4)
    plane = _plane(chart, look, values, Box(0, top + 26 + STEM, look.width, height))
    marks = [*keys, *_axes(plane)]
    for value in values:
        at = plane.at(value)
        plane.taken.add(Box(at.x - RADIUS, at.y - RADIUS, 2 * RADIUS, 2 * RADIUS))
        if value.bound[0] in "<>":
            stem = STEM if value.bound[0] == "<" else -STEM
            plane.taken.add(Box(at.x - 3, min(at.y, at.y + stem), 6, STEM))
    for number, series in enumerate(chart.series):
        marks += _line(series, number % COUNT + 1, plane)
        for start, end in pairwise(_way(series) if len(_way(series)) > 1 else ()):
            _take_line(plane, plane.at(start), plane.at(end))
    for number, series in enumerate(chart.series):
        marks += [_value(series, value, number, plane) for value in _sorted(series)]
    return Body(marks, plane.y.start + 30, _desc(chart, look))


def _plane(chart: Trajectory, look: Look, values: Sequence[Value], box: Box) -> Plane:
    """Return where years and numbers lie in `box`."""
    all_numbers = [n for v in values for n in (v.value, v.low, v.high) if n is not None]
    levels = ticks(min(0.0, *all_numbers), max(0.0, *all_numbers), 6)
    size, word = magnitude(levels[-1], look.lang)
    widest = max(text_width(plain(level / size, look.lang), SIZES["small"]) for level in levels)
    unit = look.label(chart.unit)
    axis = " ".join(part for part in (word, unit) if part) if look.lang == "en" else word + unit
    years = [value.year for value in values]
    room = 26.0 if look.narrow else 44.0
    low, high = min(years), max(years)
    x = Scale(low, high, look.margin + widest + 8 + room, look.width - look.margin - room)
    return Plane(
        x, Scale(levels[0], levels[-1], box.bottom, box.y), look, Taken(), axis, unit, size
    )


def _axes(plane: Plane) -> list[Element]:
    """Return the lines of the levels with their numbers, and the years below."""
    look, y = plane.look, plane.y
    levels = ticks(y.low, y.high, 6)
    left = look.margin + max(
        text_width(plain(n / plane.scale, look.lang), SIZES["small"]) for n in levels
    )
    marks = (
        [text((look.margin, y.end - 14 - STEM / 2), plane.unit, "small f-soft")]
        if plane.unit
        else []
    )
    for level in levels:
        paint = "hair s-axis" if level == 0 else "hair s-rule"
        marks.append(line((left + 8, y(level)), (look.width - look.margin, y(level)), paint))
        written = plain(level / plane.scale, look.lang)
        marks.append(text((left, y(level) + 4), written, "small num f-soft", "end"))
    most = max(2, int((plane.x.end - plane.x.start) // 44))
    for year in year_ticks(plane.x.low, plane.x.high, most):
        x = plane.x(year)
        marks.append(line((x, y.start), (x, y.start + 4), "hair s-axis"))
        marks.append(text((x, y.start + 18), str(year), "small num f-soft", "middle"))
    return marks


def _line(series: Series, color: int, plane: Plane) -> list[Element]:
    """Return the range, the solid line of what is reported, and the dashed one to the aims."""
    done = [value for value in _sorted(series) if not value.aim]
    way = _way(series)[max(0, len(done) - 1) :]
    marks = []
    if len(way) > 1 and any(v.low is not None or v.high is not None for v in way):
        upper = [(plane.x(v.year), plane.y(v.value if v.high is None else v.high)) for v in way]
        lower = [(plane.x(v.year), plane.y(v.value if v.low is None else v.low)) for v in way]
        marks.append(path(polyline([*upper, *reversed(lower)], closed=True), f"band f-c{color}"))
    if len(done) > 1:
        marks.append(path(polyline([plane.at(v) for v in done]), f"line s-c{color}"))
    if len(way) > 1:
        marks.append(path(polyline([plane.at(v) for v in way]), f"line dash s-c{color}"))
    return marks


def _way(series: Series) -> list[Value]:
    """Return what is reported, then the aims that are not of an earlier year."""
    done = [value for value in _sorted(series) if not value.aim]
    ahead = [v for v in _sorted(series) if v.aim and (not done or v.year >= done[-1].year)]
    return [*done, *ahead]


def _take_line(plane: Plane, start: Point, end: Point) -> None:
    """Take the room of a line, so that no number stands on it."""
    count = int(max(abs(end.x - start.x), abs(end.y - start.y)) // 6) + 1
    for n in range(count):
        x = start.x + (end.x - start.x) * n / count
        y = start.y + (end.y - start.y) * n / count
        plane.taken.add(Box(x - 2, y - 2, 4, 4))


def _value(series: Series, value: Value, number: int, plane: Plane) -> Element:
    """Return the mark of one number: filled if reported, hollow if aimed at, with its label."""
    color, at = number % COUNT + 1, plane.at(value)
    look = plane.look
    marks: list[Element] = []
    if value.bound[0] in "<>":
        way = 1.0 if value.bound[0] == "<" else -1.0
        tip = (at.x, at.y + way * STEM)
        marks.append(line(at, (at.x, at.y + way * (STEM - 4)), f"line s-c{color}"))
        marks.append(path(arrow(tip, (0, way), HEAD_SIZE), f"f-c{color}"))
    if value.low is not None or value.high is not None:
        marks += _range(value, color, plane)
    shape = SERIES[number % len(SERIES)]
    paint = f"ring s-c{color} f-{'ground' if value.aim else f'c{color}'}"
    marks.append(sign(shape, at, RADIUS, paint))
    short = SIGNS[value.bound] + _short(value.value, plane)
    size = SIZES["t"]
    options = around(at, RADIUS, text_width(short, size, bold=True), size * 1.15, 5)
    order = [options[n] for n in (1, 10, 11, 2, 3, 0, 8, 9, 6, 7, 4, 5)]
    box = plane.taken.first(order, Box(4, 0, look.width - 8, plane.y.start + 4))
    if box:
        baseline = (box.middle.x, box.bottom - size * 0.22)
        marks.append(text(baseline, short, "t strong num halo s-ground f-ink", "middle"))
    tip_text = look.say("pair", a=look.label(series.labels), b=_told(value, plane.look, plane.unit))
    return mark(marks, tip_text, value.claims)


def _range(value: Value, color: int, plane: Plane) -> list[Element]:
    """Return the whisker of a number given as a range."""
    low = value.value if value.low is None else value.low
    high = value.value if value.high is None else value.high
    x, top, bottom = plane.x(value.year), plane.y(high), plane.y(low)
    steps = f"{polyline([(x - 5, top), (x + 5, top)])}{polyline([(x, top), (x, bottom)])}"
    return [path(steps + polyline([(x - 5, bottom), (x + 5, bottom)]), f"line s-c{color}")]


def _short(value: float, plane: Plane) -> str:
    """Return a number in the scale of the axis."""
    return plain(value / plane.scale, plane.look.lang)


def _told(value: Value, look: Look, unit: str = "") -> str:
    """Return year, bound and number in words."""
    word = BOUNDS[value.bound]
    gap = " " if look.lang == "en" else ""
    parts = [look.say(word) if word else "", amount(value.value, look.lang), unit]
    said = gap.join(part for part in parts if part)
    if value.low is not None and value.high is not None:
        low, high = amount(value.low, look.lang), amount(value.high, look.lang)
        said += f" ({look.say('between', low=low, high=high)})"
    return f"{plain_year(value.year)} {said}"


def plain_year(year: float) -> str:
    """Return a year without thousands; parts of a year are left out.

    >>> plain_year(2025.5)
    '2025'
    """
    return str(int(year))


def _sorted(series: Series) -> list[Value]:
    """Return the numbers by year, reported ones first."""
    return sorted(series.values, key=lambda v: (v.year, v.aim, v.value, v.bound))


def _desc(chart: Trajectory, look: Look) -> str:
    """Return all numbers in words."""
    unit = look.label(chart.unit)
    said = []
    for series in chart.series:
        for aim, word in ((False, "actual"), (True, "aim")):
            told = [_told(v, look, unit) for v in _sorted(series) if v.aim == aim]
            if told:
                name = f"{look.label(series.labels)} – {look.say(word)}"
                said.append(look.say("pair", a=name, b=look.several(told)))
    return look.several(said, "stop")


def _keys(chart: Trajectory, look: Look, values: Sequence[Value]) -> list[Key]:
    """Return the legend: the series, then what solid, dashed, arrows and bands mean."""
    keys = [
        Key(_symbol(number), look.label(series.labels))
        for number, series in enumerate(chart.series)
    ]
    if any(not value.aim for value in values):
        keys.append(Key(_dot("f-ink", "line s-ink"), look.say("actual")))
    if any(value.aim for value in values):
        keys.append(Key(_dot("f-ground", "line dash s-ink"), look.say("aim")))
    for first, way in ((">", "up"), ("<", "down")):
        if any(value.bound[0] == first for value in values):
            keys.append(Key(_pointer(-1.0 if first == ">" else 1.0), look.say(way)))
    if any(value.low is not None or value.high is not None for value in values):
        keys.append(Key(lambda box: [path(_area(box), "band f-ink")], look.say("band")))
    return keys


def _symbol(number: int) -> Callable[[Box], Sequence[Element]]:
    """Return the symbol of a series: its line and its outline."""
    color, shape = number % COUNT + 1, SERIES[number % len(SERIES)]
    return lambda box: [
        *stroke(f"line s-c{color}")(box),
        sign(shape, box.middle, 4.5, f"ring s-c{color} f-c{color}"),
    ]


def _dot(paint: str, under: str) -> Callable[[Box], Sequence[Element]]:
    """Return the symbol of a reported or an aimed-at number."""
    return lambda box: [*stroke(under)(box), sign("dot", box.middle, 4, f"ring s-ink {paint}")]


def _pointer(way: float) -> Callable[[Box], Sequence[Element]]:
    """Return the symbol of a bound."""
    return lambda box: [
        line((box.middle.x, box.middle.y - 7 * way), (box.middle.x, box.middle.y), "line s-ink"),
        path(arrow((box.middle.x, box.middle.y + 7 * way), (0, way), 8), "f-ink"),
    ]


def _area(box: Box) -> str:
    """Return the steps around a box."""
    corners = [(box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom)]
    return polyline(corners, closed=True)
