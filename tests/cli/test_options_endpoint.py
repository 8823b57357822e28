"""--endpoint and KG_ENDPOINT: who is asked, and that nobody is asked without them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.built import assert_one_line, invoke, run, world_store
from tests.servers import misbehaving, says

ASKED = [
    ("query", "-e", "ASK {}"),
    ("query", "overview"),
    ("show", "acme"),
    ("find", "acme"),
    ("evidence", "c1"),
    ("rank",),
    ("clusters",),
    ("draw", "-o", "-"),
    ("measure",),
    ("report", "overview"),
    ("diff", "2023", "2025"),
]


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: " ".join(asked[:2]))
def test_every_command_that_asks_takes_an_endpoint(asked: tuple[str, ...]) -> None:
    with misbehaving(says(403)) as server:
        for how in (
            invoke(*asked, "--endpoint", server.url),
            invoke(*asked, env={"KG_ENDPOINT": server.url}),
        ):
            assert how.exit_code == 1
            assert_one_line(how.stderr, f"127.0.0.1:{server.server_port} refuses access (403)")


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: " ".join(asked[:2]))
def test_a_store_and_an_endpoint_at_once_are_refused(asked: tuple[str, ...]) -> None:
    found = invoke(*asked, "--endpoint", "http://127.0.0.1:9/", "--store", world_store())
    assert found.exit_code == 2
    assert "--store or --endpoint, not both" in found.stderr


def test_what_the_command_line_says_comes_before_the_environment() -> None:
    with misbehaving(says(403)) as server:
        env = {"KG_ENDPOINT": server.url}
        found = invoke("find", "acme", "--store", world_store(), env=env)
        asked = invoke("query", "-e", "ASK {}", "--data", "tests/world", "--format", "csv", env=env)
    assert (found.exit_code, asked.exit_code) == (0, 0)
    assert server.heard == []


def test_what_is_no_address_is_told() -> None:
    found = invoke("find", "acme", "--endpoint", "ftp://a.example/")
    assert found.exit_code == 1
    assert_one_line(found.stderr, "'ftp://a.example/' is no http or https address")
    found = invoke("find", "acme", "--endpoint", "localhost")
    assert found.exit_code == 2
    assert "'localhost' is no http or https address" in found.stderr


def test_an_endpoint_without_our_graph_is_told() -> None:
    nothing = b'{"head": {"vars": ["graph"]}, "results": {"bindings": []}}'
    with misbehaving(says(200, nothing)) as server:
        found = invoke("find", "acme", "--endpoint", server.url)
    assert found.exit_code == 1
    assert_one_line(found.stderr, f"{server.url} holds no whole graph; run: kg push")


def test_what_needs_the_graph_itself_says_so() -> None:
    found = run("export", "--format", "nt", "--endpoint", "http://127.0.0.1:9/")
    assert found.returncode == 2


def test_without_an_endpoint_the_code_that_connects_is_not_even_read() -> None:
    code = (
        "import sys, kg; kg.load(sys.argv[1]).find('acme'); kg.load(sys.argv[1]).query('ASK {}');"
        "assert not {'kg.graph.remote.endpoint', 'urllib.request'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, world_store()], check=True, timeout=100)
