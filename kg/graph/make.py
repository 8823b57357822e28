"""Make: what the commands build, check and verify do, from folders to a finished result."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from kg.errors import DataError, ParameterError, Problem
from kg.evidence.ingest import read_evidence
from kg.evidence.sources import check_corpus, proved
from kg.graph import shipped
from kg.graph.build import graph_of
from kg.graph.check import check_graph
from kg.graph.release import DUMP, Manifest, store_path, unchanged, verify
from kg.graph.staged import Made, Tables, build_into
from kg.ontology import Ontology
from kg.text.table import Table


def ontology_of(folder: Path | None) -> Ontology:
    """Return the ontology in `folder`, or the shipped one."""
    return Ontology(folder or shipped.folder("ontology"))


def make(data: Path | None, ontology: Path | None, corpus: Path | None, out: Path) -> Manifest:
    """Return the manifest of the graph of the tables in `data`, published in `out`.

    Raises
    ------
    DataError
        If the tables have any fault; nothing is written then.
    """
    return build(data, ontology, corpus, out).manifest


def build(data: Path | None, ontology: Path | None, corpus: Path | None, out: Path) -> Made:
    """Return what `make` does, and how much of the graph before it was used again.

    Of the tables only the files that changed are read again, and checked with those that
    name what they define; passages are compared for all of them, or for none.
    """
    onto = ontology_of(ontology)
    tables = data or shipped.folder("data")
    if out.resolve() in (tables.resolve(), onto.folder.resolve()):
        message = f"{out} holds what the graph is built of; give another folder for the graph"
        raise ParameterError(message)
    return build_into(out, Tables(tables, onto, corpus))


def checked(
    data: Path | None,
    ontology: Path | None,
    store: Path | None,
    corpus: Path | None,
    *,
    fast: bool = False,
) -> Table:
    """Return the errors found in the tables in `data`, or in a built `store`, a row each.

    With tables at hand, faults of cells and, given `corpus`, of passages are
    listed too; a store alone has no cells to point at. `fast` is told at `check_graph`.

    Raises
    ------
    ParameterError
        If both tables and a store are given.
    """
    if data and store:
        message = "give tables (--data) or a built graph (--store), not both"
        raise ParameterError(message)
    onto = ontology_of(ontology)
    if store:
        path = store_path(store)
        dump = path.with_name(DUMP) if unchanged(store) else None
        return check_graph(ox.Store.read_only(str(path)), onto, fast=fast, dump=dump)
    tables = data or shipped.folder("data")
    try:
        evidence = read_evidence(tables, onto)
        problems = check_corpus(evidence, corpus) if corpus else []
        table = check_graph(graph_of(evidence, onto), onto, fast=fast)
    except DataError as error:
        return table_of_problems(error.problems)
    if problems:
        return table_of_problems(problems)
    compared, passages = proved(evidence, corpus)
    note = f"{compared} of {passages} passages compared with their texts"
    hint = "" if corpus else " (--corpus names the folder of the texts)"
    return Table(table.fields, table.rows, table.title, (*table.notes, note + hint))


def rechecked(
    data: Path | None,
    ontology: Path | None,
    since: Path,
    corpus: Path | None,
    *,
    fast: bool = False,
) -> Table:
    """Return the errors in the tables in `data` that the graph built in `since` has not.

    Where only a full check tells, as with `corpus`, it is one, and its notes say so.
    """
    from kg.graph.recheck import recheck

    tables = Tables(data or shipped.folder("data"), ontology_of(ontology), corpus)
    found = recheck(tables, since, fast=fast)
    if found is not None:
        return found
    table = checked(data, ontology, None, corpus, fast=fast)
    note = f"all was checked: what changed since the build of {since} does not tell enough"
    return Table(table.fields, table.rows, table.title, (*table.notes, note))


def table_of_problems(problems: list[Problem]) -> Table:
    """Return the problems of the tables, a row each."""
    rows = [["tables", f"{p.file}:{p.row}:{p.column}", p.what] for p in problems]
    return Table.of(["check", "thing", "error"], rows, "Errors found")


def verified(store: Path | None) -> Manifest:
    """Return the manifest of `store`, or of the shipped graph, after comparing all of it."""
    if store:
        return verify(store)
    return verify(shipped.built(shipped.folder("data"), ontology_of(None)))
