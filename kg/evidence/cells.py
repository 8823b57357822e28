"""Cells: from the characters of a cell to terms, or a reason why not."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.errors import UnknownNameError
from kg.evidence.record import Iri, Node, Text
from kg.ontology import Column, Ontology, Term
from kg.text import figures
from kg.text.names import ID_PATTERN, PREFIXES, expand, local_name, near_misses

LONGEST = 10_000
TYPE = expand("rdf:type")
LONGEST_ID = 100
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
WEB = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+")
SHA256 = re.compile(r"[0-9a-f]{64}")


def read_cell(text: str, column: Column, row: Mapping[str, str], onto: Ontology) -> list[Node]:
    """Return the terms that `text` stands for under `column`; `row` has its neighbours.

    Raises
    ------
    ValueError
        If the text is not what the column holds; the message says what is allowed.
    """
    check_characters(text)
    parts = text.split(column.separator) if column.separator else [text]
    parts = [part.strip() for part in parts if part.strip()]
    if column.required and not parts:
        message = "is empty, but needs a value"
        raise ValueError(message)
    return [read_part(part, column, row, onto) for part in parts]


def check_characters(text: str) -> None:
    """Return nothing; refuse control characters and cells no person would write."""
    if len(text) > LONGEST:
        message = f"holds {len(text)} characters; at most {LONGEST} are allowed"
        raise ValueError(message)
    bad = CONTROL.search(text)
    if bad:
        message = f"holds the control character U+{ord(bad[0]):04X} at position {bad.start() + 1}"
        raise ValueError(message)


def read_part(text: str, column: Column, row: Mapping[str, str], onto: Ontology) -> Node:
    """Return the one term that `text` stands for under `column`."""
    if column.range_of:
        return read_by_range(text, row.get(column.range_of, ""), onto)
    if column.scheme:
        return read_concept(text, column.scheme, onto)
    if column.value_url:
        return read_reference(text, column, onto)
    if column.pattern and not re.fullmatch(column.pattern, text):
        message = f"{text[:60]!r} does not match {column.pattern}"
        raise ValueError(message)
    return read_literal(text, column.datatype, column.lang)


def read_reference(text: str, column: Column, onto: Ontology) -> Iri:
    """Return the IRI that the value URL of `column` makes of `text`."""
    iri = column.value_url.replace("{" + column.name + "}", text)
    if not iri.startswith(PREFIXES["gi"]):
        read_id(text)
        return Iri(iri)
    try:
        term = onto.term(text)
    except UnknownNameError as error:
        raise ValueError(str(error)) from None
    if column.predicate == TYPE and term.kind != "class":
        message = f"{text[:60]!r} is no class of the ontology"
        raise ValueError(message)
    if column.predicate != TYPE and term.kind not in ("object", "datatype"):
        message = f"{text[:60]!r} is no property of the ontology"
        raise ValueError(message)
    return Iri(term.iri)


def read_id(text: str) -> str:
    """Return `text` if it is an identifier: lower-case letters, digits and hyphens."""
    if not ID_PATTERN.fullmatch(text) or len(text) > LONGEST_ID:
        message = f"{text[:60]!r} is no id: lower-case letters, digits and single hyphens"
        raise ValueError(message)
    return text


def read_concept(text: str, scheme: str, onto: Ontology) -> Iri:
    """Return the concept called `text` of `scheme`."""
    allowed = onto.concepts(scheme)
    if text not in allowed:
        near = near_misses(text, allowed)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        message = f"{text[:60]!r} is not one of {', '.join(sorted(allowed))}{hint}"
        raise ValueError(message)
    return Iri(allowed[text])


def read_literal(text: str, datatype: str, lang: str = "") -> Text:
    """Return `text` as a literal of `datatype`, one of the names in tables.json."""
    xsd = PREFIXES["xsd"]
    if datatype == "decimal":
        return Text(figures.decimal(text), xsd + datatype)
    if datatype in ("nonNegativeInteger", "integer"):
        return Text(read_integer(text, datatype), xsd + datatype)
    if datatype == "partial-date":
        return Text(text, expand(figures.date_type(text)))
    if datatype == "date":
        return Text(read_day(text), xsd + datatype)
    if datatype == "anyURI":
        return Text(read_address(text), xsd + datatype)
    return Text(read_plain(text, datatype), "", lang)


def read_plain(text: str, datatype: str) -> str:
    """Return `text` if it is what a plain literal of `datatype` may hold."""
    if datatype == "id":
        return read_id(text)
    if datatype == "sha256" and not SHA256.fullmatch(text):
        message = "is no SHA-256: 64 hexadecimal digits in lower case"
        raise ValueError(message)
    return text


def read_day(text: str) -> str:
    """Return `text` if it is a whole day."""
    if figures.date_type(text) != "xsd:date":
        message = f"{text!r} is no whole day: YYYY-MM-DD"
        raise ValueError(message)
    return text


def read_address(text: str) -> str:
    """Return `text` if it is a web address."""
    if not WEB.fullmatch(text):
        message = f"{text[:60]!r} is no web address that starts with http:// or https://"
        raise ValueError(message)
    return text


def read_integer(text: str, datatype: str) -> str:
    """Return `text` as a canonical integer, which may be negative only if `datatype` allows."""
    if not re.fullmatch(r"-?[0-9]{1,15}", text) or (text[0] == "-" and datatype != "integer"):
        message = f"{text[:60]!r} is no whole number"
        raise ValueError(message)
    return str(int(text))


def read_by_range(text: str, predicate: str, onto: Ontology) -> Node:
    """Return `text` read as the range of `predicate` asks: an entity, a concept, a literal."""
    try:
        term = onto.term(predicate)
    except UnknownNameError:
        return Text(text)
    if term.scheme:
        return read_concept(text, term.scheme, onto)
    if term.kind == "object":
        return Iri(PREFIXES["gid"] + read_id(text))
    return read_by_literal_range(text, term)


def read_by_literal_range(text: str, term: Term) -> Text:
    """Return `text` as a literal of the range of the datatype property `term`."""
    if term.literal:
        return read_literal(text, term.literal)
    names = sorted(local_name(iri) for iri in term.ranges)
    name = names[0] if names else "string"
    if name == "langString":
        return Text(text, "", "en")
    return read_literal(text, name)
