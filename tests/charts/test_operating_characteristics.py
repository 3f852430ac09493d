"""How designs behave under truths: the specifications are valid and tell what they show."""

from __future__ import annotations

import polars as pl
import pytest

from kai_workbench import charts


def rows(designs: list[str]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {"scenario": scenario, "of": of, "design": design, "value": value, "truth": "30%", "mcse": 0.01}
            for design in designs
            for scenario in ("null", "third dose")
            for of, value in (("10 mg", 0.25), ("none", 0.75))
        ]
    )


@pytest.mark.parametrize("designs", [["BOIN"], ["BOIN", "BOIN (2)"]])
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_selections_are_valid_and_show_every_design(designs, lang):
    chart = charts.selections(rows(designs), lang=lang)
    spec = chart.to_dict()
    assert all(f"{design}, 10 mg: 25%" in spec["description"] for design in designs)
    picture = charts.svg(chart)
    for word in ("null", "third dose", "10 mg", "30%", "75%", *(designs if len(designs) > 1 else ())):
        assert word in picture


@pytest.mark.parametrize("designs", [["MAMS"], ["MAMS", "MAMS (2)"]])
def test_claims_are_valid_and_show_every_design(designs):
    few = rows(designs).filter(pl.col("of") == "10 mg")
    chart = charts.claims(few)
    assert all(f"null, {design}: 25.0%" in chart.to_dict()["description"] for design in designs)
    picture = charts.svg(chart)
    for word in ("third dose", "25.0%", *(designs if len(designs) > 1 else ())):
        assert word in picture
