"""Run one step in a process of its own and tell what it took, a line of JSON a result.

    python benchmarks/child.py MODULE FUNCTION < arguments.json

The step is `benchmarks/steps/MODULE.py`, its function gets the arguments and `say`. It
runs in the environment of the tool that it measures, so it imports that tool only.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

BUDGET = float(os.environ.get("KG_BENCH_BUDGET", "2"))
"""Seconds that the runs of one function may take together; 0 runs it once."""


class Say:
    """Tells the runner each result as soon as it is there; the runner may end us at any time."""

    def __call__(self, what: str, seconds: float | None, answer: object = None) -> None:
        """Tell the seconds and the answer of `what`, and the memory so far."""
        told = {"what": what, "seconds": seconds, "answer": answer, "peak": peak()}
        print(json.dumps(told), flush=True)

    def clock(self, what: str, function: Callable[[], Any], answer: Callable[[Any], object]) -> Any:
        """Return what `function` gives after telling its median time.

        It runs up to seven times, fewer where it is slow; the first run warms up and
        counts only where there is no other.
        """
        times: list[float] = []
        found: Any = None
        begin = time.perf_counter()
        while len(times) < 8 and (not times or time.perf_counter() - begin < BUDGET):  # noqa: PLR2004
            found = None
            start = time.perf_counter()
            found = function()
            times.append(time.perf_counter() - start)
        self(what, statistics.median(times[1:] or times), answer(found))
        return found


def peak() -> float:
    """Return the most memory that this process had, in MB; what it was forked from has no part."""
    status = Path("/proc/self/status").read_text("utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return round(int(line.split()[1]) / 1024, 1)


def digest(rows: Iterable[Iterable[object]]) -> str:
    """Return the number of rows and a hash of them that does not depend on their order."""
    cells = (["" if cell is None else str(cell) for cell in row] for row in rows)
    lines = sorted("\t".join(row).rstrip("\t") for row in cells)
    return f"{len(lines)} {hashlib.sha256(chr(10).join(lines).encode()).hexdigest()[:12]}"


def main() -> None:
    """Run the step that the command line names."""
    module, function = sys.argv[1:3]
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    step = getattr(importlib.import_module(f"benchmarks.steps.{module}"), function)
    step(Say(), **json.loads(sys.stdin.read() or "{}"))


if __name__ == "__main__":
    main()
