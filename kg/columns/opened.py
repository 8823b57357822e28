"""Opened columns: tables of codes mapped from disk, and what one look-up needs, without numpy."""

from __future__ import annotations

import contextlib
import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.columns.terms import PLAIN, Terms, mapped, numbers
from kg.columns.write import FORMAT, INDEX, definition, digest_of
from kg.errors import ColumnsError
from kg.ontology import Ontology

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DAMAGE = (OSError, ValueError, TypeError, KeyError, IndexError, RecursionError)


class Rows:
    """One table: named columns of codes, sorted from the left; nothing is read until asked for."""

    def __init__(self, columns: tuple[str, ...], cells: memoryview, count: int) -> None:
        self.columns, self.cells, self.count = columns, cells, count
        if len(cells) != len(columns) * count:
            message = f"{len(cells)} cells are no {len(columns)} columns of {count} rows"
            raise ValueError(message)

    def column(self, name: str) -> memoryview:
        """Return the codes in one column, for a look-up by bisection."""
        at = self.columns.index(name) * self.count
        return self.cells[at : at + self.count]

    def array(self, name: str) -> NDArray[np.int32]:
        """Return the codes in one column, for a scan; it cannot be written to."""
        import numpy as np

        return np.frombuffer(self.column(name), np.int32)


class Columns:
    """The columns beside a store: `rows(name)` is a table, `terms` are what its codes stand for."""

    def __init__(self, folder: Path, onto: Ontology) -> None:
        self.folder, self.onto = folder, onto
        self.opened: dict[str, Rows] = {}
        self.lines: dict[tuple[str, str], tuple[str, memoryview]] = {}
        with reading(folder):
            self.index: Mapping[str, Any] = json.loads((folder / INDEX).read_bytes())
            if self.index["format"] != FORMAT:
                raise ValueError(self.index["format"])
            self.terms = Terms(folder, tuple(map(str, self.index["suffixes"])))

    def rows(self, name: str) -> Rows:
        """Return the table called `name`.

        Raises
        ------
        ColumnsError
            If there is none, its file is damaged, or its query was changed since.
        """
        if name not in self.opened:
            with reading(self.folder / name):
                told = self.index["tables"][name]
                cells = numbers(self.folder / f"{name}.npy", "i")
                rows = Rows(tuple(told["columns"]), cells, int(told["rows"]))
            if told["query"] != digest_of(definition(self.onto, name)):
                message = f"the query behind the columns {name} was changed; build the graph again"
                raise ColumnsError(message)
            self.opened[name] = rows
        return self.opened[name]

    def texts(self, name: str, kind: str) -> tuple[str, memoryview]:
        """Return the lines of text beside a table, and the character at which each begins."""
        if (name, kind) in self.lines:
            return self.lines[name, kind]
        with reading(self.folder / f"{name}.{kind}"):
            lines = str(mapped(self.folder / f"{name}.{kind}.utf8"), "utf-8")
            starts = numbers(self.folder / f"{name}.{kind}.npy", "q")
            if len(starts) != self.rows(name).count + 1 or starts[-1] != len(lines):
                raise ValueError(name)
        self.lines[name, kind] = lines, starts
        return lines, starts


@contextlib.contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn what damaged columns raise while the block reads them into a ColumnsError."""
    try:
        yield
    except DAMAGE as error:
        raise damaged(path, error) from None


def damaged(path: Path, error: Exception) -> ColumnsError:
    """Return the error that says which columns cannot be read."""
    return ColumnsError(f"the columns {path} cannot be read ({error}); build the graph again")


def columns_beside(store: Path, onto: Ontology) -> Columns | None:
    """Return the columns beside the store folder `store`, None if there are none to trust."""
    with contextlib.suppress(ColumnsError):
        return Columns(store.parent / "columns", onto)
    return None


class Labels:
    """The preferred labels of things by language; of several in one language, the first."""

    def __init__(self, columns: Columns) -> None:
        self.folder, self.terms, rows = columns.folder, columns.terms, columns.rows("labels")
        self.languages, self.things, self.names = map(rows.column, rows.columns)

    @cached_property
    def ranges(self) -> list[tuple[str, int, int]]:
        """Return each language with its first row and the row after its last."""
        found, at = [], 0
        while at < len(self.languages):
            until = max(bisect_left(self.languages, self.languages[at] + 1, at), at + 1)
            found.append((self.terms[self.languages[at]], at, until))
            at = until
        return found

    def of(self, code: int) -> dict[str, str]:
        """Return the labels of the thing with this code by language."""
        with reading(self.folder):
            found = {}
            for language, start, until in self.ranges:
                at = bisect_left(self.things, code, start, until)
                if at < until and self.things[at] == code:
                    found[language] = self.terms[self.names[at]]
            return found

    def everything(self) -> dict[str, dict[str, str]]:
        """Return the labels of all things by IRI and language."""
        with reading(self.folder):
            found: dict[int, dict[str, str]] = {}
            for language, start, until in self.ranges:
                for thing, name in zip(
                    self.things[start:until], self.names[start:until], strict=True
                ):
                    found.setdefault(thing, {}).setdefault(language, self.terms[name])
            return {self.terms[thing]: labels for thing, labels in found.items()}


class Firsts:
    """The first value of the second column for each value of the first, such as a thing's kind."""

    def __init__(self, columns: Columns, name: str) -> None:
        self.folder, self.terms, rows = columns.folder, columns.terms, columns.rows(name)
        self.firsts, self.seconds = map(rows.column, rows.columns[:2])

    def of(self, code: int) -> str:
        """Return the value of the term with this code, nothing if it has none."""
        with reading(self.folder):
            at = bisect_left(self.firsts, code) if code >= 0 else len(self.firsts)
            found = at < len(self.firsts) and self.firsts[at] == code
            return self.terms[self.seconds[at]] if found else PLAIN

    def everything(self) -> dict[str, str]:
        """Return the values of all terms."""
        with reading(self.folder):
            found: dict[int, int] = {}
            for first, second in zip(self.firsts, self.seconds, strict=True):
                found.setdefault(first, second)
            return {self.terms[first]: self.terms[second] for first, second in found.items()}
