// Size and colour of the nodes: by class, by cluster, or by a measure with a ramp of colours.

const [SMALL, LARGE] = SIZES;
// Ramps that grow in contrast to the ground, from yellow-green to blue: readable without red or green.
const RAMPS = {
  light: ["#86cbb1", "#42a9bf", "#2384b4", "#265da6", "#15286a"],
  dark: ["#4667c0", "#2f86c1", "#3fb0c4", "#8ad2bb", "#e9f6c3"],
};
const PALETTES = {
  light: ["#0072b2", "#d55e00", "#009e73", "#aa4499", "#a87b00", "#4aa5d9", "#882255", "#4d7a1f", "#d9718f", "#4433a0"],
  dark: ["#4aa3df", "#f08a4b", "#2fc196", "#d78bd0", "#e3c04f", "#a5daf7", "#e0709b", "#a3c76d", "#f5b5c4", "#9d90e8"],
};
const ABSENT = { light: "#b4bcc4", dark: "#5d6872" };

const RANGES = DATA.measures.map((_, measure) => {
  const values = NODES.map((_, at) => valueOf(at, measure)).filter((value) => value !== null);
  if (values.length === 0) return null;
  return { min: values.reduce((a, b) => Math.min(a, b)), max: values.reduce((a, b) => Math.max(a, b)) };
});
const MEASURES = DATA.measures.map((_, measure) => measure).filter((measure) => RANGES[measure]);
const MEMBERS = new Map();
NODES.forEach(({ cluster }, at) => {
  if (!MEMBERS.has(cluster)) MEMBERS.set(cluster, []);
  MEMBERS.get(cluster).push(at);
});
const CLUSTERS = [...MEMBERS.keys()].filter((cluster) => cluster !== null).sort((a, b) => a - b);

const ground = () => (state.dark ? "dark" : "light");
const isMeasure = (choice) => typeof choice === "number";
const measureName = (measure) => local(DATA.measures[measure].label);
const clusterColor = (cluster) => (cluster === null ? ABSENT : PALETTES)[ground()][(cluster - 1) % 10];
const membersOf = (cluster) => MEMBERS.get(cluster) || [];

// Where a value lies between the least (0) and the greatest (1), by its root: most values are small.
function shareOf(measure, at) {
  const value = valueOf(at, measure);
  if (value === null) return null;
  const { min, max } = RANGES[measure];
  return max > min ? Math.sqrt((value - min) / (max - min)) : 1;
}

function rampColor(share) {
  const stops = RAMPS[ground()];
  const place = Math.min(share * (stops.length - 1), stops.length - 1.001);
  return mixed(stops[Math.floor(place) + 1], stops[Math.floor(place)], place % 1);
}

// The size of a node from 0 to 1.
function weightOf(at) {
  if (state.size === "standard") return NODES[at].size;
  if (state.size === "equal") return 0.3;
  return shareOf(state.size, at) || 0;
}

const radiusOf = (at) => SMALL + (LARGE - SMALL) * Math.min(1, Math.max(0, weightOf(at)));

function fillOf(at) {
  if (state.color === "kind") return colorOf(kindOf(NODES[at]));
  if (state.color === "cluster") return clusterColor(NODES[at].cluster);
  const share = shareOf(state.color, at);
  return share === null ? ABSENT[ground()] : rampColor(share);
}

function figure(value) {
  if (value === null) return "–";
  return new Intl.NumberFormat(DATA.langs[state.lang], { maximumSignificantDigits: 3 }).format(value);
}

// Three values of the measure that the colours stand for: at the start, the middle and the end.
function rampMarks(measure) {
  const { min, max } = RANGES[measure];
  return max > min ? [0, 0.5, 1].map((share) => ({ share, value: min + share * share * (max - min) })) : [{ share: 1, value: max }];
}

// What the colours mean, for a picture that leaves the page.
function legendItems() {
  const seen = NODES.map((_, at) => at).filter((at) => shown.nodes[at]);
  if (state.color === "kind") {
    return DATA.kinds.filter((_, kind) => seen.some((at) => NODES[at].kind === kind))
      .map((kind) => ({ color: colorOf(kind), shape: kind.shape, text: local(kind.label) }));
  }
  if (state.color === "cluster") {
    return CLUSTERS.filter((cluster) => seen.some((at) => NODES[at].cluster === cluster))
      .map((cluster) => ({ color: clusterColor(cluster), shape: "dot", text: words("cluster", { n: cluster }) }));
  }
  return rampMarks(state.color).map(({ share, value }, n) => ({
    color: rampColor(share), shape: "square", text: n === 0 ? `${measureName(state.color)} ${figure(value)}` : figure(value),
  }));
}

// The measures in use, each once: columns of the table.
function chosenMeasures() {
  return [...new Set([state.size, state.color])].filter(isMeasure);
}
