// The hand: pointer, wheel, fingers and keys on the drawing, and what they point at.

const REACH = 5; // pixels beside a mark that still mean it
const STEP = 60;
const pointers = new Map();
const press = { x: 0, y: 0, far: false, gap: 0 };

// The node, bubble, name or line at a point of the screen, or null; `reach` is how far beside it.
function markAt(px, py, reach = REACH) {
  return nodeAt(px, py, reach) || bubbleAt(px, py) || nameAt(px, py) || lineAt(px, py, reach);
}

function nodeAt(px, py, reach) {
  let best = null;
  let least = Infinity;
  for (let n = scene.order.length - 1; n >= 0; n -= 1) {
    const at = scene.order[n];
    const far = Math.hypot(screenX(X[at]) - px, screenY(Y[at]) - py) - pixelRadius(at, view);
    if (far < reach && far < least) [best, least] = [at, far];
  }
  return best === null ? null : { type: "node", at: best };
}

function bubbleAt(px, py) {
  const bubble = groups.bubbles.find((one) => Math.hypot(screenX(one.x) - px, screenY(one.y) - py) <= bubbleRadius(one, view));
  return bubble ? { type: "bubble", bubble } : null;
}

function nameAt(px, py) {
  if (!painter.front || scene.light) return null;
  const { lens, names: written } = painter.front;
  const [x, y] = [screenX(worldX(px), lens), screenY(worldY(py), lens)];
  const hit = written.boxes.find((box) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom);
  return hit ? { type: "node", at: hit.at } : null;
}

