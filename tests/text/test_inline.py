"""What a page holds cannot leave its place there."""

from __future__ import annotations

import json

import pytest

from kg.errors import FormatError
from kg.text.inline import hashes, json_block
from tests.visual.payloads import PAYLOADS


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_read_back_is_what_was_put_in(payload: str) -> None:
    block = json_block({payload: [payload, 1]})
    assert json.loads(block) == {payload: [payload, 1]}
    assert not set("<>&\u2028\u2029\u202e\u200b\x7f\x9f") & set(block)


def test_a_number_that_is_not_finite_is_refused() -> None:
    with pytest.raises(FormatError, match="not finite"):
        json_block([float("nan")])


def test_keys_come_in_order_where_that_is_asked() -> None:
    assert json_block({"b": 1, "a": 2}) == '{"b":1,"a":2}'
    assert json_block({"b": 1, "a": 2}, sort_keys=True) == '{"a":2,"b":1}'


def test_each_part_of_a_policy_has_its_own_hash() -> None:
    both = hashes(["a", "b"]).split()
    assert len(set(both)) == 2
    assert hashes(["b"]) == both[1]
