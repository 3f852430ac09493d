from __future__ import annotations

import dataclasses

import numpy as np
import polars as pl
import pytest

from kai_workbench import catalog, pipelines, standards
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
    assert (error.value.key, error.value.where) == ("pk_positive", "dose_mg_kg")


# --- what people showed


def curves(**columns):
    return pipelines.HumanCurves(
        frame=pl.DataFrame({"series_id": 1, "route": "iv", "dosed_compound": "x", **columns})
    )


def test_an_invented_compound_has_no_human_curves_and_says_why(predicted):
    for lang, word in {"en": "synthetic", "ko": "합성"}.items():
        none = pipelines.human_curves(predicted, lang=lang)
        assert none.frame.is_empty()
        assert none.missing.startswith("KAI-101")
        assert word in none.missing
        assert none.terminal_half_life_h().is_empty()


@pytest.mark.parametrize("error", [standards.NoCurves, catalog.Unreachable])
def test_curves_that_cannot_be_had_are_told_not_raised(predicted, monkeypatch, error):
    real = dataclasses.replace(predicted, reference=dataclasses.replace(predicted.reference, synthetic=False))

    def refuse(*_, **__):
        raise error("curve_times")

    monkeypatch.setattr(standards, "concentration_time", refuse)
    none = pipelines.human_curves(real)
    assert none.frame.is_empty()
    assert none.missing


def test_acetaminophens_human_curves_are_given_only_as_a_metabolites(mirror, predicted):
    real = dataclasses.replace(
        predicted,
        compound="Acetaminophen",
        reference=dataclasses.replace(predicted.reference, synthetic=False),
    )
    refused = pipelines.human_curves(real, accept_licence=True)
    assert refused.frame.is_empty()
    assert "Phenacetin" in refused.missing
    shown = pipelines.human_curves(real, as_metabolite=True)
    assert shown.frame["dosed_compound"].unique().to_list() == ["Phenacetin"]
    assert not shown.missing
    # The two curves after the lower dose fall: 1.8 and 2.5 h; the third does not.
    answer = shown.terminal_half_life_h().sort("series_id")
    assert answer["half_life_h"].is_null().sum() <= 1


def test_the_terminal_half_life_is_that_of_the_last_points():
    times = np.array([0.1, 0.5, 1.0, 2.0, 4.0, 8.0])
    two_phases = 900 * np.exp(-5 * times) + 100 * np.exp(-np.log(2) / 3.0 * times)
    answer = curves(time_h=times, concentration_ng_mL=two_phases).terminal_half_life_h().row(0, named=True)
    assert (answer["from_h"], answer["to_h"]) == (2.0, 8.0)
    assert answer["half_life_h"] == pytest.approx(3.0, rel=1e-3)


@pytest.mark.parametrize("concentration", [[1.0, 2.0, 3.0], [3.0, 2.0, None]])
def test_a_curve_that_does_not_fall_or_is_too_short_has_no_half_life(concentration):
    answer = curves(time_h=[1.0, 2.0, 3.0], concentration_ng_mL=concentration).terminal_half_life_h()
    assert answer["half_life_h"].to_list() == [None]
