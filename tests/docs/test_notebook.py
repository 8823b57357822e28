"""The tutorial notebook: every cell runs, and shows what the text around it promises."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell

from kg.graph.shipped import cache_folder

from .blocks import ROOT

NOTEBOOK = json.loads((ROOT / "docs" / "tutorial.ipynb").read_text("utf-8"))
CODE = [cell for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"]


class Tags(HTMLParser):
    """The names of elements and attributes of a fragment of HTML."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names |= {tag, *(name for name, _ in attrs)}


def test_it_is_stored_without_outputs_in_the_format_of_jupyter() -> None:
    assert (NOTEBOOK["nbformat"], NOTEBOOK["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in NOTEBOOK["cells"]]
    assert len(set(ids)) == len(ids)
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in CODE)


def test_every_cell_runs_and_shows_what_the_text_promises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    assert cache_folder().is_dir()
    shell = InteractiveShell(ast_node_interactivity="last_expr")
    shell.history_manager.enabled = False
    for cell in CODE:
        text = "".join(cell["source"])
        result = shell.run_cell(text, store_history=False)
        result.raise_error()
        plain, page = str(result.result), ""
        if hasattr(result.result, "_repr_html_"):
            page = result.result._repr_html_()
            assert shell.display_formatter.format(result.result)[0]["text/html"] == page
            names = Tags(page).names
            assert not names & {"script", "iframe", "link", "img", "object", "href", "src"}
            assert not {name for name in names if name.startswith("on")}
            assert not re.search(r"url\(|@import", page)
        for words in cell["metadata"]["shows"]:
            assert words in (page or plain), f"{cell['id']}: {words!r} is not shown by\n{text}"


def test_every_cell_promises_something() -> None:
    assert all(cell["metadata"].get("shows") for cell in CODE)
