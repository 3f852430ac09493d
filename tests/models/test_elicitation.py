from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from kai_workbench.models import ElicitedPrior, ModelDataError, elicited_priors, priors_from_chips
from kai_workbench.models._elicitation import _elicited


@pytest.mark.parametrize(
    ("family", "true"),
    [
        ("lognormal", stats.lognorm(0.8, scale=4.0)),
        ("normal", stats.norm(-3.0, 2.0)),
        ("student_t", stats.t(3, 1.0, 0.5)),
        ("gamma", stats.gamma(2.5, scale=3.0)),
        ("beta", stats.beta(2.0, 5.0)),
    ],
)
def test_quantiles_of_a_distribution_give_it_back(family, true):
    p = [0.05, 0.5, 0.95]
    best = elicited_priors(p, true.ppf(p), families=[family])[0]
    assert best.miss < 1e-3
    at = [0.01, 0.25, 0.75, 0.99]
    np.testing.assert_allclose(best.quantile(at), true.ppf(at), rtol=0.02, atol=0.02)


@pytest.mark.parametrize(
    ("family", "quartiles", "parameters"),
    [
        ("gamma", (2, 4, 7), (1.438145757569802, 0.28136186062188795)),
        ("gamma", (2, 4, 9), (1.0186803392439774, 0.16359980797496568)),
        ("lognormal", (2, 4, 7), (1.3488602506669012, 0.9319408239807542)),
        ("lognormal", (2, 3, 7), (1.2254576269277808, 0.9658683547403719)),
        ("normal", (-1, 0.5, 3), (0.7834518199525498, 3.0236748395565516)),
        ("beta", (0.2, 0.35, 0.5), (1.7205219470938873, 3.0049465162556963)),
    ],
)
def test_the_same_prior_as_preliz_gives(family, quartiles, parameters):
    # preliz.quartile, PreliZ 0.28.0
    assert tuple(
        _elicited([0.25, 0.5, 0.75], quartiles, [family], chips=True)[0].parameters.values()
    ) == pytest.approx(parameters, rel=1e-6)
    for here, there in zip(
        elicited_priors([0.25, 0.5, 0.75], quartiles, families=[family])[0].parameters.values(),
        parameters,
        strict=True,
    ):
        assert here == pytest.approx(there, rel=0.07)  # misses weighed on the normal scale


def test_the_best_family_comes_first():
    p = [0.05, 0.25, 0.5, 0.75, 0.95]
    found = elicited_priors(p, stats.gamma(1.5, scale=2.0).ppf(p))
    assert found[0].family == "gamma"
    assert [one.miss for one in found] == sorted(one.miss for one in found)
    assert "beta" not in {one.family for one in found}


def test_the_line_of_code_makes_the_same_distribution():
    import pymc as pm
    from pytensor.compile.mode import Mode

    p, plain = np.array([0.05, 0.5, 0.95]), Mode(linker="py", optimizer=None)
    for values in ([1.0, 4.0, 16.0], [0.1, 0.3, 0.6]):
        for prior in elicited_priors(p, values):
            with pm.Model():
                made = eval(prior.pymc("x"), {"pm": pm})
            at = prior.quantile(p)
            np.testing.assert_allclose(
                np.exp(pm.logp(made, at).eval(mode=plain)),
                prior.distribution.pdf(at),
                rtol=0.01,
                err_msg=prior.family,
            )


def test_chips_dealt_from_a_distribution_find_it():
    true = stats.lognorm(0.7, scale=5.0)
    edges = np.geomspace(0.5, 50, 11)
    chips = np.round(200 * np.diff(true.cdf(edges))).astype(int)
    best = priors_from_chips(edges, chips, families=["lognormal"])[0]
    np.testing.assert_allclose(best.quantile([0.1, 0.5, 0.9]), true.ppf([0.1, 0.5, 0.9]), rtol=0.05)


def test_two_humps_are_near_to_no_family():
    found = priors_from_chips(np.geomspace(0.1, 100, 11), [0, 9, 0, 0, 0, 0, 0, 0, 9, 0])
    assert found[0].miss > 0.15


def test_an_empty_bin_between_others_and_a_bin_at_zero_are_no_trouble():
    assert priors_from_chips([1, 2, 4, 8, 16], [3, 0, 0, 3])[0].quantile(0.5) == pytest.approx(4, rel=0.4)
    shares = priors_from_chips(np.linspace(0, 1, 6), [4, 3, 1, 0, 0], families=["beta"])
    assert 0.1 < shares[0].quantile(0.5) < 0.4


@pytest.mark.parametrize(
    ("probabilities", "values", "told"),
    [
        ([0.5], [1], "too few"),
        ([0.05, 0.5, 0.95], [5, 4, 16], "do not rise"),
        ([0.05, 0.5, 0.95], [1, float("nan"), 16], "do not rise"),
        ([0.0, 0.5], [1, 2], "not a share"),
    ],
)
def test_what_cannot_be_is_refused(probabilities, values, told):
    with pytest.raises(ModelDataError, match=told):
        elicited_priors(probabilities, values)


def test_a_family_that_cannot_hold_the_values_is_refused():
    with pytest.raises(ModelDataError, match="no family"):
        elicited_priors([0.1, 0.9], [-1, 2], families=["lognormal"])
    with pytest.raises(ModelDataError, match="chips lie in 1 bin"):
        priors_from_chips([0, 1, 2], [5, 0])
    with pytest.raises(ModelDataError, match="edges"):
        priors_from_chips([0, 1], [5, 0])
    assert isinstance(elicited_priors([0.1, 0.9], [-1, 2])[0], ElicitedPrior)
