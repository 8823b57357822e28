"""Pages and layouts: the same network placed, written as a page, and opened in a browser."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.child import Say
from benchmarks.steps.nets import ties

Spots = Sequence[Sequence[float]]
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
PATIENCE = 50_000
OPENINGS, ENOUGH = 5, 8.0
"""A page is opened so often, less often once that took so many seconds."""
READY = "performance.getEntriesByName('kg-ready').length && performance.now()"
"""Asked at each frame: the time of the first frame after the page has marked that it is drawn."""
PAN = """async () => {
  const canvas = document.querySelector("canvas"), box = canvas.getBoundingClientRect();
  const at = (type, x, y) => canvas.dispatchEvent(new PointerEvent(type, { clientX: box.x + x,
    clientY: box.y + y, pointerId: 1, button: 0, buttons: 1, bubbles: true, isPrimary: true }));
  const gaps = []; let last = performance.now(), x = 300; const end = last + 2000;
  at("pointerdown", x, 300);
  while (last < end) {
    x = 300 + 100 * Math.sin((end - last) / 150); at("pointermove", x, 300);
    await new Promise(requestAnimationFrame);
    const now = performance.now(); gaps.push(now - last); last = now;
  }
  at("pointerup", x, 300);
  return gaps.sort((a, b) => a - b)[gaps.length >> 1];
}"""
STABLE = """drawGraph();
network.once("%s", () => requestAnimationFrame(() => performance.mark("kg-ready")));
"""


def lines(nodes: int) -> list[tuple[int, int]]:
    """Return the lines of a picture of `nodes` nodes: 1.9 for each."""
    return ties(round(1.9 * nodes), nodes)


def tightness(spots: Spots, pairs: list[tuple[int, int]]) -> float:
    """Return the mean length of a line over the mean distance of two nodes drawn by lot."""
    random = Random(0)  # noqa: S311  no secret, a seed
    chosen = [(random.randrange(len(spots)), random.randrange(len(spots))) for _ in range(20_000)]

    def mean(found: list[tuple[int, int]]) -> float:
        return sum(math.dist(spots[a], spots[b]) for a, b in found) / len(found)

    return round(mean(pairs) / mean(chosen), 3)


def tell(say: Say, make: Any, pairs: list[tuple[int, int]]) -> Spots:
    """Return the places that `make` finds, after telling time and tightness."""
    first: Spots = say.clock("layout", make, lambda spots: tightness(spots, pairs))
    same = [tuple(spot) for spot in first] == [tuple(spot) for spot in make()]
    say("same again", 0.0, same)
    return first


def kg_layout(say: Say, nodes: int, out: str) -> None:
    """The product's places, kept for the pages."""
    from kg.visual.layout import place

    pairs = lines(nodes)
    spots = tell(say, lambda: place(nodes, pairs, 0), pairs)
    Path(out).write_text(json.dumps([list(spot) for spot in spots]), "utf-8")


def networkx_layout(say: Say, nodes: int) -> None:
    """NetworkX spring layout, its default fifty rounds."""
    import networkx as nx

    pairs = lines(nodes)
    graph = nx.Graph(pairs)
    graph.add_nodes_from(range(nodes))

    def make() -> Spots:
        found = nx.spring_layout(graph, seed=0)
        return [[float(x) for x in found[node]] for node in range(nodes)]

    say.clock("layout", make, lambda spots: tightness(spots, pairs))


def igraph_layout(say: Say, nodes: int) -> None:
    """Fruchterman and Reingold on a grid, in igraph."""
    import igraph as ig

    pairs = lines(nodes)
    graph = ig.Graph(n=nodes, edges=pairs)
    say.clock(
        "layout",
        lambda: graph.layout_fruchterman_reingold(grid="grid").coords,
        lambda spots: tightness(spots, pairs),
    )


def pyvis_page(say: Say, nodes: int, spots: str, out: str, *, fixed: bool) -> None:
    """Pyvis as it comes, or with places and physics off; the page made fit for offline use."""
    from pyvis.network import Network

    places, pairs = json.loads(Path(spots).read_text("utf-8")), lines(nodes)

    def make() -> str:
        net = Network(directed=True, cdn_resources="in_line")
        net.toggle_physics(not fixed)
        for number in range(nodes):
            at = {"x": places[number][0], "y": places[number][1]} if fixed else {}
            net.add_node(number, label=f"Enterprise {number}", title="an enterprise", **at)
        for one, other in pairs:
            net.add_edge(one, other, title="supplies")
        return str(net.generate_html())

    page = say.clock("write", make, lambda text: len(text.encode()))
    event = "afterDrawing" if fixed else "stabilized"
    Path(out).write_text(page.replace("drawGraph();", STABLE % event, 1), "utf-8")


BARE = """<!doctype html><meta charset="utf-8"><style>html, body, #net { height: 100%%; margin: 0 }
</style><div id="net"></div><script>%s</script><script>
const network = new vis.Network(document.getElementById("net"), %s,
  { physics: false, edges: { smooth: false } });
network.once("afterDrawing", () => requestAnimationFrame(() => performance.mark("kg-ready")));
</script>"""


