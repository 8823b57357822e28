"""The grid below a matrix: names at the left and above, cells in blocks that fit the width."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kg.visual.charts.frame import Look
from kg.visual.measure import cut, text_width, wrap
from kg.visual.paint import SIZES
from kg.visual.svg import Box, Element, element, moved, number, rows, text

LEAST, MOST, GAP = 27.0, 76.0, 2.0
SIZE = SIZES["t"]
SMALL = SIZES["small"]
TURNED, LEAN = 132.0, 0.62
"""The longest turned name above a column in pixels; this share of it lies left of the column."""


@dataclass(frozen=True)
class Grid:
    """Names of rows and columns, and what draws the cell of a row and a column into a box."""

    rows: Sequence[str]
    columns: Sequence[str]
    cell: Callable[[int, int, Box], Element]


def lay(grid: Grid, look: Look, top: float) -> tuple[list[Element], float]:
    """Return the grid from `top` and where it ends; columns that do not fit go below."""
    share = 0.4 if look.narrow else 0.34
    widest = max((text_width(name, SIZE) for name in grid.rows), default=0.0)
    names = min(widest, look.inner * share) + 10
    room = look.inner - names
    count = max(1, min(len(grid.columns), int(room // LEAST)))
    blocks = -(-len(grid.columns) // count)
    count = -(-len(grid.columns) // max(1, blocks))
    side = min(MOST, room / count)
    marks: list[Element] = []
    for first in range(0, len(grid.columns), count):
        chosen = range(first, min(first + count, len(grid.columns)))
        left = look.margin + names
        head, high = _head([grid.columns[n] for n in chosen], side, left)
        marks.append(moved(head, left, top + high))
        top += high + 4
        for row, name in enumerate(grid.rows):
            lines = wrap(name, names - 10, SIZE, 2)
            high = max(min(side, 44.0), LEAST, 15.0 * len(lines) + 4)
            baseline = top + high / 2 + 4.3 - 7.5 * (len(lines) - 1)
            marks.append(rows((left - 8, baseline), lines, 15, "t f-ink", "end"))
            marks += [
                grid.cell(row, n, Box(left + side * (n - first), top, side - GAP, high - GAP))
                for n in chosen
            ]
            top += high
        top += 14
    return marks, top - 14


def _head(names: Sequence[str], side: float, left: float) -> tuple[list[Element], float]:
    """Return the names above columns about y = 0, and their height; turned where level is cut."""
    step = 13.5
    level = [wrap(name, side - 4, SMALL, 3) for name in names]
    if not any(_shortened(lines, name) for lines, name in zip(level, names, strict=True)):
        high = step * max(len(lines) for lines in level) + 4
        marks = []
        for n, lines in enumerate(level):
            at = (side * (n + 0.5) - 1, -6 - step * (len(lines) - 1))
            marks.append(rows(at, lines, step, "small f-ink", "middle"))
        return marks, high
    short = [
        cut(name, min(TURNED, (left + side * (n + 0.5)) / LEAN), SMALL)
        for n, name in enumerate(names)
    ]
    turned = [
        element(
            "g",
            {"transform": f"translate({number(side * (n + 0.5) + 1)} -5) rotate(52)"},
            [text((0, 0), name, "small f-ink", "end")],
        )
        for n, name in enumerate(short)
    ]
    return turned, 0.8 * max(text_width(name, SMALL) for name in short) + 14


def _shortened(lines: Sequence[str], name: str) -> bool:
    """Return whether rows leave out a part of a name."""
    return "".join("".join(lines).split()) != "".join(name.split())
