"""Signs: the outlines by which marks differ where colour does not tell."""

from __future__ import annotations

import math

from kg.visual.svg import Box, Element, circle, number, path, polyline

CORNERS = {"square": (4, 45.0), "diamond": (4, 0.0), "hexagon": (6, 0.0)}
POINTING = {"triangle": -90.0, "triangleDown": 90.0}
SERIES = ("dot", "square", "triangle", "diamond", "hexagon", "triangleDown")
"""The outlines of the first, second, third ... series of a chart."""


def sign(shape: str, at: tuple[float, float], radius: float, look: str) -> Element:
    """Return the outline called `shape` about `at`; an unknown one is a dot.

    All have about the area of a circle of `radius`.
    """
    if shape in CORNERS:
        count, turn = CORNERS[shape]
        return path(_ring(at, radius * (1.2 if count == 4 else 1.08), count, turn), look)  # noqa: PLR2004
    if shape in POINTING:
        x, y = at
        lower = y + radius * 0.18 * (1 if shape == "triangle" else -1)
        return path(_ring((x, lower), radius * 1.4, 3, POINTING[shape]), look)
    if shape == "star":
        outer = [_turned(at, radius * 1.35, n * 72 - 90) for n in range(5)]
        inner = [_turned(at, radius * 0.58, n * 72 - 54) for n in range(5)]
        both = [point for pair in zip(outer, inner, strict=True) for point in pair]
        return path(polyline(both, closed=True), look)
    return circle(at, radius, look)


def hatch(box: Box, step: float, *, falling: bool = False) -> str:
    """Return the steps of slanting lines that fill `box` and end at its sides."""
    parts = []
    reach = box.width + box.height
    for n in range(1, math.ceil(reach / step)):
        a = n * step
        x1, y1 = min(a, box.width), max(0.0, a - box.width)
        x2, y2 = max(0.0, a - box.height), min(a, box.height)
        if falling:
            x1, x2 = box.width - x1, box.width - x2
        ends = [(box.x + x1, box.y + y1), (box.x + x2, box.y + y2)]
        parts.append(polyline(ends))
    return "".join(parts)


def dotted(box: Box, step: float, radius: float) -> str:
    """Return the steps of round dots that fill `box` evenly."""
    columns = max(1, int(box.width // step))
    lines = max(1, int(box.height // step))
    left = box.x + (box.width - (columns - 1) * step) / 2
    top = box.y + (box.height - (lines - 1) * step) / 2
    size = number(radius)
    return "".join(
        f"M{number(left + c * step - radius)} {number(top + r * step)}"
        f"a{size} {size} 0 1 0 {number(2 * radius)} 0a{size} {size} 0 1 0 {number(-2 * radius)} 0Z"
        for r in range(lines)
        for c in range(columns)
    )


def arrow(tip: tuple[float, float], toward: tuple[float, float], size: float) -> str:
    """Return the steps of an arrow head at `tip` that points along `toward`."""
    length = math.hypot(*toward) or 1.0
    dx, dy = toward[0] / length, toward[1] / length
    base = (tip[0] - dx * size, tip[1] - dy * size)
    wing = size * 0.42
    sides = [(base[0] - dy * wing, base[1] + dx * wing), (base[0] + dy * wing, base[1] - dx * wing)]
    return polyline([tip, *sides], closed=True)


def _ring(at: tuple[float, float], radius: float, count: int, turn: float) -> str:
    """Return the steps around an even polygon."""
    return polyline(
        [_turned(at, radius, turn + n * 360 / count) for n in range(count)], closed=True
    )


def _turned(at: tuple[float, float], radius: float, degrees: float) -> tuple[float, float]:
    """Return the point at `radius` from `at` in the direction `degrees`."""
    angle = math.radians(degrees)
    return at[0] + radius * math.cos(angle), at[1] + radius * math.sin(angle)
