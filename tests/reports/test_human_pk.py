"""The report: complete, in both languages, honest about what it rests on."""

from __future__ import annotations

import dataclasses
import re

import polars as pl
import pytest

from kai_workbench import pipelines
from kai_workbench.charts import figures
from kai_workbench.reports import answer, basis, human_pk_report


@pytest.fixture(scope="module")
def fit():
    return pipelines.HumanPKModel().fit(pipelines.reference("kai-101"), draws=300, tune=300)


@pytest.fixture(scope="module")
def prediction(fit):
    return fit.predict("KAI-101", dose_mg=50)


def text_of(page: str) -> str:
    return re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL))


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ["Prediction", "Beside the conventional methods", "Can the fit be trusted?", "To repeat it"]),
        ("ko", ["예측", "기존 방법과의 비교", "적합을 믿을 수 있는가?", "재현 정보"]),
    ],
)
def test_says_everything_in_the_readers_language(fit, prediction, lang, words):
    page = human_pk_report(prediction, fit=fit, lang=lang)
    assert f'<html lang="{lang}">' in page
    for word in words:
        assert word in text_of(page)


def test_every_number_of_the_summary_is_there_with_its_unit(fit, prediction):
    told = text_of(human_pk_report(prediction, fit=fit))
    for row in prediction.summary().to_dicts():
        assert figures(row["median"]) in told
        assert row["unit"].replace("*", "·") in told


def test_synthetic_data_are_named_as_such(fit, prediction):
    page = human_pk_report(prediction, fit=fit)
    assert "SYNTHETIC · 합성" in page
    assert "SYNTHETIC" in basis(prediction, lang="en")[0]
    assert "합성" in basis(prediction, lang="ko")[0]


def test_a_structure_that_cannot_be_read_is_told(prediction):
    unread = dataclasses.replace(
        prediction,
        reference=dataclasses.replace(prediction.reference, with_structure=True),
        inputs=prediction.inputs.with_columns(
            smiles=pl.lit("C1CC"),
            clearance_structure_mL_min_kg=pl.lit(None, pl.Float64),
            volume_ss_structure_L_kg=pl.lit(None, pl.Float64),
        ),
    )
    assert any('"C1CC"' in line for line in basis(unread, lang="en"))
    assert not any("SMILES" in line for line in basis(prediction, lang="en"))


def test_a_fit_that_failed_says_so_first(prediction):
    failed = dataclasses.replace(prediction, trusted=False)
    assert basis(failed, lang="en")[0].startswith("DO NOT USE")


def test_says_that_the_compounds_own_human_values_were_left_out(fit):
    known = fit.predict(fit.reference.frame["compound"][1])
    assert known.observed()
    assert any("not used for its prediction" in line for line in basis(known, lang="en"))


def test_the_answer_holds_the_median_and_the_interval(prediction):
    clearance = prediction.summary().row(0, named=True)
    told = answer(prediction, lang="en")
    for name in ("median", "lo90", "hi90"):
        assert figures(clearance[name]) in told


def test_a_name_cannot_smuggle_markup_in(fit, prediction):
    odd = dataclasses.replace(prediction, compound="<script>alert(1)</script>")
    assert "<script" not in human_pk_report(odd, fit=fit)
