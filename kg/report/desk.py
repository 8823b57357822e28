"""The desk: what a report is written from, and how its sections are put together."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from importlib import resources

from kg.analysis.card import Background
from kg.analysis.reading import background, network_of_view
from kg.errors import NotComputableError, TooFewNodesError
from kg.graph.lookup import Asking
from kg.graph.sparql import bind
from kg.graph.store import Reader, read_query
from kg.network.network import Network
from kg.report.refused import refused
from kg.report.report import Section
from kg.text.header import read_header
from kg.text.names import BASE, local_name
from kg.text.table import Cell, Field, Table

Named = tuple[str, Table]
DAY = "day"


@dataclass(frozen=True)
class Desk:
    """A graph, how it is asked, and the names that the report is on.

    `networks` keeps the networks of the views that were read, for all reports and languages.
    """

    reader: Reader
    asking: Asking
    names: tuple[str, ...] = ()
    networks: dict[str, Network] = field(default_factory=dict, compare=False, repr=False)

    @property
    def lang(self) -> str:
        """Return the language of the report."""
        return self.asking.lang

    @cached_property
    def known(self) -> Background:
        """Return what analyses may know beyond a network."""
        return background(self.reader, self.lang)

    def network(self, view: str) -> Network:
        """Return the network of a view on the day asked for."""
        if view not in self.networks:
            self.networks[view] = network_of_view(self.reader, view, self.asking.as_of)
        return self.networks[view]

    def spoken(self, lang: str) -> Desk:
        """Return the desk of another language, which shares the networks of this one."""
        return replace(self, asking=replace(self.asking, lang=lang))

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
        return (Section(name, title, table, (refused(str(error), desk.lang),), command=command),)
    return tuple(
        Section(f"{name}-{part}" if part else name, table.title, with_ids(table), command=command)
        for part, table in made
    )


def answer(desk: Desk, query: str, **given: str) -> tuple[Section, ...]:
    """Return the section of a named query; its question is what it says in words.

    A query with the parameter `day` is asked on the day of the desk; of any other a note says
    that its rows bear no time.
    """
    text = read_query(desk.reader.onto.file("queries", query))
    header, notes = read_header(text), []
    if desk.asking.as_of and any(parameter.name == DAY for parameter in header.parameters):
        given[DAY] = desk.asking.as_of
    elif desk.asking.as_of:
        notes.append(tell("any_day", desk.lang))
    found = desk.reader.table(text, bind({"lang": desk.lang, **given}, header))
    spoken = captioned(found, desk.lang)
    table = with_ids(replace(spoken, notes=tuple(notes), method=text))
    words = tuple(filter(None, [header.text("question", desk.lang)]))
    params = "".join(f" --param {key}={quoted(value)}" for key, value in given.items())
    tongue = f" --lang {desk.lang}" if desk.lang != "en" else ""
    title = header.text("title", desk.lang)
    return (Section(query, title, table, words, command=f"kg query {query}{params}{tongue}"),)


def captioned(table: Table, lang: str) -> Table:
    """Return the table with a caption in `lang` above each column that has none."""
    heads = (replace(f, caption=f.caption or caption_of(f.name, lang)) for f in table.fields)
    return replace(table, fields=tuple(heads))


def caption_of(name: str, lang: str) -> str:
    """Return what stands above the column `name` of a query, its own name if nothing else.

    >>> caption_of("said_as", "zh"), caption_of("said_as", "en")
    ('表述为', 'said as')
    """
    return prose()[lang].get(f"column_{name}", name.replace("_", " "))


def table_of(desk: Desk, keys: Sequence[str], rows: Iterable[Sequence[Cell]], title: str) -> Table:
    """Return a table of our own, its columns captioned in the language of the desk."""
    fields = [Field(key, tell(f"column_{key}", desk.lang)) for key in keys]
    return Table.of(fields, list(rows), title)


def joined(claims: tuple[str, ...]) -> str:
    """Return the ids of claims, sorted, as one cell."""
    return " ".join(sorted(local_name(claim) for claim in claims))
