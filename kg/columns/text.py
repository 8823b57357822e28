"""Text: rows found by a part of a name or by a pattern, in one pass over all lines at once."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from kg.columns.opened import Columns
from kg.columns.write import folded
from kg.errors import ColumnsError

ATOM = r"(?:\\[-.,+*?()|^$\[\]{}]|[^\\()\[\]{}|^$*+?.\n]|\.|\[(?:\w(?:-\w)?)+\])"
ALIKE = re.compile(rf"(?:{ATOM}[*+?]?|\^|\$|\||\((?!\?)|\)(?![*+?]))+")


def rows_like(columns: Columns, table: str, text: str) -> list[int]:
    """Return the rows of `table` whose folded text holds `text` folded, spaces left out.

    They hold all rows that contain it, whichever way case, width, accents and spaces are
    compared, and may hold more: who asks compares again.
    """
    lines, starts = columns.texts(table, "fold")
    return list(places(found_at(lines, folded(text)), starts))


def found_at(lines: str, part: str) -> Iterator[int]:
    """Yield where `part` first stands in each line that holds it; nothing stands nowhere."""
    at = lines.find(part) if part else -1
    while at >= 0:
        yield at
        at = lines.find("\n", at)
        at = lines.find(part, at)


def places(found: Iterable[int], starts: memoryview) -> Iterator[int]:
    """Yield the line of each place, once; the places rise."""
    before = -1
    for at in found:
        line = bisect_right(starts, at, max(before, 0)) - 1
        if line != before:
            yield line
            before = line


def pattern_of(text: str) -> re.Pattern[str]:
    """Return the regular expression `text`, if Python reads it as the standard does.

    Raises
    ------
    ColumnsError
        If it holds more than characters, `.`, sets, `|`, `^`, `$`, groups, and `*`, `+`, `?` on
        single characters: dialects differ beyond, and repeated groups can take for ever.

    >>> pattern_of("(green|low)+")
    Traceback (most recent call last):
        ...
    kg.errors.ColumnsError: the pattern '(green|low)+' is not one that columns can search for
    >>> bool(pattern_of("^Hubei|Wuhan$").search("East Wuhan"))
    True
    """
    try:
        if ALIKE.fullmatch(text):
            return re.compile(text, re.MULTILINE)
    except re.error:
        pass
    message = f"the pattern {text!r} is not one that columns can search for"
    raise ColumnsError(message)


def rows_matching(columns: Columns, table: str, pattern: str, start: int, until: int) -> list[int]:
    """Return the rows from `start` to `until` of `table` whose text `pattern` is found in."""
    lines, starts = columns.texts(table, "text")
    last = max(starts[until] - 1, 0)  # where the last line ends: nothing is found behind it
    found = (m.start() for m in pattern_of(pattern).finditer(lines, starts[start], last))
    return list(places(found, starts))


def between(rows: list[int], start: int, until: int) -> list[int]:
    """Return those of the rising `rows` from `start` on and before `until`.

    >>> between([1, 3, 5], 2, 5)
    [3]
    """
    return rows[bisect_left(rows, start) : bisect_left(rows, until)]
