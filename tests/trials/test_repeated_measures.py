"""Repeated visits of two arms: against other software, their estimands, and looks with patients under way."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
import scipy

from kai_workbench import trials
from kai_workbench.trials import DesignError, TwoArmTrial
from kai_workbench.trials._longitudinal_analysis import difference_at_last_visit
from kai_workbench.trials._reference_imputation import reference_difference
from kai_workbench.trials._repeated_fit import RepeatedFit

# Distance from pituitary to fissure, mm, at ages 8, 12, 14 and 10: 11 girls, then 16 boys
# (Potthoff and Roy, Biometrika 1964;51:313). Age 10 comes last because it alone is made missing below.
GROWTH = np.array([
    *[[21, 21.5, 23, 20], [21, 24, 25.5, 21.5], [20.5, 24.5, 26, 24], [23.5, 25, 26.5, 24.5]],
    *[[21.5, 22.5, 23.5, 23], [20, 21, 22.5, 21], [21.5, 23, 25, 22.5], [23, 23.5, 24, 23]],
    *[[20, 22, 21.5, 21], [16.5, 19, 19.5, 19], [24.5, 28, 28, 25]],
    *[[26, 29, 31, 25], [21.5, 23, 26.5, 22.5], [23, 24, 27.5, 22.5], [25.5, 26.5, 27, 27.5]],
    *[[20, 22.5, 26, 23.5], [24.5, 27, 28.5, 25.5], [22, 24.5, 26.5, 22], [24, 24.5, 25.5, 21.5]],
    *[[23, 31, 26, 20.5], [27.5, 31, 31.5, 28], [23, 23.5, 25, 23], [21.5, 24, 28, 23.5]],
    *[[17, 26, 29.5, 24.5], [22.5, 25.5, 26, 25.5], [23, 26, 30, 24.5], [22, 23.5, 25, 21.5]],
])  # fmt: skip


BOYS = np.repeat([False, True], [11, 16])


def test_all_visits_give_the_analysis_of_covariance_where_nothing_is_missing():
    """statsmodels 0.14 OLS of age 14 on sex and age 8."""
    last = difference_at_last_visit(GROWTH[None, :, [0, 2]], BOYS)
    every = difference_at_last_visit(GROWTH[None, :, [0, 1, 3, 2]], BOYS)
    for estimate, error, n in (last, every):
        np.testing.assert_allclose((estimate[0], error[0]), (2.5304684, 0.8124247), atol=1e-6)
        assert n[0] == 27


def test_all_visits_give_the_mixed_model_where_children_are_missing():
    """statsmodels 0.14 MixedLM, unstructured by visit: ML −0.05786 (REML the same, SE 0.880)."""
    value = GROWTH[None].copy()
    value[:, [2, 5, 8, 9, 12, 15, 22, 23, 26], 3] = np.nan
    estimate, error, n = difference_at_last_visit(value, BOYS)
    assert n[0] == 18
    assert estimate[0] == pytest.approx(-0.05786, abs=2e-5)
    # theirs takes the covariance for known, which is the smaller error; ours does not
    assert 0.880 < error[0] < 1.05 * 0.880, error


def _covariates(value: np.ndarray) -> np.ndarray:
    arm = np.broadcast_to(BOYS.astype(float), value.shape[:2])
    return np.stack([np.ones_like(arm), arm, value[..., 0]], axis=-1)


def test_kenward_and_roger_give_the_t_test_where_nothing_is_missing():
    """statsmodels 0.14 OLS: 27 children less three coefficients."""
    weights = np.array([[0, 0, 0], [0, 0, 0], [0, 1, 0]], dtype=float)
    value = GROWTH[None, :, [0, 1, 3, 2]]
    found = [one[0] for one in RepeatedFit.of(value[..., 1:], _covariates(value)).contrast(weights)]
    np.testing.assert_allclose(found, (2.5304684, 0.8124247, 24.0), atol=1e-6)


@pytest.mark.parametrize("sometimes", [False, True])
def test_kenward_and_roger_are_their_formulas_written_out(sometimes):
    """REML by a general optimiser over whole matrices, then equations 3 to 8 of Kenward and Roger 1997."""
    value = GROWTH[None].copy()
    value[:, [2, 5, 8, 9, 12, 15, 22, 23, 26], 3] = np.nan
    if sometimes:
        value[:, [0, 4, 20], 1] = np.nan
    covariates = _covariates(value)
    weights = np.array([[0, 0, 0], [0, 0, 0], [0, 1, 0]], dtype=float)
    fit = RepeatedFit.of(value[..., 1:], covariates)
    corner = np.triu_indices(3)

    def children(theta):
        whole = np.zeros((3, 3))
        whole[corner] = theta
        whole = whole + np.triu(whole, 1).T
        for y, x in zip(value[0, :, 1:], covariates[0], strict=True):
            seen = ~np.isnan(y)
            yield y[seen], np.kron(np.eye(3)[seen], x), np.linalg.inv(whole[np.ix_(seen, seen)]), seen

    def less(theta):
        parts = list(children(theta))
        if any(np.linalg.eigvalsh(w)[0] <= 0 for _, _, w, _ in parts):
            return 1e9
        a = sum(x.T @ w @ x for _, x, w, _ in parts)
        b = sum(x.T @ w @ y for y, x, w, _ in parts)
        fits = sum(y @ w @ y - np.linalg.slogdet(w)[1] for y, _, w, _ in parts) - b @ np.linalg.solve(a, b)
        return 0.5 * (fits + np.linalg.slogdet(a)[1])

    begin = 0.9 * fit.covariance[0][corner]
    best = scipy.optimize.minimize(less, begin, method="BFGS", options={"gtol": 1e-7}).x
    np.testing.assert_allclose(fit.covariance[0][corner], best, atol=2e-4)

    theta = fit.covariance[0][corner]
    basis = [np.zeros((3, 3)) for _ in theta]
    for one, i, j in zip(basis, *corner, strict=True):
        one[i, j] = one[j, i] = 1.0
    parts = list(children(theta))
    known = np.linalg.inv(sum(x.T @ w @ x for _, x, w, _ in parts))
    turn = [[w @ e[np.ix_(seen, seen)] @ w for e in basis] for _, _, w, seen in parts]
    p = [-sum(x.T @ t[i] @ x for (_, x, _, _), t in zip(parts, turn, strict=True)) for i in range(6)]
    q = [
        [
            sum(x.T @ t[i] @ np.linalg.inv(w) @ t[j] @ x for (_, x, w, _), t in zip(parts, turn, strict=True))
            for j in range(6)
        ]
        for i in range(6)
    ]
    twice = np.zeros((6, 6))
    for i in range(6):
        for j in range(6):
            inner = sum(
                np.trace(t[i] @ np.linalg.inv(w) @ t[j] @ np.linalg.inv(w))
                for (_, _, w, _), t in zip(parts, turn, strict=True)
            )
            twice[i, j] = inner - np.trace(2 * known @ q[i][j] - known @ p[i] @ known @ p[j])
    of_theta = 2 * np.linalg.inv(twice)
    more = sum(of_theta[i, j] * (q[i][j] - p[i] @ known @ p[j]) for i in range(6) for j in range(6))
    at = weights.ravel()
    naive = at @ known @ at
    slope = np.array([at @ known @ one @ known @ at for one in p])
    _, error, degrees = (one[0] for one in fit.contrast(weights))
    assert error == pytest.approx(np.sqrt(naive + 2 * at @ known @ more @ known @ at), rel=1e-9)
    assert degrees == pytest.approx(2 * naive**2 / (slope @ of_theta @ slope), rel=1e-9)
    assert degrees < 24


LONG = trials.LongitudinalScenario(
    "drop", ((1, 2, 3), (2, 4, 6)), 8.0, stop=(0.05, 0.15), link=-1.2, correlation=0.7
)


def test_leaving_is_told_by_all_visits_and_not_by_the_last():
    """Those who do badly leave, more of them on treatment: at random given what was measured."""
    made = {
        visits: TwoArmTrial(analysis=trials.RepeatedMeasures(visits=visits), patients=(100, 100))
        for visits in ("all", "last")
    }
    bias = {visits: trials.simulate(one, LONG, n_trials=2000).measure("bias") for visits, one in made.items()}
    assert abs(bias["all"].value) < 4 * bias["all"].mcse
    assert bias["last"].value > 8 * bias["last"].mcse
    assert bias["last"].value > 0.3


def test_treatment_policy_is_right_where_those_who_stop_are_followed():
    followed = trials.LongitudinalScenario(
        "followed", LONG.means, 8.0, stop=(0.1, 0.2), link=-0.5, leave=0.0, kept=0.25
    )
    design = TwoArmTrial(analysis=trials.RepeatedMeasures(strategy="treatment_policy"), patients=(100, 100))
    found = trials.simulate(design, followed, n_trials=2000)
    bias = found.measure("bias")
    assert abs(bias.value) < 4 * bias.mcse
    drawn = followed.draw(np.ones(2000, dtype=bool), 50, np.random.default_rng(1))
    share = (drawn.stopped <= 3).mean()
    assert followed.stopped_by_end(1) == pytest.approx(share, abs=4 * 0.5 / np.sqrt(100_000))


@pytest.mark.parametrize("strategy", ["jump_to_reference", "copy_increments"])
def test_those_who_stop_are_taken_for_like_the_control(strategy):
    design = TwoArmTrial(analysis=trials.RepeatedMeasures(strategy=strategy), patients=(100, 100))
    found = trials.simulate(design, LONG, n_trials=2000)
    bias, coverage = found.measure("bias"), found.measure("coverage")
    assert abs(bias.value) < 4 * bias.mcse
    assert abs(coverage.value - 0.95) < 4 * coverage.mcse + 0.002
    # a treatment that does nothing leaves nothing to be copied
    none = trials.LongitudinalScenario("none", ((1, 2, 3),) * 2, 8.0, stop=(0.1, 0.3), link=-1.0)
    assert none.truth(strategy) == pytest.approx(0.0, abs=1e-12)
    drawn = LONG.draw(np.ones(2000, dtype=bool), 50, np.random.default_rng(1))
    gained = np.array([0.0, 1.0, 2.0, 3.0])  # of the treatment over the control, the baseline first
    kept = 0.0 if strategy == "jump_to_reference" else gained[drawn.stopped - 1]
    made = np.where(drawn.stopped <= 3, kept, 3.0)
    assert LONG.truth(strategy) == pytest.approx(made.mean(), abs=4 * made.std() / np.sqrt(made.size))


def test_reference_imputation_is_complete_where_nobody_stops():
    """Least squares with the error that takes no SD for equal (HC1)."""
    value = GROWTH[None, :, [0, 1, 3, 2]]
    x, y = _covariates(value)[0], value[0, :, 3]
    left = y - x @ np.linalg.lstsq(x, y)[0]
    error = np.sqrt((((np.linalg.pinv(x)[1] * left) ** 2).sum()) * 27 / 24)
    found = reference_difference(value[..., 1:], x[None], np.full((1, 27), 4), increments=False)
    np.testing.assert_allclose(found, ([2.5304684], [error]), atol=1e-6)


def test_patients_under_way_are_used_or_left_out():
    rule = trials.GroupSequential(information=(0.5, 1.0), efficacy=trials.pocock())
    slow = trials.LongitudinalScenario("slow", LONG.means, 8.0, months=(3, 6, 12), patients_per_month=8)
    made = {}
    for pending in ("left_out", "used"):
        design = TwoArmTrial(
            analysis=trials.RepeatedMeasures(), patients=(60, 60), rule=rule, pending=pending
        )
        made[pending] = trials.simulate(design, slow, n_trials=1000)
    rows = {name: one.first_trials() for name, one in made.items()}
    first = {name: one.filter(pl.col("look") == 0) for name, one in rows.items()}
    assert set(first["left_out"]["patients"]) == {60}
    # a year after the sixtieth came, nearly all have entered: 60 + 8 · 12 is more than 120
    assert first["used"]["patients"].min() > 100
    both = rows["left_out"].join(rows["used"], on="k", suffix="_used")
    stopped = both.filter((pl.col("look") == 0) & (pl.col("look_used") == 0))
    assert stopped.height > 100
    # the same trials, with more known
    assert (stopped["error_used"] < stopped["error"]).mean() > 0.95
    np.testing.assert_allclose(stopped["months"], stopped["months_used"])
    table = made["used"].patients(k=int(first["used"]["k"][0]))
    assert table["visit 1"].null_count() < table["visit 3"].null_count()


def test_a_snapshot_of_a_running_trial_gives_the_statistic_of_its_look():
    for design, truth in (
        (TwoArmTrial(analysis=trials.RepeatedMeasures(), patients=(30, 30)), LONG),
        (TwoArmTrial(analysis=trials.Means(), patients=(20, 20)), trials.NormalScenario("x", (0, 1), 1)),
        (
            TwoArmTrial(analysis=trials.TimeToEvent(), patients=(30, 30), events=40),
            trials.SurvivalScenario("x", (10, 20)),
        ),
    ):
        found = trials.simulate(design, truth, n_trials=20)
        told = design.analyse(found.patients(k=2))
        assert told["z"][0] == pytest.approx(found.example(k=2)["z"][-1], rel=1e-9)
        assert design.next(told).action in {"stop_for_efficacy", "end_without_efficacy"}


VISITS = {
    "arm": ["control"] * 8 + ["treatment"] * 8,
    "baseline": [float(k % 5) for k in range(16)],
    "visit 1": [None if k == 3 else k % 3 + 0.1 * k for k in range(16)],
    "visit 2": [None if k == 5 else k % 4 + 0.2 * k for k in range(16)],
}


@pytest.mark.parametrize(
    ("analysis", "change", "told"),
    [
        (trials.Proportions(), {"arm": ["drug"] * 20}, "arm, row 1"),
        (trials.Proportions(), {"value": [2] * 20}, "value, row 1"),
        (trials.Proportions(), {"arm": ["control"] * 19 + ["treatment"]}, "arm, treatment"),
        (trials.Means(), {"value": None}, "no such column"),
        (trials.RepeatedMeasures(), {"baseline": [None] + [0.0] * 15}, "baseline, row 1"),
        (trials.RepeatedMeasures(error="observed"), {}, "row 4"),
        (trials.RepeatedMeasures(strategy="jump_to_reference"), {}, "stopped"),
    ],
)
def test_a_snapshot_that_cannot_be_is_refused_in_words(analysis, change, told):
    responses = {"arm": ["control"] * 10 + ["treatment"] * 10, "value": [1, 0] * 10}
    data = VISITS if isinstance(analysis, trials.RepeatedMeasures) else responses
    table = {name: one for name, one in (data | change).items() if one is not None}
    with pytest.raises(DesignError, match=told):
        TwoArmTrial(analysis=analysis, patients=(10, 10)).analyse(pl.DataFrame(table))
