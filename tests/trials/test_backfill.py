"""Backfilling: BOIN where nothing is backfilled, caps, responses, pooled decisions."""

from __future__ import annotations

import dataclasses

import numpy as np
import polars as pl
import pytest

from kai_workbench import trials

DESIGN = trials.BackfillBOIN(doses=(1, 2, 3, 4), target=0.25, max_patients=18, per_cohort=2)
TRUTH = trials.ToxicityScenario("third", (0.04, 0.12, 0.25, 0.43), efficacy=(0.1, 0.2, 0.3, 0.45))


def test_without_responses_it_is_boin():
    hopeless = dataclasses.replace(TRUTH, efficacy=(0, 0, 0, 0))
    exact = trials.simulate(trials.BOIN(doses=(1, 2, 3, 4), target=0.25, max_patients=18), hopeless)
    found = trials.simulate(DESIGN, hopeless, n_trials=10_000)
    assert found.measure("backfilled").value == 0
    both = found.frame.join(exact.frame.select("measure", "of", truth="value"), on=["measure", "of"])
    assert both.height == exact.frame.height
    # stopping early has a probability of 1e-4: what hangs on that alone was not seen once
    both = both.filter((pl.col("measure") != "patients") | (pl.col("of") != ""))
    assert ((both["value"] - both["truth"]).abs() <= 4 * both["mcse"]).all(), both


def test_backfilling_adds_patients_below_the_target_and_keeps_to_the_cap():
    found = trials.simulate(DESIGN, TRUTH, n_trials=2000)
    plain = trials.simulate(trials.BOIN(doses=(1, 2, 3, 4), target=0.25, max_patients=18), TRUTH)
    assert found.measure("backfilled").value > 1
    more = found.measure("patients").value - plain.measure("patients").value
    assert more == pytest.approx(found.measure("backfilled").value, abs=0.5)
    assert found.measure("dlt_rate").value < plain.measure("dlt_rate").value
    small = dataclasses.replace(DESIGN, cap=4)
    rows = small.run(TRUTH, 500, np.random.default_rng(1))
    plain_rows = rows["patients"].sum(axis=1) - rows["backfilled"]
    assert plain_rows.max() <= 18
    example = found.example(k=3)
    extra = example.filter("backfill")
    for cohort, dose in extra.select("cohort", "dose").rows():
        current = example.filter((pl.col("cohort") == cohort) & ~pl.col("backfill"))["dose"][0]
        assert dose < current


def test_a_dose_opens_after_a_response_and_closes_after_dlts():
    data = [(1, 3, 0), (2, 3, 0)]
    keys = [reason.key for reason in DESIGN.next(data).reasons]
    assert "backfill" not in keys
    opened = DESIGN.next(data, responded=(1,))
    assert opened.reasons[-1].say("en") == "2 mg is open for backfilling."
    toxic = [(1, 3, 0), (2, 3, 0), (3, 3, 2), (2, 3, 2, True)]
    assert "2 mg" not in DESIGN.next(toxic, responded=(1,)).reasons[-1].say("en")


def test_pooled_data_decide_where_a_lower_dose_is_more_careful():
    calm = DESIGN.next([(1, 3, 0), (2, 3, 0), (3, 3, 0)])
    assert calm.dose == 4
    # 3 of 9 at the second dose say down; pooled with the third 3 of 12, which is to stay
    held = DESIGN.next([(1, 3, 0), (2, 3, 0), (2, 6, 3, True), (3, 3, 0)])
    assert held.dose == 3
    down = DESIGN.next([(1, 3, 0), (2, 3, 0), (2, 6, 4, True), (3, 3, 0)])
    assert down.dose == 1
    assert down.dose in down.admissible


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda: trials.simulate(DESIGN, trials.ToxicityScenario("x", (0.1, 0.2, 0.3, 0.4))), "efficacy"),
        (lambda: dataclasses.replace(DESIGN, per_cohort=-1), "per_cohort"),
        (lambda: dataclasses.replace(DESIGN, cap=0), "cap"),
    ],
)
def test_what_cannot_be_is_refused(make, match):
    with pytest.raises(trials.DesignError, match=match):
        make()
