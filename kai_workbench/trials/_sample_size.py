"""How many patients or events a comparison of two arms needs."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import scipy

from . import _check
from ._errors import DesignError
from ._ordinal_scenario import OrdinalScenario


@dataclasses.dataclass(frozen=True)
class SampleSize:
    """Patients, and events where they decide.

    Attributes
    ----------
    control, treatment
        Patients by arm, rounded up.
    events
        Rounded up; None where they do not decide.
    exact
        Patients of both arms, or events, before rounding.
    """

    control: int
    treatment: int
    events: int | None
    exact: float

    @property
    def patients(self) -> int:
        """Of both arms."""
        return self.control + self.treatment


def _normal(alpha: float, power: float, allocation: float, inflation: float) -> tuple[float, float]:
    _check.share(alpha, where="alpha")
    _check.share(power, where="power")
    _check.rising((alpha, power), where="alpha, power")
    _check.positive(allocation, where="allocation")
    _check.positive(inflation, where="inflation")
    return -float(scipy.special.ndtri(alpha)), float(scipy.special.ndtri(power))


def _arms(control: float, allocation: float) -> SampleSize:
    total = control * (1 + allocation)
    tiny = 1e-9 * total  # so that rounding errors add no patient
    return SampleSize(
        int(np.ceil(control - tiny)), int(np.ceil(control * allocation - tiny)), None, float(total)
    )


def sample_size_means(
    *,
    difference: float,
    sd: float,
    alpha: float = 0.025,
    power: float = 0.9,
    allocation: float = 1.0,
    inflation: float = 1.0,
) -> SampleSize:
    """Patients to find a difference of means, by the normal approximation.

    Parameters
    ----------
    difference, sd
        In one unit.
    alpha, power
        One-sided.
    allocation
        Patients on treatment for each on control.
    inflation
        Of a group sequential design, :attr:`GroupSequential.inflation`.

    Examples
    --------
    >>> from kai_workbench import trials
    >>> trials.sample_size_means(difference=0.5, sd=1.0).patients
    170
    """
    z_alpha, z_beta = _normal(alpha, power, allocation, inflation)
    if not _check.finite(difference, where="difference"):
        raise DesignError("no_difference", where="difference")
    _check.positive(sd, where="sd")
    return _arms(inflation * (1 + 1 / allocation) * (sd * (z_alpha + z_beta) / difference) ** 2, allocation)


def sample_size_proportions(
    *,
    control: float,
    treatment: float,
    alpha: float = 0.025,
    power: float = 0.9,
    allocation: float = 1.0,
    inflation: float = 1.0,
) -> SampleSize:
    """Patients to find a difference of two proportions: pooled variance under the null, no correction.

    Parameters
    ----------
    control, treatment
        True proportions.
    alpha, power, allocation, inflation
        As in :func:`sample_size_means`.

    References
    ----------
    Fleiss JL, Levin B, Paik MC. Statistical Methods for Rates and Proportions, 3rd edition, chapter 4.
    """
    z_alpha, z_beta = _normal(alpha, power, allocation, inflation)
    p, q = _check.share(control, where="control"), _check.share(treatment, where="treatment")
    if p == q:
        raise DesignError("no_difference", where="control, treatment")
    pooled = (p + allocation * q) / (1 + allocation)
    null = z_alpha * np.sqrt(pooled * (1 - pooled) * (1 + 1 / allocation))
    other = z_beta * np.sqrt(p * (1 - p) + q * (1 - q) / allocation)
    return _arms(float(inflation * ((null + other) / (q - p)) ** 2), allocation)


def sample_size_ordinal(
    *,
    control: Sequence[float],
    odds_ratio: float,
    alpha: float = 0.025,
    power: float = 0.9,
    allocation: float = 1.0,
    inflation: float = 1.0,
) -> SampleSize:
    """Patients to find an odds ratio of ordered categories, by the rank sum test.

    Parameters
    ----------
    control
        Probability of each category on control, from the worst to the best.
    odds_ratio
        Of being in a higher category, treatment over control, not 1.
    alpha, power, allocation, inflation
        As in :func:`sample_size_means`.

    References
    ----------
    Whitehead J. Stat Med 1993;12:2257.

    Examples
    --------
    >>> from kai_workbench import trials
    >>> trials.sample_size_ordinal(control=(0.1, 0.2, 0.5, 0.2), odds_ratio=2.4278).patients
    188
    """
    z_alpha, z_beta = _normal(alpha, power, allocation, inflation)
    truth = OrdinalScenario.proportional("control", control, odds_ratio=odds_ratio)
    if odds_ratio == 1:
        raise DesignError("no_difference", where="odds_ratio")
    arms = np.asarray(truth.probabilities)
    mean = (arms[0] + allocation * arms[1]) / (1 + allocation)
    total = 3 * (1 + allocation) ** 2 * ((z_alpha + z_beta) / np.log(odds_ratio)) ** 2
    total /= allocation * (1 - float((mean**3).sum()))
    return _arms(float(inflation * total / (1 + allocation)), allocation)


def sample_size_survival(
    *,
    hazard_ratio: float,
    control_median: float,
    accrual: float,
    follow_up: float,
    dropout: float = 0.0,
    alpha: float = 0.025,
    power: float = 0.9,
    allocation: float = 1.0,
    inflation: float = 1.0,
) -> SampleSize:
    """Events by Schoenfeld's formula, and patients who give that many with exponential times.

    Parameters
    ----------
    hazard_ratio
        Treatment over control, not 1.
    control_median
        Median time to the event on control.
    accrual, follow_up
        How long patients enter, uniformly, and how long the last is followed; in the unit of the median.
    dropout
        Hazard of dropping out, per that unit.
    alpha, power, allocation, inflation
        As in :func:`sample_size_means`.

    References
    ----------
    Schoenfeld DA. Biometrics 1983;39:499.

    Examples
    --------
    >>> from kai_workbench import trials
    >>> trials.sample_size_survival(
    ...     hazard_ratio=0.6, control_median=12, accrual=12, follow_up=12
    ... ).events
    162
    """
    z_alpha, z_beta = _normal(alpha, power, allocation, inflation)
    _check.positive(hazard_ratio, where="hazard_ratio")
    if hazard_ratio == 1:
        raise DesignError("no_difference", where="hazard_ratio")
    for where, value in (("control_median", control_median), ("accrual", accrual)):
        _check.positive(value, where=where)
    for where, value in (("follow_up", follow_up), ("dropout", dropout)):
        if value != 0:
            _check.positive(value, where=where)
    balance = (1 + allocation) ** 2 / allocation
    events = inflation * balance * ((z_alpha + z_beta) / np.log(hazard_ratio)) ** 2
    hazard = np.log(2) / control_median

    def chance(rate: float) -> float:
        leaves = rate + dropout
        late = np.exp(-leaves * follow_up) * -np.expm1(-leaves * accrual) / (leaves * accrual)
        return float(rate / leaves * (1 - late))

    share = (chance(hazard) + allocation * chance(hazard * hazard_ratio)) / (1 + allocation)
    size = _arms(float(events / share / (1 + allocation)), allocation)
    return dataclasses.replace(size, events=int(np.ceil(events - 1e-9 * events)), exact=float(events))
