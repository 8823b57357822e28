"""Building: what claims become in the graph, and that equal tables give equal bytes."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import DataError, StoreError
from kg.graph.build import build_graph, canonical_dump
from kg.graph.store import ask
from kg.ontology import Ontology
from kg.text.names import shorten

HERE = Path(__file__).parents[1]
Edit = Callable[[str, str, str, str], None]


@pytest.fixture(scope="module")
def graph(onto: Ontology) -> ox.Store:
    return build_graph(HERE / "world", onto)


def rows(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    """Return the rows of a query, IRIs in short form, sorted."""
    return sorted(tuple(shorten(cell) for cell in row.values()) for row in ask(store, query))


def holds(store: ox.Store, pattern: str) -> bool:
    """Return whether the graph has a match for a pattern."""
    return bool(list(ask(store, f"SELECT (1 AS ?yes) {{ {pattern} }} LIMIT 1")))


def test_a_fact_is_also_a_plain_triple_in_the_graph_of_its_source(graph: ox.Store) -> None:
    assert rows(graph, "SELECT ?g { GRAPH ?g { gid:testland gi:supports gid:three-chains } }") == [
        ("gig:t1",)
    ]


def test_a_proposal_stays_a_claim(graph: ox.Store) -> None:
    assert holds(graph, "gid:c12 rdf:predicate gi:isInPark ; gi:hasModality gic:proposal")
    assert not holds(graph, "?anything gi:isInPark ?park")


@pytest.mark.parametrize("modality", ["target", "plan", "proposal", "opinion", "forecast"])
def test_only_facts_are_plain(world: Path, onto: Ontology, edit: Edit, modality: str) -> None:
    edit("claims/t1.csv", "c1", "modality", modality)
    store = build_graph(world, onto)
    assert holds(store, "gid:c1 a gi:Claim ; rdf:predicate gi:supports")
    assert not holds(store, "gid:testland gi:supports gid:three-chains")


def test_a_target_is_an_observation_and_no_plain_number(graph: ox.Store) -> None:
    assert holds(graph, "gid:o2 a gi:Target , gi:Observation ; gi:isSetBy gid:testland-plan")
    assert not holds(graph, "gid:o1 a gi:Target")
    assert not holds(graph, "gid:testland ?any 5000")
    assert not holds(graph, "gid:testland gid:income ?any")


def test_a_value_is_a_canonical_decimal_and_a_missing_one_is_none(graph: ox.Store) -> None:
    assert rows(graph, "SELECT ?v (STR(?v) AS ?t) { gid:o2 gi:numericValue ?v }") == [
        ("5000", "5000")
    ]
    assert holds(graph, "gid:o3 gi:hasComparator gic:missing")
    assert not holds(graph, "gid:o3 gi:numericValue ?v")


def test_two_observations_of_one_figure_are_one_figure(graph: ox.Store) -> None:
    found = rows(graph, "SELECT ?o ?f { ?o gi:isFigure ?f }")
    figures = dict(found)
    assert set(figures) == {"gid:o1", "gid:o2", "gid:o3", "gid:o4"}
    assert figures["gid:o1"] == figures["gid:o4"]
    assert len(set(figures.values())) == 3


def test_a_merged_thing_is_spoken_of_under_the_name_that_stays(graph: ox.Store) -> None:
    assert holds(graph, "gid:c8 rdf:object gid:acme")
    assert holds(graph, 'gid:m1 gi:refersTo gid:acme ; gi:printedForm "Acme Hydrogen Ltd"')
    assert rows(graph, 'SELECT ?n { gid:acme skos:prefLabel ?n FILTER(LANG(?n)="en") }') == [
        ("Acme",)
    ]
    about = rows(graph, "SELECT ?p { gid:acme-as-printed ?p ?o }")
    assert {p for (p,) in about} == {"dcterms:isReplacedBy"}


def test_decisions_keep_the_names_they_are_about(graph: ox.Store) -> None:
    assert holds(graph, "gid:i1 gi:hasLeft gid:acme-as-printed ; gi:hasRight gid:acme")
    assert holds(graph, "gid:acme-as-printed dcterms:isReplacedBy gid:acme")
    assert holds(graph, "gid:beta gi:isPossiblySameAs gid:acme")
    assert holds(graph, "gid:testland-university gi:isDifferentThingFrom gid:ann")


def test_members_of_role_groups_hold_roles(graph: ox.Store) -> None:
    query = "SELECT ?who ?kind { ?r a gi:RoleAssignment ; gi:isHeldBy ?who ; gi:hasRoleKind ?kind }"
    assert sorted(set(rows(graph, query))) == [
        ("gid:acme", "gic:chain-master"),
        ("gid:ann", "gic:chain-leader"),
        ("gid:testland-university", "gic:chain-innovator"),
    ]


def test_a_role_has_the_time_and_the_claims_it_rests_on(graph: ox.Store) -> None:
    leader = (
        "?r gi:isHeldBy gid:ann ; gi:isSupportedBy gid:c4 ; gi:concernsChain gid:hydrogen-chain"
    )
    assert holds(graph, leader + " ; gi:validFrom ?from ; gi:validUntil ?until")
    query = "SELECT ?c { ?r gi:isHeldBy gid:acme ; gi:isSupportedBy ?c }"
    assert {("gid:c20",), ("gid:c8",)} <= set(rows(graph, query))


def test_a_declared_size_leaves_unnamed_slots(graph: ox.Store) -> None:
    assert rows(
        graph, "SELECT ?n ?m { gid:chain-masters gi:namedMembers ?n ; gi:unnamedMembers ?m }"
    ) == [("2", "1")]
    assert rows(
        graph, "SELECT ?s ?n { ?s gi:fillsSlotOf gid:chain-masters ; gi:slotNumber ?n }"
    ) == [("gid:chain-masters-unnamed-1", "1")]


def test_an_unnamed_slot_is_called_so_in_both_languages(graph: ox.Store) -> None:
    query = "SELECT (LANG(?n) AS ?l) { gid:chain-masters-unnamed-1 skos:prefLabel ?n }"
    assert rows(graph, query) == [("en",), ("zh",)]


def test_things_are_also_of_the_superclasses(graph: ox.Store) -> None:
    assert holds(graph, "gid:acme a gi:Enterprise , gi:Organization , gi:Thing")
    assert not holds(graph, "gid:acme a gi:Person")


def test_dates_keep_their_precision(graph: ox.Store) -> None:
    query = "SELECT (DATATYPE(?d) AS ?t) { gid:testland-plan gi:issueDate ?d }"
    assert rows(graph, query) == [("xsd:gYearMonth",)]


def test_a_contradiction_of_identities_stops_the_build(
    world: Path, onto: Ontology, edit: Edit
) -> None:
    edit("identities.csv", "i2", "left", "acme-as-printed")
    with pytest.raises(DataError, match=r"identities\.csv:3:decision"):
        build_graph(world, onto)


def test_a_rule_that_is_no_sparql_is_named(tmp_path: Path, world: Path, onto: Ontology) -> None:
    folder = Path(shutil.copytree(onto.folder, tmp_path / "onto"))
    (folder / "rules" / "99-bad.ru").write_text("INSERT { oops", "utf-8")
    with pytest.raises(StoreError, match=r"rules/99-bad\.ru"):
        build_graph(world, Ontology(folder))


@pytest.mark.parametrize(
    "rule",
    ["LOAD <{}>", "INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{}> {{ ?s ?p ?o }} }}"],
)
def test_a_rule_opens_no_connection(tmp_path: Path, world: Path, onto: Ontology, rule: str) -> None:
    folder = Path(shutil.copytree(onto.folder, tmp_path / "onto"))
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0.2)
        address = f"http://127.0.0.1:{canary.getsockname()[1]}/"
        (folder / "rules" / "99-far.ru").write_text(rule.format(address), "utf-8")
        with pytest.raises(StoreError, match=r"rules/99-far\.ru: .*refused"):
            build_graph(world, Ontology(folder))
        with pytest.raises(TimeoutError):
            canary.accept()


def test_equal_tables_give_equal_bytes_under_any_hash_seed_clock_and_locale() -> None:
    code = (
        "import hashlib,sys;from pathlib import Path;from kg.ontology import Ontology;"
        "from kg.graph.build import build_graph,canonical_dump;"
        "g=build_graph(Path(sys.argv[1]),Ontology(Path(sys.argv[2])));"
        "print(hashlib.sha256(canonical_dump(g)).hexdigest())"
    )
    found = set()
    for seed, zone, locale in (("1", "Asia/Shanghai", "C"), ("2", "America/New_York", "C.UTF-8")):
        env = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "LC_ALL": locale,
            "PYTHONUTF8": "0",
        }
        done = subprocess.run(
            [sys.executable, "-c", code, str(HERE / "world"), str(HERE.parent / "ontology")],
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        found.add(done.stdout)
    assert len(found) == 1


def test_the_order_of_files_and_rows_does_not_matter(
    world: Path, onto: Ontology, graph: ox.Store
) -> None:
    head, *body = (world / "claims" / "t1.csv").read_text("utf-8").splitlines()
    (world / "claims" / "t1.csv").write_text("\n".join([head, *body[:5], ""]), "utf-8")
    (world / "claims" / "a.csv").write_text("\n".join([head, *reversed(body[5:]), ""]), "utf-8")
    assert canonical_dump(build_graph(world, onto)) == canonical_dump(graph)


def test_the_dump_is_sorted_and_read_back(graph: ox.Store) -> None:
    dump = canonical_dump(graph)
    lines = dump.splitlines()
    assert lines == sorted(set(lines))
    again = ox.Store()
    again.bulk_load(input=dump, format=ox.RdfFormat.N_QUADS)
    assert canonical_dump(again) == dump


def test_the_graph_has_no_blank_node(graph: ox.Store) -> None:
    assert not any(isinstance(quad.subject, ox.BlankNode) for quad in graph)
