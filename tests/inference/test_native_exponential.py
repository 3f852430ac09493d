"""Exponentials and logarithms that the compiler writes itself, against those of numpy."""

from __future__ import annotations

import numpy as np
import pytensor.tensor as pt
import pytest
from _by_pytensor import both

RNG = np.random.default_rng(5)


@pytest.mark.parametrize(("name", "apart"), [("exp", 2), ("log", 2), ("log1p", 3)])
def test_exponentials_are_right_to_the_last_places(name, apart):
    wide = np.exp(RNG.uniform(-740, 709, 5000))
    x = {
        "exp": np.concatenate([RNG.uniform(-745, 709, 5000), RNG.normal(size=5000)]),
        "log": np.concatenate([wide, RNG.uniform(0.5, 2, 5000)]),
        "log1p": np.concatenate([wide, RNG.uniform(-1, 1, 5000), -np.exp(RNG.uniform(-50, 0, 5000))]),
    }[name]
    edges = [0.0, -0.0, -1.0, 1.0, 5e-324, 1e308, 709.7, 710.0, -745.1, -746.0, np.inf, -np.inf, np.nan]
    found, _, _ = both(getattr(pt, name), np.concatenate([x, edges]))
    with np.errstate(all="ignore"):
        expected = getattr(np, name)(np.concatenate([x, edges]))
    np.testing.assert_array_max_ulp(found[: len(x)], expected[: len(x)], maxulp=apart)
    np.testing.assert_array_equal(np.isnan(found), np.isnan(expected))
    np.testing.assert_allclose(found[len(x) :], expected[len(x) :], rtol=1e-15)
