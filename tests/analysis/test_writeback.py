"""Writing back: measures become observations that SPARQL joins with claims."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.analysis.rank import rank
from kg.analysis.reading import background, network_of_view
from kg.analysis.writeback import measured, writeback
from kg.api import open_graph
from kg.errors import NotComputableError, StoreError, UnknownNameError
from kg.graph.check import run_rule
from kg.graph.lookup import Asking
from kg.graph.release import verify
from kg.graph.store import Reader
from kg.ontology import Ontology

VALUES = """SELECT ?node ?value ?rank ?best ?worst ?on WHERE { GRAPH gig:measures {
  ?o qb:dataSet ?set ; gi:isMeasureOf ?node ; gi:measureValue ?value ; gi:measureRank ?rank ;
    gi:bestRank ?best .
  ?set gi:measureName "degree" ; gi:measuredView "overall" ; gi:measuredGraph ?digest .
  OPTIONAL { ?o gi:worstRank ?worst } OPTIONAL { ?o gi:restsMostOn ?on }
  FILTER(?digest = ?hash) } }"""


@pytest.fixture(scope="module")
def reader(graph_folder: Path, onto: Ontology) -> Reader:
    return Reader(graph_folder, onto)


@pytest.fixture(scope="module")
def written(reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("measured")
    writeback(reader, out, Asking(), ("overall", "money"))
    return out


def test_observations_say_what_the_ranking_says(reader: Reader, written: Path) -> None:
    after = Reader(written, reader.onto)
    network = network_of_view(reader, "overall")
    table = rank(network, "degree", known=background(reader, "en"))
    expected = {
        str(row["id"]): (row["rank"], row["score"], row["interval"]) for row in table.records()
    }
    found = {row["node"]: row for row in after.ask(VALUES, hash=reader.digest)}
    assert found.keys() == expected.keys()
    for node, (place, score, interval) in expected.items():
        row = found[node]
        assert int(row["rank"]) == place
        assert float(row["value"]) == score
        assert row["best"] == str(interval).split("–")[0]
        assert ("worst" in row) == (not str(interval).endswith("none"))


def test_the_file_beside_holds_the_new_quads_alone(written: Path) -> None:
    text = (written / "measures.nq").read_bytes()
    quads = list(ox.parse(text, format=ox.RdfFormat.N_QUADS))
    assert quads
    assert {str(q.graph_name) for q in quads} == {
        "<https://w3id.org/green-industry/graph/measures>"
    }
    assert text.splitlines() == sorted(text.splitlines())


def test_the_written_graph_is_whole_and_breaks_no_rule(reader: Reader, written: Path) -> None:
    verify(written)
    after = Reader(written, reader.onto)
    for name, path in reader.onto.files("checks").items():
        assert set(run_rule(after.store, name, path)) <= set(run_rule(reader.store, name, path))


def test_writing_back_again_replaces_and_repeats(reader: Reader, tmp_path: Path) -> None:
    first, _ = writeback(reader, tmp_path / "a", Asking(), ("overall",))
    second, _ = writeback(reader, tmp_path / "b", Asking(), ("overall",))
    assert first == second
    again, _ = writeback(
        Reader(tmp_path / "a", reader.onto), tmp_path / "c", Asking(), ("overall",)
    )
    assert again["graphs"]["measures"] == first["graphs"]["measures"]


def test_a_measure_that_cannot_be_computed_says_why(reader: Reader) -> None:
    found = {one.measure: one for one in measured(reader, Asking(), ("money",))}
    assert found["degree"].values == ()
    assert "not computable: needs 3 nodes" in found["degree"].refused


def test_nothing_computable_is_refused(reader: Reader, tmp_path: Path) -> None:
    with pytest.raises(NotComputableError, match="not computable"):
        writeback(reader, tmp_path / "out", Asking(), ("money",))
    assert not (tmp_path / "out").exists()


def test_the_graph_itself_is_not_overwritten(reader: Reader) -> None:
    with pytest.raises(StoreError, match="holds the graph itself"):
        writeback(reader, reader.folder, Asking())


def test_an_unknown_view_is_refused(reader: Reader, tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="unknown view"):
        writeback(reader, tmp_path / "out", Asking(), ("monney",))


def test_one_query_joins_constraint_fund_and_deadline(reader: Reader, written: Path) -> None:
    graph = open_graph(store=written)
    name = "high-constraint-no-fund-target-due"
    due = graph.query(name, {"day": "2029-01-01", "least": "0.1"})
    assert {(row["id"], row["claim"], row["deadline"]) for row in due.records()} == {
        ("testland-plan", "o2", "2030"),
        ("testland", "o2", "2030"),
    }
    assert len(graph.query(name, {"day": "2027-01-01", "least": "0.1"})) == 0
    assert len(graph.query(name, {"day": "2029-01-01", "least": "1.9"})) == 0
    assert len(open_graph(store=reader.folder).query(name, {"day": "2029", "least": "0"})) == 0
