"""SPARQL: queries of users, answered by a worker with limits on time, memory and size."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pyoxigraph as ox

from kg.errors import (
    FormatError,
    ParameterError,
    QueryLimitError,
    QuerySyntaxError,
    StoreError,
)
from kg.graph import guard
from kg.graph.confined import confined
from kg.text.names import ID_PATTERN, PREFIXES, expand

if TYPE_CHECKING:
    from kg.graph.held import Held
    from kg.text.header import Header, Parameter
    from kg.text.table import Cell, Table

SUFFIXES = {
    ".ttl": "ttl",
    ".nt": "nt",
    ".nq": "nq",
    ".trig": "trig",
    ".jsonld": "jsonld",
    ".json": "jsonld",
    ".rdf": "rdfxml",
    ".xml": "rdfxml",
    ".owl": "rdfxml",
}
RESULT_FORMATS = ("json", "xml", "csv", "tsv")
GRAPH_FORMATS = ("ttl", "nt", "nq", "trig", "jsonld", "rdfxml")
ENGINES = ("auto", "columns", "sparql")
NAME = re.compile(r"[\w-]+")
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
LONGEST = 1_000_000
EXPECTED = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
CHOICE = re.compile(r"""["](?:\\.|[^"\\])*["]|\[(?:'(?:\\[^']*|[^'])'|[^'\]])*\]|[^\s,][^,]*""")
SHOWN = 8
ENDS = {f'"{sign}"' for sign in "{}()[]."}
SYNTAX, MISFIT, DATA = 10, 11, 12


@dataclass(frozen=True)
class Limits:
    """What one query may take: seconds, megabytes of memory, bytes of answer."""

    seconds: float = 60.0
    memory: int = 2048
    size: int = 200_000_000


@dataclass(frozen=True)
class Origin:
    """What a query is asked of: a store folder, RDF files with their formats, or an endpoint.

    `held` is the graph in memory. Where `scan` can answer, no store is asked.
    """

    store: Path | None = None
    files: tuple[tuple[Path, str], ...] = field(default=())
    remote: Remote | None = None
    scan: Scan | None = None
    held: Held | None = None


class Remote(Protocol):
    """A graph elsewhere that answers queries which only read."""

    def run(self, query: str, wanted: str, limits: Limits) -> bytes:
        """Return the answer to `query` in the format `wanted`."""


class Scan(Protocol):
    """What answers some queries quicker than SPARQL, with the same rows, and others not at all."""

    def run(self, query: str, wanted: str, params: Mapping[str, str]) -> bytes | None:
        """Return the answer to `query` in the format `wanted`, None if it has none."""

    def select(self, query: str, params: Mapping[str, str]) -> Table | None:
        """Return the answer to `query` as a table, None if it has none."""


def rdf_files(paths: list[Path]) -> Origin:
    """Return the origin of the RDF files in `paths`; their suffix says the format.

    Raises
    ------
    FormatError
        If a suffix is unknown, or an XML file declares entities: they can grow without end.
    """
    found = []
    for path in paths:
        kind = SUFFIXES.get(path.suffix.lower())
        if kind is None:
            message = f"{path}: unknown kind of RDF file; known are {', '.join(sorted(SUFFIXES))}"
            raise FormatError(message)
        if kind == "rdfxml" and b"<!ENTITY" in bytes_of(path):
            message = f"{path}: XML that declares entities is refused"
            raise FormatError(message)
        found.append((path, kind))
    return Origin(files=tuple(found))


