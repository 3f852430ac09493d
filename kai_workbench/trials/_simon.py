"""Simon's two-stage design."""

from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING

import numpy as np
import scipy
from numpy.typing import NDArray

from .._watch import checkpoint
from . import _check
from ._errors import DesignError
from ._single_arm import SingleArm

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]


@dataclasses.dataclass(frozen=True, kw_only=True)
class SimonTwoStage(SingleArm):
    """Stop after the first stage with r1 or fewer responders; go with more than r at the end.

    :meth:`optimal`, :meth:`minimax` and :meth:`admissible` find r1/n1 and r/n.

    Parameters
    ----------
    null_rate, target_rate
        Response rate that is not worth pursuing, and one that is.
    r1, n1
        Responders and patients of the first stage.
    r, n
        Responders and patients in all.

    References
    ----------
    Simon R. Control Clin Trials 1989;10:1.

    Examples
    --------
    >>> from kai_workbench import trials
    >>> design = trials.SimonTwoStage.optimal(null_rate=0.1, target_rate=0.3)
    >>> design.r1, design.n1, design.r, design.n
    (1, 10, 5, 29)
    """

    null_rate: float
    target_rate: float
    r1: int
    n1: int
    r: int
    n: int

    def __post_init__(self) -> None:
        _rates(self.null_rate, self.target_rate)
        _check.whole(self.n1, where="n1", least=1)
        _check.whole(self.n, where="n", least=1)
        _check.rising((self.n1, self.n), where="n1, n")
        _check.whole(self.r1, where="r1", most=self.n1)
        _check.whole(self.r, where="r", most=self.n)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Patients at each look."""
        return (self.n1, self.n)

    def _bounds(self) -> tuple[list[int], list[int]]:
        return [self.r1, self.r], [self.n1 + 1, self.r + 1]

    @classmethod
    def optimal(
        cls, *, null_rate: float, target_rate: float, alpha: float = 0.05, beta: float = 0.2, most: int = 100
    ) -> SimonTwoStage:
        """The fewest patients expected under the null rate.

        Parameters
        ----------
        alpha, beta
            Limits of P(go | null rate) and P(no go | target rate).
        most
            Largest number of patients tried.

        Raises
        ------
        DesignError
            Rates out of order, or no design of at most ``most`` patients keeps to the limits.
        """
        table = cls.admissible(
            null_rate=null_rate, target_rate=target_rate, alpha=alpha, beta=beta, most=most
        )
        return cls._of(table.row(-1, named=True), null_rate, target_rate)

    @classmethod
    def minimax(
        cls, *, null_rate: float, target_rate: float, alpha: float = 0.05, beta: float = 0.2, most: int = 100
    ) -> SimonTwoStage:
        """The fewest patients at most; of these designs the one with the fewest expected.

        See :meth:`optimal`.
        """
        table = cls.admissible(
            null_rate=null_rate, target_rate=target_rate, alpha=alpha, beta=beta, most=most
        )
        return cls._of(table.row(0, named=True), null_rate, target_rate)

    @classmethod
    def admissible(
        cls, *, null_rate: float, target_rate: float, alpha: float = 0.05, beta: float = 0.2, most: int = 100
    ) -> pl.DataFrame:
        """Designs that no other betters for some weight q of the largest against the expected size.

        Parameters are those of :meth:`optimal`.

        Returns
        -------
        polars.DataFrame
            From minimax to optimal: ``r1``, ``n1``, ``r``, ``n``, ``expected_patients`` and
            ``stopped_early`` under the null rate, ``type_1_error``, ``power``, and the weights ``q_low``
            to ``q_high`` for which q · n + (1 − q) · expected patients is least.

        References
        ----------
        Jung SH, Lee T, Kim K, George SL. Stat Med 2004;23:561.
        """
        import polars as pl

        _rates(null_rate, target_rate)
        _check.share(alpha, where="alpha")
        _check.share(beta, where="beta")
        _check.whole(most, where="most", least=2)
        best = _best_by_size(null_rate, target_rate, alpha, beta, most)
        if not best:
            raise DesignError("no_such_design", where="most", most=most)
        hull: list[tuple[int, int, int, int, float]] = []
        for one in best:
            if hull and one[4] >= hull[-1][4]:
                continue
            while len(hull) > 1 and _turns(hull[-2], hull[-1], one):
                hull.pop()
            hull.append(one)
        # q where two neighbours on the hull are equally good
        cuts = [(a[4] - b[4]) / (a[4] - b[4] + b[3] - a[3]) for a, b in itertools.pairwise(hull)]
        rows = []
        for (r1, n1, r, n, _), high, low in zip(hull, [1.0, *cuts], [*cuts, 0.0], strict=True):
            design = cls(null_rate=null_rate, target_rate=target_rate, r1=r1, n1=n1, r=r, n=n)
            rows.append(
                (
                    r1,
                    n1,
                    r,
                    n,
                    design.expected_patients(null_rate),
                    float(scipy.stats.binom.cdf(r1, n1, null_rate)),
                    design.probability(null_rate),
                    design.probability(target_rate),
                    low,
                    high,
                )
            )
        names = [
            "r1",
            "n1",
            "r",
            "n",
            "expected_patients",
            "stopped_early",
            "type_1_error",
            "power",
            "q_low",
            "q_high",
        ]
        return pl.DataFrame(rows, schema=names, orient="row")

    @classmethod
    def _of(cls, row: dict[str, int], null_rate: float, target_rate: float) -> SimonTwoStage:
        part = {name: row[name] for name in ("r1", "n1", "r", "n")}
        return cls(null_rate=null_rate, target_rate=target_rate, **part)


def _turns(
    a: tuple[int, int, int, int, float],
    b: tuple[int, int, int, int, float],
    c: tuple[int, int, int, int, float],
) -> bool:
    """Whether b lies on or above the line from a to c."""
    return (b[4] - a[4]) * (c[3] - a[3]) >= (c[4] - a[4]) * (b[3] - a[3])


def _rates(null_rate: float, target_rate: float) -> None:
    _check.share(null_rate, where="null_rate")
    _check.share(target_rate, where="target_rate")
    _check.rising((null_rate, target_rate), where="null_rate, target_rate")


def _best_by_size(
    null_rate: float, target_rate: float, alpha: float, beta: float, most: int
) -> list[tuple[int, int, int, int, float]]:
    """(r1, n1, r, n, expected patients) of the best design of each size that betters the smaller ones."""
    size = np.arange(most + 1)
    pmf = [scipy.stats.binom.pmf(size, size[:, None], p) for p in (null_rate, target_rate)]  # (n, r)
    above = [scipy.stats.binom.sf(size, size[:, None], p) for p in (null_rate, target_rate)]
    found: list[tuple[int, int, int, int, float]] = []
    least = np.inf
    for n in range(2, most + 1):
        best: tuple[int, int, int, int, float] | None = None
        for n1 in range(1, n):
            checkpoint()
            if n1 >= least:
                break
            n2 = n - n1
            r = np.arange(n + 1)
            need = r[None, :] - np.arange(n1 + 1)[:, None]  # more than this in the second stage; (x1, r)
            go = []
            for p, tail in zip(pmf, above, strict=True):
                later = np.where(need < 0, 1.0, tail[n2][np.clip(need, 0, most)])
                each = p[n1][: n1 + 1, None] * later
                go.append(np.cumsum(each[::-1], axis=0)[::-1])  # x1 at least this; (x1, r)
            early = np.cumsum(pmf[0][n1][: n1 + 1])
            for r1 in range(n1):
                expected = n1 + (1 - early[r1]) * n2
                if expected >= least or (best is not None and expected >= best[4]):
                    continue
                keeps = np.flatnonzero(go[0][r1 + 1] <= alpha)
                if keeps.size and keeps[0] < n and go[1][r1 + 1, keeps[0]] >= 1 - beta:
                    best = (r1, n1, int(keeps[0]), n, float(expected))
        if best is not None:
            found.append(best)
            least = best[4]
    return found
