"""Every ledger carries its card in both languages, and its words fit each other."""

from __future__ import annotations

import json
import os
import re
import string
import subprocess
import sys
from pathlib import Path

import pytest

from kg.analysis import ledger as module
from kg.analysis.card import card_of
from kg.analysis.ledger import Footing, ledger, refusal, say
from tests.built import ROOT, world_store

METHODS = ("mechanism", "targets", "trajectory", "conflicts", "quality")
WORDS = json.loads((Path(module.__file__).parent / "ledgers.json").read_text("utf-8"))


@pytest.mark.parametrize("name", METHODS)
def test_every_ledger_has_a_card_in_both_languages(name: str) -> None:
    english, chinese = card_of(name, "en"), card_of(name, "zh")
    assert re.search(r"\((19|20)\d{2}\)", english.reference)
    for part in ("title", "question", "method", "assumptions", "parameters"):
        assert getattr(english, part)
        assert re.search("[\u4e00-\u9fff]", getattr(chinese, part))
    assert say(f"least_{name}", "zh") != say(f"least_{name}", "en")


@pytest.mark.parametrize("key", WORDS)
def test_words_have_the_same_blanks_in_both_languages(key: str) -> None:
    blanks = [
        {name for _, name, _, _ in string.Formatter().parse(WORDS[key][lang]) if name}
        for lang in ("en", "zh")
    ]
    assert blanks[0] == blanks[1]


def test_notes_are_the_card() -> None:
    table = ledger("mechanism", "roles", ("role", "claims"), [("leader", "c1")], "en")
    assert [note.split(":")[0] for note in table.notes] == [
        *("Question", "Method", "Reference", "Assumptions", "Least data", "Parameters"),
    ]
    assert table.meta == {"analysis": "mechanism", "part": "roles"}


def test_another_language_is_answered_in_english() -> None:
    assert say("role", "fr") == "role"


def test_footings_add_up() -> None:
    one = Footing(frozenset({"x/c1"}), frozenset({"x/s1"}))
    other = Footing(frozenset({"x/c2"}), frozenset({"x/s1"}))
    assert (one | other).cells() == ("c1 c2", "s1")


def test_a_refusal_says_what_it_needs() -> None:
    assert str(refusal("it", "a day", "none")) == "it is not computable: needs a day, found none"


PRINT_ALL = """
import sys
from kg.analysis import conflicts, mechanism, quality, targets
from kg.api import open_graph
from kg.graph.lookup import Asking
reader = open_graph(sys.argv[1]).reader
for lang in ("en", "zh"):
    asking = Asking(lang, "2025")
    for found in (mechanism.audit, targets.targets, quality.quality):
        print(found(reader, asking))
    print(conflicts.conflicts(reader, asking))
"""


def test_ledgers_do_not_depend_on_the_hash_seed() -> None:
    printed = {
        subprocess.run(
            [sys.executable, "-c", PRINT_ALL, str(world_store())],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1
