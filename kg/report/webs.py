"""Reports on the networks of the views: ranks, brokers, clusters, robustness."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from kg.analysis.brokerage import bridges, brokerage, cut_nodes
from kg.analysis.clusters import clustering, clusters, members
from kg.analysis.core import cores
from kg.analysis.multiplex import layers_of, multiplex
from kg.analysis.players import key_players
from kg.analysis.rank import rank
from kg.analysis.robustness import curve, knock_outs, robustness
from kg.analysis.trust import trust
from kg.report.desk import Desk, Named, joined, sections, table_of, tell
from kg.report.report import Section
from kg.text.table import Cell, Table

Sections = tuple[Section, ...]
MEASURE, TOP, MOST, CLUSTERS = "betweenness", 10, 25, 12
WHOLE, MAIN = "overall", "three-chains"


def ties(desk: Desk) -> Sections:
    """Return all ties of a view, that of the three chains unless named, with their claims."""
    view = desk.names[0] if desk.names else MAIN
    web, label = desk.network(view), partial(desk.reader.label, lang=desk.lang)
    rows: list[list[Cell]] = [
        [
            web.nodes[tie.source].label(desk.lang),
            label(tie.relation),
            web.nodes[tie.target].label(desk.lang),
            tie.weight,
            label(tie.modality),
            label(tie.certainty),
            joined(tie.claims),
        ]
        for tie in web.ties
    ]
    columns = ("one_end", "relation", "other_end", "weight", "said_as", "certainty", "claims")
    title = tell("title_ties", desk.lang, view=web.title(desk.lang))
    table = replace(table_of(desk, columns, rows, title), meta={"view": view})
    return (Section("view-ties", title, table, command=desk.command("report", "network", view)),)


def actors(desk: Desk) -> Sections:
    """Return the first of each view by how often they lie between, and how sure that is."""

    def ranked(view: str) -> list[Named]:
        return [("", rank(desk.network(view), MEASURE, TOP, desk.lang, desk.known))]

    def trusted() -> list[Named]:
        return [("", cut(trust(desk.network(MAIN), MEASURE, lang=desk.lang, known=desk.known)))]

    found: list[Section] = []
    for view in sorted(desk.reader.onto.files("views")):
        made = desk.command("rank", view, "--measure", MEASURE)
        found += named(f"rank-{view}", sections(desk, "rank", made, partial(ranked, view)))
    own = desk.command("report", "actors")
    return (*found, *sections(desk, "trust", own, trusted), *several(desk, own))


def several(desk: Desk, own: str) -> Sections:
    """Return who is tied by many kinds of relation, and how deep in the core each is."""
    whole = desk.network(WHOLE)

    def layered() -> Table:
        table = multiplex(layers_of(desk.network(MAIN)), MOST, desk.lang, desk.known)
        return replace(table, title=tell("title_layers", desk.lang))

    return (
        *one(desk, "layers", own, layered),
        *one(desk, "core", own, lambda: cores(whole, MOST, desk.lang, desk.known)),
    )


def brokers(desk: Desk) -> Sections:
    """Return who bridges gaps, whose loss parts the network, and the ties that hold it."""
    own, whole = desk.command("report", "brokers"), desk.network(WHOLE)
    how = (desk.lang, desk.known)
    return (
        *one(desk, "brokerage", own, lambda: brokerage(whole, MOST, *how)),
        *one(desk, "cuts", own, lambda: cut(cut_nodes(whole, *how))),
        *one(desk, "bridges", own, lambda: cut(bridges(whole, *how))),
        *one(desk, "players", own, lambda: key_players(desk.network(MAIN), 3, *how)),
    )


def groups(desk: Desk) -> Sections:
    """Return the clusters of the whole and of the three chains, and who is in them."""
    found: list[Section] = []
    for view in (WHOLE, MAIN):
        web, made = desk.network(view), desk.command("clusters", view)
        table = partial(clusters, web, lang=desk.lang, known=desk.known)
        found += named(f"clusters-{view}", one(desk, "clusters", made, table))
        matrix = partial(between, desk, view)
        own = desk.command("report", "clusters")
        found += named(f"between-{view}", one(desk, "clusters", own, matrix))
    web = desk.network(MAIN)
    inside = partial(members, web, lang=desk.lang, known=desk.known)
    return (*found, *one(desk, "inside", desk.command("report", "clusters"), inside))


def between(desk: Desk, view: str) -> Table:
    """Return the number of ties inside and between the largest clusters, with their claims.

    A cluster is called by its number and its member most tied inside.
    """
    web = desk.network(view)
    found = clustering(web)
    shown = [n for n, nodes in list(found.members().items())[:CLUSTERS] if len(nodes) > 1]
    first = {n: web.nodes[nodes[0]].label(desk.lang) for n, nodes in found.members().items()}
    told: dict[tuple[int, int], set[str]] = defaultdict(set)
    count: Counter[tuple[int, int]] = Counter()
    for tie in web.ties:
        one, other = sorted((found.labels[tie.source], found.labels[tie.target]))
        count[one, other] += tie.source != tie.target
        told[one, other] |= set(tie.claims)
    rows: list[list[Cell]] = [
        [a + 1, first[a], b + 1, first[b], count[a, b], joined(tuple(told[a, b]))]
        for a, b in sorted(count)
        if count[a, b] and a in shown and b in shown
    ]
    columns = ("cluster", "most_tied", "other_cluster", "other_most_tied", "ties", "claims")
    title = tell("title_between", desk.lang, view=web.title(desk.lang))
    table = table_of(desk, columns, rows, title)
    return replace(table, notes=(tell("words_between", desk.lang),), meta={"view": view})


def sturdy(desk: Desk) -> Sections:
    """Return what is left of the three chains as nodes leave, and whose leaving costs most."""
    own, web = desk.command("report", "robustness"), desk.network(MAIN)
    how: dict[str, Any] = {"lang": desk.lang, "known": desk.known}
    return (
        *one(desk, "robustness", own, lambda: robustness(web, **how)),
        *one(desk, "curve", own, lambda: curve(web, **how)),
        *one(desk, "losses", own, lambda: cut(knock_outs(web, **how))),
    )


def one(desk: Desk, name: str, command: str, make: Callable[[], Table]) -> Sections:
    """Return the section of an analysis that makes one table."""
    return sections(desk, name, command, lambda: [("", make())])


def named(name: str, made: Sections) -> Sections:
    """Return the sections, of which there is one, under another name."""
    return tuple(replace(section, name=name) for section in made)


def cut(table: Table) -> Table:
    """Return the first rows of a long table."""
    return table.head(MOST)
