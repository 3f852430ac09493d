"""Dosing events as the field writes them: what is refused, what is told, and what they mean."""

from __future__ import annotations

import warnings

import numpy as np
import polars as pl
import pytest

from kai_workbench import inference
from kai_workbench.errors import KaiError
from kai_workbench.models import (
    CovariateEffect,
    ModelDataError,
    PKDataWarning,
    PopulationPK,
    read_pk_events,
)
from kai_workbench.models._dosing import dose_arrays
from kai_workbench.text import LANGUAGES

COLUMNS = ("ID", "TIME", "AMT", "RATE", "II", "ADDL", "EVID", "CMT", "DV", "MDV", "SS", "BLQ", "LLOQ", "WT")
GOOD = [
    {"ID": 1, "TIME": 0.0, "AMT": 100.0, "EVID": 1, "WT": 70.0},
    {"ID": 1, "TIME": 1.0, "DV": 4.0, "EVID": 0, "LLOQ": 0.5, "WT": 70.0},
    {"ID": 1, "TIME": 8.0, "DV": 1.0, "EVID": 0, "LLOQ": 0.5, "WT": 70.0},
    {"ID": 2, "TIME": 0.0, "AMT": 120.0, "EVID": 1, "WT": 80.0},
    {"ID": 2, "TIME": 2.0, "DV": 3.0, "EVID": 0, "LLOQ": 0.5, "WT": 80.0},
]
ORAL = PopulationPK(CL=(5.0, 0.5), V=(30.0, 0.5), ka=(1.0, 0.5))


def table(rows=GOOD, **changes):
    """The good table with changes by row (from 1): ``r3={"DV": -1.0}``."""
    rows = [dict(row) for row in rows]
    for name, change in changes.items():
        rows[int(name[1:]) - 1] |= change
    return pl.DataFrame([{c: row.get(c) for c in COLUMNS} for row in rows], infer_schema_length=None)


def test_a_good_table_is_read_without_a_word():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        events = read_pk_events(table())
    assert events.subjects == (1, 2)
    assert events.doses["AMT"].to_list() == [100.0, 120.0]
    assert events.observations["row"].to_list() == [2, 3, 5]
    assert events.notes == ()


@pytest.mark.parametrize(
    ("key", "row", "change"),
    [
        ("pk_unknown_evid", 2, {"EVID": 7}),
        ("pk_unknown_evid", 2, {"EVID": None}),
        ("pk_unknown_cmt", 1, {"CMT": 9}),
        ("pk_negative_amount", 1, {"AMT": -100.0}),
        ("pk_modelled_rate", 1, {"RATE": -2.0}),
        ("pk_negative_rate", 1, {"RATE": -7.0}),
        ("pk_negative_interval", 1, {"II": -12.0}),
        ("pk_amount_on_observation", 2, {"AMT": 5.0}),
        ("pk_dose_without_amount", 1, {"AMT": 0.0}),
        ("pk_unknown_ss", 1, {"SS": 3}),
        ("pk_ss_without_interval", 1, {"SS": 1}),
        ("pk_addl", 1, {"ADDL": 1.5, "II": 12.0}),
        ("pk_addl_without_interval", 1, {"ADDL": 3}),
        ("pk_infusion_beyond_interval", 1, {"SS": 1, "II": 2.0, "RATE": 10.0}),
        ("pk_unknown_blq", 2, {"BLQ": 2}),
        ("pk_lloq", 2, {"LLOQ": 0.0}),
        ("pk_blq_without_limit", 2, {"BLQ": 1, "LLOQ": None}),
        ("pk_no_concentration", 2, {"DV": None}),
        ("pk_not_a_number", 2, {"DV": float("nan")}),
        ("pk_not_a_number", 2, {"DV": float("inf")}),
        ("pk_out_of_order", 3, {"TIME": 0.5}),
    ],
)
def test_what_makes_no_sense_is_refused_by_row_before_compiling(monkeypatch, key, row, change):
    monkeypatch.setattr(PopulationPK, "build", lambda *_: pytest.fail("began to compile"))
    with pytest.raises(ModelDataError) as error:
        inference.start(ORAL, table(**{f"r{row}": change}))
    assert error.value.key == key
    for lang in LANGUAGES:
        assert error.value.say(lang).startswith(f"row {row}, ID 1")


