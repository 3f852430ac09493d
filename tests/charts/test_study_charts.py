from __future__ import annotations

import itertools

import numpy as np
import polars as pl
import pytest
from scipy import stats

from kai_workbench import charts
from kai_workbench.errors import KaiError

GROUPS = charts.DoseGroups(("0", "10", "30"), "mg/kg/day", (True, False, False), "rat")
PLAIN = {"groups": GROUPS}


def values(seed: int = 1, *, males: int = 6, females: int = 4) -> pl.DataFrame:
    """ALT that grows with the dose, and a sodium that does not."""
    rng = np.random.default_rng(seed)
    rows = []
    for rank, sex in itertools.product(range(3), "MF"):
        for k in range(males if sex == "M" else females):
            subject = f"{rank}{sex}{k}"
            alt = 30 * (2 if sex == "M" else 1) * 1.5**rank * np.exp(0.1 * rng.standard_normal())
            for test, value in (("ALT", alt), ("NA", 140 + rng.standard_normal())):
                rows.append(
                    {
                        "test": test,
                        "title": test,
                        "subject": subject,
                        "sex": sex,
                        "rank": rank,
                        "value": value,
                    }
                )
    return pl.DataFrame(rows)


def weights() -> pl.DataFrame:
    rows = [
        {
            "subject": f"{rank}{k}",
            "sex": "M",
            "rank": rank,
            "day": day,
            "value": 100 + day * (3 - rank) + k,
            "weight": 250.0 + day,
            "unit": "g",
        }
        for rank in range(3)
        for k in range(4)
        for day in (0.0, 7.0, 14.0)
    ]
    return pl.DataFrame(rows)


def incidence() -> pl.DataFrame:
    def row(key, rank, affected, examined, *grades):
        named = [{"grade": grade, "label": label, "n": n} for grade, label, n in grades]
        return {
            "key": key,
            "title": key,
            "rank": rank,
            "affected": affected,
            "examined": examined,
            "grades": named,
        }

    return pl.DataFrame(
        [
            row("LIVER: NECROSIS", 0, 0, 10),
            row("LIVER: NECROSIS", 1, 0, 0),
            row("LIVER: NECROSIS", 2, 8, 10, (1, "minimal", 5), (3, "moderate", 2)),
        ],
        schema_overrides={
            "grades": pl.List(pl.Struct({"grade": pl.Int64, "label": pl.String, "n": pl.Int64}))
        },
    )


def exposure() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "who": ["a", "b", "c", "d"],
            "sex": ["M", "F", "M", "F"],
            "dose": [10.0, 10.0, 30.0, 30.0],
            "day": [1.0, 1.0, 28.0, None],
            "value": [100.0, 90.0, 350.0, 0.0],
        }
    )


def every(lang: str = "en", *, synthetic: bool = False) -> dict[str, object]:
    beside = {"groups": GROUPS, "lang": lang, "synthetic": synthetic}
    changes = charts.study_changes(values())
    ratios = pl.DataFrame({"test": ["ALT"], "subject": ["1M0"], "ratio": [1.6]})
    one = values().filter(pl.col("test") == "ALT")
    return {
        "findings": charts.study_findings(incidence(), **beside),
        "profile": charts.study_profile(changes, animals=ratios, **beside),
        "weight": charts.study_weight(weights(), **beside),
        "measure": charts.study_measure(one, title="ALT", unit="U/L", **beside),
        "exposure": charts.study_exposure(
            exposure(),
            parameter="AUC",
            unit="h*ng/mL",
            dose_unit="mg/kg/day",
            species="rat",
            lang=lang,
            synthetic=synthetic,
        ),
    }


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_picture_is_valid_told_in_words_and_as_wide_as_its_page(lang):
    for name, chart in every(lang).items():
        made = chart.to_dict(validate=True)
        assert made["width"] == "container", name
        assert len(made["description"]) > 30, name
        assert charts.svg(chart).startswith("<svg"), name


def test_invented_data_carry_the_badge_in_every_picture():
    for name, chart in every(synthetic=True).items():
        assert "SYNTHETIC · 합성" in charts.svg(chart), name
    for name, chart in every().items():
        assert "SYNTHETIC" not in charts.svg(chart), name


def test_the_denominator_is_the_animals_examined_and_none_is_not_zero():
    drawn = charts.svg(charts.study_findings(incidence(), **PLAIN))
    assert "8/10" in drawn
    assert "0/0" not in drawn
    assert ">–<" in drawn


def test_a_cell_is_filled_by_severity_and_animals_without_a_grade_count_too():
    made = charts.study_findings(incidence(), **PLAIN).to_dict()
    parts = [row for rows in made["datasets"].values() for row in rows if "grade" in row]
    wide = {round(row["grade"], 2): row["x2"] - row["x"] for row in parts}
    whole = sum(wide.values())
    assert len(parts) == 3  # minimal, moderate, and one animal without a grade
    cell = next(
        row for rows in made["datasets"].values() for row in rows if row.get("cell") == "LIVER: NECROSIS|2"
    )
    assert whole == pytest.approx(0.8 * (cell["x2"] - cell["x"]))
    assert cell["severity"] == "minimal 5, moderate 2"


