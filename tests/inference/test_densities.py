from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from _models import Coin, Line

from kai_workbench import inference
from kai_workbench.errors import KaiError
from kai_workbench.inference import _densities

pytestmark = pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning")
ROWS = np.array([0.3, 1.2, -0.4, 2.0])


def test_prior_and_likelihood_are_those_of_the_model():
    model = Line()
    prior, likelihood = inference.Prior(model, []), inference.Likelihood(model, ROWS)
    points = np.random.default_rng(0).normal(size=(5, 2))
    mu, sigma = points[:, 0], np.exp(points[:, 1])
    residuals = (ROWS[:, None] - mu) / sigma
    expected = (-0.5 * residuals**2 - np.log(sigma) - 0.5 * np.log(2 * np.pi)).sum(axis=0)
    np.testing.assert_allclose(likelihood.value(points), expected, rtol=1e-10)
    normal = -0.5 * (mu / 2) ** 2 - np.log(2) - 0.5 * np.log(2 * np.pi)
    half_normal = np.log(2) - 0.5 * sigma**2 - 0.5 * np.log(2 * np.pi) + np.log(sigma)
    np.testing.assert_allclose(prior.value(points), normal + half_normal, rtol=1e-10)
    assert prior.layout == likelihood.layout


@pytest.mark.parametrize("half", [inference.Prior, inference.Likelihood])
def test_gradients_are_slopes(half):
    density = half(Line(likelihood="student"), ROWS)
    point, step = np.array([0.4, -0.3]), 1e-5
    told = density.slope(point)[0]
    assert told[0] == pytest.approx(density.value(point)[0])
    for i, shift in enumerate(step * np.eye(2)):
        about = density.value(np.stack([point + shift, point - shift]))
        assert told[1 + i] == pytest.approx((about[0] - about[1]) / (2 * step), rel=1e-5)


def test_draws_get_their_names_back():
    prior = inference.Prior(Line(), [])
    points = np.random.default_rng(0).normal(size=(2, 3, 2))
    tree = prior.tree(points, {"lp": np.zeros((2, 3))})
    np.testing.assert_allclose(tree["posterior"]["mu"], points[..., 0])
    np.testing.assert_allclose(tree["posterior"]["sigma"], np.exp(points[..., 1]))
    assert set(tree.children) == {"posterior", "sample_stats", "observed_data", "constant_data"}


def test_moved_priors_and_other_rows_need_no_compiling(monkeypatch):
    inference.Likelihood(Line(), ROWS), inference.Prior(Line(), [])
    monkeypatch.setattr(_densities, "_make", lambda *_: pytest.fail("compiled again"))
    more = inference.Likelihood(Line(), np.append(ROWS, 5.0))
    assert more.value(np.zeros(2))[0] < inference.Likelihood(Line(), ROWS).value(np.zeros(2))[0]
    wide = inference.Prior(dataclasses.replace(Line(), mu=(0.0, 20.0)), [])
    assert wide.value(np.zeros(2))[0] == pytest.approx(
        inference.Prior(Line(), []).value(np.zeros(2))[0] - np.log(10)
    )


def test_another_process_reads_what_was_compiled(fresh_process, monkeypatch):
    _densities.forget()
    first = inference.Likelihood(Line(), ROWS)
    assert list((fresh_process / "compiled").glob("*.code"))
    _densities.forget()
    monkeypatch.setattr(_densities, "_make", lambda *_: pytest.fail("compiled again"))
    again = inference.Likelihood(Line(), ROWS)
    assert again.identity == first.identity
    assert again.value(np.ones(2)) == first.value(np.ones(2))


def test_a_point_where_there_is_no_density_is_not_a_number_and_stops_nothing():
    found = inference.Likelihood(Line(), ROWS).value(np.array([[0.0, 0.0], [0.0, np.nan], [0.0, 1.0]]))
    assert np.isfinite(found[[0, 2]]).all()
    assert not np.isfinite(found[1])


def test_points_of_another_length_and_discrete_parameters_are_refused():
    with pytest.raises(KaiError) as error:
        inference.Likelihood(Line(), ROWS).value(np.zeros((1, 3)))
    assert error.value.key == "inference.points"
    with pytest.raises(KaiError) as error:
        inference.Likelihood(Coin(), np.array([3]))
    assert error.value.key == "inference.not_apart"