def test_a_word_in_a_number_column_is_refused_and_a_point_is_a_gap():
    words = table().with_columns(pl.col("DV").cast(pl.String).fill_null("."))
    assert read_pk_events(words).observations["DV"].to_list() == [4.0, 1.0, 3.0]
    with pytest.raises(ModelDataError, match=r"row 3.*'<0.5'"):
        read_pk_events(words.with_columns(pl.col("DV").replace("1.0", "<0.5")))


@pytest.mark.parametrize("column", ["ID", "TIME"])
def test_a_table_without_subjects_or_times_is_refused(column):
    with pytest.raises(ModelDataError, match=column):
        read_pk_events(table().drop(column))
    with pytest.raises(ModelDataError, match="row 2"):
        read_pk_events(table(r2={column: None}))


def test_a_subject_whose_records_stand_apart_is_refused():
    with pytest.raises(ModelDataError, match="row 6, ID 1"):
        read_pk_events(pl.concat([table(), table()[1:2]]))


@pytest.mark.parametrize(
    ("rows", "key"),
    [([1, 2], "pk_no_dose"), ([0, 3], "pk_no_observation"), ([], "pk_empty")],
)
def test_tables_that_hold_only_half_of_a_study_are_refused(rows, key):
    with pytest.raises(ModelDataError) as error:
        read_pk_events(table()[rows])
    assert error.value.key == key


def test_all_below_the_limit_is_refused_with_their_number():
    below = table().with_columns(pl.col("DV") / 100)
    with pytest.raises(ModelDataError, match="all 3 concentrations"):
        read_pk_events(below)


def test_concentrations_that_are_all_the_same_are_refused():
    with pytest.raises(ModelDataError, match="all 3 concentrations are 4"):
        read_pk_events(table(r3={"DV": 4.0}, r5={"DV": 4.0}))


def test_subjects_measured_in_another_unit_are_told():
    third = [row | {"ID": 3} for row in GOOD[3:]]
    third[1] = third[1] | {"DV": 3000.0}  # ng/mL among mg/L
    with pytest.warns(PKDataWarning, match=r"ID 3: 1 subjects have concentrations per dose"):
        events = read_pk_events(table([*GOOD, *third]))
    assert "단위" in events.notes[-1].say("ko")


@pytest.mark.parametrize("unit", ["ng/mL", "g/L"])
def test_priors_without_mass_where_the_data_are_are_refused_before_compiling(monkeypatch, unit):
    monkeypatch.setattr(PopulationPK, "build", lambda *_: pytest.fail("began to compile"))
    ORAL.inputs(table())  # mg/L
    model = PopulationPK(CL=(5.0, 0.5), V=(30.0, 0.5), ka=(1.0, 0.5), concentration_unit=unit)
    with pytest.raises(ModelDataError, match=r"times what the priors expect.*units") as error:
        inference.start(model, table())
    assert error.value.key == "prior_far"
    assert "단위" in error.value.say("ko")
    # The same data under priors that leave more open are taken.
    PopulationPK(CL=(5.0, 5.0), V=(30.0, 5.0), ka=(1.0, 5.0), concentration_unit=unit).inputs(table())


def test_an_amount_that_cannot_be_told_in_the_unit_of_concentration_is_refused():
    model = PopulationPK(CL=(5.0, 0.5), V=(30.0, 0.5), ka=(1.0, 0.5), concentration_unit="nmol/L")
    with pytest.raises(KaiError, match="nmol/L"):
        model.inputs(table())


