"""Confined: a process of its own for one request, that ends at its time.

A process with one thread is copied, so that nothing is loaded twice. Where there are more,
another may hold a lock that nobody in the copy would open: a new interpreter is started.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NoReturn

import pyoxigraph as ox

from kg.graph.worker import Request, main

WORKER = Path(__file__).with_name("worker.py")
CHUNK = 1 << 20
Done = tuple[int, bytes, bytes]  # exit code, answer, reason


def confined(request: Request, seconds: float, held: ox.Store | None = None) -> Done:
    """Return exit code, standard output and standard error of a worker that is given `request`.

    A copy asks the store `held` in memory, if given, and opens none.

    Raises
    ------
    TimeoutError
        If it was killed after `seconds`.
    """
    return copied(request, seconds, held) if alone() else started(request, seconds)


def alone() -> bool:
    """Return whether this process has one thread only."""
    try:
        return len(os.listdir("/proc/self/task")) == 1  # noqa: PTH208
    except OSError:
        return False


@contextlib.contextmanager
def hearing() -> Iterator[None]:
    """Learn how children end while the block runs: a process that ignores their end is not told."""
    before = signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGCHLD, before or signal.SIG_DFL)


@hearing()
def copied(request: Request, seconds: float, held: ox.Store | None = None) -> Done:
    """Return what a copy of this process makes of `request`; see `confined`."""
    answer, reason = os.pipe(), os.pipe()
    child = os.fork()
    if not child:
        become(partial(main, request, held), answer[1], reason[1])
    os.close(answer[1])
    os.close(reason[1])
    try:
        found, why = drained([answer[0], reason[0]], time.monotonic() + seconds)
    except BaseException:  # out of time, or interrupted
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        os.close(answer[0])
        os.close(reason[0])
        _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), found, why


def become(work: Callable[[], NoReturn], answer: int, reason: int) -> NoReturn:
    """Do the `work` and nothing else: what was copied is never returned to."""
    try:
        ends = [os.open(os.devnull, os.O_RDONLY), answer, reason]
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD, len(ends)) for end in ends]  # none in the way
        for place, end in enumerate(ends):
            os.dup2(end, place)
        for name in os.listdir("/proc/self/fd"):  # noqa: PTH208
            if int(name) >= len(ends):
                with contextlib.suppress(OSError):  # the listing itself
                    os.close(int(name))
        work()
    finally:
        os._exit(1)


def drained(pipes: list[int], until: float) -> list[bytes]:
    """Return all that comes out of `pipes`; a TimeoutError says that `until` has come."""
    told = {pipe: bytearray() for pipe in pipes}
    waiting = select.poll()
    for pipe in pipes:
        waiting.register(pipe, select.POLLIN)
    left = len(pipes)
    while left:
        ready = waiting.poll(max(0.0, until - time.monotonic()) * 1000)
        if not ready:
            raise TimeoutError
        for pipe, _ in ready:
            chunk = os.read(pipe, CHUNK)
            told[pipe] += chunk
            if not chunk:
                waiting.unregister(pipe)
                left -= 1
    return [bytes(told[pipe]) for pipe in pipes]


def started(request: Request, seconds: float) -> Done:
    """Return what a new interpreter makes of `request`; see `confined`."""
    import json
    import subprocess

    try:
        done = subprocess.run(  # noqa: S603  our own interpreter and module, no shell
            [sys.executable, "-P", str(WORKER)],
            input=json.dumps(request).encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TimeoutError from None
    return done.returncode, done.stdout, done.stderr
