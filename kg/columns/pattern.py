"""Patterns: the part of SPARQL that column queries are written in, as a tree of its parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from kg.errors import ColumnsError
from kg.text.names import PREFIXES, expand

TOKEN = re.compile(
    r"""[ \t\r\n]+|\#[^\r\n]*|(
      <[^<>"{}|^`\\\x00-\x20]*> | "(?:[^"\\\r\n]|\\.)*" | \?\w+ | [a-z]+:[\w-]*
    | \d+(?:\.\d+)? | \w+ | != | && | \|\| | [{}().;,|^+*/=!<>-]
    )""",
    re.VERBOSE,
)
TYPE = f"<{expand('rdf:type')}>"


@dataclass(frozen=True)
class Edges:
    """`subject` stands before `object` by one of `predicates`, each in the graph `graph`.

    Names with a question mark are variables. No graph is the merge of all; with `closed`
    one comes to the object over any number of steps, at least one.
    """

    subject: str
    predicates: tuple[str, ...]
    object: str
    graph: str = ""
    closed: bool = False


@dataclass(frozen=True)
class Listed:
    """`variable` is one of `terms`."""

    variable: str
    terms: tuple[str, ...]


@dataclass(frozen=True)
class Either:
    """One of `groups` holds."""

    groups: tuple[Parts, ...]


@dataclass(frozen=True)
class Beside:
    """`group` is added where it holds: `OPTIONAL`."""

    group: Parts


@dataclass(frozen=True)
class Only:
    """Rows stay for which `group` holds, or does not: `how` is EXISTS, NOT EXISTS or MINUS."""

    how: str
    group: Parts


@dataclass(frozen=True)
class Told:
    """The engine computes `text` of `names`: a condition, or what `variable` is bound to."""

    text: str
    names: tuple[str, ...]
    variable: str = ""


@dataclass(frozen=True)
class Select:
    """`names` of the rows of `group`, each once if `distinct`.

    `count` is the variable whose different values are counted by all other names, the last
    of `names` what the number is called.
    """

    names: tuple[str, ...]
    distinct: bool
    group: Parts
    count: str = ""


Part: TypeAlias = Edges | Listed | Either | Beside | Only | Told | Select
Parts: TypeAlias = tuple[Part, ...]


def pattern_of(query: str) -> Select:
    """Return a SELECT query as a tree.

    Raises
    ------
    ColumnsError
        If it is written in more than this part of SPARQL.

    >>> pattern_of("SELECT ?a { ?a skos:broader+ ?b }").group[0].closed
    True
    """
    reading = Reading(tokens_of(query))
    found = reading.select()
    if reading.tokens:
        raise reading.stuck()
    return found


def tokens_of(query: str) -> list[str]:
    """Return the tokens of a query, the last one first; IRIs are spelt out."""
    found, at = [], 0
    while at < len(query):
        match = TOKEN.match(query, at)
        if not match:
            raise Reading([query[at]]).stuck()
        if match[1]:
            prefix, colon, _ = match[1].partition(":")
            named = colon and prefix in PREFIXES
            found.append(f"<{expand(match[1])}>" if named else match[1])
        at = match.end()
    return found[::-1]


class Reading:
    """A query on the way from tokens, of which the next is the last, to its tree."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens

    def stuck(self) -> ColumnsError:
        """Return the error that says where the query goes beyond."""
        found = self.tokens[-1] if self.tokens else "its end"
        return ColumnsError(f"columns are not made of queries with {found!r} in this place")

    def next(self) -> str:
        """Return the next token, nothing at the end."""
        return self.tokens[-1] if self.tokens else ""

    def take(self, *wanted: str) -> bool:
        """Return whether the next tokens are these, which are then left behind."""
        found = self.tokens[: -len(wanted) - 1 : -1]
        if [token.upper() for token in found] != list(wanted):
            return False
        del self.tokens[-len(wanted) :]
        return True

    def need(self, *wanted: str) -> None:
        """Leave the next tokens behind, which must be these."""
        if not self.take(*wanted):
            raise self.stuck()

    def one(self, begins: str) -> str:
        """Return the next token, which must begin with one of the characters of `begins`."""
        if not self.next().startswith(tuple(begins)):
            raise self.stuck()
        return self.tokens.pop()

    def several(self, begins: str, end: str) -> tuple[str, ...]:
        """Return the tokens before `end`, each of which begins as `one` asks."""
        found = []
        while not self.take(end):
            found.append(self.one(begins))
        return tuple(found)

    def select(self) -> Select:
        """Return the query that begins here."""
        self.need("SELECT")
        distinct = self.take("DISTINCT")
        names, count = [], ""
        while self.next().startswith("?"):
            names.append(self.tokens.pop())
        if self.take("(", "COUNT", "(", "DISTINCT"):
            count = self.one("?")
            self.need(")", "AS")
            names.append(self.one("?"))
            self.need(")")
        self.take("WHERE")
        group = self.group()
        by = []
        if count:
            self.need("GROUP", "BY")
            while self.next().startswith("?"):
                by.append(self.tokens.pop())
        if not names or len({*names}) < len(names) or (count and by != names[:-1]):
            raise self.stuck()
        return Select(tuple(names), distinct, group, count)

    def group(self, graph: str = "") -> Parts:
        """Return the parts between the next pair of braces."""
        self.need("{")
        if self.next().upper() == "SELECT":
            found: list[Part] = [self.select()]
            self.need("}")
            return tuple(found)
        found = []
        while not self.take("}"):
            found += self.part(graph)
            self.take(".")
        return tuple(found)

    def part(self, graph: str) -> Parts:
        """Return what the next part of a group says."""
        if self.take("OPTIONAL"):
            return (Beside(self.group(graph)),)
        if self.take("MINUS"):
            return (Only("MINUS", self.group(graph)),)
        if self.take("GRAPH"):
            return self.inside(self.one("?<"))
        if self.take("FILTER"):
            return (self.condition(graph),)
        if self.take("BIND"):
            return (self.bound(),)
        if self.take("VALUES"):
            name = self.one("?")
            self.need("{")
            return (Listed(name, self.several("<", "}")),)
        return self.either(graph) if self.next() == "{" else self.edges(graph)

    def either(self, graph: str) -> Parts:
        """Return groups of which one must hold; there may be a single one."""
        groups = [self.group(graph)]
        while self.take("UNION"):
            groups.append(self.group(graph))
        return (Either(tuple(groups)),)

    def inside(self, graph: str) -> Parts:
        """Return what must hold in `graph`; of a graph without a name only triples may be said."""
        group = self.group(graph)
        if all(isinstance(part, Edges) for part in group) and group:
            return group
        if graph.startswith("?"):
            raise self.stuck()
        return (Either((group,)),)

    def condition(self, graph: str) -> Part:
        """Return what a FILTER asks for."""
        how = "NOT EXISTS" if self.take("NOT", "EXISTS") else "EXISTS"
        if how == "NOT EXISTS" or self.take("EXISTS"):
            group = self.group(graph)
            if not joins_only(group):
                raise self.stuck()
            return Only(how, group)
        self.need("(")
        return told_of(self.words())

    def bound(self) -> Part:
        """Return what a BIND binds."""
        self.need("(")
        words = self.words()
        how, variable = ["", "", *words][-2:]
        if how.upper() != "AS" or not variable.startswith("?"):
            raise self.stuck()
        return told_of(words[:-2], variable)

    def words(self) -> list[str]:
        """Return the tokens before the end of the parenthesis that is open."""
        found, depth = [], 1
        while depth:
            word = self.tokens.pop() if self.tokens else "{"
            if word in ("{", "}"):  # a group within an expression
                raise self.stuck()
            depth += (word == "(") - (word == ")")
            found.append(word)
        return found[:-1]

    def edges(self, graph: str) -> Parts:
        """Return the triples of one subject."""
        subject, found = self.one("?<"), []
        while True:
            turned, predicates, closed = self.path()
            while True:
                ends = subject, self.one("?<")
                begin, end = ends[::-1] if turned else ends
                found.append(self.joining(Edges(begin, predicates, end, graph, closed)))
                if not self.take(","):
                    break
            if not self.take(";"):
                return tuple(found)

    def joining(self, edges: Edges) -> Edges:
        """Return triples that have a variable, none twice, and no path over many graphs."""
        ends = edges.subject, edges.object, edges.graph
        names = [name for name in ends if name.startswith("?")]
        if not names or len({*names}) < len(names) or (edges.closed and names[-1] == edges.graph):
            raise self.stuck()
        return edges

    def path(self) -> tuple[bool, tuple[str, ...], bool]:
        """Return whether a path runs backwards, its predicates, and whether it is closed."""
        turned = self.take("^")
        inside = self.take("(")
        predicates = [TYPE if self.take("A") else self.one("<")]
        while self.take("|"):
            predicates.append(self.one("<"))
        if inside:
            self.need(")")
        closed = self.take("+")
        if (turned or closed) and len(predicates) > 1 and not inside:
            raise self.stuck()
        return turned, tuple(predicates), closed


def joins_only(group: Parts) -> bool:
    """Return whether a group means the same by itself as with variables filled in before."""
    return all(
        all(map(joins_only, part.groups))
        if isinstance(part, Either)
        else isinstance(part, Edges | Listed)
        for part in group
    )


def told_of(words: Sequence[str], variable: str = "") -> Told:
    """Return an expression of these words; before a parenthesis the engine bears no space."""
    text = "".join(word if word == "(" else f" {word}" for word in words)
    names = dict.fromkeys(word for word in words if word.startswith("?"))
    return Told(text.strip(), tuple(names), variable)


def predicates_of(group: Parts) -> set[str]:
    """Return all predicates that a group asks for.

    >>> sorted(predicates_of((Edges("?a", ("<urn:p>",), "?b"), Listed("?b", ("<urn:x>",)))))
    ['<urn:p>']
    """
    found: set[str] = set()
    for part in group:
        if isinstance(part, Edges):
            found.update(part.predicates)
        elif isinstance(part, Either):
            found.update(*map(predicates_of, part.groups))
        elif isinstance(part, Beside | Only | Select):
            found |= predicates_of(part.group)
    return found
