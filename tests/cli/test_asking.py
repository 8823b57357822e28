"""Where a query comes from, what it is asked of, its parameters, and its formats."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.cli.asking import FORMATS
from kg.ontology import Ontology
from tests.built import (
    ROOT,
    WORLD,
    ask_world,
    assert_one_line,
    invoke,
    world_ontology,
    world_store,
)

ACME = "SELECT ?name WHERE { gid:acme skos:prefLabel ?name } ORDER BY ?name"
TRIPLES = "CONSTRUCT { gid:acme skos:prefLabel ?n } WHERE { gid:acme skos:prefLabel ?n }"
KINDS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}


def write_rdf(folder: Path, suffix: str) -> Path:
    """Return a file of one triple about 绿色, in a named graph where the format has graphs."""
    node, name = ox.NamedNode("https://example.org/a"), ox.NamedNode("https://example.org/name")
    kind = KINDS[suffix]
    graph = ox.NamedNode("https://example.org/g") if kind.supports_datasets else ox.DefaultGraph()
    quads = [ox.Quad(node, name, ox.Literal("绿色", language="zh"), graph)]
    raw = ox.serialize(
        quads if kind.supports_datasets else [quad.triple for quad in quads], format=kind
    )
    path = folder / f"file.{suffix}"
    path.write_bytes(raw or b"")
    return path


def test_without_a_query_the_named_ones_are_listed_in_either_language() -> None:
    for lang in ("en", "zh"):
        listed = invoke("query", "--lang", lang)
        assert listed.exit_code == 0
        for name in Ontology(ROOT / "ontology").files("queries"):
            assert name[:6] in listed.stdout


def test_a_query_comes_from_a_file_with_or_without_byte_order_mark(tmp_path: Path) -> None:
    for name, raw in (("a.rq", ACME.encode()), ("b.sparql", b"\xef\xbb\xbf" + ACME.encode())):
        (tmp_path / name).write_bytes(raw)
        assert '"Acme"@en' in ask_world("query", tmp_path / name).stdout


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("gone.rq", None, ("gone.rq cannot be read: No such file",)),
        ("gbk.rq", "ASK { # 绿".encode("gbk"), ("gbk.rq is not UTF-8",)),
        ("empty.rq", b"", ("it is empty",)),
        ("comment.rq", b"# ASK {}", ("it is empty",)),
    ],
)
def test_a_file_that_holds_no_query_is_told(
    name: str, raw: bytes | None, words: tuple[str, ...], tmp_path: Path
) -> None:
    if raw is not None:
        (tmp_path / name).write_bytes(raw)
    found = ask_world("query", tmp_path / name)
    assert found.exit_code == 1
    assert_one_line(found.stderr, *words)


def test_a_query_given_twice_is_refused() -> None:
    found = ask_world("query", "overview", "-e", "ASK {}")
    assert found.exit_code == 1
    assert_one_line(found.stderr, "a query or -e, not both")


def test_named_queries_answer_in_either_language() -> None:
    english = ask_world("query", "three-chains", "--format", "md").stdout
    chinese = ask_world("query", "three-chains", "--format", "md", "--lang", "zh").stdout
    assert "Acme" in english
    assert "阿克米公司" in chinese


def named(folder: Path, text: str) -> Path:
    """Return an ontology folder with one more named query, `mine`."""
    onto = Path(shutil.copytree(world_ontology(), folder / "ontology"))
    (onto / "queries" / "mine.rq").write_text(text, "utf-8")
    return onto


HEADED = """# title.en: Mine
# param who thing - an organization
# param least number 5 the least number
# param word text green a word
SELECT ?who ?least ?word WHERE { VALUES ?x { 1 } FILTER(BOUND(?x)) }
"""


def ask_mine(onto: Path, *arguments: str) -> tuple[int, list[list[str]], str]:
    found = ask_world("query", "mine", "--ontology", onto, "--format", "csv", *arguments)
    return found.exit_code, list(csv.reader(io.StringIO(found.stdout))), found.stderr


def test_parameters_are_read_by_their_kind_and_defaults_filled_in(tmp_path: Path) -> None:
    onto = named(tmp_path, HEADED)
    code, rows, _ = ask_mine(onto, "--param", "who=acme", "--param", "least=2.5")
    assert code == 0
    assert rows == [
        ["who", "least", "word"],
        ["https://w3id.org/green-industry/id/acme", "2.5", "green"],
    ]


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ((), ("give --param who=...: an organization",)),
        (("who=a", "whom=b"), ("unknown parameter whom", "this query takes who: an organization")),
        (("who=acmee",), ("unknown thing 'acmee'", "did you mean acme")),
        (("who=acme } DROP",), ("unknown thing 'acme } DROP'",)),
        (("who=acme", "least=many"), ("parameter least: 'many' is no number",)),
        (("who",), ("--param 'who' is not of the form name=value",)),
        (("=acme",), ("is not of the form name=value",)),
        (("who=\udcff",), ("its value is not UTF-8",)),
    ],
)
def test_a_parameter_that_does_not_fit_is_told(
    params: tuple[str, ...], words: tuple[str, ...], tmp_path: Path
) -> None:
    onto = named(tmp_path, HEADED)
    code, rows, error = ask_mine(onto, *(part for p in params for part in ("--param", p)))
    assert (code, rows) == (1, [])
    assert_one_line(error, *words)


INJECTIONS = [
    'x" } INSERT DATA { gid:a gid:b gid:c } #',
    "x\\",
    '"""',
    "?word } UNION { ?who ?least ?word",
    "a\nb\r\tc",
    "$least",
    "<https://example.org/>",
    "绿色 ' \" \\ { } # ?who",
]


