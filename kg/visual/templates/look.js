// What stays bright, in which colours, and where the drawing moves: the same for every renderer.

const QUIET = 0.16;
const MARGIN = 56; // pixels around the outermost nodes, where names stand
const canvasBox = byId("canvas");
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// The nodes and lines that stay bright: the chosen one and what touches it; null if all do.
function bright() {
  if (!state.chosen || state.chosen.type === "loss") return null;
  const { type, at } = state.chosen;
  if (type === "cluster") return brightPart(membersOf(at));
  if (type === "path") return brightWay(state.chosen);
  const lines = new Set(type === "edge" ? [at] : linesOf(at));
  const nodes = new Set(type === "edge" ? [] : [at]);
  lines.forEach((line) => nodes.add(EDGES[line].from).add(EDGES[line].to));
  return { lines, nodes };
}

function brightPart(members) {
  const nodes = new Set(members);
  const inner = EDGES.map((_, at) => at).filter((at) => nodes.has(EDGES[at].from) && nodes.has(EDGES[at].to));
  return { lines: new Set(inner), nodes, plain: true };
}

function brightWay(chosen) {
  const way = wayOf(chosen);
  return way ? { lines: new Set(way.steps.flat()), nodes: new Set(way.nodes) } : { lines: new Set(), nodes: new Set([chosen.from, chosen.to]) };
}

// Whether a node is what was chosen, or an end of a chosen path.
function isChosen(at) {
  const { type, at: one, from, to } = state.chosen || {};
  return type === "node" ? one === at : type === "path" && (from === at || to === at);
}

// Returns `share` of one colour over another, both as #rrggbb, so that no line shines through.
function mixed(color, ground, share) {
  const part = (text, from) => parseInt(text.slice(from, from + 2), 16);
  return `#${[1, 3, 5].map((from) => Math.round(part(color, from) * share + part(ground, from) * (1 - share))
    .toString(16).padStart(2, "0")).join("")}`;
}

function colorsNow() {
  return { paper: token("--paper"), ink: token("--ink"), edge: token("--edge"), accent: token("--accent"), warn: token("--warn") };
}

// How much of the drawing a sheet covers from below, in pixels; none while it is drawn for a file.
function covered() {
  if (panel.hidden || canvasBox.style.width || getComputedStyle(panel).position !== "absolute") return 0;
  return Math.max(0, canvasBox.getBoundingClientRect().bottom - panel.getBoundingClientRect().top);
}

// Moves the drawing to what is looked at: the whole neighbourhood or path, else what is chosen.
function aim() {
  const way = state.chosen && state.chosen.type === "path" ? wayOf(state.chosen) : null;
  if (way) fitAll(true, 1.5, way.nodes);
  else if (state.focus) fitAll();
  else centre();
}
