"""Plans: how columns answer a named query, step by step."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kg.columns import frame as of
from kg.columns.opened import Columns, Rows, reading
from kg.columns.steps import before, steps_of
from kg.columns.terms import IRI, PLAIN, parsed
from kg.columns.text import between, rows_like, rows_matching
from kg.columns.write import folded
from kg.errors import ColumnsError
from kg.text.names import PREFIXES, expand

NUMERIC = re.compile(r"\^\^.*#(integer|decimal|double|float|int|long|nonNegativeInteger)")
INTEGER = "^^" + PREFIXES["xsd"] + "integer"
Term = tuple[str, str]
Answer = tuple[list[str], list[list[Term | None]]]


def run(columns: Columns, query: str, params: Mapping[str, str]) -> Answer:
    """Return names and rows that the columns form of `query` gives; `params` are N-Triples terms.

    Raises
    ------
    ColumnsError
        If there is no such form, or the columns are damaged or older than their queries.
    """
    steps = steps_of(query)
    if not steps:
        message = "this query has no form on columns; ask it as SPARQL"
        raise ColumnsError(message)
    given = {name: next(parsed([text.encode()])) for name, text in params.items()}
    going = Execution(
        columns, given, {part for step in steps for part in re.split(r"[=:]", "=".join(step))}
    )
    with reading(columns.folder):
        for verb, *words in steps:
            VERBS[verb](going, words)
    return going.answer


@dataclass
class Execution:
    """A query on its way: the columns it reads, its parameters, and the rows so far."""

    columns: Columns
    given: Mapping[str, Term]
    mentioned: set[str]

    def __post_init__(self) -> None:
        self.frame: of.Frame = {}
        self.answer: Answer = ([], [])

    def term(self, word: str) -> Term:
        """Return the term that a word of a plan stands for."""
        if word.startswith("?"):
            return self.given[word[1:]]
        return (expand(word), IRI) if word.partition(":")[0] in PREFIXES else (word, PLAIN)

    def code(self, word: str) -> int:
        """Return the code of a term; -2, which no cell has, if no table holds it."""
        found = self.columns.terms.code(*self.term(word))
        return found if found >= 0 else -2

    def table(
        self, words: Sequence[str], names: Sequence[str]
    ) -> tuple[Rows, int, int, dict[str, str]]:
        """Return a table, its rows under fixed terms, and its columns that any step mentions."""
        rows = self.columns.rows(words[0])
        start, until = of.span(rows, [self.code(word) for word in words[1:]])
        pairs = [name.split("=") for name in names] or [[name] for name in rows.columns]
        taken = {pair[0]: pair[-1] for pair in pairs if pair[0] in self.mentioned}
        return rows, start, until, taken

    def begin(self, words: Sequence[str]) -> None:
        """Start with the rows of a table."""
        head, parts = before(words, "as")
        self.frame = of.named(*self.table(head, parts["as"]))

    def search(self, words: Sequence[str]) -> None:
        """Start with the rows of a table whose text contains, or matches, a term."""
        head, parts = before(words, "contains", "matches")
        rows, start, until, taken = self.table(head, ())
        if parts["matches"]:
            pattern, _ = self.term(parts["matches"][0])
            found = rows_matching(self.columns, head[0], pattern, start, until)
        else:
            found = self.containing(head[0], self.term(parts["contains"][0])[0], start, until)
        at = np.array(found, np.int64)
        self.frame = {new: rows.array(column)[at] for new, column in taken.items()}

    def containing(self, table: str, part: str, start: int, until: int) -> list[int]:
        """Return the rows whose text contains `part` in any case, as LCASE and CONTAINS would."""
        column = self.columns.rows(table).column(self.columns.index["tables"][table]["fold"])
        wanted, terms = part.lower(), self.columns.terms
        found = between(rows_like(self.columns, table, part), start, until)
        found = found if folded(part) else list(range(start, until))
        return [row for row in found if wanted in terms[column[row]].lower()]

    def join(self, words: Sequence[str], *, optional: bool = False) -> None:
        """Add the columns of a table where a column equals its first one that is not fixed."""
        head, parts = before(words, "on", "as")
        rows, start, until, taken = self.table(head, parts["as"])
        key = rows.columns[len(head) - 1]
        taken = {new: column for new, column in taken.items() if column != key}
        keys, others = rows.array(key)[start:until], of.named(rows, start, until, taken)
        self.frame = of.joined(self.frame, parts["on"][0], keys, others, optional=optional)

    def optional(self, words: Sequence[str]) -> None:
        """Add the columns of a table, and keep rows that have no partner in it."""
        self.join(words, optional=True)

    def where(self, words: Sequence[str]) -> None:
        """Keep the rows in which a column is, or is not, one of some terms, or under a prefix."""
        (name, verb, *words), parts = before(words, "unless")
        if verb == "under":
            first, last = self.columns.terms.under(expand(words[0]))
            kept = (self.frame[name] >= first) & (self.frame[name] < last)
            self.frame = of.picked(self.frame, kept)
            return
        denied = words[0] == "not"
        terms = words[1:] if denied else words
        if {self.term(word) for word in parts["unless"]} & {self.term(word) for word in terms}:
            return
        held = np.logical_or.reduce([self.frame[name] == self.code(word) for word in terms])
        self.frame = of.picked(self.frame, ~held if denied else held)

    def count(self, words: Sequence[str]) -> None:
        """Count rows, or different values of a column, by the combinations of others."""
        head, parts = before(words, "by", "as")
        self.frame = of.counted(self.frame, parts["by"], parts["as"][0], *head)

    def distinct(self, words: Sequence[str]) -> None:
        """Keep each combination of values once."""
        self.frame, _ = of.grouped(self.frame, words)

    def order(self, words: Sequence[str]) -> None:
        """Sort the rows, and keep the first ones if a number says how many."""
        names, parts = before(words, "top")
        top = int(parts["top"][0]) if parts["top"] else None
        self.frame = of.ordered(self.frame, names, self.sorting, top)

    def sorting(self, column: of.Column) -> of.Column:
        """Return the numbers that a column sorts by: numbers by size, terms by their text."""
        if column.dtype == np.int64 or not len(column):
            return column
        codes, place = np.unique(column, return_inverse=True)
        terms = self.columns.terms
        if not all(code < 0 or NUMERIC.match(terms.suffix(code)) for code in codes.tolist()):
            return column
        sizes = [float(terms[code]) if code >= 0 else -np.inf for code in codes.tolist()]
        return np.array(sizes)[place]

    def show(self, words: Sequence[str]) -> None:
        """Answer with some columns under the names of the query."""
        names = [word.partition("=")[0] for word in words]
        cells = [self.cells(word.rpartition("=")[2]) for word in words]
        self.answer = names, [list(row) for row in zip(*cells, strict=True)]

    def cells(self, name: str) -> list[Term | None]:
        """Return the terms in a column; of `id:NAME`, what stands behind `/id/` in their IRIs."""
        way, _, bare = name.rpartition(":")
        column = self.frame[bare]
        if column.dtype == np.int64:
            return [(str(number), INTEGER) for number in column.tolist()]
        codes, place = np.unique(column, return_inverse=True)
        told: list[Term | None] = [None] * int((codes < 0).any())
        told += self.columns.terms.several(codes[codes >= 0].tolist())
        if way:
            told = [(cell[0].partition(f"/{way}/")[2], PLAIN) if cell else None for cell in told]
        return [told[at] for at in place.tolist()]


VERBS: Mapping[str, Callable[[Execution, Sequence[str]], None]] = {
    "from": Execution.begin,
    "search": Execution.search,
    "join": Execution.join,
    "optional": Execution.optional,
    "where": Execution.where,
    "count": Execution.count,
    "distinct": Execution.distinct,
    "order": Execution.order,
    "show": Execution.show,
}
