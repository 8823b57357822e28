"""Heat: which part of a chain is strong, weak, broken or extendable where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.errors import FormatError
from kg.text.names import own_lang
from kg.visual.charts.frame import Body, Head, Key, Look, compose, empty, legend
from kg.visual.charts.grid import Grid, lay
from kg.visual.measure import text_width
from kg.visual.picture import Text
from kg.visual.signs import dotted, hatch
from kg.visual.svg import Box, Element, circle, mark, path, rect, text

STATES = ("strong", "weak", "broken", "extendable", "unknown")
INK = {"strong": "onhigh", "weak": "ink", "broken": "bad", "extendable": "new", "unknown": "soft"}
CHIP = {"weak": "goodwash", "broken": "badwash", "extendable": "newwash"}


@dataclass(frozen=True)
class Cell:
    """The state of one part in one place, numbered from 0, with the reason in `note`."""

    row: int
    column: int
    state: str
    note: Text = field(default_factory=dict)
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Heat:
    """Parts of a chain (rows) by places (columns); a cell not given is unknown."""

    head: Head
    rows: tuple[Text, ...]
    columns: tuple[Text, ...]
    cells: tuple[Cell, ...]

    def _repr_html_(self) -> str:
        """Return the chart for a notebook."""
        return heat(self, own_lang())


def heat(chart: Heat, lang: str = "en", width: float = 900) -> str:
    """Return the matrix as SVG: each state has a colour, a pattern and a letter of its own.

    Raises
    ------
    FormatError
        If a cell has an unknown state, lies outside the matrix, or is given twice.
    """
    look = Look(lang, width)
    cells: dict[tuple[int, int], Cell] = {}
    for cell in chart.cells:
        inside = 0 <= cell.row < len(chart.rows) and 0 <= cell.column < len(chart.columns)
        if cell.state not in STATES or not inside or (cell.row, cell.column) in cells:
            raise FormatError(f"no cell of this matrix, or given twice: {cell}")
        cells[cell.row, cell.column] = cell
    body = _body(chart, look, cells) if chart.rows and chart.columns else empty(look)
    return compose(chart.head, look, body)


def _body(chart: Heat, look: Look, cells: Mapping[tuple[int, int], Cell]) -> Body:
    """Return legend and cells."""
    everywhere = [(r, c) for r in range(len(chart.rows)) for c in range(len(chart.columns))]
    counts = Counter(cells[at].state if at in cells else "unknown" for at in everywhere)
    keys = [
        Key(_symbol(state, look), look.say("counted", name=look.say(state), count=counts[state]))
        for state in STATES
    ]
    above, top = legend(keys, look)
    names = [look.label(labels) for labels in chart.rows]
    places = [look.label(labels) for labels in chart.columns]

    def draw(row: int, column: int, box: Box) -> Element:
        cell = cells.get((row, column), Cell(row, column, "unknown"))
        said = [look.say(cell.state), look.label(cell.note)]
        tip = look.say("pair", a=f"{names[row]} × {places[column]}", b=look.several(said))
        return mark(state_marks(cell.state, box, look), tip, cell.claims)

    marks, end = lay(Grid(names, places, draw), look, top + 8)
    return Body([*above, *marks], end, _desc(look, (names, places), cells))


def state_marks(state: str, box: Box, look: Look) -> list[Element]:
    """Return colour, pattern and letter of a state."""
    letter = look.say(f"letter-{state}")
    size = 12.5
    middle = box.middle
    marks = _ground(state, box)
    if state in CHIP:
        radius = max(8.5, text_width(letter, size) / 2 + 2.5)
        marks.append(circle(middle, radius, f"f-{CHIP[state]}"))
    paint = f"t strong f-{INK[state]}"
    return [*marks, text((middle.x, middle.y + size * 0.36), letter, paint, "middle")]


def _ground(state: str, box: Box) -> list[Element]:
    """Return colour and pattern of a state."""
    inner = Box(box.x + 0.75, box.y + 0.75, box.width - 1.5, box.height - 1.5)
    if state == "strong":
        return [rect(box, "f-c1", rx=2)]
    if state == "weak":
        return [rect(box, "f-goodwash", rx=2), path(hatch(box, 7), "hair s-c1")]
    if state == "broken":
        cross = hatch(box, 10) + hatch(box, 10, falling=True)
        return [
            rect(inner, "f-badwash s-bad ring", rx=2),
            path(cross, "hair s-bad"),
        ]
    if state == "extendable":
        return [rect(box, "f-newwash", rx=2), path(dotted(box, 8, 1.3), "f-new")]
    return [rect(inner, "hair dash s-axis", rx=2)]


def _symbol(state: str, look: Look) -> Callable[[Box], Sequence[Element]]:
    """Return the symbol of a state in the legend."""
    size = 11.0

    def draw(box: Box) -> Sequence[Element]:
        wide = Box(box.x, box.y - 1, box.width, box.height + 2)
        letter = look.say(f"letter-{state}")
        marks = _ground(state, wide)
        if state in CHIP:
            marks.append(circle(wide.middle, 7, f"f-{CHIP[state]}"))
        at = (wide.middle.x, wide.middle.y + size * 0.37)
        return [*marks, text(at, letter, f"small strong f-{INK[state]}", "middle")]

    return draw


def _desc(
    look: Look,
    names: tuple[Sequence[str], Sequence[str]],
    cells: Mapping[tuple[int, int], Cell],
) -> str:
    """Return the known cells in words, state by state, row by row."""
    said = [look.say("cells", rows=len(names[0]), columns=len(names[1]))]
    for state in STATES[:-1]:
        found = [
            f"{names[0][row]} × {names[1][column]}"
            for (row, column), cell in sorted(cells.items())
            if cell.state == state
        ]
        if found:
            said.append(look.say("pair", a=look.say(state), b=look.several(found)) + ".")
    return " ".join(said)
