from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from _pkpd_study import study as response_study

from kai_workbench import models
from kai_workbench.models import ModelDataError
from kai_workbench.text import LANGUAGES

DOSES = pl.DataFrame({"ID": [1, 1, 2, 2], "TIME": [0.0, 1.0] * 2, "EVID": [1, 0] * 2, "AMT": [10.0, 0.0] * 2})
PK = {"CL": 1.0, "V": 10.0}
POPULATION = models.PopulationPK(CL=(1, 1), V=(10, 1), routes=("bolus",), residual="additive")
VISITS = pl.DataFrame({"subject": [0, 0, 1, 1], "time": [0.0, 50.0] * 2, "exposure": 2.0})
SURVIVAL = pl.DataFrame({"subject": [0, 1], "time": [300.0, 300.0]})
TUMOUR = {"base": 60.0, "growth": 0.001, "kill": 0.002, "omega": {"base": 0.3}, "sigma_log": 0.1}
SITES = pl.DataFrame({"site": ["a", "b"], "arm": [0, 1], "dose": [1.0, 4.0]})
CELLS = pl.DataFrame({"drug": ["a", "a", "b", "b"], "concentration_nM": [1.0, 9.0] * 2})
ORGANS = pl.DataFrame({"organ": ["liver", "heart"], "species": ["rat", "rat"], "n": [20, 20]})
GROUPS = pl.DataFrame({"dose": [0.0, 10.0, 30.0], "examined": [20, 20, 20], "n": [20, 20, 20]})
CROSSOVER = pl.DataFrame(
    {
        "subject": [1, 1], "time_h": [0.0, 1.0], "active": [1, 1], "concentration_ng_mL": [0.0, 5.0],
        "baseline_qtc_ms": [400.0, 400.0],
    }
)  # fmt: skip
WATCHED = pl.DataFrame({"exposure": [1.0, 9.0], "last_day": [90.0, 90.0], "every_day": [0.0, 7.0]})
GENES = pl.DataFrame({"gene": [0.1, 0.5, 0.9], "other": [0.2, 0.1, 0.9], "stratum": ["a", "a", "b"]})
INDIVIDUALS = pl.DataFrame({"site": ["a", "a"], "species": ["rat", "human"], "body_weight_kg": [0.25, 70.0]})
CASES = {
    "CrossSpecies": (
        models.CrossSpecies(),
        {"mean": np.zeros(4), "spread": 1.0, "correlation": np.eye(4)},
        pl.DataFrame({"compound": ["x", "y"]}),
    ),
    "HERGBlock": (models.HERGBlock(), {"ic50": 20.0, "hill": 1.0, "sigma": 4.0}, CELLS),
    "EXNEX": (
        models.EXNEX(),
        {"response_rate": {"a": 0.2, "b": 0.3}},
        pl.DataFrame({"stratum": ["a", "b"], "n": [10, 12]}),
    ),
    "MAPPrior": (
        models.MAPPrior(),
        {"mu": -1.0, "tau": 0.3},
        pl.DataFrame({"study": ["a", "b"], "n": [10, 12]}),
    ),
    "PopulationPK": (
        POPULATION,
        PK | {"omega": {"CL": 0.3, "V": 0.2}, "sigma_additive": 0.1},
        DOSES,
    ),
    "TargetMediatedDisposition": (
        models.TargetMediatedDisposition(
            approximation="michaelis-menten",
            CL=(1, 1),
            V=(10, 1),
            Vmax=(0.5, 1),
            KM=(0.2, 1),
            random=("CL",),
            residual="additive",
        ),
        PK | {"Vmax": 0.5, "KM": 0.2, "omega": {"CL": 0.3}, "sigma_additive": 0.1},
        DOSES,
    ),
    "IndirectResponse": (
        models.IndirectResponse(
            kind="II",
            pk=POPULATION,
            baseline=(100, 1),
            kout=(0.1, 1),
            C50=(1, 1),
            Imax=(0.9, 1),
            random=("baseline",),
            residual="additive",
        ),
        PK
        | {"baseline": 100.0, "kout": 0.1, "C50": 1.0, "Imax": 0.8, "sigma_additive": 0.1}
        | {"response_sigma_additive": 2.0, "omega": {"CL": 0.3, "V": 0.2, "baseline": 0.1}},
        response_study(2, [1], [0, 6]),
    ),
    "PopulationPKAcrossSites": (
        models.PopulationPKAcrossSites(CL=(1, 1), V=(10, 1)),
        PK | {"omega_CL": 0.3, "omega_V": 0.2, "sigma_log": 0.1, "tau": 0.2},
        DOSES.with_columns(site=pl.lit("a"), ID=pl.col("ID").cast(pl.String), RATE=0.0),
    ),
    "SteinFojo": (models.SteinFojo(), TUMOUR, VISITS),
    "Claret": (models.Claret(kill=(0.001, 1.0)), TUMOUR | {"resistance": 0.01}, VISITS),
    "JointTumourSurvival": (
        models.JointTumourSurvival(),
        TUMOUR | {"median": 300.0, "shape": 1.2, "coefficient": 0.5},
        models.TumourSurvival(sizes=VISITS, survival=SURVIVAL),
    ),
    "ExposureResponse": (
        models.ExposureResponse(),
        {"e0": 0.3, "emax": 0.7, "ed50": 0.1, "sigma": 0.5},
        pl.DataFrame({"exposure": [0.0, 1.0]}),
    ),
    "ConcentrationQTc": (
        models.ConcentrationQTc(),
        {"slope": 0.5, "active_effect": 0.0, "intercept_spread": 1.0, "slope_spread": 0.1, "sigma": 3.0},
        CROSSOVER,
    ),
    "BenchmarkDose": (
        models.BenchmarkDose(shape="weibull"),
        {"background": 0.05, "power": 1.5, "slope": 1.0},
        GROUPS,
    ),
    "ContinuousBenchmarkDose": (
        models.ContinuousBenchmarkDose(shape="power"),
        {"control": 1.0, "change": 0.5, "power": 1.2, "variance": 0.04},
        GROUPS,
    ),
    "Simeoni": (
        models.Simeoni(
            base=(0.1, 0.5), growth=(0.2, 0.5), linear=(0.4, 0.5), kill=(0.02, 1), transit=(0.8, 0.5)
        ),
        {"base": 0.1, "growth": 0.2, "linear": 0.4, "kill": 0.02, "transit": 0.9, "sigma_log": 0.1},
        VISITS,
    ),
    "OrganConcordance": (
        models.OrganConcordance(),
        {"sensitivity": 0.6, "false_positive": 0.1, "prevalence": 0.3, "organs": 0.4, "species": 0.2},
        ORGANS,
    ),
    "TimeToToxicity": (models.TimeToToxicity(), {"c": -0.5, "beta": 2.0, "log_shape": 0.4}, WATCHED),
    "HepaticSafety": (
        models.HepaticSafety(),
        {"mean_alt": {"a": -0.7}, "mean_bilirubin": -0.9, "scale_alt": 0.4, "scale_bilirubin": 0.3}
        | {"correlation": 0.4, "degrees_of_freedom": 5.0},
        pl.DataFrame({"arm": ["a", "a"]}),
    ),
    "BiomarkerResponse": (
        models.BiomarkerResponse(features=("gene", "other"), expected=1.0),
        {"intercept": 0.0, "coefficient": {"gene": 0.5}, "sigma": 0.7},
        GENES,
    ),
    "DoseToxicityAcrossSites": (
        models.DoseToxicityAcrossSites(reference_dose=4.0),
        {"slope": 1.0, "intercept": -1.0, "tau": 0.3},
        SITES,
    ),
    "SpeciesBridge": (
        models.SpeciesBridge(typical=(10, 1), species=("rat",)),
        {"typical": 10.0, "exponent": 0.75, "departure": {"human": 0.0, "rat": 0.1}, "sigma": (0.3, 0.2)},
        INDIVIDUALS,
    ),
}
MAY_BE_LEFT_OUT = {"CrossSpecies": set(), "BiomarkerResponse": {"coefficient"}} | {
    name: {"omega"} for name in ("SteinFojo", "Claret", "JointTumourSurvival")
}


