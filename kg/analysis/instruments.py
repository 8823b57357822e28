"""Instruments: what each policy works with, from its actions down to bodies, funds and projects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kg.analysis.card import word
from kg.analysis.finding import Finding, refusal
from kg.graph.lookup import Asking, holds
from kg.graph.store import Reader
from kg.text.names import BASE, local_name
from kg.text.table import Cell, Table

LINKS = ("goal", "figure", "body", "fund", "project", "deadline")
NEEDED = ("figure", "body", "fund", "deadline")
PATHS = (
    "set_out_in",
    "action",
    "task",
    "goals",
    "figures",
    "bodies",
    "funds",
    "projects",
    "deadlines",
    "covered",
    "claims",
    "source_ids",
)
ENDS = ("element", "kind", "set_out_in", "lacks", "claims", "source_ids")
FLOWS = ("stage", "end_1", "end_2", "weight", "claims", "source_ids")
SHOWN = 5


@dataclass
class Web:
    """What hangs on what: for each thing and kind of link, the ends with their claims."""

    links: dict[tuple[str, str], dict[str, set[str]]] = field(default_factory=dict)

    def add(self, start: str, link: str, end: str, claim: str) -> None:
        """Add one link that a claim states."""
        self.links.setdefault((start, link), {}).setdefault(end, set()).add(claim)

    def ends(self, start: str, link: str) -> dict[str, set[str]]:
        """Return what hangs on `start` by `link`, with the claims; goals count as figures."""
        return self.links.get((start, link), {})

    @property
    def roots(self) -> list[str]:
        """Return what has parts but is no part, sorted; policies alone if they hold all of it."""
        inner = {end for (_, link), ends in self.links.items() if link == "part" for end in ends}
        outer = sorted({start for start, link in self.links if link == "part"} - inner)
        policies = [start for start in outer if self.ends(start, "is_policy")]
        held = {part for start in policies for part in self.ends(start, "part")}
        return [s for s in outer if s in policies or not set(self.ends(s, "part")) <= held]

    def paths(self, start: str, seen: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
        """Yield each way from `start` down to a part that has none; a circle ends a way."""
        own = (*seen, start)
        parts = [part for part in sorted(self.ends(start, "part")) if part not in own]
        if not parts:
            yield own
        for part in parts:
            yield from self.paths(part, own)


@dataclass(frozen=True)
class Page:
    """A web and what is needed to print it."""

    web: Web
    reader: Reader
    asking: Asking
    sources: dict[str, str]

    def label(self, name: str) -> str:
        """Return a thing as people call it; a date stays."""
        return self.reader.label(name, self.asking.lang) if name.startswith(BASE) else name

    def names(self, ends: Iterable[str]) -> str:
        """Return things in words, the first few of many."""
        shown = sorted({self.label(end) for end in ends})
        rest = f" (+{len(shown) - SHOWN})" if len(shown) > SHOWN else ""
        return "; ".join(shown[:SHOWN]) + rest

    def evidence(self, claims: Iterable[str]) -> tuple[str, str]:
        """Return ids of claims and of their sources."""
        known = sorted(set(claims))
        told = {self.sources[claim] for claim in known if claim in self.sources}
        return " ".join(local_name(claim) for claim in known), " ".join(sorted(told))

    def kind(self, name: str) -> str:
        """Return the label of the class of a thing."""
        return self.label(self.reader.kinds.get(name, ""))


def instruments(reader: Reader, asking: Asking) -> tuple[Table, Table, Table]:
    """Return the paths of every policy, its dead ends, and the flows between its levels.

    A path runs from a policy (or from whoever sets out actions) over an action down to a task,
    with what hangs on any of its parts. A dead end is an action without a task, or a part
    without figure, body, fund or deadline of its own.

    Raises
    ------
    NotComputableError
        If no policy has a part.
    """
    page = Page(
        web_of(reader, asking),
        reader,
        asking,
        {row["claim"]: local_name(row["source"]) for row in reader.api("claim-sources")},
    )
    paths = [path for root in page.web.roots for path in page.web.paths(root)]
    if not paths:
        raise refusal(
            "the instrument map", "the graph", "a policy with an action or a task", "none"
        )
    rows = sorted((path_row(page, path) for path in paths), key=lambda row: str(row[:3]))
    lacking = dead_ends(page, paths)
    title = word("instruments_of", asking.lang, roots=len(page.web.roots), paths=len(paths))
    more = coverage_notes(page, paths, asking.lang)
    return (
        Finding("instruments", PATHS, rows, more=more).table(title, asking.lang),
        Finding("instruments_ends", ENDS, lacking, more=more).table(title, asking.lang),
        Finding("instruments_flows", FLOWS, flows(page, paths)).table(title, asking.lang),
    )


def web_of(reader: Reader, asking: Asking) -> Web:
    """Return what hangs together on the day asked for; projects of a fund hang on its users."""
    times = {row["claim"]: row for row in reader.api("claim-times")}
    web = Web()
    for row in reader.api("instrument-links"):
        if holds(times.get(row["claim"], {}), asking.as_of):
            web.add(row["from"], row["link"], row["to"], row["claim"])
    for (start, link), ends in sorted(web.links.items()):
        for end in sorted(ends) if link == "fund" else ():
            for project, claims in sorted(web.ends(end, "project").items()):
                for claim in sorted(claims):
                    web.add(start, "project", project, claim)
    return web


def path_row(page: Page, path: Sequence[str]) -> tuple[Cell, ...]:
    """Return the row of one path: its parts, what hangs on them, how many kinds of it."""
    web = page.web
    claims: set[str] = set()
    for start, end in pairwise(path):
        claims |= web.ends(start, "part")[end]
    cells: list[str] = []
    for link in LINKS:
        found = {end: own for part in path[1:] for end, own in web.ends(part, link).items()}
        cells.append(page.names(found))
        claims |= {claim for own in found.values() for claim in own}
    covered = sum(bool(cell) for cell in cells)
    action = page.label(path[1]) if len(path) > 1 else ""
    task = " → ".join(page.label(part) for part in path[2:])
    told = page.evidence(claims)
    return (page.label(path[0]), action, task, *cells, f"{covered}/{len(LINKS)}", *told)


def parts_of(paths: Iterable[Sequence[str]]) -> dict[str, set[str]]:
    """Return the roots of each part of the paths, in order."""
    found: dict[str, set[str]] = {}
    for path in paths:
        for part in path[1:]:
            found.setdefault(part, set()).add(path[0])
    return dict(sorted(found.items()))


def lacks(page: Page, part: str) -> list[str]:
    """Return what a part has none of: tasks if it is an action, and links."""
    missing = []
    if page.web.ends(part, "is_action") and not page.web.ends(part, "part"):
        missing.append("task")
    for link in NEEDED:
        goals = page.web.ends(part, "goal") if link == "figure" else {}
        if not page.web.ends(part, link) and not goals:
            missing.append(link)
    return missing


def dead_ends(page: Page, paths: Sequence[Sequence[str]]) -> list[tuple[Cell, ...]]:
    """Return a row for each part that lacks something, those that lack most first."""
    found = []
    for part, roots in parts_of(paths).items():
        missing = lacks(page, part)
        if not missing:
            continue
        claims = {
            claim
            for (_, link), ends in page.web.links.items()
            if link == "part"
            for claim in ends.get(part, ())
        }
        words = "; ".join(word(f"no_{link}", page.asking.lang) for link in missing)
        row = (page.label(part), page.kind(part), page.names(roots), words, *page.evidence(claims))
        found.append((-len(missing), row))
    return [row for _, row in sorted(found, key=lambda item: (item[0], str(item[1])))]


def flows(page: Page, paths: Sequence[Sequence[str]]) -> list[tuple[Cell, ...]]:
    """Return links between neighbouring levels with the number of claims, for a flow picture.

    Levels are policy, action, kind of task, and actor or fund.
    """
    found: dict[tuple[int, str, str], set[str]] = {}

    def put(level: int, start: str, end: str, claims: Iterable[str]) -> None:
        found.setdefault((level, start, end), set()).update(claims)

    for path in paths:
        for step, (start, end) in enumerate(pairwise(path)):
            own = page.web.ends(start, "part")[end]
            if step == 0:
                put(1, page.label(start), page.label(end), own)
            else:
                put(2, page.label(path[1]), page.kind(end), own)
        for part in path[1:]:
            for link in ("body", "fund"):
                for end, own in page.web.ends(part, link).items():
                    put(3, page.kind(part), page.label(end), own)
    return [
        (level, start, end, len(claims), *page.evidence(claims))
        for (level, start, end), claims in sorted(found.items())
    ]


def coverage_notes(page: Page, paths: Sequence[Sequence[str]], lang: str) -> tuple[str, ...]:
    """Return how many parts have which kind of link."""
    parts = parts_of(paths)
    told = []
    for link in LINKS:
        count = sum(bool(page.web.ends(part, link)) for part in parts)
        told.append(f"{word(f'link_{link}', lang)} {count}/{len(parts)}")
    return (word("coverage", lang, told="; ".join(told)),)
