"""Reading: which triples a query looks for, told by its words.

Where these say more than is understood here, as with a function of the clock, the query may
look for anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, NoReturn

import pyoxigraph as ox

from kg.graph.blocks import ALONE, ASIDE, ASKED, JOINED, Block, Listed, Pattern, Way
from kg.graph.guard import tokens
from kg.text.names import PREFIXES

EDGES = {"OPTIONAL": ASIDE, "MINUS": ASIDE}
ELSEWHERE = {"BASE", "BNODE", "DESCRIBE", "FROM", "NOW", "RAND", "SERVICE", "STRUUID", "UUID"}
COUNTING = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "GROUP", "HAVING"}
COUNTING |= {"LIMIT", "OFFSET"}
TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
Token = tuple[str, str, int]


def read(query: str) -> Reading | None:
    """Return a query as it was read, None if it may read anything."""
    try:
        return Reading(query)
    except ValueError:
        return None


def refuse() -> NoReturn:
    """Return nothing: the query says more than is understood here.

    Raises
    ------
    ValueError
        Always.
    """
    message = "the query says more than is understood"
    raise ValueError(message)


class Reading:
    """A query, read token by token: its blocks, the outermost one last.

    `sure` are the variables that each row has a value for, with the number of blocks that each
    helps to find, and of patterns that start with it; none where rows are counted.
    """

    def __init__(self, query: str) -> None:
        self.prefixes = dict(PREFIXES)
        self.blocks: list[Block] = []
        self.tokens = [*self.parts(query)][::-1]
        words = {text.upper() for kind, text, _ in self.tokens if kind == "word"}
        if words & ELSEWHERE or "\\u" in query.lower():
            refuse()
        self.select(None)
        if self.tokens:
            refuse()
        starts = Counter(pattern.subject for block in self.blocks for pattern in block.own)
        names = set() if self.counts(query) else self.blocks[-1].names - self.made(query)
        self.sure = {
            name: (sum(block.carries(name) for block in self.blocks), starts[name])
            for name in names
            if not name.startswith("_:")
        }

    def counts(self, query: str) -> bool:
        """Return whether the rows of the whole are counted."""
        inner = range(self.blocks[-1].start, self.end)
        return any(text.upper() in COUNTING for _, text, at in tokens(query) if at not in inner)

    def made(self, query: str) -> set[str]:
        """Return the variables that are given values by expressions."""
        parts = [text for _, text, _ in self.parts(query)]
        return {name[1:] for word, name in pairwise(parts) if word.upper() == "AS"}

    def parts(self, query: str) -> Iterator[Token]:
        """Yield the tokens that count; a name does not end in a full stop."""
        for kind, text, position in tokens(query):
            if kind == "name" and text.endswith("."):
                yield kind, text.rstrip("."), position
                yield "other", ".", position
            elif kind != "comment" and not text.isspace():
                yield kind, text, position

    def next(self) -> str:
        """Return the text of the next token, in capitals, nothing at the end."""
        return self.tokens[-1][1].upper() if self.tokens else ""

    def take(self, *wanted: str) -> Token:
        """Return the next token, which is one of those `wanted` if any are given."""
        if not self.tokens or (wanted and self.next() not in wanted):
            refuse()
        return self.tokens.pop()

    def select(self, above: Block | None) -> None:
        """Read a query up to its end, or that of the block `above` that it stands in."""
        while self.next() == "PREFIX":
            self.take()
            name, iri = self.take()[1], self.take()[1]
            self.prefixes[name.removesuffix(":")] = iri[1:-1]
        form = self.take("SELECT", "CONSTRUCT", "ASK")[1].upper()
        if form == "CONSTRUCT" and self.next() == "{":
            while self.take()[1] != "}":
                pass
        self.rest("{")
        self.block(ALONE, above)
        self.rest("}" if above else "")

    def rest(self, end: str) -> None:
        """Read heads and modifiers up to the token `end`."""
        while self.next() != end:
            text = self.take()[1]
            if text == "(":
                self.expression(Block(0))
            elif text in {"{", "}"} or text.upper() == "VALUES":
                refuse()

    def block(self, edge: str, above: Block | None, graph: Any = None) -> Block:
        """Return the block that starts with the next token, read to its end."""
        start = self.take("{")[2] + 1
        block = Block(start, edge, above)
        if self.next() == "SELECT":
            block.edge = ALONE
            self.select(block)
        if above and block.edge != ALONE:
            block.before, block.shared = tuple(above.must), frozenset(above.names)
        while self.next() != "}":
            self.part(block, graph)
        self.end = self.take("}")[2]
        self.blocks.append(block)
        if any(not self.held(pattern, block) for pattern in block.own if pattern.loose):
            refuse()
        return block

    def held(self, path: Pattern, block: Block) -> bool:
        """Return whether a path that matches without a triple does so only where others match."""
        ends = (path.subject, path.object)
        others = {name for p in block.own if not p.loose for name in (p.subject, p.object)}
        return any(isinstance(end, ox.NamedNode) or (end and end in others) for end in ends)

    def part(self, block: Block, graph: Any) -> None:
        """Read one part of a block."""
        word = self.next()
        if word == ".":
            self.take()
        elif word == "{":
            block.names |= self.union(block, graph)
        elif word in EDGES:
            self.take()
            self.block(EDGES[word], block, graph)
        elif word == "GRAPH":
            self.take()
            within = self.block(JOINED, block, self.term())
            if all(pattern.loose for pattern in within.own):
                refuse()  # it may ask which graphs there are
            block.must += within.must
            block.names |= within.names
        elif word in {"FILTER", "BIND"}:
            self.constraint(block, graph)
        elif word == "VALUES":
            self.values(block)
        else:
            self.triples(block, graph)

    def union(self, above: Block, graph: Any) -> set[str]:
        """Return the variables that each of some blocks binds, one of which is joined."""
        names = self.block(JOINED, above, graph).names
        while self.next() == "UNION":
            self.take()
            names = names & self.block(JOINED, above, graph).names
        return names

    def constraint(self, block: Block, graph: Any) -> None:
        """Read FILTER or BIND with its expression."""
        while self.next() not in {"(", "{"}:
            self.take()
        if self.next() == "{":
            self.block(ASKED, block, graph)
        else:
            self.take()
            self.expression(block, graph)

    def expression(self, block: Block, graph: Any = None) -> None:
        """Read an expression to the bracket that closes it, with the blocks asked in it."""
        depth = 1
        while depth:
            if self.next() == "{":
                self.block(ASKED, block, graph)
                continue
            text = self.take()[1]
            depth += (text == "(") - (text == ")")

    def values(self, block: Block) -> None:
        """Read VALUES; a variable counts that has an IRI in each row."""
        self.take()
        names = [self.term()] if self.next() != "(" else list(self.row())
        self.take("{")
        rows = []
        while self.next() != "}":
            rows.append(list(self.row()) if self.next() == "(" else [self.term()])
        self.take("}")
        for name, terms in zip(names, zip(*rows, strict=True), strict=False):
            if all(isinstance(term, ox.NamedNode) for term in terms):
                block.must.append(Listed(name, frozenset(terms)))

    def row(self) -> Iterator[Any]:
        """Yield the terms between two brackets."""
        self.take("(")
        while self.next() != ")":
            yield self.term()
        self.take(")")

    def triples(self, block: Block, graph: Any) -> None:
        """Read a subject with all that is asked of it."""
        subject, going = self.term(), True
        while going:
            way = self.verb()
            self.take_in(block, Pattern(subject, way.steps, self.term(), graph, *way[1:]))
            while self.next() == ",":
                self.take()
                self.take_in(block, Pattern(subject, way.steps, self.term(), graph, *way[1:]))
            going = self.next() == ";"
            while self.next() == ";":
                self.take()
            going = going and self.next() not in {".", "}"}

    def take_in(self, block: Block, pattern: Pattern) -> None:
        """Put a pattern into its block."""
        block.own.append(pattern)
        block.must.append(pattern)
        block.names.update(pattern.names)

    def verb(self) -> Way:
        """Return what stands between subject and object."""
        if self.tokens and self.tokens[-1][0] == "variable":
            return Way((self.term(),), single=True, loose=False)
        return self.path()

    def path(self) -> Way:
        """Return a path one of whose ways is taken."""
        steps, ways = self.parted("|", self.sequence)
        return Way(steps, all(way.single for way in ways), any(way.loose for way in ways))

    def sequence(self) -> Way:
        """Return a path whose steps are taken one behind the other."""
        steps, ways = self.parted("/", self.step)
        return Way(steps, len(ways) == 1 and ways[0].single, all(way.loose for way in ways))

    def parted(self, sign: str, part: Callable[[], Way]) -> tuple[tuple[Any, ...], list[Way]]:
        """Return the parts of a path between which `sign` stands, behind the steps of them all."""
        ways = [part()]
        while self.next() == sign:
            self.take()
            ways.append(part())
        return tuple(step for way in ways for step in way.steps), ways

    def step(self) -> Way:
        """Return one step of a path, which may be turned, negated or repeated."""
        sign = self.take()[1] if self.next() in {"^", "!"} else ""
        if sign and self.next() == "^":
            self.take()
        if self.next() == "(":
            self.take()
            way = self.path()
            self.take(")")
        else:
            way = Way((self.predicate(),), single=True, loose=False)
        if sign == "!":
            way = Way((None,), single=False, loose=False)
        if self.next() in {"*", "+", "?"}:
            return Way(way.steps, single=False, loose=self.take()[1] != "+" or way.loose)
        return way._replace(single=way.single and not sign)

    def predicate(self) -> ox.NamedNode:
        """Return the next term, a predicate."""
        kind, text, _ = token = self.take()
        if text == "a":
            return TYPE
        if kind not in {"iri", "name"} or text.startswith("_:"):
            refuse()
        return self.named(token)

    def term(self) -> Any:
        """Return the next term: an IRI, the name of a variable or blank node, or None."""
        kind, text, _ = token = self.take()
        if kind in {"iri", "name"}:
            return text if text.startswith("_:") else self.named(token)
        if kind == "variable":
            return text[1:]
        if kind in {"string", "long"}:
            self.suffix()
        elif not text.isdigit() and text.upper() not in {"TRUE", "FALSE", "UNDEF"}:
            refuse()
        return None

    def named(self, token: Token) -> ox.NamedNode:
        """Return the IRI that a token stands for."""
        if token[0] == "iri":
            return ox.NamedNode(token[1][1:-1])
        prefix, _, local = token[1].partition(":")
        if prefix not in self.prefixes or "\\" in local:
            refuse()
        return ox.NamedNode(self.prefixes[prefix] + local)

    def suffix(self) -> None:
        """Read the language or the datatype of a literal."""
        if self.tokens and self.tokens[-1][0] == "tag":
            self.take()
        elif self.next() == "^":
            self.take("^")
            self.take("^")
            self.predicate()
