"""The drawing: nodes, lines and options gathered by pyvis under names of our own."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from pyvis.network import Network

from kg.visual.content import ending
from kg.visual.picture import Picture, PictureEdge

SMALLEST, LARGEST = 7.0, 26.0
THINNEST, THICKEST = 1.3, 4.2
FULL_RANGE = 12.0
DASHES = [7, 5]
BEND, FLATTEST = 0.26, 1.5


def drawing(
    picture: Picture, page: Mapping[str, Any], options: Mapping[str, Any], lines: Mapping[str, Any]
) -> dict[str, Any]:
    """Return nodes, edges, options and sizes for vis-network, in the order of the picture.

    Names are n0, n1… and e0, e1…: what the data calls things never becomes a key of a script.
    pyvis keeps all parallel lines only in a directed network, added one by one. What the page
    decides (names, sizes, colours) and what holds for all (`options`) is not said again.
    """
    network = Network(directed=True)
    network.set_options(json.dumps(options))
    for number, node in enumerate(picture.nodes):
        kind = page["kinds"][page["nodes"][number]["kind"]]
        network.add_node(
            f"n{number}",
            shape=kind["shape"],
            x=node.x,
            y=node.y,
            **({"shapeProperties": {"borderDashes": [4, 3]}} if node.hollow else {}),
        )
    bends = _bends(picture.edges)
    weights = [edge.weight for edge in picture.edges if edge.weight > 0]
    span = (min(weights, default=1.0), max(weights, default=1.0))
    for number, edge in enumerate(picture.edges):
        network.add_edge(
            f"n{edge.source}",
            f"n{edge.target}",
            id=f"e{number}",
            width=_width(edge.weight, *span),
            **({} if ending(edge.modality) in lines["solid"] else {"dashes": DASHES}),
            color={"opacity": float(lines["opacity"].get(ending(edge.certainty), 1.0))},
            **bends[number],
        )
    return {
        "nodes": [_without(node, "label", "color") for node in network.nodes],
        "edges": [_without(edge, "arrows") for edge in network.edges],
        "options": network.options,
        "sizes": [SMALLEST, LARGEST],
    }


def _without(thing: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Return what pyvis gathered without what the page says itself."""
    return {name: value for name, value in thing.items() if name not in names}


def _width(weight: float, lightest: float, heaviest: float) -> float:
    """Return the width in pixels: each doubling of the weight adds as much as the one before."""
    decades = math.log(max(heaviest / lightest, FULL_RANGE))
    share = math.log(max(weight, lightest) / lightest) / decades
    return round(THINNEST + (THICKEST - THINNEST) * share, 2)


def _bends(edges: tuple[PictureEdge, ...]) -> list[dict[str, Any]]:
    """Return how each line bends, so that lines between the same two nodes lie apart.

    A single line is straight; several fan out evenly to both sides, whatever their direction.
    """
    pairs: dict[tuple[int, int], list[int]] = {}
    for number, edge in enumerate(edges):
        ends = (min(edge.source, edge.target), max(edge.source, edge.target))
        pairs.setdefault(ends, []).append(number)
    bends: list[dict[str, Any]] = [{} for _ in edges]
    for (low, high), numbers in pairs.items():
        step = min(BEND, FLATTEST / len(numbers))
        for place, number in enumerate(numbers):
            if low == high:
                bends[number] = {"selfReference": {"size": 16 + 9 * place, "angle": 0.7854}}
                continue
            bend = round((place - (len(numbers) - 1) / 2) * step, 4)
            if bend:
                bends[number] = {"smooth": _curve(bend if edges[number].source == low else -bend)}
    return bends


def _curve(bend: float) -> dict[str, Any]:
    """Return the curve that lies `bend` to the right of the straight line, negative to the left."""
    turn = "curvedCW" if bend > 0 else "curvedCCW"
    return {"enabled": True, "type": turn, "roundness": abs(bend)}
