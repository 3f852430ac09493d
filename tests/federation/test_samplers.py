from __future__ import annotations

import numpy as np
import pytest
import scipy

from kai_workbench.federation._laplace import climb
from kai_workbench.federation._smc import population
from kai_workbench.inference import Student, adapt, pareto_smoothed, systematic

COVARIANCE = np.array([[2.0, 0.9, 0.0], [0.9, 1.0, -0.3], [0.0, -0.3, 0.5]])
MEAN = np.array([1.0, -2.0, 0.5])


def normal(points):
    away = points - MEAN
    return -0.5 * np.einsum("ij,jk,ik->i", away, np.linalg.inv(COVARIANCE), away)


def slope(points):
    gradient = -(points - MEAN) @ np.linalg.inv(COVARIANCE)
    return np.column_stack([normal(points), gradient])


def two_peaks(points):
    return np.logaddexp(normal(points + 6), normal(points - 6))


def test_the_climb_ends_at_the_mode_of_a_normal_with_its_covariance():
    peak = climb(slope, np.zeros(3))
    assert peak.found
    np.testing.assert_allclose(peak.mode, MEAN, atol=1e-6)
    np.testing.assert_allclose(peak.covariance, COVARIANCE, rtol=1e-5, atol=1e-8)


def test_the_t_distribution_is_scipys():
    mine = Student.of(MEAN, COVARIANCE)
    points = mine.draw(50, np.random.default_rng(0))
    theirs = scipy.stats.multivariate_t(MEAN, COVARIANCE, df=5)
    np.testing.assert_allclose(mine.logpdf(points), theirs.logpdf(points), rtol=1e-8)
    many = mine.draw(200_000, np.random.default_rng(1))
    np.testing.assert_allclose(np.cov(many.T), COVARIANCE * 5 / 3, atol=0.06)


@pytest.mark.parametrize("shape", [0.2, 0.6, 1.2])
def test_pareto_k_is_arvizs(shape):
    from arviz_stats.base import array_stats

    ratios = shape * np.random.default_rng(3).exponential(size=3000)
    weights, k = pareto_smoothed(ratios)
    theirs, their_k = array_stats.psislw(-ratios, r_eff=1.0)  # takes log-likelihoods
    assert k == pytest.approx(float(their_k), abs=0.02)
    np.testing.assert_allclose(weights, theirs, atol=0.02)


def test_weights_that_are_all_alike_have_no_tail():
    weights, k = pareto_smoothed(np.zeros(100))
    assert k <= 0
    np.testing.assert_allclose(np.exp(weights), 0.01)
    assert pareto_smoothed(np.array([0.0, -np.inf, np.nan]))[1] == np.inf


def test_systematic_resampling_gives_each_what_its_weight_says():
    weights = np.array([0.5, 0.0, 0.3, 0.2])
    counts = np.bincount(systematic(weights, 1000, np.random.default_rng(0)), minlength=4)
    np.testing.assert_allclose(counts, 1000 * weights, atol=1)
    assert counts[1] == 0


def test_importance_sampling_learns_a_normal():
    found = adapt(normal, climb(slope, np.zeros(3)), size=4000, seed=0)
    assert found.k < 0.5
    np.testing.assert_allclose(found.weights @ found.points, MEAN, atol=0.1)


def test_the_population_finds_a_normal_and_two_peaks_apart():
    start = Student.of(np.zeros(3), 40 * np.eye(3))
    flat = lambda points: np.zeros(len(points))
    one = population(flat, normal, start, chains=4, draws=500, seed=0).points.reshape(-1, 3)
    np.testing.assert_allclose(one.mean(axis=0), MEAN, atol=0.15)
    np.testing.assert_allclose(np.cov(one.T), COVARIANCE, atol=0.25)
    both = population(flat, two_peaks, start, chains=4, draws=500, seed=0).points.reshape(-1, 3)
    assert 0.42 < (both[:, 1] > -2).mean() < 0.58


def test_replicates_scatter_as_much_as_the_effective_sample_size_says():
    """Points of one ancestor stand side by side, so that the usual estimate counts what they share."""
    from kai_workbench.inference._statistics import ess_bulk

    start = Student.of(np.zeros(3), 40 * np.eye(3))
    runs = [
        population(lambda p: np.zeros(len(p)), normal, start, chains=2, draws=200, seed=seed).points
        for seed in range(40)
    ]
    scatter = np.array([one.mean(axis=(0, 1)) for one in runs]).std(axis=0, ddof=1)
    told = np.mean([one.std(axis=(0, 1)) / np.sqrt(ess_bulk(one)) for one in runs], axis=0)
    assert ((scatter / told > 0.6) & (scatter / told < 1.5)).all()
