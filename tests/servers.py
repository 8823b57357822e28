"""Real SPARQL servers for a test session, and one that misbehaves on purpose."""

from __future__ import annotations

import fcntl
import http.client
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

VIRTUOSO_INI = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 20000
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 4
[SPARQL]
"""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def program(name: str, package: str) -> str:
    """Return the path of a server program; without it the test is skipped, in CI it fails."""
    found = shutil.which(
        name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    )
    if found:
        return found
    reason = f"{name} is not installed: it is in {package}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def running(command: list[str], folder: Path, port: int) -> Iterator[str]:
    """Run a server in `folder` until the block ends; its address is given when it answers."""
    with (
        (folder / "server.log").open("wb") as log,
        subprocess.Popen(command, cwd=folder, stdout=log, stderr=log) as server,
    ):
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(address, server, folder)
            yield address
        finally:
            server.kill()


def wait_for(address: str, server: subprocess.Popen[bytes], folder: Path) -> None:
    """Return when the server answers; fail with what it said when it ends or never does."""
    for _ in range(600):
        assert server.poll() is None, (folder / "server.log").read_text("utf-8", "replace")
        try:
            connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
            connection.request("GET", "/")
            connection.getresponse().close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"{address} never answered")


@contextmanager
def oxigraph(folder: Path) -> Iterator[str]:
    """Run an Oxigraph server with an empty store in memory."""
    command, port = program("oxigraph", "the extra `dev`"), free_port()
    with running([command, "serve", "--bind", f"127.0.0.1:{port}"], folder, port) as address:
        yield address


@contextmanager
def virtuoso(folder: Path) -> Iterator[str]:
    """Run a Virtuoso server with an empty database; its user and password are dba."""
    command, port = program("virtuoso-t", "Debian's virtuoso-opensource-7-bin"), free_port()
    text = VIRTUOSO_INI.format(sql=free_port(), http=port)
    (folder / "virtuoso.ini").write_text(text, "utf-8")
    command_line = [command, "+foreground", "+configfile", "virtuoso.ini"]
    with running(command_line, folder, port) as address:
        yield address


@contextmanager
def shared(
    folder: Path, start: Callable[[Path], AbstractContextManager[str]], fill: Callable[[str], None]
) -> Iterator[str]:
    """Run one server for all test processes: the first starts and fills it, and outlives them."""
    users, address_file = folder / "users", folder / "address"
    folder.mkdir(exist_ok=True)
    with ExitStack() as mine:
        with locked(folder):
            if not address_file.exists():
                address = mine.enter_context(start(folder))
                fill(address)
                address_file.write_text(address, "utf-8")
                mine.callback(until_unused, folder)
            count(users, 1)
        try:
            yield address_file.read_text("utf-8")
        finally:
            with locked(folder):
                count(users, -1)


def until_unused(folder: Path) -> None:
    """Return when no test process asks the server any more; later ones start their own."""
    for _ in range(6000):
        with locked(folder):
            if count(folder / "users", 0) <= 0:
                (folder / "address").unlink()
                return
        time.sleep(0.05)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder while the block runs."""
    with folder.with_suffix(".lock").open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def count(file: Path, by: int) -> int:
    """Return the number in a file after adding to it."""
    number = int(file.read_text("utf-8") if file.exists() else 0) + by
    file.write_text(str(number), "utf-8")
    return number


Act = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers each request by the next act of the server, the last one again and again."""

    protocol_version = "HTTP/1.1"
    server: Misbehaving

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((self.headers, body))
        acts = self.server.acts
        self.close_connection = True
        (acts.pop(0) if len(acts) > 1 else acts[0])(self)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Misbehaving(ThreadingHTTPServer):
    """A server that does what a test tells it; `heard` holds headers and body of each request."""

    daemon_threads = True

    def __init__(self, *acts: Act) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.acts = list(acts)
        self.heard: list[tuple[object, bytes]] = []
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/sparql"

    def handle_error(self, *_: object) -> None:
        """Say nothing: clients hang up on purpose."""


@contextmanager
def misbehaving(*acts: Act) -> Iterator[Misbehaving]:
    """Run a server that does `acts`, one a request."""
    server = Misbehaving(*acts)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def says(
    status: int,
    body: bytes = b"",
    kind: str = "application/sparql-results+json",
    length: int | None = None,
    **headers: str,
) -> Act:
    """Return the act of an answer; `length` is what its header claims."""

    def act(handler: Handler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return act


def silent(handler: Handler) -> None:
    """Say nothing until the test is over."""
    handler.server.over.wait(60)


def hangs_up(handler: Handler) -> None:
    """Close the connection without a word."""


def endless(handler: Handler) -> None:
    """Send an answer that never ends, while anybody listens."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/sparql-results+json")
    handler.end_headers()
    while not handler.server.over.is_set():
        handler.wfile.write(b" " * 65536)


def cut_chunk(handler: Handler) -> None:
    """Break off in the middle of a chunk."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/sparql-results+json")
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b'400\r\n{"head"')
