"""Places are the same each time, apart from each other, and in good order."""

from __future__ import annotations

import itertools
import math
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.visual import layout
from kg.visual.layout import HIGH, WIDE, place

RING = [(n, (n + 1) % 12) for n in range(12)]


def test_the_same_input_gives_the_same_places() -> None:
    assert place(12, RING, seed=3) == place(12, RING, seed=3)


def test_order_direction_and_repetition_of_pairs_do_not_matter() -> None:
    turned = [(b, a) for a, b in reversed(RING)] + RING[:4]
    assert place(12, RING, seed=3) == place(12, turned, seed=3)


def test_another_seed_gives_another_picture() -> None:
    assert place(12, RING, seed=3) != place(12, RING, seed=4)


def test_nothing_and_one_node_are_placed() -> None:
    assert place(0, [], seed=1) == []
    assert place(1, [(0, 0)], seed=1) == [(0.0, 0.0)]


def test_lone_nodes_stand_in_rows_below_the_rest() -> None:
    points = place(20, [(0, 1), (1, 2), (2, 0)], seed=1)
    lowest = max(y for _, y in points[:3])
    assert all(y > lowest for _, y in points[3:])
    assert len({y for _, y in points[3:]}) < len(points[3:])


def test_the_largest_part_stands_at_the_left() -> None:
    star = [(0, n) for n in range(1, 8)]
    points = place(11, [*star, (8, 9), (9, 10)], seed=1)
    assert max(x for x, _ in points[:8]) < min(x for x, _ in points[8:])


def test_names_have_room() -> None:
    star = [(0, n) for n in range(1, 40)]
    near = [
        math.hypot((ax - bx) / WIDE, (ay - by) / HIGH)
        for (ax, ay), (bx, by) in itertools.combinations(place(40, star, seed=1), 2)
    ]
    assert min(near) > 0.7


def test_a_pair_outside_the_nodes_is_refused() -> None:
    with pytest.raises(IndexError, match="outside 0 to 1"):
        place(2, [(0, 2)], seed=1)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 30), st.data(), st.integers(-5, 2**40))
def test_no_two_nodes_share_a_point(count: int, data: st.DataObject, seed: int) -> None:
    node = st.integers(0, count - 1)
    points = place(count, data.draw(st.lists(st.tuples(node, node), max_size=60)), seed)
    assert len(set(points)) == count
    assert all(math.isfinite(x) and math.isfinite(y) for x, y in points)


def ladder(count: int) -> list[tuple[int, int]]:
    """Return the links of a ladder: two rows of nodes, tied along and across."""
    along = [(i, i + 2) for i in range(count - 2)]
    return [*along, *((i, i + 1) for i in range(0, count - 1, 2))]


def test_a_large_part_fills_its_room_and_names_hardly_overlap() -> None:
    points = np.array(place(1200, ladder(1200), seed=1)) / (WIDE, HIGH)
    apart = np.sort(np.hypot(*(points[:, None] - points[None, :]).transpose(2, 0, 1)), axis=1)
    assert np.median(apart[:, 1]) > 0.8
    wide, high = np.ptp(points, axis=0)
    assert 1000 < wide * high < 3 * 1200


def test_a_large_part_comes_out_the_same_in_any_process_and_order() -> None:
    code = (
        "import sys; from kg.visual.layout import place;"
        "links = [(i, i + 2) for i in range(598)] + [(i, i + 1) for i in range(0, 599, 2)];"
        "sys.stdout.write(repr(place(600, links[::int(sys.argv[1])], seed=5)))"
    )
    texts = {
        subprocess.run(
            [sys.executable, "-c", code, order],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for order, seed in (("1", "1"), ("-1", "2"))
    }
    assert len(texts) == 1
    assert texts.pop().startswith("[(")


def test_pairs_may_be_an_array() -> None:
    assert place(12, np.array(RING), seed=3) == place(12, RING, seed=3)


def test_many_parts_stand_apart_from_each_other() -> None:
    count = 400
    points = np.array(
        place(3 * count, [(3 * i + j, 3 * i + j + 1) for i in range(count) for j in (0, 1)], seed=1)
    )
    boxes = points.reshape(count, 3, 2)
    low, high = boxes.min(axis=1), boxes.max(axis=1)
    over = (low[:, None] <= high[None, :]).all(axis=2) & (low[None, :] <= high[:, None]).all(axis=2)
    assert over.sum() == count


@pytest.mark.parametrize("count", [400, 800])
def test_each_part_is_handed_its_own_links_only(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed: list[int] = []
    small = layout._small
    monkeypatch.setattr(
        layout,
        "_small",
        lambda size, links, seed: handed.append(len(links)) or small(size, links, seed),
    )
    place(count, [(i, i + 1) for i in range(0, count, 2)], seed=1)
    assert handed == [1] * (count // 2)
