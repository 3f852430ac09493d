"""Exposure of every group: as PP reports it, and as it follows from PC."""

from __future__ import annotations

import polars as pl

from kai_workbench.standards import Study

from ._concentrations import concentrations
from ._design import animals, summary_value
from ._nca import nca
from ._nca_options import AreaMethod, Route
from ._records import first_number, records, study_name
from ._sparse import sparse_auc

_COLUMNS = (
    "study", "set_code", "sex", "pool", "subject", "analyte", "specimen", "parameter", "day", "value",
    "unit", "problem", "source", "n",
)  # fmt: skip
# CDISC's codes for the parameters of an analysis.
_CODES = {
    "cmax": "CMAX",
    "tmax": "TMAX",
    "tlast": "TLST",
    "auc_last": "AUCLST",
    "auc_inf": "AUCIFO",
    "half_life": "LAMZHL",
}
# An animal with fewer times gives no curve of its own.
_OWN_CURVE = 4
_KEYS = ("set_code", "sex", "analyte", "specimen", "day")


def exposures(study: Study) -> pl.DataFrame:
    """Exposure parameters of animals and pools, from PP; where PP is absent, from PC.

    Returns
    -------
    polars.DataFrame
        ``study``, ``set_code``, ``sex``, ``pool`` and ``subject`` (one of them is null), ``analyte``,
        ``specimen``, ``parameter`` (CDISC's code), ``day``, ``value``, ``unit``, ``problem``
        (``negative``: shown, never averaged; ``pool_unknown``: POOLDEF lacks the pool; ``replicates``:
        samples of one animal at one time were averaged before), ``source``
        (``PP`` or ``PC by NCA``), ``n`` (animals behind the value: 1, or those of the pool), and of the
        set, sex, analyte, parameter and day ``mean`` and ``sd`` over the values without a problem.
    """
    reported = _from_pp(study)
    return _with_means(reported if reported.height else _from_pc(study, "linear-up/log-down"))


def exposures_from_pc(study: Study, *, method: AreaMethod = "linear-up/log-down") -> pl.DataFrame:
    """Exposure parameters that follow from PC, whether or not PP is there.

    Parameters
    ----------
    study
        An open SEND or SDTM study.
    method
        Of the trapezoids, as in :func:`nca`; mean curves of sparse samples are always linear.

    Returns
    -------
    polars.DataFrame
        The columns of :func:`exposures`.
    """
    return _with_means(_from_pc(study, method))


def compare_exposures(study: Study, *, method: AreaMethod = "linear-up/log-down") -> pl.DataFrame:
    """PP beside what follows from PC, where both have the same parameter.

    Parameters
    ----------
    study
        An open SEND or SDTM study.
    method
        Of the trapezoids; a ratio that is 1 under one method and not under another tells which one the
        study used.

    Returns
    -------
    polars.DataFrame
        ``study``, ``set_code``, ``sex``, ``subject`` (null where animals were pooled), ``analyte``, ``day``,
        ``parameter``, ``reported``, ``computed``, ``unit``, ``ratio`` (computed over reported; null where
        one of them is not above 0).
    """
    keys = ["study", *_KEYS, "subject", "parameter", "unit"]
    reported = (
        _from_pp(study)
        .filter(pl.col("value").is_not_null())
        .with_columns(
            # The area over the sampled interval is the area to its last measurable concentration.
            parameter=pl.col("parameter").replace({"AUCINT": "AUCLST", "AUCALL": "AUCLST"})
        )
    )
    computed = _from_pc(study, method)
    both = reported.select(*keys, reported="value").join(
        computed.select(*keys, computed="value"), on=keys, how="inner", nulls_equal=True
    )
    able = (pl.col("reported") > 0) & (pl.col("computed") > 0)
    return both.select(
        "study", "set_code", "sex", "subject", "analyte", "day", "parameter", "reported", "computed", "unit",
        ratio=pl.when(able).then(pl.col("computed") / pl.col("reported")),
    ).sort("parameter", "day", "set_code", "sex", "subject")  # fmt: skip


def pools(study: Study) -> pl.DataFrame:
    """Members of every pool: ``pool``, ``subject``, ``set_code``, ``sex`` (null if DM lacks the animal)."""
    told = records(study, "POOLDEF", text=("POOLID", "USUBJID")).drop_nulls()
    sets = animals(study).select("subject", "set_code", "sex")
    return told.select(pool="POOLID", subject="USUBJID").join(
        sets, on="subject", how="left", maintain_order="left"
    )


def _from_pp(study: Study) -> pl.DataFrame:
    text = ("USUBJID", "POOLID", "PPTESTCD", "PPCAT", "PPSPEC", "PPSTRESU", "PPORRESU", "PPTPTREF", "PPSTAT")
    told = records(study, "PP", text=text, numbers=("PPSTRESN", "VISITDY", "PPDY", "PPNOMDY"))
    single = animals(study).select("subject", _set="set_code", _sex="sex")
    joint = (
        pools(study)
        .group_by("pool", maintain_order=True)
        .agg(
            # A pool over several sets or both sexes belongs to none of them.
            _pool_set=pl.when(pl.col("set_code").n_unique() == 1).then(pl.col("set_code").first()),
            _pool_sex=pl.when(pl.col("sex").n_unique() == 1).then(pl.col("sex").first()),
            _size=pl.col("subject").n_unique(),
        )
    )
    rows = told.join(single, left_on="USUBJID", right_on="subject", how="left", maintain_order="left")
    rows = rows.join(joint, left_on="POOLID", right_on="pool", how="left", maintain_order="left")
    lost = pl.col("POOLID").is_not_null() & pl.col("_size").is_null()
    return rows.select(
        study=pl.lit(study_name(study)),
        set_code=pl.coalesce("_set", "_pool_set"),
        sex=pl.coalesce("_sex", "_pool_sex"),
        pool="POOLID",
        subject="USUBJID",
        analyte="PPCAT",
        specimen="PPSPEC",
        parameter="PPTESTCD",
        day=pl.coalesce(first_number("PPTPTREF"), "PPNOMDY", "VISITDY", "PPDY"),
        value="PPSTRESN",
        unit=pl.coalesce("PPSTRESU", "PPORRESU"),
        problem=pl.when(lost)
        .then(pl.lit("pool_unknown"))
        .when(pl.col("PPSTRESN") < 0)
        .then(pl.lit("negative")),
        source=pl.lit("PP"),
        n=pl.when(pl.col("USUBJID").is_not_null()).then(1).otherwise(pl.col("_size")).cast(pl.Int64),
    ).select(_COLUMNS)


