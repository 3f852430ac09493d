from __future__ import annotations

import polars as pl
import pytest

from kai_workbench import charts

DOSES = pl.DataFrame(
    {
        "dose": [10.0, 20.0, 40.0],
        "rate": [0.1, 0.3, 0.6],
        "selected": [0.2, 0.7, 0.08],
        "selected_mcse": [0.01, 0.02, 0.005],
        "share": [0.4, 0.5, 0.1],
        "share_mcse": [0.0, 0.0, 0.0],
    }
)


def _rows(spec, *names):
    return [row for rows in spec["datasets"].values() for row in rows if set(names) <= row.keys()]


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_plan_is_drawn_with_its_badge_and_told_in_words(lang):
    chart = charts.escalation_plan(
        DOSES, none_selected=(0.02, 0.001), target=0.3, limit=0.3, unit="mg", lang=lang
    )
    spec = chart.to_dict()  # validates
    assert "SYNTHETIC · 합성" in str(spec)
    assert "20 mg" in spec["description"]
    assert "70%" in spec["description"]


def test_a_bar_is_solid_as_far_as_its_monte_carlo_error_allows():
    spec = charts.escalation_plan(
        DOSES, none_selected=(0.02, 0.001), target=0.3, limit=0.3, unit="mg"
    ).to_dict()
    bars = {(row["kind"], row["dose"]): row for row in _rows(spec, "kind", "sure", "above")}
    simulated, exact = bars["selected", 20.0], bars["share", 20.0]
    assert (simulated["sure"], simulated["above"]) == pytest.approx((0.7 - 1.96 * 0.02, 0.7 + 1.96 * 0.02))
    assert exact["sure"] == exact["above"] == 0.5


def test_every_patient_and_the_next_cohort_stand_at_their_dose():
    spec = charts.escalation_trial(
        [(10, 3, 0), (20, 3, 1)], doses=[10, 20, 40], unit="mg", coming=(20, 3), closed=[40]
    ).to_dict()
    people = {row["patient"]: row for row in _rows(spec, "patient", "cohort")}
    assert [people[k]["level"] for k in range(1, 7)] == [0, 0, 0, 1, 1, 1]
    assert sum(row["dlt"] for row in people.values()) == 1
    ahead = {row["patient"] for row in _rows(spec, "patient", "level") if "cohort" not in row}
    assert ahead == {7, 8, 9}
    assert "not admissible" in str(spec)


def test_a_dose_nobody_was_given_has_no_band():
    names = ("lo90", "lo50", "median", "hi50", "hi90")
    known, unknown = (0.05, 0.1, 0.2, 0.3, 0.45), (None,) * 5
    rates = pl.DataFrame(
        {"dose": [10.0, 20.0], "patients": [6, 0], "dlts": [1, 0]}
        | {
            name: pl.Series([a, b], dtype=pl.Float64)
            for name, a, b in zip(names, known, unknown, strict=True)
        }
    )
    spec = charts.dlt_rates(rates, target=0.3, unit="mg", modelled=False).to_dict()
    assert "20 mg: nobody treated yet" in spec["description"]
    assert "10 mg: 20% (90%: 5% – 45%)" in spec["description"]
