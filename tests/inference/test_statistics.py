from __future__ import annotations

import numpy as np
import pytest

from kai_workbench.inference import _statistics


@pytest.fixture(scope="module")
def arviz():
    """ArviZ, imported by the one worker that runs this file."""
    import arviz as az

    return az


def _draws(kind: str, draws: int = 500) -> np.ndarray:
    rng = np.random.default_rng(3)
    noise = rng.normal(size=(4, draws, 3))
    if kind == "independent":
        return noise
    if kind == "sticky":
        for t in range(1, draws):
            noise[:, t] = 0.9 * noise[:, t - 1] + 0.4 * noise[:, t]
        return noise
    if kind == "antithetic":
        for t in range(1, draws):
            noise[:, t] = -0.6 * noise[:, t - 1] + noise[:, t]
        return noise
    if kind == "apart":
        return noise + np.array([0, 0, 0, 3.0])[:, None, None]
    if kind == "ties":
        return np.round(noise, 1)
    return rng.standard_cauchy(size=(4, draws, 3))


@pytest.mark.parametrize("kind", ["independent", "sticky", "antithetic", "apart", "ties", "heavy"])
@pytest.mark.parametrize("draws", [500, 501])
def test_statistics_are_those_of_arviz(arviz, kind, draws):
    values = _draws(kind, draws)
    pairs = [
        (_statistics.rhat(values), lambda x: arviz.rhat(x, method="rank")),
        (_statistics.ess_bulk(values), lambda x: arviz.ess(x, method="bulk")),
        (_statistics.ess_tail(values), lambda x: arviz.ess(x, method="tail", prob=(0.05, 0.95))),
    ]
    for own, theirs in pairs:
        expected = [float(theirs(values[:, :, i])) for i in range(values.shape[-1])]
        np.testing.assert_allclose(own, expected, rtol=1e-6)


def test_energy_fraction_is_that_of_arviz(arviz):
    energy = _draws("sticky")[:, :, 0]
    np.testing.assert_allclose(_statistics.ebfmi(energy), np.asarray(arviz.bfmi(energy)), rtol=1e-6)


def test_a_constant_has_no_undefined_sample_size():
    assert _statistics.ess_tail(np.ones((4, 100, 1)))[0] == 400
