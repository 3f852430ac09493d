"""A platform with graduation: predictive probabilities, shares, and trials against sums over all counts."""

from __future__ import annotations

import dataclasses

import numpy as np
import polars as pl
import pytest
from scipy import stats

from kai_workbench import trials

PLATFORM = trials.GraduationPlatform(arms=("control", "A", "B"), looks=(40, 80, 120, 160, 200), most=60)
NULL = trials.BinaryScenario("null", (0.2, 0.2, 0.2))


def phase3(p, q, per_arm, generator):
    """Simulated phase III: whether the one-sided z test succeeds."""
    x, y = generator.binomial(per_arm, p), generator.binomial(per_arm, q)
    pooled = (x + y) / (2 * per_arm)
    z = (x - y) / per_arm / np.sqrt(np.maximum(2 * pooled * (1 - pooled) / per_arm, 1e-300))
    return z >= stats.norm.isf(0.025)


@pytest.mark.parametrize("counts", [(20, 39, 5, 21), (3, 20, 2, 20), (0, 12, 0, 9), (30, 30, 10, 30)])
def test_the_predictive_probability_is_that_of_simulated_phase_iii_trials(counts):
    r, n, rc, nc = counts
    rng, many = np.random.default_rng(1), 200_000
    p, q = rng.beta(1 + r, 1 + n - r, many), rng.beta(1 + rc, 1 + nc - rc, many)
    won = phase3(p, q, 150, rng).mean()
    found = PLATFORM.predictive_probability(r, n, control=(rc, nc))
    assert found == pytest.approx(won, abs=4 * np.sqrt(won * (1 - won) / many) + 1e-5)
    chance = PLATFORM._chances(tuple(np.array([x], dtype=float) for x in counts))[1][0]
    better = (p > q).mean()
    assert chance == pytest.approx(better, abs=4 * np.sqrt(better * (1 - better) / many) + 5e-4)


def test_veliparib_would_have_graduated():
    """Triple-negative disease in I-SPY 2: 39 patients, 21 controls, estimated pCR 52 % against 26 %.

    The trial's own model gave 92 % at graduation (San Antonio Breast Cancer Symposium 2013); it also
    borrows from other subtypes.
    """
    found = PLATFORM.predictive_probability(20, 39, control=(5, 21))
    assert 0.85 <= found == pytest.approx(0.92, abs=0.07)


def test_the_controls_share_is_as_in_adaptr_and_the_cap_holds():
    root = dataclasses.replace(PLATFORM, control_share=None, cap=0.6)
    # adaptr's sqrt-based control shares for 4, 3 and 2 arms
    for arms, share in ((3, 0.366), (2, 0.414), (1, 0.5)):
        assert root.shares(np.full(arms, 0.5))[0] == pytest.approx(share, abs=5e-4)
    told = root.shares([0.99, 0.05])
    assert told[1] / told[1:].sum() == pytest.approx(0.6)
    assert told.sum() == pytest.approx(1)
    plain = PLATFORM.shares([0.9, 0.3])
    assert plain == pytest.approx([0.2, 0.6, 0.2])
    assert dataclasses.replace(PLATFORM, power=0.0).shares([0.9, 0.3]) == pytest.approx([0.2, 0.4, 0.4])


@pytest.fixture(scope="module")
def found():
    truths = [NULL, trials.BinaryScenario("one works", (0.2, 0.2, 0.5))]
    return trials.simulate(PLATFORM, truths, n_trials=1000, seed=3)


def test_one_look_is_what_summing_over_all_counts_gives():
    design = trials.GraduationPlatform(
        arms=("c", "t"), looks=(40,), control_share=0.5, least=2, graduate=0.7, futile=0.3
    )
    truth = trials.BinaryScenario("better", (0.3, 0.5))
    simulated = trials.simulate(design, truth, n_trials=4000, seed=5)
    exact = {"graduated": 0.0, "futile": 0.0}
    for n in range(41):
        split = stats.binom.pmf(n, 40, 0.5)
        if split < 1e-9:
            continue
        r, rc = np.meshgrid(np.arange(n + 1), np.arange(41 - n), indexing="ij")
        mass = split * stats.binom.pmf(r, n, 0.5) * stats.binom.pmf(rc, 40 - n, 0.3)
        win = design._chances((r, np.full(r.shape, n), rc, np.full(r.shape, 40 - n)))[0]
        exact["graduated"] += mass[win >= 0.7].sum() * (n >= 2)
        exact["futile"] += mass[win < 0.3].sum() * (n >= 2)
    for name, value in exact.items():
        one = simulated.measure(name, of="t")
        assert one.value == pytest.approx(value, abs=4 * one.mcse)


