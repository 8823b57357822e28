"""The report page: one offline file whose claims open their evidence, and no text of it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kg.report.page import part, render_report
from kg.report.proofs import Origin, Proof, Proofs
from kg.report.report import Part, Report, Section
from kg.text.table import Table
from tests.built import world_graph
from tests.visual.payloads import PAYLOADS
from tests.visual.test_page import BrowserContext


def page_of(*texts: str) -> str:
    rows = [[text, number, "c1-1", True] for number, text in enumerate(texts)]
    table = Table.of(["what", "score", "claims", "sure"], rows)
    picture = "<svg><style>.a{color:red}</style><title>t</title></svg>"
    reports = {
        lang: Report("r", title, lang, (Section("s", title, table, texts, picture, "kg x"),))
        for lang, title in (("en", "In English"), ("zh", "中文标题"))
    }
    both = {"en": " ".join(texts), "zh": " ".join(texts)}
    proof = Proof(both, "d1", "1", "2", "ab" * 32, both, both, both, both, "2024")
    bad = Origin(both, " ".join(texts), "2024", "javascript:window.__pwned=1")
    proofs = Proofs({"c1-1": proof, "c9-9": proof}, {"d1": bad, "d9": bad})
    return render_report(reports, proofs, "0" * 64)


def parted() -> str:
    """Return a page of two parts in two groups, one with two sections."""
    table = Table.of(["n", "claims"], [[4, "c1-1 c1-2"]])
    sections = (
        Section("one-a", "First", table, ("Opening.",), part="one"),
        Section("one-b", "Second", table, part="one"),
        Section("two-c", "Third", table, part="two"),
    )
    parts = {"one": Part("One", "Leaders", "Opening."), "two": Part("Two", "Sources")}
    report = Report("all", "All", "en", sections, parts=parts)
    said = {key: Proof({"en": f"says {key}"}, "d1", "1", "2") for key in ("c1-1", "c1-2")}
    proofs = Proofs(
        said, {"d1": Origin({"en": "A source"}, "A press", "2024", "https://a.example")}
    )
    return render_report({"en": report}, proofs, "0" * 64)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours after WCAG 2.2."""

    def light(color: str) -> float:
        full = color if len(color) == 7 else "#" + "".join(2 * char for char in color[1:])
        parts = [int(full[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.fixture
def opened(window: BrowserContext) -> Iterator[tuple[Page, list[str]]]:
    faults: list[str] = []
    page = window.new_page()
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith("file:") else faults.append(r.url))
    yield page, faults
    page.close()


def show(page: Page, text: str, folder: Path) -> None:
    path = folder / "report.html"
    path.write_text(text, "utf-8")
    page.goto(path.as_uri())


def test_the_same_report_gives_the_same_bytes() -> None:
    graph = world_graph()
    first = graph.report_page("actors", lang="zh")
    assert first == graph.report_page("actors", lang="zh")
    assert '<html lang="zh">' in first


def test_nothing_is_loaded_and_each_style_sheet_is_there_once() -> None:
    text = page_of("a", "b")
    assert not re.search(r"<(?:link|img|iframe|object|base)\b|\bsrc=", text)
    assert text.count("<style>") == 1
    assert text.count(".a{color:red}") == 1


def test_only_proofs_of_claims_that_are_named_are_in_the_page() -> None:
    text = page_of("a")
    assert "c9-9" not in text
    assert '"d9"' not in text


def test_claims_open_rows_sort_and_the_language_turns(
    opened: tuple[Page, list[str]], tmp_path: Path
) -> None:
    page, faults = opened
    show(page, page_of("b", "a"), tmp_path)
    page.locator("a[href='#c1-1']:visible").first.click()
    expect(page.locator("#panel")).to_contain_text("c1-1")
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    page.locator("th button:visible").first.click()
    expect(page.locator("tbody tr:visible").first).to_contain_text("a")
    page.locator("[data-do=language]:visible").click()
    expect(page.locator("h1:visible")).to_have_text("中文标题")
    assert faults == []


def test_charts_are_drawn_in_colour_and_nothing_is_refused(
    opened: tuple[Page, list[str]], tmp_path: Path
) -> None:
    page, faults = opened
    show(page, world_graph().report_page("robustness"), tmp_path)
    line = page.locator("figure:visible svg:visible .line").first
    assert line.evaluate("e => getComputedStyle(e).fill") == "none"
    assert faults == []


def test_hostile_text_is_only_text(opened: tuple[Page, list[str]], tmp_path: Path) -> None:
    page, faults = opened
    show(page, page_of(*PAYLOADS), tmp_path)
    page.locator("a[href='#c1-1']:visible").first.click()
    expect(page.locator("#panel")).to_be_visible()
    assert page.evaluate("window.__pwned") is None
    assert page.locator("#panel a").count() == 0
    assert faults == []


def test_yes_and_no_are_said_in_the_language_of_the_edition() -> None:
    text = page_of("a")
    assert "<td>yes" in text
    assert "<td>是" in text


@pytest.mark.parametrize("theme", [":root{", ":root[data-theme=dark]{"])
def test_every_text_has_the_contrast_of_wcag_aa_in_both_themes(theme: str) -> None:
    rule = part("report.css").partition(theme)[2].partition("}")[0]
    color = dict(re.findall(r"--(\w+):(#[0-9a-f]+)", rule))
    grounds = {"ink": ("ground", "soft", "mark"), "dim": ("ground", "soft"), "accent": ("ground",)}
    worst = min(contrast(color[t], color[g]) for t, found in grounds.items() for g in found)
    assert worst >= 4.5


def test_any_number_leads_to_its_passage_in_two_steps(
    opened: tuple[Page, list[str]], tmp_path: Path
) -> None:
    page, faults = opened
    show(page, parted(), tmp_path)
    page.locator("td a.number:visible").first.click()
    expect(page.locator("#panel li")).to_have_count(2)
    page.locator("#panel li a").nth(1).click()
    panel = page.locator("#panel")
    expect(panel).to_contain_text("says c1-2")
    for told in ("A source", "A press", "2024", "https://a.example", "1–2"):
        expect(panel).to_contain_text(told)
    expect(panel.locator("pre")).to_have_text("kg evidence c1-2 --corpus DIR")
    panel.locator("button").first.click()
    expect(page.locator("#panel li")).to_have_count(2)
    assert faults == []


EACH = """(lang) => {
  const edition = document.querySelector(`.edition[lang=${lang}]`);
  const panel = document.getElementById("panel");
  const plain = /^[+-]?[\\d,.]+(e[+-]?\\d+)?%?$/;
  const cells = [...edition.querySelectorAll("tbody td")].filter((c) => plain.test(c.textContent));
  const named = cells.filter((c) => "named" in c.closest("table").dataset);
  const lost = [];
  for (const cell of cells) {
    const row = cell.closest("tr");
    const empty = named.includes(cell) && !row.querySelector("a:not(.number)");
    const link = cell.querySelector("a");
    if (!link) { if (!empty) lost.push(cell.closest("section").id); continue; }
    link.click();
    if (!panel.querySelector("p.text")) panel.querySelector("li a")?.click();
    if (!panel.querySelector("p.text")) lost.push(cell.closest("section").id);
  }
  return [cells.length, [...new Set(lost)]];
}"""


def test_every_number_of_all_reports_leads_to_a_passage(
    opened: tuple[Page, list[str]], tmp_path: Path
) -> None:
    page, faults = opened
    show(page, world_graph().report_page("all"), tmp_path)
    for lang in ("en", "zh"):
        count, lost = page.evaluate(EACH, lang)
        assert count > 100
        assert lost == []
        page.keyboard.press("Escape")
        page.locator("[data-do=language]:visible").click()
    assert faults == []


def test_the_contents_are_grouped_and_fold_on_a_small_screen(
    opened: tuple[Page, list[str]], tmp_path: Path
) -> None:
    page, _ = opened
    show(page, parted(), tmp_path)
    expect(page.locator("nav h2:visible")).to_have_text(["Leaders", "Sources"])
    expect(page.locator("main")).to_contain_text("Opening.")
    assert page.locator("main p", has_text="Opening.").count() == 1
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    expect(page.locator("nav h2:visible")).to_have_count(0)
    page.locator(".contents > summary:visible").click()
    page.locator("nav a:visible", has_text="Two").click()
    expect(page.locator("nav h2:visible")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_first_key_skips_to_the_report_and_a_link_opens_its_claim(
    opened: tuple[Page, list[str]], tmp_path: Path
) -> None:
    page, _ = opened
    show(page, parted(), tmp_path)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.goto(f"{page.url}#c1-1")
    page.reload()
    expect(page.locator("#panel")).to_contain_text("says c1-1")
