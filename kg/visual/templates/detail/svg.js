// The drawing of vis-network at the size of a sheet, and as a tree of SVG.

// Draws everything at the size of the sheet, returns what `take` makes of it, puts the page back.
function staged(take) {
  const { width, height, zoom } = SHEET;
  const before = { position: network.getViewPosition(), scale: network.getScale() };
  const ratio = window.devicePixelRatio || 1;
  canvasBox.style.width = `${(width * zoom) / ratio}px`;
  canvasBox.style.height = `${(height * zoom) / ratio}px`;
  canvasBox.style.visibility = "hidden";
  names.zoom = zoom / ratio;
  network.setSize("100%", "100%");
  fitAll(false, 2 * names.zoom);
  network.redraw();
  const taken = take(canvasBox.querySelector("canvas"));
  names.zoom = 1;
  ["width", "height", "visibility"].forEach((property) => { canvasBox.style[property] = ""; });
  network.setSize("100%", "100%");
  network.moveTo({ ...before, animation: false });
  network.redraw();
  return taken;
}

function svgNode(at, light, colors) {
  const style = nodeStyle(at, light, colors);
  const { x, y } = network.getPosition(nodeId(at));
  const dash = NODES[at].hollow ? { "stroke-dasharray": "4 3" } : {};
  const path = shape("path", {
    d: svgOutline(kindOf(NODES[at]).shape, round(radiusOf(at))), transform: `translate(${round(x)} ${round(y)})`,
    fill: style.color.background, stroke: style.color.border, "stroke-width": round(style.borderWidth / network.getScale()), ...dash,
  });
  path.append(shape("title", {}, printable(nodeName(at))));
  return path;
}

// The way of a line, and the head of its arrow where it meets the node.
function svgEdge(at, light, colors) {
  const { edgeType } = network.body.edges[edgeId(at)];
  const style = edgeStyle(at, light, colors);
  const loop = EDGES[at].from === EDGES[at].to;
  const [from, to] = [EDGES[at].from, EDGES[at].to].map((end) => network.getPosition(nodeId(end)));
  const via = (!loop && edgeType.getViaNode && edgeType.getViaNode()) || null;
  const middle = via && via.x !== undefined ? via : { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const along = (share, axis) => (1 - share) ** 2 * from[axis] + 2 * share * (1 - share) * middle[axis] + share ** 2 * to[axis];
  const point = (share) => (loop ? edgeType.getPoint(share) : { x: along(share, "x"), y: along(share, "y") });
  const reach = radiusOf(EDGES[at].to) + 2;
  let share = 1;
  while (share > 0.5 && Math.hypot(point(share).x - to.x, point(share).y - to.y) < reach) share -= 0.005;
  const pair = ({ x, y }) => `${round(x)} ${round(y)}`;
  const way = loop ? Array.from({ length: 33 }, (_, n) => `${n === 0 ? "M" : "L"}${pair(point(n / 32))}`).join("")
    : `M${pair(from)}Q${pair(middle)} ${pair(to)}`;
  const dashes = DATA.network.edges[at].dashes;
  const line = shape("path", { d: way, fill: "none", stroke: style.color.color, "stroke-width": style.width, "stroke-opacity": round(style.color.opacity), ...(dashes ? { "stroke-dasharray": dashes.join(" ") } : {}) });
  const parts = [line];
  if (!loop) {
    const [tip, tail] = [point(share), point(share - 0.02)];
    const turn = (Math.atan2(tip.y - tail.y, tip.x - tail.x) * 180) / Math.PI;
    const size = 6.3 + 3 * style.width;
    parts.push(shape("path", { d: `M0 0L${-round(size)} ${round(size * 0.3)}L${-round(size * 0.9)} 0L${-round(size)} ${-round(size * 0.3)}Z`,
      transform: `translate(${pair(tip)}) rotate(${round(turn)})`, fill: style.color.color, "fill-opacity": round(style.color.opacity) }));
  }
  return shape("g", {}, ...parts);
}

function svgHulls(pixel) {
  return currentHulls().map(({ cluster, points }) => shape("path", {
    d: outline(points), fill: clusterColor(cluster), "fill-opacity": 0.09, stroke: clusterColor(cluster), "stroke-opacity": 0.4, "stroke-width": round(1.2 * pixel),
  }));
}

function svgNumbers(pixel, colors) {
  return hulls.boxes.map(({ left, right, top, bottom, cluster, text }) => shape("g", {},
    shape("rect", { x: round(left), y: round(top), width: round(right - left), height: round(bottom - top), rx: round((bottom - top) / 2), fill: colors.paper, stroke: clusterColor(cluster), "stroke-width": round(1.6 * pixel) }),
    svgText(text, (left + right) / 2, (top + bottom) / 2 + 4.2 * pixel, { "font-size": round(12 * pixel), "font-weight": 600, "text-anchor": "middle", fill: colors.ink })));
}

// The drawing in its own units, moved and scaled to the sheet.
function svgDrawing() {
  const [light, colors] = [bright(), colorsNow()];
  const { x, y, far } = names.view;
  const scale = SHEET.width / (far.x - x);
  const pixel = names.zoom / network.getScale();
  const listOf = (list) => list.map((on, at) => (on ? at : -1)).filter((at) => at >= 0);
  return shape("g", { transform: `translate(0 ${SHEET.head}) scale(${scale.toFixed(5)}) translate(${-round(x)} ${-round(y)})` },
    ...svgHulls(pixel),
    ...listOf(shown.edges).map((at) => svgEdge(at, light, colors)),
    ...listOf(shown.nodes).map((at) => svgNode(at, light, colors)),
    ...svgNumbers(pixel, colors),
    ...names.written.map(svgName));
}
