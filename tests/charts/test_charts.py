from __future__ import annotations

import dataclasses
import json

import numpy as np
import polars as pl
import pytest
import vl_convert

from kai_workbench import charts
from kai_workbench.charts._numbers import ticks
from kai_workbench.errors import KaiError
from kai_workbench.pipelines import HumanPKModel


def spec(chart) -> dict:
    """The specification, checked against the schema."""
    return chart.to_dict(validate=True)


def rows(made: dict) -> list[dict]:
    return [row for data in made["datasets"].values() for row in data]


def words(made: dict) -> str:
    """Everything that is drawn as text."""
    return charts.svg(_Made(made))


@dataclasses.dataclass
class _Made:
    made: dict

    def to_dict(self, *, validate: bool) -> dict:  # noqa: ARG002, as altair has it
        return self.made


CURVES = pl.DataFrame(
    {
        "species": ["rat", "rat", "human", "human", "human"],
        "series_id": [1, 1, 2, 2, 2],
        "time_h": [0.5, 1.0, 0.5, 1.0, 2.0],
        "concentration_ng_mL": [1000.0, 300.0, 500.0, None, 50.0],
        "dose_mg_kg": [10.0, 10.0, 1.0, 1.0, 1.0],
    }
)


def folds(n: int = 60) -> pl.DataFrame:
    rng = np.random.default_rng(3)
    parts = []
    for parameter in ("clearance", "volume_ss"):
        median = np.exp(rng.standard_normal(n))
        parts.append(
            pl.DataFrame(
                {
                    "parameter": parameter,
                    "compound": [f"c{k}" for k in range(n)],
                    "observed": median * np.exp(0.5 * rng.standard_normal(n)),
                    "median": median,
                    "lo50": median * np.exp(-0.337),
                    "hi50": median * np.exp(0.337),
                    "lo90": median * np.exp(-0.822),
                    "hi90": median * np.exp(0.822),
                }
            )
        )
    return pl.concat(parts)


def every(predicted, synthetic, lang):
    """One of each, of invented data."""
    beside = {"lang": lang, "synthetic": True}
    return {
        "prediction": charts.prediction(
            predicted, lang=lang, prior=charts.prior_human(HumanPKModel()), limit=9e3
        ),
        "methods": charts.methods(
            predicted.comparison(lang=lang), parameter="clearance", observed=3.0, **beside
        ),
        "exposure_dots": charts.exposure_dots(predicted, limit=9e3, lang=lang),
        "species_grid": charts.species_grid(synthetic.frame, highlight="KAI-101", **beside),
        "calibration": charts.calibration(folds(), **beside),
        "concentration_time": charts.concentration_time(CURVES, **beside),
    }


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_chart_is_valid_described_and_marked_synthetic_in_both_languages(predicted, synthetic, lang):
    for name, chart in every(predicted, synthetic, lang).items():
        made = spec(chart)
        assert len(made["description"]) > 12, name
        assert "NanumGothic" in made["config"]["font"], name
        picture = words(made)
        assert "SYNTHETIC · 합성" in picture, name
        assert "linearGradient" in picture, name
        hangul = any("가" <= letter <= "힣" for letter in picture.replace("합성", ""))
        assert hangul == (lang == "ko"), name


def test_charts_of_real_data_carry_no_badge(predicted, synthetic):
    real = dataclasses.replace(predicted, reference=dataclasses.replace(synthetic, synthetic=False))
    for chart in (
        charts.prediction(real),
        charts.exposure_dots(real),
        charts.species_grid(synthetic.frame),
        charts.calibration(folds()),
    ):
        assert "SYNTHETIC" not in words(spec(chart))


def test_the_prediction_shows_the_numbers_of_the_summary(predicted):
    picture = words(spec(charts.prediction(predicted)))
    for row in predicted.summary().to_dicts():
        assert charts.figures(row["median"]) in picture
        assert charts.figures(row["lo90"]) in picture


