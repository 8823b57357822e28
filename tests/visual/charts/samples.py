"""One small example of each chart, its texts given by a function so that they can mean harm."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from kg.visual.charts.curve import Curve, Line, curve
from kg.visual.charts.frame import Head
from kg.visual.charts.heat import STATES, Cell, Heat, heat
from kg.visual.charts.intervals import Intervals, Ranked, intervals
from kg.visual.charts.matrix import Matrix, Tied, matrix
from kg.visual.charts.places import Place, Places, places
from kg.visual.charts.sankey import Flow, Sankey, Stop, sankey
from kg.visual.charts.tiles import Tile, Tiles, tiles
from kg.visual.charts.timeline import Happening, Timeline, timeline
from kg.visual.charts.trajectory import Series, Trajectory, Value, trajectory
from tests.visual.payloads import PAYLOADS

SVG = "{http://www.w3.org/2000/svg}"
Words = Callable[[str, str], Mapping[str, str]]
Draw = Callable[[str, float], str]
CITIES = (
    ("Wuhan", "武汉", 114.30, 30.59),
    ("Yichang", "宜昌", 111.29, 30.69),
    ("Xiangyang", "襄阳", 112.12, 32.01),
    ("Huangshi", "黄石", 115.04, 30.20),
)
DATES = ("2019-03", "2022-02", "2023-10-08", "2023-11-06", "2024-02", "2024-02-29", "2024-05-23")


def plain(en: str, zh: str) -> Mapping[str, str]:
    return {"en": en, "zh": zh}


def harmful() -> Words:
    """Return texts that go through all payloads again and again."""
    turn = itertools.cycle(PAYLOADS)
    return lambda _en, _zh: dict.fromkeys(("en", "zh"), next(turn))


def head(t: Words) -> Head:
    return Head(
        t("A title", "标题"), t("What it shows", "所示内容"), t("Source: d001", "来源：d001")
    )


def claims(t: Words) -> tuple[str, ...]:
    return (t("c001", "c001")["en"], "c002")


def samples(t: Words = plain) -> dict[str, Draw]:
    """Return by name what draws each chart in a language and a width."""
    return {name: partial(draw, chart) for name, (draw, chart) in charts(t).items()}


def charts(t: Words = plain) -> dict[str, tuple[Callable[..., str], Any]]:
    """Return by name what draws a chart, and the chart."""
    cities = [t(en, zh) for en, zh, *_ in CITIES]
    path = Trajectory(
        head(t),
        (
            Series(
                t("Operating income", "营业收入"),
                (
                    Value(2023, 510e9, ">", claims=claims(t)),
                    Value(2025, 600e9, aim=True),
                    Value(2030, 1e12, ">=", aim=True, low=9e11, high=1.1e12),
                ),
            ),
            Series(t("Output value", "产值"), (Value(2020, 500e9, "<=", aim=True),)),
        ),
        t("yuan", "元"),
    )
    cells = tuple(
        Cell(r, c, STATES[(r + c) % 5], t("2 firms", "2家企业"), claims(t))
        for r in range(3)
        for c in range(3)
    )
    parts = tuple(t(*pair) for pair in (("water", "水处理"), ("waste", "固废"), ("carbon", "碳")))
    events = tuple(
        Happening(
            t(f"Action plan number {n} for the whole industry", f"行动方案之{n}"),
            day,
            n % 2,
            "",
            claims(t),
        )
        for n, day in enumerate(DATES)
    )
    lanes = (t("plans", "规划"), t("opinions", "意见"))
    stops = tuple(
        Stop(t(f"Thing {n}", f"事项{n}"), layer, claims(t))
        for n, layer in enumerate((0, 1, 1, 2, 2, 3))
    )
    flows = (
        Flow(0, 1, 2.0, claims=claims(t)),
        Flow(0, 2),
        Flow(1, 3, 1.0, solid=False),
        Flow(1, 4),
        Flow(0, 5),
        Flow(3, 5),
    )
    gone = tuple(n / 10 for n in range(11))
    left = tuple(1 - n / 10 for n in range(11))
    ranks = (
        Ranked(t("Yangtze Ecology", "长江生态"), 1, 1, 3, t("d001", "d001")["en"], claims(t)),
        Ranked(t("Shenglong", "盛隆"), 2, 1, None, "d001"),
    )
    lines = (
        Line(t("by degree", "按度"), gone, tuple(s**3 for s in left), 0.2),
        Line(t("random", "随机"), gone, left, 0.5, tuple(s * 0.9 for s in left), left, (0.45, 0.5)),
    )
    spots = tuple(
        Place(labels, lon, lat, float(n), n % 2, claims(t))
        for n, (labels, (_, _, lon, lat)) in enumerate(zip(cities, CITIES, strict=True))
    )
    table = Matrix(head(t), parts, tuple(cities), (Tied(0, 0, 12, claims(t)), Tied(2, 3, 3.5)))
    marked = Tiles(
        head(t), (Tile("420000", 34, claims(t)), Tile("710000", 0)), t("parks", "个园区")
    )
    return {
        "trajectory": (trajectory, path),
        "heat": (heat, Heat(head(t), parts, tuple(cities), cells)),
        "timeline": (timeline, Timeline(head(t), lanes, events)),
        "sankey": (sankey, Sankey(head(t), tuple(cities), stops, flows)),
        "intervals": (intervals, Intervals(head(t), ranks)),
        "curve": (curve, Curve(head(t), lines)),
        "matrix": (matrix, table),
        "tiles": (tiles, marked),
        "places": (places, Places(head(t), spots, lanes, unit=t("", ""))),
    }


def tree(svg: str) -> ET.Element:
    """Return the SVG as a tree; it must be well-formed XML."""
    return ET.fromstring(svg)  # noqa: S314  our own writing


def desc(svg: str) -> str:
    found = tree(svg).find(f"{SVG}desc")
    return "" if found is None else found.text or ""


def marks(svg: str) -> list[ET.Element]:
    return [one for one in tree(svg).iter(f"{SVG}g") if one.get("class") == "mark"]


def tip(mark: ET.Element) -> str:
    found = mark.find(f"{SVG}title")
    return "" if found is None else found.text or ""


def texts(svg: str) -> list[str]:
    return ["".join(one.itertext()) for one in tree(svg).iter(f"{SVG}text")]
