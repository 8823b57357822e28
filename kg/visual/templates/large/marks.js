// Marks: the outline of nodes, bubbles and lines, drawn on any canvas as seen through a lens.

const TINY = 2; // pixels: smaller nodes are little squares
const GROWTH = 0.6; // nodes grow slower than the drawing, so that they show from afar and do not cover from near
const CORNERS_OF = {
  square: [[-1, -1], [1, -1], [1, 1], [-1, 1]],
  diamond: [[0, 1.25], [1.25, 0], [0, -1.25], [-1.25, 0]],
  triangle: [[0, -1.15], [1.15, 0.95], [-1.15, 0.95]],
  triangleDown: [[0, 1.15], [1.15, -0.95], [-1.15, -0.95]],
  hexagon: Array.from({ length: 6 }, (_, n) => [Math.cos((n * Math.PI) / 3), Math.sin((n * Math.PI) / 3)]),
  star: Array.from({ length: 10 }, (_, n) => [Math.sin((n * Math.PI) / 5), -Math.cos((n * Math.PI) / 5)].map((v) => v * (n % 2 === 0 ? 1.3 : 0.55))),
};

const pixelRadius = (at, lens) => Math.max(0.9, scene.radius[at] * lens.scale ** GROWTH);
const bubbleRadius = ({ r }, lens) => Math.max(5 * names.zoom, r * lens.scale);
const bubbleColor = ({ cluster, kinds }) => (state.color === "cluster" ? clusterColor(cluster || null) : colorOf(DATA.kinds[[...kinds].sort((a, b) => b[1] - a[1])[0][0]]));

function trace(pen, form, x, y, r) {
  pen.beginPath();
  const corners = CORNERS_OF[form];
  if (!corners) {
    pen.arc(x, y, r, 0, 2 * Math.PI);
    return;
  }
  corners.forEach(([dx, dy], n) => (n === 0 ? pen.moveTo(x + dx * r, y + dy * r) : pen.lineTo(x + dx * r, y + dy * r)));
  pen.closePath();
}

function drawNode(pen, at, lens, { fill = scene.fill[at], ring = scene.colors.paper, width = 1 } = {}) {
  const [x, y, r] = [screenX(X[at], lens), screenY(Y[at], lens), pixelRadius(at, lens)];
  const hollow = COLUMN.hollow[at] === 1;
  trace(pen, DATA.kinds[COLUMN.kind[at]].shape, x, y, Math.max(r, TINY));
  pen.fillStyle = hollow ? scene.colors.paper : fill;
  pen.fill();
  if (!hollow && r < 4 && width === 1) return;
  pen.strokeStyle = hollow ? fill : ring;
  pen.lineWidth = hollow ? 1.4 : width;
  pen.setLineDash(hollow ? [3, 2] : []);
  pen.stroke();
  pen.setLineDash([]);
}

const bandOf = (r) => Math.min(6 * names.zoom, Math.max(2, r * 0.16));

// A closed cluster: a disc with a ring that says how much of it is of which class.
function drawBubble(pen, bubble, lens, strong = false) {
  const [x, y, r] = [screenX(bubble.x, lens), screenY(bubble.y, lens), bubbleRadius(bubble, lens)];
  const band = bandOf(r);
  pen.beginPath();
  pen.arc(x, y, r, 0, 2 * Math.PI);
  pen.fillStyle = scene.colors.paper;
  pen.fill();
  pen.globalAlpha = strong ? 0.3 : 0.14;
  pen.fillStyle = bubbleColor(bubble);
  pen.fill();
  pen.globalAlpha = 1;
  pen.lineWidth = band;
  ringOf(bubble).forEach(({ color, start, end }) => {
    pen.beginPath();
    pen.arc(x, y, r - band / 2, start, end);
    pen.strokeStyle = color;
    pen.stroke();
  });
}

// The parts of the ring, the largest class first: a colour, and the angles between which it runs.
function ringOf(bubble) {
  const parts = state.color === "kind" ? [...bubble.kinds].sort((a, b) => b[1] - a[1]).map(([kind, count]) => [colorOf(DATA.kinds[kind]), count]) : [[bubbleColor(bubble), bubble.count]];
  let turn = -Math.PI / 2;
  return parts.map(([color, count]) => {
    const start = turn;
    turn += (2 * Math.PI * count) / bubble.count;
    return { color, start, end: turn };
  });
}

