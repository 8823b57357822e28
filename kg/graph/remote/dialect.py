"""Dialect: all that stores do differently, in one place, so that the same question has one answer.

The merge of all graphs is a graph of its own, asked by FROM: the default graph of a
store may be empty, a union with repeats, or everything it holds of anybody.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from email.message import Message
from itertools import dropwhile, pairwise, takewhile
from typing import Any

import pyoxigraph as ox

from kg.errors import RemoteError, TransientError
from kg.graph.guard import form_of, tokens
from kg.graph.remote.endpoint import ADDRESS
from kg.text.names import PREFIXES

MERGED = PREFIXES["gig"] + "merged"
RECORD = PREFIXES["gig"] + "pushed"
JSON = "application/sparql-results+json"
RESULTS = (JSON, "application/json")
XSD = PREFIXES["xsd"]
BOOLEAN = XSD + "boolean"
NUMBERS = (XSD + "integer", XSD + "decimal")
AGGREGATES = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"}
AFTER_DATASET = {"WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"}
AFTER_ORDER = {"LIMIT", "OFFSET", "VALUES"}
HEAD_ENDS = {"WHERE", "FROM", "{"}
WORDS = {"1": "true", "0": "false"}
SIGNS = {"=", "!", "<", ">", "&", "|"}
TESTS = {
    *("EXISTS", "NOT", "BOUND", "REGEX", "CONTAINS", "STRSTARTS", "STRENDS", "LANGMATCHES"),
    *("SAMETERM", "ISIRI", "ISURI", "ISBLANK", "ISLITERAL", "ISNUMERIC"),
}
Binding = dict[str, dict[str, Any]]
Token = tuple[str, str, int]


@dataclass(frozen=True)
class Answer:
    """The answer to SELECT, its columns and bindings, or the one to ASK."""

    columns: tuple[str, ...] = ()
    rows: tuple[Binding, ...] = ()
    boolean: bool | None = None

    def encode(self) -> bytes:
        """Return the answer as the standard writes it in JSON."""
        if self.boolean is not None:
            return json.dumps({"head": {}, "boolean": self.boolean}).encode()
        head, results = {"vars": list(self.columns)}, {"bindings": list(self.rows)}
        return json.dumps({"head": head, "results": results}, ensure_ascii=False).encode()


def words(query: str) -> Iterator[Token]:
    """Yield the tokens of a query that mean something."""
    return ((k, t, p) for k, t, p in tokens(query) if k != "comment" and not t.isspace())


def levels(query: str) -> Iterator[tuple[int, Token]]:
    """Yield the tokens of a query, each with the brackets open before it."""
    depth = 0
    for token in words(query):
        depth -= token[0] == "close"
        yield depth, token
        depth += token[0] == "open"


def sent(query: str, graphs: Collection[str]) -> str:
    """Return `query` as it is sent: our prefixes declared, its default graph the merge.

    The named graphs are listed only where GRAPH asks for them, in the query itself:
    as parameters of the protocol, Virtuoso repeats each in a header, and a hundred
    headers are refused by clients. A query that names its graphs keeps them.

    >>> sent("SELECT ?x WHERE { ?x a gi:X }", ["urn:a"])[-72:]
    ' FROM <https://w3id.org/green-industry/graph/merged> WHERE { ?x a gi:X }'
    """
    text = "".join("\n" if kind == "comment" else t for kind, t, _ in tokens(widened(query)))
    place = place_of_dataset(text)
    if place is not None:
        named = any(kind == "word" and part.upper() == "GRAPH" for kind, part, _ in words(text))
        listed = "".join(f"FROM NAMED <{graph}> " for graph in graphs) if named else ""
        text = f"{text[:place].rstrip()} FROM <{MERGED}> {listed}{text[place:]}"
    return f"{declared(text)} {text}".strip()


def place_of_dataset(query: str) -> int | None:
    """Return where FROM clauses belong in a query, none if it has its own."""
    template = form_of(query) == "CONSTRUCT"
    for depth, (kind, text, position) in levels(query):
        if depth:
            continue
        if kind == "word" and text.upper() == "FROM":
            return None
        if kind == "word" and text.upper() in AFTER_DATASET:
            return position
        if text == "{" and not template:
            return position
        template = template and text != "}"
    return len(query)


def declared(query: str) -> str:
    """Return the PREFIX clauses of our prefixes that a query needs and does not declare."""
    used: set[str] = set()
    known: set[str] = set()
    before = ""
    for kind, text, _ in words(query):
        if kind == "name":
            (known if before == "PREFIX" else used).add(text.partition(":")[0])
        before = text.upper()
    return " ".join(f"PREFIX {p}: <{PREFIXES[p]}>" for p in sorted(used - known) if p in PREFIXES)


def read_answer(body: bytes, headers: Message, query: str) -> Answer:
    """Return the answer to `query` in a response, terms in one form whatever the store.

    Raises
    ------
    TransientError
        If it is not JSON, or breaks off.
    RemoteError
        If the store gave only a part of the rows.
    """
    kind = headers.get("Content-Type", "").partition(";")[0].strip()
    if kind not in RESULTS:
        found = f"the answer is {kind or 'of no kind'} instead of SPARQL results"
        message = f"{found}: is the address right? {ADDRESS}"
        raise TransientError(message)
    try:
        raw = json.loads(body)
        if "boolean" in raw:
            return Answer(boolean=bool(raw["boolean"]))
        asked = truths(query)
        rows = [
            {name: one_form(term, truth=name in asked) for name, term in row.items()}
            for row in raw["results"]["bindings"]
        ]
        columns = tuple(raw["head"]["vars"])
        refuse_part(headers, len(rows))
        if form_of(query) == "ASK":  # Virtuoso answers an ASK with FROM by a row with 1 or 0
            return Answer(boolean=rows[0][columns[0]]["value"] in ("1", "true"))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        message = f"the answer is cut off or no SPARQL result: {error}"
        raise TransientError(message) from None
    return Answer(columns, tuple(without_empty(rows, joined(query))))


def refuse_part(headers: Message, rows: int) -> None:
    """Return nothing; refuse an answer that Virtuoso ends early: told in a header, with 200."""
    most = headers.get("X-SPARQL-MaxRows", "")
    if most.isdigit() and rows >= int(most):
        message = f"the endpoint gave only the first {most} rows; add a LIMIT or raise its limit"
        raise RemoteError(message)
    if headers.get("X-SQL-State"):
        told = headers.get("X-SQL-Message", headers["X-SQL-State"])
        message = f"the endpoint gave only a part of the rows: {told}"
        raise RemoteError(message)


def one_form(term: Mapping[str, Any], *, truth: bool = False) -> dict[str, Any]:
    """Return one term of an answer as the standard has it; true and false are words.

    Virtuoso keeps them as 1 and 0, and a `truth` that it computed is an integer.

    >>> one_form({"type": "typed-literal", "value": "1", "datatype": BOOLEAN})["value"]
    'true'
    """
    found = dict(term)
    if found["type"] == "typed-literal":
        found["type"] = "literal"
    if truth and found.get("datatype") in NUMBERS:
        found["datatype"] = BOOLEAN
    if found.get("datatype") == BOOLEAN:
        found["value"] = WORDS.get(found["value"], found["value"])
    return found


def expressions(query: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the variables that a query names by AS, with the outermost words of what they are.

    >>> list(expressions("SELECT (GROUP_CONCAT(STR(?x)) AS ?a) { BIND(?x = 1 AS ?b) }"))
    [('a', ['GROUP_CONCAT', '(']), ('b', ['?X', '=', '1'])]
    """
    open_ones: list[list[str]] = [[]]
    for kind, text, _ in words(query):
        said = open_ones[-1]
        if kind == "variable" and said and said[-1] == "AS":
            yield text[1:], said[:-1]
        said.append(text.upper())
        if kind == "open":
            open_ones.append([])
        elif kind == "close" and len(open_ones) > 1:
            open_ones.pop()


