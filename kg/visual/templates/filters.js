// The legend and the filters: what is ticked off, and what remains to be seen.

const GROUPS = [
  { key: "kind", items: DATA.kinds, open: true },
  { key: "relation", items: DATA.relations, word: "layers", switches: true },
  { key: "source", items: DATA.sources },
  { key: "modality", items: DATA.modalities },
  { key: "certainty", items: DATA.certainties },
];
GROUPS.forEach((group) => { group.off = new Set(); });
const OFF = new Map(GROUPS.map((group) => [group.key, group.off]));

const sourcesOf = (thing) => Array.from(thing.claims, sourceOf);
const anyOn = (off, values) => values.length === 0 || values.some((value) => !off.has(value));

// What stands behind each choice of a group, for the counts beside it.
function tallyOf(group) {
  const counts = group.items.map(() => 0);
  const add = (item) => { counts[item] += 1; };
  if (group.key === "source") [NODES, EDGES].forEach((list) => list.forEach((thing) => new Set(sourcesOf(thing)).forEach(add)));
  else (group.key === "kind" ? NODES : EDGES).forEach((thing) => add(thing[group.key]));
  return counts;
}

function edgePasses(edge) {
  return !OFF.get("relation").has(edge.relation) && !OFF.get("modality").has(edge.modality)
    && !OFF.get("certainty").has(edge.certainty) && (OFF.get("source").size === 0 || anyOn(OFF.get("source"), sourcesOf(edge)));
}

// A node with lines stays while any of them stays. One without answers for its own claims, and
// leaves when the reader asks for certain lines.
function nodePasses(at) {
  if (OFF.get("kind").has(NODES[at].kind)) return false;
  if (degree(at) > 0) return linesOf(at).some((line) => shown.passes[line]);
  const asked = ["relation", "modality", "certainty"].some((key) => OFF.get(key).size > 0) || state.year !== null || !state.undated;
  return !asked && anyOn(OFF.get("source"), sourcesOf(NODES[at]));
}

const shown = { passes: [], nodes: [], edges: [], loss: null };

const linesAmong = (nodes) => EDGES.map((edge, at) => shown.passes[at] && nodes[edge.from] && nodes[edge.to]);

// Filters and time first, then the neighbourhood asked for, then without the nodes taken out.
function computeShown() {
  shown.passes = EDGES.map((edge, at) => edgePasses(edge) && timePasses(at));
  shown.nodes = NODES.map((_, at) => nodePasses(at));
  shown.edges = linesAmong(shown.nodes);
  if (state.focus) {
    const { at, steps } = state.focus;
    const near = shown.nodes[at] ? within(nearby(shown.nodes, shown.edges), at, steps) : new Set();
    shown.nodes = NODES.map((_, one) => near.has(one));
    shown.edges = linesAmong(shown.nodes);
  }
  shown.loss = null;
  if (state.gone.length > 0) takeAway();
}

// Takes nodes out of what is shown, and keeps what that changes.
function takeAway() {
  const { nodes, edges } = shown;
  shown.nodes = nodes.map((on, at) => on && !state.gone.includes(at));
  shown.edges = linesAmong(shown.nodes);
  const tied = (list) => new Set(EDGES.flatMap((edge, at) => (list[at] && edge.from !== edge.to ? [edge.from, edge.to] : [])));
  const left = tied(shown.edges);
  shown.loss = {
    before: figuresOf(nodes, edges),
    after: figuresOf(shown.nodes, shown.edges),
    bereft: [...tied(edges)].filter((at) => shown.nodes[at] && !left.has(at)).sort((a, b) => a - b),
  };
}

const countShown = (list) => list.filter(Boolean).length;

function clearFilters() {
  GROUPS.forEach((group) => group.off.clear());
  Object.assign(state, { year: null, undated: true });
  drawFilters();
  filtersChanged();
}

