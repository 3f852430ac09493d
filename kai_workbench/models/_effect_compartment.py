"""Effect compartment: a response that follows concentrations after a delay."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np

from ._errors import ModelDataError
from ._pk_design import design
from ._pk_parameters import expected, predicted
from ._pkpd import ResponseModel, part
from ._saturation import of, saturation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._pkpd_events import PKPDEvents
    from ._population_pk import Prior

Direction = Literal["up", "down"]
_DIRECTIONS: tuple[Direction, ...] = ("up", "down")


@dataclasses.dataclass(frozen=True, kw_only=True)
class EffectCompartment(ResponseModel):
    """Sigmoid effect of the concentration in an effect compartment (Sheiner et al. 1979).

    ``dCe/dt = ke0 (C - Ce)`` and ``E = baseline ± Emax Ce^hill / (EC50^hill + Ce^hill)``. The effect
    compartment adds one exponential to the disposition, so Ce has the closed form of C, for every route,
    for repeated doses and at steady state.

    Parameters
    ----------
    ke0
        Prior median of the typical rate (1/time), and the SD of its log. Like all that belongs to the
        response and the drug it has no default.
    Emax
        As ke0, largest change, in the unit of the response.
    EC50
        As ke0, concentration in the effect compartment (at equilibrium in plasma) of half the change.
    hill
        As ke0, the exponent; None is 1.
    baseline
        As ke0, response without drug; None is 0.
    direction
        ``"up"`` or ``"down"``: the sign of the change.
    pk, random, omega_sd, centred, residual, sigma_additive, sigma_proportional, sigma_log, response_unit
        See :class:`ResponseModel`.

    References
    ----------
    Sheiner, Stanski, Vozeh, Miller & Ham (1979), Simultaneous modeling of pharmacokinetics and
    pharmacodynamics: application to d-tubocurarine, Clinical Pharmacology & Therapeutics 25, 358.
    """

    name: ClassVar[str] = "effect-compartment"

    ke0: Prior
    Emax: Prior
    EC50: Prior
    hill: Prior | None = None
    baseline: Prior | None = None
    direction: Direction = "up"

    def __post_init__(self) -> None:
        if self.direction not in _DIRECTIONS:
            raise ModelDataError(
                "pk_unknown_option", where="direction", value=self.direction, known=", ".join(_DIRECTIONS)
            )
        super().__post_init__()

    @property
    def own_parameters(self) -> tuple[str, ...]:
        """Names of the response's parameters."""
        extra = tuple(name for name in ("hill", "baseline") if getattr(self, name) is not None)
        return ("ke0", "Emax", "EC50", *extra)

    @property
    def levels(self) -> tuple[str, ...]:
        """Those of them in the unit of the response."""
        return ("Emax", "baseline") if self.baseline else ("Emax",)

    @property
    def form(self) -> tuple[Any, ...]:
        """What else changes the graph of the response."""
        return (self.direction,)

    def unit(self, parameter: str) -> str:
        """Unit of a parameter."""
        own = {
            "ke0": f"1/{self.pk.time_unit}", "Emax": self.response_unit, "baseline": self.response_unit,
            "EC50": self.pk.concentration_unit, "hill": "1",
        }  # fmt: skip
        return own.get(parameter) or self.pk.unit(parameter)

    def undrugged(self, given: Mapping[str, Any]) -> NDArray[np.bool_]:
        """Which responses were measured before any dose."""
        amounts = sum(given[f"r_{route}_amount"].sum(axis=1) for route in self.pk.routes)
        found: NDArray[np.bool_] = amounts == 0
        return found

    def response_design(self, events: PKPDEvents) -> dict[str, NDArray[Any]]:
        """Doses behind the responses."""
        found = design(self.pk, events.responses)
        found.pop("covariate", None)
        return {f"r_{k}": x for k, x in found.items()}

    def respond(self, each: Mapping[str, Any], given: Mapping[str, Any], *, arrays: bool) -> Any:
        """The response without error, (..., response)."""
        subject = given["response_subject"]
        at_site = (predicted if arrays else expected)(self.pk, each, part(given, "r_"), stage=each["ke0"])
        hill = of(each["hill"], subject, arrays=arrays) if "hill" in each else None
        # rounding may leave a hair below 0 where the exponentials cancel
        at_site = _not_negative(at_site, arrays=arrays)
        change = of(each["Emax"], subject, arrays=arrays) * saturation(
            at_site, of(each["EC50"], subject, arrays=arrays), hill, arrays=arrays
        )
        base = of(each["baseline"], subject, arrays=arrays) if "baseline" in each else 0.0
        return base + (change if self.direction == "up" else -change)


def _not_negative(value: Any, *, arrays: bool) -> Any:
    if arrays:
        return np.maximum(value, 0.0)
    import pytensor.tensor as pt

    return pt.maximum(value, 0.0)
