"""May this posterior be used? The numbers that decide, and the verdict."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from . import _statistics

if TYPE_CHECKING:
    import polars as pl
    import xarray as xr

Verdict = Literal["trust", "look", "do_not_use"]
_WEIGHT: dict[Verdict, int] = {"trust": 0, "look": 1, "do_not_use": 2}


@dataclasses.dataclass(frozen=True)
class Limits:
    """Where a number stops being good, and where it stops being usable.

    Attributes
    ----------
    rhat, rhat_stop
        Vehtari et al. (2021) ask for R-hat < 1.01; 1.05 is their earlier, looser advice, beyond
        which chains plainly disagree.
    ess_per_chain, ess_stop
        Vehtari et al. (2021) ask for a rank-normalised effective sample size of 100 per chain (400
        for four chains); below 100 in all, a 90% interval has no stable ends.
    divergences_stop
        Betancourt (2017), arXiv:1701.02434: any divergence asks for a look, because the posterior
        may have a region the sampler could not enter; this share of draws is taken as unusable.
    ebfmi, ebfmi_stop
        Betancourt (2016), arXiv:1604.00695: below 0.3 the energy is explored badly; 0.2 is the limit
        at which Stan's own diagnosis gives up.
    saturation
        Share of draws whose trajectory was cut at the largest tree depth: slow, and a sign of a
        badly scaled posterior (Stan's advice: look).
    modes
        Distance between groups of chains, in standard deviations within a chain, from which they
        are said to disagree about the location.
    """

    rhat: float = 1.01
    rhat_stop: float = 1.05
    ess_per_chain: float = 100.0
    ess_stop: float = 100.0
    divergences_stop: float = 0.01
    ebfmi: float = 0.3
    ebfmi_stop: float = 0.2
    saturation: float = 0.01
    modes: float = 2.0


LIMITS = Limits()


@dataclasses.dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be.

    Attributes
    ----------
    code
        ``missing_values | modes | rhat | ess_bulk | ess_tail | divergences | ebfmi | tree_depth``.
    verdict
        What this finding alone would say.
    variable
        The scalar it is worst for, with its labels (``z[rat, 3]``); empty for the sampler's own.
    value, limit
        The number and what it should have stayed within.
    chains
        Chains it concerns, counted from 1; for ``modes`` those that disagree with the others.
    """

    code: str
    verdict: Verdict
    variable: str
    value: float
    limit: float
    chains: tuple[int, ...] = ()


@dataclasses.dataclass(frozen=True)
class Diagnosis:
    """What the checks found.

    Attributes
    ----------
    verdict
        ``trust``, ``look`` (usable, with the findings told) or ``do_not_use``.
    findings
        Worst first; empty when there is nothing to tell.
    columns
        Per scalar: ``variable``, ``mean``, ``sd``, ``rhat``, ``ess_bulk``, ``ess_tail``.
    chains, draws, divergences
        What the numbers rest on.
    """

    verdict: Verdict
    findings: tuple[Finding, ...]
    columns: Mapping[str, list[Any]] = dataclasses.field(repr=False)
    chains: int = 0
    draws: int = 0
    divergences: int = 0

    def table(self) -> pl.DataFrame:
        """One row per scalar: ``variable, mean, sd, rhat, ess_bulk, ess_tail``."""
        import polars as pl

        return pl.DataFrame(dict(self.columns), schema_overrides={"variable": pl.String})

    def to_json(self) -> dict[str, Any]:
        """Plain values for the cache."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Diagnosis:
        """Back from :meth:`to_json`."""
        findings = tuple(Finding(**{**f, "chains": tuple(f["chains"])}) for f in values["findings"])
        return cls(**{**values, "findings": findings})


def diagnose(posterior: xr.Dataset, sample_stats: xr.Dataset, *, limits: Limits = LIMITS) -> Diagnosis:
    """Check a posterior of dims ``(chain, draw, ...)``.

    Parameters
    ----------
    posterior
        Draws; every scalar of every variable is checked, constants are passed over.
    sample_stats
        With ``diverging``, ``energy`` and ``maxdepth_reached`` where the sampler gives them.
    limits
        See :class:`Limits`.
    """
    names, draws = scalars(posterior)
    chains, size = draws.shape[:2]
    finite = np.isfinite(draws).all(axis=(0, 1))
    varies = np.zeros(len(names), dtype=bool)
    varies[finite] = np.ptp(draws[:, :, finite], axis=(0, 1)) > 0
    checked = draws[:, :, varies]
    measured = {
        "rhat": _spread(_statistics.rhat(checked), varies),
        "ess_bulk": _spread(_statistics.ess_bulk(checked), varies),
        "ess_tail": _spread(_statistics.ess_tail(checked), varies),
    }
    diverging = int(sample_stats["diverging"].sum()) if "diverging" in sample_stats else 0
    findings = [
        *_missing(names, finite),
        *_modes(names, draws, varies, measured["rhat"], limits),
        *_settled(names, measured, chains, limits),
        *_sampler(sample_stats, diverging, chains * size, limits),
    ]
    findings.sort(key=lambda finding: -_WEIGHT[finding.verdict])
    verdict = findings[0].verdict if findings else "trust"
    with np.errstate(invalid="ignore"):  # what is not finite has been found above
        mean, sd = draws.mean(axis=(0, 1)), draws.std(axis=(0, 1))
    columns = {
        "variable": names,
        "mean": mean.tolist(),
        "sd": sd.tolist(),
        **{name: values.tolist() for name, values in measured.items()},
    }
    return Diagnosis(verdict, tuple(findings), columns, chains, size, diverging)


def _spread(values: np.ndarray, where: np.ndarray) -> np.ndarray:
    out = np.full(len(where), np.nan)
    out[where] = values
    return out


def scalars(posterior: xr.Dataset) -> tuple[list[str], np.ndarray]:
    """Labels and draws ``(chain, draw, scalar)`` of every scalar of every variable."""
    names: list[str] = []
    parts: list[np.ndarray] = []
    for name, variable in posterior.data_vars.items():
        array = variable.transpose("chain", "draw", ...)
        labels = [
            array[dim].to_numpy() if dim in array.coords else range(array.sizes[dim])
            for dim in array.dims[2:]
        ]
        names += [
            f"{name}[{', '.join(str(part) for part in label)}]" if label else str(name)
            for label in itertools.product(*labels)
        ]
        parts.append(array.to_numpy().reshape(*array.shape[:2], -1))
    return names, np.concatenate(parts, axis=-1).astype(float)


def _missing(names: list[str], finite: np.ndarray) -> Iterable[Finding]:
    if not finite.all():
        worst = names[int(np.flatnonzero(~finite)[0])]
        yield Finding("missing_values", "do_not_use", worst, float((~finite).sum()), 0.0)


def _modes(
    names: list[str], draws: np.ndarray, varies: np.ndarray, rhat: np.ndarray, limits: Limits
) -> Iterable[Finding]:
    """Chains that sit in different places: the widest gap between chain means, in within-chain SDs."""
    chains = draws.shape[0]
    suspects = np.flatnonzero(varies & (rhat > limits.rhat_stop))
    if chains < 2 or not len(suspects):
        return
    means = draws[:, :, suspects].mean(axis=1)
    within = np.sqrt(draws[:, :, suspects].var(axis=1, ddof=1).mean(axis=0))
    order = np.argsort(means, axis=0)
    gaps = np.diff(np.take_along_axis(means, order, axis=0), axis=0) / within
    worst = int(np.argmax(gaps.max(axis=0)))
    cut = int(np.argmax(gaps[:, worst]))
    if gaps[cut, worst] <= limits.modes:
        return
    low, high = order[: cut + 1, worst], order[cut + 1 :, worst]
    apart = low if len(low) < len(high) else high
    yield Finding(
        "modes",
        "do_not_use",
        names[int(suspects[worst])],
        float(gaps[cut, worst]),
        limits.modes,
        tuple(sorted(int(chain) + 1 for chain in apart)),
    )


def _settled(
    names: list[str], measured: Mapping[str, np.ndarray], chains: int, limits: Limits
) -> Iterable[Finding]:
    rules: tuple[tuple[str, float, float, float], ...] = (
        ("rhat", 1.0, limits.rhat, limits.rhat_stop),
        ("ess_bulk", -1.0, limits.ess_per_chain * chains, limits.ess_stop),
        ("ess_tail", -1.0, limits.ess_per_chain * chains, limits.ess_stop),
    )
    for code, sign, look, stop in rules:
        values = measured[code] * sign
        if np.isnan(values).all():
            continue
        worst = int(np.nanargmax(values))
        value = float(measured[code][worst])
        if sign * value > sign * stop:
            yield Finding(code, "do_not_use", names[worst], value, look)
        elif sign * value > sign * look:
            yield Finding(code, "look", names[worst], value, look)


def _sampler(sample_stats: xr.Dataset, diverging: int, total: int, limits: Limits) -> Iterable[Finding]:
    if diverging:
        verdict: Verdict = "do_not_use" if diverging / total > limits.divergences_stop else "look"
        yield Finding("divergences", verdict, "", float(diverging), 0.0)
    if "energy" in sample_stats:
        values = _statistics.ebfmi(sample_stats["energy"].transpose("chain", "draw").to_numpy())
        low = np.flatnonzero(values < limits.ebfmi)
        if len(low):
            worst = float(values.min())
            verdict = "do_not_use" if worst < limits.ebfmi_stop else "look"
            yield Finding("ebfmi", verdict, "", worst, limits.ebfmi, tuple(int(i) + 1 for i in low))
    if "maxdepth_reached" in sample_stats:
        share = float(sample_stats["maxdepth_reached"].mean())
        if share > limits.saturation:
            yield Finding("tree_depth", "look", "", share, limits.saturation)