@pytest.mark.parametrize(
    ("rows", "change", "key", "where"),
    [
        ([0, 1, 2], {}, "pk_one_subject", "ID 1"),
        ([0, 1, 2, 3], {}, "pk_dose_without_observation", "ID 2"),
        ([0, 1, 2, 4], {}, "pk_observation_without_dose", "ID 2"),
        ([0, 1, 2, 3, 4], {"r1": {"TIME": 1.5}, "r2": {"TIME": 1.0}}, "pk_before_first_dose", "row 1"),
        ([0, 1, 2, 3, 4], {"r3": {"DV": -0.2, "LLOQ": None}}, "pk_negative_concentration", "row 3"),
    ],
)
def test_what_a_pharmacometrician_would_look_at_is_told(rows, change, key, where):
    data = table(**change)[rows].sort("ID", "TIME", maintain_order=True)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        events = read_pk_events(data)
    assert any(one.category is PKDataWarning and str(one.message).startswith(where) for one in told)
    note = next(note for note in events.notes if note.key == key)
    for lang in LANGUAGES:
        assert note.say(lang).startswith(where)


def test_a_value_under_its_limit_is_censored_though_nobody_ticked_it():
    events = read_pk_events(table(r3={"DV": 0.2}))
    assert events.observations["BLQ"].to_list() == [False, True, False]
    inputs = ORAL.inputs(events)
    np.testing.assert_array_equal(inputs["below"], [0, 1, 0])
    np.testing.assert_array_equal(inputs["observed"], [4.0, 0.5, 3.0])


# --- what events mean


def reaching(data, routes=("oral",)):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PKDataWarning)  # of one subject
        return dose_arrays(read_pk_events(data), routes)


def test_additional_doses_are_written_out_and_reach_what_comes_after_them():
    data = table(r1={"ADDL": 3, "II": 4.0}, r3={"TIME": 9.0})
    assert read_pk_events(data).doses["TIME"].to_list()[:4] == [0.0, 4.0, 8.0, 12.0]
    found = reaching(data)
    np.testing.assert_array_equal(found["oral_elapsed"], [[1, 0, 0], [9, 5, 1], [2, 0, 0]])
    np.testing.assert_array_equal(found["oral_amount"], [[100, 0, 0], [100, 100, 100], [120, 0, 0]])


def test_a_reset_and_a_steady_state_dose_end_what_was_before():
    rows = [*GOOD[:2], {"ID": 1, "TIME": 2.0, "AMT": 50.0, "EVID": 4, "WT": 70.0}, *GOOD[2:]]
    found = reaching(table(rows))
    np.testing.assert_array_equal(found["oral_amount"], [[100], [50], [120]])
    rows[2] |= {"EVID": 1, "SS": 1, "II": 6.0}
    found = reaching(table(rows))
    np.testing.assert_array_equal(found["oral_amount"], [[100], [50], [120]])
    np.testing.assert_array_equal(found["oral_interval"], [[0], [6], [0]])
    rows[2] |= {"SS": 2}
    found = reaching(table(rows))
    np.testing.assert_array_equal(found["oral_amount"], [[100, 0], [100, 50], [120, 0]])


def test_at_the_same_time_records_count_in_their_order():
    trough = {"ID": 1, "TIME": 12.0, "DV": 1.0, "EVID": 0}
    second = {"ID": 1, "TIME": 12.0, "AMT": 50.0, "EVID": 1}
    first, peak = {"ID": 1, "TIME": 0.0, "AMT": 100.0, "EVID": 1}, trough | {"DV": 5.0}
    found = reaching(table([first, trough, second, peak]), ("bolus",))
    np.testing.assert_array_equal(found["bolus_amount"], [[100, 0], [100, 50]])
    np.testing.assert_array_equal(found["bolus_elapsed"], [[12, 0], [12, 0]])


