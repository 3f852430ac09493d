from __future__ import annotations

import dataclasses
import math

import numpy as np
import polars as pl
import pytest

from kai_workbench import models
from kai_workbench.models._allometry import power_law
from kai_workbench.models._errors import ModelDataError

WEIGHT = {"rat": 0.25, "dog": 10.0, "monkey": 5.0}
BRAIN = {"rat": 0.0018, "dog": 0.080, "monkey": 0.090}


def table(**columns):
    """A species PK table; what is not given is null."""
    height = len(next(iter(columns.values())))
    names = [
        name
        for s in ("rat", "dog", "monkey", "human")
        for name in (f"clearance_{s}_mL_min_kg", f"volume_ss_{s}_L_kg", f"fraction_unbound_{s}")
    ]
    return pl.DataFrame(
        {"compound": [f"c{i}" for i in range(height)]}
        | {name: pl.Series([None] * height, dtype=pl.Float64) for name in names}
        | {name: pl.Series(values, dtype=pl.Float64) for name, values in columns.items()}
    )


def on_a_line(a, b, quantity="clearance", unit="mL_min_kg"):
    """One compound whose animals lie exactly on total = a × weight**b."""
    return table(**{f"{quantity}_{s}_{unit}": [a * w**b / w] for s, w in WEIGHT.items()})


def test_animals_on_a_power_law_give_it_back():
    answer = models.SimpleAllometry().predict(on_a_line(8.0, 0.8)).row(0, named=True)
    assert answer["exponent"] == pytest.approx(0.8)
    assert answer["estimate"] == pytest.approx(8.0 * 70**0.8 / 70)


def test_volume_scales_by_the_same_line():
    frame = on_a_line(1.2, 1.05, quantity="volume_ss", unit="L_kg")
    answer = models.SimpleAllometry(parameter="volume_ss").predict(frame).row(0, named=True)
    assert answer["exponent"] == pytest.approx(1.05)
    assert answer["estimate"] == pytest.approx(1.2 * 70**1.05 / 70)


def test_scattered_animals_get_the_least_squares_line():
    x, y = np.log([0.25, 10.0, 5.0]), np.log([40 * 0.25, 6 * 10.0, 21 * 5.0])
    b, log_a = np.polyfit(x, y, 1)
    frame = table(clearance_rat_mL_min_kg=[40], clearance_dog_mL_min_kg=[6], clearance_monkey_mL_min_kg=[21])
    answer = models.SimpleAllometry().predict(frame).row(0, named=True)
    assert answer["exponent"] == pytest.approx(b)
    assert answer["estimate"] == pytest.approx(math.exp(log_a + b * math.log(70)) / 70)


def test_two_animals_make_no_line_unless_two_are_asked_for():
    value = np.array([[1.0, np.nan, 4.0], [np.nan, np.nan, np.nan], [1.0, 8.0, np.nan]])
    weight = np.array([1.0, 8.0, 4.0])
    assert np.isnan(power_law(weight, value, minimum=3)).all()
    a, b = power_law(weight, value, minimum=2)
    np.testing.assert_allclose(b, [1, np.nan, 1])
    np.testing.assert_allclose(a, [1, np.nan, 1])


@pytest.mark.parametrize("method", [models.SimpleAllometry(), models.RuleOfExponents()])
def test_compounds_lacking_an_animal_get_null_and_the_others_keep_their_place(method):
    frame = pl.concat([on_a_line(8.0, 0.6), on_a_line(8.0, 0.6), on_a_line(3.0, 0.6)])
    frame = frame.with_columns(
        clearance_dog_mL_min_kg=pl.Series([frame["clearance_dog_mL_min_kg"][0], None, 1.0])
    )
    answer = method.predict(frame)
    assert answer.columns == ["compound", "estimate", "exponent", "note"]
    assert answer["estimate"].is_null().to_list() == [False, True, False]
    assert answer["exponent"].is_null().to_list() == [False, True, False]
    assert answer["note"][1] is None
    assert answer["estimate"][0] == pytest.approx(8.0 * 70**-0.4)


