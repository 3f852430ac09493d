from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from _tumour_study import thinned
from scipy import stats

from kai_workbench import catalog, inference, linkage, standards
from kai_workbench.catalog._kai101_truth import KINETICS
from kai_workbench.models import (
    BenchmarkDose,
    HepaticSafety,
    ModelDataError,
    edish,
    exposure_at_dose,
)
from kai_workbench.models._hepatic_safety import both_above

pytestmark = pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning")

TRUTH = {
    "mean_alt": {"placebo": -0.7, "active": -0.1},
    "mean_bilirubin": {"placebo": -0.9, "active": -0.7},
    "scale_alt": 0.4,
    "scale_bilirubin": 0.3,
    "correlation": 0.4,
    "degrees_of_freedom": 5.0,
}
DESIGN = pl.DataFrame({"arm": ["placebo"] * 150 + ["active"] * 150})


@pytest.fixture(scope="module")
def simulated():
    return HepaticSafety().simulate(TRUTH, DESIGN, seed=3)


@pytest.fixture(scope="module")
def fit(simulated):
    return inference.fit(HepaticSafety(), simulated, draws=500, tune=400)


def _truth(arm):
    a = (np.log(3) - TRUTH["mean_alt"][arm]) / 0.4
    b = (np.log(2) - TRUTH["mean_bilirubin"][arm]) / 0.3
    shape = np.array([[1.0, 0.4], [0.4, 1.0]])
    return stats.multivariate_t([0, 0], shape, df=5).cdf([-a, -b], random_state=1)  # symmetric: both above


def test_the_bivariate_tail_is_that_of_scipy():
    for a, b, rho, nu in ((1.0, 2.0, 0.5, 4.0), (2.0, 2.0, -0.3, 8.0), (-1.0, 1.0, 0.8, 3.0)):
        here = both_above(np.array([a]), np.array([b]), correlation=np.array([rho]), nu=np.array([nu]))[0]
        shape = np.array([[1.0, rho], [rho, 1.0]])
        there = stats.multivariate_t([0, 0], shape, df=nu).cdf([-a, -b], random_state=1)
        assert here == pytest.approx(there, rel=0.01, abs=2e-5)


def test_planted_probability_of_hys_law_is_recovered(fit):
    found = HepaticSafety().predict(fit)
    assert found.dims == ("quadrant", "arm", "sample")
    assert found.attrs["unit"] == "1"
    np.testing.assert_allclose(found.sum("quadrant"), 1.0)
    for arm in ("placebo", "active"):
        low, high = np.quantile(found.sel(quadrant="hys_law", arm=arm), [0.025, 0.975])
        assert low < _truth(arm) < high
    more = found.sel(quadrant="hys_law", arm="active") > found.sel(quadrant="hys_law", arm="placebo")
    assert float(more.mean()) > 0.95
    posterior = fit.require().posterior
    for name in ("scale_alt", "scale_bilirubin", "correlation", "degrees_of_freedom"):
        low, high = np.quantile(posterior[name], [0.005, 0.995])
        assert low < TRUTH[name] < high, name


def test_quadrants_are_counted_as_the_guidance_draws_them():
    peaks = pl.DataFrame({"alt_xuln": [1.0, 4.0, 1.0, 4.0, 3.0], "bilirubin_xuln": [1.0, 1.0, 3.0, 3.0, 2.0]})
    assert edish(peaks)["quadrant"].to_list() == ["normal", "temple", "cholestasis", "hys_law", "normal"]


def test_prior_and_posterior_predictive_hold_the_data(simulated, fit):
    before = inference.prior_predictive(HepaticSafety(), simulated, draws=200)["prior_predictive"]
    assert float(before["observed_alt"].median()) == pytest.approx(np.log(0.5), abs=0.4)
    assert float((before["observed_alt"] > np.log(3)).mean()) > 0.03
    after = inference.posterior_predictive(thinned(fit, 4), simulated)["posterior_predictive"]
    seen = np.log(simulated["alt_xuln"].to_numpy())
    low, high = np.quantile(after["observed_alt"], [0.025, 0.975], axis=(0, 1))
    assert 0.91 < ((low < seen) & (seen < high)).mean() < 0.99


def test_the_model_is_calibrated(simulated):
    names = ("mean_alt", "scale_alt", "scale_bilirubin", "correlation", "log_tails")
    found = inference.calibrate(HepaticSafety(), simulated.gather_every(5), n=20, draws=150, variables=names)
    assert found.p_value > 0.01, found.summary


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"alt_xuln": 0.0}, "value_not_positive"),
        ({"alt_xuln": 45.0}, "not_multiples"),
        ({"arm": pl.Series(["few"] * 3 + ["many"] * 297)}, "arm_too_small"),
    ],
)
def test_peaks_that_cannot_be_are_refused_in_words(simulated, change, key):
    columns = {k: v if isinstance(v, pl.Series) else pl.lit(v) for k, v in change.items()}
    with pytest.raises(ModelDataError) as error:
        HepaticSafety().inputs(simulated.with_columns(**columns))
    assert error.value.key == key
    with pytest.raises(ModelDataError, match="no such column"):
        edish(simulated.drop("bilirubin_xuln"))


# --- exposure margins


def test_a_margin_carries_the_uncertainty_of_dose_and_exposure():
    study = standards.open_study(catalog.fetch("kai-101", resource="rat")["rat"])
    seen = linkage.incidence(linkage.sexes_together(linkage.findings(study, "MI")))
    one = seen.filter(organ="LIVER", term="HYPERTROPHY")
    model = BenchmarkDose()
    bmd = model.bmd(model.integrate(one), one, unit="mg/kg/day")
    rat, human = KINETICS["rat"], KINETICS["human"]
    rng = np.random.default_rng(0)
    dose = np.repeat([10.0, 30.0, 100.0], 6)
    measured = pl.DataFrame({"dose": dose, "exposure": rat.auc(1.0) * dose * rng.lognormal(0, 0.2, 18)})
    animal = exposure_at_dose(bmd, measured, unit="h.ng/mL")
    people = linkage.exposure_draws(human.auc(400 / 70), sd=0.3 * human.auc(400 / 70), n=12, unit="h.ng/mL")
    found = linkage.margin(animal, people)
    truth = rat.auc(30_000 * (1 / 9) ** (1 / 2.2) / rat.free_auc(1.0)) / human.auc(400 / 70)
    low, high = np.quantile(found, [0.05, 0.95])
    assert low < truth < high
    assert found.attrs["unit"] == "1"
    # wider than with either part known
    sure = bmd.copy(data=np.full(bmd.size, float(np.median(bmd))))
    narrower = linkage.margin(exposure_at_dose(sure, measured, unit="h.ng/mL"), people)
    assert np.log(found).std() > np.log(narrower).std()
    with pytest.raises(ModelDataError, match="at least 4"):
        exposure_at_dose(bmd, measured.head(3), unit="h.ng/mL")
