"""A table of a running trial's patients as the outcomes that an analysis compares."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from . import _check
from ._analysis import Analysis, Proportions
from ._errors import DesignError
from ._longitudinal_analysis import RepeatedMeasures
from ._outcomes import Outcomes
from ._survival_analysis import TimeToEvent

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
Missing = Literal["refuse", "leave_out", "failure"]
MISSING = ("refuse", "leave_out", "failure")
ARMS = ("control", "treatment")
_LEAST = 2  # patients of an arm


def outcomes_of(data: pl.DataFrame, analysis: Analysis, *, missing: Missing) -> tuple[Outcomes, int]:
    """Outcomes of one trial, and how many patients were left out.

    Raises
    ------
    DesignError
        A column is missing, an arm or a value cannot be, or an outcome is missing where that is refused.
    """
    _check.option(missing, MISSING, where="missing")
    if missing == "failure" and not isinstance(analysis, Proportions):
        raise DesignError("failure_needs_responses", where="missing")
    arms = _column(data, "arm")
    for row, one in enumerate(arms, start=1):
        _check.option(one, ARMS, where=f"arm, row {row}")
    if isinstance(analysis, RepeatedMeasures):
        told, needed = _visits(data, analysis), ["baseline"]
    elif isinstance(analysis, TimeToEvent):
        told = {"value": _numbers(data, "months"), "event": _numbers(data, "event")}
        needed = ["value", "event"]
    else:
        told, needed = {"value": _numbers(data, "value")}, ["value"]
        if missing == "failure":
            told["value"] = np.nan_to_num(told["value"])
    lacks = np.any([np.isnan(told[name]) for name in needed], axis=0)
    if missing == "refuse" and lacks.any():
        column = {"value": "months" if isinstance(analysis, TimeToEvent) else "value"}
        first = next(name for name in needed if np.isnan(told[name]).any())
        row = int(np.flatnonzero(np.isnan(told[first]))[0]) + 1
        raise DesignError("outcome_missing", where=f"{column.get(first, first)}, row {row}")
    here = np.flatnonzero(~lacks)
    treated = np.array([one == "treatment" for one in arms], dtype=bool)[here]
    for name, count in zip(ARMS, (int((~treated).sum()), int(treated.sum())), strict=True):
        _check.whole(count, where=f"arm, {name}", least=_LEAST)
    return _made(analysis, {name: one[here] for name, one in told.items()}, treated, here), int(lacks.sum())


def _made(
    analysis: Analysis, told: dict[str, Floats], treated: NDArray[np.bool_], rows: NDArray[np.int64]
) -> Outcomes:
    if isinstance(analysis, RepeatedMeasures):
        value = np.column_stack([told["baseline"], told["visits"]])
        _stays_away(analysis, value, rows)
        stopped = told["stopped"]
        after = np.where(np.isnan(stopped), value.shape[1], stopped).astype(np.int64)
        return Outcomes(treated=treated, value=value[None], stopped=after[None])
    if isinstance(analysis, TimeToEvent):
        for row, (months, event) in enumerate(zip(told["value"], told["event"], strict=True)):
            _check.positive(months, where=f"months, row {rows[row] + 1}")
            if event not in {0, 1}:
                raise DesignError("outcome_not_binary", where=f"event, row {rows[row] + 1}", value=event)
        return Outcomes(treated=treated, value=told["value"][None], event=told["event"][None] == 1)
    if isinstance(analysis, Proportions):
        for row, one in enumerate(told["value"]):
            if one not in {0, 1}:
                raise DesignError("outcome_not_binary", where=f"value, row {rows[row] + 1}", value=one)
    elif analysis.scenario_type.__name__ == "OrdinalScenario":
        for row, one in enumerate(told["value"]):
            _check.whole(float(one), where=f"value, row {rows[row] + 1}")
    return Outcomes(treated=treated, value=told["value"][None])


def _visits(data: pl.DataFrame, analysis: RepeatedMeasures) -> dict[str, Floats]:
    names = [name for name in data.columns if name.startswith("visit")]
    if not names:
        raise DesignError("trial_column_missing", where="visit 1", columns=", ".join(data.columns))
    stopped = np.full(data.height, np.nan)
    if "stopped" in data.columns or analysis.of_reference:
        stopped = _numbers(data, "stopped")
        for row, one in enumerate(stopped, start=1):
            if not math.isnan(one):
                _check.whole(one, where=f"stopped, row {row}", least=1, most=len(names))
    visits = np.column_stack([_numbers(data, name) for name in names])
    return {"baseline": _numbers(data, "baseline"), "visits": visits, "stopped": stopped}


def _stays_away(analysis: RepeatedMeasures, value: Floats, rows: NDArray[np.int64]) -> None:
    """Refuse patients who come back, where the analysis does not know them."""
    if analysis.error == "observed" and analysis.visits == "all":
        gone = np.isnan(value)
        back = (gone[:, :-1] & ~gone[:, 1:]).any(axis=1)
        if back.any():
            raise DesignError("visits_come_back", where=f"row {rows[np.flatnonzero(back)[0]] + 1}")


def _column(data: pl.DataFrame, name: str) -> list[Any]:
    if name not in data.columns:
        raise DesignError("trial_column_missing", where=name, columns=", ".join(data.columns))
    return data[name].to_list()


def _numbers(data: pl.DataFrame, name: str) -> Floats:
    """A column as numbers, NaN where missing."""
    found = np.full(data.height, np.nan)
    for k, one in enumerate(_column(data, name)):
        if one is None or one != one:  # noqa: PLR0124, a missing number differs from itself
            continue
        found[k] = _check.finite(one, where=f"{name}, row {k + 1}")
    return found
