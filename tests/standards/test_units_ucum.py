from __future__ import annotations

import contextlib
import gzip
import json
import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kai_workbench import standards
from kai_workbench.standards import units

CONCENTRATIONS = ["ng/mL", "ug/mL", "mg/L", "pg/mL", "g/dL", "mg/dL", "ug/L", "kg/m3"]
COUNTS = ["10*3/uL", "10^9/L", "/uL", "10*6/mL", "{cells}/mm3", "x10^9/L"]
AREAS = ["h*ng/mL", "h*ug/mL", "min*mg/L", "day*ng/mL", "hr*ng/mL"]
AMOUNTS = ["nmol/L", "umol/L", "mmol/L", "uM", "mol/m3"]
FAMILIES = [CONCENTRATIONS, COUNTS, AREAS, AMOUNTS, ["U/L", "ukat/L", "umol/min/mL"], ["Cel", "K", "[degF]"]]

values = st.floats(1e-9, 1e9)
families = st.sampled_from(FAMILIES)


@pytest.mark.parametrize(
    ("written", "factor", "dimensions"),
    [
        ("10*3/uL", 1e3, {"[length]": -3}),
        ("10^3/uL", 1e3, {"[length]": -3}),
        ("x10^9/L", 1e9, {"[length]": -3}),
        ("10E12/L", 1e12, {"[length]": -3}),
        ("[IU]/L", 1, {"[kai_international_unit]": 1, "[length]": -3}),
        ("mIU/L", 1, {"[kai_international_unit]": 1, "[length]": -3}),
        ("h*ng/mL", 1, {"[time]": 1, "[mass]": 1, "[length]": -3}),
        ("hr*ng/mL", 1, {"[time]": 1, "[mass]": 1, "[length]": -3}),
        ("h.ng/mL", 1, {"[time]": 1, "[mass]": 1, "[length]": -3}),
        ("mg/kg/day", 1, {"[time]": -1}),
        ("ug/mL", 1, {"[mass]": 1, "[length]": -3}),
        ("µg/mL", 1, {"[mass]": 1, "[length]": -3}),
        ("U/L", 1, {"[substance]": 1, "[time]": -1, "[length]": -3}),
        ("{beats}/min", 1, {"[time]": -1}),
        ("beats/min", 1, {"[time]": -1}),
        ("/100 WBC", 0.01, {}),
        ("mL/min/1.73 m2", 1 / 1.73, {"[length]": 1, "[time]": -1}),
        ("m.s-2", 1, {"[length]": 1, "[time]": -2}),
        ("(L/h)/(mg/kg)", 1, {"[length]": 3, "[time]": -1}),
        ("1", 1, {}),
    ],
)
def test_a_unit_is_read_as_ucum_and_studies_write_it(written, factor, dimensions):
    unit = units.parse_ucum(written)
    assert unit.factor == pytest.approx(factor)
    assert unit.dimensions == dimensions


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("10*3/uL", "/L", 1e9),
        ("h*ng/mL", "h*ug/L", 1.0),
        ("mg/dL", "g/L", 0.01),
        ("mmHg", "Pa", 133.322387415),
        ("mg/kg/day", "ug/kg/h", 1000 / 24),
        ("mL/min/kg", "L/h/kg", 0.06),
        ("U/L", "nkat/L", 1000 / 60),
        ("%", "1", 0.01),
        ("wk", "d", 7.0),
    ],
)
def test_a_conversion_has_its_known_factor(one, other, expected):
    assert units.convert(1.0, one, other) == pytest.approx(expected, rel=1e-12)


@settings(deadline=None)
@given(values, families, st.data())
def test_a_value_converted_there_and_back_is_itself(value, family, data):
    one, other = data.draw(st.sampled_from(family)), data.draw(st.sampled_from(family))
    back = units.convert(units.convert(value, one, other), other, one)
    assert math.isclose(back, value, rel_tol=1e-9, abs_tol=1e-9)


