"""Places: dots by longitude and latitude on a plain graticule, without any boundary of our own."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kg.errors import FormatError
from kg.text.names import own_lang
from kg.visual.charts.frame import Body, Head, Key, Look, compose, empty, legend, stroke
from kg.visual.charts.outline import LAT, LON, Lines
from kg.visual.measure import Scale, amount, plain, text_width, ticks
from kg.visual.paint import SERIES as COUNT
from kg.visual.paint import SIZES
from kg.visual.picture import Text
from kg.visual.room import Taken, around
from kg.visual.signs import SERIES, sign
from kg.visual.svg import Box, Element, Point, line, mark, path, polyline, text

SMALLEST, LARGEST = 4.0, 15.0
TALLEST = 1.15
LEAST_SPAN = 0.4
SIZE = SIZES["t"]
CORNERS = ("east", "west", "north", "south")


@dataclass(frozen=True)
class Place:
    """A named place; `value`, not below 0, is the area of its dot, `group` its colour."""

    labels: Text
    lon: float
    lat: float
    value: float | None = None
    group: int = 0
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Places:
    """Places in named groups; `lines` are a user's own, see `kg.visual.charts.outline`."""

    head: Head
    places: tuple[Place, ...]
    groups: tuple[Text, ...] = ()
    lines: Lines = ()
    unit: Text = field(default_factory=dict)

    def _repr_html_(self) -> str:
        """Return the chart for a notebook."""
        return places(self, own_lang())


@dataclass(frozen=True)
class Ground:
    """The part of the Earth that is drawn, and where."""

    x: Scale
    y: Scale

    @property
    def box(self) -> Box:
        """Return the frame."""
        return Box(self.x.start, self.y.end, self.x.end - self.x.start, self.y.start - self.y.end)


def places(chart: Places, lang: str = "en", width: float = 900) -> str:
    """Return the map as SVG, degrees of longitude narrowed as in the middle of the map.

    Raises
    ------
    FormatError
        If a place lies off the Earth, its value is below 0, or its group does not exist.
    """
    look = Look(lang, width)
    for place in chart.places:
        on_earth = abs(place.lon) <= LON and abs(place.lat) <= LAT
        value = 0 if place.value is None else place.value
        if not on_earth or not 0 <= value < math.inf:
            raise FormatError(f"off the Earth, or below 0: {place}")
        if chart.groups and not 0 <= place.group < len(chart.groups):
            raise FormatError(f"there is no group {place.group}")
    body = _body(chart, look) if chart.places else empty(look)
    return compose(chart.head, look, body)


def _body(chart: Places, look: Look) -> Body:
    """Return legend, graticule, lines and dots."""
    keys = [Key(_symbol(n), look.label(labels)) for n, labels in enumerate(chart.groups)]
    if chart.lines:
        keys.append(Key(stroke("hair s-axis"), look.say("lines-given")))
    above, top = legend(keys, look)
    ground = _ground(chart, look, top + 8)
    marks = [*above, *_graticule(ground, look), *_lines(chart.lines, ground)]
    most = max((place.value or 0.0 for place in chart.places), default=0.0)
    largest = LARGEST * (0.66 if look.narrow else 1.0)
    radii = [_radius(place.value, most, largest) for place in chart.places]
    spots = [Point(ground.x(place.lon), ground.y(place.lat)) for place in chart.places]
    taken = Taken(Box(s.x - r, s.y - r, 2 * r, 2 * r) for s, r in zip(spots, radii, strict=True))
    for lat in _between(ground.y, 5):
        taken.add(Box(ground.x.start, ground.y(lat) - 14, 44, 14))
    order = sorted(range(len(spots)), key=lambda n: (-radii[n], n))
    dots = [_dot(chart, n, (spots[n], radii[n]), look) for n in order]
    names = [_name(chart.places[n], (spots[n], radii[n]), look, (taken, ground)) for n in order]
    shown = [name for name in names if name]
    if len(shown) < len(names):
        said = look.say("unlabelled", count=len(names) - len(shown))
        at = (look.width - look.margin - 8, ground.y.start + 32)
        shown.append(text(at, said, "tiny f-soft", "end"))
    return Body([*marks, *dots, *shown], ground.y.start + 34, _desc(chart, look))


def _ground(chart: Places, look: Look, top: float) -> Ground:
    """Return the part of the Earth around the places, a little more than they need."""
    lons = [place.lon for place in chart.places]
    lats = [place.lat for place in chart.places]
    wide = max(LEAST_SPAN, (max(lons) - min(lons)) * 1.16)
    high = max(LEAST_SPAN, (max(lats) - min(lats)) * 1.2)
    lon, lat = (max(lons) + min(lons)) / 2, (max(lats) + min(lats)) / 2
    narrowing = max(0.2, math.cos(math.radians(lat)))
    left, right = look.margin + 8, look.width - look.margin - 8
    across = right - left
    tall = min(across * high / (wide * narrowing), across * (TALLEST if look.narrow else 0.72))
    wide = max(wide, across * high / (tall * narrowing))
    tall = max(tall, 140.0)
    high = max(high, tall * wide * narrowing / across)
    return Ground(
        Scale(lon - wide / 2, lon + wide / 2, left, right),
        Scale(lat - high / 2, lat + high / 2, top + tall, top),
    )


