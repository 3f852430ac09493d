"""Group sequential designs and sample sizes: against published tables, and against simulation."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from kai_workbench import trials
from kai_workbench.trials import DesignError, GroupSequential, HwangShihDeCani, LanDeMets, NormalScenario

THIRDS = (1 / 3, 2 / 3, 1.0)


@pytest.mark.parametrize(
    ("efficacy", "bounds", "inflation"),
    [
        (trials.obrien_fleming(), (3.4711, 2.4544, 2.0040), 1.0161),
        (trials.pocock(), (2.2895, 2.2895, 2.2895), 1.1506),
        (LanDeMets(), (3.7103, 2.5114, 1.9930), 1.01185),
    ],
)
def test_bounds_and_inflation_of_the_tables(efficacy, bounds, inflation):
    design = GroupSequential(information=THIRDS, efficacy=efficacy)
    np.testing.assert_allclose(design.upper, bounds, atol=1e-4)
    assert design.inflation == pytest.approx(inflation, abs=1e-4)
    assert design.crossing(0.0)[1].sum() == pytest.approx(0.025, abs=1e-8)
    assert design.crossing(design.drift)[1].sum() == pytest.approx(0.9, abs=1e-8)


def test_unequal_looks_have_gsdesigns_bounds():
    design = GroupSequential(information=(0.5, 0.75, 1.0))
    np.testing.assert_allclose(design.upper, (2.962588, 2.359018, 2.014084), atol=1e-5)


@pytest.mark.parametrize("gamma", [-4.0, 0.0, 1.0])
def test_spending_spends_what_it_says(gamma):
    spending = HwangShihDeCani(gamma)
    design = GroupSequential(information=(0.2, 0.7, 1.0), efficacy=spending)
    spent = np.cumsum(design.crossing(0.0)[1])
    np.testing.assert_allclose(spent, spending.spent(np.array([0.2, 0.7, 1.0]), 0.025), atol=1e-9)


@pytest.mark.parametrize("binding", [False, True])
def test_futility_spends_the_type_two_error(binding):
    design = GroupSequential(
        information=THIRDS, efficacy=HwangShihDeCani(-4), futility=HwangShihDeCani(-2), binding=binding
    )
    under, over = design.crossing(design.drift)
    np.testing.assert_allclose(np.cumsum(under), HwangShihDeCani(-2).spent(np.array(THIRDS), 0.1), atol=1e-6)
    assert over.sum() == pytest.approx(0.9, abs=1e-8)
    error = design.crossing(0.0)[1].sum()
    assert error == pytest.approx(0.025, abs=1e-8) if binding else error < 0.025
    free = GroupSequential(information=THIRDS, efficacy=HwangShihDeCani(-4))
    assert (design.upper[-1] < free.upper[-1]) == binding
    if not binding:
        np.testing.assert_allclose(design.upper, free.upper)


@pytest.mark.parametrize("futility", [(0.0, 0.5), LanDeMets("pocock"), None])
def test_integration_agrees_with_simulation(futility):
    design = GroupSequential(information=(0.3, 0.6, 1.0), futility=futility, patients=120, allocation=2.0)
    for scenario in (NormalScenario("null", (0, 0), 1.0), NormalScenario("target", (0, 0.5), 1.0)):
        exact = trials.simulate(design, scenario)
        simulated = trials.simulate(design, scenario, exact=False, n_trials=20_000, workers=1)
        both = exact.frame.join(simulated.frame, on=["measure", "of"], suffix="_simulated")
        assert both.height == 10
        for row in both.iter_rows(named=True):
            assert abs(row["value"] - row["value_simulated"]) <= 4 * row["mcse_simulated"] + 1e-12, row


def test_a_running_trial_and_its_replay():
    design = GroupSequential(information=(0.5, 1.0), futility=(0.0,), patients=100)
    assert design.next(pl.DataFrame({"z": [1.0]})).action == "continue"
    assert design.next(pl.DataFrame({"z": [-0.5]})).action == "stop_for_futility"
    assert design.next(pl.DataFrame({"z": [1.0, 2.2]})).action == "stop_for_efficacy"
    # futility that does not bind may be passed over
    assert design.next(pl.DataFrame({"z": [-0.5, 0.1]})).action == "end_without_efficacy"
    found = trials.simulate(design, NormalScenario("null", (0, 0), 1), exact=False, n_trials=5, workers=1)
    assert found.example(k=3)["decision"][-1] != "continue"


def test_sample_sizes_of_the_formulas():
    # (1.95996 + 1.28155)² = 10.507: 2 · 10.507 / 0.25 = 84.06 an arm; 4 · 10.507 / log(0.6)² = 161.07 events
    assert trials.sample_size_means(difference=0.5, sd=1.0).control == 85
    assert trials.sample_size_means(difference=-0.5, sd=1.0).patients == 170
    survival = trials.sample_size_survival(hazard_ratio=0.6, control_median=12, accrual=12, follow_up=12)
    assert survival.events == 162
    assert survival.exact == pytest.approx(161.07, abs=0.01)
    assert survival.patients > survival.events
    longer = trials.sample_size_survival(hazard_ratio=0.6, control_median=12, accrual=12, follow_up=120)
    assert longer.patients == pytest.approx(162, abs=3)
    size = trials.sample_size_proportions(control=0.6, treatment=0.7, allocation=1.0)
    rng = np.random.default_rng(1)
    p = [rng.binomial(n, q, 40_000) / n for n, q in ((size.control, 0.6), (size.treatment, 0.7))]
    pooled = (p[0] + p[1]) / 2
    z = (p[1] - p[0]) / np.sqrt(pooled * (1 - pooled) * 2 / size.control)
    assert np.mean(z > 1.959964) == pytest.approx(0.9, abs=0.01)


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda: GroupSequential(information=(0.6, 0.3, 1)), "design_not_rising"),
        (lambda: GroupSequential(information=(0.3, 0.6)), "information_not_one"),
        (lambda: GroupSequential(information=(0.5, 1), alpha=0.0), "design_not_a_share"),
        (lambda: GroupSequential(information=(0.5, 1), futility=(0.0, 0.0)), "design_length"),
        (lambda: GroupSequential(information=(0.5, 1), futility=(9.0,)), "bounds_cross"),
        (lambda: GroupSequential(information=(0.5, 1), efficacy="pocock"), "design_option_unknown"),
        (
            lambda: trials.simulate(GroupSequential(information=(0.5, 1)), NormalScenario("x", (0, 1), 1)),
            "patients_needed",
        ),
        (lambda: GroupSequential(information=(0.5, 1)).next(pl.DataFrame({"z": [None]})), "outcome_missing"),
        (lambda: GroupSequential(information=(0.5, 1)).next(pl.DataFrame({"z": [4.0, 2]})), "look_had_ended"),
        (
            lambda: GroupSequential(information=(0.5, 1)).next(pl.DataFrame({"z": [1.0, 2, 3]})),
            "more_looks_than_planned",
        ),
        (lambda: trials.sample_size_means(difference=0, sd=1), "no_difference"),
    ],
)
def test_what_cannot_be_is_refused_in_words(make, key):
    with pytest.raises(DesignError) as caught:
        make()
    assert caught.value.key == key
