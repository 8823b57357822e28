"""What holds for every chart: whole XML, harmless texts, the same bytes, words for all values."""

from __future__ import annotations

import base64
import hashlib
import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import kg
from kg.errors import FormatError
from kg.visual.charts.frame import responsive
from kg.visual.figure import figure
from kg.visual.picture import Picture
from kg.visual.svg import NAMES, styles
from tests.visual.charts.samples import SVG, charts, desc, harmful, marks, samples, tree

CHARTS = sorted(samples())
SIZES = [("en", 900), ("zh", 900), ("en", 360), ("zh", 360)]
OUTSIDE = """(svg) => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.left < frame.left - 1 || box.right > frame.right + 1
      || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
  }).map((one) => one.textContent);
}"""
HEX = """import hashlib
from tests.visual.charts.samples import samples
print([hashlib.sha256(draw("zh", 900).encode()).hexdigest() for draw in samples().values()])"""


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize(("lang", "width"), SIZES)
def test_a_chart_is_whole_xml_with_title_description_and_claims(
    name: str, lang: str, width: int
) -> None:
    svg = samples()[name](lang, width)
    root = tree(svg)
    assert root.get("role") == "img"
    assert root.get("viewBox", "").startswith(f"0 0 {width} ")
    ids = {one.get("id") for one in root.iter() if one.get("id")}
    assert set(root.get("aria-labelledby", "").split()) == ids
    assert root.findtext(f"{SVG}title") == ("A title" if lang == "en" else "标题")
    assert len(desc(svg)) > 40
    claims = [one.get("data-claim") for one in marks(svg) if one.get("data-claim")]
    assert claims if name != "curve" else not claims


def test_in_a_notebook_a_chart_draws_itself_in_the_language_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for draw, chart in charts().values():
        assert chart._repr_html_() == draw(chart, "en")
    monkeypatch.setenv("KG_LANG", "zh")
    for draw, chart in charts().values():
        assert chart._repr_html_() == draw(chart, "zh")


@pytest.mark.parametrize("name", CHARTS)
def test_harmful_texts_stay_texts(name: str) -> None:
    for lang, width in (("en", 900), ("zh", 360)):
        root = tree(samples(harmful())[name](lang, width))
        assert {one.tag.removeprefix(SVG) for one in root.iter()} <= NAMES
        attributes = {key for one in root.iter() for key in one.attrib}
        assert not [a for a in attributes if a.startswith("on") or a in ("href", "style", "src")]


def test_nothing_harmful_runs_in_a_browser(
    chromium: Browser, hostile: Picture, tmp_path: Path
) -> None:
    drawn = [draw("en", 900) for draw in samples(harmful()).values()]
    drawn += [draw("zh", 360) for draw in samples(harmful()).values()]
    drawn += [figure(hostile, "en", 1200)]
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><meta charset=utf-8>" + "".join(drawn), "utf-8")
    files = [page]
    for number, svg in enumerate(drawn):
        files.append(tmp_path / f"{number}.svg")
        files[-1].write_text(svg, "utf-8")
    tab, seen = chromium.new_page(), []
    tab.on("request", lambda request: seen.append(request.url))
    tab.on("console", lambda message: seen.append(message.text))
    tab.on("pageerror", lambda error: seen.append(str(error)))
    tab.on("dialog", lambda dialog: (seen.append("dialog"), dialog.dismiss()))
    for file in files:
        tab.goto(file.as_uri())
        assert tab.evaluate("typeof window.__pwned") == "undefined"
        assert tab.evaluate("document.querySelector('parsererror')") is None
    tab.close()
    assert seen == [file.as_uri() for file in files]


def test_no_text_leaves_the_chart_and_both_grounds_differ(chromium: Browser) -> None:
    for lang, width in SIZES:
        whole = "".join(draw(lang, width) for draw in samples().values())
        tab = chromium.new_page(viewport={"width": width, "height": 600}, color_scheme="light")
        tab.set_content(f"<!doctype html><body style='margin:0'>{whole}")
        assert [svg.evaluate(OUTSIDE) for svg in tab.query_selector_all("svg")] == [[]] * len(
            CHARTS
        )
        ground = "() => getComputedStyle(document.querySelector('.f-ground')).fill"
        assert tab.evaluate(ground) == "rgb(255, 255, 255)"
        tab.emulate_media(color_scheme="dark")
        assert tab.evaluate(ground) == "rgb(23, 31, 38)"
        tab.evaluate("document.body.dataset.theme = 'light'")
        assert tab.evaluate(ground) == "rgb(255, 255, 255)"
        tab.emulate_media(color_scheme="light")
        tab.evaluate("document.body.dataset.theme = 'dark'")
        assert tab.evaluate(ground) == "rgb(23, 31, 38)"
        tab.close()


def test_a_page_with_a_strict_policy_shows_the_chart_that_fits(
    chromium: Browser, tmp_path: Path
) -> None:
    draw = samples()["heat"]
    both = responsive(lambda width: draw("en", width))
    hashes = {
        base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode() for sheet in styles(both)
    }
    assert len(hashes) == 1
    policy = f"default-src 'none'; style-src 'sha256-{hashes.pop()}'"
    page = tmp_path / "page.html"
    rule = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    page.write_text(f"<!doctype html><meta charset=utf-8>{rule}{both}", "utf-8")
    faults: list[str] = []
    for width, shown in ((390, ["kgv-narrow"]), (1200, ["kgv-wide"])):
        tab = chromium.new_page(viewport={"width": width, "height": 600})
        tab.on("console", lambda message: faults.append(message.text))
        tab.goto(page.as_uri())
        visible = [
            d.get_attribute("class") for d in tab.query_selector_all("div") if d.is_visible()
        ]
        assert visible == shown
        tab.close()
    assert faults == []


def test_names_of_the_shipped_three_chains_do_not_overlap(chromium: Browser) -> None:
    tab = chromium.new_page()
    tab.set_content(figure(kg.load().picture("three-chains")))
    boxes = tab.locator("svg").evaluate(
        "(svg) => [...svg.querySelectorAll('text')].map((one) => one.getBBox())"
        ".map((box) => [box.x, box.y + 2, box.x + box.width, box.y + box.height - 2])"
    )
    tab.close()
    assert len(boxes) > 60
    for a, b in itertools.combinations(boxes, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], (a, b)


def test_the_same_values_give_the_same_bytes_whatever_the_hash_seed() -> None:
    answers = {
        subprocess.run(
            [sys.executable, "-c", HEX],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            cwd=Path(__file__).parents[3],
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1


@pytest.mark.parametrize(("lang", "width"), [("de", 900), ("en", 10), ("zh", 1e9)])
def test_an_unknown_language_or_an_absurd_width_is_refused(lang: str, width: float) -> None:
    with pytest.raises(FormatError):
        samples()["heat"](lang, width)
