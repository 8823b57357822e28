"""Release: a graph is published whole or not at all, and can be verified byte by byte."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.errors import CheckError, StoreError
from kg.graph.hold import unheld
from kg.text.names import local_name
from kg.version import VERSION

if TYPE_CHECKING:
    from kg.graph.dump import Told
    from kg.ontology import Ontology

    Write = Callable[[Path, Path | None], Told]

MANIFEST = "manifest.json"
DUMP = "dump.nq"
SUMS = "SHA256SUMS"
NOTED = "fingerprint"
STORE = "store"
OURS = re.compile(r"\.(?:building|replaced|manifest\.json|fingerprint)-[0-9]+")
GRAPH = re.compile(r"graph-[0-9a-f]{16}")
Manifest = dict[str, Any]


def publish(
    store: ox.Store,
    out: Path,
    inputs: str = "",
    *,
    onto: Ontology | None = None,
    wait: bool = False,
) -> Manifest:
    """Return the manifest of `store`, now published in the folder `out`.

    With `onto` its columns are written beside it. See `release`.
    """
    from kg.graph.dump import told

    def write(fresh: Path, _: Path | None) -> Told:
        found = told(store)
        write_store(fresh, found)
        return found

    return release(out, inputs, write, onto=onto, wait=wait)


def release(
    out: Path,
    inputs: str,
    write: Write,
    *,
    onto: Ontology | None = None,
    wait: bool = False,
) -> Manifest:
    """Return the manifest of the graph that `write` makes, now published in the folder `out`.

    The new graph is written beside the old one, flushed to disk and then named in
    the manifest by one atomic replacement: a reader sees the old graph or the new
    one, and a killed build leaves the old one. The graph before stays for those who
    still read it, until the next one is published. `write` is given the new folder and
    that of the graph before, if it is as it was built, puts the store into the new one and
    returns what it tells. `inputs` is the hash of what was built; with `wait` another
    build into `out` is waited for.

    Raises
    ------
    StoreError
        If another build holds `out`, or the disk refuses to write.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with exclusive(out, wait=wait):
            return write_release(out, inputs, write, onto)
    except OSError as error:
        message = f"cannot write the graph to {out}: {error.strerror or error}; nothing was changed"
        raise StoreError(message) from None