def joined(query: str) -> set[str]:
    """Return the variables of a query that are nothing but a GROUP_CONCAT."""
    return {name for name, said in expressions(query) if said == ["GROUP_CONCAT", "("]}


def truths(query: str) -> set[str]:
    """Return the variables of a query that are true or false.

    >>> sorted(truths("SELECT (?x = 1 AS ?a) (IF(?x = 1, 2, 3) AS ?n) { BIND(EXISTS {} AS ?b) }"))
    ['a', 'b']
    """
    return {name for name, said in expressions(query) if said[0] in TESTS or SIGNS & {*said}}


def without_empty(rows: Iterable[Binding], columns: Collection[str]) -> Iterator[Binding]:
    """Yield rows whose GROUP_CONCAT of nothing is unbound: some stores give an empty string."""
    for row in rows:
        yield {k: t for k, t in row.items() if k not in columns or t["value"]}


def order_of(query: str) -> tuple[str, list[str]]:
    """Return the ORDER BY of a query and its variables; nothing if it cannot be done again.

    The standard does not order texts with a language, and stores differ; Virtuoso
    compares only the beginnings of long ones. So the rows are sorted again here.
    """
    told = list(levels(query))
    starts = [p for d, (kind, t, p) in told if not d and kind == "word" and t.upper() == "ORDER"]
    rest = [(d, token) for d, token in told if starts and token[2] >= starts[-1]]
    ends = [p for d, (_, t, p) in rest if not d and t.upper() in AFTER_ORDER]
    clause = query[starts[-1] : min([*ends, len(query)])] if starts else ""
    used = [(kind, text) for kind, text, _ in words(clause)]
    if any(kind == "word" and text.upper() in AGGREGATES for kind, text in used):
        return "", []  # what it orders by is not among the rows
    return clause, sorted({text[1:] for kind, text in used if kind == "variable"})


