// Groups: which clusters are open, and what is drawn for those that are closed.

const AT_ONCE = 25000; // a picture of more nodes opens with its clusters closed
const CLUSTERED = CLUSTERS.length > 1;
const TOP = CLUSTERS.length > 0 ? CLUSTERS[CLUSTERS.length - 1] + 1 : 1; // numbers of clusters, 0 for none
const hand = { over: null, target: null }; // what is pointed at, by pointer and by keys
const groups = { closed: new Uint8Array(TOP), bubbles: [], bundles: [], lines: new Uint32Array(0), at: new Map() };
const usuallyGrouped = CLUSTERED && NODES.length > AT_ONCE;

// Middle and radius of the disc in which a cluster lies, by its number.
const DISCS = Array.from({ length: TOP }, () => ({ x: 0, y: 0, r: 0, size: 0 }));
COLUMN.cluster.forEach((cluster, at) => {
  const disc = DISCS[cluster];
  disc.x += X[at];
  disc.y += Y[at];
  disc.size += 1;
});
DISCS.forEach((disc) => { disc.x /= disc.size || 1; disc.y /= disc.size || 1; });
COLUMN.cluster.forEach((cluster, at) => {
  const disc = DISCS[cluster];
  disc.r = Math.max(disc.r, Math.hypot(X[at] - disc.x, Y[at] - disc.y));
});
DISCS.forEach((disc) => { disc.r += 42; });

const isClosed = (at) => groups.closed[COLUMN.cluster[at]] === 1;
// The name of a group: of a node its number, of a closed cluster a number behind all nodes.
const groupOf = (at) => (isClosed(at) ? NODES.length + COLUMN.cluster[at] : at);
const clusterOfGroup = (group) => (group >= NODES.length ? group - NODES.length : null);
const spotOf = (group) => (group < NODES.length ? { x: X[group], y: Y[group], r: 0 } : DISCS[group - NODES.length]);

// Brings groups in line with what is shown and opened.
function computeGroups() {
  const key = [state.grouped, Boolean(state.focus), ...state.opened].join();
  if (groups.of === shown.edges && groups.key === key) return;
  Object.assign(groups, { of: shown.edges, key });
  groups.closed.fill(state.grouped ? 1 : 0);
  state.opened.forEach((cluster) => { groups.closed[cluster] = 0; });
  if (state.focus) groups.closed.fill(0);
  groups.bubbles = DISCS.map((disc, cluster) => ({ cluster, count: 0, first: -1, kinds: new Map(), ...disc }));
  NODES.forEach((_, at) => {
    const bubble = groups.bubbles[COLUMN.cluster[at]];
    if (!shown.nodes[at]) return;
    bubble.count += 1;
    if (bubble.first < 0 || COLUMN.size[at] > COLUMN.size[bubble.first]) bubble.first = at;
    bubble.kinds.set(COLUMN.kind[at], (bubble.kinds.get(COLUMN.kind[at]) || 0) + 1);
  });
  groups.bubbles = groups.bubbles.filter(({ cluster, count }) => count > 0 && groups.closed[cluster]);
  groups.bubbles.forEach((bubble) => { bubble.r = Math.max(30, 0.58 * bubble.r * Math.sqrt(bubble.count / bubble.size)); });
  groups.at = new Map(groups.bubbles.map((bubble) => [bubble.cluster, bubble]));
  computeBundles();
}

// Lines between open nodes are drawn one by one; those of closed clusters as one with a count.
function computeBundles() {
  const apart = NODES.length + TOP;
  const found = new Map();
  const single = [];
  shown.edges.forEach((on, line) => {
    if (!on) return;
    const [a, b] = [groupOf(COLUMN.from[line]), groupOf(COLUMN.to[line])];
    if (a < NODES.length && b < NODES.length) single.push(line);
    else if (a !== b) {
      const key = Math.min(a, b) * apart + Math.max(a, b);
      found.set(key, (found.get(key) || 0) + 1);
    }
  });
  groups.lines = Uint32Array.from(single);
  groups.bundles = [...found].map(([key, count]) => ({ a: Math.floor(key / apart), b: key % apart, count }))
    .sort((one, two) => one.count - two.count || one.a - two.a || one.b - two.b);
}

// The lines behind a bundle.
function linesBetween(a, b) {
  return EDGES.map((_, line) => line).filter((line) => {
    if (!shown.edges[line]) return false;
    const [one, two] = [groupOf(COLUMN.from[line]), groupOf(COLUMN.to[line])];
    return (one === a && two === b) || (one === b && two === a);
  });
}

const clusterName = (cluster) => (cluster === 0 ? words("unclustered") : words("cluster", { n: cluster }));

function openCluster(cluster, look = true) {
  state.opened = [...state.opened.filter((one) => one !== cluster), cluster];
  groupsChanged();
  if (look) fitDisc(cluster);
  say(words("opened", { name: clusterName(cluster), n: DISCS[cluster].size }), false);
}

function closeCluster(cluster) {
  state.opened = state.opened.filter((one) => one !== cluster);
  if (state.chosen && state.chosen.type === "cluster" && state.chosen.at === cluster) state.chosen = null;
  groupsChanged();
}

function groupsChanged() {
  computeGroups();
  drawChips();
  drawPanel();
  styleAll();
  remember();
}

// Opens the clusters without which a node or a line cannot be seen.
function openFor(nodes) {
  const closed = new Set(nodes.filter(isClosed).map((at) => COLUMN.cluster[at]));
  closed.forEach((cluster) => { state.opened = [...state.opened, cluster]; });
  return closed.size > 0;
}

