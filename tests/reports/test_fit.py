"""The report of a fit that must not be used."""

from __future__ import annotations

import dataclasses

import polars as pl
import pytest

from kai_workbench import inference, models, reports
from kai_workbench.inference import Finding
from kai_workbench.standards import read_own_table

CELLS = b"drug,concentration_nM,block_percent\na,1,5\na,10,30\na,100,80\na,1000,97\na,30,55\na,300,91\n"


@pytest.fixture(scope="module")
def table():
    return read_own_table(CELLS, name="cells.csv")


@pytest.fixture(scope="module")
def fit(table):
    return inference.fit(models.HERGBlock(), table.frame, draws=400, tune=300, seed=4)


def test_parameters_are_given_in_their_natural_units(fit):
    rows = {row["parameter"]: row for row in reports.parameter_table(fit).to_dicts()}
    posterior = fit.posterior["ic50"].to_numpy()
    assert rows["ic50[a]"]["unit"] == "nM"
    assert rows["ic50[a]"]["median"] == pytest.approx(float(pl.Series(posterior.ravel()).median()))
    assert rows["sigma[a]"]["unit"] == "%"
    assert all(row["rhat"] is not None for row in rows.values())


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_fit_whose_checks_failed_shows_what_was_found_and_no_number(fit, table, lang):
    found = Finding("rhat", "do_not_use", "log_ic50[a]", 1.8, 1.05)
    diagnosis = dataclasses.replace(fit.diagnosis, verdict="do_not_use", findings=(found,))
    page = reports.fit_report(dataclasses.replace(fit, diagnosis=diagnosis), table=table, lang=lang)
    median = reports.parameter_table(fit).filter(pl.col("parameter") == "ic50[a]")["median"][0]
    assert inference.explain(diagnosis, lang).headline in page
    assert "<svg" not in page
    assert f"{median:.3g}" not in page
    trusted = reports.fit_report(fit, table=table, lang=lang)
    assert f"{median:.3g}" in trusted
