from __future__ import annotations

import dataclasses

import numpy as np
import polars as pl
import pytest

from kai_workbench import pipelines
from kai_workbench.errors import KaiError

DOSING = {"dose_mg": 100.0, "body_weight_kg": 70.0, "bioavailability": 1.0}


def test_half_life_and_auc_follow_from_clearance_and_volume_by_hand():
    # 10 mL/min/kg are 0.6 L/h/kg; over 1.2 L/kg that is 0.5 per hour: ln 2 / 0.5 = 1.386294 h.
    # In 70 kg, 42 L/h; 100 mg over 42 L/h are 2.380952 mg·h/L, or 2380.952 ng·h/mL.
    answer = pipelines.exposure(np.array([10.0]), np.array([1.2]), **DOSING)
    assert float(answer["half_life"][0]) == pytest.approx(1.386294, rel=1e-6)
    assert float(answer["auc"][0]) == pytest.approx(2380.952, rel=1e-6)


@pytest.mark.parametrize(
    ("name", "value", "times"),
    [("dose_mg", 250.0, 2.5), ("body_weight_kg", 35.0, 2.0), ("bioavailability", 0.4, 0.4)],
)
def test_exposure_is_proportional_to_what_reaches_the_blood_per_kg(name, value, times):
    answer = pipelines.exposure(np.array([10.0]), np.array([1.2]), **{**DOSING, name: value})
    assert float(answer["auc"][0]) == pytest.approx(2380.952 * times, rel=1e-6)


def test_every_quantity_carries_its_unit(predicted):
    units = {name: values.attrs["units"] for name, values in predicted.draws.data_vars.items()}
    assert units == {"clearance": "mL/min/kg", "volume_ss": "L/kg", "half_life": "h", "auc": "ng*h/mL"}
    assert all(values.dims == ("sample",) for values in predicted.draws.data_vars.values())
    assert predicted.draws.attrs["dose_mg"] == 100.0
    assert dict(zip(*predicted.summary().select("parameter", "unit"), strict=True)) == units


def test_the_draws_say_which_fits_they_come_from(predicted, fitted):
    assert predicted.draws.attrs["provenance"] == f"{fitted.clearance.key} {fitted.volume_ss.key}"


def test_the_summary_holds_the_quantiles_of_the_draws(predicted):
    for row in predicted.summary().iter_rows(named=True):
        draws = predicted.draws[row["parameter"]].to_numpy()
        for name, level in {"lo90": 0.05, "lo50": 0.25, "median": 0.5, "hi50": 0.75, "hi90": 0.95}.items():
            assert np.mean(draws <= row[name]) == pytest.approx(level, abs=1e-3)


def test_what_was_observed_in_human_is_shown_beside_and_nulls_stay_null(predicted, fitted):
    assert predicted.observed() == {}
    assert predicted.summary()["observed"].is_null().all()
    known = fitted.predict("KAI-R001")
    row = known.inputs.row(0, named=True)
    clearance, volume = row["clearance_human_mL_min_kg"], row["volume_ss_human_L_kg"]
    assert known.observed() == pytest.approx(
        {
            "clearance": clearance,
            "volume_ss": volume,
            "half_life": np.log(2) * volume / (clearance * 0.06),
            "auc": 100 * 1e6 / (clearance * 60 * 70),
        }
    )


def test_without_a_volume_on_record_there_is_no_observed_half_life(fitted):
    known = fitted.predict("KAI-R001")
    half = dataclasses.replace(
        known, inputs=known.inputs.with_columns(volume_ss_human_L_kg=pl.lit(None, dtype=pl.Float64))
    )
    assert half.observed().keys() == {"clearance", "auc"}


@pytest.mark.parametrize("probability", [0.5, 0.95])
def test_the_dose_keeps_the_exposure_below_the_limit_as_often_as_asked(predicted, probability):
    limit = 5000.0
    dose = predicted.dose_below(limit, probability=probability)
    auc = predicted.draws["auc"].to_numpy() * dose / 100.0
    assert np.mean(auc <= limit) == pytest.approx(probability, abs=1e-3)


@pytest.mark.parametrize(
    ("limit", "probability", "where"),
    [
        (0.0, 0.95, "auc_ng_h_mL"),
        (float("nan"), 0.95, "auc_ng_h_mL"),
        (1.0, 1.5, "probability"),
        (1.0, 0.0, "probability"),
    ],
)
def test_a_limit_or_a_probability_that_makes_no_sense_is_refused(predicted, limit, probability, where):
    with pytest.raises(KaiError) as error:
        predicted.dose_below(limit, probability=probability)
    assert (error.value.key, error.value.where) == (
        "pk_setting" if where == "probability" else "pk_positive",
        where,
    )


def test_conventional_methods_stand_beside_the_prediction(predicted):
    table = predicted.comparison()
    for parameter in ("clearance", "volume_ss"):
        rows = table.filter(pl.col("parameter") == parameter)
        first = rows.row(0, named=True)
        own = predicted.summary().filter(pl.col("parameter") == parameter).row(0, named=True)
        assert (first["method"], first["species_used"]) == ("cross_species", "rat, dog, monkey")
        assert [first[k] for k in ("estimate", "lo90", "hi90")] == [
            own[k] for k in ("median", "lo90", "hi90")
        ]
        assert rows.height > 4
        assert rows["method"].n_unique() == rows.height
        assert rows["unit"].unique().to_list() == [own["unit"]]


def test_synthetic_data_are_said_to_be(predicted):
    assert predicted.synthetic
