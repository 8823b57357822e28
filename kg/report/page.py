"""The report page: one offline file in two languages, each number linked to its evidence."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from html import unescape
from importlib import resources

import jinja2
from markupsafe import Markup, escape

from kg.report.render import visible
from kg.report.report import Report
from kg.text.table import Cell, Table, show

TOKEN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
SHEET = re.compile(r"<style>(.*?)</style>", re.DOTALL)
NUMBER = re.compile(r"[+-]?[\d,]+(\.\d+)?%?")


@dataclass(frozen=True)
class Proof:
    """What the evidence panel shows of a claim: texts and source titles by language."""

    text: Mapping[str, str]
    source: Mapping[str, str]
    address: str
    place: str
    digest: str
    kind: Mapping[str, str]
    certainty: Mapping[str, str]


def render_report(
    reports: Mapping[str, Report], proofs: Mapping[str, Proof], graph_hash: str
) -> str:
    """Return the page of one report in each of its languages, the first shown first.

    Nothing is loaded and nothing in the data runs: all text is escaped, and the
    Content-Security-Policy admits only this page's own script and style, by hash.
    The same input gives the same bytes.
    """
    named = {name for report in reports.values() for name in names_in(report)}
    used = {key: proofs[key] for key in sorted(proofs) if key in named}
    script = part("report.js")
    style = part("report.css") + "".join(sheets_of(reports.values()))
    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=plain,
    )
    environment.filters["linked"] = lambda cell: linked(cell, used)
    environment.filters["numeric_columns"] = numeric_columns
    template = environment.from_string(part("report.html.j2"))
    return template.render(
        reports=list(reports.values()),
        words=json.loads(part("words.json")),
        proofs=Markup(as_json(used)),  # noqa: S704  our own, escaped
        script=Markup(script),  # noqa: S704  our own, escaped
        style=Markup(style),  # noqa: S704  our own, escaped
        policy=policy(script, style),
        graph_hash=graph_hash,
        picture=bare,
    )


def plain(value: object) -> object:
    """Return what a template prints, characters that hide, turn or break text made visible."""
    return visible(value) if type(value) is str else value


def in_sight(texts: Mapping[str, str]) -> dict[str, str]:
    """Return texts by language, characters that hide, turn or break them made visible."""
    return {lang: visible(text) for lang, text in texts.items()}


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

    def of(text: str) -> str:
        digest = hashlib.sha256(text.encode("utf-8")).digest()
        return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"

    return (
        f"default-src 'none'; script-src {of(script)}; style-src {of(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def names_in(report: Report) -> set[str]:
    """Return all that looks like an identifier in the cells of `report`."""
    cells = (c for s in report.sections for row in s.table.rows for c in row if isinstance(c, str))
    return {token for cell in cells for token in TOKEN.findall(cell)}


def linked(cell: Cell, proofs: Mapping[str, Proof]) -> Markup:
    """Return a cell as HTML, the claims it names as links to their evidence."""
    text, parts, end = visible(cell), [], 0
    for match in TOKEN.finditer(text):
        if match[0] in proofs:
            parts += [escape(text[end : match.start()]), link(match[0])]
            end = match.end()
    return Markup("").join([*parts, escape(text[end:])])


def link(key: str) -> Markup:
    """Return the link that opens the evidence of one claim."""
    return Markup('<a class="claim" href="#{0}" data-claim="{0}">{0}</a>').format(key)


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


def as_json(proofs: Mapping[str, Proof]) -> str:
    """Return the proofs as JSON that cannot leave its script element."""
    entries = {
        key: [
            in_sight(proof.text),
            in_sight(proof.source),
            visible(proof.address),
            proof.place,
            proof.digest,
            in_sight(proof.kind),
            in_sight(proof.certainty),
        ]
        for key, proof in proofs.items()
    }
    text = json.dumps(entries, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return safe(text)


def safe(text: str) -> str:
    """Return JSON with the characters escaped that could end a script element."""
    marks: Iterable[str] = ("<", ">", "&", "\u2028", "\u2029")
    for mark in marks:
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text
