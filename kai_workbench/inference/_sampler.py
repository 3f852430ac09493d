"""Running nutpie on compiled code, and pymc's own sampler on what nutpie cannot take."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import KaiError
from ._code import Code, Given
from ._extensions import extension
from ._model import Model
from ._quiet import quiet
from ._settings import Settings

if TYPE_CHECKING:
    import xarray as xr

_POLL = 0.1
_STATS = {
    "depth": "tree_depth",
    "maxdepth_reached": "maxdepth_reached",
    "step_size": "step_size",
    "mean_tree_accept": "acceptance_rate",
    "n_steps": "n_steps",
    "logp": "lp",
    "energy": "energy",
    "energy_error": "energy_error",
    "diverging": "diverging",
}


class Cancelled(KaiError):
    """The fit was stopped by the person who started it."""

    def __init__(self) -> None:
        super().__init__("inference.cancelled")


Report = Callable[[int, int, int], None]
"""Called with draws done, draws in all, divergences; from a thread of the sampler."""


def sample(
    code: Code,
    inputs: Mapping[str, np.ndarray],
    coords: Mapping[str, Sequence[Any]],
    *,
    settings: Settings,
    report: Report,
    stopped: Callable[[], bool],
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Draw with nutpie.

    Returns
    -------
    flat
        Draws ``(chain, draw, number)``, the blocks of ``code.variables`` one after another.
    stats
        The sampler's numbers, ``(chain, draw)``.

    Raises
    ------
    Cancelled
        ``stopped`` said so; what was drawn is discarded.
    KaiError
        The sampler gave up.
    """
    rust = extension("nutpie._lib")
    start = code.start(inputs, coords)
    logp, expand = (Given(code.shared[name], inputs, coords) for name in ("logp", "expand"))

    def begin(seed: int) -> np.ndarray:
        return start + np.random.default_rng(seed).uniform(-1.0, 1.0, code.n_dim)

    size = code.n_expanded
    model = rust.PyMcModel(
        rust.LogpFunc(code.addresses["logp"], logp.address, (code, logp)),
        rust.ExpandFunc(code.n_dim, size, code.addresses["expand"], expand.address, (code, expand)),
        rust.PyVariable.new_variables(
            ["flat"], ["float64"], [(size,)], {"number": size}, {"flat": ("number",)}
        ),
        code.n_dim,
        {"number": size},
        {},
        begin,
        None,
    )
    options = rust.PyNutsSettings.Diag(settings.seed)
    options.update(
        {
            "num_draws": settings.draws,
            "num_tune": settings.tune,
            "num_chains": settings.chains,
            "target_accept": settings.target_accept,
        }
    )
    total = settings.chains * (settings.draws + settings.tune)

    def follow(chains: Sequence[Any]) -> None:
        report(sum(c.finished_draws for c in chains), total, sum(c.divergences for c in chains))

    sampler = rust.PySampler.from_pymc(
        options,
        min(settings.chains, _cores()),
        model,
        rust.ProgressType.none(),
        follow,
        100,
        rust.PyStorage.arrow(),
    )
    try:
        # what names the draws takes a second to import: meanwhile the chains run
        importlib.import_module("xarray")
        _wait(sampler, stopped)
    except BaseException:
        # a sampler left running when Python ends takes the process down with it
        sampler.abort()
        raise
    draws, stats = sampler.take_results().get_arrow_trace()
    return _arrays(draws, stats, size=size)


def _cores() -> int:
    count = getattr(os, "process_cpu_count", os.cpu_count)  # 3.13 knows about affinity
    return count() or 1


def _wait(sampler: Any, stopped: Callable[[], bool]) -> None:
    while True:
        if stopped():
            raise Cancelled
        try:
            return sampler.wait(_POLL)
        except TimeoutError:
            continue
        except RuntimeError as error:
            raise KaiError("inference.sampling", reason=_reason(error)) from error


