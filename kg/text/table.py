"""A table: the one shape in which every answer is handed on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape

from kg.text.names import visible

Cell = str | int | float | bool | None


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

    def _repr_html_(self) -> str:
        """Return the table as HTML for a notebook; everything in it is escaped."""
        head = "".join(f"<th>{escape(visible(f.heading))}</th>" for f in self.fields)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(visible(show(cell)))}</td>" for cell in row) + "</tr>"
            for row in self.rows
        )
        caption = f"<caption>{escape(visible(self.title))}</caption>" if self.title else ""
        notes = "".join(f"<p>{escape(visible(note))}</p>" for note in self.notes)
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{notes}"


def show(cell: Cell) -> str:
    """Return a cell as people read it: nothing for None, four digits for a float.

    >>> show(None), show(0.123456), show(3), show(True)
    ('', '0.1235', '3', 'yes')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return f"{cell:.4g}"
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
