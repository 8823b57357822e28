"""The report page: one offline file whose claims open their evidence, and no text of it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kg.report.page import Proof, render_report
from kg.report.report import Report, Section
from kg.text.table import Table
from tests.built import world_graph
from tests.visual import test_page
from tests.visual.payloads import PAYLOADS
from tests.visual.test_page import Browser

browser = test_page.browser


def page_of(*texts: str) -> str:
    rows = [[text, number, "c1-1"] for number, text in enumerate(texts)]
    table = Table.of(["what", "score", "claims"], rows)
    picture = "<svg><style>.a{color:red}</style><title>t</title></svg>"
    reports = {
        lang: Report("r", title, lang, (Section("s", title, table, texts, picture, "kg x"),))
        for lang, title in (("en", "In English"), ("zh", "中文标题"))
    }
    both = {"en": " ".join(texts), "zh": " ".join(texts)}
    proof = Proof(both, both, "javascript:window.__pwned=1", "1–2", "ab", both, both)
    return render_report(reports, {"c1-1": proof, "c9-9": proof}, "0" * 64)


@pytest.fixture
def opened(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    faults: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith("file:") else faults.append(r.url))
    yield page, faults
    context.close()


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
    assert "c9-9" not in page_of("a")


def test_claims_open_rows_sort_and_the_language_turns(
    opened: tuple[Page, list[str]], tmp_path: Path
) -> None:
    page, faults = opened
    show(page, page_of("b", "a"), tmp_path)
    page.locator("a.claim:visible").first.click()
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
    page.locator("a.claim:visible").first.click()
    expect(page.locator("#panel")).to_be_visible()
    assert page.evaluate("window.__pwned") is None
    assert page.locator("#panel a").count() == 0
    assert faults == []
