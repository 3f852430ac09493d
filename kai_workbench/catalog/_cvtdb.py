"""CvTdb made tidy: one row per concentration, one unit, and a word on every value that has none.

What the units mean upstream
----------------------------
``conc`` is CvTdb's own conversion to µg/mL, rounded to five decimals, so that 1.6 pmol/mL became 0.
Here a mass per volume is converted again from ``conc_original``; CvTdb's rounded value is used only
where a molar mass was needed (``umol/L``) or where its curators read a misprint (``24.S`` as 24.5).
Mass per mass of tissue or blood (``ug/g``), percent of dose, radioactivity and radioactive
equivalents (``ng-eq/mL``: label in whatever molecule carries it) are no concentrations of the
named substance and stay null.

``dose_level_normalized`` is said to be mg/kg, yet for some human studies the milligrams a person
took stand there undivided. Doses reported per kilogram of body weight are used; those reported
otherwise only where upstream's number shows that it did divide.

The substance measured is not always the substance given: every human curve of acetaminophen was
measured after phenacetin.
"""

from __future__ import annotations

import polars as pl

# ng/mL per reported unit, once written in small letters with "u" for micro.
_NG_PER_ML = {
    "pg/ml": 1e-3,
    "ng/l": 1e-3,
    "ng/ml": 1.0,
    "ug/l": 1.0,
    "ug/ml": 1e3,
    "mg/l": 1e3,
    "mg/ml": 1e6,
    "g/l": 1e6,
    "g/dl": 1e7,
}
_MOLAR = ("umol/l", "um", "nmol/l", "nm", "nmol/ml", "nmoles/ml", "pmol/ml", "x 10^-3 m")
_NG_PER_UG = 1e3
_BELOW_LIMIT = ("ND", "NQ", "BLQ", "BLOQ")
# mg/kg per reported unit of a dose per body weight; 1 ug/g is 1 mg/kg.
_MG_PER_KG = {
    "mg/kg": 1.0,
    "mg/kg bw": 1.0,
    "mg/kg body weight": 1.0,
    "mg / kg": 1.0,
    "ug/kg": 1e-3,
    "ng/kg-bw": 1e-6,
    "g/kg": 1e3,
    "ug/g": 1.0,
    "ug per 250 g rat body weight": 1e-3 / 0.25,
}