// Thick and strong are the bundles of the most lines; where all are tied to all, the rest recedes.
const shareOfMost = (count) => Math.log1p(count) / Math.log1p(groups.bundles.length > 0 ? groups.bundles[groups.bundles.length - 1].count : 1);
const bundleWidth = (count) => (0.6 + 6 * shareOfMost(count) ** 3) * names.zoom;
const bundleStrength = (count) => 0.04 + Math.min(0.5, 0.22 + 12 / groups.bundles.length) * shareOfMost(count) ** 2.5;

// How far the line bends to its right, as a share of its length: twins lie apart.
function bendsOf() {
  const pairs = new Map();
  EDGES.forEach(({ from, to }, line) => {
    const key = Math.min(from, to) * NODES.length + Math.max(from, to);
    if (!pairs.has(key)) pairs.set(key, []);
    pairs.get(key).push(line);
  });
  const bends = new Float32Array(EDGES.length);
  pairs.forEach((lines) => lines.length > 1 && lines.forEach((line, n) => {
    const bend = (n - (lines.length - 1) / 2) * Math.min(0.26, 1.5 / lines.length);
    bends[line] = COLUMN.from[line] < COLUMN.to[line] ? bend : -bend;
  }));
  return bends;
}

let bends = null;
const HEAVIEST = COLUMN.weight.reduce((most, weight) => Math.max(most, weight), 0);
const LIGHTEST = COLUMN.weight.reduce((least, weight) => (weight > 0 ? Math.min(least, weight) : least), Infinity);
const lineWidth = (line) => 1.3 + (2.9 * Math.log(Math.max(COLUMN.weight[line], LIGHTEST) / LIGHTEST)) / Math.log(Math.max(HEAVIEST / LIGHTEST, 12));

// Ends and bend of a line from border to border, in pixels of the lens; a loop has a bend of null.
function wayOfLine(line, lens) {
  bends = bends || bendsOf();
  const [from, to] = [COLUMN.from[line], COLUMN.to[line]];
  const [ax, ay, bx, by] = [screenX(X[from], lens), screenY(Y[from], lens), screenX(X[to], lens), screenY(Y[to], lens)];
  if (from === to) return { ax, ay, bx, by, loop: pixelRadius(from, lens) };
  const [mx, my] = [(ax + bx) / 2 - (by - ay) * bends[line], (ay + by) / 2 + (bx - ax) * bends[line]];
  const toward = (x, y, r) => { const far = Math.hypot(mx - x, my - y) || 1; const step = Math.min(r, far * 0.9); return [x + ((mx - x) / far) * step, y + ((my - y) / far) * step]; };
  const [sx, sy] = toward(ax, ay, pixelRadius(from, lens) + 1);
  const [ex, ey] = toward(bx, by, pixelRadius(to, lens) + 2);
  return { ax: sx, ay: sy, bx: ex, by: ey, mx, my };
}

// One line with its width, dashes, bend and arrow head.
function drawLine(pen, line, lens, { color = scene.colors.edge, alpha, width } = {}) {
  const { ax, ay, bx, by, mx, my, loop } = wayOfLine(line, lens);
  const wide = (width || lineWidth(line)) * Math.min(1.3, Math.max(0.6, lens.scale ** 0.5)) * names.zoom;
  pen.globalAlpha = alpha === undefined ? 0.85 * DATA.strength[COLUMN.certainty[line]] : alpha;
  pen.strokeStyle = color;
  pen.fillStyle = color;
  pen.lineWidth = wide;
  pen.setLineDash(DATA.modalities[COLUMN.modality[line]].solid ? [] : [7, 5]);
  pen.beginPath();
  if (loop) pen.arc(ax + loop, ay - loop, loop + 6, 0, 2 * Math.PI);
  else {
    pen.moveTo(ax, ay);
    pen.quadraticCurveTo(mx, my, bx, by);
  }
  pen.stroke();
  pen.setLineDash([]);
  if (!loop) arrowHead(pen, bx, by, Math.atan2(by - my, bx - mx), Math.min(11, 4.5 + 1.6 * wide));
  pen.globalAlpha = 1;
}

function arrowHead(pen, x, y, turn, size) {
  pen.beginPath();
  pen.moveTo(x, y);
  [0.36, -0.36].forEach((side) => pen.lineTo(x - size * Math.cos(turn + side), y - size * Math.sin(turn + side)));
  pen.closePath();
  pen.fill();
}

