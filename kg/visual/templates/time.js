// The time: which lines hold in a year. A line without a stated time holds in any.

const YEARS = [...new Set(EDGES.flatMap((edge) => [edge.since, edge.until]))].filter((year) => year !== null);
const FIRST_YEAR = Math.min(...YEARS);
const LAST_YEAR = Math.max(...YEARS);

function holdsIn(edge, year) {
  return (edge.since === null || edge.since <= year) && (edge.until === null || edge.until >= year);
}

function timePasses(at) {
  if (!DATED[at]) return state.undated;
  return state.year === null || holdsIn(EDGES[at], state.year);
}

// How many dated lines hold in each year.
function perYear() {
  return Array.from({ length: LAST_YEAR - FIRST_YEAR + 1 }, (_, n) => EDGES
    .filter((edge, at) => DATED[at] && holdsIn(edge, FIRST_YEAR + n)).length);
}

// Lines that the other filters leave: dated ones of the year, those without time, the rest.
function timeCounts() {
  const counts = { held: 0, undated: 0, outside: 0 };
  EDGES.forEach((edge, at) => {
    if (!edgePasses(edge)) return;
    const dated = state.year === null || holdsIn(edge, state.year) ? "held" : "outside";
    counts[DATED[at] ? dated : "undated"] += 1;
  });
  return counts;
}

// The bars above the slider; its first place stands for all times and has none.
function yearBars() {
  const counts = perYear();
  const most = Math.max(...counts, 1);
  const step = 100 / counts.length;
  const wide = Math.min(step * 0.8, 5);
  const bars = counts.map((count, n) => shape("rect", {
    x: (n + 1) * step - wide / 2, y: 24 - (24 * count) / most, width: wide, height: (24 * count) / most, "data-year": FIRST_YEAR + n,
  }));
  return shape("svg", { viewBox: "0 0 100 24", preserveAspectRatio: "none", class: "bars", "aria-hidden": "true" }, ...bars);
}

function timeField() {
  if (YEARS.length === 0) return null;
  const slider = make("input", { type: "range", id: "year", min: String(FIRST_YEAR - 1), max: String(LAST_YEAR), step: "1" });
  slider.addEventListener("input", () => setYear(Number(slider.value)));
  const hide = make("input", { type: "checkbox", id: "undated" });
  hide.addEventListener("change", () => { state.undated = !hide.checked; filtersChanged(); });
  const undated = DATED.filter((dated) => !dated).length;
  return make("div", { class: "field" },
    make("div", { class: "head" }, make("label", { for: "year", text: words("year") }),
      make("output", { id: "year-now", for: "year" }),
      make("button", { type: "button", class: "link", id: "all-times", text: words("allTimes"), on: () => { setYear(FIRST_YEAR - 1); slider.focus(); } })),
    yearBars(), slider,
    make("div", { class: "scale", "aria-hidden": "true" }, make("span", { text: words("allShort") }), make("span", { text: String(LAST_YEAR) })),
    make("label", { class: "choice" }, hide, make("span", { text: words("hideUndated") }), make("small", { text: String(undated) })),
    make("p", { class: "hint", id: "year-count", "aria-live": "polite" }));
}

function setYear(year) {
  state.year = year < FIRST_YEAR ? null : year;
  filtersChanged();
}

// Writes year and counts beside the slider.
function markTime() {
  if (YEARS.length === 0 || !byId("year")) return;
  const text = state.year === null ? words("allTimes") : String(state.year);
  byId("year").value = String(state.year === null ? FIRST_YEAR - 1 : state.year);
  byId("year").setAttribute("aria-valuetext", text);
  byId("year-now").textContent = state.year === null ? words("allTimes") : text;
  byId("all-times").hidden = state.year === null;
  byId("undated").checked = !state.undated;
  const key = state.year === null ? "timeAll" : "timeYear";
  byId("year-count").textContent = words(key, { ...timeCounts(), year: text });
  document.querySelectorAll(".bars rect").forEach((bar) => bar.classList.toggle("now", Number(bar.dataset.year) === state.year));
}
