"""Gaps: which segment of a chain is strong, weak, broken or extendable in which region."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kg.analysis.card import card_of, word
from kg.analysis.finding import Finding, refusal
from kg.errors import UnknownNameError
from kg.graph.lookup import Asking, holds
from kg.graph.store import Reader, Row
from kg.text.names import local_name, near_misses
from kg.text.table import Cell, Field, Table

USUAL_LEVEL = "province"
Asked = Callable[..., Iterator[Row]]
KEYS = (
    "chain",
    "segment",
    "position",
    "region",
    "state",
    "firms",
    "masters",
    "lq",
    "wanted_by",
    "reason",
    "missing",
    "claims",
    "source_ids",
)


@dataclass
class Spot:
    """What is known of one segment in one region."""

    firms: set[str] = field(default_factory=set)
    masters: set[str] = field(default_factory=set)
    counts: set[int] = field(default_factory=set)
    wanted: set[str] = field(default_factory=set)
    claims: set[str] = field(default_factory=set)

    @property
    def number(self) -> int | None:
        """Return the number of firms: counted if all counts agree, else those named, or None."""
        if len(self.counts) == 1:
            return max(min(self.counts), len(self.firms))
        return len(self.firms) or None


@dataclass(frozen=True)
class Verdict:
    """The state of a spot, why, and which datum would decide it."""

    state: str
    reason: str
    missing: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass
class Ground:
    """One chain: its segments in order, its regions, the spots, and what is not placed."""

    chain: str
    orders: dict[str, int | None] = field(default_factory=dict)
    spots: dict[tuple[str, str], Spot] = field(default_factory=dict)
    regions: set[str] = field(default_factory=set)
    unplaced: dict[str, set[str]] = field(default_factory=dict)
    unnamed: int | None = None
    claims: dict[str, set[str]] = field(default_factory=dict)

    def spot(self, segment: str, region: str) -> Spot:
        """Return the spot of a segment in a region, an empty one if nothing is known."""
        return self.spots.setdefault((segment, region), Spot())

    def near(self, segment: str, region: str, *steps: int) -> list[Spot]:
        """Return the spots of the region whose place in the chain differs by one of `steps`."""
        own = self.orders[segment]
        return [
            self.spot(other, region)
            for other, order in sorted(self.orders.items())
            if own is not None and order is not None and other != segment and order - own in steps
        ]


def gaps(reader: Reader, asking: Asking, level: str = USUAL_LEVEL) -> tuple[Table, Table]:
    """Return the state of each segment in each region, and the same as a matrix.

    `level` is a kind of place of the ontology, such as province or prefecture. A place is
    listed if any source puts the chain, a firm of it, or a policy on it there. What no source
    counts is unknown: an absence that nobody states is no gap.

    Raises
    ------
    UnknownNameError
        If `level` is no class.
    NotComputableError
        If no chain has both segments and a region.
    """
    kind = level_of(reader, level)
    called = reader.label(kind, asking.lang)
    grounds, loose = grounds_of(reader, asking, kind)
    rows: list[tuple[Cell, ...]] = []
    states: dict[tuple[str, str, str], str] = {}
    for ground in grounds:
        for segment in ordered(ground, reader, asking.lang):
            for region in sorted(ground.regions, key=lambda iri: reader.label(iri, asking.lang)):
                verdict = judge(ground, segment, region)
                states[ground.chain, segment, region] = verdict.state
                rows.append(row_of(reader, asking, ground, (segment, region), verdict))
    if not rows:
        raise refusal("the gap matrix", level, "a chain with segments and a region", "none")
    notes = notes_of(reader, asking.lang, grounds, loose, states)
    title = word("by_level", asking.lang, level=called)
    cells = Finding("gaps", KEYS, rows, word("at_level", asking.lang, level=called), more=notes)
    return cells.table(title, asking.lang), matrix(reader, asking.lang, states, title)


def level_of(reader: Reader, level: str) -> str:
    """Return the class that is called `level`, capitals or not."""
    classes = {
        local_name(iri).lower(): iri
        for iri, term in reader.onto.terms.items()
        if term.kind == "class"
    }
    if level.lower() not in classes:
        raise UnknownNameError("level", level, near_misses(level.lower(), classes))
    return classes[level.lower()]


def grounds_of(
    reader: Reader, asking: Asking, level: str
) -> tuple[list[Ground], tuple[set[str], set[str]]]:
    """Return what is known of each chain, then the segments and chains left out."""
    times = {row["claim"]: row for row in reader.api("claim-times")}

    def asked(name: str, **terms: str) -> Iterator[Row]:
        return (
            row
            for row in reader.api(name, **terms)
            if holds(times.get(row.get("claim", ""), {}), asking.as_of)
        )

    grounds: dict[str, Ground] = {}
    for row in asked("gap-segments"):
        ground = grounds.setdefault(row["chain"], Ground(row["chain"]))
        ground.orders[row["segment"]] = int(row["order"]) if "order" in row else None
        ground.claims.setdefault(row["segment"], set()).add(row["claim"])
    for row in asked("gap-homes", level=level):
        if row["chain"] in grounds:
            grounds[row["chain"]].regions.add(row["region"])
    for row in asked("gap-masters"):
        if row["chain"] in grounds:
            ground = grounds[row["chain"]]
            ground.unnamed = max(ground.unnamed or 0, int(row["unnamed"]))
    known = {segment for ground in grounds.values() for segment in ground.orders}
    loose = {row["segment"] for row in asked("gap-firms", level=level)} - known
    for ground in grounds.values():
        fill_ground(ground, asked, level)
    placed = [grounds[iri] for iri in sorted(grounds) if grounds[iri].regions]
    return placed, (loose, {iri for iri in grounds if not grounds[iri].regions})


def fill_ground(ground: Ground, asked: Asked, level: str) -> None:
    """Put firms, counts and policies into the spots of a chain."""
    for row in asked("gap-firms", level=level):
        if row["segment"] not in ground.orders:
            continue
        if "region" not in row:
            ground.unplaced.setdefault(row["segment"], set()).add(row["firm"])
            ground.claims[row["segment"]].add(row["claim"])
            continue
        ground.regions.add(row["region"])
        spot = ground.spot(row["segment"], row["region"])
        spot.firms.add(row["firm"])
        spot.masters |= {row["firm"]} if "master" in row else set()
        spot.claims |= {row["claim"], row["seat"]}
    for row in asked("gap-counts", level=level):
        if row["segment"] in ground.orders:
            ground.regions.add(row["region"])
            spot = ground.spot(row["segment"], row["region"])
            spot.counts.add(int(float(row["number"])))
            spot.claims.add(row["claim"])
    for row in asked("gap-policies", level=level):
        if row["segment"] in ground.orders:
            ground.regions.add(row["region"])
            spot = ground.spot(row["segment"], row["region"])
            spot.wanted.add(row["element"])
            spot.claims.add(row["claim"])


def quotient(ground: Ground, segment: str, region: str) -> float | None:
    """Return the location quotient (x_rs/x_r)/(x_s/x), or None where any count is missing."""
    counts = {
        (s, r): ground.spot(s, r).number if ground.spot(s, r).counts else None
        for s in ground.orders
        for r in ground.regions
    }
    if min(len(ground.orders), len(ground.regions)) <= 1:
        return None
    known = {key: n for key, n in counts.items() if n is not None}
    if len(known) < len(counts):
        return None
    own_region = sum(n for (_, r), n in known.items() if r == region)
    own_segment = sum(n for (s, _), n in known.items() if s == segment)
    if not own_region or not own_segment:
        return None
    return (known[segment, region] / own_region) / (own_segment / sum(known.values()))


def occupied(spots: Iterable[Spot]) -> bool:
    """Return whether any of the spots is known to have a firm."""
    return any(spot.number for spot in spots)


def judge(ground: Ground, segment: str, region: str) -> Verdict:
    """Return the state of a segment in a region by the rules of the method card."""
    spot = ground.spot(segment, region)
    if len(spot.counts) > 1:
        values = ", ".join(str(n) for n in sorted(spot.counts))
        return Verdict("unknown", "counts_differ", "one_count", {"counts": values})
    if spot.number is None:
        return unseen(ground, segment)
    if spot.number == 0:
        return absent(ground, segment, region)
    return present(ground, segment, region)


def unseen(ground: Ground, segment: str) -> Verdict:
    """Return the verdict where no source counts or names a firm in the region."""
    unplaced = len(ground.unplaced.get(segment, ()))
    if unplaced:
        return Verdict("unknown", "no_seat", "a_seat", {"count": unplaced})
    return Verdict("unknown", "no_datum", "a_count")


def absent(ground: Ground, segment: str, region: str) -> Verdict:
    """Return the verdict where a source says that there is no firm."""
    if ground.orders[segment] is None:
        return Verdict("unknown", "no_place", "a_place")
    before, behind = (ground.near(segment, region, *steps) for steps in ((-1, -2), (1, 2)))
    if occupied(before) and occupied(behind):
        return Verdict("broken", "between")
    beside = {s for s, o in ground.orders.items() if o is not None and s != segment}
    own = ground.orders[segment]
    for other in sorted(beside):
        order = ground.orders[other]
        near = own is not None and order is not None and abs(order - own) <= 1
        if near and ground.spot(other, region).number and is_strong(ground, other, region):
            return Verdict("extendable", "beside_strong")
    return Verdict("absent", "beside_none")


def is_strong(ground: Ground, segment: str, region: str) -> bool:
    """Return whether a named master is at work there and no count speaks against it."""
    share = quotient(ground, segment, region)
    return bool(ground.spot(segment, region).masters) and (share is None or share > 1)


def present(ground: Ground, segment: str, region: str) -> Verdict:
    """Return the verdict where there is a firm."""
    spot, share = ground.spot(segment, region), quotient(ground, segment, region)
    values = {"firms": spot.number, "unnamed": ground.unnamed or 0}
    if spot.masters and share is None:
        return Verdict("strong", "master_no_lq", "counts", values)
    if spot.masters and share is not None and share > 1:
        return Verdict("strong", "master_and_lq", "", values)
    if share is not None and share < 1:
        return Verdict("weak", "low_lq", "", values)
    if ground.unnamed is None:
        return Verdict("unknown", "masters_not_told", "master_list", values)
    if ground.unnamed:
        return Verdict("unknown", "masters_unnamed", "master_names", values)
    return Verdict("weak", "no_master", "", values)


def ordered(ground: Ground, reader: Reader, lang: str) -> list[str]:
    """Return the segments from material to service, those without a place last, by name."""
    last = 1 + max((order for order in ground.orders.values() if order), default=0)
    return sorted(
        ground.orders,
        key=lambda iri: (ground.orders[iri] or last, reader.label(iri, lang), iri),
    )


def row_of(
    reader: Reader, asking: Asking, ground: Ground, where: tuple[str, str], verdict: Verdict
) -> tuple[Cell, ...]:
    """Return the row of one spot, with the claims behind it and their sources."""
    lang, spot = asking.lang, ground.spot(*where)
    segment, region = where
    claims = sorted(spot.claims | ground.claims[segment])
    sources = {row["claim"]: local_name(row["source"]) for row in reader.api("claim-sources")}
    share = quotient(ground, segment, region)

    def names(iris: Iterable[str]) -> str:
        return "; ".join(sorted(reader.label(iri, lang) for iri in iris))

    return (
        reader.label(ground.chain, lang),
        reader.label(segment, lang),
        ground.orders[segment],
        reader.label(region, lang),
        word(f"gap_{verdict.state}", lang),
        spot.number,
        names(spot.masters),
        share,
        names(spot.wanted),
        word(f"gap_{verdict.reason}", lang, **verdict.values),
        word(f"needs_{verdict.missing}", lang, **verdict.values) if verdict.missing else "",
        " ".join(local_name(claim) for claim in claims),
        " ".join(sorted({sources[claim] for claim in claims if claim in sources})),
    )


def notes_of(
    reader: Reader,
    lang: str,
    grounds: Sequence[Ground],
    loose: tuple[set[str], set[str]],
    states: Mapping[tuple[str, str, str], str],
) -> tuple[str, ...]:
    """Return how many spots have which state, and what could not be placed at all."""
    counts = {state: list(states.values()).count(state) for state in sorted(set(states.values()))}
    told = "; ".join(f"{word(f'gap_{state}', lang)} {n}" for state, n in counts.items())
    notes = [word("gap_counts", lang, chains=len(grounds), spots=len(states), told=told)]
    for key, iris in zip(("gap_loose", "gap_homeless"), loose, strict=True):
        if iris:
            names = "; ".join(sorted(reader.label(iri, lang) for iri in iris))
            notes.append(word(key, lang, names=names))
    return tuple(notes)


def matrix(
    reader: Reader, lang: str, states: Mapping[tuple[str, str, str], str], title: str
) -> Table:
    """Return the states with a row a segment and a column a region, for a heat map."""
    regions = sorted({region for _, _, region in states}, key=lambda iri: reader.label(iri, lang))
    lines = list(dict.fromkeys((chain, segment) for chain, segment, _ in states))
    rows = [
        (
            reader.label(chain, lang),
            reader.label(segment, lang),
            *(
                word(f"gap_{states[chain, segment, r]}", lang)
                if (chain, segment, r) in states
                else ""
                for r in regions
            ),
        )
        for chain, segment in lines
    ]
    table = Finding("gaps", ("chain", "segment"), []).table(title, lang)
    columns = tuple(Field(local_name(r), reader.label(r, lang)) for r in regions)
    heading = f"{card_of('gaps', lang).title}: {word('matrix', lang)}"
    meta = {**table.meta, "form": "matrix"}
    return Table(table.fields + columns, tuple(rows), heading, table.notes, table.method, meta)
