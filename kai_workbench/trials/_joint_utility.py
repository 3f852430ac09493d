"""What the four outcomes of a patient are worth."""

from __future__ import annotations

import dataclasses
from typing import Any

from . import _check
from ._errors import DesignError

_MOST = 100


@dataclasses.dataclass(frozen=True, kw_only=True)
class JointUtility:
    """Worth of response and DLT together, in whole numbers from 0 to 100.

    Parameters
    ----------
    response
        Of a response without a DLT: the best, 100.
    response_and_dlt
        Of both.
    neither
        Of neither.
    dlt
        Of a DLT without a response: the worst, 0.

    Raises
    ------
    DesignError
        A number that is not whole or outside 0–100, or one outside ``dlt`` and ``response``.
    """

    response: int = 100
    response_and_dlt: int = 60
    neither: int = 40
    dlt: int = 0

    def __post_init__(self) -> None:
        for field in ("response", "response_and_dlt", "neither", "dlt"):
            worth = _check.whole(getattr(self, field), where=f"utility, {field}", most=_MOST)
            object.__setattr__(self, field, worth)
        between = (self.response_and_dlt, self.neither)
        if not (self.dlt <= min(between) and max(between) <= self.response and self.dlt < self.response):
            raise DesignError("utility_order", where="utility", best=self.response, worst=self.dlt)

    @property
    def needs_both(self) -> bool:
        """Whether the number of patients with both outcomes matters, and not only the two totals."""
        return self.response + self.dlt != self.response_and_dlt + self.neither

    def total(self, n: Any, dlts: Any, responses: Any, both: Any) -> Any:
        """Sum over patients; broadcasts."""
        return (
            self.response * (responses - both)
            + self.response_and_dlt * both
            + self.neither * (n - dlts - responses + both)
            + self.dlt * (dlts - both)
        )

    def expected(self, dlt_rate: float, response_rate: float, both: float | None = None) -> float:
        """Of a patient with these probabilities, independent unless ``both`` is given."""
        together = dlt_rate * response_rate if both is None else both
        return float(self.total(1.0, dlt_rate, response_rate, together))
