"""Measure: run steps and whole processes as children, with a limit on the time of each."""

from __future__ import annotations

import json
import os
import queue
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

HERE = Path(__file__).parent
CAP = 60.0
RUNS = 7


@dataclass(frozen=True)
class Result:
    """What one step took: seconds (None if it did not end), its answer, peak memory in MB."""

    seconds: float | None
    answer: object = None
    peak: float = 0.0
    why: str = ""

    @property
    def ended(self) -> bool:
        """Return whether the step came to its end."""
        return self.seconds is not None


@dataclass
class Told:
    """All that one child told, by name; `why` it told no more, empty if it ended well."""

    results: dict[str, Result] = field(default_factory=dict)
    why: str = ""

    def __getitem__(self, what: str) -> Result:
        return self.results.get(what) or Result(None, why=self.why or "gave no answer")


def child(python: Path, step: str, args: Mapping[str, Any], cap: float = CAP) -> Told:
    """Return what `step` ("module.function") tells when `python` runs it in a fresh process.

    It is ended when it tells nothing for `cap` seconds.
    """
    module, function = step.split(".")
    command = [str(python), str(HERE / "child.py"), module, function]
    told = Told()
    with tempfile.TemporaryFile() as errors:
        running = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
        )
        assert running.stdin  # noqa: S101  for the reader of types
        assert running.stdout  # noqa: S101
        running.stdin.write(json.dumps(dict(args)).encode())
        running.stdin.close()
        lines = follow(running.stdout)
        try:
            while line := lines.get(timeout=cap):
                if line.startswith(b'{"what"'):
                    one = json.loads(line)
                    result = Result(one["seconds"], one["answer"], one["peak"])
                    told.results[one["what"]] = result
        except queue.Empty:
            told.why = f"stopped at {cap:.0f} s"
            running.kill()
        if running.wait() and not told.why:
            errors.seek(0)
            last = errors.read().decode("utf-8", "replace").strip().splitlines()[-1:]
            told.why = "failed: " + " ".join(last)[:200]
    return told


def follow(stream: IO[bytes]) -> queue.Queue[bytes]:
    """Return a queue that gets the lines of `stream` as they come, an empty one at its end."""
    lines: queue.Queue[bytes] = queue.Queue()

    def read() -> None:
        for line in stream:
            lines.put(line)
        lines.put(b"")

    threading.Thread(target=read, daemon=True).start()
    return lines


def process(
    command: Sequence[str], env: Mapping[str, str] | None = None, cap: float = CAP
) -> Result:
    """Return wall seconds and peak memory of one whole process; its output is its answer."""
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        running = subprocess.Popen(command, env=env, stdout=out, stderr=subprocess.DEVNULL)
        limit = threading.Timer(min(cap, threading.TIMEOUT_MAX), running.kill)
        limit.daemon = True
        limit.start()
        _, status, usage = os.wait4(running.pid, 0)
        wall = time.perf_counter() - start
        limit.cancel()
        running.returncode = os.waitstatus_to_exitcode(status)
        if running.returncode:
            why = f"stopped at {cap:.0f} s" if wall >= cap else f"failed: {running.returncode}"
            return Result(None, why=why)
        out.seek(0)
        return Result(wall, out.read().decode("utf-8", "replace"), usage.ru_maxrss / 1024)


def in_turn(
    commands: Mapping[str, Sequence[str]], env: Mapping[str, str] | None = None, runs: int = RUNS
) -> dict[str, Result]:
    """Return the median result of each command, run in turn after one warm-up.

    What takes more than five seconds runs once more only.
    """
    found: dict[str, list[Result]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            done = found[name]
            slow = bool(done) and (not done[-1].ended or (done[-1].seconds or 0) > 5)  # noqa: PLR2004
            if slow and turn > 1:
                continue
            done.append(process(command, env))
    return {name: median(results[1:] or results) for name, results in found.items()}


def median(results: Sequence[Result]) -> Result:
    """Return the median of results; one that did not end stands for all."""
    broken = next((result for result in results if not result.ended), None)
    if broken:
        return broken
    seconds = statistics.median(result.seconds or 0.0 for result in results)
    peak = statistics.median(result.peak for result in results)
    return Result(seconds, results[-1].answer, peak)


def own_python() -> Path:
    """Return the interpreter that runs the product."""
    return Path(sys.executable)
