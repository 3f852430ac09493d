"""A plan as plain values, and back: what a machine-readable protocol carries."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from ._plan import PlannedScenario, TrialPlan
from ._plan_file import plan_from_values
from ._registry import design_name


def plan_settings(plan: TrialPlan) -> dict[str, Any]:
    """A plan as numbers, texts, lists and mappings, as a file of settings has them.

    Settings that are the design's defaults are left out.

    Examples
    --------
    >>> from kai_workbench import trials
    >>> plan = trials.plan_from_text(trials.example_plan())
    >>> trials.plan_settings(plan)["design"]["skeleton"]
    [0.1, 0.2, 0.3, 0.45]
    """
    made: dict[str, Any] = {
        "title": plan.title,
        "n_trials": plan.n_trials,
        "seed": plan.seed,
        "examples": plan.examples,
        "prior_why": plan.prior_why,
        "design": {"name": design_name(type(plan.design)), **_changed(plan.design)},
        "scenario": [{"role": one.role, **_weighted(one), **_changed(one.truth)} for one in plan.scenarios],
        "sensitivity": [_plain(one) for one in plan.sensitivity],
    }
    if plan.compare is not None:
        made["compare"] = {"name": design_name(type(plan.compare)), **_changed(plan.compare)}
    if plan.estimand is not None:
        made["estimand"] = _plain(plan.estimand)
    return made


def plan_from_settings(given: Mapping[str, Any], *, source_sha256: str = "") -> TrialPlan:
    """A plan from plain values, as :func:`plan_settings` gives them.

    Parameters
    ----------
    given
        Numbers, texts, lists and mappings.
    source_sha256
        Of the file that they come from.

    Raises
    ------
    kai_workbench.errors.KaiError
        As :func:`read_plan`, without lines.
    """
    return plan_from_values(json.loads(json.dumps(given)), source_sha256)


def _weighted(one: PlannedScenario) -> dict[str, float]:
    return {} if one.weight is None else {"weight": one.weight}


def _changed(made: Any) -> dict[str, Any]:
    """Fields that are not their defaults."""
    found = {}
    for field in dataclasses.fields(made):
        value = getattr(made, field.name)
        if not field.init:
            continue
        if field.default_factory is not dataclasses.MISSING:
            default: Any = field.default_factory()
        else:
            default = field.default
        if default is dataclasses.MISSING or value != default:
            found[field.name] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
