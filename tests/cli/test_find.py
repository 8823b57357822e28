"""`kg find`: by any name; what `find` ranks is tested in tests/graph/test_lookup.py."""

from __future__ import annotations

import pytest

from tests.built import ask_world, run, world_store


@pytest.mark.parametrize(
    "text", ["阿克米公司", "Acme", "a ke mi gong si", "Acme Hydrogen Ltd", "ＡＣＭＥ"]
)
def test_a_thing_is_found_by_each_of_its_names(text: str) -> None:
    done = run("find", text, "--store", world_store(), "--format", "tsv")
    assert done.returncode == 0
    assert done.stdout.decode("utf-8").splitlines()[1].split("\t")[:3] == [
        "acme",
        "Acme",
        "enterprise",
    ]


def test_labels_and_classes_come_in_the_language_asked_for() -> None:
    row = ask_world("find", "acme", "--lang", "zh", "--format", "tsv").stdout.splitlines()[1]
    assert row.split("\t")[:3] == ["acme", "阿克米公司", "企业"]


@pytest.mark.parametrize("text", ["nobody-at-all", "", "   ", "\u200b", "%", "[", "\udcff"])
def test_finding_nothing_is_an_answer_and_no_error(text: str) -> None:
    found = ask_world("find", text)
    assert found.exit_code == 0
    assert "(no rows)" in found.stdout
