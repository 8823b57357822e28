"""Chance: seeded samples, and the interval that they span."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

LOW, HIGH = 0.025, 0.975
BUDGET = 1_500_000_000
"""Steps that one table may take: about a minute on one core."""
LEAST = 20


@dataclass(frozen=True)
class Sampling:
    """How many samples to draw, and from which seed; sample i depends on (`seed`, i) only."""

    seed: int = 0
    samples: int = 100

    def draws(self) -> Iterator[np.random.Generator]:
        """Return one random generator per sample; there is at least one.

        >>> first, second = Sampling(0, 2).draws()
        >>> first.random() == next(Sampling(0, 9).draws()).random() != second.random()
        True
        """
        import numpy as np  # heavy: only who computes pays

        for number in range(max(self.samples, 1)):
            yield np.random.default_rng((self.seed, number))


def affordable(steps: int, wanted: int) -> int:
    """Return how many of the `wanted` repetitions of so many steps fit the budget, at least 20.

    >>> affordable(10, 100), affordable(10**8, 100), affordable(10**12, 100), affordable(1, 5)
    (100, 20, 20, 5)
    """
    return min(wanted, max(LEAST, BUDGET // max(steps, 1)))


def spread(values: Sequence[float]) -> tuple[float, float, float]:
    """Return mean, 2.5 % and 97.5 % quantile of the values, at least one.

    Between two values the quantile is interpolated.

    >>> spread([1.0, 2.0, 3.0])
    (2.0, 1.05, 2.95)
    """
    import numpy as np  # heavy: only who computes pays

    low, high = np.quantile(values, [LOW, HIGH])
    return float(np.mean(values)), float(low), float(high)
