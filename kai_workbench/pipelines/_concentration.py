"""What concentrations would be seen over time, as far as clearance and volume tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from ..errors import KaiError
from ._human_pk import HumanPK

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

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
        raise KaiError("pk_setting", where="dose_mg_kg", value=dose_mg_kg, most="inf")
    clearance, volume = (human_pk.draws[name].to_numpy() for name in ("clearance", "volume_ss"))
    rate = clearance * 60 / 1000 / volume  # mL/min/kg over L/kg, per hour
    start = dose_mg_kg * 1000 / volume  # mg/L are 1000 ng/mL
    curves = start[:, None] * np.exp(-rate[:, None] * times)
    bands = np.quantile(curves, list(_QUANTILES.values()), axis=0)
    return pl.DataFrame({"time_h": times, **dict(zip(_QUANTILES, bands, strict=True))})
