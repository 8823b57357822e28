"""Hold: what a reader has opened stays, what nobody reads goes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from kg.graph.hold import hold, unheld
from kg.graph.release import publish
from kg.graph.store import Reader
from kg.ontology import Ontology
from tests.graph.test_release import store_of

HOLDER = """
import sys
from pathlib import Path
from kg.graph.hold import hold
class Reader: pass
reader = Reader()
assert hold(Path(sys.argv[1]), reader)
print("held", flush=True)
sys.stdin.read()
"""


class Somebody:
    """A reader."""


def graphs(out: Path) -> set[str]:
    """Return the names of the graphs that lie in `out`."""
    return {path.name for path in out.glob("graph-*")}


def test_a_reader_has_its_graph_after_many_others_were_published(
    tmp_path: Path, onto: Ontology
) -> None:
    publish(store_of("first"), tmp_path)
    (first,) = graphs(tmp_path)
    reader = Reader(tmp_path, onto)
    for name in ("second", "third", "fourth"):
        publish(store_of(name), tmp_path)
    assert first in graphs(tmp_path)
    assert {quad.object.value for quad in reader.store} == {"first"}  # type: ignore[union-attr]
    del reader
    publish(store_of("fifth"), tmp_path)
    assert first not in graphs(tmp_path)
    assert len(graphs(tmp_path)) == 2


def test_what_another_process_reads_is_held_until_it_ends(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == b"held\n"
        with unheld(tmp_path) as free:
            assert not free
        other.kill()
    with unheld(tmp_path) as free:
        assert free


def test_two_may_read_and_what_is_gone_is_not_held(tmp_path: Path) -> None:
    one, two = Somebody(), Somebody()
    assert hold(tmp_path, one)
    assert hold(tmp_path, two)
    del one
    with unheld(tmp_path) as free:
        assert not free
    assert not hold(tmp_path / "gone", two)
