from __future__ import annotations

import dataclasses

import numpy as np
import polars as pl
import pytest
from scipy import integrate, special, stats

from kai_workbench import inference
from kai_workbench.models import (
    EXNEX,
    BetaMixture,
    MAPPrior,
    ModelDataError,
    NormalMixture,
    commensurate_prior,
    conflict,
    effective_sample_size,
    fit_beta_mixture,
    fit_normal_mixture,
    normalised_power_prior,
    power_prior,
)
from kai_workbench.text import LANGUAGES

pytestmark = pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning")

# Placebo responders in ankylosing spondylitis: Baeten et al. 2013, the data set AS of RBesT.
AS = pl.DataFrame(
    {
        "study": [f"Study {i}" for i in range(1, 9)],
        "n": [107, 44, 51, 39, 139, 20, 78, 35],
        "r": [23, 12, 19, 9, 39, 6, 9, 10],
    }
)
# The mixture that RBesT's vignette "Getting started with RBesT (binary)" prints for them (1.6-5).
VIGNETTE = BetaMixture((0.6167463, 0.3832537), (19.1916387, 3.5278745), (57.7779317, 9.3735980))


@pytest.fixture(scope="module")
def exact():
    return MAPPrior().integrate(AS)


@pytest.fixture(scope="module")
def fitted():
    return inference.fit(MAPPrior(), AS, draws=1000, tune=500, target_accept=0.95)


# --- the meta-analytic-predictive prior


def test_the_prior_from_the_as_studies_is_rbests(exact):
    found = [exact.mean, exact.sd, exact.quantile(0.025), exact.quantile(0.975), exact.tau_quantile(0.5)]
    np.testing.assert_allclose(found, [0.2583, 0.0873, 0.111, 0.471, 0.350], atol=0.003)


def test_the_sampler_finds_what_integration_finds(exact, fitted):
    draws = MAPPrior().predict(fitted, unit="1")
    assert draws.dims == ("sample",)
    assert draws.attrs["unit"] == "1"
    # 4,000 draws, worth 2,000 or more: four standard errors of the mean, and of the SD (times 1.4: tails)
    assert float(draws.mean()) == pytest.approx(exact.mean, abs=4 * exact.sd / np.sqrt(2000))
    assert float(draws.std()) == pytest.approx(exact.sd, rel=1.4 * 4 / np.sqrt(2 * 2000))
    tau = fitted.posterior["tau"].median().item()
    assert tau == pytest.approx(exact.tau_quantile(0.5), abs=0.03)


def test_integration_agrees_with_quadrature_on_the_mean_scale():
    data = pl.DataFrame({"study": ["a", "b", "c"], "mean": [-50.0, -41.0, -62.0], "se": [6.0, 5.0, 9.0]})
    exact = MAPPrior(scale="mean", centre=(-50.0, 40.0), heterogeneity=20.0).integrate(data)

    def weight(tau):
        variance = tau**2 + data["se"].to_numpy() ** 2
        joint = np.diag(variance) + 40.0**2
        return stats.halfnorm.pdf(tau, scale=20) * stats.multivariate_normal(np.full(3, -50.0), joint).pdf(
            data["mean"].to_numpy()
        )

    def moments(tau):
        precision = 1 / (tau**2 + data["se"].to_numpy() ** 2)
        total = precision.sum() + 1 / 1600
        mean = (precision @ data["mean"].to_numpy() - 50 / 1600) / total
        return mean, mean**2 + 1 / total + tau**2

    area = integrate.quad(weight, 0, 120)[0]
    mean = integrate.quad(lambda t: weight(t) * moments(t)[0], 0, 120)[0] / area
    second = integrate.quad(lambda t: weight(t) * moments(t)[1], 0, 120)[0] / area
    assert exact.mean == pytest.approx(mean, abs=0.02)
    assert exact.sd == pytest.approx(np.sqrt(second - mean**2), rel=0.005)


def test_planted_truth_is_recovered():
    design = pl.DataFrame({"study": list(range(60)), "n": [200] * 60})
    data = MAPPrior().simulate({"mu": -1.0, "tau": 0.5}, design, seed=4)
    found = MAPPrior().integrate(data)
    assert found.tau_quantile(0.025) < 0.5 < found.tau_quantile(0.975)
    assert found.quantile(0.5) == pytest.approx(special.expit(-1.0), abs=0.04)
    assert found.tau_quantile(0.5) == pytest.approx(0.5, abs=0.13)