def write_release(
    out: Path,
    inputs: str,
    write: Write,
    onto: Ontology | None,
) -> Manifest:
    """Return the manifest after writing dump, store and sums beside and moving them in place."""
    import shutil  # heavy: compression

    before = published(out)
    keep = {before}
    sweep(out)
    fresh = out / f".building-{os.getpid()}"
    try:
        fresh.mkdir()
        found = write(fresh, out / before if before and unchanged(out) else None)
        manifest = describe(found, inputs, onto)
        final = out / manifest["graph"]
        keep.add(final.name)
        if not sound(final):  # moving a sound one aside would leave readers without any
            finish(fresh, found.dump, onto)
            if final.exists():
                os.replace(final, out / f".replaced-{os.getpid()}")
            os.replace(fresh, final)
        write_manifest(out, manifest)
        mark(out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        sweep(out, keep)
    return manifest


def write_store(folder: Path, found: Told) -> None:
    """Write the store of one graph into `folder`: its quads, and their merge as default graph."""
    store = ox.Store(str(folder / STORE))
    load(store, found)
    store.optimize()  # few tables: a confined worker can open no more of them
    store.flush()


def load(store: ox.Store, found: Told) -> None:
    """Load the quads of one graph into `store`, and their merge as its default graph."""
    store.bulk_load(input=found.dump, format=ox.RdfFormat.N_QUADS, lenient=True)
    store.bulk_load(input=found.merge, format=ox.RdfFormat.N_TRIPLES, lenient=True)


def finish(folder: Path, dump: bytes, onto: Ontology | None) -> None:
    """Write dump, columns and sums beside the store in `folder`, all flushed to the disk."""
    (folder / DUMP).write_bytes(dump)
    if onto:
        from kg.columns.write import write_columns

        store = ox.Store.read_only(str(folder / STORE))
        write_columns(store, dump, onto, folder / "columns")
    (folder / SUMS).write_text(sums(folder), "utf-8")
    sync(folder)


def describe(found: Told, inputs: str, onto: Ontology | None) -> Manifest:
    """Return the manifest of a graph: hashes, counts and versions, and no clock.

    The name of its folder stands for all in it: the quads and, with `onto`, the columns.
    """
    from kg.columns.write import plan_of

    digest = hashlib.sha256(found.dump).hexdigest()
    name = hashlib.sha256(f"{digest}{plan_of(onto) if onto else ''}".encode()).hexdigest()
    manifest: Manifest = {
        "format": 2,
        "graph": f"graph-{name[:16]}",
        "dump_sha256": digest,
        "inputs_sha256": inputs,
        "quads": sum(found.sizes.values()),
        "graphs": {local_name(name): found.sizes[name] for name in sorted(found.sizes)},
        "versions": {"kg": VERSION, "pyoxigraph": ox.__version__},
    }
    return {**manifest, "seal": seal(manifest)}


def seal(manifest: Manifest) -> str:
    """Return the SHA-256 over a manifest without its seal."""
    body = {key: value for key, value in manifest.items() if key != "seal"}
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def write_manifest(out: Path, manifest: Manifest) -> None:
    """Write the manifest by one atomic replacement."""
    replace(out / MANIFEST, text_of(manifest))
    sync_folder(out)


def replace(path: Path, text: str) -> None:
    """Write `text` into a file of ours by one atomic replacement."""
    fresh = path.with_name(f".{path.name}-{os.getpid()}")
    with fresh.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(fresh, path)


def text_of(manifest: Manifest) -> str:
    """Return a manifest as it is written: equal manifests, equal bytes."""
    return json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def read_manifest(out: Path) -> Manifest:
    """Return the manifest of the graph published in `out`.

    Raises
    ------
    StoreError
        If there is none, or it was changed since it was written.
    """
    try:
        text = (out / MANIFEST).read_bytes().decode("utf-8")
        manifest: Manifest = json.loads(text)
    except OSError:
        message = f"{out} holds no built graph; run: kg build --out {out}"
        raise StoreError(message) from None
    except (ValueError, RecursionError):
        message = f"{out / MANIFEST} is damaged; build the graph again"
        raise StoreError(message) from None
    written = isinstance(manifest, dict) and text == text_of(manifest)
    if not written or manifest.get("seal") != seal(manifest):
        message = f"{out / MANIFEST} was changed since it was written; build the graph again"
        raise StoreError(message)
    return manifest


def store_path(out: Path) -> Path:
    """Return the folder of the Oxigraph store published in `out`."""
    path = out
    while path != (path := out / str(read_manifest(out)["graph"]) / STORE):
        if path.is_dir():
            return path
    message = f"{path} is missing; build the graph again"
    raise StoreError(message)


def verify(out: Path) -> Manifest:
    """Return the manifest of `out` after comparing every file and every quad with it.

    Raises
    ------
    CheckError
        If a file was changed, added or lost, or the store holds another graph.
    """
    from kg.graph.dump import told, triples_of_default

    manifest = read_manifest(out)
    folder = out / str(manifest["graph"])
    try:
        written = (folder / SUMS).read_bytes() if (folder / SUMS).is_file() else b""
        found = sums(folder)
        if written != found.encode():
            names = changed(written.decode("utf-8", "replace"), found)
            message = f"the graph in {out} is not as it was built: {names}; build it again"
            raise CheckError(message)
        store = ox.Store.read_only(str(folder / STORE))
        held = told(store)
        whole = set(held.merge.splitlines(keepends=True)) == triples_of_default(store)
    except (OSError, ValueError, RuntimeError) as error:
        message = f"the store in {out} cannot be read: {error}; build it again"
        raise CheckError(message) from None
    if not whole or hashlib.sha256(held.dump).hexdigest() != manifest["dump_sha256"]:
        message = f"the store in {out} holds another graph than its manifest says; build it again"
        raise CheckError(message)
    return manifest


def changed(before: str, now: str) -> str:
    """Return the names of the files whose sums differ, at most five."""
    lines = set(before.splitlines()) ^ set(now.splitlines())
    names = sorted({line[66:] for line in lines})
    return ", ".join(names[:5]) or SUMS


def intact(out: Path, inputs: str) -> bool:
    """Return whether `out` holds a graph of the inputs with this hash, and its files are whole."""
    try:
        manifest = read_manifest(out)
        if manifest["inputs_sha256"] != inputs:
            return False
        if not unchanged(out):
            if not sound(out / str(manifest["graph"])):
                return False
            mark(out)
    except (StoreError, OSError):
        return False
    return True


def unchanged(out: Path) -> bool:
    """Return whether each file of the graph in `out` has the size and time noted last.

    It stands for the sums where reading all bytes would take longer than the answer; only
    `verify` finds a byte that changed without them.
    """
    try:
        noted = (out / NOTED).read_bytes()
        return noted == fingerprint(out / published(out)).encode()
    except OSError:
        return False


def mark(out: Path) -> None:
    """Note size and time of each file of the graph in `out`, where that can be written."""
    with contextlib.suppress(OSError):
        replace(out / NOTED, fingerprint(out / published(out)))


def fingerprint(folder: Path) -> str:
    """Return one line for each file in `folder` with its size, time of change, and name."""
    lines = [folder.name]
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        stat = path.stat()
        lines.append(f"{stat.st_size} {stat.st_mtime_ns} {path.relative_to(folder).as_posix()}")
    return "".join(line + "\n" for line in lines)


def sound(folder: Path) -> bool:
    """Return whether `folder` holds a graph whose files are those its sums were taken of."""
    listed = folder / SUMS
    return listed.is_file() and listed.read_bytes() == sums(folder).encode()


def sums(folder: Path) -> str:
    """Return one line `sha256  name` for each file in `folder`, but the sums themselves."""
    lines = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p != folder / SUMS):
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        lines.append(f"{digest}  {path.relative_to(folder).as_posix()}\n")
    return "".join(lines)


