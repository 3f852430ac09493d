"""A preview is as good as it says, quick, and never taken for a fit."""

from __future__ import annotations

import dataclasses

import numpy as np
import polars as pl
import pytest
from _models import Line

from kai_workbench import inference, models
from kai_workbench.errors import KaiError
from kai_workbench.inference._pareto import pareto_smoothed

BLOCK = pl.DataFrame(
    {
        "drug": ["a"] * 6,
        "concentration_nM": [1.0, 10, 30, 100, 300, 1000],
        "block_percent": [5.0, 30, 55, 80, 91, 97],
    }
)


@pytest.fixture(scope="module")
def seen():
    return np.random.default_rng(2).normal(1.0, 0.7, 30)


def test_it_gives_the_posterior_of_a_normal_mean(seen):
    found = inference.preview(Line(), seen, draws=4000)
    assert found.usable
    mu, sigma = (found.posterior[name].to_numpy().ravel() for name in ("mu", "sigma"))
    grid_mu, grid_sigma = np.meshgrid(np.linspace(-1, 3, 401), np.linspace(0.2, 2, 361), indexing="ij")
    log = -0.5 * (grid_mu / 2) ** 2 - 0.5 * grid_sigma**2 - len(seen) * np.log(grid_sigma)
    log -= 0.5 * ((seen[:, None, None] - grid_mu) ** 2).sum(axis=0) / grid_sigma**2
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    for draws, grid in ((mu, grid_mu), (sigma, grid_sigma)):
        mean = (weight * grid).sum()
        sd = np.sqrt((weight * (grid - mean) ** 2).sum())
        error = sd / np.sqrt(min(found.effective, 4000))
        assert draws.mean() == pytest.approx(mean, abs=4 * error)
        assert draws.std() == pytest.approx(sd, abs=4 * error)


def test_it_agrees_with_the_fit_it_stands_in_for():
    model = models.HERGBlock()
    preview, fit = inference.preview(model, BLOCK), inference.fit(model, BLOCK, draws=500, tune=400)
    assert set(preview.posterior.data_vars) == set(fit.posterior.data_vars)
    assert preview.posterior["ic50"].dims == fit.posterior["ic50"].dims
    log = [np.log(one.posterior["ic50"].to_numpy().ravel()) for one in (preview, fit)]
    assert log[0].mean() == pytest.approx(log[1].mean(), abs=0.25 * log[1].std())
    assert log[0].std() == pytest.approx(log[1].std(), rel=0.2)


def test_the_seed_fixes_it(seen):
    one, same, other = (inference.preview(Line(), seen, seed=seed) for seed in (5, 5, 6))
    assert one.posterior.equals(same.posterior)
    assert not one.posterior.equals(other.posterior)


def test_a_hierarchy_that_cannot_be_previewed_says_so():
    patients, responders = (107, 44, 51, 39, 139, 20, 78, 35), (23, 12, 19, 9, 39, 6, 9, 10)
    strata = pl.DataFrame({"stratum": list("abcdefgh"), "n": patients, "r": responders})
    found = inference.preview(models.EXNEX(), strata)
    assert not found.usable
    assert "NOT USABLE" in repr(found)


def test_bad_data_and_models_too_large_are_refused_in_words(seen, monkeypatch):
    with pytest.raises(models.ModelDataError):
        inference.preview(models.HERGBlock(), BLOCK.with_columns(concentration_nM=pl.lit(-1.0)))
    monkeypatch.setattr("kai_workbench.inference._preview._LARGEST", 1)
    with pytest.raises(KaiError, match="no preview"):
        inference.preview(Line(), seen)


def test_it_is_no_fit_and_cannot_feed_what_needs_one(seen):
    found = inference.preview(Line(), seen)
    assert not isinstance(found, inference.Fit)
    assert "Preview" in repr(found)
    assert not hasattr(found, "require")
    assert dataclasses.is_dataclass(found)


def test_pareto_smoothing_is_that_of_arviz():
    from arviz_stats.base import array_stats

    rng = np.random.default_rng(3)
    for scale in (0.3, 1.0, 2.5):
        ratios = scale * rng.standard_t(4, 3600)  # three times its root is whole: arviz rounds down
        for given in (ratios, np.repeat(ratios[::3], 3)):  # and copies, of which some stand at the cutoff
            ours, k = pareto_smoothed(given)
            theirs, shape = array_stats.psislw(-given)
            assert k == pytest.approx(float(shape), abs=1e-6)
            np.testing.assert_allclose(ours, theirs, atol=1e-6)


def test_copies_at_the_cutoff_leave_weights_that_are_numbers():
    ratios = np.concatenate([np.zeros(3500), np.linspace(0.1, 1.0, 100)])  # of a tail of 180, 80 are ties
    weights, k = pareto_smoothed(ratios)
    assert np.isfinite(k)
    assert np.isfinite(weights).all()
    assert np.exp(weights).sum() == pytest.approx(1)
    assert pareto_smoothed(np.append(np.zeros(3600), 1.0))[1] == np.inf, "one point tells no shape"