def concentration_time(raw: pl.DataFrame) -> pl.DataFrame:
    """The tidy table of every row of ``cvtdb_original``; no row is left out.

    Parameters
    ----------
    raw
        ``cvtdb_original``: 35,669 rows, 59 columns.

    Returns
    -------
    polars.DataFrame
        The 32 columns that the descriptor documents, in the order of ``observation_id``.
    """
    unit = _unit("conc_units_original")
    factor = unit.replace_strict(_NG_PER_ML, default=None, return_dtype=pl.Float64)
    reported = pl.col("conc_original").str.strip_chars()
    number = reported.cast(pl.Float64, strict=False)
    upstream = pl.col("conc").cast(pl.Float64, strict=False) * _NG_PER_UG
    exact = number * factor
    by_upstream = exact.is_null() & (unit.is_in(_MOLAR) | factor.is_not_null())
    # Upstream's five decimals turn small molar amounts into 0, which is then no measurement of 0.
    rounded_away = by_upstream & (upstream == 0) & (number > 0)
    value = pl.when(by_upstream).then(upstream).otherwise(exact)
    status = (
        pl.when(reported.is_in(_BELOW_LIMIT) | reported.str.starts_with("<"))
        .then(pl.lit("below_limit"))
        .when(reported.is_null() | reported.is_in(["NA", "NE", ""]))
        .then(pl.lit("not_reported"))
        .when(factor.is_null() & ~unit.is_in(_MOLAR))
        .then(pl.lit("other_unit"))
        .when(value.is_null() | rounded_away)
        .then(pl.lit("unreadable"))
        .when(value <= 0)
        .then(pl.lit("not_positive"))
        .otherwise(pl.lit("value"))
    )
    kept = status == "value"
    columns = {
        "observation_id": pl.col("conc_time_id"),
        "series_id": pl.col("fk_series_id"),
        "study_id": pl.col("fk_study_id"),
        "subject_id": pl.col("fk_subject_id"),
        "compound": pl.coalesce("analyzed_chem_name", "analyzed_chem_name_original"),
        "compound_reported": pl.col("analyzed_chem_name_original"),
        "compound_dtxsid": pl.col("analyzed_chem_dtxsid"),
        "compound_casrn": pl.col("analyzed_chem_casrn"),
        "dosed_compound": pl.coalesce("dosed_chem_name", "dosed_chem_name_original"),
        "dosed_dtxsid": pl.col("dosed_chem_dtxsid"),
        "dosed_casrn": pl.col("dosed_chem_casrn"),
        "same_substance": _same_substance(),
        "species": pl.col("species"),
        "sex": pl.col("sex").str.to_lowercase().replace({"male and female": "both"}),
        "weight_kg": pl.col("weight_kg"),
        "subjects": pl.col("n_subjects_in_series").cast(pl.Int64, strict=False),
        "route": pl.col("administration_route_normalized"),
        "medium": pl.col("conc_medium_normalized"),
        "dose_mg_kg": _dose(),
        "dose_reported": pl.concat_str("dose_level_original", "dose_level_units_original", separator=" "),
        "time_h": pl.col("time_hr"),
        "concentration_ng_mL": pl.when(kept).then(value),
        "concentration_sd_ng_mL": pl.when(kept & exact.is_not_null()).then(
            pl.col("conc_sd_original").cast(pl.Float64, strict=False) * factor
        ),
        "limit_of_quantification_ng_mL": pl.col("loq").str.strip_chars().cast(pl.Float64, strict=False)
        * _unit("loq_units").replace_strict(_NG_PER_ML, default=None, return_dtype=pl.Float64),
        "status": status,
        "converted_by": pl.when(kept).then(
            pl.when(exact.is_null()).then(pl.lit("upstream")).otherwise(pl.lit("workbench"))
        ),
        "reported": pl.concat_str("conc_original", "conc_units_original", separator=" ", ignore_nulls=True),
        "radiolabelled": pl.col("radiolabeled").cast(pl.Boolean),
        "year": pl.col("year"),
        "doi": pl.col("doi"),
        "pmid": pl.col("pmid"),
        "url": pl.col("url"),
    }
    return raw.select(expression.alias(name) for name, expression in columns.items()).sort("observation_id")


def _unit(name: str) -> pl.Expr:
    return pl.col(name).str.strip_chars().str.to_lowercase().str.replace_all("µ|μ", "u")


def _same_substance() -> pl.Expr:
    same_id = pl.col("analyzed_chem_dtxsid") == pl.col("dosed_chem_dtxsid")
    measured, given = (
        pl.col(name).str.strip_chars().str.to_lowercase()
        for name in ("analyzed_chem_name_original", "dosed_chem_name_original")
    )
    return pl.when(same_id.is_not_null()).then(same_id).when(measured == given).then(pl.lit(True))


def _dose() -> pl.Expr:
    unit = _unit("dose_level_units_original")
    number = pl.col("dose_level_original").cast(pl.Float64, strict=False)
    upstream = pl.col("dose_level_normalized").cast(pl.Float64, strict=False)
    factor = unit.replace_strict(_MG_PER_KG, default=None, return_dtype=pl.Float64)
    divided = (upstream / number - 1).abs() > 1e-3
    dose = (
        pl.when(factor.is_not_null())
        # A range ("2.9-4.2 mg/kg") has no number of its own: upstream's is its middle.
        .then(pl.coalesce(number * factor, upstream))
        .when(divided)
        .then(upstream)
    )
    return pl.when(dose > 0).then(dose)


GENERATORS = {"concentration_time": concentration_time}
