// The data of the page, what the reader has chosen, and the few ways to make an element.

const DATA = JSON.parse(document.getElementById("data").textContent);
const NODES = DATA.nodes;
const EDGES = DATA.edges;
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
});
const state = { ...usual(), hovered: null };

// Lines by node; a loop counts once.
const LINES = NODES.map(() => []);
EDGES.forEach((edge, at) => {
  LINES[edge.from].push(at);
  if (edge.to !== edge.from) LINES[edge.to].push(at);
});

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