// Brings a node or a line back into sight: out of the neighbourhood shown, then past the filters.
function reveal(type, at) {
  const hidden = () => !shown[type === "node" ? "nodes" : "edges"][at];
  if (hidden() && (state.focus || state.gone.length > 0)) {
    Object.assign(state, { focus: null, gone: [] });
    filtersChanged();
  }
  if (hidden()) clearFilters();
  PLUS.reveal(type === "node" ? [at] : [EDGES[at].from, EDGES[at].to]);
}

function drawFilters() {
  const opened = new Map(GROUPS.map((group) => [group.key, group.box ? group.box.open : Boolean(group.open)]));
  const boxes = GROUPS.filter((group) => group.items.length > 0).map((group) => {
    group.box = filterBox(group, opened.get(group.key));
    return group.box;
  });
  const reset = make("button", { type: "button", class: "link reset", id: "reset", text: words("reset"), on: clearFilters });
  byId("filters").replaceChildren(...boxes, reset);
  markFilters();
}

// Tells whether no thing of a class has a name: all of them are drawn empty.
const unnamed = (kind) => NODES.every((node) => node.hollow || kindOf(node) !== kind);

function filterBox(group, open) {
  group.counts = group.counts || tallyOf(group);
  group.tally = make("small");
  group.inputs = group.items.map((_, at) => choiceInput(group, at));
  const set = (off, but) => () => {
    group.off.clear();
    if (off) group.items.forEach((_, at) => { if (at !== but) group.off.add(at); });
    group.inputs.forEach((input, at) => { input.checked = !group.off.has(at); });
    filtersChanged();
  };
  const rows = group.items.map((item, at) => make("div", { class: "option" }, make("label", { class: "choice" },
    group.inputs[at], group.key === "kind" ? swatch(item, unnamed(item)) : null,
    make("span", {}, data(local(item.label))), make("small", { text: figureFull(group.counts[at]) })),
  make("button", { type: "button", class: "link only", text: words("only"), "aria-label": words("onlyThis", { name: local(item.label) }), on: set(true, at) })));
  const pick = make("div", { class: "pick" },
    make("button", { type: "button", class: "link", text: words("all"), on: set(false), "aria-label": `${words("all")} – ${words(group.word || group.key)}` }),
    make("button", { type: "button", class: "link", text: words("none"), on: set(true), "aria-label": `${words("none")} – ${words(group.word || group.key)}` }));
  return make("details", { class: "group", "data-group": group.key, open },
    make("summary", {}, make("span", { text: words(group.word || group.key) }), group.tally), pick,
    make("div", { role: "group", "aria-label": words(group.word || group.key) }, ...rows));
}

function choiceInput(group, at) {
  const input = make("input", { type: "checkbox", role: group.switches ? "switch" : undefined });
  input.checked = !group.off.has(at);
  input.addEventListener("change", () => {
    if (input.checked) group.off.delete(at);
    else group.off.add(at);
    filtersChanged();
  });
  return input;
}

// Writes the tallies, the mark on the filter button, and the status line.
function markFilters() {
  if (!byId("reset")) return;
  let active = state.year !== null || !state.undated ? 1 : 0;
  GROUPS.filter((group) => group.box).forEach((group) => {
    const on = group.items.length - group.off.size;
    active += group.off.size > 0 ? 1 : 0;
    group.tally.textContent = group.off.size > 0 ? `${on} / ${group.items.length}` : String(group.items.length);
  });
  byId("reset").hidden = active === 0;
  byId("filter-mark").hidden = active === 0;
  byId("filter-mark").textContent = String(active);
  byId("status").textContent = words("showing", {
    n: figureFull(countShown(shown.nodes)), nodes: figureFull(NODES.length), m: figureFull(countShown(shown.edges)), lines: figureFull(EDGES.length),
  });
}

function filtersChanged() {
  computeShown();
  markFilters();
  markView();
  drawChips();
  if (state.chosen && !["node", "edge"].includes(state.chosen.type)) drawPanel();
  styleAll();
  tableChanged();
  remember();
}
