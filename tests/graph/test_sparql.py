"""Queries: the real worker answers, is killed at its limits, and reaches nothing but the graph."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import rdflib

from kg.errors import (
    ForbiddenQueryError,
    FormatError,
    KgError,
    ParameterError,
    QueryLimitError,
    QuerySyntaxError,
    StoreError,
)
from kg.graph.confined import WORKER
from kg.graph.release import store_path
from kg.graph.sparql import (
    GRAPH_FORMATS,
    Limits,
    Origin,
    bind,
    failure,
    guess,
    rdf_files,
    run,
    select,
)
from kg.text.header import Header, Parameter
from kg.text.names import PREFIXES

RDF = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ONE = 'SELECT ?x { BIND("a,\\"b\\"\\r\\n湖北" AS ?x) }'


@pytest.fixture(scope="session")
def origin(graph_folder: Path) -> Origin:
    return Origin(store=store_path(graph_folder))


@pytest.fixture
def canary() -> Iterator[tuple[str, socket.socket]]:
    """The address of a socket that must never be connected to, and the socket."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", server


def untouched(server: socket.socket) -> bool:
    """Return whether nobody connected to the canary."""
    try:
        server.accept()
    except TimeoutError:
        return True
    return False


def ask(query: str, origin: Origin, form: str = "json", **params: str) -> bytes:
    """Return the answer to a query within small limits."""
    return run(query, origin, form, params, Limits(20, 512, 1_000_000))


# ---- answers -------------------------------------------------------------------------------------


def test_the_graph_of_a_source_is_part_of_the_default_graph(origin: Origin) -> None:
    table = select("SELECT ?x { gid:testland gi:supports ?x }", origin)
    assert table.rows == ((PREFIXES["gid"] + "three-chains",),)


def test_select_is_written_in_each_format(origin: Origin) -> None:
    value = 'a,"b"\r\n湖北'
    found = json.loads(ask(ONE, origin, "json"))
    assert found["results"]["bindings"][0]["x"]["value"] == value
    page = ElementTree.fromstring(ask(ONE, origin, "xml"))  # noqa: S314  our own answer
    assert [node.text for node in page.iter() if node.tag.endswith("literal")] == [value]
    rows = list(csv.reader(io.StringIO(ask(ONE, origin, "csv").decode(), newline="")))
    assert rows == [["x"], [value]]
    assert ask(ONE, origin, "tsv").decode() == '?x\n"a,\\"b\\"\\r\\n湖北"\n'


def test_a_carriage_return_in_rdf_xml_is_read_back(origin: Origin) -> None:
    query = 'CONSTRUCT { <a:a> <a:b> "x\\r\\ny" } WHERE {}'
    found = rdflib.Graph().parse(data=ask(query, origin, "rdfxml"), format="xml")
    assert [str(o) for o in found.objects()] == ["x\r\ny"]


@pytest.mark.parametrize(
    ("form", "yes"),
    [("csv", b"true\n"), ("tsv", b"true\n"), ("json", b'"boolean":true'), ("xml", b">true<")],
)
def test_ask_is_written_in_each_format(origin: Origin, form: str, yes: bytes) -> None:
    assert yes in ask("ASK { gid:acme ?p ?o }", origin, form)
    assert b"true" not in ask("ASK { gid:nobody ?p ?o }", origin, form)


def test_ask_is_a_table_of_one_truth(origin: Origin) -> None:
    assert select("ASK { gid:nobody ?p ?o }", origin).rows == ((False,),)


@pytest.mark.parametrize("form", GRAPH_FORMATS)
@pytest.mark.parametrize("query", ["CONSTRUCT WHERE { gid:acme ?p ?o }", "DESCRIBE gid:acme"])
def test_a_graph_is_written_in_each_format_and_read_back(
    origin: Origin, form: str, query: str
) -> None:
    wanted = {str(q.triple) for q in ox.parse(ask(query, origin, "nt"), format=RDF["nt"])}
    assert len(wanted) > 5
    found = {str(q.triple) for q in ox.parse(ask(query, origin, form), format=RDF[form])}
    assert found == wanted


@pytest.mark.parametrize(
    ("query", "form"),
    [("SELECT * { ?s ?p ?o }", "ttl"), ("ASK {}", "nt"), ("CONSTRUCT WHERE { ?s ?p ?o }", "csv")],
)
def test_a_format_that_does_not_fit_is_refused_with_those_that_do(
    origin: Origin, query: str, form: str
) -> None:
    with pytest.raises(FormatError, match="choose one of"):
        ask(query, origin, form)


def test_an_unbound_cell_is_nothing(origin: Origin) -> None:
    assert select("SELECT ?x ?y { BIND(1 AS ?x) }", origin).rows == (("1", None),)


