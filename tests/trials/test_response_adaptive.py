"""Response-adaptive randomisation against adaptr's README, and its quadrature against draws."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from kai_workbench import trials
from kai_workbench.trials import BinaryScenario, DesignError, ResponseAdaptive

ADAPTR = ResponseAdaptive(
    arms=("A", "B", "C"),
    looks=tuple(range(300, 2001, 100)),
    randomised=(*range(400, 2001, 100), 2000),
    least=0.2,
    superiority=0.9814318,
    equivalence=0.9,
    equivalence_gap=0.05,
    highest=False,
)


def test_a_common_control_keeps_its_share():
    design = trials.ResponseAdaptive(
        arms=("control", "A", "B"), looks=(40, 80, 120, 160), control_share=0.4, superiority=0.99, least=0.1
    )
    poor = trials.BinaryScenario("poor", (0.1, 0.3, 0.5))
    found = trials.simulate(design, poor, n_trials=500)
    share, dropped = (found.measure(name, of="control") for name in ("share", "dropped"))
    assert abs(share.value - 0.4) < 4 * share.mcse
    assert dropped.value == 0
    assert found.measure("dropped", of="A").value > 0.1
    course = found.example(k=1)
    held = course.filter(arm="control")["share"].to_list()
    np.testing.assert_allclose(held, 0.4)
    assert min(course.filter(~pl.col("dropped"))["share"]) >= 0.1 - 1e-12
    whole = course.group_by("look").agg(pl.col("share").sum())["share"].to_list()
    np.testing.assert_allclose(whole, 1.0)
    lost = pl.DataFrame({"arm": ["control", "A", "B"] * 40, "response": [0, 0, 1] * 40})
    assert design.next(lost).arms == ("control", "B")
    with pytest.raises(DesignError, match="least, most"):
        trials.ResponseAdaptive(arms=("c", "A", "B"), looks=(40,), control_share=0.8, least=0.2)


def test_probabilities_are_those_of_draws():
    rng = np.random.default_rng(1)
    for r, n in (((25, 30, 35), (100, 110, 120)), ((0, 1, 5), (5, 5, 5)), ((300, 290, 150), (700, 700, 500))):
        chance, alike = ADAPTR.probabilities(r, n)
        draws = np.stack([rng.beta(1 + x, 1 + m - x, 400_000) for x, m in zip(r, n, strict=True)])
        share = np.bincount(draws.argmin(axis=0), minlength=3) / 400_000
        np.testing.assert_allclose(chance, share, atol=4e-3)
        assert alike == pytest.approx(np.mean(np.ptp(draws, axis=0) < 0.05), abs=4e-3)
        assert chance.sum() == pytest.approx(1)


def test_the_trial_of_adaptrs_readme():
    found = trials.simulate(ADAPTR, BinaryScenario("null", (0.25,) * 3), n_trials=1_000, workers=1)
    # 1,000 trials there: size 1749.6 (standard error 11.36), superiority .048, equivalence .381
    for name, theirs, error in (
        ("patients", 1749.6, 11.36),
        ("superiority", 0.048, (0.048 * 0.952 / 1000) ** 0.5),
        ("equivalence", 0.381, (0.381 * 0.619 / 1000) ** 0.5),
    ):
        ours = found.measure(name)
        assert abs(ours.value - theirs) < 4 * np.hypot(ours.mcse, error), name
    shares = [found.measure("share", of=arm).value for arm in "ABC"]
    np.testing.assert_allclose(shares, 1 / 3, atol=0.02)


def test_a_better_arm_gets_more_patients_and_wins():
    design = ResponseAdaptive(arms=("A", "B"), looks=(50, 100, 150), superiority=0.99, least=0.25, most=0.75)
    found = trials.simulate(design, BinaryScenario("B", (0.2, 0.5)), n_trials=500, workers=1)
    assert found.measure("selected", of="B").value > 0.95
    assert found.measure("share", of="B").value > 0.5
    course = found.example(k=1)
    assert course["share"].min() >= 0.25
    assert course["share"].max() <= 0.75
    assert course.filter(pl.col("look") == 1)["share"].to_list() == [0.5, 0.5]
    again = trials.simulate(design, BinaryScenario("B", (0.2, 0.5)), n_trials=500, workers=2)
    assert again.frame.equals(found.frame)


def test_a_dropped_arm_gets_no_more():
    design = ResponseAdaptive(arms=("A", "B", "C"), looks=(60, 120, 180), superiority=0.999, inferiority=0.05)
    found = trials.simulate(design, BinaryScenario("C is bad", (0.6, 0.6, 0.1)), n_trials=200, workers=1)
    assert found.measure("dropped", of="C").value > 0.95
    for k in range(5):
        gone = found.example(k=k).filter(pl.col("arm") == "C", pl.col("dropped"))
        assert (gone["share"][1:] == 0).all()


def test_a_running_trial_is_told_what_to_do():
    design = ResponseAdaptive(arms=("A", "B"), looks=(20, 40), superiority=0.95)
    data = pl.DataFrame({"arm": ["A"] * 10 + ["B"] * 10, "response": [0] * 9 + [1] + [1] * 9 + [0]})
    decision = design.next(data)
    assert decision.action == "stop_for_superiority"
    assert decision.arms == ("B",)
    assert "9 of 10" in decision.say()


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda: ResponseAdaptive(arms=("A", "A"), looks=(50,)), "arms_not_distinct"),
        (lambda: ResponseAdaptive(arms=("A", "B"), looks=(50, 40)), "design_not_rising"),
        (lambda: ResponseAdaptive(arms=("A", "B"), looks=(50,), randomised=(40,)), "design_not_whole"),
        (lambda: ResponseAdaptive(arms=("A", "B"), looks=(50,), least=0.6), "shares_do_not_add"),
        (lambda: ResponseAdaptive(arms=("A", "B"), looks=(50,), inferiority=0.5), "inferiority_too_high"),
        (lambda: ResponseAdaptive(arms=("A", "B"), looks=(50,), superiority=1.0), "design_not_a_share"),
        (lambda: ADAPTR.probabilities((5, 5, 5), (4, 9, 9)), "responders_over_patients"),
        (lambda: ADAPTR.next(pl.DataFrame({"arm": ["A"], "response": [None]})), "outcome_missing"),
        (lambda: ADAPTR.next(pl.DataFrame({"arm": ["D"], "response": [1]})), "design_option_unknown"),
    ],
)
def test_what_cannot_be_is_refused_in_words(make, key):
    with pytest.raises(DesignError) as caught:
        make()
    assert caught.value.key == key