def test_the_prediction_s_bands_end_at_the_quantiles(predicted):
    made = spec(charts.prediction(predicted))
    clearance = predicted.draws["clearance"].to_numpy()
    centre = round(2 * np.log10(np.median(clearance))) / 2
    ends = []
    for data in made["datasets"].values():
        area = [row["x"] for row in data if row.get("quantity") == "Clearance" and "i50" in row]
        ends += [(min(area), max(area))] if area else []
    for low, high in ((0.05, 0.95), (0.25, 0.75)):
        wanted = np.log10(np.quantile(clearance, (low, high))) - centre
        assert any(np.allclose(end, wanted, atol=1e-3) for end in ends)


def test_the_prediction_marks_animals_and_the_human_value_in_their_own_colours(predicted):
    made = spec(charts.prediction(predicted))
    marked = {row["species"] for row in rows(made) if row.get("quantity") == "Clearance" and "species" in row}
    assert marked == {"Rat", "Dog", "Monkey", "Human"}
    text = json.dumps(made)
    assert all(charts.COLOURS[one] in text for one in ("rat", "dog", "monkey", "human"))


def test_a_limit_is_drawn_in_the_exposure_s_row_only(predicted):
    limits = [
        row for row in rows(spec(charts.prediction(predicted, limit=9e3))) if "limit" in str(row.get("text"))
    ]
    assert [row["text"] for row in limits] == ["limit 9,000 ng·h/mL"]


def test_a_flat_prior_is_drawn_lower_than_the_posterior(predicted):
    made = spec(charts.prediction(predicted, prior=charts.prior_human(HumanPKModel())))
    tall = {}
    for data in made["datasets"].values():
        if data and "y2" in data[0] and "row" in data[0]:
            first = [row["y2"] - row["y"] for row in data if row["row"] == 0]
            tall["posterior" if "i50" in data[0] else "prior"] = max(first)
    assert 0 < tall["prior"] < tall["posterior"]


def test_the_prior_s_draws_follow_the_prior_s_numbers():
    model = HumanPKModel()
    prior = charts.prior_human(model, dose_mg=50, draws=40_000)
    assert float(np.exp(np.log(prior["clearance"]).mean())) == pytest.approx(4.0, rel=0.03)
    # log variance: 1 of the typical value and 1.5 squared of the half-normal spread
    assert float(np.log(prior["clearance"]).var()) == pytest.approx(1 + 1.5**2, rel=0.06)
    assert prior.attrs["dose_mg"] == 50


def test_the_dots_are_quantiles_and_those_above_the_limit_look_different(predicted):
    limit = float(np.quantile(predicted.draws["auc"], 0.86))
    made = spec(charts.exposure_dots(predicted, limit=limit))
    dots = [row for row in rows(made) if "below" in row]
    assert len(dots) == 20
    assert sum(row["below"] for row in dots) == 17
    assert all((row["auc"] < limit) == row["below"] for row in dots)
    assert "17 of 20 dots are below the limit" in words(made)


def test_this_prediction_leads_the_methods_and_missing_intervals_stay_missing(predicted):
    table = predicted.comparison().with_columns(
        pl.when(pl.col("method") == "simple_allometry").then(None).otherwise(pl.col("lo90")).alias("lo90")
    )
    made = spec(charts.methods(table, parameter="clearance"))
    named = [row for row in rows(made) if "i90" in row]
    assert named[0]["name"].startswith("This prediction")
    assert named[0]["y"] == min(row["y"] for row in named)
    assert [row["i90"] for row in named if row["name"] == "Simple allometry"] == ["–"]


def test_the_species_share_one_brush(synthetic):
    made = spec(charts.species_grid(synthetic.frame))
    assert [one["name"] for one in made["params"]] == ["brush"]
    views = {layer.get("name") for panel in made["concat"] for layer in panel["layer"]}
    assert set(made["params"][0]["views"]) <= views
    assert len(made["concat"]) == 6
    assert vl_convert.vegalite_to_vega(made)


