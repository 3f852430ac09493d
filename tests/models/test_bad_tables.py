"""What a person might really feed the models: told in words before anything is compiled."""

from __future__ import annotations

import warnings

import numpy as np
import polars as pl
import pytest

from kai_workbench import inference
from kai_workbench.models import (
    EXNEX,
    BenchmarkDose,
    ConcentrationQTc,
    ContinuousBenchmarkDose,
    CovariateEffect,
    CrossSpecies,
    DoseToxicityAcrossSites,
    ExposureResponse,
    HepaticSafety,
    HERGBlock,
    IndirectResponse,
    JointTumourSurvival,
    MAPPrior,
    ModelDataError,
    ModelDataWarning,
    NormalMixture,
    PiecewiseExponential,
    PKDataWarning,
    PopulationPK,
    SteinFojo,
    TargetMediatedDisposition,
    TimeToToxicity,
    TumourSurvival,
)
from kai_workbench.text import LANGUAGES

PK = PopulationPK(CL=(3.0, 0.5), V=(30.0, 0.5), ka=(1.0, 0.5))
WEIGHT = CovariateEffect(parameter="CL", covariate="WT", coefficient=(0.75, 0.3))
BY_WEIGHT = PopulationPK(CL=(3.0, 0.5), V=(30.0, 0.5), ka=(1.0, 0.5), covariates=(WEIGHT,))
RESPONSE = IndirectResponse(
    kind="I", pk=PK, baseline=(100.0, 0.3), kout=(0.05, 0.5), C50=(1.0, 0.7), Imax=(0.9, 1.0)
)
SATURABLE = TargetMediatedDisposition(
    approximation="michaelis-menten", CL=(0.01, 0.4), V=(30.0, 0.4), Vmax=(0.5, 0.4), KM=(0.2, 0.4)
)
UNITS = pl.Series(["g", "mg"] * 6)
SUBJECT, TIME, SIZE = pl.col("subject"), pl.col("time"), pl.col("size")


def events():
    rows = []
    for i in (1, 2, 3):
        head = {"ID": i, "WT": 60.0 + 5 * i}
        rows.append(head | {"TIME": 0.0, "AMT": 0.0, "DV": 97.0 + i, "EVID": 0, "DVID": 2})
        rows.append(head | {"TIME": 0.0, "AMT": 100.0, "DV": None, "EVID": 1, "DVID": 1})
        rows += [
            head | {"TIME": t, "AMT": 0.0, "DV": 3 * np.exp(-0.1 * t), "EVID": 0, "DVID": 1}
            for t in (1.0, 8.0)
        ]
        rows.append(head | {"TIME": 24.0, "AMT": 0.0, "DV": 60.0 + i, "EVID": 0, "DVID": 2})
    return pl.DataFrame(rows)


def concentrations():
    return events().filter((pl.col("DVID") == 1) | (pl.col("EVID") == 1)).drop("DVID")


def sizes():
    rows = [(s, t, 60.0 * np.exp(-0.003 * t)) for s in range(4) for t in (0.0, 40.0, 80.0)]
    return pl.DataFrame(rows, schema=["subject", "time", "size"], orient="row")


def cells():
    return pl.DataFrame(
        {
            "drug": ["a"] * 5,
            "concentration_nM": [1.0, 3.0, 10.0, 30.0, 100.0],
            "block_percent": [2.0, 9, 30, 55, 80],
        }
    )


def tracings():
    rows = [
        (s, t, a, 50.0 * a * t, 5.0 * a + t + s, 400.0) for s in range(3) for t in (1.0, 2.0) for a in (0, 1)
    ]
    names = ["subject", "time_h", "active", "concentration_ng_mL", "delta_qtc_ms", "baseline_qtc_ms"]
    return pl.DataFrame(rows, schema=names, orient="row")


def doses():
    return pl.DataFrame({"dose": [0.0, 10.0, 30.0], "examined": [20, 20, 20], "affected": [1, 4, 12]})