def bytes_of(path: Path) -> bytes:
    """Return what is in a file; a StoreError says why it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise StoreError(message) from None


def run(
    query: str, origin: Origin, wanted: str, params: Mapping[str, str], limits: Limits
) -> bytes:
    """Return the answer to `query` in the format `wanted`, as the standard writes it.

    `params` are terms in N-Triples syntax that stand in for variables.

    Raises
    ------
    ForbiddenQueryError, QuerySyntaxError
        If the query may not be asked, or is no SPARQL.
    QueryLimitError
        If it took longer, more memory or more room than `limits` allow.
    FormatError
        If the format does not fit the form of the query.
    """
    guard.check_query(query)
    refuse_idle(query, params)
    found = origin.scan.run(query, wanted, params) if origin.scan else None
    if found is not None:
        return found
    filled = guard.fill(query, params)
    if origin.remote:
        return origin.remote.run(filled, wanted, limits)
    return work(origin, filled, wanted, limits)


def work(origin: Origin, query: str, wanted: str, limits: Limits) -> bytes:
    """Return the answer of a worker to a query that may be asked; see `run`."""
    request = {
        "query": query,
        "store": str(origin.store) if origin.store else "",
        "files": [[str(path), kind] for path, kind in origin.files],
        "format": wanted,
        "prefixes": dict(PREFIXES),
        "memory": limits.memory,
        "seconds": math.ceil(min(limits.seconds, LONGEST)) + 5,
        "bytes": limits.size,
    }
    try:
        held = origin.held.asked(query) if origin.held else None
        code, found, reason = confined(request, limits.seconds, held)
    except TimeoutError:
        message = f"the query was stopped after {limits.seconds:g} seconds (--timeout)"
        raise QueryLimitError(message) from None
    if code:
        raise failure(code, reason.decode("utf-8", "replace"), limits, query)
    return found


def refuse_idle(query: str, params: Mapping[str, str]) -> None:
    """Return nothing; refuse a parameter that no variable of the query waits for."""
    waiting = {text[1:] for kind, text, _ in guard.tokens(query) if kind == "variable"}
    idle = sorted(set(params) - waiting)
    if idle:
        message = f"unknown parameter {', '.join(idle)}; the query has no such variable"
        raise ParameterError(message)


def failure(code: int, reason: str, limits: Limits, query: str) -> Exception:
    """Return the error that the exit code of a worker stands for."""
    if code == SYNTAX:
        return QuerySyntaxError(misread(reason, query))
    if code == MISFIT and reason == "too large":
        return QueryLimitError(f"the answer is larger than {limits.size} bytes; add a LIMIT")
    if code == MISFIT:
        return FormatError(reason)
    if code == DATA:
        return StoreError(reason)
    return QueryLimitError(
        f"the query needed more than {limits.memory} MB of memory or broke its engine"
        f" (code {code}); --memory sets the limit"
    )


def misread(reason: str, query: str) -> str:
    """Return what the engine's parser says of `query` in fewer words: where, and what may stand.

    >>> print(misread('error at 1:9: expected one of DESCRIBE, "{", [_]', "SELEC ?x }"))
    line 1, column 9, before '}': expected "{", DESCRIBE, ...
    """
    told = EXPECTED.fullmatch(reason)
    if not told:
        return reason
    line, column = int(told[1]), int(told[2])
    rest = "".join(query.splitlines(keepends=True)[line - 1 : line])[column - 1 :].strip()
    place = f"before {rest[:30]!r}" if rest else "at its end"
    place = f"line {line}, column {column}, {place}"
    choices = [choice.strip() for choice in CHOICE.findall(told[3])]
    if "Prefix not found" in choices:
        return f"{place}: this prefix is not known; declare it by PREFIX"
    for choice in choices:
        if " " in choice and choice[0] != "[":  # a sentence, not a sign
            return f"{place}: {choice}"
    allowed = (c for c in choices if c[0] != "[" and c not in guard.FORBIDDEN)
    signs = sorted(allowed, key=lambda sign: sign not in ENDS)
    more = ", ..." if signs[SHOWN:] or len(signs) < len(choices) else ""
    wanted = ", ".join(signs[:SHOWN])
    return f"{place}: expected {wanted}{more}" if wanted else f"{place}: not understood"


def select(
    query: str,
    origin: Origin,
    params: Mapping[str, str] | None = None,
    limits: Limits | None = None,
) -> Table:
    """Return the answer to a SELECT or ASK query as a table; IRIs in their short form stay IRIs."""
    import json

    from kg.text.table import Table

    found = origin.scan.select(query, params or {}) if origin.scan else None
    if found is not None:
        return found
    raw = run(query, origin, "json", params or {}, limits or Limits())
    answer = json.loads(raw)
    if "boolean" in answer:
        return Table.of(["answer"], [[bool(answer["boolean"])]])
    names: list[str] = answer["head"]["vars"]
    rows: list[list[Cell]] = [
        [text_of(row[name]) if name in row else None for name in names]
        for row in answer["results"]["bindings"]
    ]
    return Table.of(names, rows)


def text_of(term: Mapping[str, Any]) -> str:
    """Return the value of one term of an answer; a triple as its three terms in brackets."""
    value = term["value"]
    if term["type"] != "triple":
        return str(value)
    parts = (text_of(value[part]) for part in ("subject", "predicate", "object"))
    return f"<<( {' '.join(parts)} )>>"


def bind(given: Mapping[str, str], header: Header) -> dict[str, str]:
    """Return the terms of the parameters of a query in N-Triples syntax, defaults filled in.

    Raises
    ------
    ParameterError
        If one is missing, unknown, or not of its kind; the message lists all of them.
    """
    broken = [name for name, text in sorted(given.items()) if not encodable(text)]
    if broken:
        message = f"parameter {', '.join(broken)}: its value is not UTF-8"
        raise ParameterError(message)
    if not header.parameters:
        return {name: guess(text) for name, text in sorted(given.items())}
    known = {p.name: p for p in header.parameters}
    unknown = sorted(set(given) - set(known))
    if unknown:
        allowed = "; ".join(f"{p.name}: {p.what}" for p in header.parameters)
        message = f"unknown parameter {', '.join(unknown)}; this query takes {allowed}"
        raise ParameterError(message)
    bound = {}
    for parameter in header.parameters:
        text = given.get(parameter.name, parameter.default)
        if text == "-" and parameter.name not in given:
            message = f"give --param {parameter.name}=...: {parameter.what}"
            raise ParameterError(message)
        bound[parameter.name] = read_parameter(text, parameter)
    return bound


def encodable(text: str) -> bool:
    r"""Return whether `text` holds whole characters only; bytes that are not UTF-8 come as halves.

    >>> encodable("绿色"), encodable("\udcff")
    (True, False)
    """
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def read_parameter(text: str, parameter: Parameter) -> str:
    """Return the term of one parameter, read as its kind asks."""
    bases = {"thing": "gid", "term": "gi", "concept": "gic"}
    if parameter.kind in bases:
        if ":" in text and guess(text).startswith("<"):
            return guess(text)
        if re.fullmatch(r"[A-Za-z0-9-]+", text):
            return str(ox.NamedNode(PREFIXES[bases[parameter.kind]] + text))
    elif parameter.kind == "number" and NUMBER.fullmatch(text):
        return str(ox.Literal(text, datatype=ox.NamedNode(PREFIXES["xsd"] + "decimal")))
    elif parameter.kind == "text" or (
        parameter.kind == "date" and (is_date(text) or text == parameter.default)
    ):
        return literal(text)
    message = f"parameter {parameter.name}: {text!r} is no {parameter.kind}; {parameter.what}"
    raise ParameterError(message)


def guess(text: str) -> str:
    r"""Return the term that `text` looks like: an IRI, a CURIE, a number, or a string.

    >>> guess("gid:hubei"), guess('"')
    ('<https://w3id.org/green-industry/id/hubei>', '"\\""')
    >>> guess("5")
    '"5"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    prefix, _, local = text.partition(":")
    if re.fullmatch(r"<[a-z]+:[^<>\"{}|^`\\\s]+>", text):
        try:
            return str(ox.NamedNode(text[1:-1]))
        except ValueError as error:
            message = f"{text!r} is no IRI: {error}"
            raise ParameterError(message) from None
    if prefix in PREFIXES and (ID_PATTERN.fullmatch(local) or local.isalnum()):
        return str(ox.NamedNode(expand(text)))
    if NUMBER.fullmatch(text):
        kind = "decimal" if "." in text else "integer"
        return str(ox.Literal(text, datatype=ox.NamedNode(PREFIXES["xsd"] + kind)))
    return literal(text)


def literal(text: str) -> str:
    """Return `text` as a string literal in N-Triples syntax.

    Raises
    ------
    ParameterError
        If it came from a terminal in bytes that are not UTF-8.
    """
    try:
        return str(ox.Literal(text))
    except UnicodeEncodeError:
        message = f"{text!r} is not UTF-8"
        raise ParameterError(message) from None


def is_date(text: str) -> bool:
    """Return whether `text` is a partial date.

    >>> is_date("2023-10"), is_date("2023-02-30")
    (True, False)
    """
    from kg.text.figures import date_type

    try:
        return bool(date_type(text))
    except ValueError:
        return False