def _reason(error: BaseException) -> str:
    """The last cause nutpie names, without its stack."""
    lines = [line.strip() for line in str(error).split("Stack backtrace")[0].splitlines()]
    return next((line for line in reversed(lines) if line), type(error).__name__).rstrip(".")


def _arrays(
    draws: Sequence[Any], stats: Sequence[Any], size: int
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Arrow batches, one for each chain, to arrays without the tuning draws."""
    import pyarrow

    flats, columns = [], []
    for draw, stat in zip(draws, stats, strict=True):
        kept = ~stat.column("tuning").to_numpy()
        flat = pyarrow.array(draw.column("flat")).flatten().to_numpy(zero_copy_only=False)
        flats.append(flat.reshape(-1, size)[kept])
        columns.append({name: stat.column(name).to_numpy()[kept] for name in _STATS})
    return np.stack(flats), {to: np.stack([c[name] for c in columns]) for name, to in _STATS.items()}


def to_tree(
    code: Code,
    flat: np.ndarray,
    stats: Mapping[str, np.ndarray],
    inputs: Mapping[str, np.ndarray],
    coords: Mapping[str, Sequence[Any]],
) -> xr.DataTree:
    """Name the numbers: groups ``posterior``, ``sample_stats``, ``observed_data``, ``constant_data``."""
    import xarray as xr

    chains, draws, _ = flat.shape
    axes = {"chain": np.arange(chains), "draw": np.arange(draws)}
    variables: dict[str, Any] = {}
    begin = 0
    for variable in code.variables:
        end = begin + int(np.prod(variable.shape, dtype=int))
        if not variable.hidden:
            block = flat[:, :, begin:end].reshape(chains, draws, *variable.shape)
            variables[variable.name] = (("chain", "draw", *variable.dims), block)
        begin = end
    posterior = xr.Dataset(variables, coords=axes | _labels(variables, coords))
    sample_stats = xr.Dataset(
        {name: (("chain", "draw"), values) for name, values in stats.items()}, coords=axes
    )
    return xr.DataTree.from_dict(
        {
            "posterior": posterior,
            "sample_stats": sample_stats,
            "observed_data": _given(code, inputs, coords, observed=True),
            "constant_data": _given(code, inputs, coords, observed=False),
        }
    )


def _labels(variables: Mapping[str, Any], coords: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    used = {dim for dims, _ in variables.values() for dim in dims}
    return {dim: list(coords[dim]) for dim in sorted(used & coords.keys())}


def _given(
    code: Code, inputs: Mapping[str, np.ndarray], coords: Mapping[str, Sequence[Any]], *, observed: bool
) -> xr.Dataset:
    import xarray as xr

    variables = {}
    for name, array in inputs.items():
        if (name in code.observed) is observed:
            dims = code.data_dims.get(name) or tuple(f"{name}_dim_{i}" for i in range(array.ndim))
            variables[name] = (dims, array)
    return xr.Dataset(variables, coords=_labels(variables, coords))


def sample_with_pymc(
    model: Model, data: object, *, settings: Settings, report: Report, stopped: Callable[[], bool]
) -> xr.DataTree:
    """Draw with ``pm.sample``: slower, for discrete parameters and operations without compiled form."""
    import pymc as pm
    import xarray as xr

    total = settings.chains * (settings.draws + settings.tune)
    done = 0

    def follow(**_: object) -> None:
        nonlocal done
        done += 1
        if done % 50 == 0:
            report(done, total, 0)
        if stopped():
            raise Cancelled

    with quiet(), model.build(data):
        tree = pm.sample(
            draws=settings.draws,
            tune=settings.tune,
            chains=settings.chains,
            cores=1,
            random_seed=settings.seed,
            progressbar=False,
            compute_convergence_checks=False,
            callback=follow,
        )
    groups = ("posterior", "sample_stats", "observed_data", "constant_data")
    return xr.DataTree.from_dict({name: tree[name].to_dataset() for name in groups if name in tree.children})
