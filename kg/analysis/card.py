"""Method cards: what an analysis asks, how it answers, and when it refuses to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from kg.errors import TooFewNodesError
from kg.network.network import Network, Node
from kg.text.names import local_name
from kg.text.table import Field

LEAST_NODES = 3


@dataclass(frozen=True)
class Background:
    """What is known beyond the network, all of it optional.

    `kinds` gives the label of a kind's IRI, `slots` the ids of unnamed members, `sources` the
    source of a claim's IRI, and `traits` further words on a node's id, such as its place.
    """

    kinds: Mapping[str, str] = field(default_factory=dict)
    slots: frozenset[str] = frozenset()
    sources: Mapping[str, str] = field(default_factory=dict)
    traits: Mapping[str, Sequence[str]] = field(default_factory=dict)


NOTHING_KNOWN = Background()


@dataclass(frozen=True)
class Card:
    """One method in one language; `parameters` are those that are fixed."""

    name: str
    title: str
    unit: str
    question: str
    method: str
    reference: str
    assumptions: str
    parameters: str


@cache
def read(name: str) -> dict[str, Any]:
    """Return the JSON file `name` of this folder."""
    found: dict[str, Any] = json.loads(files("kg.analysis").joinpath(name).read_text("utf-8"))
    return found


def word(key: str, lang: str, **values: object) -> str:
    """Return the words called `key` in `lang`, else in English, with `values` filled in.

    >>> word("unscored", "zh", count=2)
    '没有得分、不排名的节点：2 个。'
    """
    texts: dict[str, str] = read("words.json")[key]
    return texts.get(lang, texts["en"]).format(**values)


def card_of(name: str, lang: str) -> Card:
    """Return the method card called `name` in `lang`, else in English.

    >>> card_of("degree", "en").question
    'Who is tied to the most others?'
    """
    raw = read("methods.json")[name]
    said = {k: v if isinstance(v, str) else v.get(lang, v["en"]) for k, v in raw.items()}
    return Card(name=name, **said)


def captioned(keys: Sequence[str], lang: str, **units: str) -> tuple[Field, ...]:
    """Return a field for each of `keys`, captioned in `lang`; `units` by key.

    >>> captioned(["rank"], "zh")[0].heading
    '名次'
    """
    return tuple(Field(key, word(key, lang), units.get(key, "")) for key in keys)


def kind_label(node: Node, known: Background) -> str:
    """Return what the kind of `node` is called, else its local name, else nothing.

    >>> kind_label(Node("a", {}, "https://example.org/Harbour"), NOTHING_KNOWN)
    'Harbour'
    """
    return known.kinds.get(node.kind) or (local_name(node.kind) if node.kind else "")


def card_notes(card: Card, network: Network, lang: str, chosen: str, seed: str) -> tuple[str, ...]:
    """Return the footnotes that every table of an analysis has: the view and the card.

    `chosen` are the parameters that the caller set, `seed` is `-` where chance plays no part.
    """
    header = network.header
    direction = word("directed" if network.directed else "undirected", lang)
    view = {"name": network.name, "title": network.title(lang), "direction": direction}
    weight = header.text("weight", lang)
    parameters = "; ".join(part for part in (card.parameters, chosen) if part)
    return (
        word("view", lang, question=header.text("question", lang), **view).strip(),
        network.size(lang),
        *((word("weights", lang, weight=weight),) if weight else ()),
        word("question", lang, text=card.question),
        word("method", lang, text=card.method),
        word("reference", lang, text=card.reference),
        word("assumptions", lang, text=card.assumptions),
        word("least", lang, nodes=LEAST_NODES),
        word("parameters", lang, text=parameters, seed=seed),
    )


def refuse_if_thin(network: Network, what: str) -> None:
    """Do nothing where `what` can be computed on the network.

    Raises
    ------
    TooFewNodesError
        If there are fewer than three nodes, or no tie between two of them: any number on so
        little would only look like an answer.
    """
    ties = int((network.columns.source != network.columns.target).sum())
    if len(network.nodes) < LEAST_NODES or not ties:
        message = (
            f"{what} of view {network.name!r} is not computable: needs {LEAST_NODES} nodes and "
            f"a tie between two of them, found {len(network.nodes)} and {ties}"
        )
        raise TooFewNodesError(message)
