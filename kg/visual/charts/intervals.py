"""Intervals: ranks with how far they depend on single sources, and on which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.errors import FormatError
from kg.text.names import own_lang
from kg.visual.charts.frame import Body, Head, Key, Look, compose, empty, legend
from kg.visual.measure import Scale, cut, plain, text_width, wrap, year_ticks
from kg.visual.paint import SIZES
from kg.visual.picture import Text
from kg.visual.signs import arrow
from kg.visual.svg import Box, Element, circle, line, mark, path, polyline, rows, text

SIZE = SIZES["t"]
SMALL = SIZES["small"]


@dataclass(frozen=True)
class Ranked:
    """A rank, the best and the worst it may be, and the source on which it hangs most.

    Without `worst` the thing has no rank left when one of the sources is left out.
    """

    labels: Text
    rank: int
    best: int
    worst: int | None
    hangs: str = ""
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Intervals:
    """Ranked things, in any order."""

    head: Head
    ranks: tuple[Ranked, ...]

    def _repr_html_(self) -> str:
        """Return the chart for a notebook."""
        return intervals(self, own_lang())


def intervals(chart: Intervals, lang: str = "en", width: float = 900) -> str:
    """Return dots with whiskers as SVG, rank 1 at the left, the best on top.

    Raises
    ------
    FormatError
        If a rank is below 1 or does not lie between its best and its worst.
    """
    look = Look(lang, width)
    for item in chart.ranks:
        if not 1 <= item.best <= item.rank <= (item.worst or item.rank):
            raise FormatError(f"no rank within its interval: {item}")
    body = _body(chart, look) if chart.ranks else empty(look)
    return compose(chart.head, look, body)


def _body(chart: Intervals, look: Look) -> Body:
    """Return names, whiskers and sources."""
    ranks = sorted(chart.ranks, key=lambda r: (r.rank, r.best, look.label(r.labels)))
    high = max(max(item.rank, item.worst or 0) for item in ranks)
    lost = any(item.worst is None for item in ranks)
    keys = [Key(_lost, look.say("dropped"))] if lost else []
    above, top = legend(keys, look)
    top += 8
    widest = max(text_width(look.label(item.labels), SIZE) for item in ranks)
    names = 0.0 if look.narrow else min(widest, look.inner * 0.4) + 14
    hints = 0.0 if look.narrow else _hint_width(ranks, look)
    right = look.width - look.margin - hints - (26 if lost else 8)
    x = Scale(1, max(high, 2), look.margin + names + 8, right)
    step = 46.0 if look.narrow else 34.0
    bottom = top + 30 + step * len(ranks)
    marks = [*above, *_axis(x, look, top + 18, bottom)]
    if hints:
        at = (look.width - look.margin - hints + 14, top + 14)
        marks.append(text(at, look.say("hangs-head"), "small f-soft"))
    for number, item in enumerate(ranks):
        middle = top + 30 + step * (number + 0.5) + (8 if look.narrow else 0)
        parts = _whisker(item, x, middle)
        parts += _beside(item, look, (names, hints), middle)
        marks.append(mark(parts, _told(item, look), item.claims))
    return Body(marks, bottom, look.several(_told(item, look) for item in ranks))


def _hint_width(ranks: Sequence[Ranked], look: Look) -> float:
    """Return the room for the sources at the right."""
    if not any(item.hangs for item in ranks):
        return 0.0
    texts = [look.say("hangs-head"), *(item.hangs for item in ranks)]
    return min(max(text_width(t, SMALL) for t in texts) + 16, look.inner * 0.26)


def _axis(x: Scale, look: Look, top: float, bottom: float) -> list[Element]:
    """Return upright lines at whole ranks."""
    most = max(2, int((x.end - x.start) // 36))
    levels = {1, *year_ticks(1, x.high, most)}
    marks = [text((x(1) - 6, top - 14), look.say("rank"), "small f-soft")]
    for level in sorted(levels):
        marks.append(line((x(level), top + 6), (x(level), bottom), "hair s-rule"))
        marks.append(text((x(level), top), plain(level, look.lang), "small num f-soft", "middle"))
    return marks


def _whisker(item: Ranked, x: Scale, middle: float) -> list[Element]:
    """Return dot and whisker; an arrow where a rank may be lost altogether."""
    end = x.end + 18 if item.worst is None else x(item.worst)
    marks = [
        line((x(item.best), middle), (end - (6 if item.worst is None else 0), middle), "bold s-c3")
    ]
    ends = [x(item.best)] if item.worst is None else [x(item.best), end]
    ticks_at = "".join(polyline([(at, middle - 5), (at, middle + 5)]) for at in ends)
    marks.append(path(ticks_at, "line s-c3"))
    if item.worst is None:
        marks.append(path(arrow((end, middle), (1, 0), 9), "f-c3"))
    marks.append(circle((x(item.rank), middle), 5.5, "ring f-c3 s-ground"))
    return marks


def _beside(item: Ranked, look: Look, widths: tuple[float, float], middle: float) -> list[Element]:
    """Return name and source: beside the whisker, or above it on a small screen."""
    names, hints = widths
    label = look.label(item.labels)
    if look.narrow:
        hang = look.say("hangs", source=item.hangs) if item.hangs else ""
        hang = cut(hang, look.inner * 0.4, SMALL)
        left = look.inner - text_width(hang, SMALL) - 10
        at = (look.width - look.margin, middle - 14)
        return [
            text((look.margin, middle - 14), cut(f"{item.rank}  {label}", left, SIZE), "t f-ink"),
            *([text(at, hang, "small f-soft", "end")] if hang else []),
        ]
    lines = wrap(label, names - 14, SIZE, 2)
    start = middle + 4.3 - 7.5 * (len(lines) - 1)
    marks = [rows((look.margin + names - 14, start), lines, 15, "t f-ink", "end")]
    if hints and item.hangs:
        at = (look.width - look.margin - hints + 14, middle + 4)
        marks.append(text(at, cut(item.hangs, hints - 14, SMALL), "small f-soft"))
    return marks


def _lost(box: Box) -> list[Element]:
    """Return the symbol of a rank that may be lost."""
    return [
        line((box.x, box.middle.y), (box.right - 6, box.middle.y), "bold s-c3"),
        path(arrow((box.right, box.middle.y), (1, 0), 9), "f-c3"),
    ]


def _told(item: Ranked, look: Look) -> str:
    """Return a rank in words."""
    worst = item.worst or look.say("nowhere")
    said = look.say(
        "best-worst", name=look.label(item.labels), rank=item.rank, best=item.best, worst=worst
    )
    hang = look.say("hangs", source=item.hangs) if item.hangs else ""
    return look.several([said, hang], "comma")
