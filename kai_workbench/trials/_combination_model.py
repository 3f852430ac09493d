"""Logistic regression of DLTs under two drugs, in several trials that are exchangeable."""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from . import _check

if TYPE_CHECKING:
    import polars as pl
    import pymc as pm
    from numpy.typing import NDArray


COMBINATIONS = ((0, 0), (0, 1), (1, 0), (1, 1))
"""Of the two drugs in a trial, 0 where it is exchangeable and 1 where it is not."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class CombinationModel:
    """Two drugs act independently up to an interaction; trials differ by normal random effects (EXNEX).

    Without interaction 1 − p = (1 − p_a)(1 − p_b), logit p_a = log α + β log(a / reference); the logit of p
    moves by η (a / reference_a)(b / reference_b). (log α, log β) of a drug in a trial is bivariate normal
    around its typical value, η normal around its own. With ``exchangeable`` below 1 each drug in each trial
    is so with that probability, and else has (log α, log β) of its own, of which the other trials say
    nothing; η is always exchangeable.

    Parameters
    ----------
    reference
        Reference doses of the two drugs.
    log_alpha, log_beta
        Mean and SD of the typical values, the same for both drugs; logit .2 at the reference dose.
    interaction
        Mean and SD of the typical η.
    between
        Medians of the SDs between trials, of log α, log β and η.
    between_factor
        The log-normal priors of these SDs reach by this factor up and down in 95 %.
    exchangeable
        Probability that a drug in a trial is exchangeable with it in the others; 1 borrows from all.
    alone_log_alpha, alone_log_beta
        Mean and SD for a drug in a trial that is not; by default those of the typical values.

    References
    ----------
    Neuenschwander B, et al. Stat Biopharm Res 2016;8:133; priors as in the example "combo2" of the R
    package OncoBayes2. The correlations are uniform.
    """

    name: ClassVar[str] = "combination_blrm"
    version: ClassVar[int] = 1

    reference: tuple[float, float]
    log_alpha: tuple[float, float] = (math.log(0.25), 2.0)
    log_beta: tuple[float, float] = (0.0, 1.0)
    interaction: tuple[float, float] = (0.0, 1.121)
    between: tuple[float, float, float] = (0.25, 0.125, 0.125)
    between_factor: float = 4.0
    exchangeable: float = 1.0
    alone_log_alpha: tuple[float, float] | None = None
    alone_log_beta: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        _check.as_many(self.reference, 2, where="reference")
        for dose in self.reference:
            _check.positive(dose, where="reference")
        for field in ("log_alpha", "log_beta"):
            if getattr(self, f"alone_{field}") is None:
                object.__setattr__(self, f"alone_{field}", getattr(self, field))
        if self.exchangeable != 1:
            _check.share(self.exchangeable, where="exchangeable")
        for field in ("log_alpha", "log_beta", "interaction", "alone_log_alpha", "alone_log_beta"):
            _check.as_many(getattr(self, field), 2, where=field)
            _check.finite(getattr(self, field)[0], where=field)
            _check.positive(getattr(self, field)[1], where=field)
        _check.as_many(self.between, 3, where="between")
        for median in self.between:
            _check.positive(median, where="between")
        if _check.positive(self.between_factor, where="between_factor") <= 1:
            _check.positive(self.between_factor - 1, where="between_factor - 1")

    def inputs(self, data: pl.DataFrame) -> dict[str, NDArray[Any]]:
        """Data (``trial``, ``a``, ``b``, ``patients``, ``dlts``) and prior values."""
        names = self.coords(data)["trial"]
        a, b = (data[drug].to_numpy().astype(float) for drug in ("a", "b"))
        with np.errstate(divide="ignore"):
            logs = [np.log(dose / ref) for dose, ref in zip((a, b), self.reference, strict=True)]
        return {
            "group": np.array([names.index(trial) for trial in data["trial"]], dtype=np.int64),
            "given": np.stack([a > 0, b > 0]).astype(float),
            "log_dose": np.stack([np.where(np.isfinite(log), log, 0.0) for log in logs]),
            "product": a / self.reference[0] * b / self.reference[1],
            "patients": data["patients"].to_numpy().astype(np.int64),
            "dlts": data["dlts"].to_numpy().astype(np.int64),
            "typical": np.array([self.log_alpha, self.log_beta]),
            "typical_interaction": np.array(self.interaction),
            "log_between": np.log(np.array(self.between)),
            "log_between_sd": np.array(math.log(self.between_factor) / 1.96),
        } | ({} if self.exchangeable == 1 else self._apart())

    def _apart(self) -> dict[str, NDArray[Any]]:
        """Logarithms of the chances that both, the first, the second, no drug is exchangeable; priors."""
        chance = np.log([self.exchangeable, 1 - self.exchangeable])
        return {
            "log_chance": np.array([chance[i] + chance[j] for i, j in COMBINATIONS]),
            "alone": np.array([self.alone_log_alpha, self.alone_log_beta]),
        }

    def coords(self, data: pl.DataFrame) -> dict[str, list[Any]]:
        """Labels of the dims ``trial``, ``drug`` and ``row``."""
        trials = list(dict.fromkeys(data["trial"].to_list()))
        ways = [] if self.exchangeable == 1 else ["both", "a", "b", "none"]
        known: dict[str, list[Any]] = {"trial": trials, "drug": ["a", "b"], "row": list(range(data.height))}
        return known | ({"way": ways} if ways else {})

    def structure(self) -> tuple[Any, ...]:
        """What changes the graph: whether all is exchangeable."""
        return () if self.exchangeable == 1 else ("exnex",)

    def build(self, data: pl.DataFrame) -> pm.Model:
        """A plain PyMC model of ``data``.

        Returns
        -------
        pymc.Model
            Derived, by trial: ``intercept`` and ``slope`` (its log), (drug, trial), and ``eta``. With
            ``exchangeable`` below 1 these two are those of a drug that is, ``intercept_alone`` and
            ``slope_alone`` those of one that is not, and ``log_weight`` (way, trial) says how likely each
            of the four ways is in a draw: both drugs exchangeable, the first alone, the second, none.
        """
        import pymc as pm
        import pytensor.tensor as pt

        dims = {
            "group": "row",
            "given": ("drug", "row"),
            "log_dose": ("drug", "row"),
            "product": "row",
            "patients": "row",
            "dlts": "row",
        }
        with pm.Model(coords=self.coords(data)) as model:
            d = {name: pm.Data(name, value, dims=dims.get(name)) for name, value in self.inputs(data).items()}
            mu1 = pm.Normal("mu_intercept", d["typical"][0, 0], d["typical"][0, 1], dims="drug")
            mu2 = pm.Normal("mu_slope", d["typical"][1, 0], d["typical"][1, 1], dims="drug")
            mu3 = pm.Normal("mu_eta", d["typical_interaction"][0], d["typical_interaction"][1])
            spread = d["log_between_sd"]
            tau1 = pt.exp(d["log_between"][0] + spread * pm.Normal("log_tau_intercept", dims="drug"))
            tau2 = pt.exp(d["log_between"][1] + spread * pm.Normal("log_tau_slope", dims="drug"))
            tau3 = pt.exp(d["log_between"][2] + spread * pm.Normal("log_tau_eta"))
            rho = pm.Uniform("rho", -1.0, 1.0, dims="drug")
            z1 = pm.Normal("z_intercept", dims=("drug", "trial"))
            z2 = pm.Normal("z_slope", dims=("drug", "trial"))
            z3 = pm.Normal("z_eta", dims="trial")
            first = pm.Deterministic("intercept", mu1[:, None] + tau1[:, None] * z1, dims=("drug", "trial"))
            mixed = rho[:, None] * z1 + pt.sqrt(1 - rho[:, None] ** 2) * z2
            second = pm.Deterministic("slope", mu2[:, None] + tau2[:, None] * mixed, dims=("drug", "trial"))
            eta = pm.Deterministic("eta", mu3 + tau3 * z3, dims="trial")
            if self.exchangeable < 1:
                _mixed(d, first, second, eta)
                return model
            logit = _logit(d, first, second, eta)
            pm.Binomial("observed", d["patients"], logit_p=logit, observed=d["dlts"], dims="row")
        return model


def _logit(d: dict[str, Any], first: Any, second: Any, eta: Any) -> Any:
    """Logit of the DLT rate of each row."""
    import pytensor.tensor as pt

    alone = first[:, d["group"]] + pt.exp(second[:, d["group"]]) * d["log_dose"]
    log_none = -(pt.softplus(alone) * d["given"]).sum(axis=0)
    return pt.log(pt.expm1(-log_none)) + eta[d["group"]] * d["product"]


def _mixed(d: dict[str, Any], first: Any, second: Any, eta: Any) -> None:
    """Sum the likelihood of every trial over the ways in which its drugs may be exchangeable."""
    import pymc as pm
    import pytensor.tensor as pt

    own = {}
    for k, name in enumerate(("intercept", "slope")):
        z = pm.Normal(f"z_{name}_alone", dims=("drug", "trial"))
        value = d["alone"][k, 0] + d["alone"][k, 1] * z
        own[name] = pm.Deterministic(f"{name}_alone", value, dims=("drug", "trial"))
    parts = []
    for way in COMBINATIONS:
        flags = np.array(way, dtype=bool)[:, None]
        logit = _logit(
            d, pt.where(flags, own["intercept"], first), pt.where(flags, own["slope"], second), eta
        )
        row = d["dlts"] * logit - d["patients"] * pt.softplus(logit)
        parts.append(pt.inc_subtensor(pt.zeros_like(eta)[d["group"]], row))
    weight = d["log_chance"][:, None] + pt.stack(parts)
    pm.Deterministic("log_weight", weight, dims=("way", "trial"))
    pm.Potential("log_likelihood", pt.logsumexp(weight, axis=0).sum())
