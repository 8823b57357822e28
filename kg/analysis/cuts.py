"""Cuts: the nodes and the ties whose loss alone would part a network, found in one walk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.analysis.paths import Matrix


@dataclass
class Cuts:
    """What only one node or one tie holds together.

    `parts` gives the sizes of the parts that the component of an articulation point falls into
    without it, the smallest first; `sides` those of the two sides of a bridge, in the order of
    its ends; `whole` is the size of each node's component.
    """

    parts: dict[int, list[int]] = field(default_factory=dict)
    sides: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    whole: list[int] = field(default_factory=list)


def cuts(matrix: Matrix) -> Cuts:
    """Return articulation points and bridges of a symmetric matrix with what they part.

    Hopcroft, J., Tarjan, R. (1973). Communications of the ACM 16, 372-378: a child from which
    no path comes back above its parent is cut off by the parent. One depth-first walk, so that
    the work is that of the ties.

    >>> import numpy as np
    >>> from scipy.sparse import csr_array
    >>> path = csr_array(np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]]))
    >>> cuts(path).parts, cuts(path).sides
    ({1: [1, 1]}, {(0, 1): (1, 2), (1, 2): (2, 1)})
    """
    walk = Walk(matrix)
    found = Cuts(whole=[0] * matrix.shape[0])
    for root in range(matrix.shape[0]):
        if not walk.entered[root]:
            inside = walk.through(root)
            for node in inside:
                found.whole[node] = len(inside)
            for node in inside:
                off = walk.off.get(node, [])
                rest = len(inside) - 1 - sum(off)
                sizes = sorted([*off, rest] if rest else off)
                if len(sizes) > 1:
                    found.parts[node] = sizes
                if walk.bridged[node]:
                    above, below = walk.above[node], walk.size[node]
                    ends = (above, node), (len(inside) - below, below)
                    pair, sides = ends if above < node else tuple(end[::-1] for end in ends)
                    found.sides[pair] = sides
    found.sides = dict(sorted(found.sides.items()))
    return found


class Walk:
    """A depth-first walk: when each node is entered, from where, and how far up ties go back."""

    def __init__(self, matrix: Matrix) -> None:
        count = matrix.shape[0]
        self.starts, self.ends = matrix.indptr.tolist(), matrix.indices.tolist()
        self.entered, self.low = [0] * count, [0] * count
        self.above, self.size = [-1] * count, [1] * count
        self.bridged = [False] * count
        self.off: dict[int, list[int]] = {}
        self.clock = 0

    def enter(self, node: int, above: int) -> None:
        """Note that `node` is entered from `above`."""
        self.clock += 1
        self.entered[node] = self.low[node] = self.clock
        self.above[node] = above

    def leave(self, node: int) -> None:
        """Tell the node above what was found below."""
        above = self.above[node]
        if above < 0:
            return
        self.size[above] += self.size[node]
        self.low[above] = min(self.low[above], self.low[node])
        if self.low[node] >= self.entered[above]:
            self.off.setdefault(above, []).append(self.size[node])
            self.bridged[node] = self.low[node] > self.entered[above]

    def through(self, root: int) -> list[int]:
        """Walk through the component of `root` and return its nodes as they were entered."""
        self.enter(root, -1)
        inside, open_ends = [root], [(root, iter(self.near(root)))]
        while open_ends:
            node, rest = open_ends[-1]
            for other in rest:
                if not self.entered[other]:
                    self.enter(other, node)
                    inside.append(other)
                    open_ends.append((other, iter(self.near(other))))
                    break
                if other != self.above[node]:
                    self.low[node] = min(self.low[node], self.entered[other])
            else:
                open_ends.pop()
                self.leave(node)
        return inside

    def near(self, node: int) -> list[int]:
        """Return the neighbours of a node."""
        return self.ends[self.starts[node] : self.starts[node + 1]]
