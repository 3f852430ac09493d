"""Where a density is highest, and how it falls off there."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


@dataclasses.dataclass(frozen=True)
class Peak:
    """A mode of a log-density, and the covariance of the normal that fits its curvature.

    ``found`` is False where the search ended before it got there; ``rounds`` tells how often the
    density was asked for.
    """

    mode: np.ndarray
    covariance: np.ndarray
    found: bool
    rounds: int
