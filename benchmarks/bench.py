"""What a run has at hand: worlds in every form that a tool reads, children, and rows."""

from __future__ import annotations

import csv
import hashlib
import json
import math
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.make_world import SIZES, make_world
from benchmarks.measure import CAP, Result, Told, child, own_python, process
from benchmarks.peers import FRESH, Peers
from benchmarks.queries import PREFIXES
from kg.text.names import local_name

ORDER = list(SIZES)
KG = [sys.executable, "-m", "kg.cli"]
PATIENCE = 600.0
MISSING = "not available here"
LEAST = {"P1": "M", "P4": "M", "P7": "M", "P9": "M", "P14": "M", "P15": "M", "P13": "S"}
"""The least size at which what a goal wants is judged; L for all others."""
HERE = Path(__file__).parent
ROOT = HERE.parent


class Row(NamedTuple):
    """One comparison: `ratio` is peer ÷ kg where wanted is a least, kg ÷ peer where a most."""

    goal: str
    size: str
    what: str
    unit: str
    kg: str
    peer: str
    theirs: str
    ratio: str
    wanted: str
    reached: str
    equal: str
    note: str


class World:
    """One synthetic world, in the forms that the tools read; each made when first asked for."""

    def __init__(self, size: str, folder: Path, *, reuse: bool = False) -> None:
        self.size, self.folder, self.reuse = size, folder, reuse
        folder.mkdir(parents=True, exist_ok=True)

    @cached_property
    def data(self) -> Path:
        """The tables; kept from run to run as long as what makes them stays the same."""
        total = hashlib.sha256()
        for name in ("make_world.py", "world.py", "world.json"):
            total.update((HERE / name).read_bytes())
        tables = self.folder / f"tables-{total.hexdigest()[:12]}"
        if not (tables / "identities.csv").is_file():
            fresh = self.folder / "making"
            shutil.rmtree(fresh, ignore_errors=True)
            make_world(SIZES[self.size], 0, fresh)
            fresh.rename(tables)
        return tables

    @cached_property
    def build(self) -> Result:
        """What `kg build` took as a whole process, into `store`; nothing if that is used again."""
        if self.reuse and (self.folder / "store" / "manifest.json").is_file():
            return Result(None, why="an earlier build was used again")
        shutil.rmtree(self.folder / "store", ignore_errors=True)
        command = [*KG, "build", "--data", str(self.data), "--out", str(self.folder / "store")]
        done = process(command, cap=math.inf)
        if not done.ended:
            message = f"kg build of size {self.size} {done.why}"
            raise RuntimeError(message)
        return done

    @cached_property
    def store(self) -> Path:
        """The built graph."""
        self.build  # noqa: B018  it makes what is named here
        return self.folder / "store"

    @cached_property
    def rebuild(self) -> Result:
        """What `kg build` took after paraphrases of one file were changed; then all is put back.

        The answer is whether the graph is the same again after that.
        """
        before = (self.store / "manifest.json").read_bytes()
        command = [*KG, "build", "--data", str(self.data), "--out", str(self.store)]
        with self.changed():
            done = process(command, cap=math.inf)
        again = process(command, cap=math.inf)
        same = again.ended and (self.store / "manifest.json").read_bytes() == before
        return replace(done, answer=same)

    @contextmanager
    def changed(self) -> Iterator[None]:
        """Change one paraphrase in the tables while the block runs."""
        claims = self.data / "claims" / "w00001.csv"
        text = claims.read_bytes()
        try:
            claims.write_bytes(text.replace(b" buys from ", b" is a customer of ", 1))
            yield
        finally:
            claims.write_bytes(text)

    @cached_property
    def checks(self) -> tuple[Result, Result]:
        """What `kg check` took after one paraphrase was changed: of what changed, and of all."""
        whole = [*KG, "check", "--fast", "--data", str(self.data), "--format", "csv"]
        with self.changed():
            found = process([*whole, "--since", str(self.store)], cap=math.inf)
            return found, process(whole, cap=math.inf)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """The manifest of the built graph."""
        found: dict[str, Any] = json.loads((self.store / "manifest.json").read_text("utf-8"))
        return found

    @cached_property
    def engine_store(self) -> Path:
        """The folder of the engine in the built graph."""
        return self.store / str(self.manifest["graph"]) / "store"

    @cached_property
    def turtle(self) -> Path:
        """The merge of all graphs as one Turtle file."""
        import pyoxigraph as ox

        path = self.folder / "world.ttl"
        store = ox.Store.read_only(str(self.engine_store))
        with path.open("wb") as stream:
            graph, turtle = ox.DefaultGraph(), ox.RdfFormat.TURTLE
            store.dump(stream, turtle, from_graph=graph, prefixes=dict(PREFIXES))
        return path

    @cached_property
    def faulty(self) -> tuple[Path, Path]:
        """The quads, and the Turtle file, with a second modality for every hundredth claim."""
        quads, turtle = self.folder / "faulty.nq", self.folder / "faulty.ttl"
        more = [
            f"<{PREFIXES['gid']}c-{number}> <{PREFIXES['gi']}hasModality> <{PREFIXES['gic']}{name}>"
            for number in range(1, SIZES[self.size], 100)
            for name in ("target", "forecast")
        ]
        for path, source in (
            (quads, self.engine_store.with_name("dump.nq")),
            (turtle, self.turtle),
        ):
            end = f" <{PREFIXES['gid']}faulty> .\n" if path is quads else " .\n"
            shutil.copy(source, path)
            with path.open("a", encoding="utf-8") as stream:
                stream.writelines(["\n", *(fault + end for fault in more)])
        return quads, turtle

    @cached_property
    def asserted(self) -> tuple[Path, Path]:
        """What is there before the rules: as N-Quads, and as Turtle without the graphs."""
        import pyoxigraph as ox

        quads, triples = self.folder / "asserted.nq", self.folder / "asserted.ttl"
        store = ox.Store.read_only(str(self.engine_store))
        derived = ox.NamedNode("https://w3id.org/green-industry/graph/derived")
        kept = [q for q in store if q.graph_name not in (derived, ox.DefaultGraph())]
        quads.write_bytes(ox.serialize(kept, format=ox.RdfFormat.N_QUADS) or b"")
        plain = ox.serialize((q.triple for q in kept), format=ox.RdfFormat.N_TRIPLES)
        triples.write_bytes(plain or b"")
        return quads, triples

    @cached_property
    def claims(self) -> Path:
        """One flat table of claims for tools that map tables."""
        from benchmarks.steps.tables import flatten

        path = self.folder / "claims.csv"
        flatten(self.data, path)
        return path

    @cached_property
    def words(self) -> Path:
        """The English labels of the ontology's terms and concepts, for tables."""
        import kg

        path = self.folder / "words.csv"
        reader = kg.load(self.store).reader
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(["id", "label"])
            for iri in [*reader.onto.terms, *(c for s in reader.onto.schemes.values() for c in s)]:
                writer.writerow([local_name(iri), reader.label(iri, "en")])
        return path

    @cached_property
    def anchor(self) -> str:
        """A firm with about eight customers."""
        ends: Counter[str] = Counter()
        for path in sorted((self.data / "claims").glob("*.csv")):
            with path.open(encoding="utf-8", newline="") as stream:
                for row in csv.DictReader(stream):
                    if row["predicate"] == "suppliesTo" and row["modality"] == "fact":
                        ends[row["subject"]] += 1
        return min(ends, key=lambda firm: (abs(ends[firm] - 8), firm))


