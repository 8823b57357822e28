"""Scenarios: a graph with the assumptions of a small file, and what they would change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from kg.analysis.card import word
from kg.analysis.difference import USUAL_VIEW, difference
from kg.analysis.finding import Finding
from kg.analysis.scenario_file import Entry, Scenario, read_scenario
from kg.analysis.scenario_fit import DERIVED, Fit
from kg.errors import DataError, Problem, StoreError
from kg.evidence.record import Iri, Record, Text
from kg.graph.build import apply_rules, merge_graphs, record_quads
from kg.graph.check import run_rule
from kg.graph.lookup import Asking, figure_of
from kg.graph.release import Manifest, publish
from kg.graph.store import Reader
from kg.text.names import BASE, PREFIXES, expand, local_name, shorten
from kg.text.table import Cell, Table

REIFIED = ("subject", "predicate", "object")
ASSUMED = ("entry", "change", "assumption", "reason", "claims", "source_ids")


@dataclass(frozen=True)
class Assumed:
    """A scenario that fits its graph: the store that it makes, and what it took out."""

    scenario: Scenario
    store: ox.Store
    gone: dict[str, Entry]


def scenario(
    reader: Reader, path: Path, out: Path, asking: Asking, view: str = USUAL_VIEW
) -> tuple[Table, ...]:
    """Return the assumptions of the file `path`, then what they change, as `difference` does.

    The graph with the assumptions is published in `out`, which is another folder than that of
    the graph asked; that one stays as it is.

    Raises
    ------
    DataError
        If the file has any fault or does not fit the graph; nothing is written then.
    StoreError
        If `out` is the folder of the graph itself, or cannot be written.
    """
    made = assume(reader, path)
    release(reader, made, out)
    after = Reader(out, reader.onto)
    return (table_of(reader, after, made, asking), *difference(reader, after, asking, asking, view))


def publish_scenario(reader: Reader, path: Path, out: Path) -> Manifest:
    """Return the manifest of the graph with the assumptions of `path`, published in `out`.

    It raises as `scenario` does.
    """
    return release(reader, assume(reader, path), out)


def release(reader: Reader, made: Assumed, out: Path) -> Manifest:
    """Return the manifest after publishing; the folder of the graph itself is refused."""
    if out.resolve() == reader.folder.resolve():
        message = f"{out} holds the graph itself; give another folder for the scenario"
        raise StoreError(message)
    inputs = hashlib.sha256(f"{reader.digest} {made.scenario.digest}".encode()).hexdigest()
    return publish(made.store, out, inputs)


def assume(reader: Reader, path: Path) -> Assumed:
    """Return the graph of `reader` with the assumptions of `path`, rules applied anew.

    The scenario becomes a source: its claims stand in a named graph of their own, each with
    the modality of an assumption, and the new actors name it as where they come from. Claims
    that are removed are left out, with all that followed from them.
    """
    file = read_scenario(path, reader.onto)
    fit = Fit(file, reader)
    fit.check()
    store = ox.Store()
    store.extend(kept(reader, fit.gone))
    for record in records_of(file, reader):
        store.extend(record_quads(record, {}))
    apply_rules(store, reader.onto)
    merge_graphs(store)
    refuse_unsound(reader, store, file)
    return Assumed(file, store, fit.gone)


def kept(reader: Reader, gone: Iterable[str]) -> Iterator[ox.Quad]:
    """Yield what sources and tables state, without what leaves and without what rules add."""
    leaving = {ox.NamedNode(iri) for iri in gone}
    plain = set(plain_quads(reader.store))
    for quad in reader.store:
        ruled = quad.graph_name in (ox.NamedNode(DERIVED), ox.DefaultGraph())
        if not (ruled or quad in plain or quad.subject in leaving or quad.object in leaving):
            yield quad


def plain_quads(store: ox.Store) -> Iterator[ox.Quad]:
    """Yield the quads that claims state, each as it would stand in the graph of its claim."""
    about, how, value = (ox.NamedNode(expand(f"rdf:{part}")) for part in REIFIED)
    for first in store.quads_for_pattern(None, about, None, None):
        row, graph = first.subject, first.graph_name
        for second in store.quads_for_pattern(row, how, None, graph):
            for third in store.quads_for_pattern(row, value, None, graph):
                if isinstance(first.object, ox.NamedNode) and isinstance(
                    second.object, ox.NamedNode
                ):
                    yield ox.Quad(first.object, second.object, third.object, graph)


def records_of(file: Scenario, reader: Reader) -> Iterator[Record]:
    """Yield the rows that a scenario adds, each claim put into words in both languages."""
    added = file.of("add")
    if added:  # a source on which nothing rests is no source
        yield file.source
    own = {PREFIXES["gid"] + e.record.id: e.record for e in added if e.same == ("id",)}
    for entry in added:
        cells = dict(entry.record.cells)
        for column in entry.record.shape.columns:
            if column.lang and entry.same != ("id",):
                text = wording(entry, reader, own, column.lang)
                said = word("assumed", column.lang, text=text)
                cells[column.name] = (Text(said, "", column.lang),)
        yield replace(entry.record, cells=cells)


def wording(entry: Entry, reader: Reader, own: dict[str, Record], lang: str) -> str:
    """Return what an entry says in words of `lang`."""
    if entry.same == ("id",):
        return entry.record.first(lang) or entry.record.id

    def name(iri: str) -> str:
        return own[iri].first(lang) if iri in own else reader.label(iri, lang)

    cells = {key: nodes[0] for key, nodes in entry.record.cells.items() if nodes}
    parts = [node.value for key, node in cells.items() if key in entry.same]
    words = [name(part) if part.startswith(BASE) else part for part in parts]
    if isinstance(cells.get("comparator"), Iri):
        columns = {"value": "number", "upper": "upper", "unit": "unit", "comparator": "comparator"}
        row = {columns[key]: node.value for key, node in cells.items() if key in columns}
        words.append(figure_of(reader, row, lang))
    return " · ".join(words)


def refuse_unsound(reader: Reader, store: ox.Store, file: Scenario) -> None:
    """Return nothing; refuse a scenario whose own things break a rule that held before.

    Raises
    ------
    DataError
        If they do; each fault names the rule.
    """
    spoken = {shorten(PREFIXES["gid"] + file.source.id)}
    for entry in file.of("add"):
        values = [node.value for nodes in entry.record.cells.values() for node in nodes]
        spoken |= {shorten(value) for value in [*values, PREFIXES["gid"] + entry.record.id]}
    problems = []
    for name, path in reader.onto.files("checks").items():
        after = [finding for finding in run_rule(store, name, path) if finding[1] in spoken]
        before = set(run_rule(reader.store, name, path)) if after else set()
        for _, thing, error in sorted(set(after) - before):
            problems.append(Problem(file.file, 0, thing, f"{error} (check {name})"))
    if problems:
        raise DataError(problems)


def table_of(reader: Reader, after: Reader, made: Assumed, asking: Asking) -> Table:
    """Return the assumptions, an entry a row, with the claims that came or left by each."""
    lang, file = asking.lang, made.scenario
    left: dict[str, list[str]] = {}
    rows_of = {row["claim"]: local_name(row["source"]) for row in reader.api("claim-sources")}
    for iri, entry in sorted(made.gone.items()):
        if iri in rows_of:
            left.setdefault(entry.path, []).append(iri)
    rows: list[tuple[Cell, ...]] = []
    for entry in file.entries:
        adds = entry.action == "add"
        own = PREFIXES["gid"] + entry.record.id
        claims = left.get(entry.path, [])
        sources = {file.source.id} if adds else {rows_of[iri] for iri in claims}
        words = wording(entry, after if adds else reader, {}, lang)
        if entry.same == ("id",):
            words = (after if adds else reader).label(own, lang)
        elif adds:
            claims = [own]
        change = word("added" if adds else "taken_away", lang)
        ids = " ".join(local_name(iri) for iri in claims)
        rows.append((entry.path, change, words, entry.reason, ids, " ".join(sorted(sources))))
    title = file.source.first(f"title_{lang}") or file.source.first("title_en")
    return Finding("scenario", ASSUMED, rows, file.file).table(title, lang)
