"""Outline: lines for a map that a user supplies as GeoJSON, checked before they are drawn."""

from __future__ import annotations

import json
import math
from functools import cache
from importlib.resources import files
from typing import Any

from kg.errors import FormatError

MOST_BYTES = 8_000_000
MOST_POINTS = 200_000
LEAST = 2
LON, LAT = 180.0, 90.0

Lines = tuple[tuple[tuple[float, float], ...], ...]
"""Lines of points, each a longitude and a latitude in degrees."""


def outline(text: str) -> Lines:
    """Return the lines of a GeoJSON FeatureCollection of lines and areas; of nothing else.

    Raises
    ------
    FormatError
        If it is no such collection, larger than 8 MB or 200,000 points, or a point lies off the
        Earth. What is drawn on a map is checked by those who supply it, not here.

    >>> outline('{"type": "FeatureCollection", "features": []}')
    ()
    """
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise FormatError(f"a GeoJSON of more than {MOST_BYTES} bytes is not read")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FormatError(f"not JSON: {error}") from error
    words = _words()
    members = found.get(words["members"]) if isinstance(found, dict) else None
    if not isinstance(members, list) or found.get("type") != words["set"]:
        raise FormatError(f"the GeoJSON is no {words['set']}")
    lines: list[tuple[tuple[float, float], ...]] = []
    for number, member in enumerate(members):
        lines += _lines(member, f"{words['members']}[{number}]")
        if sum(map(len, lines)) > MOST_POINTS:
            raise FormatError(f"a GeoJSON of more than {MOST_POINTS} points is not drawn")
    return tuple(lines)


def _lines(member: Any, where: str) -> list[tuple[tuple[float, float], ...]]:
    """Return the lines of one member."""
    words = _words()
    shape = member.get(words["shape"]) if isinstance(member, dict) else None
    kind = shape.get("type") if isinstance(shape, dict) else None
    if not isinstance(kind, str) or kind not in words["depth"] or not isinstance(shape, dict):
        allowed = ", ".join(words["depth"])
        raise FormatError(f"{where}: a {words['member']} of {allowed} is drawn, not of {kind!r}")
    parts: list[Any] = [shape.get(words["points"])]
    for _ in range(words["depth"][kind] - 1):
        if not all(isinstance(part, list) for part in parts):
            raise FormatError(f"{where}: {words['points']} do not fit {kind}")
        parts = [inner for part in parts for inner in part]
    return [_line(part, where) for part in parts]


def _line(part: Any, where: str) -> tuple[tuple[float, float], ...]:
    """Return one line."""
    if not isinstance(part, list) or not LEAST <= len(part) <= MOST_POINTS:
        raise FormatError(f"{where}: a line of 2 to {MOST_POINTS} points is drawn")
    return tuple(_point(point, where) for point in part)


def _point(point: Any, where: str) -> tuple[float, float]:
    """Return one point."""
    numbers = isinstance(point, list) and len(point) >= LEAST
    if not numbers or any(isinstance(n, bool) or not isinstance(n, int | float) for n in point[:2]):
        raise FormatError(f"{where}: a point is not two numbers")
    lon, lat = float(point[0]), float(point[1])
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= LON and abs(lat) <= LAT):
        raise FormatError(f"{where}: a point lies off the Earth: {lon:g}, {lat:g}")
    return lon, lat


@cache
def _words() -> dict[str, Any]:
    """Return the words of GeoJSON (RFC 7946)."""
    found: dict[str, Any] = json.loads(
        files("kg.visual").joinpath("charts", "geo.json").read_text("utf-8")
    )
    return found
