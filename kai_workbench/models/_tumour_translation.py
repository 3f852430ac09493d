"""From growth and regression of tumours in mice to sums of diameters of patients."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ._errors import ModelDataError
from ._tumour_curves import stein_fojo

if TYPE_CHECKING:
    import xarray as xr

Floats = NDArray[np.float64]
# A volume goes with the third power of a diameter.
_POWER = 3.0


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class HumanTumour:
    """Typical rates of patients, as draws.

    Attributes
    ----------
    growth, kill
        Of sums of diameters, 1/d, (sample,).
    """

    growth: Floats
    kill: Floats

    def patients(
        self,
        time: Sequence[float],
        *,
        base: tuple[float, float],
        omega_growth: float,
        omega_kill: float,
        count: int = 100,
        sigma_log: float = 0.0,
        seed: int = 20260101,
    ) -> xr.DataArray:
        """Sums of diameters of virtual patients, by the Stein–Fojo curve.

        Parameters
        ----------
        time
            Visits, d since the start of treatment.
        base
            Median sum of diameters at the start, mm, and the SD of its log.
        omega_growth, omega_kill
            SDs of the logs of the rates between patients; of the tumour type, from the clinic.
        count
            Patients a draw.
        sigma_log
            SD of the log of one measurement.

        Returns
        -------
        xarray.DataArray
            (sample, patient, time), mm; parameters of the patients as coordinates ``base``, ``growth``
            and ``kill`` (sample, patient).
        """
        import xarray as xr

        spreads = {"base": base[1], "growth": omega_growth, "kill": omega_kill}
        for name, value in (*spreads.items(), ("sigma_log", sigma_log)):
            if not 0 <= value < np.inf:
                raise ModelDataError("prior_not_positive", where=name, value=value)
        if not base[0] > 0:
            raise ModelDataError("prior_not_positive", where="base", value=base[0])
        rng = np.random.default_rng(seed)
        shape = (len(self.growth), count)
        typical = {"base": base[0], "growth": self.growth[:, None], "kill": self.kill[:, None]}
        each = {
            name: value * np.exp(spreads[name] * rng.standard_normal(shape))
            for name, value in typical.items()
        }
        at = np.asarray(time, dtype=float)
        size = stein_fojo(at, **{name: value[..., None] for name, value in each.items()})
        size = size * np.exp(sigma_log * rng.standard_normal(size.shape))
        return xr.DataArray(
            size,
            dims=("sample", "patient", "time"),
            coords={
                "time": ("time", at, {"units": "d"}),
                **{name: (("sample", "patient"), value) for name, value in each.items()},
            },
            name="size",
            attrs={"units": "mm"},
        )


def translate_tumour(
    *,
    growth: Any,
    kill: Any,
    exposure_mouse: Any,
    exposure_human: Any,
    between_species_sd: float,
    exponent: tuple[float, float] = (-0.25, 0.1),
    weight_mouse_kg: float = 0.02,
    weight_human_kg: float = 70.0,
    of_volume: bool = True,
    seed: int = 20260101,
) -> HumanTumour:
    """Rates of patients' tumours from those of mice.

    Growth is scaled by body weight, growth · (W_human/W_mouse)^exponent, as times in the body are.
    Kill is taken as proportional to unbound exposure and scaled by it alone: tumour cells that meet
    the same unbound concentration die at the same rate. Both are rates of volumes in mice, and a third
    of them those of diameters.

    Parameters
    ----------
    growth, kill
        Draws of the typical rates in mice, 1/d, ``kill`` at ``exposure_mouse``.
    exposure_mouse, exposure_human
        Unbound exposures in one unit (AUC of a day, or average concentration): numbers or draws.
    between_species_sd
        SD of the log of what kill differs by between mouse and patient beyond exposure. There is no
        default: it says how far such translations are trusted; log(2) is within two-fold in two of
        three cases.
    exponent
        Mean and SD of the exponent of body weight of growth. −0.25 is that of times in the body;
        the SD is a choice. Growth rates of the same tumour type in patients are better evidence where
        there are any: give them in :class:`HumanTumour`.
    of_volume
        Whether the rates are of volumes (divided by 3) or of diameters.

    Returns
    -------
    HumanTumour
        As many draws as given.

    Raises
    ------
    ModelDataError
        A rate or an exposure is not positive, or draws differ in number.
    """
    rng = np.random.default_rng(seed)
    given = {
        "growth": growth, "kill": kill, "exposure_mouse": exposure_mouse, "exposure_human": exposure_human
    }  # fmt: skip
    flat: dict[str, Floats] = {name: np.asarray(value, dtype=float).ravel() for name, value in given.items()}
    for name, value in flat.items():
        least = 0.0 if name in ("growth", "exposure_mouse") else -np.finfo(float).tiny
        if not (np.isfinite(value).all() and (value > least).all()):
            raise ModelDataError("model_not_above", where=name, value=value[:3].tolist(), least=0)
    if not 0 <= between_species_sd < np.inf:
        raise ModelDataError("prior_not_positive", where="between_species_sd", value=between_species_sd)
    count = max(value.size for value in flat.values())
    for name, value in flat.items():
        if value.size not in (1, count):
            raise ModelDataError("mixture_length", where=name, n=value.size, components=count)
    power = exponent[0] + exponent[1] * rng.standard_normal(count)
    fold = np.exp(between_species_sd * rng.standard_normal(count))
    thirds = _POWER if of_volume else 1.0
    ratio = flat["exposure_human"] / flat["exposure_mouse"]
    return HumanTumour(
        growth=flat["growth"] * (weight_human_kg / weight_mouse_kg) ** power / thirds,
        kill=flat["kill"] * ratio * fold / thirds,
    )
