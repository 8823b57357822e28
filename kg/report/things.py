"""Reports on things by name: a policy, a region, any entity, a path, two side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from kg.analysis.places import places, tidy
from kg.analysis.rank import score
from kg.errors import NotComputableError, TooFewNodesError
from kg.graph.lookup import resolve, show
from kg.network.network import Network
from kg.report.desk import Desk, answer, joined, sections, table_of, tell
from kg.report.report import Section
from kg.text.names import local_name
from kg.text.table import Cell, Table

Sections = tuple[Section, ...]
MEASURES = ("degree", "harmonic")
WHOLE = "overall"
NEIGHBOURS = ("relation", "direction", "neighbour", "weight", "claims", "id")
STANDING = ("view", "measure", "rank", "of", "score")
STEPS = ("step", "one_end", "relation", "other_end", "weight", "claims")


class Step(NamedTuple):
    """All ties between two nodes taken together: their weight, relations and claims."""

    weight: float
    relations: tuple[str, ...]
    claims: tuple[str, ...]


def policy(desk: Desk) -> Sections:
    """Return the dossier of a policy: what it holds, and all that is said of it."""
    name = id_of(desk, 0)
    return (*answer(desk, "policy-contents", policy=name), *entity(desk))


def region(desk: Desk) -> Sections:
    """Return the dossier of a region: what lies and applies there, and all that is said of it."""
    name = id_of(desk, 0)
    return (*answer(desk, "region-dossier", region=name), *entity(desk))


def entity(desk: Desk) -> Sections:
    """Return all that is said of a thing, its names and figures, its ranks and neighbours."""
    name = id_of(desk, 0)
    shown, own = desk.command("show", name), desk.command("report", "entity", name)
    return (
        *sections(desk, "show", shown, lambda: [("", show(desk.reader, name, desk.asking))]),
        *answer(desk, "names-of", thing=name),
        *answer(desk, "figures-of", thing=name),
        *sections(desk, "standing", own, lambda: [("", standing(desk, 0))]),
        *sections(desk, "neighbours", own, lambda: [("", neighbours(desk))]),
    )


def id_of(desk: Desk, place: int) -> str:
    """Return the id of a thing that the report is on."""
    return local_name(resolve(desk.reader, desk.names[place]))


def standing(desk: Desk, place: int) -> Table:
    """Return rank and score of a thing in each view in which it has them."""
    iri = resolve(desk.reader, desk.names[place])
    rows: list[list[Cell]] = []
    for view in sorted(desk.reader.onto.files("views")):
        web = desk.network(view)
        title = web.title(desk.lang)
        rows += [[title, *cells] for cells in ranks_in(desk, web, iri)]
    title = tell("title_standing_of", desk.lang, name=desk.reader.label(iri, desk.lang))
    return table_of(desk, STANDING, rows, title)


def ranks_in(desk: Desk, web: Network, iri: str) -> Iterator[list[Cell]]:
    """Yield measure, rank, number of ranked and score of a thing in one network."""
    at = {node.id: n for n, node in enumerate(web.nodes)}
    if iri not in at:
        return
    for measure in MEASURES:
        try:
            scores = tidy(score(web, measure))
        except (NotComputableError, TooFewNodesError):
            continue
        found = places(scores, range(len(web.nodes)), lowest=False)
        listed = sum(place is not None for place in found)
        name = tell(f"measure_{measure}", desk.lang)
        yield [name, found[at[iri]], listed, scores[at[iri]]]


def neighbours(desk: Desk) -> Table:
    """Return the ties of a thing in the whole network, the heaviest first."""
    iri, web = resolve(desk.reader, desk.names[0]), desk.network(WHOLE)
    label, rows = desk.reader.label, []
    for tie in web.ties:
        ends = (web.nodes[tie.source], web.nodes[tie.target])
        if iri in (ends[0].id, ends[1].id):
            out = ends[0].id == iri
            other = ends[1] if out else ends[0]
            side = "→" if out else "←"
            relation = label(tie.relation, desk.lang)
            cells: list[Cell] = [relation, side, other.label(desk.lang), tie.weight]
            rows.append([*cells, joined(tie.claims), local_name(other.id)])
    rows.sort(key=lambda row: (-float(str(row[3])), [str(cell) for cell in row]))
    title = tell("title_neighbours_of", desk.lang, name=label(iri, desk.lang))
    return table_of(desk, NEIGHBOURS, rows, title)


def path(desk: Desk) -> Sections:
    """Return the shortest and the strongest way between two things, with claims on each step."""
    names = (id_of(desk, 0), id_of(desk, 1))
    own = desk.command("report", "path", *names)
    return (
        *sections(desk, "shortest", own, lambda: [("", walk(desk, strong=False))]),
        *sections(desk, "strongest", own, lambda: [("", walk(desk, strong=True))]),
    )


def walk(desk: Desk, *, strong: bool) -> Table:
    """Return the steps of a way between the two things; a heavy tie is short if `strong`.

    Raises
    ------
    NotComputableError
        If a thing is not in the whole network, or there is no way from one to the other.
    """
    import networkx as nx

    first, last = (resolve(desk.reader, name) for name in desk.names)
    web = desk.network(WHOLE)
    steps = steps_of(web)
    graph: nx.Graph[str] = nx.Graph()
    for (one, other), step in sorted(steps.items()):
        graph.add_edge(one, other, cost=1 / step.weight if strong else 1.0)
    label = desk.reader.label
    ends = {"one": label(first, desk.lang), "other": label(last, desk.lang)}
    try:
        way = nx.dijkstra_path(graph, first, last, weight="cost")
    except (nx.NetworkXNoPath, nx.NodeNotFound):
        raise NotComputableError(tell("no_way", desk.lang, **ends)) from None
    rows: list[list[Cell]] = []
    for number, pair in enumerate(pairwise(way), start=1):
        step = steps[min(pair), max(pair)]
        relations = "; ".join(label(relation, desk.lang) for relation in step.relations)
        names = [label(iri, desk.lang) for iri in pair]
        rows.append([number, names[0], relations, names[1], step.weight, joined(step.claims)])
    title = tell("title_strongest_of" if strong else "title_shortest_of", desk.lang, **ends)
    return table_of(desk, STEPS, rows, title)


def steps_of(web: Network) -> dict[tuple[str, str], Step]:
    """Return the ties of a network taken together by the two nodes that they tie."""
    found: dict[tuple[str, str], Step] = {}
    for tie in web.ties:
        one, other = sorted((web.nodes[tie.source].id, web.nodes[tie.target].id))
        old = found.get((one, other), Step(0.0, (), ()))
        found[one, other] = Step(
            old.weight + tie.weight,
            tuple(sorted({*old.relations, tie.relation})),
            tuple(sorted({*old.claims, *tie.claims})),
        )
    return found


def compare(desk: Desk) -> Sections:
    """Return two things side by side: what is said of each, and where each stands."""
    names = (id_of(desk, 0), id_of(desk, 1))
    own = desk.command("report", "compare", *names)
    both = [*sections(desk, "compare", own, lambda: [("", beside(desk))])]
    for place, name in enumerate(names):
        made = desk.command("report", "entity", name)
        found = one_standing(desk, place, made)
        both += [replace(section, name=f"standing-{place + 1}") for section in found]
    return tuple(both)


def one_standing(desk: Desk, place: int, command: str) -> Sections:
    """Return where one of the two things stands."""
    return sections(desk, "standing", command, lambda: [("", standing(desk, place))])


def beside(desk: Desk) -> Table:
    """Return what is said of two things by relation, with the claims on each."""
    said: dict[str, list[list[str]]] = defaultdict(lambda: [[], []])
    claims: dict[str, set[str]] = defaultdict(set)
    for place, name in enumerate(desk.names):
        for row in show(desk.reader, name, desk.asking).records():
            relation = str(row["relation"])
            said[relation][place].append(str(row["value"]))
            claims[relation].add(str(row["claim"]))
    label = desk.reader.label
    titles = [label(resolve(desk.reader, name), desk.lang) for name in desk.names]
    rows: list[list[Cell]] = []
    for relation in sorted(said):
        sides = ["; ".join(sorted(set(side))) for side in said[relation]]
        rows.append([relation, *sides, " ".join(sorted(claims[relation]))])
    title = tell("title_compare_of", desk.lang, one=titles[0], other=titles[1])
    table = table_of(desk, ("relation", "first", "second", "claims"), rows, title)
    heads = [replace(f, caption=t) for f, t in zip(table.fields[1:3], titles, strict=True)]
    return replace(table, fields=(table.fields[0], *heads, table.fields[3]))