def hidden(query: str) -> tuple[list[str], int]:
    """Return the variables that a query orders by and does not show, and where it shows some.

    >>> hidden("SELECT DISTINCT ?a { ?a ?b ?c } ORDER BY ?c ?a")
    (['c'], 16)
    """
    told = [token for depth, token in levels(query) if not depth]
    heads = list(dropwhile(lambda token: token[1].upper() != "SELECT", told))[1:]
    head = list(takewhile(lambda token: token[1].upper() not in HEAD_ENDS, heads))
    cut = any(kind == "word" and text.upper() in ("LIMIT", "OFFSET") for kind, text, _ in told)
    if not head or cut or any(text == "*" for _, text, _ in head):
        return [], 0  # of rows that are cut off, the endpoint's own order decides
    end = heads[len(head)][2]
    inner = list(words(query[head[0][2] : end]))
    named = {b[1][1:] for a, b in pairwise(inner) if a[1].upper() == "AS"}
    shown = named | {text[1:] for kind, text, _ in head if kind == "variable"}
    place = next(p for _, t, p in head if t.upper() not in ("DISTINCT", "REDUCED"))
    return [name for name in order_of(query)[1] if name not in shown], place


def widened(query: str) -> str:
    """Return `query` with all that it orders by among its columns: here it is needed."""
    names, place = hidden(query)
    shown = "".join(f"?{name} " for name in names)
    return f"{query[:place]}{shown}{query[place:]}"


def narrowed(query: str, answer: Answer) -> Answer:
    """Return `answer` without the columns that only its order needed, and without repeats then."""
    names, place = hidden(query)
    if not names:
        return answer
    rows = [{k: t for k, t in row.items() if k not in names} for row in answer.rows]
    if query[:place].rstrip().upper().endswith("DISTINCT"):
        rows = list({json.dumps(row, sort_keys=True): row for row in rows}.values())
    columns = tuple(name for name in answer.columns if name not in names)
    return Answer(columns, tuple(rows))


def sorting(query: str, answer: Answer) -> str:
    """Return a query that gives the numbers of the rows of `answer` in the order `query` wants."""
    clause, names = order_of(query)
    if not clause or set(names) - set(answer.columns):
        return ""
    start = next(p for kind, t, p in words(query) if kind == "word" and t.upper() == "SELECT")
    lines = (
        f"({n} {' '.join(shown(row[name]) if name in row else 'UNDEF' for name in names)})"
        for n, row in enumerate(answer.rows)
    )
    heads = " ".join(f"?{name}" for name in names)
    values = "\n".join(lines)
    return f"{query[:start]} SELECT ?kg_row {{ VALUES (?kg_row {heads}) {{ {values} }} }} {clause}"


def shown(term: Mapping[str, Any]) -> str:
    """Return a term of an answer in N-Triples syntax; what has no name has no order."""
    return "UNDEF" if term["type"] not in ("uri", "literal") else str(term_of(term))


def term_of(term: Mapping[str, Any]) -> ox.NamedNode | ox.Literal | ox.BlankNode:
    """Return a term of an answer as one of the engine."""
    value = str(term["value"])
    if term["type"] == "uri":
        return ox.NamedNode(value)
    if term["type"] == "bnode":
        return ox.BlankNode(re.sub(r"\W", "", value))
    if term.get("xml:lang"):
        return ox.Literal(value, language=term["xml:lang"])
    kind = term.get("datatype")
    return ox.Literal(value, datatype=ox.NamedNode(kind)) if kind else ox.Literal(value)


def by_value(triple: ox.Triple) -> str:
    """Return a triple as a line of N-Triples in which equal values are written equally.

    Stores may keep 01 as 1, 2.50 as 2.5, true as 1, and the case of a language as they like.
    """
    value = triple.object
    shown = plain_value(value) if isinstance(value, ox.Literal) else value
    return f"{triple.subject} {triple.predicate} {shown} ."


def line_of(row: Binding) -> str:
    """Return the triple in the columns s, p and o of a row as `by_value` writes it."""
    subject, predicate, value = (term_of(row[key]) for key in "spo")
    shown = plain_value(value) if isinstance(value, ox.Literal) else value
    return f"{subject} {predicate} {shown} ."


def plain_value(literal: ox.Literal) -> ox.Literal:
    """Return a literal in the form in which it is compared.

    >>> str(plain_value(ox.Literal("2.50", datatype=ox.NamedNode(XSD + "decimal"))))
    '"2.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    """
    kind = literal.datatype.value
    if literal.language:
        return ox.Literal(literal.value, language=literal.language.lower())
    if kind == BOOLEAN:
        return ox.Literal(WORDS.get(literal.value, literal.value), datatype=literal.datatype)
    if kind in NUMBERS:
        try:
            number = Decimal(literal.value)
        except InvalidOperation:
            return literal
        short = f"{number:f}".rstrip("0").rstrip(".") if number % 1 else f"{int(number)}"
        return ox.Literal(short, datatype=literal.datatype)
    return literal


def update_address(query_address: str) -> str:
    """Return where updates go if nothing else is said: beside a `query` there is an `update`.

    >>> update_address("http://localhost:7878/query"), update_address("http://a.example/sparql")
    ('http://localhost:7878/update', 'http://a.example/sparql')
    """
    return re.sub(r"/query$", "/update", query_address)
