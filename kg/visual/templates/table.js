// The table: the same nodes and lines, to sort and to read aloud.

const order = { nodes: { column: 2, down: true }, edges: { column: 0, down: false } };
const MOST = 400;
const ADDED = 5000;
const PRINTED = 10000;
const limits = { nodes: MOST, edges: MOST };

const labelOf = (list, at) => local(list[at].label);
const TABLES = {
  nodes: {
    type: "node",
    title: "tableNodes",
    list: NODES,
    columns: [
      { word: "name", value: (at) => nodeName(at), cell: (at) => rowButton("node", at, nodeName(at)) },
      { word: "kind", value: (at) => local(kindOf(NODES[at]).label), cell: (at) => make("span", { class: "chip" }, swatch(kindOf(NODES[at]), NODES[at].hollow), data(local(kindOf(NODES[at]).label))) },
      { word: "degree", value: (at) => degree(at), count: true },
      { word: "claims", value: (at) => NODES[at].claims.length, count: true },
      { word: "note", value: (at) => [NODES[at].hollow ? words("keyHollow") : "", local(NODES[at].note)].filter(Boolean).join(" · ") },
    ],
  },
  edges: {
    type: "edge",
    title: "tableLines",
    list: EDGES,
    columns: [
      { word: "from", value: (at) => nodeName(EDGES[at].from), cell: (at) => rowButton("edge", at, nodeName(EDGES[at].from)) },
      { word: "relation", value: (at) => labelOf(DATA.relations, EDGES[at].relation) },
      { word: "to", value: (at) => nodeName(EDGES[at].to) },
      { word: "modality", value: (at) => labelOf(DATA.modalities, EDGES[at].modality) },
      { word: "certainty", value: (at) => labelOf(DATA.certainties, EDGES[at].certainty) },
      { word: "claims", value: (at) => EDGES[at].claims.length, count: true },
    ],
  },
};

function rowButton(type, at, text) {
  return make("button", { type: "button", class: "row", "data-at": String(at), on: () => choose(type, at, { focus: true }) }, data(text));
}

// The columns of a table, and those of the measures that size and colour stand for.
function columnsOf(which) {
  const { columns } = TABLES[which];
  if (which === "edges") return YEARS.length > 0 ? [...columns, { word: "time", value: (at) => timeText(EDGES[at]), count: false }] : columns;
  const cluster = { word: "clusters", value: (at) => NODES[at].cluster || 0, cell: (at) => data(String(NODES[at].cluster || "–")), count: true };
  return [...columns,
    ...(state.color === "cluster" || state.hulls ? [cluster] : []),
    ...chosenMeasures().map((measure) => ({
      name: measureName(measure),
      value: (at) => { const value = valueOf(at, measure); return value === null ? -Infinity : value; },
      cell: (at) => data(figure(valueOf(at, measure))),
      count: true,
    }))];
}

const columnName = (column) => column.name || words(column.word);

function timeText(edge) {
  const text = spanOf(edge.since, edge.until);
  return text ? text.textContent : "";
}

function sortedRows(which) {
  const { list } = TABLES[which];
  const columns = columnsOf(which);
  if (order[which].column >= columns.length) order[which] = { column: 0, down: false };
  const { column, down } = order[which];
  const collator = new Intl.Collator(DATA.langs[state.lang], { numeric: true });
  const rows = list.map((_, at) => at).filter((at) => shown[which][at]);
  const keys = new Map(rows.map((at) => [at, columns[column].value(at)]));
  const compare = (a, b) => (columns[column].count ? keys.get(a) - keys.get(b) : collator.compare(keys.get(a), keys.get(b)));
  return rows.sort((a, b) => (down ? -1 : 1) * compare(a, b) || a - b);
}

function headCell(which, column, number) {
  const { column: by, down } = order[which];
  const sort = by === number ? (down ? "descending" : "ascending") : "none";
  const button = make("button", { type: "button", text: columnName(column), title: words("sortBy", { name: columnName(column) }), on: () => {
    order[which] = { column: number, down: by === number ? !down : Boolean(column.count) };
    drawTable();
    byId(`table-${which}`).querySelectorAll("thead button")[number].focus();
  } });
  return make("th", { scope: "col", "aria-sort": sort, class: column.count ? "count" : "" }, button);
}

function bodyRow(which, at) {
  return make("tr", { "data-type": TABLES[which].type, "data-at": String(at) }, ...columnsOf(which).map((column, number) => {
    const inside = column.cell ? column.cell(at) : data(String(column.value(at)));
    if (number === 0) return make("th", { scope: "row" }, inside);
    return make("td", { class: column.count ? "count" : "" }, inside);
  }));
}

function tableSection(which) {
  const rows = sortedRows(which);
  const title = words(TABLES[which].title);
  const table = make("table", { id: `table-${which}` },
    make("caption", {}, title, make("small", { text: `${rows.length} / ${TABLES[which].list.length}` })),
    make("thead", {}, make("tr", {}, ...columnsOf(which).map((column, number) => headCell(which, column, number)))),
    make("tbody", {}, ...rows.slice(0, limits[which]).map((at) => bodyRow(which, at))));
  const left = rows.length - limits[which];
  const more = left > 0 ? make("button", { type: "button", class: "link nothing", text: words("showMore", { n: Math.min(left, ADDED) }), on: () => {
    limits[which] += ADDED;
    drawTable();
  } }) : null;
  const empty = rows.length === 0 ? make("p", { class: "nothing", text: words("tableEmpty") }) : null;
  return make("section", {}, make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title }, table, empty, more));
}

function drawTable() {
  const box = byId("view-table");
  const top = box.scrollTop;
  box.replaceChildren(tableSection("nodes"), tableSection("edges"));
  box.scrollTop = top;
  markRows();
}

// Draws the table if it is looked at; otherwise who opens or prints it has it drawn.
function tableChanged() {
  if (state.view === "table") drawTable();
}

function markRows() {
  byId("view-table").querySelectorAll("tbody tr").forEach((row) => {
    const { type, at } = state.chosen || {};
    row.classList.toggle("chosen", row.dataset.type === type && Number(row.dataset.at) === at);
  });
}
