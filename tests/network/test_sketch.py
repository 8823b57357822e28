"""The sketch: a small network as SVG, the same each time, names only ever text."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from kg.network.sketch import HIGH, MOST, ROOM, WIDE, cut, sketch
from kg.text.names import display_width

SVG = "{http://www.w3.org/2000/svg}"


def test_every_node_is_a_named_dot_on_the_sheet_and_every_pair_a_line() -> None:
    names = [f"N{number}" for number in range(6)]
    pairs = [(0, 1), (1, 2), (2, 0), (3, 4), (0, 1)]
    root = ET.fromstring(sketch(names, pairs))  # noqa: S314  our own writing
    dots = [(float(c.get("cx", "")), float(c.get("cy", ""))) for c in root.iter(f"{SVG}circle")]
    assert len(set(dots)) == 6
    assert all(ROOM <= x <= WIDE - ROOM and ROOM <= y <= HIGH - ROOM for x, y in dots)
    assert [text.text for text in root.iter(f"{SVG}text")] == names
    assert len(list(root.iter(f"{SVG}line"))) == 4


def test_the_same_network_gives_the_same_bytes() -> None:
    pairs = [(a, (a * 7 + 1) % 20) for a in range(20)]
    names = [str(number) for number in range(20)]
    assert sketch(names, pairs) == sketch(names, list(reversed(pairs)))


def test_a_name_is_only_text() -> None:
    page = sketch(["</text><script>alert(1)</script>", "a\u202eb\x1b"], [])
    assert "<script" not in page
    assert not set(page) & {"\u202e", "\x1b"}
    ET.fromstring(page)  # noqa: S314  our own writing


def test_nothing_and_too_much_are_not_sketched() -> None:
    assert sketch([], []) == ""
    assert sketch(["x"] * (MOST + 1), []) == ""
    assert sketch(["x"] * MOST, [])


def test_a_long_name_is_cut_in_columns() -> None:
    assert display_width(cut("湖北省节能环保产业高质量发展大会组委会")) <= 26
    assert cut("Wuhan") == "Wuhan"
