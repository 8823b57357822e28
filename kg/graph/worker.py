"""The worker: a process of its own that answers one query and can be killed.

It opens the data first, then gives up memory beyond its limit, new file
descriptors, and writing to files; only then does it look at the query.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import io
import json
import os
import resource
import struct
import sys
from typing import Any, NoReturn

import pyoxigraph as ox

RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
GRAPHS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
MERGE = "INSERT { ?s ?p ?o } WHERE { GRAPH ?graph { ?s ?p ?o } }"
SYNTAX, FORMAT, DATA = 10, 11, 12
Request = dict[str, Any]


class Output(io.BytesIO):
    """The stream of answers that refuses to grow beyond `most` bytes.

    In XML a carriage return is written as a reference: parsers drop a bare one.
    """

    def __init__(self, most: int, *, xml: bool = False) -> None:
        super().__init__()
        self.left, self.xml = most, xml
        self.stream = open(1, "wb", closefd=False)  # noqa: SIM115  for good

    def write(self, data: Any) -> int:
        """Return the number of bytes written; end the process when there are too many."""
        self.left -= len(data)
        if self.left < 0:
            fail(FORMAT, "too large")
        self.stream.write(bytes(data).replace(b"\r", b"&#xD;") if self.xml else data)
        return len(data)

    def flush(self) -> None:
        """Hand on what is buffered."""
        self.stream.flush()


def fail(code: int, message: str) -> NoReturn:
    """End the process with `code`, the reason on standard error."""
    with open(2, "wb", closefd=False) as stream:
        stream.write(message.encode("utf-8", "backslashreplace"))
    os._exit(code)


def open_data(request: Request) -> ox.Store:
    """Return the published store, read-only, or the given RDF files in memory."""
    try:
        if request["store"]:
            return ox.Store.read_only(request["store"])
        store = ox.Store()
        for path, kind in request["files"]:
            base = "https://w3id.org/green-industry/id/"
            graph = None if kind in ("nq", "trig", "jsonld") else ox.DefaultGraph()
            store.load(path=path, format=GRAPHS[kind], base_iri=base, to_graph=graph)
        store.update(MERGE)
    except (SyntaxError, ValueError, OSError) as error:
        fail(DATA, f"{request['store'] or path}: {error}")
    return store


def refuse_sockets() -> None:
    """Give up opening sockets, for good: the kernel refuses the call (seccomp, Linux 3.17)."""
    calls = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
    machine, number = calls.get(os.uname().machine, (0, 0))
    steps = [
        (0x20, 0, 0, 4),  # load the architecture
        (0x15, 0, 3, machine),  # another one is let through
        (0x20, 0, 0, 0),  # load the number of the call
        (0x15, 0, 1, number),
        (0x06, 0, 0, 0x00050000 | errno.EACCES),  # refuse
        (0x06, 0, 0, 0x7FFF0000),  # allow
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(
        struct.pack("HxxxxxxP", len(steps), ctypes.addressof(code))
    )
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl(38, 1, 0, 0, 0)  # no new privileges
    prctl(22, 2, program, 0, 0)  # a filter of system calls


def unopened(store: str) -> int:
    """Return how many tables of a store are not open yet: an engine opens the first few at once."""
    tables = {name for name in os.listdir(store) if name.endswith(".sst")}  # noqa: PTH208
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208
        with contextlib.suppress(OSError):
            tables.discard(os.path.basename(os.readlink(f"/proc/self/fd/{name}")))  # noqa: PTH115, PTH119
    return len(tables)


def confine(memory: int, seconds: int, store: str = "") -> None:
    """Give up what a query could abuse: memory, time, sockets, descriptors, files, core dumps."""
    refuse_sockets()
    with open("/proc/self/statm", encoding="ascii") as stream:  # noqa: PTH123
        pages = int(stream.read().split()[0])
    cap = pages * resource.getpagesize() + memory * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (cap, cap))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    used = max(int(name) for name in os.listdir("/proc/self/fd")) + 1  # noqa: PTH208
    later = used + (unopened(store) if store else 0)
    resource.setrlimit(resource.RLIMIT_NOFILE, (used, later))
    with contextlib.suppress(OSError):
        while True:  # the limit is on the highest number: gaps below it would still be free
            os.open(os.devnull, os.O_RDONLY)
    resource.setrlimit(resource.RLIMIT_NOFILE, (later, later))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(store: ox.Store, request: Request) -> None:
    """Write the answer in the wanted format to standard output."""
    found = store.query(request["query"], prefixes=request["prefixes"])
    wanted = request["format"]
    output = Output(request["bytes"], xml=wanted in ("xml", "rdfxml"))
    if isinstance(found, ox.QueryTriples):
        if wanted not in GRAPHS:
            allowed = ", ".join(GRAPHS)
            fail(FORMAT, f"CONSTRUCT and DESCRIBE give RDF; choose one of {allowed}")
        ox.serialize(found, output=output, format=GRAPHS[wanted], prefixes=request["prefixes"])
    elif wanted not in RESULTS:
        fail(FORMAT, f"SELECT and ASK give results; choose one of table, md, {', '.join(RESULTS)}")
    elif isinstance(found, ox.QueryBoolean) and wanted in ("csv", "tsv"):
        output.write(b"true\n" if found else b"false\n")
    else:
        found.serialize(output=output, format=RESULTS[wanted])
    output.flush()


def main(request: Request, held: ox.Store | None = None) -> NoReturn:
    """Answer a request on standard output and end the process; its code says how it went."""
    store = open_data(request) if held is None else held
    confine(request["memory"], request["seconds"], request["store"] if held is None else "")
    try:
        answer(store, request)
    except SyntaxError as error:
        fail(SYNTAX, str(error))
    except (ValueError, OSError, RuntimeError) as error:
        fail(DATA, str(error))
    os._exit(0)


if __name__ == "__main__":
    main(json.loads(sys.stdin.buffer.read()))
