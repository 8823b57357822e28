"""An endpoint that fails: each fault is tried again where that helps, and told plainly."""

from __future__ import annotations

import base64
import os
import ssl
import subprocess
from pathlib import Path

import pytest

from kg.errors import ParameterError, QueryLimitError, RemoteError
from kg.graph.remote.dialect import Answer, read_answer
from kg.graph.remote.endpoint import Endpoint, Patience, Request
from tests.servers import (
    Act,
    Misbehaving,
    cut_chunk,
    endless,
    free_port,
    hangs_up,
    misbehaving,
    program,
    says,
    silent,
)

QUICK = Patience(seconds=20, tries=3, pause=0.001)
GOOD = b'{"head": {}, "boolean": true}'
OK = says(200, GOOD)
HTML = says(200, b"<html><body>It works!</body></html>", "text/html")


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No name, password or proxy of this machine."""
    for name in list(os.environ):
        if name.startswith("KG_ENDPOINT") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))


def ask(url: str, patience: Patience = QUICK) -> Answer:
    """Return the answer of an endpoint to a question."""
    request = Request(b"query=ASK%7B%7D", "application/x-www-form-urlencoded")
    return Endpoint(url, patience).post(request, lambda b, h: read_answer(b, h, "ASK {}"))


def told(*acts: Act, patience: Patience = QUICK) -> tuple[str, Misbehaving]:
    """Return the error that a server's acts lead to, and the server."""
    with misbehaving(*acts) as server, pytest.raises((RemoteError, QueryLimitError)) as caught:
        ask(server.url, patience)
    return str(caught.value), server


@pytest.mark.parametrize(
    "fault",
    [
        says(429, Retry_After="0"),
        says(502),
        says(503, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"),
        says(504),
        hangs_up,
        cut_chunk,
        says(200, GOOD[:9], length=len(GOOD)),
        says(200, GOOD[:9]),
        HTML,
    ],
    ids=["429", "502", "503", "504", "hang-up", "chunk", "length", "json", "html"],
)
def test_a_fault_that_may_pass_is_tried_again(fault: Act) -> None:
    with misbehaving(fault, fault, OK) as server:
        assert ask(server.url).boolean is True
    assert len(server.heard) == 3
    assert {body for _, body in server.heard} == {b"query=ASK%7B%7D"}


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (says(503, b"<h1>down for\n repair</h1>"), ("busy (503)", "down for repair", "3 tries")),
        (says(429), ("busy (429)", "3 tries")),
        (hangs_up, ("cannot be reached", "without response", "3 tries")),
        (cut_chunk, ("cut off", "3 tries")),
        (says(200, b'{"head"', length=99), ("cut off after 7 bytes", "3 tries")),
        (says(200, b'{"head"'), ("cut off or no SPARQL result", "3 tries")),
        (says(200, b'{"head": {}}'), ("cut off or no SPARQL result", "'results'")),
        (says(200, b"[]"), ("cut off or no SPARQL result",)),
        (HTML, ("text/html instead of SPARQL results", "usually ends in /query", "3 tries")),
        (says(200, b"", "text/plain"), ("text/plain instead of SPARQL results",)),
    ],
)
def test_a_fault_that_does_not_pass_is_told_in_the_end(fault: Act, words: tuple[str, ...]) -> None:
    message, server = told(fault)
    assert len(server.heard) == 3
    assert [word for word in words if word not in message] == []
    assert "\n" not in message


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (says(400, b"Parse error at line 1"), ("answers 400: Parse error at line 1",)),
        (says(401, b"secret page"), ("refuses access (401)", "KG_ENDPOINT_USER")),
        (says(403), ("refuses access (403)", "KG_ENDPOINT_TOKEN")),
        (says(404), ("no SPARQL endpoint at http://127.0.0.1:", "usually ends in /query")),
        (says(501, b"<h1>Error</h1> Error code: 501", "text/html"), ("501: Not Implemented",)),
        (says(500, b"\x1b[31mboom"), ("answers 500: [31mboom",)),
        (says(302, Location="https://evil.example/"), ("sends us to https://evil.example/",)),
        (says(307, Location="http://evil.example/"), ("sends us to http://evil.example/",)),
        (says(429, Retry_After="3600"), ("busy (429), asks to wait 3600 seconds",)),
        (
            says(200, b'{"head":{"vars":["x"]},"results":{"bindings":[{}]}}', X_SPARQL_MaxRows="1"),
            ("gave only the first 1 rows",),
        ),
        (
            says(200, b'{"head":{"vars":["x"]},"results":{"bindings":[]}}', X_SQL_State="S1TAT"),
            ("only a part of the rows: S1TAT",),
        ),
    ],
)
def test_what_another_try_cannot_mend_is_told_at_once(fault: Act, words: tuple[str, ...]) -> None:
    message, server = told(fault)
    assert len(server.heard) == 1
    assert [word for word in words if word not in message] == []


