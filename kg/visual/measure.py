"""Sizes: how wide a text is, where an axis has its ticks, how an amount is written."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.errors import FormatError
from kg.text.names import INVISIBLE
from kg.visual.content import WORDS

ELLIPSIS = "…"
WIDTHS = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 "
    "556 556 556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 "
    "667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 "
    "556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 "
    "722 500 500 500 334 260 334 584"
)
"""How wide Helvetica draws the signs from the space to the tilde, in thousandths of its height."""

LATIN = {chr(32 + n): int(width) / 1000 for n, width in enumerate(WIDTHS.split())}
ROOM = 1.09
"""Other fonts of the stack are a little wider."""
BOLD = 1.07
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
NEARLY = 1e-9
THOUSAND = 1000
GROUPED = {"en": 1_000, "zh": 100_000}
LARGE = {
    "en": ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")),
    "zh": ((1e12, "万亿"), (1e8, "亿"), (1e4, "万")),
}
MOST_IN_ONE = 20_000
EVEN_STEPS = 8
WHOLE_WORDS = 0.55
"""A cut goes back to a space no further than this share of what fits."""


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return about how many pixels `text` takes at `size`, rather more than less.

    >>> text_width("湖北", 10), round(text_width("Hubei", 10), 1)
    (20.0, 28.5)
    """
    ems = 0.0
    for char in text:
        if char in LATIN:
            ems += LATIN[char] * ROOM * (BOLD if bold else 1.0)
        elif not unicodedata.combining(char) and not INVISIBLE.match(char):
            ems += 1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.66
    return ems * size


def wrap(text: str, width: float, size: float, most: int = 2) -> list[str]:
    """Return `text` in at most `most` rows of `width` pixels; what is left out ends in an ellipsis.

    >>> wrap("Hubei Provincial Department", 80, 12)
    ['Hubei', 'Provincial…']
    """
    words = WORDS.findall(" ".join(text.split()))
    lines = [""]
    for number, word in enumerate(words):
        if lines[-1] and text_width((lines[-1] + word).rstrip(), size) > width:
            if len(lines) == most:
                rest = "".join(words[number:])
                return [*lines[:-1], cut(lines[-1] + rest, width, size)]
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += word if lines[-1] else word.lstrip()
    return [cut(row.rstrip(), width, size) for row in lines]


def balanced(text: str, width: float, size: float, most: int = 2) -> list[str]:
    """Return what `wrap` does, the rows as even as they can be without one more.

    >>> wrap("湖北省生态环境院", 70, 10), balanced("湖北省生态环境院", 70, 10)
    (['湖北省生态环境', '院'], ['湖北省生', '态环境院'])
    """
    lines = wrap(text, width, size, most)
    if len(lines) == 1 or lines[-1].endswith(ELLIPSIS):
        return lines
    least = text_width(text, size) / len(lines)
    for share in range(EVEN_STEPS):
        narrower = least + (width - least) * share / EVEN_STEPS
        found = wrap(text, narrower, size, len(lines))
        if "".join("".join(found).split()) == "".join("".join(lines).split()):
            return found
    return lines


def cut(text: str, width: float, size: float) -> str:
    """Return `text` if it fits into `width` pixels, else its start and an ellipsis.

    >>> cut("Yangtze", 30, 10)
    'Yan…'
    """
    if text_width(text, size) <= width:
        return text
    left = width - text_width(ELLIPSIS, size)
    for place in range(len(text)):
        if text_width(text[: place + 1], size) > left:
            space = text.rfind(" ", 0, place)
            whole = space > place * WHOLE_WORDS and not text[place].isspace()
            return text[: space if whole else place].rstrip(" ,;:(，；：、（") + ELLIPSIS
    return text