def _from_pc(study: Study, method: AreaMethod) -> pl.DataFrame:
    samples = concentrations(study).filter(pl.col("time_h").is_not_null(), pl.col("day").is_not_null())
    samples = samples.filter(pl.col("concentration").is_not_null() | pl.col("below_limit"))
    times = pl.col("time_h").n_unique().over("subject", "analyte", "specimen", "day")
    whole = samples.filter(times >= _OWN_CURVE)
    parts = samples.filter(times < _OWN_CURVE)
    name = study_name(study)
    found = [_own_curves(whole, _route(study), method), _mean_curves(parts)]
    rows = pl.concat(found)
    told = rows.with_columns(study=pl.lit(name), source=pl.lit("PC by NCA"))
    return told.filter(pl.col("value").is_not_null()).select(_COLUMNS)


_FOUND: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(("set_code", "sex", "pool", "subject", "analyte", "specimen", "parameter"), pl.String),
    **dict.fromkeys(("day", "value"), pl.Float64),
    **dict.fromkeys(("unit", "problem"), pl.String),
    "n": pl.Int64,
}


def _own_curves(samples: pl.DataFrame, route: Route, method: AreaMethod) -> pl.DataFrame:
    """Parameters of animals that were sampled often enough for a curve of their own."""
    found = []
    by = [*_KEYS, "subject", "time_h", "unit"]
    means = samples.group_by(by, maintain_order=True).agg(
        pl.col("concentration").mean(),
        pl.col("below_limit").all(),
        pl.col("limit").first(),
        _replicates=pl.len() > 1,
    )
    doubled = means.group_by([*_KEYS, "subject"]).agg(pl.col("_replicates").any())
    for (unit,), rows in means.partition_by("unit", as_dict=True, maintain_order=True).items():
        result = nca(
            rows,
            by=[*_KEYS, "subject"],
            time="time_h",
            below_limit="below_limit",
            limit="limit",
            route=route,
            method=method,
            concentration_unit=str(unit or "1"),
        )
        long = result.long().filter(pl.col("parameter").is_in(list(_CODES)))
        long = long.join(doubled, on=[*_KEYS, "subject"], nulls_equal=True, maintain_order="left")
        found.append(
            long.with_columns(
                parameter=pl.col("parameter").replace(_CODES),
                pool=pl.lit(None, pl.String),
                n=pl.lit(1, pl.Int64),
                problem=pl.when("_replicates").then(pl.lit("replicates")),
            ).select(list(_FOUND))
        )
    return pl.concat(found) if found else pl.DataFrame(schema=_FOUND)


def _mean_curves(samples: pl.DataFrame) -> pl.DataFrame:
    """Parameters of the mean curve where every animal gave only part of it."""
    if not samples.height:
        return pl.DataFrame(schema=_FOUND)
    by = [*_KEYS, "unit"]
    value = pl.when("below_limit").then(0.0).otherwise("concentration")
    rows = (
        samples.with_columns(concentration=value)
        .group_by([*by, "subject", "time_h"])
        .agg(pl.col("concentration").mean())
    )
    areas = sparse_auc(rows, by=by, time="time_h")
    means = rows.group_by([*by, "time_h"]).agg(pl.col("concentration").mean()).sort("time_h")
    tops = means.group_by(by).agg(
        CMAX=pl.col("concentration").max(), TMAX=pl.col("time_h").sort_by("concentration").last()
    )
    joined = areas.join(tops, on=by, nulls_equal=True)
    measured = joined.select(*by, n="subjects", AUCLST="auc_last", AUCLSTSE="se", CMAX="CMAX", TMAX="TMAX")
    long = measured.unpivot(
        on=["AUCLST", "AUCLSTSE", "CMAX", "TMAX"],
        index=[*by, "n"],
        variable_name="parameter",
        value_name="value",
    )
    unit = (
        pl.when(pl.col("parameter") == "TMAX")
        .then(pl.lit("h"))
        .when(pl.col("parameter") == "CMAX")
        .then("unit")
        .otherwise(pl.concat_str(pl.lit("h*"), "unit"))
    )
    none = pl.lit(None, pl.String)
    return long.with_columns(
        unit=unit, subject=none, pool=none, problem=none, n=pl.col("n").cast(pl.Int64)
    ).select(list(_FOUND))


def _route(study: Study) -> Route:
    told = (summary_value(study, "ROUTE") or "").upper()
    return "iv bolus" if "INTRAVENOUS BOLUS" in told else "extravascular"


def _with_means(rows: pl.DataFrame) -> pl.DataFrame:
    over = ["set_code", "sex", "analyte", "specimen", "parameter", "day", "unit"]
    good = pl.col("value").filter(pl.col("problem").is_null())
    return rows.with_columns(mean=good.mean().over(over), sd=good.std().over(over))