def test_what_works_graduates_more_often_and_patients_follow(found):
    right, wrong = (found.measure("graduated", of="B", scenario=name) for name in ("one works", "null"))
    assert right.value > 0.6
    assert wrong.value < 0.2
    for name in ("null", "one works"):
        leaves = [
            found.measure(one, of="A", scenario=name).value
            for one in ("graduated", "futile", "full", "not_judged")
        ]
        assert sum(leaves) == pytest.approx(1)
    # what graduates was lucky: its difference is overstated
    lucky = found.measure("bias_if_graduated", of="B", scenario="one works")
    assert lucky.value > 4 * lucky.mcse
    assert found.measure("patients", scenario="null").value <= 200


def test_a_platform_is_replayed_as_it_ran(found):
    told = found.example("one works", k=7)
    last = told.filter(pl.col("look") == told["look"].max())
    again = trials.simulate(PLATFORM, found.scenarios[1], n_trials=1000, seed=3).example(k=7)
    assert told.equals(again)
    assert last["patients"].sum() <= 200
    assert told.filter((pl.col("look") == 1) & (pl.col("arm") == "control"))["share"].item() == pytest.approx(
        0.2
    )


def test_a_treatment_that_enters_later_has_its_own_controls():
    design = dataclasses.replace(PLATFORM, enters=(0, 80))
    told = trials.simulate(design, NULL, n_trials=500, seed=4)
    example = told.example(k=0)
    early = example.filter((pl.col("arm") == "B") & (pl.col("look") <= 2))
    assert early["patients"].sum() == 0
    rows = {"arm": ["control"] * 6 + ["A"] * 4 + ["B"] * 30 + ["control"] * 20}
    data = pl.DataFrame(rows | {"response": [1] * 6 + [0] * 4 + [1] * 20 + [0] * 10 + [0] * 20})
    decision = design.next(data)
    assert decision.arms == ("A",)  # B graduates: none of its own 20 controls responded
    assert "B graduates: 20 of 30 responded, 0 of 20" in decision.say()
    assert "졸업" in decision.say("ko")


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"looks": (80, 40)}, None),
        ({"enters": (40, 80)}, "platform_opens_empty"),
        ({"enters": (0, 41)}, "design_option_unknown"),
        ({"cap": 0.3}, "platform_cap"),
        ({"phase3": 301}, "platform_phase3_odd"),
        ({"futile": 0.9}, "design_not_rising"),
        ({"control_share": 1.0}, "design_not_a_share"),
        ({"most": 10}, "design_not_whole"),
        ({"arms": ("c", "c", "x")}, "arms_not_distinct"),
    ],
)
def test_settings_that_cannot_be_are_refused(change, key):
    with pytest.raises(trials.DesignError) as refused:
        dataclasses.replace(PLATFORM, **change)
    assert key is None or refused.value.key == key


def test_data_that_cannot_be_are_refused():
    for data in (
        pl.DataFrame({"arm": ["A"], "response": [2]}),
        pl.DataFrame({"arm": ["A"], "response": [None]}),
        pl.DataFrame({"arm": ["Z"], "response": [1]}),
        pl.DataFrame({"response": [1]}),
    ):
        with pytest.raises(trials.DesignError):
            PLATFORM.next(data)
    with pytest.raises(trials.DesignError):
        PLATFORM.predictive_probability(5, 4, control=(0, 3))
    with pytest.raises(trials.DesignError):
        trials.simulate(PLATFORM, trials.BinaryScenario("two", (0.1, 0.2)))
