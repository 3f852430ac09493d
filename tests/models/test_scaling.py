from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest

from kai_workbench import models, standards
from kai_workbench.models._errors import ModelDataError

ONE = pl.DataFrame(
    {
        "compound": ["full", "bare"],
        "clearance_rat_mL_min_kg": [40.0, None],
        "clearance_dog_mL_min_kg": [10.0, None],
        "clearance_monkey_mL_min_kg": [16.0, None],
        "volume_ss_rat_L_kg": [2.0, None],
        "volume_ss_dog_L_kg": [3.0, 3.0],
        "volume_ss_monkey_L_kg": [4.0, None],
        "fraction_unbound_rat": [0.2, 0.2],
        "fraction_unbound_dog": [0.3, None],
        "fraction_unbound_monkey": [0.4, 0.4],
        "fraction_unbound_human": [0.1, 0.1],
    },
    schema_overrides={"clearance_rat_mL_min_kg": pl.Float64},
)


@pytest.fixture(scope="module")
def real(mirror):
    return standards.species_pk("pk_animal_human").frame


@pytest.mark.parametrize(("animal", "human"), [("rat", 6.08), ("dog", 4.10), ("monkey", 6.512)])
def test_one_species_gives_tangs_fraction_of_its_clearance(animal, human):
    answer = models.SingleSpecies(animal=animal).predict(ONE)
    assert answer["estimate"][0] == pytest.approx(human)
    assert answer["estimate"][1] is None


@pytest.mark.parametrize(
    ("animal", "n", "gmfe", "within"),
    [("monkey", 122, 1.950, 0.623), ("dog", 252, 2.417, 0.536), ("rat", 316, 2.687, 0.437)],
)
def test_single_species_scaling_errs_on_the_real_table_as_it_is_known_to(real, animal, n, gmfe, within):
    predicted = models.SingleSpecies(animal=animal).predict(real)["estimate"]
    pairs = pl.DataFrame([predicted, real["clearance_human_mL_min_kg"].alias("observed")]).drop_nulls()
    assert pairs.height == n
    assert models.gmfe(pairs["estimate"], pairs["observed"]) == pytest.approx(gmfe, abs=0.001)
    assert models.within_fold(pairs["estimate"], pairs["observed"]) == pytest.approx(within, abs=0.0005)


@pytest.mark.parametrize(
    ("larger", "weight", "value", "exponent"), [("dog", 10.0, 10.0, 0.628), ("monkey", 5.0, 16.0, 0.650)]
)
def test_two_species_leave_their_line_at_one_kilogram(larger, weight, value, exponent):
    # By hand: rat 40 × 0.25 = 10 mL/min; the line to the larger animal, read at 1 kg.
    slope = math.log(value * weight / 10.0) / math.log(weight / 0.25)
    a = 10.0 * (1 / 0.25) ** slope
    answer = models.TwoSpecies(larger=larger).predict(ONE).row(0, named=True)
    assert answer["exponent"] == pytest.approx(slope)
    assert answer["estimate"] == pytest.approx(a * 70**exponent / 70)


def test_two_species_of_round_numbers():
    # 10 mL/min at 0.25 kg and 100 mL/min at 10 kg: slope 1 / log10(40) = 0.6242, a = 23.76 mL/min,
    # times 70^0.628 = 14.41 gives 342.4 mL/min, 4.89 mL/min/kg.
    answer = models.TwoSpecies(larger="dog").predict(ONE).row(0, named=True)
    assert answer["exponent"] == pytest.approx(0.6242, abs=5e-5)
    assert answer["estimate"] == pytest.approx(4.89, abs=0.005)
    assert models.TwoSpecies(larger="dog").predict(ONE)["estimate"][1] is None


@pytest.mark.parametrize(
    ("animal", "human"), [("rat", 40 * 20.7 / 55.2), ("dog", 10 * 20.7 / 30.9), ("monkey", 16 * 20.7 / 43.6)]
)
def test_the_fraction_of_liver_blood_flow_is_kept(animal, human):
    answer = models.LiverBloodFlow(animal=animal).predict(ONE)
    assert answer["estimate"].to_list() == [pytest.approx(human), None]


def test_liver_blood_flows_are_those_of_davies_and_morris():
    flow = models.LiverBloodFlow(animal="rat").flow
    np.testing.assert_allclose(flow, [13.8 / 0.25, 309 / 10, 218 / 5, 1450 / 70], atol=0.05)


@pytest.mark.parametrize("animal", ["rat", "dog", "monkey"])
def test_volumes_of_unbound_drug_are_held_equal(animal):
    # 2 / 0.2 = 3 / 0.3 = 4 / 0.4 = 10 L/kg of unbound drug, times 0.1 in man.
    answer = models.ProportionalVolume(animal=animal).predict(ONE)
    assert answer["estimate"].to_list() == [pytest.approx(1.0), None]


def test_total_volumes_need_no_fraction_unbound():
    method = models.ProportionalVolume(animal="dog", unbound=False)
    fractions = [name for name in ONE.columns if name.startswith("fraction")]
    assert method.predict(ONE.drop(fractions))["estimate"].to_list() == [3.0, 3.0]


def test_binding_makes_volume_predictions_worse_on_the_real_table(real):
    for animal in ("rat", "dog", "monkey"):
        both = pl.DataFrame(
            {
                "unbound": models.ProportionalVolume(animal=animal).predict(real)["estimate"],
                "equal": models.ProportionalVolume(animal=animal, unbound=False).predict(real)["estimate"],
                "observed": real["volume_ss_human_L_kg"],
            }
        ).drop_nulls()
        assert models.gmfe(both["unbound"], both["observed"]) > models.gmfe(both["equal"], both["observed"])


@pytest.mark.parametrize(
    "make",
    [
        lambda: models.SingleSpecies(animal="human"),
        lambda: models.LiverBloodFlow(animal="mouse"),
        lambda: models.ProportionalVolume(animal="mouse"),
        lambda: models.TwoSpecies(larger="rat"),
    ],
)
def test_animals_without_a_constant_are_refused(make):
    with pytest.raises(ModelDataError) as error:
        make()
    assert error.value.key == "unknown_animal"


def test_a_zero_clearance_is_refused_by_name():
    with pytest.raises(ModelDataError, match="full, clearance_rat_mL_min_kg"):
        models.SingleSpecies(animal="rat").predict(ONE.with_columns(clearance_rat_mL_min_kg=0.0))