class Bench:
    """A run at one size: worlds, what children told, and the rows so far."""

    def __init__(
        self, size: str, peers: Peers, folder: Path = FRESH, *, reuse: bool = False
    ) -> None:
        self.size, self.peers, self.folder, self.reuse = size, peers, folder, reuse
        self.worlds: dict[str, World] = {}
        self.known: dict[tuple[str, str], Told] = {}
        self.rows: list[Row] = []

    def at(self, most: str) -> str:
        """Return the size of this run, or `most` if this run is larger."""
        return min(self.size, most, key=ORDER.index)

    def world(self, size: str) -> World:
        """Return the world of a size."""
        if size not in self.worlds:
            self.worlds[size] = World(size, self.folder / f"world-{size}", reuse=self.reuse)
        return self.worlds[size]

    def scratch(self, name: str) -> Path:
        """Return a folder for what steps leave behind."""
        path = self.folder / "scratch" / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    def own(self, step: str, cap: float = PATIENCE, **args: Any) -> Told:
        """Return what a step of the product tells; asked again, it is not run again."""
        return self.told(own_python(), step, args, cap)

    def peer(self, module: str, step: str, **args: Any) -> Told:
        """Return what a step of a peer tells, or that the peer is not available."""
        python = self.peers.python(module)
        return self.told(python, step, args, CAP) if python else Told(why=MISSING)

    def told(self, python: Path, step: str, args: Mapping[str, Any], cap: float) -> Told:
        """Return what a step tells when it is run by `python`."""
        plain = {
            name: str(value) if isinstance(value, Path) else value for name, value in args.items()
        }
        key = step, json.dumps(plain, sort_keys=True)
        if key not in self.known:
            print(f"  {step} ...", file=sys.stderr, flush=True)
            self.known[key] = child(python, step, plain, cap)
        return self.known[key]

    def add(self, row: Row) -> None:
        """Keep a row and print it."""
        self.rows.append(row)
        print(line(row), flush=True)

    @property
    def unequal(self) -> list[Row]:
        """The rows whose answers differ."""
        return [row for row in self.rows if row.equal == "no"]


