"""Frames: joins, counts and sorts equal those written out in plain Python."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.columns import frame as of
from kg.errors import ColumnsError

CODES = st.lists(st.integers(-1, 4), max_size=12)


def codes(values: list[int]) -> of.Column:
    return np.array(values, np.int32)


@given(CODES, CODES, st.booleans())
def test_a_join_holds_every_pair(left: list[int], right: list[int], optional: bool) -> None:  # noqa: FBT001
    keys = sorted(key for key in right if key >= 0)
    others = {"at": np.arange(len(keys), dtype=np.int32)}
    found = of.joined({"x": codes(left)}, "x", codes(keys), others, optional=optional)
    told = list(zip(found["x"].tolist(), found["at"].tolist(), strict=True))
    pairs = []
    for x in left:
        partners = [at for at, key in enumerate(keys) if key == x]
        pairs += [(x, at) for at in partners or ([-1] if optional else [])]
    assert told == pairs


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(-1, 3)), max_size=20))
def test_counts_are_those_of_rows_and_of_different_values(rows: list[tuple[int, int, int]]) -> None:
    frame = {name: codes([row[n] for row in rows]) for n, name in enumerate("abc")}
    found = of.counted(frame, ["a", "b"], "n")
    told = dict(
        zip(zip(*(found[k].tolist() for k in "ab"), strict=True), found["n"].tolist(), strict=True)
    )
    assert told == Counter((a, b) for a, b, _ in rows)
    found = of.counted(frame, ["a"], "n", "c")
    told = dict(zip(found["a"].tolist(), found["n"].tolist(), strict=True))
    assert told == Counter(a for a, _ in {(a, c) for a, _, c in rows if c >= 0})


def test_rows_are_sorted_up_or_down_and_cut() -> None:
    frame = {"n": np.array([1, 3, 3], np.int64), "x": codes([5, 9, 7])}
    found = of.ordered(frame, ["-n", "x"], lambda column: column, 2)
    assert found["x"].tolist() == [7, 9]


def test_a_join_without_bounds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of, "MOST", 5)
    same = codes([1, 1, 1])
    with pytest.raises(ColumnsError, match="a join of 9 rows"):
        of.joined({"x": same}, "x", same, {})
