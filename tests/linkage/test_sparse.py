from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy import stats

from kai_workbench import linkage
from kai_workbench.linkage import _group_exposures

# billdenney/pknca, tests/testthat/test-sparse.R, commit 2c51ed33: areas, standard errors and degrees of
# freedom as the R package PK (Jaki & Wolfsegger) gives them for a batch and a serial design.
SAMPLES = pl.DataFrame(
    {
        "subject": [1, 2, 3, 1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6, 7, 8, 9, 7, 8, 9],
        "concentration": [
            *(0, 0, 0, 1.75, 2.2, 1.58, 4.63, 2.99, 1.52, 3.03, 1.98),
            *(2.22, 3.34, 1.3, 1.22, 3.54, 2.84, 2.55, 0.3, 0.0421, 0.231),
        ],
        "time": [0, 0, 0, 1, 1, 1, 6, 6, 6, 2, 2, 2, 10, 10, 10, 4, 4, 4, 24, 24, 24],
        "dose": [100] * 21,
    },
    strict=False,
).with_columns(pl.col("time", "concentration").cast(pl.Float64))


def test_a_batch_design_agrees_with_the_package_pk():
    (row,) = linkage.sparse_auc(SAMPLES, by=["dose"]).rows(named=True)
    assert row["auc_last"] == pytest.approx(39.4689)
    assert row["se"] == pytest.approx(7.30997787038754)
    assert row["df"] == pytest.approx(2.74598236184576)
    assert row["subjects"] == 9
    assert row["samples"] == 21
    assert row["lower"] < row["auc_last"] < row["upper"]


def test_a_serial_design_agrees_with_the_package_pk():
    serial = SAMPLES.with_row_index("animal")
    (row,) = linkage.sparse_auc(serial, by=["dose"], subject="animal").rows(named=True)
    assert row["auc_last"] == pytest.approx(39.4689)
    assert row["se"] == pytest.approx(6.86584835083522)
    assert row["df"] == pytest.approx(2.82631153092225)


def test_one_animal_at_a_time_gives_an_area_but_no_error_of_it():
    lonely = SAMPLES.group_by("time", "dose", maintain_order=True).first().with_row_index("animal")
    (row,) = linkage.sparse_auc(lonely, by=["dose"], subject="animal").rows(named=True)
    assert row["auc_last"] > 0
    assert row["se"] is None
    assert row["lower"] is None


def test_the_area_begins_at_zero_where_nothing_was_sampled_then():
    later = SAMPLES.filter(pl.col("time") > 0)
    assert linkage.sparse_auc(later, by=["dose"])["auc_last"][0] == pytest.approx(39.4689)
    bare = linkage.sparse_auc(later, by=["dose"], from_zero=False)["auc_last"][0]
    assert bare == pytest.approx(39.4689 - (1.75 + 2.2 + 1.58) / 3 / 2)


def test_draws_of_a_group_have_the_standard_error_and_the_degrees_of_freedom_of_its_pools():
    # Two pools of unequal spread: mean of the areas, Welch-Satterthwaite.
    rows = pl.DataFrame({"set_code": ["1", "1"], "sex": ["M", "F"], "analyte": ["A", "A"], "day": [1.0, 1.0]})
    spread = {"1|M|A|1.0": (0.4, 4.0), "1|F|A|1.0": (0.1, 9.0)}
    draws, source = _group_exposures._of_pools(rows, 50.0, "h*ng/mL", spread, 1)
    variance, freedom = (0.4**2 + 0.1**2) / 4, 0.17**2 / (0.4**4 / 4 + 0.1**4 / 9)
    assert source == "sparse"
    assert np.median(draws) == pytest.approx(50, rel=0.02)
    half = np.log(np.quantile(draws, 0.95) / np.quantile(draws, 0.05)) / 2
    assert half == pytest.approx(stats.t.ppf(0.95, freedom) * np.sqrt(np.log1p(variance)), rel=0.05)


@pytest.mark.parametrize(
    ("given", "expected"), [(" kai-101 HYDROCHLORIDE", "KAI-101 hydrochloride"), ("", "M1")]
)
def test_the_parent_is_the_analyte_named_as_the_treatment_or_else_the_shortest(given, expected):
    told = pl.DataFrame({"analyte": ["M1", "KAI-101 hydrochloride", None]})
    assert _group_exposures._parent(told, given) == expected


def test_two_samples_of_one_animal_at_one_time_are_refused():
    with pytest.raises(linkage.NcaError, match="same time"):
        linkage.sparse_auc(pl.concat([SAMPLES, SAMPLES]), by=["dose"])