@pytest.mark.parametrize(
    ("exponent", "by", "note"),
    [
        (0.40, "nothing", "exponent_shallow"),
        (0.549, "nothing", "exponent_shallow"),
        (0.56, "nothing", "exponent_simple"),
        (0.699, "nothing", "exponent_simple"),
        (0.71, "life span", "exponent_life_span"),
        (0.99, "life span", "exponent_life_span"),
        (1.001, "brain", "exponent_brain_weight"),
        (1.29, "brain", "exponent_brain_weight"),
        (1.31, "brain", "exponent_steep"),
    ],
)
def test_the_exponent_chooses_the_correction(exponent, by, note):
    factor = {
        "nothing": dict.fromkeys((*WEIGHT, "human"), 1.0),
        "brain": BRAIN | {"human": 1.4},
        "life span": {
            s: 185.4 * b**0.636 * w**-0.225
            for s, b, w in (*((s, BRAIN[s], WEIGHT[s]) for s in WEIGHT), ("human", 1.4, 70.0))
        },
    }[by]
    frame = on_a_line(5.0, exponent)
    x = np.log(list(WEIGHT.values()))
    y = np.log([5.0 * w**exponent * factor[s] for s, w in WEIGHT.items()])
    slope, intercept = np.polyfit(x, y, 1)
    expected = math.exp(intercept + slope * math.log(70)) / factor["human"] / 70
    answer = models.RuleOfExponents().predict(frame).row(0, named=True)
    assert answer["exponent"] == pytest.approx(exponent)
    assert answer["note"] == note
    assert answer["estimate"] == pytest.approx(expected)


def test_corrections_lower_the_human_clearance():
    # Man lives longer and thinks with more than his weight lets expect.
    for exponent in (0.8, 1.1):
        frame = on_a_line(5.0, exponent)
        corrected = models.RuleOfExponents().predict(frame)["estimate"][0]
        assert corrected < models.SimpleAllometry().predict(frame)["estimate"][0]


def test_life_spans_follow_sachers_formula():
    # By hand from brain and body weight in kg; man: 185.4 × 1.4^0.636 × 70^−0.225.
    years = models.RuleOfExponents().life_span_years()
    np.testing.assert_allclose(years, [4.54, 22.2, 27.9, 88.3], rtol=0.005)


def test_the_unbound_intercept_is_the_published_formula():
    frame = on_a_line(8.0, 0.7).with_columns(fraction_unbound_rat=0.2, fraction_unbound_human=0.05)
    answer = models.UnboundIntercept().predict(frame).row(0, named=True)
    assert answer["estimate"] == pytest.approx(33.35 * (8.0 / 4.0) ** 0.770 / 70)
    assert answer["exponent"] == pytest.approx(0.7)


@pytest.mark.parametrize(
    "lacking", ["fraction_unbound_rat", "fraction_unbound_human", "clearance_dog_mL_min_kg"]
)
def test_the_unbound_intercept_needs_both_fractions_and_three_animals(lacking):
    frame = on_a_line(8.0, 0.7).with_columns(fraction_unbound_rat=0.2, fraction_unbound_human=0.05)
    answer = models.UnboundIntercept().predict(frame.with_columns(pl.lit(None, pl.Float64).alias(lacking)))
    assert answer.select("estimate", "exponent", "note").row(0) == (None, None, None)


def test_constants_are_fields_that_a_person_may_change():
    heavier = models.SimpleAllometry().body_weight_kg._replace(human=60.0)
    answer = models.SimpleAllometry(body_weight_kg=heavier).predict(on_a_line(8.0, 0.8))
    assert answer["estimate"][0] == pytest.approx(8.0 * 60**-0.2)
    assert hash(dataclasses.replace(models.RuleOfExponents(), steep=1.2))


@pytest.mark.parametrize(
    ("frame", "key", "where"),
    [
        (on_a_line(1, 1).drop("clearance_dog_mL_min_kg"), "missing_column", "clearance_dog_mL_min_kg"),
        (on_a_line(1, 1).drop("compound"), "missing_column", "compound"),
        (
            on_a_line(1, 1).with_columns(clearance_rat_mL_min_kg=0.0),
            "value_not_positive",
            "c0, clearance_rat_mL_min_kg",
        ),
        (
            on_a_line(1, 1).with_columns(clearance_rat_mL_min_kg=math.nan),
            "value_not_positive",
            "c0, clearance_rat_mL_min_kg",
        ),
    ],
)
def test_unusable_tables_are_refused_by_column_and_compound(frame, key, where):
    with pytest.raises(ModelDataError) as error:
        models.SimpleAllometry().predict(frame)
    assert (error.value.key, error.value.where) == (key, where)


def test_an_unknown_quantity_is_refused():
    with pytest.raises(ModelDataError, match="half_life"):
        models.SimpleAllometry(parameter="half_life")


def test_an_empty_table_gives_an_empty_answer():
    assert models.RuleOfExponents().predict(on_a_line(1, 1).clear()).height == 0
