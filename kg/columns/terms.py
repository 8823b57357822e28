"""Terms: every IRI and literal of the columns once, in the order of their values."""

from __future__ import annotations

import mmap
import os
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal, overload

import pyoxigraph as ox

IRI, PLAIN = "<>", ""
MAGIC = b"\x93NUMPY\x01\x00"
KINDS = {"i": b"'<i4'", "q": b"'<i8'", "h": b"'<i2'"}
SMALL = 1 << 17
"""The most bytes of a file that is read at once."""
Parsed = tuple[str, str]


def parsed(cells: Iterable[bytes]) -> Iterator[Parsed]:
    r"""Yield value and suffix of each cell of a TSV answer; the suffix tells what kind it is.

    >>> list(parsed([b"<urn:x>", b'"a\\tb"@en', b"5"]))[:2]
    [('urn:x', '<>'), ('a\tb', '@en')]
    """
    marks = {b"": PLAIN}
    for cell in cells:
        if b"\\" in cell or cell[:1] not in (b"<", b'"'):
            yield read(cell)
        elif cell[:1] == b"<":
            yield str(cell[1:-1], "utf-8"), IRI
        else:
            value, _, mark = cell[1:].rpartition(b'"')
            if mark not in marks:
                marks[mark] = read(b'""' + mark)[1]
            yield str(value, "utf-8"), marks[mark]


def read(cell: bytes) -> Parsed:
    """Return value and suffix of a cell that may be spelt in any way."""
    found = ox.parse_query_results(b"?x\n" + cell + b"\n", format=ox.QueryResultsFormat.TSV)
    if not isinstance(found, ox.QuerySolutions):
        raise TypeError(cell)
    term = next(found)[0]
    if not isinstance(term, ox.Literal):
        return term.value, IRI
    typed = PLAIN if term.datatype == PLAIN_TYPE else f"^^{term.datatype.value}"
    return term.value, f"@{term.language}" if term.language else typed


PLAIN_TYPE = ox.Literal("").datatype


def mapped(path: Path) -> memoryview:
    """Return the bytes of a file, mapped; a small one is read, which then takes less time."""
    with path.open("rb", buffering=0) as stream:
        if os.fstat(stream.fileno()).st_size <= SMALL:
            return memoryview(stream.read())
        return memoryview(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))


def numbers(path: Path, kind: Literal["i", "q", "h"]) -> memoryview:
    """Return the integers in an `.npy` file of version 1, mapped; `kind` is i, q or h.

    Raises
    ------
    ValueError
        If the file holds anything else: its head is not trusted further than that.
    """
    raw = mapped(path)
    size = int.from_bytes(raw[8:10], "little")
    head = bytes(raw[10 : 10 + size])
    if bytes(raw[:8]) != MAGIC or KINDS[kind] not in head or b"'fortran_order': False" not in head:
        message = f"{path} is no array of {kind}"
        raise ValueError(message)
    return raw[10 + size :].cast(kind)


class Terms(Sequence[str]):
    """The terms by code: `terms[code]` is the value of one, without language or datatype.

    Codes are in the order of the values, then of the suffixes: to compare codes is
    to compare texts.
    """

    def __init__(self, folder: Path, suffixes: Sequence[str]) -> None:
        self.heap = mapped(folder / "terms.utf8")
        self.offsets = numbers(folder / "terms.npy", "q")
        self.marks = numbers(folder / "suffixes.npy", "h")
        self.suffixes = suffixes
        if len(self.offsets) != len(self.marks) + 1:
            message = f"{folder}: terms and suffixes do not belong together"
            raise ValueError(message)

    def __len__(self) -> int:
        return len(self.marks)

    def bytes_of(self, code: int) -> bytes:
        """Return the value of a term as UTF-8."""
        return bytes(self.heap[self.offsets[code] : self.offsets[code + 1]])

    @overload
    def __getitem__(self, code: int) -> str: ...
    @overload
    def __getitem__(self, code: slice) -> list[str]: ...
    def __getitem__(self, code: int | slice) -> str | list[str]:
        """Return the value of one term, or of several."""
        if isinstance(code, slice):
            return [self[one] for one in range(*code.indices(len(self)))]
        if not 0 <= code < len(self):
            raise IndexError(code)
        return self.bytes_of(code).decode("utf-8", "replace")

    def suffix(self, code: int) -> str:
        """Return `<>` for an IRI, else the language or datatype of a literal."""
        return self.suffixes[self.marks[code]]

    def several(self, codes: Sequence[int]) -> list[Parsed]:
        """Return value and suffix of each code; an IndexError says that there is none such."""
        heap, offsets, marks, suffixes = self.heap, self.offsets, self.marks, self.suffixes
        return [
            (
                str(heap[offsets[code] : offsets[code + 1]], "utf-8", "replace"),
                suffixes[marks[code]],
            )
            for code in codes
        ]

    def code(self, value: str, suffix: str = IRI) -> int:
        """Return the code of a term, -1 if no table holds it."""
        wanted = value.encode("utf-8", "surrogatepass")
        mark = self.suffixes.index(suffix) if suffix in self.suffixes else -1
        at = bisect_left(range(len(self)), wanted, key=self.bytes_of)
        while at < len(self) and self.bytes_of(at) == wanted:
            if self.marks[at] == mark:
                return at
            at += 1
        return -1

    def under(self, prefix: str) -> tuple[int, int]:
        """Return the first code whose value begins with `prefix`, and the code after the last."""
        wanted = prefix.encode()
        first = bisect_left(range(len(self)), wanted, key=self.bytes_of)
        until = bisect_left(range(len(self)), wanted + b"\xff", key=self.bytes_of)
        return first, until
