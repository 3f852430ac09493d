"""Models made of plain values."""

from __future__ import annotations

import dataclasses
import re

import polars as pl
import pytest

from kai_workbench import models
from kai_workbench.text import phrases, say


def test_every_model_that_follows_the_protocol_can_be_named():
    named = models.fittable()
    assert {"population-pk", "cross-species", "map-prior", "herg-block", "concentration-qtc"} <= set(named)
    for name, kind in named.items():
        assert kind.name == name
        assert [one for one, _, _ in models.settings(kind)] == [one.name for one in dataclasses.fields(kind)]


def test_every_model_says_what_it_is_for_and_what_its_table_must_hold():
    told = {tuple(key.split(".")[1:]) for key in phrases() if key.startswith("fit_model.")}
    assert told == {(name, what) for name in models.fittable() for what in ("purpose", "table")}
    assert "joint-tumour-survival" not in models.fittable()  # its data are two tables


@pytest.mark.parametrize(
    ("name", "needed"),
    [
        ("benchmark-dose", {}),
        ("biomarker-response", {"features": ["x", "y"], "expected": 1.0}),
        ("concentration-qtc", {}),
        ("continuous-benchmark-dose", {}),
        ("cross-species", {}),
        ("dose-toxicity-across-sites", {"reference_dose": 1.0, "sites": ["a", "b"]}),
        ("exnex", {}),
        ("exposure-response", {}),
        ("hepatic-safety", {}),
        ("herg-block", {}),
        ("map-prior", {}),
        ("organ-concordance", {}),
        ("time-to-toxicity", {}),
    ],
)
def test_the_columns_told_are_those_a_table_without_them_is_refused_for(name, needed):
    model, told = models.from_settings(name, needed), say(f"fit_model.{name}.table")
    with pytest.raises(models.ModelDataError) as refused:
        model.inputs(pl.DataFrame({"other": [1.0, 2.0]}))
    assert re.search(rf"\b{refused.value.where}\b", told), refused.value.where


def test_plain_values_become_what_the_fields_hold():
    made = models.from_settings(
        "population-pk",
        {
            "CL": [3, 0.5],
            "V": [30, 0.5],
            "ka": [1, 0.5],
            "routes": ["oral"],
            "residual": "proportional",
            "centred": True,
            "covariates": [{"parameter": "CL", "covariate": "WT", "coefficient": [0.75, 0.1]}],
        },
    )
    assert made == models.PopulationPK(
        CL=(3.0, 0.5),
        V=(30.0, 0.5),
        ka=(1.0, 0.5),
        residual="proportional",
        centred=True,
        covariates=(models.CovariateEffect(parameter="CL", covariate="WT", coefficient=(0.75, 0.1)),),
    )
    mixture = {"weights": [0.8, 0.2], "means": [0.0, 0.0], "sds": [1.0, 5.0]}
    slope = models.from_settings("concentration-qtc", {"slope": mixture}).slope
    assert isinstance(slope, models.NormalMixture)


@pytest.mark.parametrize(
    ("name", "given", "key", "where"),
    [
        ("popk", {}, "unknown_model", "popk"),
        ("map-prior", {"scales": "logit"}, "unknown_setting", "map-prior, scales"),
        ("population-pk", {"CL": [3, 0.5]}, "setting_needed", "population-pk, V"),
        ("map-prior", {"heterogeneity": "wide"}, "setting_kind", "map-prior, heterogeneity"),
        ("map-prior", {"heterogeneity": True}, "setting_kind", "map-prior, heterogeneity"),
        ("map-prior", {"scale": "probit"}, "setting_kind", "map-prior, scale"),
        ("exnex", {"centre": [0, 1, 2]}, "setting_kind", "exnex, centre"),
        ("population-pk", {"CL": 3, "V": [1, 1]}, "setting_kind", "population-pk, CL"),
    ],
)
def test_what_cannot_be_set_is_told_by_name(name, given, key, where):
    with pytest.raises(models.SettingsError) as told:
        models.from_settings(name, given)
    assert (told.value.key, told.value.where) == (key, where)


def test_a_kind_is_told_as_a_person_writes_it():
    with pytest.raises(models.SettingsError, match=r'Give: "logit" or "mean"'):
        models.from_settings("map-prior", {"scale": "probit"})
