"""The named queries: each says what it is in two languages, runs fast, and finds something."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.api import Graph, open_graph
from kg.graph import guard
from kg.graph.make import make
from kg.graph.shipped import folder
from kg.graph.sparql import bind
from kg.ontology import Ontology
from kg.text.header import Header, read_header
from kg.text.names import PREFIXES
from tests.built import copied_tables, spoil, world_store

FILES = Ontology(folder("ontology")).files("queries")
TEXTS = {name: path.read_text("utf-8") for name, path in FILES.items()}
HEADERS = {name: read_header(text) for name, text in TEXTS.items()}
NEEDED = {
    "as-of": {"day": "2024-05-01"},
    "claims-of-source": {"source": "d001"},
    "lying-in": {"region": "hubei"},
    "names-containing": {"text": "energy"},
    "names-matching": {"pattern": "基金$"},
    "figures-of": {"thing": "china"},
    "high-constraint-no-fund-target-due": {"day": "2024-01-01"},
    "names-of": {"thing": "gucheng-county"},
    "policy-contents": {"policy": "hubei-action-plan-2023"},
    "region-dossier": {"region": "hubei"},
    "who-says": {"thing": "hubei-chain-masters"},
}
NARROWED = {
    "claims-where": {"trust": "low"},
    "chain-map": {"chain": "hubei-energy-conservation-and-environmental-protection-chain"},
    "events-of-year": {"year": "2007"},
    "plans-not-facts": {"mode": "forecast"},
    "relying-on": {"thing": "china-carbon-registry"},
    "segments-without-master": {
        "chain": "hubei-energy-conservation-and-environmental-protection-chain"
    },
    "targets": {"year": "2030"},
    "three-chains": {"chain": "hubei-energy-conservation-and-environmental-protection-chain"},
}
ANSWERED = [name for name in FILES if "needs" not in HEADERS[name].notes]
Rows = list[tuple[str, ...]]


@pytest.fixture(scope="module")
def graph() -> Graph:
    return open_graph()


def ask(graph: Graph, name: str, lang: str, **params: str) -> tuple[list[str], Rows]:
    """Return columns and rows of the query `name`, its parameters filled in as a user's are."""
    header = HEADERS[name]
    tongue = {"lang": lang} if any(p.name == "lang" for p in header.parameters) else {}
    body = guard.fill(TEXTS[name], bind({**NEEDED.get(name, {}), **tongue, **params}, header))
    found = graph.reader.store.query(body, prefixes=dict(PREFIXES))
    assert isinstance(found, ox.QuerySolutions)
    columns = [variable.value for variable in found.variables]
    return columns, [tuple(cell.value if cell else "" for cell in row) for row in found]


def column(graph: Graph, name: str, key: str, **params: str) -> list[str]:
    """Return one column of the answer in English."""
    columns, rows = ask(graph, name, "en", **params)
    return [row[columns.index(key)] for row in rows]


def cells(graph: Graph, name: str, *keys: str, **params: str) -> set[tuple[str, ...]]:
    """Return the values of some columns of the answer in English."""
    return set(zip(*(column(graph, name, key, **params) for key in keys), strict=True))


def test_there_are_queries_for_every_kind_of_user() -> None:
    assert len(FILES) >= 26
    assert set(NEEDED) <= set(FILES)
    assert set(NARROWED) <= set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_query_is_told_in_both_languages(name: str) -> None:
    header: Header = HEADERS[name]
    for key in ("title", "question"):
        english, chinese = header.notes[f"{key}.en"], header.notes[f"{key}.zh"]
        assert not re.search("[\u4e00-\u9fff]", english)
        assert re.search("[\u4e00-\u9fff]", chinese)
    assert re.fullmatch("[a-z]+(-[a-z]+)*", name)


@pytest.mark.parametrize("name", FILES)
def test_parameters_are_documented_and_used(name: str) -> None:
    declared = [line for line in TEXTS[name].splitlines() if line.startswith("# param")]
    parameters = HEADERS[name].parameters
    assert len(declared) == len(parameters)
    used = {text[1:] for kind, text, _ in guard.tokens(TEXTS[name]) if kind == "variable"}
    assert {p.name for p in parameters} <= used
    assert "lang" in {p.name for p in parameters}
    assert {p.name for p in parameters if p.default == "-"} == set(NEEDED.get(name, {}))


@pytest.mark.parametrize("name", FILES)
def test_query_is_allowed_and_sorts_its_rows(name: str) -> None:
    guard.check_query(TEXTS[name])
    assert "ORDER BY" in TEXTS[name].rsplit("}", 1)[1]


@pytest.mark.parametrize("name", ANSWERED)
def test_query_finds_the_same_in_both_languages(graph: Graph, name: str) -> None:
    before = time.perf_counter()
    english_columns, english = ask(graph, name, "en")
    chinese_columns, chinese = ask(graph, name, "zh")
    seconds = time.perf_counter() - before
    assert english
    assert english_columns == chinese_columns
    assert len(english) == len(chinese)
    assert len(set(english)) == len(english)
    assert seconds < 5, "seconds for both languages; the aim is 0.3 each"


@pytest.mark.parametrize("name", ANSWERED)
def test_labels_are_in_the_language_asked_for(graph: Graph, name: str) -> None:
    chinese = " ".join(cell for row in ask(graph, name, "zh")[1] for cell in row)
    assert re.search("[\u4e00-\u9fff]", chinese)


@pytest.mark.parametrize("name", NARROWED)
def test_optional_parameter_narrows_the_answer(graph: Graph, name: str) -> None:
    _, everything = ask(graph, name, "en")
    _, some = ask(graph, name, "en", **NARROWED[name])
    assert some
    assert set(some) <= set(everything)
    assert len(some) < len(everything) or name == "three-chains"


