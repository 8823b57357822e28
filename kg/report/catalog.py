"""The catalog: every report by its name, and how many names each is on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from kg.errors import ParameterError, UnknownNameError
from kg.report import matters, things, webs
from kg.report.desk import Desk, tell
from kg.report.report import Report, Section
from kg.text.names import near_misses

Maker = Callable[[Desk], tuple[Section, ...]]


@dataclass(frozen=True)
class Kind:
    """How the sections of a report are made, and what names it is on."""

    make: Maker
    takes: tuple[str, ...] = ()


KINDS: Mapping[str, Kind] = {
    "overview": Kind(matters.overview),
    "chain": Kind(matters.chain),
    "targets": Kind(matters.aims),
    "conflicts": Kind(matters.disputes),
    "gaps": Kind(matters.holes),
    "actors": Kind(webs.actors),
    "brokers": Kind(webs.brokers),
    "clusters": Kind(webs.groups),
    "robustness": Kind(webs.sturdy),
    "money": Kind(matters.money),
    "policy": Kind(things.policy, ("NAME",)),
    "region": Kind(things.region, ("NAME",)),
    "entity": Kind(things.entity, ("NAME",)),
    "path": Kind(things.path, ("A", "B")),
    "compare": Kind(things.compare, ("A", "B")),
    "sources": Kind(matters.sources),
}
ALL = "all"
NAMES = (*KINDS, ALL)


def everything(desk: Desk) -> tuple[Section, ...]:
    """Return the sections of all reports that need no names, each named after its report."""
    return tuple(
        replace(section, name=f"{name}-{section.name}")
        for name, kind in KINDS.items()
        if not kind.takes
        for section in with_words(name, kind.make(desk), desk.lang)
    )


def with_words(name: str, made: tuple[Section, ...], lang: str) -> tuple[Section, ...]:
    """Return the sections, the first one opened by what the report is about."""
    words = (tell(f"words_{name}", lang), *made[0].words)
    return (replace(made[0], words=words), *made[1:])


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
    takes = KINDS[name].takes if name in KINDS else ()
    if len(takes) != len(desk.names):
        needs = f"takes {' '.join(takes)}" if takes else "takes no names"
        message = f"report {name} {needs}, {len(desk.names)} given; for example kg report {name}"
        raise ParameterError(f"{message}{' hubei' * len(takes)}")
    made = everything(desk) if name == ALL else with_words(name, KINDS[name].make(desk), desk.lang)
    subjects = " – ".join(desk.names)
    title = " · ".join(filter(None, [tell(f"title_{name}", desk.lang), subjects]))
    meta = {"graph": desk.reader.digest}
    return Report(name, title, desk.lang, made, desk.asking.as_of, meta)


def maker_of(name: str) -> Callable[[Desk], Report]:
    """Return the function that writes the report called `name`."""
    return lambda desk: report(name, desk)


REPORTS: Mapping[str, Callable[[Desk], Report]] = {name: maker_of(name) for name in NAMES}