def patients():
    return pl.DataFrame({"exposure": [0.0, 0.1, 0.3, 1.0] * 3, "response": np.arange(12.0)})


def in_two_units(column):
    """The first four patients in a millionth of the others' unit."""
    return (
        patients()
        .with_row_index()
        .select(
            pl.exclude("index", column),
            (pl.col(column) + (column == "response")) * pl.when(pl.col("index") < 4).then(1e6).otherwise(1.0),
        )
    )


GOOD = [
    (PK, concentrations()), (BY_WEIGHT, concentrations()), (SATURABLE, concentrations()),
    (RESPONSE, events()), (SteinFojo(), sizes()), (HERGBlock(), cells()), (ConcentrationQTc(), tracings()),
    (BenchmarkDose(), doses()), (ExposureResponse(), patients()),
]  # fmt: skip


@pytest.mark.parametrize(("model", "table"), GOOD, ids=lambda one: getattr(one, "name", ""))
def test_a_table_of_another_kind_and_an_empty_one_are_refused_and_a_good_one_is_not(model, table):
    inference.check(model, table)
    with pytest.raises(ModelDataError, match="dict, not a polars table") as refused:
        model.inputs(table.to_dict(as_series=False))
    assert "polars" in refused.value.say("ko")
    with pytest.raises(ModelDataError):
        model.inputs(table.clear())


@pytest.mark.parametrize(
    ("model", "table", "words"),
    [
        (SteinFojo(), sizes().with_columns(size=pl.lit(30.0)), "size.*all 12 sizes are 30"),
        (SteinFojo(), sizes().with_columns(size=pl.lit("n.d.")), "size, row 1.*n.d."),
        (SteinFojo(), sizes().filter(SUBJECT == 0), "1 subjects"),
        (HERGBlock(), cells().with_columns(block_percent=pl.lit(20.0)), "all 5 blocks are 20"),
        (HERGBlock(), cells().with_columns(pl.col("block_percent") / 100), "shares of 1"),
        (HERGBlock(), cells().with_columns(block_percent=pl.lit("low")), "block_percent, row 1.*low"),
        (ConcentrationQTc(), tracings().with_columns(delta_qtc_ms=pl.lit(3.0)), "all 12 changes"),
        (ConcentrationQTc(), tracings().with_columns(baseline_qtc_ms=pl.lit(0.4)), "0.4 ms cannot be"),
        (ConcentrationQTc(), tracings().with_columns(time_h=pl.lit("1 h")), "time_h, row 1.*1 h"),
        (ExposureResponse(), patients().with_columns(response=pl.lit("better")), "response, row 1.*better"),
        (ExposureResponse(), patients().with_columns(response=pl.lit(1.0)), "every response is 1"),
        (ExposureResponse(), patients().with_columns(response_unit=UNITS), "several units"),
        (ExposureResponse(), in_two_units("response"), "4 of 12 responses.*one unit"),
        (ExposureResponse(), in_two_units("exposure"), "3 of 9 exposures.*one unit"),
        (BY_WEIGHT, concentrations().with_columns(WT=pl.when(pl.col("ID") != 2).then("WT")), "ID 2"),
        (BY_WEIGHT, concentrations().with_columns(WT=pl.lit(0.0)), "ID 1, WT.*exponential"),
        (SATURABLE, concentrations().with_columns(BLQ=pl.lit(1), LLOQ=pl.lit(0.1)), "all 6 concentrations"),
    ],
)  # fmt: skip
def test_values_that_cannot_be_are_refused_with_their_place(model, table, words):
    with pytest.raises(ModelDataError, match=words) as refused:
        inference.check(model, table)
    told = [refused.value.say(lang) for lang in LANGUAGES]
    assert len(set(told)) == len(LANGUAGES)


