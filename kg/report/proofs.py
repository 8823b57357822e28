"""Proofs: what a report page knows of the claims behind its numbers, as compact data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from kg.report.render import visible
from kg.report.report import Report, Section
from kg.text.table import Cell

TOKEN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
CLAIM_COLUMNS = frozenset({"claim", "claims", "claims_1", "claims_2"})
DIGITS = 12
"""How much of a hash is shown: enough to compare, `kg evidence` prints all of it."""

Text = Mapping[str, str]


@dataclass(frozen=True)
class Proof:
    """What the evidence panel shows of a claim: `source` is an id, `start` and `end` characters."""

    text: Text
    source: str
    start: str = ""
    end: str = ""
    digest: str = ""
    kind: Text = field(default_factory=dict)
    certainty: Text = field(default_factory=dict)
    derivation: Text = field(default_factory=dict)
    speaker: Text = field(default_factory=dict)
    time: str = ""


@dataclass(frozen=True)
class Origin:
    """What the evidence panel shows of a source."""

    title: Text
    publisher: str = ""
    date: str = ""
    address: str = ""


@dataclass(frozen=True)
class Proofs:
    """Claims and sources by id; the claims on each thing, and those behind each view."""

    claims: Mapping[str, Proof]
    sources: Mapping[str, Origin] = field(default_factory=dict)
    things: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    views: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def kind(self, token: str) -> str:
        """Return what is called `token`: claim, thing, source, or nothing.

        >>> Proofs({"c1": Proof({}, "d1")}).kind("c1")
        'claim'
        """
        if token in self.claims:
            return "claim"
        if token in self.sources:
            return "source"
        return "thing" if token in self.things else ""

    def tokens(self, text: str) -> list[re.Match[str]]:
        """Return what in a text is the id of something; a word of prose is none.

        A text is read as ids if it holds nothing else, or where an id has a digit in it.
        """
        found = list(TOKEN.finditer(text))
        named = [match for match in found if self.kind(match[0])]
        whole = len(named) == len(found) and not TOKEN.sub("", text).strip(" ;,|")
        return [m for m in named if whole or any(char.isdigit() for char in m[0])]

    def names(self, row: Iterable[Cell]) -> list[str]:
        """Return all ids that a row names."""
        texts = (visible(cell) for cell in row if isinstance(cell, str))
        return [match[0] for text in texts for match in self.tokens(text)]

    def behind(self, section: Section, row: tuple[Cell, ...]) -> tuple[str, ...]:
        """Return the claims that a row of a section rests on.

        They are those that it names; else those on the things it names, else those of its
        sources, else those of its view, else all. Where claims have a column that is empty in
        this row, it rests on none.
        """
        names = self.names(row)
        claims = [name for name in names if self.kind(name) == "claim"]
        for found in (claims, self.under(names, "thing"), self.under(names, "source")):
            if found:
                return tuple(found)
        if CLAIM_COLUMNS & {field.name for field in section.table.fields}:
            return ()
        return self.views.get(section.table.meta.get("view", ""), tuple(self.claims))

    def under(self, names: Iterable[str], kind: str) -> list[str]:
        """Return the claims on the things, or of the sources, among `names`."""
        table = self.things if kind == "thing" else self.told
        return [c for name in names if self.kind(name) == kind for c in table.get(name, ())]

    @cached_property
    def told(self) -> Mapping[str, tuple[str, ...]]:
        """Return the claims of each source."""
        found: dict[str, list[str]] = {source: [] for source in self.sources}
        for key, proof in self.claims.items():
            found.setdefault(proof.source, []).append(key)
        return {source: tuple(keys) for source, keys in found.items()}

    def of(self, reports: Mapping[str, Report]) -> Proofs:
        """Return what of all this the rows of `reports` rest on."""
        sections = [section for report in reports.values() for section in report.sections]
        rows = [(section, row) for section in sections for row in section.table.rows]
        used = {key for section, row in rows for key in self.behind(section, row)}
        names = {name for _, row in rows for name in self.names(row)}
        claims = {key: self.claims[key] for key in sorted((used | names) & self.claims.keys())}
        shown = names | {proof.source for proof in claims.values()}
        views = {section.table.meta.get("view", "") for section in sections}
        return Proofs(
            claims,
            {key: self.sources[key] for key in sorted(shown & self.sources.keys())},
            {key: self.things[key] for key in sorted(names & self.things.keys())},
            {key: self.views[key] for key in sorted(views & self.views.keys())},
        )

    def compact(self) -> dict[str, Any]:
        """Return all as lists: what many claims share is written once, claims are numbered."""
        number = {key: n for n, key in enumerate(self.claims)}
        words: dict[tuple[str, str], int] = {("", ""): 0}

        def place(texts: Text) -> int:
            return words.setdefault(in_sight(texts), len(words))

        claims = [
            [
                key,
                *in_sight(one.text),
                one.source,
                one.start,
                one.end,
                one.digest[:DIGITS],
                *map(place, (one.kind, one.certainty, one.derivation, one.speaker)),
                one.time,
            ]
            for key, one in self.claims.items()
        ]
        sources = {
            key: [*in_sight(one.title), *map(visible, (one.publisher, one.date, one.address))]
            for key, one in self.sources.items()
        }
        return {
            "claims": claims,
            "sources": sources,
            "things": numbered(self.things, number),
            "views": numbered(self.views, number),
            "words": list(words),
        }


def numbered(named: Mapping[str, tuple[str, ...]], number: Mapping[str, int]) -> dict[str, Any]:
    """Return lists of claims as lists of their numbers; claims without one are left out."""
    return {key: [number[c] for c in claims if c in number] for key, claims in named.items()}


def in_sight(texts: Text) -> tuple[str, str]:
    """Return texts in English and Chinese, characters that hide, turn or break them visible."""
    return visible(texts.get("en", "")), visible(texts.get("zh", ""))
