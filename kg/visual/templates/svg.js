// The picture as SVG: the shapes, lines and names as drawn, built as a tree so that all is escaped.

const round = (value) => Math.round(value * 100) / 100;
// Signs that XML does not allow, and halves of signs.
const printable = (text) => text.replace(/[\u0000-\u001f\u007f-\u009f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, " ");

function svgText(text, x, y, props) {
  return shape("text", { x: round(x), y: round(y), ...props }, printable(text));
}

// The outline of a node as vis-network draws it, around (0, 0).
function svgOutline(form, radius) {
  const polygon = (points) => `M${points.map(([x, y]) => `${round(x)} ${round(y)}`).join("L")}Z`;
  const triangle = (sign) => {
    const r = radius * 1.15;
    const [lift, inner] = [0.275 * r, (Math.sqrt(3) / 3) * r];
    const tall = Math.sqrt(3) * r;
    return polygon([[0, sign * (lift - (tall - inner))], [r, sign * (lift + inner)], [-r, sign * (lift + inner)]]);
  };
  const around = (count, size, lift, turn) => polygon(Array.from({ length: count }, (_, n) => {
    const angle = (n * 2 * Math.PI) / count;
    return turn ? [size(n) * Math.sin(angle), lift - size(n) * Math.cos(angle)] : [size(n) * Math.cos(angle), size(n) * Math.sin(angle)];
  }));
  const forms = {
    square: () => polygon([[-radius, -radius], [radius, -radius], [radius, radius], [-radius, radius]]),
    diamond: () => polygon([[0, radius], [radius, 0], [0, -radius], [-radius, 0]]),
    triangle: () => triangle(1),
    triangleDown: () => triangle(-1),
    star: () => around(10, (n) => radius * 0.82 * (n % 2 === 0 ? 1.3 : 0.5), 0.082 * radius, true),
    hexagon: () => around(6, () => radius, 0, false),
    dot: () => `M${-radius} 0a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0Z`,
  };
  return forms[form]();
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

function svgName({ rows, box, style, pixel }) {
  const props = { "font-size": round(style.size), "font-weight": style.weight, "text-anchor": "middle", fill: style.ink,
    stroke: style.halo, "stroke-width": round(3.4 * pixel), "paint-order": "stroke", "stroke-linejoin": "round" };
  return shape("g", {}, ...rows.map((row, number) => svgText(row, (box.left + box.right) / 2, box.top + number * style.step + style.size, props)));
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

function pictureSvg() {
  const plan = sheetPlan();
  const svg = shape("svg", { width: SHEET.width, height: plan.height, viewBox: `0 0 ${SHEET.width} ${plan.height}`, role: "img", lang: DATA.langs[state.lang], "font-family": plan.family },
    shape("title", {}, printable(local(DATA.title))), shape("desc", {}, printable(local(DATA.question))),
    shape("rect", { width: SHEET.width, height: plan.height, fill: token("--paper") }),
    staged(svgDrawing),
    ...plan.texts.map(({ text, x, y, size, weight, color, end }) => svgText(text, x, y, { "font-size": size, "font-weight": weight, fill: color, "text-anchor": end ? "end" : "start" })),
    ...plan.marks.map(({ x, y, color, form }) => shape("path", { d: OUTLINES.get(form), transform: `translate(${round(x)} ${y})`, fill: color })));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}\n`;
}

function saveSvg() {
  saveFile(new Blob([pictureSvg()], { type: "image/svg+xml" }), "network.svg");
}
