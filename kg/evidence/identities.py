"""Identities: decisions that two names mean one thing, as data that can be taken back."""

from __future__ import annotations

from collections.abc import Mapping

from kg.errors import DataError, Problem
from kg.evidence.record import Evidence, Record
from kg.text.names import local_name


def resolve(evidence: Evidence) -> Mapping[str, str]:
    """Return, for each id that was decided to be another, the id that stays.

    The right side of a decision stays; chains are followed to their end.

    Raises
    ------
    DataError
        If an id is merged into two things, into itself in a circle, or a pair is
        also decided to be different: the graph would depend on the order of rows.
    """
    merges: dict[str, tuple[str, Record]] = {}
    problems: list[Problem] = []
    deciding = (r for sheet in evidence.sheets if sheet.shape.identity for r in sheet.records)
    apart = [pair for record in deciding for pair in sort(record, merges, problems)]
    stays = {left: follow(left, merges, problems) for left in sorted(merges)}
    for left, right, record in apart:
        if stays.get(left, left) == stays.get(right, right):
            what = f"{left} and {right} are also decided to be the same"
            problems.append(record.problem(record.shape.identity["decision"], what))
    if problems:
        raise DataError(problems)
    return stays


def sort(
    record: Record, merges: dict[str, tuple[str, Record]], problems: list[Problem]
) -> list[tuple[str, str, Record]]:
    """Return the pair that a decision keeps apart; a merge is added to `merges` instead."""
    names = record.shape.identity
    left, right = (local_name(record.first(names[side])) for side in ("left", "right"))
    if left == right:
        problems.append(record.problem(names["right"], "is the same id on both sides"))
    elif local_name(record.first(names["decision"])) != names["merge"]:
        return [(left, right, record)]
    elif left in merges and merges[left][0] != right:
        what = f"{left} is already merged into {merges[left][0]}"
        problems.append(record.problem(names["left"], what))
    else:
        merges[left] = (right, record)
    return []


def follow(name: str, merges: Mapping[str, tuple[str, Record]], problems: list[Problem]) -> str:
    """Return the end of the chain of merges that starts at `name`."""
    seen = [name]
    while seen[-1] in merges:
        onward, record = merges[seen[-1]]
        if onward in seen:
            what = f"merges in a circle: {' > '.join([*seen, onward])}"
            problems.append(record.problem(record.shape.identity["right"], what))
            break
        seen.append(onward)
    return seen[-1]
