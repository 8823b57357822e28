"""The fit of a scenario with a graph: near misses, contradictions, and what it would remove."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import pyoxigraph as ox

from kg.analysis.scenario_file import Entry, Scenario, joined, layout_of, shape_of
from kg.errors import DataError, Problem
from kg.evidence.record import Iri, Record, sheets_of
from kg.evidence.references import TYPE, check_references
from kg.graph.store import Reader
from kg.text.names import PREFIXES, local_name, near_misses

DERIVED = PREFIXES["gig"] + "derived"
GRAPH_ITSELF = "the graph"
Key = tuple[str, ...]


class Fit:
    """A scenario held against a graph; `check` says whether it fits, `gone` what leaves."""

    def __init__(self, scenario: Scenario, reader: Reader) -> None:
        self.scenario, self.reader = scenario, reader
        self.problems: list[Problem] = []
        self.gone: dict[str, Entry] = {}

    def check(self) -> None:
        """Return nothing if the scenario fits; `gone` then has what it takes out, by IRI.

        Raises
        ------
        DataError
            If it names what is not known, adds what exists, removes what does not, or
            contradicts itself; every fault is listed with its key.
        """
        self.check_source()
        self.check_names()
        self.check_twice()
        for entry in self.scenario.of("add"):
            self.check_new(entry)
        for entry in self.scenario.of("remove"):
            self.check_there(entry)
        self.check_leaving()
        if self.problems:
            raise DataError(self.problems)

    def fault(self, entry: Entry, what: str, key: str = "") -> None:
        """Add a fault of an entry."""
        path = joined(entry.path, key) if key else entry.path
        self.problems.append(Problem(self.scenario.file, 0, path, what))

    def check_source(self) -> None:
        """Add a fault if the graph already holds a scenario of this id."""
        if PREFIXES["gid"] + self.scenario.source.id in self.reader.kinds:
            what = f"{self.scenario.source.id} is already in the graph; give another id"
            self.problems.append(Problem(self.scenario.file, 0, "id", what))

    @cached_property
    def known(self) -> list[Record]:
        """Return a record for each thing of the graph, with its class, as the tables would."""
        layout = layout_of(self.reader.onto)
        shape = shape_of(self.reader.onto, layout["sections"]["actor"]["table"])
        typed = next(column.name for column in shape.columns if column.predicate == TYPE)
        return [
            Record(
                local_name(iri),
                shape,
                GRAPH_ITSELF,
                0,
                {**{column.name: () for column in shape.columns}, typed: (Iri(kind),)},
            )
            for iri, kind in sorted(self.reader.kinds.items())
            if iri.startswith(PREFIXES["gid"])
        ]

    def check_names(self) -> None:
        """Add a fault for each unknown name, and for each thing in a place not its own."""
        checked = [e for e in self.scenario.entries if e.same != ("id",) or e.action == "add"]
        new = {entry.record.id for entry in self.scenario.of("add")}
        rest = [record for record in self.known if record.id not in new]
        found: list[Problem] = []
        records = [self.scenario.source, *(entry.record for entry in checked)]
        check_references([*sheets_of([*records, *rest])], self.reader.onto, found)
        by_number = {entry.record.row: entry for entry in checked}
        for problem in found:
            if problem.file == self.scenario.file and problem.row in by_number:
                entry = by_number[problem.row]
                self.fault(entry, problem.what, key_of(self.reader, entry, problem.column))

    def check_twice(self) -> None:
        """Add a fault for each entry that repeats or takes back another one."""
        seen: dict[Key, Entry] = {}
        for entry in self.scenario.entries:
            first = seen.setdefault(entry.key, entry)
            if first is not entry:
                how = "repeats" if first.action == entry.action else "contradicts"
                self.fault(entry, f"{how} {first.path}")

    @cached_property
    def stated(self) -> Mapping[Key, list[str]]:
        """Return the claims behind each tie and each target, as the entries name them."""
        found: dict[Key, list[str]] = {}
        for row in self.reader.api("claim-contents"):
            if row.get("aim") == "no":
                continue
            last = row.get("until", "") if "aim" in row else row["value"]
            found.setdefault((row["subject"], row["relation"], last), []).append(row["claim"])
        return found

    def check_new(self, entry: Entry) -> None:
        """Add a fault if what an entry adds is there already, or if a new thing has no tie."""
        if entry.same != ("id",):
            claims = sorted(local_name(claim) for claim in self.stated.get(entry.key, []))
            if claims:
                ids = ", ".join(claims[:5])
                self.fault(entry, f"is already stated by {ids}; there is nothing to add")
            return
        iri = PREFIXES["gid"] + entry.record.id
        if self.is_there(iri) or iri in self.reader.kinds:
            self.fault(entry, f"{entry.record.id!r} is already in the graph", "id")
        elif not any(names(other, iri) for other in self.scenario.of("add") if other != entry):
            self.fault(entry, "takes part in no tie, member or target of this file")

    def is_there(self, iri: str) -> bool:
        """Return whether the graph says something of `iri`, rules left out."""
        quads = self.reader.store.quads_for_pattern(ox.NamedNode(iri), None, None, None)
        return any(value_of(quad.graph_name) not in ("", DERIVED) for quad in quads)

    def check_there(self, entry: Entry) -> None:
        """Add a fault if what an entry removes is not there; else note what leaves with it."""
        if entry.same == ("id",):
            self.check_actor(entry)
            return
        claims = self.stated.get(entry.key, [])
        if not claims:
            self.fault(entry, f"no source states this{self.hint(entry)}; nothing to remove")
        self.gone.update(dict.fromkeys(claims, entry))

    def hint(self, entry: Entry) -> str:
        """Return what sources do state of the same thing and relation, a few of it."""
        there = [key[2] for key in self.stated if key[:2] == entry.key[:2]]
        shown = ", ".join(sorted(local_name(value) for value in there)[:5])
        return f"; stated there: {shown}" if shown else ""

    def check_actor(self, entry: Entry) -> None:
        """Add a fault if an actor to be removed is not there, or another entry speaks of it."""
        iri = PREFIXES["gid"] + entry.record.id
        if not self.is_there(iri) or iri not in self.reader.kinds:
            near = near_misses(entry.record.id, [record.id for record in self.known])
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            self.fault(entry, f"{entry.record.id!r} is not in the graph{hint}", "id")
            return
        for other in self.scenario.entries:
            if other is not entry and names(other, iri):
                self.fault(entry, f"is also spoken of by {other.path}; an actor that left has none")
        self.gone[iri] = entry
        rows = {row["claim"] for row in self.reader.api("claims")}
        rows |= {row["row"] for row in self.reader.api("decisions", thing=iri)}
        for quad in self.reader.store.quads_for_pattern(None, None, ox.NamedNode(iri), None):
            user = value_of(quad.subject)
            if user in rows:
                self.gone.setdefault(user, entry)
            elif value_of(quad.graph_name) in self.tables:
                self.fault(entry, f"{local_name(user)} of a table rests on it", "id")

    @cached_property
    def tables(self) -> set[str]:
        """Return the graphs of tables other than those of the sources' own claims."""
        own = {row["source"] for row in self.reader.api("claim-sources")}
        graphs = {g.value for g in self.reader.store.named_graphs() if isinstance(g, ox.NamedNode)}
        return graphs - {PREFIXES["gig"] + local_name(iri) for iri in own} - {DERIVED}

    def check_leaving(self) -> None:
        """Add a fault where a claim that stays rests on one that leaves."""
        rows = {row["claim"] for row in self.reader.api("claims")}
        for iri, entry in sorted(self.gone.items()):
            for quad in self.reader.store.quads_for_pattern(None, None, ox.NamedNode(iri), None):
                user = value_of(quad.subject)
                if user in rows and user not in self.gone and iri in rows:
                    what = f"{local_name(user)} builds on {local_name(iri)}; remove that too"
                    self.fault(entry, what)


def names(entry: Entry, iri: str) -> bool:
    """Return whether an entry speaks of the thing `iri` as more than its source."""
    return any(
        isinstance(node, Iri) and node.value == iri
        for nodes in entry.record.cells.values()
        for node in nodes
    )


def key_of(reader: Reader, entry: Entry, column: str) -> str:
    """Return the key of the file that fills `column`."""
    keys = layout_of(reader.onto)["sections"][entry.section]["keys"]
    return next((key for key, how in keys.items() if column in how["columns"]), column)


def value_of(term: object) -> str:
    """Return the characters of an RDF term."""
    return str(getattr(term, "value", ""))
