"""Quantiles of the DLT rate by dose, the skeleton, and patients beyond the plan."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest
import scipy

from kai_workbench import trials

DOSES = (1.0, 2.5, 5.0, 10.0, 25.0)
COHORTS = [(1, 3, 0), (2.5, 4, 0), (5, 5, 0), (10, 4, 0), (25, 2, 2)]
CRM = trials.CRM(doses=DOSES, skeleton=(0.05, 0.12, 0.25, 0.4, 0.55), target=0.25)
BLRM = trials.BLRM(doses=DOSES, reference=50)
LEVELS = {"lo90": 0.05, "lo50": 0.25, "median": 0.5, "hi50": 0.75, "hi90": 0.95}


def test_without_a_model_each_dose_speaks_for_itself():
    found = trials.BOIN(doses=DOSES).dlt_rates([(1, 3, 0), (1, 3, 1)])
    assert found["patients"].to_list() == [6, 0, 0, 0, 0]
    for name, level in LEVELS.items():
        assert found[name][0] == pytest.approx(scipy.stats.beta.ppf(level, 2, 6))
        assert found[name][1:].null_count() == 4
    assert not trials.BOIN.modelled


@pytest.mark.parametrize("cohorts", [[], COHORTS], ids=["prior", "posterior"])
def test_the_quantiles_of_the_crm_are_where_its_probabilities_say(cohorts):
    assert CRM.modelled
    found = CRM.dlt_rates(cohorts)
    for name, level in LEVELS.items():
        for k in (0, 2, 4):
            # the design's own P(rate > target), at that rate as target
            asked = dataclasses.replace(CRM, target=found[name][k]).estimate(cohorts)
            assert asked["above_target"][k] == pytest.approx(1 - level, abs=2e-4)
    assert CRM.estimate(cohorts).select(*LEVELS).equals(found.select(*LEVELS))


def test_the_prior_of_the_crm_has_its_closed_form():
    found = CRM.dlt_rates([])
    for name, level in LEVELS.items():
        beta = scipy.stats.norm.ppf(1 - level) * CRM.prior_sd
        assert found[name].to_numpy() == pytest.approx(np.array(CRM.skeleton) ** np.exp(beta), abs=2e-4)


@pytest.mark.parametrize("cohorts", [[], COHORTS], ids=["prior", "posterior"])
def test_the_quantiles_of_the_blrm_are_where_its_probabilities_say(cohorts):
    found = BLRM.dlt_rates(cohorts)
    for name, level in LEVELS.items():
        for k in (0, 4):
            rate = found[name][k]
            if not 1e-6 < rate < 1 - 1e-6:
                continue
            interval = (rate / 2, rate)
            asked = dataclasses.replace(BLRM, interval=interval, target=0.75 * rate).estimate(cohorts)
            assert asked["over"][k] == pytest.approx(1 - level, abs=1e-6)
    assert BLRM.estimate(cohorts).select(*LEVELS).equals(found.select(*LEVELS))


def test_followed_to_the_end_tite_designs_say_the_same():
    patients = [(1, 0, 1.0), (1, 0, 1.0), (1, 1, 0.4), (2.5, 0, 1.0)]
    cohorts = [(1, 3, 1), (2.5, 1, 0)]
    told = {"doses": DOSES, "window": 1.0}
    tite = trials.TITECRM(skeleton=CRM.skeleton, target=0.25, **told)
    assert tite.dlt_rates(patients).select(*LEVELS).to_numpy() == pytest.approx(
        CRM.dlt_rates(cohorts).select(*LEVELS).to_numpy(), abs=1e-9
    )
    # half a window says less than a whole one, and more than nothing
    medians = [tite.dlt_rates([*patients, (2.5, 0, w)])["median"][1] for w in (0.0, 0.5, 1.0)]
    assert medians[0] > medians[1] > medians[2]
    interval = trials.TITEBOIN(**told)
    assert interval.dlt_rates(patients).equals(trials.BOIN(doses=DOSES).dlt_rates(cohorts))
    half = interval.dlt_rates([(1, 0, 0.5)])
    assert half["median"][0] == pytest.approx(scipy.stats.beta.ppf(0.5, 1, 1.5))


def test_a_skeleton_has_indifference_intervals_of_one_half_width():
    target, halfwidth = 0.25, 0.05
    found = trials.skeleton(target, halfwidth, 6, 3)
    assert found[2] == target
    for one, after in itertools.pairwise(found):
        # Lee and Cheung: at the end of an interval two doses are equally far from the target
        log_power = scipy.optimize.brentq(
            lambda b, one=one, after=after: one ** np.exp(b) + after ** np.exp(b) - 2 * target, -5, 5
        )
        assert one ** np.exp(log_power) == pytest.approx(target - halfwidth, abs=1e-9)


def test_a_skeleton_has_the_values_of_getprior():
    # a skeleton in another group's public program, with dfcrm's getprior named beside it: target and dose
    # are seen in the values, and a half-width of .05 gives the others
    found = np.round(trials.skeleton(0.15, 0.05, 5, 4), 3)
    assert found.tolist() == pytest.approx([0.004, 0.021, 0.066, 0.150, 0.266], abs=1e-9)


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        ((0.0, 0.05, 5, 3), "design_not_a_share"),
        ((0.25, 0.25, 5, 3), "skeleton_halfwidth"),
        ((0.9, 0.1, 5, 3), "skeleton_halfwidth"),
        ((0.25, -0.1, 5, 3), "design_not_positive"),
        ((0.25, 0.05, 5, 6), "design_above"),
        ((0.25, 0.05, 5, 0), "design_not_whole"),
    ],
)
def test_a_skeleton_that_cannot_be_is_refused(arguments, key):
    with pytest.raises(trials.DesignError) as refused:
        trials.skeleton(*arguments)
    assert refused.value.key == key


@pytest.mark.parametrize("design", [trials.BOIN(doses=DOSES), trials.MTPI2(doses=DOSES), CRM], ids=str)
def test_more_patients_than_planned_are_said(design):
    full = [(1, 3, 0)] * 10
    assert design.next(full).action == "complete"
    with pytest.raises(trials.DesignError, match="31") as refused:
        design.next([*full, (1, 1, 0)])
    assert refused.value.key == "escalation_over_plan"
    assert dataclasses.replace(design, max_patients=33).next([*full, (1, 1, 0)]).dose is not None


@pytest.mark.parametrize("kind", [trials.TITEBOIN, trials.TITECRM])
def test_more_followed_patients_than_planned_are_said(kind):
    more = {"skeleton": CRM.skeleton} if kind is trials.TITECRM else {}
    design = kind(doses=DOSES, max_patients=6, **more)
    with pytest.raises(trials.DesignError) as refused:
        design.next([(1, 0, 1.0)] * 7)
    assert refused.value.key == "escalation_over_plan"


def test_the_quantiles_of_two_drugs_are_where_their_probabilities_say():
    model = trials.CombinationModel(reference=(3, 600))
    design = trials.CombinationBLRM(doses_a=(3, 6), doses_b=(400, 600), model=model)
    cohorts = [((3, 400), 3, 0), ((6, 400), 3, 1)]
    found = design.dlt_rates(cohorts)
    assert found["dose"][0] == "3 + 400"
    for name in ("lo50", "median", "hi50"):
        rate = found[name][1]
        asked = dataclasses.replace(design, interval=(rate / 2, rate), target=0.75 * rate).estimate(cohorts)
        assert asked["over"][1] == pytest.approx(1 - LEVELS[name], abs=0.01)
