"""`kg draw`: a page that loads nothing; what is in it is tested in tests/visual."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from tests.built import ask_world, invoke, run, timed_store, world_store

LOADS = re.compile(
    r"""<(?:script|link|img|iframe|object|embed|source|video|audio)\b[^>]*?(?:src|href|data)\s*=""",
    re.IGNORECASE,
)


def test_the_page_is_written_under_the_name_of_its_view(tmp_path: Path) -> None:
    done = run("draw", "overall", "--store", world_store(), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr == b"wrote overall.html\n"
    assert [path.name for path in tmp_path.iterdir()] == ["overall.html"]


def test_the_page_loads_nothing_from_anywhere() -> None:
    page = ask_world("draw", "overall", "-o", "-").stdout
    assert page.lower().startswith("<!doctype html>")
    markup = re.sub(r"(<script[^>]*>).*?</script>", r"\1", page, flags=re.DOTALL)
    assert LOADS.findall(markup) == []
    assert "@import" not in markup
    assert re.findall(r"url\((?!data:)", markup) == []
    assert "default-src 'none'" in unescape(markup)


def test_the_page_holds_the_evidence_of_its_lines_and_the_address_of_the_source() -> None:
    page = ask_world("draw", "overall", "-o", "-").stdout
    assert "https://example.org/t1" in page
    assert "Acme should move." in page
    assert "阿克米公司" in page


def test_the_page_opens_in_the_language_asked_for() -> None:
    assert '<html lang="zh' in ask_world("draw", "overall", "--lang", "zh", "-o", "-").stdout
    assert '<html lang="en' in ask_world("draw", "overall", "-o", "-").stdout


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_layout() -> None:
    pages = [ask_world("draw", "overall", "--seed", n, "-o", "-").stdout for n in (3, 3, 4)]
    assert pages[0] == pages[1]
    assert pages[0] != pages[2]


def test_a_view_without_a_tie_is_drawn_as_an_empty_page() -> None:
    found = ask_world("draw", "supply", "-o", "-")
    assert found.exit_code == 0
    assert "</html>" in found.stdout


def test_a_day_leaves_out_the_lines_of_other_days() -> None:
    for day, drawn in (("2024", True), ("2030", False)):
        page = invoke("draw", "overall", "--store", timed_store(), "--as-of", day, "-o", "-").stdout
        assert ("Acme should move." in page) is drawn


def test_a_page_can_be_drawn_by_the_renderer_for_large_ones() -> None:
    small, large = (
        ask_world("draw", "overall", "--renderer", name, "-o", "-").stdout
        for name in ("auto", "large")
    )
    assert 'id="block-numbers"' in large
    assert 'id="block-numbers"' not in small
