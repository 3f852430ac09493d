from __future__ import annotations

import numpy as np
import polars as pl
import pytest
import scipy

from kai_workbench import inference
from kai_workbench.models import DoseToxicityAcrossSites, MAPPrior, ModelDataError, PiecewiseExponential
from kai_workbench.text import LANGUAGES

pytestmark = pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning")
SITES = ("a", "b", "c")
PATIENTS = pl.DataFrame(
    {"site": ["a", "b", "b"], "dose": [1.0, 4.0, 9.0], "toxicity": [0, 1, 3], "cycles": [3, 4, 3]}
)
TIMES = pl.DataFrame({"site": ["a", "a", "b"], "arm": [0, 1, 1], "time": [2.5, 7.0, 3.0], "event": [1, 0, 1]})


def test_the_dose_toxicity_likelihood_is_the_logistic_one():
    model = DoseToxicityAcrossSites(reference_dose=4.0, sites=SITES)
    rows = PATIENTS.with_columns(toxicity=pl.Series([0, 1, 1]))
    likelihood = inference.Likelihood(model, rows)
    point = np.array([0.3, -0.2, np.log(0.5), 0.4, -1.0, 2.0])
    log_odds = 0.3 + 0.5 * np.array([0.4, -1.0, -1.0]) + np.exp(-0.2) * np.log(rows["dose"].to_numpy() / 4)
    expected = scipy.stats.bernoulli.logpmf([0, 1, 1], scipy.special.expit(log_odds)).sum()
    assert likelihood.value(point)[0] == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize("omega", [0.1, 1.0, 2.0])
def test_patient_effects_are_integrated_out(omega):
    model = DoseToxicityAcrossSites(reference_dose=4.0, patient_effects=True, sites=SITES)
    likelihood = inference.Likelihood(model, PATIENTS)
    order = [0.3, -0.2, np.log(0.5), 0.4, -1.0, 2.0, np.log(omega)]
    log_odds = 0.3 + 0.5 * np.array([0.4, -1.0, -1.0]) + np.exp(-0.2) * np.log([0.25, 1.0, 2.25])
    expected = 0.0
    for eta, y, n in zip(log_odds, PATIENTS["toxicity"], PATIENTS["cycles"], strict=True):
        one, _ = scipy.integrate.quad(
            lambda u, eta=eta, y=y, n=n: (
                scipy.stats.binom.pmf(y, n, scipy.special.expit(eta + omega * u)) * scipy.stats.norm.pdf(u)
            ),
            -9,
            9,
        )
        expected += np.log(one)
    assert likelihood.value(np.array(order))[0] == pytest.approx(expected, abs=1e-4)


def test_events_and_time_at_risk_are_counted_by_interval():
    model = PiecewiseExponential(cuts=(3.0, 5.0), log_hazard=(-2.0, 1.0), sites=SITES)
    given = model.inputs(TIMES)
    assert given["events"].shape == (3, 3, 2)
    assert given["events"][0, 0, 0] == given["events"][1, 0, 1] == 1
    assert given["events"].sum() == 2
    np.testing.assert_allclose(given["person_time"][0, :, 1], [3.0, 2.0, 2.0])
    np.testing.assert_allclose(given["person_time"][1, :, 1], [3.0, 0.0, 0.0])
    pooled = PiecewiseExponential(cuts=(3.0, 5.0), log_hazard=(-2.0, 1.0), site_effects=False)
    table = pooled.from_sufficient({k: given[k].sum(axis=0) for k in pooled.sufficient})
    for name, array in pooled.inputs(TIMES).items():
        np.testing.assert_allclose(pooled.inputs(table)[name], array)


