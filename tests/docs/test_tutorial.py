"""Every block of the README, the tutorial and the method page, run as a reader would run it."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from .blocks import ROOT, Block, blocks, run_console

PAGES = ("README.md", "docs/tutorial.md", "docs/method.md")
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE | doctest.REPORT_NDIFF


def run_python(block: Block, names: dict) -> None:
    """Run a block of prompts and compare what it prints; names pass on to the next block."""
    test = doctest.DocTestParser().get_doctest(block.text, {}, block.place, block.place, 0)
    test.globs = names
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    said: list[str] = []
    runner.run(test, out=said.append, clear_globs=False)
    assert not runner.failures, "".join(said)


@pytest.mark.timeout(240)
@pytest.mark.parametrize("page", PAGES)
def test_page_does_what_it_shows(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").symlink_to(ROOT / "data")
    names: dict = {}
    run = 0
    for block in blocks(ROOT / page):
        if block.kind == "console":
            run_console(block, tmp_path)
        elif block.kind == "pycon":
            run_python(block, names)
        elif block.title:
            (tmp_path / block.title).write_text(block.text, "utf-8")
        run += block.kind in ("console", "pycon")
    assert run


@pytest.mark.parametrize("page", sorted(ROOT.glob("*.md")) + sorted(ROOT.glob("d*/**/*.md")))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.relative_to(ROOT)}: {target}"