@pytest.mark.parametrize("text", INJECTIONS)
def test_what_a_parameter_says_stays_its_value(text: str, tmp_path: Path) -> None:
    onto = named(tmp_path, HEADED)
    arguments = ("--param", "who=acme", "--param", f"word={text}")
    found = ask_world("query", "mine", "--ontology", onto, "--format", "json", *arguments)
    assert found.exit_code == 0
    rows = json.loads(found.stdout)["results"]["bindings"]
    assert [row["word"] for row in rows] == [{"type": "literal", "value": text}]


def test_a_query_without_header_takes_parameters_for_its_variables_only() -> None:
    asked = ("query", "-e", "SELECT ?n WHERE { ?x skos:prefLabel ?n }", "--format", "csv")
    assert "阿克米公司" in ask_world(*asked, "--param", "x=gid:acme").stdout
    found = ask_world(*asked, "--param", "y=gid:acme")
    assert found.exit_code == 1
    assert_one_line(found.stderr, "unknown parameter y")


@pytest.mark.parametrize("suffix", KINDS)
def test_rdf_files_of_every_kind_are_asked_as_they_are(suffix: str, tmp_path: Path) -> None:
    path = write_rdf(tmp_path, suffix)
    found = invoke("query", "-e", "SELECT ?o WHERE { ?s ?p ?o }", "--data", path, "--format", "csv")
    assert (found.exit_code, found.stdout.split()) == (0, ["o", "绿色"])


