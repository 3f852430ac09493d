from __future__ import annotations

import numpy as np
import pytest

from kai_workbench.models import (
    ModelDataError,
    auc_ratio,
    basic_ratio,
    human_equivalent_dose,
    inactivation,
    induction,
    intrinsic_clearance,
    mabel_dose_mg,
    maximum_recommended_starting_dose,
    noael_draws,
    oie_tozer_tissue,
    oie_tozer_volume,
    parallel_tube,
    receptor_occupancy,
    reversible_inhibition,
    well_stirred,
)


def test_the_starting_dose_from_a_rat_noael():
    hed = human_equivalent_dose(50.0, species="rat")
    assert hed == pytest.approx(8.108, abs=5e-4)
    assert maximum_recommended_starting_dose(hed) == pytest.approx(0.811, abs=5e-4)


def test_uncertainty_of_the_noael_reaches_the_starting_dose():
    noael = noael_draws(50, 150, n=20000)
    dose = maximum_recommended_starting_dose(human_equivalent_dose(noael, species="rat"))
    assert dose.shape == (20000,)
    assert dose.min() >= 0.8108
    assert dose.max() <= 3 * 0.8109
    assert np.median(dose) == pytest.approx(0.8108 * np.sqrt(3), rel=0.02)
    with pytest.raises(ModelDataError):
        noael_draws(150, 50)


def test_the_mabel_dose_binds_the_share_it_promises():
    kd = np.array([0.5, 2.0, 8.0])
    dose = mabel_dose_mg(kd, molar_mass=150_000, volume_L=3.0, occupancy=0.1)
    free = dose / 3.0 / 150_000 * 1e6  # nM
    np.testing.assert_allclose(receptor_occupancy(free, kd_nM=kd), 0.1)
    assert mabel_dose_mg(9.0, molar_mass=1000, volume_L=1.0) == pytest.approx(0.001)  # 1 nM of 1 kDa in 1 L


def test_liver_models():
    assert well_stirred(5.0) == pytest.approx(4.0272, abs=1e-4)
    assert parallel_tube(5.0) == pytest.approx(4.4420, abs=1e-4)
    draws = np.array([1e-6, 5.0, 1e6])
    assert np.all(well_stirred(draws) <= parallel_tube(draws))  # and neither exceeds the flow
    np.testing.assert_allclose(parallel_tube(draws)[[0, 2]], [1e-6, 20.7], rtol=1e-6)
    assert intrinsic_clearance(10, content_per_g_liver=40) == pytest.approx(10.28)


def test_static_interactions():
    left = reversible_inhibition(10.0, ki=1.0)
    assert auc_ratio(0.9, liver=left) == pytest.approx(5.5, abs=1e-4)
    assert basic_ratio(0.02, ki=1.0) == pytest.approx(1.02)
    ki = np.array([0.5, 1.0, 2.0])
    ratios = auc_ratio(0.9, liver=reversible_inhibition(10.0, ki=ki))
    assert np.all(np.diff(ratios) < 0)
    assert np.all(ratios < 10)  # 1 / (1 - fm)
    assert auc_ratio(1.0, liver=inactivation(1.0, kinact=0.3, ki=1.0, kdeg=0.05)) == pytest.approx(4.0)
    assert auc_ratio(1.0, liver=induction(1.0, emax=6.0, ec50=1.0)) == pytest.approx(0.25)
    assert auc_ratio(0.0, liver=1.0, fg=0.5, gut=0.5) == pytest.approx(4 / 3)
    assert auc_ratio(0.7, liver=1.0) == pytest.approx(1.0)


HUMAN = {"plasma_L_kg": 0.04, "extracellular_L_kg": 0.15, "remaining_L_kg": 0.38}


def test_oie_and_tozers_volume_is_arithmetic_and_undone_by_its_inverse():
    # fu = 0: what is bound in plasma and outside it, Vp (1 + R) = 0.096; fu = fut = 1: all water, 0.57.
    assert oie_tozer_volume(1e-12, 1.0, **HUMAN) == pytest.approx(0.096)
    assert oie_tozer_volume(1.0, 1.0, **HUMAN) == pytest.approx(0.04 + 0.15 + 0.38)
    fut = np.array([0.01, 0.1, 1.0])
    volume = oie_tozer_volume(0.2, fut, **HUMAN)
    assert np.all(np.diff(volume) < 0)
    np.testing.assert_allclose(oie_tozer_tissue(volume, 0.2, **HUMAN), fut)
    assert np.isnan(oie_tozer_tissue(0.09, 0.2, **HUMAN))  # less than plasma and its albumin hold


@pytest.mark.parametrize(
    "call",
    [
        lambda: mabel_dose_mg(1.0, molar_mass=500, volume_L=3, occupancy=1.0),
        lambda: well_stirred(np.array([1.0, 0.0])),
        lambda: parallel_tube(np.nan),
        lambda: reversible_inhibition(1.0, ki=0.0),
        lambda: auc_ratio(1.2, liver=0.5),
        lambda: oie_tozer_volume(1.2, 0.5, **HUMAN),
        lambda: oie_tozer_volume(0.2, 0.0, **HUMAN),
        lambda: intrinsic_clearance(10, content_per_g_liver=40, fraction_unbound_incubation=1.5),
        lambda: auc_ratio(0.9, liver=0.5, fg=0.0),
    ],
)
def test_impossible_numbers_are_refused(call):
    with pytest.raises(ModelDataError):
        call()
