from __future__ import annotations

import numpy as np
import polars as pl
import pytest
import scipy
from _three_sites import SITES, change, job

from kai_workbench import federation
from kai_workbench.federation import FederationError, Refused
from kai_workbench.federation._demonstration import write_study
from kai_workbench.federation._privacy import delta_of, epsilon_of, noisy, of_round

LEARNER = federation.LogisticWeights(features=("a", "b"), penalty=0.05)


@pytest.fixture(scope="module")
def rows():
    """Three sites whose people differ."""
    rng, found = np.random.default_rng(0), {}
    for k, site in enumerate(SITES):
        x = rng.normal(0.6 * (k - 1), 1.0, (40 + 20 * k, 2))
        likely = scipy.special.expit(x @ [1.0, -0.5] - 0.3)
        found[site] = pl.DataFrame({"a": x[:, 0], "b": x[:, 1], "outcome": rng.binomial(1, likely)})
    return found


@pytest.fixture(scope="module")
def optimum(rows):
    """Of all rows pooled, by another route: scipy's minimiser."""
    every = pl.concat(rows.values())
    x = np.column_stack([np.ones(every.height), every.select("a", "b").to_numpy()])
    y = every["outcome"].to_numpy()

    def loss(w):
        return np.mean(np.logaddexp(0, x @ w) - y * (x @ w)) + LEARNER.penalty / 2 * w @ w

    return scipy.optimize.minimize(loss, np.zeros(3), tol=1e-14, options={"gtol": 1e-9}).x


def opened(folder, rows, **rules):
    path = write_study(folder, LEARNER, rows)
    for site in SITES:
        change(folder / site, **rules)
        federation.Site(folder / site).approve(federation.card(LEARNER))
    return federation.open(path)


def test_one_step_a_round_ends_at_the_pooled_optimum(tmp_path, rows, optimum):
    study = opened(tmp_path, rows, weight_rounds=200)
    found = federation.learn(LEARNER, study, rounds=200, rate=2.0, enough=1e-8)
    np.testing.assert_allclose(found.weights, optimum, atol=1e-6)
    assert found.rows == sum(one.height for one in rows.values())
    assert found.moved[-1] < 1e-8
    assert not found.receipt.certified
    assert found.receipt.left["Seoul"]["numbers"] == 5 * len(found.moved)


def test_many_steps_end_off_it_where_sites_differ_and_prox_holds_them(tmp_path, rows, optimum):
    study = opened(tmp_path, rows, weight_rounds=100)
    off = {}
    for prox in (0.0, 1.0):
        found = federation.learn(LEARNER, study, rounds=20, steps=30, rate=1.0, prox=prox)
        off[prox] = np.abs(found.weights - optimum).max()
    assert off[0.0] > 0.01
    assert off[1.0] < 0.5 * off[0.0]
    with pytest.raises(FederationError) as error:
        federation.learn(LEARNER, study, rounds=20, steps=30, rate=5.0, prox=2.0)
    assert error.value.key == "federation.diverged"


def test_no_round_leaves_a_site_that_did_not_allow_it(tmp_path, rows):
    study = opened(tmp_path, rows)
    with pytest.raises(Refused) as error:
        federation.learn(LEARNER, study, rounds=1)
    assert error.value.key == "federation.weight_rounds"
    change(tmp_path / "Busan", weight_rounds=3)
    for site in ("Seoul", "Daejeon"):
        change(tmp_path / site, weight_rounds=5)
    with pytest.raises(Refused) as error:
        federation.learn(LEARNER, study, rounds=4)
    assert error.value.where.startswith("Busan")


def test_weights_are_approved_by_their_hash(tmp_path, rows):
    study = opened(tmp_path, rows, weight_rounds=5)
    with pytest.raises(Refused) as error:
        federation.learn(federation.LogisticWeights(features=("a", "b"), penalty=0.0), study, rounds=1)
    assert error.value.key == "federation.other_hash"


