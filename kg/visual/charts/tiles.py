"""Tiles: values of the province-level divisions of China, one tile each and no boundary."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from kg.errors import FormatError
from kg.text.names import own_lang
from kg.visual.charts.frame import Body, Head, Look, compose
from kg.visual.charts.matrix import step_of
from kg.visual.measure import amount, magnitude, plain, text_width
from kg.visual.paint import LIGHT_STEPS, SIZES, STEPS
from kg.visual.picture import Text
from kg.visual.svg import Box, Element, mark, rect, text

GAP = 4.0
LARGEST = 92.0
NAMED = 56.0
"""Tiles narrower than this bear a short sign instead of the name."""


@dataclass(frozen=True)
class Tile:
    """The value, not below 0, of the division with this code of GB/T 2260, such as 420000."""

    code: str
    value: float
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tiles:
    """Values in one unit; a division without one stays empty."""

    head: Head
    tiles: tuple[Tile, ...]
    unit: Text = field(default_factory=dict)

    def _repr_html_(self) -> str:
        """Return the chart for a notebook."""
        return tiles(self, own_lang())


def tiles(chart: Tiles, lang: str = "en", width: float = 900) -> str:
    """Return all 34 divisions as tiles, the darker the more, the number on each.

    Raises
    ------
    FormatError
        If a code is not that of a division, or is given twice, or a value is below 0.
    """
    look = Look(lang, width)
    found: dict[str, Tile] = {}
    for tile in chart.tiles:
        if tile.code not in plan() or tile.code in found or not 0 <= tile.value < float("inf"):
            raise FormatError(f"no division of this code, given twice, or below 0: {tile}")
        found[tile.code] = tile
    return compose(chart.head, look, _body(chart, look, found))


@cache
def plan() -> Mapping[str, Mapping[str, Any]]:
    """Return row, column and names of each division by its code."""
    found: Mapping[str, Mapping[str, Any]] = json.loads(
        files("kg.visual").joinpath("charts", "tiles.json").read_text("utf-8")
    )
    return found


def _body(chart: Tiles, look: Look, found: Mapping[str, Tile]) -> Body:
    """Return tiles and scale."""
    columns = 1 + max(place["column"] for place in plan().values())
    lines = 1 + max(place["row"] for place in plan().values())
    side = min(LARGEST, look.inner / columns)
    high = max(38.0, side * 0.78)
    left = look.margin
    top = max((tile.value for tile in found.values()), default=0.0)
    size, word = magnitude(top, look.lang)
    marks = []
    for code, place in sorted(plan().items()):
        box = Box(left + place["column"] * side, place["row"] * high, side - GAP, high - GAP)
        tile = found.get(code)
        tip = look.say("no-value") if tile is None else _told(tile, chart, look)
        tip = look.say("pair", a=place[look.lang], b=tip)
        drawn = _tile(place, look, box, (tile.value / size if tile else None, top / size))
        marks.append(mark(drawn, tip, tile.claims if tile else (), code))
    marks += _scale(
        look, (top / size, word, look.label(chart.unit)), (left, side * columns, lines * high)
    )
    return Body(marks, lines * high + 52, _desc(chart, look, found))


def _tile(
    place: Mapping[str, Any], look: Look, box: Box, value: tuple[float | None, float]
) -> list[Element]:
    """Return one tile: colour, name and number."""
    known, top = value
    name = place[look.lang]
    fits = box.width >= NAMED and text_width(name, SIZES["small"]) <= box.width - 4
    short = place["sign"] if look.lang == "zh" else place["letters"]
    label = name if fits else short
    if known is None:
        paint = rect(
            Box(box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1), "hair dots s-axis", rx=4
        )
        at = (box.middle.x, box.middle.y + 4)
        return [paint, text(at, label, "small f-soft", "middle")]
    step = step_of(known, top)
    ink = "onlow" if step < LIGHT_STEPS else "onhigh"
    written = plain(known, look.lang)
    return [
        rect(box, f"f-q{step}", rx=4),
        text((box.middle.x, box.middle.y - 3), label, f"small f-{ink}", "middle"),
        text((box.middle.x, box.middle.y + 13), written, f"t strong num f-{ink}", "middle"),
    ]


def _scale(
    look: Look, values: tuple[float, str, str], place: tuple[float, float, float]
) -> list[Element]:
    """Return the steps of colour with what they begin and end with."""
    top, word, unit = values
    left, _, y = place
    said = " ".join(p for p in (word, unit) if p) if look.lang == "en" else word + unit
    marks = (
        [rect(Box(left + n * 26, y + 14, 25, 10), f"f-q{n}") for n in range(1, STEPS)]
        if top
        else []
    )
    marks = [rect(Box(left, y + 14, 25, 10), "f-q0"), *marks]
    marks.append(text((left, y + 40), "0", "small num f-soft"))
    end = left + 26 * STEPS
    if top:
        marks.append(text((end, y + 40), plain(top, look.lang), "small num f-soft", "end"))
    if said:
        marks.append(text((end + 8, y + 23), said, "small f-soft"))
    return marks


def _told(tile: Tile, chart: Tiles, look: Look) -> str:
    """Return a value in words."""
    gap = " " if look.lang == "en" else ""
    return gap.join(p for p in (amount(tile.value, look.lang), look.label(chart.unit)) if p)


def _desc(chart: Tiles, look: Look, found: Mapping[str, Tile]) -> str:
    """Return all values in words, the largest first."""
    order: Sequence[Tile] = sorted(found.values(), key=lambda tile: (-tile.value, tile.code))
    told = [
        look.say("pair", a=plan()[tile.code][look.lang], b=_told(tile, chart, look))
        for tile in order
    ]
    known = look.say("divisions", known=len(found), all=len(plan()))
    return " ".join(
        [
            look.several(told) + ("." if told and look.lang == "en" else ""),
            known,
            look.say("scheme"),
        ]
    ).strip()
