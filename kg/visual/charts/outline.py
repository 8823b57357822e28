"""Outline: lines for a map that a user supplies as GeoJSON, checked before they are drawn."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

from kg.errors import FormatError

MOST_BYTES = 8_000_000
MOST_POINTS = 200_000
LEAST = 2
LON, LAT = 180.0, 90.0
CODE = 6
SPOT = 0

Point = tuple[float, float]
Line = tuple[Point, ...]
Lines = tuple[Line, ...]
"""Lines of points, each a longitude and a latitude in degrees."""


@dataclass(frozen=True)
class Outline:
    """What a map of a user holds: its lines, and where the divisions lie that it has codes of."""

    lines: Lines = ()
    spots: Mapping[str, Point] = field(default_factory=dict)


def read_outline(path: Path) -> Outline:
    """Return the map in a GeoJSON file.

    Raises
    ------
    FormatError
        If it cannot be read, or is none that `outline` takes; the message begins with the file.
    """
    try:
        return outline(text_in(path))
    except UnicodeDecodeError:
        raise FormatError(f"{path}: not UTF-8") from None
    except OSError as error:
        raise FormatError(f"{path}: {error.strerror}") from None
    except FormatError as error:
        raise FormatError(f"{path}: {error}") from None


def text_in(path: Path) -> str:
    """Return what is in a file, which must be one and not too large."""
    if not path.is_file():
        raise FormatError("there is no such file")
    if path.stat().st_size > MOST_BYTES:
        raise FormatError(f"a GeoJSON of more than {MOST_BYTES} bytes is not read")
    return path.read_bytes().decode("utf-8-sig")


def outline(text: str) -> Outline:
    """Return a GeoJSON FeatureCollection of lines, areas and points; of nothing else.

    Lines and the sides of areas are drawn. A point, or the middle of an area, whose properties
    have a code of GB/T 2260 says where that division lies; all other properties are ignored.

    Raises
    ------
    FormatError
        If it is no such collection, larger than 8 MB or 200,000 points, or a point lies off the
        Earth. What is drawn on a map is checked by those who supply it, not here.

    >>> outline('{"type": "FeatureCollection", "features": []}')
    Outline(lines=(), spots={})
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
    lines: list[Line] = []
    spots: dict[str, Point] = {}
    for number, member in enumerate(members):
        parts = _parts(member, f"{words['members']}[{number}]")
        if code := _code(member):
            spots.setdefault(code, _middle(max(parts, key=len)))
        lines += [part for part in parts if len(part) >= LEAST]
        if sum(map(len, lines)) > MOST_POINTS:
            raise FormatError(f"a GeoJSON of more than {MOST_POINTS} points is not drawn")
    return Outline(tuple(lines), spots)


def _parts(member: Any, where: str) -> list[Line]:
    """Return the lines of one member; a point is a line of its own."""
    words = _words()
    shape = member.get(words["shape"]) if isinstance(member, dict) else None
    kind = shape.get("type") if isinstance(shape, dict) else None
    if not isinstance(kind, str) or kind not in words["depth"] or not isinstance(shape, dict):
        allowed = ", ".join(words["depth"])
        raise FormatError(f"{where}: a {words['member']} of {allowed} is drawn, not of {kind!r}")
    depth = words["depth"][kind]
    parts: list[Any] = [shape.get(words["points"])]
    if depth == SPOT:
        return [(_point(parts[0], where),)]
    for _ in range(depth - 1):
        if not all(isinstance(part, list) for part in parts):
            raise FormatError(f"{where}: {words['points']} do not fit {kind}")
        parts = [inner for part in parts for inner in part]
    if not parts:
        raise FormatError(f"{where}: {words['points']} are empty")
    return [_line(part, where) for part in parts]


def _code(member: Any) -> str:
    """Return the code of a division that a member has among its properties, or nothing."""
    words = _words()
    told = member.get(words["about"])
    for name in words["codes"] if isinstance(told, dict) else ():
        code = str(told.get(name, ""))[-CODE:]
        if len(code) == CODE and code.isascii() and code.isdigit():
            return code
    return ""


def _middle(points: Sequence[Point]) -> Point:
    """Return the centre of the area inside a ring, or the middle of points without an area.

    >>> _middle([(0, 0), (4, 0), (4, 2), (0, 2), (0, 0)])
    (2.0, 1.0)
    """
    x0, y0 = points[0]
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in pairwise([(a - x0, b - y0) for a, b in points]):
        cross = x1 * y2 - x2 * y1
        area += cross
        x += (x1 + x2) * cross
        y += (y1 + y2) * cross
    if abs(area) > 0:
        return x0 + x / (3 * area), y0 + y / (3 * area)
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)


def _line(part: Any, where: str) -> Line:
    """Return one line."""
    if not isinstance(part, list) or not LEAST <= len(part) <= MOST_POINTS:
        raise FormatError(f"{where}: a line of 2 to {MOST_POINTS} points is drawn")
    return tuple(_point(point, where) for point in part)


def _point(point: Any, where: str) -> Point:
    """Return one point."""
    numbers = isinstance(point, list) and len(point) >= LEAST
    if not numbers or any(isinstance(n, bool) or not isinstance(n, int | float) for n in point[:2]):
        raise FormatError(f"{where}: a point is not two numbers")
    lon, lat = point[:2]
    if not (abs(lon) <= LON and abs(lat) <= LAT):  # also false for what is not a number
        raise FormatError(f"{where}: a point lies off the Earth: {lon!s:.20}, {lat!s:.20}")
    return float(lon), float(lat)


@cache
def _words() -> dict[str, Any]:
    """Return the words of GeoJSON (RFC 7946)."""
    found: dict[str, Any] = json.loads(
        files("kg.visual").joinpath("charts", "geo.json").read_text("utf-8")
    )
    return found
