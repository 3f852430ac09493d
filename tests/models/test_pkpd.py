"""Models of response: planted truth, calibration, refusals, predictions, and warfarin."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from _pkpd_study import study

from kai_workbench import inference
from kai_workbench.models import (
    EffectCompartment,
    IndirectResponse,
    ModelDataError,
    PopulationPK,
    read_pkpd_events,
)

pytestmark = [
    pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning"),
    pytest.mark.filterwarnings("ignore::kai_workbench.models.PKDataWarning"),
]

BOLUS = PopulationPK(
    CL=(5.0, 0.4), V=(40.0, 0.4), routes=("bolus",), random=("CL",), residual="proportional",
    sigma_proportional=0.2,
)  # fmt: skip
MODEL = IndirectResponse(
    pk=BOLUS, kind="I", baseline=(100.0, 0.3), kout=(0.15, 0.4), C50=(0.5, 0.4), random=("baseline",),
    sigma_additive=8.0, response_unit="%",
)  # fmt: skip
TRUTH = {
    "CL": 5.5, "V": 36.0, "baseline": 90.0, "kout": 0.18, "C50": 0.4,
    "omega": {"CL": 0.3, "baseline": 0.15}, "sigma_proportional": 0.1, "response_sigma_additive": 4.0,
}  # fmt: skip
DESIGN = study(16, [1, 6, 24], [0, 4, 12, 24, 48])


@pytest.fixture(scope="module")
def fitted():
    data = MODEL.simulate(TRUTH, DESIGN, seed=5)
    return data, inference.fit(MODEL, data, draws=250, tune=300).require()


# --- the graph


def test_the_inputs_are_the_data_of_a_plain_model_with_named_dims():
    import pymc as pm

    data = MODEL.simulate(TRUTH, DESIGN.head(9), seed=1)
    built = MODEL.build(data)
    assert type(built) is pm.Model
    assert {x.name for x in built.data_vars} == set(MODEL.inputs(data))
    assert built.named_vars_to_dims["response"] == ("response_record",)
    assert built.named_vars_to_dims["z"] == ("random", "subject")


@pytest.mark.parametrize("which", ["effect", "II"])
def test_graph_and_arrays_give_the_same_response(which):
    import pytensor.tensor as pt

    pk = PopulationPK(
        CL=(5.0, 0.3), V=(20.0, 0.3), ka=(0.9, 0.3), lag=(0.6, 0.3), transits=1, F=(0.6, 0.3),
        routes=("oral", "bolus", "infusion"),
    )  # fmt: skip
    if which == "effect":
        model = EffectCompartment(pk=pk, ke0=(0.2, 0.3), Emax=(9.0, 0.3), EC50=(1.0, 0.3), hill=(2.0, 0.3))
    else:
        model = IndirectResponse(
            pk=pk, kind=which, baseline=(9.0, 0.3), kout=(0.2, 0.3), C50=(1.0, 0.3), Imax=(0.7, 0.5),
            hill=(2.0, 0.3),
        )  # fmt: skip
    table = pl.DataFrame(
        {
            "ID": [1, 1, 1, 1, 1, 2, 2, 2],
            "TIME": [0.0, 0.4, 2.0, 3.0, 9.0, 0.0, 1.0, 5.0],
            "AMT": [100.0, 0.0, 50.0, 0.0, 0.0, 80.0, 0.0, 0.0],
            "RATE": [0.0, 0.0, 25.0, 0.0, 0.0, 0.0, 0.0, 0.0],
            "CMT": [1, 2, 2, 3, 3, 2, 2, 3],
            "DVID": [None, 1, None, 2, 2, None, 1, 2],
        }
    ).with_columns(pl.when(pl.col("DVID") == 2).then(0).otherwise("CMT").alias("CMT"))
    given = model.design(read_pkpd_events(table, for_prediction=True))
    own = {name: getattr(model, name)[0] for name in model.own_parameters}
    values = {"CL": 5.0, "V": 20.0, "ka": 0.9, "lag": 0.6} | own
    each = {name: value * np.array([1.0, 1.2]) for name, value in values.items()} | {"F": np.array(0.6)}
    ours = model.respond(each, given, arrays=True)
    graph = model.respond(
        {k: pt.as_tensor(x) for k, x in each.items()},
        {k: pt.as_tensor(x) for k, x in given.items()},
        arrays=False,
    )
    np.testing.assert_allclose(graph.eval(mode="FAST_COMPILE"), ours, rtol=1e-10)
    assert (ours > 0).all()
    assert ours.std() > 0.01


# --- what is learnt


def test_the_planted_truth_is_recovered(fitted):
    posterior = fitted[1].posterior
    truth = {f"log_{name}": np.log(TRUTH[name]) for name in MODEL.parameters}
    truth |= {name: TRUTH[name] for name in ("sigma_proportional", "response_sigma_additive")}
    away = {
        name: (float(posterior[name].mean()) - value) / float(posterior[name].std())
        for name, value in truth.items()
    }
    assert max(abs(value) for value in away.values()) < 3.3, away
    # Not by vagueness: a quarter of the priors' SD.
    assert float(posterior["log_kout"].std()) < 0.1
    assert float(posterior["log_C50"].std()) < 0.12
    assert float(posterior["log_baseline"].std()) < 0.1


def test_prior_and_posterior_predictive_are_in_the_unit_of_the_response(fitted):
    data, fit = fitted
    seen = data.filter(pl.col("DVID") == 2)["DV"].to_numpy()
    prior = inference.prior_predictive(MODEL, data, draws=100)["prior_predictive"]["response"]
    low, high = np.quantile(prior.to_numpy(), [0.01, 0.99])
    assert low < seen.min()
    assert seen.max() < high < 600
    drawn = MODEL.predict(fit, data, subjects="existing", residual=True).to_numpy()
    inside = (np.quantile(drawn, 0.05, axis=0) <= seen) & (seen <= np.quantile(drawn, 0.95, axis=0))
    assert 0.8 < inside.mean() <= 1


def test_the_model_finds_again_what_its_priors_made():
    data = MODEL.simulate(TRUTH, study(6, [2, 12], [0, 6, 24, 48]), seed=2)
    checked = inference.calibrate(
        MODEL, data, n=8, draws=300, tune=250, seed=3,
        variables=("log_CL", "log_baseline", "log_kout", "log_C50", "response_sigma_additive"),
    )  # fmt: skip
    assert checked.failed <= 4
    assert checked.p_value > 0.01, checked.summary


# --- what is predicted


def test_twice_the_dose_lowers_the_response_further_and_units_are_told(fitted):
    _, fit = fitted
    once = MODEL.predict(fit, DESIGN.head(9), subjects="existing")
    twice = MODEL.predict(fit, DESIGN.head(9).with_columns(pl.col("AMT") * 2), subjects="existing")
    assert once.dims == ("sample", "observation")
    assert once.attrs["units"] == "%"
    np.testing.assert_allclose(once[:, 0], twice[:, 0])  # before the dose
    assert (twice[:, 1:] < once[:, 1:]).all()
    concentration = MODEL.predict(fit, DESIGN.head(9), what="concentration", subjects="existing")
    assert concentration.attrs["units"] == "mg/L"
    assert concentration.sizes["observation"] == 3
    with pytest.raises(ModelDataError, match="ID 99"):
        MODEL.predict(fit, DESIGN.head(9).with_columns(ID=pl.lit(99)), subjects="existing")


# --- what is refused


def _with(**columns):
    return MODEL.simulate(TRUTH, DESIGN.head(9), seed=1).with_columns(**columns)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (lambda: _with().drop("DVID"), "DVID.*1 concentration, 2 response"),
        (lambda: _with(DVID=pl.lit(3)), "row 1, ID 1.*DVID 3"),
        (lambda: _with(DVID=pl.lit(1)), "no record is a response"),
        (
            lambda: _with(DV=pl.when(pl.col("DVID") == 2).then(None).otherwise("DV")),
            "row 1.*response is missing",
        ),
        (lambda: _with(DV=pl.when(pl.col("DVID") == 2).then(7.0).otherwise("DV")), "all 5 responses are 7"),
        (lambda: _with(SS=pl.lit(1), II=pl.lit(12.0)), "steady state.*ADDL"),
        (
            lambda: _with(DV=pl.when(pl.col("DVID") == 2).then(pl.col("DV") / 100).otherwise("DV")),
            r"baseline.*0\.0.* times what the priors expect",
        ),
        (lambda: _with().filter((pl.col("TIME") == 0) | (pl.col("DVID") == 1)), "after a dose"),
    ],
)
def test_data_without_sense_are_refused_in_words(table, words):
    with pytest.raises(ModelDataError, match=words):
        inference.check(MODEL, table())


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"kind": "V"}, "'V' is not an option"),
        ({"kind": "III"}, "Smax"),
        ({"Imax": (1.2, 0.5)}, "1.2 is not a share"),
        ({"kout": (-1.0, 0.5)}, "kout"),
        ({"pk": PopulationPK(CL=(5.0, 0.3), V=(4.0, 0.3), ka=(1.0, 0.3), correlation=2.0)}, "correlat"),
    ],
)
def test_priors_without_sense_are_refused_in_words(options, words):
    given = {"pk": BOLUS, "kind": "I", "baseline": (90.0, 0.3), "kout": (0.1, 0.3), "C50": (1.0, 0.3)}
    with pytest.raises(ModelDataError, match=words):
        IndirectResponse(**given | options)
