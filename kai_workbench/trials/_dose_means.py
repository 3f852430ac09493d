"""Means by dose of a table of patients."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from . import _check, _single_arm
from ._errors import DesignError

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]


def means_by_dose(data: pl.DataFrame, doses: tuple[float, ...]) -> tuple[Floats, float, tuple[int, ...]]:
    """Mean responses, the sum of squares within doses, and patients by dose.

    Raises
    ------
    DesignError
        A column or an outcome is missing, or a dose is none of ``doses`` or has none.
    """
    dose, response = (_single_arm.column_of(data, name) for name in ("dose", "response"))
    groups: dict[float, list[float]] = {d: [] for d in doses}
    for row, (d, y) in enumerate(zip(dose, response, strict=True), start=1):
        if y is None or not np.isfinite(y):
            raise DesignError("outcome_missing", where=f"response, row {row}")
        if d not in groups:
            known = ", ".join(f"{x:g}" for x in doses)
            raise DesignError("design_option_unknown", where=f"dose, row {row}", value=d, known=known)
        groups[d].append(float(y))
    for d, values in groups.items():
        _check.whole(len(values), where=f"dose {d:g}, patients", least=2)
    means = np.array([np.mean(values) for values in groups.values()])
    within = float(sum(((np.array(v) - np.mean(v)) ** 2).sum() for v in groups.values()))
    return means, within, tuple(len(values) for values in groups.values())
