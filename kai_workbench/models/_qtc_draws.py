"""Posteriors of hERG block and of the clinical slope in a second, for screens that cannot wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ._concentration_qtc import ConcentrationQTc
from ._errors import ModelDataError
from ._herg_block import HERGBlock
from ._importance import ImportanceDraws, importance_points

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
_CHUNK = 500  # points of the variances at a time: memory


def herg_draws(
    data: pl.DataFrame, *, drug: str, model: HERGBlock | None = None, draws: int = 4000, seed: int = 20260101
) -> ImportanceDraws:
    """The posterior of one drug's :class:`HERGBlock` by importance sampling, in well under a second.

    Drugs share nothing in that model, so each stands alone. The same priors, the same likelihood, no
    compiling; the full fit is what a report should rest on.

    Parameters
    ----------
    data
        As :meth:`HERGBlock.inputs` asks for.

    Returns
    -------
    ImportanceDraws
        ``ic50_nM``, ``hill``, ``sigma`` (percentage points).

    Raises
    ------
    ModelDataError
        The data are refused by the model, the drug is not among them, or the model has experiments.
    """
    import polars as pl

    own = model or HERGBlock()
    if own.experiments:
        raise ModelDataError("quick_plain_only", where="HERGBlock")
    rows = data.filter(pl.col("drug") == drug) if "drug" in data.columns else data
    if rows.is_empty():
        raise ModelDataError("herg_one_concentration", where=drug)
    given = own.inputs(rows)
    own.check_observed(given, own.coords(rows))
    at, block, prior = given["log_concentration"], given["block"], given["priors"]

    def log_density(points: Floats) -> Floats:
        log_ic50, log_hill, log_sigma = points.T
        with np.errstate(over="ignore"):
            hill, sigma = np.exp(log_hill), np.exp(log_sigma)
            mean = 100 / (1 + np.exp(-hill[:, None] * (at - log_ic50[:, None])))
            squares = ((block - mean) ** 2).sum(1)
            found = (
                -0.5 * ((log_ic50 - prior[0]) / prior[1]) ** 2
                - 0.5 * ((log_hill - prior[2]) / prior[3]) ** 2
                - 0.5 * (sigma / prior[4]) ** 2
                + log_sigma
                - block.size * log_sigma
                - 0.5 * squares / sigma**2
            )
        return np.asarray(np.where(np.isfinite(found), found, -1e300))

    middle = float(np.interp(50, np.sort(block), at[np.argsort(block)]))
    points, effective, proposed = importance_points(
        log_density, np.array([middle, 0.0, np.log(10.0)]), draws=draws, seed=seed
    )
    values = np.exp(points.T)
    return ImportanceDraws(
        values={"ic50_nM": values[0], "hill": values[1], "sigma": values[2]},
        effective=effective,
        proposed=proposed,
    )


def qtc_slope_draws(
    data: pl.DataFrame, *, model: ConcentrationQTc | None = None, draws: int = 4000, seed: int = 20260101
) -> ImportanceDraws:
    """The posterior of :class:`ConcentrationQTc` by importance sampling, in about a second.

    All effects that enter linearly have normal priors and are integrated out exactly; importance
    sampling is left with three SDs and a correlation, and the linear effects are drawn given them.

    Parameters
    ----------
    data
        As :meth:`ConcentrationQTc.inputs` asks for.

    Returns
    -------
    ImportanceDraws
        ``slope`` (ms per ng/mL), ``active_effect``, ``intercept_spread``, ``slope_spread`` (at the
        highest concentration), ``sigma`` (ms), ``correlation``.

    Raises
    ------
    ModelDataError
        The data are refused by the model, or its slope has a prior that is not normal.
    """
    own = model or ConcentrationQTc()
    if own.slope is not None:
        raise ModelDataError("quick_plain_only", where="ConcentrationQTc(slope=)")
    known = _Sums(own, data)
    points, effective, proposed = importance_points(
        known.log_density, np.array([1.5, 1.5, 0.0, 2.0]), draws=draws, seed=seed
    )
    rng = np.random.default_rng(seed + 1)
    linear = np.concatenate([known.linear(part, rng) for part in _parts(points)])
    spread, top, lean, sigma = _natural(points)
    return ImportanceDraws(
        values={
            "slope": linear[:, 2] / known.top,
            "active_effect": linear[:, 1],
            "intercept_spread": spread,
            "slope_spread": top,
            "correlation": lean,
            "sigma": sigma,
        },
        effective=effective,
        proposed=proposed,
    )


def _parts(points: Floats) -> list[Floats]:
    return [points[k : k + _CHUNK] for k in range(0, len(points), _CHUNK)]


def _natural(points: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """SD of the intercept and of the slope, correlation, residual SD."""
    return np.exp(points[:, 0]), np.exp(points[:, 1]), np.tanh(points[:, 2]), np.exp(points[:, 3])


class _Sums:
    """What the likelihood needs of the data: sums over each subject's rows, and nothing else."""

    def __init__(self, model: ConcentrationQTc, data: pl.DataFrame) -> None:
        given = model.inputs(data)
        model.check_observed(given, model.coords(data))
        measured, share, sd = given["measured"], given["share"], given["priors"]
        times = int(given["time_index"].max()) + 1
        # Times that add to zero: independent normals along an orthonormal basis of such vectors.
        basis = np.linalg.svd(np.ones((1, times)))[2][1:].T
        columns = [np.ones_like(share), given["active"], share, given["baseline"]]
        design = np.concatenate([np.stack(columns, -1), basis[given["time_index"]]], -1) * measured[..., None]
        random = np.stack([measured, share * measured], -1)
        y = given["delta_qtc"] * measured
        self.prior = np.array([sd[0], sd[1], sd[3], sd[4], *[sd[2]] * (times - 1)])
        self.scales = sd[5], sd[6]
        self.top = float(given["top_concentration"])
        self.n, self.subjects = int(measured.sum()), len(y)
        self.zz = np.einsum("ija,ijb->iab", random, random)
        self.zx = np.einsum("ija,ijp->iap", random, design)
        self.zy = np.einsum("ija,ij->ia", random, y)
        self.xx = np.einsum("ijp,ijq->pq", design, design)
        self.xy = np.einsum("ijp,ij->p", design, y)
        self.yy = float((y**2).sum())

    def _given(self, points: Floats) -> tuple[Floats, Floats, Floats]:
        """Log likelihood without the linear effects' part; their precision; precision times mean."""
        spread, top, lean, sigma = _natural(points)
        variance = sigma**2
        d = np.empty((len(points), 2, 2))
        d[:, 0, 0], d[:, 1, 1] = spread**2, top**2
        d[:, 0, 1] = d[:, 1, 0] = lean * spread * top
        # (σ²·1 + D·Z'Z)⁻¹·D, of each point and subject: Woodbury without inverting D.
        inner = variance[:, None, None, None] * np.eye(2) + d[:, None] @ self.zz
        weight = np.linalg.solve(inner, np.broadcast_to(d[:, None], inner.shape))
        log_size = self.n * np.log(variance) + (
            np.linalg.slogdet(inner)[1] - 2 * np.log(variance)[:, None]
        ).sum(1)
        wx = weight @ self.zx
        xx = self.xx - np.einsum("iap,niaq->npq", self.zx, wx, optimize=True)
        xy = self.xy - np.einsum("iap,nia->np", self.zx, np.einsum("niab,ib->nia", weight, self.zy))
        yy = self.yy - np.einsum("ia,niab,ib->n", self.zy, weight, self.zy, optimize=True)
        precision = xx / variance[:, None, None] + np.diag(self.prior**-2)
        return -0.5 * (log_size + yy / variance), precision, xy / variance[:, None]

    def log_density(self, points: Floats) -> Floats:
        """Of the logs of the SDs and the transformed correlation, (n, 4)."""
        return np.concatenate([self._density(part) for part in _parts(points)])

    def _density(self, points: Floats) -> Floats:
        found = np.full(len(points), -1e300)
        inside = np.all(np.abs(points) < (12, 12, 8, 12), axis=1)
        if not inside.any():
            return found
        points = points[inside]
        spread, top, lean, sigma = _natural(points)
        plain, precision, right = self._given(points)
        fitted = np.einsum("np,np->n", right, np.linalg.solve(precision, right[..., None])[..., 0])
        prior = (
            -0.5 * ((spread**2 + top**2) / self.scales[0] ** 2 + (sigma / self.scales[1]) ** 2)
            + points[:, [0, 1, 3]].sum(1)
            + np.log1p(-(lean**2))
        )
        found[inside] = plain + 0.5 * fitted - 0.5 * np.linalg.slogdet(precision)[1] + prior
        return found

    def linear(self, points: Floats, rng: np.random.Generator) -> Floats:
        """Draws of the linear effects given the variances, (n, effect)."""
        _, precision, right = self._given(points)
        root = np.linalg.cholesky(precision)
        mean = np.linalg.solve(precision, right[..., None])
        noise = np.linalg.solve(np.swapaxes(root, 1, 2), rng.normal(size=(*right.shape, 1)))
        return np.asarray((mean + noise)[..., 0])
