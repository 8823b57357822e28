"""Ledgers: what claims say or lack, made into a table that carries its method card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.analysis.card import card_of, read
from kg.errors import NotComputableError
from kg.graph.lookup import Asking, holds
from kg.graph.store import Reader, Row
from kg.text.names import local_name
from kg.text.table import Cell, Field, Table

PROOF = ("claims", "sources")


@dataclass(frozen=True)
class Footing:
    """What a row stands on: the claims, and the sources that state them."""

    claims: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()

    def __or__(self, other: Footing) -> Footing:
        return Footing(self.claims | other.claims, self.sources | other.sources)

    def cells(self) -> tuple[str, str]:
        """Return the ids of claims and sources, each sorted and joined by a space.

        >>> Footing(frozenset({"https://x/b", "https://x/a"})).cells()
        ('a b', '')
        """
        return names_of(self.claims), names_of(self.sources)


NOWHERE = Footing()


def names_of(iris: Iterable[str]) -> str:
    """Return the local names of `iris`, sorted and joined by a space."""
    return " ".join(sorted(local_name(iri) for iri in iris))


def footing(rows: Iterable[Row]) -> Footing:
    """Return the claims and sources of query rows that name them."""
    found = list(rows)
    sources = frozenset(row["source"] for row in found if "source" in row)
    return Footing(frozenset(row["claim"] for row in found), sources)


def say(key: str, lang: str, **values: object) -> str:
    """Return the words called `key` in `lang`, else in English, with `values` filled in.

    >>> say("role", "zh")
    '角色'
    """
    texts: dict[str, str] = read("ledgers.json")[key]
    return texts.get(lang, texts["en"]).format(**values)


def columns(keys: Sequence[str], lang: str) -> tuple[Field, ...]:
    """Return a field for each of `keys`, captioned in `lang`, with its unit if it has one."""
    words = read("ledgers.json")
    return tuple(
        Field(key, say(key, lang), say(f"{key}_unit", lang) if f"{key}_unit" in words else "")
        for key in keys
    )


def ledger(
    method: str, part: str, keys: Sequence[str], rows: Iterable[Sequence[Cell]], lang: str
) -> Table:
    """Return the table `part` of an analysis, its method card in the notes."""
    card = card_of(method, lang)
    notes = (
        say("card_question", lang, text=card.question),
        say("card_method", lang, text=card.method),
        say("card_reference", lang, text=card.reference),
        say("card_assumptions", lang, text=card.assumptions),
        say("card_least", lang, text=say(f"least_{method}", lang)),
        say("card_parameters", lang, text=card.parameters),
    )
    return Table(
        fields=columns(keys, lang),
        rows=tuple(tuple(row) for row in rows),
        title=say(f"title_{part}", lang),
        notes=notes,
        method=f"{card.method} {card.reference}",
        meta={"analysis": method, "part": part},
    )


def refusal(what: str, needs: str, found: object) -> NotComputableError:
    """Return the error that refuses `what`.

    >>> str(refusal("growth", "an actual value before 2025", "none"))
    'growth is not computable: needs an actual value before 2025, found none'
    """
    return NotComputableError(f"{what} is not computable: needs {needs}, found {found}")


def rows_of(reader: Reader, query: str, asking: Asking) -> Iterator[Row]:
    """Yield the rows of `api/<query>.rq` that hold on the day asked for."""
    return (row for row in reader.api(query) if holds(row, asking.as_of))
