"""The Python API: one graph object that is asked, shown, ranked, drawn and exported."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest

import kg
from kg.analysis.clusters import Settings
from kg.api import Graph, language_and_day
from kg.errors import (
    ForbiddenQueryError,
    FormatError,
    KgError,
    ParameterError,
    QueryLimitError,
    QuerySyntaxError,
    StoreError,
    UnknownNameError,
)
from kg.graph.sparql import Limits
from kg.report.desk import with_ids
from kg.text.table import Table
from tests.built import ROOT, WORLD, WORLD_CORPUS, timed_store, world_graph, world_store

ID = "https://w3id.org/green-industry/id/"
TERM = "https://w3id.org/green-industry/ontology/"


@pytest.fixture(scope="module")
def graph() -> Graph:
    return world_graph()


def test_a_store_and_its_tables_load_as_the_same_graph(graph: Graph) -> None:
    of_tables = kg.load(data=WORLD, ontology=ROOT / "ontology")
    assert of_tables.reader.digest == graph.reader.digest
    assert kg.load(str(world_store())).reader.digest == graph.reader.digest
    assert len(of_tables) == len(graph) > 1000


def test_without_arguments_the_shipped_graph_is_loaded(graph: Graph) -> None:
    shipped = kg.load()
    assert len(shipped) > len(graph)
    assert shipped.find("湖北省").column("id")[0] == "hubei"


def test_a_graph_says_what_it_is(graph: Graph) -> None:
    assert repr(graph) == f"<kg graph of {len(graph)} quads, {graph.reader.digest[:12]}>"
    assert repr(graph)[1:-1] in graph._repr_html_()
    assert "<table>" in graph._repr_html_()


def test_what_is_handed_out_shows_itself_in_a_notebook(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = graph.network("three-chains")
    shown = {
        "network": network._repr_html_(),
        "picture": graph.picture("three-chains")._repr_html_(),
        "report": graph.report("gaps")._repr_html_(),
        "ontology": graph.onto._repr_html_(),
        "difference": graph.difference(before="2024", after="2025")._repr_html_(),
    }
    assert f"<h3>{network.title('en')}</h3>" in shown["network"]
    assert all("<svg" in shown[name] for name in ("network", "picture"))
    assert all("<table>" in shown[name] for name in ("report", "ontology", "difference"))
    monkeypatch.setenv("KG_LANG", "zh")
    assert f"<h3>{network.title('zh')}</h3>" in network._repr_html_()
    assert "阿克米公司" in network._repr_html_()


def test_a_thing_in_a_query_may_go_by_any_name_but_must_be_there(graph: Graph) -> None:
    by_id = graph.query("names-of", {"thing": "acme"})
    assert len(by_id) > 0
    for name in ("gid:acme", f"<{ID}acme>", "阿克米公司", "Acme"):
        assert graph.query("names-of", {"thing": name}).rows == by_id.rows
    with pytest.raises(UnknownNameError, match=r"unknown thing 'acmee'; did you mean acme"):
        graph.query("names-of", {"thing": "acmee"})
    assert graph.query("three-chains", {"chain": "any"}).fields


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"store": "nowhere"}, "nowhere holds no built graph"),
        ({"data": "nowhere"}, "nowhere is no folder"),
        ({"ontology": "nowhere"}, "nowhere is no ontology folder"),
    ],
)
def test_a_folder_that_is_missing_is_told(how: dict[str, str], words: str) -> None:
    with pytest.raises(StoreError, match=words):
        kg.load(**how)


def test_a_store_and_tables_at_once_are_refused() -> None:
    with pytest.raises(ParameterError, match="a store or tables, not both"):
        kg.load(store=world_store(), data=WORLD)


def test_in_memory_the_answers_are_the_same(graph: Graph) -> None:
    held = kg.load(world_store(), memory=True)
    everything = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"
    assert held.query(everything).rows == graph.query(everything).rows
    assert held.query("three-chains").rows == graph.query("three-chains").rows
    assert held.show("acme") == graph.show("acme")
    assert held.find("acme") == graph.find("acme")
    assert held.rank("overall").rows == graph.rank("overall").rows
    with pytest.raises(ForbiddenQueryError):
        held.query("SELECT * { SERVICE <http://x/> {} }")
    with pytest.raises(QueryLimitError, match=r"stopped after 0\.5 seconds"):
        held.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", {}, Limits(0.5))


def test_in_memory_a_query_asks_no_disk(tmp_path: Path) -> None:
    folder = shutil.copytree(world_store(), tmp_path / "graph")
    code = "import kg, shutil, sys; graph = kg.load(sys.argv[1], memory=True);"
    code += "shutil.rmtree(sys.argv[1]); print(graph.query('ASK { gid:acme ?p ?o }').rows)"
    done = subprocess.run(
        [sys.executable, "-c", code, folder], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("((True,),)\n", "")


@pytest.mark.parametrize("top", [0, -1])
def test_a_rank_of_no_rows_is_refused(graph: Graph, top: int) -> None:
    with pytest.raises(ParameterError, match=f"top is {top}; give 1 or more"):
        graph.rank("overall", top=top)


def test_a_query_gives_a_table_with_its_text_as_method(graph: Graph) -> None:
    text = "SELECT ?name WHERE { gid:acme skos:prefLabel ?name } ORDER BY ?name"
    table = graph.query(text)
    assert table.rows == (("Acme",), ("阿克米公司",))
    assert table.method == text


def test_a_named_query_is_asked_by_its_name_with_parameters(graph: Graph) -> None:
    chains = graph.query("three-chains", {"lang": "zh"})
    assert chains.title
    assert "阿克米公司" in {cell for row in chains.rows for cell in row}


def test_every_named_query_and_view_is_listed(graph: Graph) -> None:
    assert graph.queries.column("query") == list(graph.onto.files("queries"))
    assert graph.views.column("view") == list(graph.onto.files("views"))
    assert all(graph.views.column("question"))


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("overveiw", UnknownNameError, "unknown query 'overveiw'; did you mean overview"),
        ("SELECT ?x WHERE {", QuerySyntaxError, "not valid SPARQL"),
        ("", QuerySyntaxError, "empty"),
        ("CONSTRUCT { ?a ?b ?c } WHERE { ?a ?b ?c }", FormatError, "CONSTRUCT and DESCRIBE"),
    ],
)
def test_a_query_that_cannot_be_asked_is_refused(
    graph: Graph, text: str, kind: type[KgError], words: str
) -> None:
    with pytest.raises(kind, match=words):
        graph.query(text)


@pytest.mark.parametrize(
    ("params", "words"),
    [({"y": "1"}, "unknown parameter y"), ({"x": "\udcff"}, "not UTF-8")],
)
def test_a_parameter_that_does_not_fit_is_refused(
    graph: Graph, params: dict[str, str], words: str
) -> None:
    with pytest.raises(ParameterError, match=words):
        graph.query("SELECT ?n WHERE { ?x skos:prefLabel ?n }", params)


def test_a_query_has_limits_of_its_own(graph: Graph) -> None:
    with pytest.raises(QueryLimitError, match="larger than 10 bytes"):
        graph.query("SELECT * WHERE { ?a ?b ?c }", limits=Limits(size=10))
    with pytest.raises(QueryLimitError, match=r"stopped after 0\.5 seconds"):
        graph.query(
            "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", limits=Limits(0.5)
        )


def test_find_show_and_evidence_lead_from_a_name_to_the_passage(graph: Graph) -> None:
    thing = str(graph.find("阿克米").column("id")[0])
    claim = str(graph.show(thing).column("claim")[0])
    found = dict(graph.evidence(claim, corpus=str(WORLD_CORPUS)).rows)
    assert (thing, claim) == ("acme", "c12")
    assert found["text"] == "“Acme should move to the East Park”"


def test_show_takes_language_and_day(graph: Graph) -> None:
    assert graph.show("ann", "zh").title.startswith("安省长 · 人")
    assert len(graph.show("ann", as_of="2024")) == len(graph.show("ann", as_of="2030")) + 1
    with pytest.raises(ParameterError, match="no such day"):
        graph.show("ann", as_of="2024-02-30")


@pytest.mark.parametrize("call", ["show", "evidence"])
def test_an_unknown_name_is_an_error_with_its_near_misses(graph: Graph, call: str) -> None:
    with pytest.raises(UnknownNameError, match="unknown") as caught:
        getattr(graph, call)("acmee")
    assert caught.value.name == "acmee"


def test_a_network_is_a_multidigraph_with_labels_kinds_weights_and_claims(graph: Graph) -> None:
    network = graph.network("overall").to_networkx()
    assert type(network) is nx.MultiDiGraph
    assert network.nodes[ID + "acme"] == {
        "label": "Acme",
        "label_zh": "阿克米公司",
        "kind": TERM + "Enterprise",
    }
    (edge,) = network.get_edge_data(ID + "acme", ID + "east-park").values()
    assert edge["relation"] == TERM + "isInPark"
    assert (edge["weight"], edge["claims"]) == (1.0, (ID + "c12",))
    assert edge["modality"].endswith("/proposal")


def test_an_unknown_view_is_an_error_with_the_views_there_are(graph: Graph) -> None:
    for call in (graph.network, graph.rank, graph.clusters, graph.page):
        with pytest.raises(UnknownNameError, match=r"unknown view 'nosuch' \(there are .*overall"):
            call("nosuch")


def test_a_day_leaves_out_ties_of_other_days_and_their_claims() -> None:
    graph = kg.load(timed_store())
    assert (
        len(graph.network("overall", "2024").ties) == len(graph.network("overall", "2030").ties) + 1
    )
    assert ID + "c12" in graph.picture("overall", "2024").claims
    later = graph.picture("overall", "2030")
    assert ID + "c12" not in later.claims
    assert all(ID + "c12" not in node.claims for node in later.nodes)


@pytest.mark.parametrize("call", ["network", "picture", "page"])
def test_what_is_no_day_is_refused(graph: Graph, call: str) -> None:
    with pytest.raises(ParameterError, match=r"as of 'soon': not a date"):
        getattr(graph, call)("overall", as_of="soon")


def test_rank_lists_ids_that_the_other_calls_take(graph: Graph) -> None:
    table = graph.rank("overall", "degree", 5)
    assert len(table) == 5
    assert all(graph.show(str(name)).title for name in table.column("id"))
    scores = [float(str(score)) for score in table.column("score")]
    assert scores == sorted(scores, reverse=True)


def test_rank_and_clusters_take_language_and_day_and_nothing_else(graph: Graph) -> None:
    assert "氢能产业链" in graph.rank("overall", lang="zh", as_of="2024").column("label")
    assert "氢能产业链" in str(graph.clusters("overall", lang="zh", as_of="2024").rows)
    for call in (graph.rank, graph.clusters):
        with pytest.raises(ParameterError, match="unknown option language; there are lang and as"):
            call("overall", language="zh")


def test_an_unknown_measure_is_an_error_with_its_near_misses(graph: Graph) -> None:
    with pytest.raises(UnknownNameError, match="did you mean degree"):
        graph.rank("overall", "degre")


def test_clusters_take_settings_and_cover_the_network(graph: Graph) -> None:
    table = graph.clusters("overall", Settings("cpm", 0.2, 3))
    assert table.meta["method"] != graph.clusters("overall").meta["method"]
    sizes = [int(str(size)) for size in table.column("size")]
    assert sum(sizes) <= len(graph.network("overall").nodes)


def test_a_page_is_one_html_document_in_the_language_asked_for(graph: Graph) -> None:
    page = graph.page("overall", "zh")
    assert page.startswith('<!DOCTYPE html>\n<html lang="zh')
    assert page.rstrip().endswith("</html>")
    assert page == graph.page("overall", "zh")
    with pytest.raises(FormatError, match="'fr'"):
        graph.page("overall", "fr")


def test_export_gives_contents_by_file_name(graph: Graph) -> None:
    assert set(graph.export("csv")) == {"nodes.csv", "edges.csv"}
    assert set(graph.export("gexf", "policy")) == {"policy.gexf"}
    (raw,) = graph.export("nq").values()
    assert len(raw.splitlines()) == len(graph)
    (network,) = graph.export("cytoscape").values()
    assert json.loads(network)["elements"]["nodes"]
    with pytest.raises(FormatError, match="unknown format 'xlsx'; choose one of"):
        graph.export("xlsx")


def test_rdflib_holds_as_many_quads_and_answers_over_all_sources(graph: Graph) -> None:
    dataset = graph.to_rdflib()
    assert sum(1 for _ in dataset.quads()) == len(graph)
    found = dataset.query("SELECT ?n WHERE { gid:acme skos:prefLabel ?n FILTER(LANG(?n) = 'zh') }")
    assert [str(row[0]) for row in found] == ["阿克米公司"]
    assert f"{ID[:-3]}graph/t1" in {str(context.identifier) for context in dataset.graphs()}


def test_html_of_an_answer_is_escaped(graph: Graph) -> None:
    payload = "<img src=x onerror=alert(1)>"
    table = graph.query(f'SELECT ("{payload}" AS ?x) WHERE {{}}')
    assert "&lt;img src=x" in table._repr_html_()
    assert "<img" not in table._repr_html_()
    assert "<img" not in graph.find(payload)._repr_html_()


def test_language_and_day_have_defaults() -> None:
    assert language_and_day({}) == ("en", "")
    assert language_and_day({"as_of": "2024"}) == ("en", "2024")


def test_only_our_own_names_are_shortened() -> None:
    table = Table.of(["a", "b"], [[ID + "acme", "https://example.org/x"], [3, None]])
    assert with_ids(table).rows == (("acme", "https://example.org/x"), (3, None))


def test_two_graphs_may_be_open_at_once(graph: Graph, tmp_path: Path) -> None:
    other = kg.load(timed_store())
    assert other.reader.digest != graph.reader.digest
    assert len(graph.find("acme")) == len(other.find("acme"))
    assert list(tmp_path.iterdir()) == []
