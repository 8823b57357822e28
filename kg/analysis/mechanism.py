"""Audit of the three chains: who is declared, who is named, who is tied, and what is missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from kg.analysis.ledger import PROOF, Footing, footing, ledger, refusal, rows_of, say
from kg.graph.lookup import Asking
from kg.graph.store import Reader, Row
from kg.text.names import local_name
from kg.text.table import Cell, Table

ROLES = (
    *("place", "mechanism", "chain", "role", "declared", "named", "missing", "classes"),
    "without_person",
)
TIES = (
    *("place", "mechanism", "chain", "ends", "present", "expected_named", "coverage_named"),
    *("expected_declared", "coverage_declared", "between_groups"),
)
WORK = ("place", "mechanism", "chain", "lack", "what", "whom", "why")
SECOND = 2
Aspects = Mapping[tuple[str, str], list[Row]]


@dataclass(frozen=True)
class Team:
    """Those who hold one role: the set's IRI, its role, and the claims on it.

    `posts` are the holders that are posts, each with the claims on who fills it.
    """

    group: str
    kind: str
    order: int
    declared: int
    holders: Mapping[str, list[Row]]
    sizes: tuple[Row, ...]
    kinds: tuple[Row, ...]
    posts: Mapping[str, tuple[Row, ...]]

    @property
    def stated(self) -> list[Row]:
        """Return the claims on members, sizes, role, and the persons in posts."""
        members = [row for rows in self.holders.values() for row in rows]
        persons = [row for rows in self.posts.values() for row in rows]
        return [*members, *self.sizes, *self.kinds, *persons]

    @property
    def unfilled(self) -> list[str]:
        """Return the posts that are named while no claim says which person fills them."""
        return [post for post, rows in self.posts.items() if not rows]

    @property
    def footing(self) -> Footing:
        """Return ids and sources of all of these claims."""
        return footing(self.stated)


@dataclass(frozen=True)
class Setting:
    """One set of chains that runs somewhere: its teams, and what they act for, in order.

    `scope` is the mechanism, or else the chain, that the teams share.
    """

    scope: str
    ways: tuple[str, ...]
    chains: tuple[str, ...]
    places: tuple[str, ...]
    teams: tuple[Team, ...]


def audit(reader: Reader, asking: Asking) -> dict[str, Table]:
    """Return three tables by name: `roles`, `ties` and `work`, the list of what is missing.

    Any jurisdiction is found by its sets of role holders. Rows stand in the order of place,
    mechanism, role; each names its claims and sources.

    Raises
    ------
    NotComputableError
        If no set of holders has a role: there is nothing to audit.
    """
    aspects = read_aspects(reader, asking)
    settings = settings_of(reader, aspects)
    if not settings:
        raise refusal("the audit of the three chains", "a set of holders with a role", "none")
    ties = ties_of(reader, settings)
    rows: dict[str, list[list[Cell]]] = {"roles": [], "ties": [], "work": []}
    for setting in settings:
        head = head_of(reader, setting, asking.lang)
        rows["roles"] += [head + r for r in role_rows(reader, setting, asking.lang)]
        rows["ties"] += [head + r for r in tie_rows(reader, setting, ties, asking.lang)]
        rows["work"] += [head + r for r in work_rows(reader, setting, (aspects, ties), asking)]
    keys = {"roles": ROLES, "ties": TIES, "work": WORK}
    return {
        part: ledger("mechanism", part, (*keys[part], *PROOF), rows[part], asking.lang)
        for part in rows
    }


def read_aspects(reader: Reader, asking: Asking) -> Aspects:
    """Return the claims on sets, chains and mechanisms by what they are on and what they tell."""
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows_of(reader, "aspects", asking):
        if not row.get("weak"):
            found[row["thing"], row["aspect"]].append(row)
    return {key: sorted(rows, key=lambda r: sorted(r.items())) for key, rows in found.items()}


def values(aspects: Aspects, things: Iterable[str], aspect: str) -> tuple[str, ...]:
    """Return what the claims give as `aspect` of any of `things`, sorted."""
    return tuple(sorted({row["value"] for t in things for row in aspects.get((t, aspect), ())}))


def settings_of(reader: Reader, aspects: Aspects) -> list[Setting]:
    """Return the settings: teams that act for one chain belong together.

    A team is for its own chains, else for those of its mechanism, else for the mechanism; a
    team with neither stands alone. So several chains under one mechanism stay apart.
    """
    order = {row["kind"]: int(row["place"]) for row in reader.api("role-kinds")}
    regions = {row["region"] for row in reader.api("regions")}
    posts = frozenset(row["post"] for row in reader.api("posts"))
    shared: dict[str, set[str]] = defaultdict(set)
    for group, aspect in sorted(aspects):
        if aspect == "kind" and set(values(aspects, [group], "kind")) & set(order):
            ways = values(aspects, [group], "way")
            chains = values(aspects, [group], "chain") or values(aspects, ways, "chain")
            for link in chains or ways or [group]:
                shared[link].add(group)
    settings = []
    for link, groups in sorted(shared.items()):
        ways = tuple(sorted({*values(aspects, groups, "way"), *ways_of(aspects, link)}))
        chains = () if link in {*ways, *groups} else (link,)
        places = values(aspects, ways, "place") or values(aspects, [*chains, *groups], "place")
        teams = sorted(
            (team_of(aspects, group, order, posts) for group in groups),
            key=lambda team: (team.order, team.group),
        )
        here = tuple(place for place in places if place in regions)
        settings.append(Setting((*ways, link)[0], ways, chains, here, tuple(teams)))
    return sorted(settings, key=lambda s: (s.places, s.scope, s.chains))


def ways_of(aspects: Aspects, chain: str) -> tuple[str, ...]:
    """Return the mechanisms that are stated to be for a chain and that some team acts under."""
    stated = [rows for (_, aspect), rows in aspects.items() if aspect == "way"]
    inside = {row["value"] for rows in stated for row in rows}
    return tuple(sorted(way for way in inside if chain in values(aspects, [way], "chain")))


def team_of(aspects: Aspects, group: str, order: Mapping[str, int], posts: frozenset[str]) -> Team:
    """Return those who hold the role of `group`; of several sizes the largest is declared."""
    kinds = [row for row in aspects[group, "kind"] if row["value"] in order]
    first = min(kinds, key=lambda row: (order[row["value"]], row["claim"]))
    sizes = tuple(aspects.get((group, "size"), ()))
    holders: dict[str, list[Row]] = defaultdict(list)
    for row in aspects.get((group, "member"), ()):
        holders[row["value"]].append(row)
    declared = max([int(row["value"]) for row in sizes], default=0)
    kind = first["value"]
    return Team(
        group=group,
        kind=kind,
        order=order[kind],
        declared=max(declared, len(holders)),
        holders=dict(sorted(holders.items())),
        sizes=sizes,
        kinds=tuple(row for row in kinds if row["value"] == kind),
        posts={h: tuple(aspects.get((h, "person"), ())) for h in sorted(holders) if h in posts},
    )


def head_of(reader: Reader, setting: Setting, lang: str) -> list[Cell]:
    """Return the first cells of every row: place, mechanism, chain."""
    parts = (setting.places, setting.ways, setting.chains)
    return ["; ".join(sorted(reader.label(iri, lang) for iri in part)) for part in parts]


def role_rows(reader: Reader, setting: Setting, lang: str) -> Iterator[list[Cell]]:
    """Yield a row for each team: how many are declared, named, missing, which posts stand alone."""
    for team in setting.teams:
        kinds = Counter(reader.label(reader.kinds.get(h, ""), lang) for h in team.holders)
        classes = "; ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
        named = len(team.holders)
        numbers: list[Cell] = [team.declared, named, team.declared - named, classes]
        posts = "; ".join(sorted(reader.label(post, lang) for post in team.unfilled))
        yield [reader.label(team.kind, lang), *numbers, posts, *team.footing.cells()]


def ties_of(reader: Reader, settings: Iterable[Setting]) -> dict[frozenset[str], list[Row]]:
    """Return the claims that relate two holders, or two sets of holders, directly."""
    ends = {holder for s in settings for team in s.teams for holder in (*team.holders, team.group)}
    found: dict[frozenset[str], list[Row]] = defaultdict(list)
    for row in reader.api("relations"):
        if row["subject"] in ends and row["value"] in ends and row["subject"] != row["value"]:
            found[frozenset({row["subject"], row["value"]})].append(row)
    for team in (team for setting in settings for team in setting.teams):
        for holder in team.holders:
            found.pop(frozenset({team.group, holder}), None)
    return found


def tie_rows(
    reader: Reader, setting: Setting, ties: Mapping[frozenset[str], list[Row]], lang: str
) -> Iterator[list[Cell]]:
    """Yield a row for each two teams: the ties present among those they could have."""
    for one, other in combinations(setting.teams, 2):
        if one.order == other.order:
            continue
        pairs = [frozenset({a, b}) for a in one.holders for b in other.holders if a != b]
        made = [pair for pair in pairs if pair in ties]
        named, declared = len(one.holders) * len(other.holders), one.declared * other.declared
        found = [row for pair in made for row in ties[pair]]
        proof = footing([*found, *one.stated, *other.stated])
        sets = ties.get(frozenset({one.group, other.group}), [])
        yield [
            f"{reader.label(one.kind, lang)} – {reader.label(other.kind, lang)}",
            len(made),
            named,
            len(made) / named if named else None,
            declared,
            len(made) / declared if declared else None,
            " ".join(sorted({local_name(row["claim"]) for row in sets})),
            *proof.cells(),
        ]


def work_rows(
    reader: Reader,
    setting: Setting,
    known: tuple[Aspects, Mapping[frozenset[str], list[Row]]],
    asking: Asking,
) -> Iterator[list[Cell]]:
    """Yield what is missing: names, persons, ties, roles, places, dates, masters of segments."""
    aspects, ties = known
    lang = asking.lang
    for team in setting.teams:
        yield from missing_names(reader, team, lang)
        yield from missing_persons(reader, team, lang)
    yield from missing_roles(reader, setting, lang)
    yield from missing_ties(reader, setting, ties, lang)
    yield from missing_places(reader, setting, aspects, lang)
    for team in setting.teams:
        yield from missing_dates(reader, team, lang)
    yield from missing_masters(reader, setting, aspects, lang)


def item(lack: str, what: str, whom: str, proof: Footing, lang: str) -> list[Cell]:
    """Return one row of the work list, with the reason why its lack matters."""
    return [say(f"lack_{lack}", lang), what, whom, say(f"why_{lack}", lang), *proof.cells()]


def missing_names(reader: Reader, team: Team, lang: str) -> Iterator[list[Cell]]:
    """Yield how many holders of a role are declared but not named."""
    missing = team.declared - len(team.holders)
    if missing:
        what = say("names_of", lang, missing=missing, declared=team.declared)
        yield item("names", what, reader.label(team.group, lang), footing(team.sizes), lang)


def missing_persons(reader: Reader, team: Team, lang: str) -> Iterator[list[Cell]]:
    """Yield the posts that hold a role while no claim names the person who fills them."""
    for post in team.unfilled:
        what = say("person_as", lang, role=reader.label(team.kind, lang))
        yield item("person", what, reader.label(post, lang), footing(team.holders[post]), lang)


def missing_roles(reader: Reader, setting: Setting, lang: str) -> Iterator[list[Cell]]:
    """Yield the roles that nobody holds under a mechanism, or for a chain, that others act for."""
    if setting.scope in {team.group for team in setting.teams}:
        return
    filled = {team.kind for team in setting.teams}
    proof = footing(row for team in setting.teams for row in team.kinds)
    for row in sorted(reader.api("role-kinds"), key=lambda r: int(r["place"])):
        if row["kind"] not in filled:
            whom = reader.label(setting.scope, lang)
            yield item("role", reader.label(row["kind"], lang), whom, proof, lang)


def missing_ties(
    reader: Reader, setting: Setting, ties: Mapping[frozenset[str], list[Row]], lang: str
) -> Iterator[list[Cell]]:
    """Yield each two named holders of different roles that no claim relates."""
    for one, other in combinations(setting.teams, 2):
        for first in one.holders if one.order != other.order else ():
            for second in other.holders:
                if first != second and frozenset({first, second}) not in ties:
                    what = f"{reader.label(one.kind, lang)} – {reader.label(other.kind, lang)}"
                    whom = f"{reader.label(first, lang)} – {reader.label(second, lang)}"
                    proof = footing([*one.holders[first], *other.holders[second]])
                    yield item("tie", what, whom, proof, lang)


def missing_places(
    reader: Reader, setting: Setting, aspects: Aspects, lang: str
) -> Iterator[list[Cell]]:
    """Yield the chains without a region, and the teams that no chain or mechanism is stated for."""
    for chain in setting.chains:
        about = (chain, *setting.ways)
        if not any(aspects.get((iri, "place")) for iri in about):
            stated = [r for (_, a), rows in aspects.items() if a == "chain" for r in rows]
            proof = footing(row for row in stated if row["value"] == chain)
            yield item("place", say("region", lang), reader.label(chain, lang), proof, lang)
    if not setting.chains:
        for team in setting.teams:
            proof = footing(team.kinds)
            yield item("chain", say("chain", lang), reader.label(team.group, lang), proof, lang)


def missing_dates(reader: Reader, team: Team, lang: str) -> Iterator[list[Cell]]:
    """Yield the named holders of a role whose membership has no first day."""
    for holder, rows in team.holders.items():
        if not any("from" in row for row in rows):
            what = say("start_of", lang, role=reader.label(team.kind, lang))
            yield item("start", what, reader.label(holder, lang), footing(rows), lang)


def missing_masters(
    reader: Reader, setting: Setting, aspects: Aspects, lang: str
) -> Iterator[list[Cell]]:
    """Yield the segments of the chains in which no named holder of the second role works."""
    masters = [team for team in setting.teams if team.order == SECOND]
    fields = {
        row["value"]
        for team in masters
        for holder in team.holders
        for row in aspects.get((holder, "field"), ())
    }
    for chain in setting.chains:
        for row in aspects.get((chain, "segment"), ()):
            if row["value"] not in fields:
                what = reader.label(row["value"], lang)
                yield item("master", what, reader.label(chain, lang), footing([row]), lang)
