"""Chance: samples that a seed fixes, and the interval that they span."""

from __future__ import annotations

import numpy as np
import pytest

from kg.analysis.chance import Sampling, spread


def test_sample_i_depends_on_seed_and_i_only() -> None:
    few = [draw.integers(10**9) for draw in Sampling(3, 2).draws()]
    many = [draw.integers(10**9) for draw in Sampling(3, 5).draws()]
    assert many[:2] == few
    assert len(set(many)) == 5
    assert few != [draw.integers(10**9) for draw in Sampling(4, 2).draws()]


def test_there_is_at_least_one_sample() -> None:
    assert len(list(Sampling(0, 0).draws())) == 1


def test_the_spread_is_mean_and_quantiles() -> None:
    values = np.arange(41.0)
    assert spread(values.tolist()) == pytest.approx((20, 1, 39))
    assert spread([2.0]) == (2.0, 2.0, 2.0)
