"""What a benchmark dose may be taken from: tables of incidence, of means, of single responses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ._errors import ModelDataError

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
_ONE_OF = ("study", "organ", "term", "dose_unit", "species")


def incidence_data(data: pl.DataFrame) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    """Doses, animals examined and affected of one finding; refused where no curve can be told."""
    dose, examined, affected = numbers(data, "dose", "examined", "affected")
    one_finding(data)
    for row in range(data.height):
        n, r = examined[row], affected[row]
        if not (n >= 1 and 0 <= r <= n and n == int(n) and r == int(r)):
            raise ModelDataError("incidence_count", where=f"row {row + 1}, dose {dose[row]:g}", n=n, r=r)
    enough_doses(dose)
    hit, all_of_them = int(affected.sum()), int(examined.sum())
    if hit in (0, all_of_them):
        raise ModelDataError("incidence_constant", where="affected", n=all_of_them, r=hit)
    low = dose == dose.min()
    control = affected[low].sum() / examined[low].sum()
    rates = [affected[dose == one].sum() / examined[dose == one].sum() for one in np.unique(dose[~low])]
    if max(rates) <= control:
        raise ModelDataError("incidence_falls", where="affected", control=round(float(control), 3))
    return dose, examined.astype(np.int64), affected.astype(np.int64)


def numbers(data: pl.DataFrame, *names: str) -> list[Floats]:
    """Columns as finite numbers; doses not below 0."""
    import polars as pl

    for name in names:
        if name not in data.columns:
            raise ModelDataError("missing_column", where=name, columns=", ".join(data.columns))
    found: list[Floats] = []
    for name in names:
        values: Any = data[name].cast(pl.Float64, strict=False).to_numpy().astype(float)
        bad = ~np.isfinite(values) | ((values < 0) & (name == "dose"))
        if bad.any():
            row = int(np.flatnonzero(bad)[0])
            raise ModelDataError(
                "dose_value" if name == "dose" else "model_value_not_finite",
                where=f"{name}, row {row + 1}",
                value=data[name][row],
            )
        found.append(values)
    return found


def one_finding(data: pl.DataFrame) -> None:
    """Refuse a table that mixes findings, studies or units."""
    for name in _ONE_OF:
        if name in data.columns and data[name].n_unique() > 1:
            several = ", ".join(str(one) for one in data[name].unique().sort().head(3).to_list())
            raise ModelDataError("several_findings", where=name, several=several)


def enough_doses(dose: Floats) -> None:
    """Refuse fewer than three different doses."""
    if np.unique(dose).size < 3:
        raise ModelDataError("too_few_doses", where="dose", n=np.unique(dose).size)
