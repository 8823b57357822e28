"""What a large page holds is whole: unpacked, it says what the small page says."""

from __future__ import annotations

import gzip
import json
from base64 import b64decode
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from kg.errors import FormatError
from kg.visual import packed as module
from kg.visual.content import content
from kg.visual.packed import DIGITS, UNSTATED, packed
from kg.visual.picture import Measure, Picture, PictureEdge
from tests.visual.conftest import pair

LINES: dict[str, Any] = {"solid": ["fact"], "opacity": {"high": 1.0, "medium": 0.6, "low": 0.4}}


def unpacked(picture: Picture) -> tuple[dict[str, Any], dict[str, Any], list[Any], list[Any]]:
    """Return page, columns, texts and claims as the page's script reads them."""
    page, blocks = packed(picture, LINES)
    raw = {name: gzip.decompress(b64decode(block)) for name, block in blocks.items()}
    columns, start = {}, 0
    for name, kind, length in page["columns"]:
        columns[name] = np.frombuffer(raw["numbers"], kind, length, start).tolist()
        start += -(-length * np.dtype(kind).itemsize // 8) * 8
    assert start == len(raw["numbers"])
    claims = [json.loads(raw[f"claims-{n}"]) for n in range(len(raw) - 2)]
    return page, columns, json.loads(raw["texts"]), claims


def test_columns_hold_what_the_small_page_holds(picture: Picture) -> None:
    small = content(picture, LINES)
    page, columns, texts, _ = unpacked(picture)
    assert {key: page[key] for key in ("kinds", "relations", "sources", "title")} == {
        key: small[key] for key in ("kinds", "relations", "sources", "title")
    }
    for field, column in (("from", "from"), ("to", "to"), ("relation", "relation")):
        assert columns[column] == [edge[field] for edge in small["edges"]]
    starts, claims = columns["edgeStarts"], columns["edgeClaims"]
    for n, edge in enumerate(small["edges"]):
        assert claims[starts[n] : starts[n + 1]] == edge["claims"]
    assert texts[1] == [node["label"][0] for node in small["nodes"]]
    assert texts[3]["0"] == small["nodes"][0]["names"]
    assert columns["hollow"] == [int(node["hollow"]) for node in small["nodes"]]


def test_claims_come_in_parts_with_wording_place_and_hash(
    picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CHUNK", 1)
    small = content(picture, LINES)
    page, columns, _, parts = unpacked(picture)
    assert page["chunk"] == 1
    assert len(parts) == len(small["claims"]) == 2
    for claim, source, part in zip(small["claims"], columns["source"], parts, strict=True):
        key, en, zh, start, end, digest, modality, certainty, *_ = part
        assert (key, [en, zh]) == (claim["key"], claim["text"])
        assert (start, end) == (claim["start"], claim["end"])
        assert (source, modality) == (claim["source"], claim["modality"])
        assert certainty == claim["certainty"]
        assert digest == claim["digest"][:DIGITS]


def test_what_all_claims_of_a_part_say_is_said_once(picture: Picture) -> None:
    _, _, _, (part,) = unpacked(picture)
    key, en, _, start, *_, until = part
    assert (key, en) == (["k1", "k2"], picture.claims["k1"].text["en"])
    assert (start, until) == ([120, None], "")


def test_years_values_and_clusters_that_are_missing_stay_missing(picture: Picture) -> None:
    nodes = tuple(
        replace(node, measures={"m": value}, cluster=cluster)
        for node, value, cluster in zip(
            picture.nodes, (1.5, None, 2.0, 0.0, 3.0), (1, 1, None, 2, 2), strict=True
        )
    )
    edge = PictureEdge(0, 1, "r:in", "c:fact", "c:high", since="2021-05")
    odd = replace(picture, nodes=nodes, edges=(edge,), measures={"m": Measure(pair("M", "量"))})
    _, columns, _, _ = unpacked(odd)
    assert (columns["since"], columns["until"]) == ([2021], [UNSTATED])
    assert columns["dated"] == [1]
    assert columns["cluster"] == [1, 1, 0, 2, 2]
    assert columns["values"][::2] == [1.5, 2.0, 3.0]
    assert np.isnan(columns["values"][1])


@pytest.mark.parametrize("field", ["x", "size"])
def test_a_number_that_is_not_finite_is_refused(picture: Picture, field: str) -> None:
    node = replace(picture.nodes[0], **{field: float("inf")})
    with pytest.raises(FormatError, match="not finite"):
        packed(replace(picture, nodes=(node, *picture.nodes[1:])), LINES)


def test_a_measure_or_claim_that_is_not_held_is_refused(picture: Picture) -> None:
    node = replace(picture.nodes[0], measures={"m:unknown": 1.0})
    with pytest.raises(FormatError, match="m:unknown"):
        packed(replace(picture, nodes=(node, *picture.nodes[1:])), LINES)
    edge = replace(picture.edges[0], claims=("k9",))
    with pytest.raises(FormatError, match="the claim 'k9'"):
        packed(replace(picture, edges=(edge,)), LINES)


@pytest.mark.parametrize("odd", ['"', "\\", "\n", "\\n", "</script>", "\t", "\u2028", "湖北"])
def test_texts_come_back_whatever_signs_they_hold(picture: Picture, odd: str) -> None:
    nodes = [replace(node, labels=pair(f"{odd}{n}", odd)) for n, node in enumerate(picture.nodes)]
    claims = {key: replace(claim, text=pair(odd, key)) for key, claim in picture.claims.items()}
    _, _, texts, (part,) = unpacked(replace(picture, nodes=tuple(nodes), claims=claims))
    assert texts[1] == [f"{odd}{n}" for n in range(len(nodes))]
    assert texts[2] == [odd] * len(nodes)
    assert part[1:3] == [odd, ["k1", "k2"]]


def test_a_claim_behind_no_node_and_no_line_is_left_out(picture: Picture) -> None:
    more = {"k0": picture.claims["k1"]} | dict(picture.claims)
    assert packed(replace(picture, claims=more), LINES) == packed(picture, LINES)
