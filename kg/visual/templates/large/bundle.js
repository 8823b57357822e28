// What only a page with closed clusters asks: the lines behind a bundle, what is open, the address.

const NAMED_OPEN = 4; // clusters opened that have a chip of their own

function chooseBundle(a, b) {
  const lines = linesBetween(a, b);
  if (lines.length === 1) {
    choose("edge", lines[0]);
    return;
  }
  state.chosen = { type: "bundle", a, b };
  drawPanel();
  styleAll();
  remember();
}

function groupButton(group) {
  const cluster = clusterOfGroup(group);
  if (cluster === null) return goto(group);
  return make("button", { type: "button", class: "goto", on: () => choose("cluster", cluster, { centre: true, focus: true }) },
    swatch({ shape: "dot" }, false, clusterColor(cluster || null)), data(clusterName(cluster)));
}

function bundlePanel() {
  const { a, b } = state.chosen;
  const lines = linesBetween(a, b).sort((one, two) => COLUMN.weight[two] - COLUMN.weight[one] || one - two);
  return [
    panelTop(make("p", { class: "chip", text: words("bundle") })),
    make("h2", { tabindex: "-1", text: words("bundleOf", { n: figureFull(lines.length) }) }),
    make("div", { class: "ends" }, groupButton(a), make("p", { class: "verb" }, data("↕")), groupButton(b)),
    make("h3", {}, words("tableLines"), make("small", { text: figureFull(lines.length) })),
    ...listed(lines, bundleRow),
  ];
}

// One line of a bundle: who is tied to whom how, and the way to its evidence.
function bundleRow(line) {
  const { from, to, relation, claims } = EDGES[line];
  const text = `${nodeName(from)} → ${nodeName(to)}`;
  return make("div", { class: "next" },
    make("button", { type: "button", class: "goto", on: () => choose("edge", line, { centre: true, focus: true }) }, make("span", {}, data(text), make("small", { class: "relation" }, data(` ${local(DATA.relations[relation].label)}`)))),
    make("button", { type: "button", class: "link proof", "aria-label": `${words("openLine")}: ${text}`, text: `${words("evidence")} (${claims.length})`, on: () => choose("edge", line, { focus: true }) }));
}

PANELS.bundle = bundlePanel;
const plainCluster = PANELS.cluster;
PANELS.cluster = (cluster) => {
  const closed = groups.closed[cluster] === 1;
  const act = state.grouped ? make("button", { type: "button", class: "act", id: "open-cluster", text: words(closed ? "openCluster" : "closeCluster"),
    on: () => { if (closed) openCluster(cluster); else closeCluster(cluster); } }) : null;
  const rows = plainCluster(cluster);
  return [...rows.slice(0, 3), make("div", { class: "acts" }, act), ...rows.slice(3)];
};

PLUS.chips = () => {
  if (!state.grouped || state.opened.length === 0) return [];
  const all = state.opened.length > NAMED_OPEN;
  if (all) return [chip("opened", words("openedChip", { n: state.opened.length }), null, () => { state.opened = []; groupsChanged(); fitAll(); })];
  return state.opened.map((cluster) => chip("opened", clusterName(cluster), () => choose("cluster", cluster, { centre: true, focus: true }), () => { closeCluster(cluster); }));
};

// A group in the address: ~ and the number of a cluster, or the key of a node.
const groupKey = (group) => (clusterOfGroup(group) === null ? encode(NODES[group].key) : `~${clusterOfGroup(group)}`);
function groupNamed(key) {
  const number = /^~(\d{1,7})$/.exec(key);
  if (number) return Number(number[1]) < TOP && groups.closed[Number(number[1])] ? NODES.length + Number(number[1]) : undefined;
  return KEY_AT.get(key);
}

PLUS.reveal = (nodes) => {
  if (!scene.colors) computeGroups();
  if (openFor(nodes)) drawChips();
};

PLUS.switches = () => {
  const toggle = make("input", { type: "checkbox", role: "switch", id: "grouped" });
  toggle.checked = state.grouped;
  toggle.addEventListener("change", () => {
    Object.assign(state, { grouped: toggle.checked, opened: [] });
    lookChanged();
    drawChips();
    fitAll();
  });
  return [make("label", { class: "choice" }, toggle, make("span", { text: words("grouped") }))];
};

PLUS.parts = () => [
  ...(state.grouped === usuallyGrouped ? [] : [["clusters", state.grouped ? "closed" : "open"]]),
  ...(state.grouped && state.opened.length > 0 ? [["opened", state.opened.join(",")]] : []),
];
PLUS.chosen = () => ["between", `${groupKey(state.chosen.a)},${groupKey(state.chosen.b)}`];
PLUS.look = (said) => {
  const one = (said.get("clusters") || [""])[0];
  state.grouped = CLUSTERED && (one === "closed" || (one !== "open" && usuallyGrouped));
  state.opened = [...new Set((said.get("opened") || []).map(Number))].filter((cluster) => Number.isInteger(cluster) && cluster >= 0 && cluster < TOP && DISCS[cluster].size > 0);
};
PLUS.read = (said) => {
  const ends = (said.get("between") || []).slice(0, 2);
  if (ends.length < 2) return null;
  computeGroups();
  const [a, b] = ends.map(groupNamed);
  return a === undefined || b === undefined || a === b || linesBetween(a, b).length === 0 ? null : { type: "bundle", a, b };
};

