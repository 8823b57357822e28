"""A new class with its data flows to the drawing without a line of Python (decision 1)."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

import kg
from kg.api import Graph
from kg.graph.make import checked
from tests.built import ROOT, WORLD, invoke, world_ontology

TURTLE = """
@prefix gi: <https://w3id.org/green-industry/ontology/> .
@prefix gid: <https://w3id.org/green-industry/id/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

gi:Guild a owl:Class ;
  rdfs:subClassOf gi:Organization ;
  rdfs:isDefinedBy <https://w3id.org/green-industry/ontology> ;
  skos:prefLabel "guild"@en , "行会"@zh ;
  skos:definition "An organization of craftspeople of one trade."@en ,
    "同一行业工匠组成的组织。"@zh ;
  gi:drawnInColor "#123abc" ; gi:drawnInDarkColor "#abc123" ; gi:drawnAsShape "star" .
"""
VIEW = """# title.en: Guilds
# title.zh: 行会
# question.en: Which guild is tied to what?
# question.zh: 哪个行会与什么相关？
# weight.en: each claim counts one
# weight.zh: 每项陈述计一
# direction: directed
SELECT ?source ?target ?relation ?weight ?modality ?certainty ?claim WHERE {
  ?claim rdf:subject ?source ; rdf:predicate ?relation ; rdf:object ?target ;
    gi:hasModality ?modality ; gi:hasCertainty ?certainty .
  ?source a gi:Guild .
  BIND(1 AS ?weight)
}
"""
CLAIMS = [
    {
        "id": f"c9{n}",
        "source": "t1",
        "start": str(start),
        "end": str(end),
        "sha256": "0" * 64,
        "subject": "smiths",
        "predicate": predicate,
        "object": target,
        "modality": "fact",
        "certainty": "high",
        "derivation": "stated",
        "paraphrase_en": f"The smiths, sentence {n}.",
        "paraphrase_zh": f"铁匠行会第{n}句。",
    }
    for n, (predicate, target, start, end) in enumerate(
        [("isLocatedIn", "east-city", 35, 40), ("cooperatesWith", "acme", 41, 48)]
    )
]


def append(path: Path, rows: list[dict[str, str]]) -> None:
    """Add rows to a table, cells that are not given empty."""
    with path.open(encoding="utf-8", newline="") as stream:
        head = next(csv.reader(stream))
    with path.open("a", encoding="utf-8", newline="") as stream:
        csv.DictWriter(stream, head, restval="", lineterminator="\n").writerows(rows)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return data and ontology of the world, with guilds in them."""
    here = tmp_path_factory.mktemp("guilds")
    data = Path(shutil.copytree(WORLD, here / "data"))
    onto = Path(shutil.copytree(world_ontology(), here / "ontology"))
    (onto / "guilds.ttl").write_text(TURTLE, "utf-8")
    (onto / "views" / "guilds.rq").write_text(VIEW, "utf-8")
    smiths = {"id": "smiths", "class": "Guild", "zh": "铁匠行会", "en": "Guild of Smiths"}
    append(
        data / "entities" / "actors.csv",
        [{**smiths, "pinyin": "tiejiang hanghui", "source": "t1", "certainty": "high"}],
    )
    append(data / "claims" / "t1.csv", CLAIMS)
    return data, onto


@pytest.fixture(scope="module")
def graph(folders: tuple[Path, Path]) -> Graph:
    data, onto = folders
    return kg.load(data=data, ontology=onto)


def test_the_new_class_breaks_no_table_and_no_rule_on_things(folders: tuple[Path, Path]) -> None:
    data, onto = folders
    errors = checked(data, onto, None, None)
    assert "smiths" not in str(errors.rows)


def test_the_class_is_new() -> None:
    for path in (ROOT / "kg").rglob("*.py"):
        assert "guild" not in path.read_text("utf-8").lower()


def test_sparql_finds_it_under_its_class_and_under_the_classes_above(graph: Graph) -> None:
    for name in ("Guild", "Organization", "Thing"):
        found = graph.query(f"SELECT ?x WHERE {{ ?x a gi:{name} }}").column("x")
        assert "https://w3id.org/green-industry/id/smiths" in found


@pytest.mark.parametrize("text", ["铁匠行会", "guild of smiths", "tiejiang"])
def test_find_knows_it_by_all_its_names(graph: Graph, text: str) -> None:
    row = next(graph.find(text, "zh").records())
    assert (row["id"], row["name"], row["class"]) == ("smiths", "铁匠行会", "行会")


def test_show_tells_what_is_said_of_it(graph: Graph) -> None:
    table = graph.show("smiths")
    assert table.title == "Guild of Smiths · guild · smiths"
    assert sorted(map(str, table.column("claim"))) == ["c90", "c91"]


def test_its_view_is_a_network(graph: Graph) -> None:
    network = graph.network("guilds")
    assert [node.label("zh") for node in network.nodes] == ["阿克米公司", "东市", "铁匠行会"]
    assert len(network.ties) == 2


def test_it_is_ranked_with_the_label_of_its_class(graph: Graph) -> None:
    first = graph.rank("guilds", "degree").rows[0]
    assert {"Guild of Smiths", "guild", "smiths", 2} <= set(first)
    assert "行会" in graph.rank("guilds", "degree", lang="zh").rows[0]


def test_it_is_in_the_general_views_without_being_named_there(graph: Graph) -> None:
    assert "https://w3id.org/green-industry/id/smiths" in graph.network("overall").to_networkx()


def test_it_is_drawn_with_its_colours_shape_label_and_evidence(graph: Graph) -> None:
    picture = graph.picture("guilds")
    kind = picture.kinds["https://w3id.org/green-industry/ontology/Guild"]
    assert (kind.color, kind.dark, kind.shape) == ("#123abc", "#abc123", "star")
    page = graph.page("guilds", "zh")
    for words in ("#123abc", "#abc123", "行会", "guild", "铁匠行会", "The smiths, sentence 1."):
        assert words in page


def test_it_is_exported_with_its_class(graph: Graph) -> None:
    nodes = graph.export("csv")["nodes.csv"].decode("utf-8")
    assert "smiths,Guild,铁匠行会,Guild of Smiths\n" in nodes


def test_the_command_line_asks_for_it_by_the_folders(folders: tuple[Path, Path]) -> None:
    data, onto = folders
    query = "SELECT ?n WHERE { ?x a gi:Guild ; skos:prefLabel ?n FILTER(LANG(?n) = 'zh') }"
    found = invoke("query", "-e", query, "--data", data, "--ontology", onto, "--format", "csv")
    assert found.stdout.split() == ["n", "铁匠行会"]
