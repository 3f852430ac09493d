"""DLT rates to expect before a trial by the continual reassessment method."""

from __future__ import annotations

import math

from . import _check
from ._errors import DesignError


def skeleton(target: float, halfwidth: float, n_doses: int, mtd: int) -> tuple[float, ...]:
    """A skeleton whose indifference intervals all have the same half-width.

    Where the model has the DLT rate of a dose ``halfwidth`` below the target, it has that of the next dose
    ``halfwidth`` above it: a true rate within target ± halfwidth then counts as the target. For the power
    model of :class:`CRM`.

    Parameters
    ----------
    target
        DLT rate that is sought.
    halfwidth
        Of the intervals.
    n_doses
        How many.
    mtd
        Number of the dose that is expected to have the target, from 1.

    Raises
    ------
    DesignError
        A target outside (0, 1), an interval that leaves it, or a dose that there is not.

    References
    ----------
    Lee SM, Cheung YK. Clin Trials 2009;6:227, as ``getprior`` of the R package dfcrm with its model
    "empiric".

    Examples
    --------
    >>> from kai_workbench import trials
    >>> [round(rate, 3) for rate in trials.skeleton(0.25, 0.05, 5, 3)]
    [0.084, 0.157, 0.25, 0.355, 0.46]
    """
    _check.share(target, where="target")
    _check.positive(halfwidth, where="halfwidth")
    if not (halfwidth < target and target + halfwidth < 1):
        raise DesignError("skeleton_halfwidth", where="halfwidth", value=halfwidth, target=target)
    _check.whole(n_doses, where="n_doses", least=1)
    _check.whole(mtd, where="mtd", least=1, most=n_doses)
    # log p of neighbours is in the ratio that takes target + halfwidth to target − halfwidth
    ratio = math.log(target + halfwidth) / math.log(target - halfwidth)
    return tuple(math.exp(math.log(target) * ratio ** (k - mtd)) for k in range(1, n_doses + 1))
