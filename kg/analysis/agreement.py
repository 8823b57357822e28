"""Agreement of partitions: the adjusted Rand index, and how stable one part is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from math import comb


def adjusted_rand(first: Sequence[int], second: Sequence[int]) -> float:
    """Return how far two partitions of the same things agree, corrected for chance.

    1 is the same partition, 0 what chance gives; it can be below 0. Two partitions that are
    both trivial (all together or all apart) agree wholly. Hubert, L., Arabie, P. (1985).
    Comparing partitions. Journal of Classification 2, 193-218.

    >>> round(adjusted_rand([0, 0, 1, 2], [0, 0, 1, 1]), 4)
    0.5714
    """
    both = sum(comb(n, 2) for n in Counter(zip(first, second, strict=True)).values())
    in_first = sum(comb(n, 2) for n in Counter(first).values())
    in_second = sum(comb(n, 2) for n in Counter(second).values())
    every = comb(len(first), 2)
    above = 2 * (both * every - in_first * in_second)
    span = (in_first + in_second) * every - 2 * in_first * in_second
    return above / span if span else 1.0


def agreement(partitions: Sequence[Sequence[int]]) -> tuple[float, float] | None:
    """Return mean and least adjusted Rand index over all pairs, None for fewer than two.

    >>> agreement([[0, 0, 1], [0, 0, 1], [0, 1, 1]])
    (0.0, -0.5)
    """
    pairs = comb(len(partitions), 2)
    if not pairs:
        return None
    distinct = Counter(tuple(partition) for partition in partitions)
    total = float(sum(comb(times, 2) for times in distinct.values()))
    least = 1.0
    for (one, times), (other, more) in combinations(sorted(distinct.items()), 2):
        index = adjusted_rand(one, other)
        total += times * more * index
        least = min(least, index)
    return total / pairs, least


def stability(partition: Sequence[int], others: Sequence[Sequence[int]]) -> dict[int, float]:
    """Return, for each part, its mean best Jaccard index over the other partitions, in [0, 1].

    Hennig, C. (2007). Computational Statistics & Data Analysis 52, 258-271. Without others
    the result is empty.

    >>> stability([0, 0, 1, 1], [[0, 0, 1, 1], [0, 0, 0, 1]])
    {0: 0.8333333333333333, 1: 0.75}
    """
    if not others:
        return {}
    sizes = Counter(partition)
    total = dict.fromkeys(sorted(sizes), 0.0)
    for other, times in sorted(Counter(tuple(labels) for labels in others).items()):
        theirs = Counter(other)
        best = dict.fromkeys(total, 0.0)
        for (part, match), shared in Counter(zip(partition, other, strict=True)).items():
            jaccard = shared / (sizes[part] + theirs[match] - shared)
            best[part] = max(best[part], jaccard)
        for part, jaccard in best.items():
            total[part] += times * jaccard
    return {part: value / len(others) for part, value in total.items()}
