"""Conflicts: where sources contradict each other, by rule, and never where hedges allow both."""

from __future__ import annotations

from dataclasses import replace

from kg.analysis.dispute import Dispute, Matter, Side, Teller, gather
from kg.analysis.dispute_numbers import NUMBER_RULES
from kg.analysis.dispute_things import THING_RULES
from kg.analysis.ledger import PROOF, ledger, names_of, refusal, say
from kg.graph.lookup import Asking
from kg.graph.store import Reader
from kg.text.table import Cell, Table

KEYS = (
    *("kind", "grade", "about", "side_1", "claims_1", "sources_1"),
    *("side_2", "claims_2", "sources_2", "others", "reason"),
)
KINDS = (
    *("value", "comparator", "time", "period", "size", "arithmetic", "place", "scope"),
    *("noun", "incomparable", "identity"),
)
PAIR = 2


def conflicts(reader: Reader, asking: Asking) -> Table:
    """Return the ledger of conflicts by kind, those that are sure first, then by subject.

    A fact never conflicts with a target; numbers conflict only where comparator, rounding and
    time leave no common value; what the sources leave open is graded as possible.

    Raises
    ------
    NotComputableError
        If there are fewer than two claims: nothing can contradict.
    """
    matter = gather(reader, asking)
    if len(list(reader.api("standing"))) < PAIR:
        raise refusal("the ledger of conflicts", "two claims", "fewer")
    found = disputes(matter, Teller(reader, asking.lang))
    rows = [row_of(dispute, asking.lang) for dispute in found]
    table = ledger("conflicts", "conflicts", (*KEYS, "decisions", *PROOF), rows, asking.lang)
    counts = {kind: sum(d.kind == kind for d in found) for kind in KINDS}
    said = "; ".join(f"{say(f'kind_{k}', asking.lang)} {n}" for k, n in counts.items() if n)
    return replace(table, notes=(*table.notes, say("found_kinds", asking.lang, text=said)))


def disputes(matter: Matter, tell: Teller) -> list[Dispute]:
    """Return what all rules find, each once, in the order of kind, grade and subject."""
    found = {d for rule in (*NUMBER_RULES, *THING_RULES) for d in rule(matter, tell)}
    return sorted(found, key=lambda d: (KINDS.index(d.kind), not d.sure, d.about, d))


def row_of(dispute: Dispute, lang: str) -> list[Cell]:
    """Return the row of a dispute, each side with its claims and sources; the further in one."""
    first, second, *rest = dispute.sides
    return [
        say(f"kind_{dispute.kind}", lang),
        say("sure" if dispute.sure else "possible", lang),
        dispute.about,
        *told(first),
        *told(second),
        " | ".join(" · ".join(filter(None, told(one))) for one in rest),
        say(f"reason_{dispute.reason}", lang),
        names_of(dispute.decisions),
        *dispute.footing.cells(),
    ]


def told(side: Side) -> tuple[str, str, str]:
    """Return what a side says, on which claims, in which sources."""
    return side.text, *side.footing.cells()