def test_the_trough_before_a_dose_at_steady_state_belongs_to_the_doses_before():
    first = {"ID": 1, "TIME": 0.0, "AMT": 100.0, "EVID": 1, "SS": 1, "II": 12.0}
    trough, again = {"ID": 1, "TIME": 12.0, "DV": 1.0, "EVID": 0}, first | {"TIME": 12.0, "AMT": 80.0}
    found = reaching(table([first, trough, again, trough]), ("bolus",))
    # The first sees an interval's end, the second only the dose that starts anew.
    np.testing.assert_array_equal(found["bolus_amount"], [[100], [80]])
    np.testing.assert_array_equal(found["bolus_elapsed"], [[12], [0]])


def test_additional_doses_are_given_before_an_observation_at_their_time_whatever_the_rounding():
    first = {"ID": 1, "TIME": 0.0, "AMT": 100.0, "EVID": 1, "ADDL": 3, "II": 0.1}
    seen = {"ID": 1, "TIME": 0.3, "DV": 1.0, "EVID": 0}
    assert 3 * 0.1 > 0.3
    found = reaching(table([first, seen]), ("bolus",))
    np.testing.assert_array_equal(found["bolus_amount"], [[100, 100, 100, 100]])
    np.testing.assert_allclose(found["bolus_elapsed"], [[0.3, 0.2, 0.1, 0]], atol=1e-15)
    # A steady state continued by additional doses: those are no longer at steady state.
    found = reaching(table([first | {"SS": 1}, seen]), ("bolus",))
    np.testing.assert_array_equal(found["bolus_interval"], [[0.1, 0, 0, 0]])


@pytest.mark.parametrize("evid", [3, 4])
def test_a_reset_at_the_time_of_an_observation_counts_in_its_order(evid):
    first = {"ID": 1, "TIME": 0.0, "AMT": 100.0, "EVID": 1, "ADDL": 9, "II": 4.0}
    seen = {"ID": 1, "TIME": 4.0, "DV": 1.0, "EVID": 0}
    reset = {"ID": 1, "TIME": 4.0, "EVID": evid} | ({"AMT": 7.0} if evid == 4 else {})
    found = reaching(table([first, seen, reset, seen, seen | {"TIME": 9.0, "DV": 2.0}]), ("bolus",))
    left = 7 if evid == 4 else 0
    # A reset also ends the additional doses that were still to come.
    np.testing.assert_array_equal(found["bolus_amount"], [[100, 100], [left, 0], [left, 0]])


def test_a_concentration_recorded_before_the_first_dose_at_its_time_is_told():
    rows = [GOOD[1] | {"TIME": 0.0}, GOOD[0], *GOOD[2:]]
    with pytest.warns(PKDataWarning, match="before the first dose"):
        read_pk_events(table(rows))


def test_rate_makes_an_infusion_of_the_central_compartment():
    data = table(r1={"RATE": 50.0, "CMT": 2})
    found = reaching(data, ("oral", "infusion"))
    np.testing.assert_array_equal(found["infusion_duration"][:, 0], [2, 2, 1])
    np.testing.assert_array_equal(found["infusion_amount"][:, 0], [100, 100, 0])
    np.testing.assert_array_equal(found["oral_amount"][:, 0], [0, 0, 120])


@pytest.mark.parametrize(
    ("key", "change", "routes"),
    [
        ("pk_route_undeclared", {}, ("infusion",)),
        ("pk_route_undeclared", {"CMT": 2}, ("oral",)),
        ("pk_no_such_compartment", {"CMT": 2}, ("bolus",)),
        ("pk_infusion_into_depot", {"RATE": 10.0}, ("oral",)),
    ],
)
def test_doses_that_the_model_is_not_for_are_refused_by_row(key, change, routes):
    with pytest.raises(ModelDataError, match="row 1, ID 1") as error:
        reaching(table(r1=change), routes)
    assert error.value.key == key


def test_an_observation_of_another_compartment_is_refused():
    with pytest.raises(ModelDataError, match=r"row 2.*CMT to 2"):
        reaching(table(r2={"CMT": 1}))