@dataclass(frozen=True)
class Scale:
    """Maps values from `low` to `high` to pixels from `start` to `end`, in equal steps.

    >>> Scale(0, 10, 0, 200)(5)
    100.0
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the pixel of `value`; all values lie in the middle if they are the same."""
        if self.high == self.low:
            return (self.start + self.end) / 2
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Return at most about `most` round values from at or below `low` to at or above `high`.

    Raises
    ------
    FormatError
        If an end is not finite.

    >>> ticks(0, 1000)
    [0.0, 200.0, 400.0, 600.0, 800.0, 1000.0]
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        raise FormatError(f"an axis cannot run from {low} to {high}")
    span = (high - low) or abs(high) or 1.0
    rough = span / max(1, most - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * s for s in STEPS if power * s >= rough * (1 - NEARLY))
    first, last = math.floor(low / step + NEARLY), math.ceil(high / step - NEARLY)
    return [round(n * step, 12) for n in range(first, max(last, first + 1) + 1)]


def year_ticks(low: float, high: float, most: int) -> list[int]:
    """Return at most about `most` whole years between `low` and `high`, evenly apart.

    >>> year_ticks(2020, 2030, 6)
    [2020, 2022, 2024, 2026, 2028, 2030]
    """
    first, last = math.ceil(low - NEARLY), math.floor(high + NEARLY)
    for step in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000):
        found = [year for year in range(first, last + 1) if year % step == 0]
        if len(found) <= most:
            return found
    return [first, last]


def plain(value: float, lang: str) -> str:
    """Return a number as people read it: four digits that count, thousands apart.

    >>> plain(1000, "en"), plain(6000, "zh"), plain(0.12345, "en"), plain(30.0, "zh")
    ('1,000', '6000', '0.1235', '30')
    """
    if not math.isfinite(value):
        raise FormatError(f"a number of the drawing is not finite: {value}")
    if abs(value) >= THOUSAND:
        value = round(value)
        return f"{value:,}" if abs(value) >= GROUPED.get(lang, THOUSAND) else str(value)
    text = f"{value:.4g}"
    return f"{float(text):.10f}".rstrip("0").rstrip(".") if "e" in text else text


def amount(value: float, lang: str) -> str:
    """Return a number with its scale in a word: 亿, 万亿; million, billion, trillion.

    >>> amount(600e9, "en"), amount(600e9, "zh"), amount(1e12, "zh"), amount(30, "en")
    ('600 billion', '6000亿', '1万亿', '30')
    """
    for size, word in LARGE[lang]:
        if abs(value) >= size:
            return plain(value / size, lang) + (word if lang == "zh" else f" {word}")
    return plain(value, lang)


def magnitude(top: float, lang: str) -> tuple[float, str]:
    """Return the scale in which an axis up to `top` is written: its size and its word.

    >>> magnitude(1e12, "en"), magnitude(1e12, "zh"), magnitude(30, "en")
    ((1000000000.0, 'billion'), (100000000.0, '亿'), (1.0, ''))
    """
    fitting = [(size, word) for size, word in LARGE[lang] if abs(top) >= size]
    small = [(size, word) for size, word in fitting if abs(top) / size <= MOST_IN_ONE]
    return small[-1] if small else (fitting[0] if fitting else (1.0, ""))


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return places near `wanted`, in its order, at least `gap` apart, from `low` to `high`.

    Where there is no room for all they stand evenly and nearer to each other.

    >>> spread([10, 11], 6, 0, 100)
    [7.5, 13.5]
    """
    if not wanted:
        return []
    gap = min(gap, (high - low) / max(1, len(wanted) - 1))
    order = sorted(range(len(wanted)), key=lambda n: (wanted[n], n))
    blocks: list[tuple[list[int], float]] = []
    for n in order:
        members, middle = [n], wanted[n]
        while True:
            reach = gap * (len(members) - 1) / 2
            middle = min(max(middle, low + reach), high - reach)
            if not blocks:
                break
            before, at = blocks[-1]
            if middle - reach - at - gap * (len(before) - 1) / 2 >= gap - NEARLY:
                break
            members = before + members
            middle = sum(wanted[m] for m in members) / len(members)
            blocks.pop()
        blocks.append((members, middle))
    places = [0.0] * len(wanted)
    for members, middle in blocks:
        for n, member in enumerate(members):
            places[member] = middle + gap * (n - (len(members) - 1) / 2)
    return places


def apart(places: Sequence[float], gap: float) -> bool:
    """Return whether the sorted `places` are at least `gap` from each other."""
    return all(after - before >= gap - NEARLY for before, after in pairwise(sorted(places)))
