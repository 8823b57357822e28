"""`kg rank`: each measure on a view; the scores are tested in tests/analysis."""

from __future__ import annotations

import csv
import io
import re

import pytest

from kg.analysis.rank import RANKED_BY
from kg.cli.rank import MEASURES
from tests.built import ask_world, invoke, run, timed_store, world_store


def test_every_measure_of_the_analysis_may_be_asked_for() -> None:
    assert tuple(MEASURES) == RANKED_BY


@pytest.mark.parametrize("measure", [m for m in MEASURES if m != "eigenvector"])
def test_each_measure_ranks_and_names_its_method(measure: str) -> None:
    found = ask_world("rank", "overall", "--measure", measure, "--format", "json")
    assert found.exit_code == 0
    assert '"rank": 1' in found.stdout
    assert f'"method": "{measure}"' in found.stdout


def test_view_and_method_are_printed_under_the_ranking() -> None:
    shown = run("rank", "overall", "--top", "2", "--store", world_store()).stdout.decode("utf-8")
    assert shown.startswith("Betweenness: Overall\n")
    assert "View overall: Overall; directed." in shown
    assert "Method: Betweenness" in shown


def test_top_cuts_the_list_and_the_note_says_who_is_hidden() -> None:
    rows = ask_world("rank", "overall", "--top", "3", "--format", "tsv").stdout.splitlines()[1:]
    assert [row.split("\t")[0] for row in rows] == sorted(row.split("\t")[0] for row in rows)
    assert len(rows) == 3


@pytest.mark.parametrize(
    "wrong", [("--top", "0"), ("--top", "-1"), ("--top", "x"), ("--measure", "degre")]
)
def test_a_number_or_measure_that_is_none_is_wrong_usage(wrong: tuple[str, str]) -> None:
    found = ask_world("rank", "overall", *wrong)
    assert found.exit_code == 2
    assert f"Invalid value for '{wrong[0]}'" in found.stderr


def test_names_and_notes_come_in_chinese_on_request() -> None:
    shown = ask_world("rank", "overall", "--lang", "zh").stdout
    assert "氢能产业链" in shown
    assert "Hydrogen chain" not in shown


def degree(name: str, day: str) -> str:
    asked = ("rank", "overall", "--measure", "degree", "--store", timed_store(), "--as-of", day)
    rows = csv.DictReader(io.StringIO(invoke(*asked, "--format", "csv").stdout))
    return next(row["score"] for row in rows if row["label"] == name)


def test_a_day_leaves_out_ties_of_other_days() -> None:
    assert int(degree("East Park", "2024-05")) == int(degree("East Park", "2030")) + 1


def test_the_seed_draws_the_nodes_of_an_estimate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.analysis.paths.EXACT_UP_TO", 0)
    monkeypatch.setattr("kg.analysis.paths.SOURCES", 4)
    asked = ("rank", "overall", "--store", world_store(), "--format", "csv", "--seed")
    one, again, other = (invoke(*asked, seed).stdout for seed in ("1", "1", "2"))
    assert one == again != other
    assert "standard_error" in one.splitlines()[0]


@pytest.mark.parametrize("form", ["text", "csv"])
def test_whether_a_rank_is_shared_is_told_in_chinese_if_asked(form: str) -> None:
    shown = ask_world("rank", "overall", "--lang", "zh", "--format", form).stdout
    assert "否" in shown
    assert not re.search(r"\b(yes|no)\b", shown)