def test_prior_and_posterior_predictive_hold_the_data(fitted):
    prior = inference.prior_predictive(MAPPrior(), AS, draws=200)["prior_predictive"]["responders"]
    assert int(prior.min()) >= 0
    assert bool((prior <= AS["n"].to_numpy()).all())
    assert np.quantile(prior / AS["n"].to_numpy(), 0.9) > 0.8  # vague: nearly everything is possible
    after = inference.posterior_predictive(fitted, AS)["posterior_predictive"]["responders"]
    low, high = np.quantile(after, [0.005, 0.995], axis=(0, 1))
    observed = AS["r"].to_numpy()
    assert np.all((low <= observed) & (observed <= high))


def test_the_model_is_calibrated():
    design = AS.with_columns(n=pl.lit(15), r=pl.lit(5))
    result = inference.calibrate(MAPPrior(), design, n=30, draws=400, variables=("mu", "tau", "z_new"))
    assert result.p_value > 0.01, result.summary
    assert result.failed <= 4


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"r": [200, 12, 19, 9, 39, 6, 9, 10]}, "events_over_n"),
        ({"r": [-1, 12, 19, 9, 39, 6, 9, 10]}, "events_over_n"),
        ({"n": [107, None, 51, 39, 139, 20, 78, 35]}, "model_value_not_finite"),
    ],
)
def test_impossible_counts_are_refused_before_compiling(monkeypatch, change, key):
    monkeypatch.setattr(MAPPrior, "build", lambda *_: pytest.fail("began to compile"))
    bad = AS.with_columns(**{name: pl.Series(values) for name, values in change.items()})
    with pytest.raises(ModelDataError) as error:
        inference.start(MAPPrior(), bad)
    assert error.value.key == key
    assert all(error.value.say(lang).startswith("Study") for lang in LANGUAGES)


def test_one_study_and_a_mean_without_a_prior_are_refused():
    with pytest.raises(ModelDataError, match="fewer than 2"):
        MAPPrior().inputs(AS[:1])
    with pytest.raises(ModelDataError, match="unit"):
        MAPPrior(scale="mean")
    with pytest.raises(ModelDataError, match="no such column"):
        MAPPrior().inputs(AS.drop("r"))


# --- mixtures and what they are worth


def test_a_mixture_fitted_to_the_prior_keeps_its_moments_and_quantiles(exact):
    mixture = fit_beta_mixture(exact.sample(8000))
    assert mixture.mean == pytest.approx(exact.mean, abs=0.003)
    assert mixture.sd == pytest.approx(exact.sd, abs=0.003)
    for q in (0.025, 0.5, 0.975):
        assert mixture.quantile(q) == pytest.approx(exact.quantile(q), abs=0.01)
    assert effective_sample_size(mixture) == pytest.approx(37, abs=3)  # RBesT's vignette: 37


def test_em_finds_the_mixture_that_made_the_draws():
    truth = NormalMixture((0.7, 0.3), (0.0, 5.0), (1.0, 0.5))
    found = fit_normal_mixture(truth.sample(20000))
    assert len(found.weights) == 2
    np.testing.assert_allclose(found.weights, truth.weights, atol=0.02)
    np.testing.assert_allclose(found.means, truth.means, atol=0.05)
    np.testing.assert_allclose(found.sds, truth.sds, atol=0.05)


@pytest.mark.parametrize(("method", "patients"), [("elir", 37), ("moment", 26), ("morita", 63)])
def test_effective_sample_sizes_of_the_as_prior_are_rbests(method, patients):
    assert round(effective_sample_size(VIGNETTE, method=method)) == patients


def test_a_robust_prior_is_worth_what_rbest_says():
    robust = VIGNETTE.robust(0.2)
    np.testing.assert_allclose(robust.weights, (0.493397, 0.306603, 0.2), atol=1e-6)
    assert (robust.a[2], robust.b[2]) == (1.0, 1.0)
    assert round(effective_sample_size(robust)) == 26


# What RBesT's help page ess prints.
BETA = BetaMixture((0.2, 0.8), (1, 10), (1, 2))
NORMAL = NormalMixture((0.5, 0.5), (0, 3), (2, 4))
LOGIT = NormalMixture((0.2, 0.8), (0, np.log(5)), (2, np.sqrt(0.6)))
ONE_LOGIT = NormalMixture((1.0,), (-np.log(3),), (2 / np.sqrt(10),))


@pytest.mark.parametrize(
    ("prior", "options", "expected"),
    [
        (BetaMixture((1.0,), (5.0,), (15.0,)), {}, 20.0),
        (BETA, {}, 7.65152),
        (BETA, {"method": "moment"}, 3.161034),
        (BETA, {"method": "morita"}, 8.487603),
        (NORMAL, {"patient_sd": 10}, 10.82796),
        (NORMAL, {"patient_sd": 10, "method": "moment"}, 8.163265),
        (NORMAL, {"patient_sd": 20}, 43.31185),
        (LOGIT, {}, 10.12272),
        (ONE_LOGIT, {}, 15.17836),
    ],
)
def test_effective_sample_sizes_are_those_of_rbests_help_page(prior, options, expected):
    assert effective_sample_size(prior, **options) == pytest.approx(expected, rel=1e-5)


