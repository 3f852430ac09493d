"""Small models that follow the protocol."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

if TYPE_CHECKING:
    import pymc as pm


@dataclasses.dataclass(frozen=True)
class Line:
    """Measurements around one mean; the smallest model that has a prior, data and rows."""

    name: ClassVar[str] = "test-line"
    version: ClassVar[int] = 1
    mu: tuple[float, float] = (0.0, 2.0)
    sigma: float = 1.0
    likelihood: str = "normal"
    wrong_by: float = 1.0

    def inputs(self, data: Any) -> dict[str, np.ndarray]:
        return {
            "y": np.asarray(data, dtype=float),
            "mu_prior": np.asarray(self.mu, dtype=float),
            "sigma_prior": np.asarray(self.sigma, dtype=float),
            "wrong_by": np.asarray(self.wrong_by, dtype=float),
        }

    def coords(self, data: Any) -> dict[str, Any]:
        return {"row": list(range(len(data)))}

    def structure(self) -> tuple[Any, ...]:
        return (self.likelihood,)

    def build(self, data: Any) -> pm.Model:
        import pymc as pm

        given = self.inputs(data)
        with pm.Model(coords=self.coords(data)) as model:
            y = pm.Data("y", given["y"], dims="row")
            prior = pm.Data("mu_prior", given["mu_prior"])
            scale = pm.Data("sigma_prior", given["sigma_prior"])
            wrong_by = pm.Data("wrong_by", given["wrong_by"])
            mu = pm.Normal("mu", prior[0], prior[1])
            sigma = pm.HalfNormal("sigma", scale)
            if self.likelihood == "normal":
                pm.Normal("seen", mu, sigma * wrong_by, observed=y, dims="row")
            else:
                pm.StudentT("seen", nu=4, mu=mu, sigma=sigma * wrong_by, observed=y, dims="row")
        return model

    def simulate_inputs(self, params: Any, data: Any, rng: np.random.Generator) -> dict[str, np.ndarray]:
        """The right likelihood, whatever ``wrong_by`` makes of it."""
        return {"y": rng.normal(float(params["mu"]), float(params["sigma"]), len(data))}


@dataclasses.dataclass(frozen=True)
class OralPK:
    """Hierarchical one-compartment model after an oral dose, analytic solution.

    Data: ``dose`` (subject,) mg, ``time`` (time,) h, ``concentration`` (subject, time) mg/L.
    """

    name: ClassVar[str] = "test-oral-pk"
    version: ClassVar[int] = 1
    log_cl: tuple[float, float] = (1.0, 0.5)
    log_v: tuple[float, float] = (3.4, 0.5)
    log_ka: tuple[float, float] = (0.4, 0.5)

    def inputs(self, data: Any) -> dict[str, np.ndarray]:
        return {
            "dose": np.asarray(data["dose"], dtype=float),
            "time": np.asarray(data["time"], dtype=float),
            "concentration": np.asarray(data["concentration"], dtype=float),
            "priors": np.array([self.log_ka, self.log_cl, self.log_v]),
        }

    def coords(self, data: Any) -> dict[str, Any]:
        return {
            "parameter": ["ka", "cl", "v"],
            "subject": list(range(len(data["dose"]))),
            "time_point": list(range(len(data["time"]))),
        }

    def structure(self) -> tuple[Any, ...]:
        return ()

    def build(self, data: Any) -> pm.Model:
        import pymc as pm
        import pytensor.tensor as pt

        given = self.inputs(data)
        with pm.Model(coords=self.coords(data)) as model:
            dose = pm.Data("dose", given["dose"], dims="subject")
            time = pm.Data("time", given["time"], dims="time_point")
            seen = pm.Data("concentration", given["concentration"], dims=("subject", "time_point"))
            priors = pm.Data("priors", given["priors"])
            theta = pm.Normal("theta", priors[:, 0], priors[:, 1], dims="parameter")
            omega = pm.HalfNormal("omega", 0.5, dims="parameter")
            z = pm.Normal("z", dims=("parameter", "subject"))
            sigma = pm.HalfNormal("sigma", 1)
            ka, cl, v = (pt.exp(theta[i] + omega[i] * z[i]) for i in range(3))
            ke = cl / v
            curve = pt.exp(-ke[:, None] * time) - pt.exp(-ka[:, None] * time)
            mean = (dose / v * ka / (ka - ke))[:, None] * curve
            pm.Normal("y", mean, sigma, observed=seen, dims=("subject", "time_point"))
        return model


def oral_pk_data(subjects: int = 12, seed: int = 0) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    time = np.array([0.25, 0.5, 1, 2, 3.5, 5, 7, 9, 12, 24.0])
    dose = rng.normal(4.5, 0.4, subjects) * rng.normal(70, 9, subjects)
    ka, cl, v = (
        np.exp(m + s * rng.normal(size=subjects)) for m, s in ((0.45, 0.6), (1.0, 0.25), (3.45, 0.15))
    )
    ke = cl / v
    curve = np.exp(-ke[:, None] * time) - np.exp(-ka[:, None] * time)
    mean = (dose / v * ka / (ka - ke))[:, None] * curve
    return {"dose": dose, "time": time, "concentration": mean + rng.normal(0, 0.5, mean.shape)}


@dataclasses.dataclass(frozen=True)
class TwoPeaks:
    """Two explanations of equal worth, far apart: chains cannot agree."""

    name: ClassVar[str] = "test-two-peaks"
    version: ClassVar[int] = 1

    def inputs(self, data: Any) -> dict[str, np.ndarray]:
        return {"size": np.asarray(data, dtype=float)}

    def coords(self, _data: Any) -> dict[str, Any]:
        return {}

    def structure(self) -> tuple[Any, ...]:
        return ()

    def build(self, data: Any) -> pm.Model:
        import pymc as pm

        with pm.Model() as model:
            size = pm.Data("size", self.inputs(data)["size"])
            slope = pm.Normal("slope", 0, 1)
            pm.Normal("seen", slope**2, 0.05, observed=size)
        return model


@dataclasses.dataclass(frozen=True)
class Coin:
    """A discrete parameter, which nutpie cannot take."""

    name: ClassVar[str] = "test-coin"
    version: ClassVar[int] = 1

    def inputs(self, data: Any) -> dict[str, np.ndarray]:
        return {"heads": np.asarray(data, dtype=int)}

    def coords(self, _data: Any) -> dict[str, Any]:
        return {}

    def structure(self) -> tuple[Any, ...]:
        return ()

    def build(self, data: Any) -> pm.Model:
        import pymc as pm

        with pm.Model() as model:
            heads = pm.Data("heads", self.inputs(data)["heads"])
            biased = pm.Bernoulli("biased", 0.5)
            pm.Binomial("seen", 10, 0.5 + 0.3 * biased, observed=heads)
        return model
