"""How a group sequential test spends its error: shapes of boundaries and spending functions."""

from __future__ import annotations

import dataclasses
from typing import Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from . import _check

Floats = NDArray[np.float64]


@dataclasses.dataclass(frozen=True)
class WangTsiatis:
    """Critical values proportional to t^(Δ − ½), t the share of information.

    Parameters
    ----------
    shape
        Δ: 0 is O'Brien–Fleming, 0.5 is Pocock.

    References
    ----------
    Wang SK, Tsiatis AA. Biometrics 1987;43:193. O'Brien PC, Fleming TR. Biometrics 1979;35:549. Pocock
    SJ. Biometrika 1977;64:191.
    """

    shape: float

    def __post_init__(self) -> None:
        _check.finite(self.shape, where="shape")

    def relative(self, information: Floats) -> Floats:
        """Critical values, those at full information being 1."""
        return np.asarray(information, dtype=float) ** (self.shape - 0.5)


def obrien_fleming() -> WangTsiatis:
    """O'Brien and Fleming's boundary: hard to cross early."""
    return WangTsiatis(0.0)


def pocock() -> WangTsiatis:
    """Pocock's boundary: the same critical value at every look."""
    return WangTsiatis(0.5)


@dataclasses.dataclass(frozen=True)
class LanDeMets:
    """Spending functions that imitate O'Brien–Fleming's and Pocock's boundary at any looks.

    Parameters
    ----------
    kind
        ``"obrien-fleming"``: 2(1 − Φ(z_{α/2} / √t)). ``"pocock"``: α log(1 + (e − 1) t).

    References
    ----------
    Lan KKG, DeMets DL. Biometrika 1983;70:659.
    """

    kind: Literal["obrien-fleming", "pocock"] = "obrien-fleming"

    def __post_init__(self) -> None:
        _check.option(self.kind, ("obrien-fleming", "pocock"), where="kind")

    def spent(self, information: Floats, error: float) -> Floats:
        """Error spent by each share of information."""
        t = np.asarray(information, dtype=float)
        if self.kind == "pocock":
            return np.asarray(error * np.log1p(np.expm1(1.0) * t))
        z = -scipy.special.ndtri(error / 2)
        return np.asarray(2 * scipy.special.ndtr(-z / np.sqrt(t)))


@dataclasses.dataclass(frozen=True)
class HwangShihDeCani:
    """Spending function α (1 − e^(−γt)) / (1 − e^(−γ)).

    Parameters
    ----------
    gamma
        −4 is near O'Brien–Fleming, 1 near Pocock, 0 spends in proportion.

    References
    ----------
    Hwang IK, Shih WJ, DeCani JS. Stat Med 1990;9:1439.
    """

    gamma: float = -4.0

    def __post_init__(self) -> None:
        _check.finite(self.gamma, where="gamma")

    def spent(self, information: Floats, error: float) -> Floats:
        """Error spent by each share of information."""
        t = np.asarray(information, dtype=float)
        if self.gamma == 0:
            return error * t
        return np.asarray(error * np.expm1(-self.gamma * t) / np.expm1(-self.gamma))


Spending = LanDeMets | HwangShihDeCani
Efficacy = WangTsiatis | LanDeMets | HwangShihDeCani
