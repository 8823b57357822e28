"use strict";
(() => {
  const proofs = new Map(Object.entries(JSON.parse(document.getElementById("proofs").textContent)));
  const words = JSON.parse(document.getElementById("words").textContent);
  const panel = document.getElementById("panel");
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let opener = null;

  const lang = () => root.lang;
  const in_language = (texts) => texts[lang()] || texts.en || texts.zh || "";
  const element = (name, text, kind) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };

  const theme = (name) => { root.dataset.theme = name; };
  theme(dark.matches ? "dark" : "light");
  dark.addEventListener("change", (event) => theme(event.matches ? "dark" : "light"));

  const show_language = (name) => {
    root.lang = name;
    for (const edition of document.querySelectorAll(".edition")) {
      edition.hidden = edition.lang !== name;
      if (!edition.hidden) document.title = edition.querySelector("h1").textContent;
    }
    close_panel();
  };

  const close_panel = () => {
    if (panel.hidden) return;
    panel.hidden = true;
    if (opener) opener.focus();
  };

  const entry = (list, caption, value) => {
    if (!value) return;
    list.append(element("dt", caption));
    const cell = element("dd");
    cell.append(value);
    list.append(cell);
  };

  const open_claim = (key, from) => {
    const proof = proofs.get(key);
    if (!proof) return;
    const [text, source, address, place, digest, kind, certainty] = proof;
    const w = words[lang()];
    opener = from;
    panel.replaceChildren();
    const head = element("h2", `${w.evidence} ${key}`);
    const close = element("button", w.close);
    close.type = "button";
    close.addEventListener("click", close_panel);
    head.append(close);
    const list = element("dl");
    entry(list, w.said, in_language(kind));
    entry(list, w.certainty, in_language(certainty));
    entry(list, w.source, in_language(source));
    if (/^https?:\/\//.test(address)) {
      const link = element("a", address);
      link.href = address;
      link.rel = "noopener noreferrer";
      link.target = "_blank";
      entry(list, w.open, link);
    }
    entry(list, w.place, place);
    entry(list, "SHA-256", digest ? element("code", digest) : "");
    panel.append(head, element("p", in_language(text), "text"), list);
    panel.hidden = false;
    panel.lang = lang();
    close.focus();
  };

  const number = (text) => {
    const plain = text.replace(/[,%\s]/g, "");
    return plain !== "" && !Number.isNaN(Number(plain)) ? Number(plain) : null;
  };

  const sort = (button) => {
    const head = button.closest("th");
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
    body.append(...keyed.map((item) => item.row));
  };

  const filter = (field) => {
    const section = field.closest("section");
    const wanted = field.value.trim().toLocaleLowerCase();
    let shown = 0;
    for (const row of section.querySelector("tbody").rows) {
      row.hidden = wanted !== "" && !row.textContent.toLocaleLowerCase().includes(wanted);
      shown += row.hidden ? 0 : 1;
    }
    section.querySelector(".count").textContent = `${shown} ${words[lang()].rows}`;
  };

  document.addEventListener("click", (event) => {
    const claim = event.target.closest("[data-claim]");
    if (claim) {
      event.preventDefault();
      open_claim(claim.dataset.claim.split(" ")[0], claim);
      return;
    }
    const button = event.target.closest("button[data-do]");
    if (!button) return;
    if (button.dataset.do === "sort") sort(button);
    if (button.dataset.do === "print") print();
    if (button.dataset.do === "theme") theme(root.dataset.theme === "dark" ? "light" : "dark");
    if (button.dataset.do === "language") show_language(lang() === "zh" ? "en" : "zh");
  });
  document.addEventListener("input", (event) => {
    if (event.target.dataset.do === "filter") filter(event.target);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close_panel(); });
  performance.mark("kg-ready");
})();