@pytest.mark.parametrize(
    ("model", "table", "kind", "words"),
    [
        (BY_WEIGHT, concentrations().with_columns(WT=pl.lit(70.0)), PKDataWarning, "CL ~ WT.*from its prior"),
        (RESPONSE, events().with_columns(DV=pl.when((pl.col("DVID") == 2) & (pl.col("ID") == 2))
            .then(pl.col("DV") / 100).otherwise("DV")), PKDataWarning, "ID 2.*share"),
        (SteinFojo(), sizes().with_columns(pl.when(SUBJECT == 1).then(SIZE * 1000).otherwise(SIZE)),
            ModelDataWarning, "1: 1 subjects.*units"),
    ],
)  # fmt: skip
def test_what_may_be_right_and_looks_wrong_is_told(model, table, kind, words):
    with pytest.warns(kind, match=words):
        model.inputs(table)


def test_one_value_of_a_covariate_is_no_matter_where_only_predictions_are_asked_for():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        BY_WEIGHT.design(BY_WEIGHT.events(concentrations().with_columns(WT=pl.lit(70.0))))


STUDIES = pl.DataFrame({"study": ["a", "b", "c"], "n": [100, 40, 60], "r": [21, 9, 14]})
MEANS = pl.DataFrame({"study": ["a", "b"], "mean": [50.0, 52.0], "se": [2.0, 3.0]})
GROUPS = pl.DataFrame({"dose": [0.0, 10.0, 30.0], "n": [10] * 3, "mean": [10.0, 12, 15], "sd": [1.0] * 3})
PEAKS = pl.DataFrame({"alt_xuln": np.linspace(0.2, 1.5, 20), "bilirubin_xuln": np.linspace(0.2, 1.2, 20)})
COMPOUNDS = pl.DataFrame({"compound": ["a", "b", "c"], "human_CL": [3.0, 9.0, 1.5], "rat_CL": [20.0, 50, 9]})
ONSETS = pl.DataFrame(
    {"exposure": [0.0, 5.0, 10.0] * 10, "lower_day": [10.0] * 30, "upper_day": [None, 20.0, 12.0] * 10}
)
TOXICITIES = pl.DataFrame({"site": ["x"] * 20, "dose": [5.0] * 20, "toxicity": [0, 1] * 10})
FOLLOWED = pl.DataFrame({"time": [100.0, 300.0] * 9, "event": [1, 1, 0] * 6, "arm": [0, 1] * 9})
HAZARD = {"cuts": (200.0,), "site_effects": False}
DIED = TumourSurvival(
    sizes=sizes(), survival=pl.DataFrame({"subject": range(4), "time": [200.0] * 4, "event": [1] * 4})
)


