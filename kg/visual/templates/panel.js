// The panel: all that is known of the chosen node or line, down to the place in the source.

const FIRST = 12;
const MORE = 300; // rows added at once
const panel = byId("panel");
let opener = null;

// Chooses a node, a line or a cluster, or nothing; `how` may ask to move the drawing and the focus
// there. While a path is wanted, a node chosen is its other end.
function choose(type, at, how = {}) {
  if (type === "node" && state.pick !== null && at !== state.pick) {
    endPath(at);
    return;
  }
  const focused = document.activeElement;
  if (type && how.focus && !panel.contains(focused)) opener = focused;
  state.chosen = type ? { type, at } : null;
  if (type === "node" || type === "edge") reveal(type, at);
  if (type && narrow()) toggleSide(false);
  drawPanel();
  styleAll();
  markRows();
  if (type && how.centre) window.requestAnimationFrame(centre);
  if (type && how.focus) panel.querySelector("h2").focus();
  if (!type && opener && opener.isConnected) opener.focus();
  if (!type) opener = null;
  remember();
}

Object.assign(PANELS, { node: nodePanel, edge: edgePanel, cluster: clusterPanel, path: () => pathPanel(state.chosen), loss: lossPanel });

function drawPanel() {
  panel.hidden = !state.chosen;
  if (!state.chosen) {
    panel.replaceChildren();
    return;
  }
  const { type, at } = state.chosen;
  panel.replaceChildren(...PANELS[type](at).filter(Boolean));
  panel.scrollTop = 0;
}

