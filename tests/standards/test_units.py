from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kai_workbench.standards import _units


@pytest.mark.parametrize(
    ("unit", "quantity", "expected"),
    [
        ("mL/min/kg", "clearance", 1.0),
        ("L/h/kg", "clearance", 1000 / 60),
        ("mL/h/kg", "clearance", 1 / 60),
        ("L/min/kg", "clearance", 1000.0),
        ("L/kg", "volume_ss", 1.0),
        ("mL/kg", "volume_ss", 0.001),
    ],
)
def test_each_accepted_unit_has_its_factor(unit, quantity, expected):
    assert _units.factor(unit, quantity) == pytest.approx(expected, rel=1e-15)


@settings(deadline=None)  # a busy machine is no failure
@given(
    st.sampled_from([(quantity, unit) for quantity, units in _units.ACCEPTED.items() for unit in units]),
    st.randoms(),
)
def test_letter_case_and_spaces_do_not_matter(which, random):
    quantity, unit = which
    spelt = "".join(random.choice([c.upper(), c.lower(), f" {c}", f"{c} "]) for c in unit)
    assert _units.factor(spelt, quantity) == _units.ACCEPTED[quantity][unit]


@settings(deadline=None)  # a busy machine is no failure
@given(
    st.floats(1e-6, 1e6),
    st.sampled_from(list(_units.ACCEPTED["clearance"])),
    st.sampled_from(list(_units.ACCEPTED["clearance"])),
)
def test_a_value_converted_there_and_back_is_itself(value, one, other):
    there = value * _units.factor(one, "clearance") / _units.factor(other, "clearance")
    back = there * _units.factor(other, "clearance") / _units.factor(one, "clearance")
    assert back == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("unit", ["", "mL/min", "ml/min/g", "L", "furlong", "mL/min/kg/day", "µL/min/mg"])
def test_what_is_no_clearance_per_kilogram_has_no_factor(unit):
    assert _units.factor(unit, "clearance") is None
