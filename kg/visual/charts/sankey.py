"""Sankey: what flows on from layer to layer, such as from a policy to those who pay for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.errors import FormatError
from kg.text.names import own_lang
from kg.visual.charts.frame import Body, Head, Key, Look, compose, empty, legend
from kg.visual.charts.layers import Layered, Link, ordered, settled, stretched
from kg.visual.measure import amount, wrap
from kg.visual.paint import SERIES as COUNT
from kg.visual.paint import SIZES
from kg.visual.picture import Text
from kg.visual.svg import Box, Element, mark, number, path, rect, rows, text

BAR = 10.0
THICKEST = 11.0
THINNEST = 2.0
TALL = 420.0
SIZE = SIZES["t"]
SMALL = SIZES["small"]
STEP = 14.5
LEAST_COLUMN = 150.0
"""Columns narrower than this bear numbers; the names stand in a list below."""


@dataclass(frozen=True)
class Stop:
    """One thing in a layer, the first layer being 0."""

    labels: Text
    layer: int
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Flow:
    """What runs from one stop to one of a later layer; not `solid` if it is only planned."""

    source: int
    target: int
    value: float = 1.0
    solid: bool = True
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sankey:
    """Layers with their names, things in them, and flows between them."""

    head: Head
    layers: tuple[Text, ...]
    stops: tuple[Stop, ...]
    flows: tuple[Flow, ...]

    def _repr_html_(self) -> str:
        """Return the chart for a notebook."""
        return sankey(self, own_lang())


@dataclass(frozen=True)
class Laid:
    """Where everything lies: a box for each item, and where its links begin and end."""

    boxes: Sequence[Box]
    links: Sequence[Link]
    scale: float
    column: float
    height: float
    numbers: Mapping[int, int]


def sankey(chart: Sankey, lang: str = "en", width: float = 900) -> str:
    """Return the layers as SVG from left to right; what ends there is drawn hollow.

    Raises
    ------
    FormatError
        If a flow does not run to a later layer, or is not above 0, or a layer does not exist.
    """
    look = Look(lang, width)
    count = len(chart.stops)
    for stop in chart.stops:
        if not 0 <= stop.layer < len(chart.layers):
            raise FormatError(f"there is no layer {stop.layer}")
    for flow in chart.flows:
        inside = 0 <= flow.source < count and 0 <= flow.target < count
        if not inside or not 0 < flow.value < float("inf"):
            raise FormatError(f"no flow between two stops, or not above 0: {flow}")
        if chart.stops[flow.source].layer >= chart.stops[flow.target].layer:
            raise FormatError(f"a flow must run to a later layer: {flow}")
    body = _body(chart, look) if chart.stops else empty(look)
    return compose(chart.head, look, body)


def _body(chart: Sankey, look: Look) -> Body:
    """Return legend, names of layers, flows and stops."""
    ends = dead_ends(chart)
    keys = [Key(_thick, look.say("width"))]
    if any(not flow.solid for flow in chart.flows):
        keys.append(Key(_outlined, look.say("planned")))
    if ends:
        keys.append(Key(_hollow, look.say("dead")))
    above, top = legend(keys, look)
    plan = _plan(chart, look, top + 34)
    heads = []
    for n, labels in enumerate(chart.layers):
        lines = wrap(look.label(labels), plan.column - 8, SMALL, 1)
        at = (look.margin + plan.column * n, top + 18)
        heads.append(rows(at, lines, STEP, "small strong f-soft"))
    flows = _flows(chart, plan, look)
    stops = [_stop(chart, n, plan, look, hollow=n in ends) for n in range(len(chart.stops))]
    bottom = top + 34 + plan.height
    listed: list[Element] = []
    if plan.numbers:
        listed, bottom = _list(chart, plan, look, bottom + 18)
    return Body([*above, *heads, *flows, *stops, *listed], bottom, _desc(chart, look, ends))


def _thick(box: Box) -> list[Element]:
    """Return the symbol of a flow."""
    return [path(_ribbon((box.x, box.right), (box.middle.y, box.middle.y), 8), "flow f-ink")]


def _outlined(box: Box) -> list[Element]:
    """Return the symbol of a flow that is only planned."""
    x, y = (box.x, box.right), (box.middle.y, box.middle.y)
    return [path(_ribbon(x, y, 8), "faint f-ink"), path(_thread(x, y), "hair dash s-ink")]


def _hollow(box: Box) -> list[Element]:
    """Return the symbol of a stop that ends there."""
    return [rect(Box(box.x + 6, box.y, BAR - 2, 14), "f-ground s-ink ring")]


def dead_ends(chart: Sankey) -> list[int]:
    """Return the stops before the last layer from which nothing flows on, in their order."""
    onward = {flow.source for flow in chart.flows}
    last = len(chart.layers) - 1
    return [n for n, s in enumerate(chart.stops) if s.layer < last and n not in onward]


def _plan(chart: Sankey, look: Look, top: float) -> Laid:
    """Return where everything lies, from `top` on."""
    layer, links = stretched(
        [stop.layer for stop in chart.stops], [(f.source, f.target, f.value) for f in chart.flows]
    )
    column = look.inner / max(1, len(chart.layers))
    named = column >= LEAST_COLUMN
    heights, scale = _heights(layer, links)
    slots = [height + 4 for height in heights]
    for item, stop in enumerate(chart.stops):
        lines = wrap(look.label(stop.labels), column - BAR - 16, SIZE, 2) if named else []
        slots[item] = max(heights[item], STEP * len(lines), 12.0) + 8
    drawing = Layered(layer, heights, slots, links)
    order = ordered(drawing)
    height = max(sum(slots[i] for i in row) for row in order)
    middles = settled(drawing, order, height)
    boxes = [
        Box(look.margin + column * layer[i], top + middles[i] - heights[i] / 2, BAR, heights[i])
        for i in range(len(layer))
    ]
    real = [i for row in order for i in row if i < len(chart.stops)]
    numbers = {} if named else {item: n for n, item in enumerate(real, 1)}
    return Laid(boxes, links, scale, column, height, numbers)


def _heights(layer: Sequence[int], links: Sequence[Link]) -> tuple[list[float], float]:
    """Return the height of each item: what flows in or out, whichever is more; and the scale."""
    into, out = [0.0] * len(layer), [0.0] * len(layer)
    for link in links:
        out[link.source] += link.value
        into[link.target] += link.value
    sizes = [max(pair) for pair in zip(into, out, strict=True)]
    full = [sum(s for s, at in zip(sizes, layer, strict=True) if at == n) for n in set(layer)]
    scale = min(THICKEST, TALL / (max(full) or 1.0))
    return [max(THINNEST, size * scale) for size in sizes], scale


def _flows(chart: Sankey, plan: Laid, look: Look) -> list[Element]:
    """Return one ribbon a flow, those of an item side by side in the order of their other ends."""
    starts, ends = _ports(plan, at_start=True), _ports(plan, at_start=False)
    pieces: dict[int, list[tuple[str, str]]] = {}
    for n, link in enumerate(plan.links):
        a, b = plan.boxes[link.source], plan.boxes[link.target]
        x = (a.right if link.source < len(chart.stops) else a.x, b.x)
        y = (starts[n], ends[n])
        thick = max(1.2, link.value * plan.scale)
        pieces.setdefault(link.flow, []).append((_ribbon(x, y, thick), _thread(x, y)))
    marks = []
    for n, steps in sorted(pieces.items()):
        flow = chart.flows[n]
        color = chart.stops[flow.source].layer % COUNT + 1
        whole = "".join(ribbon for ribbon, _ in steps)
        drawn = [path(whole, f"{'flow' if flow.solid else 'faint'} f-c{color}")]
        if not flow.solid:
            drawn.append(path("".join(thread for _, thread in steps), f"hair dash s-c{color}"))
        marks.append(mark(drawn, _told(chart, flow, look), flow.claims))
    return marks


def _ports(plan: Laid, *, at_start: bool) -> list[float]:
    """Return the middle of each link where it begins, or where it ends."""
    found = [0.0] * len(plan.links)
    groups: dict[int, list[int]] = {}
    for n, link in enumerate(plan.links):
        groups.setdefault(link.source if at_start else link.target, []).append(n)
    for item, numbers in groups.items():
        far = {
            n: plan.boxes[plan.links[n].target if at_start else plan.links[n].source].middle.y
            for n in numbers
        }
        total = sum(plan.links[n].value * plan.scale for n in numbers)
        y = plan.boxes[item].middle.y - total / 2
        for n in sorted(numbers, key=lambda k: (far[k], k)):
            thick = plan.links[n].value * plan.scale
            found[n] = y + thick / 2
            y += thick
    return found


def _ribbon(x: tuple[float, float], y: tuple[float, float], thick: float) -> str:
    """Return the steps around a ribbon from left to right."""
    bend = (x[0] + x[1]) / 2
    up = [number(v - thick / 2) for v in y]
    low = [number(v + thick / 2) for v in y]
    a, b, m = number(x[0]), number(x[1]), number(bend)
    return (
        f"M{a} {up[0]}C{m} {up[0]} {m} {up[1]} {b} {up[1]}"
        f"L{b} {low[1]}C{m} {low[1]} {m} {low[0]} {a} {low[0]}Z"
    )


def _thread(x: tuple[float, float], y: tuple[float, float]) -> str:
    """Return the steps along the middle of a ribbon."""
    a, b, m = number(x[0]), number(x[1]), number((x[0] + x[1]) / 2)
    return f"M{a} {number(y[0])}C{m} {number(y[0])} {m} {number(y[1])} {b} {number(y[1])}"


def _stop(chart: Sankey, n: int, plan: Laid, look: Look, *, hollow: bool) -> Element:
    """Return the bar of a stop with its name or number."""
    stop, box = chart.stops[n], plan.boxes[n]
    color = stop.layer % COUNT + 1
    bar = Box(box.x, box.y, BAR, max(box.height, 3))
    if hollow:
        tall = max(bar.height, 10.0)
        bar = Box(box.x + 1, box.middle.y - tall / 2, BAR - 2, tall)
    marks = [rect(bar, f"f-ground s-c{color} ring" if hollow else f"f-c{color}", rx=1.5)]
    label = look.label(stop.labels)
    if plan.numbers:
        at = (bar.right + 4, box.middle.y + 4)
        marks.append(text(at, str(plan.numbers[n]), "small strong num halo s-ground f-ink"))
    else:
        lines = wrap(label, plan.column - BAR - 16, SIZE, 2)
        at = (box.right + 6, box.middle.y + 4.3 - STEP / 2 * (len(lines) - 1))
        marks.append(rows(at, lines, STEP, "t halo s-ground f-ink"))
    tip = look.say("pair", a=label, b=look.say("dead")) if hollow else label
    return mark(marks, tip, stop.claims)


def _list(chart: Sankey, plan: Laid, look: Look, top: float) -> tuple[list[Element], float]:
    """Return the numbered names, layer by layer, and where the list ends."""
    marks: list[Element] = []
    for layer, labels in enumerate(chart.layers):
        chosen = [i for i in plan.numbers if chart.stops[i].layer == layer]
        if not chosen:
            continue
        marks.append(text((look.margin, top + 10), look.label(labels), "small strong f-soft"))
        top += 18
        for item in chosen:
            lines = wrap(look.label(chart.stops[item].labels), look.inner - 26, SIZE, 2)
            shown = str(plan.numbers[item])
            marks.append(text((look.margin + 18, top + 11), shown, "small strong num f-ink", "end"))
            marks.append(rows((look.margin + 26, top + 11), lines, STEP, "t f-ink"))
            top += STEP * len(lines) + 4
        top += 6
    return marks, top


def _told(chart: Sankey, flow: Flow, look: Look) -> str:
    """Return a flow in words."""
    ends = (look.label(chart.stops[n].labels) for n in (flow.source, flow.target))
    said = look.say("flow", **dict(zip(("from", "to"), ends, strict=True)))
    return look.say("pair", a=said, b=amount(flow.value, look.lang))


def _desc(chart: Sankey, look: Look, ends: Sequence[int]) -> str:
    """Return all flows and dead ends in words."""
    used = {stop.layer for stop in chart.stops}
    said = [look.say("flows", stops=len(chart.stops), layers=len(used), flows=len(chart.flows))]
    said += [look.several(_told(chart, flow, look) for flow in chart.flows)]
    if ends:
        names = look.several((look.label(chart.stops[n].labels) for n in ends), "semicolon")
        said.append(look.say("ends", count=len(ends), names=names))
    return " ".join(part for part in said if part)
