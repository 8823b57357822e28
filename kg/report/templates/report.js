"use strict";
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const proofs = read("proofs");
  const words = read("words");
  const panel = document.getElementById("panel");
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const narrow = matchMedia("(max-width: 800px)");
  const claims = new Map(proofs.claims.map((row) => [row[0], row]));
  const by_source = new Map();
  for (const [key, , , source] of proofs.claims) {
    if (!by_source.has(source)) by_source.set(source, []);
    by_source.get(source).push(key);
  }
  const LONG = 12;
  const LONGEST = 60;
  let opener = null;
  let before = null;

  const has = (table, key) => Object.hasOwn(table, key);
  const lang = () => root.lang;
  const w = (name, values = {}) =>
    words[lang()][name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const chosen = (pair) => (lang() === "zh" ? pair[1] || pair[0] : pair[0] || pair[1]);
  const element = (name, text, kind) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };
  const button = (text, act) => {
    const made = element("button", text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  };

  const kind_of = (key) => {
    if (claims.has(key)) return "claim";
    if (has(proofs.sources, key)) return "source";
    return has(proofs.things, key) ? "thing" : "";
  };
  const numbered = (numbers) => numbers.map((number) => proofs.claims[number][0]);
  const claims_on = (key) =>
    kind_of(key) === "source" ? by_source.get(key) || [] : numbered(proofs.things[key] || []);

  const behind = (row) => {
    const keys = [...row.querySelectorAll("a[href^='#']:not(.number)")]
      .map((link) => link.hash.slice(1));
    const named = keys.filter((key) => kind_of(key) === "claim");
    if (named.length) return named;
    for (const kind of ["thing", "source"]) {
      const found = keys.filter((key) => kind_of(key) === kind).flatMap(claims_on);
      if (found.length) return [...new Set(found)];
    }
    const data = row.closest("table").dataset;
    if ("named" in data) return [];
    const view = data.view || "";
    return has(proofs.views, view) ? numbered(proofs.views[view]) : [...claims.keys()];
  };

  const theme = (name) => { root.dataset.theme = name; };
  theme(dark.matches ? "dark" : "light");
  dark.addEventListener("change", (event) => theme(event.matches ? "dark" : "light"));

  const close_panel = () => {
    if (panel.hidden) return;
    panel.hidden = true;
    before = null;
    if (opener) opener.focus();
  };
  const fill = (title, back, parts) => {
    const top = element("div", "", "top");
    const close = button(w("close"), close_panel);
    top.append(back ? button(w("back"), back) : element("span"), close);
    const head = element("h2", title);
    head.id = "panel-title";
    panel.replaceChildren(top, head, ...parts);
    panel.lang = lang();
    panel.hidden = false;
    panel.scrollTop = 0;
    close.focus();
  };
  const entry = (list, caption, value) => {
    if (!value) return;
    list.append(element("dt", caption));
    const cell = element("dd");
    cell.append(value);
    list.append(cell);
  };
  const address = (text) => {
    if (!/^https?:\/\//.test(text)) return "";
    const link = element("a", text);
    link.href = text;
    link.rel = "noopener noreferrer";
    link.target = "_blank";
    return link;
  };
  const told = (list, key) => {
    const [en, zh, publisher, date, url] = proofs.sources[key] || [key, key, "", "", ""];
    entry(list, w("source"), `${key} · ${chosen([en, zh])}`);
    entry(list, w("publisher"), publisher);
    entry(list, w("date"), date);
    entry(list, w("open"), address(url));
  };

  const open_claim = (key) => {
    const row = claims.get(key);
    const [, en, zh, source, start, end, digest, kind, certainty, derivation, speaker, time] = row;
    const list = element("dl");
    const word = (number) => chosen(proofs.words[number]);
    entry(list, w("said"), word(kind));
    entry(list, w("certainty"), word(certainty));
    entry(list, w("speaker"), word(speaker) || w("itself"));
    entry(list, w("derivation"), word(derivation));
    entry(list, w("time"), time);
    told(list, source);
    entry(list, w("place"), start ? w("characters", { start, end }) : w("nowhere"));
    entry(list, "SHA-256", digest && element("code", `${digest}…`));
    const other = element("p", lang() === "zh" ? en : zh, "other");
    other.lang = lang() === "zh" ? "en" : "zh";
    const parts = [element("p", chosen([en, zh]), "text"), other, list];
    const corpus = start ? " --corpus DIR" : "";
    parts.push(element("p", w(start ? "shipped" : "command")));
    parts.push(element("pre", `kg evidence ${key}${corpus}`));
    fill(`${w("evidence")} ${key}`, before, parts);
  };

  const item = (key) => {
    const made = element("li");
    const link = element("a", key);
    link.href = `#${key}`;
    made.append(link, ` ${chosen(claims.get(key).slice(1, 3))}`);
    return made;
  };
  const open_list = (title, keys, facts) => {
    const list = element("ul");
    list.append(...keys.map(item));
    const parts = [...facts, element("p", w("claims", { count: keys.length })), list];
    if (keys.length > LONG) {
      const field = element("input");
      field.type = "search";
      field.setAttribute("aria-label", w("filter"));
      field.placeholder = w("filter");
      field.addEventListener("input", () => {
        const wanted = field.value.trim().toLocaleLowerCase();
        for (const one of list.children) {
          one.hidden = !one.textContent.toLocaleLowerCase().includes(wanted);
        }
      });
      parts.splice(-1, 0, field);
    }
    fill(title, null, parts);
    before = () => open_list(title, keys, facts);
  };
  const open_key = (key) => {
    const kind = kind_of(key);
    if (kind === "claim") return open_claim(key);
    const list = element("dl");
    if (kind === "source") told(list, key);
    return open_list(w("thing", { key }), claims_on(key), kind === "source" ? [list] : []);
  };
  const open_number = (cell) => {
    const keys = behind(cell.closest("tr"));
    if (keys.length === 1) open_claim(keys[0]);
    else open_list(w("number"), keys, []);
  };

  const is_number = (cell) => {
    const text = cell.textContent;
    return /[0-9]/.test(text) && text.length <= LONGEST && !cell.firstElementChild;
  };
  const link_numbers = (edition) => {
    if ("linked" in edition.dataset) return;
    edition.dataset.linked = "";
    for (const row of edition.querySelectorAll("tbody tr")) {
      const cells = [...row.cells].filter(is_number);
      if (!cells.length || !behind(row).length) continue;
      for (const cell of cells) {
        const link = element("a", cell.textContent, "number");
        link.href = "#";
        link.tabIndex = row.querySelector("a[href^='#']:not(.number)") ? -1 : 0;
        cell.replaceChildren(link);
      }
    }
  };

  const show_language = (name) => {
    root.lang = name;
    for (const edition of document.querySelectorAll(".edition")) {
      edition.hidden = edition.lang !== name;
      if (edition.hidden) continue;
      document.title = edition.querySelector("h1").textContent;
      link_numbers(edition);
    }
    close_panel();
  };

  const number = (text) => {
    const plain = text.replace(/[,%\s]/g, "");
    return plain !== "" && !Number.isNaN(Number(plain)) ? Number(plain) : null;
  };
  const sort = (from) => {
    const head = from.closest("th");
    const body = head.closest("table").tBodies[0];
    const up = head.getAttribute("aria-sort") !== "ascending";
    for (const other of head.parentElement.children) other.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const keyed = [...body.rows].map((row, place) => {
      const text = row.cells[head.cellIndex].textContent.trim();
      return { row, place, text, value: number(text) };
    });
    keyed.sort((a, b) => {
      if (!a.text !== !b.text) return a.text ? -1 : 1;
      const both = a.value !== null && b.value !== null;
      const order = both ? a.value - b.value : a.text.localeCompare(b.text, lang());
      return (up ? order : -order) || a.place - b.place;
    });
    body.append(...keyed.map((one) => one.row));
  };
  const filter = (field) => {
    const section = field.closest("section");
    const wanted = field.value.trim().toLocaleLowerCase();
    let shown = 0;
    for (const row of section.querySelector("tbody").rows) {
      row.hidden = wanted !== "" && !row.textContent.toLocaleLowerCase().includes(wanted);
      shown += row.hidden ? 0 : 1;
    }
    section.querySelector(".count").textContent = `${shown} ${w("rows")}`;
  };

  const open_link = (link) => {
    const inside = panel.contains(link);
    if (!inside) {
      opener = link;
      before = null;
    }
    if (link.classList.contains("number")) open_number(link);
    else open_key(link.hash.slice(1));
  };
  const acts = {
    sort,
    print: () => print(),
    theme: () => theme(root.dataset.theme === "dark" ? "light" : "dark"),
    language: () => show_language(lang() === "zh" ? "en" : "zh"),
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (link && (link.classList.contains("number") || kind_of(link.hash.slice(1)))) {
      event.preventDefault();
      open_link(link);
      return;
    }
    if (link && narrow.matches && link.closest("nav")) link.closest(".contents").open = false;
    const mark = event.target.closest("[data-claim]");
    const named = mark ? mark.dataset.claim.split(" ").filter((key) => claims.has(key)) : [];
    if (named.length) {
      opener = mark.closest("figure");
      before = null;
      if (named.length === 1) open_claim(named[0]);
      else open_list(w("number"), named, []);
      return;
    }
    const pressed = event.target.closest("button[data-do]");
    if (pressed) acts[pressed.dataset.do](pressed);
  });
  document.addEventListener("input", (event) => {
    if (event.target.dataset.do === "filter") filter(event.target);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close_panel(); });
  addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll("details.method")) one.open = true;
  });

  const here = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen) {
      const link = document.querySelector(`nav a[href="#${CSS.escape(target.id)}"]`);
      if (!link) continue;
      if (isIntersecting) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }, { rootMargin: "-10% 0px -80% 0px" });
  for (const part of document.querySelectorAll(".part")) here.observe(part);

  if (narrow.matches) for (const list of document.querySelectorAll(".contents")) list.open = false;
  show_language(lang());
  if (kind_of(location.hash.slice(1))) open_key(location.hash.slice(1));
  performance.mark("kg-ready");
})();
