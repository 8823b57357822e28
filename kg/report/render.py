"""Render: one table as text, Markdown, HTML, JSON, CSV or TSV, the same content in each."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from html import escape

from kg.errors import FormatError
from kg.text import names
from kg.text.figures import LONG, in_words
from kg.text.names import display_width
from kg.text.table import Cell, Table, separated, show

BREAK = re.compile(r"\s+|(?<=-)(?=[^\W\d])")
NARROWEST = 6
WORD = 9
LONG_WORD = 18
TALLEST = 6
GAP = "  "
ANSWERS = ("是", "否")
NOTHING = {"en": "(no rows)", "zh": "（无）"}
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?")


def render(table: Table, form: str, width: int = 80, lang: str = "en") -> str:
    """Return `table` in the format `form`, ending in a newline; `width` counts for text only.

    People read it in `lang`: yes and no, large measures, and that there are no rows.

    Raises
    ------
    FormatError
        If there is no such format; the message lists those there are.
    """
    if form == "text":
        return as_text(readable(table, lang), width, NOTHING[lang])
    if form not in RENDERERS:
        message = f"unknown format {form!r}; choose one of {', '.join(FORMATS)}"
        raise FormatError(message)
    told = readable if form in READ else spoken
    return RENDERERS[form](table if form == "json" else told(table, lang))


def readable(table: Table, lang: str) -> Table:
    """Return the table as people read it: yes, no and large measures in words of its language.

    >>> readable(Table.of(["low", "high"], [[5.1e11, None]]), "en").rows
    (('510 billion', None),)
    """
    rows = (tuple(worded(cell, lang) for cell in row) for row in spoken(table, lang).rows)
    return replace(table, rows=tuple(rows))


def worded(cell: Cell, lang: str) -> Cell:
    """Return a measure that is large in words of scale, anything else as it is."""
    large = isinstance(cell, float) and math.isfinite(cell) and abs(cell) >= LONG
    return in_words(format(Decimal(f"{cell:.6g}"), "f"), lang) if large else cell


def spoken(table: Table, lang: str) -> Table:
    """Return the table with yes and no in the language of its report.

    >>> spoken(Table.of(["tied"], [[True]]), "zh").rows
    (('是',),)
    """
    if lang == "en":
        return table
    yes, no = ANSWERS
    rows = (((yes if c else no) if isinstance(c, bool) else c for c in row) for row in table.rows)
    return replace(table, rows=tuple(tuple(row) for row in rows))


def visible(cell: Cell) -> str:
    r"""Return a cell on one line, characters that hide or turn text made visible.

    >>> visible("a\u202eb")
    'a<U+202E>b'
    """
    return names.visible(show(cell))


def as_text(table: Table, width: int, nothing: str = "(no rows)") -> str:
    """Return `table` aligned for a terminal of `width` columns; long cells are wrapped.

    A table too wide for that says once, above, what is the same in all its rows;
    one that is still too wide shows its rows as blocks, a field a line. `nothing` is what
    stands in place of rows where there are none.
    """
    heads = [visible(f.heading) for f in table.fields]
    cells = [[visible(cell) for cell in row] for row in table.rows]
    lines = [*wrap(visible(table.title), width), ""] if table.title else []
    if natural([heads, *cells]) > width and len(cells) > 1:
        heads, cells, same = lift(heads, cells)
        lines += [line for text in same for line in wrap(text, width)] + [""] * bool(same)
    if cells and cramped([heads, *cells], width):
        lines += blocks(heads, cells, width)
    elif cells or natural([heads]) <= width:
        lines += grid(heads, cells, width)
    if not cells:
        lines.append(nothing)
    if table.notes:
        lines.append("")
    for note in table.notes:
        lines += wrap(visible(note), width)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def natural(rows: list[list[str]]) -> int:
    """Return the columns that `rows` take unwrapped."""
    widths = [max(display_width(row[n]) for row in rows) for n in range(len(rows[0]))]
    return sum(widths) + len(GAP) * (len(widths) - 1)


def lift(heads: list[str], cells: list[list[str]]) -> tuple[list[str], list[list[str]], list[str]]:
    """Return heads and cells without the columns that are the same in all rows, and those."""
    same = [n for n in range(len(heads)) if len({row[n] for row in cells}) == 1]
    if len(same) == len(heads):
        return heads, cells, []
    kept = [n for n in range(len(heads)) if n not in same]
    texts = [f"{heads[n]}: {cells[0][n]}" for n in same if cells[0][n]]
    return [heads[n] for n in kept], [[row[n] for n in kept] for row in cells], texts


def cramped(rows: list[list[str]], width: int) -> bool:
    """Return whether many cells would be broken inside a word or into a pile of lines."""
    longest = [
        max(min(display_width(word), WORD) for row in rows for word in re.split(BREAK, row[n]))
        for n in range(len(rows[0]))
    ]
    sizes = fit(rows, width)
    tall = [
        row
        for row in rows
        if max(len(wrap(cell, size)) for cell, size in zip(row, sizes, strict=True)) > TALLEST
    ]
    piled = len(tall) * 4 > len(rows)
    return sum(longest) + len(GAP) * (len(longest) - 1) > width or piled


def blocks(heads: list[str], cells: list[list[str]], width: int) -> list[str]:
    """Return the rows one below the other, each field on a line of its own."""
    margin = max(display_width(head) for head in heads)
    lines = []
    for number, row in enumerate(cells, start=1):
        mark = f"─ {number} "
        lines.append(mark + "─" * (min(width, 60) - len(mark)))
        for head, cell in zip(heads, row, strict=True):
            space = " " * (margin - display_width(head))
            for first, text in enumerate(wrap(cell, width - margin - len(GAP)) if cell else []):
                lines.append((head + space if not first else " " * margin) + GAP + text)
    return lines


def grid(heads: list[str], cells: list[list[str]], width: int) -> list[str]:
    """Return heads and rows side by side, numbers to the right."""
    numeric = [
        bool(cells)
        and all(NUMBER.fullmatch(row[n].replace(",", "")) or not row[n] for row in cells)
        for n in range(len(heads))
    ]
    widths = fit([heads, *cells], width)
    lines = layout(heads, widths, numeric)
    lines.append(GAP.join("─" * size for size in widths))
    for row in cells:
        lines += layout(row, widths, numeric)
    return lines


def fit(rows: list[list[str]], width: int) -> list[int]:
    """Return a width for each column so that all fit into `width`.

    Each column first gets room for its longest word; what is left goes where it
    saves most lines. Columns of very long words give way, the widest first.
    """
    count = len(rows[0])
    full = [max(1, *(display_width(row[n]) for row in rows)) for n in range(count)]
    words = [[bit for row in rows for bit in re.split(BREAK, row[n])] for n in range(count)]
    widths = [
        min(size, max(NARROWEST, *(display_width(bit) for bit in bits)), LONG_WORD)
        for size, bits in zip(full, words, strict=True)
    ]
    room = max(width - len(GAP) * (count - 1), NARROWEST * count)
    while sum(widths) > room and max(widths) > NARROWEST:
        widths[widths.index(max(widths))] -= 1
    while sum(widths) < min(room, sum(full)):
        needy = max(range(count), key=lambda n: (full[n] / widths[n], -n))
        widths[needy] += 1
    return widths


def layout(row: list[str], widths: list[int], numeric: list[bool]) -> list[str]:
    """Return the lines of one row, numbers to the right."""
    parts = [wrap(cell, size) for cell, size in zip(row, widths, strict=True)]
    lines = []
    for n in range(max((len(part) for part in parts), default=0)):
        line = []
        for part, size, right in zip(parts, widths, numeric, strict=True):
            text = part[n] if n < len(part) else ""
            space = " " * (size - display_width(text))
            line.append(space + text if right else text + space)
        lines.append(GAP.join(line))
    return lines


def wrap(text: str, width: int) -> list[str]:
    """Return `text` in lines of at most `width` columns, broken at spaces or Chinese characters.

    >>> wrap("chain leader", 7), wrap("绿色低碳", 4)
    (['chain', 'leader'], ['绿色', '低碳'])
    """
    lines, line, size = [], "", 0
    for piece in re.findall(r"[⺀-鿿＀-￯]|(?:[^\s⺀-鿿＀-￯-]|-(?![^\W\d]))+-?|-|\s+", text):
        for bit in split_long(piece, width):
            wide = display_width(bit)
            if size + wide > width and line:
                lines.append(line.rstrip())
                line, size = "", 0
            if not line and bit.isspace():
                continue
            line, size = line + bit, size + wide
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def split_long(piece: str, width: int) -> list[str]:
    """Return `piece` in parts none of which is wider than `width`."""
    if display_width(piece) <= width:
        return [piece]
    parts, part = [], ""
    for char in piece:
        if part and display_width(part + char) > width:
            parts.append(part)
            part = ""
        part += char
    return [*parts, part]


def as_markdown(table: Table) -> str:
    """Return `table` in Markdown, pipes and markup in cells escaped."""

    def cell(value: Cell) -> str:
        return re.sub(r"([\\|<>`*_\[\]])", r"\\\1", visible(value))

    lines = [f"### {cell(table.title)}", ""] if table.title else []
    lines.append("| " + " | ".join(cell(f.heading) for f in table.fields) + " |")
    lines.append("|" + " --- |" * len(table.fields))
    lines += ["| " + " | ".join(cell(value) for value in row) + " |" for row in table.rows]
    lines += ["", *(f"- {cell(note)}" for note in table.notes)] if table.notes else []
    return "\n".join(lines) + "\n"


def as_html(table: Table) -> str:
    """Return `table` as a small page of its own, everything escaped, nothing loaded."""
    title = escape(visible(table.title) or "kg")
    style = "body{font:16px system-ui,sans-serif;margin:2rem}"
    body = table.to_html()
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        f"style-src 'unsafe-inline'\"><style>{style}</style></head><body>{body}</body></html>\n"
    )


def as_json(table: Table) -> str:
    """Return `table` as one JSON object with fields, rows, title, notes and method."""
    return (
        json.dumps(
            {
                "title": table.title,
                "fields": [
                    {"name": f.name, "caption": f.caption, "unit": f.unit} for f in table.fields
                ],
                "rows": [plain(record) for record in table.records()],
                "notes": list(table.notes),
                "method": table.method,
                "meta": dict(table.meta),
            },
            ensure_ascii=False,
            indent=1,
        )
        + "\n"
    )


def plain(record: Mapping[str, Cell]) -> dict[str, Cell]:
    """Return a record with nothing for the numbers that JSON has no words for.

    >>> plain({"score": float("nan"), "place": "Wuhan"})
    {'score': None, 'place': 'Wuhan'}
    """
    return {
        name: None if isinstance(cell, float) and not math.isfinite(cell) else cell
        for name, cell in record.items()
    }


def as_separated(table: Table, separator: str) -> str:
    """Return `table` with one line a row; text that a spreadsheet would run is made inert."""
    head = [inert(f.name) for f in table.fields]
    return separated([head, *([inert(cell) for cell in row] for row in table.rows)], separator)


def inert(cell: Cell) -> str:
    """Return a cell that no spreadsheet takes for a formula (CWE-1236).

    >>> inert("=1+1"), inert("-5"), inert(-5)
    ("'=1+1", '-5', '-5')
    """
    text = show(cell)
    return names.inert(text) if isinstance(cell, str) else text


RENDERERS: Mapping[str, Callable[[Table], str]] = {
    "md": as_markdown,
    "html": as_html,
    "json": as_json,
    "csv": lambda table: as_separated(table, ","),
    "tsv": lambda table: as_separated(table, "\t"),
}
READ = ("md", "html")
FORMATS = ("text", *RENDERERS)
