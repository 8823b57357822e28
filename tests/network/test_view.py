"""Views: rows become ties, claims add up, and faults are told by view and row."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import FormatError
from kg.network.view import Row, network_of
from kg.text.header import Header, read_header

DIRECTED = read_header("# title.en: Who pays?\n# direction: directed\nSELECT")
UNDIRECTED = Header({"direction": "undirected"})
RANKING = ("is", "will", "may", "sure", "unsure")


def row(source: str, target: str, claim: str, **cells: str | float | None) -> Row:
    blank: Mapping[str, str | float | None] = {"weight": None, "modality": None, "certainty": None}
    return {"source": source, "target": target, "relation": "r", "claim": claim, **blank, **cells}


def test_nodes_are_sorted_and_described() -> None:
    network = network_of("v", DIRECTED, [row("b", "a", "c1")], {"a": ({"en": "A"}, "body")})
    assert [(n.id, n.labels, n.kind) for n in network.nodes] == [
        ("a", {"en": "A"}, "body"),
        ("b", {}, ""),
    ]
    assert (network.ties[0].source, network.ties[0].target) == (1, 0)
    assert network.title("zh") == "Who pays?"


def test_rows_of_one_tie_add_up_and_keep_every_claim() -> None:
    rows = [row("a", "b", "c2", weight="2.5"), row("a", "b", "c1")]
    (tie,) = network_of("v", DIRECTED, rows, {}).ties
    assert (tie.weight, tie.claims, tie.weights) == (3.5, ("c1", "c2"), (1.0, 2.5))


def test_relations_stay_apart() -> None:
    rows = [row("a", "b", "c1"), row("a", "b", "c1", relation="s")]
    assert [tie.relation for tie in network_of("v", DIRECTED, rows, {}).ties] == ["r", "s"]


def test_a_claim_on_several_rows_counts_once() -> None:
    rows = [row("a", "b", "c1", certainty="sure"), row("a", "b", "c1", certainty="unsure")]
    (tie,) = network_of("v", DIRECTED, rows, {}, RANKING).ties
    assert (tie.weight, tie.claims) == (1.0, ("c1",))


@pytest.mark.parametrize(("header", "count"), [(DIRECTED, 2), (UNDIRECTED, 1)])
def test_only_an_undirected_view_merges_the_two_ways(header: Header, count: int) -> None:
    network = network_of("v", header, [row("a", "b", "c1"), row("b", "a", "c2")], {})
    assert len(network.ties) == count
    assert sum(tie.weight for tie in network.ties) == 2.0


def test_the_strongest_claim_gives_modality_and_certainty() -> None:
    rows = [
        row("a", "b", "c1", modality="may", certainty="sure"),
        row("a", "b", "c2", modality="is", certainty="unsure"),
        row("a", "b", "c3"),
        row("a", "b", "c4", modality="unheard"),
    ]
    (tie,) = network_of("v", DIRECTED, rows, {}, RANKING).ties
    assert (tie.modality, tie.certainty) == ("is", "unsure")


def test_a_value_out_of_the_ranking_beats_none() -> None:
    rows = [row("a", "b", "c1"), row("a", "b", "c2", modality="unheard")]
    (tie,) = network_of("v", DIRECTED, rows, {}, RANKING).ties
    assert tie.modality == "unheard"


def test_a_missing_column_is_told_with_the_view() -> None:
    cells = {key: value for key, value in row("a", "b", "c1").items() if key != "claim"}
    with pytest.raises(FormatError, match=r"view 'money' has no column \?claim; it needs \?source"):
        network_of("money", DIRECTED, [cells], {})


def test_an_unknown_column_is_told_with_the_view() -> None:
    with pytest.raises(FormatError, match=r"view 'money' has an unknown column \?extra"):
        network_of("money", DIRECTED, [row("a", "b", "c1", extra="1")], {})


@pytest.mark.parametrize("column", ["source", "target", "relation", "claim"])
def test_an_unbound_cell_is_told_with_its_row(column: str) -> None:
    rows = [row("a", "b", "c1"), {**row("a", "b", "c1"), column: None}]
    with pytest.raises(FormatError, match=rf"view 'v', row 2: \?{column} is unbound"):
        network_of("v", DIRECTED, rows, {})


@pytest.mark.parametrize("weight", ["heavy", "0", -1.0, float("nan"), float("inf")])
def test_a_weight_that_is_no_positive_number_is_refused(weight: str | float) -> None:
    with pytest.raises(FormatError, match=r"row 1: \?weight is .* not a number above 0"):
        network_of("v", DIRECTED, [row("a", "b", "c1", weight=weight)], {})


def test_a_view_without_direction_is_refused() -> None:
    with pytest.raises(FormatError, match="direction: directed"):
        network_of("v", Header(), [], {})


def test_no_rows_make_an_empty_network() -> None:
    network = network_of("v", UNDIRECTED, [], {"a": ({}, "")})
    assert (network.nodes, network.ties, network.size()) == (
        (),
        (),
        "nodes: 0, ties: 0, components: 0",
    )


@given(st.permutations([row(a, b, f"c{a}{b}", weight=0.1) for a in "abcd" for b in "abcd"]))
def test_the_order_of_rows_does_not_matter(rows: list[Row]) -> None:
    assert network_of("v", UNDIRECTED, rows, {}) == network_of("v", UNDIRECTED, sorted_rows(), {})


def sorted_rows() -> list[Row]:
    return [row(a, b, f"c{a}{b}", weight=0.1) for a in "abcd" for b in "abcd"]
