"""The choices of a non-compartmental analysis."""

from __future__ import annotations

import dataclasses
from typing import Literal

from kai_workbench.errors import KaiError

Route = Literal["extravascular", "iv bolus", "infusion"]
AreaMethod = Literal["linear-up/log-down", "linear", "log"]
BelowLimit = Literal["zero", "missing", "half limit"]


class NcaError(KaiError):
    """Concentrations that cannot be analysed, or a choice that makes no sense."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class BelowLimitRule:
    """What a concentration below the limit of quantification counts as.

    Attributes
    ----------
    before
        Before the first measurable one: 0, unless told otherwise.
    middle
        Between measurable ones: left out.
    after
        After the last measurable one: left out.

    Each may be ``zero``, ``missing`` or ``half limit`` (needs the column of limits).
    """

    before: BelowLimit = "zero"
    middle: BelowLimit = "missing"
    after: BelowLimit = "missing"

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            if getattr(self, field.name) not in {"zero", "missing", "half limit"}:
                raise NcaError("nca_choice", where=field.name, value=getattr(self, field.name))


@dataclasses.dataclass(frozen=True, kw_only=True)
class TerminalPhase:
    """Which points the terminal slope is drawn through.

    Attributes
    ----------
    least
        At least so many points; fewer give no slope.
    last
        Exactly so many of the last measurable ones; else chosen by the best adjusted R².
    between
        Exactly those from one time to another, both included.
    with_tmax
        Whether the highest concentration may be among them. Not given: only after an iv bolus.
    tolerance
        Among choices whose adjusted R² is so near the best, the one of most points is taken.
    """

    least: int = 3
    last: int | None = None
    between: tuple[float, float] | None = None
    with_tmax: bool | None = None
    tolerance: float = 1e-4

    def __post_init__(self) -> None:
        if self.least < 2 or (self.last is not None and self.last < 2):
            raise NcaError("nca_points", value=self.least if self.last is None else self.last)
        if self.last is not None and self.between is not None:
            raise NcaError("nca_fixed_twice")
