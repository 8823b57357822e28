"""Write a synthetic ecosystem as tables that `kg build --data` reads.

    python benchmarks/make_world.py --size M --out world
    python benchmarks/make_world.py --claims 5000 --seed 7 --out world --turtle world.ttl

Equal arguments give equal bytes. With `--corpus` the texts are written that the
passages are cut from; with `--turtle` the tables are built, and the merge of all
graphs is written as one Turtle file for other tools.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any

import click

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.world import WORDS, YEARS, Claim, Figure, World, coined, title  # noqa: E402

SIZES = {"S": 490, "M": 5_900, "L": 59_000, "XL": 585_000}
MODALITIES = ("fact", "plan", "proposal", "opinion", "forecast")
HEADS = {
    shape["url"]: [column["name"] for column in shape["tableSchema"]["columns"]]
    for shape in json.loads((ROOT / "ontology" / "tables.json").read_text("utf-8"))["tables"]
}
REGISTER = "register-of-divisions"


def digest(text: str) -> str:
    """Return the SHA-256 of `text` as UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


class Table:
    """A CSV file that is being written."""

    def __init__(self, path: Path, kind: str, stack: ExitStack) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        stream = stack.enter_context(path.open("w", encoding="utf-8", newline=""))
        self.head = HEADS[kind]
        self.writer = csv.writer(stream, lineterminator="\n")
        self.writer.writerow(self.head)

    def add(self, **cells: object) -> None:
        """Write one row; cells not named stay empty."""
        self.writer.writerow([cells.get(name, "") for name in self.head])


