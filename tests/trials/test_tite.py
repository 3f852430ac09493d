"""TITE-BOIN and TITE-CRM: published decisions, limits in which they are their siblings, running trials."""

from __future__ import annotations

import dataclasses

import numpy as np
import polars as pl
import pytest

from kai_workbench import trials

DOSES = (1, 2, 3, 4, 5)
SKELETON = (0.06, 0.15, 0.3, 0.45, 0.6)
RATES = (0.05, 0.15, 0.30, 0.45, 0.60)
BOIN = trials.TITEBOIN(doses=DOSES, window=3, max_patients=18)
CRM = trials.TITECRM(doses=DOSES, skeleton=SKELETON, window=3, max_patients=12)

# Yuan et al., Clin Cancer Res 2018;24:4921: table 1 (target .2) and table S1 (.3), rows that depend on
# follow-up: patients, DLTs, pending, escalate from, de-escalate to; and some that do not.
FOLLOW_UP = {
    0.2: [
        (9, 1, 3, 0.77, None),
        (9, 1, 4, 2.15, None),
        (9, 2, 1, None, 0.52),
        (9, 2, 4, None, 3.73),
        (12, 1, 6, 1.24, None),
        (15, 2, 3, 1.14, None),
        (15, 2, 7, 5.82, None),
        (15, 3, 3, None, 1.16),
        (15, 3, 7, None, 5.90),
    ],
    0.3: [
        (3, 1, 1, None, 0.88),
        (6, 1, 2, 0.60, None),
        (6, 1, 3, 1.96, None),
        (6, 2, 3, None, 2.87),
        (9, 2, 4, 3.77, None),
        (12, 2, 6, 4.11, None),
        (12, 4, 6, None, 5.79),
        (15, 2, 6, 0.35, None),
        (15, 3, 2, 0.11, None),
        (15, 5, 7, None, 6.72),
    ],
}
PLAIN = {
    0.2: {
        (3, 0, 1): "escalate",
        (3, 0, 2): "wait",
        (3, 1, 2): "de-escalate",
        (3, 2, 0): "eliminate",
        (6, 1, 3): "stay",
        (6, 1, 4): "wait",
        (6, 2, 4): "de-escalate",
        (9, 3, 6): "de-escalate",
        (9, 4, 5): "eliminate",
        (12, 1, 5): "escalate",
        (15, 3, 2): "stay",
        (15, 3, 8): "wait",
        (15, 5, 10): "de-escalate",
    },
    0.3: {
        (3, 1, 2): "wait",
        (3, 2, 1): "de-escalate",
        (6, 1, 1): "escalate",
        (6, 3, 3): "de-escalate",
        (9, 3, 0): "stay",
        (12, 3, 6): "stay",
        (12, 5, 7): "de-escalate",
        (15, 4, 7): "stay",
        (15, 3, 1): "escalate",
        (15, 8, 7): "eliminate",
    },
}


@pytest.mark.parametrize("target", [0.2, 0.3])
def test_tite_boin_has_the_published_table(target):
    table = trials.TITEBOIN(doses=DOSES, target=target, max_patients=15).decision_table()
    rows = {(n, y, c): rest for n, y, c, *rest in table.iter_rows()}
    for n, y, c, up, down in FOLLOW_UP[target]:
        decision, from_, to = rows[n, y, c]
        assert decision == "follow-up"
        assert (None if from_ is None else round(from_, 2)) == up
        assert (None if to is None else round(to, 2)) == down
    for state, decision in PLAIN[target].items():
        assert rows[state][0] == decision, state


def test_the_published_example_is_followed():
    """Figure 1 there, day 315: of nine patients one with a DLT, four pending after 210 days in all."""
    design = trials.TITEBOIN(doses=DOSES, target=0.2, window=90)
    patients = [(2, 0, 90)] * 4 + [(2, 1, 90)] + [(2, 0, days) for days in (75, 60, 45, 30)]
    assert design.next(patients).action == "escalate"
    assert design.next([*patients[:-1], (2, 0, 4)]).action == "stay"  # 184 / 90 is below 2.15
    assert design.next([(1, 0, 60), (1, 0, 30), (1, 0, 0)]).action == "wait"


@pytest.mark.parametrize("late", [0.2, 0.8])
def test_with_slow_accrual_they_are_the_designs_that_wait(late):
    slow = trials.ToxicityScenario("slow", RATES, patients_per_month=0.001, late_share=late)
    plain = trials.BOIN(doses=DOSES, max_patients=18)
    exact = trials.simulate(plain, slow)
    found = trials.simulate(BOIN, slow, n_trials=10_000)
    both = found.frame.join(exact.frame.select("measure", "of", truth="value"), on=["measure", "of"])
    assert both.height == exact.frame.height
    assert ((both["value"] - both["truth"]).abs() <= 4 * both["mcse"]).all(), both


