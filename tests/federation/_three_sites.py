"""Studies of three sites that do not exist."""

from __future__ import annotations

import pathlib

import numpy as np
import polars as pl
import yaml

from kai_workbench import federation, models
from kai_workbench.federation import FederationError
from kai_workbench.federation._coordinator import Coordinator
from kai_workbench.federation._demonstration import write_study

SITES = ("Seoul", "Busan", "Daejeon")
STUDY = "trial"


def toxicity(per_dose: int = 8, **options):
    """Model, and all rows together."""
    model = models.DoseToxicityAcrossSites(reference_dose=5.0, **options)
    design = pl.DataFrame(
        [
            {"site": site, "dose": dose, "cycles": 4}
            for site in SITES
            for dose in (1.0, 2.5, 5.0, 10.0, 20.0)
            for _ in range(per_dose)
        ]
    )
    truth = {"intercept": -1.0, "slope": 0.9, "site_intercept": [-1.3, -0.9, -0.3], "omega": 1.0}
    return model, model.across(SITES).simulate(truth, design, seed=3)


def survival(*, site_effects: bool, per_arm: int = 40):
    model = models.PiecewiseExponential(cuts=(3.0, 6.0), log_hazard=(-2.5, 1.0), site_effects=site_effects)
    design = pl.DataFrame(
        [{"site": site, "arm": arm} for site in SITES for arm in (0, 1) for _ in range(per_arm)]
    )
    truth = {"log_hazard": [-2.3, -2.5, -2.8], "effect": -0.5, "site_effect": [0.2, -0.1, 0.0]}
    return model, model.across(SITES).simulate(truth, design, follow_up=24.0, seed=3)


def responses():
    rows = [
        {"study": country, "response": int(i < r)}
        for country, n, r in zip(SITES, (80, 60, 40), (16, 18, 10), strict=True)
        for i in range(n)
    ]
    return models.MAPPrior(), pl.DataFrame(rows)


def concentrations(patients: int = 11):
    """Events of patients, several rows each."""
    model = models.PopulationPKAcrossSites(CL=(4.0, 0.5), V=(45.0, 0.5), nodes=3)
    rows = pl.DataFrame(
        [
            {"site": site, "ID": f"{site} {n}", "TIME": t, "EVID": int(t == 0), "AMT": amount, "RATE": amount}
            for site in SITES
            for n in range(patients)
            for t, amount in ((0.0, 1000.0), (2.0, 0.0), (11.0, 0.0))
        ]
    )
    truth = {"CL": 4.5, "V": 50.0, "omega_CL": 0.35, "omega_V": 0.25, "sigma_log": 0.2}
    return model, model.simulate(truth | {"site_effect": [-0.2, 0.0, 0.25]}, rows, seed=3)


def bridge(each: int = 10):
    """A company's animals at the first site, patients at the others."""
    model = models.SpeciesBridge(typical=(10.0, 1.0), species=("rat", "dog"))
    where = {SITES[0]: {"rat": 0.25, "dog": 10.0}, SITES[1]: {"human": 62.0}, SITES[2]: {"human": 71.0}}
    rng = np.random.default_rng(0)
    design = pl.DataFrame(
        [
            {"site": site, "species": species, "body_weight_kg": weight * float(np.exp(rng.normal(0, 0.15)))}
            for site, kept in where.items()
            for species, weight in kept.items()
            for _ in range(each)
        ]
    )
    truth = {"typical": 9.0, "exponent": 0.7, "departure": {"rat": -0.1, "dog": 0.2, "human": 0.1}}
    truth |= {"site_effect": {SITES[1]: -0.1, SITES[2]: 0.2}, "sigma": (0.35, 0.2)}
    return model, model.simulate(truth, design, seed=3)


def study(folder: pathlib.Path, model, rows: pl.DataFrame, *, approve: bool = True, **rules):
    """Write the sites' files, and open them."""
    column = model.site_column
    path = write_study(folder, model, {s: rows.filter(pl.col(column) == s) for s in SITES}, study=STUDY)
    for name in SITES:
        if rules:
            change(folder / name, **rules)
        if approve:
            federation.Site(folder / name).approve(federation.card(model))
    return federation.open(path)


def change(folder: pathlib.Path, **rules):
    """What the people of a site write into its rules."""
    path = folder / "site.yml"
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text()) | rules, allow_unicode=True))


def job(opened, **tighter):
    return Coordinator(opened.opener, opened.name, tighter=tighter)


def refusal(opened, model, **tighter):
    """What stops a job of fifty points; None if nothing does."""
    try:
        with job(opened, **tighter) as one:
            one.begin(federation.card(model))
            one.value(np.zeros((50, 6)))
    except FederationError as error:
        return error
