"""A small world, the shipped graph, and how to break the world's tables."""

from __future__ import annotations

import csv
import fcntl
import gc
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import kg
from kg.api import Graph
from kg.errors import KgError
from kg.evidence.ingest import read_evidence
from kg.graph.build import build_graph
from kg.graph.release import publish
from kg.ontology import Ontology

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

HERE = Path(__file__).parent
CHROMIUM = Path(os.environ.get("KG_CHROMIUM", "/usr/bin/chromium"))
Edit = Callable[[str, str, str, str], None]
Faults = Callable[[], str]
OF_TEXTS = {"benchmarks", "docs", "ontology", "test_architecture.py", "test_new_class.py"}
"""Tests that mirror no module: they run all of the code, which the tests of modules measure."""


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Stop the tracer that pytest-cov starts before it knows which process this is.

    A worker gets a second one: `no_cover` would pause that, and the first go on in its place.
    The process that only hands out the tests has nothing to trace.
    """
    config = session.config
    plugin = config.pluginmanager.get_plugin("_cov")
    shared = hasattr(config, "workerinput") or config.getoption("dist", "no") != "no"
    if shared and plugin and plugin.cov_controller:
        plugin.cov_controller.cov.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what may take long, so that no process works on alone in the end.

    Coverage halves the speed of Python: what need not be measured is marked `no_cover`.
    """
    items.sort(key=seconds_allowed, reverse=True)
    for item in items:
        if HERE in item.path.parents and item.path.relative_to(HERE).parts[0] in OF_TEXTS:
            item.add_marker("no_cover")


def pytest_collection_finish() -> None:
    """Let no collection of garbage go through what was imported and collected as tests."""
    gc.freeze()


def seconds_allowed(item: pytest.Item) -> float:
    """Return how long a test may take by its mark, 0 without one."""
    mark = item.get_closest_marker("timeout")
    return mark.args[0] if mark else 0


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache folder of this session: the user's own is never touched, also not by commands.

    The workers of a session share it, so that the shipped graph is built once.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "cache"
    folder.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KG_CACHE", str(folder))
        patch.delenv("KG_CORPUS", raising=False)
        patch.delenv("KG_LANG", raising=False)
        yield folder


@pytest.fixture(scope="session")
def onto() -> Ontology:
    return Ontology(HERE.parent / "ontology")


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """A copy of the small world: Testland, its hydrogen chain and its three-chain mechanism."""
    return Path(shutil.copytree(HERE / "world", tmp_path / "world"))


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The texts that the passages of the small world are in."""
    return HERE / "world_corpus"


@pytest.fixture(scope="session")
def graph_folder(onto: Ontology, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small world, built and published."""
    out = tmp_path_factory.mktemp("graph")
    publish(build_graph(HERE / "world", onto), out)
    return out


@pytest.fixture(scope="session")
def shipped(cache: Path) -> Graph:
    """The shipped graph, built into the cache of this session by the worker that comes first."""
    with (cache / "lock").open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        return kg.load()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser, started once for all tests of a worker."""
    if not CHROMIUM.is_file():
        reason = f"no browser at {CHROMIUM}; name one in KG_CHROMIUM"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    from playwright.sync_api import sync_playwright  # heavy: only who looks at pages pays

    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path=str(CHROMIUM),
            args=["--no-sandbox", "--disable-gpu", "--process-per-site"],
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def window(browser: Browser) -> Iterator[BrowserContext]:
    """A window that reaches no network; its first page stays, the others end with their test.

    As long as a page is open, the next one starts no process of its own, which costs twice as
    much as what most tests look at.
    """
    context = browser.new_context()
    context.route(lambda url: not url.startswith(("file:", "blob:")), lambda route: route.abort())
    context.new_page().goto(Path(__file__).as_uri())
    yield context
    context.close()


@pytest.fixture
def edit(world: Path) -> Edit:
    """Put a value into the cell of a file that stands in the row of an id and under a column."""

    def put(file: str, row_id: str, column: str, value: str) -> None:
        with (world / file).open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        (row,) = [row for row in rows if row["id"] == row_id]
        assert column in row
        row[column] = value
        with (world / file).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]), quoting=csv.QUOTE_ALL)
            writer.writeheader()
            writer.writerows(rows)

    return put


@pytest.fixture
def faults(world: Path, onto: Ontology) -> Faults:
    """Return what is said of the faults of the world's tables; that they have none is a failure."""

    def read() -> str:
        with pytest.raises(KgError) as caught:
            read_evidence(world, onto)
        return str(caught.value)

    return read
