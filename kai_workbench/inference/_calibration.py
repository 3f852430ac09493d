"""Simulation-based calibration: whether a fit finds again what made the data.

Source: Talts, Betancourt, Simpson, Vehtari & Gelman (2018), arXiv:1804.06788, whose algorithm 2 thins by
the effective sample size and repeats a fit that has too few effective draws; bands after Säilynoja,
Bürkner & Vehtari (2022), Statistics and Computing 32, 32. See also Modrák et al. (2023), Bayesian
Analysis, "Simulation-based calibration checking for Bayesian computation".
"""

from __future__ import annotations

import collections
import dataclasses
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import KaiError
from . import _compiled, _sampler
from ._diagnosis import Limits, diagnose
from ._identity import checked_inputs
from ._model import Model
from ._predictive import prior_predictive
from ._sampler import Cancelled
from ._settings import Settings

if TYPE_CHECKING:
    import polars as pl

Simulate = Callable[[Mapping[str, np.ndarray], Any, np.random.Generator], Mapping[str, np.ndarray]]
Refit = tuple[Mapping[str, np.ndarray], Any, Any]
_BAND_SIMULATIONS = 4000
_LEVEL = 0.95
# A report needs stable ends of an interval; a rank among L independent draws is uniform for every L. R-hat
# of few draws leaves 1 by chance, hence the older limit of 1.1 (Gelman & Rubin 1992).
_LIMITS = Limits(ess_stop=0.0, rhat_stop=1.1)
_FEW = 20


@dataclasses.dataclass(frozen=True)
class Calibration:
    """Ranks of the true parameters among the posterior draws.

    Attributes
    ----------
    columns
        One entry a simulation and scalar: ``simulation``, ``variable``, ``rank``, ``draws`` (a rank
        lies in 0..draws), ``failed``.
    variables
        Per scalar: ``variable``, ``n``, ``distance`` (largest excess of the rank ECDF over its
        simultaneous 95% band, in band widths: above 1 the ranks are not uniform), ``band`` (its half-width,
        in standard deviations of the ECDF at a point), ``uniform``, ``p_value`` (probability of a distance
        as large if they were).
    n
        Simulations asked for.
    failed
        Simulations whose fit stopped, or whose chains cannot be believed whatever their length: draws
        that are not finite, chains in different places, R-hat above 1.1, more than 1% divergences,
        E-BFMI below 0.2. Few effective draws are no such reason, since draws are thinned by them. Their
        ranks, where there are any, are part of the result: leaving them out would hide what is hard.
    short
        Simulations, failed ones apart, in which some scalar was left with fewer than 20 independent
        draws: its rank is coarse, and the effective sample size behind it uncertain. Give more draws or
        ``longest``.
    reasons
        How many of the failed fits each finding stopped, by its code (:class:`Finding`), and ``stopped``
        for those that gave no draws; a fit may have several.
    """

    columns: Mapping[str, list[Any]] = dataclasses.field(repr=False)
    variables: Mapping[str, list[Any]] = dataclasses.field(repr=False)
    n: int = 0
    failed: int = 0
    short: int = 0
    reasons: Mapping[str, int] = dataclasses.field(default_factory=dict)

    @property
    def frame(self) -> pl.DataFrame:
        """One row a simulation and scalar."""
        import polars as pl

        return pl.DataFrame(dict(self.columns))

    @property
    def summary(self) -> pl.DataFrame:
        """One row a scalar."""
        import polars as pl

        return pl.DataFrame(dict(self.variables))

    @property
    def uniform(self) -> bool:
        """Whether the ranks of every scalar stay within their band.

        Each of k scalars leaves its band by chance in one calibration of twenty, so one of six does
        in about every fourth: judge many scalars by :attr:`p_value`.
        """
        return all(self.variables["uniform"])

    @property
    def p_value(self) -> float:
        """Probability, if all ranks were uniform, of a scalar as far off as the worst (Bonferroni)."""
        each = self.variables["p_value"]
        return min(1.0, min(each) * len(each)) if each else float("nan")


