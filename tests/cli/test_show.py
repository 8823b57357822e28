"""`kg show`: all that is said of a thing; the rows are tested in tests/graph/test_lookup.py."""

from __future__ import annotations

import json

import pytest

from tests.built import ask_world, assert_one_line, run, world_store


@pytest.mark.parametrize("name", ["acme", "gid:acme", "Acme", "阿克米公司", "acme hydrogen ltd"])
def test_a_thing_is_shown_by_id_curie_or_name(name: str) -> None:
    done = run("show", name, "--store", world_store())
    assert done.returncode == 0
    assert done.stdout.decode("utf-8").startswith("Acme · enterprise · acme\n")


def test_the_thing_is_shown_in_chinese_on_request() -> None:
    shown = ask_world("show", "testland", "--lang", "zh").stdout
    assert shown.startswith("测试省 · 省级行政区 · testland\n")
    assert "不低于5000元" in shown


def test_a_day_leaves_out_what_does_not_hold_on_it() -> None:
    claims = {}
    for day in ("2022", "2024-06-30", "2026-01"):
        found = ask_world("show", "ann", "--as-of", day, "--format", "json")
        answer = json.loads(found.stdout)
        claims[day] = [row["claim"] for row in answer["rows"]]
        assert f"as of {day}; claims without a stated time are kept" in answer["notes"]
    assert claims == {"2022": [], "2024-06-30": ["c4"], "2026-01": []}


def test_a_name_of_several_things_is_refused_with_their_ids() -> None:
    found = ask_world("show", "east")
    assert found.exit_code == 1
    assert_one_line(found.stderr, "did you mean", "east-park", "east-city")
