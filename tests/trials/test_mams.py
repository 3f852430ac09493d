"""Multi-arm multi-stage designs against those of the package MAMS (J Stat Softw 2019;88(4))."""

from __future__ import annotations

import numpy as np
import pytest

from kai_workbench import trials
from kai_workbench.trials import MAMS, DesignError, NormalScenario

EFFECTS = {"alpha": 0.05, "interesting": 0.545, "uninteresting": 0.178}


def test_one_stage():
    design = MAMS(arms=3, treatment=(1,), **EFFECTS)
    assert design.upper[0] == pytest.approx(2.062, abs=0.001)
    assert (design.patients_per_arm, design.patients) == (79, 316)


def test_two_triangular_stages_with_twice_the_control():
    design = MAMS(
        arms=3, treatment=(1, 2), control=(2, 4), efficacy="triangular", futility="triangular", **EFFECTS
    )
    np.testing.assert_allclose(design.upper, (2.359, 2.225), atol=0.001)
    np.testing.assert_allclose(design.lower, (0.786, 2.225), atol=0.001)
    assert (design.patients_per_arm, design.patients) == (38, 380)


def test_one_treatment_is_a_group_sequential_test():
    design = MAMS(arms=1, treatment=(1, 2))
    usual = trials.GroupSequential(information=(0.5, 1.0), efficacy=trials.obrien_fleming())
    np.testing.assert_allclose(design.upper, usual.upper, atol=2e-3)


def test_simulation_keeps_the_error_and_reaches_the_power():
    design = MAMS(arms=2, treatment=(1, 2), futility=(0.0,), interesting=0.6)
    null, good = NormalScenario("null", (0, 0, 0), 1.0), NormalScenario("good", (0, 1.2, 0), 2.0)
    found = trials.simulate(design, [null, good], n_trials=20_000, workers=1)
    error = found.measure("type_1_error", scenario="null")
    assert abs(error.value - 0.025) < 4 * error.mcse
    power = found.measure("claimed", of="arm 1", scenario="good")
    assert power.value > 0.9 - 4 * power.mcse


def test_responses_keep_the_error_and_the_power_of_the_normal_statistic():
    asked = {"arms": 2, "treatment": (1, 2), "futility": (0.0,), "alpha": 0.05}
    rates, sd = (0.3, 0.5, 0.3), np.sqrt((0.21 + 0.25) / 2)
    sized = MAMS(**asked, interesting=0.2 / sd).patients_per_arm
    design = MAMS(**asked, endpoint="binary", first=sized, pending=10)
    truths = [trials.BinaryScenario("null", (0.3,) * 3), trials.BinaryScenario("good", rates)]
    found = trials.simulate(design, truths, n_trials=10_000)
    error = found.measure("type_1_error", scenario="null")
    assert abs(error.value - 0.05) < 4 * error.mcse + 0.003
    power = found.measure("claimed", of="arm 1", scenario="good")
    assert abs(power.value - 0.9) < 4 * power.mcse + 0.01
    bias = found.measure("bias", of="arm 2", scenario="null")
    assert abs(bias.value) < 0.03
    early = found.first_trials("good")
    assert set(early["patients"].unique().to_list()) <= {3 * sized + 10, 5 * sized, 6 * sized}


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda: MAMS(arms=0), "design_not_whole"),
        (lambda: MAMS(arms=2, treatment=(2, 1)), "design_not_rising"),
        (lambda: MAMS(arms=2, futility="triangular"), "triangular_both"),
        (
            lambda: trials.simulate(
                MAMS(arms=1, treatment=(1, 1.5), endpoint="binary", first=5),
                trials.BinaryScenario("x", (0.1, 0.2)),
            ),
            "stages_not_whole",
        ),
        (lambda: MAMS(arms=2, futility=(0.0, 0.0)), "design_length"),
        (lambda: trials.simulate(MAMS(arms=2), NormalScenario("x", (0, 0), 1)), "design_length"),
    ],
)
def test_what_cannot_be_is_refused_in_words(make, key):
    with pytest.raises(DesignError) as caught:
        make()
    assert caught.value.key == key
