"""The content of a page is whole, numbered, and free of foreign colours and addresses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kg.errors import FormatError
from kg.text.names import display_width
from kg.visual.content import brief, content, web_address
from kg.visual.picture import Kind, Picture, PictureEdge

LINES: dict[str, Any] = {"solid": ["fact"], "opacity": {"high": 1.0, "medium": 0.6, "low": 0.4}}


def test_a_claim_that_is_not_held_is_refused(picture: Picture) -> None:
    edge = replace(picture.edges[0], claims=("k9",))
    with pytest.raises(FormatError, match="the claim 'k9'"):
        content(replace(picture, edges=(edge,)), LINES)


def test_a_source_that_is_not_held_is_refused(picture: Picture) -> None:
    with pytest.raises(FormatError, match="the source 'd:note'"):
        content(replace(picture, sources={"d:report": picture.sources["d:report"]}), LINES)


def test_a_line_to_nowhere_is_refused(picture: Picture) -> None:
    edge = PictureEdge(0, 5, "r:in", "c:fact", "c:high")
    with pytest.raises(FormatError, match="from 0 to 5"):
        content(replace(picture, edges=(edge,)), LINES)


def test_a_class_without_colour_or_shape_is_drawn_plain(picture: Picture) -> None:
    odd = {"c:town": Kind({}, "red;}", "url(x)", "image")}
    page = content(replace(picture, kinds=odd), LINES)
    town = next(kind for kind in page["kinds"] if kind["key"] == "c:town")
    assert town["label"] == ["c:town", "c:town"]
    assert (town["color"], town["dark"], town["shape"]) == ("#6b7480", "#9aa5b1", "dot")


def test_concepts_come_in_the_order_of_their_strength(picture: Picture) -> None:
    page = content(picture, LINES)
    assert [one["key"] for one in page["modalities"]] == ["c:fact", "c:plan"]
    assert [one["key"] for one in page["certainties"]] == ["c:high", "c:medium", "c:low"]


def test_a_missing_language_is_borrowed(picture: Picture) -> None:
    node = replace(picture.nodes[4], labels={"zh": "孤城"})
    page = content(replace(picture, nodes=(*picture.nodes[:4], node)), LINES)
    assert page["nodes"][4]["label"] == ["孤城", "孤城"]


@pytest.mark.parametrize(
    "url", ["javascript:x", "ftp://a", "//a", "https://a b", 'https://a"b', "https://", "x", ""]
)
def test_what_is_no_web_address_is_dropped(url: str) -> None:
    assert web_address(url) == ""


@pytest.mark.parametrize(
    "label",
    [
        "",
        "W" * 90,
        "湖" * 90,
        "a b " * 40,
        "（湖北省）" * 9,
        "\u202e" + "x" * 20,
        "短",
        "10万吨项目",
    ],
)
def test_a_name_on_the_drawing_is_short(label: str) -> None:
    rows = brief(label).split("\n")
    assert len(rows) <= 3
    assert all(display_width(row) <= 26 for row in rows)


def test_a_closing_bracket_never_starts_a_row() -> None:
    assert brief("副省长（氢能产业链链长）").split("\n")[1][0] not in "）。，"


def test_a_long_name_is_whole_on_three_rows() -> None:
    chain = "Hubei energy-conservation and environmental-protection industry chain"
    rows = brief(chain).split("\n")
    assert len(rows) == 3
    assert " ".join(rows).replace("- ", "-") == chain
    assert brief("湖北省加快发展节能环保产业三年行动方案（2023—2025年）").count("…") == 0
