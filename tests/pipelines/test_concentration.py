from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from kai_workbench import pipelines
from kai_workbench.errors import KaiError


@pytest.fixture
def sure(predicted):
    """A prediction without doubt: 10 mL/min/kg and 1.2 L/kg."""
    draws = pipelines.exposure(
        np.full(10, 10.0), np.full(10, 1.2), dose_mg=100.0, body_weight_kg=70.0, bioavailability=1.0
    )
    return dataclasses.replace(predicted, draws=draws)


def test_one_compartment_by_hand(sure):
    # 2 mg/kg in 1.2 L/kg start at 1.666667 mg/L and halve every 1.386294 h.
    curve = pipelines.concentration_curve(sure, [0.0, 1.386294, 2 * 1.386294], dose_mg_kg=2.0)
    np.testing.assert_allclose(curve["median"], [1666.667, 833.333, 416.667], rtol=1e-5)
    np.testing.assert_allclose(curve["lo90"], curve["hi90"])


def test_the_area_under_the_curve_is_dose_over_clearance(sure):
    times = np.linspace(0, 40, 4001)
    curve = pipelines.concentration_curve(sure, times, dose_mg_kg=1.0)
    # 1 mg/kg over 0.6 L/h/kg are 1.666667 mg·h/L.
    assert np.trapezoid(curve["median"], times) == pytest.approx(1666.667, rel=1e-4)


def test_the_bands_are_those_of_the_draws_at_each_time(predicted):
    curve = pipelines.concentration_curve(predicted, [4.0]).row(0, named=True)
    clearance, volume = (predicted.draws[name].to_numpy() for name in ("clearance", "volume_ss"))
    draws = 1000 / volume * np.exp(-clearance * 0.06 / volume * 4.0)
    for name, level in {"lo90": 0.05, "lo50": 0.25, "median": 0.5, "hi50": 0.75, "hi90": 0.95}.items():
        assert np.mean(draws <= curve[name]) == pytest.approx(level, abs=1e-3)


@pytest.mark.parametrize("times", [[], [-1.0], [0.0, float("nan")]])
def test_times_that_make_no_sense_are_refused(sure, times):
    with pytest.raises(KaiError) as error:
        pipelines.concentration_curve(sure, times)
    assert error.value.key == "curve_times"


@pytest.mark.parametrize("dose", [0.0, -1.0, float("nan"), float("inf")])
def test_a_dose_that_makes_no_sense_is_refused(sure, dose):
    with pytest.raises(KaiError) as error:
        pipelines.concentration_curve(sure, [1.0], dose_mg_kg=dose)
    assert (error.value.key, error.value.where) == ("pk_setting", "dose_mg_kg")
