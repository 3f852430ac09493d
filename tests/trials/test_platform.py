"""Controls of other periods: what a trend does to each analysis."""

from __future__ import annotations

import numpy as np
import pytest

from kai_workbench import trials
from kai_workbench.trials import DesignError, PlatformScenario, PlatformTrial

PATIENTS = ((50, 50, 0), (50, 50, 50), (50, 0, 50))
TREND = PlatformScenario("trend", (0, 0, 0.4), 1.0, (0, 0.2, 0.4))


def made(analysis):
    return PlatformTrial(arms=("control", "A", "B"), patients=PATIENTS, analysis=analysis)


@pytest.mark.parametrize("analysis", ["concurrent", "pooled", "adjusted"])
def test_counting_agrees_with_simulation(analysis):
    exact = trials.simulate(made(analysis), TREND)
    simulated = trials.simulate(made(analysis), TREND, exact=False, n_trials=20_000, workers=1)
    both = exact.frame.join(simulated.frame, on=["measure", "of"], suffix="_simulated")
    assert both.height == 6
    for row in both.iter_rows(named=True):
        assert abs(row["value"] - row["value_simulated"]) <= 4 * row["mcse_simulated"], row


def test_a_trend_biases_pooling_only_and_adjusting_is_sharper_than_leaving_out():
    found = {name: trials.simulate(made(name), TREND) for name in ("concurrent", "pooled", "adjusted")}
    assert found["pooled"].measure("bias", of="B").value == pytest.approx(0.1)
    for name in ("concurrent", "adjusted"):
        assert found[name].measure("bias", of="B").value == pytest.approx(0, abs=1e-12)
        assert found[name].measure("type_1_error", of="A").value == pytest.approx(0.025)
    errors = [found[n].measure("standard_error", of="B").value for n in ("pooled", "adjusted", "concurrent")]
    assert errors == sorted(errors)


def test_the_adjusted_estimate_is_that_of_least_squares():
    size = np.array(PATIENTS)
    period, arm = np.nonzero(size)
    rows = np.repeat(np.arange(period.size), size[period, arm])
    rng = np.random.default_rng(2)
    y = rng.normal(size=rows.size)
    matrix = np.concatenate([np.eye(3)[period[rows]], np.eye(3)[arm[rows]][:, 1:]], axis=1)
    expected = np.linalg.lstsq(matrix, y)[0][3:]
    means = np.zeros((3, 3))
    means[period, arm] = [y[rows == k].mean() for k in range(period.size)]
    np.testing.assert_allclose((made("adjusted").weights * means).sum(axis=(1, 2)), expected, atol=1e-12)


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda: PlatformTrial(arms=("c", "A"), patients=((50, 0), (0, 50))), "arm_without_control"),
        (lambda: PlatformTrial(arms=("c", "A"), patients=((50,),)), "design_length"),
        (lambda: PlatformTrial(arms=("c", "A"), patients=((50, -1),)), "design_not_whole"),
        (
            lambda: trials.simulate(made("pooled"), PlatformScenario("x", (0, 0, 0), 1, (0.1,))),
            "design_length",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_words(make, key):
    with pytest.raises(DesignError) as caught:
        make()
    assert caught.value.key == key
