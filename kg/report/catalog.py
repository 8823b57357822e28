"""The catalog: every report by its name, and how many names each is on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from kg.analysis.clusters import begun
from kg.errors import ParameterError, UnknownNameError
from kg.graph.lookup import resolve
from kg.report import matters, things, webs
from kg.report.desk import Desk, tell
from kg.report.report import Part, Report, Section
from kg.text.names import near_misses

Maker = Callable[[Desk], tuple[Section, ...]]


@dataclass(frozen=True)
class Kind:
    """How the sections of a report are made, what names it is on, how many of them must be given.

    `group` is where it stands in the contents of all reports.
    """

    make: Maker
    group: str
    takes: tuple[str, ...] = ()
    least: int = 0


VIEW = "VIEW"
KINDS: Mapping[str, Kind] = {
    "overview": Kind(matters.overview, "start"),
    "map": Kind(matters.where, "start"),
    "timeline": Kind(matters.times, "start"),
    "chain": Kind(matters.chain, "lead"),
    "network": Kind(webs.ties, "lead", (VIEW,)),
    "actors": Kind(webs.actors, "lead"),
    "brokers": Kind(webs.brokers, "lead"),
    "targets": Kind(matters.aims, "aims"),
    "conflicts": Kind(matters.disputes, "holes"),
    "gaps": Kind(matters.holes, "holes"),
    "clusters": Kind(webs.groups, "web"),
    "robustness": Kind(webs.sturdy, "web"),
    "money": Kind(matters.money, "money"),
    "policy": Kind(things.policy, "thing", ("NAME",), 1),
    "region": Kind(things.region, "thing", ("NAME",), 1),
    "entity": Kind(things.entity, "thing", ("NAME",), 1),
    "path": Kind(things.path, "thing", ("A", "B"), 2),
    "compare": Kind(things.compare, "thing", ("A", "B"), 2),
    "sources": Kind(matters.sources, "proof"),
    "methods": Kind(matters.methods, "proof"),
}
ALL = "all"
FOOTING = {"claims", "id", "one_id"}
"""Columns that lead from a row to its claims."""
NAMES = (*KINDS, ALL)
MOST = 250
"""The most rows of a table among all reports; the report itself lists every one."""
EXAMPLES = ("hubei", "wuhan")


def everything(desk: Desk) -> tuple[Section, ...]:
    """Return the sections of all reports that need no names, each named after its report.

    The clusters are found beside whatever else is.
    """
    whole, main = desk.network(webs.WHOLE), desk.network(webs.MAIN)
    with begun(whole), begun(main):
        return tuple(
            replace(shortened(section, name, desk.lang), name=f"{name}-{section.name}", part=name)
            for name, kind in KINDS.items()
            if not kind.least
            for section in with_words(name, kind.make(desk), desk.lang)
        )


def shortened(section: Section, name: str, lang: str) -> Section:
    """Return the section with the first rows of its table, and where the others are."""
    table = section.table
    if len(table) <= MOST:
        return section
    command = f"kg report {name}{f' --lang {lang}' * (lang != 'en')}"
    note = tell("more", lang, shown=MOST, all=len(table), command=command)
    return replace(
        section, table=replace(table, rows=table.rows[:MOST], notes=(note, *table.notes))
    )


def with_words(name: str, made: tuple[Section, ...], lang: str) -> tuple[Section, ...]:
    """Return the sections, the first one opened by what the report is about."""
    words = (tell(f"words_{name}", lang), *made[0].words)
    return (replace(made[0], words=words), *made[1:])


def footed(section: Section, lang: str) -> Section:
    """Return the section; where no row names claims or things, a note says what numbers rest on."""
    table = section.table
    view, names = table.meta.get("view"), {field.name for field in table.fields}
    if not view or names & FOOTING:
        return section
    note = tell("rests", lang, view=view)
    return replace(section, table=replace(table, notes=(*table.notes, note)))


def parts_of(lang: str) -> Mapping[str, Part]:
    """Return title, group and opening words of each report that all reports hold."""
    return {
        name: Part(
            tell(f"title_{name}", lang),
            tell(f"group_{kind.group}", lang),
            tell(f"words_{name}", lang),
        )
        for name, kind in KINDS.items()
        if not kind.least
    }


def report(name: str, desk: Desk) -> Report:
    """Return the report called `name` on the graph, language, day and names of `desk`.

    Raises
    ------
    UnknownNameError
        If there is no such report, or no thing called as the report needs.
    ParameterError
        If it is on more or fewer names than were given.
    """
    if name not in NAMES:
        known = f"there are {', '.join(NAMES)}"
        raise UnknownNameError("report", name, near_misses(name, NAMES), known)
    kind = KINDS.get(name, Kind(everything, ""))
    if not kind.least <= len(desk.names) <= len(kind.takes):
        raise ParameterError(misnamed(name, kind, len(desk.names)))
    made = everything(desk) if name == ALL else with_words(name, kind.make(desk), desk.lang)
    made = tuple(footed(section, desk.lang) for section in made)
    subjects = " – ".join(called(name, kind, desk) for name in desk.names)
    title = " · ".join(filter(None, [tell(f"title_{name}", desk.lang), subjects]))
    meta = {"graph": desk.reader.digest}
    parts = parts_of(desk.lang) if name == ALL else {}
    closing = tell("closing", desk.lang)
    return Report(name, title, desk.lang, made, desk.asking.as_of, meta, parts, closing)


def called(name: str, kind: Kind, desk: Desk) -> str:
    """Return what the thing or the view that a report is on is called in its language."""
    if kind.takes == (VIEW,):
        return desk.network(name).title(desk.lang)
    return desk.reader.label(resolve(desk.reader, name), desk.lang)


def misnamed(name: str, kind: Kind, given: int) -> str:
    """Return what is said of a report on more or fewer names than it takes."""
    needs = f"takes {' '.join(kind.takes)}" if kind.takes else "takes no names"
    example = " ".join(["kg report", name, *EXAMPLES[: kind.least]])
    return f"report {name} {needs}, {given} given; for example {example}"


def maker_of(name: str) -> Callable[[Desk], Report]:
    """Return the function that writes the report called `name`."""
    return lambda desk: report(name, desk)


REPORTS: Mapping[str, Callable[[Desk], Report]] = {name: maker_of(name) for name in NAMES}
