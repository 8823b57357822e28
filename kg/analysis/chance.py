"""Chance: seeded samples, and the interval that they span."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

LOW, HIGH = 0.025, 0.975


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


def spread(values: Sequence[float]) -> tuple[float, float, float]:
    """Return mean, 2.5 % and 97.5 % quantile of the values, at least one.

    Between two values the quantile is interpolated.

    >>> spread([1.0, 2.0, 3.0])
    (2.0, 1.05, 2.95)
    """
    import numpy as np  # heavy: only who computes pays

    low, high = np.quantile(values, [LOW, HIGH])
    return float(np.mean(values)), float(low), float(high)
