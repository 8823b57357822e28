"""The pages of the benchmark: what a page asks of other hosts is refused and counted."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measure import child, own_python

PAGE = """<!doctype html><link rel="stylesheet" href="https://example.org/a.css">
<script src="https://example.org/b.js"></script><canvas></canvas>
<script>requestAnimationFrame(() => performance.mark("kg-ready"))</script>"""


def test_a_page_that_asks_other_hosts_is_opened_without_them(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE, "utf-8")
    told = child(own_python(), "pages.browser", {"page": str(page)})
    assert not told.why
    assert told["stable"].ended
    assert told["stable"].answer == 2
    assert {"frame", "heap", "tab"} <= told.results.keys()