def test_a_server_that_says_nothing_is_given_up() -> None:
    message, server = told(silent, patience=Patience(seconds=0.2))
    assert "did not answer within 0.2 seconds (--timeout)" in message
    assert len(server.heard) == 1


def test_an_answer_without_end_is_given_up_by_size_and_by_time() -> None:
    assert "larger than 100000 bytes" in told(endless, patience=Patience(size=100_000))[0]
    slow = Patience(seconds=0.2, size=10**12)
    assert "did not answer within 0.2 seconds" in told(endless, patience=slow)[0]


def test_nobody_at_the_address_is_told() -> None:
    url = f"http://127.0.0.1:{free_port()}/sparql"
    with pytest.raises(RemoteError, match=r"cannot be reached: Connection refused \(3 tries\)"):
        ask(url)


def test_a_server_without_https_is_told() -> None:
    with misbehaving(OK) as server, pytest.raises(RemoteError, match="does not speak https"):
        ask(server.url.replace("http:", "https:"))


def test_a_certificate_that_nobody_vouches_for_is_told(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    openssl = program("openssl", "Debian's openssl")
    made = [openssl, "req", "-x509", "-newkey", "ed25519", "-nodes", "-subj", "/CN=127.0.0.1"]
    subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with misbehaving(OK) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        with pytest.raises(
            RemoteError, match=r"certificate of 127\.0\.0\.1:\d+ is not trusted: self"
        ):
            ask(server.url.replace("http:", "https:"))
    assert server.heard == []


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "file:///etc/passwd", "sparql", "http://", "https:///sparql"]
)
def test_an_address_that_is_not_http_is_refused(url: str) -> None:
    with pytest.raises(ParameterError, match="is no http or https address"):
        Endpoint(url)


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(ParameterError, match="KG_ENDPOINT_PASSWORD") as caught:
        Endpoint("http://me:hush@a.example/")
    assert "hush" not in str(caught.value)


def authorization(server: Misbehaving) -> list[str | None]:
    return [headers["Authorization"] for headers, _ in server.heard]


def test_a_password_is_given_only_to_who_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_ENDPOINT_USER", "me")
    monkeypatch.setenv("KG_ENDPOINT_PASSWORD", "hush")
    asks = says(401, WWW_Authenticate='Basic realm="x"')
    with misbehaving(asks, OK) as server:
        assert ask(server.url).boolean is True
    wanted = "Basic " + base64.b64encode(b"me:hush").decode()
    assert authorization(server) == [None, wanted]
    message, server = told(asks)
    assert "refuses access (401)" in message
    assert "hush" not in message


def test_a_password_comes_from_the_netrc_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "netrc"
    file.write_text("machine 127.0.0.1 login me password hush\n", "utf-8")
    file.chmod(0o600)
    monkeypatch.setenv("NETRC", str(file))
    with misbehaving(says(401, WWW_Authenticate='Basic realm="x"'), OK) as server:
        assert ask(server.url).boolean is True
    assert authorization(server)[1] == "Basic " + base64.b64encode(b"me:hush").decode()


def test_a_token_is_sent_but_follows_no_redirect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_ENDPOINT_TOKEN", "hush")
    with misbehaving(OK) as other:
        message, server = told(says(302, Location=other.url))
    assert authorization(server) == ["Bearer hush"]
    assert other.heard == []
    assert other.url in message
