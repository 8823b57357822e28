"""Disputes on things: dates, sizes of sets, places, identities, and lost nouns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from kg.analysis.dispute import Dispute, Matter, Side, Teller, grouped, maybe_same, side, unsure
from kg.graph.lookup import time_of
from kg.graph.store import Row
from kg.text import figures
from kg.text.names import fold

SEVERAL = 2


def dates(matter: Matter, tell: Teller) -> Iterator[Dispute]:
    """Yield dates of one thing that exclude each other; a month agrees with its days."""
    for (thing, relation), rows in grouped(matter.datings, "thing", "relation").items():
        for (one,), (other,) in combinations(grouped(rows, "value"), 2):
            first, second = figures.bounds(one), figures.bounds(other)
            if first[1] < second[0] or second[1] < first[0]:
                sides = tuple(
                    side(value, [r for r in rows if r["value"] == value]) for value in (one, other)
                )
                yield Dispute("time", tell.name(thing, relation), sides, "date")


def before_its_time(matter: Matter, tell: Teller) -> Iterator[Dispute]:
    """Yield things that a source states facts on before the date that others give them.

    It is sure where even the latest date of the source is earlier.
    """
    begun: dict[str, list[Row]] = defaultdict(list)
    for row in matter.datings:
        if row.get("begins") and not row.get("weak"):
            begun[row["thing"]].append(row)
    for (thing, source), rows in grouped(matter.before, "thing", "source").items():
        begins = [row for row in begun.get(thing, []) if row["source"] != source]
        if not begins or "earliest" not in rows[0]:
            continue
        day = min(figures.bounds(row["value"])[0] for row in begins)
        told = rows[0]["earliest"], rows[0].get("latest", rows[0]["earliest"])
        if figures.bounds(told[0])[0] < day:
            when = told[0] if told[0] == told[1] else f"{told[0]} – {told[1]}"
            values = sorted({row["value"] for row in begins})
            sides = (side(when, rows), side("; ".join(values), begins))
            sure = figures.bounds(told[1])[1] < day
            yield Dispute("time", tell.name(thing), sides, "before", sure)


def relative_times(matter: Matter, tell: Teller) -> Iterator[Dispute]:
    """Yield times printed as `this year` and the like whose year is not that of the text."""
    for (source, printed), rows in grouped(matter.relative, "source", "printed").items():
        wrong = [row for row in rows if not fits(row)]
        for (time,), same in grouped(wrong, "until").items():
            text = f"{time_of(same[0]) or time}"
            said = side(f"“{printed}”: {text}", same)
            own = Side(f"{same[0]['earliest']} – {same[0]['latest']}", (), (source,))
            yield Dispute("time", tell.name(source), (said, own), "relative", sure=False)


def fits(row: Row) -> bool:
    """Return whether a relative year, counted from the date of the source, is the one meant."""
    shift = int(row["shift"])
    first, last = int(row["earliest"][:4]) + shift, int(row["latest"][:4]) + shift
    return first <= int(row["until"][:4]) <= last


def sizes(matter: Matter, tell: Teller) -> Iterator[Dispute]:
    """Yield sets of which several sizes are declared, or fewer members than are named."""
    members = grouped((row for row in matter.wholes if not row.get("weak")), "whole")
    for (thing,), rows in grouped(matter.sizes, "thing").items():
        by_value = grouped(rows, "value")
        for one, other in combinations(by_value, 2):
            sides = tuple(side(value[0], by_value[value]) for value in (one, other))
            sure = not any(row.get("weak") for key in (one, other) for row in by_value[key])
            yield Dispute("size", tell.name(thing), sides, "size", sure)
        named = members.get((thing,), [])
        parts = sorted({row["part"] for row in named})
        firm = [row for row in rows if not row.get("weak")]
        if firm and len(parts) > max(int(row["value"]) for row in firm):
            text = f"{len(parts)}: {'; '.join(tell.name(part) for part in parts)}"
            sides = (side("; ".join(sorted({r["value"] for r in firm})), firm), side(text, named))
            yield Dispute("arithmetic", tell.name(thing), sides, "members")


def places(matter: Matter, tell: Teller) -> Iterator[Dispute]:
    """Yield sets of areas said to lie in some places while their members lie in others too.

    A set that may be the same as another is held against the members of that one.
    """
    said, inside = (
        grouped((row for row in matter.places if row["way"] == way), "set")
        for way in ("said", "members")
    )
    same = maybe_same(matter)
    for (one,), stated in said.items():
        known = {row["prefecture"] for row in stated}
        for (other,), lying in inside.items():
            decisions = same.get(frozenset({one, other}), ())
            outside = [row for row in lying if row["prefecture"] not in known]
            if outside and (one == other or decisions):
                sides = (located(stated, tell), located(outside, tell))
                sure = one == other
                yield Dispute("place", tell.name(one), sides, "place", sure, decisions)


def located(rows: list[Row], tell: Teller) -> Side:
    """Return one side: the places that rows name."""
    names = sorted({tell.name(row["prefecture"]) for row in rows})
    return side("; ".join(names), rows)


def identities(matter: Matter, tell: Teller) -> Iterator[Dispute]:
    """Yield things that may be one, merged ones that are not certain, and shared names."""
    for (right,), rows in grouped(unsure(matter), "right").items():
        lefts = grouped(rows, "left").items()
        names = [candidate(tell.name(left), own) for (left,), own in lefts]
        reason = "several" if len(rows) >= SEVERAL else "unsure"
        yield identity_of([*names, Side(tell.name(right))], rows, reason)
    for row in matter.identities:
        if row["decided"] == "same" and not row.get("firm"):
            left = candidate(merged_name(matter, row, tell), [row])
            yield identity_of([left, Side(tell.name(row["right"]))], [row], "merged")
    forms: dict[str, list[Row]] = defaultdict(list)
    for row in matter.printed:
        forms[fold(row["form"])].append(row)
    for rows in forms.values():
        things = grouped(rows, "thing")
        if len(things) >= SEVERAL:
            sides = tuple(
                Side(tell.name(*key), (), tuple(sorted({r["source"] for r in of})))
                for key, of in things.items()
            )
            yield Dispute("identity", f"“{rows[0]['form']}”", sides, "form", sure=False)


def merged_name(matter: Matter, row: Row, tell: Teller) -> str:
    """Return what a thing that is taken as another was called: as printed, in quotation marks.

    It has no name of its own any more; the forms are those printed for the other in the source
    of the decision, but for the other's own names.
    """
    own = {fold(name) for name in tell.reader.labels.get(row["right"], {}).values()}
    forms = {
        printed["form"]
        for printed in matter.printed
        if printed["thing"] == row["right"] and printed["source"] == row.get("source")
    }
    quoted = [f"“{form}”" for form in sorted(forms) if fold(form) not in own]
    named = tell.reader.labels.get(row["left"])
    return "; ".join(quoted) if quoted and not named else tell.name(row["left"])


def candidate(name: str, rows: list[Row]) -> Side:
    """Return one side of an identity: a name, and the sources in which the decisions find it."""
    return Side(name, (), tuple(sorted({row["source"] for row in rows if "source" in row})))


def identity_of(sides: list[Side], rows: list[Row], reason: str) -> Dispute:
    """Return the dispute on whether what the sides name is one thing, with each decision's row."""
    decisions = tuple(sorted(row["row"] for row in rows))
    about = " | ".join(side.text for side in sides)
    return Dispute("identity", about, tuple(sides), reason, sure=False, decisions=decisions)


