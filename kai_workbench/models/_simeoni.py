"""Simeoni: growth that turns from exponential to linear, and cells that die in stages."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ._errors import ModelDataError
from ._simeoni_curves import intervals, sizes_of_draws
from ._tumour_model import Prior, TumourModel
from ._tumour_sizes import CheckedSizes

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LONGEST_RATE = 1.5  # times of k1 or λ0 in a step


@dataclasses.dataclass(frozen=True, kw_only=True)
class Simeoni(TumourModel):
    """Hierarchical model of Simeoni for xenografts.

    The equations are in :mod:`._simeoni_curves`.

    Exposure (a concentration, or a dose rate) is piecewise constant, see :class:`TumourSizes`.

    Parameters
    ----------
    base
        Prior median of the typical size at time 0, and the SD of its log. Like the others it belongs
        to the experiment and has no default.
    growth
        As base, of λ0, 1/time, of exponential growth.
    linear
        As base, of λ1, size/time, of linear growth.
    kill
        As base, of k2, 1/time per unit of exposure.
    transit
        As base, of k1, 1/time, from one stage of dying to the next.
    longest_step
        Of the integration, in units of time; by default 0.5. Refused where k1 or λ0 two SD above its prior
        median has more than two times in a step: there the rule is off by percents, and a fit may find the
        values for which it fails.
    random
        By default ``base``, ``growth`` and ``kill``: few mice are watched until they tell how the others
        differ.

    References
    ----------
    Simeoni M, Magni P, Cammia C and others. Cancer Res 2004;64:1094.
    """

    name: ClassVar[str] = "simeoni"
    version: ClassVar[int] = 1
    needs_exposure: ClassVar[bool] = True
    from_start: ClassVar[bool] = True

    base: Prior
    growth: Prior
    linear: Prior
    kill: Prior
    transit: Prior
    longest_step: float = 0.5
    random: tuple[str, ...] | None = ("base", "growth", "kill")

    def __post_init__(self) -> None:
        if not 0 < self.longest_step < np.inf:
            raise ModelDataError("prior_not_positive", where="longest_step", value=self.longest_step)
        super().__post_init__()
        for field in ("growth", "transit"):
            median, sd = getattr(self, field)
            if (most := _LONGEST_RATE / (median * np.exp(2 * sd))) < self.longest_step:
                raise ModelDataError(
                    "simeoni_step",
                    where="longest_step",
                    value=self.longest_step,
                    field=field,
                    most=f"{most:.2g}",
                )

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters, ``base`` first."""
        return "base", "growth", "linear", "kill", "transit"

    def unit(self, parameter: str) -> str:
        """Unit of a parameter."""
        own = {
            "linear": f"{self.size_unit}/{self.time_unit}",
            "kill": f"1/{self.time_unit}/({self.exposure_unit})",
        }
        return own.get(parameter) or super().unit(parameter)

    def design(self, checked: CheckedSizes) -> dict[str, NDArray[Any]]:
        """What the curve needs of the data beside parameters."""
        return intervals(
            checked.time,
            checked.of_subject,
            checked.start,
            checked.stop,
            checked.level,
            longest_step=self.longest_step,
        )

    def curve(self, each: Mapping[str, Any], given: Mapping[str, Any], *, xp: Any = np) -> Any:
        """Sizes without error at the observations."""
        own = [each[name] for name in self.parameters]
        times = [given[name] for name in ("gap", "steps", "level")]
        if xp is np:
            sizes = sizes_of_draws(np.stack(np.broadcast_arrays(*own)), *times)
            return sizes.reshape(*sizes.shape[:-2], -1)[..., given["place"]]
        from ._simeoni_op import expected_sizes

        return expected_sizes(own, times, given["place"])
