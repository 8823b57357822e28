"""Growth: what two intervals, a start and an end, allow to say of the way between them."""

from __future__ import annotations

import math

from kg.analysis.ledger import say
from kg.analysis.readings import Interval
from kg.text import figures

LINE_SLACK = 1e-9
UNCLEAR = "unclear"


def needed(end: Interval, start: Interval, years: float) -> Interval:
    """Return the yearly growth, as a share, on the way from `start` to `end`.

    g* = (T/B)^(1/years) - 1, lowest from the lowest end and the highest start and the other
    way round; infinite where an end has no bound, or the start is not above 0.

    >>> found = needed(Interval(600, 600), Interval(510, math.inf), 2)
    >>> found.low, round(found.high, 4)
    (-inf, 0.0847)
    """
    return Interval(yearly(end.low, start.high, years), yearly(end.high, start.low, years))


def yearly(end: float, start: float, years: float) -> float:
    """Return the growth a year from one number to another, infinite where it has no bound."""
    if math.isinf(end):
        return end
    if math.isinf(start) or start <= 0 or end < 0:
        return -math.inf if start > 0 else math.inf
    return float((end / start) ** (1 / years) - 1)


def gap(end: Interval, start: Interval) -> Interval:
    """Return the absolute difference between `end` and `start`.

    >>> gap(Interval(600, 600), Interval(510, math.inf))
    Interval(low=-inf, high=90)
    """
    return Interval(end.low - start.high, end.high - start.low)


def between(first: Interval, last: Interval, share: float) -> Interval:
    """Return where a straight line from `first` to `last` is after `share` of the way.

    >>> between(Interval(50, 50), Interval(60, 60), 0.5)
    Interval(low=55.0, high=55.0)
    """
    low = first.low + (last.low - first.low) * share
    high = first.high + (last.high - first.high) * share
    return Interval(low, high)


def on_path(first: Interval, now: Interval, last: Interval, share: float) -> str:
    """Return `ahead`, `behind` or `unclear`: `now` against the straight line to `last`.

    What is on the line is ahead; where the bounds allow both it is unclear.

    >>> on_path(Interval(50, 50), Interval(56, 56), Interval(60, 60), 0.5)
    'ahead'
    """
    line = between(first, last, share)
    if any(math.isnan(end) for end in (line.low, line.high)):
        return UNCLEAR
    if last.low < first.low:
        line, now = Interval(-line.high, -line.low), Interval(-now.high, -now.low)
    room = LINE_SLACK * max(1.0, abs(line.low) if math.isfinite(line.low) else 1.0)
    if math.isfinite(line.high) and now.low >= line.high - room:
        return "ahead"
    if math.isfinite(line.low) and now.high < line.low - room:
        return "behind"
    return UNCLEAR


def worded(interval: Interval, unit: str, lang: str, *, percent: bool = False) -> str:
    """Return an interval in words; without any bound nothing.

    >>> worded(Interval(-math.inf, 0.0847), "%", "en", percent=True)
    'at most 8.47 %'
    >>> worded(Interval(-math.inf, 90e9), "元", "zh")
    '至多900亿元'
    """
    low, high = (number(end, lang, percent=percent) for end in (interval.low, interval.high))
    unit = unit if lang == "zh" or not unit else f" {unit}"
    if low and high:
        text = low if low == high else say("from_to", lang, low=low, high=high)
        return text + unit
    if low or high:
        return say("at_least" if low else "at_most", lang, value=low or high) + unit
    return ""


def number(value: float, lang: str, *, percent: bool = False) -> str:
    """Return a number in words, a share as percent with two decimals, nothing if infinite.

    >>> number(90e9, "en", percent=False), number(0.2, "en", percent=True)
    ('90 billion', '20')
    """
    if not math.isfinite(value):
        return ""
    shown = round(100 * value, 2) if percent else round(value, 4)
    text = f"{shown:.4f}".rstrip("0").rstrip(".")
    text = "0" if text == "-0" else text
    return figures.in_words(text, lang)
