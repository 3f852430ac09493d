"""What a running trial should do next."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True, kw_only=True)
class Recommendation:
    """What to do now, and why.

    Attributes
    ----------
    action
        ``continue``, ``go``, ``no_go``, ``stop_for_success`` ...; each design says which it has.
    dose
        Label of the dose for the next patients, where the design chooses one.
    reasons
        What the action follows from: counts, probabilities, and the limits they were held to.
    admissible
        Labels of the doses or arms that may be given.
    """

    action: str
    dose: str | None = None
    reasons: tuple[str, ...] = ()
    admissible: tuple[str, ...] = ()
