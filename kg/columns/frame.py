"""Frames: named columns of one length, and the few operations that reports are made of.

Columns of 32-bit integers hold codes of terms (-1 is unbound), those of 64 bits hold numbers.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.columns.opened import Rows
from kg.errors import ColumnsError

Column = NDArray[Any]
Frame = dict[str, Column]
MOST = 50_000_000
WIDEST = 2**62


def length(frame: Frame) -> int:
    """Return the number of rows."""
    return len(next(iter(frame.values()), ()))


def span(rows: Rows, fixed: Sequence[int]) -> tuple[int, int]:
    """Return the first row whose leading columns have the codes `fixed`, and the row after them.

    >>> span(Rows(("a", "b"), memoryview(np.array([1, 1, 2, 5, 6, 7], np.int32)), 3), [1])
    (0, 2)
    """
    start, until = 0, rows.count
    for name, code in zip(rows.columns, fixed, strict=False):
        column = rows.column(name)
        start = bisect_left(column, code, start, until)
        until = bisect_left(column, code + 1, start, until)
    return start, until


def picked(frame: Frame, rows: Column) -> Frame:
    """Return the frame of the rows at these places, or of those that are true."""
    return {name: column[rows] for name, column in frame.items()}


def joined(frame: Frame, on: str, keys: Column, others: Frame, *, optional: bool = False) -> Frame:
    """Return `frame` beside the rows of `others` whose sorted `keys` equal the column `on`.

    Every pair is a row. With `optional`, a row without any partner stays, its new cells unbound;
    an unbound cell has no partner.

    >>> left, right = {"x": np.array([7, 8], np.int32)}, {"y": np.array([1, 2], np.int32)}
    >>> joined(left, "x", np.array([7, 7], np.int32), right)["y"].tolist()
    [1, 2]
    """
    wanted = frame[on]
    first = np.searchsorted(keys, wanted, "left")
    count = np.where(wanted < 0, 0, np.searchsorted(keys, wanted, "right") - first)
    kept = np.maximum(count, 1) if optional else count
    total = int(kept.sum())
    if total > MOST:
        message = f"a join of {total} rows is larger than the columns may answer"
        raise ColumnsError(message)
    left = np.repeat(np.arange(len(wanted)), kept)
    place = np.arange(total) - np.repeat(np.cumsum(kept) - kept, kept) + np.repeat(first, kept)
    found = picked(frame, left)
    lone = (count == 0)[left]
    for name, column in others.items():
        found[name] = column[np.where(lone, 0, place)] if len(column) else np.full_like(left, -1)
        found[name] = np.where(lone, -1, found[name]).astype(column.dtype)
    return found


def grouped(frame: Frame, names: Sequence[str]) -> tuple[Frame, NDArray[np.int64]]:
    """Return each combination of values in the columns `names` once, and how often it stands.

    Raises
    ------
    ColumnsError
        If one number cannot tell all possible combinations apart.
    """
    if not length(frame):
        return {name: frame[name] for name in names}, np.zeros(0, np.int64)
    low = {name: int(frame[name].min()) for name in names}
    size = {name: int(frame[name].max()) - low[name] + 1 for name in names}
    if math.prod(size.values()) >= WIDEST:
        message = f"the columns {', '.join(names)} have too many combinations to be counted"
        raise ColumnsError(message)
    key = np.zeros(length(frame), np.int64)
    for name in names:
        key = key * size[name] + (frame[name] - low[name])
    key, counts = np.unique(key, return_counts=True)
    found: Frame = {}
    for name in reversed(names):
        key, part = np.divmod(key, size[name])
        found[name] = (part + low[name]).astype(frame[name].dtype)
    return found, counts.astype(np.int64)


def told_apart(columns: Sequence[Column]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return one row of each combination of values, and for each row which combination it has.

    >>> [found.tolist() for found in told_apart([np.array([7, 5, 7]), np.array([1, 1, 1])])]
    [[1, 0], [1, 0, 1]]
    """
    order = np.lexsort(tuple(columns[::-1]))
    new = np.ones(len(order), bool)
    new[1:] = np.any([column[order[1:]] != column[order[:-1]] for column in columns], axis=0)
    place = np.empty(len(order), np.int64)
    place[order] = np.cumsum(new) - 1
    return order[new], place


def counted(frame: Frame, names: Sequence[str], new: str, distinct: str = "") -> Frame:
    """Return a row for each combination in `names` with the count of its rows in the column `new`.

    With `distinct`, different values of that column are counted, unbound ones not.

    >>> frame = {"kind": np.array([4, 4, 9], np.int32), "thing": np.array([1, 1, 2], np.int32)}
    >>> counted(frame, ["kind"], "n")["n"].tolist()
    [2, 1]
    >>> counted(frame, ["kind"], "n", "thing")["n"].tolist()
    [1, 1]
    """
    if distinct:
        frame, _ = grouped(picked(frame, frame[distinct] >= 0), [*names, distinct])
    found, counts = grouped(frame, names)
    return {**found, new: counts}


def ordered(
    frame: Frame, names: Sequence[str], key_of: Callable[[Column], Column], top: int | None = None
) -> Frame:
    """Return the rows sorted by the columns `names`, descending where a name begins with `-`.

    `key_of` gives the numbers by which a column sorts. With `top`, only the first rows stay.
    """
    keys = []
    for name in reversed(names):
        key = key_of(frame[name.lstrip("-")])
        keys.append(-key if name.startswith("-") else key)
    return picked(frame, np.lexsort(keys)[:top])


def named(rows: Rows, start: int, until: int, names: Mapping[str, str]) -> Frame:
    """Return part of a table as a frame; `names` gives the column behind each new name."""
    return {new: rows.array(column)[start:until] for new, column in names.items()}
