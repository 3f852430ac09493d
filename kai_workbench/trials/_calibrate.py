"""Choosing a threshold so that a design does as often what it should not as is allowed."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import math
import time
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from .._watch import Listener, Stops, WorkProgress
from . import _check
from ._dask import cluster
from ._design import Design
from ._errors import DesignError
from ._measure import Measure
from ._scenario import Scenario
from ._simulate import simulate

if TYPE_CHECKING:
    import polars as pl
    from distributed import Client


@dataclasses.dataclass(frozen=True)
class Calibration[D: Design]:
    """Made by :func:`calibrate`.

    Attributes
    ----------
    design
        The design with the threshold set.
    field, value
        Which field, and what it became.
    value_se
        How uncertain the threshold is because trials were simulated: the Monte-Carlo standard error of
        the measure over its slope. 0 where the measure was enumerated; infinite where it is flat.
    target
        What was asked for.
    achieved
        The measure at ``value``, simulated anew with another seed: what it was tuned on would flatter it.
    tries
        Values tried, with the measure (``measured`` where it has the name of the field) and its Monte-Carlo
        standard error at each.
    """

    design: D
    field: str
    value: float
    value_se: float
    target: float
    achieved: Measure
    tries: pl.DataFrame


def calibrate[D: Design](
    design: D,
    target: float,
    *,
    scenario: Scenario,
    field: str,
    bounds: tuple[float, float],
    measure: str = "type_1_error",
    of: str = "",
    side: Literal["at_most", "at_least"] = "at_most",
    n_trials: int = 100_000,
    seed: int = 1,
    workers: int | None = None,
    executor: concurrent.futures.Executor | Client | str | None = None,
    tolerance: float = 1e-4,
    progress: Listener | None = None,
    cancelled: Stops | None = None,
) -> Calibration[D]:
    """Find the value of a field at which a measure meets a target.

    The interval is halved, always with the same random numbers, so that the measure is a step function
    of the field that does not jitter. Where the measure jumps over the target, the side that keeps to
    it is taken.

    Parameters
    ----------
    design
        Its field ``field`` is varied.
    target
        Value of the measure, such as .025.
    scenario
        Under which it is to hold; for a type I error the null.
    field, bounds
        Which field of the design, and between which values the answer is sought. The measure must be
        monotone between them.
    measure, of
        Which measure.
    side
        ``at_most``: the measure must not be above the target; ``at_least``: not below.
    n_trials, seed, workers, executor, cancelled
        As for :func:`simulate`. A cluster that ``executor`` starts serves all tries; the numbers do not
        depend on where they were simulated.
    tolerance
        Width of the interval at which the search ends.
    progress
        Called in this thread, with the value that is tried as ``stage``, and trials over all tries as
        ``done`` and ``total``; a try that is counted is done at once.

    Raises
    ------
    DesignError
        An unknown field, or a target that is not reached between the bounds.
    """
    known = [one.name for one in dataclasses.fields(design)]  # type: ignore[arg-type]
    _check.option(field, known, where="field")
    _check.option(side, ("at_most", "at_least"), where="side")
    low, high = _check.rising(bounds, where="bounds", least=2)
    _check.finite(target, where="target")
    _check.positive(tolerance, where="tolerance")
    with cluster(executor, workers) as where:
        return _calibrated(
            design,
            target,
            field,
            (low, high),
            (measure, of, side),
            tolerance,
            {"n_trials": n_trials, "workers": workers, "executor": where, "cancelled": cancelled},
            scenario=scenario,
            seed=seed,
            progress=progress,
        )


def _calibrated[D: Design](  # noqa: PLR0917
    design: D,
    target: float,
    field: str,
    bounds: tuple[float, float],
    what: tuple[str, str, str],
    tolerance: float,
    how: dict[str, Any],
    *,
    scenario: Scenario,
    seed: int,
    progress: Listener | None,
) -> Calibration[D]:
    (low, high), (measure, of, side) = bounds, what
    tried: dict[float, Measure] = {}
    begun, each = time.perf_counter(), how["n_trials"]
    total = each * (3 + max(0, math.ceil(math.log2((high - low) / tolerance))))

    def at(value: float, *, other_seed: int = 0) -> Measure:
        def tell(done: int) -> None:
            if progress is not None:
                before = total - each if other_seed else each * len(tried)
                seconds = time.perf_counter() - begun
                progress(WorkProgress(f"{field} = {value:g}", before + done, total, seconds))

        changed: Any = dataclasses.replace(design, **{field: value})  # type: ignore[type-var]
        told = simulate(changed, scenario, seed=seed + other_seed, progress=lambda now: tell(now.done), **how)
        if told.method == "exact":
            tell(each)
        return told.measure(measure, of=of)

    def keeps(value: float) -> bool:
        found = at(value)
        tried[value] = found
        x = found.value
        return x <= target if side == "at_most" else x >= target

    at_low, at_high = keeps(low), keeps(high)
    if at_low == at_high:
        first, second = (f"{tried[bound].value:.4g}" for bound in (low, high))
        raise DesignError(
            "calibration_out_of_reach",
            where=field,
            measure=measure,
            first=first,
            second=second,
            target=target,
        )
    while high - low > tolerance:
        middle = (low + high) / 2
        if keeps(middle) == at_low:
            low = middle
        else:
            high = middle
    value = low if at_low else high
    import polars as pl

    tries = pl.DataFrame(
        [(x, one.value, one.mcse) for x, one in sorted(tried.items())],
        schema=dict.fromkeys((field, measure if measure != field else "measured", "mcse"), pl.Float64),
        orient="row",
    )
    set_design: Any = dataclasses.replace(design, **{field: value})  # type: ignore[type-var]
    return Calibration(
        design=set_design,
        field=field,
        value=value,
        value_se=_uncertainty(tried, value),
        target=target,
        achieved=at(value, other_seed=1),
        tries=tries,
    )


def _uncertainty(tried: dict[float, Measure], value: float) -> float:
    """Standard error of the measure over its slope at the value, from the nearest tries that differ."""
    here = tried[value]
    if here.mcse == 0:
        return 0.0
    reach = 2 * here.mcse  # nearer than that, two values tell no slope
    apart = [x for x, one in tried.items() if abs(one.value - here.value) > reach]
    if not apart:
        return float("inf")
    nearest = min(apart, key=lambda x: abs(x - value))
    slope = abs((tried[nearest].value - here.value) / (nearest - value))
    return float(here.mcse / np.float64(slope))
