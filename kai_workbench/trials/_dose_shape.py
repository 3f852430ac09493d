"""Shapes of dose–response curves."""

from __future__ import annotations

import dataclasses
from typing import Any, Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from . import _check

Floats = NDArray[np.float64]
Kind = Literal["linear", "log-linear", "quadratic", "exponential", "emax", "sigmoid-emax", "logistic"]
# Names of the parameters; bounds in top doses (without unit: the Hill exponent), DoseFinding's defBnds.
PARAMETERS: dict[str, tuple[str, ...]] = {
    "linear": (),
    "log-linear": ("offset",),
    "quadratic": ("delta",),
    "exponential": ("delta",),
    "emax": ("ed50",),
    "sigmoid-emax": ("ed50", "hill"),
    "logistic": ("ed50", "delta"),
}
BOUNDS: dict[str, tuple[tuple[float, float], ...]] = {
    "exponential": ((0.1, 2.0),),
    "emax": ((0.001, 1.5),),
    "sigmoid-emax": ((0.001, 1.5), (0.5, 10.0)),
    "logistic": ((0.001, 1.5), (0.01, 0.5)),
}


@dataclasses.dataclass(frozen=True)
class DoseShape:
    """A curve up to location and scale: response = e0 + e1 · f(dose).

    ``linear`` d; ``log-linear`` log(d + offset); ``quadratic`` d + δd²; ``exponential`` exp(d/δ) − 1;
    ``emax`` d/(d + ed50); ``sigmoid-emax`` d^h/(d^h + ed50^h); ``logistic`` 1/(1 + exp((ed50 − d)/δ)).

    Parameters
    ----------
    kind
        One of those.
    parameters
        Guesses in the order above: offset, δ, ed50 in the unit of the dose (δ of ``quadratic``: per
        unit), the Hill exponent without unit.
    """

    kind: Kind
    parameters: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        _check.option(self.kind, tuple(PARAMETERS), where="kind")
        names = PARAMETERS[self.kind]
        _check.as_many(self.parameters, len(names), where=f"{self.kind}: {', '.join(names)}")
        check = _check.finite if self.kind == "quadratic" else _check.positive
        found = tuple(
            check(x, where=f"{self.kind}, {n}") for x, n in zip(self.parameters, names, strict=True)
        )
        object.__setattr__(self, "parameters", found)

    def __str__(self) -> str:
        told = ", ".join(f"{x:g}" for x in self.parameters)
        return f"{self.kind}({told})" if told else self.kind

    def __call__(self, dose: Any) -> Floats:
        """F at doses, same shape."""
        return curve(self.kind, np.asarray(dose, dtype=float), self.parameters)


def curve(kind: str, dose: Floats, parameters: Any) -> Floats:
    """F of a kind at doses."""
    p = parameters
    if kind == "linear":
        return dose
    if kind == "log-linear":
        return np.log(dose + p[0])
    if kind == "quadratic":
        return np.asarray(dose + p[0] * dose**2)
    if kind == "exponential":
        return np.asarray(np.expm1(dose / p[0]))
    if kind == "logistic":
        return np.asarray(scipy.special.expit((dose - p[0]) / p[1]))
    hill = p[1] if kind == "sigmoid-emax" else 1.0
    with np.errstate(divide="ignore"):
        return np.asarray(scipy.special.expit(hill * (np.log(dose) - np.log(p[0]))))
