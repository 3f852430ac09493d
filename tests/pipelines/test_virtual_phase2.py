from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from kai_workbench import charts, pipelines, trials
from kai_workbench.models import ModelDataError
from kai_workbench.pipelines import _tumour_synthetic as invented

KNOWN = {"dose_mg": 400, "fraction_unbound": (0.82, 3.0), "bioavailability": (0.68, 2.0)}
DOSES = (10, 30, 100)


def within(shares, truth, errors=4):
    return abs(shares["first"] - truth["first"]) < errors * shares["first_se"] and (
        abs(shares["total"] - truth["total"]) < errors * shares["total_se"]
    )


def test_shares_of_ishigamis_function_are_the_published_ones():
    # f = sin x1 + 7 sin² x2 + .1 x3⁴ sin x1; Saltelli et al. 2008, and in closed form
    variance = 49 / 8 + 0.1 * np.pi**4 / 5 + 0.01 * np.pi**8 / 18 + 0.5
    one, two = (1 + 0.1 * np.pi**4 / 5) ** 2 / 2 / variance, 49 / 8 / variance
    both = 8 * 0.01 * np.pi**8 / 225 / variance
    truth = {"a": (one, one + both), "b": (two, two), "c": (0.0, both)}
    steps = {name: lambda rng, n: rng.uniform(-np.pi, np.pi, n) for name in truth}
    _, shares = pipelines.variance_shares(
        steps, lambda a, b, c: {"y": np.sin(a) + 7 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a)}, draws=4096
    )
    for row in shares.iter_rows(named=True):
        first, total = truth[row["step"]]
        assert within(row, {"first": first, "total": total})
        assert row["first_se"] < 0.05


def test_a_step_of_several_quantities_counts_as_one_and_shares_of_a_sum_are_variances():
    steps = {
        "pair": lambda rng, n: rng.standard_normal((2, n)),
        "one": lambda rng, n: 2 * rng.standard_normal(n),
    }
    found, shares = pipelines.variance_shares(steps, lambda pair, one: {"y": pair.sum(axis=0) + one})
    assert found["y"].std() == pytest.approx(np.sqrt(6), rel=0.1)
    for row, truth in zip(shares.iter_rows(named=True), (2 / 6, 4 / 6), strict=True):
        assert within(row, {"first": truth, "total": truth})


def test_one_step_more_does_not_change_the_draws_of_the_others():
    steps = {name: lambda rng, n: rng.standard_normal(n) for name in "abc"}
    two, _ = pipelines.variance_shares(
        {name: steps[name] for name in "ab"}, lambda a, b: {"y": a + b}, draws=16
    )
    three, _ = pipelines.variance_shares(steps, lambda a, b, c: {"y": a + b + 0 * c}, draws=16)
    assert np.array_equal(two["y"], three["y"])


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"draws": 1000}, "variance_draws"),
        ({"steps": {}}, "variance_few_steps"),
        ({"run": lambda a, b: {"y": a * np.nan + b}}, "variance_outcome"),
        ({"run": lambda a, b: {"y": (a + b)[:3]}}, "variance_outcome"),
    ],
)
def test_what_has_no_shares_is_refused(changed, code):
    steps = {name: lambda rng, n: rng.standard_normal(n) for name in "ab"}
    given = {"steps": steps, "run": lambda a, b: {"y": a + b}, "draws": 16} | changed
    with pytest.raises(ModelDataError) as told:
        pipelines.variance_shares(given["steps"], given["run"], draws=given["draws"])
    assert told.value.key == code


@pytest.fixture(scope="module")
def kill():
    """Kill in the three arms known within 12%, about the planted values."""
    rng = np.random.default_rng(2)
    draws = [invented.mouse_truth(d)["kill"] * np.exp(0.12 * rng.standard_normal(400)) for d in DOSES]
    return pipelines.kill_by_exposure([d * invented.FREE_AUC_PER_MG_KG for d in DOSES], draws)


def test_the_planted_curve_of_kill_is_found(kill):
    truth = invented.planted()
    for found, planted in ((kill.largest / 3, "kill_max"), (kill.x50, "kill_x50")):
        assert np.quantile(found, 0.05) < truth[planted] < np.quantile(found, 0.95)
    x = invented.patient_free_auc()
    assert np.median(kill.at(x)) / 3 == pytest.approx(
        truth["kill_max"] * x / (truth["kill_x50"] + x), rel=0.1
    )


def test_the_curve_of_kill_agrees_with_numerical_integration_on_a_plane():
    x, mean, sd = np.array([1.0, 10.0]), np.log([0.02, 0.05]), np.array([0.3, 0.2])
    rng = np.random.default_rng(5)
    z = rng.standard_normal((2, 2000))
    z = (z - z.mean(axis=1, keepdims=True)) / z.std(axis=1, keepdims=True)
    found = pipelines.kill_by_exposure(x, np.exp(mean[:, None] + sd[:, None] * z), draws=40_000)
    half, top = np.meshgrid(np.linspace(np.log(1 / 30), np.log(300), 400), np.linspace(-7, 3, 800))
    log = -0.5 * ((top - np.log(0.1)) / 1.5) ** 2
    for k in range(2):
        log -= 0.5 * ((mean[k] - top - np.log(x[k] / (np.exp(half) + x[k]))) / sd[k]) ** 2
    weight = np.exp(log - log.max())
    for name, axis in (("x50", half), ("largest", top)):
        draws = np.log(getattr(found, name))
        centre = (weight * axis).sum() / weight.sum()
        assert draws.mean() == pytest.approx(centre, abs=4 * draws.std() / np.sqrt(draws.size))


