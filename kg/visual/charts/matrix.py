"""Matrix: how strongly groups are tied to each other, or to places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.errors import FormatError
from kg.text.names import own_lang
from kg.visual.charts.frame import Body, Head, Look, compose, empty
from kg.visual.charts.grid import Grid, lay
from kg.visual.measure import amount, plain, text_width
from kg.visual.paint import LIGHT_STEPS, STEPS
from kg.visual.picture import Text
from kg.visual.svg import Box, Element, mark, rect, text

TOLD = 5
ROOMY = 44
"""Cells at least this wide bear numbers of the usual size."""


@dataclass(frozen=True)
class Tied:
    """How strongly a row and a column, numbered from 0, are tied; never below 0."""

    row: int
    column: int
    value: float
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Matrix:
    """Groups (rows) by groups or places (columns); a pair not given has no tie."""

    head: Head
    rows: tuple[Text, ...]
    columns: tuple[Text, ...]
    cells: tuple[Tied, ...]

    def _repr_html_(self) -> str:
        """Return the chart for a notebook."""
        return matrix(self, own_lang())


def matrix(chart: Matrix, lang: str = "en", width: float = 900) -> str:
    """Return the matrix as SVG: the number in each cell, the darker the more.

    Raises
    ------
    FormatError
        If a cell lies outside the matrix, is given twice, or is below 0 or not finite.
    """
    look = Look(lang, width)
    cells: dict[tuple[int, int], Tied] = {}
    for cell in chart.cells:
        inside = 0 <= cell.row < len(chart.rows) and 0 <= cell.column < len(chart.columns)
        if not inside or (cell.row, cell.column) in cells or not 0 <= cell.value < float("inf"):
            raise FormatError(f"no cell of this matrix, given twice, or below 0: {cell}")
        cells[cell.row, cell.column] = cell
    body = _body(chart, look, cells) if chart.rows and chart.columns else empty(look)
    return compose(chart.head, look, body)


def step_of(value: float, top: float) -> int:
    """Return the step of colour of a value in 0 to `top`, from 0 to 6; only 0 itself has step 0.

    >>> [step_of(v, 12) for v in (0, 0.1, 6, 12)]
    [0, 1, 3, 6]
    """
    if value <= 0 or top <= 0:
        return 0
    return min(STEPS - 1, max(1, -int(-value * (STEPS - 1) // top)))


def shaded(value: float, top: float, box: Box, written: str) -> list[Element]:
    """Return a box in the colour of a value with the number on it, if there is room for it."""
    step = step_of(value, top)
    size = "small" if box.width < ROOMY else "t"
    ink = "onlow" if step < LIGHT_STEPS else "onhigh"
    marks = [rect(box, f"f-q{step}", rx=2)]
    if text_width(written, 11) <= box.width + 1:
        at = (box.middle.x, box.middle.y + 4.3)
        marks.append(text(at, written, f"{size} num f-{ink}", "middle"))
    return marks


def _body(chart: Matrix, look: Look, cells: Mapping[tuple[int, int], Tied]) -> Body:
    """Return the cells."""
    names = [look.label(labels) for labels in chart.rows]
    above = [look.label(labels) for labels in chart.columns]
    top = max((cell.value for cell in cells.values()), default=0.0)

    def draw(row: int, column: int, box: Box) -> Element:
        cell = cells.get((row, column), Tied(row, column, 0.0))
        written = plain(cell.value, look.lang) if cell.value else "·"
        said = amount(cell.value, look.lang)
        tip = look.say("pair", a=f"{names[row]} × {above[column]}", b=said)
        return mark(shaded(cell.value, top, box, written), tip, cell.claims)

    marks, end = lay(Grid(names, above, draw), look, 0)
    order = sorted(cells.values(), key=lambda cell: (-cell.value, cell.row, cell.column))
    pairs = [
        f"{names[cell.row]} × {above[cell.column]} {amount(cell.value, look.lang)}"
        for cell in order[:TOLD]
        if cell.value
    ]
    desc = look.say("cells", rows=len(names), columns=len(above))
    return Body(marks, end, f"{desc} {look.say('strongest', pairs=look.several(pairs))}")
