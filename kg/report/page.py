"""The report page: one offline file in two languages, each number linked to its evidence."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from html import escape, unescape
from importlib import resources
from itertools import groupby
from typing import NamedTuple

import jinja2
from markupsafe import Markup

from kg.report.proofs import CLAIM_COLUMNS, Proofs
from kg.report.render import readable, visible
from kg.report.report import Part, Report, Section
from kg.text.inline import hashes, json_block
from kg.text.table import Cell, Table, show

SHEET = re.compile(r"<style>(.*?)</style>", re.DOTALL)
NUMBER = re.compile(r"[+-]?[\d,]+(\.\d+)?%?")
MANY = 12
"""A table of more columns is printed smaller."""


class Chapter(NamedTuple):
    """The sections of one part of a report; `name` is empty where a report has no parts."""

    name: str
    part: Part
    sections: tuple[Section, ...]


def render_report(reports: Mapping[str, Report], proofs: Proofs, graph_hash: str) -> str:
    """Return the page of one report in each of its languages, the first shown first.

    Nothing is loaded and nothing in the data runs: all text is escaped, and the
    Content-Security-Policy admits only this page's own script and style, by hash.
    The same input gives the same bytes.
    """
    used = proofs.of(reports)
    script = part("report.js")
    style = part("report.css") + "".join(sheets_of(reports.values()))
    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=plain,
    )
    template = environment.from_string(part("report.html.j2"))
    return template.render(
        reports=list(reports.values()),
        groups=groups_of,
        words=json.loads(part("words.json")),
        proofs=Markup(json_block(used.compact())),  # noqa: S704  our own, escaped
        script=Markup(script),  # noqa: S704  our own, escaped
        style=Markup(style),  # noqa: S704  our own, escaped
        policy=policy(script, style),
        graph_hash=graph_hash,
        picture=bare,
        filled=lambda section, lang: filled(readable(section.table, lang), used),
    )


def groups_of(report: Report) -> list[tuple[str, list[Chapter]]]:
    """Return the chapters of a report by their group, in the order of the report."""
    return [(g, list(found)) for g, found in groupby(chapters(report), lambda c: c.part.group)]


def chapters(report: Report) -> Iterator[Chapter]:
    """Yield the parts of a report with their sections; a report without parts is one."""
    for name, found in groupby(report.sections, lambda section: section.part):
        yield Chapter(name, report.parts.get(name, Part("", "")), tuple(found))


def plain(value: object) -> object:
    """Return what a template prints, characters that hide, turn or break text made visible."""
    return visible(value) if type(value) is str else value


def sheets_of(reports: Iterable[Report]) -> list[str]:
    """Return the style sheets of all pictures, each once."""
    pictures = [section.picture for report in reports for section in report.sections]
    return sorted({unescape(sheet) for one in pictures for sheet in SHEET.findall(one)})


def bare(picture: str) -> Markup:
    """Return a picture without its style sheet, which the page holds once for all."""
    return Markup(SHEET.sub("", picture))  # noqa: S704  drawn by us, its texts escaped


@cache
def part(name: str) -> str:
    """Return one file of the template folder."""
    return (resources.files("kg.report") / "templates" / name).read_text("utf-8")


def policy(script: str, style: str) -> str:
    """Return the Content-Security-Policy that admits this script and this style, no more."""
    return (
        f"default-src 'none'; script-src {hashes([script])}; style-src {hashes([style])}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def filled(table: Table, proofs: Proofs) -> Markup:
    """Return a table as HTML, what has evidence in the page as links to it.

    End tags that HTML lets one leave out are left out: there are very many of them.
    """
    looks = [" class=n" if right else "" for right in numeric_columns(table)]
    heads = (
        f'<th scope="col" aria-sort="none"{look}><button type="button" data-do="sort">'
        f"{escape(visible(field.heading.replace('_', ' ')))}</button>"
        for look, field in zip(looks, table.fields, strict=True)
    )
    rows = (
        "<tr>" + "".join(f"<td{k}>{linked(c, proofs)}" for k, c in zip(looks, row, strict=True))
        for row in table.rows
    )
    marks = f' data-view="{escape(table.meta.get("view", ""))}"'
    marks += " class=many" if len(table.fields) > MANY else ""
    marks += " data-named" if CLAIM_COLUMNS & {field.name for field in table.fields} else ""
    head, body = "".join(heads), "\n".join(rows)
    text = f"<table{marks}>\n<thead><tr>{head}</thead>\n<tbody>\n{body}\n</tbody>\n</table>"
    return Markup(text)  # noqa: S704  its texts are escaped


def linked(cell: Cell, proofs: Proofs) -> str:
    """Return a cell as HTML, what it names as links to its evidence."""
    text, parts, done = visible(cell), [], 0
    for match in proofs.tokens(text) if isinstance(cell, str) else ():
        parts += [escape(text[done : match.start()]), f'<a href="#{match[0]}">{match[0]}</a>']
        done = match.end()
    return "".join([*parts, escape(text[done:])])


def numeric_columns(table: Table) -> list[bool]:
    """Return for each column whether all cells are numbers or empty, and one is not empty.

    >>> numeric_columns(Table.of(["a", "b"], [["x", 1], ["y", None]]))
    [False, True]
    """
    columns = ([show(row[n]) for row in table.rows] for n in range(len(table.fields)))
    return [
        any(cells) and all(not cell or NUMBER.fullmatch(cell) for cell in cells)
        for cells in columns
    ]
