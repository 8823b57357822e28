"""References: what no single row can know, checked over all rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from kg.errors import SHOWN, Problem
from kg.evidence.record import Iri, Record
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


def known_of(record: Record) -> Known:
    """Return what other rows ask of the row of `record`."""
    corpus = record.shape.corpus
    text = bool(record.first(corpus["file"])) if corpus else None
    return Known(record.file, record.row, own_classes(record), text)


def check_references(
    records: list[Record],
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
    by_id = dict(others or {})
    bad = {(problem.file, problem.row) for problem in problems}
    unread = any(row <= 1 for _, row in bad)
    for record in records:
        if record.id in by_id:
            first = by_id[record.id]
            what = f"{record.id!r} is already used in {first.file}:{first.row}"
            problems.append(record.problem("id", what))
        elif record.id:
            by_id[record.id] = known_of(record)
    sound = [record for record in records if (record.file, record.row) not in bad]
    hints: dict[str, str] = {}
    places = Places(onto)
    for record in records:
        problems += [] if unread else dangling(record, by_id, hints)
        problems += misplaced(record, by_id, places)
    for record in sound:
        problems += loose_passage(record, by_id)
    problems += cycles(sound, onto)


def references(record: Record) -> Iterator[tuple[str, str]]:
    """Yield the column and the identifier of each thing that a record names."""
    for column, nodes in record.cells.items():
        for node in nodes:
            if isinstance(node, Iri) and node.value.startswith(THING):
                yield column, node.value[len(THING) :]


def dangling(
    record: Record, by_id: Mapping[str, Known], hints: dict[str, str]
) -> Iterable[Problem]:
    """Yield a problem for each identifier that no table defines.

    `hints` holds the near misses found so far; they are sought for as many names as are shown.
    """
    for column, name in references(record):
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

    def of(self, column: Column, record: Record) -> Iterator[tuple[Term, frozenset[str], str]]:
        """Yield each property whose domain or range the cells of `column` must be in."""
        terms = self.onto.terms
        if column.domain_of or column.range_of:
            stated = terms.get(record.first(column.domain_of or column.range_of))
            if stated and column.domain_of:
                yield stated, stated.domains, "subject"
            elif stated:
                yield stated, stated.ranges, "object"
        own = terms.get(column.predicate)
        if own and own.kind == "object":
            yield own, own.ranges, "object"


def misplaced(record: Record, by_id: Mapping[str, Known], places: Places) -> Iterable[Problem]:
    """Yield a problem where a thing is outside the domain or range of its property."""
    for column in record.shape.columns:
        names = [
            node.value[len(THING) :]
            for node in record.cells[column.name]
            if isinstance(node, Iri) and node.value.startswith(THING)
        ]
        own = [(name, by_id[name].classes) for name in names if name in by_id]
        for term, wanted, side in places.of(column, record) if own else ():
            for name, classes in own:
                if wanted and classes and not wanted & places.closed(classes):
                    is_a = " or ".join(sorted(local_name(iri) for iri in classes))
                    allowed = " or ".join(sorted(local_name(iri) for iri in wanted))
                    what = (
                        f"{name} is a {is_a}; the {side} of {local_name(term.iri)} is a {allowed}"
                    )
                    yield record.problem(column.name, what)


def own_classes(record: Record) -> frozenset[str]:
    """Return the classes that the row itself names."""
    own = {record.shape.row_class} if record.shape.row_class else set()
    for column in record.shape.columns:
        if column.predicate == TYPE:
            own |= {node.value for node in record.cells[column.name]}
    return frozenset(own)


def loose_passage(record: Record, by_id: Mapping[str, Known]) -> Iterable[Problem]:
    """Yield a problem where a passage is half given, reversed, or missing for a text."""
    passage = record.shape.passage
    if not passage:
        return
    parts = [passage["start"], passage["end"], passage["digest"]]
    given = [bool(record.first(part)) for part in parts]
    if any(given) and not all(given):
        missing = parts[given.index(False)]
        yield record.problem(missing, f"is empty, but a passage needs {', '.join(parts)}")
    elif all(given) and int(record.first(parts[0])) >= int(record.first(parts[1])):
        yield record.problem(parts[1], "is not behind the start of the passage")
    origin = by_id.get(record.first(passage["source"]).removeprefix(PREFIXES["gid"]))
    if origin and origin.text and not any(given):
        yield record.problem(parts[0], "is empty, but the source has a text: say where")
    if origin and origin.text is False and all(given):
        yield record.problem(parts[0], "names a passage, but the source has no registered text")


def cycles(records: list[Record], onto: Ontology) -> Iterable[Problem]:
    """Yield a problem for each transitive property whose asserted edges form a circle."""
    edges: dict[str, dict[str, dict[str, Record]]] = {}
    for record in records:
        for term, start, end in transitive_edges(record, onto):
            edges.setdefault(term, {}).setdefault(start, {})[end] = record
    for term, graph in sorted(edges.items()):
        sorter = TopologicalSorter({node: set(ends) for node, ends in sorted(graph.items())})
        try:
            sorter.prepare()
        except CycleError as error:
            circle = list(reversed(error.args[1]))
            record = graph[circle[0]][circle[1]]
            path = " > ".join(circle)
            yield record.problem("", f"{local_name(term)} goes in a circle: {path}")


def transitive_edges(record: Record, onto: Ontology) -> Iterable[tuple[str, str, str]]:
    """Yield property, start and end of each transitive edge that a record asserts."""
    start = next((c.name for c in record.shape.columns if c.domain_of), "")
    for column in record.shape.columns:
        term = onto.terms.get(column.predicate)
        if term and term.transitive:
            for node in record.cells[column.name]:
                yield term.iri, record.id, local_name(node.value)
        if column.range_of and start:
            term = onto.terms.get(record.first(column.range_of))
            if term and term.transitive:
                end = record.first(column.name)
                yield term.iri, local_name(record.first(start)), local_name(end)
