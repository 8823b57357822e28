"""Identities: decisions that two names mean one thing, and the contradictions among them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import DataError
from kg.evidence.identities import resolve
from kg.evidence.ingest import read_evidence
from kg.ontology import Ontology

HEAD = "id,left,right,decision,certainty,basis,source,decided_by,decided_on,note\n"
Resolve = Callable[..., dict[str, str]]


@pytest.fixture
def decide(world: Path, onto: Ontology) -> Resolve:
    """Return what stays after the decisions given as `left decision right`."""

    def run(*decisions: str) -> dict[str, str]:
        rows = [
            f"d{n},{left},{right},{decision},high,because,,tests,2026-01-02,"
            for n, (left, decision, right) in enumerate(line.split() for line in decisions)
        ]
        (world / "identities.csv").write_text(HEAD + "\n".join(rows) + "\n", "utf-8")
        return dict(resolve(read_evidence(world, onto)))

    return run


def test_the_right_side_stays(decide: Resolve) -> None:
    assert decide("acme same beta") == {"acme": "beta"}


def test_a_chain_is_followed_to_its_end(decide: Resolve) -> None:
    stays = decide("acme same beta", "beta same acme-as-printed")
    assert stays == {"acme": "acme-as-printed", "beta": "acme-as-printed"}


def test_the_order_of_rows_does_not_matter(decide: Resolve) -> None:
    rows = ["acme same beta", "beta same acme-as-printed", "ann unsure acme"]
    assert decide(*rows) == decide(*reversed(rows))


def test_unsure_and_different_merge_nothing(decide: Resolve) -> None:
    assert decide("acme unsure beta", "ann different acme") == {}


def test_the_same_decision_twice_is_one(decide: Resolve) -> None:
    assert decide("acme same beta", "acme same beta") == {"acme": "beta"}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["acme same acme"], r"identities\.csv:2:right: is the same id on both sides"),
        (["acme different acme"], r"identities\.csv:2:right: is the same id on both sides"),
        (["acme same beta", "acme same ann"], r":3:left: acme is already merged into beta"),
        (["acme same beta", "beta same acme"], r":right: merges in a circle: acme > beta > acme"),
        (
            ["acme same beta", "beta same ann", "ann same acme"],
            r"merges in a circle: acme > beta > ann > acme",
        ),
        (["acme same beta", "beta different acme"], r":3:decision: beta and acme are also decided"),
        (["acme same beta", "acme unsure beta"], r":3:decision: acme and beta are also decided"),
        (
            ["acme same ann", "beta same ann", "acme different beta"],
            r":4:decision: acme and beta are also decided to be the same",
        ),
    ],
)
def test_a_contradiction_is_named_with_its_row(
    decide: Resolve, rows: list[str], message: str
) -> None:
    with pytest.raises(DataError, match=message):
        decide(*rows)


def test_taking_back_a_row_undoes_it(decide: Resolve) -> None:
    assert decide("acme same beta", "ann unsure acme")
    assert decide("ann unsure acme") == {}
