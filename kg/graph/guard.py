"""Guard: what a query may not say, found by its words before an engine sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kg.errors import ForbiddenQueryError, QueryLimitError, QuerySyntaxError

LONGEST = 1_000_000
DEEPEST = 100
TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n\r]*)
  | (?P<iri><(?![?$=])[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<long>\"\"\"(?:[^"\\]|\\.|\"(?!\"\"))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*''')
  | (?P<string>"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
  | (?P<variable>[?$]\w+)
  | (?P<tag>@[A-Za-z][A-Za-z0-9-]*)
  | (?P<name>[\w.-]{0,64}:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*)
  | (?P<word>\w+)
  | (?P<open>[({\[])
  | (?P<close>[)}\]])
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY")
FORBIDDEN = {
    **dict.fromkeys(UPDATES, "queries only read; build the graph from its tables instead"),
    "SERVICE": "queries ask this graph alone and open no connection",
}
HIDDEN = re.compile("|".join(FORBIDDEN))
ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")


def tokens(query: str) -> Iterator[tuple[str, str, int]]:
    """Yield kind, text and position of each token of a SPARQL query."""
    for match in TOKEN.finditer(query):
        yield match.lastgroup or "", match[0], match.start()


def check_query(query: str) -> None:
    """Return nothing if `query` only reads this graph and is not nested beyond reason.

    Raises
    ------
    ForbiddenQueryError
        If it has SERVICE, LOAD or an update: the engine would open a socket or write.
    QueryLimitError
        If it is longer than a million characters or nested deeper than a hundred
        levels: the engine's parser would overflow its stack.
    QuerySyntaxError
        If it holds no query at all.
    """
    if len(query) > LONGEST:
        message = f"the query has {len(query)} characters; at most {LONGEST} are allowed"
        raise QueryLimitError(message)
    depth, words, before = 0, 0, ""
    names: list[tuple[str, int]] = []
    for kind, text, position in tokens(query):
        refuse_word(query, kind, text, position)
        if kind == "iri" and depth and not ABSOLUTE.match(text):
            refuse_ambiguous(query, text, position)
            depth, peak = depth + max(0, nesting(text)[0]), depth + nesting(text)[1]
        else:
            depth = peak = depth + (kind == "open") - (kind == "close")
        if peak > DEEPEST:
            where = place(query, position)
            message = f"the query is nested deeper than {DEEPEST} levels ({where})"
            raise QueryLimitError(message)
        if kind == "open" and text == "{" and names:
            refuse_glued(query, *names[-1])
        if kind != "comment" and not text.isspace():
            names = [(text, position)] if kind == "name" and before != "GRAPH" else []
            before = text.upper()
        words += kind == "word"
    if not words:
        message = "it is empty"
        raise QuerySyntaxError(message)


def form_of(query: str) -> str:
    r"""Return the form of a query: SELECT, ASK, CONSTRUCT or DESCRIBE; nothing if it has none.

    >>> form_of("# a comment with ASK\nPREFIX ask: <x:> SELECT * {}")
    'SELECT'
    """
    forms = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
    words = (text.upper() for kind, text, _ in tokens(query) if kind == "word")
    return next((word for word in words if word in forms), "")


def check_offline(text: str) -> None:
    """Return nothing; refuse SPARQL, updates included, that would read from elsewhere."""
    for kind, token, position in tokens(text):
        for word in ("LOAD", "SERVICE"):
            part = token if kind == "word" else token.partition(":")[0] * (kind == "name")
            if word in part.upper():
                raise ForbiddenQueryError(word, f"nothing is fetched ({place(text, position)})")


def refuse_word(query: str, kind: str, text: str, position: int) -> None:
    """Return nothing; refuse a forbidden word, also one that an engine reads off a longer one.

    The grammar needs no space around keywords: `1SERVICE` and `SERVICESILENT` are two tokens.
    """
    found = HIDDEN.search(text.upper()) if kind == "word" else None
    if found:
        word = found[0]
        raise ForbiddenQueryError(word, f"{FORBIDDEN[word]} ({place(query, position)})")


def refuse_glued(query: str, name: str, position: int) -> None:
    """Return nothing; refuse a name before `{` that may be SERVICE and a shorter name."""
    if "SERVICE" in name.partition(":")[0].upper():
        where = place(query, position)
        raise ForbiddenQueryError("SERVICE", f"{FORBIDDEN['SERVICE']} ({where})")


def refuse_ambiguous(query: str, text: str, position: int) -> None:
    """Return nothing; refuse a `<` that may be an IRI or a comparison, where it matters."""
    found = HIDDEN.search(text.upper()) if ")" in text else None
    if found or "'" in text or "#" in text:
        what = f"{text[:40]} may be an IRI or a comparison"
        how = "put a space behind <, or write the IRI in full"
        raise QuerySyntaxError(f"{what}; {how} ({place(query, position)})")


def nesting(text: str) -> tuple[int, int]:
    """Return by how many brackets `text` is deeper at its end, and at its deepest place.

    >>> nesting("a(b(c))(")
    (1, 2)
    """
    depth = peak = 0
    for char in text:
        depth += (char == "(") - (char == ")")
        peak = max(peak, depth)
    return depth, peak


def place(query: str, position: int) -> str:
    r"""Return line and column of a position, both counted from 1.

    >>> place("ab\ncd", 4)
    'line 2, column 2'
    """
    before = query[:position]
    return f"line {before.count(chr(10)) + 1}, column {position - before.rfind(chr(10))}"


def fill(query: str, terms: Mapping[str, str]) -> str:
    """Return `query` with the variables in `terms` replaced by terms in N-Triples syntax.

    A replaced variable that is projected keeps its column. Only variables are
    touched: strings, comments and IRIs that look like one stay.

    >>> fill("SELECT ?x WHERE { ?x ?p ?o } # ?o", {"o": '"5"'})
    'SELECT ?x WHERE { ?x ?p "5" } # ?o'
    """
    if not terms:
        return query
    parts, projecting, depth = [], False, 0
    for kind, text, _ in tokens(query):
        if kind == "word":
            projecting = text.upper() == "SELECT" or (projecting and text.upper() != "WHERE")
        elif kind in ("open", "close"):
            projecting = projecting and text != "{"
            depth += 1 if kind == "open" else -1
        if kind == "word" and text.upper() == "SELECT":
            depth = 0
        term = terms.get(text[1:]) if kind == "variable" else None
        if term is None:
            parts.append(text)
        else:
            parts.append(f"({term} AS {text})" if projecting and not depth else term)
    return "".join(parts)
