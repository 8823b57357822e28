"""The scenario file: assumptions written in TOML, read strictly, every fault with its key."""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.analysis.card import captioned
from kg.errors import DataError, Problem, StoreError
from kg.evidence.cells import read_cell
from kg.evidence.record import Node, Record
from kg.ontology import Ontology, TableShape
from kg.text.names import local_name, near_misses, own_lang, visible
from kg.text.table import Table

LARGEST = 1_000_000
MOST = 10_000
ACTIONS = ("add", "remove")
LAYOUT = "scenario.json"
PARTS = 50
PART = rb"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+"""
LONG_KEY = re.compile(rb"(?<![\w-])(?:%b){%d}" % (PART, PARTS))
"""What a key of many parts costs to read grows with the square of their number."""
Layout = Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """One assumption: where it stands in the file, what it does, and the row that it makes."""

    path: str
    action: str
    section: str
    record: Record
    same: tuple[str, ...]
    reason: str

    @property
    def key(self) -> tuple[str, ...]:
        """Return what makes two entries of a section the same one."""
        return tuple(self.record.first(column) for column in self.same)


@dataclass(frozen=True)
class Scenario:
    """A scenario as its file states it; whether it fits a graph is not known yet."""

    file: str
    digest: str
    source: Record
    entries: tuple[Entry, ...]

    def _repr_html_(self) -> str:
        """Return the assumptions for a notebook, an entry a row; this asks no graph."""
        rows = [[e.path, " · ".join(map(local_name, e.key)), e.reason] for e in self.entries]
        keys = captioned(("entry", "assumption", "reason"), own_lang())
        return Table.of(keys, rows, self.source.first(f"title_{own_lang()}"))._repr_html_()

    def of(self, action: str) -> list[Entry]:
        """Return the entries that add, or those that remove."""
        return [entry for entry in self.entries if entry.action == action]


class Reading:
    """The reading of one file: the faults found so far, and how to read an entry."""

    def __init__(self, file: str, onto: Ontology) -> None:
        self.file, self.onto = file, onto
        self.layout = layout_of(onto)
        self.problems: list[Problem] = []

    def fault(self, path: str, what: str) -> None:
        """Add a fault at a key of the file."""
        self.problems.append(Problem(self.file, 0, visible(path), what))

    def known_keys(self, raw: Mapping[str, object], allowed: Iterable[str], path: str) -> None:
        """Add a fault for each key that is not allowed; near misses are named."""
        names = list(allowed)
        for key in sorted(set(raw) - set(names)):
            near = near_misses(key, names)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            what = f"unknown key {key[:60]!r}{hint}; allowed: {', '.join(names)}"
            self.fault(joined(path, key[:60]), what)

    def texts(self, raw: Mapping[str, object], part: Layout, path: str) -> dict[str, str]:
        """Return the text under each column that the keys of an entry fill."""
        cells: dict[str, str] = dict(part.get("fixed", {}))
        for key, how in part["keys"].items():
            given = raw.get(key, "")
            text = "" if isinstance(given, str) and not given.strip() else text_of(given)
            if text is None:
                kind = type(given).__name__
                self.fault(joined(path, key), f"is a {kind}, not a text, number or day")
            elif not text and how.get("needed"):
                self.fault(joined(path, key), "is missing, but needs a value")
            elif text:
                prefix = part.get("prefix", "") if key == "id" else ""
                cells.update(dict.fromkeys(how["columns"], prefix + text.strip()))
        return cells

    def record(self, cells: Mapping[str, str], part: Layout, path: str, number: int) -> Record:
        """Return the row that `cells` make, each read as its table asks."""
        shape = shape_of(self.onto, part["table"])
        keys = {column: key for key, how in part["keys"].items() for column in how["columns"]}
        read: dict[str, tuple[Node, ...]] = {column.name: () for column in shape.columns}
        for column in shape.columns:
            text = cells.get(column.name, "")
            if text:
                try:
                    read[column.name] = tuple(read_cell(text, column, cells, self.onto))
                except ValueError as error:
                    self.fault(joined(path, keys.get(column.name, column.name)), str(error))
        return Record(cells.get("id", ""), shape, self.file, number, read)


def read_scenario(path: Path, onto: Ontology) -> Scenario:
    """Return the scenario in the TOML file `path`.

    Raises
    ------
    DataError
        If the file is not TOML, or has an unknown key, a missing or an unreadable value; all
        faults are listed, each as `file:key: what is wrong`.
    StoreError
        If there is no such file, or the ontology does not say how one is written.
    """
    raw, digest = read_toml(path)
    reading = Reading(visible(path.name), onto)
    layout = reading.layout
    head = layout["source"]
    reading.known_keys(raw, [*head["keys"], *ACTIONS], "")
    cells = reading.texts(raw, head, "")
    source = reading.record(cells, head, "", 1)
    entries: list[Entry] = []
    for action in ACTIONS:
        entries += read_sections(reading, raw.get(action, {}), action, source.id)
    if not entries and not reading.problems:
        reading.fault("", "adds nothing and removes nothing")
    if reading.problems:
        raise DataError(reading.problems)
    numbered = (replace_number(entry, n) for n, entry in enumerate(entries, start=2))
    return Scenario(reading.file, digest, source, tuple(numbered))


