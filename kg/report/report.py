"""A report: sections of prose, a table and a picture, the same content in every format."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg.errors import FormatError
from kg.report.render import (
    NOTHING,
    as_json,
    as_markdown,
    as_separated,
    as_text,
    readable,
    spoken,
    visible,
    wrap,
)
from kg.text.names import display_width
from kg.text.table import Table, safe


@dataclass(frozen=True)
class Section:
    """One question answered: a heading, what it says in words, its table, its picture (SVG).

    `part` is the name of the report that it is a part of.
    """

    name: str
    title: str
    table: Table
    words: tuple[str, ...] = ()
    picture: str = ""
    command: str = ""
    part: str = ""

    def _repr_html_(self) -> str:
        """Return the section for a notebook: its words, its picture, its table, its command."""
        words = "".join(f"<p>{safe(text)}</p>" for text in self.words)
        command = f"<p><code>{safe(self.command)}</code></p>" if self.command else ""
        title = f"<h3>{safe(self.title)}</h3>"
        return f"<div>{title}{words}{self.picture}{self.table._repr_html_()}{command}</div>"


@dataclass(frozen=True)
class Part:
    """One of the reports that a larger one is made of: its title, and the group it stands in."""

    title: str
    group: str
    words: str = ""


@dataclass(frozen=True)
class Report:
    """Sections under one title, in one language; `day` is the day it holds for, if any.

    `parts` has the part of each section by its name, in the order of the contents; `closing`
    says how to go on to the evidence.
    """

    name: str
    title: str
    lang: str
    sections: tuple[Section, ...]
    day: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, Part] = field(default_factory=dict)
    closing: str = ""

    def _repr_html_(self) -> str:
        """Return the report for a notebook, one section below the other."""
        parts = "".join(section._repr_html_() for section in self.sections)
        return f'<div lang="{safe(self.lang)}"><h2>{safe(self.title)}</h2>{parts}</div>'


def gathered(name: str, tables: Iterable[Table], lang: str, day: str = "") -> Report:
    """Return several tables as one report under the title of the first.

    >>> gathered("two", [Table.of(["a"], [], "One"), Table.of(["b"], [], "Two")], "en").title
    'One'
    """
    made = tuple(Section(f"{name}-{n}", t.title, t) for n, t in enumerate(tables, start=1))
    return Report(name, made[0].title, lang, made, day)


FORMATS = ("text", "md", "html", "json", "csv")


def write(report: Report, form: str, width: int = 80) -> str:
    """Return `report` in the format `form` but HTML; see `kg.report.page` for that.

    Raises
    ------
    FormatError
        If there is no such format; the message lists those there are.
    """
    if form == "text":
        return text_of(report, width)
    if form == "md":
        return markdown_of(report)
    if form == "json":
        return json_of(report)
    if form == "csv":
        return csv_of(report)
    message = f"unknown format {form!r}; choose one of {', '.join(FORMATS)}"
    raise FormatError(message)


def text_of(report: Report, width: int) -> str:
    """Return `report` for a terminal of `width` columns."""
    parts = []
    if len(report.sections) > 1:
        lines = wrap(visible(report.title), width)
        parts.append("\n".join([*lines, "═" * max(map(display_width, lines))]) + "\n")
    for section in report.sections:
        lines = [line for words in section.words for line in wrap(visible(words), width)]
        own = readable(section.table, report.lang)
        again = section.title == report.title and len(report.sections) > 1
        table = Table(own.fields, own.rows, "" if again else section.title, own.notes)
        prose = "\n".join(lines) + "\n\n" if lines else ""
        command = f"\n$ {section.command}\n" if section.command else ""
        nothing = NOTHING[report.lang]
        parts.append(prose + as_text(table, width, nothing) + command)
    parts += ["\n".join(wrap(report.closing, width))] if report.closing else []
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def markdown_of(report: Report) -> str:
    """Return `report` in Markdown."""
    parts = [f"# {visible(report.title)}"]
    for section in report.sections:
        own = readable(section.table, report.lang)
        table = Table(own.fields, own.rows, "", own.notes)
        words = [visible(text) for text in section.words]
        parts += [f"## {visible(section.title)}", *words, as_markdown(table).rstrip("\n")]
        if section.command:
            parts.append(f"`{section.command}`")
    parts += [visible(report.closing)] if report.closing else []
    return "\n\n".join(parts) + "\n"


def json_of(report: Report) -> str:
    """Return `report` as one JSON object, its sections as a list of tables with their words."""
    sections = [
        {
            "name": section.name,
            "title": section.title,
            "words": list(section.words),
            "command": section.command,
            "table": json.loads(as_json(section.table)),
        }
        for section in report.sections
    ]
    whole = {
        "report": report.name,
        "title": report.title,
        "lang": report.lang,
        "as_of": report.day,
        "meta": dict(report.meta),
        "sections": sections,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def csv_of(report: Report) -> str:
    """Return the tables of `report` one below the other, each under a line with its name."""
    if len(report.sections) == 1:
        return as_separated(spoken(report.sections[0].table, report.lang), ",")
    tables = [(s.name, spoken(s.table, report.lang)) for s in report.sections]
    parts = [f"# {name}\n{as_separated(table, ',')}" for name, table in tables]
    return "\n".join(parts)
