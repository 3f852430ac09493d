"""Target-mediated disposition fitted: planted saturation is found again."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from kai_workbench import inference
from kai_workbench.models import TargetMediatedDisposition

pytestmark = [
    pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning"),
    pytest.mark.filterwarnings("ignore::kai_workbench.models.PKDataWarning"),
]

MODEL = TargetMediatedDisposition(
    approximation="michaelis-menten", CL=(0.25, 0.03), V=(3.0, 0.3), Vmax=(4.0, 0.4), KM=(1.0, 0.4),
    random=("V",), centred=True, omega_sd=0.3, residual="additive", sigma_additive=0.5, tolerance=1e-3,
)  # fmt: skip
TRUTH = {
    "CL": 0.25, "V": 3.5, "Vmax": 5.0, "KM": 1.3, "omega": {"V": 0.15},
    "sigma_additive": 0.3,
}  # fmt: skip
TIMES = (0.5, 6.0, 11.0, 15.0, 26.0)


def study(doses):
    rows = []
    for number, dose in enumerate(doses, 1):
        head = {"ID": number}
        rows.append(head | {"TIME": 0.0, "EVID": 1, "AMT": dose})
        rows += [head | {"TIME": t, "EVID": 0, "AMT": 0.0} for t in TIMES]
    return pl.DataFrame(rows)


@pytest.fixture(scope="module")
def fitted():
    data = MODEL.simulate(TRUTH, study([60.0, 200.0, 60.0, 120.0]), seed=1)
    return data, inference.fit(MODEL, data, draws=400, tune=250, chains=2).require()


def test_the_planted_saturation_is_found_again_and_told_from_linear_clearance(fitted):
    posterior = fitted[1].posterior
    for name in ("CL", "V", "Vmax", "KM"):
        draws = posterior[f"log_{name}"]
        assert abs(float(draws.mean()) - np.log(TRUTH[name])) < 3.3 * float(draws.std()), name
    # the prior's SD is 0.4: this much was learnt
    assert float(posterior["log_Vmax"].std()) < 0.25
    assert float(posterior["log_V"].std()) < 0.2
