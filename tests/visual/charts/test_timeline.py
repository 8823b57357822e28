"""Dates are as long as they are vague, and no label lies over another."""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import Browser

from kg.errors import FormatError
from kg.visual.charts.frame import Head
from kg.visual.charts.timeline import Happening, Timeline, pieces, timeline
from tests.visual.charts.samples import SVG, desc, marks, plain, tip

BOXES = """(svg) => [...svg.querySelectorAll('.mark')].flatMap((mark) =>
  [...mark.children].filter((one) => one.tagName !== 'title').map((one) => {
    const box = one.getBBox();
    return [box.x, box.y, box.x + box.width, box.y + box.height];
  }))"""


def drawn(*what: Happening, width: float = 900) -> str:
    return timeline(Timeline(Head(plain("T", "题")), (plain("plans", "规划"),), what), "en", width)


def test_a_day_is_a_dot_and_a_month_a_year_or_a_time_a_bar() -> None:
    day, month, year, span = (
        Happening(plain(n, n), start, 0, end)
        for n, start, end in (
            ("a", "2020-01-01", ""),
            ("b", "2021-02", ""),
            ("c", "2022", ""),
            ("d", "2023", "2024"),
        )
    )
    found = {tip(mark)[-1]: mark for mark in marks(drawn(day, month, year, span))}
    assert found["a"].find(f"{SVG}rect") is None
    wide = {n: float(found[n].find(f"{SVG}rect").get("width")) for n in "bcd"}  # type: ignore[union-attr,arg-type]
    assert wide["d"] == pytest.approx(2 * wide["c"], rel=0.01)
    assert wide["b"] < wide["c"]


@pytest.mark.parametrize("width", [360, 900])
def test_labels_of_a_crowded_timeline_do_not_overlap(chromium: Browser, width: int) -> None:
    crowd = [
        Happening(plain(f"Opinions number {n} on the green transition of industry", f"{n}"), day, 0)
        for n, day in enumerate(
            f"{year}-{month:02d}" + ("-15" if month % 2 else "")
            for year in (2007, 2023, 2024)
            for month in range(1, 13)
        )
    ]
    tab = chromium.new_page(viewport={"width": width, "height": 600})
    tab.set_content(drawn(*crowd, width=width))
    boxes = tab.locator("svg").evaluate(BOXES)
    tab.close()
    assert len(boxes) == 2 * len(crowd)
    for a, b in itertools.combinations(boxes, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] + 1 or b[3] <= a[1] + 1, (a, b)


def test_the_description_tells_all_by_date() -> None:
    later, sooner = (Happening(plain(n, n), day, 0) for n, day in (("L", "2024"), ("S", "2007-06")))
    assert "plans: 2007-06 S; 2024 L" in desc(drawn(later, sooner))


@pytest.mark.parametrize(
    "what",
    [
        Happening({}, "yesterday", 0),
        Happening({}, "2024-02-30", 0),
        Happening({}, "2024", 0, "2023"),
        Happening({}, "2024", 7),
    ],
)
def test_no_date_no_lane_or_an_end_before_the_start_is_refused(what: Happening) -> None:
    with pytest.raises(FormatError):
        drawn(what)


def test_the_last_year_of_the_calendar_can_be_drawn() -> None:
    assert "9999" in drawn(Happening({}, "9999", 0))


def test_a_long_timeline_comes_in_pieces_over_the_same_years() -> None:
    many = tuple(Happening(plain(f"h{n}", ""), str(1990 + n), n % 2) for n in range(9))
    head = Head(plain("T", "题"), plain("S", "副"), plain("N", "注"))
    whole = Timeline(head, (plain("a", "甲"), plain("b", "乙")), many)
    parts = pieces(whole, 4)
    assert sorted(what.start for part in parts for what in part.happenings) == [
        what.start for what in many
    ]
    assert [len(part.happenings) for part in parts] == [4, 1, 4]
    assert len({part.years for part in parts}) == 1
    assert [bool(part.head.subtitle) for part in parts] == [True, False, False]
    assert [bool(part.head.note) for part in parts] == [False, False, True]
    assert pieces(whole, 9) == [whole]
    assert "1998" in timeline(parts[0])
