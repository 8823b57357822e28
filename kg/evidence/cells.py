"""Cells: from the characters of a cell to terms, or a reason why not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from kg.errors import UnknownNameError
from kg.evidence.record import Cell, Iri, Node, Text
from kg.ontology import Column, Ontology, TableShape, Term
from kg.text import figures
from kg.text.names import ID_PATTERN, PREFIXES, expand, local_name, near_misses

LONGEST = 10_000
TYPE = expand("rdf:type")
LONGEST_ID = 100
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
WEB = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+")
SHA256 = re.compile(r"[0-9a-f]{64}")
INTEGER, COUNT = re.compile(r"-?[0-9]{1,15}"), re.compile(r"[0-9]{1,15}")
Key = str | tuple[str, str]


class CellReader:
    """How cells are read beside an ontology; what stands in many cells is read once."""

    def __init__(self, onto: Ontology) -> None:
        self.onto = onto
        self.met: dict[tuple[str, str], dict[Key, Cell]] = {}

    def read(
        self, shape: TableShape, column: Column, texts: Sequence[str], stated: Sequence[str]
    ) -> tuple[list[Cell], list[tuple[int, str]]]:
        """Return the cells under `column`, and for the place of each bad one what is wrong.

        A bad cell holds nothing. `stated` is what stands in the column that says how to read.
        """
        keys: Sequence[Key] = list(zip(texts, stated, strict=True)) if column.range_of else texts
        common = column.scheme or column.value_url or column.range_of
        met = self.met.setdefault((shape.url, column.name), {}) if common else {}
        read = cell_reader(column, self.onto)
        faults: dict[Key, str] = {}
        for key in set(keys).difference(met):
            text, near = (key, "") if isinstance(key, str) else key
            try:
                met[key] = read(text, near.strip())
            except ValueError as error:
                faults[key] = str(error)
        wrong = enumerate(keys) if faults else ()
        return [met.get(key, ()) for key in keys], [(n, faults[k]) for n, k in wrong if k in faults]


def read_cell(text: str, column: Column, row: Mapping[str, str], onto: Ontology) -> list[Node]:
    """Return the terms that `text` stands for under `column`; `row` has its neighbours.

    Raises
    ------
    ValueError
        If the text is not what the column holds; the message says what is allowed.
    """
    return list(cell_reader(column, onto)(text, row.get(column.range_of, "")))


def cell_reader(column: Column, onto: Ontology) -> Callable[[str, str], Cell]:
    """Return what reads a cell of `column` and what the column beside it states."""
    part, separator, required = part_reader(column, onto), column.separator, column.required

    def read(text: str, stated: str) -> Cell:
        if len(text) > LONGEST or not text.isprintable():
            check_characters(text)
        parts = text.split(separator) if separator else (text,)
        found = tuple([part(inner, stated) for one in parts if (inner := one.strip())])
        if required and not found:
            message = "is empty, but needs a value"
            raise ValueError(message)
        return found

    return read


def check_characters(text: str) -> None:
    """Return nothing; refuse control characters and cells no person would write."""
    if len(text) > LONGEST:
        message = f"holds {len(text)} characters; at most {LONGEST} are allowed"
        raise ValueError(message)
    bad = CONTROL.search(text)
    if bad:
        message = f"holds the control character U+{ord(bad[0]):04X} at position {bad.start() + 1}"
        raise ValueError(message)


def part_reader(column: Column, onto: Ontology) -> Callable[[str, str], Node]:
    """Return what reads one part of a cell of `column`."""
    if column.range_of:
        return lambda text, stated: read_by_range(text, stated, onto)
    if column.scheme:
        return lambda text, _: read_concept(text, column.scheme, onto)
    if column.value_url:
        return lambda text, _: read_reference(text, column, onto)
    read = literal_reader(column.datatype, column.lang)
    if column.pattern:
        return lambda text, _: read(matching(text, column.pattern))
    return lambda text, _: read(text)


def matching(text: str, pattern: str) -> str:
    """Return `text` if it matches `pattern`."""
    if not re.fullmatch(pattern, text):
        message = f"{text[:60]!r} does not match {pattern}"
        raise ValueError(message)
    return text


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
    return literal_reader(datatype, lang)(text)


def literal_reader(datatype: str, lang: str) -> Callable[[str], Text]:
    """Return what reads a text as a literal of `datatype`."""
    if datatype in TYPED:
        iri, canonical = TYPED[datatype]
        return lambda text: Text(canonical(text), iri)
    if datatype == "partial-date":
        return lambda text: Text(text, expand(figures.date_type(text)))
    if datatype in PLAIN:
        allowed = PLAIN[datatype]
        return lambda text: Text(allowed(text), "", lang)
    return lambda text: Text(text, "", lang)


def read_digest(text: str) -> str:
    """Return `text` if it is a SHA-256."""
    if not SHA256.fullmatch(text):
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


def read_integer(text: str, allowed: re.Pattern[str] = INTEGER) -> str:
    """Return `text` as a canonical integer, if it is an `allowed` one."""
    if not allowed.fullmatch(text):
        message = f"{text[:60]!r} is no whole number"
        raise ValueError(message)
    return str(int(text))


def read_count(text: str) -> str:
    """Return `text` as a canonical integer that is not negative."""
    return read_integer(text, COUNT)


TYPED: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "decimal": (expand("xsd:decimal"), figures.decimal),
    "integer": (expand("xsd:integer"), read_integer),
    "nonNegativeInteger": (expand("xsd:nonNegativeInteger"), read_count),
    "date": (expand("xsd:date"), read_day),
    "anyURI": (expand("xsd:anyURI"), read_address),
}
"""The datatypes that make typed literals: the IRI, and what reads a text or refuses it."""
PLAIN: Mapping[str, Callable[[str], str]] = {"id": read_id, "sha256": read_digest}
"""The datatypes that make plain literals of a form of their own."""


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
