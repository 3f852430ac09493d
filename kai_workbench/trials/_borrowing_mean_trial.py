"""A two-arm trial of a mean whose control borrows from earlier ones."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from ..models import NormalMixture, effective_sample_size
from . import _check, _measure
from ._design import Design, Rows
from ._effect import Effect, effect_of_means
from ._measure import Measure
from ._scenario import NormalScenario

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
_REACH, _POINTS, _HALVINGS = 7.0, 181, 44  # SDs and points of the control's estimate; steps to the boundary


@dataclasses.dataclass(frozen=True, kw_only=True)
class BorrowingMeanTrial(Design):
    """Success where P(better by more than the margin | data) > threshold, the control's prior informative.

    Estimates of the arms are normal, with the SD between patients known. Their chances are integrals,
    good to about six digits; nothing is drawn at random.

    Parameters
    ----------
    control, treatment
        Patients by arm.
    sd
        Between patients, in the outcome's unit.
    informative
        Prior of the control's mean, such as a mixture fitted to
        :class:`kai_workbench.models.MAPPrior`, not yet robust.
    vague
        Weight of the vague part that makes it robust; 0 trusts it, 1 borrows nothing.
    vague_mean, vague_sd
        Of that part; by default the informative prior's mean, and ``sd``: worth one patient.
    threshold, margin
        Of success; the margin in the outcome's unit.
    better
        Whether a good outcome is a ``"higher"`` or a ``"lower"`` mean.

    References
    ----------
    Schmidli H et al. Biometrics 2014;70:1023.
    """

    scenario_type: ClassVar[type[NormalScenario]] = NormalScenario

    control: int
    treatment: int
    sd: float
    informative: NormalMixture
    vague: float = 0.2
    vague_mean: float | None = None
    vague_sd: float | None = None
    threshold: float = 0.975
    margin: float = 0.0
    better: Literal["higher", "lower"] = "higher"

    def __post_init__(self) -> None:
        _check.whole(self.control, where="control", least=1)
        _check.whole(self.treatment, where="treatment", least=1)
        _check.positive(self.sd, where="sd")
        _check.rate(self.vague, where="vague")
        if self.vague_mean is not None:
            _check.finite(self.vague_mean, where="vague_mean")
        if self.vague_sd is not None:
            _check.positive(self.vague_sd, where="vague_sd")
        _check.share(self.threshold, where="threshold")
        _check.finite(self.margin, where="margin")
        _check.option(self.better, ("higher", "lower"), where="better")

    @property
    def prior_control(self) -> NormalMixture:
        """The robust mixture."""
        return self._prior(self.vague)

    @property
    def prior_treatment(self) -> NormalMixture:
        """Worth one patient, where the vague part of the control's prior lies."""
        return NormalMixture((1.0,), (self._vague_mean,), (self._vague_sd,))

    @property
    def errors(self) -> tuple[float, float]:
        """Standard errors of the two estimates."""
        return float(self.sd / np.sqrt(self.control)), float(self.sd / np.sqrt(self.treatment))

    @property
    def _vague_mean(self) -> float:
        return self.informative.mean if self.vague_mean is None else self.vague_mean

    @property
    def _vague_sd(self) -> float:
        return self.sd if self.vague_sd is None else self.vague_sd

    def _prior(self, vague: float) -> NormalMixture:
        return self.informative.robust(vague, mean=self._vague_mean, sd=self._vague_sd)

    @property
    def _sign(self) -> float:
        return 1.0 if self.better == "higher" else -1.0

    def probability(self, control: float, treatment: float, *, vague: float | None = None) -> float:
        """P(better by more than the margin | the two estimates)."""
        effect = self.effect(control, treatment, vague=vague)
        return effect.over(self.margin) if self._sign > 0 else 1 - effect.over(-self.margin)

    def effect(self, control: float, treatment: float, *, vague: float | None = None) -> Effect:
        """Posterior of the difference of means after two estimates.

        Parameters
        ----------
        control, treatment
            Observed means.
        vague
            Another weight of the vague part; 1 borrows nothing.
        """
        _check.finite(control, where="control")
        _check.finite(treatment, where="treatment")
        prior = self.prior_control if vague is None else self._prior(_check.rate(vague, where="vague"))
        mine, theirs = self.errors
        return effect_of_means(
            prior.posterior(control, mine), self.prior_treatment.posterior(treatment, theirs)
        )

    def _posteriors(self, estimates: Floats, vague: float) -> tuple[Floats, Floats, Floats]:
        """Weights, means (estimate, component) and SDs (component) of the control after each estimate."""
        prior, error = self._prior(vague), self.errors[0]
        m, s2 = np.asarray(prior.means), np.asarray(prior.sds) ** 2
        seen = estimates[:, None]
        with np.errstate(divide="ignore"):
            log = np.log(prior.weights) + scipy.stats.norm.logpdf(seen, m, np.sqrt(s2 + error**2))
        precision = 1 / s2 + 1 / error**2
        return (
            scipy.special.softmax(log, axis=1),
            (m / s2 + seen / error**2) / precision,
            1 / np.sqrt(precision),
        )

    def boundary(self, estimates: Any, *, vague: float | None = None) -> Floats:
        """The treatment's estimate beyond which the trial succeeds, for each estimate of the control."""
        seen = np.atleast_1d(np.asarray(estimates, dtype=float))
        weight, mean, sd = self._posteriors(seen, self.vague if vague is None else vague)
        error, prior = self.errors[1], self.prior_treatment
        precision = 1 / prior.sds[0] ** 2 + 1 / error**2
        wide = np.sqrt(sd**2 + 1 / precision)
        # P(better) rises with the treatment's posterior mean: halve until it is the threshold.
        start = self._sign * (mean + self._sign * self.margin)
        low, high = (start - 9 * wide).min(axis=1), (start + 9 * wide).max(axis=1)
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            sure = (weight * scipy.special.ndtr((middle[:, None] - start) / wide)).sum(axis=1)
            high, low = (
                np.where(sure > self.threshold, middle, high),
                np.where(sure > self.threshold, low, middle),
            )
        needed = self._sign * high
        return np.asarray((needed * precision - prior.means[0] / prior.sds[0] ** 2) * error**2)

    def success(self, control: float, treatment: float) -> float:
        """Probability of success at true means."""
        return self._successes(control, treatment)[0]

    def _successes(self, control: float, *treatments: float) -> list[float]:
        """For several true means of the treatment: what the control's estimate asks of it is found once."""
        mine, theirs = self.errors
        x, mass = self._nodes
        needed = self.boundary(control + mine * x)
        return [float(mass @ scipy.special.ndtr(self._sign * (one - needed) / theirs)) for one in treatments]

    @functools.cached_property
    def _nodes(self) -> tuple[Floats, Floats]:
        x = np.linspace(-_REACH, _REACH, _POINTS)
        return x, scipy.stats.norm.pdf(x) * (x[1] - x[0])

    def enumerate(self, scenario: NormalScenario) -> list[Measure]:
        """Success, and how far the estimate of the control is drawn to the prior."""
        control, treatment = scenario.means
        bias, rmse = self._errors_of(control)
        return [
            _measure.exact(self._name(scenario), self.success(control, treatment)),
            _measure.exact("bias", bias, of="control"),
            _measure.exact("rmse", rmse, of="control"),
            _measure.exact("patients", self.control + self.treatment, unit="{patients}"),
        ]

    def _errors_of(self, control: float) -> tuple[float, float]:
        """Bias and RMSE of the control's estimate at its true mean."""
        x, mass = self._nodes
        error = self._control_mean(control + self.errors[0] * x) - control
        return float(mass @ error), float(np.sqrt(mass @ error**2))

    def _control_mean(self, estimates: Floats) -> Floats:
        weight, mean, _ = self._posteriors(np.asarray(estimates), self.vague)
        return np.asarray((weight * mean).sum(axis=1))

    def _name(self, scenario: NormalScenario) -> str:
        gain = self._sign * (scenario.means[1] - scenario.means[0])
        return "power" if gain > self.margin else "type_1_error"

    def check(self, scenario: Any) -> None:
        """Refuse a scenario that does not fit."""
        super().check(scenario)
        _check.as_many(scenario.means, 2, where=f"{scenario.name}, means")

    def run(self, scenario: NormalScenario, n: int, generator: np.random.Generator) -> Rows:
        """Simulate the estimates of both arms."""
        seen = [
            generator.normal(mean, scenario.sd / np.sqrt(size), n)
            for mean, size in zip(scenario.means, (self.control, self.treatment), strict=True)
        ]
        success = self._sign * (seen[1] - self.boundary(seen[0])) > 0
        return {"success": success, "error": self._control_mean(seen[0]) - scenario.means[0]}

    def summarise(self, rows: Rows, scenario: NormalScenario) -> list[Measure]:
        """The same measures from simulated trials."""
        return [
            _measure.proportion(self._name(scenario), rows["success"]),
            _measure.mean("bias", rows["error"], of="control"),
            _measure.root_mean_square("rmse", rows["error"], of="control"),
        ]

    def drift(self, drifts: Sequence[float], *, effect: float, centre: float | None = None) -> pl.DataFrame:
        """What happens where the control is not what the earlier data said.

        Parameters
        ----------
        drifts
            True mean of the control less ``centre``, in the outcome's unit.
        effect
            True gain (in the good direction) under which power is counted.
        centre
            The informative prior's mean by default.

        Returns
        -------
        polars.DataFrame
            ``drift``, ``control`` mean, ``type_1_error`` (treatment better by the margin exactly),
            ``power``, and the ``bias`` and ``rmse`` of the control's estimate.
        """
        import polars as pl

        _check.several(drifts, where="drifts")
        middle = self.informative.mean if centre is None else _check.finite(centre, where="centre")
        rows = []
        for drift in drifts:
            control = middle + _check.finite(drift, where="drifts")
            null, better = (control + self._sign * one for one in (self.margin, effect))
            error, power = self._successes(control, null, better)
            rows.append((float(drift), control, error, power, *self._errors_of(control)))
        names = ["drift", "control", "type_1_error", "power", "bias", "rmse"]
        return pl.DataFrame(rows, schema=names, orient="row")

    def tipping_point(self, control: float, treatment: float, *, points: int = 51) -> pl.DataFrame:
        """How the conclusion from observed means depends on the weight of the vague part.

        Returns
        -------
        polars.DataFrame
            ``vague`` weight before the data, ``informative_after`` (weight left to the informative part
            after them), ``patients_borrowed`` (by moments, of the prior), ``probability`` that the
            treatment is better, ``success``.
        """
        import polars as pl

        _check.whole(points, where="points", least=2)
        rows = []
        for vague in np.linspace(0, 1, points).tolist():
            prior = self._prior(vague)
            after = prior.posterior(control, self.errors[0])
            sure = self.probability(control, treatment, vague=vague)
            borrowed = float(effective_sample_size(prior, method="moment", patient_sd=self.sd))
            rows.append((vague, 1 - after.weights[-1], borrowed, sure, sure > self.threshold))
        names = ["vague", "informative_after", "patients_borrowed", "probability", "success"]
        return pl.DataFrame(rows, schema=names, orient="row")

    def tipping_map(self, treatment: float, *, estimates: Sequence[float], points: int = 41) -> pl.DataFrame:
        """The conclusion for every estimate of the control and every weight of the vague part.

        Parameters
        ----------
        treatment
            Observed mean under treatment.
        estimates
            Of the control.
        points
            Weights from 0 to 1.

        Returns
        -------
        polars.DataFrame
            ``control`` (estimate), ``vague`` weight, ``probability`` that the treatment is better,
            ``success``.
        """
        import polars as pl

        _check.several(estimates, where="estimates")
        seen = np.array([_check.finite(one, where="estimates") for one in estimates])
        after = self.prior_treatment.posterior(treatment, self.errors[1])
        weights = np.linspace(0, 1, points)
        sure = np.empty((seen.size, points))
        for k, vague in enumerate(weights.tolist()):
            weight, mean, sd = self._posteriors(seen, vague)
            gain = self._sign * (after.means[0] - mean) - self.margin
            sure[:, k] = (weight * scipy.special.ndtr(gain / np.hypot(sd, after.sds[0]))).sum(axis=1)
        return pl.DataFrame(
            {
                "control": np.repeat(seen, points),
                "vague": np.tile(weights, seen.size),
                "probability": sure.ravel(),
                "success": sure.ravel() > self.threshold,
            }
        )
