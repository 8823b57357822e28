"""Ranks and curves stand where the scale says."""

from __future__ import annotations

import pytest

from kg.errors import FormatError
from kg.visual.charts.curve import Curve, Line, curve
from kg.visual.charts.frame import Head
from kg.visual.charts.intervals import Intervals, Ranked, intervals
from tests.visual.charts.samples import SVG, desc, marks, plain, texts, tip

HEAD = Head(plain("T", "题"))


def test_dots_lie_between_the_ends_of_their_whiskers() -> None:
    svg = intervals(Intervals(HEAD, (Ranked(plain("A", "甲"), 2, 1, 3, "d001", ("c1",)),)))
    mark = marks(svg)[0]
    whisker, dot = mark.find(f"{SVG}line"), mark.find(f"{SVG}circle")
    assert whisker is not None
    assert dot is not None
    ends = [float(whisker.get(end, "nan")) for end in ("x1", "x2")]
    assert float(dot.get("cx", "nan")) == pytest.approx(sum(ends) / 2, abs=0.02)
    assert tip(mark) == "A: rank 2, best 1, worst 3, hangs on d001"
    assert mark.get("data-claim") == "c1"


def test_a_rank_that_may_be_lost_points_out_of_the_chart() -> None:
    svg = intervals(Intervals(HEAD, (Ranked(plain("A", "甲"), 1, 1, None),)), "en")
    assert "without one source: no rank left" in texts(svg)
    assert "worst none" in desc(svg)


@pytest.mark.parametrize("item", [Ranked({}, 0, 0, 1), Ranked({}, 2, 3, 4), Ranked({}, 5, 1, 4)])
def test_a_rank_outside_its_interval_is_refused(item: Ranked) -> None:
    with pytest.raises(FormatError):
        intervals(Intervals(HEAD, (item,)))


def test_the_curve_runs_from_corner_to_corner_and_says_r() -> None:
    svg = curve(
        Curve(HEAD, (Line(plain("by degree", "按度"), (0.0, 0.5, 1.0), (1.0, 0.5, 0.0), 0.5),))
    )
    steps = marks(svg)[0].find(f"{SVG}path")
    assert steps is not None
    points = [tuple(map(float, p.split())) for p in steps.get("d", "")[1:].split("L")]
    assert points[1][0] == pytest.approx((points[0][0] + points[2][0]) / 2, abs=0.01)
    assert points[1][1] == pytest.approx((points[0][1] + points[2][1]) / 2, abs=0.01)
    assert "by degree: R = 0.5" in desc(svg)
    assert "50% left when 50% are gone" in desc(svg)


@pytest.mark.parametrize(
    "line",
    [
        Line({}, (), (), 0.1),
        Line({}, (0.0, 1.0), (1.0,), 0.1),
        Line({}, (0.0, 1.0), (1.0, 2.0), 0.1),
        Line({}, (0.0,), (float("nan"),), 0.1),
    ],
)
def test_a_line_that_is_no_curve_is_refused(line: Line) -> None:
    with pytest.raises(FormatError):
        curve(Curve(HEAD, (line,)))
