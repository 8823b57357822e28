"""How `kg query` asks: where the query comes from, what it is asked of, and how it is printed."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli import options
from kg.errors import FormatError, ParameterError, UnknownNameError
from kg.graph import sparql
from kg.text.header import Header, read_header

if TYPE_CHECKING:
    from kg.ontology import Ontology
    from kg.text.table import Table

TABLES = ("table", "md")
FORMATS = [*TABLES, *sparql.RESULT_FORMATS, *sparql.GRAPH_FORMATS]


@dataclass(frozen=True, eq=False, repr=False)  # what none asks for takes start-up time
class Question:
    """What the options of `kg query` say."""

    source: str | None
    expression: str | None
    params: tuple[str, ...]
    data: tuple[Path, ...]
    store: Path | str | None
    ontology: Path | None
    lang: str
    form: str | None
    timeout: float
    memory: int
    output: Path | None
    engine: str = "auto"

    @cached_property
    def onto(self) -> Ontology:
        """Return the ontology that has the named queries: a query of one's own needs none."""
        from kg.graph import shipped
        from kg.ontology import Ontology

        return Ontology(self.ontology or shipped.folder("ontology"))

    @cached_property
    def place(self) -> Path | str | None:
        """Return the folder or endpoint of the graph that is asked, None for RDF files."""
        return place_of(self)


def ask(question: Question) -> None:
    """Print the answer to a question, or the list of named queries if none is asked."""
    if question.source is None and question.expression is None:
        options.put_table(listing(question.onto, question.lang), "text", question.output)
        return
    text = query_text(question)
    header = read_header(text)
    origin = scanned(question, origin_of(question), text)
    params = sparql.bind(known(given(question, header), header, question), header)
    limits = sparql.Limits(question.timeout, question.memory)
    form = question.form or default_form(question, text)
    if form in TABLES:
        found = sparql.select(text, origin, params, limits)
        table = headed(found, header, question.lang)
        options.put_table(table, "text" if form == "table" else form, question.output)
    else:
        options.put(sparql.run(text, origin, form, params, limits), question.output)


def listing(onto: Ontology, lang: str) -> Table:
    """Return the named queries with their titles and parameters."""
    from kg.text.table import Table

    rows = []
    for name, path in onto.files("queries").items():
        header = read_header(path.read_text("utf-8"))
        params = ", ".join(p.name for p in header.parameters if p.name != "lang")
        rows.append([name, header.text("title", lang), params])
    table = Table.of(["query", "title", "parameters"], rows, "Named queries")
    return Table(table.fields, table.rows, table.title, ("kg query NAME --param k=v asks one",))


def query_text(question: Question) -> str:
    """Return the text of the query: given, from standard input, a file, or a named one."""
    if question.expression is not None:
        if question.source is not None:
            message = "give a query or -e, not both"
            raise ParameterError(message)
        return question.expression
    source = question.source or ""
    if source == "-":
        return sys.stdin.buffer.read().decode("utf-8", "replace")
    path = Path(source)
    if path.suffix == ".rq" or path.is_file():
        return read_query_file(path)
    if not sparql.NAME.fullmatch(source):
        raise UnknownNameError("query", source, [], "the text of a query goes behind -e")
    return question.onto.file("queries", source).read_text("utf-8")


def read_query_file(path: Path) -> str:
    """Return the text of a query file."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        message = f"{path} is not UTF-8"
        raise FormatError(message) from None
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise ParameterError(message) from None


def origin_of(question: Question) -> sparql.Origin:
    """Return what the query is asked of: RDF files, tables, a store, an endpoint, or ours."""
    if question.data and question.store:
        message = "give --data or --store, not both"
        raise ParameterError(message)
    if question.place is None:
        return sparql.rdf_files(list(question.data))
    if isinstance(question.place, Path):
        from kg.graph.release import store_path

        return sparql.Origin(store=store_path(question.place))
    from kg.graph.store import open_reader

    return open_reader(question.place, question.onto).origin


def scanned(question: Question, origin: sparql.Origin, text: str) -> sparql.Origin:
    """Return the origin with the columns that may answer; only named queries have such a form."""
    if question.expression is not None and question.engine != "columns":
        return origin
    from kg.graph.scan import scan_of

    queries = question.onto.files("queries")
    named = question.source in queries and not Path(question.source or "").is_file()
    scan = scan_of(text if named else "", origin.store, question.onto, question.engine)
    return replace(origin, scan=scan)


def place_of(question: Question) -> Path | str | None:
    """Return the folder or endpoint of the graph that is asked, None if RDF files are asked."""
    if question.store:
        return question.store
    folders = [path for path in question.data if path.is_dir()]
    if folders and len(question.data) > 1:
        message = "give one folder of tables, or RDF files"
        raise ParameterError(message)
    if question.data and not folders:
        return None
    from kg.graph import shipped

    return shipped.built(folders[0] if folders else shipped.folder("data"), question.onto)


def known(params: dict[str, str], header: Header, question: Question) -> dict[str, str]:
    """Return the parameters with things by their IRI; of RDF files nothing is known before."""
    if question.place is None or not params:
        return params
    from kg.graph.lookup import things_given
    from kg.graph.store import open_reader

    return things_given(open_reader(question.place, question.onto), params, header)


def given(question: Question, header: Header) -> dict[str, str]:
    """Return the parameters on the command line; --lang fills the parameter of that name."""
    found = {}
    if any(p.name == "lang" for p in header.parameters):
        found["lang"] = question.lang
    for text in question.params:
        name, sign, value = text.partition("=")
        if not sign or not name:
            message = f"--param {text!r} is not of the form name=value"
            raise ParameterError(message)
        found[name] = value
    return found


def default_form(question: Question, text: str) -> str:
    """Return the format for this query: a table on a terminal, else TSV; Turtle for graphs."""
    from kg.graph.guard import form_of

    if form_of(text) in ("CONSTRUCT", "DESCRIBE"):
        return "ttl"
    return "table" if sys.stdout.isatty() and question.output is None else "tsv"


def headed(table: Table, header: Header, lang: str) -> Table:
    """Return `table` under the title of its query, IRIs in their short form."""
    from kg.text.names import shorten
    from kg.text.table import Field, Table

    rows = tuple(
        tuple(shorten(cell) if isinstance(cell, str) else cell for cell in row)
        for row in table.rows
    )
    notes = [header.text("question", lang)] if header.text("question", lang) else []
    fields = tuple(Field(f.name, unit=header.notes.get(f"unit.{f.name}", "")) for f in table.fields)
    return Table(fields, rows, header.text("title", lang), tuple(notes))