def calibrate(
    model: Model,
    data: Any,
    *,
    simulate: Simulate | None = None,
    n: int = 100,
    seed: int = 20260101,
    draws: int = 250,
    tune: int = 300,
    chains: int = 2,
    longest: int = 1,
    effective: int = 100,
    target_accept: float = 0.8,
    variables: tuple[str, ...] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Calibration:
    """Draw parameters from the prior, simulate data, refit, and rank the truth.

    Parameters
    ----------
    data
        Gives the design: rows, doses, times.
    simulate
        ``(parameters, data, rng) -> inputs to replace``. By default the model's own
        ``simulate_inputs``, or else its prior predictive in place of the observed inputs.
    n
        Simulated data sets.
    draws, tune, chains
        Of each refit. Draws are thinned to about the effective sample size before ranking.
    longest, effective
        A refit that failed, or with fewer than ``effective`` effective draws of some scalar, is repeated
        once, as much longer (draws and tuning) as it takes, at most ``longest`` times; 1 repeats none.
    target_accept
        Of each refit.
    variables
        Free parameters to rank; all by default.
    progress
        Called with simulations done and in all.
    """
    inputs = checked_inputs(model, data)
    coords = {name: list(values) for name, values in model.coords(data).items()}
    code = _compiled.get(model, data, inputs, coords)
    if code is None:
        raise KaiError("inference.calibrate_compiled", where=model.name)
    prior = prior_predictive(model, data, draws=n, seed=seed)
    parameters = prior["prior"].to_dataset()
    names = variables or _free(code, parameters)
    source = (
        simulate or getattr(model, "simulate_inputs", None) or _from_prior_predictive(prior, code.observed)
    )
    rng = np.random.default_rng(seed)

    def refitted() -> Iterator[Refit | None]:
        for i in range(n):
            truth = {str(name): array.to_numpy()[0, i] for name, array in parameters.items()}
            replaced = source(truth | {"_simulation": np.asarray(i)}, data, rng)
            given = inputs | {k: np.asarray(v, dtype=inputs[k].dtype) for k, v in replaced.items()}
            settings = Settings(draws, tune, chains, seed + i, target_accept)
            try:
                posterior, stats = _refit(code, given, coords, settings, names, longest, effective)
            except Cancelled:
                raise
            except Exception:  # noqa: BLE001, whatever the reason, it is counted
                yield None
                continue
            yield truth, posterior, stats
            if progress is not None:
                progress(i + 1, n)

    return calibrated(refitted(), seed=seed)


def calibrated(refits: Iterable[Refit | None], *, seed: int = 20260101) -> Calibration:
    """Rank the truths of refits that were made in any way.

    Parameters
    ----------
    refits
        For each simulation its true parameters, the posterior of the variables to rank, dims ``chain``
        and ``draw`` first, and the sampler's numbers; ``None`` for one whose fit stopped.
    """
    columns: dict[str, list[Any]] = {k: [] for k in ("simulation", "variable", "rank", "draws", "failed")}
    n = failed = short = 0
    reasons: collections.Counter[str] = collections.Counter()
    for i, one in enumerate(refits):
        n += 1
        if one is None:
            failed += 1
            reasons["stopped"] += 1
            continue
        truth, posterior, stats = one
        diagnosis = diagnose(posterior, stats, limits=_LIMITS)
        bad = diagnosis.verdict == "do_not_use"
        failed += bad
        reasons.update({one.code for one in diagnosis.findings if one.verdict == "do_not_use"})
        fewest = _rank(columns, i, posterior, truth, diagnosis.columns, failed=bad)
        short += fewest < _FEW and not bad
    return Calibration(columns, _judge(columns, seed), n, failed, short, dict(reasons))


def _refit(  # noqa: PLR0917, one call
    code: Any, given: Any, coords: Any, settings: Settings, names: Any, longest: int, effective: int
) -> tuple[Any, Any]:
    """Posterior of one simulation and the sampler's numbers; repeated once, longer, where too short."""

    def once(settings: Settings) -> tuple[Any, Any]:
        flat, stats = _sampler.sample(
            code, given, coords, settings=settings, report=lambda *_: None, stopped=lambda: False
        )
        tree = _sampler.to_tree(code, flat, stats, given, coords)
        return tree["posterior"].to_dataset()[list(names)], tree["sample_stats"].to_dataset()

    refit = once(settings)
    if longest == 1:
        return refit
    diagnosis = diagnose(*refit, limits=_LIMITS)
    least = np.nanmin(diagnosis.columns["ess_bulk"], initial=np.inf)
    failed = diagnosis.verdict == "do_not_use"
    if not (failed or least < effective):
        return refit
    times = longest if failed else min(longest, int(np.ceil(effective / max(least, 1.0))))
    return once(dataclasses.replace(settings, draws=times * settings.draws, tune=times * settings.tune))


def _free(code: Any, prior: Any) -> tuple[str, ...]:
    """Free parameters: those with a block of their own that the sampler moves."""
    width, names = 0, []
    for variable in code.variables:
        width += int(np.prod(variable.shape, dtype=int))
        names.append(variable.name)
        if width >= code.n_dim:
            break
    # a transformed parameter is moved under another name, `sigma_log__` for `sigma`
    return tuple(
        name
        for moved in names
        for name in prior.data_vars
        if moved == name or (moved.startswith(f"{name}_") and moved.endswith("__"))
    )


def _from_prior_predictive(prior: Any, observed: tuple[str, ...]) -> Simulate:
    simulated = prior["prior_predictive"]
    arrays = [simulated[name].to_numpy()[0] for name in simulated.data_vars]
    if len(arrays) != 1 or len(observed) != 1:
        raise KaiError("inference.calibrate_observed", where=", ".join(observed), n=len(arrays))

    def replace(
        params: Mapping[str, np.ndarray], _data: Any, _rng: np.random.Generator
    ) -> dict[str, np.ndarray]:
        return {observed[0]: arrays[0][int(params["_simulation"])]}

    return replace


def _rank(
    columns: dict[str, list[Any]],
    simulation: int,
    posterior: Any,
    truth: Mapping[str, np.ndarray],
    measured: Mapping[str, list[Any]],
    *,
    failed: bool,
) -> int:
    """Ranks of one simulation; draws thinned so that they are nearly independent. The fewest left."""
    at, fewest = 0, _FEW
    for name in posterior.data_vars:
        array = posterior[name].transpose("chain", "draw", ...).to_numpy()
        scalars = array.reshape(array.shape[0] * array.shape[1], -1)
        true = np.ravel(truth[name])
        for j in range(scalars.shape[1]):
            label, ess = measured["variable"][at], measured["ess_bulk"][at]
            at += 1
            step = max(1, int(np.ceil(len(scalars) / ess))) if np.isfinite(ess) else 1
            thinned = scalars[::step, j]
            columns["simulation"].append(simulation)
            columns["variable"].append(label)
            columns["rank"].append(int((thinned < true[j]).sum()))
            columns["draws"].append(len(thinned))
            columns["failed"].append(failed)
            fewest = min(fewest, len(thinned))
    return fewest


def _judge(columns: Mapping[str, list[Any]], seed: int) -> dict[str, list[Any]]:
    """The ECDF of ranks against the simultaneous band, for each scalar."""
    labels = np.array(columns["variable"], dtype=object)
    rng = np.random.default_rng(seed)
    # a rank r of L draws is a uniform number in [r, r + 1) / (L + 1)
    place = (np.array(columns["rank"]) + rng.uniform(size=len(labels))) / (np.array(columns["draws"]) + 1)
    out: dict[str, list[Any]] = {
        name: [] for name in ("variable", "n", "distance", "band", "uniform", "p_value")
    }
    for label in dict.fromkeys(columns["variable"]):
        own = np.sort(place[labels == label])
        excess, by_chance = _excess(own), _by_chance(len(own))
        band = float(np.quantile(by_chance, _LEVEL))
        distance = excess / band
        out["variable"].append(label)
        out["n"].append(len(own))
        out["distance"].append(float(distance))
        out["band"].append(band)
        out["uniform"].append(bool(distance <= 1))
        out["p_value"].append(float((1 + np.sum(by_chance >= excess)) / (1 + len(by_chance))))
    return out


def _excess(ordered: np.ndarray) -> float:
    """Largest distance of the ECDF from the diagonal, in pointwise standard deviations."""
    n = len(ordered)
    points = np.arange(1, n) / n if n > 1 else np.array([0.5])
    ecdf = np.searchsorted(ordered, points, side="right") / n
    return float(np.max(np.abs(ecdf - points) / np.sqrt(points * (1 - points) / n)))


@functools.lru_cache(maxsize=8)
def _by_chance(n: int) -> np.ndarray:
    """Distances of uniform ranks, simulated."""
    rng = np.random.default_rng(n)
    return np.array([_excess(np.sort(rng.uniform(size=n))) for _ in range(_BAND_SIMULATIONS)])
