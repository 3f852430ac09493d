from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from _tumour_study import visits

from kai_workbench import inference
from kai_workbench.models import (
    JointTumourSurvival,
    ModelDataError,
    SteinFojo,
    TumourSurvival,
    translate_tumour,
)

TRUTH = {
    "base": 60.0, "growth": 0.0015, "kill": 0.004,
    "omega": {"base": 0.4, "growth": 0.6, "kill": 0.5}, "sigma_log": 0.1,
    "median": 300.0, "shape": 1.5, "coefficient": 1.4, "covariate_effect": {"arm": -0.6},
}  # fmt: skip
MODEL = JointTumourSurvival(tumour=SteinFojo(limit=5.0, growth=(0.0015, 1.0)), covariates=("arm",))
N = 50


def design(n=N):
    follow_up = pl.DataFrame(
        {"subject": range(n), "time": [700.0] * n, "arm": [float(s % 2) for s in range(n)]}
    )
    return TumourSurvival(sizes=visits(n, (-7, 42, 84, 126, 210, 294, 378, 504)), survival=follow_up)


@pytest.fixture(scope="module")
def data():
    return MODEL.simulate(TRUTH, design(), seed=5)


@pytest.fixture(scope="module")
def fit(data):
    return inference.fit(MODEL, data, draws=300, tune=350).require()


def test_planted_truth_of_growth_and_survival_is_recovered(fit):
    posterior = fit.posterior
    found = {name: np.exp(posterior[f"log_{name}"]) for name in ("base", "growth", "kill", "median", "shape")}
    found |= {"coefficient": posterior["coefficient"]}
    for name, draws in found.items():
        low, high = np.quantile(draws, [0.005, 0.995])
        assert low < TRUTH[name] < high, (name, low, high)
    low, high = np.quantile(posterior["covariate_effect"], [0.005, 0.995])
    assert low < -0.6 < high
    assert float((posterior["coefficient"] > 0).mean()) > 0.95  # fast growth is told to shorten life


def test_nothing_is_measured_after_the_event(data):
    ends = dict(data.survival.select("subject", "time").rows())
    assert all(time <= ends[subject] for subject, time in data.sizes.select("subject", "time").rows())
    assert 0 < data.survival["event"].sum() <= N


def test_individuals_who_grow_fast_are_foretold_to_live_shorter(fit):
    growth = fit.posterior["subject_growth"].mean(("chain", "draw")).to_numpy()
    arm = np.arange(N) % 2 == 0
    order = np.flatnonzero(arm)[np.argsort(growth[arm])]
    slow, fast = int(order[0]), int(order[-1])
    survival = MODEL.predict(fit, [100.0, 400.0], subjects=[slow, fast]).mean("sample").to_numpy()
    assert survival[0, 1] > survival[1, 1] + 0.1
    assert (survival[:, 0] > survival[:, 1]).all()
    later = MODEL.predict(fit, [100.0, 400.0], subjects=[slow, fast], alive_at=100.0)
    assert float(later.sel(time=100).min()) == pytest.approx(1.0)
    assert (later.sel(time=400).mean("sample").to_numpy() > survival[:, 1]).all()
    size = MODEL.tumour.predict(fit, pl.DataFrame({"subject": [fast], "time": [400.0]}), subjects="existing")
    assert size.attrs["units"] == "mm"


def test_survival_of_the_population_agrees_with_what_was_observed(fit, data):
    at = np.array([100.0, 250.0, 400.0])
    told = MODEL.predict(fit, at).mean(("sample", "subject")).to_numpy()
    time, event = data.survival["time"].to_numpy(), data.survival["event"].to_numpy()
    kaplan_meier = [
        np.prod([1 - 1 / np.sum(time >= t) for t in np.sort(time[event == 1]) if t <= when]) for when in at
    ]
    np.testing.assert_allclose(told, kaplan_meier, atol=0.1)


def test_virtual_patients_from_mice_get_response_and_survival(fit):
    human = translate_tumour(
        growth=np.full(200, 0.05), kill=np.full(200, 0.06), exposure_mouse=10.0, exposure_human=8.0,
        between_species_sd=0.3,
    )  # fmt: skip
    patients = human.patients([0, 42, 84], base=(60, 0.4), omega_growth=0.6, omega_kill=0.5, count=20)
    each = {name: patients[name].to_numpy() for name in ("base", "growth", "kill")}
    survival = MODEL.survival(fit, [0.0, 365.0], each=each)
    assert survival.shape == (200, 20, 2)
    assert float(survival.sel(time=0).min()) == pytest.approx(1, abs=1e-6)
    assert 0 < float(survival.sel(time=365).mean()) < 1


@pytest.mark.parametrize("link", ["size", "slope"])
def test_the_other_links_build_and_simulate(link):
    model = JointTumourSurvival(tumour=SteinFojo(limit=5.0), link=link)
    truth = {name: value for name, value in TRUTH.items() if name != "covariate_effect"}
    made = model.simulate(truth | {"coefficient": 0.3}, design(12), seed=2)
    built = model.build(made)
    density = built.compile_logp(built["event_time"], mode="FAST_COMPILE")
    assert np.isfinite(density(built.initial_point()))
    prior = inference.prior_predictive(model, made, draws=10)["prior_predictive"]["event_time"]
    assert np.isfinite(prior).all()
    assert (prior > 0).all()


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"event": 0}, "joint_no_events"),
        ({"event": 2}, "joint_survival"),
        ({"time": 0.0}, "joint_survival"),
        ({"arm": float("nan")}, "joint_survival"),
        ({"subject": 1}, "joint_survival"),
    ],
)
def test_survival_that_cannot_be_is_refused_before_compiling(data, monkeypatch, change, key):
    monkeypatch.setattr(JointTumourSurvival, "build", lambda *_: pytest.fail("began to compile"))
    bad = data.survival.with_columns(**{name: pl.lit(value) for name, value in change.items()})
    with pytest.raises(ModelDataError) as error:
        inference.start(MODEL, TumourSurvival(sizes=data.sizes, survival=bad))
    assert error.value.key == key