def vis_page(say: Say, nodes: int, spots: str, out: str) -> None:
    """The vis-network that pyvis carries, nodes and lines as one JSON: no tool around it."""
    import pyvis

    places, pairs = json.loads(Path(spots).read_text("utf-8")), lines(nodes)
    library = max(Path(pyvis.__file__).parent.glob("lib/vis-9*/vis-network.min.js"))

    def make() -> str:
        drawn = [
            {"id": n, "label": f"Enterprise {n}", "x": x, "y": y} for n, (x, y) in enumerate(places)
        ]
        ties = [{"from": one, "to": other, "arrows": "to"} for one, other in pairs]
        data = json.dumps({"nodes": drawn, "edges": ties})
        return BARE % (library.read_text("utf-8"), data)

    page = say.clock("write", make, lambda text: len(text.encode()))
    Path(out).write_text(page, "utf-8")


def kg_page(say: Say, nodes: int, spots: str, out: str) -> None:
    """The product's page of the same network at the same places, with evidence on every line."""
    from kg.visual.page import render_page

    made = picture(nodes, json.loads(Path(spots).read_text("utf-8")))
    page = say.clock("write", lambda: render_page(made, "en"), lambda text: len(text.encode()))
    Path(out).write_text(page, "utf-8")


def clustered_page(say: Say, nodes: int, clusters: int, out: str) -> None:
    """The product's page of a network in clusters, each a disc of its own: they open on a click."""
    from dataclasses import replace

    from kg.visual.page import render_page

    random, row = Random(0), math.isqrt(clusters)  # noqa: S311  no secret, a seed
    places = []
    for number in range(nodes):
        cluster, angle = number % clusters, random.random() * math.tau
        far = 900 * math.sqrt(random.random())
        middle = (cluster % row * 2400, cluster // row * 2400)
        places.append([middle[0] + far * math.cos(angle), middle[1] + far * math.sin(angle)])
    plain = picture(nodes, places)
    own = (replace(node, cluster=n % clusters + 1) for n, node in enumerate(plain.nodes))
    made = replace(plain, nodes=tuple(own))
    page = say.clock("write", lambda: render_page(made, "en"), lambda text: len(text.encode()))
    Path(out).write_text(page, "utf-8")


def picture(nodes: int, places: Spots) -> Any:
    """Return the picture of a network with a claim and a source behind each line."""
    from kg.visual import picture as parts

    def both(text: str) -> dict[str, str]:
        return {"en": text, "zh": text}

    pairs = lines(nodes)
    claims = {
        f"c{number}": parts.PictureClaim(
            both("One supplies the other."), f"s{number % 50}", 10, 90, "", "fact", "high"
        )
        for number in range(len(pairs))
    }
    return parts.Picture(
        title=both("Synthetic"),
        question=both("Who supplies whom?"),
        view="synthetic",
        method=both("each claim counts one"),
        nodes=tuple(
            parts.PictureNode(f"n{number}", both(f"Enterprise {number}"), (), "firm", x, y, 0.3)
            for number, (x, y) in enumerate(places)
        ),
        edges=tuple(
            parts.PictureEdge(one, other, "supplies", "fact", "high", claims=(f"c{number}",))
            for number, (one, other) in enumerate(pairs)
        ),
        kinds={"firm": parts.Kind(both("enterprise"), "#2563eb", "#60a5fa", "dot")},
        relations={"supplies": both("supplies")},
        concepts={name: both(name) for name in ("fact", "high")},
        claims=claims,
        sources={
            f"s{number}": parts.PictureSource(both(f"Source {number}"), "", "")
            for number in range(50)
        },
        graph_hash="0" * 64,
    )


def browser(say: Say, page: str) -> None:
    """Open a page in headless Chromium: the time to its stable picture, then that of a frame.

    Each opening is in a browser of its own; the median counts. Frames and memory are the last's.
    """
    from playwright.sync_api import sync_playwright

    program = next(path for path in CHROMIUM if Path(path).is_file())
    times: list[float] = []
    with sync_playwright() as play:
        while len(times) < OPENINGS and sum(times) < ENOUGH:
            chromium = play.chromium.launch(
                executable_path=program, args=["--no-sandbox", "--enable-unsafe-swiftshader"]
            )
            view = {"width": 1200, "height": 900}
            tab = chromium.new_page(viewport=view, bypass_csp=True)  # to wait takes an eval
            asked = watched(tab)
            tab.goto(Path(page).resolve().as_uri(), wait_until="commit")
            times.append(tab.wait_for_function(READY, timeout=PATIENCE).json_value() / 1000)
            if len(times) < OPENINGS and sum(times) < ENOUGH:
                chromium.close()
        say("stable", statistics.median(times), len(asked))
        say("frame", tab.evaluate(PAN) / 1000)
        heap = tab.evaluate("performance.memory ? performance.memory.usedJSHeapSize : 0")
        say("heap", 0.0, round(heap / 1e6, 1))
        say("tab", 0.0, tab_memory(chromium))
        chromium.close()


def tab_memory(chromium: Any) -> float:
    """Return the megabytes that the process of the tab holds, of the one that holds most."""
    told = chromium.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    renderers = [one["id"] for one in told if one["type"] == "renderer"]
    return max(round(resident(process), 1) for process in renderers)


def resident(process: int) -> float:
    """Return the megabytes of memory that a process has in use."""
    lines = Path(f"/proc/{process}/status").read_text("utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS:")).split()[1]) / 1024


def watched(tab: Any) -> list[str]:
    """Return what a page asks of other hosts, as soon as it asks."""
    asked: list[str] = []
    tab.route("**/*", lambda route: answer(route, asked))
    return asked


def answer(route: Any, asked: list[str]) -> None:
    """Let files through; note and stop what a page asks of other hosts."""
    if route.request.url.startswith(("file:", "data:", "blob:")):
        route.continue_()
    else:
        asked.append(route.request.url)
        route.abort()
