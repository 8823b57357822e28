"""`kg query` as a process of its own: on a terminal, in a pipe, within its limits."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import termios
import time

from kg.text.names import display_width
from tests.built import KG, assert_one_line, run, world_store

ENTERPRISES = (
    "SELECT ?name WHERE { ?x a gi:Enterprise ; rdfs:label|skos:prefLabel ?name } ORDER BY ?name"
)
PRODUCT = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def on_a_terminal(*arguments: str, columns: int) -> str:
    """Return what the command writes to a terminal of so many columns."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    command = [KG, *arguments, "--store", world_store()]
    env = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "LINES")}
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=env) as child:
        os.close(theirs)
        parts = []
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            parts.append(part)
        assert child.wait(timeout=60) == 0
    os.close(ours)
    return b"".join(parts).decode("utf-8").replace("\r\n", "\n")


def test_in_a_pipe_the_answer_is_tsv_as_the_standard_writes_it() -> None:
    done = run("query", "-e", ENTERPRISES, "--store", world_store())
    assert (done.returncode, done.stderr) == (0, b"")
    lines = done.stdout.decode("utf-8").splitlines()
    assert lines[0] == "?name"
    assert {'"Acme"@en', '"阿克米公司"@zh'} <= set(lines)


def test_on_a_terminal_the_answer_is_a_table_as_wide_as_the_terminal() -> None:
    query = "SELECT ?name ?a ?b WHERE { ?a a gi:Enterprise ; skos:prefLabel ?name . ?b a gi:Park }"
    for columns in (60, 100, 300):
        shown = on_a_terminal("query", "-e", query, columns=columns)
        assert "───" in shown
        assert "阿克米公司" in shown
        assert max(display_width(line) for line in shown.splitlines()) <= min(columns, 120)
        assert "\x1b" not in shown


def test_on_a_terminal_a_ranking_takes_the_width_there_is() -> None:
    widths = [
        max(display_width(line) for line in on_a_terminal("rank", columns=n).splitlines())
        for n in (70, 110)
    ]
    assert 60 < widths[0] <= 70 < widths[1] <= 110


def test_a_product_of_everything_with_everything_is_stopped_at_its_limit() -> None:
    start = time.monotonic()
    done = run("query", "-e", PRODUCT, "--timeout", "1", "--store", world_store())
    assert time.monotonic() - start < 30  # unstopped it would count for days
    assert (done.returncode, done.stdout) == (1, b"")
    assert_one_line(done.stderr.decode(), "stopped after 1 second")


def test_an_answer_that_needs_too_much_memory_is_stopped() -> None:
    query = "SELECT ?a ?d WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"
    done = run("query", "-e", query, "--memory", "64", "--timeout", "50", "--store", world_store())
    assert (done.returncode, done.stdout) == (1, b"")
    assert_one_line(done.stderr.decode(), "64 MB")


def test_the_query_may_come_from_standard_input() -> None:
    asked = run("query", "-", "--store", world_store(), stdin='SELECT ("绿" AS ?x) {}'.encode())
    assert asked.stdout.decode("utf-8") == '?x\n"绿"\n'


def test_nothing_on_standard_input_is_no_query() -> None:
    done = run("query", "-", "--store", world_store())
    assert done.returncode == 1
    assert_one_line(done.stderr.decode(), "it is empty")


def test_a_faulty_query_is_told_with_its_place() -> None:
    done = run("query", "-e", "SELECT ?x WHERE {\n ?x ?y }", "--store", world_store())
    assert done.returncode == 1
    assert_one_line(done.stderr.decode(), "not valid SPARQL", "line 2, column 9")


def test_a_query_that_would_write_or_fetch_is_refused() -> None:
    for query in (
        "INSERT DATA { gid:x gid:y gid:z }",
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "LOAD <file:///etc/passwd>",
    ):
        done = run("query", "-e", query, "--store", world_store())
        assert (done.returncode, done.stdout) == (1, b"")
        assert_one_line(done.stderr.decode(), "is refused")


def test_a_number_out_of_range_is_wrong_usage() -> None:
    for wrong in (("--timeout", "0"), ("--timeout", "x"), ("--memory", "1"), ("--format", "xlsx")):
        assert run("query", "-e", "ASK {}", *wrong).returncode == 2
