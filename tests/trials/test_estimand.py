"""Estimands: what each strategy estimates, against the analytic value."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import polars as pl
import pytest
import scipy

from kai_workbench import trials

MEANS, SD = (2.0, 5.0), 6.0
STOPS = trials.IntercurrentEvent(name="discontinuation", hazard=(0.2, 0.6), after=(2.0, 1.0))
RESCUE = trials.IntercurrentEvent(name="rescue", hazard=(0.5, 0.1), after=(8.0, 8.0))
TRUTH = trials.IntercurrentScenario("both", MEANS, SD, (STOPS, RESCUE))


def estimand(stops="treatment_policy", rescue="treatment_policy", **more):
    return trials.Estimand(
        treatment="drug, or placebo, with rescue as needed",
        population="adults with the disease",
        variable="change in score at week 24",
        strategies={"discontinuation": stops, "rescue": rescue},
        **more,
    )


def trial(*args, patients=(200, 200), **more):
    return trials.EstimandTrial(estimand=estimand(*args, **more), patients=patients)


def first(hazard, total):
    """P(it comes first and before the end), and E(its time; so) of exponential times."""
    p = hazard / total * (1 - math.exp(-total))
    return p, hazard * (1 - math.exp(-total) * (1 + total)) / total**2


def closed(arm, stops, rescue, failure=0.0):
    """Mean of an arm; events independent of the outcome. A hypothetical strategy takes the event away."""
    left = [(e, how) for e, how in ((STOPS, stops), (RESCUE, rescue)) if how != "hypothetical"]
    total = sum(event.hazard[arm] for event, _ in left)
    mean = math.exp(-total) * MEANS[arm]
    for event, strategy in left:
        p, time = first(event.hazard[arm], total)
        mean += {
            "treatment_policy": MEANS[arm] * time + event.after[arm] * (p - time),
            "while_on_treatment": MEANS[arm] * time,
            "composite": failure * p,
        }[strategy]
    return mean


CASES = [
    ("treatment_policy", "treatment_policy", {}),
    ("hypothetical", "hypothetical", {}),
    ("while_on_treatment", "treatment_policy", {}),
    ("composite", "hypothetical", {"failure": -4.0}),
]


@pytest.mark.parametrize(("stops", "rescue", "more"), CASES)
def test_each_strategy_has_its_analytic_value(stops, rescue, more):
    design = trial(stops, rescue, **more)
    value = closed(1, stops, rescue, **more) - closed(0, stops, rescue, **more)
    assert design.truth(TRUTH) == pytest.approx(value, abs=1e-6)
    found = trials.simulate(design, TRUTH, n_trials=2000)
    assert abs(found.measure("bias").value) < 4 * found.measure("bias").mcse
    assert found.measure("truth").value == pytest.approx(value, abs=1e-6)
    assert abs(found.measure("coverage").value - 0.95) < 4 * found.measure("coverage").mcse


def test_the_strategies_differ():
    values = [trial(stops, rescue, **more).truth(TRUTH) for stops, rescue, more in CASES]
    assert values[1] == pytest.approx(3.0, abs=1e-6)
    assert len({round(value, 2) for value in values}) == len(values)


def test_responders_without_events_are_a_normal_tail():
    quiet = trials.IntercurrentScenario("quiet", MEANS, SD)
    more = {"summary": "difference_in_proportions", "threshold": 4.0}
    value = scipy.stats.norm.sf(4, 5, SD) - scipy.stats.norm.sf(4, 2, SD)
    assert trial(**more).truth(quiet) == pytest.approx(value, abs=1e-6)
    # and with a failure by composite, they are those without the event
    stopping = trials.IntercurrentScenario("stops", MEANS, SD, (STOPS,))
    left = [scipy.stats.norm.sf(4, MEANS[k], SD) * math.exp(-STOPS.hazard[k]) for k in (0, 1)]
    found = trials.simulate(trial("composite", **more), stopping, n_trials=2000)
    assert found.measure("truth").value == pytest.approx(left[1] - left[0], abs=1e-6)
    assert abs(found.measure("bias").value) < 4 * found.measure("bias").mcse


def test_leaving_out_patients_is_biased_where_events_follow_the_outcome():
    linked = dataclasses.replace(TRUTH, events=(STOPS,), link=-0.8)
    found = trials.simulate(trial("hypothetical", "hypothetical"), linked, n_trials=1000)
    assert found.measure("truth").value == pytest.approx(3.0, abs=1e-6)
    assert found.measure("bias").value > 8 * found.measure("bias").mcse
    policy = trials.simulate(trial(), linked, n_trials=1000)
    assert abs(policy.measure("bias").value) < 4 * policy.measure("bias").mcse


def test_without_effect_the_error_is_alpha():
    null = trials.IntercurrentScenario(
        "null",
        (2.0, 2.0),
        SD,
        (trials.IntercurrentEvent(name="rescue", hazard=(0.4, 0.4), after=(5.0, 5.0)),),
    )
    found = trials.simulate(trial(), null, n_trials=4000).measure("success")
    assert abs(found.value - 0.025) < 4 * found.mcse


def test_a_trial_is_analysed_by_its_strategies():
    data = pl.DataFrame(
        {
            "arm": ["control"] * 3 + ["treatment"] * 3,
            "event": [None, None, "rescue", None, "discontinuation", None],
            "at_end": [1.0, 3.0, 9.0, 5.0, 2.0, 7.0],
            "at_event": [None, None, 2.0, None, 4.0, None],
            "time": [None, None, 0.3, None, 0.6, None],
        }
    )
    means = {
        ("treatment_policy", "treatment_policy"): 14 / 3 - 13 / 3,
        ("while_on_treatment", "while_on_treatment"): 16 / 3 - 2,
        ("hypothetical", "hypothetical"): 6.0 - 2.0,
        ("hypothetical", "treatment_policy"): 6.0 - 13 / 3,
    }
    for (stops, rescue), value in means.items():
        found = trial(stops, rescue).analyse(data)
        assert found["estimate"][0] == pytest.approx(value)
        assert found["used"][0] == 6 - (stops == "hypothetical") - (rescue == "hypothetical")
    # of three treated one is left out at .6, after another's event at .2: weights 1, none and 2
    later = data.with_columns(event=pl.Series([None, None, None, "rescue", "discontinuation", None]))
    later = later.with_columns(time=pl.Series([None, None, None, 0.2, 0.6, None]))
    mixed = trial("hypothetical", "treatment_policy").analyse(later)
    assert mixed["estimate"][0] == pytest.approx((5.0 + 2 * 7.0) / 3 - 13 / 3)
    with pytest.raises(trials.DesignError, match="time"):
        trial("hypothetical", "treatment_policy").analyse(later.drop("time"))
    row = trial().analyse(data).row(0, named=True)
    error = np.hypot(np.std([1, 3, 9], ddof=1), np.std([5, 2, 7], ddof=1)) / np.sqrt(3)
    assert row["se"] == pytest.approx(error)
    assert row["high"] - row["estimate"] == pytest.approx(1.959964 * error, rel=1e-6)
    failing = trial("composite", summary="difference_in_proportions", threshold=3.0).analyse(data)
    assert failing["estimate"][0] == pytest.approx(2 / 3 - 2 / 3)


def test_the_five_attributes_are_told_in_both_languages():
    for lang in ("en", "ko"):
        table = estimand("composite", failure=-4.0).table(lang)
        assert table.height == 5
        assert "rescue" in table["text"][3]


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda: estimand("principal_stratum"), "estimand_principal_stratum"),
        (lambda: estimand("as treated"), "design_option_unknown"),
        (lambda: dataclasses.replace(estimand(), strategies="hypothetical"), "estimand_pairs"),
        (lambda: estimand("composite"), "estimand_failure"),
        (lambda: estimand(threshold=3.0), "estimand_threshold"),
        (lambda: estimand(summary="difference_in_proportions"), "estimand_threshold"),
        (lambda: dataclasses.replace(estimand(), population=" "), "estimand_empty"),
        (lambda: dataclasses.replace(estimand(), strategies=(("a", "composite"),) * 2), "estimand_twice"),
        (lambda: trial(patients=(1, 100)), "design_not_whole"),
        (lambda: trials.IntercurrentScenario("x", MEANS, 0.0), "design_not_positive"),
        (lambda: trials.IntercurrentScenario("x", MEANS, SD, (STOPS, STOPS)), "estimand_twice"),
        (lambda: dataclasses.replace(STOPS, hazard=(-1, 0)), "estimand_hazard"),
        (
            lambda: trials.simulate(
                trial(),
                dataclasses.replace(TRUTH, events=(dataclasses.replace(STOPS, name="death"),)),
            ),
            "estimand_no_strategy",
        ),
    ],
)
def test_what_cannot_be_is_refused(make, key):
    with pytest.raises(trials.DesignError) as refused:
        make()
    assert refused.value.key == key
    assert refused.value.say("ko") != refused.value.say("en")


@pytest.mark.parametrize(
    ("column", "values", "key"),
    [
        ("arm", ["placebo"] * 4, "design_option_unknown"),
        ("event", ["death"] * 4, "estimand_no_strategy"),
        ("at_end", [1.0, None, 2.0, 3.0], "estimand_value_missing"),
        ("arm", ["control"] * 4, "estimand_too_few"),
        ("at_end", [1.0] * 4, "estimand_no_variation"),
    ],
)
def test_data_that_cannot_be_are_refused(column, values, key):
    fine = {"arm": ["control"] * 2 + ["treatment"] * 2, "at_end": [1.0, 2.0, 3.0, 5.0]}
    data = pl.DataFrame(fine | {"event": [None] * 4, "at_event": [None] * 4} | {column: values})
    with pytest.raises(trials.DesignError) as refused:
        trial().analyse(data)
    assert refused.value.key == key
    with pytest.raises(trials.DesignError, match="at_event"):
        trial().analyse(data.drop("at_event"))
