"""Difference: what was added, removed or changed between two graphs, or two days of one."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from kg.analysis.card import card_of, word
from kg.analysis.finding import Finding
from kg.analysis.places import places, tidy
from kg.analysis.rank import score
from kg.analysis.reading import network_of_view
from kg.errors import NotComputableError, TooFewNodesError
from kg.graph import guard
from kg.graph.lookup import Asking, figure_of, holds, time_of, value_of
from kg.graph.sparql import bind
from kg.graph.store import Reader, Row
from kg.network.network import Network
from kg.text.header import read_header
from kg.text.names import local_name
from kg.text.table import Cell, Table

MEASURES = ("degree", "betweenness")
AUDITS = ("missing-members", "orphan-tasks", "segments-without-master", "unstated-deadlines")
USUAL_VIEW = "overall"
TIME = ("from", "until")
CHANGES = ("what", "change", "label", "was", "is", "claims", "source_ids", "id")
MOVES = ("measure", "label", "rank_was", "rank_is", "score_was", "score_is", "claims", "id")
TIES = ("change", "end_1", "relation", "end_2", "weight_was", "weight_is", "claims", "source_ids")
FOUND = ("audit", "change", "answer", "claims", "source_ids")


class Said(NamedTuple):
    """What claims say of one thing in one graph, in words, and the claims that say so."""

    text: str
    claims: tuple[str, ...]


Sayings = Mapping[tuple[str, ...], Said]


@dataclass(frozen=True)
class Side:
    """One graph on one day, asked in one language."""

    reader: Reader
    asking: Asking

    @cached_property
    def rows(self) -> list[Row]:
        """Return the contents of the claims that hold on the day, by claim."""
        found = {row["claim"]: row for row in self.reader.api("claim-contents")}
        return [found[key] for key in sorted(found) if holds(found[key], self.asking.as_of)]

    @cached_property
    def claims(self) -> Sayings:
        """Return what each claim says, by its IRI."""
        return {(row["claim"],): Said(self.statement(row), (row["claim"],)) for row in self.rows}

    def statement(self, row: Row) -> str:
        """Return a claim in words: what is said of what, how, and for when."""
        lang = self.asking.lang
        names = [self.reader.label(row[key], lang) for key in ("subject", "relation")]
        how = self.reader.label(row["modality"], lang)
        parts = [*names, value_of(self.reader, row, lang), how, time_of(row)]
        return " · ".join(part for part in parts if part)

    def figures(self, aim: str) -> Sayings:
        """Return the figures of each thing, indicator, unit and time; targets if `aim` is yes."""
        texts: dict[tuple[str, ...], set[str]] = {}
        claims: dict[tuple[str, ...], set[str]] = {}
        for row in self.rows:
            if row.get("aim") == aim:
                parts = ("subject", "relation", "unit", "compared", *TIME)
                key = tuple(row.get(part, "") for part in parts)
                texts.setdefault(key, set()).add(figure_of(self.reader, row, self.asking.lang))
                claims.setdefault(key, set()).add(row["claim"])
        return {
            key: Said("; ".join(sorted(texts[key])), tuple(sorted(claims[key])))
            for key in sorted(texts)
        }

    @cached_property
    def things(self) -> Sayings:
        """Return label and class of everything that has a name, by its IRI."""
        lang, label = self.asking.lang, self.reader.label
        slots = {row["slot"] for row in self.reader.api("slots")}
        named = {
            iri: label(kind, lang) if iri in slots else f"{label(iri, lang)} ({label(kind, lang)})"
            for iri, kind in sorted(self.reader.kinds.items())
        }
        return {(iri,): Said(text, ()) for iri, text in named.items()}

    @cached_property
    def sources(self) -> Mapping[str, str]:
        """Return the id of the source of each claim."""
        rows = self.reader.api("claim-sources")
        return {row["claim"]: local_name(row["source"]) for row in rows}

    def name(self, key: tuple[str, ...]) -> str:
        """Return the thing of a key in words, and the indicator and time if it has them."""
        lang, label = self.asking.lang, self.reader.label
        if len(key) == 1:
            return label(key[0], lang) if key[0] in self.reader.labels else local_name(key[0])
        time = time_of(dict(zip(TIME, key[-2:], strict=True)))
        return " · ".join(part for part in (label(key[0], lang), label(key[1], lang), time) if part)


def difference(
    before: Reader,
    after: Reader,
    asking_before: Asking,
    asking_after: Asking,
    view: str = USUAL_VIEW,
) -> tuple[Table, Table, Table, Table]:
    """Return what differs: statements, ranks on `view`, ties of `view`, answers of audits.

    The two may be two graphs, or one graph on two days (`as_of`). Statements are things, claims,
    figures and targets, each added, removed or changed; what is equal is left out. A figure is
    the same one if thing, indicator, unit, yardstick and time are: then its value has changed.

    Raises
    ------
    UnknownNameError
        If there is no such view.
    """
    sides = Side(before, asking_before), Side(after, asking_after)
    networks = tuple(network_of_view(s.reader, view, s.asking.as_of) for s in sides)
    lang, title = asking_after.lang, titled(*sides)
    rows, notes = moves(*sides, *networks)
    chosen = word("of_view", lang, view=view)
    return (
        Finding("difference", CHANGES, changes(*sides)).table(title, lang),
        Finding("difference_ranks", MOVES, rows, chosen, more=notes).table(title, lang),
        Finding("difference_ties", TIES, ties(*sides, *networks), chosen).table(title, lang),
        Finding("difference_audits", FOUND, audits(*sides)).table(title, lang),
    )


def titled(before: Side, after: Side) -> str:
    """Return which two graphs or days are held against each other."""
    names = []
    for side in (before, after):
        day = f" ({side.asking.as_of})" if side.asking.as_of else ""
        names.append(side.reader.digest[:12] + day)
    return " → ".join(names)


def changes(before: Side, after: Side) -> list[tuple[Cell, ...]]:
    """Return a row for each thing, claim, figure and target that is not the same in both."""
    kinds: tuple[tuple[str, Callable[[Side], Sayings]], ...] = (
        ("thing", lambda side: side.things),
        ("a_claim", lambda side: side.claims),
        ("a_figure", lambda side: side.figures("no")),
        ("an_aim", lambda side: side.figures("yes")),
    )
    lang = after.asking.lang
    rows: list[tuple[Cell, ...]] = []
    for kind, get in kinds:
        was, now = get(before), get(after)
        for key in sorted(set(was) | set(now)):
            old, new = was.get(key), now.get(key)
            if (old and old.text) == (new and new.text):
                continue
            side = after if new else before
            own = local_name(key[0])
            name = side.name(key)
            claims = sorted({*(old.claims if old else ()), *(new.claims if new else ())})
            change = word(change_of(old, new), lang)
            told = [said.text if said else "" for said in (old, new)]
            evidence = listed(claims, before, after)
            shown = "" if name == own else name  # a claim has no name beside its id
            rows.append((word(kind, lang), change, shown, *told, *evidence, own))
    return rows


def change_of(old: object, new: object) -> str:
    """Return the word for what happened to something.

    >>> change_of(None, 1), change_of(1, None), change_of(1, 2)
    ('added', 'taken_away', 'changed')
    """
    if old is None:
        return "added"
    return "taken_away" if new is None else "changed"


def listed(claims: Iterable[str], before: Side, after: Side) -> tuple[str, str]:
    """Return ids of claims and of their sources, each joined by spaces."""
    known = sorted(set(claims))
    sources = {after.sources.get(c) or before.sources.get(c, "") for c in known} - {""}
    return " ".join(local_name(c) for c in known), " ".join(sorted(sources))


def scores_of(side: Side, network: Network, measure: str) -> dict[str, tuple[int, float]]:
    """Return rank and score of each node that has them, by id; unnamed members have none."""
    slots = {row["slot"] for row in side.reader.api("slots")}
    named = [i for i, node in enumerate(network.nodes) if node.id not in slots]
    scores = tidy(score(network, measure))
    found = {}
    for i, place in enumerate(places(scores, named, lowest=False)):
        value = scores[i]
        if place is not None and value is not None:
            found[network.nodes[i].id] = (place, value)
    return found


def moves(
    before: Side, after: Side, was: Network, now: Network
) -> tuple[list[tuple[Cell, ...]], tuple[str, ...]]:
    """Return a row for each node whose rank and score differ, and why a measure has none.

    The largest move is first; a node that is new, or gone, moves farthest.
    """
    rows: list[tuple[Cell, ...]] = []
    notes = []
    touched = claims_at(was, now)
    for measure in MEASURES:
        try:
            old, new = scores_of(before, was, measure), scores_of(after, now, measure)
        except (TooFewNodesError, NotComputableError) as error:
            notes.append(str(error))
            continue
        for iri in sorted({*old, *new}, key=lambda iri: (-move(iri, old, new), iri)):
            if not move(iri, old, new):
                continue
            side = after if iri in new else before
            (rank_was, score_was), (rank_is, score_is) = (
                side_of.get(iri, (None, None)) for side_of in (old, new)
            )
            claims = listed(touched.get(iri, ()), before, after)[0]
            name = side.reader.label(iri, side.asking.lang)
            what = card_of(measure, after.asking.lang).title
            rows.append(
                (what, name, rank_was, rank_is, score_was, score_is, claims, local_name(iri))
            )
    return rows, tuple(notes)


def move(
    iri: str, old: Mapping[str, tuple[int, float]], new: Mapping[str, tuple[int, float]]
) -> float:
    """Return by how many ranks a node moved; 0 if its rank or its score is the same."""
    if iri not in old or iri not in new:
        return math.inf
    (rank_was, score_was), (rank_is, score_is) = old[iri], new[iri]
    return 0 if score_was == score_is else abs(rank_was - rank_is)


def claims_at(was: Network, now: Network) -> dict[str, set[str]]:
    """Return the claims that only one of the networks rests on, by the nodes they tie."""
    both = [{c for tie in network.ties for c in tie.claims} for network in (was, now)]
    apart = both[0] ^ both[1]
    found: dict[str, set[str]] = {}
    for network in (was, now):
        for tie in network.ties:
            for end in (tie.source, tie.target):
                own = apart & set(tie.claims)
                if own:
                    found.setdefault(network.nodes[end].id, set()).update(own)
    return found


def ties(before: Side, after: Side, was: Network, now: Network) -> list[tuple[Cell, ...]]:
    """Return a row for each tie that is in one network only, or weighs otherwise."""
    old, new = strands(was), strands(now)
    rows: list[tuple[Cell, ...]] = []
    for key in sorted({*old, *new}):
        first, second = old.get(key), new.get(key)
        if first == second:
            continue
        side = after if second else before
        lang = side.asking.lang
        names = [side.reader.label(iri, lang) for iri in (key[0], key[2], key[1])]
        weights = [part[0] if part else None for part in (first, second)]
        claims = {*(first[1] if first else ()), *(second[1] if second else ())}
        change = word(change_of(first, second), lang)
        rows.append((change, *names, *weights, *listed(claims, before, after)))
    return rows


def strands(network: Network) -> dict[tuple[str, str, str], tuple[float, tuple[str, ...]]]:
    """Return weight and claims of each tie, by its ends and relation."""
    nodes = network.nodes
    return {
        (nodes[tie.source].id, nodes[tie.target].id, tie.relation): (tie.weight, tie.claims)
        for tie in network.ties
    }


def audits(before: Side, after: Side) -> list[tuple[Cell, ...]]:
    """Return a row for each answer that only one side gives to one of the queries of gaps."""
    lang = after.asking.lang
    rows: list[tuple[Cell, ...]] = []
    for name in AUDITS:
        old, new = answers(before, name), answers(after, name)
        for text in sorted({*old, *new}):
            if (text in old) != (text in new):
                claims = new.get(text) or old.get(text, ())
                change = word("added" if text in new else "taken_away", lang)
                rows.append((name, change, text, *listed(claims, before, after)))
    return rows


def answers(side: Side, name: str) -> dict[str, tuple[str, ...]]:
    """Return the rows of a named query in words, with the claims that they name."""
    query = side.reader.onto.file("queries", name).read_text("utf-8")
    terms = bind({"lang": side.asking.lang}, read_header(query))
    known = {local_name(claim): claim for claim in side.sources}
    found: dict[str, tuple[str, ...]] = {}
    for row in side.reader.rows(guard.fill(query, terms)):
        shown = [text for key, text in row.items() if key not in ("claim", "claims", "source")]
        words = row.get("claims", row.get("claim", "")).split()
        claims = tuple(known[part] for part in words if part in known)
        text = " · ".join(part for part in shown if part)
        found[text] = (*found.get(text, ()), *claims)
    return found
