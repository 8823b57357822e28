"""Elements hold texts as texts; scales, ticks, widths and amounts are what a reader expects."""

from __future__ import annotations

import random
import xml.etree.ElementTree as ET

import pytest

from kg.errors import FormatError
from kg.visual.measure import (
    Scale,
    amount,
    apart,
    balanced,
    cut,
    magnitude,
    plain,
    spread,
    ticks,
    wrap,
)
from kg.visual.paint import COLORS, STYLE
from kg.visual.room import Taken, around, overlap
from kg.visual.signs import SERIES, hatch, sign
from kg.visual.svg import Box, Point, Sheet, document, element, number, render, text
from tests.visual.payloads import PAYLOADS


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_text_comes_back_as_text_from_xml(payload: str) -> None:
    svg = document(Sheet(payload, payload, "en", 100, 50), [text((1, 2), payload)])
    root = ET.fromstring(svg.encode("utf-8"))  # noqa: S314  our own writing
    tags = [one.tag.rsplit("}")[-1] for one in root.iter()]
    assert tags == ["svg", "title", "desc", "style", "rect", "text"]


@pytest.mark.parametrize("name", ["script", "foreignObject", "a", "image", "use", "iframe"])
def test_an_element_that_does_more_than_draw_is_refused(name: str) -> None:
    with pytest.raises(FormatError):
        element(name, {})


@pytest.mark.parametrize("key", ["onload", "href", "xlink:href", "style", "src", "x onload"])
def test_an_attribute_that_does_more_than_draw_is_refused(key: str) -> None:
    with pytest.raises(FormatError):
        element("g", {key: "1"})


def test_attributes_cannot_be_left() -> None:
    assert render(element("g", {"data-claim": '"><script>'})) == (
        '<g data-claim="&quot;&gt;&lt;script&gt;"/>'
    )


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_a_number_that_is_none_is_refused(value: float) -> None:
    for function in (number, lambda v: plain(v, "en"), lambda v: ticks(0, v)):
        with pytest.raises(FormatError):
            function(value)


def test_the_style_sheet_asks_for_nothing_and_needs_no_escape() -> None:
    assert not [bad for bad in ("url(", "@import", "<", "&", "http") if bad in STYLE]
    assert all(len(color) == 7 for pair in COLORS.values() for color in pair)


def test_ticks_hold_all_values_and_are_round() -> None:
    chance = random.Random(5)  # noqa: S311  no secret
    for _ in range(300):
        low = chance.uniform(-1e6, 1e6)
        high = low + 10 ** chance.uniform(-3, 12)
        found = ticks(low, high)
        assert found[0] <= low + 1e-6
        assert found[-1] >= high - 1e-6
        assert 2 <= len(found) <= 9
    assert len(ticks(0, 0)) > 1
    assert ticks(0, 600) == [0.0, 200.0, 400.0, 600.0]


def test_amounts_are_said_as_in_each_language() -> None:
    assert [amount(v, "zh") for v in (5e11, 1e12, 12_000, 999, 0.5)] == [
        *("5000亿", "1万亿", "1.2万", "999", "0.5")
    ]
    assert [amount(v, "en") for v in (5e11, 1e12, 2_218e5, 12_000)] == [
        *("500 billion", "1 trillion", "221.8 million", "12,000")
    ]
    assert magnitude(5e11, "zh") == (1e8, "亿")


def test_a_scale_maps_its_ends_to_its_pixels() -> None:
    scale = Scale(0, 1000, 300, 20)
    assert (scale(0), scale(1000), scale(500)) == (300, 20, 160)
    assert Scale(7, 7, 0, 10)(7) == 5


def test_long_texts_are_cut_and_short_ones_kept() -> None:
    assert wrap("湖北省节能环保产业", 1000, 12) == ["湖北省节能环保产业"]
    assert all(len(row) < 30 for row in wrap("W" * 3000, 120, 12))
    assert cut("", 10, 10) == ""
    assert wrap("", 10, 10) == [""]


def test_places_are_spread_without_leaving_their_range() -> None:
    chance = random.Random(3)  # noqa: S311  no secret
    for _ in range(100):
        wanted = [chance.uniform(-20, 120) for _ in range(9)]
        found = spread(wanted, 10, 0, 100)
        assert apart(found, 10)
        assert all(-1e-6 <= place <= 100 + 1e-6 for place in found)
    assert spread([], 1, 0, 1) == []


def test_no_room_is_given_twice() -> None:
    chance = random.Random(2)  # noqa: S311  no secret
    taken, given = Taken(), []
    for _ in range(200):
        at = Point(chance.uniform(0, 600), chance.uniform(0, 400))
        box = taken.first(around(at, 5, 70, 14), Box(0, 0, 600, 400))
        if box:
            assert not any(overlap(box, other) for other in given)
            given.append(box)
    assert len(given) > 50


def test_series_differ_in_outline_and_hatches_stay_inside() -> None:
    assert len({render(sign(shape, (0, 0), 5, "x")) for shape in SERIES}) == len(SERIES)
    steps = hatch(Box(10, 20, 30, 12), 5) + hatch(Box(10, 20, 30, 12), 5, falling=True)
    points = [p.split() for p in steps.replace("M", "L").split("L") if p]
    assert all(10 <= float(x) <= 40 and 20 <= float(y) <= 32 for x, y in points)


def contrast(one: str, other: str) -> float:
    """Return the contrast of WCAG 2 between two colours, in [1, 21]."""

    def light(color: str) -> float:
        parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ground", [0, 1], ids=["light", "dark"])
def test_texts_and_marks_stand_out_on_both_grounds(ground: int) -> None:
    color = {name: pair[ground] for name, pair in COLORS.items()}
    on = [*((f"q{n}", "onlow") for n in range(4)), *((f"q{n}", "onhigh") for n in range(4, 7))]
    on += [("ground", "ink"), ("ground", "soft"), ("wash", "ink"), ("c1", "onhigh")]
    on += [("goodwash", "ink"), ("badwash", "bad"), ("newwash", "new")]
    assert [(a, b) for a, b in on if contrast(color[a], color[b]) < 4.5] == []
    seen = ["c1", "c2", "c3", "c4", "c5", "c6", "edge", "bad", "new", "accent"]
    assert [name for name in seen if contrast(color[name], color["ground"]) < 3] == []


def test_rows_are_evened_out_without_one_more() -> None:
    name = "未具名4/6：湖北节能环保产业链链主"
    assert len(balanced(name, 138, 11, 3)) == len(wrap(name, 138, 11, 3)) == 2
    assert "".join(balanced(name, 138, 11, 3)) == name
