"""Parts: whether smaller targets add up to the larger one that they belong to."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.analysis.aims import Aim, Known
from kg.analysis.growth import worded
from kg.analysis.ledger import Footing, say
from kg.analysis.readings import Interval
from kg.graph.store import Reader
from kg.text.names import local_name
from kg.text.table import Cell

SUMS = ("subject", "indicator", "deadline", "parts", "total", "value", "share", "link")


@dataclass(frozen=True)
class Part:
    """One smaller aim, and how many times it counts where its subject stands for several."""

    aim: Aim
    times: Aim | None

    def bounds(self) -> Interval:
        """Return the values that it adds."""
        own = self.aim.first.bounds or Interval(-math.inf, math.inf)
        many = self.times.first.bounds if self.times else None
        return Interval(own.low * many.low, own.high * many.high) if many else own

    def text(self, reader: Reader, lang: str) -> str:
        """Return it in words, such as `3 × 30 billion CNY`."""
        value = self.aim.first.text(reader, lang)
        return f"{self.times.first.row['number']} × {value}" if self.times else value

    @property
    def footing(self) -> Footing:
        """Return all claims and sources."""
        return self.aim.footing | self.times.footing if self.times else self.aim.footing


def sum_rows(reader: Reader, known: Known, lang: str) -> Iterator[list[Cell]]:
    """Yield, for each larger aim, what its parts come to, and which share of it that is.

    Parts are stated (`link` says so), or found: at least two members of one set, with aims of
    one setter, deadline and unit whose indicator is named as a form of the larger aim's.
    """
    stated = parts_stated(known)
    for whole in known.aims:
        parts = stated.get(whole.first.claim, [])
        if parts:
            yield sum_row(reader, whole, parts, "link_stated", lang)
    for whole, parts in parts_found(known):
        if not any(
            set(part.aim.readings) & set(other.aim.readings)
            for known_parts in stated.values()
            for other in known_parts
            for part in parts
        ):
            yield sum_row(reader, whole, parts, "link_found", lang)


def parts_stated(known: Known) -> dict[str, list[Part]]:
    """Return the parts of each larger aim that claims say they are part of."""
    found: dict[str, list[Part]] = defaultdict(list)
    for aim in known.aims:
        for whole in known.aims:
            claims = {reading.claim for reading in whole.readings}
            if aim.wholes & claims and aim.first.bounds and aim.first.unit == whole.first.unit:
                found[whole.first.claim].append(Part(aim, times_of(aim, known)))
    return found


def parts_found(known: Known) -> Iterator[tuple[Aim, list[Part]]]:
    """Yield larger aims and the parts that membership, setter, deadline and unit suggest."""
    members: dict[str, set[str]] = defaultdict(set)
    for row in known.wholes:
        members[row["whole"]].add(row["part"])
    seen: set[tuple[str, ...]] = set()
    for group in sorted(members):
        for whole in (aim for aim in known.aims if aim.first.subject not in members[group]):
            inside = [aim for aim in known.aims if aim.first.subject in members[group]]
            parts = [Part(aim, times_of(aim, known)) for aim in inside if belongs(aim, whole)]
            key = (whole.first.claim, *sorted(part.aim.first.claim for part in parts))
            if len({part.aim.first.subject for part in parts}) > 1 and key not in seen:
                seen.add(key)
                yield whole, parts


def belongs(aim: Aim, whole: Aim) -> bool:
    """Return whether an aim may be a part of `whole`: set together, in a narrower indicator."""
    mine, theirs = local_name(aim.first.indicator), local_name(whole.first.indicator)
    return (
        aim.first.bounds is not None
        and whole.first.bounds is not None
        and (aim.first.unit, aim.deadline) == (whole.first.unit, whole.deadline)
        and aim.first.subject != whole.first.subject
        and aim.kind == whole.kind == "level"
        and bool(aim.setters & whole.setters)
        and (mine == theirs or mine.startswith(f"{theirs}-"))
    )


def times_of(aim: Aim, known: Known) -> Aim | None:
    """Return the aim that says how many there are of an aim's subject, set with it."""
    for other in known.aims:
        if (
            other.kind == "count" != aim.kind
            and other.first.subject == aim.first.subject
            and other.deadline == aim.deadline
            and other.setters & aim.setters
            and other.first.bounds
        ):
            return other
    return None


def sum_row(reader: Reader, whole: Aim, parts: Sequence[Part], link: str, lang: str) -> list[Cell]:
    """Return the row of one larger aim: parts, their sum, its own value, and the share."""
    ordered = sorted(parts, key=lambda part: (-part.bounds().low, part.aim.first))
    lows, highs = zip(*((p.bounds().low, p.bounds().high) for p in ordered), strict=True)
    total = Interval(sum(lows), sum(highs))
    bounds = whole.first.bounds or Interval(-math.inf, math.inf)
    share = Interval(ratio(total.low, bounds.high), ratio(total.high, bounds.low))
    proof = whole.footing
    for part in ordered:
        proof = proof | part.footing
    return [
        reader.label(whole.first.subject, lang),
        reader.label(whole.first.indicator, lang),
        whole.deadline,
        " + ".join(part.text(reader, lang) for part in ordered),
        worded(total, reader.label(whole.first.unit, lang), lang),
        whole.first.text(reader, lang),
        worded(share, "%", lang, percent=True),
        say(link, lang),
        *proof.cells(),
    ]


def ratio(part: float, whole: float) -> float:
    """Return `part` as a share of `whole`, infinite where there is no bound.

    >>> ratio(180, 600), ratio(180, math.inf)
    (0.3, -inf)
    """
    if math.isinf(part):
        return part
    return part / whole if math.isfinite(whole) and whole else -math.inf
