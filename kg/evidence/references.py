"""References: what no single row can know, checked over all rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from kg.errors import SHOWN, Problem
from kg.evidence.record import Iri, Record
from kg.ontology import Column, Ontology, Term
from kg.text.names import PREFIXES, expand, local_name, near_misses

TYPE = expand("rdf:type")


def check_references(records: list[Record], onto: Ontology, problems: list[Problem]) -> None:
    """Add to `problems` every duplicate, dangling, misplaced, or circular reference.

    Rows that already have problems keep their identifiers, so that one bad cell
    does not make every reference to its row look dangling; if a whole file could
    not be read, dangling references are not looked for.
    """
    by_id: dict[str, Record] = {}
    bad = {(problem.file, problem.row) for problem in problems}
    unread = any(row <= 1 for _, row in bad)
    for record in records:
        if record.id in by_id:
            first = by_id[record.id]
            what = f"{record.id!r} is already used in {first.file}:{first.row}"
            problems.append(record.problem("id", what))
        elif record.id:
            by_id[record.id] = record
    sound = [record for record in records if (record.file, record.row) not in bad]
    hints: dict[str, str] = {}
    for record in records:
        problems += [] if unread else dangling(record, by_id, hints)
        problems += misplaced(record, by_id, onto)
    for record in sound:
        problems += loose_passage(record, by_id)
    problems += cycles(sound, onto)


def dangling(
    record: Record, by_id: Mapping[str, Record], hints: dict[str, str]
) -> Iterable[Problem]:
    """Yield a problem for each identifier that no table defines.

    `hints` holds the near misses found so far; they are sought for as many names as are shown.
    """
    for column, nodes in record.cells.items():
        for node in nodes:
            if not isinstance(node, Iri) or not node.value.startswith(PREFIXES["gid"]):
                continue
            name = node.value.removeprefix(PREFIXES["gid"])
            if name in by_id:
                continue
            if name not in hints and len(hints) < SHOWN:
                near = near_misses(name, by_id)
                hints[name] = f"; did you mean {' or '.join(near)}?" if near else ""
            what = f"{name!r} is defined in no table{hints.get(name, '')}"
            yield record.problem(column, what)


def classes_of(record: Record, onto: Ontology) -> set[str]:
    """Return the classes of the thing a record is about, superclasses included."""
    return {ancestor for iri in own_classes(record) for ancestor in onto.ancestors(iri)}


def misplaced(record: Record, by_id: Mapping[str, Record], onto: Ontology) -> Iterable[Problem]:
    """Yield a problem where a thing is outside the domain or range of its property."""
    for column in record.shape.columns:
        for term, wanted, side in places(column, record, onto):
            for node in record.cells[column.name]:
                name = node.value.removeprefix(PREFIXES["gid"])
                if not isinstance(node, Iri) or name not in by_id:
                    continue
                own = own_classes(by_id[name])
                if wanted and own and not wanted & classes_of(by_id[name], onto):
                    is_a = " or ".join(sorted(local_name(iri) for iri in own))
                    names = " or ".join(sorted(local_name(iri) for iri in wanted))
                    what = f"{name} is a {is_a}; the {side} of {local_name(term.iri)} is a {names}"
                    yield record.problem(column.name, what)


def places(
    column: Column, record: Record, onto: Ontology
) -> Iterable[tuple[Term, frozenset[str], str]]:
    """Yield each property whose domain or range the cells of `column` must be in."""
    stated = onto.terms.get(record.first(column.domain_of or column.range_of))
    if stated and column.domain_of:
        yield stated, stated.domains, "subject"
    elif stated:
        yield stated, stated.ranges, "object"
    own = onto.terms.get(column.predicate)
    if own and own.kind == "object":
        yield own, own.ranges, "object"


def own_classes(record: Record) -> set[str]:
    """Return the classes that the row itself names."""
    own = {record.shape.row_class} if record.shape.row_class else set()
    for column in record.shape.columns:
        if column.predicate == TYPE:
            own |= {node.value for node in record.cells[column.name]}
    return own


def loose_passage(record: Record, by_id: Mapping[str, Record]) -> Iterable[Problem]:
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
    has_text = bool(origin and origin.shape.corpus and origin.first(origin.shape.corpus["file"]))
    if has_text and not any(given):
        yield record.problem(parts[0], "is empty, but the source has a text: say where")
    if origin and origin.shape.corpus and not has_text and all(given):
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
    for column in record.shape.columns:
        term = onto.terms.get(column.predicate)
        if term and term.transitive:
            for node in record.cells[column.name]:
                yield term.iri, record.id, local_name(node.value)
        if column.range_of:
            term = onto.terms.get(record.first(column.range_of))
            start = next((c.name for c in record.shape.columns if c.domain_of), "")
            if term and term.transitive and start:
                end = record.first(column.name)
                yield term.iri, local_name(record.first(start)), local_name(end)
