"""`kg clusters`: the options reach the analysis; the partition is tested in tests/analysis."""

from __future__ import annotations

import pytest

from tests.built import ask_world, run, world_store


def test_clusters_are_listed_with_quality_and_stability() -> None:
    done = run("clusters", "--store", world_store())
    shown = done.stdout.decode("utf-8")
    assert done.returncode == 0
    assert shown.startswith("Clusters (Leiden, modularity): Overall\n")
    assert "Agreement of 20 seeds" in shown


def test_quality_resolution_and_seed_reach_the_analysis() -> None:
    shown = ask_world(
        "clusters", "overall", "--quality", "cpm", "--resolution", "0.25", "--seed", "7"
    ).stdout
    assert shown.startswith("Clusters (Leiden, constant Potts model): Overall\n")
    assert "0.25" in shown
    assert "7–26" in shown


@pytest.mark.parametrize(
    "wrong", [("--resolution", "0"), ("--resolution", "-1"), ("--seed", "-1"), ("--quality", "x")]
)
def test_an_option_out_of_range_is_wrong_usage(wrong: tuple[str, str]) -> None:
    found = ask_world("clusters", "overall", *wrong)
    assert found.exit_code == 2
    assert f"Invalid value for '{wrong[0]}'" in found.stderr


def test_clusters_are_told_in_chinese_on_request() -> None:
    shown = ask_world("clusters", "overall", "--lang", "zh").stdout
    assert "氢能产业链" in shown
    assert "Hydrogen chain" not in shown
