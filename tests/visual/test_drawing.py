"""pyvis gathers every line, and parallel lines lie apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kg.visual.content import content
from kg.visual.drawing import drawing
from kg.visual.picture import Picture, PictureEdge

LINES: dict[str, Any] = {"solid": ["fact"], "opacity": {"high": 1.0, "medium": 0.6, "low": 0.4}}


def drawn(picture: Picture) -> dict[str, Any]:
    return drawing(picture, content(picture, LINES), {"physics": {"enabled": False}}, LINES)


def side(line: dict[str, Any]) -> float:
    """Return how far to the right of the way from the lower to the higher node a line runs."""
    curve = line.get("smooth", {"type": "continuous", "roundness": 0.0})
    sign = {"curvedCW": 1.0, "curvedCCW": -1.0, "continuous": 0.0}[curve["type"]]
    return sign * curve["roundness"] * (1 if line["from"] < line["to"] else -1)


def test_ids_are_ours_and_every_line_is_kept(picture: Picture) -> None:
    net = drawn(picture)
    assert [node["id"] for node in net["nodes"]] == ["n0", "n1", "n2", "n3", "n4"]
    assert [edge["id"] for edge in net["edges"]] == ["e0", "e1", "e2", "e3", "e4"]
    assert net["options"] == {"physics": {"enabled": False}}


def test_parallel_lines_lie_apart_whatever_their_direction(picture: Picture) -> None:
    sides = [side(line) for line in drawn(picture)["edges"]]
    assert len(set(sides[:3])) == 3
    assert sides[3:] == [0.0, 0.0]


def test_fifty_parallel_lines_still_lie_apart(picture: Picture) -> None:
    edges = tuple(PictureEdge(n % 2, 1 - n % 2, "r:in", "c:fact", "c:high") for n in range(50))
    sides = [side(line) for line in drawn(replace(picture, edges=edges))["edges"]]
    assert len(set(sides)) == 50
    assert max(map(abs, sides)) <= 0.8


def test_loops_on_one_node_have_different_sizes(picture: Picture) -> None:
    edges = (PictureEdge(0, 0, "r:in", "c:fact", "c:high"),) * 2
    lines = drawn(replace(picture, edges=edges))["edges"]
    assert lines[0]["selfReference"]["size"] != lines[1]["selfReference"]["size"]


def test_only_facts_are_solid_and_doubt_is_faint(picture: Picture) -> None:
    lines = drawn(picture)["edges"]
    assert [bool(line.get("dashes")) for line in lines] == [False, True, False, False, False]
    assert [line["color"]["opacity"] for line in lines] == [1.0, 0.4, 1.0, 1.0, 0.6]


def test_heavier_lines_are_wider_within_bounds(picture: Picture) -> None:
    edges = tuple(
        PictureEdge(0, 1, "r:in", "c:fact", "c:high", weight) for weight in (0.0, 0.5, 1.0, 900.0)
    )
    widths = [line["width"] for line in drawn(replace(picture, edges=edges))["edges"]]
    assert widths == sorted(widths)
    assert widths[0] == widths[1] == pytest.approx(1.3)
    assert widths[3] == pytest.approx(4.2)


def test_a_node_without_a_name_is_dashed(picture: Picture) -> None:
    nodes = drawn(picture)["nodes"]
    assert [bool(node.get("shapeProperties")) for node in nodes] == [0, 0, 0, 1, 0]
