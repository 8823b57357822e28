// The search: names in any language and spelling, the best hit first, all by keyboard.

const MANY = 12;
const field = byId("search");
const list = byId("hits");
const search = { hits: [], at: -1 };

// The spellings of each node, worked out when first asked for.
const KEYS = [];
function keysOf(at) {
  const { label, names, key } = NODES[at];
  KEYS[at] = KEYS[at] || [...new Set([...label, ...names, key].flatMap(spellings))];
  return KEYS[at];
}

// One name as folded, with and without blanks; ü is also typed v.
function spellings(name) {
  const plain = fold(name);
  const all = [plain, squeeze(plain)];
  if (/[üǖǘǚǜ]/iu.test(name)) all.push(squeeze(fold(name.replace(/[üǖǘǚǜ]/giu, "v"))));
  return all;
}

// 0 the whole name, 1 its start, 2 the start of a word, 3 anywhere; null if nowhere.
function closeness(at, query) {
  const tight = squeeze(query);
  let best = null;
  for (const key of keysOf(at)) {
    const found = key === query || key === tight ? 0 : key.startsWith(query) || key.startsWith(tight) ? 1
      : key.includes(` ${query}`) ? 2 : key.includes(tight) ? 3 : null;
    if (found !== null && (best === null || found < best)) best = found;
  }
  return best;
}

function findHits() {
  const query = fold(field.value);
  if (!query) return [];
  return NODES.map((_, at) => ({ at, near: closeness(at, query), size: weightOf(at) }))
    .filter(({ near }) => near !== null)
    .sort((a, b) => a.near - b.near || b.size - a.size || a.at - b.at)
    .slice(0, MANY).map(({ at }) => at);
}

function drawHits() {
  search.hits = findHits();
  search.at = search.hits.length > 0 ? 0 : -1;
  const open = field.value.trim() !== "";
  list.hidden = !open;
  field.setAttribute("aria-expanded", String(open));
  const nothing = make("li", { class: "nothing", role: "option", "aria-disabled": "true", text: words("searchNone") });
  list.replaceChildren(...(search.hits.length > 0 ? search.hits.map(hitRow) : [nothing]));
  markHit();
}

function hitRow(at, number) {
  const node = NODES[at];
  const about = [other(node.label) !== nodeName(at) ? other(node.label) : "", local(kindOf(node).label), shown.nodes[at] ? "" : words("hiddenNow")];
  const row = make("li", { role: "option", id: `hit-${number}`, "data-at": String(at) },
    swatch(kindOf(node), node.hollow), data(nodeName(at)), make("small", {}, data(about.filter(Boolean).join(" · "))));
  row.addEventListener("mousedown", (event) => { event.preventDefault(); takeHit(number); });
  return row;
}

function markHit() {
  [...list.children].forEach((row, number) => row.setAttribute("aria-selected", String(number === search.at)));
  if (search.at >= 0 && !list.hidden) {
    field.setAttribute("aria-activedescendant", `hit-${search.at}`);
    list.children[search.at].scrollIntoView({ block: "nearest" });
  } else field.removeAttribute("aria-activedescendant");
}

function closeHits() {
  list.hidden = true;
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}

function takeHit(number) {
  const at = search.hits[number];
  if (at === undefined) return;
  field.value = nodeName(at);
  closeHits();
  choose("node", at, { centre: true, focus: true });
  if (state.chosen && state.chosen.type === "path") field.value = "";
}

field.addEventListener("input", drawHits);
field.addEventListener("focus", () => { if (field.value) field.select(); });
field.addEventListener("blur", closeHits);
field.addEventListener("keydown", (event) => {
  const steps = new Map([["ArrowDown", 1], ["ArrowUp", -1]]);
  if (steps.has(event.key) && search.hits.length > 0) {
    event.preventDefault();
    if (list.hidden) drawHits();
    else search.at = (search.at + steps.get(event.key) + search.hits.length) % search.hits.length;
    markHit();
  } else if (event.key === "Enter") takeHit(list.hidden ? -1 : search.at);
  else if (event.key === "Escape" && !list.hidden) { event.stopPropagation(); closeHits(); }
});