def lost_nouns(matter: Matter, tell: Teller) -> Iterator[Dispute]:
    """Yield things that may be one of several others: the noun that would decide is missing.

    Where a number is given for how many there are, it is held against the candidates' sizes.
    """
    declared = grouped((row for row in matter.sizes if not row.get("weak")), "thing")
    for (left,), rows in grouped(unsure(matter), "left").items():
        if len({row["right"] for row in rows}) < SEVERAL:
            continue
        counts = [
            r for r in matter.readings if r.subject == left and r.row.get("counted") and r.bounds
        ]
        own = side(" = ".join([tell.name(left), *map(tell.number, counts)]), counts)
        decisions = tuple(sorted(row["row"] for row in rows))
        sides = [own]
        for row in rows:
            known = declared.get((row["right"],), [])
            size = "; ".join(sorted({r["value"] for r in known}))
            text = tell.name(row["right"]) + (f" = {size}" if size else "")
            sides.append(side(text, known))
            off = [r for r in known if counts and int(r["value"]) != int(counts[0].row["number"])]
            if counts and off:
                pair = (side(tell.number(counts[0]), counts), side(text, off))
                about = tell.name(left, row["right"])
                yield Dispute(
                    "arithmetic", about, pair, "candidate", sure=False, decisions=(row["row"],)
                )
        yield Dispute(
            "noun", tell.name(left), tuple(sides), "noun", sure=False, decisions=decisions
        )


THING_RULES = (dates, before_its_time, relative_times, sizes, places, identities, lost_nouns)
