from __future__ import annotations

import numpy as np
import pytest
import scipy

from kai_workbench.federation import _moves
from kai_workbench.federation._laplace import climb
from kai_workbench.federation._moves import Moves
from kai_workbench.federation._smc import population
from kai_workbench.inference import (
    Student,
    StudentMixture,
    TriangularMap,
    _triangular,
    adapt,
    disagreement,
    pareto_smoothed,
    systematic,
)

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


def funnel(n, seed=0):
    """The first sets the spread of the second, and bends the third."""
    z = np.random.default_rng(seed).normal(size=(n, 3))
    return np.column_stack([z[:, 0], np.exp(z[:, 0]) * z[:, 1], np.exp(0.5 * z[:, 0]) + 0.3 * z[:, 2]])


def test_a_map_goes_there_and_back_and_knows_how_much_denser_points_lie():
    points = funnel(2000)
    found = TriangularMap.of(points)
    straight, dense = found.straight(points)
    back, again = found.bent(straight)
    np.testing.assert_allclose(back, points, atol=1e-9)
    np.testing.assert_allclose(again, dense, atol=1e-9)
    for point, told in zip(points[:5], dense[:5], strict=True):
        moved = found.straight(point + 1e-7 * np.vstack([np.eye(3), -np.eye(3)]))[0]
        slopes = (moved[:3] - moved[3:]) / 2e-7
        assert np.linalg.slogdet(slopes)[1] == pytest.approx(told, abs=1e-4)


def test_a_map_makes_a_funnel_and_a_ridge_straight():
    assert TriangularMap.of(funnel(4000)[:, ::-1]).order[0] == 2  # what sets spreads comes first
    found = TriangularMap.of(funnel(4000))
    straight, _ = found.straight(funnel(4000, seed=1))
    for form in (lambda x: x, np.abs):
        correlations = np.corrcoef(form(straight).T) - np.eye(3)
        assert np.abs(correlations).max() < 0.1


def test_few_points_make_a_simple_map():
    found = TriangularMap.of(funnel(25))
    assert all(column.bends.size == 0 and not column.spread[1:].any() for column in found.columns)


def test_a_mixture_is_the_sum_of_its_parts_and_finds_two_groups():
    rng = np.random.default_rng(0)
    points = np.concatenate([rng.normal(-4, 1, size=(600, 2)), rng.normal(4, 0.5, size=(200, 2))])
    found = StudentMixture.of(points, parts=2, rng=rng)
    low, high = sorted(zip(found.shares, found.parts, strict=True), key=lambda one: one[1].location[0])
    np.testing.assert_allclose([low[0], high[0]], [0.75, 0.25], atol=0.02)
    np.testing.assert_allclose([low[1].location, high[1].location], [[-4, -4], [4, 4]], atol=0.3)
    parts = [scipy.stats.multivariate_t(p.location, p.factor @ p.factor.T, df=5) for p in found.parts]
    theirs = sum(share * part.pdf(points) for share, part in zip(found.shares, parts, strict=True))
    np.testing.assert_allclose(np.exp(found.logpdf(points)), theirs, rtol=1e-8)
    drawn = found.beside(Student.of(np.zeros(2), 100 * np.eye(2)), 0.1).draw(20_000, rng)
    assert (drawn[:, 0] > 0).mean() == pytest.approx(0.9 * 0.25 + 0.05, abs=0.02)


def test_a_population_that_is_too_narrow_disagrees_with_points_drawn_anew():
    rng = np.random.default_rng(2)
    wide = Student.of(np.zeros(3), 2 * np.eye(3))
    points = wide.draw(20_000, rng)
    weights = np.exp(pareto_smoothed(scipy.stats.norm.logpdf(points).sum(axis=1) - wide.logpdf(points))[0])
    draws = rng.normal(size=(4, 1000, 3))
    assert np.abs(disagreement(draws, points, weights)).max() < 4
    narrow = draws * np.array([1.0, 0.85, 1.0])
    off = np.abs(disagreement(narrow, points, weights)).max(axis=1)
    assert off[1] > 6
    assert max(off[0], off[2]) < 4
    cut = np.where(draws > 1.7, 0.0, draws)  # one tail alone
    assert np.abs(disagreement(cut, points, weights)).max() > 4


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


def neal(points):
    """A funnel: the first is a log spread, of the other four."""
    return (
        -0.5 * points[:, 0] ** 2
        - 0.5 * np.square(points[:, 1:]).sum(axis=1) * np.exp(-2 * points[:, 0])
        - 4 * points[:, 0]
    )


def test_a_funnel_is_reached_to_its_ends_and_what_stops_short_is_found_out(monkeypatch):
    start = Student.of(np.zeros(5), 2 * np.eye(5))
    flat = lambda points: np.zeros(len(points))
    found = population(flat, neal, start, chains=4, draws=500, seed=1)
    spread = found.points[:, :, 0].ravel()
    for q in (0.02, 0.1, 0.5, 0.9, 0.98):
        below = (spread < scipy.stats.norm.ppf(q)).mean()
        assert abs(below - q) < 4 * np.sqrt(q * (1 - q) / 1000), q
    apart = lambda one: np.abs(disagreement(one.points, found.anew.points, found.anew.weights)).max()
    assert found.anew.k < 0.7
    assert apart(found) < 4
    # moves as they were before: one t distribution in place of the map, and an end when half are new
    monkeypatch.setattr(_moves, "_PARTS", 1)
    monkeypatch.setattr(_triangular, "_POINTS_A_TERM", 10**6)
    monkeypatch.setattr(_moves, "_ENOUGH_LAST", 0.4)
    monkeypatch.setattr(Moves, "_chosen", lambda *_: None)
    assert apart(population(flat, neal, start, chains=4, draws=500, seed=1)) > 4


def test_replicates_scatter_as_much_as_the_effective_sample_size_says():
    """Points of one ancestor stand side by side, so that the usual estimate counts what they share."""
    from kai_workbench.inference._statistics import ess_bulk

    start = Student.of(np.zeros(3), 40 * np.eye(3))
    runs = [
        population(lambda p: np.zeros(len(p)), normal, start, chains=2, draws=200, seed=seed).points
        for seed in range(20)
    ]
    scatter = np.array([one.mean(axis=(0, 1)) for one in runs]).std(axis=0, ddof=1)
    told = np.mean([one.std(axis=(0, 1)) / np.sqrt(ess_bulk(one)) for one in runs], axis=0)
    assert ((scatter / told > 0.6) & (scatter / told < 1.5)).all()
