"""The page of a large picture: the same questions, drawn on our own canvas, clusters to open."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from kg.errors import FormatError
from kg.visual.page import LARGE_LINES, LARGE_NODES, chosen, render_page
from kg.visual.picture import Measure, Picture, PictureEdge
from tests.visual import test_page
from tests.visual.conftest import pair
from tests.visual.payloads import PAYLOADS
from tests.visual.test_page import COLORS, CONTRAST, TITLE, Opener

opened = test_page.opened
WHOLE = "canvas[data-whole=yes]"
STATUS, PANEL = "#status", "#panel"


@pytest.fixture
def large(opened: Opener) -> Opener:
    """Return an opener whose pages our own canvas draws."""
    opened.renderer = "large"
    return opened


@pytest.fixture
def towns(picture: Picture) -> Picture:
    """Return two clusters of two with a lone node, three lines from one cluster to the other."""
    groups = (1, 1, 2, 2, None)
    return replace(
        picture,
        nodes=tuple(
            replace(node, cluster=group, measures={"m": float(n)}, x=node.x * 9, y=node.y * 9)
            for n, (node, group) in enumerate(zip(picture.nodes, groups, strict=True))
        ),
        edges=(*picture.edges, PictureEdge(2, 3, "r:in", "c:fact", "c:high", 1.0, ("k1",))),
        measures={"m": Measure(pair("Count", "数"))},
    )


def at(page: Page, x: float, y: float) -> tuple[float, float]:
    """Return a point of the drawing, by shares of its width and height, in pixels of the page."""
    box = page.locator("#canvas canvas").bounding_box()
    assert box
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def pills(page: Page) -> None:
    page.click("#view-section > summary")
    page.get_by_role("switch", name="Close clusters").check()


def test_it_opens_offline_without_a_request_or_an_error_and_draws(
    large: Opener, picture: Picture
) -> None:
    seen = large(picture)
    assert seen.page.title() == "Plants and towns"
    assert seen.page.evaluate(COLORS) > 20
    expect(seen.page.locator(STATUS)).to_have_text("5 of 5 nodes, 5 of 5 lines")
    assert seen.page.evaluate("typeof vis") == "undefined"
    assert (seen.requests, seen.faults) == ([], [])


def test_the_evidence_is_unpacked_when_it_is_asked_for(large: Opener, picture: Picture) -> None:
    seen = large(picture)
    seen.find("宜昌")
    card = seen.page.locator(".card:not([aria-busy])")
    for text in ("The plant stands in the town.", "characters 120–188", "abababababab…", "k1"):
        expect(card).to_contain_text(text)
    expect(card.locator("a")).to_have_attribute("href", "https://example.org/r")
    seen.page.locator(".proof").first.click()
    expect(seen.page.locator(TITLE)).to_have_text("stands in")
    expect(seen.page.locator(".card:not([aria-busy])")).to_contain_text("k1")


def test_a_click_on_a_node_and_on_a_line_chooses_it(large: Opener, picture: Picture) -> None:
    page = large(replace(picture, nodes=picture.nodes[:4]), color_scheme="light").page
    x, y = test_page._spot(page, "c77700")
    page.mouse.click(x, y)
    expect(page.locator(TITLE)).to_have_text("Green Plant")
    page.keyboard.press("Escape")
    page.wait_for_selector(WHOLE)
    far, low = test_page._spot(page, "2f5d8a")
    old = at(page, 0, 0)[0]
    assert far > old
    page.mouse.click(far, low + 150)
    expect(page.locator(TITLE)).to_have_text("stands in")


def test_filters_time_and_table_work_as_on_a_small_page(large: Opener, picture: Picture) -> None:
    page = large(picture).page
    page.locator("[data-group=kind] .choice", has_text="Town").locator("input").uncheck()
    expect(page.locator(STATUS)).to_have_text("3 of 5 nodes, 0 of 5 lines")
    page.click("#tab-table")
    expect(page.locator("#table-nodes tbody tr")).to_have_count(3)
    page.click("#reset")
    expect(page.locator("#table-edges tbody tr")).to_have_count(5)


def test_closed_clusters_open_on_a_click_and_close_on_escape(large: Opener, towns: Picture) -> None:
    seen = large(towns, address="#clusters=closed")
    page = seen.page
    page.locator("#canvas canvas").focus()
    page.keyboard.press("Enter")
    expect(page.locator(TITLE)).to_be_visible()
    name = page.locator(TITLE).inner_text()
    expect(page.locator("[data-chip=opened]")).to_contain_text(name)
    expect(page).to_have_url(re.compile("#opened=|&opened="))
    page.keyboard.press("Escape")
    expect(page.locator("[data-chip=opened]")).to_have_count(0)
    expect(page.locator(PANEL)).to_be_hidden()
    assert seen.faults == []


def test_a_cluster_opens_by_its_button_and_by_the_search_for_a_member(
    large: Opener, towns: Picture
) -> None:
    seen = large(towns)
    pills(seen.page)
    expect(seen.page).to_have_url(re.compile("clusters=closed"))
    seen.page.locator(".pill").nth(1).press("Enter")
    expect(seen.page.locator(TITLE)).to_have_text("Cluster 2")
    seen.page.click("#open-cluster")
    expect(seen.page.locator("[data-chip=opened]")).to_contain_text("Cluster 2")
    seen.find("green plant")
    expect(seen.page.locator("[data-chip=opened]")).to_have_count(2)
    expect(seen.page).to_have_url(re.compile("opened=2,1&node=d:plant"))
    seen.page.reload()
    seen.page.wait_for_selector("html[data-ready=yes]")
    expect(seen.page.locator("[data-chip=opened]")).to_have_count(2)
    expect(seen.page.locator(TITLE)).to_have_text("Green Plant")


def test_lines_between_closed_clusters_lead_to_each_claim(large: Opener, towns: Picture) -> None:
    page = large(towns, address="#clusters=closed&between=~1,~2").page
    expect(page.locator(TITLE)).to_have_text("2 lines")
    rows = page.locator(".panel .goto")
    expect(rows.filter(has_text="Old Works → Yichang")).to_have_count(1)
    page.locator(".proof").first.click()
    expect(page.locator(TITLE)).to_have_text("stands in")


def test_the_whole_picture_moves_zooms_and_comes_back(large: Opener, picture: Picture) -> None:
    page = large(picture, color_scheme="light").page
    start = test_page._spot(page, "2f5d8a")
    page.locator("#canvas canvas").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(WHOLE)
    moved = test_page._spot(page, "2f5d8a")
    assert moved[0] == pytest.approx(start[0] - 60, abs=2)
    page.keyboard.press("0")
    page.wait_for_selector(WHOLE)
    assert test_page._spot(page, "2f5d8a") == pytest.approx(start, abs=2)


def test_path_neighbourhood_and_knock_out_work_on_the_canvas(
    large: Opener, picture: Picture
) -> None:
    seen = large(picture)
    page = seen.page
    seen.find("old works")
    page.click("#path-from")
    seen.find("green plant")
    expect(page.locator("#path-length")).to_contain_text("2 steps")
    seen.find("yichang")
    page.click("#take-out")
    expect(page.locator(TITLE)).to_have_text("Without Yichang")
    page.click("[data-chip=gone] .cross")
    page.click("#focus-1")
    expect(page.locator(STATUS)).to_have_text("4 of 5 nodes, 5 of 5 lines")
    assert seen.faults == []


def test_hostile_texts_run_nowhere(large: Opener, hostile: Picture) -> None:
    long = replace(hostile.nodes[0], labels=pair("L" * 100_000, "长" * 100_000))
    grouped = tuple(
        replace(node, cluster=1 + n % 3) for n, node in enumerate((long, *hostile.nodes[1:]))
    )
    seen = large(replace(hostile, nodes=grouped), address="#clusters=closed")
    page = seen.page
    before = page.evaluate("document.scripts.length")
    for act in ("#lang", "#theme", "#tab-table", "#tab-network"):
        page.click(act)
    for payload in (*PAYLOADS, "L" * 50):
        page.fill("#search", payload[:60].replace("\ud800", ""))
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('.panel h2').textContent.length") == 100_000
    page.keyboard.press("Escape")
    page.click("#fit")
    page.wait_for_selector(WHOLE)
    assert page.evaluate(COLORS) > 20
    for button in ("#png", "#svg"):
        with page.expect_download():
            page.click(button)
    page.mouse.move(*at(page, 0.5, 0.5))
    protocols = page.evaluate("[...document.querySelectorAll('a')].map((a) => a.protocol)")
    assert set(protocols) <= {"https:", "http:", "file:"}
    assert page.evaluate("window.__pwned") is None
    assert page.evaluate("Object.keys(Object.prototype)") == []
    assert page.evaluate("document.scripts.length") == before
    assert page.evaluate("document.querySelectorAll('iframe, object, form, base').length") == 0
    own = ("blob:", page.url.split("#")[0])
    assert [url for url in seen.requests if not url.startswith(own)] == []
    assert seen.faults == []


def test_no_text_of_the_data_stands_in_the_page(picture: Picture) -> None:
    """Names and claims are compressed: whatever they say, nothing of it is markup."""
    node = replace(picture.nodes[0], id="</script><b>", labels={"en": "</script><b>"})
    page = render_page(replace(picture, nodes=(node, *picture.nodes[1:])), renderer="large")
    assert "</script><b>" not in page
    assert "The plant stands" not in page


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_sticks_out_at_any_width(large: Opener, towns: Picture, width: int) -> None:
    seen = large(towns, viewport={"width": width, "height": 844})
    seen.find("yichang")
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    assert seen.page.evaluate(CONTRAST) == []


def test_the_size_of_a_picture_chooses_who_draws_it(picture: Picture) -> None:
    many = replace(picture, nodes=picture.nodes[:1] * LARGE_NODES)
    tied = replace(picture, edges=picture.edges[:1] * LARGE_LINES)
    assert [chosen(one, "auto") for one in (picture, many, tied)] == ["detail", "large", "large"]
    assert chosen(many, "detail") == "detail"
    with pytest.raises(FormatError, match="auto, detail, large, not 'webgl'"):
        chosen(picture, "webgl")


def test_the_same_picture_gives_the_same_large_page(picture: Picture) -> None:
    turned = {
        name: dict(reversed(list(getattr(picture, name).items())))
        for name in ("kinds", "relations", "concepts", "claims", "sources")
    }
    page = render_page(picture, renderer="large")
    assert page == render_page(replace(picture, **turned), renderer="large")


@pytest.mark.parametrize("odd", [float("nan"), float("inf")])
def test_a_number_that_is_not_finite_is_refused(picture: Picture, odd: float) -> None:
    node = replace(picture.nodes[0], x=odd)
    with pytest.raises(FormatError, match="not finite"):
        render_page(replace(picture, nodes=(node, *picture.nodes[1:])), renderer="large")


def test_an_empty_picture_still_opens(large: Opener, picture: Picture) -> None:
    seen = large(replace(picture, nodes=(), edges=()))
    expect(seen.page.locator(STATUS)).to_have_text("0 of 0 nodes, 0 of 0 lines")
    assert seen.faults == []
