"""Reports on the networks of the views: ranks, brokers, clusters, robustness."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from kg.analysis.brokerage import bridges, brokerage, cut_nodes
from kg.analysis.clusters import clusters, members
from kg.analysis.core import cores
from kg.analysis.multiplex import layers_of, multiplex
from kg.analysis.players import key_players
from kg.analysis.rank import rank
from kg.analysis.robustness import curve, knock_outs, robustness
from kg.analysis.trust import trust
from kg.report.desk import Desk, Named, sections, tell
from kg.report.report import Section
from kg.text.table import Table

Sections = tuple[Section, ...]
MEASURE, TOP, MOST = "degree", 10, 25
MAIN = "three-chains"


def actors(desk: Desk) -> Sections:
    """Return the first of each view by their number of neighbours, and how sure that is."""

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
    whole = desk.network("overall")

    def layered() -> Table:
        table = multiplex(layers_of(desk.network(MAIN)), MOST, desk.lang, desk.known)
        return replace(table, title=tell("title_layers", desk.lang))

    return (
        *one(desk, "layers", own, layered),
        *one(desk, "core", own, lambda: cores(whole, MOST, desk.lang, desk.known)),
    )


def brokers(desk: Desk) -> Sections:
    """Return who bridges gaps, whose loss parts the network, and the ties that hold it."""
    own, whole = desk.command("report", "brokers"), desk.network("overall")
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
    for view in ("overall", MAIN):
        web, made = desk.network(view), desk.command("clusters", view)
        table = partial(clusters, web, lang=desk.lang, known=desk.known)
        found += named(f"clusters-{view}", one(desk, "clusters", made, table))
    web = desk.network(MAIN)
    inside = partial(members, web, lang=desk.lang, known=desk.known)
    return (*found, *one(desk, "inside", desk.command("report", "clusters"), inside))


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
