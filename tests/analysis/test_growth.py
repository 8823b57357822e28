"""Growth keeps the bounds of its two ends."""

from __future__ import annotations

import math

import pytest

from kg.analysis.growth import gap, needed, on_path, worded
from kg.analysis.readings import Interval


def exact(value: float) -> Interval:
    return Interval(value, value)


def test_growth_from_an_exact_to_an_exact_value_is_one_number() -> None:
    found = needed(exact(121), exact(100), 2)
    assert (found.low, found.high) == pytest.approx((0.1, 0.1))


def test_a_lower_bound_at_the_start_is_an_upper_bound_of_growth() -> None:
    found = needed(exact(600e9), Interval(510e9, math.inf), 2)
    assert found.low == -math.inf
    assert found.high == pytest.approx(0.0846523)
    assert gap(exact(600e9), Interval(510e9, math.inf)) == Interval(-math.inf, 90e9)


def test_a_lower_bound_at_the_end_is_a_lower_bound_of_growth() -> None:
    found = needed(Interval(480, math.inf), exact(380), 5)
    assert (found.low, found.high) == (pytest.approx(0.0478317), math.inf)


def test_growth_from_zero_has_no_bound() -> None:
    assert needed(exact(5), exact(0), 1) == Interval(math.inf, math.inf)


@pytest.mark.parametrize(
    ("now", "last", "said"),
    [
        (56, 60, "ahead"),
        (55, 60, "ahead"),
        (54, 60, "behind"),
        (44, 40, "ahead"),
        (46, 40, "behind"),
    ],
)
def test_half_way_is_held_against_the_line(now: float, last: float, said: str) -> None:
    assert on_path(exact(50), exact(now), exact(last), 0.5) == said


def test_an_open_bound_leaves_the_path_unclear() -> None:
    assert on_path(exact(50), Interval(52, math.inf), exact(60), 0.5) == "unclear"


def test_words_name_the_bounds_that_there_are() -> None:
    assert worded(Interval(-math.inf, 90e9), "yuan", "en") == "at most 90 billion yuan"
    assert worded(Interval(0.3, math.inf), "%", "zh", percent=True) == "至少30%"
    assert worded(Interval(-math.inf, 90e9), "元", "zh") == "至多900亿元"
    assert worded(Interval(-1_410_000, -1_410_000), "吨", "zh") == "-141万吨"
    assert worded(Interval(1, 2), "", "en") == "1 to 2"
    assert worded(Interval(-math.inf, math.inf), "yuan", "en") == ""
