"""What running trials are told to do is what simulated ones did."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from kai_workbench import models, trials
from kai_workbench.text import LANGUAGES
from kai_workbench.trials import DesignError

NORMAL = trials.BayesianSequentialNormal(looks=(20, 40, 60), sd=1.0, futility=0.2, prior=(0.0, 0.5))
GOLDILOCKS = trials.Goldilocks(enrolled=(20, 30), observed=(12, 22), patients=40, futility=0.1)
MAMS = trials.MAMS(arms=2, first=20, futility=(0.0,))
ZONE = trials.PromisingZone(first=60, patients=120, most=240)
BASKETS = trials.BasketTrial(
    baskets=("lung", "breast", "colon"),
    null_rates=(0.15,) * 3,
    looks=(8, 16),
    model=models.EXNEX(),
    futility=0.15,
)


def _told(decision: trials.Decision) -> str:
    assert all("{" not in decision.say(lang) for lang in LANGUAGES)
    return decision.action


def test_bayesian_looks_at_a_mean():
    found = trials.simulate(NORMAL, trials.NormalScenario("x", (0.0, 0.15), 1.0), n_trials=60, exact=False)
    seen = set()
    for k in range(60):
        course = found.example(k=k)
        estimate = course["z"] * np.sqrt(4.0 / course["patients"].to_numpy())
        for row in range(course.height):
            action = _told(NORMAL.next(pl.DataFrame({"estimate": estimate[: row + 1]})))
            assert action == course["decision"][row]
            seen.add(action)
    assert len(seen) == 4
    # a flat prior and 20 patients an arm: the normal integral of .5 over the root of .1
    flat = trials.BayesianSequentialNormal(looks=(20, 40), sd=1.0)
    sure = dict(flat.next(pl.DataFrame({"estimate": [0.5]})).reasons[0].values)["p"]
    assert float(sure) == pytest.approx(0.9431, abs=1e-4)


def test_enrolment_ends_by_what_is_foretold_of_the_pending():
    found = trials.simulate(GOLDILOCKS, trials.BinaryScenario("x", (0.3, 0.6)), n_trials=40, exact=False)
    seen = set()
    for k in range(40):
        for row in found.example(k=k).iter_rows(named=True):
            data = {"arm": [], "response": []}
            for arm in ("control", "treatment"):
                data["arm"] += [arm] * row["enrolled"]
                data["response"] += [1] * row[arm] + [0] * (row["observed"] - row[arm])
                data["response"] += [None] * (row["enrolled"] - row["observed"])
            advice = GOLDILOCKS.next(pl.DataFrame(data))
            seen.add(_told(advice))
            if row["decision"] == "end_without_success" and row["enrolled"] < GOLDILOCKS.patients:
                continue  # enrolment had ended, which a table of patients does not say
            assert advice.action == row["decision"]
            if row["now"] is not None:
                assert float(dict(advice.reasons[-1].values)["now"]) == pytest.approx(row["now"], abs=1e-4)
    assert {"continue", "stop_enrolment", "stop_for_success"} <= seen


def test_treatments_go_on_by_stage():
    found = trials.simulate(MAMS, trials.NormalScenario("x", (0.0, 0.5, 0.1), 1.0), n_trials=30)
    seen = set()
    for k in range(30):
        course = found.example(k=k)
        last = course["stage"].max()
        for stage in range(1, last + 1):
            advice = MAMS.next(course.filter(pl.col("stage") <= stage))
            seen.add(_told(advice))
            here = course.filter(pl.col("stage") == stage)
            if advice.action == "stop_for_efficacy":
                assert list(advice.arms) == here.filter(decision="stop_for_efficacy")["arm"].to_list()
            elif stage < last:
                assert list(advice.arms) == here.filter(decision="continue")["arm"].to_list()
    assert {"continue", "stop_for_efficacy"} <= seen
    assert MAMS.decision_table()["efficacy_z"].to_list() == pytest.approx(list(MAMS.upper))


def test_the_size_is_raised_after_the_first_stage():
    advice = ZONE.next(pl.DataFrame({"z": [1.2]}))
    assert _told(advice) == "continue"
    assert dict(advice.reasons[0].values)["n"] == int(ZONE.size(1.2))
    table = ZONE.decision_table()
    assert table["patients"].max() <= 240
    assert table["patients"].min() == 120
    share = 60 / float(ZONE.size(1.2))  # the usual test of all patients
    need = (1.959964 - np.sqrt(share) * 1.2) / np.sqrt(1 - share)
    assert _told(ZONE.next(pl.DataFrame({"z": [1.2, need + 1e-3]}))) == "stop_for_efficacy"
    assert _told(ZONE.next(pl.DataFrame({"z": [1.2, need - 1e-3]}))) == "end_without_efficacy"


def test_baskets_close_and_succeed_as_simulated_ones():
    found = trials.simulate(BASKETS, trials.BinaryScenario("x", (0.15, 0.1, 0.45)), n_trials=4)
    seen = set()
    for k in range(4):
        course, counts = found.example(k=k), {}
        for look in range(1, course["look"].max() + 1):
            here = course.filter(pl.col("look") == look)
            counts |= {name: (n, r) for name, n, r in here.select("basket", "patients", "responders").rows()}
            rows = [(name, *counts[name]) for name in BASKETS.baskets]
            advice = BASKETS.next(pl.DataFrame(rows, schema=["basket", "n", "r"], orient="row"))
            seen.add(_told(advice))
            on = here.filter(pl.col("decision").is_in(["continue", "stop_for_success"]))
            assert list(advice.arms) == on["basket"].to_list()
    assert {"continue", "stop_for_success"} <= seen


COUNTS = {"basket": ["lung", "breast", "colon"], "n": [8, 8, 8], "r": [1, 2, 3]}
ARMS = {"arm": ["control"] * 20 + ["treatment"] * 20}


@pytest.mark.parametrize(
    ("design", "data", "told"),
    [
        (NORMAL, {"estimate": [None]}, "estimate, row 1"),
        (NORMAL, {"estimate": [0.1] * 4}, "4 looks"),
        (NORMAL, {"estimate": [3.0, 0.1]}, "had ended"),
        (GOLDILOCKS, ARMS | {"response": [2] * 40}, "is no outcome"),
        (GOLDILOCKS, {"arm": ["control"] * 20 + ["treatment"] * 19, "response": [None] * 39}, "20.*19"),
        (MAMS, {"stage": [1], "arm": ["arm 1"], "z": [1.0]}, "stage 1, arm 2"),
        (MAMS, {"stage": [1, 1, 2], "arm": ["arm 1", "arm 2", "arm 2"], "z": [1.0, -1.0, 2.0]}, "had ended"),
        (MAMS, {"stage": [3, 1], "arm": ["arm 1", "arm 2"], "z": [1.0, -1.0]}, "stage, row 1"),
        (ZONE, {"z": [float("nan")]}, "z, row 1"),
        (ZONE, {"z": [1.0, 1.0, 1.0]}, "3 looks"),
        (BASKETS, COUNTS | {"n": [8, 8, None]}, "colon"),
        (BASKETS, COUNTS | {"n": [8, 8, 9]}, "n, colon"),
        (BASKETS, COUNTS | {"r": [1, 2, 9]}, "colon"),
    ],
)
def test_a_running_trial_that_cannot_be_is_refused(design, data, told):
    with pytest.raises(DesignError, match=told):
        design.next(pl.DataFrame(data))


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (
            lambda: trials.SimonTwoStage.optimal(null_rate=0.1, target_rate=0.3).next([0, 1]),
            "polars DataFrame",
        ),
        (lambda: trials.BOIN(doses=10, target=0.3), "doses: 10 is no list"),
        (lambda: trials.ToxicityScenario("x", None), "x, rates: None is no list"),
        (lambda: trials.BOIN(doses=(1, 2), target=0.3).next(5), "is no cohort"),
        (lambda: trials.simulate("BOIN", trials.ToxicityScenario("x", (0.1,))), "BOIN is no design"),
    ],
)
def test_what_is_no_table_no_list_and_no_design_is_refused_in_words(make, told):
    with pytest.raises(DesignError, match=told):
        make()
