"""From tumours in mice to what the trials of a programme will ask: the difference of two response rates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..trials import UncertainEffect
from ._seen_tumours import seen_response
from ._tumour_response import mouse_rates, tumour_response
from ._tumour_sources import TumourSource, Xenograft
from ._tumour_synthetic import phase2

if TYPE_CHECKING:
    from ..inference import Fit

ARM = "KAI-101 30 mg/kg"
SEED = 20260101
_PATIENTS = 150  # of each draw: enough that its own chance adds little


def programme_effect(
    fit: Fit, *, source: TumourSource, arm: Xenograft, ratio: float = 1.0, draws: int = 300
) -> UncertainEffect:
    """Response of KAI-101's patients less that under standard therapy, from its mice alone.

    The response of treated patients is foretold from the posterior of growth and kill in mice, how far kill
    carries over, and what such patients are like; the rate under standard therapy is that of the invented
    phase 2's comparator, with a uniform prior.

    Parameters
    ----------
    fit
        Of the arm's mice.
    source
        Of the mice, with the clinic that they are carried to.
    arm
        The treatment.
    ratio
        Unbound exposure in patients over that of the arm's patients, 1 for the planned dose.
    draws
        Of the posterior.

    Returns
    -------
    kai_workbench.trials.UncertainEffect
        With the parts ``kill``, ``carried``, ``growth`` and ``control``.

    Raises
    ------
    kai_workbench.inference.UntrustedFit
        The fit's checks say that it must not be used.
    """
    growth, kill = mouse_rates(fit, draws=draws)
    response = tumour_response(
        growth, kill, clinic=source.clinic, ratio=ratio * arm.patient_ratio, patients=_PATIENTS
    )
    share, n, _ = seen_response(phase2("STD"))
    responders = round(share * n)
    control = np.random.default_rng(SEED).beta(1 + responders, 1 + n - responders, kill.size)
    return UncertainEffect.of_rates(
        response.response_rate,
        control,
        parts={"kill": kill, "carried": response.kill / kill, "growth": response.growth, "control": control},
        source=f"{arm.name}, {source.source}",
    )
