"""Sizes of tumours by time, and what the animals or patients were exposed to; checked."""

from __future__ import annotations

import dataclasses
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..text import say
from ._errors import ModelDataError, ModelDataWarning
from ._tables import checked_frame

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
_FEWEST_SUBJECTS, FEWEST_TIMES = 3, 3
FOREVER = 1e6
_APART = np.log(100)


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class TumourSizes:
    """Sizes of tumours, and exposure that changes while they are watched.

    Attributes
    ----------
    sizes
        One row a measurement: ``subject``, ``time`` (since the start of treatment), ``size``.
    exposure
        One row a stretch of treatment: ``subject``, ``start``, ``stop``, ``exposure``, constant
        within. Outside of them, and for subjects without a row, it is 0. Where it does not change,
        a column ``exposure`` of the sizes does: it counts from time 0 on.
    """

    sizes: pl.DataFrame
    exposure: pl.DataFrame | None = None


@dataclasses.dataclass(frozen=True, eq=False)
class CheckedSizes:
    """What a model takes from :class:`TumourSizes`."""

    subjects: list[Any]
    time: Floats
    size: Floats
    below: NDArray[np.bool_]
    of_subject: NDArray[np.int64]
    start: Floats
    stop: Floats
    level: Floats


def check_sizes(
    data: pl.DataFrame | TumourSizes,
    *,
    limit: float | None,
    exposed: bool,
    from_start: bool,
    for_prediction: bool = False,
) -> CheckedSizes:
    """The data as arrays.

    Parameters
    ----------
    limit
        Sizes below it, 0 among them, are told as "below"; their value becomes the limit.
    exposed
        Whether the model needs exposure.
    from_start
        Whether times before 0 are refused.
    for_prediction
        No sizes needed, and one subject is enough.

    Raises
    ------
    ModelDataError
        A column is missing; a value is not finite or negative; a size is 0 and there is no limit;
        exposure changes in a column, overlaps or is negative; there are fewer than three subjects, or none
        with three different times.
    """
    import polars as pl

    tables = data if isinstance(data, TumourSizes) else TumourSizes(sizes=data)
    frame = checked_frame(tables.sizes)
    names = ["time", *([] if for_prediction else ["size"])]
    in_column = exposed and tables.exposure is None
    for name in ["subject", *names, *(["exposure"] if in_column else [])]:
        if name not in frame.columns:
            raise ModelDataError("missing_column", where=name, columns=", ".join(frame.columns))
    values = {name: frame[name].cast(pl.Float64, strict=False).to_numpy() for name in names}
    time = values["time"]
    size = values.get("size", np.ones(frame.height))
    _refuse(frame, "time", ~np.isfinite(time) | (from_start & (time < 0)), "tumour_time")
    _refuse(frame, "size", ~(np.isfinite(size) & (size >= 0)), "tumour_size")
    if limit is None:
        _refuse(frame, "size", size == 0, "tumour_zero")
    subjects = frame["subject"].unique(maintain_order=True).to_list()
    number = {subject: at for at, subject in enumerate(subjects)}
    of_subject = np.array([number[one] for one in frame["subject"]], dtype=np.int64)
    if not for_prediction:
        most = max((len(np.unique(time[of_subject == at])) for at in range(len(subjects))), default=0)
        if len(subjects) < _FEWEST_SUBJECTS or most < FEWEST_TIMES:
            raise ModelDataError("tumour_too_few", where="subject, time", n=len(subjects), times=most)
    below = size < limit if limit is not None else np.zeros(len(size), dtype=bool)
    if below.all() and not for_prediction:
        raise ModelDataError("tumour_all_below", where="size", limit=limit)
    if not for_prediction:
        _look_over(subjects, size[~below], of_subject[~below])
    if in_column:
        start, stop, level = _column(frame, number, of_subject)
    elif tables.exposure is not None:
        start, stop, level = _windows(tables.exposure, number)
    else:
        start = stop = level = np.zeros((len(subjects), 1))
    return CheckedSizes(
        subjects, time, np.where(below, limit or 0.0, size), below, of_subject, start, stop, level
    )


def _look_over(subjects: list[Any], size: Floats, of_subject: NDArray[np.int64]) -> None:
    """Subjects far from the others are told."""
    known = np.unique(of_subject)
    middle = np.array([np.median(size[of_subject == at]) for at in known])
    away = np.abs(np.log(np.maximum(middle, 1e-300)) - np.log(max(float(np.median(middle)), 1e-300)))
    if len(known) >= _FEWEST_SUBJECTS and (away > _APART).any():
        told = ", ".join(str(subjects[at]) for at in known[away > _APART][:5])
        text = say("warning.tumour_units_apart", n=int((away > _APART).sum()))
        warnings.warn(f"{told}: {text}", ModelDataWarning, stacklevel=2)


def _refuse(frame: pl.DataFrame, column: str, wrong: Any, key: str) -> None:
    if np.any(wrong):
        row = int(np.argmax(wrong))
        told = frame[column][row]
        raise ModelDataError(key, where=f"{column}, row {row + 1}, {frame['subject'][row]}", value=told)


def _column(frame: pl.DataFrame, number: dict[Any, int], of_subject: Any) -> tuple[Floats, Floats, Floats]:
    import polars as pl

    each = frame["exposure"].cast(pl.Float64, strict=False).to_numpy()
    _refuse(frame, "exposure", ~(np.isfinite(each) & (each >= 0)), "tumour_exposure")
    level = np.zeros((len(number), 1))
    level[of_subject, 0] = each
    _refuse(frame, "exposure", each != level[of_subject, 0], "tumour_exposure_changes")
    return np.zeros_like(level), np.full_like(level, FOREVER), level


def _windows(frame: pl.DataFrame, number: dict[Any, int]) -> tuple[Floats, Floats, Floats]:
    import polars as pl

    columns = ("start", "stop", "exposure")
    for name in ("subject", *columns):
        if name not in frame.columns:
            raise ModelDataError("missing_column", where=name, columns=", ".join(frame.columns))
    known = frame.filter(pl.col("subject").is_in(list(number))).sort("subject", "start", maintain_order=True)
    start, stop, level = (known[name].cast(pl.Float64, strict=False).to_numpy() for name in columns)
    _refuse(known, "exposure", ~(np.isfinite(level) & (level >= 0)), "tumour_exposure")
    _refuse(known, "start", ~((start >= 0) & (start < stop) & np.isfinite(stop)), "tumour_window")
    owner = np.array([number[one] for one in known["subject"]], dtype=np.int64)
    again = np.concatenate([[False], (owner[1:] == owner[:-1]) & (start[1:] < stop[:-1])])[: len(owner)]
    _refuse(known, "start", again, "tumour_window")
    counts = np.bincount(owner, minlength=len(number))
    width = max(1, int(counts.max(initial=0)))
    found = np.zeros((3, len(number), width))
    place = np.zeros(len(number), np.int64)
    for row, one in enumerate(owner):
        found[:, one, place[one]] = start[row], stop[row], level[row]
        place[one] += 1
    return found[0], found[1], found[2]