def test_the_ratio_to_control_is_that_of_welch_where_there_is_one_sex():
    data = values().filter(pl.col("sex") == "M")
    row = charts.study_changes(data).filter(pl.col("test") == "ALT", pl.col("rank") == 2).row(0, named=True)
    alt = data.filter(pl.col("test") == "ALT")
    treated, control = (np.log(alt.filter(pl.col("rank") == rank)["value"].to_numpy()) for rank in (2, 0))
    reference = stats.ttest_ind(treated, control, equal_var=False)
    interval = reference.confidence_interval(0.9)
    assert row["ratio"] == pytest.approx(np.exp(treated.mean() - control.mean()))
    assert row["lo90"] == pytest.approx(np.exp(interval.low))
    assert row["hi90"] == pytest.approx(np.exp(interval.high))
    assert row["distance"] == pytest.approx(abs(reference.statistic))


def test_unequal_numbers_of_males_and_females_make_no_change_of_their_own():
    """Males have twice the value of females, and the treated group has more of them."""
    rows = [
        {
            "test": "ALT",
            "title": "ALT",
            "subject": f"{rank}{sex}{k}",
            "sex": sex,
            "rank": rank,
            "value": level * (1 + 0.01 * (k % 2)),
        }
        for rank, sex, n, level in ((0, "M", 2, 60), (0, "F", 8, 30), (1, "M", 8, 60), (1, "F", 2, 30))
        for k in range(n)
    ]
    assert charts.study_changes(pl.DataFrame(rows))["ratio"].to_list() == pytest.approx([1.0])


def test_the_intervals_hold_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(7)
    held = {50: 0, 90: 0}
    n = 400
    for _ in range(n):
        rows = [
            {
                "test": "T",
                "title": "T",
                "subject": f"{rank}{sex}{k}",
                "sex": sex,
                "rank": rank,
                "value": float(np.exp(0.3 * rank + (0.2 + 0.2 * rank) * rng.standard_normal())),
            }
            for rank in (0, 1)
            for sex in "MF"
            for k in range(5)
        ]
        row = charts.study_changes(pl.DataFrame(rows)).row(0, named=True)
        for level in held:
            held[level] += row[f"lo{level}"] <= np.exp(0.3) <= row[f"hi{level}"]
    for level, count in held.items():
        error = np.sqrt(level / 100 * (1 - level / 100) / n)
        assert abs(count / n - level / 100) < 3.5 * error


def test_a_test_with_a_zero_or_a_group_of_one_is_left_out():
    data = values().with_columns(
        value=pl.when((pl.col("test") == "NA") & (pl.col("subject") == "0M0"))
        .then(0.0)
        .otherwise(pl.col("value"))
    )
    alone = data.filter((pl.col("rank") < 2) | (pl.col("subject") == "2M0"))
    found = charts.study_changes(alone)
    assert found["test"].unique().to_list() == ["ALT"]
    assert found["rank"].to_list() == [1]


def test_doses_darken_and_controls_are_grey():
    assert GROUPS.colours[0] == "#8c959f"
    light, dark = (int(colour[1:], 16) for colour in GROUPS.colours[1:])
    assert light > dark


def test_the_mean_weight_is_drawn_only_where_half_of_the_group_was_weighed():
    data = weights()
    few = data.filter((pl.col("day") < 14) | (pl.col("subject") == "10"))
    made = charts.study_weight(few, **PLAIN).to_dict()
    means = [row for rows in made["datasets"].values() for row in rows if {"n", "group"} <= set(row)]
    assert {row["day"] for row in means} == {0.0, 7.0}


def test_the_grey_band_is_where_a_further_control_animal_would_lie():
    one = values().filter(pl.col("test") == "NA").with_columns(value=pl.col("value") - 140)
    made = charts.study_measure(one, title="NA", **PLAIN).to_dict()
    bands = [rows[0] for rows in made["datasets"].values() if set(rows[0]) == {"low", "high"}]
    inner = min(bands, key=lambda band: band["high"] - band["low"])
    control = one.filter(pl.col("rank") == 0)["value"].to_numpy()
    reach = stats.t(control.size - 1).ppf(0.75) * control.std(ddof=1) * np.sqrt(1 + 1 / control.size)
    assert inner == pytest.approx({"low": control.mean() - reach, "high": control.mean() + reach})


def test_what_is_pointed_out_can_be_set_from_outside():
    for name, parameters in {
        "findings": {"cell", "marked", "pick"},
        "profile": {"chosen", "opened", "pick"},
        "weight": {"chosen", "pick"},
        "measure": {"chosen", "pick", "brush"},
    }.items():
        made = every()[name].to_dict()
        assert {one["name"] for one in made["params"]} == parameters, name


def test_nothing_to_draw_is_said():
    for draw in (
        lambda: charts.study_findings(incidence().clear(), **PLAIN),
        lambda: charts.study_profile(charts.study_changes(values().clear()), **PLAIN),
        lambda: charts.study_weight(weights().clear(), **PLAIN),
        lambda: charts.study_measure(values().clear(), title="x", **PLAIN),
        lambda: charts.study_exposure(exposure().clear(), parameter="a", unit="b", dose_unit="c"),
    ):
        with pytest.raises(KaiError, match="nothing to draw"):
            draw()


def test_exposures_of_zero_are_counted_where_they_cannot_be_drawn():
    chart = charts.study_exposure(exposure(), parameter="AUC", unit="h*ng/mL", dose_unit="mg/kg")
    assert chart.to_dict()["description"].endswith("above zero: 1.")
    assert "AUC (h·ng/mL)" in chart.to_json(ensure_ascii=False)
