"""What a reader can ask of the picture: layers, time, measures, clusters, closer looks."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Page, expect

from kg.errors import FormatError
from kg.visual.page import render_page
from kg.visual.picture import Measure, Picture, PictureEdge, PictureNode
from tests.visual import test_page
from tests.visual.conftest import pair
from tests.visual.payloads import PAYLOADS
from tests.visual.test_page import CONTRAST, TITLE, Opener, Seen

opened = test_page.opened
STATUS, PANEL = "#status", "#panel"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def rich(picture: Picture) -> Picture:
    """Return a ring of four with a hollow arm and a lone node; times, a measure, two clusters.

    Yichang - Green Plant - Far Harbour - Old Works - Yichang; the way over Old Works is heavier.
    """
    far = PictureNode("d:far", pair("Far Harbour", "远港"), (), "c:town", 400.0, 0.0, 0.4)
    degrees = {0: 3.0, 1: 2.0, 2: 2.0, 3: 1.0, 5: 2.0}
    groups = {0: 1, 1: 1, 2: 2, 5: 2}
    fact = ("c:fact", "c:high")
    return replace(
        picture,
        nodes=tuple(
            replace(
                node,
                measures={"m:degree": degrees.get(n), "m:none": None},
                cluster=groups.get(n),
            )
            for n, node in enumerate((*picture.nodes, far))
        ),
        edges=(
            PictureEdge(1, 0, "r:in", *fact, 2.0, ("k1",), "2020-05", "2022"),
            PictureEdge(1, 0, "r:pays", "c:plan", "c:low", 1.0, ("k2",), since="2024"),
            PictureEdge(2, 0, "r:in", *fact, 1.0, ("k2",)),
            PictureEdge(3, 0, "r:in", *fact, 1.0, (), until="2021-01-31"),
            PictureEdge(1, 5, "r:in", *fact, 1.0, ("k2",)),
            PictureEdge(5, 2, "r:pays", *fact, 4.0, ("k2",)),
        ),
        measures={
            "m:degree": Measure(pair("Degree", "度"), pair("How many neighbours?", "几个邻居？")),
            "m:none": Measure(pair("Nothing", "无")),
        },
    )


def view(page: Page) -> None:
    """Open the section with the ways to look."""
    page.click("#view-section > summary")


def saved_svg(page: Page) -> ET.Element:
    with page.expect_download() as waiting:
        page.click("#svg")
    assert waiting.value.suggested_filename == "network.svg"
    return ET.fromstring(Path(waiting.value.path()).read_text("utf-8"))  # noqa: S314 - our own file


def shapes(svg: ET.Element) -> dict[str, dict[str, str]]:
    """Return the attributes of the nodes drawn in an SVG file by their name."""
    return {
        title.text or "": path.attrib
        for path in svg.iter(f"{SVG}path")
        if (title := path.find(f"{SVG}title")) is not None
    }


def go(page: Page, fragment: str) -> None:
    page.evaluate("(text) => { location.hash = text; }", fragment)


def at_path(seen: Seen, start: str, end: str) -> None:
    """Ask for the path between two nodes by search."""
    seen.find(start)
    seen.page.click("#path-from")
    expect(seen.page.locator("[data-chip=pick]")).to_contain_text("choose the other end")
    seen.find(end)


def test_each_relation_is_a_layer_to_switch(opened: Opener, rich: Picture) -> None:
    page = opened(rich).page
    group = page.locator("[data-group=relation]")
    group.locator("summary").click()
    assert group.get_by_role("switch").count() == 2
    group.get_by_role("button", name="Only: pays").click()
    expect(page.locator(STATUS)).to_have_text("4 of 6 nodes, 2 of 6 lines")
    expect(group.locator("summary small")).to_have_text("1 / 2")
    group.get_by_role("button", name="None").click()
    expect(page.locator(STATUS)).to_have_text("0 of 6 nodes, 0 of 6 lines")
    group.get_by_role("switch", name="stands in").check()
    expect(page.locator(STATUS)).to_have_text("5 of 6 nodes, 4 of 6 lines")
    group.get_by_role("button", name="All").click()
    expect(page.locator(STATUS)).to_have_text("6 of 6 nodes, 6 of 6 lines")


def test_a_year_hides_what_is_said_of_other_times(opened: Opener, rich: Picture) -> None:
    page = opened(rich).page
    view(page)
    slider = page.locator("#year")
    expect(slider).to_have_attribute("aria-valuetext", "All times")
    expect(page.locator("#year-count")).to_contain_text("3 lines with a stated time, 3 without")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "2020")
    expect(page.locator(STATUS)).to_have_text("5 of 6 nodes, 5 of 6 lines")
    counts = "2 lines hold in 2020, 1 do not, 3 have no stated time"
    expect(page.locator("#year-count")).to_have_text(counts)
    slider.fill("2023")
    expect(page.locator(STATUS)).to_have_text("4 of 6 nodes, 3 of 6 lines")
    page.get_by_label("Hide lines without a stated time").check()
    expect(page.locator(STATUS)).to_have_text("0 of 6 nodes, 0 of 6 lines")
    slider.fill("2024")
    expect(page.locator(STATUS)).to_have_text("2 of 6 nodes, 1 of 6 lines")
    page.get_by_role("button", name="Clear: In 2024").click()
    expect(page.locator(STATUS)).to_have_text("3 of 6 nodes, 3 of 6 lines")
    page.click("#reset")
    expect(page.locator(STATUS)).to_have_text("6 of 6 nodes, 6 of 6 lines")


def test_a_picture_without_times_has_no_slider(opened: Opener, picture: Picture) -> None:
    page = opened(picture).page
    view(page)
    assert page.locator("#year").count() == 0
    assert page.locator("#color-by option").all_inner_texts() == ["Class"]


def test_nodes_take_size_and_colour_of_a_measure(opened: Opener, rich: Picture) -> None:
    page = opened(rich, color_scheme="light").page
    view(page)
    assert page.locator("#size-by option").all_inner_texts() == [
        "Number of neighbours",
        "All the same",
        "Degree",
    ]
    page.select_option("#size-by", label="Degree")
    page.select_option("#color-by", label="Degree")
    expect(page.locator("#scale-key .scale span")).to_have_text(["1", "1.5", "3"])
    expect(page.locator("#scale-key")).to_contain_text("no value")
    expect(page.locator("#key-size")).to_have_text("Larger means a higher value: Degree.")
    drawn = shapes(saved_svg(page))
    assert drawn["Yichang"]["fill"] == "#15286a"
    assert drawn["Lone Town"]["fill"] == "#b4bcc4"
    assert drawn["Plant, not named"]["fill"] == "#ffffff"
    assert drawn["Plant, not named"]["stroke"] == "#86cbb1"
    assert drawn["Yichang"]["d"].startswith("M-26 -26")
    page.select_option("#size-by", label="All the same")
    drawn = shapes(saved_svg(page))
    assert drawn["Far Harbour"]["d"] == drawn["Yichang"]["d"]


def test_the_table_shows_the_chosen_measure(opened: Opener, rich: Picture) -> None:
    page = opened(rich).page
    view(page)
    page.select_option("#size-by", label="Degree")
    page.select_option("#color-by", label="Cluster")
    page.click("#tab-table")
    heads = page.locator("#table-nodes thead th")
    expect(heads).to_have_text(["Name", "Class", "Lines", "Claims", "Note", "Cluster", "Degree"])
    page.locator("#table-nodes").get_by_role("button", name="Degree").click()
    cells = page.locator("#table-nodes tbody td:last-child")
    assert cells.all_inner_texts() == ["3", "2", "2", "2", "1", "–"]
    times = page.locator("#table-edges tbody td:last-child").all_inner_texts()
    assert {"2020 – 2022", "until 2021", "since 2024", ""} == set(times)


def test_clusters_are_outlined_and_list_their_members(opened: Opener, rich: Picture) -> None:
    page = opened(rich, color_scheme="light").page
    view(page)
    page.get_by_role("switch", name="Outline clusters").check()
    expect(page.locator(".pill")).to_have_count(2)
    svg = saved_svg(page)
    hulls = [path for path in svg.iter(f"{SVG}path") if path.get("fill-opacity") == "0.09"]
    assert [path.get("fill") for path in hulls] == ["#0072b2", "#d55e00"]
    page.wait_for_timeout(200)
    x, y = test_page._spot(page, "0072b2")  # the upper or the lower edge around the number
    for inside in (y + 5, y - 5):
        page.mouse.click(x, inside)
        if page.locator(PANEL).is_visible():
            break
    expect(page.locator(TITLE)).to_have_text("Cluster 1")
    expect(page.locator(PANEL)).to_contain_text("2 of 2 nodes shown; 2 lines inside, 3 to others")
    assert page.locator(".panel .goto").all_inner_texts() == ["Yichang", "Green Plant"]
    page.locator(".pill").nth(1).press("Enter")
    expect(page.locator(TITLE)).to_have_text("Cluster 2")
    expect(page.locator(TITLE)).to_be_focused()


def test_only_a_neighbourhood_is_shown_until_its_chip_goes(opened: Opener, rich: Picture) -> None:
    seen = opened(rich)
    page = seen.page
    seen.find("far harbour")
    page.click("#focus-1")
    expect(page.locator(STATUS)).to_have_text("3 of 6 nodes, 2 of 6 lines")
    expect(page.locator("#focus-1")).to_have_attribute("aria-pressed", "true")
    page.click("#focus-2")
    expect(page.locator(STATUS)).to_have_text("4 of 6 nodes, 5 of 6 lines")
    expect(page.locator("[data-chip=focus]")).to_contain_text("Around Far Harbour, 2 steps")
    page.click("[data-chip=focus] .cross")
    expect(page.locator(STATUS)).to_have_text("6 of 6 nodes, 6 of 6 lines")
    expect(page.locator("#chips")).to_be_hidden()
    page.click("#focus-1")
    seen.find("lone")
    expect(page.locator(TITLE)).to_have_text("Lone Town")
    expect(page.locator(STATUS)).to_have_text("6 of 6 nodes, 6 of 6 lines")


def test_the_path_is_the_shortest_then_the_heaviest(opened: Opener, rich: Picture) -> None:
    seen = opened(rich)
    page = seen.page
    at_path(seen, "yichang", "far")
    expect(page.locator("#path-length")).to_have_text("2 steps, weight 5")
    assert page.locator(".way .goto").all_inner_texts() == ["Yichang", "Old Works", "Far Harbour"]
    expect(page.locator(".step .card")).to_have_count(2)
    expect(page.locator(".step").first).to_contain_text("the whole document")
    expect(page.locator(TITLE)).to_be_focused()
    accent = [p for p in saved_svg(page).iter(f"{SVG}path") if p.get("stroke") == "#0d6352"]
    assert len(accent) == 2


def test_the_path_respects_filters_and_says_where_there_is_none(
    opened: Opener, rich: Picture
) -> None:
    seen = opened(rich)
    page = seen.page
    page.click("[data-group=relation] summary")
    page.get_by_role("switch", name="pays").uncheck()
    at_path(seen, "yichang", "far")
    assert page.locator(".way .goto").all_inner_texts() == ["Yichang", "Green Plant", "Far Harbour"]
    page.locator("[data-group=kind] .choice", has_text="Plant").locator("input").uncheck()
    expect(page.locator("#no-path")).to_have_text("No path in what is shown.")
    page.click("#reset")
    expect(page.locator("#path-length")).to_have_text("2 steps, weight 5")
    at_path(seen, "lone", "yichang")
    expect(page.locator("#no-path")).to_have_text("No path in what is shown.")


def test_the_other_end_of_a_path_may_be_clicked_or_not_wanted(
    opened: Opener, rich: Picture
) -> None:
    seen = opened(rich)
    page = seen.page
    seen.find("old works")
    page.click("#path-from")
    page.keyboard.press("Escape")
    expect(page.locator("[data-chip=pick]")).to_have_count(0)
    page.click("#path-from")
    page.click("#fit")
    page.wait_for_timeout(200)
    x, y = test_page._spot(page, "2f5d8a")  # the upper edge of the square
    page.mouse.click(x, y + 8)
    expect(page.locator(".way .goto").last).to_have_text("Yichang")


def test_what_hangs_on_a_node_is_counted_and_undone(opened: Opener, rich: Picture) -> None:
    seen = opened(rich)
    page = seen.page
    seen.find("yichang")
    page.click("#take-out")
    expect(page.locator(TITLE)).to_have_text("Without Yichang")
    rows = [row.split() for row in page.locator("#loss tbody tr").all_inner_texts()]
    assert [row[-3:] for row in rows] == [
        ["6", "5", "−1"],
        ["2", "3", "+1"],
        ["5", "3", "−2"],
        ["10", "3", "−7"],
    ]
    assert page.locator(".panel .goto").all_inner_texts() == ["Plant, not named"]
    drawn = shapes(saved_svg(page))
    assert "Yichang" not in drawn
    assert drawn["Plant, not named"]["stroke"] == "#b3261e"
    page.click("[data-chip=gone] .cross")
    expect(page.locator(STATUS)).to_have_text("6 of 6 nodes, 6 of 6 lines")
    expect(page.locator(TITLE)).to_have_text("Yichang")


def test_the_address_holds_the_view(opened: Opener, rich: Picture) -> None:
    seen = opened(rich, color_scheme="light")
    page = seen.page
    view(page)
    page.locator("#year").fill("2021")
    page.select_option("#size-by", label="Degree")
    page.select_option("#color-by", label="Cluster")
    page.get_by_role("switch", name="Outline clusters").check()
    page.locator("[data-group=kind] .choice", has_text="Town").locator("input").uncheck()
    page.click("#theme")
    page.click("#lang")
    page.click("#tab-table")
    said = (
        "hide-kind=town&year=2021&size=degree&color=cluster&hulls=on&view=table&lang=zh&theme=dark"
    )
    expect(page).to_have_url(re.compile(re.escape(f"#{said}") + "$"))
    page.reload()
    page.wait_for_selector("html[data-ready=yes]")
    expect(page.locator("html")).to_have_attribute("lang", "zh")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("#year-now")).to_have_text("2021")
    expect(page.locator("#hulls")).to_be_checked()
    expect(page.locator("#tab-table")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#table-nodes tbody tr")).to_have_count(3)
    assert seen.faults == []


ADDRESSES = {
    "path=d:yichang,d:far": "Yichang – Far Harbour",
    "gone=d:yichang&open=loss": "Without Yichang",
    "cluster=2": "Cluster 2",
    "line=d:plant,pays,d:yichang": "pays",
    "focus=d:far,1&node=d:plant": "Green Plant",
    "only-relation=pays&node=d:slot": "Plant, not named",
}


def test_an_address_opens_what_it_names(opened: Opener, rich: Picture) -> None:
    seen = opened(rich, address="#line=d:plant,pays,d:yichang")
    expect(seen.page.locator(TITLE)).to_have_text("pays")
    for address, title in ADDRESSES.items():
        go(seen.page, address)
        expect(seen.page.locator(TITLE)).to_have_text(title)
    assert seen.faults == []


def test_back_and_forward_go_through_what_was_seen(opened: Opener, rich: Picture) -> None:
    seen = opened(rich)
    page = seen.page
    seen.find("yichang")
    expect(page).to_have_url(re.compile("#d:yichang$"))
    page.click("#focus-1")
    expect(page).to_have_url(re.compile("focus=d:yichang,1"))
    page.go_back()
    expect(page.locator(STATUS)).to_have_text("6 of 6 nodes, 6 of 6 lines")
    expect(page.locator(TITLE)).to_have_text("Yichang")
    page.go_back()
    expect(page.locator(PANEL)).to_be_hidden()
    page.go_forward()
    page.go_forward()
    expect(page.locator(STATUS)).to_have_text("4 of 6 nodes, 4 of 6 lines")


def test_the_link_is_copied(opened: Opener, rich: Picture) -> None:
    opened.window.grant_permissions(["clipboard-read", "clipboard-write"])
    seen = opened(rich)
    seen.find("far")
    seen.page.click("#link")
    expect(seen.page.locator("#toast")).to_have_text("Link copied")
    copied = seen.page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith("page.html#d:far")
    assert copied == seen.page.url


HOSTILE = (
    "<img src=x onerror=window.__pwned=1>",
    "year=99999999&size=__proto__&color=constructor&view=toString&lang=fr&theme=red&open=loss",
    "node=</script><script>window.__pwned=1</script>&focus=d:far,9&gone=,,,&path=a",
    "only-kind=<svg/onload=window.__pwned=1>&hide-relation=__proto__&line=,,,,&cluster=1e9",
    "%E0%A4%A=%ff&node=%&=&&&=%00&year=-1&year=20%31",
    "focus=constructor,1&gone=__proto__,hasOwnProperty&cluster=NaN&hulls=javascript:1",
    "year=" + "9" * 30_000,
)


def test_hostile_addresses_are_inert_and_ignored(opened: Opener, rich: Picture) -> None:
    seen = opened(rich)
    page = seen.page
    for address in HOSTILE:
        go(page, address)
        page.wait_for_timeout(40)
        expect(page.locator(STATUS)).to_have_text("6 of 6 nodes, 6 of 6 lines")
        expect(page.locator(PANEL)).to_be_hidden()
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.evaluate("[window.__pwned, document.scripts.length]") == [None, 3]
    assert page.evaluate("Object.keys(Object.prototype)") == []
    assert (seen.requests, seen.faults) == ([], [])


def test_the_drawing_is_saved_as_svg(opened: Opener, rich: Picture) -> None:
    svg = saved_svg(opened(rich).page)
    texts = " ".join(text.text or "" for text in svg.iter(f"{SVG}text"))
    for text in ("Plants and towns", "Which plant stands where?", "Yichang", "Town", "cdcdcdcd"):
        assert text in texts
    assert set(shapes(svg)) == {
        "Yichang",
        "Green Plant",
        "Old Works",
        "Plant, not named",
        "Lone Town",
        "Far Harbour",
    }
    lines = [path for path in svg.iter(f"{SVG}path") if path.get("stroke-opacity")]
    assert len(lines) == 6
    assert sum(path.get("stroke-dasharray") == "7 5" for path in lines) == 1
    assert not [e for e in svg.iter() if e.tag.endswith(("script", "image", "foreignObject"))]


def test_the_page_marks_when_it_is_ready(opened: Opener, rich: Picture) -> None:
    page = opened(rich).page
    marks = page.evaluate("performance.getEntriesByName('kg-ready').map((m) => m.startTime)")
    assert len(marks) == 1


NAMELESS = """() => [...document.querySelectorAll('button, input, select, summary')]
  .filter((e) => !(e.getAttribute('aria-label') || e.labels?.length
    || e.tagName !== 'SELECT' && e.textContent.trim())).map((e) => e.outerHTML)"""
CUT = """() => [...document.querySelectorAll('#chips .what')]
  .filter((e) => e.offsetWidth < 20 || e.getBoundingClientRect().right > innerWidth)
  .map((e) => e.outerHTML)"""


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_the_new_parts_are_named_readable_and_stay_inside(
    opened: Opener, rich: Picture, width: int, scheme: str
) -> None:
    address = "focus=d:yichang,2&gone=d:slot&year=2020&size=degree&color=degree&hulls=on"
    size = {"width": width, "height": 844}
    page = opened(rich, viewport=size, color_scheme=scheme).page
    for part in ("path=d:yichang,d:far", "open=loss", "node=d:far", "cluster=1"):
        go(page, f"{address}&{part}")
        expect(page.locator(PANEL)).to_be_visible()
        expect(page.locator("#chips li")).to_have_count(3)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(CONTRAST) == []
        assert page.evaluate(NAMELESS) == []
        assert page.evaluate(CUT) == []
    if width == 390:
        page.click("#toggle-side")
    view(page)
    for part in ("#svg", "#link", "#year", "#size-by", "#hulls"):
        box = page.locator(part).bounding_box()
        assert box
        assert 0 <= box["x"] <= box["x"] + box["width"] <= width
    assert page.evaluate(CONTRAST) == []


def test_hostile_times_measures_and_clusters_run_nowhere(opened: Opener, hostile: Picture) -> None:
    count = len(PAYLOADS)
    odd = replace(
        hostile,
        nodes=tuple(
            replace(node, measures={p: float(n)}, cluster=n % 7 + 1)
            for n, (node, p) in enumerate(zip(hostile.nodes, PAYLOADS, strict=True))
        ),
        edges=tuple(
            replace(edge, since=p if n % 2 else "2020", until=PAYLOADS[-n])
            for n, (edge, p) in enumerate(zip(hostile.edges, PAYLOADS, strict=True))
        ),
        claims={k: replace(c, since=k, until=k[::-1]) for k, c in hostile.claims.items()},
        measures={p: Measure(pair(p, p), pair(p, p)) for p in PAYLOADS},
    )
    seen = opened(odd)
    page = seen.page
    view(page)
    page.get_by_role("switch", name="Outline clusters").check()
    assert page.locator("#color-by option").count() == count + 2
    for n in range(0, count, 4):
        page.select_option("#size-by", index=2 + n)
        page.select_option("#color-by", index=2 + n)
    svg = saved_svg(page)
    assert len(shapes(svg)) > count / 2
    assert not [e for e in svg.iter() if e.tag.endswith(("script", "iframe", "image", "a"))]
    page.evaluate(
        """() => [...document.querySelectorAll('.pill')].forEach((pill) => {
      pill.click();
      document.querySelector('.panel .goto').click();
      document.getElementById('focus-1').click();
      document.getElementById('take-out').click();
      document.querySelector('.act.back').click();
      document.querySelectorAll('#chips .cross').forEach((cross) => cross.click());
    })"""
    )
    page.click("#lang")
    page.wait_for_timeout(300)
    page.reload()
    page.wait_for_selector("html[data-ready=yes]")
    assert page.evaluate("[window.__pwned, document.scripts.length]") == [None, 3]
    assert page.evaluate("Object.keys(Object.prototype)") == []
    assert [url for url in seen.requests if not url.startswith(("blob:", "file:"))] == []
    assert seen.faults == []


def many(rich: Picture) -> Picture:
    """Return a picture of a thousand nodes and fifteen hundred lines."""
    nodes = tuple(
        replace(rich.nodes[n % 3], id=f"d:{n}", x=n % 40 * 90.0, y=n // 40 * 70.0, cluster=n % 12)
        for n in range(1000)
    )
    edges = tuple(
        replace(rich.edges[n % 4], source=n % 1000, target=(n * 7 + 1) % 1000) for n in range(1500)
    )
    return replace(rich, nodes=nodes, edges=edges)


def test_a_window_with_hardly_any_room_does_not_hang(opened: Opener, rich: Picture) -> None:
    """Names at a scale of almost nothing once covered millions of cells of the place finder."""
    seen = opened(many(rich), viewport={"width": 1440, "height": 164})
    room = seen.page.evaluate("document.getElementById('canvas').clientHeight")
    assert 0 < room < 12
    assert seen.page.evaluate("performance.getEntriesByName('kg-ready')[0].startTime") < 8000
    assert seen.faults == []


def test_a_thousand_nodes_stay_usable(opened: Opener, rich: Picture) -> None:
    seen = opened(many(rich), address="#hulls=on&color=degree")
    page = seen.page
    ready = page.evaluate("performance.getEntriesByName('kg-ready')[0].startTime")
    spent = page.evaluate(
        """() => ['2020', '2021', '2024'].map((year) => {
      const start = performance.now();
      const slider = document.getElementById('year');
      slider.value = year;
      slider.dispatchEvent(new Event('input'));
      return performance.now() - start;
    })"""
    )
    assert ready < 6000
    assert max(spent) < 1500
    assert seen.faults == []


def test_a_measure_that_is_not_held_is_refused(rich: Picture) -> None:
    with pytest.raises(FormatError, match="the measure 'm:degree'"):
        render_page(replace(rich, measures={}))


def test_a_measure_that_is_no_number_is_refused(rich: Picture) -> None:
    node = replace(rich.nodes[0], measures={"m:degree": float("inf")})
    with pytest.raises(FormatError, match="not finite"):
        render_page(replace(rich, nodes=(node, *rich.nodes[1:])))


def test_the_page_says_everything_in_both_languages() -> None:
    text = files("kg.visual").joinpath("templates", "strings.json").read_text("utf-8")
    strings = json.loads(text)
    assert strings["en"].keys() == strings["zh"].keys()
