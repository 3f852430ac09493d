"""Areas under curves and under their first moments."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ._nca_curves import Array, Mask
from ._nca_options import AreaMethod


class Areas(NamedTuple):
    """Cumulated areas; arrays of shape (curves, points), 0 at the first point."""

    area: Array
    moment: Array


def logarithmic(time: Array, concentration: Array, method: AreaMethod) -> Mask:
    """Which segments are integrated as exponentials; shape (curves, points - 1)."""
    start, end = concentration[:, :-1], concentration[:, 1:]
    with np.errstate(invalid="ignore"):
        falls = (end > 0) & (start > end)
        if method == "linear":
            return np.zeros_like(falls)
        if method == "linear-up/log-down":
            return np.asarray(falls)
        at_top = np.nanmax(np.where(np.isnan(concentration), -np.inf, concentration), axis=1, keepdims=True)
        top = np.argmax(np.nan_to_num(concentration, nan=-np.inf) >= at_top, axis=1)
        after = np.arange(time.shape[1] - 1)[None, :] >= top[:, None]
        return np.asarray(after & (start > 0) & (end > 0) & (start != end))


def segments(time: Array, concentration: Array, logs: Mask) -> tuple[Array, Array]:
    """Area and moment of every segment; NaN where a segment does not exist."""
    t1, t2 = time[:, :-1], time[:, 1:]
    c1, c2 = concentration[:, :-1], concentration[:, 1:]
    return between(t1, c1, t2, c2, logs)


def between(t1: Array, c1: Array, t2: Array, c2: Array, logs: Mask) -> tuple[Array, Array]:
    """Area and moment between two points each, as a straight line or as an exponential."""
    step = t2 - t1
    area = step * (c1 + c2) / 2
    moment = step * (t1 * c1 + t2 * c2) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.log(c1 / c2) / step
        area_log = (c1 - c2) / rate
        moment_log = (t1 * c1 - t2 * c2) / rate + (c1 - c2) / rate**2
    # A slope too flat for the logarithm's digits is a straight line.
    logs = logs & (np.abs(c1 - c2) > 1e-9 * np.abs(c1))
    return np.where(logs, area_log, area), np.where(logs, moment_log, moment)


def cumulated(time: Array, concentration: Array, logs: Mask) -> Areas:
    """Areas from the first point on."""
    area, moment = segments(time, concentration, logs)
    start = np.zeros((time.shape[0], 1))
    return Areas(
        np.concatenate([start, np.cumsum(np.nan_to_num(area), axis=1)], axis=1),
        np.concatenate([start, np.cumsum(np.nan_to_num(moment), axis=1)], axis=1),
    )


def until(
    time: Array, concentration: Array, logs: Mask, *, end: Array, slope: Array, last: Array, at_last: Array
) -> tuple[Array, Array, Array]:
    """Area, moment and concentration at the time ``end`` of each curve.

    Between two points the concentration follows the segment's own shape; beyond the last measurable
    point it falls with ``slope``, and is NaN where there is no slope.
    """
    rows = np.arange(time.shape[0])
    whole_area, whole_moment = segments(time, concentration, logs)
    limit = np.minimum(end, last)
    inside = np.nan_to_num(time[:, 1:], nan=np.inf) <= limit[:, None]
    area = np.where(inside, np.nan_to_num(whole_area), 0.0).sum(axis=1)
    moment = np.where(inside, np.nan_to_num(whole_moment), 0.0).sum(axis=1)
    index = inside.sum(axis=1)
    following = np.minimum(index + 1, time.shape[1] - 1)
    t1, c1 = time[rows, index], concentration[rows, index]
    t2, c2 = time[rows, following], concentration[rows, following]
    log = logs[rows, np.minimum(index, logs.shape[1] - 1)] if logs.shape[1] else np.zeros(len(rows), bool)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (limit - t1) / (t2 - t1)
        reached = np.where(log, c1 * (c2 / c1) ** share, c1 + (c2 - c1) * share)
        beyond = end > last
        cut = ~beyond & (t1 < limit)
        more_area, more_moment = between(t1, c1, limit, reached, log)
        area += np.where(cut, more_area, 0.0)
        moment += np.where(cut, more_moment, 0.0)
        at_end = np.where(cut, reached, c1)
        fallen = at_last * np.exp(-slope * (end - last))
        tail_area = (at_last - fallen) / slope
        tail_moment = (last * at_last - end * fallen) / slope + (at_last - fallen) / slope**2
    return (
        area + np.where(beyond, tail_area, 0.0),
        moment + np.where(beyond, tail_moment, 0.0),
        np.where(beyond, fallen, at_end),
    )
