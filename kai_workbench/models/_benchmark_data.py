"""What a benchmark dose may be taken from: tables of incidence, of means, of single responses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ._errors import ModelDataError
from ._tables import checked_frame

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
        if name not in checked_frame(data).columns:
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


class Groups(NamedTuple):
    """Means of dose groups, responses as shares of the lowest dose's mean and doses of the top dose.

    Of a lognormal response means and variances are those of the logarithm.
    """

    dose: Floats
    number: Floats
    mean: Floats
    variance: Floats
    rises: bool
    scale: float
    top: float
    log_jacobian: float  # from the likelihood of shares to that of the responses themselves


def grouped_data(data: pl.DataFrame, *, lognormal: bool) -> Groups:
    """Groups of one measurement, told by their moments or animal by animal; refused where no curve is."""
    one_finding(data)
    told = "response" in data.columns
    if told:
        dose, response = numbers(data, "dose", "response")
        levels = np.unique(dose)
        parts = [response[dose == one] for one in levels]
        if lognormal and response.min() <= 0:
            raise ModelDataError("value_not_positive", where="response", value=float(response.min()))
        number = np.array([float(part.size) for part in parts])
        _enough(levels, number)
        mean = np.array([part.mean() for part in parts])
        sd = np.array([part.std(ddof=1) for part in parts])
        dose = levels
    else:
        dose, number, mean, sd = numbers(data, "dose", "n", "mean", "sd")
        _enough(dose, number)
        for row in range(data.height):
            if sd[row] < 0:
                raise ModelDataError("prior_not_positive", where=f"sd, row {row + 1}", value=sd[row])
    enough_doses(dose)
    scale = float(np.average(mean[dose == dose.min()], weights=number[dose == dose.min()]))
    if scale <= 0 or (lognormal and mean.min() <= 0):
        raise ModelDataError("control_not_positive", where="mean", value=min(scale, float(mean.min())))
    if not sd.max() > 0 or np.ptp(mean) == 0:
        raise ModelDataError("means_constant", where="mean, sd", mean=float(mean[0]))
    top = float(dose.max())
    rises = bool(np.polyfit(dose, mean, 1, w=np.sqrt(number))[0] > 0)
    if lognormal:
        if told:
            logs = [np.log(part) for part in parts]
            place, variance = (np.array([f(one) for one in logs]) for f in (np.mean, lambda v: v.var(ddof=1)))
        else:  # BMDS's approximation where only the moments are told
            variance = np.log1p((sd / mean) ** 2)
            place = np.log(mean) - variance / 2
        place_scaled = place - np.log(scale)
        return Groups(dose / top, number, place_scaled, variance, rises, scale, top, -float(number @ place))
    jacobian = -float(number.sum()) * float(np.log(scale))
    return Groups(dose / top, number, mean / scale, (sd / scale) ** 2, rises, scale, top, jacobian)


def _enough(dose: Floats, number: Floats) -> None:
    for one, n in zip(dose, number, strict=True):
        if n < 2:
            raise ModelDataError("group_too_small", where=f"dose {one:g}", n=n)
