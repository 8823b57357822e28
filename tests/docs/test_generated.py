"""The generated pages are what the code, the ontology and the data say now."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GENERATE = [sys.executable, str(ROOT / "docs" / "generate.py")]


def run(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*GENERATE, *args], capture_output=True, text=True, check=False)


def test_pages_are_fresh() -> None:
    done = run("--check")
    assert done.returncode == 0, done.stderr


def test_check_names_the_stale_page(tmp_path: Path) -> None:
    assert run("--out", str(tmp_path)).returncode == 0
    page = tmp_path / "cli.md"
    page.write_text(page.read_text("utf-8") + "changed\n", "utf-8")
    done = run("--check", "--out", str(tmp_path))
    assert done.returncode == 1
    assert "stale: cli.md;" in done.stderr


def test_a_page_that_is_missing_is_stale(tmp_path: Path) -> None:
    done = run("--check", "--out", str(tmp_path))
    assert done.returncode == 1
    assert "ontology.md" in done.stderr
