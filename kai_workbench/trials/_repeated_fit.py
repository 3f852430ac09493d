"""A normal model of repeated visits with unstructured covariance, fitted to many trials at once."""

from __future__ import annotations

import dataclasses
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_ROUNDS, _SETTLED, _HALVINGS = 40, 1e-7, 8


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class RepeatedFit:
    """Means by visit, linear in the covariates, by restricted maximum likelihood (MMRM).

    Attributes
    ----------
    coefficients
        (trial, visit, covariate); NaN where a trial has too few values, or the fit did not settle.
    covariance
        Of the visits of one patient, (trial, visit, visit).
    spread
        Of the coefficients with the covariance taken as known, (trial, visit · covariate, the same).
    """

    coefficients: Floats
    covariance: Floats
    spread: Floats
    _data: _Sums
    _information: Floats

    @classmethod
    def of(cls, value: Floats, covariates: Floats) -> Self:
        """Fit.

        Parameters
        ----------
        value
            (trial, patient, visit), NaN where not measured; a missing value is taken as missing at random.
        covariates
            (trial, patient, covariate), known of everybody.

        Notes
        -----
        Fisher's scoring of the restricted likelihood; patients with the same visits measured are summed
        beforehand. A trial needs more values at each visit than covariates and other visits, and covariates
        that differ among those who have them.
        """
        everything = _Sums.of(value, covariates)
        enough = everything.enough()
        data = everything.of_trials(np.flatnonzero(enough))
        covariance = data.start()
        settled = np.zeros(len(covariance), dtype=bool)
        for _ in range(_ROUNDS):
            going = np.flatnonzero(~settled)
            if going.size == 0:
                break
            covariance[going], settled[going] = _scored(data.of_trials(going), covariance[going])
        state = _State.at(data, covariance)
        information = state.information()
        trials, visits, each = *value.shape[::2], covariates.shape[2]

        def wide(part: Floats) -> Floats:
            whole = np.full((trials, *part.shape[1:]), np.nan)
            whole[enough] = np.where(settled.reshape(-1, *[1] * (part.ndim - 1)), part, np.nan)
            return whole

        return cls(
            coefficients=wide(state.coefficients.reshape(-1, visits, each)),
            covariance=wide(covariance),
            spread=wide(state.spread),
            _data=everything,
            _information=wide(information),
        )

    def contrast(self, weights: Floats) -> tuple[Floats, Floats, Floats]:
        """A sum of coefficients, its standard error and degrees of freedom.

        Parameters
        ----------
        weights
            Of the coefficients, (visit, covariate).

        Returns
        -------
        tuple
            By trial; NaN where there is no fit. The error is Kenward and Roger's, which tells that the
            covariance was estimated, and so are the degrees of freedom: of a single contrast they are
            Satterthwaite's with the expected information (their scale is 1).

        References
        ----------
        Kenward MG, Roger JH. Biometrics 1997;53:983. As the covariance is linear in its parameters, the
        second derivatives of their formula vanish.
        """
        trials = len(self.coefficients)
        estimate = (self.coefficients * weights).sum(axis=(1, 2))
        error, degrees = np.full(trials, np.nan), np.full(trials, np.nan)
        there = np.flatnonzero(np.isfinite(estimate))
        if there.size:
            state = _State.at(self._data.of_trials(there), self.covariance[there])
            naive, slope, wider = state.kenward_roger(weights.ravel())
            inverse = np.linalg.inv(self._information[there])
            error[there] = np.sqrt(naive + 2 * np.einsum("nqr,nqr->n", inverse, wider))
            degrees[there] = 2 * naive**2 / np.einsum("nq,nqr,nr->n", slope, inverse, slope)
        return estimate, error, degrees

    def precision(self, seen: NDArray[np.bool_]) -> Floats:
        """Inverse of the covariance of the visits seen, zero elsewhere.

        Parameters
        ----------
        seen
            (visit,).

        Returns
        -------
        numpy.ndarray
            (trial, visit, visit).
        """
        return _precision(self.covariance, seen)


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class _Sums:
    """Sums over patients with the same visits measured.

    ``seen`` (pattern, visit); ``n`` (trial, pattern); ``xx``, ``xy``, ``yy`` (trial, pattern, …).
    """

    seen: NDArray[np.bool_]
    n: Floats
    xx: Floats
    xy: Floats
    yy: Floats

    @classmethod
    def of(cls, value: Floats, covariates: Floats) -> Self:
        there = ~np.isnan(value)
        y = np.where(there, value, 0.0)
        code = there @ (1 << np.arange(value.shape[2]))
        codes = np.unique(code)
        codes = codes[codes > 0]
        parts = []
        for one in codes:
            here = (code == one)[..., None]
            x, own = covariates * here, y * here
            across = np.swapaxes(x, 1, 2)
            parts.append((here.sum(axis=(1, 2)), across @ x, across @ own, np.swapaxes(own, 1, 2) @ own))
        n, xx, xy, yy = (np.stack(part, axis=1).astype(float) for part in zip(*parts, strict=True))
        seen = (codes[:, None] >> np.arange(value.shape[2])) & 1 == 1
        return cls(seen=seen, n=n, xx=xx, xy=xy, yy=yy)

    def of_trials(self, which: NDArray[np.int64]) -> Self:
        """Some of the trials."""
        names = ("n", "xx", "xy", "yy")
        return dataclasses.replace(self, **{name: getattr(self, name)[which] for name in names})

    def enough(self) -> NDArray[np.bool_]:
        """Whether a trial has enough values at each visit."""
        each = self.xx.shape[-1]
        found = np.ones(len(self.n), dtype=bool)
        for seen in self.seen.T:
            square = self.xx[:, seen].sum(axis=1)
            found &= self.n[:, seen].sum(axis=1) > each + self.seen.shape[1] - 1
            found &= np.linalg.matrix_rank(square) == each
        return found

    def start(self) -> Floats:
        """Covariance of the residuals of each visit's own regression."""
        visits, each = self.seen.shape[1], self.xx.shape[-1]
        slopes = np.empty((len(self.n), each, visits))
        for k, seen in enumerate(self.seen.T):
            square, cross = self.xx[:, seen].sum(axis=1), self.xy[:, seen].sum(axis=1)[..., [k]]
            slopes[..., [k]] = np.linalg.solve(square, cross)
        left = _residual(self, np.swapaxes(slopes, 1, 2))
        both = self.seen[:, :, None] & self.seen[:, None, :]
        number = np.einsum("np,pst->nst", self.n, both)
        covariance = (left * both).sum(axis=1) / np.maximum(number - each, 1)
        own = np.einsum("nss->ns", covariance)
        alone = own[:, None, :] * np.eye(visits)
        bad = np.linalg.eigvalsh(covariance)[:, 0] < 1e-3 * own.min(axis=1)
        return np.where(bad[:, None, None], alone, covariance)


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class _State:
    """Everything that follows from the sums and a covariance."""

    data: _Sums
    precision: Floats  # (trial, pattern, visit, visit)
    coefficients: Floats  # (trial, visit, covariate)
    spread: Floats

    @classmethod
    def at(cls, data: _Sums, covariance: Floats) -> Self:
        precision = np.stack([_precision(covariance, seen) for seen in data.seen], axis=1)
        trials, visits, each = len(covariance), covariance.shape[1], data.xx.shape[-1]
        whole = np.einsum("npst,npab->nsatb", precision, data.xx).reshape(trials, visits * each, -1)
        spread = np.linalg.inv(whole)
        moment = np.einsum("npst,npat->nsa", precision, data.xy).reshape(trials, -1, 1)
        coefficients = (spread @ moment)[..., 0].reshape(trials, visits, each)
        return cls(data=data, precision=precision, coefficients=coefficients, spread=spread)

    @property
    def _shape(self) -> tuple[int, int, int]:
        return self.coefficients.shape

    def _known(self) -> Floats:
        """Covariance of the fitted means, summed over patients, (trial, pattern, visit, visit)."""
        trials, visits, each = self._shape
        apart = self.spread.reshape(trials, visits, each, visits, each)
        return np.asarray(np.einsum("nsatb,npab->npst", apart, self.data.xx))

    def score(self) -> Floats:
        """Slope of the restricted log likelihood by parameter of the covariance, (trial, parameter)."""
        inner = _residual(self.data, self.coefficients) + self._known()
        w = self.precision
        slope = 0.5 * (w @ inner @ w - self.data.n[..., None, None] * w).sum(axis=1)
        basis = _basis(w.shape[-1])
        return np.asarray(np.einsum("qst,nst->nq", basis, slope))

    def information(self) -> Floats:
        """Expected, of the parameters of the covariance, (trial, parameter, parameter)."""
        w, basis = self.precision, _basis(self.precision.shape[-1])
        turned = w[:, :, None] @ basis  # (trial, pattern, parameter, visit, visit)
        weighed = (w @ self._known())[:, :, None] @ turned
        pairs = 0.5 * np.einsum("np,npqst,nprts->nqr", self.data.n, turned, turned, optimize=True)
        mixed = np.einsum("npqst,nprts->nqr", weighed, turned, optimize=True)
        through = self.spread[:, None] @ self._curvature(turned)
        flat, back = (one.reshape(*one.shape[:2], -1) for one in (through, np.swapaxes(through, 2, 3)))
        return np.asarray(
            pairs - (mixed + np.swapaxes(mixed, 1, 2)) / 2 + 0.5 * flat @ np.swapaxes(back, 1, 2)
        )

    def _curvature(self, turned: Floats) -> Floats:
        """X'V⁻¹ ∂V V⁻¹X by parameter, (trial, parameter, coefficient, coefficient)."""
        trials, visits, each = self._shape
        inner = turned @ self.precision[:, :, None]
        whole = np.einsum("npqst,npab->nqsatb", inner, self.data.xx, optimize=True)
        return np.asarray(whole.reshape(trials, -1, visits * each, visits * each))

    def kenward_roger(self, weights: Floats) -> tuple[Floats, Floats, Floats]:
        """Variance of a contrast, its slope by parameter, and what the estimated covariance adds by pair."""
        trials, visits, each = self._shape
        along = self.spread @ weights  # (trial, coefficient)
        apart = along.reshape(trials, visits, each)
        seen = np.einsum("nsa,npab,ntb->npst", apart, self.data.xx, apart, optimize=True)
        w, basis = self.precision, _basis(visits)
        turned = w[:, :, None] @ basis
        inner = (w @ seen)[:, :, None]  # cyclic: tr(W E W G) = tr(W G W E)
        slope = np.einsum("npqss->nq", inner @ turned)
        pairs = np.einsum("npqst,nprts->nqr", inner @ turned, turned, optimize=True)
        pairs = (pairs + np.swapaxes(pairs, 1, 2)) / 2
        through = np.einsum("nqab,nb->nqa", self._curvature(turned), along)
        known = through @ self.spread @ np.swapaxes(through, 1, 2)
        return along @ weights, slope, pairs - known


