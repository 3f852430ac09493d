"""What a person might really feed the models: told in words before anything is compiled."""

from __future__ import annotations

import warnings

import numpy as np
import polars as pl
import pytest

from kai_workbench.models import (
    BenchmarkDose,
    ConcentrationQTc,
    CovariateEffect,
    ExposureResponse,
    HERGBlock,
    IndirectResponse,
    ModelDataError,
    ModelDataWarning,
    PKDataWarning,
    PopulationPK,
    SteinFojo,
    TargetMediatedDisposition,
)
from kai_workbench.text import LANGUAGES

PK = PopulationPK(CL=(3.0, 0.5), V=(30.0, 0.5), ka=(1.0, 0.5))
WEIGHT = CovariateEffect(parameter="CL", covariate="WT", coefficient=(0.75, 0.3))
BY_WEIGHT = PopulationPK(CL=(3.0, 0.5), V=(30.0, 0.5), ka=(1.0, 0.5), covariates=(WEIGHT,))
RESPONSE = IndirectResponse(
    kind="I", pk=PK, baseline=(100.0, 0.3), kout=(0.05, 0.5), C50=(1.0, 0.7), Imax=(0.9, 1.0)
)
SATURABLE = TargetMediatedDisposition(
    approximation="michaelis-menten", CL=(0.01, 0.4), V=(3.0, 0.4), Vmax=(0.5, 0.4), KM=(0.2, 0.4)
)
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


GOOD = [
    (PK, concentrations()), (BY_WEIGHT, concentrations()), (SATURABLE, concentrations()),
    (RESPONSE, events()), (SteinFojo(), sizes()), (HERGBlock(), cells()), (ConcentrationQTc(), tracings()),
    (BenchmarkDose(), doses()), (ExposureResponse(), patients()),
]  # fmt: skip


@pytest.mark.parametrize(("model", "table"), GOOD, ids=lambda one: getattr(one, "name", ""))
def test_a_table_of_another_kind_and_an_empty_one_are_refused_and_a_good_one_is_not(model, table):
    assert model.inputs(table)
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
        (BY_WEIGHT, concentrations().with_columns(WT=pl.when(pl.col("ID") != 2).then("WT")), "ID 2"),
        (BY_WEIGHT, concentrations().with_columns(WT=pl.lit(0.0)), "ID 1, WT.*exponential"),
        (SATURABLE, concentrations().with_columns(BLQ=pl.lit(1), LLOQ=pl.lit(0.1)), "all 6 concentrations"),
    ],
)  # fmt: skip
def test_values_that_cannot_be_are_refused_with_their_place(model, table, words):
    with pytest.raises(ModelDataError, match=words) as refused:
        model.inputs(table)
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
