"""The worked example of the code book: its files, its snippet, and its commands."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest

from .blocks import ROOT, blocks, run_console

PAGE = ROOT / "data" / "README.md"
PASSAGES = {
    "demo-001": "Example Recycling runs a sorting plant for spent batteries.",
    "demo-002": "It plans to use optical sorting from next year.",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the files that the page shows, named in the first line of each block."""
    base = tmp_path_factory.mktemp("codebook")
    for block in blocks(PAGE):
        if block.title:
            path = base / block.title
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, "utf-8")
    return base


def test_snippet_gives_the_places_and_hashes_of_the_claims(folder: Path) -> None:
    names: dict = {}
    snippet = next(block.text for block in blocks(PAGE) if block.kind == "python")
    exec(snippet, names)  # noqa: S102 - the snippet of our own page is what is tested
    with (folder / "mine/claims/demo-note.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["id"]: row for row in csv.DictReader(stream)}
    assert rows.keys() == PASSAGES.keys()
    for name, passage in PASSAGES.items():
        found = names["locate"](folder / "texts/note.txt", passage)
        assert [str(part) for part in found] == [rows[name][k] for k in ("start", "end", "sha256")]


def test_hash_of_the_source_is_that_of_its_text(folder: Path) -> None:
    digest = hashlib.sha256((folder / "texts/note.txt").read_bytes()).hexdigest()
    assert digest in (folder / "mine/sources.csv").read_text("utf-8")


def test_commands_print_what_the_page_says(folder: Path) -> None:
    for block in blocks(PAGE):
        if block.kind == "console":
            run_console(block, folder)


def test_a_changed_text_is_refused(folder: Path, tmp_path: Path) -> None:
    text = (folder / "texts/note.txt").read_text("utf-8")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/note.txt").write_text(text.replace("spent", "used "), "utf-8")
    (tmp_path / "mine").symlink_to(folder / "mine")
    problems = "sources.csv:2:sha256: the text in the corpus is another than the registered one\n"
    command = "$ kg build --data mine --corpus texts --out graph 2>&1 || true\n"
    block = blocks(PAGE)[0].with_text(f"{command}Error: ...\n{problems}...\n")
    run_console(block, tmp_path)
