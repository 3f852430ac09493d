from __future__ import annotations

import dataclasses

import numpy as np
import polars as pl
import pytensor
import pytensor.tensor as pt
import pytest
from scipy import special, stats

from kai_workbench import catalog, inference, linkage, standards
from kai_workbench.catalog._kai101_truth import KINETICS, LESIONS
from kai_workbench.models import BenchmarkDose, ModelDataError, average_bmd, stacking_weights
from kai_workbench.models._benchmark_average import left_out_animals
from kai_workbench.models._benchmark_curves import CURVES, benchmark_dose, log_unaffected
from kai_workbench.models._benchmark_graph import logit_affected
from kai_workbench.models._benchmark_profile import free_parameters, profile
from kai_workbench.models._integration import integrate

pytestmark = pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning")


def incidence(doses, affected, examined):
    return pl.DataFrame({"dose": [float(d) for d in doses], "affected": affected, "examined": examined})


# The data set of pybmds's tests of dichotomous models (tests/test_pybmds/conftest.py, ddataset2).
PYBMDS = incidence([0, 50, 100, 150, 200], [0, 5, 30, 65, 90], [100] * 5)
# That of ToxicR's tests (tests/testthat/helper.R, build_single_dichotomous_dataset).
TOXICR = incidence([0, 1, 3, 16, 32, 33], [2, 2, 10, 18, 18, 17], [50] * 6)
DESIGN = pl.DataFrame({"dose": [0.0, 10.0, 30.0, 100.0], "examined": [20] * 4})


# --- what others computed


@pytest.mark.parametrize(
    ("shape", "degree", "bmd", "bmdl", "bmdu"),
    [
        # pybmds, test_dichotomous.py: BMD, BMDL, BMDU of its default (restricted) models, 10% extra risk.
        ("logistic", 2, 69.584, 61.193, 77.945),
        ("log_logistic", 2, 68.361, 59.795, None),
        ("probit", 2, 66.883, 58.333, 75.368),
        ("log_probit", 2, 66.149, 58.684, None),
        ("gamma", 2, 66.061, 57.639, None),
        ("quantal_linear", 2, 17.679, 15.645, 20.062),
        ("weibull", 2, 64.26, 55.219, 72.815),
        ("dichotomous_hill", 2, 68.178, 59.795, None),
        ("multistage", 1, 17.680, 15.645, 20.062),
        ("multistage", 2, 48.016, 44.136, 51.240),
        ("multistage", 3, 63.873, 52.260, 72.126),
    ],
)
def test_maximum_likelihood_is_that_of_bmds(shape, degree, bmd, bmdl, bmdu):
    found = BenchmarkDose(shape=shape, degree=degree).maximum_likelihood(PYBMDS)
    assert found.bmd == pytest.approx(bmd, rel=0.005)
    assert found.bmdl == pytest.approx(bmdl, rel=0.005)
    if bmdu is not None:
        assert found.bmdu == pytest.approx(bmdu, rel=0.005)


@pytest.mark.parametrize(
    ("shape", "bmdu"),
    [("log_logistic", 76.012), ("log_probit", 73.16), ("gamma", 73.716), ("dichotomous_hill", 75.999)],
)
def test_where_bmds_keeps_the_background_at_nought_its_upper_limit_is_too_low(shape, bmdu):
    counts = (PYBMDS["dose"].to_numpy() / 200, PYBMDS["affected"].to_numpy(), PYBMDS["examined"].to_numpy())
    likelihood = profile(shape, 2, counts, response=0.1, risk="extra", restricted=True)
    top, height = likelihood.maximise()
    aim = height - stats.chi2.ppf(0.9, 1) / 2
    kept = dataclasses.replace(likelihood, bounds=[(0.0, 0.0), *likelihood.bounds[1:]])
    assert kept.at(np.log(bmdu / 200), top)[1] == pytest.approx(aim, abs=0.02)  # that is BMDS's limit
    at, value = likelihood.at(np.log(bmdu / 200), top)
    assert at[1] > 0.005  # with some background the data are likelier there, and the limit is not reached
    assert value > aim + 0.15
    assert BenchmarkDose(shape=shape).maximum_likelihood(PYBMDS).bmdu > bmdu


