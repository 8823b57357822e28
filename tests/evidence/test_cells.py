"""Cells: what a column holds, and what it says to everything else."""

from __future__ import annotations

import pytest

from kg.evidence.cells import read_cell, read_literal
from kg.evidence.record import Iri, Text
from kg.ontology import Column, Ontology
from kg.text.names import PREFIXES

XSD, GID, GI, GIC = PREFIXES["xsd"], PREFIXES["gid"], PREFIXES["gi"], PREFIXES["gic"]


def column_of(onto: Ontology, url: str, name: str) -> Column:
    """Return one column of the code book."""
    (shape,) = [shape for shape in onto.shapes if shape.url == url]
    column = shape.column(name)
    assert column is not None
    return column


@pytest.mark.parametrize(
    ("datatype", "text", "value", "kind"),
    [
        ("decimal", "29.50", "29.5", "decimal"),
        ("integer", "-03", "-3", "integer"),
        ("nonNegativeInteger", "007", "7", "nonNegativeInteger"),
        ("partial-date", "2023-10", "2023-10", "gYearMonth"),
        ("date", "2024-02-29", "2024-02-29", "date"),
        ("anyURI", "https://例子.cn/a?b=c#d", "https://例子.cn/a?b=c#d", "anyURI"),
    ],
)
def test_a_literal_is_canonical_and_typed(datatype: str, text: str, value: str, kind: str) -> None:
    assert read_literal(text, datatype) == Text(value, XSD + kind)


@pytest.mark.parametrize(
    ("datatype", "text", "what"),
    [
        ("nonNegativeInteger", "-1", "no whole number"),
        ("nonNegativeInteger", "1.0", "no whole number"),
        ("nonNegativeInteger", "１", "no whole number"),
        ("nonNegativeInteger", "+1", "no whole number"),
        ("integer", "9" * 16, "no whole number"),
        ("date", "2024-02", "no whole day"),
        ("date", "2023-02-29", "no such day"),
        ("id", "Testland", "no id"),
        ("id", "a--b", "no id"),
        ("id", "-a", "no id"),
        ("id", "a_b", "no id"),
        ("id", "a/../b", "no id"),
        ("id", "é", "no id"),
        ("id", "a" * 101, "no id"),
        ("anyURI", "javascript:alert(1)", "no web address"),
        ("anyURI", "data:text/html,x", "no web address"),
        ("anyURI", "file:///etc/passwd", "no web address"),
        ("anyURI", "ftp://example.org", "no web address"),
        ("anyURI", "//example.org", "no web address"),
        ("anyURI", "https://a b", "no web address"),
        ("anyURI", 'https://a"onload=', "no web address"),
        ("anyURI", "https://a/<script>", "no web address"),
        ("sha256", "A" * 64, "no SHA-256"),
        ("sha256", "a" * 63, "no SHA-256"),
        ("sha256", "g" * 64, "no SHA-256"),
    ],
)
def test_a_literal_of_another_form_is_refused(datatype: str, text: str, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        read_literal(text, datatype)


def test_several_values_are_separated_and_trimmed(onto: Ontology) -> None:
    column = column_of(onto, "entities/*.csv", "source")
    assert read_cell(" t1 ; t2;", column, {}, onto) == [Iri(GID + "t1"), Iri(GID + "t2")]


@pytest.mark.parametrize("text", ["", " ", ";", " ; ; "])
def test_a_required_cell_is_not_empty_also_not_by_separators(onto: Ontology, text: str) -> None:
    column = column_of(onto, "entities/*.csv", "source")
    with pytest.raises(ValueError, match="is empty, but needs a value"):
        read_cell(text, column, {}, onto)


def test_a_class_is_a_class_and_no_property(onto: Ontology) -> None:
    column = column_of(onto, "entities/*.csv", "class")
    assert read_cell("Enterprise", column, {}, onto) == [Iri(GI + "Enterprise")]
    with pytest.raises(ValueError, match="no class of the ontology"):
        read_cell("leads", column, {}, onto)
    with pytest.raises(ValueError, match="did you mean Enterprise"):
        read_cell("Enterprize", column, {}, onto)


@pytest.mark.parametrize("name", ["Enterprise", "drawnInColor"])
def test_a_predicate_is_a_property_of_things(onto: Ontology, name: str) -> None:
    column = column_of(onto, "claims/*.csv", "predicate")
    with pytest.raises(ValueError, match="no property of the ontology"):
        read_cell(name, column, {}, onto)


def test_a_concept_is_one_of_its_scheme(onto: Ontology) -> None:
    column = column_of(onto, "claims/*.csv", "certainty")
    assert read_cell("high", column, {}, onto) == [Iri(GIC + "high")]
    with pytest.raises(ValueError, match=r"'hihg' is not one of high, low, medium; did you mean"):
        read_cell("hihg", column, {}, onto)


@pytest.mark.parametrize(
    ("predicate", "text", "node"),
    [
        ("leads", "acme", Iri(GID + "acme")),
        ("hasRoleKind", "chain-master", Iri(GIC + "chain-master")),
        ("declaredSize", "08", Text("8", XSD + "integer")),
        ("issueDate", "2023-10", Text("2023-10", XSD + "gYearMonth")),
        ("definitionText", "a thing", Text("a thing", "", "en")),
        ("documentNumber", "〔2023〕5号", Text("〔2023〕5号")),
    ],
)
def test_an_object_is_read_as_its_predicate_asks(
    onto: Ontology, predicate: str, text: str, node: Iri | Text
) -> None:
    column = column_of(onto, "claims/*.csv", "object")
    assert read_cell(text, column, {"predicate": predicate}, onto) == [node]


@pytest.mark.parametrize(
    ("predicate", "text", "what"),
    [
        ("leads", "Acme Ltd", "no id"),
        ("leads", "https://w3id.org/green-industry/id/acme", "no id"),
        ("leads", "acme> <x", "no id"),
        ("hasRoleKind", "acme", "not one of"),
        ("declaredSize", "eight", "no whole number"),
        ("issueDate", "last year", "not a date"),
    ],
)
def test_an_object_of_another_form_is_refused(
    onto: Ontology, predicate: str, text: str, what: str
) -> None:
    column = column_of(onto, "claims/*.csv", "object")
    with pytest.raises(ValueError, match=what):
        read_cell(text, column, {"predicate": predicate}, onto)


@pytest.mark.parametrize(
    "code", [0x01, 0x0B, 0x1B, 0x1F, 0x7F, 0x85, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF], ids=hex
)
@pytest.mark.parametrize("form", ["a{}b", "{}a", "a{}"])
def test_control_characters_are_refused_wherever_they_stand(
    onto: Ontology, code: int, form: str
) -> None:
    column = column_of(onto, "entities/*.csv", "note")
    position = form.index("{") + 1
    with pytest.raises(ValueError, match=rf"U\+{code:04X} at position {position}"):
        read_cell(form.format(chr(code)), column, {}, onto)


def test_a_cell_that_no_person_would_write_is_refused(onto: Ontology) -> None:
    column = column_of(onto, "entities/*.csv", "note")
    assert read_cell("x" * 10_000, column, {}, onto)
    with pytest.raises(ValueError, match="holds 10001 characters; at most 10000"):
        read_cell("x" * 10_001, column, {}, onto)


def test_messages_do_not_repeat_long_cells(onto: Ontology) -> None:
    column = column_of(onto, "reference/divisions.csv", "code")
    with pytest.raises(ValueError, match="does not match") as caught:
        read_cell("9" * 9000, column, {}, onto)
    assert len(str(caught.value)) < 200
