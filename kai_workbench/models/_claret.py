"""Claret: exponential growth against a drug effect that exposure drives and resistance wears out."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ._tumour_curves import claret, fading_exposure
from ._tumour_model import Prior, TumourModel
from ._tumour_sizes import CheckedSizes

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclasses.dataclass(frozen=True, kw_only=True)
class Claret(TumourModel):
    """Hierarchical model of Claret: dy/dt = growth·y − kill·E(t)·exp(−resistance·t)·y.

    In closed form for exposure that is constant, or constant by stretches (:class:`TumourSizes`).
    Growth does not slow down: a size long after the data is beyond the model.

    Parameters
    ----------
    base
        Prior median of the typical size at the start of treatment, and the SD of its log.
    growth, resistance
        As base, of kL and λ, 1/time.
    kill
        As base, of kD, 1/time per unit of exposure. It belongs to the drug and its unit, and has no
        default.
    centred
        By default all but the resistance, of which a subject's data tell little.

    References
    ----------
    Claret L, Girard P, Hoff PM and others. J Clin Oncol 2009;27:4103.
    """

    name: ClassVar[str] = "claret"
    version: ClassVar[int] = 1
    needs_exposure: ClassVar[bool] = True

    base: Prior = (60.0, 1.0)
    growth: Prior = (0.3 / 365.25, 1.0)
    kill: Prior
    resistance: Prior = (0.5 / 365.25, 1.0)
    centred: tuple[str, ...] | None = ("base", "growth", "kill")

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters, ``base`` first."""
        return "base", "growth", "kill", "resistance"

    def unit(self, parameter: str) -> str:
        """Unit of a parameter."""
        return (
            f"1/{self.time_unit}/({self.exposure_unit})" if parameter == "kill" else super().unit(parameter)
        )

    def design(self, checked: CheckedSizes) -> dict[str, NDArray[Any]]:
        """What the curve needs of the data beside parameters."""
        windows = {name: getattr(checked, name) for name in ("start", "stop", "level")}
        return super().design(checked) | windows

    def curve(self, each: Mapping[str, Any], given: Mapping[str, Any], *, xp: Any = np) -> Any:
        """Sizes without error at the observations."""
        of_subject = given["of_subject"]
        at = {name: each[name][..., of_subject] for name in self.parameters}
        exposed = fading_exposure(
            given["time"][:, None],
            **{name: given[name][of_subject] for name in ("start", "stop", "level")},
            resistance=at["resistance"][..., None],
            xp=xp,
        )
        return claret(
            given["time"], base=at["base"], growth=at["growth"], kill=at["kill"], exposed=exposed, xp=xp
        )