def test_log_likelihood_and_aic_are_those_of_bmds():
    # pybmds, test_dichotomous_fit_parameters: logistic
    found = BenchmarkDose(shape="logistic").maximum_likelihood(PYBMDS)
    assert found.log_likelihood == pytest.approx(-179.98, abs=0.01)
    assert found.aic == pytest.approx(363.96, abs=0.01)


LAPLACE = {  # ToxicR, test-ma_dichotomous.R: BMD of the most probable parameters, posterior probability
    "dichotomous_hill": (2.43689558842919, None),
    "gamma": (6.46707681632849, 0.021635893),
    "log_logistic": (3.79034439690537, 0.109884198),
    "log_probit": (4.65955128862954, 0.006866267),
    "multistage": (8.12334001064301, 0.001184459),
    "weibull": (3.81611266939088, 0.092340269),
}


def test_laplace_fits_are_those_of_toxicr():
    found = {}
    for shape, (bmd, _) in LAPLACE.items():
        # ToxicR's linear term of the multistage model has half the spread that BMDS gives it.
        own = ((0.0, 2.0), (0.0, 0.5), (0.0, 1.0)) if shape == "multistage" else None
        _, here, found[shape] = BenchmarkDose(shape=shape, priors=own).laplace(TOXICR)
        assert here == pytest.approx(bmd, rel=1e-4), shape
    told = {shape: weight for shape, (_, weight) in LAPLACE.items() if weight}
    here = special.softmax([found[shape] for shape in told])
    np.testing.assert_allclose(here, np.array(list(told.values())) / sum(told.values()), rtol=0.02)


def test_posterior_probabilities_are_those_of_bmds():
    # pybmds, test_ma.py: logistic and probit, .11 and .89, on ddataset2
    found = [BenchmarkDose(shape=shape).laplace(PYBMDS)[2] for shape in ("logistic", "probit")]
    np.testing.assert_allclose(special.softmax(found), [0.11, 0.89], atol=0.005)


def test_the_average_of_nine_models_is_that_of_bmds():
    # pybmds, test_ma.py: 57.1, 65.9, 75.0 on ddataset2 (its limits are of Laplace's approximation)
    found = average_bmd(PYBMDS, unit="mg/kg/day", weights="laplace")
    np.testing.assert_allclose([found.bmdl, found.median, found.bmdu], [57.1, 65.9, 75.0], rtol=0.02)
    exact = average_bmd(PYBMDS, unit="mg/kg/day")
    np.testing.assert_allclose(
        exact.table.sort("model")["weight"], found.table.sort("model")["weight"], atol=0.01
    )
    assert found.bmd.attrs["unit"] == "mg/kg/day"


# --- the curves


@pytest.mark.parametrize("shape", list(CURVES))
@pytest.mark.parametrize("risk", ["extra", "added"])
def test_the_benchmark_dose_is_where_the_curve_reaches_the_risk(shape, risk):
    model = BenchmarkDose(shape=shape)
    location, sd = np.array(model.priors).T
    free = location + sd * np.random.default_rng(1).standard_normal((200, location.size))
    dose = benchmark_dose(shape, free, response=0.1, risk=risk)
    start = -np.expm1(log_unaffected(shape, free, np.zeros(1)))[:, 0]
    reached = np.isfinite(dose)
    pairs = zip(free, dose, strict=True)
    at = np.array([-np.expm1(log_unaffected(shape, u, np.array([d])))[0] for u, d in pairs])
    gained = (at - start) / (1 - start) if risk == "extra" else at - start
    np.testing.assert_allclose(gained[reached], 0.1, rtol=1e-6)
    # where it is never reached, no dose does
    far = -np.expm1(log_unaffected(shape, free[~reached], np.array([1e6])))[:, 0]
    start = start[~reached]
    most = (far - start) / (1 - start) if risk == "extra" else far - start
    assert (most < 0.1 + 1e-9).all()


