"""From reference compounds to the human pharmacokinetics of one compound."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .. import inference
from ..errors import KaiError
from ..inference import Fit, Progress
from ..models import CrossSpecies, ModelDataError, moments
from ._human_pk import HumanPK, exposure
from ._reference import Reference, reference, with_structure

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
# The posterior is close to normal, each draw nearly independent of the last: 2,000 are plenty.
SAMPLER: dict[str, Any] = {"draws": 500, "tune": 300}
DEFAULT_COMPOUND = {False: "Acetaminophen", True: "KAI-101"}  # by whether the reference is synthetic


@dataclasses.dataclass(frozen=True, kw_only=True)
class HumanPKModel:
    """The two cross-species models, with their priors.

    Parameters
    ----------
    clearance, volume_ss
        ``with_structure`` is set to what the reference has.
    """

    clearance: CrossSpecies = dataclasses.field(default_factory=CrossSpecies)
    volume_ss: CrossSpecies = dataclasses.field(
        default_factory=functools.partial(CrossSpecies, parameter="volume_ss")
    )

    def warm(self, learn_from: Reference) -> None:
        """Compile for such a reference now, and keep the code, so that the first fit is quick."""
        for one in (self.clearance, self.volume_ss):
            model = dataclasses.replace(one, with_structure=learn_from.with_structure)
            inference.warm(model, learn_from.frame)

    def start(self, learn_from: Reference, **sampler: Any) -> HumanPKJob:
        """Fit both in the background; ``sampler`` goes to :func:`kai_workbench.inference.start`."""
        return HumanPKJob(self, learn_from, sampler)

    def fit(
        self, learn_from: Reference, *, progress: Callable[[Progress], None] | None = None, **sampler: Any
    ) -> HumanPKFit:
        """Fit both and wait."""
        return HumanPKJob(self, learn_from, {**sampler, "progress": progress}).result()


class HumanPKJob:
    """The fits of clearance and volume under way: progress, cancel, result."""

    def __init__(self, model: HumanPKModel, learn_from: Reference, sampler: dict[str, Any]) -> None:
        self._reference = learn_from
        self._sampler = SAMPLER | sampler
        self._models = [
            dataclasses.replace(one, with_structure=learn_from.with_structure)
            for one in (model.clearance, model.volume_ss)
        ]
        for one in self._models:
            one.inputs(learn_from.frame)  # both tables are checked before anything starts
        # One after the other: they share one compiled model, and each uses all cores.
        self._first = inference.start(self._models[0], learn_from.frame, **self._sampler)
        self._second: inference.Job | None = None
        self._cancelled = False

    @property
    def progress(self) -> Progress:
        """Where the two stand together; the second starts when the first is done."""
        first = self._first.progress
        if first.stage != "done":
            return dataclasses.replace(first, total=2 * first.total)
        second = self._start_second().progress
        if second.total == 0:
            return dataclasses.replace(second, seconds=first.seconds + second.seconds)
        return dataclasses.replace(
            second,
            done=second.total + second.done,
            total=2 * second.total,
            divergences=first.divergences + second.divergences,
            seconds=first.seconds + second.seconds,
        )

    @property
    def done(self) -> bool:
        """Whether the job has ended, well or not."""
        return self.progress.stage in ("done", "cancelled", "failed")

    def cancel(self) -> None:
        """Stop; keeps no draws of the fit under way."""
        self._cancelled = True
        self._first.cancel()
        if self._second is not None:
            self._second.cancel()

    def result(self, timeout: float | None = None) -> HumanPKFit:
        """Wait for both fits; raises as :meth:`kai_workbench.inference.Job.result`."""
        clearance = self._first.result(timeout)
        volume_ss = self._start_second().result(timeout)
        return HumanPKFit(clearance=clearance, volume_ss=volume_ss, reference=self._reference)

    def _start_second(self) -> inference.Job:
        if self._second is None:
            self._second = inference.start(self._models[1], self._reference.frame, **self._sampler)
            if self._cancelled:
                self._second.cancel()
        return self._second


@dataclasses.dataclass(frozen=True, kw_only=True)
class HumanPKFit:
    """What was learnt from the reference compounds; predicts any compound at once.

    Attributes
    ----------
    clearance, volume_ss
        The two fits, each with its diagnosis.
    reference
        What they were learnt from.
    """

    clearance: Fit
    volume_ss: Fit
    reference: Reference

    @property
    def trusted(self) -> bool:
        """Whether neither fit failed its checks."""
        return self.clearance.trusted and self.volume_ss.trusted

    def predict(
        self,
        compound: str | pl.DataFrame,
        *,
        dose_mg: float = 100.0,
        body_weight_kg: float = 70.0,
        bioavailability: float = 1.0,
        draws: int = 4000,
        seed: int = 1,
        force: bool = False,
    ) -> HumanPK:
        """Human clearance, Vss, half-life and exposure of one compound, as draws.

        A compound of the reference is predicted without its own human values: the draws of the
        posterior are weighted by the inverse of their density, which is what leaving one out means
        (Gelfand et al. 1992). Errors of clearance and volume are correlated across compounds; the
        draws are coupled accordingly (:attr:`error_correlation`).

        Parameters
        ----------
        compound
            Name in the reference, or one row of a species PK table.
        dose_mg, body_weight_kg, bioavailability
            For the exposure: AUC to infinity after one dose of ``dose_mg`` in a person of
            ``body_weight_kg``, of which the share ``bioavailability`` (0–1] is absorbed; 1 for iv.
        draws, seed
            How many, and what fixes them.
        force
            Predict even from a fit that failed its checks.

        Raises
        ------
        kai_workbench.inference.UntrustedFit
            A fit failed its checks.
        kai_workbench.errors.KaiError
            No species of the compound has a value, or the dose makes no sense.
        """
        if not force:
            self.clearance.require()
            self.volume_ss.require()
        for name, value, most in (
            ("dose_mg", dose_mg, np.inf),
            ("body_weight_kg", body_weight_kg, 500.0),
            ("bioavailability", bioavailability, 1.0),
        ):
            if not (np.isfinite(value) and 0 < value <= most):
                raise KaiError("pk_setting", where=name, value=value, most=f"{most:g}")
        row = self._row(compound)
        rng = np.random.default_rng(seed)
        first, second = rng.standard_normal(draws), rng.standard_normal(draws)
        rho = np.tanh(np.arctanh(self.error_correlation) + rng.standard_normal(draws) / self._n_error_root)
        log_clearance = self._draw(self.clearance, row, first, rng)
        log_volume = self._draw(self.volume_ss, row, rho * first + np.sqrt(1 - rho**2) * second, rng)
        return HumanPK(
            compound=row["compound"][0],
            inputs=row,
            draws=exposure(
                np.exp(log_clearance),
                np.exp(log_volume),
                dose_mg=dose_mg,
                body_weight_kg=body_weight_kg,
                bioavailability=bioavailability,
            ).assign_attrs(provenance=f"{self.clearance.key} {self.volume_ss.key}"),
            reference=self.reference,
            trusted=self.trusted,
        )

    @functools.cached_property
    def error_correlation(self) -> float:
        """Correlation over reference compounds between the log errors of clearance and volume."""
        clearance, volume_ss = self._standardized_errors
        return float(np.corrcoef(clearance, volume_ss)[0, 1])

    @property
    def _n_error_root(self) -> float:
        return float(np.sqrt(max(self._standardized_errors.shape[1] - 3, 1)))  # Fisher's z

    @functools.cached_property
    def _standardized_errors(self) -> Floats:
        errors = []
        for fit in (self.clearance, self.volume_ss):
            model = _model(fit)
            mean, covariance = (part.mean(axis=0, keepdims=True) for part in self._moments[model.parameter])
            values = model.log_values(self.reference.frame)
            given = [model.conditional(one, mean, covariance) for one in values]
            centre, sd = np.array(given)[:, :, 0].T
            errors.append((values[:, 0] - centre) / sd)
        both = np.array(errors)
        return both[:, np.isfinite(both).all(axis=0)]

    @functools.cached_property
    def _moments(self) -> dict[str, tuple[Floats, Floats]]:
        return {_model(fit).parameter: moments(fit.posterior) for fit in (self.clearance, self.volume_ss)}

    def _row(self, compound: str | pl.DataFrame) -> pl.DataFrame:
        if isinstance(compound, str):
            return self.reference.compound(compound)
        if compound.height != 1:
            raise ModelDataError("one_compound", n=compound.height)
        if self.reference.with_structure and "clearance_structure_mL_min_kg" not in compound.columns:
            return with_structure(compound)
        return compound

    def _draw(self, fit: Fit, row: pl.DataFrame, z: Floats, rng: np.random.Generator) -> Floats:
        model = _model(fit)
        value = model.log_values(row)[0]
        if not np.isfinite(value[1:]).any():
            raise ModelDataError("nothing_measured", where=row["compound"][0], parameter=model.parameter)
        mean, sd = model.conditional(value, *self._moments[model.parameter])
        weight = np.ones(mean.size)
        if np.isfinite(value[0]) and row["compound"][0] in self.reference.frame["compound"]:
            weight = sd * np.exp(0.5 * ((value[0] - mean) / sd) ** 2)
            _check_weights(weight, row["compound"][0])
        pick = rng.choice(mean.size, size=z.size, p=weight / weight.sum())
        return mean[pick] + sd[pick] * z


def predict_human_pk(
    compound: str | pl.DataFrame | None = None,
    *,
    model: HumanPKModel | None = None,
    learn_from: Reference | None = None,
    dose_mg: float = 100.0,
    **sampler: Any,
) -> HumanPK:
    """Human pharmacokinetics of one compound from its animals, in one call.

    Parameters
    ----------
    compound
        Name in the reference, or one row of a species PK table; by default acetaminophen, or
        KAI-101 where only synthetic data can be had.
    model
        Priors.
    learn_from
        Reference compounds; by default :func:`reference`.
    dose_mg
        Dose for the exposure, mg.
    sampler
        Goes to :func:`kai_workbench.inference.fit`.

    Raises
    ------
    kai_workbench.errors.KaiError
        As :meth:`HumanPKFit.predict`.
    """
    known = learn_from or reference()
    wanted = DEFAULT_COMPOUND[known.synthetic] if compound is None else compound
    return (model or HumanPKModel()).fit(known, **sampler).predict(wanted, dose_mg=dose_mg)


def _model(fit: Fit) -> CrossSpecies:
    assert isinstance(fit.model, CrossSpecies)
    return fit.model


def _check_weights(weight: Floats, compound: str) -> None:
    """Refuse to leave a compound out by weights when few draws would carry them all."""
    share = weight.sum() ** 2 / (weight**2).sum() / weight.size
    if share < 0.1:
        raise ModelDataError("too_influential", where=compound, share=f"{share:.0%}")
