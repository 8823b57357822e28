"""The frame of a chart: its title, note and legend, and the words it is described in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from kg.errors import FormatError
from kg.text.names import choose_label
from kg.visual.measure import text_width, wrap
from kg.visual.paint import SIZES, STYLE
from kg.visual.picture import Text
from kg.visual.svg import Box, Element, Sheet, document, line, moved, rect, rows, text

LANGS = ("en", "zh")
NARROW = 600
LEAST_WIDTH, MOST_WIDTH = 240, 4000
LEADING = 1.32


@dataclass(frozen=True)
class Head:
    """What stands around a chart: a title, a line below it, and a note with sources at the end."""

    title: Text
    subtitle: Text = field(default_factory=dict)
    note: Text = field(default_factory=dict)


@dataclass(frozen=True)
class Look:
    """For whom a chart is drawn: its language, and its width in pixels.

    Raises
    ------
    FormatError
        If the language is not en or zh, or the width not between 240 and 4000.
    """

    lang: str
    width: float

    def __post_init__(self) -> None:
        if self.lang not in LANGS:
            raise FormatError(f"charts speak {' and '.join(LANGS)}, not {self.lang!r}")
        if not LEAST_WIDTH <= self.width <= MOST_WIDTH:
            allowed = f"{LEAST_WIDTH} to {MOST_WIDTH} pixels"
            raise FormatError(f"a chart is {allowed} wide, not {self.width}")

    @property
    def narrow(self) -> bool:
        """Return whether the chart is for a small screen."""
        return self.width < NARROW

    @property
    def margin(self) -> float:
        """Return the room at each side."""
        return 12.0 if self.narrow else 20.0

    @property
    def inner(self) -> float:
        """Return the width between the margins."""
        return self.width - 2 * self.margin

    def label(self, labels: Text, instead: str = "") -> str:
        """Return a text in the language, or in another one; `instead` if there is none."""
        return choose_label(labels, self.lang) or instead

    def say(self, key: str, **values: object) -> str:
        """Return the wording called `key` with `values` filled in."""
        return _words()[self.lang][key].format(**values)

    def several(self, parts: Iterable[str], join: str = "semicolon") -> str:
        """Return parts as one text."""
        return self.say(join).join(part for part in parts if part)


@dataclass(frozen=True)
class Body:
    """What a chart draws below its title, from y = 0 to `height`, and what it says in words."""

    marks: Sequence[Element]
    height: float
    desc: str


@dataclass(frozen=True)
class Key:
    """One entry of a legend: draws its symbol into a box, and says what it stands for."""

    symbol: Callable[[Box], Sequence[Element]]
    label: str


def compose(head: Head, look: Look, body: Body, style: str = STYLE) -> str:
    """Return the whole chart: title, what is below it, the drawing, and the note."""
    above = [(look.label(head.title), "title", 3), (look.label(head.subtitle), "sub", 3)]
    marks, top = _paragraphs(look, above, look.margin)
    top += 10.0
    below, end = _paragraphs(look, [(look.label(head.note), "small", 4)], top + body.height + 10.0)
    desc = look.several([look.label(head.subtitle), body.desc, look.label(head.note)], "stop")
    height = round(end + look.margin)
    sheet = Sheet(look.label(head.title), desc, look.lang, look.width, height, style)
    return document(sheet, [*marks, moved(body.marks, 0, round(top)), *below])


def responsive(draw: Callable[[float], str], wide: float = 900, narrow: float = 360) -> str:
    """Return HTML of a chart drawn twice, of which a page shows the one that fits the screen."""
    return (
        f'<div class="kgv-narrow">{draw(narrow)}</div>\n<div class="kgv-wide">{draw(wide)}</div>\n'
    )


def _paragraphs(
    look: Look, parts: Sequence[tuple[str, str, int]], top: float
) -> tuple[list[Element], float]:
    """Return texts below each other from `top`, and where they end."""
    marks = []
    for content, size, most in parts:
        if not content:
            continue
        height = SIZES[size]
        step = height * LEADING
        bold = 1.08 if size == "title" else 1.0
        lines = wrap(content, look.inner / bold, height, most)
        paint = f"{size} f-{'ink' if size == 'title' else 'soft'}"
        marks.append(rows((look.margin, top + height * 0.92), lines, step, paint))
        top += step * len(lines) + (3 if size == "title" else 0)
    return marks, top


def legend(keys: Sequence[Key], look: Look, top: float = 0.0) -> tuple[list[Element], float]:
    """Return the entries of a legend in rows from `top`, and where the last row ends."""
    size = SIZES["small"]
    x, y = look.margin, top
    marks: list[Element] = []
    for key in keys:
        label = wrap(key.label, look.inner - 30, size, 1)[0]
        width = 26 + text_width(label, size)
        if x > look.margin and x + width > look.width - look.margin:
            x, y = look.margin, y + 20
        marks += key.symbol(Box(x, y + 2, 20, 14))
        marks.append(text((x + 26, y + 13), label, "small f-ink"))
        x += width + 18
    return marks, y + 20 if keys else top


def swatch(paint: str) -> Callable[[Box], Sequence[Element]]:
    """Return a symbol that fills its box."""
    return lambda box: [rect(box, paint, rx=2)]


def stroke(paint: str) -> Callable[[Box], Sequence[Element]]:
    """Return a symbol that is a line across its box."""
    return lambda box: [line((box.x, box.middle.y), (box.right, box.middle.y), paint)]


def empty(look: Look) -> Body:
    """Return what is drawn where there is nothing to draw: a sentence that says so."""
    said = look.say("nothing")
    return Body([text((look.margin, 24), said, "t f-soft")], 40.0, said)


def claims_of(parts: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Return the different claims behind several parts, sorted."""
    return tuple(sorted({claim for part in parts for claim in part}))


@cache
def _words() -> dict[str, dict[str, str]]:
    """Return the wordings by language and key."""
    found: dict[str, dict[str, str]] = json.loads(
        files("kg.visual").joinpath("charts", "words.json").read_text("utf-8")
    )
    return found