def test_the_survival_likelihood_is_that_of_every_time():
    model = PiecewiseExponential(cuts=(3.0, 5.0), log_hazard=(-2.0, 1.0), sites=SITES)
    base, effect, tau, z = np.array([-2.0, -1.5, -1.0]), 0.4, 0.7, np.array([0.5, -1.0, 3.0])
    point = np.concatenate([base, [effect, np.log(tau)], z])
    expected = 0.0
    for site, arm, time, event in TIMES.select("site", "arm", "time", "event").iter_rows():
        ratio = np.exp(effect * arm + tau * z[SITES.index(site)])
        cumulative = sum(np.exp(b) * max(0.0, min(time, e) - s) for b, s, e in
                         zip(base, (0, 3, 5), (3, 5, np.inf), strict=True))  # fmt: skip
        log_hazard = base[np.searchsorted((3.0, 5.0), time)] + np.log(ratio)
        expected += event * log_hazard - ratio * cumulative
    assert inference.Likelihood(model, TIMES).value(point)[0] == pytest.approx(expected, abs=1e-10)


def test_simulated_times_have_the_hazards_they_were_made_with():
    model = PiecewiseExponential(cuts=(3.0, 6.0), log_hazard=(-2.0, 1.0), site_effects=False)
    design = pl.DataFrame({"site": ["a"] * 40_000, "arm": [0, 1] * 20_000})
    truth = {"log_hazard": [-2.0, -1.5, -2.5], "effect": 0.5}
    rows = model.simulate(truth, design, follow_up=12.0, seed=1)
    given = model.inputs(rows)
    rates = np.log(given["events"] / given["person_time"])
    np.testing.assert_allclose(rates[:, 0], truth["log_hazard"], atol=0.06)
    np.testing.assert_allclose(rates[:, 1] - rates[:, 0], 0.5, atol=0.08)


def test_patients_of_a_few_studies_give_the_counts_of_all():
    model = MAPPrior().across(("x", "y", "z"))
    rows = pl.DataFrame({"study": ["y", "y", "x"], "response": [1, 0, 1]})
    assert model.inputs(rows)["n"].tolist() == [1, 2, 0]
    assert model.inputs(rows)["r"].tolist() == [1, 1, 0]
    assert model.coords(rows) == {"study": ["x", "y", "z"]}
    with pytest.raises(ModelDataError):
        MAPPrior().inputs(pl.DataFrame({"study": ["x", "y"], "n": [0, 3], "r": [0, 1]}))
    with pytest.raises(ModelDataError):
        MAPPrior(scale="mean", centre=(0, 1), heterogeneity=1.0).across(("x", "y"))


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"dose": 0.0}, "model_not_above"),
        ({"dose": float("nan")}, "model_value_not_finite"),
        ({"toxicity": 2}, "not_a_count"),
        ({"site": "d"}, "site_unknown"),
        ({"site": None}, "site_not_told"),
    ],
)
def test_rows_that_cannot_be_are_refused_in_both_languages(change, key):
    model = DoseToxicityAcrossSites(reference_dose=4.0, sites=SITES)
    rows = PATIENTS.with_columns(toxicity=pl.Series([0, 1, 1]))
    bad = rows.with_columns(**{name: pl.lit(value) for name, value in change.items()})
    with pytest.raises(ModelDataError) as error:
        model.inputs(bad)
    assert error.value.key == key
    assert all(error.value.say(lang) for lang in LANGUAGES)


def test_cuts_that_do_not_increase_are_refused():
    for cuts in ((3.0, 2.0), (0.0, 1.0), (1.0, 1.0), (np.inf,)):
        with pytest.raises(ModelDataError):
            PiecewiseExponential(cuts=cuts, log_hazard=(-2.0, 1.0))


def test_a_small_fit_gives_the_probability_of_toxicity_and_the_hazard_ratio():
    model = DoseToxicityAcrossSites(reference_dose=4.0)
    design = pl.DataFrame({"site": list("abc") * 40, "dose": [1.0, 2.0, 4.0, 8.0] * 30})
    rows = model.simulate({"intercept": 0.0, "slope": 1.0, "site_intercept": [0, 0.3, -0.3]}, design)
    found = model.predict(inference.fit(model, rows, draws=300, target_accept=0.95), [1.0, 8.0])
    assert found.dims == ("dose", "sample")
    assert found.attrs["unit"] == "1"
    low, high = found.median("sample").to_numpy()
    assert low < 0.5 < high
