"""Bayesian curves of dose and response against plain integration, and their operating characteristics."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
import scipy

from kai_workbench import trials
from kai_workbench.trials import BayesianDoseResponse, DesignError

DOSES = (0, 0.05, 0.2, 0.6, 1)
EMAX = trials.NormalScenario("emax", tuple(0.3 + 0.745 * d / (d + 0.2) for d in DOSES), 0.7)
NULL = trials.NormalScenario("null", (0.3,) * 5, 0.7)
DESIGN = BayesianDoseResponse(doses=DOSES, patients=(20,) * 5, relevant=0.4)


def _patients(seed: int = 3, *, n: int = 8) -> pl.DataFrame:
    generator = np.random.default_rng(seed)
    dose = np.repeat(DOSES, n)
    mean = np.repeat(EMAX.means, n)
    return pl.DataFrame({"dose": dose, "response": generator.normal(mean, 0.7)})


def test_the_curve_is_that_of_plain_integration():
    """Over mean, effect, SD and ED50 on a fine mesh of all four."""
    data = _patients()
    found = BayesianDoseResponse(doses=DOSES, patients=(2,) * 5, relevant=0.4).analyse(data)
    y = data["response"].to_numpy().reshape(5, -1)
    n, means, within = y.shape[1], y.mean(axis=1), ((y - y.mean(axis=1, keepdims=True)) ** 2).sum()
    e0 = np.linspace(-1.6, 1.8, 137)[:, None, None]
    effect = np.linspace(-1.5, 3.0, 226)[None, :, None]
    sd = np.linspace(0.4, 1.7, 61)[None, None, :]
    half = np.exp(np.linspace(np.log(0.01), np.log(1.5), 41)[1::2])
    total = above = relevant = weighted = 0.0
    for ed50 in half:
        share = np.array(DOSES) / (np.array(DOSES) + ed50) * (1 + ed50)
        squares = within + sum(n * (m - e0 - effect * g) ** 2 for m, g in zip(means, share, strict=True))
        density = np.exp(-squares / 2 / sd**2 - (effect / (2 * sd)) ** 2 / 2) * sd ** -(5.0 * n + 2)
        by_effect = density.sum(axis=(0, 2))
        x = effect.ravel()
        total += by_effect.sum()
        above += by_effect[x > 0].sum() + 0.5 * by_effect[x == 0].sum()
        relevant += by_effect[x * share[2] > 0.4].sum()
        weighted += by_effect @ x
    assert found.signal[0] == pytest.approx(above / total, abs=2e-3)
    assert found.mean_effect[0] == pytest.approx(weighted / total, abs=5e-3)
    assert found.exceeds(0.2, 0.4)[0, 0] == pytest.approx(relevant / total, abs=1e-2)


def test_a_straight_line_is_regression():
    """With a vague prior of the slope: the mean and SD of the t distribution of least squares."""
    data = _patients()
    design = BayesianDoseResponse(
        doses=DOSES, patients=(2,) * 5, relevant=0.4, shapes=("linear",), effect_sd=1e4
    )
    found = design.analyse(data)
    line = scipy.stats.linregress(data["dose"], data["response"])
    assert found.mean_effect[0] == pytest.approx(line.slope, rel=1e-6)
    # the prior of the slope is scaled by the SD, which is one degree of freedom more
    assert found.error[0, 0] == pytest.approx(line.stderr * np.sqrt(38 / 39), rel=1e-6)
    assert found.degrees_of_freedom == 39


def test_shapes_are_weighed_by_the_data():
    design = BayesianDoseResponse(
        doses=DOSES, patients=(60,) * 5, relevant=0.4, shapes=("emax", "exponential")
    )
    steep = trials.NormalScenario("late", tuple(np.expm1(np.array(DOSES) / 0.2) / np.expm1(5)), 0.3)
    for truth, shape in ((EMAX, "emax"), (steep, "exponential")):
        y = np.random.default_rng(1).normal(np.repeat(truth.means, 60), 0.3)
        found = design.analyse(pl.DataFrame({"dose": np.repeat(DOSES, 60), "response": y}))
        assert found.shapes[shape] > 0.95
        assert sum(found.shapes.values()) == pytest.approx(1.0)
    at = found.target_dose(0.5)
    assert found.exceeds(at, 0.4)[0, 0] == pytest.approx(0.5, abs=1e-4)
    assert found.target_dose(0.5) < found.target_dose(0.9)


def test_operating_characteristics():
    found = trials.simulate(DESIGN, [EMAX, NULL], n_trials=4000)
    coverage, bias = (found.measure(name, scenario="emax") for name in ("coverage", "bias"))
    assert abs(coverage.value - 0.95) < 4 * coverage.mcse + 0.01
    assert abs(bias.value) < 0.05
    error = found.measure("type_1_error", scenario="null")
    assert abs(error.value - 0.025) < 4 * error.mcse + 0.005
    assert found.measure("power", scenario="emax").value > 0.85
    assert DESIGN.correct(EMAX) == 3
    assert DESIGN.correct(NULL) == -1
    course = found.example("emax", k=2)
    row = found.first_trials("emax").row(2, named=True)
    chosen = course["decision"].to_list()
    assert (chosen.index("selected") if "selected" in chosen else -1) == row["chosen"]


def test_a_wanted_fall_is_a_rise_turned_round():
    data = _patients()
    turned = data.with_columns(response=-pl.col("response"))
    up = BayesianDoseResponse(doses=DOSES, patients=(2,) * 5, relevant=0.4).analyse(data)
    down = BayesianDoseResponse(doses=DOSES, patients=(2,) * 5, relevant=0.4, falling=True).analyse(turned)
    assert down.signal[0] == pytest.approx(up.signal[0])
    assert down.table.equals(up.table)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: BayesianDoseResponse(doses=(1, 0), patients=(9, 9), relevant=1), "doses"),
        (lambda: BayesianDoseResponse(doses=(0, 1), patients=(9,), relevant=1), "patients"),
        (lambda: BayesianDoseResponse(doses=(0, 1), patients=(9, 9), relevant=-1), "relevant"),
        (lambda: BayesianDoseResponse(doses=(0, 1), patients=(9, 9), relevant=1, shapes=("cubic",)), "cubic"),
        (lambda: DESIGN.analyse(_patients().with_columns(response=pl.lit(None))), "response, row 1"),
        (lambda: DESIGN.analyse(_patients().filter(pl.col("dose") < 1)), "dose 1"),
        (lambda: DESIGN.analyse(_patients().with_columns(dose=pl.lit(0.3))), "dose, row 1"),
        (lambda: trials.simulate(DESIGN, trials.NormalScenario("x", (0, 1), 1)), "x, means"),
    ],
)
def test_what_cannot_be_is_refused(make, told):
    with pytest.raises(DesignError, match=told):
        make()