def sync(folder: Path) -> None:
    """Flush every file and folder below `folder` to the disk."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
        else:
            sync_folder(path)
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Flush the entries of one folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(out: Path, keep: Iterable[str] = ()) -> None:
    """Remove what killed builds left behind and, given the graphs to `keep`, the others.

    Only what a build of ours has named is touched, `out` may be any folder; and no graph
    that somebody reads.
    """
    import shutil

    kept = {*keep, published(out)}
    for path in out.iterdir():
        old = bool(keep) and GRAPH.fullmatch(path.name) and path.name not in kept
        if not old and not OURS.fullmatch(path.name):
            continue
        if path.is_dir() and not path.is_symlink():
            with unheld(path) as free:
                if free:
                    shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def published(out: Path) -> str:
    """Return the name of the graph that the manifest names, empty if there is none."""
    with contextlib.suppress(StoreError):
        return str(read_manifest(out)["graph"])
    return ""


@contextlib.contextmanager
def exclusive(out: Path, *, wait: bool) -> Iterator[None]:
    """Hold the lock of `out` while the block runs."""
    with (out / "LOCK").open("a+", encoding="utf-8") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stream.seek(0)
            message = f"process {stream.read().strip() or '?'} is building into {out}; wait for it"
            raise StoreError(message) from None
        stream.seek(0)
        stream.truncate()
        stream.write(str(os.getpid()))
        stream.flush()
        yield
