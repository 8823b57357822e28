"""The pages of the benchmark: what a page asks of other hosts is refused and counted."""

from __future__ import annotations

from pathlib import Path

from benchmarks.child import Say
from benchmarks.steps.pages import browser

PAGE = """<!doctype html><link rel="stylesheet" href="https://example.org/a.css">
<script src="https://example.org/b.js"></script><canvas></canvas>
<script>requestAnimationFrame(() => performance.mark("kg-ready"))</script>"""


class Told(Say):
    """Keeps what a step tells."""

    def __init__(self) -> None:
        self.told: dict[str, tuple[float | None, object]] = {}

    def __call__(self, what: str, seconds: float | None, answer: object = None) -> None:
        """Keep the seconds and the answer of `what`."""
        self.told[what] = seconds, answer


def test_a_page_that_asks_other_hosts_is_opened_without_them(tmp_path: Path) -> None:
    page, told = tmp_path / "page.html", Told()
    page.write_text(PAGE, "utf-8")
    browser(told, str(page))
    seconds, asked = told.told["stable"]
    assert seconds
    assert asked == 2
    assert {"frame", "heap", "tab"} <= told.told.keys()