# --- covariates and residual errors


WEIGHT = CovariateEffect(parameter="CL", covariate="WT")


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"r4": {"WT": None}, "r5": {"WT": None}}, "pk_covariate_missing"),
        ({"r2": {"WT": 71.0}}, "pk_covariate_varies"),
        ({"r4": {"WT": -80.0}, "r5": {"WT": -80.0}}, "pk_covariate_not_positive"),
    ],
)
def test_a_covariate_that_is_not_one_number_a_subject_is_refused_by_id(change, key):
    with pytest.raises(ModelDataError, match="ID") as error:
        WEIGHT.design(read_pk_events(table(**change)).covariates)
    assert error.value.key == key


def test_an_unknown_covariate_is_refused_with_those_there_are():
    with pytest.raises(ModelDataError, match=r"AGE.*WT"):
        CovariateEffect(parameter="CL", covariate="AGE").design(read_pk_events(table()).covariates)


def test_power_and_exponential_covariates():
    covariates = read_pk_events(table()).covariates
    np.testing.assert_allclose(WEIGHT.design(covariates), np.log([1.0, 80 / 70]))
    per_kg = CovariateEffect(parameter="V", covariate="WT", form="exponential", coefficient=(0.0, 0.1))
    np.testing.assert_allclose(per_kg.design(covariates), [0.0, 10.0])


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"r2": {"DV": 0.0, "LLOQ": None}}, "pk_zero_concentration"),
        ({"r1": {"TIME": 2.0}}, "pk_residual_before_dose"),
    ],
)
@pytest.mark.parametrize("residual", ["proportional", "lognormal"])
@pytest.mark.filterwarnings("ignore::kai_workbench.models.PKDataWarning")
def test_a_concentration_that_the_residual_error_cannot_have_is_refused(change, key, residual):
    data = table(**change).sort("ID", "TIME", maintain_order=True)
    model = PopulationPK(CL=(5.0, 0.5), V=(30.0, 0.5), ka=(1.0, 0.5), residual=residual)
    with pytest.raises(ModelDataError, match="row") as error:
        model.inputs(data)
    assert error.value.key == key


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"ka": None}, "ka"),
        ({"Q": (1.0, 0.5)}, "V2"),
        ({"V2": (1.0, 0.5)}, "Q"),
        ({"Q3": (1.0, 0.5), "V3": (1.0, 0.5)}, "Q"),
        ({"routes": ()}, "routes"),
        ({"routes": ("oral", "bolus")}, "F"),
        ({"routes": ("nasal",)}, "routes"),
        ({"absorption": "ka < ke"}, "absorption"),
        ({"residual": "poisson"}, "residual"),
        ({"random": ("CL", "Emax")}, "random"),
        ({"CL": (-1.0, 0.5)}, "CL"),
        ({"omega_sd": 0.0}, "omega_sd"),
        ({"routes": ("oral", "bolus"), "F": (1.2, 0.5)}, "F"),
    ],
)
def test_models_that_make_no_sense_are_refused_by_field(fields, where):
    with pytest.raises(ModelDataError) as error:
        PopulationPK(**{"CL": (5.0, 0.5), "V": (30.0, 0.5), "ka": (1.0, 0.5)} | fields)
    assert error.value.where == where


def test_amounts_and_concentrations_of_other_units_are_brought_together():
    ng = PopulationPK(CL=(5.0, 0.5), V=(30.0, 0.5), ka=(1.0, 0.5), concentration_unit="ng/mL")
    data = table().with_columns(pl.col("DV") * 1000, pl.col("LLOQ") * 1000)
    np.testing.assert_allclose(ng.inputs(data)["oral_amount"], 1000 * ORAL.inputs(table())["oral_amount"])
    assert [ng.unit(name) for name in ng.parameters] == ["L/h", "L", "1/h"]
