"""The network page: one HTML file that draws a picture offline and runs nothing from its data."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from kg.errors import FormatError
from kg.text.names import INVISIBLE
from kg.visual.content import LANGS, content
from kg.visual.drawing import drawing
from kg.visual.picture import Picture

SCRIPTS = (
    "base",
    "graph",
    "filters",
    "time",
    "network",
    "measures",
    "hulls",
    "labels",
    "panel",
    "lens",
    "table",
    "search",
    "export",
    "svg",
    "view",
    "address",
    "page",
)
LIBRARY = "vis-network.min.js"
UNSAFE = re.compile(f"[<>&\u2028\u2029\x7f-\x9f]|{INVISIBLE.pattern}")
SOURCE_MAP = re.compile(r"^//[#@] sourceMappingURL=.*$", re.MULTILINE)
POLICY = (
    "default-src 'none'; script-src {scripts}; style-src {styles}; img-src data: blob:; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)


def render_page(picture: Picture, lang: str = "en") -> str:
    """Return an HTML page of `picture` that opens in `lang` and sends no request.

    The same picture gives the same text. Every claim, source and place is in the page.

    Raises
    ------
    FormatError
        If the picture is not whole (see `content`), a place is not a number, `lang` is not one
        of the page's languages, or the installed pyvis carries no vis-network.
    """
    if lang not in LANGS:
        raise FormatError(f"the page speaks {' and '.join(LANGS)}, not {lang!r}")
    lines = json.loads(_template("lines.json"))
    page = content(picture, lines)
    page["network"] = drawing(picture, page, json.loads(_template("options.json")), lines)
    page["strings"] = json.loads(_template("strings.json"))
    page["langs"], page["lang"] = LANGS, LANGS.index(lang)
    scripts = [_library(), _own_scripts()]
    style = _template("network.css")
    template = _environment().get_template("network.html.j2")
    html = template.render(
        page=page,
        lang=lang,
        number=page["lang"],
        words=page["strings"][lang],
        policy=POLICY.format(scripts=_hashes(scripts), styles=_hashes([style])),
        style=Markup(style),  # noqa: S704 - our own file
        scripts=[Markup(script) for script in scripts],  # noqa: S704 - ours and the pinned library
        data=Markup(_block(page)),  # noqa: S704 - every sign that could end the block is escaped
    )
    return html.encode("utf-8", "replace").decode("utf-8")


def _block(page: dict[str, Any]) -> str:
    """Return the content as JSON that cannot end its script element nor reorder what is read."""
    try:
        text = json.dumps(page, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except ValueError as error:
        raise FormatError(f"a number of the picture is not finite: {error}") from error
    return UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _hashes(parts: list[str]) -> str:
    """Return the parts as sources of a Content-Security-Policy."""
    digests = (b64encode(sha256(part.encode("utf-8")).digest()).decode("ascii") for part in parts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


@cache
def _environment() -> Environment:
    """Return the templates of this folder, every value escaped."""
    return Environment(
        loader=PackageLoader("kg.visual"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _template(name: str) -> str:
    """Return a file of the template folder, lines ending in a line feed."""
    text = files("kg.visual").joinpath("templates", name).read_text("utf-8")
    return text.replace("\r\n", "\n")


@cache
def _own_scripts() -> str:
    """Return our scripts as one, in a scope of their own."""
    return (
        '(() => {\n"use strict";\n'
        + "".join(_template(f"{name}.js") for name in SCRIPTS)
        + "})();\n"
    )


@cache
def _library() -> str:
    """Return the newest vis-network script that the installed pyvis carries."""
    found = sorted(_versions(files("pyvis").joinpath("lib")), key=lambda item: item[0])
    if not found:
        raise FormatError(f"the installed pyvis carries no {LIBRARY}; install pyvis 0.3.2")
    text = SOURCE_MAP.sub("", found[-1][1].read_text("utf-8")).replace("\r\n", "\n")
    if re.search(r"</script|<!--", text, re.IGNORECASE):
        raise FormatError(f"{LIBRARY} cannot be put into a page: it would end its own element")
    return text


def _versions(folder: Traversable) -> list[tuple[list[int], Traversable]]:
    """Return the vis-network scripts below `folder` with the version in their folder's name."""
    return [
        ([int(part) for part in re.findall(r"\d+", child.name)], child.joinpath(LIBRARY))
        for child in (folder.iterdir() if folder.is_dir() else ())
        if child.name.startswith("vis-") and child.joinpath(LIBRARY).is_file()
    ]