def _graticule(ground: Ground, look: Look) -> list[Element]:
    """Return the frame, and meridians and parallels at round degrees with their names."""
    x, y = ground.x, ground.y
    marks = []
    for lon in _between(x, 6):
        marks.append(line((x(lon), y.end), (x(lon), y.start), "hair s-rule"))
        if look.margin + 20 < x(lon) < look.width - look.margin - 20:
            at = (x(lon), y.start + 15)
            marks.append(text(at, _degrees(lon, look, CORNERS[:2]), "tiny num f-soft", "middle"))
    for lat in _between(y, 5):
        marks.append(line((x.start, y(lat)), (x.end, y(lat)), "hair s-rule"))
        at = (x.start + 4, y(lat) - 4)
        marks.append(text(at, _degrees(lat, look, CORNERS[2:]), "tiny num f-soft"))
    corners = [(x.start, y.end), (x.end, y.end), (x.end, y.start), (x.start, y.start)]
    return [*marks, path(polyline(corners, closed=True), "hair s-axis")]


def _between(scale: Scale, most: int) -> list[float]:
    """Return the round degrees inside a scale."""
    return [n for n in ticks(scale.low, scale.high, most) if scale.low < n < scale.high]


def _degrees(value: float, look: Look, sides: Sequence[str]) -> str:
    """Return degrees with their side of the Earth."""
    if value == 0:
        return look.say("zero")
    return look.say(sides[0] if value > 0 else sides[1], d=plain(abs(value), look.lang))


def _lines(lines: Lines, ground: Ground) -> list[Element]:
    """Return the user's lines as far as they lie in the frame."""
    steps = []
    x, y = ground.x, ground.y
    for points in lines:
        run: list[tuple[float, float]] = []
        for lon, lat in points:
            if x.low <= lon <= x.high and y.low <= lat <= y.high:
                run.append((x(lon), y(lat)))
            else:
                steps.append(run)
                run = []
        steps.append(run)
    drawn = "".join(polyline(run) for run in steps if len(run) > 1)
    return [path(drawn, "hair s-axis")] if drawn else []


def _radius(value: float | None, most: float, largest: float) -> float:
    """Return the radius of a dot: its area grows with the value."""
    if value is None or most <= 0:
        return 5.0
    return max(SMALLEST, largest * math.sqrt(value / most))


def _dot(chart: Places, n: int, at: tuple[Point, float], look: Look) -> Element:
    """Return the dot of a place."""
    place = chart.places[n]
    shape = SERIES[place.group % len(SERIES)]
    drawn = sign(shape, at[0], at[1], f"see hair f-c{place.group % COUNT + 1} s-ground")
    return mark([drawn], _told(place, chart, look), place.claims)


def _name(
    place: Place, at: tuple[Point, float], look: Look, room: tuple[Taken, Ground]
) -> Element | None:
    """Return the name of a place where there is room for it."""
    taken, ground = room
    label = look.label(place.labels)
    size = SIZES["small"] if look.narrow else SIZE
    options = around(at[0], at[1], text_width(label, size), size * 1.2)
    box = taken.first(options, ground.box)
    if box is None:
        return None
    paint = f"{'small' if look.narrow else 't'} halo s-ground f-ink"
    return text((box.middle.x, box.bottom - size * 0.26), label, paint, "middle")


def _told(place: Place, chart: Places, look: Look) -> str:
    """Return a place in words."""
    lon = _degrees(round(place.lon, 2), look, CORNERS[:2])
    lat = _degrees(round(place.lat, 2), look, CORNERS[2:])
    said = look.say("where", name=look.label(place.labels), lon=lon, lat=lat)
    if place.value is None:
        return said
    gap = " " if look.lang == "en" else ""
    number = gap.join(p for p in (amount(place.value, look.lang), look.label(chart.unit)) if p)
    return look.say("pair", a=said, b=number)


def _desc(chart: Places, look: Look) -> str:
    """Return all places in words, the largest first."""
    order = sorted(chart.places, key=lambda p: (-(p.value or 0.0), look.label(p.labels)))
    told = look.several(_told(place, chart, look) for place in order)
    return f"{look.say('spots', count=len(chart.places))} {told}"


def _symbol(number: int) -> Callable[[Box], Sequence[Element]]:
    """Return the symbol of a group."""
    shape, color = SERIES[number % len(SERIES)], number % COUNT + 1
    return lambda box: [sign(shape, box.middle, 5, f"f-c{color}")]
