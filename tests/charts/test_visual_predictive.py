"""The chart of a visual predictive check."""

from __future__ import annotations

import polars as pl
import pytest

from kai_workbench import charts
from kai_workbench.errors import KaiError

CHECK = pl.DataFrame(
    {
        "time": [1.0, 4.0, 8.0] * 2,
        "quantity": ["q50"] * 3 + ["BLQ share"] * 3,
        "observed": [3.0, 2.5, None, 0.0, 0.1, 0.9],
        "median": [3.1, 1.5, 0.5, 0.0, 0.1, 0.6],
        "lo": [2.5, 1.2, None, 0.0, 0.0, 0.4],
        "hi": [3.6, 1.9, 0.8, 0.1, 0.2, 0.7],
        "unit": ["mg/L"] * 3 + ["1"] * 3,
    }
)


def rows(chart):
    return [row for data in chart.to_dict()["datasets"].values() for row in data]


@pytest.mark.parametrize(("lang", "said"), [("en", "1 of 2 observed values"), ("ko", "관찰값 2개 중 1개")])
def test_what_lies_outside_its_band_is_hollow_and_told(lang, said):
    chart = charts.visual_predictive(CHECK, lang=lang, synthetic=True)
    made = chart.to_dict()  # validates
    assert said in made["description"]
    assert "SYNTHETIC" in str(made)
    seen = {row["time"]: row["outside"] for row in rows(chart) if row.get("observed") is not None}
    assert seen == {1.0: False, 4.0: True}


def test_the_share_below_the_limit_is_drawn_by_itself():
    made = charts.visual_predictive(CHECK, share=True)
    assert {row["quantity"] for row in rows(made) if "quantity" in row} == {"BLQ share"}
    assert "2 of 3" in made.to_dict()["description"]


def test_what_is_no_check_is_refused():
    with pytest.raises(KaiError, match="observed"):
        charts.visual_predictive(CHECK.drop("observed"))
    with pytest.raises(KaiError, match="LLOQ"):
        charts.visual_predictive(CHECK.filter(pl.col("quantity") == "q50"), share=True)
    with pytest.raises(KaiError, match="quantiles"):
        charts.visual_predictive(CHECK.head(0))