def test_elir_grows_by_the_patients_seen():
    # Predictive consistency (Neuenschwander et al. 2020), averaged over all outcomes of 10 patients.
    outcomes = BETA.predictive(10)
    after = [effective_sample_size(BETA.posterior(r, 10)) for r in range(11)]
    assert outcomes @ after - 10 == pytest.approx(effective_sample_size(BETA), rel=0.03)


def test_the_integrated_prior_is_worth_what_its_fits_scatter_around(exact):
    """RBesT prints 37 from a mixture fitted to 4,000 draws; such fits come out between 34 and 39."""
    assert effective_sample_size(exact) == pytest.approx(37, abs=0.1)
    assert effective_sample_size(exact, method="moment") == pytest.approx(24.07, abs=0.01)
    fits = [effective_sample_size(fit_beta_mixture(exact.sample(4000, seed=k))) for k in range(6)]
    assert abs(np.mean(fits) - effective_sample_size(exact)) < 4 * np.std(fits, ddof=1) / np.sqrt(len(fits))
    with pytest.raises(ModelDataError, match="needs a mixture"):
        effective_sample_size(exact, method="morita")


def test_an_integrated_prior_of_a_mean_needs_the_sd_between_patients():
    alike = pl.DataFrame({"study": ["a", "b"], "mean": [-0.05, 0.05], "se": [0.05, 0.05]})
    found = MAPPrior(scale="mean", centre=(0.0, 10.0), heterogeneity=1e-3).integrate(alike)
    assert effective_sample_size(found, patient_sd=1.0) == pytest.approx(800, rel=0.02)  # 2 / .05²
    with pytest.raises(ModelDataError, match="patient_sd"):
        effective_sample_size(found)


def test_a_prior_with_poles_has_no_elir():
    with pytest.raises(ModelDataError, match="below 1"):
        effective_sample_size(BetaMixture((1.0,), (0.5,), (2.0,)))


@pytest.mark.parametrize("weights", [(0.5, 0.4), (), (1.2, -0.2)])
def test_weights_that_are_no_mixture_are_refused(weights):
    with pytest.raises(ModelDataError):
        NormalMixture(weights, (0.0,) * len(weights), (1.0,) * len(weights))


def test_posteriors_are_bayes_by_quadrature():
    grid = np.linspace(0, 1, 20001)[1:-1]
    likelihood = BETA.pdf(grid) * stats.binom.pmf(3, 12, grid)
    np.testing.assert_allclose(
        BETA.posterior(3, 12).pdf(grid),
        likelihood / integrate.trapezoid(likelihood, grid),
        rtol=1e-4,
        atol=1e-6,
    )
    x = np.linspace(-15, 20, 20001)
    density = NORMAL.pdf(x) * stats.norm.pdf(6, x, 1.5)
    np.testing.assert_allclose(
        NORMAL.posterior(6, 1.5).pdf(x), density / integrate.trapezoid(density, x), rtol=1e-4, atol=1e-8
    )


def test_conflict_is_found_and_robustness_answers_it():
    robust = VIGNETTE.robust(0.2)
    alike, apart = conflict(robust, r=6, n=24), conflict(robust, r=20, n=24)
    assert not alike.found
    assert apart.found
    assert alike.weights[-1] < 0.2
    assert apart.weights[-1] > 0.9
    # With conflict the robust prior follows the data; the plain one is held back.
    assert abs(robust.posterior(20, 24).mean - 20 / 24) < 0.05
    assert abs(VIGNETTE.posterior(20, 24).mean - 20 / 24) > 0.15


def test_the_conflict_of_one_normal_is_its_two_sided_p_value():
    prior = NormalMixture((1.0,), (2.0,), (3.0,))
    found = conflict(prior, mean=11.0, se=4.0)
    assert found.p_value == pytest.approx(2 * stats.norm.sf(9 / 5), abs=1e-3)
    with pytest.raises(ModelDataError, match="mean, se"):
        conflict(prior, r=1, n=2)


# --- power and commensurate priors


def test_a_power_prior_counts_the_discounted_patients():
    assert effective_sample_size(power_prior(10, 40, discount=0.5)) == pytest.approx(
        22
    )  # and the uniform's 2
    assert power_prior(10, 40, discount=0).mean == 0.5
    with pytest.raises(ModelDataError, match="between 0 and 1"):
        power_prior(10, 40, discount=1.5)