@pytest.mark.parametrize("shape", list(CURVES))
def test_the_profile_stands_on_the_same_curve(shape):
    likelihood = profile(shape, 2, (np.zeros(1),) * 3, response=0.1, risk="extra", restricted=True)
    points = np.array([[-1.0, *start] for start in likelihood.starts])
    free = free_parameters(shape, points, response=0.1, risk="extra")
    np.testing.assert_allclose(benchmark_dose(shape, free, response=0.1), np.exp(-1.0), rtol=1e-6)


# --- Bayesian fits


@pytest.fixture(scope="module")
def sampled():
    return inference.fit(BenchmarkDose(shape="weibull"), PYBMDS, draws=600, tune=400, target_accept=0.9)


def test_importance_sampling_is_the_sampler(sampled):
    model = BenchmarkDose(shape="weibull")
    here = model.bmd(model.integrate(PYBMDS), PYBMDS, unit="mg/kg/day")
    there = model.bmd(sampled, PYBMDS, unit="mg/kg/day")
    assert here.dims == there.dims == ("sample",)
    levels = [0.05, 0.25, 0.5, 0.75, 0.95]
    np.testing.assert_allclose(np.quantile(here, levels), np.quantile(there, levels), rtol=0.02)


@pytest.mark.parametrize("shape", list(CURVES))
def test_the_graph_is_the_curve(shape):
    model = BenchmarkDose(shape=shape)
    location, sd = np.array(model.priors).T
    free = location + sd * np.random.default_rng(3).standard_normal((4, location.size))
    dose = TOXICR["dose"].to_numpy() / 33
    parts = pt.dmatrix()
    rows = [logit_affected(shape, [parts[i, j] for j in range(location.size)], dose) for i in range(4)]
    here = pytensor.function([parts], pt.stack(rows), mode="FAST_COMPILE")(free)
    np.testing.assert_allclose(special.expit(here), -np.expm1(log_unaffected(shape, free, dose)), atol=1e-10)


def test_prior_and_posterior_predictive_hold_the_data(sampled):
    model = BenchmarkDose(shape="weibull")
    before = inference.prior_predictive(model, PYBMDS, draws=300)["prior_predictive"]["observed"]
    share = before.to_numpy() / 100
    assert share.min() >= 0
    assert share.max() <= 1
    assert share.std() > 0.25  # the prior leaves incidence open
    after = inference.posterior_predictive(sampled, PYBMDS)["posterior_predictive"]["observed"]
    low, high = np.quantile(after, [0.005, 0.995], axis=(0, 1))
    observed = PYBMDS["affected"].to_numpy()
    assert ((low <= observed) & (observed <= high)).all()


def test_the_integral_is_calibrated():
    model = BenchmarkDose(shape="weibull")
    location, sd = np.array(model.priors).T
    rng = np.random.default_rng(5)
    ranks = []
    while len(ranks) < 60:
        free = location + sd * rng.standard_normal(3)
        data = DESIGN.with_columns(affected=model.simulate_inputs({"free": free}, DESIGN, rng)["affected"])
        x = data["dose"].to_numpy() / 100

        # the likelihood alone: the data that inputs() refuses belong to the prior, too
        def height(u, x=x, data=data):
            spared = log_unaffected("weibull", u, x)
            p = -np.expm1(spared)
            return stats.binom.logpmf(data["affected"].to_numpy(), 20, p).sum(axis=-1)

        drawn = integrate(height, location, sd, draws=199, proposals=4000, seed=len(ranks)).free
        truth = benchmark_dose("weibull", free[None], response=0.1)[0]
        ranks.append((benchmark_dose("weibull", drawn, response=0.1) < truth).sum())
    assert stats.kstest((np.array(ranks) + 0.5) / 200, "uniform").pvalue > 0.01