@pytest.mark.parametrize(
    "wrong",
    [{"rounds": 0}, {"rate": float("nan")}, {"start": [1.0]}, {"clip": 1.0}, {"prox": -1.0}, {"steps": 1.5}],
)
def test_settings_that_cannot_be_are_refused_before_any_site_is_asked(tmp_path, rows, wrong):
    study = opened(tmp_path, rows, weight_rounds=5)
    with pytest.raises(FederationError) as error:
        federation.learn(LEARNER, study, **wrong)
    assert error.value.key == "federation.weights_setting"
    assert federation.states(study)[0].entries == 3  # init, approve, state


def test_noise_is_accounted_over_jobs_and_labelled(tmp_path, rows):
    study = opened(tmp_path, rows, weight_rounds=100, epsilon=1.0, delta=1e-5)
    found = federation.learn(LEARNER, study, rounds=4, clip=1.0, noise=25.0)
    assert found.receipt.details["privacy"] == {
        "epsilon": f"{epsilon_of(1e-5, 4 * of_round(25)):.3g}",
        "delta": "1e-05",
    }
    assert found.receipt.reason == "private"
    assert "Not equal to pooled" in found.receipt.told("en")
    federation.learn(LEARNER, study, rounds=1, clip=1.0, noise=25.0)
    state = federation.states(study)[0]
    assert state.epsilon == 1.0
    assert state.epsilon_spent == pytest.approx(epsilon_of(1e-5, 5 * of_round(25)))
    with pytest.raises(Refused) as error:
        federation.learn(LEARNER, study, rounds=10, clip=1.0, noise=25.0)
    assert error.value.key == "federation.privacy_spent"
    assert epsilon_of(1e-5, 5 * of_round(25)) < 1.0 < epsilon_of(1e-5, 15 * of_round(25))


def test_a_private_site_gives_nothing_without_noise_and_no_coordinator_loosens_it(tmp_path, rows):
    study = opened(tmp_path, rows, weight_rounds=100)
    change(tmp_path / "Busan", epsilon=0.5)
    with pytest.raises(Refused) as error:
        federation.learn(LEARNER, study, rounds=1)
    assert error.value.key == "federation.noise_needed"
    with pytest.raises(Refused):
        federation.count(study, ("a", ">=", 0.0))
    with job(study, epsilon=20.0, weight_rounds=10**6) as one:
        one.begin(federation.card(LEARNER), how="weights")
        with pytest.raises(Refused) as error:
            one.weights(np.zeros(3), {"steps": 1, "rate": 1.0, "prox": 0.0, "clip": 1.0, "noise": 2.0})
    assert error.value.key == "federation.privacy_spent"
    assert error.value.where.startswith("Busan")


def test_what_noise_is_worth():
    """Against the closed form by quadrature of two normals, and composition against one round of the same."""
    mean, epsilon = 0.7, 0.4
    z = np.linspace(-12, 12, 400_001)
    p, q = (np.exp(-0.5 * (z - at) ** 2) / np.sqrt(2 * np.pi) for at in (mean, 0.0))
    by_hand = np.trapezoid(np.maximum(p - np.exp(epsilon) * q, 0.0), z)
    assert delta_of(epsilon, mean**2) == pytest.approx(by_hand, rel=1e-6)
    assert delta_of(epsilon_of(1e-6, 0.3), 0.3) == pytest.approx(1e-6, rel=1e-5)
    assert 4 * of_round(20) == of_round(10)
    rng = np.random.default_rng(0)
    one = np.array([[3.0, 4.0], [0.3, 0.4]])
    draws = np.array([noisy(one, clip=1.0, noise=2.0, rng=rng) for _ in range(2000)])
    np.testing.assert_allclose(draws.mean(axis=0), [0.9, 1.2], atol=0.13)
    np.testing.assert_allclose(draws.std(axis=0), 2.0, rtol=0.05)