def test_the_normalised_power_prior_is_its_double_integral():
    found = normalised_power_prior(10, 40, discount=(2.0, 3.0)).posterior(12, 30)

    x, weight = np.polynomial.legendre.leggauss(200)
    p, a0 = (x + 1) / 2, (x[:, None] + 1) / 2
    given = stats.beta.pdf(p, 1 + 10 * a0, 1 + 30 * a0) * stats.binom.pmf(12, 30, p)
    joint = stats.beta.pdf(a0, 2, 3) * given
    mean = weight @ joint @ (weight * p) / (weight @ joint @ weight)
    assert found.mean == pytest.approx(mean, abs=1e-6)


def test_the_commensurate_prior_is_its_integral_over_the_discrepancy():
    prior = commensurate_prior(1.2, 0.3, discrepancy=0.5)
    x = 2.4
    expected = integrate.quad(
        lambda tau: stats.halfnorm.pdf(tau, scale=0.5) * stats.norm.pdf(x, 1.2, np.hypot(0.3, tau)), 0, 6
    )[0]
    assert float(prior.pdf(x)) == pytest.approx(expected, rel=1e-4)
    # Agreement is borrowed from, disagreement is not.
    assert prior.posterior(1.3, 0.3).sd < 0.25
    assert abs(prior.posterior(6.0, 0.3).mean - 6.0) < 0.3


# --- exchangeable or not

STRATA = pl.DataFrame({"stratum": ["a", "b", "c", "d"], "n": [20, 25, 15, 20], "r": [3, 4, 2, 15]})


@pytest.fixture(scope="module")
def strata():
    return inference.fit(EXNEX(), STRATA, draws=1000, tune=500, target_accept=0.95)


def test_exnex_lets_the_strange_stratum_stand_alone(strata):
    rate = EXNEX().predict(strata).mean("sample")
    belongs = strata.posterior["belongs"].mean(("chain", "draw"))
    assert float(rate.sel(stratum="d")) > 0.65
    assert float(rate.sel(stratum="c")) < 0.25
    assert float(belongs.sel(stratum="d")) < float(belongs.sel(stratum="a"))


def test_simulated_strata_have_the_planted_rates():
    design = pl.DataFrame({"stratum": ["a", "b"], "n": [100_000, 100_000]})
    made = EXNEX().simulate({"response_rate": {"a": 0.2, "b": 0.6}}, design)
    shares = made["r"].to_numpy() / 100_000
    np.testing.assert_allclose(shares, [0.2, 0.6], atol=4 * 0.5 / np.sqrt(100_000))
    assert EXNEX().simulate({"response_rate": 0.2}, design, seed=1)["r"].max() < 25_000


def test_exnex_agrees_with_integration(strata):
    rate = EXNEX().predict(strata)
    z, w = np.polynomial.hermite_e.hermegauss(40)
    w = w / w.sum()
    tau = (np.arange(100) + 0.5) * 5 / 100
    mu = 2 * z
    shared = special.expit(mu[:, None, None] + tau[:, None] * z)  # (mu, tau, z)
    alone = special.expit(2 * z)
    # Of each stratum, given mu and tau: its evidence, and that times its rate and the rate squared.
    moments = []
    for n, r in STRATA.select("n", "r").iter_rows():
        like = [p**r * (1 - p) ** (n - r) for p in (shared, alone)]
        moments.append([0.5 * (like[0] * shared**k) @ w + 0.5 * (like[1] * alone**k) @ w for k in range(3)])
    whole = w[:, None] * stats.halfnorm.pdf(tau) * np.prod([one[0] for one in moments], axis=0)
    mean, square = (
        np.array([(whole / one[0] * one[k]).sum() for one in moments]) / whole.sum() for k in (1, 2)
    )
    sd = np.sqrt(square - mean**2)
    # 4,000 draws, worth 2,000 or more: four standard errors of each mean
    away = (rate.mean("sample").to_numpy() - mean) / (sd / np.sqrt(2000))
    assert np.abs(away).max() < 4, (away, mean, sd)
    np.testing.assert_allclose(rate.std("sample"), sd, rtol=1.4 * 4 / np.sqrt(2 * 2000))


def test_exnex_is_calibrated():
    result = inference.calibrate(EXNEX(), STRATA, n=30, draws=200, variables=("mu", "tau"))
    assert result.p_value > 0.01, result.summary


def test_prior_values_do_not_change_the_graphs():
    assert dataclasses.replace(EXNEX(), exchangeable=0.8).structure() == EXNEX().structure()
    assert MAPPrior(centre=(1.0, 1.0)).structure() == MAPPrior().structure()