def test_a_triple_in_an_answer_is_text(origin: Origin) -> None:
    table = select("SELECT (TRIPLE(<a:>, <b:>, 'c') AS ?t) {}", origin)
    assert table.rows == (("<<( a: b: c )>>",),)


# ---- limits --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT *\nWHERE { ?s ?p ?o } x", "line 2, column 21, at its end: not understood"),
        ("SELECT ?x WHERE {", 'line 1, column 18, at its end: expected .*"}"'),
        ("SELECT ?x { ?x no:such ?y }", "before '?y }': this prefix is not known; declare it"),
        ("SELECT ?x { ?x a 1 } ORDER ?x", "expected BY"),
        ("SELECT ?y (COUNT(?x) AS ?n) { ?x a ?y }", "variable that is unbound"),
    ],
)
def test_a_syntax_error_is_told_in_one_line(origin: Origin, query: str, words: str) -> None:
    with pytest.raises(QuerySyntaxError) as told:
        ask(query, origin)
    message = str(told.value)
    assert message.startswith("the query is not valid SPARQL: line ")
    assert re.search(words.replace("?", r"\?"), message), message
    assert "\n" not in message
    assert "[" not in message.replace('"["', "")
    assert len(message) < 160


def test_a_query_is_killed_at_its_time(origin: Origin) -> None:
    start = time.monotonic()
    with pytest.raises(QueryLimitError, match=r"stopped after 0\.5 seconds"):
        run(ENDLESS, origin, "json", {}, Limits(0.5, 512, 1000))
    assert time.monotonic() - start < 5


