"""What a running trial of several treatments and a control should do at a stage."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from . import _check, _single_arm
from ._decision import Decision
from ._errors import DesignError
from ._recommendation import because

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from ._mams import MAMS

_NEVER = -20.0  # a bound that is none


def bounds_table(design: MAMS, size: NDArray[np.float64]) -> pl.DataFrame:
    """See :meth:`MAMS.decision_table`; ``size`` by arm, the control first, and stage."""
    import polars as pl

    return pl.DataFrame(
        {
            "stage": np.arange(1, size.shape[1] + 1),
            "control": size[0],
            "treatment": size[1],
            "futility_z": [float(z) if z > _NEVER else None for z in design.lower],
            "efficacy_z": design.upper,
        },
        schema_overrides={"futility_z": pl.Float64},
    )


def advice(design: MAMS, data: pl.DataFrame) -> Decision:
    """See :meth:`MAMS.next`."""
    names = tuple(f"arm {k}" for k in range(1, design.arms + 1))
    which, z = _single_arm.arms_of(data, names), _single_arm.numbers_of(data, "z")
    stage = [
        _check.whole(one, where=f"stage, row {row}", least=1, most=len(design.treatment))
        for row, one in enumerate(_single_arm.column_of(data, "stage"), start=1)
    ]
    alive = set(range(design.arms))
    action, reasons = "continue", [because("looks_left", n=len(design.treatment))]
    for k in range(1, max(stage, default=0) + 1):
        here = {int(arm): one for s, arm, one in zip(stage, which, z, strict=True) if s == k}
        if action != "continue" or not here.keys() <= alive:
            raise DesignError("look_had_ended", where=f"stage {k}", value=_listed(names, here))
        if missing := alive - here.keys():
            raise DesignError("outcome_missing", where=f"z, stage {k}, {_listed(names, missing)}")
        low, high = float(design.lower[k - 1]), float(design.upper[k - 1])
        best = max(here, key=here.__getitem__)
        alive = {arm for arm in alive if here[arm] >= low}
        if here[best] >= high:
            action, alive = "stop_for_efficacy", {best}
        elif not alive:
            last = k == len(design.treatment)
            action = "end_without_efficacy" if last else "stop_for_futility"
        reasons = [
            because("statistic_of", arm=names[arm], z=f"{here[arm]:.4f}", high=f"{high:.4f}")
            for arm in sorted(here)
        ]
        if low > _NEVER and k < len(design.treatment):
            reasons.append(because("futility_below", low=f"{low:.4f}"))
    left = tuple(names[arm] for arm in sorted(alive))
    return Decision(action=action, reasons=tuple(reasons), arms=left)


def _listed(names: tuple[str, ...], which: Iterable[int]) -> str:
    return ", ".join(names[k] for k in sorted(which))
