"""SVG: elements whose text is only ever text, written the same way each time."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape, unescape
from typing import NamedTuple

from kg.errors import FormatError
from kg.text.names import visible
from kg.visual.paint import STYLE

NAMES = frozenset(
    ["svg", "g", "title", "desc", "style", "rect", "circle", "line", "path", "text", "tspan"]
)
ATTRIBUTES = frozenset(
    [
        *("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "d", "width", "height"),
        *("class", "id", "role", "lang", "xmlns", "viewBox", "transform", "text-anchor"),
        *("aria-labelledby", "aria-hidden", "data-claim", "data-key", "stroke-width", "opacity"),
    ]
)
NO_XML = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")
Value = str | float


class Point(NamedTuple):
    """A place in pixels, x to the right and y down."""

    x: float
    y: float


class Box(NamedTuple):
    """An upright rectangle in pixels; `x`, `y` is its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Return the right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Return the lower side."""
        return self.y + self.height

    @property
    def middle(self) -> Point:
        """Return the point in the middle."""
        return Point(self.x + self.width / 2, self.y + self.height / 2)


@dataclass(frozen=True)
class Element:
    """One element: a name, attributes in order, and elements or plain texts inside."""

    name: str
    attributes: tuple[tuple[str, str], ...]
    children: tuple[Element | str, ...]


@dataclass(frozen=True)
class Sheet:
    """What holds a drawing: its size in pixels, its language, and what it is in words."""

    title: str
    desc: str
    lang: str
    width: float
    height: float
    style: str = STYLE


def element(
    name: str, attributes: dict[str, Value], children: Sequence[Element | str] = ()
) -> Element:
    """Return an element; texts among `children` stay texts whatever they hold.

    Raises
    ------
    FormatError
        If the element or an attribute is not one that only draws, or a number is not finite.
    """
    if name not in NAMES:
        raise FormatError(f"no element of a drawing: {name!r}")
    for key in attributes:
        if key not in ATTRIBUTES:
            raise FormatError(f"no attribute of a drawing: {key!r}")
    pairs = ((key, v if isinstance(v, str) else number(v)) for key, v in attributes.items())
    return Element(name, tuple((key, v) for key, v in pairs if v), tuple(children))


def number(value: float) -> str:
    """Return a number with at most two decimals.

    Raises
    ------
    FormatError
        If it is not finite: nothing could be drawn there.

    >>> number(3), number(2.499), number(-0.001)
    ('3', '2.5', '0')
    """
    if not math.isfinite(value):
        raise FormatError(f"a number of the drawing is not finite: {value}")
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def clean(text: str) -> str:
    r"""Return `text` as XML may hold it; what hides or commands becomes visible.

    >>> clean("a\x00b\ufffe")
    'a<U+0000>b<U+FFFE>'
    """
    return NO_XML.sub(lambda match: f"<U+{ord(match[0]):04X}>", visible(text))


def render(tree: Element) -> str:
    """Return an element as XML.

    >>> render(element("text", {"x": 1, "class": "t"}, ["a < b & c"]))
    '<text x="1" class="t">a &lt; b &amp; c</text>'
    """
    attributes = "".join(f' {key}="{escape(clean(value))}"' for key, value in tree.attributes)
    inner = "".join(
        render(child) if isinstance(child, Element) else escape(clean(child), quote=False)
        for child in tree.children
    )
    if not inner:
        return f"<{tree.name}{attributes}/>"
    return f"<{tree.name}{attributes}>{inner}</{tree.name}>"


def document(sheet: Sheet, marks: Iterable[Element]) -> str:
    """Return a whole SVG with title and description for those who do not see it.

    It holds no script, no address and no style of its own beside `sheet.style`, so that a page
    may hold it too; the names inside are made of its content and so differ between drawings.
    """
    ground = rect(Box(0, 0, sheet.width, sheet.height), "f-ground")
    body = [ground, *marks]
    known = "".join([sheet.lang, sheet.title, sheet.desc, *(render(mark) for mark in body)])
    name = "kgv" + sha256(known.encode("utf-8", "replace")).hexdigest()[:10]
    attributes: dict[str, Value] = {
        "xmlns": "http://www.w3.org/2000/svg",
        "class": "kgv",
        "width": sheet.width,
        "height": sheet.height,
        "viewBox": f"0 0 {number(sheet.width)} {number(sheet.height)}",
        "role": "img",
        "lang": sheet.lang,
        "aria-labelledby": f"{name}t {name}d",
    }
    head = [
        element("title", {"id": f"{name}t"}, [sheet.title]),
        element("desc", {"id": f"{name}d"}, [sheet.desc]),
        element("style", {}, [sheet.style]),
    ]
    return render(element("svg", attributes, [*head, *body])) + "\n"


def styles(svg: str) -> list[str]:
    """Return the style sheets in an SVG: a page that holds it names their hashes in its policy.

    >>> styles("<svg><style>.a{}</style></svg>")
    ['.a{}']
    """
    return [unescape(sheet) for sheet in re.findall(r"<style>(.*?)</style>", svg)]


def rect(box: Box, look: str, **more: Value) -> Element:
    """Return a rectangle."""
    place = {"x": box.x, "y": box.y, "width": max(0.0, box.width), "height": max(0.0, box.height)}
    return element("rect", {**place, **more, "class": look})


def circle(at: tuple[float, float], radius: float, look: str) -> Element:
    """Return a circle about `at`."""
    return element("circle", {"cx": at[0], "cy": at[1], "r": radius, "class": look})


def line(start: tuple[float, float], end: tuple[float, float], look: str) -> Element:
    """Return a straight line."""
    ends = {"x1": start[0], "y1": start[1], "x2": end[0], "y2": end[1]}
    return element("line", {**ends, "class": look})


def path(steps: str, look: str, **more: Value) -> Element:
    """Return a path of the given steps."""
    return element("path", {"d": steps, **more, "class": look})


def polyline(points: Iterable[tuple[float, float]], *, closed: bool = False) -> str:
    """Return the steps of a path along `points`.

    >>> polyline([(0, 0), (1, 2.5)])
    'M0 0L1 2.5'
    """
    steps = "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return f"M{steps}{'Z' if closed else ''}"


def text(at: tuple[float, float], content: str, look: str = "t", anchor: str = "") -> Element:
    """Return a line of text, its baseline at `at`; `anchor` is empty, middle or end."""
    place: dict[str, Value] = {"x": at[0], "y": at[1], "class": look, "text-anchor": anchor}
    return element("text", place, [content])


def rows(
    at: tuple[float, float], lines: Sequence[str], step: float, look: str = "t", anchor: str = ""
) -> Element:
    """Return several lines of text, `step` pixels apart, the first baseline at `at`."""
    if len(lines) == 1:
        return text(at, lines[0], look, anchor)
    parts = [
        element("tspan", {"x": at[0], "y": at[1] + step * n}, [row]) for n, row in enumerate(lines)
    ]
    return element("text", {"class": look, "text-anchor": anchor}, parts)


def group(children: Iterable[Element], **more: Value) -> Element:
    """Return elements as one."""
    return element("g", dict(more), list(children))


def moved(children: Iterable[Element], x: float, y: float) -> Element:
    """Return elements as one, shifted by `x` and `y`."""
    return element("g", {"transform": f"translate({number(x)} {number(y)})"}, list(children))


def mark(
    children: Iterable[Element], tip: str = "", claims: Iterable[str] = (), key: str = ""
) -> Element:
    """Return what stands for one value: with a tip in words and the claims behind it."""
    told = [element("title", {}, [tip])] if tip else []
    names: dict[str, Value] = {"class": "mark", "data-key": key, "data-claim": " ".join(claims)}
    return element("g", names, [*told, *children])