def geometric_mean(results: Iterable[Result]) -> Result:
    """Return the geometric mean of the seconds; one that did not end stands for all."""
    found = list(results)
    broken = next((result for result in found if not result.ended), None)
    if broken:
        return broken
    logs = [math.log(result.seconds or 1e-9) for result in found]
    return Result(math.exp(sum(logs) / len(logs)), [result.answer for result in found])


def compare(
    head: Sequence[str], ours: Result, peer: str, theirs: Result, *, equal: bool | None = None
) -> Row:
    """Return the row of two results; `head` is goal, size, what, wanted and, maybe, the unit.

    Seconds become milliseconds where that reads better. A peer that was stopped gives a bound.
    """
    goal, size, what, wanted, *unit = head
    values = ours.seconds, theirs.seconds
    note = ours.why or theirs.why
    stopped = theirs.why.startswith("stopped") and ours.ended and not unit
    if stopped:
        values = ours.seconds, CAP
    ratio, reached = judged(values, wanted)
    bound = ">" if stopped else ""
    if bound and reached == "no" and wanted.startswith("≥"):
        reached = "unknown"
    if size in ORDER and ORDER.index(size) < ORDER.index(LEAST.get(goal, "L")):
        reached = ""
    scale, name = (1.0, unit[0]) if unit else scale_of(values)
    said = "" if equal is None or not (ours.ended and theirs.ended) else ("yes" if equal else "no")
    cells = [figure(value, scale) for value in values]
    shown = cells[1] if not bound else f">{cells[1]}"
    return Row(
        goal, size, what, name, cells[0], peer, shown, bound + ratio, wanted, reached, said, note
    )


def judged(values: tuple[float | None, float | None], wanted: str) -> tuple[str, str]:
    """Return the ratio that `wanted` speaks of, and whether it is reached.

    >>> judged((1.0, 12.0), "≥ 10"), judged((1.5, 1.0), "≤ 1.25")
    (('12.0', 'yes'), ('1.5', 'no'))
    """
    ours, theirs = values
    if ours is None or not theirs or not ours:
        return "", ""
    most = wanted.startswith("≤")
    ratio = ours / theirs if most else theirs / ours
    if not wanted:
        return f"{ratio:.3g}" if ratio < 1 else f"{ratio:.1f}", ""
    limit = float(wanted.split()[1])
    reached = ratio <= limit if most else ratio >= limit
    shown = f"{ratio:.2f}".rstrip("0") if most else f"{ratio:.1f}"
    return shown.rstrip("."), "yes" if reached else "no"


def scale_of(values: tuple[float | None, float | None]) -> tuple[float, str]:
    """Return the factor and the name of the unit in which both read well."""
    least = min((value for value in values if value), default=1.0)
    return (1.0, "s") if least >= 0.1 else (1000.0, "ms")  # noqa: PLR2004


def figure(value: float | None, scale: float) -> str:
    """Return a number with three digits that count.

    >>> figure(0.01234, 1000.0), figure(1234.5, 1.0), figure(None, 1.0)
    ('12.3', '1234', '')
    """
    if value is None:
        return ""
    number = value * scale
    return f"{number:.0f}" if number >= 100 else f"{number:.3g}"  # noqa: PLR2004


def line(row: Row) -> str:
    """Return a row as it is printed."""
    cells = (
        f"{row.goal:<8}{row.size:<4}{row.what[:46]:<47}",
        f"{row.kg} {row.unit}".rjust(11),
        f"  {row.peer[:24]:<25}",
        (f"{row.theirs} {row.unit}" if row.theirs else "").rjust(11),
        (f"{row.ratio}x" if row.ratio else "").rjust(10),
        f"  {f'{row.wanted}: ' + (row.reached or '-') if row.wanted else '':<14}",
        f"{f'= {row.equal}' if row.equal else '':<6}",
        row.note[:60],
    )
    return "".join(cells).rstrip()