def refused(model, params, design, *, key, where):
    with pytest.raises(ModelDataError) as error:
        model.simulate(params, design)
    assert error.value.key == key
    for lang in LANGUAGES:
        assert where in error.value.say(lang)


@pytest.mark.parametrize("name", CASES)
def test_a_truth_is_complete_and_holds_nothing_else(name):
    model, truth, design = CASES[name]
    model.simulate(truth, design)
    refused(model, truth | {"clearence": 1.0}, design, key="planted_unknown", where="clearence")
    for one in set(truth) - MAY_BE_LEFT_OUT.get(name, set()):
        rest = {k: v for k, v in truth.items() if k != one}
        refused(model, rest, design, key="planted_missing", where=one)


@pytest.mark.parametrize("name", CASES)
def test_a_true_value_is_a_finite_number_of_its_shape(name):
    model, truth, design = CASES[name]
    for one in set(truth) - {"correlation"}:
        refused(model, truth | {one: float("nan")}, design, key="planted_beyond", where=one)
        refused(model, truth | {one: "much"}, design, key="planted_no_number", where=one)
        refused(model, truth | {one: np.ones(17)}, design, key="planted_shape", where=one)


@pytest.mark.parametrize(
    ("name", "params", "key", "where"),
    [
        ("HERGBlock", {"ic50": {"a": 20.0}}, "planted_missing", "ic50, b"),
        ("HERGBlock", {"hill": -1.0}, "planted_beyond", "hill, a"),
        ("EXNEX", {"response_rate": {"a": 0.2, "b": 1.5}}, "planted_beyond", "response_rate, b"),
        ("CrossSpecies", {"correlation": np.eye(3)}, "planted_shape", "correlation"),
        ("CrossSpecies", {"correlation": np.ones((4, 4))}, "planted_correlation", "corr"),
        ("CrossSpecies", {"correlation": 2 * np.eye(4)}, "planted_correlation", "corr"),
        ("PopulationPK", {"CL": -1.0}, "planted_beyond", "CL"),
        ("PopulationPK", {"omega": {"CL": 0.3}}, "planted_missing", "omega, V"),
        ("PopulationPK", {"omega": {"CL": 0.3, "V": 0.1, "ka": 1.0}}, "planted_unknown", "omega, ka"),
        ("PopulationPK", {"omega": {"CL": -0.3, "V": 0.1}}, "planted_below", "omega, CL"),
        ("IndirectResponse", {"Imax": 1.2}, "planted_beyond", "Imax"),
        ("MAPPrior", {"tau": -0.1}, "planted_below", "tau"),
        ("BenchmarkDose", {"background": 1.1}, "planted_beyond", "background"),
        ("HepaticSafety", {"correlation": 1.0}, "planted_beyond", "correlation"),
        ("BiomarkerResponse", {"coefficient": {"gen": 1.0}}, "planted_unknown", "coefficient, gen"),
        ("SpeciesBridge", {"departure": {"rat": 0.1}}, "planted_missing", "departure, human"),
    ],
)
def test_a_truth_that_cannot_be_is_refused_by_its_name(name, params, key, where):
    model, truth, design = CASES[name]
    refused(model, truth | params, design, key=key, where=where)


def test_the_truth_of_hazards_is_refused_by_its_name():
    model = models.PiecewiseExponential(cuts=(3.0,), log_hazard=(-2.0, 1.0))
    truth = {"log_hazard": [-2.0, -2.5], "effect": 0.1, "tau": 0.2}
    assert model.simulate(truth, SITES, follow_up=12.0)["time"].max() <= 12.0
    for wrong, where in (({"log_hazard": [-2.0]}, "log_hazard"), ({"tau": -1.0}, "tau"), ({"hr": 1.0}, "hr")):
        with pytest.raises(ModelDataError, match=where):
            model.simulate(truth | wrong, SITES, follow_up=12.0)
