"""Ingest: the CSV files of a data folder as records, all their faults at once."""

from __future__ import annotations

import csv
import gc
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import DataError, Problem, StoreError
from kg.evidence.cells import CellReader
from kg.evidence.record import Evidence, Sheet
from kg.evidence.references import check_references
from kg.ontology import Ontology, TableShape
from kg.text.names import near_misses, visible

LARGEST = 50_000_000
WIDEST = 1_000


@contextmanager
def uncollected() -> Iterator[None]:
    """Seek no garbage while the block runs: what it makes is kept, and too much to look through.

    Every pass of the collector goes through all cells read so far, and finds nothing.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


@uncollected()
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
    reader = CellReader(onto)
    files = list(find_files(folder, onto, problems))
    if not files and not problems:
        names = ", ".join(shape.url for shape in onto.shapes)
        message = f"{folder} holds no tables; expected are {names}"
        raise StoreError(message)
    sheets = [read_file(p, name_of(p, folder), shape, reader, problems) for p, shape in files]
    check_references(sheets, onto, problems)
    if problems:
        raise DataError(problems)
    return Evidence(tuple(sheets))


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
    path: Path, name: str, shape: TableShape, reader: CellReader, problems: list[Problem]
) -> Sheet:
    """Return the rows of one file; faults are added to `problems`."""
    rows: list[list[str]] = []
    try:
        rows = list(read_rows(path))
        if not rows:
            problems.append(Problem(name, 1, "", "is empty: the header is missing"))
    except (ValueError, csv.Error) as error:
        problems.append(Problem(name, 0, "", str(error)))
    except OSError as error:
        problems.append(Problem(name, 0, "", f"cannot be read: {error.strerror}"))
    if not rows or not check_header(rows[0], name, shape, problems):
        rows = [[]]
    return read_sheet(name, shape, rows, reader, problems)


def read_sheet(
    name: str, shape: TableShape, rows: list[list[str]], reader: CellReader, problems: list[Problem]
) -> Sheet:
    """Return rows below their header as a sheet; a bad cell holds nothing."""
    header, *body = rows
    found: list[tuple[int, Problem]] = []
    unfit = {at for at, row in enumerate(body) if len(row) != len(header)}
    for at in unfit:
        what = f"has {len(body[at])} cells, but the header has {len(header)}"
        found.append((at, Problem(name, at + 2, "", what)))
        named = dict(zip(header, body[at], strict=False)).get("id", "")
        body[at] = [named if column == "id" else "" for column in header]
    texts = dict(zip(header, zip(*body, strict=True), strict=True)) if body else {}
    blank = ("",) * len(body)
    cells = {}
    for column in shape.columns:
        own, stated = (texts.get(key, blank) for key in (column.name, column.range_of))
        cells[column.name], faults = reader.read(shape, column, own, stated)
        sound = ((at, what) for at, what in faults if at not in unfit)
        found += [(at, Problem(name, at + 2, column.name, what)) for at, what in sound]
    problems += [problem for _, problem in sorted(found, key=lambda fault: fault[0])]
    ids = [text.strip() for text in texts.get("id", blank)]
    return Sheet(shape, name, range(2, len(body) + 2), ids, cells)


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
