"""A two-arm trial whose control borrows from earlier ones."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import scipy
from numpy.typing import NDArray

from ..models import BetaMixture, effective_sample_size
from . import _check, _measure, _single_arm
from ._design import Design, Rows
from ._effect import Effect, effect_of_rates
from ._errors import DesignError
from ._measure import Measure
from ._scenario import BinaryScenario
from ._two_arm_binary import as_prior, superiority

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]


@dataclasses.dataclass(frozen=True, kw_only=True)
class BorrowingTrial(Design):
    """Success where P(p_treatment > p_control + margin | data) > threshold, the control's prior informative.

    Every pair of counts is counted.

    Parameters
    ----------
    control, treatment
        Patients by arm.
    informative
        Prior of the control's rate, such as a mixture fitted to
        :class:`kai_workbench.models.MAPPrior`, not yet robust.
    vague
        Weight of the vague part that makes it robust; 0 trusts it, 1 borrows nothing.
    vague_mean, vague_n
        Of that part, as in :meth:`kai_workbench.models.BetaMixture.robust`.
    threshold, margin
        Of success.
    prior_treatment
        Beta(a, b) or a mixture.

    References
    ----------
    Schmidli H et al. Biometrics 2014;70:1023.
    """

    scenario_type: ClassVar[type[BinaryScenario]] = BinaryScenario

    control: int
    treatment: int
    informative: BetaMixture
    vague: float = 0.2
    vague_mean: float = 0.5
    vague_n: float = 1.0
    threshold: float = 0.975
    margin: float = 0.0
    prior_treatment: BetaMixture | tuple[float, float] = (1.0, 1.0)

    def __post_init__(self) -> None:
        _check.whole(self.control, where="control", least=1)
        _check.whole(self.treatment, where="treatment", least=1)
        _check.rate(self.vague, where="vague")
        _check.share(self.vague_mean, where="vague_mean")
        _check.finite(self.vague_n, where="vague_n")
        _check.share(self.threshold, where="threshold")
        if not -1 < _check.finite(self.margin, where="margin") < 1:
            raise DesignError("margin_not_a_difference", where="margin", value=self.margin)
        object.__setattr__(self, "prior_treatment", as_prior(self.prior_treatment, where="prior_treatment"))

    @property
    def prior_control(self) -> BetaMixture:
        """The robust mixture."""
        return self._prior(self.vague)

    def _prior(self, vague: float) -> BetaMixture:
        return self.informative.robust(vague, mean=self.vague_mean, n=self.vague_n)

    @functools.cached_property
    def probability(self) -> Floats:
        """P(better | counts), (responders on control + 1, on treatment + 1)."""
        return self._table(self.vague)

    @functools.cached_property
    def _parts(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Of the informative and of the vague part: P(better), and how well each foretold the control."""
        treatment = self.prior_treatment
        assert isinstance(treatment, BetaMixture)
        vague = self._prior(1.0)
        alone = BetaMixture((1.0,), vague.a[-1:], vague.b[-1:])
        tables = [
            superiority(self.control, self.treatment, prior, treatment, self.margin)
            for prior in (self.informative, alone)
        ]
        foretold = [prior.predictive(self.control) for prior in (self.informative, alone)]
        return tables[0], tables[1], foretold[0], foretold[1]

    def _left(self, vague: Any) -> Floats:
        """Weight left to the informative part after each count of the control, (count, vague)."""
        _, _, informative, alone = self._parts
        mine = (1 - np.asarray(vague)) * informative[:, None]
        return np.asarray(mine / (mine + np.asarray(vague) * alone[:, None]))

    def _table(self, vague: float) -> Floats:
        informative, alone, _, _ = self._parts
        left = self._left([vague])
        return np.asarray(left * informative + (1 - left) * alone)

    @functools.cached_property
    def _control_mean(self) -> Floats:
        n = self.control
        return np.array([self.prior_control.posterior(r, n).mean for r in range(n + 1)])

    @property
    def adaptive(self) -> bool:
        """Nothing changes on the way."""
        return False

    def check(self, scenario: Any) -> None:
        """Refuse a scenario that does not fit."""
        super().check(scenario)
        _check.as_many(scenario.rates, 2, where=f"{scenario.name}, rates")

    def success(self, control: float, treatment: float) -> float:
        """Probability of success at true rates."""
        rates = ((self.control, control), (self.treatment, treatment))
        mass = [scipy.stats.binom.pmf(np.arange(n + 1), n, _check.rate(p, where="rate")) for n, p in rates]
        return float(mass[0] @ (self.probability > self.threshold) @ mass[1])

    def enumerate(self, scenario: BinaryScenario) -> list[Measure]:
        """Success, and how far the estimate of the control is drawn to the prior."""
        control, treatment = scenario.rates
        mass = scipy.stats.binom.pmf(np.arange(self.control + 1), self.control, control)
        error = self._control_mean - control
        name = "power" if treatment > control + self.margin else "type_1_error"
        return [
            _measure.exact(name, self.success(control, treatment)),
            _measure.exact("bias", float(mass @ error), of="control"),
            _measure.exact("rmse", float(np.sqrt(mass @ error**2)), of="control"),
            _measure.exact("patients", self.control + self.treatment, unit="{patients}"),
        ]

    def run(self, scenario: BinaryScenario, n: int, generator: np.random.Generator) -> Rows:
        """Simulate counts."""
        counts = [
            generator.binomial(size, rate, n)
            for size, rate in zip((self.control, self.treatment), scenario.rates, strict=True)
        ]
        success = self.probability[counts[0], counts[1]] > self.threshold
        return {"success": success, "error": self._control_mean[counts[0]] - scenario.rates[0]}

    def summarise(self, rows: Rows, scenario: BinaryScenario) -> list[Measure]:
        """The same measures from simulated trials."""
        control, treatment = scenario.rates
        name = "power" if treatment > control + self.margin else "type_1_error"
        return [
            _measure.proportion(name, rows["success"]),
            _measure.mean("bias", rows["error"], of="control"),
            _measure.root_mean_square("rmse", rows["error"], of="control"),
        ]

    def effect(self, control: int, treatment: int, *, vague: float | None = None) -> Effect:
        """Posterior of the difference of rates after observed responders.

        Parameters
        ----------
        control, treatment
            Responders by arm.
        vague
            Another weight of the vague part; 1 borrows nothing.
        """
        self._observed(control, treatment)
        prior = self.prior_control if vague is None else self._prior(_check.rate(vague, where="vague"))
        after = self.prior_treatment
        assert isinstance(after, BetaMixture)
        return effect_of_rates(
            prior.posterior(control, self.control), after.posterior(treatment, self.treatment)
        )

    def tipping_map(self, treatment: int, *, points: int = 41) -> pl.DataFrame:
        """The conclusion for every count of the control and every weight of the vague part.

        Parameters
        ----------
        treatment
            Responders that were observed under treatment.
        points
            Weights from 0 to 1.

        Returns
        -------
        polars.DataFrame
            ``control`` (responders), ``rate`` (their share), ``vague`` weight, ``probability`` that the
            treatment is better, ``success``.
        """
        import polars as pl

        _single_arm.responders(treatment, self.treatment, where="treatment")
        _check.whole(points, where="points", least=2)
        weights = np.linspace(0, 1, points)
        informative, alone, _, _ = self._parts
        left = self._left(weights)
        sure = left * informative[:, [treatment]] + (1 - left) * alone[:, [treatment]]
        counts = np.arange(self.control + 1)
        return pl.DataFrame(
            {
                "control": np.repeat(counts, points),
                "rate": np.repeat(counts / self.control, points),
                "vague": np.tile(weights, self.control + 1),
                "probability": sure.ravel(),
                "success": sure.ravel() > self.threshold,
            }
        )

    def _observed(self, control: int, treatment: int) -> None:
        _single_arm.responders(control, self.control, where="control")
        _single_arm.responders(treatment, self.treatment, where="treatment")

    def drift(self, drifts: Sequence[float], *, effect: float, centre: float | None = None) -> pl.DataFrame:
        """What happens where the control is not what the earlier data said.

        Parameters
        ----------
        drifts
            True rate of the control less ``centre``.
        effect
            Difference of rates under which power is counted.
        centre
            The informative prior's mean by default.

        Returns
        -------
        polars.DataFrame
            ``drift``, ``control`` rate, ``type_1_error`` (treatment better by the margin exactly),
            ``power``, and the ``bias`` and ``rmse`` of the control's estimate. A drift that leaves a rate
            outside 0 to 1 is refused.
        """
        import polars as pl

        _check.several(drifts, where="drifts")
        middle = self.informative.mean if centre is None else _check.rate(centre, where="centre")
        rows = []
        for drift in drifts:
            control = _check.rate(round(middle + drift, 12), where=f"drifts, {drift:g}")
            null = _check.rate(round(control + self.margin, 12), where=f"drifts, {drift:g}, margin")
            better = _check.rate(round(control + effect, 12), where=f"drifts, {drift:g}, effect")
            _, bias, rmse, _ = self.enumerate(BinaryScenario("drift", (control, better)))
            rows.append(
                (
                    float(drift),
                    control,
                    self.success(control, null),
                    self.success(control, better),
                    bias.value,
                    rmse.value,
                )
            )
        names = ["drift", "control", "type_1_error", "power", "bias", "rmse"]
        return pl.DataFrame(rows, schema=names, orient="row")

    def tipping_point(self, control: int, treatment: int, *, points: int = 51) -> pl.DataFrame:
        """How the conclusion from observed responders depends on the weight of the vague part.

        Parameters
        ----------
        control, treatment
            Responders by arm.
        points
            Weights from 0 to 1.

        Returns
        -------
        polars.DataFrame
            ``vague`` weight before the data, ``informative_after`` (weight left to the informative part
            after them), ``patients_borrowed`` (by moments, of the prior), ``probability`` that the
            treatment is better, ``success``.
        """
        import polars as pl

        self._observed(control, treatment)
        _check.whole(points, where="points", least=2)
        rows = []
        informative, alone, _, _ = self._parts
        for vague in np.linspace(0, 1, points).tolist():
            left = float(self._left([vague])[control, 0])
            sure = float(left * informative[control, treatment] + (1 - left) * alone[control, treatment])
            borrowed = float(effective_sample_size(self._prior(vague), method="moment"))
            rows.append((vague, left, borrowed, sure, sure > self.threshold))
        names = ["vague", "informative_after", "patients_borrowed", "probability", "success"]
        return pl.DataFrame(rows, schema=names, orient="row")
