// The page: language, colours, tabs, and the first drawing.

function applyLanguage() {
  document.documentElement.lang = DATA.langs[state.lang];
  document.title = local(DATA.title);
  document.querySelectorAll("[data-words]").forEach((element) => { element.textContent = words(element.dataset.words); });
  [["title", DATA.title], ["question", DATA.question], ["method", DATA.method]]
    .forEach(([id, text]) => byId(id).replaceChildren(data(local(text))));
  byId("lang").textContent = words("language");
  byId("lang").lang = DATA.langs[1 - state.lang];
  name("lang", "languageLabel");
  ["fit", "png", "svg", "link"].forEach((id) => { name(id, id); byId(id).title = words(id); });
  [["side", "filters"], ["panel", "panel"], ["hits", "search"], ["chips", "chips"]].forEach(([id, key]) => name(id, key));
  document.querySelector(".tabs").setAttribute("aria-label", words("views"));
  name("toggle-side", "filters");
  field.placeholder = words("searchHint");
  drawnFrame().setAttribute("role", "img");
  drawnFrame().setAttribute("aria-label", words(DRAWN_AS));
}

function name(id, key) {
  byId(id).setAttribute("aria-label", words(key));
}

function applyTheme() {
  document.documentElement.dataset.theme = state.dark ? "dark" : "light";
  const key = state.dark ? "toLight" : "toDark";
  name("theme", key);
  byId("theme").title = words(key);
}

function drawPicture() {
  applyTheme();
  drawChips();
  drawPanel();
  styleAll();
}

function drawLists() {
  applyLanguage();
  drawView();
  drawFilters();
  tableChanged();
}

// Draws all parts again in the language and the colours of the moment.
function refresh() {
  drawPicture();
  drawLists();
}

function showView(view, focus = false) {
  state.view = view;
  ["network", "table"].forEach((one) => {
    const tab = byId(`tab-${one}`);
    const on = one === view;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
    byId(`view-${one}`).hidden = !on;
    if (on && focus) tab.focus();
  });
  ["fit", "png", "svg"].forEach((id) => { byId(id).hidden = view !== "network"; });
  if (view === "table") tableChanged();
  if (view === "network") redraw();
}

// Whether the legend lies over the drawing instead of beside it.
function narrow() {
  return window.innerWidth <= 860;
}

function toggleSide(open) {
  document.querySelector("main").classList.toggle("narrow", !open);
  byId("toggle-side").setAttribute("aria-expanded", String(open));
}

byId("lang").addEventListener("click", () => { state.lang = 1 - state.lang; refresh(); remember(); });
byId("theme").addEventListener("click", () => { Object.assign(state, { dark: !state.dark, themed: true }); refresh(); remember(); });
byId("fit").addEventListener("click", () => fitAll());
byId("png").addEventListener("click", savePng);
byId("svg").addEventListener("click", saveSvg);
byId("link").addEventListener("click", copyLink);
byId("toggle-side").addEventListener("click", () => toggleSide(document.querySelector("main").classList.contains("narrow")));
byId("skip").addEventListener("click", (event) => { event.preventDefault(); showView("table", true); });
["network", "table"].forEach((view) => byId(`tab-${view}`).addEventListener("click", () => { showView(view); remember(); }));
document.querySelector(".tabs").addEventListener("keydown", (event) => {
  if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  showView(state.view === "network" ? "table" : "network", true);
  remember();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (state.pick !== null) { state.pick = null; drawChips(); } else if (!PLUS.back() && state.chosen) choose(null);
});
window.addEventListener("beforeprint", () => { limits.nodes = limits.edges = PRINTED; drawTable(); });

readAddress();
toggleSide(!narrow());
drawPicture();
fitAll(false);
showView(state.view);
window.requestAnimationFrame(aim);
// The picture first, and all beside it once that is on the screen.
whenDrawn(() => {
  performance.mark("kg-ready");
  setTimeout(() => {
    drawLists();
    document.documentElement.dataset.ready = "yes";
  });
});
