"""Sizes and survival that given parameters of the joint model would make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ._joint_hazard import event_times
from ._planted import Truth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._joint_survival import JointTumourSurvival, TumourSurvival

_HAZARD = ("median", "shape")


def simulated(
    model: JointTumourSurvival, params: Mapping[str, Any], design: TumourSurvival, *, seed: int
) -> TumourSurvival:
    """See :meth:`JointTumourSurvival.simulate`."""
    import polars as pl

    from ._joint_survival import TumourSurvival

    rng = np.random.default_rng(seed)
    checked = model.tumour.check(design.sizes, for_prediction=True)
    truth = Truth(params)
    logs, omega, sigma = model.tumour.planted(truth)
    hazard: dict[str, Any] = {name: truth.number(name, above=0) for name in _HAZARD}
    hazard["coefficient"] = truth.number("coefficient")
    effect = truth.numbers("covariate_effect", model.covariates) if model.covariates else np.zeros(0)
    truth.finish()
    each = model.tumour.new_subjects(logs, omega, len(checked.subjects), rng)
    size = model.tumour.observed(each, model.tumour.design(checked), sigma, rng)
    known = design.survival.with_columns(event=pl.lit(0))
    until, _, covariates = model.told(TumourSurvival(sizes=design.sizes, survival=known))
    hazard["covariates"] = (covariates - covariates.mean(axis=0)) @ effect
    time = event_times(model.link, each, model.reference, hazard, rng)
    limit = model.tumour.limit or 0.0
    sizes = design.sizes.with_columns(size=pl.Series(np.where(size < limit, 0.0, size)))
    survival = pl.DataFrame(
        {
            "subject": checked.subjects,
            "time": np.minimum(time, until),
            "event": (time <= until).astype(np.int64),
            **{name: covariates[:, at] for at, name in enumerate(model.covariates)},
        },
    )
    stop = pl.Series(np.minimum(time, until)[checked.of_subject])
    return TumourSurvival(sizes=sizes.filter(pl.col("time") <= stop), survival=survival)


def simulated_inputs(
    model: JointTumourSurvival, params: Mapping[str, Any], data: TumourSurvival, rng: np.random.Generator
) -> dict[str, NDArray[Any]]:
    """See :meth:`JointTumourSurvival.simulate_inputs`."""
    found = model.tumour.simulate_inputs(params, data.sizes, rng)
    each = {one: np.asarray(params[f"subject_{one}"]) for one in model.tumour.parameters}
    until, _, covariates = model.told(data)
    hazard: dict[str, Any] = {name: np.exp(params[f"log_{name}"]) for name in _HAZARD}
    effect = np.asarray(params["covariate_effect"]) if model.covariates else np.zeros(0)
    hazard["covariates"] = (covariates - covariates.mean(axis=0)) @ effect
    hazard["coefficient"] = np.asarray(params["coefficient"])
    time = event_times(model.link, each, model.reference, hazard, rng)
    event = (time <= until).astype(float)
    return found | {"event_time_observed": np.minimum(time, until), "event": event}
