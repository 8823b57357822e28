"""Dots lie by longitude and latitude; lines of a user are checked before they are drawn."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kg.errors import FormatError
from kg.visual.charts.frame import Head
from kg.visual.charts.outline import MOST_BYTES, MOST_POINTS, outline
from kg.visual.charts.places import Place, Places, places
from tests.visual.charts.samples import SVG, desc, marks, plain, texts, tree

HEAD = Head(plain("T", "题"))
BEND = [[110.0, 30.0], [111.0, 31.0], [112.0, 30.0]]


def collection(kind: str, points: Any) -> str:
    shape = {"type": kind, "coordinates": points}
    return json.dumps(
        {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": shape}]}
    )


def drawn(*where: tuple[float, float], lines: str = "") -> str:
    spots = tuple(Place(plain(f"p{n}", f"地{n}"), *at) for n, at in enumerate(where))
    return places(Places(HEAD, spots, lines=outline(lines) if lines else ()))


def test_dots_lie_by_longitude_and_latitude_north_up() -> None:
    svg = drawn((110, 30), (112, 30), (111, 32))
    dots = [one.find(f"{SVG}circle") for one in marks(svg)]
    x, y = ([float(d.get(k, "nan")) for d in dots if d is not None] for k in ("cx", "cy"))
    assert x[2] == pytest.approx((x[0] + x[1]) / 2, abs=0.01)
    assert y[0] == y[1]
    assert y[2] < y[0]
    narrowing = (x[1] - x[0]) / (y[0] - y[2])
    assert narrowing == pytest.approx(0.857, abs=0.01)
    assert {"p0", "p1", "p2", "110°E", "32°N"} <= set(texts(svg))
    assert "p2 (111°E, 32°N)" in desc(svg)


@pytest.mark.parametrize(
    ("kind", "points"),
    [
        ("LineString", BEND),
        ("MultiLineString", [BEND]),
        ("Polygon", [BEND]),
        ("MultiPolygon", [[BEND]]),
    ],
)
def test_lines_of_a_user_are_drawn(kind: str, points: Any) -> None:
    text = collection(kind, points)
    assert outline(text) == (tuple((lon, lat) for lon, lat in BEND),)
    svg = drawn((109, 29), (113, 32), lines=text)
    assert "Lines as supplied by the user." in texts(svg)
    lines = [
        p.get("d", "") for p in tree(svg).iter(f"{SVG}path") if p.get("class") == "hair s-axis"
    ]
    assert any(steps.count("L") == 2 for steps in lines)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "[" * 100_000,
        '{"type": "Topology", "features": []}',
        '{"type": "FeatureCollection", "features": [7]}',
        collection("Point", [1, 2]),
        collection("GeometryCollection", []),
        collection("LineString", [[1, 2]]),
        collection("LineString", [[1, 91], [1, 2]]),
        collection("LineString", [[181, 1], [1, 2]]),
        collection("LineString", [[True, 1], [1, 2]]),
        collection("LineString", [["1", 1], [1, 2]]),
        collection("LineString", "<script>"),
        collection("MultiPolygon", BEND),
        collection("LineString", [[float("nan"), 1], [1, 2]]),
        collection("LineString", [[0, 0]] * (MOST_POINTS + 1)),
        " " * (MOST_BYTES + 1),
    ],
    ids=range(18),
)
def test_what_is_no_collection_of_lines_on_earth_is_refused(text: str) -> None:
    with pytest.raises(FormatError):
        outline(text)


@pytest.mark.parametrize(
    "place", [Place({}, 181, 0), Place({}, 0, 91), Place({}, 0, 0, -1), Place({}, float("nan"), 0)]
)
def test_a_place_off_the_earth_or_below_zero_is_refused(place: Place) -> None:
    with pytest.raises(FormatError):
        places(Places(HEAD, (place,)))


def test_one_place_alone_is_drawn() -> None:
    assert "p0" in texts(drawn((114.3, 30.6)))
