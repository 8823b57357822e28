"""Refusals speak Chinese too: every phrase that an analysis may refuse with is known."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import kg.analysis
from kg.report.refused import NUMBER, chinese, refused

FOLDER = Path(kg.analysis.__file__).parent
ASKED = (
    *("aims", "brokerage", "clusters", "concentration", "conflicts", "core", "gaps"),
    *("instruments", "mechanism", "multiplex", "players", "quality", "reach", "robustness"),
)


def phrases() -> Iterator[str]:
    """Yield the texts that the analyses of reports hand to their refusals."""
    for name in ASKED:
        for call in ast.walk(ast.parse((FOLDER / f"{name}.py").read_text("utf-8"))):
            called = isinstance(call, ast.Call) and getattr(call.func, "id", "")
            if called in ("refusal", "refuse_if_thin"):
                assert isinstance(call, ast.Call)
                constants = [a.value for a in call.args if isinstance(a, ast.Constant)]
                yield from (one for one in constants if isinstance(one, str))


@pytest.mark.parametrize("text", sorted(set(phrases())))
def test_every_phrase_of_a_refusal_is_known_in_chinese(text: str) -> None:
    assert NUMBER.sub("#", text) in chinese()["phrases"]


def test_a_refusal_is_told_whole_with_its_numbers() -> None:
    reason = (
        "cut nodes of view 'money' is not computable: needs 3 nodes and a tie between two of "
        "them, found 0 and 2"
    )
    said = refused(reason, "zh")
    assert said == "割点（money）无法计算：需要3个节点及其中两个之间的一条联系；实有：0个和2条。"
    assert refused(reason, "en") == reason


def test_a_reason_of_another_form_stays_as_it_is() -> None:
    assert refused("the walk did not settle", "zh") == "the walk did not settle"
