// The section "View": year, size, colour, clusters, and ways to keep what is seen.

const SAVING = ["svg", "link"].map(byId);
const small = window.matchMedia("(max-width: 860px)");
let viewOpen = false;

function picker(id, label, choices, chosen, take) {
  const select = make("select", { id }, ...choices.map(([value, text]) => make("option", { value: String(value), text })));
  select.value = String(chosen);
  select.addEventListener("change", () => {
    take(choices.find(([value]) => String(value) === select.value)[0]);
    lookChanged();
  });
  return make("div", { class: "field pickone" }, make("label", { for: id, text: words(label) }), select);
}

const measureChoices = () => MEASURES.map((measure) => [measure, measureName(measure)]);

function lookChanged() {
  markView();
  if (state.chosen) drawPanel();
  styleAll();
  tableChanged();
  remember();
}

function drawView() {
  const clusters = CLUSTERS.length > 0;
  const opened = byId("view-section") ? byId("view-section").open : viewOpen;
  const toggle = make("input", { type: "checkbox", role: "switch", id: "hulls" });
  toggle.addEventListener("change", () => { state.hulls = toggle.checked; lookChanged(); });
  const asked = make("div", {}, ...(clusters ? PLUS.switches() : []));
  const section = make("details", { class: "group", id: "view-section", open: opened },
    make("summary", {}, make("span", { text: words("viewSection") }), make("small", { text: words("viewParts") })),
    timeField(),
    picker("size-by", "sizeBy", [["standard", words("sizeStandard")], ["equal", words("sizeEqual")], ...measureChoices()], state.size, (choice) => { state.size = choice; }),
    picker("color-by", "colorBy", [["kind", words("kind")], ...(clusters ? [["cluster", words("clusters")]] : []), ...measureChoices()], state.color, (choice) => { state.color = choice; }),
    make("div", { id: "scale-key" }),
    clusters ? make("label", { class: "choice" }, toggle, make("span", { text: words("hulls") })) : null,
    asked,
    make("div", { id: "cluster-key" }),
    make("div", { class: "share", id: "share" }));
  byId("view-box").replaceChildren(section);
  placeSaving();
  markView();
}

// On a small screen the ways to save stand in the section, else in the bar.
function placeSaving() {
  if (small.matches) byId("share").append(...SAVING);
  else byId("png").after(...SAVING);
}

function rampKey(measure) {
  const marks = rampMarks(measure);
  const bands = Array.from({ length: 24 }, (_, n) => shape("rect", { x: n, y: 0, width: 1.05, height: 1, fill: rampColor((n + 0.5) / 24) }));
  const absent = NODES.some((_, at) => valueOf(at, measure) === null);
  return [
    marks.length > 1 ? shape("svg", { viewBox: "0 0 24 1", preserveAspectRatio: "none", "shape-rendering": "crispEdges", class: "ramp", role: "img", "aria-label": `${figure(marks[0].value)} – ${figure(marks[2].value)}` }, ...bands) : null,
    make("div", { class: "scale" }, ...marks.map(({ value }) => make("span", { text: figure(value) }))),
    absent ? make("p", { class: "hint" }, swatch({ shape: "square" }, false, ABSENT[ground()]), words("noValue")) : null,
  ].filter(Boolean);
}

// Brings the parts of the section in line with what is chosen, without building it anew.
function markView() {
  if (!byId("view-section")) return;
  markTime();
  byId("size-by").value = String(state.size);
  byId("color-by").value = String(state.color);
  if (byId("hulls")) byId("hulls").checked = state.hulls;
  const about = chosenMeasures().map((measure) => make("p", { class: "hint" }, data(`${measureName(measure)}: ${local(DATA.measures[measure].about)}`)));
  byId("scale-key").replaceChildren(...(isMeasure(state.color) ? rampKey(state.color) : []), ...about);
  const listed = state.hulls || state.grouped || state.color === "cluster";
  byId("cluster-key").replaceChildren(...(listed ? [clusterList(), make("p", { class: "hint", text: words("clusterNote") })] : []));
  byId("key-size").textContent = isMeasure(state.size) ? words("keySizeBy", { name: measureName(state.size) }) : words(state.size === "equal" ? "keySizeEqual" : "keySize");
}

let saying = 0;
// Says something short to the ear, and to the eye if `visible`.
function say(text, visible = true) {
  byId("toast").textContent = text;
  byId("toast").classList.toggle("on", visible);
  clearTimeout(saying);
  saying = setTimeout(() => byId("toast").classList.remove("on"), 3200);
}

async function copyLink() {
  const address = `${window.location.href.split("#")[0]}#${fragment()}`;
  writeAddress();
  try {
    await navigator.clipboard.writeText(address);
    say(words("linkCopied"));
  } catch {
    const box = make("textarea", { class: "unseen", "aria-hidden": "true" });
    box.value = address;
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    say(words(done ? "linkCopied" : "linkInAddress"));
  }
}

small.addEventListener("change", placeSaving);
