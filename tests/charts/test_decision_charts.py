"""Pictures that a decision about a dose or a prior rests on."""

from __future__ import annotations

import numpy as np
import polars as pl

from kai_workbench import charts
from kai_workbench.charts import Curve, Rung
from kai_workbench.models import elicited_priors

WORDS = {"title": "ΔΔQTc", "unit": "ms", "told": "{right} of {dots}", "limit_told": "10 ms"}


def data(spec, *fields):
    """Rows of the data sets that hold these fields."""
    return [rows for rows in spec["datasets"].values() if set(fields) <= set(rows[0])]


def test_no_dot_is_drawn_on_the_wrong_side_of_its_limit():
    rng = np.random.default_rng(1)
    for log, good, draws in (
        (False, "below", rng.normal(9, 3, 2000)),
        (True, "above", np.exp(rng.normal(2, 1, 2000))),
    ):
        spec = charts.decision_dots(draws, limit=10.0, good=good, log=log, **WORDS).to_dict()
        dots = data(spec, "welcome")[0]
        assert len(dots) == 20
        assert all((one["x"] < 10) == (one["welcome"] == (good == "below")) for one in dots)
        right = round(20 * float(((draws < 10) == (good == "below")).mean()))
        assert abs(int(spec["description"].split(" of ")[0]) - right) <= 1


def test_the_curve_tells_both_sources_and_hatches_the_invented():
    multiples = np.geomspace(0.1, 30, 21)
    draws = (
        20
        * multiples[:, None]
        / (1 + multiples[:, None])
        * np.exp(np.random.default_rng(2).normal(0, 0.3, 400))
    )
    spec = charts.qtc_curve(
        Curve(multiples=multiples, ddqtc_ms=draws),
        times=1.0,
        free_cmax_nM=100.0,
        seen=Curve(multiples=multiples[:12], ddqtc_ms=0.5 * draws[:12]),
        measured=[(0.5, 3.0, 12), (1.0, 6.0, 12)],
        synthetic=True,
    ).to_dict()
    assert "Foretold from hERG" in spec["description"]
    assert "Clinical slope" in spec["description"]
    assert len(data(spec, "lo90", "hi90")) == 2
    assert "SYNTHETIC" in str(spec)
    levels = data(spec, "lo90", "hi90")[0]
    assert all(row["lo90"] <= row["lo50"] <= row["y"] <= row["hi50"] <= row["hi90"] for row in levels)


def test_the_block_s_picture_holds_every_cell():
    cells = pl.DataFrame({"concentration_nM": [10.0, 10.0, 100.0], "block_percent": [8.0, -3.0, 52.0]})
    ic50 = np.exp(np.random.default_rng(3).normal(np.log(90), 0.1, 500))
    spec = charts.herg_curve(ic50, np.ones(500), cells=cells, free_nM=5.0, lang="ko").to_dict()
    assert len(data(spec, "value")[0]) == 3
    assert "세포 3개" in spec["description"]


def test_the_limits_show_the_range_the_convention_and_the_planned_dose():
    draws = np.exp(np.random.default_rng(4).normal(1, 0.4, 500))
    rungs = [Rung(species="rat", label="NOAEL", draws=draws, values=(1.5,))]
    spec = charts.dose_limits(rungs, recommended=(1.0, 2.0), planned=3.0).to_dict()
    assert spec["description"].startswith("Recommended: 1.0–2.0 mg. Rat NOAEL: ")
    assert any(rows[0].get("x") == 1.5 for rows in spec["datasets"].values())
    assert any(rows[0].get("x") == 3.0 for rows in spec["datasets"].values())


def test_a_prior_s_bars_hold_as_much_as_its_chips():
    prior = elicited_priors([0.05, 0.5, 0.95], [1, 4, 16])[0]
    edges, chips = np.geomspace(0.1, 100, 11), [0, 0, 1, 3, 5, 4, 2, 1, 0, 0]
    spec = charts.elicited(
        prior, title="Clearance", unit="mL/min/kg", low=0.1, high=100.0, edges=edges, chips=chips
    ).to_dict()
    bars = data(spec, "x2", "y2")[0]
    area = sum(row["y"] * np.log(row["x2"] / row["x"]) for row in bars)
    assert abs(area - 1) < 1e-9  # as that under the density along the axis
    assert "median 4.00 mL/min/kg" in spec["description"]