def near_and_far():
    """Of every model whose priors can be set, one near its data and one that has no mass there."""
    species = {name: pl.lit(None, dtype=pl.Float64) for name in CrossSpecies().columns()}
    people = COMPOUNDS.select(
        "compound",
        **(species | {CrossSpecies().columns()[0]: "human_CL", CrossSpecies().columns()[1]: "rat_CL"}),
    )
    saturable = {"approximation": "michaelis-menten", "Vmax": (0.5, 0.4), "KM": (0.2, 0.4)}
    response = {"kind": "I", "pk": PK, "kout": (0.05, 0.5), "C50": (1.0, 0.7), "Imax": (0.9, 1.0)}
    log_logistic = ((0.0, 2.0), (0.0, 1.0), (0.69, 0.5))
    return [
        (PK, PopulationPK(CL=(3e-3, 0.3), V=(0.03, 0.3), ka=(1.0, 0.3)), concentrations()),
        (
            SATURABLE,
            TargetMediatedDisposition(**saturable, CL=(0.01, 0.4), V=(0.003, 0.4)),
            concentrations(),
        ),
        (RESPONSE, IndirectResponse(**response, baseline=(1.0, 0.3)), events()),
        (SteinFojo(), SteinFojo(base=(6000.0, 0.3)), sizes()),
        (JointTumourSurvival(), JointTumourSurvival(median=(365e3, 0.3)), DIED),
        (HERGBlock(), HERGBlock(ic50=(1.0, 0.1), cell_sd=5.0), cells()),
        (
            ConcentrationQTc(),
            ConcentrationQTc(slope=NormalMixture(weights=(1.0,), means=(20.0,), sds=(0.1,))),
            tracings(),
        ),
        (
            ExposureResponse(),
            ExposureResponse(baseline=(900.0, 1.0), effect=(0.0, 1.0), residual=2.0),
            patients(),
        ),
        (MAPPrior(), MAPPrior(centre=(3.0, 0.1), heterogeneity=0.1), STUDIES),
        (
            MAPPrior(scale="mean", centre=(50.0, 10.0), heterogeneity=2.0),
            MAPPrior(scale="mean", centre=(5.0, 1.0), heterogeneity=2.0),
            MEANS,
        ),
        (
            EXNEX(),
            EXNEX(centre=(3.0, 0.1), heterogeneity=0.1, alone=(3.0, 0.2)),
            STUDIES.rename({"study": "stratum"}),
        ),
        (BenchmarkDose(), BenchmarkDose(priors=((-2.0, 0.1), (6.0, 0.1), (0.0, 0.1))), doses()),
        (BenchmarkDose(priors=log_logistic), BenchmarkDose(priors=((4.0, 0.1), *log_logistic[1:])), doses()),
        (
            ContinuousBenchmarkDose(shape="power"),
            ContinuousBenchmarkDose(shape="power", priors=((4.0, 0.1), (0.0, 0.1), (0.0, 0.1), (-4.0, 1.0))),
            GROUPS,
        ),
        (HepaticSafety(), HepaticSafety(mean_sd=0.05, spread=0.05), PEAKS * 3),
        (CrossSpecies(), CrossSpecies(typical_human=(4000.0, 0.3), spread_sd=0.5), people),
        (TimeToToxicity(), TimeToToxicity(hazard=(-9.0, 0.3), effect=(0.0, 0.3)), ONSETS),
        (
            DoseToxicityAcrossSites(reference_dose=5.0),
            DoseToxicityAcrossSites(reference_dose=5.0, intercept=(-8.0, 0.3), heterogeneity=0.1),
            TOXICITIES,
        ),
        (
            PiecewiseExponential(**HAZARD, log_hazard=(-5.7, 1.0)),
            PiecewiseExponential(**HAZARD, log_hazard=(0.0, 0.3)),
            FOLLOWED,
        ),
    ]


@pytest.mark.parametrize(("near", "far", "table"), near_and_far(), ids=lambda one: getattr(one, "name", ""))
def test_priors_without_mass_where_the_data_are_are_refused_by_every_model(near, far, table):
    inference.check(near, table)
    with pytest.raises(ModelDataError, match="what the priors expect") as refused:
        inference.check(far, table)
    assert "사전분포" in refused.value.say("ko")


@pytest.mark.parametrize("entry", [inference.start, inference.preview])
def test_what_starts_a_fit_asks_first(monkeypatch, entry):
    monkeypatch.setattr(HERGBlock, "build", lambda *_: pytest.fail("began to compile"))
    with pytest.raises(ModelDataError, match="what the priors expect"):
        entry(HERGBlock(ic50=(1.0, 0.1), cell_sd=5.0), cells())


@pytest.mark.parametrize(
    ("model", "table", "name"),
    [
        (HERGBlock(), cells().with_columns(block_percent=pl.lit(0.0)), "observed"),
        (ConcentrationQTc(), tracings().with_columns(delta_qtc_ms=pl.lit(0.0)), "observed"),
        (SteinFojo(), sizes().with_columns(size=pl.lit(1.0)), "size"),
    ],
)
def test_a_design_with_placeholders_is_enough_for_what_the_priors_expect(model, table, name):
    found = inference.prior_predictive(model, table, draws=5)["prior_predictive"][name]
    assert float(found.std()) > 0


def test_a_wide_response_of_one_unit_is_no_mixture_of_units():
    rng = np.random.default_rng(3)
    wide = patients().with_columns(response=pl.Series(np.exp(rng.normal(0, 2.5, 12))))
    inference.check(ExposureResponse(), wide)
