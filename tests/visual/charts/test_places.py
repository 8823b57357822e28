"""Dots lie by longitude and latitude; lines of a user are checked before they are drawn."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.errors import FormatError
from kg.visual.charts.frame import Head
from kg.visual.charts.outline import MOST_BYTES, MOST_POINTS, outline, read_outline
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
    return places(Places(HEAD, spots, lines=outline(lines).lines if lines else ()))


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
    assert outline(text).lines == (tuple((lon, lat) for lon, lat in BEND),)
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
        collection("Point", [[1, 2]]),
        collection("Point", [1, 10**400]),
        collection("Polygon", []),
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
    ids=range(20),
)
def test_what_is_no_collection_of_lines_on_earth_is_refused(text: str) -> None:
    with pytest.raises(FormatError):
        outline(text)


def test_points_and_areas_with_a_code_say_where_a_division_lies() -> None:
    square = [[[110, 30], [114, 30], [114, 32], [110, 32], [110, 30]]]
    shapes = [("Polygon", square, {"adcode": 420000}), ("Point", [114.3, 30.6], {"code": "420100"})]
    shapes += [("Point", [1, 1], {"code": "<script>", "name": "x"}), ("Point", [2, 2], None)]
    members = [
        {"type": "Feature", "geometry": {"type": kind, "coordinates": at}, "properties": told}
        for kind, at, told in shapes
    ]
    found = outline(json.dumps({"type": "FeatureCollection", "features": members}))
    assert found.spots == {"420000": (112.0, 31.0), "420100": (114.3, 30.6)}
    assert [len(line) for line in found.lines] == [5]


@pytest.mark.parametrize(
    ("raw", "said"),
    [(b"\xff\xfe", "not UTF-8"), (b"{}", "no FeatureCollection"), (b"x" * 9_000_000, "8000000")],
)
def test_a_file_that_is_no_map_is_refused_by_its_name(
    raw: bytes, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "map.json"
    path.write_bytes(raw)
    with pytest.raises(FormatError, match=rf"map\.json: .*{said}"):
        read_outline(path)
    with pytest.raises(FormatError, match="no such file"):
        read_outline(tmp_path)


@pytest.mark.parametrize(
    "place", [Place({}, 181, 0), Place({}, 0, 91), Place({}, 0, 0, -1), Place({}, float("nan"), 0)]
)
def test_a_place_off_the_earth_or_below_zero_is_refused(place: Place) -> None:
    with pytest.raises(FormatError):
        places(Places(HEAD, (place,)))


def test_one_place_alone_is_drawn() -> None:
    assert "p0" in texts(drawn((114.3, 30.6)))