def read_sections(reading: Reading, raw: object, action: str, source: str) -> list[Entry]:
    """Return the entries of all sections under `add` or `remove`."""
    sections = reading.layout["sections"]
    if not isinstance(raw, dict):
        reading.fault(action, f"is no table of sections: write [[{action}.tie]]")
        return []
    reading.known_keys(raw, sections, action)
    entries: list[Entry] = []
    for section, part in sections.items():
        found = raw.get(section, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            reading.fault(joined(action, section), f"write it as [[{action}.{section}]]")
        elif len(found) > MOST:
            what = f"has {len(found)} entries; at most {MOST} are allowed"
            reading.fault(joined(action, section), what)
        else:
            for number, one in enumerate(found):
                path = f"{action}.{section}[{number}]"
                entries.append(read_entry(reading, one, part, path, source))
    return entries


def read_entry(
    reading: Reading, raw: Mapping[str, object], part: Layout, path: str, source: str
) -> Entry:
    """Return one entry; what is removed is named by what makes it the same, and a reason."""
    action, section = path.partition("[")[0].split(".")
    same = part["same"]
    wanted = dict(part["keys"])
    if action == "remove":
        wanted = {key: how for key, how in wanted.items() if key in (*same, "reason")}
    used = {**part, "keys": wanted}
    reading.known_keys(raw, wanted, path)
    cells = reading.texts(raw, used, path)
    if action == "add":
        cells["source"] = source
        cells.setdefault("id", f"{source}-{path.translate(PLAIN).strip('-')}")
    record = reading.record(cells, used, path, 0)
    columns = tuple(column for key in same for column in wanted[key]["columns"])
    if "predicate" in cells:
        columns = (columns[0], "predicate", columns[-1])
    return Entry(path, action, section, record, columns, cells.get("note", ""))


PLAIN = str.maketrans(dict.fromkeys(".[]", "-"))


def replace_number(entry: Entry, number: int) -> Entry:
    """Return the entry with the number of its record in the file."""
    old = entry.record
    record = Record(old.id, old.shape, old.file, number, old.cells)
    return Entry(entry.path, entry.action, entry.section, record, entry.same, entry.reason)


def read_toml(path: Path) -> tuple[dict[str, Any], str]:
    """Return what a TOML file holds, decimal numbers as their text, and its SHA-256."""
    import hashlib

    name = visible(path.name)
    try:
        with path.open("rb") as stream:  # what has no size, such as a device, may have no end
            raw = stream.read(LARGEST + 1)
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise StoreError(message) from None
    if len(raw) > LARGEST:
        raise DataError([Problem(name, 0, "", f"is larger than {LARGEST} bytes")])
    if LONG_KEY.search(raw):
        raise DataError([Problem(name, 0, "", f"has a key of more than {PARTS} parts")])
    try:
        found = tomllib.loads(raw.decode("utf-8-sig"), parse_float=str)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise DataError([Problem(name, line, "", "is not UTF-8")]) from None
    except (ValueError, RecursionError) as error:
        what = "is nested too deep" if isinstance(error, RecursionError) else str(error)
        raise DataError([Problem(name, 0, "", f"is no TOML: {what}")]) from None
    return found, hashlib.sha256(raw).hexdigest()


def text_of(value: object) -> str | None:
    """Return a value of the file as the text of a cell; None if it is no single value.

    >>> text_of(600), text_of(True), text_of("a"), text_of([1])
    ('600', None, 'a', None)
    """
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return format(value, "d") if abs(value) < 10**40 else None
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value.isoformat()
    return None


def joined(path: str, key: str) -> str:
    """Return the path of a key of the file."""
    return f"{path}.{key}" if path else key


def layout_of(onto: Ontology) -> Layout:
    """Return what the ontology says on how a scenario is written."""
    path = onto.folder / LAYOUT
    try:
        layout: Layout = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        message = f"{path} does not say how a scenario is written: {error}"
        raise StoreError(message) from None
    return layout


def shape_of(onto: Ontology, url: str) -> TableShape:
    """Return the table with this `url`."""
    for shape in onto.shapes:
        if shape.url == url:
            return shape
    message = f"{LAYOUT} names a table {url!r} that tables.json does not have"
    raise StoreError(message)
