"""How long and with which seed to sample."""

from __future__ import annotations

import dataclasses
import os

from ..errors import KaiError


@dataclasses.dataclass(frozen=True)
class Settings:
    """Sampler settings; part of the name of a fit.

    Attributes
    ----------
    draws, tune
        Kept and discarded draws of each chain.
    chains
        Independent runs; four at least make their disagreement visible.
    seed
        Fixes the draws for one set of compiled code.
    target_accept
        Mean acceptance the step size is tuned for.
    """

    draws: int = 1000
    tune: int = 500
    chains: int = 4
    seed: int = 20260101
    target_accept: float = 0.8

    def __post_init__(self) -> None:
        for name, least in (("draws", 4), ("tune", 1), ("chains", 1), ("seed", 0)):
            value = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool) or value < least:
                raise KaiError("inference.settings", name=name, value=repr(value), least=least)

    def scaled(self) -> Settings:
        """With fewer draws where ``KAI_DRAWS`` says so (notebooks run as tests)."""
        most = os.environ.get("KAI_DRAWS", "")
        return dataclasses.replace(self, draws=min(self.draws, int(most))) if most.isdigit() else self
