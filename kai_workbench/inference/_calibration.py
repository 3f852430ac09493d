"""Simulation-based calibration: whether a fit finds again what made the data.

Source: Talts, Betancourt, Simpson, Vehtari & Gelman (2018), arXiv:1804.06788; bands after Säilynoja,
Bürkner & Vehtari (2022), Statistics and Computing 32, 32.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import KaiError
from . import _compiled, _sampler
from ._diagnosis import diagnose
from ._identity import checked_inputs
from ._model import Model
from ._predictive import prior_predictive
from ._sampler import Cancelled
from ._settings import Settings

if TYPE_CHECKING:
    import polars as pl

Simulate = Callable[[Mapping[str, np.ndarray], Any, np.random.Generator], Mapping[str, np.ndarray]]
_BAND_SIMULATIONS = 4000
_LEVEL = 0.95


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
        simultaneous 95% band, in band widths: above 1 the ranks are not uniform), ``uniform``,
        ``p_value`` (probability of a distance as large if they were).
    n
        Simulations asked for.
    failed
        Simulations whose fit stopped or whose diagnosis said ``do_not_use``. Their ranks, where
        there are any, are part of the result: leaving them out would hide what is hard.
    """

    columns: Mapping[str, list[Any]] = dataclasses.field(repr=False)
    variables: Mapping[str, list[Any]] = dataclasses.field(repr=False)
    n: int = 0
    failed: int = 0

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
    columns: dict[str, list[Any]] = {k: [] for k in ("simulation", "variable", "rank", "draws", "failed")}
    failed = 0
    for i in range(n):
        truth = {str(name): array.to_numpy()[0, i] for name, array in parameters.items()}
        replaced = source(truth | {"_simulation": np.asarray(i)}, data, rng)
        given = inputs | {k: np.asarray(v, dtype=inputs[k].dtype) for k, v in replaced.items()}
        settings = Settings(draws=draws, tune=tune, chains=chains, seed=seed + i)
        try:
            flat, stats = _sampler.sample(
                code, given, coords, settings=settings, report=lambda *_: None, stopped=lambda: False
            )
        except Cancelled:
            raise
        except Exception:  # noqa: BLE001, whatever the reason, it is counted
            failed += 1
            continue
        tree = _sampler.to_tree(code, flat, stats, given, coords)
        posterior = tree["posterior"].to_dataset()[list(names)]
        diagnosis = diagnose(posterior, tree["sample_stats"].to_dataset())
        bad = diagnosis.verdict == "do_not_use"
        failed += bad
        _rank(columns, i, posterior, truth, diagnosis.columns, failed=bad)
        if progress is not None:
            progress(i + 1, n)
    return Calibration(columns, _judge(columns, seed), n, failed)


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
) -> None:
    """Ranks of one simulation; draws thinned so that they are nearly independent."""
    at = 0
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


def _judge(columns: Mapping[str, list[Any]], seed: int) -> dict[str, list[Any]]:
    """The ECDF of ranks against the simultaneous band, for each scalar."""
    labels = np.array(columns["variable"], dtype=object)
    rng = np.random.default_rng(seed)
    # a rank r of L draws is a uniform number in [r, r + 1) / (L + 1)
    place = (np.array(columns["rank"]) + rng.uniform(size=len(labels))) / (np.array(columns["draws"]) + 1)
    out: dict[str, list[Any]] = {"variable": [], "n": [], "distance": [], "uniform": [], "p_value": []}
    for label in dict.fromkeys(columns["variable"]):
        own = np.sort(place[labels == label])
        excess, by_chance = _excess(own), _by_chance(len(own))
        distance = excess / float(np.quantile(by_chance, _LEVEL))
        out["variable"].append(label)
        out["n"].append(len(own))
        out["distance"].append(float(distance))
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