class Writer:
    """Writes a world source by source; what is said first of a thing gives its source."""

    def __init__(self, world: World, out: Path, corpus: Path | None) -> None:
        self.world, self.out, self.corpus = world, out, corpus
        self.random = Random(world.seed + 1)  # noqa: S311
        self.names = {one.id: (one.zh, one.en) for one in world.divisions}
        self.first: dict[str, str] = {}
        self.count = 0
        self.mentioned: set[str] = set()

    def write(self) -> None:
        """Write all tables."""
        world = self.world
        items: list[Claim | Figure] = [*world.statements(), *world.figures()]
        self.names |= {name: (thing.zh, thing.en) for name, thing in world.things.items()}
        self.random.shuffle(items)
        with ExitStack() as stack:
            self.sources = Table(self.out / "sources.csv", "sources.csv", stack)
            self.mentions = Table(self.out / "mentions.csv", "mentions.csv", stack)
            for number, part in enumerate(self.parts(items)):
                self.write_source(f"w{number:05d}", number, part)
            self.write_register()
            self.write_things(stack)

    def parts(self, items: list[Claim | Figure]) -> Iterator[list[Claim | Figure]]:
        """Yield the items of each source: most have some dozens, a few many."""
        place = 0
        while place < len(items):
            size = min(1000, int(80 * self.random.paretovariate(1.3)))
            yield items[place : place + size]
            place += size

    def write_source(self, name: str, number: int, items: list[Claim | Figure]) -> None:
        """Write text, claims, figures and the row of one source."""
        sentences: list[str] = []
        start = 0
        with ExitStack() as stack:
            claims = Table(self.out / "claims" / f"{name}.csv", "claims/*.csv", stack)
            figures = Table(self.out / "observations" / f"{name}.csv", "observations/*.csv", stack)
            for item in items:
                texts = self.texts(item)
                place = {
                    "source": name,
                    "start": start,
                    "end": start + len(texts[0]),
                    "sha256": digest(texts[0]),
                }
                row = {**place, **self.reading(texts)}
                if isinstance(item, Claim):
                    self.add_claim(claims, item, row)
                else:
                    self.add_figure(figures, item, row)
                self.mention(item.subject, name, start)
                sentences.append(texts[0])
                start += len(texts[0]) + 1
        self.add_source(name, number, " ".join(sentences))

    def texts(self, item: Claim | Figure) -> tuple[str, str, str]:
        """Return the sentence of the source, and the paraphrase in English and Chinese."""
        zh, en = self.names[item.subject]
        if isinstance(item, Claim):
            other = self.names.get(item.object) or (item.object, item.object.replace("-", " "))
            said, told, told_zh = WORDS["says"][item.predicate]
            return (
                said.format(s=en, o=other[1]),
                told.format(s=en, o=other[1]),
                told_zh.format(s=zh, o=other[0]),
            )
        what_zh, what = self.names[item.indicator]
        verb, verb_zh = ("aims at", "力争实现") if item.policy else ("reported", "实现")
        return (
            f"{en} {verb} {what} of {item.value} in {item.year}, its report says.",
            f"{what.capitalize()} of {en}: {item.value} ({item.year}).",
            f"{zh}{item.year}年{verb_zh}{what_zh}{item.value}。",
        )

    def reading(self, texts: tuple[str, str, str]) -> dict[str, str]:
        """Return the cells that tell how a passage was read."""
        certainty = self.random.choices(("high", "medium", "low"), (82, 17, 1))[0]
        derivation = self.random.choices(("stated", "inferred"), (4, 1))[0]
        speakers = (self.random.choice(self.world.body_ids), "")
        speaker = self.random.choices(speakers, (3, 7))[0]
        return {
            "certainty": certainty,
            "derivation": derivation,
            "speaker": speaker,
            "paraphrase_en": texts[1],
            "paraphrase_zh": texts[2],
        }

    def add_claim(self, table: Table, claim: Claim, row: dict[str, Any]) -> None:
        """Write one claim; ties that may be doubtful get a modality by lot."""
        modality = claim.modality or self.random.choices(MODALITIES, (70, 14, 7, 6, 3))[0]
        begin = self.random.choices((self.random.choice(YEARS), ""), (1, 9))[0]
        end = 2030 if modality in ("plan", "target") else ""
        self.count += 1
        row["certainty"] = claim.certainty or row["certainty"]
        self.seen(row["source"], claim.subject, claim.object, row["speaker"])
        table.add(
            id=f"c-{self.count}",
            subject=claim.subject,
            predicate=claim.predicate,
            object=claim.object,
            modality=modality,
            **{"from": begin, "to": end},
            **row,
        )

    def add_figure(self, table: Table, figure: Figure, row: dict[str, Any]) -> None:
        """Write one figure; a policy makes it a target."""
        unit = next(item[4] for item in WORDS["indicators"] if item[0] == figure.indicator)
        upper = figure.value * 2 if figure.comparator == "between" else ""
        begin = "" if figure.policy else figure.year
        self.seen(row["source"], figure.subject, figure.indicator, figure.policy, row["speaker"])
        table.add(
            id=figure.id,
            subject=figure.subject,
            indicator=figure.indicator,
            comparator=figure.comparator,
            value=figure.value,
            upper=upper,
            unit=unit,
            policy=figure.policy,
            part_of=figure.part_of,
            baseline=figure.baseline,
            modality="target" if figure.policy else "fact",
            **{"from": begin, "to": figure.year},
            **row,
        )

    def seen(self, source: str, *things: str) -> None:
        """Remember the source that speaks of each of `things` first."""
        for thing in things:
            self.first.setdefault(thing, source)

    def mention(self, thing: str, source: str, start: int) -> None:
        """Write where a sentence first begins with a thing, for about each fourth of them."""
        printed = self.names[thing][1]
        if (
            thing not in self.mentioned
            and thing in self.world.things
            and digest(thing)[0] in "0123"
        ):
            self.mentioned.add(thing)
            self.mentions.add(
                id=f"m-{len(self.mentioned)}",
                source=source,
                start=start,
                end=start + len(printed),
                sha256=digest(printed),
                printed=printed,
                entity=thing,
            )

    def add_source(self, name: str, number: int, text: str) -> None:
        """Write the row of one source, and its text where a corpus is asked for."""
        if self.corpus:
            self.corpus.mkdir(parents=True, exist_ok=True)
            (self.corpus / f"{name}.txt").write_bytes(text.encode())
        year = YEARS[number % len(YEARS)]
        zh, pinyin = coined(number)
        self.sources.add(
            id=name,
            kind=WORDS["source_kinds"][number % 4],
            title_en=f"{title(pinyin)} bulletin on green industry",
            title_zh=f"{zh}绿色产业通报",
            url=f"https://example.org/bulletin/{number}",
            language="en",
            file=f"{name}.txt",
            sha256=digest(text),
            date_earliest=year,
            date_latest=f"{year}-12",
            date_basis="made up with the text",
            translation=("poor", "fair", "good", "original")[number % 4],
        )

    def write_register(self) -> None:
        """Write the divisions and the source they rest on."""
        self.sources.add(
            id=REGISTER,
            kind="reference",
            title_en="Register of invented divisions",
            title_zh="虚构行政区划名录",
            language="zh",
            translation="original",
            note="invented",
        )
        with ExitStack() as stack:
            table = Table(
                self.out / "reference" / "divisions.csv", "reference/divisions.csv", stack
            )
            for one in self.world.divisions:
                table.add(
                    id=one.id,
                    code=one.code,
                    zh=one.zh,
                    en=one.en,
                    parent=one.parent,
                    source=REGISTER,
                    **{"class": one.kind},
                )

    def write_things(self, stack: ExitStack) -> None:
        """Write the entities by file, and the decisions on identity."""
        tables: dict[str, Table] = {}
        for name, thing in self.world.things.items():
            if thing.file not in tables:
                tables[thing.file] = Table(
                    self.out / "entities" / f"{thing.file}.csv", "entities/*.csv", stack
                )
            tables[thing.file].add(
                id=name,
                zh=thing.zh,
                en=thing.en,
                pinyin=thing.pinyin,
                source=self.first[name],
                certainty="high",
                **{"class": thing.kind},
            )
        decisions = Table(self.out / "identities.csv", "identities.csv", stack)
        firms = self.world.firm_ids
        pairs = [(*pair, "same") for pair in self.world.merged]
        pairs += [
            (firms[-i - 1], firms[-i - 3], ("unsure", "different")[i % 2])
            for i in range(len(pairs))
        ]
        for number, (left, right, decision) in enumerate(pairs):
            self.add_decision(decisions, number, (left, right, decision))

    def add_decision(self, table: Table, number: int, pair: tuple[str, str, str]) -> None:
        """Write one decision on identity."""
        left, right, decision = pair
        table.add(
            id=f"i-{number}",
            left=left,
            right=right,
            decision=decision,
            certainty="high",
            basis="the names and seats were compared when the world was made up",
            source=self.first[left],
            decided_by="made up",
            decided_on="2026-01-01",
        )


