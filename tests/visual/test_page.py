"""The page works offline in a real browser, and nothing of its data runs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from kg.errors import FormatError
from kg.visual.page import render_page
from kg.visual.picture import Kind, Picture
from tests.visual.conftest import pair
from tests.visual.payloads import PAYLOADS

COLORS = """() => {
  const canvas = document.querySelector('#canvas canvas');
  const bytes = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  return new Set(new Uint32Array(bytes.buffer)).size;
}"""
TITLE = ".panel h2"


@dataclass
class Seen:
    """A page and all that it did besides being looked at."""

    page: Page
    faults: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def find(self, text: str) -> None:
        self.page.fill("#search", text)
        self.page.keyboard.press("Enter")


class Opener:
    """Opens pictures as files in a window that reaches no network, and watches them."""

    def __init__(self, window: BrowserContext, folder: Path) -> None:
        self.window, self.folder = window, folder
        self.renderer = "detail"

    def __call__(self, picture: Picture, lang: str = "en", address: str = "", **media: Any) -> Seen:
        path = self.folder / "page.html"
        path.write_text(render_page(picture, lang, self.renderer), "utf-8")
        seen = Seen(self.window.new_page())
        seen.page.set_viewport_size(media.pop("viewport", {"width": 1440, "height": 900}))
        seen.page.emulate_media(**{"reduced_motion": "reduce", **media})
        own = path.as_uri() + address
        seen.page.on("request", lambda r: seen.requests.append(r.url) if r.url != own else None)
        seen.page.on("console", lambda message: seen.faults.append(message.text))
        seen.page.on("pageerror", lambda error: seen.faults.append(str(error)))
        seen.page.on("dialog", lambda dialog: (seen.faults.append("dialog"), dialog.dismiss()))
        seen.page.goto(own)
        seen.page.wait_for_selector("html[data-ready=yes]")
        return seen


@pytest.fixture
def opened(window: BrowserContext, tmp_path: Path) -> Iterator[Opener]:
    yield Opener(window, tmp_path)
    window.clear_permissions()
    for page in window.pages[1:]:
        page.close()


def test_it_opens_offline_without_a_request_or_an_error_and_draws(
    opened: Opener, picture: Picture
) -> None:
    seen = opened(picture)
    seen.page.wait_for_timeout(200)
    assert seen.page.title() == "Plants and towns"
    assert seen.page.evaluate(COLORS) > 20
    expect(seen.page.locator("#status")).to_have_text("5 of 5 nodes, 5 of 5 lines")
    assert (seen.requests, seen.faults) == ([], [])


def test_search_finds_a_name_in_any_spelling(opened: Opener, picture: Picture) -> None:
    seen = opened(picture)
    spellings = {
        "Yichang": (
            "宜昌",
            "yichang",
            "YÍCHĀNG",
            "yi chang",
            "i-ch'ang",
            "d:yichang",
            " Ｙichang ",
        ),
        "Green Plant": ("绿色", "lusegong", "lvsegong", "GREEN"),
    }
    for name, typed in spellings.items():
        for text in typed:
            seen.page.keyboard.press("Escape")
            seen.find(text)
            expect(seen.page.locator(TITLE)).to_have_text(name)


def test_hits_are_chosen_with_the_arrow_keys(opened: Opener, picture: Picture) -> None:
    page = opened(picture).page
    page.fill("#search", "lant")
    field_ = page.locator("#search")
    assert page.locator("#hits li").count() == 2
    expect(field_).to_have_attribute("aria-activedescendant", "hit-0")
    page.keyboard.press("ArrowDown")
    expect(field_).to_have_attribute("aria-activedescendant", "hit-1")
    page.keyboard.press("Enter")
    expect(page.locator(TITLE)).to_have_text("Plant, not named")
    expect(page.locator(TITLE)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()


def test_the_panel_shows_claim_source_and_place(opened: Opener, picture: Picture) -> None:
    seen = opened(picture)
    seen.find("yichang")
    panel = seen.page.locator("#panel")
    for text in ("宜昌市", "Town", "Rank 1 of 5", "d:yichang", "Yíchāng"):
        expect(panel).to_contain_text(text)
    card = panel.locator(".card")
    for text in (
        "The plant stands in the town.",
        "fact",
        "high",
        "The mayor",
        "characters 120–188",
        "abababababab…",
        "k1",
        "2025",
    ):
        expect(card).to_contain_text(text)
    expect(card.locator("a")).to_have_attribute("href", "https://example.org/r")
    expect(card.locator("a")).to_have_attribute("rel", "noopener noreferrer")
    expect(card.locator(f"[title={'ab' * 32}]")).to_have_count(1)


def test_neighbours_lead_on_and_lines_show_their_evidence(opened: Opener, picture: Picture) -> None:
    seen = opened(picture)
    seen.find("old works")
    seen.page.click(".proof")
    panel = seen.page.locator("#panel")
    expect(panel.locator("h2")).to_have_text("stands in")
    expect(panel).to_contain_text("the whole document")
    panel.locator(".ends .goto").nth(1).click()
    expect(panel.locator("h2")).to_have_text("Yichang")


def test_a_click_on_the_drawing_chooses_what_is_there(opened: Opener, picture: Picture) -> None:
    page = opened(picture).page
    page.wait_for_timeout(200)
    page.click("#fit")
    box = page.locator("#canvas").bounding_box()
    assert box
    page.mouse.click(box["x"] + 5, box["y"] + 5)
    expect(page.locator("#panel")).to_be_hidden()
    # the fitted middle of the five nodes is on the line between the two halves of the picture
    page.mouse.click(*_spot(page, "c77700"))
    expect(page.locator(TITLE)).to_have_text("Green Plant")


def _spot(page: Page, color: str) -> tuple[float, float]:
    """Return the middle of the largest patch of a colour on the drawing, in pixels of the page."""
    found = page.evaluate(
        """(hex) => {
      const canvas = document.querySelector('#canvas canvas');
      const box = canvas.getBoundingClientRect();
      const pen = canvas.getContext('2d');
      const { data, width } = pen.getImageData(0, 0, canvas.width, canvas.height);
      const want = [0, 2, 4].map((n) => parseInt(hex.slice(n, n + 2), 16));
      let best = [0, 0, 0], run = 0;
      for (let at = 0; at < data.length; at += 4) {
        run = want.every((part, n) => data[at + n] === part) ? run + 1 : 0;
        if (run > best[0]) best = [run, at / 4 % width - run / 2, Math.floor(at / 4 / width)];
      }
      return [box.x + best[1] * box.width / width, box.y + best[2] * box.width / width];
    }""",
        color,
    )
    return found[0], found[1]


def test_the_legend_filters_drawing_and_table(opened: Opener, picture: Picture) -> None:
    page = opened(picture).page
    page.locator("[data-group=kind] .choice", has_text="Town").locator("input").uncheck()
    expect(page.locator("#status")).to_have_text("3 of 5 nodes, 0 of 5 lines")
    page.click("#tab-table")
    assert page.locator("#table-nodes tbody tr").count() == 3
    assert page.locator("#table-edges tbody tr").count() == 0
    page.click("#reset")
    assert page.locator("#table-nodes tbody tr").count() == 5


def test_a_class_of_the_unnamed_alone_is_empty_in_the_legend(
    opened: Opener, picture: Picture
) -> None:
    slot = Kind(pair("Open place", "空位"), "#555555", "#aaaaaa", "triangle")
    nodes = tuple(replace(n, kind="c:slot") if n.hollow else n for n in picture.nodes)
    page = opened(replace(picture, nodes=nodes, kinds={**picture.kinds, "c:slot": slot})).page
    signs = page.locator("[data-group=kind] .choice")
    empty = {
        row.locator("span").inner_text(): row.locator("svg [stroke-dasharray]").count() > 0
        for row in signs.all()
    }
    assert empty == {"Open place": True, "Plant": False, "Town": False}


def test_each_filter_hides_what_it_names(opened: Opener, picture: Picture) -> None:
    page = opened(picture).page
    for group, choice, status in (
        ("relation", "stands in", "2 of 5 nodes, 2 of 5 lines"),
        ("source", "The note", "4 of 5 nodes, 2 of 5 lines"),
        ("modality", "plan", "4 of 5 nodes, 4 of 5 lines"),
        ("certainty", "medium", "3 of 5 nodes, 4 of 5 lines"),
    ):
        page.click(f"[data-group={group}] summary")
        page.locator(f"[data-group={group}] .choice", has_text=choice).locator("input").uncheck()
        expect(page.locator("#status")).to_have_text(status)
        page.click("#reset")


def test_choosing_what_is_filtered_out_brings_it_back(opened: Opener, picture: Picture) -> None:
    seen = opened(picture)
    seen.page.click("[data-group=kind] .pick button >> nth=1")
    expect(seen.page.locator("#status")).to_have_text("0 of 5 nodes, 0 of 5 lines")
    seen.find("yichang")
    expect(seen.page.locator("#status")).to_have_text("5 of 5 nodes, 5 of 5 lines")


def test_the_table_holds_the_same_and_sorts(opened: Opener, picture: Picture) -> None:
    page = opened(picture).page
    page.click("#tab-table")
    assert page.locator("#table-nodes tbody tr").count() == 5
    assert page.locator("#table-edges tbody tr").count() == 5
    first = page.locator("#table-nodes tbody th[scope=row]").first
    expect(first).to_have_text("Yichang")
    page.locator("#table-nodes").get_by_role("button", name="Name", exact=True).click()
    head = page.locator("#table-nodes thead th").first
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(first).to_have_text("Green Plant")
    page.locator("#table-nodes").get_by_role("button", name="Name", exact=True).click()
    expect(head).to_have_attribute("aria-sort", "descending")
    page.locator("#table-nodes .row", has_text="Lone Town").press("Enter")
    expect(page.locator(TITLE)).to_have_text("Lone Town")


def test_the_language_switch_changes_all_texts(opened: Opener, picture: Picture) -> None:
    seen = opened(picture)
    seen.find("green")
    seen.page.click("#lang")
    assert seen.page.locator("html").get_attribute("lang") == "zh"
    assert seen.page.title() == "工厂与城市"
    body = seen.page.locator("body").inner_text()
    for text in ("哪家工厂在哪里？", "绿色工厂", "类别", "网络", "表格", "相邻节点"):
        assert text in body
    left = [line for line in body.splitlines() if "Legend" in line or "Neighbours" in line]
    assert left == []


def test_the_page_can_open_in_chinese(opened: Opener, picture: Picture) -> None:
    seen = opened(picture, "zh")
    assert seen.page.locator("html").get_attribute("lang") == "zh"
    expect(seen.page.locator("h1")).to_have_text("工厂与城市")


def test_colours_follow_the_system_and_the_switch(opened: Opener, picture: Picture) -> None:
    page = opened(picture, color_scheme="dark").page
    assert page.locator("html").get_attribute("data-theme") == "dark"
    town = page.locator("[data-group=kind] .choice", has_text="Town").locator("path")
    expect(town).to_have_attribute("fill", "#7fb2e5")
    page.click("#theme")
    assert page.locator("html").get_attribute("data-theme") == "light"
    expect(town).to_have_attribute("fill", "#2f5d8a")


def test_the_drawing_is_saved_as_png(opened: Opener, picture: Picture, tmp_path: Path) -> None:
    seen = opened(picture)
    with seen.page.expect_download() as waiting:
        seen.page.click("#png")
    waiting.value.save_as(tmp_path / "saved.png")
    assert waiting.value.suggested_filename == "network.png"
    head = (tmp_path / "saved.png").read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(head[16:20]) == 3200
    assert seen.faults == []


def test_an_address_with_an_identifier_opens_that_node(opened: Opener, picture: Picture) -> None:
    seen = opened(picture, address="#d:plant")
    expect(seen.page.locator(TITLE)).to_have_text("Green Plant")


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_sticks_out_at_any_width(opened: Opener, picture: Picture, width: int) -> None:
    seen = opened(picture, viewport={"width": width, "height": 844})
    seen.find("yichang")
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    panel = seen.page.locator("#panel").bounding_box()
    assert panel
    assert panel["x"] + panel["width"] <= width
    assert panel["height"] > 250


def test_print_shows_the_table_only(opened: Opener, picture: Picture) -> None:
    page = opened(picture).page
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#table-nodes")).to_be_visible()
    expect(page.locator("#canvas")).to_be_hidden()


CONTRAST = """() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (color) => rgb(color).slice(0, 3).map((part) => part / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, n) => sum + part * [0.2126, 0.7152, 0.0722][n], 0);
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const color = getComputedStyle(one).backgroundColor;
      if (rgb(color)[3] !== 0) return color;
    }
    return 'rgb(255,255,255)';
  };
  const poor = [];
  document.querySelectorAll('body *').forEach((element) => {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !element.checkVisibility() || element.closest('script, .skip')) return;
    const [a, b] = [light(getComputedStyle(element).color), light(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push(`${element.tagName} ${element.textContent.slice(0, 20)} ${ratio}`);
  });
  return poor;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_has_the_contrast_of_wcag_aa(
    opened: Opener, picture: Picture, scheme: str
) -> None:
    seen = opened(picture, color_scheme=scheme)
    seen.find("yichang")
    assert seen.page.evaluate(CONTRAST) == []
    seen.page.click("#tab-table")
    assert seen.page.evaluate(CONTRAST) == []


def test_every_control_has_a_name(opened: Opener, picture: Picture) -> None:
    seen = opened(picture)
    seen.find("yichang")
    nameless = seen.page.evaluate(
        """() => [...document.querySelectorAll('button, input, a, [role=listbox], [role=region]')]
      .filter((e) => !(e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.length))
      .map((e) => e.outerHTML)"""
    )
    assert nameless == []


def test_hostile_texts_run_nowhere(opened: Opener, hostile: Picture) -> None:
    seen = opened(hostile)
    page = seen.page
    before = page.evaluate("document.querySelectorAll('*').length && document.scripts.length")
    page.click("#tab-table")
    for act in ("#lang", "#theme"):
        page.click(act)
        shown = page.evaluate(
            """() => [...document.querySelectorAll('.row')].map((row) => {
          row.click();
          const panel = document.getElementById('panel');
          return [...panel.querySelectorAll('a')].map((a) => a.protocol)
            .concat([...panel.querySelectorAll('*')].flatMap((e) => [...e.attributes])
            .filter((a) => a.name.startsWith('on')).map((a) => a.name));
        }).flat()"""
        )
        assert set(shown) <= {"https:", "http:"}
    assert page.locator("#table-nodes tbody tr").count() == len(PAYLOADS)
    for payload in PAYLOADS:
        page.fill("#search", payload[:60].replace("\ud800", ""))
    page.keyboard.press("Escape")
    page.click("#tab-network")
    with page.expect_download():
        page.click("#png")
    page.mouse.move(700, 500)
    page.wait_for_timeout(100)
    assert page.evaluate("window.__pwned") is None
    assert page.evaluate("Object.keys(Object.prototype)") == []
    assert page.evaluate("document.scripts.length") == before == 3
    assert (
        page.evaluate("document.querySelectorAll('iframe, object, form, base, link').length") == 0
    )
    assert [url for url in seen.requests if not url.startswith("blob:")] == []
    assert seen.faults == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_leaves_the_data_block(picture: Picture, payload: str) -> None:
    """The text of the page around the data is the same whatever the data say."""
    node = replace(picture.nodes[0], id=payload, labels={"en": payload}, names=(payload,))
    plain, odd = (
        render_page(replace(picture, nodes=(first, *picture.nodes[1:])))
        for first in (picture.nodes[0], node)
    )
    start, end = '<script type="application/json" id="data">', "</script>"
    assert odd.count("<script") == plain.count("<script")
    assert odd.split(start)[0] == plain.split(start)[0]
    assert odd.split(start)[1].split(end, 1)[1] == plain.split(start)[1].split(end, 1)[1]


def test_the_policy_allows_nothing_but_its_own_scripts(picture: Picture) -> None:
    page = render_page(picture)
    policy = page.split('http-equiv="Content-Security-Policy" content="')[1].split('"')[0]
    assert policy.startswith("default-src &#39;none&#39;; script-src &#39;sha256-")
    assert "unsafe" not in policy
    assert "connect-src" not in policy
    assert "sourceMappingURL" not in page
    assert "cdn" not in page.split('id="data">')[0].lower()


def test_the_same_picture_gives_the_same_text(picture: Picture) -> None:
    turned = {
        name: dict(reversed(list(getattr(picture, name).items())))
        for name in ("kinds", "relations", "concepts", "claims", "sources")
    }
    assert render_page(picture) == render_page(replace(picture, **turned))


def test_the_hash_seed_of_python_does_not_show() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from tests.visual import conftest;"
        "from hashlib import sha256; from kg.visual.page import render_page;"
        "picture = conftest.hostile.__wrapped__();"
        "print(sha256(render_page(picture).encode()).hexdigest())"
    )
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(Path(__file__).parents[2])],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "2")
    ]
    digests = [run.communicate()[0].strip() for run in runs]
    assert len(digests[0]) == 64
    assert digests[0] == digests[1]


def test_a_language_the_page_does_not_speak_is_refused(picture: Picture) -> None:
    with pytest.raises(FormatError, match="en and zh, not 'fr'"):
        render_page(picture, "fr")


def test_a_place_that_is_no_number_is_refused(picture: Picture) -> None:
    node = replace(picture.nodes[0], x=float("nan"))
    with pytest.raises(FormatError, match="not finite"):
        render_page(replace(picture, nodes=(node, *picture.nodes[1:])))


def test_an_empty_picture_still_opens(opened: Opener, picture: Picture) -> None:
    seen = opened(replace(picture, nodes=(), edges=()))
    seen.page.wait_for_timeout(100)
    expect(seen.page.locator("#status")).to_have_text("0 of 0 nodes, 0 of 0 lines")
    assert seen.faults == []