def _scored(data: _Sums, covariance: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """One step of Fisher's scoring, halved until the covariance is one; and who has settled."""
    state = _State.at(data, covariance)
    information = state.information()
    step = np.linalg.solve(information, state.score()[..., None])[..., 0]
    move = np.einsum("nq,qst->nst", step, _basis(covariance.shape[1]))
    own = np.sqrt(np.einsum("nss->ns", covariance))
    small = np.abs(move / (own[:, :, None] * own[:, None, :])).max(axis=(1, 2)) < _SETTLED
    for _ in range(_HALVINGS):
        bad = np.linalg.eigvalsh(covariance + move)[:, 0] <= 1e-6 * own.min(axis=1) ** 2
        if not bad.any():
            break
        move = np.where(bad[:, None, None], move / 2, move)
    return covariance + np.where(bad[:, None, None], 0.0, move), small


def _residual(data: _Sums, coefficients: Floats) -> Floats:
    """Squares and products of residuals, summed by pattern; rows of visits not seen are of no use."""
    b = coefficients[:, None]  # (trial, 1, visit, covariate)
    cross = b @ data.xy
    return np.asarray(data.yy - cross - np.swapaxes(cross, 2, 3) + b @ data.xx @ np.swapaxes(b, 2, 3))


def _precision(covariance: Floats, seen: NDArray[np.bool_]) -> Floats:
    found = np.zeros_like(covariance)
    at = np.ix_(np.arange(len(covariance)), np.flatnonzero(seen), np.flatnonzero(seen))
    found[at] = np.linalg.inv(covariance[at])
    return found


def _basis(visits: int) -> Floats:
    """The symmetric matrix of each parameter, (parameter, visit, visit)."""
    rows, columns = np.triu_indices(visits)
    found = np.zeros((rows.size, visits, visits))
    found[np.arange(rows.size), rows, columns] = found[np.arange(rows.size), columns, rows] = 1.0
    return found
