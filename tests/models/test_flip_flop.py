"""Flip-flop: ka and ke exchanged explain the same curves. It is told, never reported."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import xarray as xr
from _pk_study import study
from _theophylline import theophylline

from kai_workbench import inference
from kai_workbench.inference import UntrustedFit
from kai_workbench.models import ModelDataError, PopulationPK, visual_predictive_check
from kai_workbench.models._pk_prediction import flip_flop_share

pytestmark = [
    pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning"),
    pytest.mark.filterwarnings("ignore::kai_workbench.models.PKDataWarning"),
]

MIDDLE = {"CL": (6.0, 0.7), "V": (12.0, 1.5), "ka": (0.5, 1.5), "residual": "proportional", "omega_sd": 0.3}
FLIP = {"CL": 6.0, "V": 20.0, "ka": 2.0, "omega": {"CL": 0.2, "V": 0.2, "ka": 0.2}, "sigma_proportional": 0.1}


@pytest.fixture(scope="module")
def flip_flop_data():
    model = PopulationPK(**MIDDLE)
    return model.simulate(FLIP, study(8, [0.25, 0.5, 1, 2, 4, 8, 12]), seed=2)


def test_theophylline_without_a_choice_is_told_and_never_reported():
    # Priors that lie between the two explanations: chains end in both.
    model = PopulationPK(CL=(2.7, 0.5), V=(8.0, 1.5), ka=(0.35, 1.5), residual="additive", absorption="free")
    data = theophylline()
    fit = inference.fit(model, data, chains=8, draws=100, tune=200, seed=2)
    share = flip_flop_share(model, fit)
    assert 0 < share.mean() < 1
    assert not fit.trusted
    assert "modes" in {finding.code for finding in fit.diagnosis.findings}
    assert "DO NOT USE" in repr(fit)
    for use in (lambda: model.predict(fit, data), lambda: visual_predictive_check(fit, data)):
        with pytest.raises(UntrustedFit):
            use()
    # Chains that agree would pass the checks of the sampler; with flip-flop draws they are refused too.
    flipped = fit.posterior.isel(chain=share > 0.5)
    alone = dataclasses.replace(
        fit, tree=xr.DataTree.from_dict({"posterior": flipped}),
        diagnosis=dataclasses.replace(fit.diagnosis, verdict="trust", findings=()),
    )  # fmt: skip
    with pytest.raises(ModelDataError, match="flip-flop"):
        model.predict(alone, data)


SIDES = {
    "ka > ke": (MIDDLE, {name: FLIP[name] for name in ("CL", "V", "ka")}),
    # The same curves, explained the other way round: ka and ke exchanged, V with them.
    "flip-flop": (MIDDLE | {"V": (3.0, 0.3), "ka": (0.3, 0.3)}, {"CL": 6.0, "V": 3.0, "ka": 0.3}),
}


@pytest.mark.parametrize("absorption", SIDES)
def test_a_choice_holds_every_draw_on_its_side(flip_flop_data, absorption):
    fields, truth = SIDES[absorption]
    model = PopulationPK(**fields, absorption=absorption)
    fit = inference.fit(model, flip_flop_data, chains=4, draws=300, tune=400, seed=1).require()
    np.testing.assert_array_equal(flip_flop_share(model, fit), float(absorption == "flip-flop"))
    for name, value in truth.items():
        draws = fit.posterior[f"log_{name}"]
        assert abs(float(draws.mean()) - np.log(value)) < 3.3 * float(draws.std())
