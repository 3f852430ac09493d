"""From reference compounds to the human pharmacokinetics of one compound."""

from __future__ import annotations

import dataclasses
import functools
import threading
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
        """Fit both and wait; ``progress`` is told of the two together."""
        return HumanPKJob(self, learn_from, {**sampler, "progress": progress}).result()


class HumanPKJob:
    """The fits of clearance and volume under way: progress, cancel, result."""

    def __init__(self, model: HumanPKModel, learn_from: Reference, sampler: dict[str, Any]) -> None:
        self._reference = learn_from
        self._sampler = SAMPLER | sampler
        self._listener: Callable[[Progress], None] | None = self._sampler.pop("progress", None)
        self._turn = threading.RLock()
        self._models = [
            dataclasses.replace(one, with_structure=learn_from.with_structure)
            for one in (model.clearance, model.volume_ss)
        ]
        for one in self._models:
            one.inputs(learn_from.frame)  # both tables are checked before anything starts
        # One after the other: they share one compiled model, and each uses all cores.
        self._second: inference.Job | None = None
        self._cancelled = False
        self._first = inference.start(
            self._models[0], learn_from.frame, progress=lambda now: self._tell(_both(now)), **self._sampler
        )

    @property
    def progress(self) -> Progress:
        """Where the two stand together; the second starts when the first is done."""
        first = self._first.progress
        return _both(first, self._start_second().progress if first.stage == "done" else None)

    @property
    def done(self) -> bool:
        """Whether the job has ended, well or not."""
        return self.progress.stage in ("done", "cancelled", "failed")

    def cancel(self) -> None:
        """Stop; keeps no draws of the fit under way."""
        with self._turn:
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
        with self._turn:  # one thread may follow the progress while another waits for the result
            if self._second is None:
                first = self._first.progress
                self._second = inference.start(
                    self._models[1],
                    self._reference.frame,
                    progress=lambda now: self._tell(_both(first, now)),
                    **self._sampler,
                )
                if self._cancelled:
                    self._second.cancel()
            return self._second

    def _tell(self, now: Progress) -> None:
        if self._listener is not None:
            self._listener(now)


def _both(first: Progress, second: Progress | None = None) -> Progress:
    """Two fits as one; a fit read from the cache counts no draws."""
    if second is None:
        stage = "checking" if first.stage == "done" else first.stage
        return dataclasses.replace(first, stage=stage, total=2 * first.total)
    each = max(first.total, second.total)
    return Progress(
        stage=second.stage,
        done=2 * each if second.stage == "done" else each + second.done,
        total=2 * each,
        divergences=first.divergences + second.divergences,
        seconds=first.seconds + second.seconds,
    )


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
            Name in the reference, or one row of a species PK table. It needs an animal's clearance or a
            structure; without any volume, the human volume is the reference compounds' spread (see
            :meth:`HumanPK.species_used`).
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
            No animal of the compound has a clearance, or the dose makes no sense.
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
                if np.isinf(most):
                    raise KaiError("pk_positive", where=name, value=value)
                raise KaiError("pk_setting", where=name, value=value, most=f"{most:g}")
        row = self._row(compound)
        rng = np.random.default_rng(seed)
        first, second = rng.standard_normal(draws), rng.standard_normal(draws)
        z, error = self._coupling(row["compound"][0])
        rho = np.tanh(z + error * rng.standard_normal(draws))
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
        return float(np.tanh(self._coupling("")[0]))

    def _coupling(self, without: str) -> tuple[float, float]:
        """Fisher's z of the error correlation and its standard error, from the other compounds."""
        both = self._standardized_errors[:, ~self.reference.is_named(without).to_numpy()]
        clearance, volume_ss = both[:, np.isfinite(both).all(axis=0)]
        if clearance.size < 4:
            return 0.0, 1.0  # too few to tell
        r = float(np.corrcoef(clearance, volume_ss)[0, 1])
        return float(np.arctanh(r)), float(1 / np.sqrt(clearance.size - 3))

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
        return np.array(errors)

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
        # Without any animal's volume the reference compounds' spread answers; without clearance nothing does.
        if model.parameter == "clearance" and not np.isfinite(value[1:]).any():
            raise ModelDataError("nothing_measured", where=row["compound"][0], parameter=model.parameter)
        mean, sd = model.conditional(value, *self._moments[model.parameter])
        weight = self._without(row["compound"][0], model)
        pick = rng.choice(mean.size, size=z.size, p=weight / weight.sum())
        return mean[pick] + sd[pick] * z

    def _without(self, compound: str, model: CrossSpecies) -> Floats:
        """Weights of the draws as if the human value of the reference's ``compound`` were not known."""
        mean, covariance = self._moments[model.parameter]
        learnt = self.reference.named(compound)
        value = model.log_values(learnt)
        if not np.isfinite(value[:, 0]).any():
            return np.ones(len(mean))
        centre, sd = model.conditional(value[0], mean, covariance)
        return _smoothed(np.log(sd) + 0.5 * ((value[0, 0] - centre) / sd) ** 2, compound)


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


_FEWEST = 100
"""Effective draws below which quantiles of the prediction would be noise."""


def _model(fit: Fit) -> CrossSpecies:
    assert isinstance(fit.model, CrossSpecies)
    return fit.model


def _smoothed(log_weight: Floats, compound: str) -> Floats:
    """Weights that may be relied on: even ones as they are, uneven ones with their tail smoothed.

    Pareto smoothing, and the shape above which it does not help: Vehtari et al. (2024).
    """
    weight = np.exp(log_weight - log_weight.max())
    if _effective(weight) >= 0.5 * weight.size:
        return weight
    from arviz_stats.base import array_stats  # takes a second or two

    smooth, shape = array_stats.psislw(-log_weight)  # takes log-likelihoods
    weight = np.exp(smooth - smooth.max())
    # reliable up to min(1 - 1/log10(n), 0.7), n the number of draws
    if shape > min(1 - 1 / np.log10(weight.size), 0.7) or _effective(weight) < _FEWEST:
        share = _effective(weight) / weight.size
        raise ModelDataError("too_influential", where=compound, share=f"{share:.0%}")
    return weight


def _effective(weight: Floats) -> float:
    """Equally weighted draws that would say as much (Kish)."""
    return float(weight.sum() ** 2 / (weight**2).sum())
