"""Non-compartmental analysis of many curves at once."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from kai_workbench.standards import UnitMismatch, units

from . import _nca_areas as areas
from . import _nca_input as given
from ._nca_curves import Array, Curves, curves
from ._nca_options import AreaMethod, BelowLimitRule, NcaError, Route, TerminalPhase
from ._nca_terminal import Slope, terminal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclasses.dataclass(frozen=True, kw_only=True)
class NonCompartmental:
    """What a non-compartmental analysis found.

    Attributes
    ----------
    parameters
        One row per curve: the columns of ``by``, then the parameters of :func:`nca`; null where a
        parameter cannot be had, and ``why`` says the reason for the terminal phase.
    units
        Unit of every parameter, in UCUM.
    problems
        Samples that were left out: the columns of ``by``, ``problem``
        (``negative_concentration``, ``before_dose``, ``no_time``) and how many ``rows``.
    """

    parameters: pl.DataFrame
    units: Mapping[str, str]
    problems: pl.DataFrame
    by: tuple[str, ...]

    def long(self) -> pl.DataFrame:
        """One row per curve and parameter: the columns of ``by``, ``parameter``, ``value``, ``unit``."""
        told = self.parameters.unpivot(
            on=[name for name in self.parameters.columns if name in self.units],
            index=list(self.by),
            variable_name="parameter",
            value_name="value",
        )
        return told.with_columns(
            unit=pl.col("parameter").replace_strict(dict(self.units), return_dtype=pl.String)
        )


def nca(
    samples: pl.DataFrame | pl.LazyFrame,
    *,
    by: Sequence[str],
    time: str = "time",
    concentration: str = "concentration",
    below_limit: str | None = None,
    limit: str | None = None,
    dose: str | float | None = None,
    route: Route = "extravascular",
    duration: float = 0.0,
    method: AreaMethod = "linear-up/log-down",
    tau: float | None = None,
    intervals: Sequence[tuple[float, float]] = (),
    terminal_phase: TerminalPhase | None = None,
    below: BelowLimitRule | None = None,
    time_unit: str = "h",
    concentration_unit: str = "ng/mL",
    dose_unit: str = "mg/kg",
) -> NonCompartmental:
    """Exposure parameters of every curve in a table of concentrations.

    Parameters
    ----------
    samples
        One row per sample.
    by
        Columns that tell the curves apart: subject, analyte, day ...
    time, concentration
        Columns: time since the dose, and the concentration; null where it was not measured.
    below_limit, limit
        Columns: whether the concentration is below the limit of quantification (without: where it is
        0), and that limit.
    dose
        Column, or one number for all; without, clearance and volumes stay null.
    route
        ``extravascular``, ``iv bolus`` (the concentration at 0 is extrapolated backwards through the
        first two) or ``infusion`` of ``duration``.
    method
        Of the trapezoids: ``linear-up/log-down``, ``linear``, or ``log`` (linear up to the peak,
        logarithmic after it).
    tau
        Dosing interval at steady state; adds the parameters ending in ``_tau``.
    intervals
        Times since the dose between which partial areas are wanted: ``(0, 24)`` adds ``auc_0_24``. Within
        the samples the curve's own shape is followed, beyond the last measurable one the terminal slope;
        null where there is none.
    terminal_phase, below
        :class:`TerminalPhase`, :class:`BelowLimitRule`.
    time_unit, concentration_unit, dose_unit
        In UCUM.

    Returns
    -------
    NonCompartmental
        ``n`` samples used, ``cmax``, ``tmax``, ``clast``, ``tlast``, ``c0`` (iv bolus), ``auc_last``,
        ``auc_inf`` (from the last observed concentration), ``auc_inf_pred`` (from the last predicted),
        ``auc_extrapolated`` and ``auc_back_extrapolated`` (%), ``aumc_last``, ``aumc_inf``,
        ``lambda_z``, ``half_life``, ``r2_adjusted``, ``n_lambda_z``, ``lambda_z_start``,
        ``lambda_z_end``, ``cl``, ``vz`` (after an extravascular dose these are CL/F and Vz/F),
        ``mrt`` (without the time of infusion; after an extravascular dose with the time of absorption),
        ``vss`` (intravenous only), ``cmax_per_dose``, ``auc_last_per_dose``, ``auc_inf_per_dose``;
        with ``tau``: ``auc_tau``, ``aumc_tau``, ``cmin_tau``, ``cavg_tau``, ``ctau``,
        ``fluctuation_tau`` (%), ``cl_tau``, ``mrt_tau``.

    Raises
    ------
    NcaError
        A column is missing or holds texts, there are no rows, a unit is of something else, two samples of
        a curve have the same time, a choice makes no sense.

    Notes
    -----
    Definitions as in Gabrielsson & Weiner, *Pharmacokinetic and Pharmacodynamic Data Analysis*, 5th ed.
    (2016), and in Phoenix WinNonlin; the tests hold the results against WinNonlin's.
    """
    given.check_choices(route=route, method=method, tau=tau, duration=duration, intervals=intervals)
    given.check_units(time=time_unit, concentration=concentration_unit, dose=dose_unit)
    given.check_dose(dose)
    frame = samples.lazy().collect()
    rule = below or BelowLimitRule()
    numbers = [time, concentration, *_named(limit), *_named(dose if isinstance(dose, str) else None)]
    given.check_table(frame, by, [*numbers, *_named(below_limit)], rule=rule, limit=limit)
    made = curves(
        _plain(frame, by, (time, concentration), below_limit, limit),
        by=by,
        rule=rule,
        route=route,
        steady_state=tau is not None,
    )
    doses = _doses(frame, made.keys, by, dose)
    values = _values(
        made,
        doses=doses,
        route=route,
        duration=duration,
        method=method,
        tau=tau,
        intervals=intervals,
        phase=terminal_phase or TerminalPhase(),
    )
    told, scale = _told_units(time_unit, concentration_unit, dose_unit)
    told |= {interval_name(*one): told["auc_last"] for one in intervals}
    columns = {name: _column(value * scale.get(name, 1.0)) for name, value in values.items()}
    parameters = made.keys.with_columns(**columns).with_columns(
        pl.col("n", "n_lambda_z").cast(pl.Int64), why=_why(values)
    )
    kept = {name: unit for name, unit in told.items() if name in values}
    return NonCompartmental(parameters=parameters, units=kept, problems=made.problems, by=tuple(by))


def _named(column: str | None) -> list[str]:
    return [] if column is None else [column]


def _plain(
    frame: pl.DataFrame, by: Sequence[str], axes: tuple[str, str], below: str | None, limit: str | None
) -> pl.DataFrame:
    time, concentration = axes
    value = pl.col(concentration).cast(pl.Float64)
    is_below = (pl.col(below).cast(pl.Boolean) if below else value == 0).fill_null(value=False)
    return frame.select(
        *by,
        _time=pl.col(time).cast(pl.Float64).fill_nan(None),
        _concentration=pl.when(is_below).then(0.0).otherwise(value.fill_nan(None)),
        _below=is_below,
        _limit=pl.col(limit).cast(pl.Float64) if limit else pl.lit(None, pl.Float64),
    )


def _doses(frame: pl.DataFrame, keys: pl.DataFrame, by: Sequence[str], dose: str | float | None) -> Array:
    if not isinstance(dose, str):
        return np.full(keys.height, np.nan if dose is None else float(dose))
    told = frame.select(*by, dose).unique().drop_nulls(dose)
    if told.select(by).is_duplicated().any():
        where = told.filter(told.select(by).is_duplicated()).row(0, named=True)
        raise NcaError("nca_doses", where=", ".join(f"{name} {where[name]}" for name in by))
    wrong = told.filter(pl.col(dose).cast(pl.Float64).fill_nan(None) <= 0)
    if wrong.height:
        where = wrong.row(0, named=True)
        place = ", ".join(f"{name} {where[name]}" for name in by)
        raise NcaError("nca_doses_zero", where=place, value=where[dose])
    joined = keys.join(told, on=list(by), how="left", nulls_equal=True, maintain_order="left")
    return joined[dose].cast(pl.Float64).to_numpy()


def _values(
    made: Curves,
    *,
    doses: Array,
    route: Route,
    duration: float,
    method: AreaMethod,
    tau: float | None,
    intervals: Sequence[tuple[float, float]],
    phase: TerminalPhase,
) -> dict[str, Array]:
    time, conc = made.time, made.concentration
    rows = np.arange(time.shape[0])
    real = np.where(made.made, np.nan, conc)
    filled = np.nan_to_num(real, nan=-np.inf)
    at_max = filled.argmax(axis=1)
    measured = made.measurable.any(axis=1)
    cmax = np.where(np.isfinite(filled[rows, at_max]), filled[rows, at_max], np.nan)
    tmax = np.where(measured, time[rows, at_max], np.nan)
    at_last = time.shape[1] - 1 - made.measurable[:, ::-1].argmax(axis=1)
    tlast = np.where(measured, time[rows, at_last], np.nan)
    clast = np.where(measured, conc[rows, at_last], np.nan)

    logs = areas.logarithmic(time, conc, method)
    total = areas.cumulated(time, conc, logs)
    auc, aumc = (np.where(measured, part[rows, at_last], np.nan) for part in total)
    end_of_dose = np.full(len(rows), duration)
    slope = terminal(made, phase, route=route, tmax=tmax, end_of_dose=end_of_dose)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = slope.rate
        predicted = np.exp(slope.intercept - rate * tlast)
        auc_inf, auc_pred = auc + clast / rate, auc + predicted / rate
        aumc_inf = aumc + tlast * clast / rate + clast / rate**2
        mrt = aumc_inf / auc_inf - duration / 2
        clearance = doses / auc_inf
        first = total.area[:, 1] if time.shape[1] > 1 else np.full(len(rows), np.nan)
        values = {
            "n": (np.isfinite(conc) & ~made.made).sum(axis=1).astype(float),
            "cmax": cmax,
            "tmax": tmax,
            "clast": clast,
            "tlast": tlast,
            "c0": made.back_extrapolated if route == "iv bolus" else np.full(len(rows), np.nan),
            "auc_last": auc,
            "auc_inf": auc_inf,
            "auc_inf_pred": auc_pred,
            "auc_extrapolated": 100 * (auc_inf - auc) / auc_inf,
            "auc_back_extrapolated": np.where(
                np.isfinite(made.back_extrapolated), 100 * first / auc_inf, np.nan
            ),
            "aumc_last": aumc,
            "aumc_inf": aumc_inf,
            "lambda_z": rate,
            "half_life": np.log(2) / rate,
            "r2_adjusted": slope.adjusted_r2,
            "n_lambda_z": slope.points.astype(float),
            "lambda_z_start": slope.start,
            "lambda_z_end": slope.end,
            "cl": clearance,
            "vz": clearance / rate,
            "mrt": mrt,
            "vss": clearance * mrt if route != "extravascular" else np.full(len(rows), np.nan),
            "cmax_per_dose": cmax / doses,
            "auc_last_per_dose": auc / doses,
            "auc_inf_per_dose": auc_inf / doses,
        }
        for start, end in intervals:
            reached = [
                areas.until(
                    time, conc, logs, end=np.full(len(rows), at), slope=rate, last=tlast, at_last=clast
                )[0]
                for at in (start, end)
            ]
            values[interval_name(start, end)] = reached[1] - reached[0]
        if tau is not None:
            values |= _steady(
                made, slope, tau, doses=doses, logs=logs, tlast=tlast, clast=clast, duration=duration
            )
    return values


def interval_name(start: float, end: float) -> str:
    """The parameter of a partial area.

    Examples
    --------
    >>> interval_name(0, 24), interval_name(0.5, 8)
    ('auc_0_24', 'auc_0.5_8')
    """
    return f"auc_{start:g}_{end:g}"


def _steady(
    made: Curves,
    slope: Slope,
    tau: float,
    *,
    doses: Array,
    logs: areas.Mask,
    tlast: Array,
    clast: Array,
    duration: float,
) -> dict[str, Array]:
    """Parameters over one dosing interval."""
    time, conc = made.time, made.concentration
    area, moment, at_end = areas.until(
        time, conc, logs, end=np.full(len(doses), tau), slope=slope.rate, last=tlast, at_last=clast
    )
    inside = np.where(time <= tau, conc, np.nan)
    some = np.isfinite(inside).any(axis=1)
    lowest = np.where(some, np.nanmin(np.where(some[:, None], inside, 0.0), axis=1), np.nan)
    highest = np.where(some, np.nanmax(np.where(some[:, None], inside, 0.0), axis=1), np.nan)
    average = area / tau
    # What is left beyond tau belongs to this dose, one interval later (superposition).
    beyond = at_end / slope.rate
    mean_time = (moment + tau * beyond) / area - duration / 2
    return {
        "auc_tau": area,
        "aumc_tau": moment,
        "cmin_tau": lowest,
        "cavg_tau": average,
        "ctau": at_end,
        "fluctuation_tau": 100 * (highest - lowest) / average,
        "cl_tau": doses / area,
        "mrt_tau": mean_time,
    }


def _column(values: Array) -> pl.Series:
    return pl.Series(np.asarray(values, dtype=float)).fill_nan(None)


def _why(values: Mapping[str, Array]) -> pl.Series:
    """Why there is no terminal slope; null where there is one."""
    missing = ~np.isfinite(values["lambda_z"])
    reason = np.where(np.isfinite(values["tlast"]), "no_terminal_slope", "nothing_measurable")
    return pl.Series([str(told) if lacks else None for told, lacks in zip(reason, missing, strict=True)])


def _told_units(time: str, concentration: str, dose: str) -> tuple[dict[str, str], dict[str, float]]:
    """Units of the parameters, and by what clearances and volumes are multiplied to have a usual one."""
    area, moment = f"{time}*{concentration}", f"{time}2*{concentration}"
    per_time, per_dose = f"1/{time}", f"({dose})"
    told = dict.fromkeys(("cmax", "clast", "c0", "cmin_tau", "cavg_tau", "ctau"), concentration)
    told |= dict.fromkeys(("tmax", "tlast", "lambda_z_start", "lambda_z_end", "mrt", "half_life"), time)
    told |= dict.fromkeys(("auc_last", "auc_inf", "auc_inf_pred", "auc_tau"), area)
    told |= dict.fromkeys(("aumc_last", "aumc_inf", "aumc_tau"), moment)
    told |= dict.fromkeys(("auc_extrapolated", "auc_back_extrapolated", "fluctuation_tau"), "%")
    told |= {"n": "1", "n_lambda_z": "1", "r2_adjusted": "1", "lambda_z": per_time, "mrt_tau": time}
    told |= {"cmax_per_dose": f"{concentration}/{per_dose}"}
    told |= dict.fromkeys(("auc_last_per_dose", "auc_inf_per_dose"), f"{area}/{per_dose}")
    clearance, volume = f"{per_dose}/({area})", f"{per_dose}/({concentration})"
    per_kg = "/kg" in dose
    scale: dict[str, float] = {}
    for names, raw, usual in (
        (("cl", "cl_tau"), clearance, "L/h/kg" if per_kg else "L/h"),
        (("vz", "vss"), volume, "L/kg" if per_kg else "L"),
    ):
        try:
            factor, unit = units.linear(raw, usual)[0], usual
        except UnitMismatch:
            factor, unit = 1.0, raw
        told |= dict.fromkeys(names, unit)
        scale |= dict.fromkeys(names, factor)
    return told, scale
