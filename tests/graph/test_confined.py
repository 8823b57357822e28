"""A process for one request: a copy or a new interpreter, the same answers, limits and ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from kg.graph.release import store_path
from kg.text.names import PREFIXES
from tests.built import KG, world_store

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
WIDE = "SELECT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
HEAD = """
import json, os, signal, sys, threading, time
from kg.graph import confined

def ask(request, seconds=20.0):
    try:
        code, answer, reason = confined.confined(request, seconds)
    except TimeoutError:
        code, answer, reason = "late", b"", b""
    return [code, answer.decode(), reason.decode("utf-8", "replace")]

request = json.loads(sys.argv[1])
"""
THREAD = "threading.Thread(target=threading.Event().wait, daemon=True).start()\n"
ROUTES = {
    "copied": "assert confined.alone()\n",
    "started": THREAD + "assert not confined.alone()\n",
}


def requested(query: str = "ASK {}", **more: object) -> str:
    """Return a request to the small world as JSON."""
    request = {
        "query": query, "store": str(store_path(world_store())), "files": [], "format": "json",
        "prefixes": dict(PREFIXES), "memory": 512, "seconds": 30, "bytes": 1_000_000,
    }  # fmt: skip
    return json.dumps({**request, **more})


def run(code: str, request: str) -> subprocess.CompletedProcess[str]:
    """Return what a program of its own does that can ask confined processes."""
    return subprocess.run(
        [sys.executable, "-c", HEAD + code, request],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def ask(route: str, query: str, until: float = 20.0, **more: object) -> Any:
    """Return exit code, answer and reason of a request that goes by `route`."""
    code = f"{ROUTES[route]}print(json.dumps(ask(request, {until})))"
    done = run(code, requested(query, **more))
    assert done.stderr == ""
    return json.loads(done.stdout)


both = pytest.mark.parametrize("route", ROUTES)
COPIED = ROUTES["copied"]


@both
def test_an_answer_comes_whole(route: str) -> None:
    code, answer, reason = ask(route, "SELECT ?s ?p ?o { ?s ?p ?o }", format="csv")
    assert (code, reason) == (0, "")
    assert answer.count("\n") > 1000
    assert len(answer) > 100_000


@both
@pytest.mark.parametrize(
    ("query", "more", "wanted", "why"),
    [
        ("SELECT { ?s ?p }", {}, 10, "error at 1:"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", {}, 11, "choose one of ttl"),
        ("SELECT * { ?s ?p ?o }", {"bytes": 1000}, 11, "too large"),
        ("ASK {}", {"store": "nowhere"}, 12, "nowhere"),
    ],
)
def test_what_cannot_be_answered_has_its_code_and_reason(
    route: str, query: str, more: dict[str, object], wanted: int, why: str
) -> None:
    code, _, reason = ask(route, query, **more)
    assert code == wanted
    assert why in reason


@both
def test_it_is_killed_at_its_time(route: str) -> None:
    start = time.monotonic()
    assert ask(route, ENDLESS, 0.5)[0] == "late"
    assert time.monotonic() - start < 10


@both
def test_it_ends_at_its_seconds_even_if_nobody_waits(route: str) -> None:
    assert ask(route, ENDLESS, 30, seconds=1)[0] == -signal.SIGKILL


@both
def test_it_is_stopped_at_its_memory(route: str) -> None:
    code, answer, _ = ask(route, WIDE, 30, memory=64, bytes=10**9)
    assert code not in (0, "late")
    assert answer == ""


@both
def test_what_breaks_the_engine_does_not_break_who_asks(route: str) -> None:
    assert ask(route, "SELECT * " + "{" * 20_000 + "}" * 20_000)[0] < 0


@both
def test_who_asks_can_ask_again_and_has_no_children_left(route: str) -> None:
    code = f"""{ROUTES[route]}
assert ask({{**request, "query": {ENDLESS!r}}}, 0.3)[0] == "late"
assert ask(request)[0] == 0
try:
    os.wait()
except ChildProcessError:
    print(len(os.listdir("/proc/self/fd")))
"""
    done = run(code, requested())
    assert (done.stdout, done.stderr) == ("4\n", "")  # three streams and the listing


def test_what_was_not_yet_printed_is_printed_once() -> None:
    done = run(f"{COPIED}print('before'); print(ask(request)[0])", requested())
    assert done.stdout == "before\n0\n"


def test_a_copy_keeps_no_file_of_who_asks(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret", "utf-8")
    code = f"""{COPIED}
kept = open({str(secret)!r}), open({str(secret)!r})
def listing(request, held):
    names = [os.readlink(f"/proc/self/fd/{{fd}}") for fd in os.listdir("/proc/self/fd")[:-1]]
    os.write(1, json.dumps(names).encode())
    os._exit(0)
confined.main = listing
print(ask(request)[1])
"""
    stdin, *pipes = json.loads(run(code, requested()).stdout)
    assert stdin == os.devnull
    assert [pipe.partition(":")[0] for pipe in pipes] == ["pipe", "pipe"]


def test_an_error_in_a_copy_does_not_run_what_who_asks_does_next() -> None:
    code = f"""{COPIED}
def broken(request, held):
    raise KeyError("broken")
confined.main = broken
try:
    print(ask(request)[0])
finally:
    print("once")
"""
    assert run(code, requested()).stdout == "1\nonce\n"


def test_how_it_ended_is_known_where_children_are_ignored() -> None:
    code = f"""{COPIED}
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
print(ask(request, 30)[0], signal.getsignal(signal.SIGCHLD) is signal.SIG_IGN)
"""
    assert run(code, requested(ENDLESS, seconds=1)).stdout == f"{-signal.SIGKILL} True\n"


def test_closed_streams_do_not_mix_up_its_own() -> None:
    code = f"""{COPIED}
kept = os.dup(1)
os.closerange(0, 3)
found = ask(request)
os.write(kept, json.dumps(found[0]).encode())
"""
    assert run(code, requested()).stdout == "0"


def test_an_interrupted_query_leaves_nothing_behind() -> None:
    command = [KG, "query", "-e", ENDLESS, "--store", world_store()]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    ) as asking:
        children = Path(f"/proc/{asking.pid}/task/{asking.pid}/children")
        until = time.monotonic() + 30
        while not children.read_text("ascii").strip() and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(0.2)
        os.killpg(asking.pid, signal.SIGINT)
        _, errors = asking.communicate(timeout=30)
    assert (asking.returncode, errors.strip()) == (1, b"Stopped; nothing is half written.")
    with pytest.raises(ProcessLookupError):
        os.killpg(asking.pid, 0)