def write_turtle(tables: Path, path: Path) -> None:
    """Build the tables and write the merge of all graphs as Turtle."""
    import pyoxigraph as ox

    from kg.graph.make import make
    from kg.graph.release import store_path
    from kg.text.names import PREFIXES

    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        make(tables, None, None, Path(folder))
        store = ox.Store.read_only(str(store_path(Path(folder))))
        graph = ox.DefaultGraph()
        with path.open("wb") as stream:
            store.dump(stream, ox.RdfFormat.TURTLE, from_graph=graph, prefixes=dict(PREFIXES))


def make_world(claims: int, seed: int, out: Path, corpus: Path | None = None) -> None:
    """Write the tables of the world of `claims` and `seed` into the folder `out`."""
    Writer(World(claims, seed), out, corpus).write()


@click.command(help=__doc__)
@click.option("--claims", type=click.IntRange(200), help="How many claims.")
@click.option("--size", type=click.Choice(list(SIZES)), help="A named size in place of --claims.")
@click.option("--seed", default=0, show_default=True)
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False))
@click.option("--corpus", type=click.Path(path_type=Path, file_okay=False))
@click.option("--turtle", type=click.Path(path_type=Path, dir_okay=False))
def main(claims: int | None, size: str | None, seed: int, out: Path, **more: Path | None) -> None:
    """Write the tables, and what else is asked for."""
    if (claims is None) == (size is None):
        message = "give either --claims or --size"
        raise click.UsageError(message)
    if out.exists() and any(out.iterdir()):
        message = f"{out} is not empty"
        raise click.UsageError(message)
    make_world(claims or SIZES[str(size)], seed, out, more["corpus"])
    if more["turtle"]:
        write_turtle(out, more["turtle"])


if __name__ == "__main__":
    main()
