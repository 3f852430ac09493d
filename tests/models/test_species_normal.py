from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import stats

from kai_workbench.models._species_normal import (
    condition,
    log_density,
    patterns,
    precisions,
    row_densities,
    row_gradients,
)

WIDTH = 5
MEASURED = np.array(list(itertools.product([False, True], repeat=WIDTH)))  # all 32 ways of missing species


def population(*, seed=1, width=WIDTH):
    rng = np.random.default_rng(seed)
    factor = rng.normal(size=(width, width))
    return rng.normal(size=width), factor @ factor.T + 0.5 * np.eye(width)


def rows(measured, *, seed=2):
    """Values of every row; what was not measured holds a number that must not matter."""
    return np.where(measured, np.random.default_rng(seed).normal(size=measured.shape), 1e6)


def by_scipy(value, measured, mean, covariance):
    """Each row's density as the marginal of what was measured, by scipy."""
    return np.array(
        [
            stats.multivariate_normal(mean[m], covariance[np.ix_(m, m)]).logpdf(v[m]) if m.any() else 0.0
            for v, m in zip(value, measured, strict=True)
        ]
    )


def in_python(value, mean, covariance, masks, pattern):
    precision, constant = precisions(covariance, masks)
    return row_densities(value, mean, masks, pattern, precision, constant)


def test_patterns_say_which_species_each_row_has():
    measured = np.array([[True, False], [True, True], [True, False]])
    masks, pattern = patterns(measured)
    assert masks.shape == (2, 2)
    assert (masks[pattern] == measured).all()


def test_the_density_of_a_row_is_the_marginal_of_what_was_measured_whatever_is_missing():
    mean, covariance = population()
    value = rows(MEASURED)
    masks, pattern = patterns(MEASURED)
    ours = in_python(value, mean, covariance, masks, pattern)
    np.testing.assert_allclose(ours, by_scipy(value, MEASURED, mean, covariance), rtol=1e-10, atol=1e-12)
    assert ours[0] == 0  # a row with nothing measured says nothing


def test_rows_of_one_pattern_are_told_apart():
    mean, covariance = population()
    measured = np.tile([True, False, True, True, False], (7, 1))
    value = rows(measured)
    masks, pattern = patterns(measured)
    ours = in_python(value, mean, covariance, masks, pattern)
    np.testing.assert_allclose(ours, by_scipy(value, measured, mean, covariance), rtol=1e-10)


def test_the_gradient_is_the_slope_of_the_weighted_density():
    mean, covariance = population()
    value, (masks, pattern) = rows(MEASURED), patterns(MEASURED)
    weight = np.random.default_rng(3).normal(size=len(value))
    precision, _ = precisions(covariance, masks)
    by_mean, by_covariance = row_gradients(value, mean, masks, pattern, precision, weight)

    def total(mean, covariance):
        return weight @ by_scipy(value, MEASURED, mean, covariance)

    step = 1e-6
    for a in range(WIDTH):
        move = step * np.eye(WIDTH)[a]
        slope = (total(mean + move, covariance) - total(mean - move, covariance)) / (2 * step)
        assert by_mean[a] == pytest.approx(slope, rel=1e-6, abs=1e-7)
        for b in range(a + 1):
            # A covariance stays symmetric: both of its entries move together.
            both = np.zeros((WIDTH, WIDTH))
            both[a, b] = both[b, a] = step
            slope = (total(mean, covariance + both) - total(mean, covariance - both)) / (2 * step)
            assert np.sum(by_covariance * both) / step == pytest.approx(slope, rel=1e-6, abs=1e-7)


def test_the_graph_differentiates_through_the_covariances_factor():
    import pytensor
    import pytensor.tensor as pt

    mean, covariance = population()
    value, weight = rows(MEASURED), np.random.default_rng(3).normal(size=len(MEASURED))
    symbol = pt.dmatrix("factor")
    total = (weight * log_density(value, mean, symbol @ symbol.T, *patterns(MEASURED))).sum()
    slopes = pytensor.function([symbol], pytensor.grad(total, symbol), mode="FAST_COMPILE")
    factor, step = np.linalg.cholesky(covariance), 1e-6
    by_factor = slopes(factor)
    for a, b in itertools.product(range(WIDTH), repeat=2):
        move = np.zeros((WIDTH, WIDTH))
        move[a, b] = step
        up, down = (
            weight @ by_scipy(value, MEASURED, mean, moved @ moved.T)
            for moved in (factor + move, factor - move)
        )
        assert by_factor[a, b] == pytest.approx((up - down) / (2 * step), rel=1e-5, abs=1e-6)