function farFrom(px, py, [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const share = Math.min(1, Math.max(0, ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(ax + share * dx - px, ay + share * dy - py);
}

function lineAt(px, py, reach) {
  const spot = { left: worldX(px - reach), right: worldX(px + reach), top: worldY(py - reach), bottom: worldY(py + reach) };
  let best = null;
  let least = reach;
  linesInSight(spot).forEach((line) => {
    const { ax, ay, bx, by, mx, my } = wayOfLine(line, view);
    if (mx === undefined) return;
    const middle = [(ax + 2 * mx + bx) / 4, (ay + 2 * my + by) / 4];
    const far = Math.min(farFrom(px, py, [ax, ay], middle), farFrom(px, py, middle, [bx, by]));
    if (far < least) [best, least] = [{ type: "edge", at: line }, far];
  });
  groups.bundles.forEach(({ a, b, count }) => {
    const [one, two] = [spotOf(a), spotOf(b)].map(({ x, y }) => [screenX(x), screenY(y)]);
    const far = farFrom(px, py, one, two) - bundleWidth(count) / 2;
    if (far < least) [best, least] = [{ type: "bundle", a, b }, far];
  });
  return best;
}

// Chooses what was pointed at; a closed cluster opens.
function take(mark) {
  if (!mark) choose(null);
  else if (mark.type === "bubble") {
    state.chosen = { type: "cluster", at: mark.bubble.cluster };
    openCluster(mark.bubble.cluster);
  } else if (mark.type === "bundle") chooseBundle(mark.a, mark.b);
  else choose(mark.type, mark.at);
}

function hover(mark) {
  const node = mark && mark.type === "node" ? mark.at : null;
  const same = state.hovered === node && (hand.over || {}).bubble === (mark || {}).bubble;
  Object.assign(hand, { over: mark });
  state.hovered = node;
  canvas.title = node === null ? "" : nodeName(node);
  canvas.style.cursor = mark ? "pointer" : "";
  if (!same) redraw();
}

const pointOf = (event) => { const box = canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
const gapOf = () => { const [one, two] = [...pointers.values()]; return Math.hypot(one[0] - two[0], one[1] - two[1]); };
const middleOf = () => { const all = [...pointers.values()]; return [0, 1].map((axis) => all.reduce((sum, point) => sum + point[axis], 0) / all.length); };

canvas.addEventListener("pointerdown", (event) => {
  if (event.button !== 0) return;
  canvas.setPointerCapture(event.pointerId);
  pointers.set(event.pointerId, pointOf(event));
  window.cancelAnimationFrame(moving);
  const [x, y] = middleOf();
  Object.assign(press, { x, y, far: press.far && pointers.size > 1, gap: pointers.size === 2 ? gapOf() : 0, start: pointOf(event) });
});
canvas.addEventListener("pointermove", (event) => {
  if (!pointers.has(event.pointerId)) {
    hover(markAt(...pointOf(event)));
    return;
  }
  pointers.set(event.pointerId, pointOf(event));
  const [x, y] = middleOf();
  if (Math.hypot(x - press.start[0], y - press.start[1]) > 4) press.far = true;
  if (!press.far) return;
  moveTo({ x: view.x - (x - press.x) / view.scale, y: view.y - (y - press.y) / view.scale, scale: view.scale });
  if (pointers.size === 2) {
    zoomAt(x, y, gapOf() / (press.gap || 1));
    press.gap = gapOf();
  }
  Object.assign(press, { x, y });
});
function lift(event) {
  if (!pointers.delete(event.pointerId)) return;
  if (event.type === "pointerup" && !press.far && pointers.size === 0) take(markAt(...pointOf(event), event.pointerType === "touch" ? 14 : REACH));
  if (pointers.size === 0) press.far = false;
  else [press.x, press.y] = middleOf();
}
canvas.addEventListener("pointerup", lift);
canvas.addEventListener("pointercancel", lift);
canvas.addEventListener("pointerleave", () => hover(null));
canvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoomAt(...pointOf(event), 2 ** (-event.deltaY * (event.deltaMode === 1 ? 30 : 1) / (event.ctrlKey ? 90 : 320)));
}, { passive: false });
canvas.addEventListener("dblclick", (event) => { if (!markAt(...pointOf(event))) zoomAt(...pointOf(event), 2, 200); });

// What the keys mean: the bubble or node nearest to the middle of the screen.
function aimKeys() {
  const [px, py] = [view.width / 2, view.height / 2];
  const near = (x, y, r) => Math.max(0, Math.hypot(screenX(x) - px, screenY(y) - py) - r);
  const best = { far: Infinity, mark: null, target: null };
  const offer = (far, mark, target) => { if (far < best.far) Object.assign(best, { far, mark, target }); };
  groups.bubbles.forEach((bubble) => { const r = bubbleRadius(bubble, view); offer(near(bubble.x, bubble.y, r), { type: "bubble", bubble }, { ...bubble, r: (r + 4) / view.scale }); });
  for (const at of scene.order) { const r = pixelRadius(at, view); offer(near(X[at], Y[at], r), { type: "node", at }, { x: X[at], y: Y[at], r: (r + 5) / view.scale }); }
  hand.target = best.target;
  return best.mark;
}

const pan = (x, y) => () => moveTo({ x: view.x + (x * STEP) / view.scale, y: view.y + (y * STEP) / view.scale, scale: view.scale });
const zoom = (factor) => () => zoomAt(view.width / 2, view.height / 2, factor);
const ACTS = new Map([
  ["ArrowLeft", pan(-1, 0)], ["ArrowRight", pan(1, 0)], ["ArrowUp", pan(0, -1)], ["ArrowDown", pan(0, 1)],
  ["+", zoom(1.25)], ["=", zoom(1.25)], ["-", zoom(0.8)], ["0", () => fitAll()],
]);
canvas.addEventListener("keydown", (event) => {
  if (event.key === "Enter") {
    take(aimKeys());
    event.preventDefault();
  }
  const act = ACTS.get(event.key);
  if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  act();
  const mark = aimKeys();
  if (mark) say(mark.type === "bubble" ? clusterName(mark.bubble.cluster) : nodeName(mark.at), false);
});
canvas.addEventListener("focus", () => { if (canvas.matches(":focus-visible")) aimKeys(); redraw(); });
canvas.addEventListener("blur", () => { hand.target = null; redraw(); });

// One step back: the cluster chosen closes, then the one opened last.
PLUS.back = () => {
  const { type, at } = state.chosen || {};
  if (type && type !== "cluster") return false;
  const last = type ? at : state.opened[state.opened.length - 1];
  if (!state.grouped || last === undefined || !state.opened.includes(last)) return false;
  closeCluster(last);
  fitAll();
  return true;
};

