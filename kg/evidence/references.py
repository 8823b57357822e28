"""References: what no single row can know, checked over all rows."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import repeat
from typing import NamedTuple

from kg.errors import SHOWN, Problem
from kg.evidence.record import Cell, Iri, Record, Sheet
from kg.ontology import Column, Ontology, Term
from kg.text.names import PREFIXES, expand, local_name, near_misses

TYPE = expand("rdf:type")
THING = PREFIXES["gid"]


class Known(NamedTuple):
    """What other rows ask of a row: where it is, its own classes, whether it registers a text."""

    file: str
    row: int
    classes: frozenset[str]
    text: bool | None


def known_of(sheet: Sheet) -> Iterator[Known]:
    """Yield what other rows ask of each row of `sheet`."""
    corpus = sheet.shape.corpus
    texts = map(bool, sheet.firsts(corpus["file"])) if corpus else repeat(None)
    for row, classes, text in zip(sheet.rows, own_classes(sheet), texts, strict=False):
        yield Known(sheet.file, row, classes, text)


def check_references(
    sheets: Sequence[Sheet],
    onto: Ontology,
    problems: list[Problem],
    others: Mapping[str, Known] | None = None,
) -> None:
    """Add to `problems` every duplicate, dangling, misplaced, or circular reference.

    Rows that already have problems keep their identifiers, so that one bad cell
    does not make every reference to its row look dangling; if a whole file could
    not be read, dangling references are not looked for. `others` are rows, by
    identifier, that may be referred to and are not checked themselves.
    """
    by_id: MutableMapping[str, Known] = {}
    by_id = by_id if others is None else ChainMap(by_id, others)  # type: ignore[arg-type]
    bad = {(problem.file, problem.row) for problem in problems}
    unread = any(row <= 1 for _, row in bad)
    for sheet in sheets:
        for name, known in zip(sheet.ids, known_of(sheet), strict=True):
            if name in by_id:
                first = by_id[name]
                what = f"{name!r} is already used in {first.file}:{first.row}"
                problems.append(Problem(known.file, known.row, "id", what))
            elif name:
                by_id[name] = known
    hints: dict[str, str] = {}
    places = Places(onto)
    for sheet in sheets:
        for record in suspects(sheet, by_id, places):
            problems += [] if unread else dangling(record, by_id, hints)
            problems += misplaced(record, by_id, places)
    for sheet in sheets:
        loose = loose_passages(sheet, by_id)
        problems += [problem for problem in loose if (problem.file, problem.row) not in bad]
    problems += cycles(sheets, onto, bad)


def suspects(sheet: Sheet, by_id: Mapping[str, Known], places: Places) -> list[Record]:
    """Return the rows with a cell that names what is not known, or what is out of place.

    Cells that are alike, beside the same relation, are looked at once.
    """
    found: set[int] = set()
    for column in sheet.shape.columns:
        if not (column.value_url or column.range_of or column.scheme):
            continue
        beside = column.domain_of or column.range_of
        keys = list(zip(sheet.column(column.name), sheet.column(beside), strict=True))
        wrong = {key for key in set(keys) if not sound(key, column, by_id, places)}
        if wrong:
            found.update(at for at, key in enumerate(keys) if key in wrong)
    return [sheet.record(at) for at in sorted(found)]


def sound(
    key: tuple[Cell, Cell], column: Column, by_id: Mapping[str, Known], places: Places
) -> bool:
    """Return whether a cell names known things, in a place of theirs; `key` has its relation."""
    cell, beside = key
    for name in names_in(cell):
        known = by_id.get(name)
        if not known or not places.fit(column, beside, known.classes):
            return False
    return True


def names_in(cell: Cell) -> list[str]:
    """Return the identifier of each thing that a cell names."""
    size = len(THING)
    return [n.value[size:] for n in cell if isinstance(n, Iri) and n.value.startswith(THING)]


def references(sheet: Sheet) -> set[str]:
    """Return the identifiers of the things that the rows of `sheet` name."""
    cells = {cell for column in sheet.cells.values() for cell in column}
    return {name for cell in cells for name in names_in(cell)}


def dangling(
    record: Record, by_id: Mapping[str, Known], hints: dict[str, str]
) -> Iterable[Problem]:
    """Yield a problem for each identifier that no table defines.

    `hints` holds the near misses found so far; they are sought for as many names as are shown.
    """
    named = ((column, name) for column, cell in record.cells.items() for name in names_in(cell))
    for column, name in named:
        if name in by_id:
            continue
        if name not in hints and len(hints) < SHOWN:
            near = near_misses(name, by_id)
            hints[name] = f"; did you mean {' or '.join(near)}?" if near else ""
        what = f"{name!r} is defined in no table{hints.get(name, '')}"
        yield record.problem(column, what)


@dataclass(frozen=True)
class Places:
    """Which classes the ontology allows on either side of a property."""

    onto: Ontology

    @cached_property
    def above(self) -> dict[frozenset[str], frozenset[str]]:
        """Return the classes met so far, each set with all their superclasses."""
        return {}

    def closed(self, classes: frozenset[str]) -> frozenset[str]:
        """Return `classes` and their superclasses."""
        if classes not in self.above:
            found = (ancestor for iri in classes for ancestor in self.onto.ancestors(iri))
            self.above[classes] = frozenset(found)
        return self.above[classes]

    def of(self, column: Column, beside: Cell) -> Iterator[tuple[Term, frozenset[str], str]]:
        """Yield each property whose domain or range the cells of `column` must be in.

        `beside` is the cell that names the property of the row.
        """
        terms = self.onto.terms
        if beside and (column.domain_of or column.range_of):
            stated = terms.get(beside[0].value)
            if stated and column.domain_of:
                yield stated, stated.domains, "subject"
            elif stated:
                yield stated, stated.ranges, "object"
        own = terms.get(column.predicate)
        if own and own.kind == "object":
            yield own, own.ranges, "object"

    @cached_property
    def met(self) -> dict[tuple[str | Cell | frozenset[str], ...], bool]:
        """Return the answers of `fit` so far."""
        return {}

    def fit(self, column: Column, beside: Cell, classes: frozenset[str]) -> bool:
        """Return whether a thing of `classes` may stand under `column`."""
        key = (column.predicate, column.domain_of, column.range_of, beside, classes)
        if key not in self.met:
            asked = [wanted for _, wanted, _ in self.of(column, beside)]
            self.met[key] = not any(self.strange(wanted, classes) for wanted in asked)
        return self.met[key]

    def strange(self, wanted: frozenset[str], classes: frozenset[str]) -> bool:
        """Return whether a thing of `classes` is none of those that are `wanted`."""
        return bool(wanted and classes and not wanted & self.closed(classes))


def misplaced(record: Record, by_id: Mapping[str, Known], places: Places) -> Iterable[Problem]:
    """Yield a problem where a thing is outside the domain or range of its property."""
    for column in record.shape.columns:
        names = names_in(record.cells[column.name])
        own = [(name, by_id[name].classes) for name in names if name in by_id]
        beside = record.cells.get(column.domain_of or column.range_of, ())
        for term, wanted, side in places.of(column, beside) if own else ():
            for name, classes in own:
                if places.strange(wanted, classes):
                    is_a = " or ".join(sorted(local_name(iri) for iri in classes))
                    allowed = " or ".join(sorted(local_name(iri) for iri in wanted))
                    what = (
                        f"{name} is a {is_a}; the {side} of {local_name(term.iri)} is a {allowed}"
                    )
                    yield record.problem(column.name, what)


def own_classes(sheet: Sheet) -> Iterator[frozenset[str]]:
    """Yield the classes that each row itself names."""
    own = frozenset({sheet.shape.row_class} if sheet.shape.row_class else ())
    typed = [sheet.column(c.name) for c in sheet.shape.columns if c.predicate == TYPE]
    met: dict[tuple[Cell, ...], frozenset[str]] = {}
    for cells in zip(*typed, strict=True) if typed else repeat((), len(sheet.ids)):
        if cells not in met:
            met[cells] = own.union(node.value for cell in cells for node in cell)
        yield met[cells]


def loose_passages(sheet: Sheet, by_id: Mapping[str, Known]) -> Iterator[Problem]:
    """Yield a problem where a passage is half given, reversed, or missing for a text."""
    passage = sheet.shape.passage
    if not passage:
        return
    parts = [passage["start"], passage["end"], passage["digest"]]
    columns = (sheet.firsts(name) for name in (*parts, passage["source"]))
    for row, start, end, digest, source in zip(sheet.rows, *columns, strict=True):
        given = [bool(start), bool(end), bool(digest)]
        origin = by_id.get(source.removeprefix(THING))
        whole, some = all(given), any(given)
        if some and not whole:
            missing = parts[given.index(False)]
            what = f"is empty, but a passage needs {', '.join(parts)}"
            yield Problem(sheet.file, row, missing, what)
        elif whole and int(start) >= int(end):
            what = "is not behind the start of the passage"
            yield Problem(sheet.file, row, parts[1], what)
        if origin and origin.text and not some:
            what = "is empty, but the source has a text: say where"
            yield Problem(sheet.file, row, parts[0], what)
        if origin and origin.text is False and whole:
            what = "names a passage, but the source has no registered text"
            yield Problem(sheet.file, row, parts[0], what)


def cycles(
    sheets: Iterable[Sheet], onto: Ontology, bad: Collection[tuple[str, int]]
) -> Iterable[Problem]:
    """Yield a problem for each transitive property whose asserted edges form a circle.

    Edges of `bad` rows, each a file and the number of a row, do not count.
    """
    edges: dict[str, dict[str, dict[str, tuple[str, int]]]] = {}
    for sheet in sheets:
        for row, term, start, end in transitive_edges(sheet, onto):
            if (sheet.file, row) not in bad:
                edges.setdefault(term, {}).setdefault(start, {})[end] = (sheet.file, row)
    for term, graph in sorted(edges.items()):
        sorter = TopologicalSorter({node: set(ends) for node, ends in sorted(graph.items())})
        try:
            sorter.prepare()
        except CycleError as error:
            circle = list(reversed(error.args[1]))
            path = " > ".join(circle)
            what = f"{local_name(term)} goes in a circle: {path}"
            yield Problem(*graph[circle[0]][circle[1]], "", what)


def transitive_edges(sheet: Sheet, onto: Ontology) -> list[tuple[int, str, str, str]]:
    """Return row, property, start and end of each transitive edge, row by row."""
    start = next((c.name for c in sheet.shape.columns if c.domain_of), "")
    transitive = {iri for iri, term in onto.terms.items() if term.transitive}
    found = []
    for column in sheet.shape.columns:
        cells = sheet.column(column.name)
        if column.predicate in transitive:
            for row, name, cell in zip(sheet.rows, sheet.ids, cells, strict=True):
                found += [(row, column.predicate, name, local_name(n.value)) for n in cell]
        if column.range_of and start:
            stated = sheet.firsts(column.range_of)
            sides = (sheet.rows, stated, sheet.firsts(start), sheet.firsts(column.name))
            for row, term, left, right in zip(*sides, strict=True):
                if term in transitive:
                    found.append((row, term, local_name(left), local_name(right)))
    return sorted(found, key=lambda edge: edge[0])
