"""All 34 divisions have one tile each, with names as in the reference table."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kg.errors import FormatError
from kg.visual.charts.frame import Head
from kg.visual.charts.tiles import Tile, Tiles, plan, tiles
from tests.visual.charts.samples import SVG, desc, marks, plain, texts, tip, tree


def drawn(*values: Tile, lang: str = "en", width: float = 900) -> str:
    return tiles(Tiles(Head(plain("T", "题")), values, plain("parks", "个")), lang, width)


def test_all_34_divisions_have_a_tile_of_their_own() -> None:
    assert len(plan()) == 34
    assert len({(place["row"], place["column"]) for place in plan().values()}) == 34
    for name in ("letters", "sign", "zh", "en"):
        assert len({place[name] for place in plan().values()}) == 34
    assert {"710000", "810000", "820000"} <= set(plan())


def test_names_and_codes_agree_with_the_reference_table() -> None:
    path = Path(__file__).parents[3] / "data" / "reference" / "divisions.csv"
    with path.open(encoding="utf-8") as file:
        rows = {row["code"]: row for row in csv.DictReader(file) if row["code"].endswith("0000")}
    assert set(rows) == set(plan())
    for code, place in plan().items():
        assert rows[code]["zh"].startswith(place["zh"])
        assert rows[code]["en"].split(" (")[0] == place["en"]
        assert rows[code]["iso"] == f"CN-{place['letters']}"


def test_each_tile_is_drawn_once_with_its_number_and_colour() -> None:
    svg = drawn(Tile("420000", 34, ("c1",)), Tile("310000", 17), Tile("710000", 0))
    found = {mark.get("data-key"): mark for mark in marks(svg)}
    assert set(found) == set(plan())
    paints = {c: found[c].find(f"{SVG}rect").get("class") for c in ("420000", "310000", "710000")}  # type: ignore[union-attr]
    assert paints == {"420000": "f-q6", "310000": "f-q3", "710000": "f-q0"}
    assert tip(found["420000"]) == "Hubei: 34 parks"
    assert tip(found["110000"]) == "Beijing: no value"
    assert found["420000"].get("data-claim") == "c1"
    assert "Hubei: 34 parks; Shanghai: 17 parks; Taiwan: 0 parks. 3 of 34" in desc(svg)


def test_narrow_tiles_bear_signs_and_no_two_tiles_overlap() -> None:
    svg = drawn(lang="zh", width=360)
    assert {"鄂", "台", "港", "澳"} <= set(texts(svg))
    rects = [one.find(f"{SVG}rect") for one in marks(svg)]
    corners = {(r.get("x"), r.get("y")) for r in rects if r is not None}
    assert len(corners) == 34
    assert tree(svg).get("width") == "360"


@pytest.mark.parametrize(
    "values", [[Tile("999999", 1)], [Tile("420000", -1)], [Tile("420000", 1)] * 2]
)
def test_an_unknown_code_a_value_below_zero_or_given_twice_is_refused(values: list[Tile]) -> None:
    with pytest.raises(FormatError):
        drawn(*values)