@pytest.mark.parametrize(
    ("exposure", "draws", "code"),
    [
        ([1, 1], [[0.1], [0.2]], "kill_arms_alike"),
        ([1, 2], [[0.1]], "mixture_length"),
        ([0, 2], [[0.1], [0.2]], "model_not_above"),
        ([1, 2], [[0.1], [-0.2]], "model_not_above"),
    ],
)
def test_arms_that_make_no_curve_are_refused(exposure, draws, code):
    with pytest.raises(ModelDataError) as told:
        pipelines.kill_by_exposure(exposure, draws)
    assert told.value.key == code


@pytest.fixture(scope="module")
def source():
    return pipelines.tumour_source("kai-101")


@pytest.fixture(scope="module")
def pk():
    """Clearance as animals foretell it, within twofold about the planted value."""
    clearance = 2.28 * 2 ** (np.random.default_rng(4).standard_normal(1000) / 1.645)
    return pipelines.exposure(clearance, clearance, dose_mg=400, body_weight_kg=70, bioavailability=1)


@pytest.fixture(scope="module")
def found(source, pk, kill):
    return pipelines.virtual_phase2(pk, kill, clinic=source.clinic, draws=512, **KNOWN)


def test_kai101_from_animals_to_phase_2_holds_the_planted_truth_and_what_was_seen(found, source):
    truth, auc = invented.planted(), invented.patient_free_auc()
    rate, patients, _ = source.arm("KAI-101 30 mg/kg").seen_response
    seen = {
        "auc": (found.auc, auc),
        "kill": (found.kill, truth["kill_max"] * auc / (truth["kill_x50"] + auc)),
        "response": (found.outcomes["response"], 100 * rate),
    }
    for draws, value in seen.values():
        assert np.quantile(draws, 0.05) < value < np.quantile(draws, 0.95)
    assert patients > 40
    assert found.summary().height == 7


def test_what_is_assumed_of_the_carry_over_makes_most_of_the_doubt(found):
    shares = found.shares.filter(pl.col("outcome") == "response").sort("first", descending=True)
    assert shares["step"][0] == "carry_over"
    assert set(shares["step"]) == set(pipelines.STEPS)
    assert (shares["total"] > -4 * shares["total_se"]).all()
    told = charts.variance_shares(found.shares, outcome="response", lang="ko", synthetic=True)
    assert "마우스에서 환자로 옮긴 사멸" in told.description


def test_a_larger_trial_takes_its_own_share_only(found, source, pk, kill):
    small = pipelines.virtual_phase2(pk, kill, clinic=source.clinic, draws=512, patients=10, **KNOWN)
    trial = (pl.col("outcome") == "difference") & (pl.col("step") == "trial")
    of = [one.shares.filter(trial).row(0, named=True) for one in (small, found)]
    assert of[0]["total"] > of[1]["total"] + 4 * np.hypot(of[0]["total_se"], of[1]["total_se"])


def test_a_compound_that_kills_nothing_does_not_succeed(source, pk):
    none = pipelines.KillByExposure(largest=np.full(100, 1e-9), x50=np.full(100, 1.0))
    lost = pipelines.virtual_phase2(pk, none, clinic=source.clinic, draws=64, **KNOWN)
    response = lost.shares.filter(pl.col("outcome") == "response")
    assert lost.outcomes["response"].max() == 0
    assert response["first"].is_nan().all()  # nothing varies, so there is nothing to share
    assert lost.probability_of_success[0] == 0
    assert lost.probability_of_success[1] > 0


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"fraction_unbound": (82, 3)}, "phase2_share"),
        ({"bioavailability": (0.5, 0.5)}, "model_not_above"),
        ({"dose_mg": 0}, "model_not_above"),
        ({"weeks": 4}, "model_not_above"),
        ({"kill_fold": 0.5}, "model_not_above"),
        ({"draws": 100}, "variance_draws"),
    ],
)
def test_settings_that_cannot_be_are_refused(source, pk, kill, changed, code):
    with pytest.raises(ModelDataError) as told:
        pipelines.virtual_phase2(pk, kill, clinic=source.clinic, **(KNOWN | changed))
    assert told.value.key == code
    assert str(told.value)


def test_it_says_how_far_it_is_and_can_be_stopped(source, pk, kill):
    told = []
    how = {"clinic": source.clinic, "draws": 64, "patients": 5, **KNOWN}
    pipelines.virtual_phase2(pk, kill, progress=told.append, **how)
    assert [(one.stage, one.done) for one in told] == [*(("chain", k) for k in range(8)), ("shares", 8)]
    asked = []
    with pytest.raises(trials.Cancelled):
        pipelines.virtual_phase2(pk, kill, cancelled=lambda: asked.append(1) or len(asked) > 30, **how)
    assert len(asked) == 31  # which is among the resamples of the shares