@pytest.mark.parametrize("name", ANSWERED)
def test_every_claim_named_is_a_claim(graph: Graph, name: str) -> None:
    columns, rows = ask(graph, name, "en")
    keys = [n for n, key in enumerate(columns) if re.fullmatch("(.*_)?claims?(_[12])?", key)]
    named = {part for row in rows for n in keys for part in row[n].split() if not part.isdigit()}
    query = "SELECT DISTINCT ?c WHERE { ?c a gi:Claim }"
    known = {row["c"].removeprefix(PREFIXES["gid"]) for row in graph.reader.ask(query)}
    assert named <= known


@pytest.mark.parametrize(("name", "lang"), [("overview", "en"), ("targets", "zh"), ("as-of", "en")])
def test_query_runs_in_the_worker_within_limits(graph: Graph, name: str, lang: str) -> None:
    table = graph.query(name, {**NEEDED.get(name, {}), "lang": lang})
    assert [field.name for field in table.fields] == ask(graph, name, lang)[0]
    assert len(table) == len(ask(graph, name, lang)[1])


def test_chain_leader_masters_and_innovators_are_named_or_counted(graph: Graph) -> None:
    chain = NARROWED["three-chains"]
    roles = column(graph, "three-chains", "role", **chain)
    holders = column(graph, "three-chains", "holder", **chain)
    assert roles == ["chain leader"] + 8 * ["chain master"] + 8 * ["chain innovator"]
    assert column(graph, "three-chains", "claims", **chain)[0] == "c001-108"
    assert sum(h.startswith("unnamed") for h in holders) == 10


def test_missing_members_counts_six_masters_and_four_innovators(graph: Graph) -> None:
    found = cells(graph, "missing-members", "id", "declared", "named", "missing", "excess")
    assert ("hubei-chain-masters", "8", "2", "6", "0") in found
    assert ("hubei-chain-innovators", "8", "4", "4", "0") in found
    assert ("hubei-1-plus-6-areas", "7", "8", "0", "1") in found


def test_targets_of_2030_hold_those_of_the_guiding_opinions(graph: Graph) -> None:
    found = cells(graph, "targets", "comparator", "value", "unit", year="2030")
    assert {
        ("more than", "40", "percent"),
        ("equal to", "62", "percent"),
        ("at least", "30", "percent"),
        ("equal to", "510000000", "tonne"),
    } <= found


def test_target_of_600_billion_is_one_row_with_all_its_claims(graph: Graph) -> None:
    rows = cells(graph, "targets", "value", "claims", year="2025")
    claims = [claims for value, claims in rows if value == "600000000000"]
    assert claims == ["o001-001 o001-006 o001-028 o001-030"]


def test_growth_still_needed_in_hubei_is_an_upper_bound_of_17_6_percent(graph: Graph) -> None:
    found = cells(graph, "targets-and-actuals", "actual_sign", "actual", "target", "change")
    assert ("more than", "510000000000", "600000000000", "17.6") in found


def test_half_a_year_is_not_held_against_a_year(graph: Graph) -> None:
    assert not [t for t in column(graph, "targets-and-actuals", "actual_time") if "2007-06" in t]


def test_conflicts_tell_values_from_yardsticks(graph: Graph) -> None:
    found = cells(graph, "conflicts", "claim_1", "claim_2", "nature")
    assert ("o000-003", "o002-004", "different yardsticks, not comparable") in found
    assert ("c003-006", "c003-007", "different values") in found


def test_areas_of_dang_zhi_song_yi_lie_in_two_prefectures(graph: Graph) -> None:
    found = cells(graph, "areas-and-places", "claim", "code", "prefecture")
    assert ("c001-183", "421087", "Jingzhou") in found
    assert ("c001-182", "420582", "Yichang") in found
    assert ("c001-170", "420325", "Shiyan") in found


def test_names_of_gucheng_hold_the_misprint_and_its_place(graph: Graph) -> None:
    found = cells(graph, "names-of", "name", "kind", "source", "start")
    assert ("Valley City", "as printed", "d001", "6429") in found


def test_registry_and_news_site_are_kept_apart(graph: Graph) -> None:
    found = cells(graph, "kept-apart", "left_id", "right_id")
    assert ("china-carbon-credit-platform", "china-carbon-registry") in found


def test_carbon_services_rely_on_the_registry(graph: Graph) -> None:
    claims = column(graph, "relying-on", "claim", thing="china-carbon-registry")
    assert {"c001-234", "c001-237", "c001-240", "c001-248", "c001-251"} <= set(claims)


def test_roles_end_with_the_day_they_begin(graph: Graph) -> None:
    before = column(graph, "as-of", "claim", day="2023-10-07")
    after = column(graph, "as-of", "claim", day="2023-10-08")
    assert "c001-108" not in before
    assert "c001-108" in after


def test_policy_contents_go_down_to_tasks(graph: Graph) -> None:
    found = cells(graph, "policy-contents", "level", "claim")
    assert {("1", "c001-149"), ("2", "c001-151"), ("1", "o001-030")} <= found


def test_graphs_add_up_to_the_whole(graph: Graph) -> None:
    assert sum(int(n) for n in column(graph, "graphs", "triples")) == len(graph)


def test_an_assumed_target_is_a_target_too(tmp_path: Path) -> None:
    tables = copied_tables(tmp_path)
    spoil(
        tables / "observations" / "t1.csv",
        ",fact,,high,stated,Income",
        ",assumption,,high,stated,Income",
    )
    make(tables, None, None, tmp_path / "graph")
    store = open_graph(tmp_path / "graph")
    assert "o1" in " ".join(column(store, "targets", "claims")).split()
    assert "o1" not in " ".join(column(open_graph(world_store()), "targets", "claims")).split()
