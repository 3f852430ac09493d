"""One process of ``first_posterior.py``: fits, and prints the seconds of each call as JSON."""

from __future__ import annotations

import dataclasses
import json
import sys
import time

import numpy as np

SETTINGS = {"draws": 1000, "tune": 500, "chains": 4, "seed": 20260101}


def case(name: str):
    """The model, its data, the same model with a moved prior, and other data."""
    if name == "one-compartment":
        from _one_compartment import OneCompartment, simulate

        model = OneCompartment()
        return model, simulate(), dataclasses.replace(model, log_cl=(np.log(3.0), 0.4)), simulate(seed=1)
    from kai_workbench import standards
    from kai_workbench.models import CrossSpecies

    model = CrossSpecies()
    frame = standards.species_pk(sys.argv[3]).frame
    return model, frame, dataclasses.replace(model, departure_sd=0.4), frame.head(int(frame.height * 0.9))


def clock(call) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def with_kai(name: str, what: str) -> dict[str, float]:
    from kai_workbench import inference

    model, data, moved, other = case(name)
    if what == "cached":
        import xarray as xr  # noqa: F401, loaded by whoever works with draws; `cached, nothing loaded` is without
    if what in ("cached", "cached-bare"):
        return {what: clock(lambda: inference.fit(model, data, **SETTINGS))}
    times = {what: clock(lambda: inference.fit(model, data, **SETTINGS, cache=False))}
    if what == "second":
        times["prior"] = clock(lambda: inference.fit(moved, data, **SETTINGS, cache=False))
        times["data"] = clock(lambda: inference.fit(model, other, **SETTINGS, cache=False))
        inference.fit(model, data, **SETTINGS)  # for the cached fit of the next process
    return times


def with_nutpie(name: str, what: str) -> dict[str, float]:
    model, data, moved, other = case(name)
    compiled = None

    def first() -> None:
        nonlocal compiled
        import nutpie

        compiled = nutpie.compile_pymc_model(model.build(data))
        nutpie.sample(compiled, **SETTINGS, progress_bar=False)

    def again(changed, rows) -> None:
        import nutpie

        nutpie.sample(compiled.with_data(**changed.inputs(rows)), **SETTINGS, progress_bar=False)

    times = {what: clock(first)}
    if what == "second":
        times["prior"] = clock(lambda: again(moved, data))
        times["data"] = clock(lambda: again(model, other))
    return times


if __name__ == "__main__":
    engine, step, _, which = sys.argv[1:5]
    import warnings

    warnings.filterwarnings("ignore", message="PyTensor could not link to a BLAS")
    print(json.dumps((with_kai if engine == "kai" else with_nutpie)(which, step)))
