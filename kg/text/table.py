"""A table: the one shape in which every answer is handed on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape

from kg.text.figures import LONG
from kg.text.names import visible

Cell = str | int | float | bool | None
SHOWN = 60
STYLE = (
    ".kg table{border-collapse:collapse}.kg caption{font-weight:600;text-align:left}"
    ".kg th,.kg td{padding:.3rem .6rem;text-align:left;vertical-align:top;"
    "border-bottom:1px solid #8888}.kg .n{text-align:right}"
    ".kg p{margin:.3rem 0;max-width:60rem;font-size:85%}.kg pre{white-space:pre-wrap}"
)


@dataclass(frozen=True)
class Field:
    """One column of a table: its key, a caption to show, and the unit of its values."""

    name: str
    caption: str = ""
    unit: str = ""

    @property
    def heading(self) -> str:
        """Return what stands above the column, with the unit in brackets."""
        text = self.caption or self.name
        return f"{text} ({self.unit})" if self.unit else text


@dataclass(frozen=True)
class Table:
    """Rows under named fields, with a title, footnotes, and the method that made them.

    >>> table = Table.of(["place", "score"], [["Wuhan", 0.5]])
    >>> len(table), table.column("place"), next(table.records())
    (1, ['Wuhan'], {'place': 'Wuhan', 'score': 0.5})
    """

    fields: tuple[Field, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""
    notes: tuple[str, ...] = ()
    method: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, fields: Sequence[str | Field], rows: Sequence[Sequence[Cell]], title: str = ""
    ) -> Table:
        """Return a table of plain lists; each row must be as long as `fields`.

        Raises
        ------
        ValueError
            If a row has more or fewer cells than there are fields: it would shift silently.
        """
        named = tuple(f if isinstance(f, Field) else Field(f) for f in fields)
        for row in rows:
            if len(row) != len(named):
                message = f"row of {len(row)} cells under {len(named)} fields: {row!r}"
                raise ValueError(message)
        return cls(named, tuple(tuple(row) for row in rows), title)

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> list[Cell]:
        """Return the cells under `name`, top to bottom; a KeyError names an unknown field."""
        names = [f.name for f in self.fields]
        if name not in names:
            raise KeyError(name)
        return [row[names.index(name)] for row in self.rows]

    def records(self) -> Iterator[dict[str, Cell]]:
        """Return an iterator of one dictionary per row, keyed by field name."""
        names = [f.name for f in self.fields]
        return (dict(zip(names, row, strict=True)) for row in self.rows)

    def pick(self, *names: str, most: int | None = None) -> Table:
        """Return the table with only the fields in `names`, in that order, at most `most` rows.

        A KeyError names a field that is not there.

        >>> Table.of(["a", "b"], [[1, 2], [3, 4]]).pick("b", most=1).rows
        ((2,),)
        """
        columns = [self.column(name) for name in names]
        rows = tuple(zip(*columns, strict=True))[:most]
        fields = {f.name: f for f in self.fields}
        return replace(self, fields=tuple(fields[name] for name in names), rows=rows)

    def head(self, most: int | None) -> Table:
        """Return the table with its first `most` rows, all for None; a note tells how many more.

        >>> Table.of(["a"], [[1], [2], [3]]).head(2).notes
        ('+ 1',)
        """
        if most is None or most >= len(self.rows):
            return self
        note = f"+ {len(self.rows) - most}"
        return replace(self, rows=self.rows[:most], notes=(note, *self.notes))

    def to_html(self, most: int | None = None) -> str:
        """Return the table as HTML, at most `most` rows; everything in it is escaped.

        Numbers stand to the right; how the table was made opens below it.

        >>> "<td>Wuhan</td>" in Table.of(["place"], [["Wuhan"]]).to_html()
        True
        """
        shown = self.head(most)
        head = "".join(f"<th>{safe(f.heading)}</th>" for f in shown.fields)
        body = "".join("<tr>" + "".join(map(html_cell, row)) + "</tr>" for row in shown.rows)
        caption = f"<caption>{safe(self.title)}</caption>" if self.title else ""
        notes = "".join(f"<p>{safe(note)}</p>" for note in shown.notes)
        table = f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        return f'<div class="kg"><style>{STYLE}</style>{table}{notes}{folded(self.method)}</div>'

    def _repr_html_(self) -> str:
        """Return the table for a notebook: its first rows, and how many more there are."""
        return self.to_html(SHOWN)


def safe(text: str) -> str:
    """Return `text` for HTML, escaped, what hides or turns text made visible.

    >>> safe("a < b")
    'a &lt; b'
    """
    return escape(visible(text))


def html_cell(cell: Cell) -> str:
    """Return a cell as HTML, a number to the right."""
    number = isinstance(cell, int | float) and not isinstance(cell, bool)
    return f"<td{' class=n' if number else ''}>{safe(show(cell))}</td>"


def folded(method: str) -> str:
    """Return the method below a line that opens it; its lines stay lines."""
    rows = method.splitlines()
    lines = "\n".join(" " * (len(row) - len(row.lstrip(" "))) + safe(row) for row in rows)
    return f"<details><summary>Method · 方法</summary><pre>{lines}</pre></details>" if rows else ""


def show(cell: Cell) -> str:
    """Return a cell as people read it: nothing for None, a float in four digits, or in whole ones.

    >>> show(None), show(0.123456), show(12746000.0), show(True)
    ('', '0.1235', '12746000', 'yes')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return f"{cell:.0f}" if abs(cell) >= LONG else f"{cell:.4g}"
    return str(cell)


def separated(rows: Iterable[list[str]], separator: str = ",") -> str:
    r"""Return rows as lines of cells, those in quotes that a reader would split.

    The csv module of Python 3.11 leaves a lone carriage return bare and so breaks the row.

    >>> separated([["a,b", "c"], ["d", ""]])
    '"a,b",c\nd,\n'
    """
    marks = (separator, '"', "\r", "\n")
    lines = []
    for row in rows:
        cells = [
            '"' + text.replace('"', '""') + '"' if any(m in text for m in marks) else text
            for text in row
        ]
        lines.append(separator.join(cells) if cells != [""] else '""')
    return "".join(line + "\n" for line in lines)
