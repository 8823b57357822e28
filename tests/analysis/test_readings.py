"""A reading keeps what a number leaves open: its bounds, its rounding, and its time."""

from __future__ import annotations

import math

import pytest

from kg.analysis.readings import Interval, Reading, interval_of, reading_of, same_time, slack

FACTORS = {
    "x/eq": {"lowest": "1", "highest": "1", "hedged": ""},
    "x/gt": {"lowest": "1", "hedged": "yes"},
    "x/le": {"highest": "1", "hedged": "yes"},
    "x/about": {"lowest": "0.95", "highest": "1.05", "hedged": "yes"},
}


def reading(number: str, comparator: str = "eq", start: str = "", end: str = "") -> Reading:
    times = {key: text for key, text in (("from", start), ("until", end)) if text}
    names = dict.fromkeys(("subject", "indicator", "unit", "claim", "source"), "x/a")
    row = {**names, "said": "fact", "comparator": f"x/{comparator}", "number": number, **times}
    return reading_of(row, FACTORS)


@pytest.mark.parametrize(
    ("number", "comparator", "ends"),
    [
        ("510", "gt", (510, math.inf)),
        ("30", "le", (-math.inf, 30)),
        ("100", "about", (95, 105)),
        ("-2", "about", (-2.1, -1.9)),
    ],
)
def test_bounds_follow_the_comparator(
    number: str, comparator: str, ends: tuple[float, float]
) -> None:
    bounds = reading(number, comparator).bounds
    assert bounds is not None
    assert (bounds.low, bounds.high) == pytest.approx(ends)


def test_without_a_number_there_are_no_bounds() -> None:
    assert interval_of({"comparator": "x/missing"}, FACTORS) is None
    assert interval_of({"comparator": "x/eq"}, FACTORS) is None


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("3560000", "3560000", True),
        ("85000000", "85500000", True),
        ("85000000", "86000000", False),
        ("4.2", "3.7", False),
        ("12", "26", False),
        ("20", "21", False),
    ],
)
def test_numbers_agree_within_their_rounding(one: str, other: str, *, agree: bool) -> None:
    first, second = reading(one).rounded(), reading(other).rounded()
    assert first is not None
    assert second is not None
    assert first.meets(second) is agree


def test_hedges_leave_room() -> None:
    over, exact = reading("70", "gt").rounded(), reading("83").rounded()
    assert over is not None
    assert exact is not None
    assert over.meets(exact)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("2023", "2023"), ("", "2023-06"), True),
        (("2023", "2023"), ("", "2024"), False),
        (("2006-01", "2006-06"), ("2006-01", "2006-06"), True),
        (("2006-01", "2006-06"), ("2006", "2006"), False),
        (("", ""), ("", ""), True),
        (("", ""), ("2023", "2023"), False),
    ],
)
def test_times_are_the_same_point_or_the_same_period(
    one: tuple[str, str], other: tuple[str, str], *, same: bool
) -> None:
    first, second = reading("1", "eq", *one), reading("1", "eq", *other)
    assert same_time(first, second) is same


@pytest.mark.parametrize(
    ("number", "half"), [("0", 0.5), ("100", 5), ("2463", 0.5), ("0.25", 0.005)]
)
def test_slack_is_half_of_the_last_place(number: str, half: float) -> None:
    assert slack(number) == pytest.approx(half)


def test_equal_intervals_meet_even_without_width() -> None:
    assert Interval(1, 1).meets(Interval(1, 1))
