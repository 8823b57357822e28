"""Check: shapes, hygiene rules, and questions with known answers; a finding is an error."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreError, missing
from kg.graph.dump import triples_of
from kg.graph.guard import check_query
from kg.graph.store import ask
from kg.ontology import Ontology
from kg.text.header import read_header
from kg.text.names import PREFIXES, local_name, shorten
from kg.text.table import Cell, Field, Table

Finding = tuple[str, str, str]


def check_graph(
    store: ox.Store, onto: Ontology, *, fast: bool = False, dump: Path | None = None
) -> Table:
    """Return one row for each error in the graph: the check, the thing, and what is wrong.

    An empty table means that every rule, shape and question holds. The notes
    say how many of each were run. With `fast`, shapes are checked by the `shacl` package,
    in the `dump` of the graph where it is at hand.
    """
    rules, questions = onto.files("checks"), questions_on(store, onto)
    shapes = run_shapes_fast(dump or store, onto) if fast else run_shapes(store, onto)
    findings = [
        *(f for name, path in rules.items() for f in run_rule(store, name, path)),
        *(f for name, path in questions.items() for f in run_question(store, name, path)),
        *shapes,
    ]
    note = f"{len(rules)} rules, {len(questions)} questions and the SHACL shapes were run"
    return table_of(findings, note)


def table_of(findings: Iterable[Finding], *notes: str) -> Table:
    """Return findings as a table, each once, sorted."""
    rows: list[list[Cell]] = [list(finding) for finding in sorted(set(findings))]
    fields = [Field("check"), Field("thing"), Field("error")]
    table = Table.of(fields, rows, "Errors found" if rows else "No error found")
    return Table(table.fields, table.rows, table.title, notes)


def questions_on(store: ox.Store, onto: Ontology) -> Mapping[str, Path]:
    """Return the questions, none if all of them are about sources that the graph does not have.

    The expected answers are those of one data set: asked of another, all would fail.
    """
    files = onto.files("questions")
    about = {read_header(path.read_text("utf-8")).notes.get("graph", "") for path in files.values()}
    about -= {shape.graph for shape in onto.shapes} | {""}
    here = {
        local_name(graph.value) for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)
    }
    return {} if about and not about & here else files


def run_rule(store: ox.Store, name: str, path: Path) -> Iterator[Finding]:
    """Yield one finding for each row that a hygiene rule returns."""
    yield from rule_rows(store, name, path, path.read_text("utf-8"))


def rule_rows(store: ox.Store, name: str, path: Path, query: str) -> Iterator[Finding]:
    """Yield one finding for each row of `query`, which is the rule in a file or part of it."""
    check_query(query)
    try:
        for row in ask(store, query):
            yield name, shorten(row.get("subject", "")), row.get("error", "")
    except SyntaxError as error:
        message = f"{path}: {error}"
        raise StoreError(message) from None


def run_question(store: ox.Store, name: str, path: Path) -> Iterator[Finding]:
    """Yield a finding if the answer to a question is not the expected one beside it."""
    expected_path = path.with_suffix(".csv")
    if not expected_path.is_file():
        yield name, "", f"{expected_path.name} with the expected answer is missing"
        return
    found = answer_of(store, path)
    with expected_path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream)) or [[]]
    expected = {tuple(row) for row in rows[1:]}
    got = set(found[1])
    if rows[0] != found[0]:
        wanted = ", ".join(rows[0]) or f"none: {expected_path.name} is empty"
        yield name, "", f"columns are {', '.join(found[0])}; expected {wanted}"
    elif got != expected:
        missing = "; ".join(" | ".join(row) for row in sorted(expected - got)[:3])
        extra = "; ".join(" | ".join(row) for row in sorted(got - expected)[:3])
        yield name, "", f"missing: {missing or 'nothing'}. Not expected: {extra or 'nothing'}"


def answer_of(store: ox.Store, path: Path) -> tuple[list[str], list[tuple[str, ...]]]:
    """Return columns and rows of a question, IRIs in their short form, sorted."""
    query = path.read_text("utf-8")
    check_query(query)
    try:
        found = store.query(query, prefixes=dict(PREFIXES))
    except SyntaxError as error:
        message = f"{path}: {error}"
        raise StoreError(message) from None
    if not isinstance(found, ox.QuerySolutions):
        message = f"{path}: a question is a SELECT query"
        raise StoreError(message)
    names = [variable.value for variable in found.variables]
    rows = [tuple("" if cell is None else shorten(cell.value) for cell in row) for row in found]
    return names, sorted(rows)


def run_shapes(store: ox.Store, onto: Ontology) -> Iterator[Finding]:
    """Yield a finding for each violation of `shapes.ttl`, checked by pySHACL."""
    path = onto.folder / "shapes.ttl"
    if not path.is_file():
        return
    import pyshacl
    import rdflib
    from rdflib.namespace import SH

    data = rdflib.Graph()
    data.parse(data=b"\n".join(sorted(triples_of(store).splitlines())), format="nt")
    shapes = rdflib.Graph().parse(path, format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=False, inplace=True)
    for result in report.subjects(rdflib.RDF.type, SH.ValidationResult):
        messages = sorted(str(m) for m in report.objects(result, SH.resultMessage))
        focus = report.value(result, SH.focusNode)
        where = report.value(result, SH.resultPath)
        text = messages[0] if messages else "violates its shape"
        yield "shapes", shorten(str(focus)), f"{text} ({shorten(str(where))})" if where else text


def run_shapes_fast(data: ox.Store | Path, onto: Ontology) -> Iterator[Finding]:
    """Yield what `run_shapes` yields, in another order, checked by the package `shacl`.

    `data` is a store or the dump of one: a file of N-Quads, which the package reads as one graph.

    Raises
    ------
    StoreError
        If the package is not installed.
    """
    path = onto.folder / "shapes.ttl"
    if not path.is_file():
        return
    try:
        import shacl
    except ImportError:
        raise StoreError(missing("a fast check", "shacl", "fast")) from None
    if isinstance(data, Path):
        found = shacl.validate(str(data), str(path))
    else:
        text = triples_of(data).decode()
        found = shacl.Shapes.from_file(str(path)).validate_text(text, "ntriples")
    for result in found.results:
        text = min(result.messages, default="violates its shape")
        where = f" ({shorten(result.path.strip('<>'))})" if result.path else ""
        yield "shapes", shorten(result.focus_node.strip("<>")), text + where