function crossIcon() {
  return shape("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, shape("path", { d: "M3 3l10 10M13 3 3 13" }));
}

const panelTop = (left) => make("div", { class: "top" }, left, closeButton());

function closeButton() {
  return make("button", { type: "button", class: "tool", id: "close", "aria-label": words("close"), title: words("close"), on: () => choose(null) }, crossIcon());
}

function facts(pairs) {
  const rows = pairs.filter(([, value]) => value);
  return rows.length === 0 ? null : make("dl", { class: "facts" },
    ...rows.flatMap(([term, value]) => [make("dt", { text: term }), make("dd", {}, ...[value].flat())]));
}

function nodePanel(at) {
  const node = NODES[at];
  const kind = kindOf(node);
  const second = other(node.label);
  // plain small letters are pinyin to search by, not a way of writing
  const written = node.names.filter((name) => name !== second && !/^[a-z0-9\s\p{P}]+$/u.test(name));
  return [
    panelTop(make("p", { class: "chip" }, swatch(kind, node.hollow), data(local(kind.label)))),
    make("h2", { tabindex: "-1" }, data(nodeName(at))),
    second !== nodeName(at) ? make("p", { class: "other", lang: DATA.langs[1 - state.lang] }, data(second)) : null,
    local(node.note) ? make("p", { class: "note" }, data(local(node.note))) : null,
    node.hollow ? make("p", { class: "note", text: words("unnamed") }) : null,
    facts([
      [words("otherNames"), written.length > 0 ? data(written.join(" · ")) : null],
      [words("identifier"), make("span", { class: "mono" }, data(node.key))],
      [words("clusters"), node.cluster !== null ? make("button", { type: "button", class: "link inline", text: words("cluster", { n: node.cluster }), on: () => choose("cluster", node.cluster, { focus: true }) }) : null],
      ...chosenMeasures().map((measure) => [measureName(measure), figure(valueOf(at, measure))]),
    ]),
    actions(at),
    ...neighbours(at),
    ...claimCards(node.claims),
  ];
}

function edgePanel(at) {
  const edge = EDGES[at];
  const relation = local(DATA.relations[edge.relation].label);
  return [
    panelTop(make("p", { class: "chip", text: words("line") })),
    make("h2", { tabindex: "-1" }, data(relation)),
    make("div", { class: "ends" }, goto(edge.from), make("p", { class: "verb" }, data("↓")), goto(edge.to)),
    facts([
      [words("modality"), tag(DATA.modalities[edge.modality])],
      [words("certainty"), tag(DATA.certainties[edge.certainty])],
      [words("weight"), edge.weight !== 1 ? String(Math.round(edge.weight * 1000) / 1000) : null],
      [words("time"), spanOf(edge.since, edge.until)],
    ]),
    ...claimCards(edge.claims),
  ];
}

// A stated time as text; what is not stated stays open.
function spanOf(since, until) {
  if (!since && !until) return null;
  if (since === until) return data(String(since));
  if (!since) return data(words("timeUntil", { until }));
  return data(until ? `${since} – ${until}` : words("timeSince", { since }));
}

function goto(at) {
  return make("button", { type: "button", class: "goto", on: () => choose("node", at, { centre: true, focus: true }) },
    swatch(kindOf(NODES[at]), NODES[at].hollow), data(nodeName(at)));
}

// The neighbours in groups of relation and direction, each with a way to the evidence of its line.
function neighbours(at) {
  const groups = new Map();
  linesOf(at).forEach((line) => {
    const edge = EDGES[line];
    const outward = edge.from === at;
    const key = `${edge.relation}/${outward}`;
    if (!groups.has(key)) groups.set(key, { relation: edge.relation, outward, lines: [] });
    groups.get(key).lines.push(line);
  });
  const parts = [...groups.values()].flatMap(({ relation, outward, lines }) => [
    make("p", { class: "relation" }, make("span", { "aria-hidden": "true", text: outward ? "→ " : "← " }),
      make("span", { class: "unseen", text: `${words(outward ? "outgoing" : "incoming")} ` }), data(local(DATA.relations[relation].label))),
    ...listed(lines, (line) => neighbourRow(outward ? EDGES[line].to : EDGES[line].from, line)),
  ]);
  const title = make("h3", {}, words("neighbours"), make("small", { text: String(degree(at)) }));
  return [title, ...(parts.length > 0 ? parts : [make("p", { class: "relation", text: words("noNeighbours") })])];
}

function neighbourRow(end, line) {
  const count = EDGES[line].claims.length;
  const label = `${words("openLine")}: ${nodeName(end)}`;
  const proof = make("button", { type: "button", class: "link proof", "aria-label": label, title: words("openLine"), text: `${words("evidence")} (${count})`,
    on: () => choose("edge", line, { centre: true, focus: true }) });
  return make("div", { class: "next" }, goto(end), proof);
}

// The first of many, and a button for the rest.
function listed(items, draw) {
  const start = items.slice(0, FIRST).map(draw);
  const rest = items.slice(FIRST);
  if (rest.length === 0) return start;
  const more = make("button", { type: "button", class: "link more", text: words("showMore", { n: Math.min(rest.length, MORE) }) });
  more.addEventListener("click", () => {
    const added = [...rest.slice(0, MORE).map(draw), ...(rest.length > MORE ? listed(rest.slice(MORE), draw) : [])];
    more.replaceWith(...added);
    const first = added[0].querySelector("button, a");
    if (first) first.focus();
  });
  return [...start, more];
}

function claimCards(claims) {
  const title = make("h3", {}, words("claims"), make("small", { text: String(claims.length) }));
  if (claims.length === 0) return [title, make("p", { class: "relation", text: words("noClaims") })];
  return [title, ...listed(claims, claimCard)];
}

function tag(concept) {
  return make("span", { class: concept.solid === false ? "tag open" : "tag" }, data(local(concept.label)));
}

// The card of one claim; where its wording is still packed, an empty one that is filled when read.
function claimCard(at) {
  const claim = claimAt(at);
  if (claim) return fullCard(claim);
  const empty = make("article", { class: "card", "aria-busy": "true" }, make("p", { class: "text", text: "…" }));
  claimRead(at).then(() => empty.replaceWith(claimCard(at)));
  return empty;
}

function fullCard(claim) {
  return make("article", { class: "card" },
    make("p", { class: "text" }, data(local(claim.text))),
    make("p", { class: "tags" }, tag(DATA.modalities[claim.modality]), tag(DATA.certainties[claim.certainty])),
    make("dl", {}, ...[
      [words("time"), spanOf(claim.since, claim.until)],
      [words("speaker"), local(claim.speaker) ? data(local(claim.speaker)) : null],
      [words("source"), sourceLink(DATA.sources[claim.source])],
      [words("passage"), placeOf(claim)],
      [words("digest"), claim.digest ? make("span", { class: "mono", title: claim.digest }, data(`${claim.digest.slice(0, 12)}…`)) : null],
      [words("claim"), make("span", { class: "mono" }, data(claim.key))],
    ].filter(([, value]) => value).flatMap(([term, value]) => [make("dt", { text: term }), make("dd", {}, value)])));
}

function placeOf(claim) {
  if (claim.start === null || claim.end === null) return make("span", { text: words("placeWhole") });
  return make("span", { text: words("place", { start: claim.start, end: claim.end }) });
}

// A link only where the address is one of the web; anything else stays text.
function sourceLink(source) {
  const title = local(source.label);
  const holder = make("span", {});
  const web = /^https?:\/\//i.test(source.url);
  holder.append(web
    ? make("a", { href: source.url, rel: "noopener noreferrer", target: "_blank" }, data(title))
    : data(title));
  if (source.date) holder.append(" ", make("span", { class: "date" }, data(source.date)));
  return holder;
}
