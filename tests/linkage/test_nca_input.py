"""Partial areas, and what a non-compartmental analysis refuses."""

from __future__ import annotations

import math

import polars as pl
import pytest

from kai_workbench import linkage

TIMES, CONCENTRATIONS = [0.0, 1.0, 2.0, 4.0, 8.0], [0.0, 5.0, 4.0, 2.0, 1.0]


def table(times=TIMES, concentrations=CONCENTRATIONS, **more):
    return pl.DataFrame(
        {"id": ["a"] * len(times), "time": times, "concentration": concentrations} | more, strict=False
    )


def test_partial_areas_of_an_exponential_are_exact_between_and_beyond_its_samples():
    rate, start = 0.3, 80.0
    times = [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 12.0]
    wanted = [(0, 1), (0.5, 3), (2.5, 3.5), (10, 24), (24, 48), (0, 0.1)]
    found = linkage.nca(
        table(times, [start * math.exp(-rate * at) for at in times]),
        by=["id"],
        route="iv bolus",
        dose=10,
        intervals=wanted,
    )
    for low, high in wanted:
        exact = start / rate * (math.exp(-rate * low) - math.exp(-rate * high))
        assert found.parameters[f"auc_{low:g}_{high:g}"][0] == pytest.approx(exact, rel=1e-9)
    assert found.units["auc_0.5_3"] == "h*ng/mL"


def test_partial_areas_add_up_and_follow_straight_lines_where_asked():
    found = linkage.nca(
        table(), by=["id"], method="linear", intervals=[(0, 3), (3, 8), (0, 8), (0.5, 1.5)]
    ).parameters
    assert found["auc_0_8"][0] == found["auc_last"][0]
    assert found["auc_0_3"][0] + found["auc_3_8"][0] == pytest.approx(found["auc_0_8"][0])
    assert found["auc_0.5_1.5"][0] == pytest.approx((2.5 + 5) / 4 + (5 + 4.5) / 4)


def test_no_partial_area_beyond_the_last_sample_without_a_terminal_slope():
    found = linkage.nca(table([0.0, 1, 2], [0.0, 1, 2]), by=["id"], intervals=[(0, 2), (1, 6)]).parameters
    assert found["auc_0_2"][0] == pytest.approx(2.0)
    assert found["auc_1_6"][0] is None


def test_partial_areas_agree_with_pknca():
    # PKNCA's article "AUC Calculation with PKNCA", commit 09fc7a7c: its data, its printed results.
    samples = table([0.0, 1, 2, 3, 4, 5, 8, 12, 24], [0.0, 2.5, 3.0, 2.0, 1.5, 1.2, 1.1, 0.0, 0.0])
    row = linkage.nca(samples, by=["id"], intervals=[(0, 2), (0, 1.5)]).parameters.row(0, named=True)
    published = {
        "auc_0_2": 4.0, "auc_0_1.5": 2.5625, "auc_last": 12.9965842, "auc_inf": 23.2235095,
        "auc_inf_pred": 22.4947355, "lambda_z": 0.1075592, "half_life": 6.4443313,
        "r2_adjusted": 0.6370368, "n_lambda_z": 4, "lambda_z_start": 3, "tlast": 8,
    }  # fmt: skip
    assert {name: row[name] for name in published} == pytest.approx(published, abs=5.1e-8)


REFUSED = [
    (table(concentrations=["0", "5", "<LLOQ", "2", "1"]), {}, 'concentration: row 3 has "<LLOQ"'),
    (table(["0", "1", "2", "pre", "8"]), {}, 'time: row 4 has "pre"'),
    (table(concentrations=[0, math.inf, 4, 2, 1]), {}, 'row 2 has "inf"'),
    (table().clear(), {}, "no rows"),
    (table(), {"by": []}, "No column tells"),
    (table(), {"dose": 0}, "dose of 0"),
    (table(), {"dose": -3.0}, "dose of -3.0"),
    (table(), {"dose": math.nan}, "dose of nan"),
    (table(dose=[0.0] * 5), {"dose": "dose"}, "id a: the dose is 0.0"),
    (table(dose=["high"] * 5), {"dose": "dose"}, 'row 1 has "high"'),
    (table(), {"tau": "24"}, "dosing interval of 24"),
    (table(), {"duration": math.nan, "route": "infusion"}, "duration of nan"),
    (table(), {"time_unit": "ng/mL"}, "unit of something else"),
    (table(), {"concentration_unit": "h"}, "unit of something else"),
    (table(), {"dose_unit": "ng/mL"}, "unit of something else"),
    (table(), {"intervals": [(4, 2)]}, "interval"),
    (table(), {"intervals": [(-1, 2)]}, "interval"),
    (table(), {"below": linkage.BelowLimitRule(after="half limit")}, "needs the limit"),
]


@pytest.mark.parametrize(("samples", "choices", "told"), REFUSED)
def test_what_a_person_may_feed_it_by_mistake_is_refused_in_words(samples, choices, told):
    with pytest.raises(linkage.NcaError) as caught:
        linkage.nca(samples, **({"by": ["id"]} | choices))
    assert told in str(caught.value)
    assert caught.value.say("ko") != str(caught.value)


def test_a_sample_without_a_time_is_told_and_numbers_written_as_text_are_read():
    found = linkage.nca(table(["0", "1", "", "4", "8"], ["0", "5", "4", "2", "1"]).with_columns(
        time=pl.when(pl.col("time") != "").then("time")
    ), by=["id"])  # fmt: skip
    assert found.problems.select("problem", "rows").rows() == [("no_time", 1)]
    assert found.parameters["n"][0] == 4
