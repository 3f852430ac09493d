"""A hierarchical one-compartment model after an oral dose, and data simulated from it."""

from __future__ import annotations

import dataclasses
from typing import Any, ClassVar

import numpy as np

TIME_H = np.array([0.25, 0.5, 1, 2, 3.5, 5, 7, 9, 12, 24.0])


@dataclasses.dataclass(frozen=True)
class OneCompartment:
    """Priors of the population's log ka (1/h), log CL (L/h) and log V (L): mean and SD."""

    name: ClassVar[str] = "benchmark-one-compartment"
    version: ClassVar[int] = 1

    log_ka: tuple[float, float] = (np.log(1.5), 0.5)
    log_cl: tuple[float, float] = (np.log(2.7), 0.5)
    log_v: tuple[float, float] = (np.log(32.0), 0.5)

    def inputs(self, data: Any) -> dict[str, np.ndarray]:
        return {**data, "priors": np.array([self.log_ka, self.log_cl, self.log_v])}

    def coords(self, data: Any) -> dict[str, Any]:
        return {
            "parameter": ["ka", "cl", "v"],
            "subject": list(range(len(data["dose"]))),
            "sample": list(range(len(data["time"]))),
        }

    def structure(self) -> tuple[Any, ...]:
        return ()

    def build(self, data: Any) -> Any:
        import pymc as pm
        import pytensor.tensor as pt

        with pm.Model(coords=self.coords(data)) as model:
            dose = pm.Data("dose", data["dose"], dims="subject")
            time = pm.Data("time", data["time"], dims="sample")
            seen = pm.Data("concentration", data["concentration"], dims=("subject", "sample"))
            priors = pm.Data("priors", self.inputs(data)["priors"])
            theta = pm.Normal("theta", priors[:, 0], priors[:, 1], dims="parameter")
            omega = pm.HalfNormal("omega", 0.5, dims="parameter")
            z = pm.Normal("z", dims=("parameter", "subject"))
            sigma = pm.HalfNormal("sigma", 1)
            ka, cl, v = (pt.exp(theta[i] + omega[i] * z[i]) for i in range(3))
            ke = cl / v
            curve = pt.exp(-ke[:, None] * time) - pt.exp(-ka[:, None] * time)
            mean = (dose / v * ka / (ka - ke))[:, None] * curve
            pm.Normal("y", mean, sigma, observed=seen, dims=("subject", "sample"))
        return model


def simulate(*, subjects: int = 12, seed: int = 0) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    dose = rng.normal(4.5, 0.4, subjects) * rng.normal(70, 9, subjects)
    ka, cl, v = (
        np.exp(m + s * rng.normal(size=subjects)) for m, s in ((0.45, 0.5), (1.0, 0.25), (3.45, 0.15))
    )
    ke = cl / v
    curve = np.exp(-ke[:, None] * TIME_H) - np.exp(-ka[:, None] * TIME_H)
    mean = (dose / v * ka / (ka - ke))[:, None] * curve
    return {"dose": dose, "time": TIME_H, "concentration": mean + rng.normal(0, 0.5, mean.shape)}
