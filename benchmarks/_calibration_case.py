"""One model to be calibrated."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any


@dataclasses.dataclass(frozen=True)
class Case:
    """A model, a design, and how each simulated data set is made and fitted.

    Attributes
    ----------
    model, data
        As of :func:`inference.calibrate`.
    variables
        Free parameters to rank, those of the population where there are many subjects; all by default.
    simulate
        Where the model has no ``simulate_inputs``.
    settings
        Of the sampler.
    """

    model: Any
    data: Any
    variables: tuple[str, ...] | None = None
    simulate: Any = None
    settings: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def free(model: Any, *more: str) -> tuple[str, ...]:
    """The typical values of a model, and ``more``."""
    return (*(f"log_{name}" for name in model.parameters), *more)
