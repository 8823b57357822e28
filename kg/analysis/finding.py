"""Findings: what an analysis found, made into a table that carries its method card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kg.analysis.card import (
    LEAST_NODES,
    Background,
    captioned,
    card_notes,
    card_of,
    kind_label,
    read,
    refuse_if_thin,
    word,
)
from kg.analysis.places import Scores, places, tidy
from kg.errors import NotComputableError, UnknownNameError
from kg.network.network import Network
from kg.text.names import local_name, near_misses
from kg.text.table import Cell, Table


@dataclass(frozen=True)
class Finding:
    """Rows under keys, and what the notes say of them beside the card of `method`.

    `chosen` are the parameters that the caller set, `seed` is `-` where chance plays no part,
    `more` are further notes, `meta` further words for machines.
    """

    method: str
    keys: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    chosen: str = ""
    seed: str = "-"
    more: tuple[str, ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict)

    def table(self, subject: Network | str, lang: str) -> Table:
        """Return the table on `subject`: a network, or the title of a table of amounts."""
        card = card_of(self.method, lang)
        named = isinstance(subject, str)
        title = subject if isinstance(subject, str) else subject.title(lang)
        meta = {"analysis": self.method, "seed": self.seed, **self.meta}
        return Table(
            fields=captioned(self.keys, lang, **units(self.keys, lang)),
            rows=tuple(self.rows),
            title=word("title", lang, what=card.title, view=title),
            notes=notes_of(self, subject, lang),
            method=f"{card.method} {card.reference}",
            meta=meta if named else {**meta, "view": getattr(subject, "name", "")},
        )


def units(keys: Sequence[str], lang: str) -> dict[str, str]:
    """Return the unit of each key that has one: the word called `<key>_unit`.

    >>> units(["size", "label"], "en")
    {'size': 'nodes'}
    """
    words = read("words.json")
    return {key: word(f"{key}_unit", lang) for key in keys if f"{key}_unit" in words}


def notes_of(finding: Finding, subject: Network | str, lang: str) -> tuple[str, ...]:
    """Return the footnotes: view or data, the card, the least data, and what else is said."""
    card = card_of(finding.method, lang)
    own = f"least_{finding.method}"
    if isinstance(subject, Network):
        notes = card_notes(card, subject, lang, finding.chosen, finding.seed)
        usual = word("least", lang, nodes=LEAST_NODES)
        if own in read("words.json"):
            notes = tuple(word(own, lang) if note == usual else note for note in notes)
        return notes + finding.more
    chosen = "; ".join(part for part in (card.parameters, finding.chosen) if part)
    notes = (
        word("data", lang, text=subject),
        word("question", lang, text=card.question),
        word("method", lang, text=card.method),
        word("reference", lang, text=card.reference),
        word("assumptions", lang, text=card.assumptions),
        word(own, lang),
        word("parameters", lang, text=chosen, seed=finding.seed),
    )
    return notes + finding.more


def refusal(what: str, name: str, needs: str, found: object) -> NotComputableError:
    """Return the error that refuses `what` of the view or table `name`.

    >>> str(refusal("synergy", "money", "10 occasions", 3))
    "synergy of 'money' is not computable: needs 10 occasions, found 3"
    """
    message = f"{what} of {name!r} is not computable: needs {needs}, found {found}"
    return NotComputableError(message)


def refuse_undirected(network: Network, what: str) -> None:
    """Do nothing where `what`, which follows ties downstream, can be computed on the network.

    Raises
    ------
    TooFewNodesError
        If the network has fewer than three nodes or no tie.
    NotComputableError
        If the view is undirected.
    """
    refuse_if_thin(network, what)
    if not network.directed:
        raise refusal(what, network.name, "a directed view", "an undirected one")


def position_of(network: Network, name: str) -> int:
    """Return the position of the node whose id, or else whose local name, is `name`.

    Raises
    ------
    UnknownNameError
        If the network has no such node; near misses are named.
    """
    ids = [node.id for node in network.nodes]
    if name in ids:
        return ids.index(name)
    names = [local_name(found) for found in ids]
    if names.count(name) == 1:
        return names.index(name)
    raise UnknownNameError("node", name, near_misses(name, names), f"view {network.name}")


def listed(network: Network, known: Background) -> list[int]:
    """Return the positions of the nodes that are listed: all but unnamed members."""
    return [i for i, node in enumerate(network.nodes) if node.id not in known.slots]


def slot_notes(network: Network, known: Background, lang: str) -> tuple[str, ...]:
    """Return the footnote on unnamed members, if there are any."""
    count = sum(node.id in known.slots for node in network.nodes)
    return (word("slots", lang, count=count),) if count else ()


def about(network: Network, position: int, lang: str, known: Background) -> tuple[str, str]:
    """Return name and kind of the node at `position`."""
    node = network.nodes[position]
    return node.label(lang), kind_label(node, known)


def ranked(
    network: Network, scores: Scores, lang: str, known: Background, *, lowest: bool = False
) -> list[tuple[int, bool, int]]:
    """Return (rank, shared, position) of the listed nodes with a score, ties by name.

    The highest score is first, with `lowest` the lowest; equal scores share a rank.
    """
    found = places(tidy(scores), listed(network, known), lowest=lowest)
    sharing = Counter(found)
    order = sorted(
        (place, network.nodes[i].label(lang), network.nodes[i].id, i)
        for i, place in enumerate(found)
        if place is not None
    )
    return [(place, sharing[place] > 1, i) for place, _, _, i in order]
