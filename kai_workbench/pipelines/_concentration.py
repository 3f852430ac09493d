"""What concentrations would be seen over time, as far as clearance and volume tell."""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from .. import catalog, standards
from ..errors import KaiError
from ..text import Lang, say
from ._human_pk import HumanPK

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

_CURVES = {
    "series_id": pl.Int64,
    "compound": pl.String,
    "dosed_compound": pl.String,
    "species": pl.String,
    "route": pl.String,
    "dose_mg_kg": pl.Float64,
    "time_h": pl.Float64,
    "concentration_ng_mL": pl.Float64,
}
_QUANTILES = {"median": 0.5, "lo50": 0.25, "hi50": 0.75, "lo90": 0.05, "hi90": 0.95}


def concentration_curve(human_pk: HumanPK, times_h: ArrayLike, *, dose_mg_kg: float = 1.0) -> pl.DataFrame:
    """Concentration after one intravenous bolus in a body of one compartment.

    ``C(t) = dose / Vss · exp(-CL / Vss · t)`` for every draw. Clearance and Vss fix the area under
    the curve and the mean residence time (Vss / CL), not its shape: real curves start higher,
    while the compound is still spreading, and end flatter. An observed curve may leave the band
    early and late though both numbers are right.

    Parameters
    ----------
    human_pk
        The prediction.
    times_h
        (time,), h after the dose; 0 or later.
    dose_mg_kg
        Dose, mg per kg body weight.

    Returns
    -------
    polars.DataFrame
        ``time_h`` and, in ng/mL, ``median``, ``lo50``, ``hi50``, ``lo90``, ``hi90`` at each time.

    Raises
    ------
    kai_workbench.errors.KaiError
        A time is negative or not finite, or the dose is not above 0.

    References
    ----------
    Rowland M, Tozer TN. Clinical Pharmacokinetics and Pharmacodynamics, 4th ed., 2011, ch. 3.
    """
    times = np.atleast_1d(np.asarray(times_h, dtype=np.float64))
    if times.size == 0 or not (np.isfinite(times) & (times >= 0)).all():
        raise KaiError("curve_times", where="times_h")
    if not (np.isfinite(dose_mg_kg) and dose_mg_kg > 0):
        raise KaiError("pk_positive", where="dose_mg_kg", value=dose_mg_kg)
    clearance, volume = (human_pk.draws[name].to_numpy() for name in ("clearance", "volume_ss"))
    rate = clearance * 60 / 1000 / volume  # mL/min/kg over L/kg, per hour
    start = dose_mg_kg * 1000 / volume  # mg/L are 1000 ng/mL
    curves = start[:, None] * np.exp(-rate[:, None] * times)
    bands = np.quantile(curves, list(_QUANTILES.values()), axis=0)
    return pl.DataFrame({"time_h": times, **dict(zip(_QUANTILES, bands, strict=True))})


@dataclasses.dataclass(frozen=True, kw_only=True)
class HumanCurves:
    """Concentrations that people showed, or why there are none.

    Attributes
    ----------
    frame
        As from :func:`kai_workbench.standards.concentration_time`; no rows where there are no curves.
    missing
        Why there are none; empty where there are some.
    """

    frame: pl.DataFrame
    missing: str = ""

    def terminal_half_life_h(self, *, points: int = 3) -> pl.DataFrame:
        """Half-life of each curve's last ``points`` values, by a line through their logarithms.

        Returns
        -------
        polars.DataFrame
            ``series_id``, ``route``, ``dosed_compound``, ``from_h`` and ``to_h`` (what the line rests
            on), ``half_life_h`` (null where concentrations do not fall).
        """
        last = self.frame.filter(pl.col("concentration_ng_mL") > 0).sort("time_h")
        time, log_value = pl.col("time_h").tail(points), pl.col("concentration_ng_mL").log().tail(points)
        slope = pl.cov(time, log_value) / time.var()
        fitted = last.group_by("series_id", "route", "dosed_compound", maintain_order=True).agg(
            time.min().alias("from_h"), time.max().alias("to_h"), slope.alias("slope"), time.len().alias("n")
        )
        half_life = pl.when((pl.col("slope") < 0) & (pl.col("n") == points)).then(
            -math.log(2) / pl.col("slope")
        )
        return fitted.with_columns(half_life.alias("half_life_h")).drop("slope", "n")


def human_curves(
    human_pk: HumanPK, *, as_metabolite: bool = False, accept_licence: bool = False, lang: Lang = "en"
) -> HumanCurves:
    """What people showed of a predicted compound, from CvTdb; nothing for an invented one.

    Parameters
    ----------
    human_pk
        The prediction.
    as_metabolite, accept_licence
        As in :func:`kai_workbench.standards.concentration_time`.
    lang
        Language of ``missing``.

    Raises
    ------
    kai_workbench.catalog.CatalogError
        The terms are not accepted, or the file is not the one described.
    """
    frame, missing = pl.DataFrame(schema=_CURVES), ""
    if human_pk.synthetic:
        return HumanCurves(frame=frame, missing=say("curves.synthetic", lang, compound=human_pk.compound))
    try:
        frame = standards.concentration_time(
            human_pk.compound, species="human", as_metabolite=as_metabolite, accept_licence=accept_licence
        )
    except (standards.NoCurves, catalog.Unreachable) as error:
        missing = error.say(lang)
    return HumanCurves(frame=frame, missing=missing)
