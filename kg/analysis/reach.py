"""Reach: which things funds are tied to, and how far segments and regions are from the nearest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.analysis.card import word
from kg.analysis.finding import Finding, refusal
from kg.analysis.reading import network_of_view
from kg.graph.lookup import Asking
from kg.graph.store import Reader
from kg.network.network import Network
from kg.text.names import local_name
from kg.text.table import Cell, Table

MONEY = "money"
USUAL_VIEWS = (MONEY, "policy")
GROUPS = ("segments", "regions")
SHOWN = 8
TIED = ("fund", "things", "tied_to", "shared_things", "claims", "source_ids", "id")
NEAR = ("group", "label", "distance", "nearest", "path", "claims", "source_ids", "id")


@dataclass(frozen=True)
class Ways:
    """Undirected ties of several views: the neighbours of each thing, with the claims."""

    near: dict[str, dict[str, frozenset[str]]]

    def from_nearest(self, starts: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return a shortest way from any of `starts` to each thing at the end of one.

        Of equally short ways the first by ids is taken; the way begins at its start.
        """
        front: dict[str, tuple[str, ...]] = {start: (start,) for start in sorted(starts)}
        found = dict(front)
        while front:
            step: dict[str, tuple[str, ...]] = {}
            for thing, way in sorted(front.items(), key=lambda item: item[1]):
                for other in sorted(self.near.get(thing, {})):
                    if other not in found:
                        step.setdefault(other, (*way, other))
            found.update(step)
            front = step
        return found


def reach(
    reader: Reader, asking: Asking, views: Sequence[str] = USUAL_VIEWS
) -> tuple[Table, Table]:
    """Return what each fund is tied to, and the distance of segments and regions to a fund.

    The first table rests on the money view: a fund's neighbours, and how many of them it
    shares with each other fund (the projection of the two-mode network on funds). The second
    counts ties on all `views` together, the direction left out; what no way
    ends at has no distance.

    Raises
    ------
    UnknownNameError
        If there is no such view.
    NotComputableError
        If no source speaks of a fund that is tied to anything.
    """
    funds = sorted(row["fund"] for row in reader.api("funds"))
    money = ways_of([network_of_view(reader, MONEY, asking.as_of)])
    every = ways_of([network_of_view(reader, view, asking.as_of) for view in views])
    if not any(every.near.get(fund) for fund in funds):
        raise refusal("the reach of money", " + ".join(views), "a fund with a tie", len(funds))
    title = word("views_together", asking.lang, views=" + ".join(views))
    near, note = nearness(reader, asking, every, funds)
    tied = [fund_row(reader, asking, money, fund, funds) for fund in funds]
    return (
        Finding("reach_funds", TIED, tied).table(
            word("of_view", asking.lang, view=MONEY), asking.lang
        ),
        Finding("reach", NEAR, near, "; ".join(views), more=note).table(title, asking.lang),
    )


def ways_of(networks: Iterable[Network]) -> Ways:
    """Return the ties of several networks together, by the ids of their nodes."""
    near: dict[str, dict[str, frozenset[str]]] = {}
    for network in networks:
        for tie in network.ties:
            ends = network.nodes[tie.source].id, network.nodes[tie.target].id
            if ends[0] == ends[1]:
                continue
            for start, end in (ends, ends[::-1]):
                own = near.setdefault(start, {})
                own[end] = own.get(end, frozenset()) | frozenset(tie.claims)
    return Ways(near)


def fund_row(
    reader: Reader, asking: Asking, money: Ways, fund: str, funds: Sequence[str]
) -> tuple[Cell, ...]:
    """Return the row of one fund: its neighbours, and the neighbours shared with other funds."""
    lang = asking.lang
    own = money.near.get(fund, {})
    names = sorted(reader.label(thing, lang) for thing in own)
    rest = f" (+{len(names) - SHOWN})" if len(names) > SHOWN else ""
    shared = []
    for other in funds:
        common = set(own) & set(money.near.get(other, {}))
        if other != fund and common:
            shared.append(f"{reader.label(other, lang)}: {len(common)}")
    claims = {claim for found in own.values() for claim in found}
    told = evidence(reader, claims)
    label = reader.label(fund, lang)
    listed = "; ".join(names[:SHOWN]) + rest
    return (label, len(own), listed, "; ".join(shared), *told, local_name(fund))


def nearness(
    reader: Reader, asking: Asking, ways: Ways, funds: Sequence[str]
) -> tuple[list[tuple[Cell, ...]], tuple[str, ...]]:
    """Return a row for each segment and region, the nearest first, and the coverage."""
    lang = asking.lang
    found = ways.from_nearest(fund for fund in funds if fund in ways.near)
    rows: list[tuple[tuple[int, float, str], tuple[Cell, ...]]] = []
    notes = []
    for place, group in enumerate(GROUPS):
        things = sorted({r["thing"] for r in reader.api("money-ends") if r["group"] == group})
        distances = {thing: len(found[thing]) - 1 for thing in things if thing in found}
        for thing in things:
            way = found.get(thing, ())
            claims = {claim for start, end in pairwise(way) for claim in ways.near[start][end]}
            label = reader.label(thing, lang)
            path = " – ".join(reader.label(step, lang) for step in way)
            cells = (label, distances.get(thing), reader.label(way[0], lang) if way else "", path)
            row = (word(group, lang), *cells, *evidence(reader, claims), local_name(thing))
            rows.append(((place, distances.get(thing, float("inf")), label), row))
        counts = {"one": 1, "two": 2}
        values = {
            key: sum(distance <= steps for distance in distances.values())
            for key, steps in counts.items()
        }
        notes.append(
            word(
                "reached",
                lang,
                group=word(group, lang),
                all=len(things),
                any=len(distances),
                **values,
            )
        )
    return [row for _, row in sorted(rows, key=lambda item: item[0])], tuple(notes)


def evidence(reader: Reader, claims: Iterable[str]) -> tuple[str, str]:
    """Return ids of claims and of their sources."""
    sources = {row["claim"]: local_name(row["source"]) for row in reader.api("claim-sources")}
    known = sorted(set(claims))
    told = {sources[claim] for claim in known if claim in sources}
    return " ".join(local_name(claim) for claim in known), " ".join(sorted(told))
