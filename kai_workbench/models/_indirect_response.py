"""Indirect response: the drug inhibits or stimulates the production or the loss of what is measured."""

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
from ._turnover import INNER, WEIGHT, turnover_arrays
from ._turnover_grid import turnover_grid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._pkpd_events import PKPDEvents
    from ._population_pk import Prior

Kind = Literal["I", "II", "III", "IV"]
_KINDS: tuple[Kind, ...] = ("I", "II", "III", "IV")
_INHIBITION: tuple[Kind, ...] = ("I", "II")
_ON_PRODUCTION: tuple[Kind, ...] = ("I", "III")


@dataclasses.dataclass(frozen=True, kw_only=True)
class IndirectResponse(ResponseModel):
    """The four basic indirect response models (Dayneka, Garg & Jusko 1993).

    ``dR/dt = kin P - kout L R`` with ``kin = kout × baseline``: the response stands at its baseline until
    the first dose. With u = C^hill / (C50^hill + C^hill), the drug makes

    ===== ============================ =======================
    I     inhibition of production     P = 1 - Imax u
    II    inhibition of loss           L = 1 - Imax u
    III   stimulation of production    P = 1 + Smax u
    IV    stimulation of loss          L = 1 + Smax u
    ===== ============================ =======================

    Parameters
    ----------
    kind
        ``"I"`` to ``"IV"``.
    baseline
        Prior median of the typical response without drug (its own unit), and the SD of its log. Like all
        that belongs to the response and the drug it has no default.
    kout
        As baseline, first-order loss (1/time).
    C50
        As baseline, concentration of half the effect: IC50 or SC50.
    Imax
        For I and II: prior median of the largest inhibition, between 0 and 1, and the SD of its logit;
        None is complete inhibition, 1.
    Smax
        For III and IV: as baseline, the largest stimulation (1 doubles).
    hill
        As baseline, the exponent; None is 1.
    pk, random, omega_sd, centred, residual, sigma_additive, sigma_proportional, sigma_log, response_unit
        See :class:`ResponseModel`.

    Notes
    -----
    The response is linear in itself whatever the drug does, so it is integrated by quadrature over the
    closed-form concentrations, not solved as a differential equation; see
    ``docs/decisions/0061-responses-by-quadrature-stiff-systems-by-sdirk.md``.

    References
    ----------
    Dayneka, Garg & Jusko (1993), Comparison of four basic models of indirect pharmacodynamic responses,
    Journal of Pharmacokinetics and Biopharmaceutics 21, 457.
    """

    name: ClassVar[str] = "indirect-response"
    shares: ClassVar[tuple[str, ...]] = ("Imax",)

    kind: Kind
    baseline: Prior
    kout: Prior
    C50: Prior
    Imax: Prior | None = None
    Smax: Prior | None = None
    hill: Prior | None = None

    def __post_init__(self) -> None:
        if self.kind not in _KINDS:
            raise ModelDataError("pk_unknown_option", where="kind", value=self.kind, known=", ".join(_KINDS))
        if self.kind not in _INHIBITION and self.Smax is None:
            raise ModelDataError("pk_prior_needed", where="Smax")
        super().__post_init__()

    @property
    def own_parameters(self) -> tuple[str, ...]:
        """Names of the response's parameters."""
        strength = "Imax" if self.kind in _INHIBITION else "Smax"
        extra = tuple(name for name in (strength, "hill") if getattr(self, name) is not None)
        return ("baseline", "kout", "C50", *extra)

    @property
    def levels(self) -> tuple[str, ...]:
        """Those of them in the unit of the response."""
        return ("baseline",)

    @property
    def form(self) -> tuple[Any, ...]:
        """What else changes the graph of the response."""
        return (self.kind,)

    def unit(self, parameter: str) -> str:
        """Unit of a parameter."""
        own = {
            "baseline": self.response_unit, "kout": f"1/{self.pk.time_unit}",
            "C50": self.pk.concentration_unit, "Imax": "1", "Smax": "1", "hill": "1",
        }  # fmt: skip
        return own.get(parameter) or self.pk.unit(parameter)

    def undrugged(self, given: Mapping[str, Any]) -> NDArray[np.bool_]:
        """Which responses were measured before any dose."""
        found: NDArray[np.bool_] = given["dosed"] == 0
        return found

    def response_design(self, events: PKPDEvents) -> dict[str, NDArray[Any]]:
        """Steps of the turnover, and the doses behind their nodes."""
        first, longest = self._step_lengths()
        steps, nodes = turnover_grid(events.responses, first=first, longest=longest)
        at = design(self.pk, dataclasses.replace(events.responses, observations=nodes))
        at.pop("covariate", None)
        return {**{f"n_{k}": x for k, x in at.items()}, **steps, "node_weight": WEIGHT, "node_inner": INNER}

    def _step_lengths(self) -> tuple[float, float]:
        """Short beside the fastest input, and beside the turnover, as the priors expect them."""
        fast, sd = self.kout
        longest = 1 / (fast * np.exp(sd))
        pk = self.pk
        rates = [pk.CL[0] / pk.V[0] if pk.Q is None else (pk.CL[0] + pk.Q[0]) / pk.V[0]]
        if pk.ka is not None and "oral" in pk.routes:
            rates.append(pk.ka[0])
        return min(0.25 / max(rates), longest), longest

    def respond(self, each: Mapping[str, Any], given: Mapping[str, Any], *, arrays: bool) -> Any:
        """The response without error, (..., response)."""
        nodes = part(given, "n_")
        concentration = (predicted if arrays else expected)(self.pk, each, nodes)
        subject = nodes["of_subject"]
        strength = 1.0
        if "Imax" in each:  # sampled as its odds
            strength = of(each["Imax"] / (1 + each["Imax"]), subject, arrays=arrays)
        elif "Smax" in each:
            strength = of(each["Smax"], subject, arrays=arrays)
        hill = of(each["hill"], subject, arrays=arrays) if "hill" in each else None
        sign = -1.0 if self.kind in _INHIBITION else 1.0
        changed = 1.0 + sign * strength * saturation(
            concentration, of(each["C50"], subject, arrays=arrays), hill, arrays=arrays
        )
        same = 1.0 + 0.0 * changed
        production, loss = (changed, same) if self.kind in _ON_PRODUCTION else (same, changed)
        steps = [given[name] for name in ("length", "step_subject", "fresh")]
        if arrays:
            away = turnover_arrays(
                each["kout"], production, loss, length=steps[0], subject=steps[1], fresh=steps[2]
            )
        else:
            from ._turnover_op import Turnover

            weights = given["node_weight"], given["node_inner"]
            away = Turnover()(each["kout"], production, loss, *steps, *weights)
        departure = given["dosed"] * of(away, given["step"], arrays=arrays)
        return of(each["baseline"], given["response_subject"], arrays=arrays) * (1 + departure)
