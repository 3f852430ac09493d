"""NUTS where a log-density and its gradient come from elsewhere, one point a call."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from ._extensions import extension
from ._sampler import _arrays, _wait
from ._settings import Settings

Slope = Callable[[np.ndarray], np.ndarray]
"""(point, parameter) to (point, 1 + parameter): a log-density and its gradient."""


def sample_from_slope(
    slope: Slope, start: np.ndarray, *, settings: Settings
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Draw with nutpie from a density that is asked for, point by point.

    Parameters
    ----------
    slope
        Called with one point at a time, never by two chains at once. What it raises ends the sampling
        and is raised again.
    start
        (parameter,); chains begin within 1 of it.
    settings
        Draws, tuning, chains, seed and acceptance.

    Returns
    -------
    points
        (chain, draw, parameter).
    stats
        The sampler's numbers, (chain, draw).
    """
    rust = extension("nutpie._lib")
    size, turn = start.size, threading.Lock()
    raised: list[BaseException] = []

    def logp(point: np.ndarray) -> tuple[float, np.ndarray]:
        with turn:
            if raised:
                raise ValueError
            try:
                told = slope(np.array(point, dtype=float)[None])[0]
            except BaseException as error:
                raised.append(error)
                raise
        return float(told[0]), np.ascontiguousarray(told[1:])

    def begin(seed: int) -> np.ndarray:
        return start + np.random.default_rng(seed).uniform(-1.0, 1.0, size)

    variables = rust.PyVariable.new_variables(
        ["flat"], ["float64"], [(size,)], {"number": size}, {"flat": ("number",)}
    )
    model = rust.PyModel(
        lambda: logp,
        lambda *_: lambda point: {"flat": np.array(point, dtype=float)},
        variables,
        size,
        dim_sizes={"number": size},
        coords={},
        init_point_func=begin,
        transform_adapter=None,
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
    sampler: Any = rust.PySampler.from_pyfunc(
        options, 1, model, rust.ProgressType.none(), lambda _: None, 100, rust.PyStorage.arrow()
    )
    try:
        _wait(sampler, lambda: bool(raised))
    except BaseException:
        # a sampler left running when Python ends takes the process down with it
        sampler.abort()
        if raised:
            raise raised[0] from None
        raise
    draws, stats = sampler.take_results().get_arrow_trace()
    return _arrays(draws, stats, size)
