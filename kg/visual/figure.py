"""The figure: a picture of a network as one static SVG, for print and for papers."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from kg.visual.charts.frame import LANGS, Body, Head, Key, Look, compose, empty, legend, stroke
from kg.visual.content import content, ending
from kg.visual.measure import balanced, text_width
from kg.visual.paint import SIZES, STYLE, themed
from kg.visual.picture import Picture
from kg.visual.room import Taken, around
from kg.visual.signs import arrow, sign
from kg.visual.svg import Box, Element, Point, line, mark, number, path, rows, text

SMALLEST, LARGEST = 5.0, 19.0
THINNEST, THICKEST = 1.1, 3.6
FULL_RANGE = 12.0
SPREAD = 0.24
STEP = 1.2
ROOM = 64.0
LEAST, DENSE, MOST = 720.0, 1600.0, 3600.0
"""The least and the greatest width chosen; of what is beyond the middle one, half is pressed in."""
NAME_WIDTH, NAME_ROWS = 138.0, 3
TOLD = 5
DIGITS = 16
NAMED_LINES = 90
"""A network of more lines bears no names of relations."""

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Drawn:
    """A picture on its way to the paper: what it holds, and where its nodes lie."""

    page: Json
    look: Look
    spots: Sequence[Point]
    radii: Sequence[float]
    taken: Taken
    strokes: Taken
    shrink: float = 1.0

    @property
    def lang(self) -> int:
        """Return the number of the language."""
        return LANGS.index(self.look.lang)


@dataclass(frozen=True)
class Way:
    """A line from border to border: its ends, and the point towards which it bends."""

    start: Point
    end: Point
    bend: Point

    def at(self, share: float) -> Point:
        """Return the point at a share of the way."""
        a, b, c = (1 - share) ** 2, 2 * share * (1 - share), share**2
        return Point(
            a * self.start.x + b * self.bend.x + c * self.end.x,
            a * self.start.y + b * self.bend.y + c * self.end.y,
        )


def figure(picture: Picture, lang: str = "en", width: float | None = None) -> str:
    """Return the picture as SVG: as wide as its nodes need, or `width` pixels.

    Names are placed greedily, the largest nodes first; how many found no room is said.

    Raises
    ------
    FormatError
        If the picture is not whole (see `kg.visual.content.content`), a place is not a number,
        or `lang` or `width` is not allowed.
    """
    xs = [node.x for node in picture.nodes] or [0.0]
    across = max(xs) - min(xs)
    needed = across + 2 * ROOM + 40 if math.isfinite(across) else 0.0
    wide = min(MOST, max(LEAST, min(needed, (needed + DENSE) / 2)))
    look = Look(lang, width or round(wide))
    lines = _line_styles()
    page = content(picture, lines)
    colors = {f"k{n}": (kind["color"], kind["dark"]) for n, kind in enumerate(page["kinds"])}
    body = _body(page, picture, look, lines) if picture.nodes else empty(look)
    note = look.several([look.label(picture.method), _source(page, look)], "stop")
    head = Head(picture.title, picture.question, {lang: note})
    return compose(head, look, body, STYLE + themed(colors))


def _line_styles() -> Json:
    """Return which modalities are drawn solid, and how strong each certainty is drawn."""
    found: Json = json.loads(
        files("kg.visual").joinpath("templates", "lines.json").read_text("utf-8")
    )
    return found


def _source(page: Json, look: Look) -> str:
    """Return what the figure was made of."""
    size = look.say("nodes-lines", nodes=len(page["nodes"]), lines=len(page["edges"]))
    parts = [
        look.say("pair", a=look.say("view"), b=page["view"]),
        look.say("pair", a=look.say("hash"), b=page["hash"][:DIGITS]),
        look.say("sources", count=len(page["sources"])),
        size.rstrip(".。"),
    ]
    return look.several(parts)


def _body(page: Json, picture: Picture, look: Look, lines: Json) -> Body:
    """Return lines, nodes, names, and the legend below."""
    spots, bottom = _spots(picture, look)
    shrink = min(1.0, math.sqrt(look.inner / max(1.0, look.inner, _across(picture))))
    radii = [
        (SMALLEST + (LARGEST - SMALLEST) * min(1.0, max(0.0, node.size))) * shrink
        for node in picture.nodes
    ]
    boxes = [Box(s.x - r, s.y - r, 2 * r, 2 * r) for s, r in zip(spots, radii, strict=True)]
    drawn = Drawn(page, look, spots, radii, Taken(boxes), Taken(), shrink)
    edges, ways = _edges(drawn, lines)
    nodes = [_node(drawn, n) for n in range(len(spots))]
    frame = Box(4, 0, look.width - 8, bottom)
    names, left_out = _names(drawn, frame)
    relations = _relations(drawn, ways) if len(ways) <= NAMED_LINES else []
    keys, end = legend(_keys(drawn, lines), look, bottom + 8)
    if left_out:
        said = look.say("unlabelled", count=left_out)
        keys.append(text((look.margin, end + 12), said, "small f-soft"))
        end += 18
    return Body([*edges, *relations, *nodes, *names, *keys], end, _desc(drawn))


def _across(picture: Picture) -> float:
    """Return how wide the places of the nodes lie."""
    xs = [node.x for node in picture.nodes]
    return max(xs) - min(xs)


def _spots(picture: Picture, look: Look) -> tuple[list[Point], float]:
    """Return where the nodes lie on the paper, and how far down the names may reach."""
    xs, ys = [node.x for node in picture.nodes], [node.y for node in picture.nodes]
    room = look.inner - 2 * ROOM
    scale = min(1.15, room / max(1.0, _across(picture)))
    left = look.width / 2 - (max(xs) + min(xs)) / 2 * scale
    top = 44 - min(ys) * scale
    spots = [Point(left + x * scale, top + y * scale) for x, y in zip(xs, ys, strict=True)]
    return spots, max(spot.y for spot in spots) + 58


def _edges(drawn: Drawn, lines: Json) -> tuple[list[Element], list[Way | None]]:
    """Return the lines with their heads, parallel ones side by side, and the way of each."""
    edges = drawn.page["edges"]
    pairs: dict[tuple[int, int], list[int]] = {}
    for n, edge in enumerate(edges):
        ends = (min(edge["from"], edge["to"]), max(edge["from"], edge["to"]))
        pairs.setdefault(ends, []).append(n)
    weights = [edge["weight"] for edge in edges if edge["weight"] > 0]
    span = (min(weights, default=1.0), max(weights, default=1.0))
    marks: dict[int, Element] = {}
    ways: dict[int, Way | None] = {}
    for (low, high), numbers in pairs.items():
        for place, n in enumerate(numbers):
            edge = edges[n]
            turn = (place - (len(numbers) - 1) / 2) * min(SPREAD, 1.2 / len(numbers))
            way = None if low == high else _way(drawn, edge, turn if edge["from"] == low else -turn)
            ways[n] = way
            width = _width(edge["weight"], *span)
            steps, head = _steps(drawn, edge, way, (width + 6) * drawn.shrink, place)
            marks[n] = _edge(drawn, edge, (steps, head, width), lines)
            for share in range(1, 20) if way else ():
                at = way.at(share / 20) if way else Point(0, 0)
                drawn.strokes.add(Box(at.x - 1, at.y - 1, 2, 2))
    return [marks[n] for n in range(len(edges))], [ways[n] for n in range(len(edges))]


def _width(weight: float, lightest: float, heaviest: float) -> float:
    """Return the width in pixels: each doubling of the weight adds as much as the one before."""
    decades = math.log(max(heaviest / lightest, FULL_RANGE))
    share = math.log(max(weight, lightest) / lightest) / decades
    return THINNEST + (THICKEST - THINNEST) * share


def _way(drawn: Drawn, edge: Json, turn: float) -> Way:
    """Return the way of a line that bends by `turn` of its length, to the right if above 0."""
    a, b = drawn.spots[edge["from"]], drawn.spots[edge["to"]]
    bend = Point((a.x + b.x) / 2 - (b.y - a.y) * turn, (a.y + b.y) / 2 + (b.x - a.x) * turn)
    start = _toward(a, bend, drawn.radii[edge["from"]] + 1.5)
    return Way(start, _toward(b, bend, drawn.radii[edge["to"]] + 2.5), bend)


def _toward(start: Point, end: Point, far: float) -> Point:
    """Return the point `far` pixels from `start` towards `end`."""
    length = math.hypot(end.x - start.x, end.y - start.y) or 1.0
    far = min(far, length * 0.9)
    return Point(
        start.x + (end.x - start.x) / length * far, start.y + (end.y - start.y) / length * far
    )


def _steps(drawn: Drawn, edge: Json, way: Way | None, size: float, place: int) -> tuple[str, str]:
    """Return the steps of a line and of its head; a line to itself is a ring."""
    if way is None:
        spot, r = drawn.spots[edge["from"]], drawn.radii[edge["from"]]
        ring = 8 + 5 * place
        x, y, low = number(spot.x - ring), number(spot.x + ring), number(spot.y - r)
        high = number(spot.y - r - 2.4 * ring)
        tip = (spot.x + ring * 0.4, spot.y - r)
        return f"M{number(spot.x)} {low}C{x} {high} {y} {high} {number(spot.x)} {low}", arrow(
            tip, (-0.3, 1), size
        )
    pull = Point(way.end.x - way.bend.x, way.end.y - way.bend.y)
    base = _toward(way.end, way.bend, size * 0.8)
    a, m, b = way.start, way.bend, base
    steps = f"M{number(a.x)} {number(a.y)}Q{number(m.x)} {number(m.y)} {number(b.x)} {number(b.y)}"
    return steps, arrow(way.end, pull, size)


def _edge(drawn: Drawn, edge: Json, shape: tuple[str, str, float], lines: Json) -> Element:
    """Return a line: dashed if it is no fact, faint if it is less certain."""
    steps, head, width = shape
    page, lang = drawn.page, drawn.lang
    modality, certainty = (
        page["modalities"][edge["modality"]],
        page["certainties"][edge["certainty"]],
    )
    fade = {"opacity": float(lines["opacity"].get(ending(certainty["key"]), 1.0))}
    dash = "" if modality["solid"] else " dash"
    said = [page["relations"][edge["relation"]]["label"][lang], modality["label"][lang]]
    ends = [page["nodes"][edge[end]]["label"][lang] for end in ("from", "to")]
    flow = drawn.look.say("flow", **dict(zip(("from", "to"), ends, strict=True)))
    tip = drawn.look.say("pair", a=flow, b=drawn.look.several(said, "comma"))
    claims = [page["claims"][claim]["key"] for claim in edge["claims"]]
    drawing = [
        path(steps, f"hair{dash} s-edge", **{"stroke-width": width}, **fade),
        path(head, "f-edge", **fade),
    ]
    return mark(drawing, tip, claims)


def _node(drawn: Drawn, n: int) -> Element:
    """Return a node in the colour and outline of its class, hollow if it has no name."""
    node = drawn.page["nodes"][n]
    number_of_kind = node["kind"]
    kind = drawn.page["kinds"][number_of_kind]
    paint = f"f-k{number_of_kind} s-ground ring"
    if node["hollow"]:
        paint = f"f-ground s-k{number_of_kind} ring pin"
    tip = drawn.look.say("pair", a=node["label"][drawn.lang], b=kind["label"][drawn.lang])
    shape = sign(kind["shape"], drawn.spots[n], drawn.radii[n], paint)
    claims = [drawn.page["claims"][claim]["key"] for claim in node["claims"]]
    return mark([shape], tip, claims, node["key"])


def _names(drawn: Drawn, frame: Box) -> tuple[list[Element], int]:
    """Return the names that found room, none over another, and how many found none."""
    nodes = drawn.page["nodes"]
    marks = []
    order = sorted(range(len(nodes)), key=lambda n: (-nodes[n]["size"], nodes[n]["hollow"], n))
    for n in order:
        look_of = _size(11.0 + 2.5 * min(1.0, max(0.0, nodes[n]["size"])))
        size = SIZES[look_of]
        whole = balanced(nodes[n]["label"][drawn.lang], NAME_WIDTH, size, NAME_ROWS)
        brief = [row for row in nodes[n]["brief"][drawn.lang].split("\n") if row]
        for lines in (whole, brief):
            box = _room(drawn, n, (lines, size), frame)
            if box:
                paint = f"{look_of} halo s-ground f-{'soft' if nodes[n]['hollow'] else 'ink'}"
                at = (box.middle.x, box.y + size * 0.95)
                marks.append(rows(at, lines, size * STEP, paint, "middle"))
                break
    return marks, len(nodes) - len(marks)


def _room(drawn: Drawn, n: int, name: tuple[Sequence[str], float], frame: Box) -> Box | None:
    """Return the free box at a node that fewest lines cross, and take it."""
    lines, size = name
    wide = max((text_width(row, size) for row in lines), default=0.0)
    if not wide:
        return None
    options = around(drawn.spots[n], drawn.radii[n], wide, size * STEP * len(lines))
    options.sort(key=drawn.strokes.hits)
    return drawn.taken.first(options, frame)


def _size(height: float) -> str:
    """Return the class of text nearest to a height."""
    return min(("small", "t", "sub"), key=lambda name: abs(SIZES[name] - height))


def _relations(drawn: Drawn, ways: Sequence[Way | None]) -> list[Element]:
    """Return the names of relations on their lines where there is room for them."""
    marks = []
    for way, edge in zip(ways, drawn.page["edges"], strict=True):
        label = drawn.page["relations"][edge["relation"]]["label"][drawn.lang]
        wide, high = text_width(label, SIZES["tiny"]), SIZES["tiny"] * 1.25
        if way is None or math.dist(way.start, way.end) < wide + 16:
            continue
        spots = [way.at(share) for share in (0.5, 0.42, 0.58, 0.34, 0.66)]
        options = [Box(at.x - wide / 2, at.y - high / 2, wide, high) for at in spots]
        box = drawn.taken.first(options, Box(4, 0, drawn.look.width - 8, 1e6))
        if box:
            at = (box.middle.x, box.bottom - 3)
            marks.append(text(at, label, "tiny halo s-ground f-soft", "middle"))
    return marks


def _keys(drawn: Drawn, lines: Json) -> list[Key]:
    """Return the legend: classes by how many nodes they have, then the lines."""
    page, lang, look = drawn.page, drawn.lang, drawn.look
    counts = Counter(node["kind"] for node in page["nodes"])
    named = {node["kind"] for node in page["nodes"] if not node["hollow"]}
    keys = [
        Key(
            _symbol(kind["shape"], n, hollow=n not in named),
            look.say("counted", name=kind["label"][lang], count=counts[n]),
        )
        for n, kind in enumerate(page["kinds"])
    ]
    if any(node["hollow"] for node in page["nodes"]):
        keys.append(Key(_hollow, look.say("hollow")))
    solid = {page["modalities"][edge["modality"]]["solid"] for edge in page["edges"]}
    if True in solid:
        keys.append(Key(stroke("hair s-edge"), look.say("solid")))
    if False in solid:
        keys.append(Key(stroke("hair dash s-edge"), look.say("dashed")))
    certainties = {page["certainties"][edge["certainty"]]["key"] for edge in page["edges"]}
    if any(lines["opacity"].get(ending(key), 1.0) < 1 for key in certainties):
        keys.append(Key(_faint, look.say("faint")))
    return keys


def _symbol(shape: str, kind: int, *, hollow: bool) -> Callable[[Box], Sequence[Element]]:
    """Return the symbol of a class."""
    paint = f"f-ground s-k{kind} ring pin" if hollow else f"f-k{kind}"
    return lambda box: [sign(shape, box.middle, 5.5, paint)]


def _hollow(box: Box) -> list[Element]:
    """Return the symbol of what has no name."""
    return [sign("dot", box.middle, 5.5, "f-ground s-soft ring pin")]


def _faint(box: Box) -> list[Element]:
    """Return the symbol of a line that is less certain."""
    return [line((box.x, box.middle.y), (box.right, box.middle.y), "hair pale s-edge")]


def _desc(drawn: Drawn) -> str:
    """Return sizes, classes, and the nodes with most lines in words."""
    page, lang, look = drawn.page, drawn.lang, drawn.look
    nodes, edges = page["nodes"], page["edges"]
    counts = Counter(node["kind"] for node in nodes)
    kinds = [
        look.say("counted", name=kind["label"][lang], count=counts[n])
        for n, kind in enumerate(page["kinds"])
    ]
    ends = Counter(edge[end] for edge in edges for end in ("from", "to"))
    top = sorted(ends, key=lambda n: (-ends[n], nodes[n]["label"][lang]))[:TOLD]
    best = [look.say("counted", name=nodes[n]["label"][lang], count=ends[n]) for n in top]
    said = [
        look.say("nodes-lines", nodes=len(nodes), lines=len(edges)),
        look.say("classes", names=look.several(kinds)),
        look.say("best-tied", names=look.several(best)) if best else "",
        look.say("pair", a=look.say("hash"), b=page["hash"]),
    ]
    return " ".join(part for part in said if part)