def test_compiled_code_gives_what_python_gives():
    import pytensor
    import pytensor.tensor as pt

    from kai_workbench.inference import _native
    from kai_workbench.inference._code import run_expand
    from kai_workbench.inference._graphs import plain_mode

    value, (masks, pattern) = rows(MEASURED), patterns(MEASURED)
    weight = np.random.default_rng(3).normal(size=len(MEASURED))
    mean, covariance = population()
    width = len(mean)
    point = pt.TensorType("float64", shape=(width + width**2,))("point")
    symbols = [point[:width], point[width:].reshape((width, width))]
    density = log_density(value, *symbols, masks, pattern)
    by_mean, by_covariance = pytensor.grad((weight * density).sum(), symbols)
    graph = pytensor.function(
        [point], [pt.concatenate([density, by_mean, by_covariance.ravel()])], mode=plain_mode()
    )
    at = np.concatenate([mean, covariance.ravel()])
    (python,) = graph(at)
    function = _native.expand_function(graph.maker.fgraph, {}, n_dim=len(at), size=len(python))
    compiled = run_expand(function, [], at[None, :], size=len(python))[0]
    np.testing.assert_allclose(compiled, python, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(
        compiled[: len(value)], by_scipy(value, MEASURED, *population()), rtol=1e-10, atol=1e-12
    )


def test_other_samplers_run_the_loops_through_numba():
    import numba  # noqa: F401, loaded as another sampler would
    import pytensor
    import pytensor.tensor as pt

    value, (masks, pattern) = rows(MEASURED), patterns(MEASURED)
    symbols = [pt.dvector("mean"), pt.dmatrix("covariance")]
    density = log_density(value, *symbols, masks, pattern)
    graph = [density, *pytensor.grad(density.sum(), symbols)]
    results = [
        pytensor.function(symbols, graph, mode=mode)(*population()) for mode in ("FAST_COMPILE", "NUMBA")
    ]
    for python, compiled in zip(*results, strict=True):
        np.testing.assert_allclose(compiled, python, rtol=1e-10, atol=1e-12)


def test_a_slope_by_the_values_is_refused_rather_than_called_zero():
    import pytensor
    import pytensor.tensor as pt
    from pytensor.gradient import NullTypeGradError

    mean, covariance = population()
    value = pt.dmatrix("value")
    density = log_density(value, mean, covariance, *patterns(MEASURED))
    with pytest.raises(NullTypeGradError):
        pytensor.grad(density.sum(), value)


def test_conditioning_agrees_with_the_ratio_of_densities_whatever_is_measured():
    target, at = 2, np.array([-1.0, 0.3, 1.7])
    draws = [population(seed=seed) for seed in range(4)]
    mean, covariance = (np.array(part) for part in zip(*draws, strict=True))
    for measured in MEASURED:
        value = np.where(measured, rows(measured), np.nan)
        centre, sd = condition(value, mean, covariance, target=target)
        known = measured & (np.arange(WIDTH) != target)
        with_target = known | (np.arange(WIDTH) == target)
        for d, (m, c) in enumerate(draws):
            for y in at:
                filled = np.where(np.arange(WIDTH) == target, y, value)
                ratio = by_scipy([filled], [with_target], m, c) - by_scipy([filled], [known], m, c)
                assert stats.norm(centre[d], sd[d]).logpdf(y) == pytest.approx(ratio[0], rel=1e-9)


def test_conditioning_does_not_look_at_the_targets_own_value():
    mean, covariance = (part[None] for part in population())
    value = np.arange(float(WIDTH))
    other = np.where(np.arange(WIDTH) == 0, 99.0, value)
    answers = [condition(one, mean, covariance, target=0) for one in (value, other)]
    np.testing.assert_array_equal(*answers)