def test_several_rdf_files_are_asked_at_once(tmp_path: Path) -> None:
    data = [part for suffix in KINDS for part in ("--data", str(write_rdf(tmp_path, suffix)))]
    asked = ("query", "-e", "SELECT DISTINCT ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
    found = invoke(*asked, *data, "--format", "csv")
    assert found.stdout.split() == ["o,g", "绿色,https://example.org/g"]


def test_a_triple_that_two_sources_state_is_one_answer(tmp_path: Path) -> None:
    triple = "<https://example.org/a> <https://example.org/b> 'c'"
    path = tmp_path / "two.trig"
    path.write_text("".join(f"<https://example.org/{g}> {{ {triple} }}\n" for g in "gh"), "utf-8")
    asked = ("query", "-e", "SELECT ?o WHERE { ?s ?p ?o }", "--data", path, "--format", "csv")
    assert invoke(*asked).stdout.split() == ["o", "c"]


@pytest.mark.parametrize(
    ("name", "raw", "code", "words"),
    [
        ("a.docx", b"", 1, ("unknown kind of RDF file",)),
        ("a.ttl", b"<a> <b>", 1, ("a.ttl",)),
        ("a.nt", b"\xff\xfe", 1, ("a.nt",)),
        ("a.rdf", b'<!DOCTYPE r [<!ENTITY a "aa">]><r/>', 1, ("entities is refused",)),
        ("gone.ttl", None, 2, ("does not exist",)),
    ],
)
def test_a_file_that_is_no_rdf_is_told(
    name: str, raw: bytes | None, code: int, words: tuple[str, ...], tmp_path: Path
) -> None:
    if raw is not None:
        (tmp_path / name).write_bytes(raw)
    found = invoke("query", "-e", "ASK {}", "--data", tmp_path / name)
    assert (found.exit_code, found.stdout) == (code, "")
    assert all(word in found.stderr for word in words)
    assert "Traceback" not in found.stderr


def test_a_folder_of_tables_is_built_and_asked() -> None:
    found = invoke("query", "-e", ACME, "--data", WORLD, "--format", "csv")
    assert found.stdout.split() == ["name", "Acme", "阿克米公司"]


def test_where_to_ask_may_be_said_once_only(tmp_path: Path) -> None:
    path = write_rdf(tmp_path, "ttl")
    for more, words in (
        (("--data", path, "--store", world_store()), "--data or --store, not both"),
        (("--data", path, "--data", WORLD), "one folder of tables, or RDF files"),
    ):
        found = invoke("query", "-e", "ASK {}", *more)
        assert found.exit_code == 1
        assert_one_line(found.stderr, words)


@pytest.mark.parametrize("form", FORMATS)
def test_a_format_fits_the_form_of_the_query_or_says_which_do(form: str) -> None:
    results = ("table", "md", "json", "xml", "csv", "tsv")
    for query, fits in ((ACME, form in results), (TRIPLES, form not in results)):
        found = ask_world("query", "-e", query, "--format", form)
        assert found.exit_code == (0 if fits else 1)
        if fits:
            assert "Acme" in found.stdout
        else:
            assert_one_line(found.stderr, "choose one of")


def test_a_graph_is_written_as_turtle_unless_told_otherwise() -> None:
    found = ask_world("query", "-e", TRIPLES)
    assert {str(t.object) for t in ox.parse(found.stdout.encode(), format=KINDS["ttl"])} == {
        '"Acme"@en',
        '"阿克米公司"@zh',
    }


@pytest.mark.parametrize(
    ("form", "written"),
    [("csv", "true\n"), ("tsv", "true\n"), ("json", '{"head":{},"boolean":true}')],
)
def test_a_yes_or_no_is_answered_in_every_format(form: str, written: str) -> None:
    assert ask_world("query", "-e", "ASK { gid:acme ?p ?o }", "--format", form).stdout == written


def test_a_yes_or_no_is_answered_in_words_in_a_table() -> None:
    shown = ask_world("query", "-e", "ASK { gid:nobody ?p ?o }", "--format", "table").stdout
    assert shown.split() == ["answer", "──────", "no"]


def test_a_table_shortens_names_and_counts_no_rows_aloud() -> None:
    shown = ask_world("query", "-e", "SELECT ?x { ?x a gi:Park }", "--format", "table").stdout
    assert "gid:east-park" in shown
    empty = ask_world("query", "-e", "SELECT ?x { ?x a gi:Fund }", "--format", "table").stdout
    assert "(no rows)" in empty
