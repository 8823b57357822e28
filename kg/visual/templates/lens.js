// Looking closer: a neighbourhood alone, the way between two nodes, the network without a node.

const chips = byId("chips");
const memory = { of: null, way: null };

// The way between the ends of a chosen path in what is shown, worked out once per picture.
function wayOf(chosen) {
  if (memory.of === chosen && memory.shown === shown.edges) return memory.way;
  const { from, to } = chosen;
  const open = shown.nodes[from] && shown.nodes[to];
  Object.assign(memory, { of: chosen, shown: shown.edges, way: open ? bestWay(nearby(shown.nodes, shown.edges), from, to) : null });
  return memory.way;
}

function focusOn(at, steps) {
  state.focus = { at, steps };
  lensChanged();
}

function takeOut(at) {
  state.gone = [...state.gone, at];
  state.chosen = { type: "loss" };
  lensChanged();
  panel.querySelector("h2").focus();
}

function bringBack(at) {
  state.gone = state.gone.filter((one) => one !== at);
  if (state.gone.length === 0 && state.chosen && state.chosen.type === "loss") state.chosen = { type: "node", at };
  lensChanged();
}

function startPath(at) {
  state.pick = at;
  drawChips();
  say(words("pathPick", { name: nodeName(at) }), false);
  if (narrow()) choose(null);
  field.focus();
}

function endPath(to) {
  state.chosen = { type: "path", from: state.pick, to };
  state.pick = null;
  lensChanged();
  panel.querySelector("h2").focus();
}

// Brings everything in line after a look closer began or ended, and moves the drawing to it.
function lensChanged() {
  filtersChanged();
  drawPanel();
  const way = state.chosen && state.chosen.type === "path" ? wayOf(state.chosen) : null;
  window.requestAnimationFrame(() => fitAll(true, 1.5, way ? way.nodes : null));
}

function chip(key, text, open, close) {
  const label = make(open ? "button" : "span", open ? { type: "button", class: "what", on: open } : { class: "what" }, data(text));
  const cross = make("button", { type: "button", class: "cross", "aria-label": words("chipClear", { what: text }), title: words("chipClear", { what: text }), on: close }, crossIcon());
  return make("li", { "data-chip": key }, label, cross);
}

function drawChips() {
  const { focus, pick, gone } = state;
  const rows = [
    pick !== null ? chip("pick", words("pathPick", { name: nodeName(pick) }), null, () => { state.pick = null; drawChips(); }) : null,
    focus ? chip("focus", words(focus.steps === 1 ? "focusChip1" : "focusChip2", { name: nodeName(focus.at) }),
      () => choose("node", focus.at, { focus: true }), () => { state.focus = null; lensChanged(); }) : null,
    ...gone.map((at) => chip("gone", words("goneChip", { name: nodeName(at) }), () => { state.chosen = { type: "loss" }; lensChanged(); }, () => bringBack(at))),
    ...PLUS.chips(),
    state.year !== null ? chip("year", words("yearChip", { year: state.year }), null, () => setYear(FIRST_YEAR - 1)) : null,
  ].filter(Boolean);
  const held = chips.contains(document.activeElement);
  chips.replaceChildren(...rows);
  chips.hidden = rows.length === 0;
  if (held) (chips.querySelector(".cross") || field).focus();
}

// What can be asked of a node, below its facts.
function actions(at) {
  const act = (id, text, on, pressed) => make("button", { type: "button", class: "act", id, "aria-pressed": pressed === undefined ? undefined : String(pressed), text, on });
  const focused = (steps) => Boolean(state.focus && state.focus.at === at && state.focus.steps === steps);
  const step = (steps) => act(`focus-${steps}`, words(`step${steps}`), () => {
    if (focused(steps)) { state.focus = null; lensChanged(); } else focusOn(at, steps);
    byId(`focus-${steps}`).focus();
  }, focused(steps));
  return make("div", { class: "acts" },
    make("div", { class: "steps", role: "group", "aria-label": words("neighbourhood") }, make("span", { text: words("neighbourhood"), "aria-hidden": "true" }), step(1), step(2)),
    act("path-from", words("pathFrom"), () => startPath(at)),
    act("take-out", words("takeOut"), () => takeOut(at)));
}

function pathPanel(chosen) {
  const { from, to } = chosen;
  const way = wayOf(chosen);
  const top = [
    panelTop(make("p", { class: "chip", text: words("path") })),
    make("h2", { tabindex: "-1" }, data(`${nodeName(from)} – ${nodeName(to)}`)),
  ];
  if (!way) {
    const hidden = [from, to].filter((at) => !shown.nodes[at]).map((at) => words("pathHidden", { name: nodeName(at) }));
    return [...top, make("p", { class: "note", id: "no-path", text: [words("pathNone"), ...hidden].join(" ") }), make("div", { class: "ends" }, goto(from), goto(to))];
  }
  return [...top,
    make("p", { class: "other", id: "path-length", text: words(way.steps.length === 1 ? "pathOne" : "pathSteps", { n: way.steps.length, weight: figure(way.weight) }) }),
    make("p", { class: "note", text: words("pathNote") }),
    make("ol", { class: "way" }, ...way.nodes.map((at, number) => make("li", {}, make("div", { class: "next" }, goto(at)),
      ...(number < way.steps.length ? way.steps[number].map((line) => wayStep(line, at)) : [])))),
  ];
}

// One line of the way with its claims; the arrow says in which direction the line itself runs.
function wayStep(line, at) {
  const edge = EDGES[line];
  const outward = edge.from === at;
  return make("details", { class: "step", open: true },
    make("summary", {}, make("span", { "aria-hidden": "true", text: outward ? "↓ " : "↑ " }), make("span", { class: "unseen", text: `${words(outward ? "outgoing" : "incoming")} ` }),
      data(local(DATA.relations[edge.relation].label)), make("small", { text: words("claimsOf", { n: edge.claims.length }) })),
    ...listed(edge.claims, claimCard));
}

function lossPanel() {
  const { before, after, bereft } = shown.loss;
  const row = (key) => make("tr", {}, make("th", { scope: "row", text: words(`loss_${key}`) }),
    ...[before[key], after[key]].map((value) => make("td", { class: "count", text: figureFull(value) })),
    make("td", { class: "count change", text: after[key] === before[key] ? "–" : `${after[key] > before[key] ? "+" : "−"}${figureFull(Math.abs(after[key] - before[key]))}` }));
  return [
    panelTop(make("p", { class: "chip", text: words("loss") })),
    make("h2", { tabindex: "-1" }, data(words("lossTitle", { name: state.gone.map(nodeName).join(", ") }))),
    make("table", { class: "loss", id: "loss" },
      make("thead", {}, make("tr", {}, make("td", {}), ...["before", "after", "change"].map((key) => make("th", { scope: "col", text: words(key) })))),
      make("tbody", {}, ...["nodes", "parts", "largest", "pairs"].map(row))),
    make("p", { class: "note", text: words("lossNote") }),
    ...state.gone.map((at) => make("button", { type: "button", class: "act back", text: words("bringBack", { name: nodeName(at) }), on: () => bringBack(at) })),
    make("h3", {}, words("bereft"), make("small", { text: String(bereft.length) })),
    ...(bereft.length > 0 ? listed(bereft, (at) => make("div", { class: "next" }, goto(at))) : [make("p", { class: "relation", text: words("noBereft") })]),
  ];
}

// A count with its thousands apart, which both languages write alike.
const figureFull = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, ",");
