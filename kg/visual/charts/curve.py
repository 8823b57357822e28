"""Curve: what is left of a network when its nodes leave, first the greatest or any."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kg.errors import FormatError
from kg.text.names import own_lang
from kg.visual.charts.frame import Body, Head, Key, Look, compose, empty, legend
from kg.visual.measure import Scale, plain
from kg.visual.paint import SERIES as COUNT
from kg.visual.picture import Text
from kg.visual.signs import SERIES, sign
from kg.visual.svg import Box, Element, line, mark, path, polyline, text

DASHES = ("", " dash", " dots")
TENTHS = 10


@dataclass(frozen=True)
class Line:
    """The share left after each share of nodes gone, both in [0, 1], and its mean R.

    `low` and `high` are the ends of the band where the order is random, or empty.
    """

    labels: Text
    gone: tuple[float, ...]
    left: tuple[float, ...]
    r: float
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    interval: tuple[float, float] | None = None


@dataclass(frozen=True)
class Curve:
    """Several orders of removal beside each other."""

    head: Head
    lines: tuple[Line, ...]

    def _repr_html_(self) -> str:
        """Return the chart for a notebook."""
        return curve(self, own_lang())


def curve(chart: Curve, lang: str = "en", width: float = 900) -> str:
    """Return the curves as SVG, both axes from 0 to 1.

    Raises
    ------
    FormatError
        If the parts of a line differ in length, or a share is not in [0, 1].
    """
    look = Look(lang, width)
    for one in chart.lines:
        parts = [one.left, one.low or one.left, one.high or one.left]
        shares = [share for part in (one.gone, *parts) for share in part]
        if any(len(part) != len(one.gone) for part in parts) or not one.gone:
            raise FormatError("the parts of a line differ in length, or are empty")
        if not all(0 <= share <= 1 for share in shares):
            raise FormatError("a share is not in [0, 1]")
    body = _body(chart, look) if chart.lines else empty(look)
    return compose(chart.head, look, body)


def _body(chart: Curve, look: Look) -> Body:
    """Return legend, axes, bands and lines."""
    keys = [Key(_symbol(n), _named(one, look)) for n, one in enumerate(chart.lines)]
    above, top = legend(keys, look)
    height = 260.0 if look.narrow else min(380.0, look.width * 0.42)
    x = Scale(0, 1, look.margin + 36, min(look.width - look.margin - 12, look.margin + 760))
    y = Scale(0, 1, top + 26 + height, top + 26)
    bands, marks = [], []
    for number, one in enumerate(chart.lines):
        color = number % COUNT + 1
        if one.low and one.high:
            upper = [(x(g), y(h)) for g, h in zip(one.gone, one.high, strict=True)]
            lower = [(x(g), y(h)) for g, h in zip(one.gone, one.low, strict=True)]
            steps = polyline([*upper, *reversed(lower)], closed=True)
            bands.append(path(steps, f"band f-c{color}"))
        marks.append(_line(one, number, x, y, look))
    return Body(
        [*above, *_axes(x, y, look), *bands, *marks],
        y.start + 40,
        look.several((_told(one, look) for one in chart.lines), "stop"),
    )


def _line(one: Line, number: int, x: Scale, y: Scale, look: Look) -> Element:
    """Return one line with a sign at every tenth of the nodes."""
    color = number % COUNT + 1
    points = [(x(g), y(s)) for g, s in zip(one.gone, one.left, strict=True)]
    marks = [path(polyline(points), f"line{DASHES[number % len(DASHES)]} s-c{color}")]
    shown = dict.fromkeys(_nearest(one.gone, n / TENTHS) for n in range(1, TENTHS))
    shape = SERIES[number % len(SERIES)]
    marks += [sign(shape, points[n], 3.6, f"f-c{color}") for n in shown]
    return mark(marks, _named(one, look))


def _nearest(shares: Sequence[float], wanted: float) -> int:
    """Return where the share nearest to `wanted` stands."""
    return min(range(len(shares)), key=lambda n: (abs(shares[n] - wanted), n))


def _axes(x: Scale, y: Scale, look: Look) -> list[Element]:
    """Return both axes in percent."""
    marks = [text((look.margin, y.end - 12), look.say("left"), "small f-soft")]
    for level in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        paint = "hair s-axis" if level == 0 else "hair s-rule"
        marks.append(line((x.start, y(level)), (x.end, y(level)), paint))
        said = f"{round(level * 100)}%"
        marks.append(text((x.start - 8, y(level) + 4), said, "small num f-soft", "end"))
        marks.append(line((x(level), y.start), (x(level), y.start + 4), "hair s-axis"))
        marks.append(text((x(level), y.start + 17), said, "small num f-soft", "middle"))
    marks.append(text((x.end, y.start + 35), look.say("removed"), "small f-soft", "end"))
    return marks


def _named(one: Line, look: Look) -> str:
    """Return the name of a line with its R."""
    name, r = look.label(one.labels), plain(round(one.r, 3), look.lang)
    if one.interval is None:
        return look.say("r-index", name=name, r=r)
    low, high = (plain(round(end, 3), look.lang) for end in one.interval)
    return look.say("r-range", name=name, r=r, low=low, high=high)


def _told(one: Line, look: Look) -> str:
    """Return a line in words: its R, and what is left at a tenth, a fifth and half."""
    places = dict.fromkeys(_nearest(one.gone, share) for share in (0.1, 0.2, 0.5))
    told = [
        look.say("left-at", left=f"{one.left[n]:.0%}", gone=f"{one.gone[n]:.0%}") for n in places
    ]
    return look.several([_named(one, look), *told])


def _symbol(number: int) -> Callable[[Box], Sequence[Element]]:
    """Return the symbol of a line."""
    color, shape = number % COUNT + 1, SERIES[number % len(SERIES)]

    def draw(box: Box) -> list[Element]:
        ends = (box.x, box.middle.y), (box.right, box.middle.y)
        dash = DASHES[number % len(DASHES)]
        return [
            line(*ends, f"line{dash} s-c{color}"),
            sign(shape, box.middle, 4, f"f-c{color}"),
        ]

    return draw
