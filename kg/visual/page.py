"""The network page: one HTML file that draws a picture offline and runs nothing from its data."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from kg.errors import FormatError
from kg.text.inline import hashes, json_block
from kg.visual.content import LANGS, Json, content, ending
from kg.visual.packed import packed
from kg.visual.picture import Picture

SCRIPTS = {
    "detail": (
        *("detail/data", "base", "look", "graph", "filters", "time", "detail/network", "measures"),
        *("detail/hulls", "room", "detail/labels", "clusters", "panel", "lens", "table", "search"),
        *("export", "svg", "detail/svg", "view", "address", "page"),
    ),
    "large": (
        *("large/data", "base", "look", "graph", "filters", "time", "measures", "room"),
        *("large/camera", "large/groups", "large/marks", "large/paint", "large/stage", "clusters"),
        *("panel", "large/bundle", "lens", "table", "search", "export", "svg", "large/svg", "view"),
        *("address", "large/hand", "page"),
    ),
}
RENDERERS = ("auto", *SCRIPTS)
LARGE_NODES, LARGE_LINES = 2000, 5000
"""From so many nodes or lines a page is drawn by the renderer for large pages."""
COUNTED = ("nodes", "edges", "claims", "sources")
LIBRARY = "vis-network.min.js"
SOURCE_MAP = re.compile(r"^//[#@] sourceMappingURL=.*$", re.MULTILINE)
POLICY = (
    "default-src 'none'; script-src {scripts}; style-src {styles}; img-src data: blob:; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)


def render_page(picture: Picture, lang: str = "en", renderer: str = "auto") -> str:
    """Return an HTML page of `picture` that opens in `lang` and sends no request.

    `detail` draws with vis-network and stays fluent up to some thousand nodes, `large` with our
    own canvas up to some hundred thousand; `auto` chooses by `LARGE_NODES` and `LARGE_LINES`.
    The same picture gives the same text. Every claim, source and place is in the page.

    Raises
    ------
    FormatError
        If the picture is not whole (see `described`), a place is not a number, `lang` is not one
        of the page's languages, `renderer` is none of `RENDERERS`, or the installed pyvis
        carries no vis-network.
    """
    if lang not in LANGS:
        raise FormatError(f"the page speaks {' and '.join(LANGS)}, not {lang!r}")
    kind = chosen(picture, renderer)
    lines = json.loads(_template("lines.json"))
    page, blocks = _large(picture, lines) if kind == "large" else (_detail(picture, lines), {})
    page["strings"] = json.loads(_template("strings.json"))
    page["langs"], page["lang"] = LANGS, LANGS.index(lang)
    scripts = [_own_scripts(kind)] if kind == "large" else [_library(), _own_scripts(kind)]
    style = _template("network.css")
    html = (
        _environment()
        .get_template("network.html.j2")
        .render(
            page=page,
            counts={name: page["counts"][name] if blocks else len(page[name]) for name in COUNTED},
            lang=lang,
            number=page["lang"],
            words=page["strings"][lang],
            policy=POLICY.format(scripts=hashes(scripts), styles=hashes([style])),
            style=Markup(style),  # noqa: S704 - our own file
            scripts=[Markup(script) for script in scripts],  # noqa: S704 - ours and the pinned library
            data=Markup(json_block(page)),  # noqa: S704 - every sign that could end it is escaped
            blocks={name: Markup(block) for name, block in blocks.items()},  # noqa: S704 - base64
        )
    )
    return html.encode("utf-8", "replace").decode("utf-8")


def chosen(picture: Picture, renderer: str) -> str:
    """Return the renderer of a page: the one named, or for `auto` the one that fits its size."""
    if renderer not in RENDERERS:
        raise FormatError(f"a page is drawn by {', '.join(RENDERERS)}, not {renderer!r}")
    if renderer != "auto":
        return renderer
    return "large" if is_large(len(picture.nodes), len(picture.edges)) else "detail"


def is_large(nodes: int, lines: int) -> bool:
    """Return whether a picture of so many nodes and lines is one for a large page.

    >>> is_large(LARGE_NODES, 0), is_large(10, 10)
    (True, False)
    """
    return nodes >= LARGE_NODES or lines >= LARGE_LINES


def _detail(picture: Picture, lines: Mapping[str, Any]) -> Json:
    """Return the content of a page that vis-network draws."""
    from kg.visual.drawing import drawing  # pyvis is heavy: only who draws with it pays

    page = content(picture, lines)
    page["network"] = drawing(picture, page, json.loads(_template("options.json")), lines)
    return page


def _large(picture: Picture, lines: Mapping[str, Any]) -> tuple[Json, dict[str, str]]:
    """Return the content of a page that our canvas draws, and its compressed blocks."""
    page, blocks = packed(picture, lines)
    page["strength"] = [
        float(lines["opacity"].get(ending(one["key"]), 1.0)) for one in page["certainties"]
    ]
    return page, blocks


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
def _own_scripts(renderer: str) -> str:
    """Return our scripts as one, in a scope of their own that may wait for what is compressed."""
    start = "(async () => {" if renderer == "large" else "(() => {"
    parts = "".join(_template(f"{name}.js") for name in SCRIPTS[renderer])
    return f'{start}\n"use strict";\n{parts}}})();\n'


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
