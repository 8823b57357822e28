"""The worker: what it has given up is refused by the kernel, whatever a query says."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

GIVEN_UP = """
import os, socket, sys
from kg.graph import worker
{before}
try:
    {step}
except OSError as error:
    print(type(error).__name__)
else:
    print("done")
"""
SOCKETS = pytest.mark.skipif(
    platform.machine() not in ("x86_64", "aarch64"), reason="the filter knows two architectures"
)


def tried(step: str, before: str) -> str:
    """Return how a step ends in a process that did something `before`."""
    done = subprocess.run(
        [sys.executable, "-c", GIVEN_UP.format(step=step, before=before)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stderr == ""
    return done.stdout.strip()


@SOCKETS
@pytest.mark.parametrize("before", ["worker.refuse_sockets()", "worker.confine(512, 10)"])
@pytest.mark.parametrize("kind", ["AF_INET", "AF_INET6", "AF_UNIX"])
def test_a_socket_is_refused(kind: str, before: str) -> None:
    step = f"socket.socket(socket.{kind}, socket.SOCK_STREAM)"
    assert tried(step, "") == "done"
    assert tried(step, before) == "PermissionError"


@SOCKETS
def test_a_child_of_it_gets_no_socket_either() -> None:
    step = "socket.socket()"
    child = "os.fork() and (os.wait(), os._exit(0))"
    assert tried(step, f"worker.refuse_sockets(); {child}") == "PermissionError"


@pytest.mark.parametrize("step", ["open(os.devnull)", "os.pipe()", "os.listdir('/')"])
def test_no_file_is_opened(step: str) -> None:
    assert tried(step, "") == "done"
    assert tried(step, "worker.confine(512, 10)") == "OSError"
