"""Flows keep their order with few crossings; what leads nowhere is hollow."""

from __future__ import annotations

import pytest

from kg.errors import FormatError
from kg.visual.charts.frame import Head
from kg.visual.charts.layers import Layered, Link, crossings, ordered, settled, stretched
from kg.visual.charts.sankey import Flow, Sankey, Stop, dead_ends, sankey
from tests.visual.charts.samples import SVG, desc, marks, plain, texts

LAYERS = (plain("Policy", "政策"), plain("Task", "任务"), plain("Fund", "基金"))


def chart(*flows: Flow) -> Sankey:
    stops = tuple(Stop(plain(f"s{n}", f"项{n}"), layer) for n, layer in enumerate((0, 1, 1, 2)))
    return Sankey(Head(plain("T", "题")), LAYERS, stops, flows)


def test_the_crossing_order_is_found() -> None:
    links = [Link(0, 5, 1, 0), Link(1, 4, 1, 1), Link(2, 3, 1, 2)]
    drawing = Layered([0, 0, 0, 1, 1, 1], [1] * 6, [1] * 6, links)
    assert crossings(drawing.by_layer(), links) == 3
    assert crossings(ordered(drawing), links) == 0


def test_a_flow_past_a_layer_is_led_through_it_and_slots_do_not_overlap() -> None:
    layers, links = stretched([0, 1, 2], [(0, 1, 1.0), (0, 2, 1.0), (1, 2, 1.0)])
    assert layers == [0, 1, 2, 1]
    assert [(k.source, k.target) for k in links] == [(0, 1), (0, 3), (3, 2), (1, 2)]
    drawing = Layered(layers, [1] * 4, [10.0] * 4, links)
    middles = settled(drawing, ordered(drawing), 20.0)
    assert sorted((middles[1], middles[3])) == [5.0, 15.0]


def test_heights_grow_with_the_flow_and_dead_ends_are_hollow_and_said() -> None:
    given = chart(Flow(0, 1, 3.0, claims=("c1",)), Flow(0, 2, 1.0, solid=False), Flow(1, 3, 3.0))
    assert dead_ends(given) == [2]
    svg = sankey(given)
    bars = [one.find(f"{SVG}rect") for one in marks(svg) if one.find(f"{SVG}rect") is not None]
    heights = [float(bar.get("height", "0")) for bar in bars if bar is not None]
    assert heights[0] == pytest.approx(heights[1] / 3 * 4)
    assert ["f-ground" in (bar.get("class") or "") for bar in bars if bar is not None] == [
        *(False, False, True, False)
    ]
    assert "s0 → s1: 3; s0 → s2: 1; s1 → s3: 3 1 without a link onward: s2" in desc(svg)
    assert marks(svg)[0].get("data-claim") == "c1"


def test_on_a_small_screen_numbers_stand_for_names_that_are_listed_below() -> None:
    said = texts(sankey(chart(Flow(0, 1), Flow(1, 3)), "zh", 360))
    assert {"项0", "项1", "项2", "项3"} <= set(said)
    assert [one for one in said if one.isdigit()].count("1") == 2


@pytest.mark.parametrize(
    "flow", [Flow(1, 0), Flow(1, 2), Flow(0, 9), Flow(0, 1, 0.0), Flow(0, 1, 1e999)]
)
def test_a_flow_back_to_nowhere_or_of_nothing_is_refused(flow: Flow) -> None:
    with pytest.raises(FormatError):
        sankey(chart(flow))


def test_a_layer_that_does_not_exist_is_refused() -> None:
    with pytest.raises(FormatError):
        sankey(Sankey(Head({}), LAYERS, (Stop({}, 3),), ()))
