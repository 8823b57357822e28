"""References: duplicates, loose ends, wrong places and circles over all rows."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from kg.evidence.ingest import read_evidence
from kg.ontology import Ontology

Edit = Callable[[str, str, str, str], None]
Faults = Callable[[], str]
HEAD = "id,class,zh,en,pinyin,source,certainty,note\n"


def part_of(world: Path, *pairs: tuple[str, str]) -> None:
    """Add claims that one thing is part of another, resting on a source without a text."""
    head = (world / "claims" / "t2.csv").read_text("utf-8").splitlines()[0]
    rows = [
        f"p{n},codes,,,,{start},isPartOf,{end},fact,,,,,high,stated,A part.,部分。,"
        for n, (start, end) in enumerate(pairs)
    ]
    (world / "claims" / "parts.csv").write_text("\n".join([head, *rows, ""]), "utf-8")


def test_parts_of_parts_are_no_circle(world: Path, onto: Ontology) -> None:
    part_of(world, ("acme", "beta"), ("acme", "ann"), ("beta", "ann"))
    assert read_evidence(world, onto).of("claims/*.csv")


def test_a_circle_of_claims_is_named_with_its_way(world: Path, faults: Faults) -> None:
    part_of(world, ("acme", "beta"), ("beta", "ann"), ("ann", "acme"))
    text = faults()
    assert "claims/parts.csv:" in text
    way = text.split("in a circle: ")[1].splitlines()[0].split(" > ")
    assert way[0] == way[-1]
    assert set(pairwise(way)) == {
        ("acme", "beta"),
        ("beta", "ann"),
        ("ann", "acme"),
    }


def test_a_thing_is_no_part_of_itself(world: Path, faults: Faults) -> None:
    part_of(world, ("acme", "acme"))
    assert "claims/parts.csv:2: isPartOf goes in a circle: acme > acme" in faults()


def test_a_circle_through_claims_and_a_parent_column_is_found(world: Path, faults: Faults) -> None:
    part_of(world, ("testnation", "east-city"))
    assert "isPartOf goes in a circle" in faults()


def test_a_circle_of_another_property_is_no_fault(world: Path, onto: Ontology) -> None:
    part_of(world, ("acme", "beta"), ("beta", "acme"))
    path = world / "claims" / "parts.csv"
    path.write_text(path.read_text("utf-8").replace("isPartOf", "supports"), "utf-8")
    assert read_evidence(world, onto).of("claims/*.csv")


def test_a_long_chain_of_parts_is_no_crash(world: Path, onto: Ontology) -> None:
    rows = "".join(f"x{n},Park,园,Park,,t1,high,\n" for n in range(3000))
    (world / "entities" / "x.csv").write_text(HEAD + rows, "utf-8")
    part_of(world, *((f"x{n}", f"x{n + 1}") for n in range(2999)))
    assert len(read_evidence(world, onto).of("claims/*.csv")) == 18 + 2999


def test_a_source_with_a_text_wants_a_passage(edit: Edit, faults: Faults) -> None:
    for column in ("start", "end", "sha256"):
        edit("claims/t1.csv", "c1", column, "")
    assert "claims/t1.csv:2:start: is empty, but the source has a text: say where" in faults()


def test_a_source_without_a_text_wants_none(world: Path, onto: Ontology) -> None:
    part_of(world, ("acme", "ann"))
    assert read_evidence(world, onto).of("claims/*.csv")


def test_a_literal_that_reads_like_an_id_is_no_reference(world: Path, onto: Ontology) -> None:
    (world / "entities" / "x.csv").write_text(HEAD + "3,Person,三,Three,,t1,high,\n", "utf-8")
    assert [r for r in read_evidence(world, onto).records if r.id == "3"]


def test_a_subclass_is_in_the_domain_of_its_parent(world: Path, onto: Ontology, edit: Edit) -> None:
    edit("entities/actors.csv", "acme", "class", "FinancialInstitution")
    assert read_evidence(world, onto).records


def test_wrong_places_are_not_reported_of_a_thing_whose_class_is_wrong(
    edit: Edit, faults: Faults
) -> None:
    edit("entities/actors.csv", "ann", "class", "Persn")
    assert faults().endswith("\n1 problem; nothing was written")
