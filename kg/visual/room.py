"""Room: which places of a picture are taken, and where a name may still stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import floor, isfinite

from kg.errors import FormatError
from kg.visual.svg import Box, Point

CELL = 96.0


def overlap(one: Box, other: Box) -> bool:
    """Return whether two boxes have a part in common; sides may touch.

    >>> overlap(Box(0, 0, 2, 2), Box(2, 0, 2, 2)), overlap(Box(0, 0, 2, 2), Box(1, 1, 2, 2))
    (False, True)
    """
    return (
        one.x < other.right
        and one.right > other.x
        and one.y < other.bottom
        and one.bottom > other.y
    )


class Taken:
    """The boxes taken so far, kept by cell so that asking stays cheap."""

    def __init__(self, boxes: Iterable[Box] = ()) -> None:
        self.cells: dict[tuple[int, int], list[Box]] = {}
        for box in boxes:
            self.add(box)

    def add(self, box: Box) -> None:
        """Take the room of `box`."""
        for key in _cells(box):
            self.cells.setdefault(key, []).append(box)

    def hits(self, box: Box) -> int:
        """Return how many of the boxes taken `box` overlaps, counted once a cell."""
        return sum(overlap(box, other) for key in _cells(box) for other in self.cells.get(key, ()))

    def free(self, box: Box) -> bool:
        """Return whether `box` overlaps nothing taken."""
        return not any(
            overlap(box, other) for key in _cells(box) for other in self.cells.get(key, ())
        )

    def first(self, options: Sequence[Box], within: Box) -> Box | None:
        """Return the first of `options` that is free and lies in `within`, and take it."""
        for box in options:
            inside = (
                box.x >= within.x
                and box.y >= within.y
                and box.right <= within.right
                and box.bottom <= within.bottom
            )
            if inside and self.free(box):
                self.add(box)
                return box
        return None


def around(at: Point, radius: float, width: float, height: float, gap: float = 3.0) -> list[Box]:
    """Return where a name of this size may stand by a mark: below, above, beside, at corners."""
    far = radius + gap
    near = radius * 0.6
    spots = [
        (at.x - width / 2, at.y + far),
        (at.x - width / 2, at.y - far - height),
        (at.x + far, at.y - height / 2),
        (at.x - far - width, at.y - height / 2),
        (at.x + near, at.y + radius * 0.8),
        (at.x - near - width, at.y + radius * 0.8),
        (at.x + near, at.y - radius * 0.8 - height),
        (at.x - near - width, at.y - radius * 0.8 - height),
        (at.x - width * 0.2, at.y + far),
        (at.x - width * 0.8, at.y + far),
        (at.x - width * 0.2, at.y - far - height),
        (at.x - width * 0.8, at.y - far - height),
    ]
    return [Box(x, y, width, height) for x, y in spots]


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    """Return the cells that `box` touches.

    Raises
    ------
    FormatError
        If a side is not finite: it lies nowhere.
    """
    if not all(map(isfinite, (*box, box.right, box.bottom))):
        raise FormatError(f"a place of the drawing is not finite: {box}")
    for x in range(floor(box.x / CELL), floor(box.right / CELL) + 1):
        for y in range(floor(box.y / CELL), floor(box.bottom / CELL) + 1):
            yield x, y