def test_a_query_does_not_outlive_who_asked_it(origin: Origin) -> None:
    request = {
        "query": ENDLESS, "store": str(origin.store), "files": [], "format": "json",
        "prefixes": {}, "memory": 512, "seconds": 1, "bytes": 1000,
    }  # fmt: skip
    worker = subprocess.Popen(
        [sys.executable, str(WORKER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert worker.stdin is not None
    worker.stdin.write(json.dumps(request).encode())
    worker.stdin.close()
    assert worker.wait(15) == -signal.SIGKILL


def test_a_query_is_stopped_at_its_memory(origin: Origin) -> None:
    query = "SELECT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
    with pytest.raises(QueryLimitError, match="more than 64 MB of memory"):
        run(query, origin, "json", {}, Limits(30, 64, 10**9))


def test_an_answer_is_refused_at_its_size_and_never_cut(origin: Origin) -> None:
    with pytest.raises(QueryLimitError, match="larger than 1000 bytes; add a LIMIT"):
        run("SELECT * { ?s ?p ?o }", origin, "csv", {}, Limits(20, 512, 1000))
    with pytest.raises(QueryLimitError, match="larger than 1000 bytes"):
        run("CONSTRUCT WHERE { ?s ?p ?o }", origin, "nt", {}, Limits(20, 512, 1000))


def nested(pair: str, levels: int) -> str:
    """Return a query with so many groups or brackets in one another."""
    if pair == "{}":
        return "SELECT * " + "{" * levels + "}" * levels
    return "SELECT * { BIND" + "(" * levels + "1" + ")" * (levels - 1) + " AS ?x) }"


@pytest.mark.parametrize("pair", ["{}", "()"])
def test_nesting_that_people_write_is_answered(origin: Origin, pair: str) -> None:
    assert b"bindings" in ask(nested(pair, 90), origin)


@pytest.mark.parametrize("levels", [101, 5_000, 20_000])
@pytest.mark.parametrize("pair", ["{}", "()"])
def test_deep_nesting_is_refused(origin: Origin, levels: int, pair: str) -> None:
    with pytest.raises(QueryLimitError, match="nested deeper than 100 levels"):
        ask(nested(pair, levels), origin)


def test_nesting_that_breaks_the_engine_ends_the_worker_and_not_us(origin: Origin) -> None:
    request = {
        "query": nested("{}", 20_000),
        "store": str(origin.store), "files": [], "format": "json",
        "prefixes": {}, "memory": 512, "seconds": 20, "bytes": 1000,
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, str(WORKER)],
        input=json.dumps(request).encode(),
        capture_output=True,
        check=False,
        timeout=30,
    )
    assert done.returncode < 0
    limits = Limits()
    assert isinstance(failure(done.returncode, "", limits, ""), QueryLimitError)


def test_a_pattern_that_hangs_other_engines_is_linear(origin: Origin) -> None:
    query = f'ASK {{ FILTER(REGEX("{"a" * 40}!", "^(a+)+$")) }}'
    start = time.monotonic()
    assert b"false" in ask(query, origin)
    assert time.monotonic() - start < 5


# ---- nothing is reached --------------------------------------------------------------------------


def test_service_is_refused_and_opens_no_connection(
    origin: Origin, canary: tuple[str, socket.socket]
) -> None:
    address, server = canary
    with pytest.raises(ForbiddenQueryError, match="SERVICE"):
        ask(f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}", origin)
    assert untouched(server)


@pytest.mark.parametrize("form", ["SERVICE <{}>", "SERVICE SILENT <{}>"])
def test_the_worker_itself_has_no_means_to_open_a_connection(
    origin: Origin, canary: tuple[str, socket.socket], form: str
) -> None:
    address, server = canary
    request = {
        "query": f"SELECT * {{ {form.format(address)} {{ ?s ?p ?o }} }}",
        "store": str(origin.store), "files": [], "format": "json",
        "prefixes": {}, "memory": 512, "seconds": 20, "bytes": 1000,
    }  # fmt: skip
    subprocess.run(
        [sys.executable, str(WORKER)],
        input=json.dumps(request).encode(),
        capture_output=True,
        check=False,
        timeout=30,
    )
    assert untouched(server)


def test_from_reads_no_file_and_no_address(
    origin: Origin, tmp_path: Path, canary: tuple[str, socket.socket]
) -> None:
    address, server = canary
    secret = tmp_path / "secret.ttl"
    secret.write_text("<a:> <b:> 'secret' .", "utf-8")
    for place in (secret.as_uri(), address):
        for word in ("FROM", "FROM NAMED"):
            pattern = "{ { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
            query = f"SELECT * {word} <{place}> {pattern}"
            assert b"secret" not in ask(query, origin)
    assert untouched(server)


def test_from_names_the_graphs_that_are_asked(origin: Origin) -> None:
    every = select("SELECT ?c { ?c a gi:Claim }", origin).column("c")
    some = select("SELECT ?c FROM gig:t2 { ?c a gi:Claim }", origin).column("c")
    assert {str(iri).rpartition("/")[2] for iri in some} == {"c20", "c21"}
    assert len(set(every)) > 2
    query = "SELECT DISTINCT ?g FROM NAMED gig:t2 { GRAPH ?g { ?s ?p ?o } }"
    assert select(query, origin).rows == ((PREFIXES["gig"] + "t2",),)


def test_modules_in_the_current_folder_are_not_run(
    origin: Origin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("json", "pyoxigraph", "kg", "resource"):
        (tmp_path / f"{name}.py").write_text("open('ran', 'w'); raise SystemExit(99)", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert b"true" in ask("ASK {}", origin)
    assert not (tmp_path / "ran").exists()


# ---- parameters ----------------------------------------------------------------------------------

TEXT = Header({}, (Parameter("x", "text", "-", "any text"),))


@pytest.mark.parametrize(
    "text",
    [
        '" . ?s ?p ?o } #',
        "' } SERVICE <http://x/> {",
        "a\nb\r\tc",
        "{{{{((((",
        "\\u0022 } \\",
        '\\" }',
        "?s $p",
        "<http://x/>",
        "湖北 \u202e 😀",
        '"""',
        "SERVICE",
        "# comment",
        "",
    ],
)
def test_the_value_of_a_parameter_stays_text(origin: Origin, text: str) -> None:
    query = 'SELECT ?y { BIND(CONCAT("", ?x) AS ?y) }'
    assert select(query, origin, bind({"x": text}, TEXT)).rows == ((text,),)


def test_a_filled_variable_keeps_its_column(origin: Origin) -> None:
    params = bind({"x": "acme"}, Header({}, (Parameter("x", "thing", "-", "a thing"),)))
    table = select("SELECT ?x ?n { ?x gi:isStatedIn ?n }", origin, params)
    assert table.column("x") == [PREFIXES["gid"] + "acme"] * len(table) != []


@pytest.mark.parametrize(
    ("kind", "text", "term"),
    [
        ("thing", "acme", "<https://w3id.org/green-industry/id/acme>"),
        ("thing", "gid:acme", "<https://w3id.org/green-industry/id/acme>"),
        ("thing", "<http://x/y>", "<http://x/y>"),
        ("term", "leads", "<https://w3id.org/green-industry/ontology/leads>"),
        ("concept", "high", "<https://w3id.org/green-industry/concept/high>"),
        ("number", "-5.5", '"-5.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("date", "2023-10", '"2023-10"'),
        ("text", "5", '"5"'),
    ],
)
def test_a_parameter_is_read_as_its_kind(kind: str, text: str, term: str) -> None:
    header = Header({}, (Parameter("x", kind, "-", "what"),))
    assert bind({"x": text}, header) == {"x": term}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("thing", "no such"), ("thing", "a:b"), ("thing", "<http://x/> ?p"), ("thing", ""),
        ("thing", "gid:a> . <b"), ("term", "é"), ("concept", "a/b"), ("number", "five"),
        ("number", "1e9"), ("number", "５"), ("number", ""), ("date", "2023-02-30"),
        ("date", "soon"), ("thing", "<http://x/%zz>"), ("text", "\udcff"),
    ],
)  # fmt: skip
def test_a_parameter_of_another_kind_is_refused(kind: str, text: str) -> None:
    with pytest.raises(ParameterError):
        bind({"x": text}, Header({}, (Parameter("x", kind, "-", "what it is for"),)))


def test_a_missing_and_an_unknown_parameter_say_what_the_query_takes() -> None:
    with pytest.raises(ParameterError, match=r"give --param x=\.\.\.: any text"):
        bind({}, TEXT)
    with pytest.raises(ParameterError, match="unknown parameter y; this query takes x: any text"):
        bind({"x": "a", "y": "b"}, TEXT)


def test_a_default_is_filled_in() -> None:
    header = Header({}, (Parameter("n", "number", "3", "how many"),))
    assert bind({}, header)["n"].startswith('"3"')


def test_what_looks_like_an_iri_and_is_none_is_refused() -> None:
    with pytest.raises(ParameterError, match="is no IRI"):
        guess("<http://x/%zz>")


# ---- RDF files -----------------------------------------------------------------------------------

TRIPLE = "<http://x/s> <http://x/p> <http://x/o>"
FILES = {
    "a.ttl": TRIPLE + " .",
    "a.nt": TRIPLE + " .",
    "a.nq": TRIPLE + " <http://x/g> .",
    "a.trig": f"<http://x/g> {{ {TRIPLE} }}",
    "a.jsonld": '{"@id": "http://x/s", "http://x/p": {"@id": "http://x/o"}}',
    "a.rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://x/">'
    '<rdf:Description rdf:about="http://x/s"><x:p rdf:resource="http://x/o"/></rdf:Description>'
    "</rdf:RDF>",
}


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_query_asks_rdf_files_in_each_syntax(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(FILES[name], "utf-8")
    table = select("SELECT ?o { <http://x/s> <http://x/p> ?o }", rdf_files([tmp_path / name]))
    assert table.rows == (("http://x/o",),)


def test_several_files_are_asked_as_one(tmp_path: Path) -> None:
    for name in ("a.ttl", "a.rdf", "a.nq"):
        (tmp_path / name).write_text(FILES[name].replace("/o", "/" + name), "utf-8")
    files = rdf_files([tmp_path / name for name in ("a.ttl", "a.rdf", "a.nq")])
    assert len(select("SELECT ?o { <http://x/s> <http://x/p> ?o }", files)) == 3


def test_a_broken_file_is_named_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<http://x/s> <http://x/p> .\n", "utf-8")
    with pytest.raises(StoreError, match=r"a\.ttl: .*line 1"):
        ask("ASK {}", rdf_files([tmp_path / "a.ttl"]))


@pytest.mark.parametrize("name", ["nowhere.ttl", "nowhere.rdf"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(StoreError, match=r"nowhere\.(ttl|rdf): .*No such file"):
        ask("ASK {}", rdf_files([tmp_path / name]))


def test_an_unknown_suffix_is_refused_with_those_that_are_known(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"a\.docx: unknown kind.*\.jsonld"):
        rdf_files([tmp_path / "a.docx"])


@pytest.mark.parametrize("place", ["web", "file"])
def test_a_remote_context_is_refused_and_not_fetched(
    tmp_path: Path, canary: tuple[str, socket.socket], place: str
) -> None:
    address, server = canary
    (tmp_path / "context.json").write_text('{"@context": {"p": "http://x/p"}}', "utf-8")
    context = address if place == "web" else (tmp_path / "context.json").as_uri()
    (tmp_path / "a.jsonld").write_text(f'{{"@context": "{context}", "p": 1}}', "utf-8")
    with pytest.raises(StoreError, match=r"a\.jsonld: .*context"):
        ask("ASK {}", rdf_files([tmp_path / "a.jsonld"]))
    assert untouched(server)


ENTITIES = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
BOMB = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e0 "bomb">{ENTITIES}]><r>&e9;</r>'


def test_xml_that_declares_entities_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.rdf").write_text(BOMB, "utf-8")
    with pytest.raises(FormatError, match=r"a\.rdf: XML that declares entities is refused"):
        rdf_files([tmp_path / "a.rdf"])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_a_bomb_in_another_encoding_does_not_go_off(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.rdf").write_bytes(BOMB.encode(encoding))
    with pytest.raises(KgError):
        ask("ASK {}", rdf_files([tmp_path / "a.rdf"]))


def test_a_store_that_is_gone_is_a_store_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="nowhere"):
        ask("ASK {}", Origin(store=tmp_path / "nowhere"))
    assert not os.listdir(tmp_path)  # noqa: PTH208  nothing was made by asking
