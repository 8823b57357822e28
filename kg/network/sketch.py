"""Sketch: a small network as one inline SVG, for a notebook; `kg.visual` draws the pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.text.names import display_width
from kg.text.table import safe

MOST = 60
WIDE, HIGH, ROOM = 900.0, 560.0, 70.0
LONGEST = 26
ROUNDS = 200


def sketch(names: Sequence[str], pairs: Iterable[tuple[int, int]]) -> str:
    """Return named dots and the lines between them as SVG, nothing for none or more than `MOST`.

    Names are cut; a dot tells the whole name to a pointer that rests on it. The same input gives
    the same bytes.

    >>> sketch(["Wuhan", "<b>"], [(0, 1)]).count("&lt;b&gt;")
    2
    >>> sketch([], [])
    ''
    """
    links = sorted(set(pairs))
    if not 0 < len(names) <= MOST:
        return ""
    spots = places(len(names), links)
    lines = "".join(
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'
        for (x1, y1), (x2, y2) in ((spots[a], spots[b]) for a, b in links)
    )
    dots = "".join(
        f'<g><title>{safe(name)}</title><circle cx="{x:.1f}" cy="{y:.1f}" r="6"/>'
        f'<text x="{x:.1f}" y="{y - 10:.1f}">{safe(cut(name))}</text></g>'
        for name, (x, y) in zip(names, spots, strict=True)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE:.0f} {HIGH:.0f}" '
        f'width="{WIDE:.0f}" role="img" style="max-width:100%" font-size="11" '
        f'font-family="system-ui,sans-serif" text-anchor="middle" fill="currentColor">'
        f'<g stroke="currentColor" opacity=".35">{lines}</g>{dots}</svg>'
    )


def places(count: int, links: Sequence[tuple[int, int]]) -> list[tuple[float, float]]:
    """Return a point in pixels for each node, spread over the whole sheet."""
    import rustworkx as rx  # heavy: only who draws pays

    graph: rx.PyGraph[int, None] = rx.PyGraph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from_no_data(list(links))
    found = rx.spring_layout(graph, num_iter=ROUNDS, seed=0)
    xs, ys = zip(*(found[node] for node in range(count)), strict=True)
    return list(zip(spread(xs, WIDE), spread(ys, HIGH), strict=True))


def spread(values: Sequence[float], length: float) -> list[float]:
    """Return values stretched over `length` but for a margin; equal ones lie in the middle.

    >>> spread([0.0, 1.0], 900.0), spread([3.0], 900.0)
    ([70.0, 830.0], [450.0])
    """
    low, high = min(values), max(values)
    if high - low <= 0:
        return [length / 2 for _ in values]
    return [ROOM + (length - 2 * ROOM) * (value - low) / (high - low) for value in values]


def cut(name: str) -> str:
    """Return a name in at most `LONGEST` columns.

    >>> cut("Hubei energy-conservation and environmental-protection industry")
    'Hubei energy-conservation…'
    """
    kept = name
    while display_width(kept) > LONGEST - 1:
        kept = kept[:-1]
    return name if display_width(name) <= LONGEST else kept.rstrip() + "…"
