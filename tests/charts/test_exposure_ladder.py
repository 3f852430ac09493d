from __future__ import annotations

import numpy as np
import pytest

from kai_workbench import charts
from kai_workbench.charts import Rung


@pytest.fixture
def rungs():
    people = np.exp(np.random.default_rng(1).normal(np.log(1000), 0.1, 2000))
    rat = np.exp(np.random.default_rng(2).normal(np.log(10_000), 0.1, 2000))
    return [
        Rung(species="rat", label="30 mg/kg", draws=rat, values=(9000.0, 11_000.0), margin=rat / people),
        Rung(species="dog", label="3 mg/kg", draws=np.full(2000, 5000.0), known=False, changed="liver"),
        Rung(species="human", label="100 mg", draws=people, chosen=True),
    ]


def _texts(spec):
    return [row["label"] for rows in spec["datasets"].values() for row in rows if "label" in row]


def test_every_rung_says_its_species_and_dose_in_the_readers_language(rungs):
    texts = _texts(charts.exposure_ladder(rungs, unit="ng·h/mL", lang="ko").to_dict())
    assert "랫드  30 mg/kg" in texts
    assert "사람  100 mg" in texts
    assert "이 용량에서 처음 변화: liver" in texts


def test_bands_end_where_the_quantiles_of_the_draws_are(rungs):
    spec = charts.exposure_ladder(rungs, unit="ng·h/mL").to_dict()
    bands = [row for rows in spec["datasets"].values() for row in rows if "x90" in row and row["known"]]
    rat = next(row for row in bands if row["row"].startswith("Rat"))
    assert [rat["x90"], rat["x50"], rat["x"], rat["to50"], rat["to90"]] == pytest.approx(
        list(np.quantile(rungs[0].draws, (0.05, 0.25, 0.5, 0.75, 0.95)))
    )


def test_a_value_of_unknown_uncertainty_has_no_band_and_says_so(rungs):
    spec = charts.exposure_ladder(rungs, unit="ng·h/mL").to_dict()
    dog = [
        row for rows in spec["datasets"].values() for row in rows if str(row.get("row", "")).startswith("Dog")
    ]
    assert dog
    assert all(not row["known"] and "not known" in row["i90"] for row in dog)
    assert "uncertainty not known" in spec["description"]


def test_the_margin_is_told_with_its_interval(rungs):
    told = rungs[0].margin_told("en")
    low, middle, high = np.quantile(rungs[0].margin, (0.05, 0.5, 0.95))
    said = [charts.figures(one, digits=2) for one in (low, middle, high)]
    assert told == f"{said[1]}× ({said[0]}–{said[2]})"
    assert rungs[2].margin_told("en") == ""


def test_the_axis_holds_every_value_that_was_measured(rungs):
    far = [*rungs, Rung(species="rat", label="1 mg/kg", draws=np.full(10, 50.0), values=(2.0, 90_000.0))]
    spec = charts.exposure_ladder(far, unit="ng·h/mL").to_dict()
    low, high = spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert low < 2.0
    assert high > 90_000.0


def test_invented_data_carry_the_badge_also_when_exported(rungs, tmp_path):
    plain = charts.exposure_ladder(rungs, unit="ng·h/mL")
    badged = charts.exposure_ladder(rungs, unit="ng·h/mL", synthetic=True)
    assert "SYNTHETIC" not in charts.save(plain, tmp_path / "plain.svg").read_text(encoding="utf-8")
    assert "SYNTHETIC" in charts.save(badged, tmp_path / "badged.svg").read_text(encoding="utf-8")