def test_with_slow_accrual_tite_crm_is_crm():
    slow = trials.ToxicityScenario("slow", RATES, patients_per_month=0.001)
    plain = trials.CRM(doses=DOSES, skeleton=SKELETON, cohort_size=1, max_patients=12)
    one = trials.simulate(plain, slow, n_trials=3000, seed=1).frame
    two = trials.simulate(CRM, slow, n_trials=3000, seed=2).frame
    both = one.join(two.select("measure", "of", other="value", error="mcse"), on=["measure", "of"])
    apart = (both["value"] - both["other"]).abs()
    assert (apart <= 4 * (both["mcse"] ** 2 + both["error"] ** 2).sqrt()).all(), both


def test_fast_accrual_shortens_the_trial_and_is_told():
    fast = trials.ToxicityScenario("fast", RATES, patients_per_month=6)
    found = trials.simulate(BOIN, fast, n_trials=1000)
    assert found.measure("waited").value > 1
    assert found.measure("duration").mcse > 0
    example = found.example(k=5)
    assert example["entered"].is_sorted()
    assert (example.filter("dlt")["dlt_after"] <= 3).all()


@pytest.mark.parametrize("late", [0.0, 0.3, 1.0])
def test_dlts_come_late_as_often_as_told(late):
    truth = trials.ToxicityScenario("late", RATES, late_share=late, patients_per_month=0.1)
    after = pl.concat([trials.simulate(CRM, truth, n_trials=60).example(k=k) for k in range(60)])
    times = after.filter("dlt")["dlt_after"]
    assert abs((times > 1.5).mean() - late) < 4 * np.sqrt(0.25 / times.len()) * (0 < late < 1) + 1e-9


def test_a_replayed_trial_follows_the_recommendations():
    fast = trials.ToxicityScenario("fast", RATES, patients_per_month=3)
    for design in (BOIN, CRM):
        found = trials.simulate(design, fast, n_trials=40)
        for k in range(5):
            rows = found.example(k=k).rows()
            for at in range(design.cohort_size, len(rows), design.cohort_size):
                now = rows[at][2]
                seen = [
                    (dose, int(dlt and entered + after <= now), now - entered)
                    for _, dose, entered, dlt, after in rows[:at]
                ]
                assert design.next(seen).dose == rows[at][1]


def test_follow_up_counts():
    short = [(1, 0, 3)] * 3 + [(2, 0, 0.1)] * 2
    long = [(1, 0, 3)] * 3 + [(2, 0, 3)] * 2
    assert CRM.estimate(short)["beta"][0] < CRM.estimate(long)["beta"][0]
    full = trials.CRM(doses=DOSES, skeleton=SKELETON)
    assert CRM.estimate(long)["beta"][0] == pytest.approx(
        full.estimate([(1, 3, 0), (2, 2, 0)])["beta"][0], abs=1e-9
    )
    assert CRM.estimate(short)["pending"].to_list() == [0, 2, 0, 0, 0]


@pytest.mark.parametrize("design", [BOIN, CRM], ids=["BOIN", "CRM"])
def test_an_inadmissible_dose_is_never_recommended(design):
    generator = np.random.default_rng(2)
    for _ in range(200):
        number = int(generator.integers(1, design.max_patients))
        level = np.sort(generator.integers(0, 5, number))
        rows = [(DOSES[j], int(generator.random() < 0.4), float(generator.uniform(0, 4))) for j in level]
        advice = design.next(pl.DataFrame(rows, schema=["dose", "dlt", "follow_up"], orient="row"))
        assert advice.action in {"stop", "wait", "complete"} or advice.dose in advice.admissible
        for reason in advice.reasons:
            assert reason.say("ko") != reason.say("en")


def test_the_last_outcomes_are_awaited():
    small = dataclasses.replace(BOIN, max_patients=3)
    assert small.next([(1, 0, 3), (1, 0, 3), (1, 0, 1)]).action == "wait"
    assert small.next([(1, 0, 3)] * 3).action == "complete"
    assert BOIN.pathways(1).height == 4


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda: trials.TITEBOIN(doses=DOSES, window=0), "window"),
        (lambda: trials.TITEBOIN(doses=DOSES, most_pending=1.5), "most_pending"),
        (lambda: BOIN.next([(1, 2, 1)]), "patient 1"),
        (lambda: BOIN.next([(1, None, 1)]), "patient 1"),
        (lambda: BOIN.next([(1, 0, 3), (1, 0, None)]), "patient 2"),
        (lambda: BOIN.next([(1, 0, -1)]), "patient 1"),
        (lambda: CRM.next([(9, 0, 1)]), "9 is not a dose"),
        (lambda: CRM.next(pl.DataFrame({"dose": [1]})), "no such column"),
    ],
)
def test_what_cannot_be_is_refused(make, match):
    with pytest.raises(trials.DesignError, match=match):
        make()
