// The stage: the canvas on the screen, when it is painted anew, and what lies over the picture.

const SETTLED = 90; // milliseconds after which a zoom is taken to be over
const canvas = make("canvas", { tabindex: "0" });
const ink = canvas.getContext("2d", { alpha: false });
const painter = { front: null, job: null, asked: false, zoomed: 0, portions: 6, last: 0, done: [] };
canvasBox.append(canvas);

const drawnFrame = () => canvas;
const DRAWN_AS = "canvasLarge";
const whenDrawn = (then) => painter.done.push(then);

function redraw() {
  canvas.dataset.whole = "no";
  if (painter.asked) return;
  painter.asked = true;
  window.requestAnimationFrame(tick);
}

function moved() {
  if (painter.front && painter.front.lens.scale !== view.scale) painter.zoomed = performance.now();
  redraw();
}

function resize() {
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  const [width, height] = [canvasBox.clientWidth, canvasBox.clientHeight];
  if (!width || !height || (width === view.width && height === view.height && ratio === view.ratio)) return;
  Object.assign(view, { width, height, ratio });
  Object.assign(canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
  redraw();
}

// Brings sizes, colours and what is bright in line with the choices, and has all painted anew.
function styleAll() {
  computeGroups();
  scene.colors = { ...colorsNow(), soft: token("--soft") };
  scene.light = lit();
  NODES.forEach((_, at) => { scene.radius[at] = radiusOf(at); scene.fill[at] = fillOf(at); });
  scene.order = Uint32Array.from(NODES.map((_, at) => at).filter((at) => shown.nodes[at] && !isClosed(at)))
    .sort((a, b) => scene.radius[a] - scene.radius[b] || a - b);
  scene.box = boxOf(scene.order, groups.bubbles);
  const all = boxOf(NODES.keys(), []);
  view.least = Math.min(0.5, (0.4 * Math.min(view.width, view.height)) / Math.max(1, all.right - all.left, all.bottom - all.top));
  scene.version += 1;
  redraw();
}

// Of clusters and bundles nothing is dimmed: they are outlined.
function lit() {
  const { type } = state.chosen || {};
  return ["node", "edge", "path"].includes(type) ? bright() : null;
}

// The box around nodes and bubbles; a little one about the middle if there are none.
function boxOf(nodes, bubbles) {
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  const add = (x, y, r) => {
    box.left = Math.min(box.left, x - r);
    box.right = Math.max(box.right, x + r);
    box.top = Math.min(box.top, y - r);
    box.bottom = Math.max(box.bottom, y + r);
  };
  for (const at of nodes) add(X[at], Y[at], 0);
  bubbles.forEach(({ x, y, r }) => add(x, y, r));
  return box.left <= box.right ? box : { left: -1, right: 1, top: -1, bottom: 1 };
}

function overlapOf(one, other) {
  return { left: Math.max(one.left, other.left), right: Math.min(one.right, other.right), top: Math.max(one.top, other.top), bottom: Math.min(one.bottom, other.bottom) };
}

const contains = (one, other) => one.left <= other.left && one.right >= other.right && one.top <= other.top && one.bottom >= other.bottom;
const grown = ({ left, right, top, bottom }, x, y) => ({ left: left - x, right: right + x, top: top - y, bottom: bottom + y });

// What has to be on the canvas behind: what the screen shows of the picture and its names.
function neededBox(around) {
  const seen = grown(windowOf(view), (around * view.width) / view.scale, (around * view.height) / view.scale);
  const box = overlapOf(seen, grown(scene.box, 130 / view.scale, 50 / view.scale));
  return box.left < box.right && box.top < box.bottom ? box : { left: view.x, right: view.x + 1, top: view.y, bottom: view.y + 1 };
}

function fresh({ lens, version }) {
  return version === scene.version && lens.scale === view.scale && lens.ratio === view.ratio && contains(grown(windowOf(lens), 1, 1), neededBox(0));
}

function begin() {
  const lens = lensOf(neededBox(painter.front ? AROUND_VIEW : 0), view.scale, view.ratio);
  const behind = make("canvas", { width: Math.ceil(lens.width * lens.ratio), height: Math.ceil(lens.height * lens.ratio) });
  const pen = behind.getContext("2d");
  pen.scale(lens.ratio, lens.ratio);
  painter.job = { lens, version: scene.version, canvas: behind, steps: painting(pen, lens) };
}

// Paints as many portions as the last frames had time for; the first picture in one go.
function work() {
  for (let n = 0; painter.job && (n < painter.portions || !painter.front); n += 1) {
    const { done, value } = painter.job.steps.next();
    if (done) {
      painter.front = { ...painter.job, names: value };
      painter.job = null;
    }
  }
}

function tick(now) {
  painter.asked = false;
  if (!canvasBox.clientWidth || !canvasBox.clientHeight) told();
  if (view.width < 2 || !scene.colors) return;
  const since = now - painter.last;
  painter.last = now;
  if (painter.job) painter.portions = Math.min(60, Math.max(2, painter.portions * (since > 34 ? 0.7 : 1.25)));
  const still = performance.now() - painter.zoomed > SETTLED;
  if (painter.job && !fresh(painter.job) && still) painter.job = null;
  if (!painter.job && !(painter.front && fresh(painter.front)) && (still || !painter.front)) begin();
  work();
  compose(ink, view);
  const whole = !painter.job && painter.front && fresh(painter.front);
  canvas.dataset.whole = whole ? "yes" : "no"; // for those who wait for it from outside
  if (whole) window.requestAnimationFrame(told);
  else redraw();
}

// Tells who waited for the picture that it is drawn, or that there is no room to draw it.
function told() {
  painter.done.splice(0).forEach((then) => then());
}

// The picture as last painted, then what is chosen or pointed at, on the screen.
function compose(pen, lens) {
  pen.setTransform(lens.ratio, 0, 0, lens.ratio, 0, 0);
  pen.globalAlpha = 1;
  pen.fillStyle = scene.colors.paper;
  pen.fillRect(0, 0, lens.width, lens.height);
  if (painter.front) {
    const { lens: from, canvas: behind } = painter.front;
    const share = lens.scale / from.scale;
    pen.globalAlpha = scene.light ? QUIET * 1.5 : 1;
    // on whole points of the screen, where nothing is blurred between two
    const [x, y] = [screenX(worldX(0, from), lens), screenY(worldY(0, from), lens)].map((value) => (share === 1 ? Math.round(value * lens.ratio) / lens.ratio : value));
    pen.drawImage(behind, x, y, (behind.width / from.ratio) * share, (behind.height / from.ratio) * share);
    pen.globalAlpha = 1;
  }
  drawLight(pen, lens);
  drawChosen(pen, lens);
}

// The bright lines and nodes over the dimmed picture, with the names of the largest.
function drawLight(pen, lens) {
  if (!scene.light) return;
  const { lines, nodes } = scene.light;
  lines.forEach((line) => {
    const [a, b] = [groupOf(COLUMN.from[line]), groupOf(COLUMN.to[line])];
    if (!shown.edges[line] || a === b) return;
    if (a < NODES.length && b < NODES.length) drawLine(pen, line, lens, { color: scene.colors.accent, alpha: Math.max(0.55, DATA.strength[COLUMN.certainty[line]]), width: Math.max(2, lineWidth(line)) });
    else drawBundle(pen, { a, b, count: 1 }, lens);
  });
  const inSight = [...nodes].filter((at) => shown.nodes[at]);
  new Set(inSight.filter(isClosed).map((at) => COLUMN.cluster[at])).forEach((cluster) => drawBubble(pen, groups.at.get(cluster), lens));
  const open = inSight.filter((at) => !isClosed(at)).sort((a, b) => scene.radius[a] - scene.radius[b] || a - b);
  open.forEach((at) => drawNode(pen, at, lens, { ring: isChosen(at) ? scene.colors.ink : scene.colors.paper, width: isChosen(at) ? 3 : 1 }));
  const first = open.filter(isChosen);
  paintNames(pen, lens, windowOf(lens), [...first, ...open.reverse().filter((at) => !isChosen(at))].slice(0, 60));
}

function drawBundle(pen, { a, b, count }, lens) {
  const [one, two] = [spotOf(a), spotOf(b)];
  pen.strokeStyle = scene.colors.accent;
  pen.lineWidth = Math.max(2.2, bundleWidth(count));
  pen.beginPath();
  pen.moveTo(screenX(one.x, lens), screenY(one.y, lens));
  pen.lineTo(screenX(two.x, lens), screenY(two.y, lens));
  pen.stroke();
  [a, b].map(clusterOfGroup).filter((cluster) => groups.at.has(cluster)).forEach((cluster) => drawBubble(pen, groups.at.get(cluster), lens));
}

function drawChosen(pen, lens) {
  const { type, at, a, b } = state.chosen || {};
  if (type === "bundle") drawBundle(pen, { a, b, count: 2 }, lens);
  if (shown.loss) shown.loss.bereft.filter((one) => !isClosed(one)).forEach((one) => drawNode(pen, one, lens, { ring: scene.colors.warn, width: 2.2 }));
  if (type === "cluster") ringAround(pen, groups.at.get(at) ? { ...DISCS[at], r: bubbleRadius(groups.at.get(at), lens) / lens.scale + 4 / lens.scale } : DISCS[at], lens, 2);
  if (hand.over && hand.over.type === "bubble" && groups.at.has(hand.over.bubble.cluster)) ringAround(pen, { ...hand.over.bubble, r: bubbleRadius(hand.over.bubble, lens) / lens.scale }, lens, 2.5);
  if (state.hovered !== null && !isClosed(state.hovered)) {
    drawNode(pen, state.hovered, lens, { ring: scene.colors.ink, width: 2 });
    paintNames(pen, lens, windowOf(lens), [state.hovered]);
  }
  if (hand.target) ringAround(pen, hand.target, lens, 2, [4, 3]);
}

function ringAround(pen, { x, y, r }, lens, width, dash = []) {
  pen.beginPath();
  pen.arc(screenX(x, lens), screenY(y, lens), r * lens.scale, 0, 2 * Math.PI);
  pen.strokeStyle = scene.colors.accent;
  pen.lineWidth = width;
  pen.setLineDash(dash);
  pen.stroke();
  pen.setLineDash([]);
}

// Shows all that is shown, or only the nodes of `wanted`.
function fitAll(animate = true, most = 1.5, wanted = null) {
  resize();
  const box = wanted ? boxOf(wanted.filter((at) => shown.nodes[at] && !isClosed(at)), wanted.filter(isClosed).map((at) => groups.at.get(COLUMN.cluster[at])).filter(Boolean)) : scene.box;
  fitBox(box, most, animate ? 250 : 0);
}

function fitDisc(cluster) {
  const { x, y, r } = DISCS[cluster];
  fitBox({ left: x - r, right: x + r, top: y - r, bottom: y + r }, 1.5, 350);
}

// Moves the middle of the drawing to what is chosen, near enough to read.
function centre() {
  const { type, at } = state.chosen || {};
  if (type === "cluster") fitDisc(at);
  if (type !== "node" && type !== "edge") return;
  const ends = (type === "node" ? [at] : [EDGES[at].from, EDGES[at].to]).map(groupOf).map(spotOf);
  const middle = (axis) => ends.reduce((sum, end) => sum + end[axis], 0) / ends.length;
  const scale = Math.max(view.scale, 0.8);
  moveTo({ x: middle("x"), y: middle("y") + covered() / 2 / scale, scale }, 350);
}

new ResizeObserver(resize).observe(canvasBox);
resize();