def test_planted_risk_of_kai_101_is_recovered():
    study = standards.open_study(catalog.fetch("kai-101", resource="rat")["rat"])
    seen = linkage.incidence(linkage.sexes_together(linkage.findings(study, "MI")))
    lesion = LESIONS[0]
    one = seen.filter(organ=lesion.organ, term=lesion.finding)
    truth = lesion.x50 * (1 / 9) ** (1 / lesion.slope) / KINETICS["rat"].free_auc(1.0)  # mg/kg/day
    found = average_bmd(one, unit="mg/kg/day")
    assert found.bmdl < truth < found.bmdu
    assert found.bmdu < 5 * found.bmdl
    model = BenchmarkDose()  # what made the animals is a log-logistic curve
    posterior = model.integrate(one)
    draws = model.bmd(posterior, one, unit="mg/kg/day")
    assert np.quantile(draws, 0.05) < truth < np.quantile(draws, 0.95)
    power = np.exp(posterior.free[:, 2])
    assert np.quantile(power, 0.05) < lesion.slope < np.quantile(power, 0.95)
    with pytest.raises(ModelDataError, match="one finding"):
        model.inputs(seen)


def test_stacking_leaves_single_animals_out():
    model = BenchmarkDose(shape="quantal_linear")
    posterior = model.integrate(TOXICR)
    here = left_out_animals(model, posterior, TOXICR)
    assert here.size == 300
    # one affected animal of the second dose, left out for good: refitted without it
    without = TOXICR.with_columns(
        affected=pl.Series([2, 1, 10, 18, 18, 17]), examined=pl.Series([50, 49, 50, 50, 50, 50])
    )
    refit = model.predict(model.integrate(without), without, 1.0).mean().item()
    assert np.exp(here[50]) == pytest.approx(refit, rel=0.02)
    curved = left_out_animals(BenchmarkDose(), BenchmarkDose().integrate(TOXICR), TOXICR)
    assert stacking_weights(np.stack([here, curved], axis=1)).sum() == pytest.approx(1)


# --- what is refused


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"affected": 60}, "incidence_count"),
        ({"affected": 0}, "incidence_constant"),
        ({"affected": 50}, "incidence_constant"),
        ({"affected": pl.Series([30, 20, 10, 18, 18, 17])}, "incidence_falls"),
        ({"dose": -1.0}, "dose_value"),
        ({"dose": pl.Series([0.0, 0.0, 0.0, 5.0, 5.0, 5.0])}, "too_few_doses"),
        ({"term": pl.Series(list("aabbcc"))}, "several_findings"),
        ({"dose_unit": pl.Series(["mg/kg"] * 3 + ["ppm"] * 3)}, "several_findings"),
        ({"examined": None}, "model_value_not_finite"),
    ],
)
def test_tables_that_hold_no_benchmark_dose_are_refused_in_words(change, key):
    columns = {k: v if isinstance(v, pl.Series) else pl.lit(v) for k, v in change.items()}
    bad = TOXICR.with_columns(**columns)
    with pytest.raises(ModelDataError) as error:
        BenchmarkDose().inputs(bad)
    assert error.value.key == key
    assert error.value.say("ko") != error.value.say("en")


def test_options_that_do_not_exist_are_refused():
    with pytest.raises(ModelDataError, match="log_logistic"):
        BenchmarkDose(shape="hockey stick")
    with pytest.raises(ModelDataError, match="1, 2, 3"):
        BenchmarkDose(shape="multistage", degree=9)
    with pytest.raises(ModelDataError, match="between 0 and 1"):
        BenchmarkDose().maximum_likelihood(TOXICR, response=1.0)
    with pytest.raises(ModelDataError):
        BenchmarkDose(priors=((0.0, 1.0),))
