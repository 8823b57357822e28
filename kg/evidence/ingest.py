"""Ingest: the CSV files of a data folder as records, all their faults at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from kg.errors import DataError, Problem, StoreError
from kg.evidence.cells import read_cell
from kg.evidence.record import Evidence, Node, Record
from kg.evidence.references import check_references
from kg.ontology import Column, Ontology, TableShape
from kg.text.names import near_misses, visible

LARGEST = 50_000_000
WIDEST = 1_000


def read_evidence(folder: Path, onto: Ontology) -> Evidence:
    """Return the records of all tables in `folder`, in the order of tables, files and rows.

    Raises
    ------
    DataError
        If any cell, row, header or reference is wrong; it lists every fault with
        file, row and column, so that a person can mend them in one pass.
    StoreError
        If `folder` is no folder or has no table at all.
    """
    if not folder.is_dir():
        message = f"{folder} is no folder"
        raise StoreError(message)
    problems: list[Problem] = []
    records: list[Record] = []
    files = list(find_files(folder, onto, problems))
    if not files and not problems:
        names = ", ".join(shape.url for shape in onto.shapes)
        message = f"{folder} holds no tables; expected are {names}"
        raise StoreError(message)
    for path, shape in files:
        records += read_file(path, name_of(path, folder), shape, onto, problems)
    check_references(records, onto, problems)
    if problems:
        raise DataError(problems)
    return Evidence(tuple(records))


def find_files(
    folder: Path, onto: Ontology, problems: list[Problem]
) -> Iterator[tuple[Path, TableShape]]:
    """Yield each CSV file with its table, table by table, files by name.

    Links that lead out of the folder are refused: a data set is what its folder holds.
    """
    known: set[Path] = set()
    for shape in onto.shapes:
        for path in sorted(folder.glob(shape.url)):
            known.add(path)
            linked = any((folder / part).is_symlink() for part in ancestry(path, folder))
            if linked or not path.is_file():
                problems.append(Problem(name_of(path, folder), 0, "", "is no regular file"))
            else:
                yield path, shape
    tables = {path for path in folder.rglob("*") if path.suffix.lower() == ".csv"}
    for path in sorted(tables - known):
        urls = ", ".join(shape.url for shape in onto.shapes)
        what = f"is no table of the code book; tables are {urls}"
        problems.append(Problem(name_of(path, folder), 0, "", what))


def ancestry(path: Path, folder: Path) -> list[Path]:
    """Return `path` and the folders above it, as far as they are below `folder`."""
    inner = path.relative_to(folder)
    return [inner, *inner.parents][:-1]


def name_of(path: Path, folder: Path) -> str:
    """Return the name of a file in `folder` as it is shown."""
    return visible(path.relative_to(folder).as_posix())


def read_file(
    path: Path, name: str, shape: TableShape, onto: Ontology, problems: list[Problem]
) -> list[Record]:
    """Return the records of one file; faults are added to `problems`."""
    try:
        rows = list(read_rows(path))
    except (ValueError, csv.Error) as error:
        problems.append(Problem(name, 0, "", str(error)))
        return []
    except OSError as error:
        problems.append(Problem(name, 0, "", f"cannot be read: {error.strerror}"))
        return []
    if not rows:
        problems.append(Problem(name, 1, "", "is empty: the header is missing"))
        return []
    header = rows[0]
    if not check_header(header, name, shape, problems):
        return []
    records = []
    rows_of = Rows(name, shape, onto)
    for number, row in enumerate(rows[1:], start=2):
        raw = dict(zip(header, row, strict=False))
        fits = len(row) == len(header)
        if not fits:
            what = f"has {len(row)} cells, but the header has {len(header)}"
            problems.append(Problem(name, number, "", what))
        record, faults = rows_of.record(raw if fits else {"id": raw.get("id", "")}, number)
        records.append(record)
        problems += faults if fits else []
    return records


def read_rows(path: Path) -> Iterator[list[str]]:
    """Yield the rows of a CSV file in strict UTF-8, with or without a byte order mark.

    Raises
    ------
    ValueError
        If the file is too large, in another encoding, or holds a NUL.
    """
    size = path.stat().st_size
    if size > LARGEST:
        message = f"has {size} bytes; at most {LARGEST} are allowed"
        raise ValueError(message)
    raw = path.read_bytes()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        message = "is in UTF-16; save it as UTF-8"
        raise ValueError(message)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        message = f"is not UTF-8 (line {line}, byte {error.start}); if it is GBK, save it as UTF-8"
        raise ValueError(message) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        message = f"holds a NUL character in line {line}"
        raise ValueError(message)
    csv.field_size_limit(LARGEST)
    yield from csv.reader(io.StringIO(text, newline=""), strict=True)


def check_header(header: list[str], name: str, shape: TableShape, problems: list[Problem]) -> bool:
    """Return whether the header names each required column once and no unknown one."""
    known = [column.name for column in shape.columns]
    if len(header) > WIDEST:
        problems.append(Problem(name, 1, "", f"has {len(header)} columns; at most {WIDEST}"))
        return False
    twice = sorted({column for column in header if header.count(column) > 1})
    found = [Problem(name, 1, column, "stands twice in the header") for column in twice]
    for column in header:
        if column not in known:
            near = near_misses(column, known)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            what = f"unknown column {column[:60]!r}{hint}; allowed: {', '.join(known)}"
            found.append(Problem(name, 1, "", what))
    for column in known:
        wanted = shape.column(column)
        if wanted and wanted.required and column not in header:
            found.append(Problem(name, 1, column, "this column is missing"))
    problems += found
    return not found


@dataclass(frozen=True)
class Rows:
    """How the rows of one file are read: its name, its table, and the cells met before."""

    file: str
    shape: TableShape
    onto: Ontology
    met: dict[tuple[str, ...], tuple[Node, ...]] = field(default_factory=dict)

    @cached_property
    def columns(self) -> tuple[tuple[Column, bool], ...]:
        """Return each column, and whether few values stand in many of its cells."""
        return tuple((c, bool(c.scheme or c.value_url or c.range_of)) for c in self.shape.columns)

    @cached_property
    def stated(self) -> tuple[str, ...]:
        """Return the columns that say how others are read."""
        return tuple(c.range_of for c in self.shape.columns if c.range_of)

    def record(self, raw: dict[str, str], number: int) -> tuple[Record, list[Problem]]:
        """Return the record of one row and the problems of its cells; a bad cell holds nothing."""
        cells: dict[str, tuple[Node, ...]] = {}
        problems = []
        row = {name: raw.get(name, "").strip() for name in self.stated}
        for column, common in self.columns:
            text = raw.get(column.name, "")
            key = (column.name, text, row.get(column.range_of, ""))
            found = self.met.get(key) if common else None if text or column.required else ()
            try:
                cells[column.name] = self.nodes(key, column, row) if found is None else found
            except ValueError as error:
                cells[column.name] = ()
                problems.append(Problem(self.file, number, column.name, str(error)))
        return Record(
            raw.get("id", "").strip(), self.shape, self.file, number, raw, cells
        ), problems

    def nodes(
        self, key: tuple[str, ...], column: Column, row: Mapping[str, str]
    ) -> tuple[Node, ...]:
        """Return the terms of a cell, kept for the next cell like it."""
        found = tuple(read_cell(key[1], column, row, self.onto))
        if column.scheme or column.value_url or column.range_of:
            self.met[key] = found
        return found