def test_the_species_grid_needs_a_pair(synthetic):
    empty = synthetic.frame.head(0)
    with pytest.raises(KaiError, match="nothing to draw"):
        charts.species_grid(empty)
    alone = charts.species_grid(synthetic.frame, against="human")
    assert len(spec(alone)["concat"]) == 3


def test_the_allometric_line_is_where_the_exponent_puts_it(synthetic):
    made = spec(charts.species_grid(synthetic.frame, against="human"))
    rat, human = "clearance_rat_mL_min_kg", "clearance_human_mL_min_kg"
    lines = [data for data in made["datasets"].values() if len(data) == 2 and set(data[0]) == {rat, human}]
    ratios = sorted(data[0][human] / data[0][rat] for data in lines)
    assert ratios == pytest.approx([(70 / 0.25) ** -0.25, 1.0])


def test_calibration_counts_what_the_intervals_hold():
    frame = folds()
    made = spec(charts.calibration(frame))
    own = frame.filter(pl.col("parameter") == "clearance")
    inside = int(((own["observed"] >= own["lo90"]) & (own["observed"] <= own["hi90"])).sum())
    of = [row["of"] for row in rows(made) if row.get("quantity") == "Clearance" and row["nominal"] > 80]
    assert of == [f"{inside} / {own.height}"]


def test_concentrations_not_quantified_are_not_drawn_and_doses_can_be_divided_out():
    drawn = [row for row in rows(spec(charts.concentration_time(CURVES))) if "concentration" in row]
    assert sorted(row["concentration"] for row in drawn) == [50, 300, 500, 1000]
    assert "Not drawn, as they have no number: 1" in spec(charts.concentration_time(CURVES))["description"]
    divided = [
        row for row in rows(spec(charts.concentration_time(CURVES, by_dose=True))) if "concentration" in row
    ]
    assert max(row["concentration"] for row in divided) == 500
    with pytest.raises(KaiError, match="nothing to draw"):
        charts.concentration_time(CURVES.head(0))


def test_ticks_are_what_a_person_would_say():
    assert ticks(0.5, 50) == [1, 3, 10, 30]
    assert ticks(1e-3, 1e4) == [0.001, 0.01, 0.1, 1, 10, 100, 1000, 10000]
    assert ticks(1.2, 2.8) == [1.5, 2]


@pytest.mark.parametrize("ending", ["png", "svg", "json"])
def test_a_saved_chart_is_what_its_ending_says(predicted, tmp_path, ending):
    path = charts.save(charts.exposure_dots(predicted, lang="ko"), tmp_path / f"그림.{ending}")
    content = path.read_bytes()
    if ending == "png":
        assert content.startswith(b"\x89PNG")
        assert len(content) > 8000
    elif ending == "svg":
        assert content.startswith(b"<svg")
        assert "노출" in content.decode()
    else:
        assert json.loads(content)["width"] == charts.PAGE_WIDTH


def test_another_ending_is_refused_and_nothing_is_left(predicted, tmp_path):
    with pytest.raises(KaiError, match=r"cannot be saved as '\.pdf'"):
        charts.save(charts.exposure_dots(predicted), tmp_path / "chart.pdf")
    assert list(tmp_path.iterdir()) == []


def test_hangul_is_drawn_and_not_boxes(predicted):
    """Two different Korean words of one length make different pictures; boxes would be alike."""

    def picture(word: str) -> bytes:
        mark = {"type": "text", "fontSize": 30, "font": "Pretendard, Noto Sans KR, NanumGothic, sans-serif"}
        return vl_convert.vegalite_to_png(
            {"data": {"values": [{}]}, "mark": mark, "encoding": {"text": {"value": word}}, "width": 200}
        )

    assert picture("청소율") != picture("반감기")
