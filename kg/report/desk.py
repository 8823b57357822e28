"""The desk: what a report is written from, and how its sections are put together."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from kg.analysis.card import Background
from kg.analysis.reading import background, network_of_view
from kg.errors import NotComputableError, TooFewNodesError
from kg.graph.lookup import Asking
from kg.graph.sparql import Origin, bind, select
from kg.graph.store import Reader
from kg.network.network import Network
from kg.report.report import Section
from kg.text.header import read_header
from kg.text.names import BASE, local_name
from kg.text.table import Cell, Field, Table

Named = tuple[str, Table]


@dataclass(frozen=True)
class Desk:
    """A graph, how it is asked, and the names that the report is on."""

    reader: Reader
    asking: Asking
    names: tuple[str, ...] = ()

    @property
    def lang(self) -> str:
        """Return the language of the report."""
        return self.asking.lang

    @property
    def known(self) -> Background:
        """Return what analyses may know beyond a network."""
        return background(self.reader, self.lang)

    def network(self, view: str) -> Network:
        """Return the network of a view on the day asked for."""
        return network_of_view(self.reader, view, self.asking.as_of)

    def command(self, name: str, *names: str) -> str:
        """Return the command line that makes a section."""
        parts = ["kg", name, *(quoted(part) for part in names)]
        parts += ["--lang", self.lang] if self.lang != "en" else []
        return " ".join([*parts, *(["--as-of", self.asking.as_of] if self.asking.as_of else [])])


def quoted(text: str) -> str:
    """Return `text` as one word of a command line.

    >>> quoted("hubei"), quoted("east lake")
    ('hubei', "'east lake'")
    """
    import shlex

    return shlex.quote(text)


@cache
def prose() -> Mapping[str, Mapping[str, str]]:
    """Return the titles and sentences of the reports by language."""
    text = (resources.files("kg.report") / "words.json").read_text("utf-8")
    found: dict[str, dict[str, str]] = json.loads(text)
    return found


def tell(key: str, lang: str, **values: object) -> str:
    """Return the words called `key` in `lang` with `values` filled in.

    >>> tell("title_gaps", "zh")
    '产业链缺口'
    """
    return prose()[lang][key].format(**values)


def with_ids(table: Table) -> Table:
    """Return `table` with IRIs shortened to what the commands take as names."""
    rows = tuple(
        tuple(local_name(c) if isinstance(c, str) and c.startswith(BASE) else c for c in row)
        for row in table.rows
    )
    return replace(table, rows=rows)


def sections(
    desk: Desk, name: str, command: str, make: Callable[[], Iterable[Named]]
) -> tuple[Section, ...]:
    """Return a section for each table that `make` returns, or one that says why there is none."""
    try:
        made = list(make())
    except (NotComputableError, TooFewNodesError) as error:
        title = tell(f"title_{name}", desk.lang)
        table = Table.of([Field("answer", tell("answer", desk.lang))], [])
        return (Section(name, title, table, (str(error),), command=command),)
    return tuple(
        Section(f"{name}-{part}" if part else name, table.title, with_ids(table), command=command)
        for part, table in made
    )


def answer(desk: Desk, query: str, **given: str) -> tuple[Section, ...]:
    """Return the section of a named query; its question is what it says in words."""
    text = desk.reader.onto.file("queries", query).read_text("utf-8")
    header = read_header(text)
    terms = bind({"lang": desk.lang, **given}, header)
    table = select(text, Origin(store=desk.reader.path), terms)
    notes = (tell("any_day", desk.lang),) if desk.asking.as_of else ()
    table = replace(table, notes=notes)
    words = tuple(filter(None, [header.text("question", desk.lang)]))
    params = "".join(f" --param {key}={quoted(value)}" for key, value in given.items())
    spoken = f" --param lang={desk.lang}" if desk.lang != "en" else ""
    title = header.text("title", desk.lang)
    command = f"kg query {query}{params}{spoken}"
    return (Section(query, title, with_ids(table), words, command=command),)


def table_of(desk: Desk, keys: Sequence[str], rows: Iterable[Sequence[Cell]], title: str) -> Table:
    """Return a table of our own, its columns captioned in the language of the desk."""
    fields = [Field(key, tell(f"column_{key}", desk.lang)) for key in keys]
    return Table.of(fields, list(rows), title)
