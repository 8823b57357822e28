"""A report: sections of prose, a table and a picture, the same content in every format."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.errors import FormatError
from kg.report.render import as_json, as_markdown, as_separated, as_text, visible, wrap
from kg.text.names import display_width
from kg.text.table import Table


@dataclass(frozen=True)
class Section:
    """One question answered: a heading, what it says in words, its table, its picture (SVG)."""

    name: str
    title: str
    table: Table
    words: tuple[str, ...] = ()
    picture: str = ""
    command: str = ""


@dataclass(frozen=True)
class Report:
    """Sections under one title, in one language; `day` is the day it holds for, if any."""

    name: str
    title: str
    lang: str
    sections: tuple[Section, ...]
    day: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)


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
        title = visible(report.title)
        parts.append(f"{title}\n{'═' * min(display_width(title), width)}\n")
    for section in report.sections:
        lines = [line for words in section.words for line in wrap(visible(words), width)]
        table = Table(section.table.fields, section.table.rows, section.title, section.table.notes)
        prose = "\n".join(lines) + "\n\n" if lines else ""
        command = f"\n$ {section.command}\n" if section.command else ""
        parts.append(prose + as_text(table, width) + command)
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def markdown_of(report: Report) -> str:
    """Return `report` in Markdown."""
    parts = [f"# {visible(report.title)}"]
    for section in report.sections:
        table = Table(section.table.fields, section.table.rows, "", section.table.notes)
        words = [visible(text) for text in section.words]
        parts += [f"## {visible(section.title)}", *words, as_markdown(table).rstrip("\n")]
        if section.command:
            parts.append(f"`{section.command}`")
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
        return as_separated(report.sections[0].table, ",")
    parts = [f"# {s.name}\n{as_separated(s.table, ',')}" for s in report.sections]
    return "\n".join(parts)
