// What the reader has chosen, the lines by node, and the few ways to make an element.

const SVG = "http://www.w3.org/2000/svg";

// What an address without a fragment shows.
const usual = () => ({
  lang: DATA.lang,
  dark: window.matchMedia("(prefers-color-scheme: dark)").matches,
  themed: false, // whether the reader chose the colours
  view: "network",
  chosen: null, // {type: "node" | "edge" | "cluster", at: number}, {type: "path", from, to} or {type: "loss"}
  year: null, // null is all times
  undated: true,
  size: "standard", // or "equal", or the number of a measure
  color: "kind", // or "cluster", or the number of a measure
  hulls: false,
  focus: null, // {at: number of a node, steps: 1 | 2}
  pick: null, // the node from which a path is wanted
  gone: [], // numbers of nodes taken out
  grouped: false, // whether clusters are closed, each drawn as one
  opened: [], // numbers of clusters opened
});
const state = { ...usual(), hovered: null };

// What pages of one kind add: panels by what is chosen, parts of the address and what is read
// from it, chips, and a step back that Escape asks for.
const PANELS = {};
const PLUS = { parts: () => [], chosen: () => null, look: () => {}, read: () => null, chips: () => [], switches: () => [], reveal: () => {}, back: () => false };

// Lines by node, one node after the other; a loop counts once.
const STARTS = new Uint32Array(NODES.length + 1);
EDGES.forEach(({ from, to }) => {
  STARTS[from + 1] += 1;
  if (to !== from) STARTS[to + 1] += 1;
});
STARTS.forEach((count, at) => { STARTS[at] = count + (at > 0 ? STARTS[at - 1] : 0); });
const TOUCHING = new Uint32Array(STARTS[NODES.length]);
const free = STARTS.slice();
EDGES.forEach(({ from, to }, line) => {
  TOUCHING[free[from]++] = line;
  if (to !== from) TOUCHING[free[to]++] = line;
});
const linesOf = (at) => TOUCHING.subarray(STARTS[at], STARTS[at + 1]);
const degree = (at) => STARTS[at + 1] - STARTS[at];

const byId = (id) => document.getElementById(id);
const local = (pair) => pair[state.lang];
const other = (pair) => pair[1 - state.lang];
const kindOf = (node) => DATA.kinds[node.kind];
const colorOf = (kind) => (state.dark ? kind.dark : kind.color);
const nodeName = (at) => local(NODES[at].label);
const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

function words(key, values = {}) {
  return DATA.strings[DATA.langs[state.lang]][key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

// Returns an element; `props.class`, `props.text`, `props.on` are special, the rest are attributes.
function make(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === "class") element.className = value;
    else if (name === "text") element.textContent = value;
    else if (name === "on") element.addEventListener("click", value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// Returns an element of a drawing; no style attributes, which the policy of the page forbids.
function shape(tag, props = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(props)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

// Returns a text from the data, kept from reordering the text around it.
function data(text) {
  return make("bdi", { text });
}

const OUTLINES = new Map([
  ["dot", "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13z"],
  ["square", "M2.2 2.2h11.6v11.6H2.2z"],
  ["diamond", "M8 .8 15.2 8 8 15.2.8 8z"],
  ["triangle", "M8 1.4 15 14H1z"],
  ["triangleDown", "M8 14.6 1 2h14z"],
  ["star", "m8 .8 2.1 4.9 5.3.4-4 3.5 1.2 5.2L8 12l-4.6 2.8 1.2-5.2-4-3.5 5.3-.4z"],
  ["hexagon", "M4.4 1.8h7.2L15.2 8l-3.6 6.2H4.4L.8 8z"],
]);

// Returns the small picture of a class: its shape in its colour, empty if `hollow`.
function swatch(kind, hollow = false, color = colorOf(kind)) {
  const dash = hollow ? { "stroke-dasharray": "3 2" } : {};
  return shape("svg", { viewBox: "0 0 16 16", class: "swatch", "aria-hidden": "true" }, shape("path", {
    d: OUTLINES.get(kind.shape), fill: hollow ? "none" : color, stroke: color, "stroke-width": hollow ? 1.6 : 0, ...dash,
  }));
}

// Width, case, accents, and spacing do not count when names are compared.
function fold(text) {
  return text.normalize("NFKD").replace(/[\p{M}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, "")
    .toLowerCase().replace(/[\s'’·\-–—_.,]+/gu, " ").trim();
}

const squeeze = (text) => text.replaceAll(" ", "");
