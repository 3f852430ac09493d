from __future__ import annotations

import numpy as np
import pytest

from kai_workbench.models import ModelDataError
from kai_workbench.pipelines import AnimalEvidence, FirstInHumanDose, Target, first_in_human_dose

RAT = AnimalEvidence(species="rat", noael_mg_kg=50.0, spacing=3.0, auc_ng_h_mL=10_000.0, auc_fold=1.0)
DOG = AnimalEvidence(species="dog", noael_mg_kg=2.0, spacing=2.0)


def dose(**more) -> FirstInHumanDose:
    kinetics = {"clearance_mL_min_kg": np.full(500, 5.0), "volume_L_kg": np.full(500, 1.0)}
    return first_in_human_dose([RAT, DOG], **(kinetics | more))


def test_the_guidance_s_arithmetic_stands_beside_the_draws():
    # FDA 2005: 50 mg/kg in the rat is 8.108 mg/kg in human, over 10 is .811, times 60 kg.
    rat, dog = first_in_human_dose([RAT, DOG]).limits
    assert rat.conventional_mg == pytest.approx(50 * 6 / 37 / 10 * 60)
    assert dog.conventional_mg == pytest.approx(2 * 20 / 37 / 10 * 60)
    assert (rat.kind, dog.kind) == ("mrsd", "mrsd")


def test_the_threshold_lies_between_the_noael_and_the_next_dose():
    rat = first_in_human_dose([RAT], safety_factor=1.0).limits[0].draws_mg / 60
    # exponents of .67 to .75: (60 / .15) ** -(1 - b) of the animal's dose
    low, high = 50 * (60 / 0.15) ** -0.33, 150 * (60 / 0.15) ** -0.25
    assert low <= rat.min() < rat.max() <= high
    narrow = first_in_human_dose([AnimalEvidence(species="rat", noael_mg_kg=50.0, spacing=1.2)])
    assert np.std(np.log(narrow.limits[0].draws_mg)) < np.std(np.log(rat))


def test_the_exposure_at_the_noael_over_the_margin_is_the_limit_s_dose():
    found = dose(exposure_margin=5.0, bioavailability=0.5, body_weight_kg=70.0)
    limit = next(one for one in found.limits if one.kind == "exposure")
    # AUC of 1 mg: F·1e6 ng / (CL in mL/h); the lowest draws are those of a threshold at the NOAEL itself
    per_mg = 0.5 * 1e6 / (5 * 60 * 70)
    assert limit.draws_mg.min() == pytest.approx(10_000 / 5 / per_mg, rel=0.01)
    assert limit.draws_mg.max() == pytest.approx(3 * 10_000 / 5 / per_mg, rel=0.01)
    np.testing.assert_allclose(found.margins(10.0)["rat"], 10_000 / (10 * per_mg), rtol=1e-9)
    assert set(found.margins(1.0)) == {"rat"}  # the dog's exposure is not known


def test_the_mabel_binds_its_share_of_the_target():
    target = Target(kd_nM=100.0, kd_fold=1.0, occupancy=0.2, molar_mass=500.0, fraction_unbound=0.5)
    limit = dose(target=target).limits[-1]
    free = limit.draws_mg / 60 / 1.0 * 1e6 / 500 * 0.5  # nM: mg over L, to nmol/L, the unbound half
    np.testing.assert_allclose(free / (free + 100.0), 0.2, rtol=1e-9)
    assert limit.species == "human"


def test_the_recommended_range_keeps_every_limit_as_often_as_it_says():
    found = dose(target=Target(kd_nM=500.0))
    low, high = found.recommended
    assert found.kept(low) == pytest.approx(0.95, abs=0.002)
    assert found.kept(high) == pytest.approx(0.75, abs=0.002)
    assert all((one.draws_mg >= found.lowest).all() for one in found.limits)
    assert sum(found.tightest().values()) == pytest.approx(1.0)
    table = found.summary()
    assert table["limit"].to_list() == ["mrsd", "mrsd", "exposure", "mabel", "all"]
    assert table["median_mg"][-1] == pytest.approx(np.median(found.lowest))


def test_without_human_kinetics_only_the_body_surface_speaks():
    found = first_in_human_dose([RAT], target=Target(kd_nM=1.0))
    assert [one.kind for one in found.limits] == ["mrsd"]
    assert found.margins(1.0) == {}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"safety_factor": 0.0}, "safety_factor"),
        ({"bioavailability": 1.5}, "bioavailability"),
        ({"body_weight_kg": float("nan")}, "body_weight_kg"),
        ({"clearance_mL_min_kg": np.array([1.0, -1.0])}, "draws"),
        ({"target": Target(kd_nM=1.0, occupancy=1.0)}, "occupancy"),
    ],
)
def test_what_cannot_be_is_refused(more, told):
    with pytest.raises(ModelDataError, match=told):
        dose(**more)


def test_a_dose_needs_a_species():
    with pytest.raises(ModelDataError, match="no species"):
        first_in_human_dose([])
