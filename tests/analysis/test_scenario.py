"""Scenarios: strict files, contradictions refused, and a graph of its own for each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.analysis.scenario import assume, kept, publish_scenario, scenario
from kg.api import Graph
from kg.errors import DataError, StoreError
from kg.graph.build import apply_rules, canonical_dump, merge_graphs
from kg.graph.lookup import Asking
from kg.graph.release import verify
from kg.graph.store import Reader
from kg.ontology import Ontology
from kg.text.names import PREFIXES

GI, GIC, GID, GIG = (PREFIXES[key] for key in ("gi", "gic", "gid", "gig"))
HEAD = """id = "try"
title_en = "A try"
title_zh = "试验"
date = 2026-11-22
reason = "To see."
"""
ACTOR = """[[add.actor]]
id = "newco"
class = "Enterprise"
en = "Newco"
zh = "新公司"
reason = "Assumed."
"""
MEMBER = """[[add.member]]
group = "chain-masters"
member = "newco"
reason = "Assumed."
"""
TARGET = """[[add.target]]
of = "testland"
indicator = "income"
comparator = "ge"
value = 29.5
unit = "CNY"
by = 2035
reason = "Assumed."
"""
Write = Callable[[str], Path]


@pytest.fixture(scope="module")
def reader(graph_folder: Path, onto: Ontology) -> Reader:
    return Reader(graph_folder, onto)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(text: str) -> Path:
        path = tmp_path / "try.toml"
        path.write_text(HEAD + text, "utf-8")
        return path

    return put


def tie(start: str, relation: str, end: str, action: str = "add") -> str:
    return (
        f'[[{action}.tie]]\nfrom = "{start}"\nrelation = "{relation}"\nto = "{end}"\n'
        'reason = "Assumed."\n'
    )


def test_taking_nothing_out_leaves_the_graph_as_it_is(reader: Reader) -> None:
    store = ox.Store()
    store.extend(kept(reader, []))
    apply_rules(store, reader.onto)
    merge_graphs(store)
    assert canonical_dump(store) == canonical_dump(reader.store)


def test_an_assumed_member_takes_a_seat_and_stays_an_assumption(
    reader: Reader, write: Write, tmp_path: Path
) -> None:
    publish_scenario(reader, write(ACTOR + MEMBER), tmp_path / "out")
    after = Reader(tmp_path / "out", reader.onto)
    row = "SELECT ?left WHERE { gid:chain-masters gi:unnamedMembers ?left }"
    assert [r["left"] for r in reader.ask(row)] == ["1"]
    assert [r["left"] for r in after.ask(row)] == ["0"]
    claims = list(
        after.ask(
            "SELECT ?graph ?modality WHERE { GRAPH ?graph { ?claim rdf:subject gid:chain-masters ;"
            " rdf:object gid:newco ; gi:hasModality ?modality } }"
        )
    )
    assert claims == [{"graph": GIG + "scenario-try", "modality": GIC + "assumption"}]
    plain = "SELECT ?p WHERE { gid:chain-masters ?p gid:newco }"
    assert list(after.ask(plain)) == []
    held = "SELECT ?r WHERE { ?r gi:isHeldBy gid:newco }"
    assert len(list(after.ask(held))) == 1
    assert verify(tmp_path / "out")["graphs"]["scenario-try"] > 0


def test_the_tables_tell_what_was_assumed_and_what_follows(
    reader: Reader, write: Write, tmp_path: Path
) -> None:
    text = ACTOR + MEMBER + tie("east-park", "isLocatedIn", "east-city", "remove")
    assumed, changes, _, ties, audits = scenario(
        reader, write(text), tmp_path / "out", Asking(), "space"
    )
    assert [row[:5] for row in assumed.rows] == [
        ("add.actor[0]", "added", "Newco", "Assumed.", ""),
        (
            "add.member[0]",
            "added",
            "Chain masters of Testland · has member · Newco",
            "Assumed.",
            "scenario-try-add-member-0",
        ),
        (
            "remove.tie[0]",
            "removed",
            "East Park · is located in · East City",
            "Assumed.",
            "c13",
        ),
    ]
    assert ("claim", "removed", "c13") in {(*row[:2], row[-1]) for row in changes.rows}
    assert [row[:5] for row in ties.rows] == [
        ("removed", "East Park", "is located in", "East City", 1.0)
    ]
    assert {row[:2] for row in audits.rows} == {
        ("missing-members", "removed"),
        ("missing-members", "added"),
    }


def test_a_removed_fact_leaves_with_its_plain_triple(reader: Reader, write: Write) -> None:
    made = assume(reader, write(tie("east-park", "isLocatedIn", "east-city", "remove")))
    park, lies = ox.NamedNode(GID + "east-park"), ox.NamedNode(GI + "isLocatedIn")
    assert list(reader.store.quads_for_pattern(park, lies, None, None))
    assert not list(made.store.quads_for_pattern(park, lies, None, None))
    assert not list(made.store.quads_for_pattern(ox.NamedNode(GID + "c13"), None, None, None))


def test_a_removed_actor_leaves_with_all_that_speaks_of_it(reader: Reader, write: Write) -> None:
    made = assume(reader, write('[[remove.actor]]\nid = "testland-university"\nreason = "Left."\n'))
    gone = ox.NamedNode(GID + "testland-university")
    assert not list(made.store.quads_for_pattern(gone, None, None, None))
    assert not list(made.store.quads_for_pattern(None, None, gone, None))
    assert not list(made.store.quads_for_pattern(ox.NamedNode(GID + "c11"), None, None, None))


def test_an_assumed_target_is_a_target_and_no_fact(reader: Reader, write: Write) -> None:
    made = assume(reader, write(TARGET))
    row = ox.NamedNode(GID + "scenario-try-add-target-0")
    kinds = {q.object for q in made.store.quads_for_pattern(row, None, None, None)}
    assert ox.NamedNode(GI + "Target") in kinds
    assert ox.Literal("29.5", datatype=ox.NamedNode(PREFIXES["xsd"] + "decimal")) in kinds


def test_the_same_file_gives_the_same_bytes(reader: Reader, write: Write, tmp_path: Path) -> None:
    path = write(ACTOR + MEMBER)
    one, two = (publish_scenario(reader, path, tmp_path / name) for name in ("a", "b"))
    assert one == two


def test_the_graph_itself_is_never_overwritten(
    reader: Reader, write: Write, graph_folder: Path
) -> None:
    with pytest.raises(StoreError, match="holds the graph itself"):
        publish_scenario(reader, write(ACTOR + MEMBER), graph_folder)


FAULTS = {
    "no TOML": ("[[add", r"try\.toml: is no TOML"),
    "nothing": ("", "adds nothing and removes nothing"),
    "unknown key": (
        ACTOR.replace("zh =", "zhh =") + MEMBER,
        r"try\.toml:add\.actor\[0\]\.zhh: unknown key 'zhh'; did you mean zh\?",
    ),
    "unknown section": ("[[add.ties]]\n", r"add\.ties: unknown key 'ties'; did you mean tie\?"),
    "unknown action": ("[[ad.tie]]\n", r"try\.toml:ad: unknown key 'ad'; did you mean add"),
    "no list": ("[add.tie]\n", r"add\.tie: write it as \[\[add\.tie\]\]"),
    "no reason": (
        tie("ann", "leads", "acme").replace("Assumed.", " "),
        r"add\.tie\[0\]\.reason: is missing",
    ),
    "wrong type": (
        ACTOR.replace('"Newco"', '["Newco"]') + MEMBER,
        r"add\.actor\[0\]\.en: is a list, not a text",
    ),
    "misspelt thing": (
        tie("testland", "supports", "three-chain"),
        r"add\.tie\[0\]\.to: 'three-chain' is defined in no table; did you mean three-chains",
    ),
    "misspelt relation": (
        tie("ann", "lead", "acme"),
        r"add\.tie\[0\]\.relation: unknown term 'lead'; did you mean leads",
    ),
    "misspelt class": (
        ACTOR.replace("Enterprise", "Enterprize") + MEMBER,
        r"add\.actor\[0\]\.class: unknown term 'Enterprize'; did you mean Enterprise",
    ),
    "wrong domain": (
        tie("acme", "isListingOf", "beta"),
        r"add\.tie\[0\]\.from: acme is a Enterprise; the subject of isListingOf is a Listing",
    ),
    "adds what exists": (
        tie("east-park", "isLocatedIn", "east-city"),
        r"add\.tie\[0\]: is already stated by c13; there is nothing to add",
    ),
    "actor exists": (
        ACTOR.replace("newco", "beta") + tie("beta", "suppliesTo", "acme"),
        r"add\.actor\[0\]\.id: 'beta' is already in the graph",
    ),
    "idle actor": (ACTOR, r"add\.actor\[0\]: takes part in no tie"),
    "removes what does not exist": (
        tie("east-park", "isLocatedIn", "testland", "remove"),
        r"remove\.tie\[0\]: no source states this; stated there: east-city; nothing to remove",
    ),
    "removes an unknown actor": (
        '[[remove.actor]]\nid = "bet"\nreason = "x"\n',
        r"remove\.actor\[0\]\.id: 'bet' is not in the graph; did you mean beta",
    ),
    "removes an actor in use": (
        '[[remove.actor]]\nid = "beta"\nreason = "x"\n' + tie("beta", "suppliesTo", "acme"),
        r"remove\.actor\[0\]: is also spoken of by add\.tie\[0\]",
    ),
    "removes a place that others are part of": (
        '[[remove.actor]]\nid = "testland"\nreason = "x"\n',
        r"remove\.actor\[0\]\.id: east-city of a table rests on it",
    ),
    "twice": (
        2 * tie("acme", "suppliesTo", "beta"),
        r"add\.tie\[1\]: repeats add\.tie\[0\]",
    ),
    "there and back": (
        tie("acme", "suppliesTo", "beta") + tie("acme", "suppliesTo", "beta", "remove"),
        r"remove\.tie\[0\]: contradicts add\.tie\[0\]",
    ),
    "breaks a rule": (
        tie("acme", "suppliesTo", "beta").replace("reason", "since = 2030\nuntil = 2020\nreason"),
        r"runs from 2030 to 2020 \(check period-runs-forward\)",
    ),
    "no day": (
        tie("acme", "suppliesTo", "beta").replace("reason", "since = 2030-02-01T00:00:00\nreason"),
        r"add\.tie\[0\]\.since: is a datetime, not a text",
    ),
    "no number": (
        TARGET.replace("29.5", "inf"),
        r"add\.target\[0\]\.value: not a plain decimal number",
    ),
    "hostile id": (
        ACTOR.replace('"newco"', "'../x> } DROP ALL #'") + MEMBER,
        r"add\.actor\[0\]\.id: .* is no id",
    ),
    "control character": (
        ACTOR.replace("Newco", "\\u001b[31mNewco") + MEMBER,
        r"add\.actor\[0\]\.en: holds the control character U\+001B",
    ),
    "misspelt group": (
        ACTOR + MEMBER.replace("chain-masters", "chain-master"),
        r"add\.member\[0\]\.group: 'chain-master' is defined in no table; did you mean chain-mas",
    ),
    "misspelt indicator": (
        TARGET.replace("income", "incone"),
        r"add\.target\[0\]\.indicator: 'incone' is defined in no table; did you mean income",
    ),
    "misspelt unit": (
        TARGET.replace("CNY", "CNI"),
        r"add\.target\[0\]\.unit: .*CNI.*did you mean CNY",
    ),
    "part of itself": (
        tie("east-park", "isPartOf", "east-park"),
        r"add\.tie\[0\]: isPartOf goes in a circle: east-park > east-park",
    ),
    "a circle of parts": (
        tie("east-city", "isPartOf", "east-park") + tie("east-park", "isPartOf", "east-city"),
        r"add\.tie\[0\]: isPartOf goes in a circle: east-city > east-park > east-city",
    ),
    "actor comes and goes": (
        ACTOR + MEMBER + '[[remove.actor]]\nid = "newco"\nreason = "x"\n',
        r"remove\.actor\[0\]: contradicts add\.actor\[0\]",
    ),
    "tie of an actor that leaves": (
        '[[remove.actor]]\nid = "beta"\nreason = "x"\n'
        + tie("acme", "suppliesTo", "beta", "remove"),
        r"remove\.actor\[0\]: is also spoken of by remove\.tie\[0\]",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_with_file_and_key(reader: Reader, write: Write, name: str) -> None:
    text, expected = FAULTS[name]
    with pytest.raises(DataError, match=expected):
        assume(reader, write(text))


def test_markup_in_a_name_stays_a_name(reader: Reader, write: Write) -> None:
    name = '<script>alert(1)</script> \\" . } ; DROP'
    made = assume(reader, write(ACTOR.replace("Newco", name) + MEMBER))
    labels = {
        q.object.value
        for q in made.store.quads_for_pattern(ox.NamedNode(GID + "newco"), None, None, None)
        if isinstance(q.object, ox.Literal)
    }
    assert '<script>alert(1)</script> " . } ; DROP' in labels


def test_markup_in_a_name_runs_in_no_page(reader: Reader, write: Write, tmp_path: Path) -> None:
    name = "</script><img src=x onerror=alert(1)>'\u202e"
    path = write(ACTOR.replace("Newco", name).replace("新公司", name) + MEMBER)
    tables = scenario(reader, path, tmp_path / "out", Asking(), "three-chains")
    graph = Graph(tmp_path / "out", reader.onto)
    shown = [table._repr_html_() for table in tables]
    shown.append(graph.network("three-chains")._repr_html_())
    for lang in ("en", "zh"):
        shown += [graph.page("three-chains", lang), graph.report_page("chain", lang=lang)]
    for page in shown:
        assert "<img" not in page
        assert "\u202e" not in page
    assert all("onerror" in page for page in shown[-4:])


def test_a_file_that_is_not_there_is_told(reader: Reader, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="No such file"):
        assume(reader, tmp_path / "no.toml")
