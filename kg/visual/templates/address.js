// The address: what is seen as a readable fragment such as #year=2024&color=pagerank&node=gid:x.
// What it names must be in the page; anything else is ignored, and nothing of it becomes text.

const LONGEST = 20000;
let written = window.location.hash.slice(1);
let timer = 0;

const ending = (key) => key.split(/[:/#]/).pop();

// A key as part of the fragment, as readable as may be; half a sign cannot be written.
function encode(key) {
  try { return encodeURIComponent(key).replaceAll("%3A", ":").replaceAll("%2F", "/"); } catch { return ""; }
}

// A short name for each item of a list: its last part where that is the only one, else its key.
function shortNames(items) {
  const counts = new Map();
  items.forEach(({ key }) => counts.set(ending(key), (counts.get(ending(key)) || 0) + 1));
  return items.map(({ key }) => (counts.get(ending(key)) === 1 && ending(key) ? ending(key) : key));
}

const SHORT = new Map([...GROUPS.map((group) => [group.key, shortNames(group.items)]), ["measure", shortNames(DATA.measures)], ["relation", shortNames(DATA.relations)]]);
const KEY_AT = new Map(NODES.map((node, at) => [node.key, at]));
const nodeKeys = (list) => list.map((at) => encode(NODES[at].key)).join(",");

function lineName(at) {
  const { from, to, relation } = EDGES[at];
  const twins = [...linesOf(from)].filter((one) => EDGES[one].from === from && EDGES[one].to === to && EDGES[one].relation === relation);
  const parts = [encode(NODES[from].key), encode(SHORT.get("relation")[relation]), encode(NODES[to].key)];
  return [...parts, ...(twins.indexOf(at) > 0 ? [twins.indexOf(at) + 1] : [])].join(",");
}

function chosenPart() {
  if (!state.chosen) return null;
  const { type, at, from, to } = state.chosen;
  if (type === "node") return ["node", encode(NODES[at].key)];
  if (type === "edge") return ["line", lineName(at)];
  if (type === "path") return ["path", nodeKeys([from, to])];
  if (type === "cluster") return ["cluster", at];
  return type === "loss" ? ["open", "loss"] : PLUS.chosen();
}

// What is filtered as the shorter of two lists: what is hidden, or what alone is shown.
function filterParts() {
  return GROUPS.filter((group) => group.off.size > 0).map((group) => {
    const off = group.items.map((_, at) => at).filter((at) => group.off.has(at));
    const on = group.items.map((_, at) => at).filter((at) => !group.off.has(at));
    const list = on.length < off.length ? on : off;
    return [`${list === on ? "only" : "hide"}-${group.key}`, list.map((at) => encode(SHORT.get(group.key)[at])).join(",")];
  });
}

// The fragment of what is seen; empty for the page as it opens, only the key for a lone node.
function fragment() {
  const first = usual();
  const look = (choice) => (isMeasure(choice) ? encode(SHORT.get("measure")[choice]) : choice);
  const when = (differs, key, value) => (differs ? [[key, value]] : []);
  const parts = [
    ...filterParts(),
    ...when(state.year !== null, "year", state.year),
    ...when(!state.undated, "undated", "hide"),
    ...when(state.size !== first.size, "size", look(state.size)),
    ...when(state.color !== first.color, "color", look(state.color)),
    ...when(state.hulls, "hulls", "on"),
    ...when(state.focus, "focus", state.focus && `${encode(NODES[state.focus.at].key)},${state.focus.steps}`),
    ...when(state.gone.length > 0, "gone", nodeKeys(state.gone)),
    ...PLUS.parts(),
    ...when(state.view !== "network", "view", state.view),
    ...when(state.lang !== DATA.lang, "lang", DATA.langs[state.lang]),
    ...when(state.themed, "theme", state.dark ? "dark" : "light"),
    ...(state.chosen ? [chosenPart()] : []),
  ];
  if (parts.length === 1 && parts[0][0] === "node" && !parts[0][1].includes("=")) return parts[0][1];
  return parts.map(([key, value]) => `${key}=${value}`).join("&");
}

// Puts what is seen into the address, one step back for each; quick changes become one step.
function writeAddress() {
  clearTimeout(timer);
  const now = fragment();
  if (now === written) return;
  written = now;
  window.history.pushState(null, "", `#${now}`);
}

function remember() {
  clearTimeout(timer);
  timer = setTimeout(writeAddress, 250);
}

function decoded(text) {
  try { return decodeURIComponent(text); } catch { return ""; }
}

// What a fragment says, each key once; a bare key of a node means that node.
function parse(text) {
  if (text.length > LONGEST) return new Map();
  const whole = decoded(text);
  if (KEY_AT.has(whole)) return new Map([["node", [whole]]]);
  return new Map(text.split("&").filter((part) => part.includes("=")).map((part) => {
    const cut = part.indexOf("=");
    return [part.slice(0, cut), part.slice(cut + 1).split(",").map(decoded)];
  }));
}

const nodesNamed = (keys) => [...new Set((keys || []).map((key) => KEY_AT.get(key)).filter((at) => at !== undefined))];

function readFilters(said) {
  GROUPS.forEach((group) => {
    group.off.clear();
    const named = (kind) => {
      const short = SHORT.get(group.key);
      return new Set((said.get(`${kind}-${group.key}`) || []).flatMap((name) => group.items.map((_, at) => at).filter((at) => short[at] === name || group.items[at].key === name)));
    };
    const [only, hide] = [named("only"), named("hide")];
    const none = said.has(`only-${group.key}`) && said.get(`only-${group.key}`).join("") === "";
    if (only.size > 0 || none) group.items.forEach((_, at) => { if (!only.has(at)) group.off.add(at); });
    else hide.forEach((at) => group.off.add(at));
  });
}

function readLook(said) {
  const one = (key) => (said.get(key) || [""])[0];
  const measure = (name) => MEASURES.find((at) => SHORT.get("measure")[at] === name);
  const year = /^\d{4}$/.test(one("year")) ? Number(one("year")) : NaN;
  if (year >= FIRST_YEAR && year <= LAST_YEAR) state.year = year;
  state.undated = one("undated") !== "hide";
  const [size, color] = [measure(one("size")), measure(one("color"))];
  if (size !== undefined) state.size = size;
  else if (one("size") === "equal") state.size = "equal";
  if (color !== undefined) state.color = color;
  else if (one("color") === "cluster" && CLUSTERS.length > 0) state.color = "cluster";
  state.hulls = one("hulls") === "on" && CLUSTERS.length > 0;
  if (DATA.langs.includes(one("lang"))) state.lang = DATA.langs.indexOf(one("lang"));
  if (["light", "dark"].includes(one("theme"))) Object.assign(state, { dark: one("theme") === "dark", themed: true });
  if (one("view") === "table") state.view = "table";
  PLUS.look(said);
}

function readLenses(said) {
  const [at] = nodesNamed((said.get("focus") || []).slice(0, 1));
  const steps = (said.get("focus") || [])[1];
  if (at !== undefined && ["1", "2"].includes(steps)) state.focus = { at, steps: Number(steps) };
  state.gone = nodesNamed(said.get("gone"));
}

function readLine([from, relation, to, nth = "1"]) {
  const [start, end] = [KEY_AT.get(from), KEY_AT.get(to)];
  if (start === undefined) return undefined;
  const twins = [...linesOf(start)].filter((at) => EDGES[at].from === start && EDGES[at].to === end && SHORT.get("relation")[EDGES[at].relation] === relation);
  return twins[Number(nth) - 1];
}

// What the fragment chooses, if it can be chosen in what is shown.
function readChosen(said) {
  const [node] = nodesNamed(said.get("node"));
  const ends = nodesNamed(said.get("path"));
  const line = said.has("line") ? readLine(said.get("line")) : undefined;
  const cluster = Number((said.get("cluster") || [""])[0]);
  if (node !== undefined) return { type: "node", at: node };
  if (line !== undefined) return { type: "edge", at: line };
  if (ends.length === 2) return { type: "path", from: ends[0], to: ends[1] };
  if (CLUSTERS.includes(cluster)) return { type: "cluster", at: cluster };
  if (said.has("open") && said.get("open")[0] === "loss" && state.gone.length > 0) return { type: "loss" };
  return PLUS.read(said);
}

// Shows what the fragment says, on the page as it first opens.
function readAddress() {
  const said = parse(window.location.hash.slice(1));
  Object.assign(state, usual());
  readFilters(said);
  readLook(said);
  readLenses(said);
  viewOpen = viewOpen || ["year", "undated", "size", "color", "hulls"].some((key) => said.has(key));
  computeShown();
  state.chosen = readChosen(said);
  const { type, at } = state.chosen || {};
  if (type === "node" || type === "edge") reveal(type, at);
  written = window.location.hash.slice(1);
}

window.addEventListener("hashchange", () => {
  if (window.location.hash.slice(1) === written) return;
  clearTimeout(timer);
  readAddress();
  refresh();
  showView(state.view);
  window.requestAnimationFrame(aim);
});
