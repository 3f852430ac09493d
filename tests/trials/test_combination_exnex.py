"""Two drugs whose trials may not be exchangeable: density, prior and weights against plain numpy."""

from __future__ import annotations

import dataclasses

import numpy as np
import polars as pl
import pytensor
import pytest
from pytensor.compile.mode import Mode
from scipy.special import expit, logsumexp

from kai_workbench import trials
from kai_workbench.trials._combination_blrm import _prior_draws, _ways

MODEL = trials.CombinationModel(
    reference=(6, 960), exchangeable=0.8, alone_log_alpha=(-1.0, 1.5), alone_log_beta=(0.2, 0.7)
)
ROWS = [("A", 6.0, 0.0, 10, 5), ("A", 3.0, 0.0, 6, 1), ("AB", 3.0, 400.0, 6, 0), ("AB", 6.0, 400.0, 3, 1)]
DATA = pl.DataFrame(ROWS, schema=["trial", "a", "b", "patients", "dlts"], orient="row")


def rate(a, b, first, second, eta):
    none = 1.0
    for k, (dose, ref) in enumerate(((a, 6.0), (b, 960.0))):
        if dose:
            none = none * (1 - expit(first[k] + np.exp(second[k]) * np.log(dose / ref)))
    return expit(np.log(1 / none - 1) + eta * a / 6 * b / 960)


def test_the_density_sums_over_the_four_ways_of_every_trial():
    model, rng = MODEL.build(DATA), np.random.default_rng(3)
    names = ("intercept", "slope", "intercept_alone", "slope_alone", "eta")
    wanted = model.replace_rvs_by_values([model.potentials[0], *(model[name] for name in names)])
    plain = Mode(linker="py", optimizer=None)  # nothing is compiled
    inputs = list(model.value_vars)
    shapes = {name: np.shape(value) for name, value in model.initial_point().items()}
    given = [rng.normal(scale=0.7, size=shapes[one.name]) for one in inputs]
    found, *told = pytensor.function(inputs, wanted, mode=plain)(*given)
    common, own, eta = told[:2], told[2:4], told[4]
    expected = 0.0
    for trial, name in enumerate(("A", "AB")):
        ways = []
        for apart in ((0, 0), (0, 1), (1, 0), (1, 1)):
            pick = [own if flag else common for flag in apart]
            first = [one[0][k, trial] for k, one in enumerate(pick)]
            second = [one[1][k, trial] for k, one in enumerate(pick)]
            log = sum(np.log([0.8, 0.2])[flag] for flag in apart)
            for one, a, b, n, y in ROWS:
                if one == name:
                    p = rate(a, b, first, second, eta[trial])
                    log += y * np.log(p) + (n - y) * np.log1p(-p)
            ways.append(log)
        expected += logsumexp(ways)
    assert float(found) == pytest.approx(expected, rel=1e-9)


def test_the_prior_without_other_trials_is_the_mixture():
    design = trials.CombinationBLRM(
        doses_a=(3, 6), doses_b=(400, 800), model=MODEL, draws=2**14, max_patients=12
    )
    first, second = np.split(_prior_draws(design)[:4], 2)
    rng = np.random.default_rng(1)
    n = 200_000
    tau = 0.25 * 4 ** (rng.standard_normal(n) / 1.96)
    typical = np.log(0.25) + 2 * rng.standard_normal(n) + tau * rng.standard_normal(n)
    plain = np.where(rng.random(n) < 0.8, typical, -1 + 1.5 * rng.standard_normal(n))
    for drug in range(2):
        for q in (0.1, 0.5, 0.9):
            share = (plain < np.quantile(first[drug], q)).mean()
            assert share == pytest.approx(q, abs=4 * np.sqrt(q * (1 - q) * (1 / n + 1 / 2**14)))
        assert second[drug].mean() == pytest.approx(0.2 * 0.2, abs=0.03)


def test_a_way_is_drawn_by_its_weight():
    weight = np.log([[0.5], [0.2], [0.0001], [0.3]]) + 7.0
    apart = _ways(np.repeat(weight, 20_000, axis=1), np.random.default_rng(2))
    total = 1.0001
    for drug, share in enumerate((0.3001 / total, 0.5 / total)):
        assert apart[drug].mean() == pytest.approx(share, abs=4 * 0.5 / np.sqrt(20_000))


def test_full_exchangeability_is_the_model_as_it_was():
    plain = trials.CombinationModel(reference=(6, 960))
    assert plain.structure() == () != MODEL.structure()
    assert plain.exchangeable == 1
    assert plain.alone_log_alpha == plain.log_alpha


@pytest.mark.parametrize("value", [0, 1.2, float("nan"), "half"])
def test_a_probability_that_is_none_is_refused(value):
    with pytest.raises(trials.DesignError):
        dataclasses.replace(MODEL, exchangeable=value)
    with pytest.raises(trials.DesignError):
        dataclasses.replace(MODEL, alone_log_alpha=(0.0, -1.0))