@settings(deadline=None)
@given(values, families, st.data())
def test_a_way_round_leads_to_the_same_value(value, family, data):
    one, way, other = (data.draw(st.sampled_from(family)) for _ in range(3))
    round_about = units.convert(units.convert(value, one, way), way, other)
    assert math.isclose(round_about, units.convert(value, one, other), rel_tol=1e-9, abs_tol=1e-9)


@settings(deadline=None)
@given(st.data())
def test_units_of_different_kinds_are_never_converted(data):
    mine, yours = data.draw(st.permutations(range(len(FAMILIES))))[:2]
    one = data.draw(st.sampled_from(FAMILIES[mine]))
    other = data.draw(st.sampled_from(FAMILIES[yours]))
    with pytest.raises(standards.UnitMismatch):
        units.convert(1.0, one, other)


@settings(deadline=None)
@given(values, st.floats(1.0, 1e6), st.sampled_from(CONCENTRATIONS), st.sampled_from(AMOUNTS))
def test_mass_and_amount_meet_through_the_molar_mass(value, molar_mass, mass, amount):
    there = units.convert(value, mass, amount, molar_mass=molar_mass)
    assert units.convert(there, amount, mass, molar_mass=molar_mass) == pytest.approx(value, rel=1e-9)
    in_ng = units.convert(value, mass, "ng/mL")
    assert units.convert(there, amount, "nmol/L") == pytest.approx(in_ng / molar_mass * 1000, rel=1e-9)


@given(st.text(max_size=12))
@settings(deadline=None)
def test_any_text_is_read_or_refused_but_never_breaks(text):
    with contextlib.suppress(standards.UnknownUnit):
        assert units.parse_ucum(text).factor >= 0


def test_mass_to_amount_without_a_molar_mass_says_what_is_needed():
    with pytest.raises(standards.UnitMismatch, match="molar_mass"):
        units.convert(1.0, "ng/mL", "nmol/L")
    with pytest.raises(standards.UnitMismatch, match="molar mass"):
        units.convert(1.0, "ng/mL", "nmol/L", molar_mass=0.0)


@pytest.mark.parametrize("written", ["Mgg/kg", "furlong", "ng/ml/", "mg//kg", "(mg/kg", "1/0", ""])
def test_an_unknown_unit_is_refused_with_what_is_near(written):
    with pytest.raises(standards.UnknownUnit) as caught:
        units.parse_ucum(written)
    assert not written or "Nearest" in str(caught.value)


def test_letter_case_is_kept_as_ucum_keeps_it():
    assert units.convert(1.0, "Mg", "mg") == pytest.approx(1e9)
    with pytest.raises(standards.UnknownUnit, match="ng/mL"):
        units.parse_ucum("NG/ML")


def test_a_temperature_scale_is_shifted_and_never_multiplied():
    assert units.convert(37.0, "C", "[degF]") == pytest.approx(98.6)
    assert units.convert(0.0, "Cel", "K") == pytest.approx(273.15)
    with pytest.raises(standards.UnknownUnit, match="own zero"):
        units.parse_ucum("Cel/min")


def test_arrays_series_and_expressions_come_back_as_they_were():
    array = units.convert(np.array([1.0, np.nan]), "ug/mL", "ng/mL")
    assert array[0] == 1000
    assert np.isnan(array[1])
    series = units.convert(pl.Series([1.0, None]), "ug/mL", "ng/mL")
    assert series.to_list() == [1000.0, None]
    frame = pl.DataFrame({"x": [1.0]}).select(units.convert(pl.col("x"), "h", "min"))
    assert frame["x"].to_list() == [pytest.approx(60.0)]


def test_every_unit_of_the_cdisc_pharmacokinetic_codelist_is_read(mirror):
    told = json.loads(gzip.decompress((mirror / "cdisc_core/sendct-2026-03-27.json.gz").read_bytes()))
    lists = {
        one["submissionValue"]: [term["submissionValue"] for term in one["terms"]]
        for one in told["codelists"]
    }
    assert len(lists["PKUNIT"]) == 608
    for written in lists["PKUNIT"]:
        units.parse_ucum(written)
