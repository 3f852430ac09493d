"""Bayesian optimal phase II design (BOP2) for a yes-or-no endpoint, with or without early go."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
import scipy

from .._watch import checkpoint
from . import _check
from ._errors import DesignError
from ._single_arm import SingleArm, beta_prior, looks, posterior_above

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

Early = Literal["none", "obrien-fleming"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class BOP2(SingleArm):
    """No-go at n of N patients where P(p > null rate | data) < λ (n/N)^γ; go at the end otherwise.

    With ``early_go="obrien-fleming"`` (BOP2-FE) the trial also stops with go where that probability is at
    least 2Φ(Φ⁻¹((1 + λ)/2) / √(n/N)) − 1. :meth:`optimise` finds λ and γ.

    Parameters
    ----------
    null_rate
        Response rate to exceed.
    looks
        Patients at each look, rising; the last is the end.
    lambda_, gamma
        Of the cutoff: λ in (0, 1), γ ≥ 0.
    early_go
        ``"none"`` or ``"obrien-fleming"``.
    prior
        Beta prior; by default worth one patient with the null rate as its mean.

    References
    ----------
    Zhou H, Lee JJ, Yuan Y. Stat Med 2017;36:3302. Xu X et al. J Biopharm Stat 2025,
    doi:10.1080/10543406.2025.2558142 (BOP2-FE).
    """

    null_rate: float
    looks: tuple[int, ...]
    lambda_: float
    gamma: float
    early_go: Early = "none"
    prior: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        _check.share(self.null_rate, where="null_rate")
        object.__setattr__(self, "looks", looks(self.looks))
        _check.share(self.lambda_, where="lambda_")
        if self.gamma != 0:
            _check.positive(self.gamma, where="gamma")
        _check.option(self.early_go, ("none", "obrien-fleming"), where="early_go")
        if self.prior is not None:
            object.__setattr__(self, "prior", beta_prior(self.prior))

    @property
    def sizes(self) -> tuple[int, ...]:
        """Patients at each look."""
        return self.looks

    def _bounds(self) -> tuple[list[int], list[int]]:
        low, high = [], []
        prior = self.prior or (self.null_rate, 1 - self.null_rate)
        for n in self.looks:
            share = n / self.looks[-1]
            sure = _sure(self.null_rate, n, prior)
            first = int(np.count_nonzero(sure < self.lambda_ * share**self.gamma))
            low.append(first - 1)
            if n == self.looks[-1]:
                high.append(first)
            elif self.early_go == "none":
                high.append(n + 1)
            else:
                z = scipy.special.ndtri((1 + self.lambda_) / 2) / np.sqrt(share)
                cut = 2 * scipy.special.ndtr(z) - 1
                high.append(max(int(np.count_nonzero(sure < cut)), first))
        return low, high

    @classmethod
    def optimise(
        cls,
        *,
        null_rate: float,
        target_rate: float,
        looks: tuple[int, ...],
        alpha: float = 0.1,
        objective: Literal["power", "expected_patients"] = "power",
        power: float = 0.8,
        early_go: Early = "none",
        lambdas: Sequence[float] | None = None,
        gammas: Sequence[float] | None = None,
        prior: tuple[float, float] | None = None,
    ) -> tuple[BOP2, pl.DataFrame]:
        """λ and γ that keep the type I error and are best otherwise; every pair is counted exactly.

        Parameters
        ----------
        target_rate
            At which power is counted.
        alpha
            Limit of P(go | null rate).
        objective
            ``"power"``: most power, then fewest patients under the null rate;
            ``"expected_patients"``: fewest patients under the null rate with at least ``power``.
        lambdas, gammas
            Grids; by default 0.01 to 0.99 by 0.01, and 0 to 1 by 0.05.

        Returns
        -------
        BOP2, polars.DataFrame
            The design, and every pair that differs in its boundaries: ``lambda``, ``gamma``,
            ``type_1_error``, ``power``, ``expected_patients``. Of pairs with the same boundaries the
            first of the grid is kept.

        Raises
        ------
        DesignError
            Rates out of order, or no pair keeps to the limits.
        """
        import polars as pl

        _check.share(target_rate, where="target_rate")
        _check.rising((null_rate, target_rate), where="null_rate, target_rate")
        _check.share(alpha, where="alpha")
        _check.share(power, where="power")
        _check.option(objective, ("power", "expected_patients"), where="objective")
        seen: dict[tuple[int, ...], tuple[float, float, float, float, float]] = {}
        for lam in np.arange(1, 100) / 100 if lambdas is None else lambdas:
            for gam in np.arange(21) / 20 if gammas is None else gammas:
                checkpoint()
                one = cls(
                    null_rate=null_rate,
                    looks=looks,
                    lambda_=float(lam),
                    gamma=float(gam),
                    early_go=early_go,
                    prior=prior,
                )
                key = tuple(np.concatenate(one.bounds).tolist())
                if key in seen:
                    continue
                error, found = one.probability(null_rate), one.probability(target_rate)
                seen[key] = (float(lam), float(gam), error, found, one.expected_patients(null_rate))
        table = pl.DataFrame(
            list(seen.values()),
            schema=["lambda", "gamma", "type_1_error", "power", "expected_patients"],
            orient="row",
        )
        kept = table.filter(pl.col("type_1_error") <= alpha)
        if objective == "power":
            kept = kept.sort("power", "expected_patients", descending=[True, False], maintain_order=True)
        else:
            kept = kept.filter(pl.col("power") >= power).sort("expected_patients", maintain_order=True)
        if kept.is_empty():
            raise DesignError("no_such_design", where="looks", most=looks[-1])
        best = kept.row(0, named=True)
        design = cls(
            null_rate=null_rate,
            looks=looks,
            lambda_=best["lambda"],
            gamma=best["gamma"],
            early_go=early_go,
            prior=prior,
        )
        return design, table


@functools.lru_cache(maxsize=512)
def _sure(null_rate: float, n: int, prior: tuple[float, float]) -> NDArray[np.float64]:
    """P(p > null rate) after 0..n responders; asked for at every pair of the grid."""
    return posterior_above(null_rate, np.arange(n + 1), n, prior)
