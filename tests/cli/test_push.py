"""`kg push` is told where to go, and refuses what is no address."""

from __future__ import annotations

from tests.built import assert_one_line, invoke, world_store


def test_without_an_address_the_call_is_wrong() -> None:
    found = invoke("push")
    assert found.exit_code == 2
    assert "Missing argument 'URL'" in found.stderr


def test_what_is_no_address_is_refused() -> None:
    for url in ("here", "file:///tmp/x", "http://me:hush@localhost/"):
        found = invoke("push", url, "--store", world_store())
        assert found.exit_code == 1
        assert_one_line(found.stderr, "address")
        assert "hush" not in found.stderr
