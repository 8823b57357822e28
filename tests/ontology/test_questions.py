"""The competency questions: each has the answer beside it, and loses it with its source.

The comment `graph` of a question names the graph that its answer hangs on: that
of a source, or one of the reference tables.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.graph.build import apply_rules, merge_graphs
from kg.graph.check import answer_of, run_question
from kg.graph.store import ask
from kg.ontology import Ontology
from kg.text.header import read_header
from kg.text.names import expand, local_name, shorten

ROOT = Path(__file__).parents[2]
FILES = {path.stem: path for path in sorted((ROOT / "ontology" / "questions").glob("*.rq"))}
KINDS = {
    "aggregate", "ambiguity", "contradiction", "disambiguation", "gap", "lookup",
    "multi-hop", "network", "provenance", "temporal", "translation",
}  # fmt: skip
USERS = {"chain-leader office", "investor", "park manager", "researcher"}
FOLLOW_UP = "web-"


@cache
def ontology() -> Ontology:
    return Ontology(ROOT / "ontology")


@cache
def graph() -> ox.Store:
    return kg.load().reader.store


@cache
def note(name: str, key: str) -> str:
    return read_header(FILES[name].read_text("utf-8")).notes.get(key, "")


def expected(name: str) -> list[tuple[str, ...]]:
    with FILES[name].with_suffix(".csv").open(encoding="utf-8", newline="") as stream:
        return [tuple(row) for row in csv.reader(stream)]


def words(name: str) -> str:
    """Return the text of a question without its comments."""
    return re.sub(r"(?m)^#.*$", "", FILES[name].read_text("utf-8"))


def graph_without(emptied: str) -> ox.Store:
    """Return the graph without one of its parts, or all follow-up sources, rules applied anew."""
    names = [name for name in graph().named_graphs() if isinstance(name, ox.NamedNode)]
    gone = (emptied, "derived")
    store = ox.Store()
    for name in (name for name in names if not local_name(name.value).startswith(gone)):
        store.bulk_extend(graph().quads_for_pattern(None, None, None, name))
    apply_rules(store, ontology())
    merge_graphs(store)
    return store


def test_there_are_enough_questions_of_every_kind_for_every_user() -> None:
    assert len(FILES) >= 60
    assert {note(name, "kind") for name in FILES} == KINDS
    assert {note(name, "user") for name in FILES} == USERS


@pytest.mark.parametrize("name", FILES)
def test_question_is_put_in_both_languages(name: str) -> None:
    english, chinese = note(name, "title.en"), note(name, "title.zh")
    assert english.endswith("?")
    assert english.isprintable()
    assert re.search("[\u4e00-\u9fff].*？$", chinese)
    titles = [note(other, key) for other in FILES for key in ("title.en", "title.zh")]
    assert titles.count(english) == titles.count(chinese) == 1


@pytest.mark.parametrize("name", FILES)
def test_answer_is_the_expected_one(name: str) -> None:
    rows = expected(name)
    assert len(rows) == len(set(rows)) > 1
    assert list(run_question(graph(), name, FILES[name])) == []


@pytest.mark.parametrize("name", FILES)
def test_answer_is_not_written_in_the_question(name: str) -> None:
    text = words(name)
    assert "VALUES" not in text
    for row in expected(name)[1:]:
        assert not all(re.search(rf"{re.escape(cell)}(?![\w-])", text) for cell in row if cell)


def test_every_class_serves_a_question() -> None:
    query = "SELECT ?class WHERE { GRAPH gig:ontology { ?class a owl:Class } }"
    classes = {shorten(row["class"]) for row in ask(graph(), query)}
    classes = {name for name in classes if name.startswith("gi:")}
    answered = [name for name, path in FILES.items() if answer_of(graph(), path)[1]]
    used = {word for name in answered for word in re.findall(r"gi:[A-Z]\w*", words(name))}
    assert len(classes) > 50
    assert sorted(classes - used) == []


def test_files_name_known_terms_only() -> None:
    known = {row["term"] for row in ask(graph(), "SELECT DISTINCT ?term WHERE { ?term ?p ?o }")}
    for name in FILES:
        for word in re.findall(r"(?:gid|gic|gi):[A-Za-z][\w-]*", words(name)):
            assert expand(word) in known, f"{name}: {word}"


def test_answers_change_when_their_source_is_emptied() -> None:
    parts: dict[str, list[str]] = defaultdict(list)
    for name in FILES:
        part = note(name, "graph")
        assert any(local_name(g.value) == part for g in graph().named_graphs()), name
        parts[FOLLOW_UP if part.startswith(FOLLOW_UP) else part].append(name)
    unchanged = []
    for part, names in parts.items():
        rest = graph_without(part)
        unchanged += [n for n in names if answer_of(rest, FILES[n]) == answer_of(graph(), FILES[n])]
    assert len(unchanged) <= len(FILES) // 10, unchanged
