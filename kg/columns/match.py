"""Match: the rows of a column query, joined from triples in memory instead of asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pyoxigraph as ox

from kg.columns import frame as of
from kg.columns.frame import Column, Frame
from kg.columns.pattern import Beside, Edges, Either, Listed, Only, Part, Parts, Select, Told
from kg.columns.quads import Quads, beyond
from kg.text.names import PREFIXES, expand

INTEGER = expand("xsd:integer")
SIMPLE = re.compile(r"(ISIRI|LANG)\( \?\w+ \)", re.IGNORECASE)


class Matches:
    """Answers to patterns on `quads`: frames of variables, their cells codes of terms.

    Every method raises a ColumnsError where a join would have to match unbound cells, or
    what is asked for is beyond what is told here.
    """

    def __init__(self, quads: Quads) -> None:
        self.quads, self.codes = quads, quads.codes

    def select(self, query: Select) -> Frame:
        """Return the solutions of a query, in no order."""
        frame = self.group(query.group)
        *by, new = query.names
        if not {*by, query.count or new} <= frame.keys():
            raise beyond("what is never bound")
        if query.count:
            if (frame[query.count] < 0).any():
                raise beyond("counts of what may be unbound")
            frame = of.counted(frame, by, new, query.count)
            cells = (b'"%d"^^<%s>' % (n, INTEGER.encode()) for n in frame[new].tolist())
            frame[new] = self.coded(cells)
        frame = {name: frame[name] for name in query.names}
        if query.distinct:
            frame = of.picked(frame, of.told_apart([*frame.values()])[0])
        return frame

    def coded(self, cells: Iterable[bytes]) -> Column:
        """Return the codes of terms."""
        return np.fromiter(map(self.codes.__getitem__, cells), np.int32)

    def group(self, parts: Parts) -> Frame:
        """Return the rows in which all parts of a group hold; conditions are asked last."""
        frame: Frame = {}
        waiting: list[Frame] = []
        for part in sorted(parts, key=is_condition):
            if isinstance(part, Beside | Only | Told):
                frame = self.changed(chained(frame, waiting), part)
                waiting = []
            else:
                waiting.append(self.rows(part))
        return chained(frame, waiting)

    def rows(self, part: Edges | Listed | Either | Select) -> Frame:
        """Return the rows that a part of a group adds by a join."""
        if isinstance(part, Select):
            return self.select(part)
        if isinstance(part, Listed):
            return {part.variable: self.coded(term.encode() for term in part.terms)}
        if isinstance(part, Either):
            return stacked([self.group(group) for group in part.groups])
        return self.edges(part)

    def edges(self, part: Edges) -> Frame:
        """Return the rows of triples, or of paths over them."""
        begin, end, graph = self.quads.triples(part.predicates, part.graph)
        if part.closed:
            begin, end = closure(begin, end)
        cells = [(part.subject, begin), (part.object, end)]
        if part.graph.startswith("?"):
            cells.append((part.graph, graph))
        kept = np.ones(len(begin), bool)
        for name, column in cells:
            if not name.startswith("?"):
                kept &= column == self.codes[name.encode()]
        return {name: column[kept] for name, column in cells if name.startswith("?")}

    def changed(self, frame: Frame, part: Beside | Only | Told) -> Frame:
        """Return what a part of a group leaves of a frame, or makes of it."""
        if isinstance(part, Beside):
            return joined(frame, self.group(part.group), optional=True)
        if isinstance(part, Only):
            held = matched(frame, self.group(part.group), empty=part.how != "MINUS")
            return of.picked(frame, held if part.how == "EXISTS" else ~held)
        if not frame or part.variable in frame or not {*part.names} <= frame.keys():
            raise beyond(f"the expression {part.text} of what is not bound before it")
        columns = [frame[name] for name in part.names]
        first, place = of.told_apart(columns or [np.zeros(of.length(frame), np.int32)])
        told = self.computed(part, [column[first].tolist() for column in columns], len(first))
        if part.variable:
            return {**frame, part.variable: told[place]}
        return of.picked(frame, told[place] >= 0)

    def computed(self, part: Told, rows: Sequence[Sequence[int]], count: int) -> Column:
        """Return the code of what an expression gives for each combination of terms.

        It is -1 for an error, or where a condition does not hold.
        """
        names = [*self.codes, b"UNDEF"]
        cells = [[names[code] for code in codes] for codes in rows]
        simple = SIMPLE.fullmatch(part.text)
        if simple and simple[1].upper() == ("LANG" if part.variable else "ISIRI"):
            answers: Iterable[tuple[int, bytes]] = enumerate(
                map(language if part.variable else iri, cells[0])
            )
        else:
            answers = asked(part, list(zip(*cells, strict=True)) or [()] * count)
        found = np.full(count, -1, np.int32)
        for at, cell in answers:
            found[at] = self.codes[cell] if cell else -1
        return found


def is_condition(part: Part) -> bool:
    """Return whether a part of a group is a FILTER."""
    if isinstance(part, Only):
        return part.how != "MINUS"
    return isinstance(part, Told) and not part.variable


def iri(cell: bytes) -> bytes:
    """Return an IRI, of any other term nothing."""
    return cell if cell.startswith(b"<") else b""


def language(cell: bytes) -> bytes:
    """Return the language of a literal as a literal, of any other term nothing.

    >>> language(b'"Wuhan"@en'), language(b'"5"^^<urn:x>'), language(b"<urn:x>")
    (b'"en"', b'""', b'')
    """
    mark = cell.rpartition(b'"')[2]
    if not cell.startswith(b'"'):
        return b""
    return b'"%s"' % (mark[1:] if mark.startswith(b"@") else b"")


def asked(part: Told, rows: Sequence[Sequence[bytes]]) -> Iterator[tuple[int, bytes]]:
    """Yield the number of a row and what the engine computes of it, if that is no error."""
    given = b" ".join(b"(<urn:%d> %s)" % (at, b" ".join(row)) for at, row in enumerate(rows))
    what = (
        f"BIND({part.text} AS ?_is)" if part.variable else f"BIND(?_at AS ?_is) FILTER({part.text})"
    )
    heads = " ".join(("?_at", *part.names))
    query = (
        f"CONSTRUCT {{ ?_at <urn:is> ?_is }} {{ VALUES ({heads}) {{ {given.decode()} }} {what} }}"
    )
    try:
        answer = ox.Store().query(query, prefixes=dict(PREFIXES))
    except SyntaxError as error:
        raise beyond(f"the expression {part.text}: {error}") from None
    lines = (
        answer.serialize(format=ox.RdfFormat.N_TRIPLES)
        if isinstance(answer, ox.QueryTriples)
        else None
    )
    for line in (lines or b"").splitlines():
        at, _, rest = line.split(b" ", 2)
        yield int(at[5:-1]), rest[:-2]


def chained(frame: Frame, others: Sequence[Frame]) -> Frame:
    """Return all frames joined, smaller ones first, each to those that share a name with it."""
    rest = sorted([*([frame] if frame else ()), *others], key=of.length)
    found = rest.pop(0) if rest else {}
    while rest:
        at = next((at for at, other in enumerate(rest) if other.keys() & found.keys()), None)
        if at is None:
            raise beyond("every combination of parts that share no variable")
        found = joined(found, rest.pop(at))
    return found


def stacked(frames: Sequence[Frame]) -> Frame:
    """Return the rows of all frames, unbound in what a frame has not."""
    names = dict.fromkeys(name for frame in frames for name in frame)
    return {
        name: np.concatenate([f.get(name, np.full(of.length(f), -1, np.int32)) for f in frames])
        for name in names
    }


def keys(frame: Frame, other: Frame, names: Sequence[str]) -> tuple[Column, Column]:
    """Return numbers that are equal where the rows of two frames are, in these columns."""
    if len(names) == 1:
        return frame[names[0]], other[names[0]]
    _, place = of.told_apart([np.concatenate([frame[name], other[name]]) for name in names])
    return place[: of.length(frame)], place[of.length(frame) :]


def joined(frame: Frame, other: Frame, *, optional: bool = False) -> Frame:
    """Return the rows of `frame` beside those of `other` that agree in all names both have.

    With `optional`, a row without any partner stays.
    """
    shared = [name for name in frame if name in other]
    if not shared or any((side[name] < 0).any() for side in (frame, other) for name in shared):
        raise beyond("joins on what may be unbound")
    ours, theirs = keys(frame, other, shared)
    order = np.argsort(theirs, kind="stable")
    added = {name: column[order] for name, column in other.items() if name not in shared}
    found = of.joined({**frame, "": ours}, "", theirs[order], added, optional=optional)
    del found[""]
    return found


def matched(frame: Frame, other: Frame, *, empty: bool) -> Column:
    """Return which rows of `frame` agree with any row of `other`, where both are bound.

    `empty` tells whether a row agrees that has nothing in common with them.
    """
    shared = [name for name in frame if name in other]
    if not shared or any((frame[name] < 0).any() for name in shared):
        raise beyond("conditions on what may be unbound")
    found = np.zeros(of.length(frame), bool)
    bound = np.array([other[name] >= 0 for name in shared])
    for kind in np.unique(bound, axis=1).T:
        names = [name for name, told in zip(shared, kind, strict=True) if told]
        rows = (bound == kind[:, None]).all(axis=0)
        found |= np.isin(*keys(frame, of.picked(other, rows), names)) if names else empty
    return found


def closure(begin: Column, end: Column) -> tuple[Column, Column]:
    """Return all pairs of a beginning and what is reached from it, over one step or more.

    >>> [found.tolist() for found in closure(np.array([1, 2]), np.array([2, 3]))]
    [[1, 1, 2], [2, 3, 3]]
    """
    size = int(max(begin.max(initial=0), end.max(initial=0))) + 1
    order = np.argsort(begin, kind="stable")
    steps, reached = begin[order], {"to": end[order]}
    new = found = np.unique(begin.astype(np.int64) * size + end)
    while len(new):
        pairs = of.joined({"from": new // size, "by": new % size}, "by", steps, reached)
        new = np.setdiff1d(pairs["from"] * size + pairs["to"], found)
        found = np.union1d(found, new)
    return (found // size).astype(begin.dtype), (found % size).astype(end.dtype)
