"""Simeoni's differential equations, integrated with their derivatives, as loops for the compiler.

Cycling cells x1, and three stages on the way to death x2, x3, x4; w is their sum:

    x1' = λ0·x1 / (1 + (λ0·w/λ1)^ψ)^(1/ψ) − k2·c(t)·x1,    ψ = 20
    x2' = k2·c(t)·x1 − k1·x2,  x3' = k1·(x2 − x3),  x4' = k1·(x3 − x4)

The logarithm of x1 is what is integrated, so that no exposure, however strong, makes it negative. The
classical Runge–Kutta rule with a fixed number of steps between two times at which something happens
(a measurement, exposure that changes): so the size is a smooth function of the parameters. Derivatives by
the parameters are integrated beside the states, by the same rule, and are the exact derivatives of what is
computed. Plain Python runs the loops too.

Source: Simeoni M and others, Cancer Res 2004;64:1094.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
STATES = 4
PARAMETERS = 5  # base, growth (λ0), linear (λ1), kill (k2), transit (k1)


def braking(ratio: Any) -> Any:
    """(1 + r^20)^(-1/20), by which growth slows, and its derivative by r."""
    two = ratio * ratio
    three = two * ratio
    sixteen = two * two * two * two * two * two * two * two
    power = sixteen * two * two
    value = np.exp(-np.log(1.0 + power) / 20.0)
    return value, -value * sixteen * three / (1.0 + power)


def slopes(parameters: Any, level: Any, now: Any, out: Any) -> Any:
    """Derivatives by time of states and of their derivatives by parameters.

    Parameters
    ----------
    parameters
        (5,), natural scale.
    level
        Exposure.
    now, out
        (24,): log x1, x2, x3, x4, then for each parameter the derivatives of these four.
    """
    growth = parameters[1]
    linear = parameters[2]
    effect = parameters[3] * level
    transit = parameters[4]
    cycling = np.exp(now[0])
    total = cycling + now[1] + now[2] + now[3]
    ratio = total / linear
    brake, by_ratio = braking(growth * ratio)
    out[0] = growth * brake - effect
    out[1] = effect * cycling - transit * now[1]
    out[2] = transit * (now[1] - now[2])
    out[3] = transit * (now[2] - now[3])
    steep = growth * by_ratio * growth / linear
    for p in range(PARAMETERS):
        at = STATES * (p + 1)
        moved = cycling * now[at]
        out[at] = steep * (moved + now[at + 1] + now[at + 2] + now[at + 3])
        out[at + 1] = effect * moved - transit * now[at + 1]
        out[at + 2] = transit * (now[at + 1] - now[at + 2])
        out[at + 3] = transit * (now[at + 2] - now[at + 3])
    out[8] = out[8] + brake + growth * by_ratio * ratio
    out[12] = out[12] - steep * ratio
    out[16] = out[16] - level
    out[17] = out[17] + level * cycling
    out[21] = out[21] - now[1]
    out[22] = out[22] + now[1] - now[2]
    out[23] = out[23] + now[2] - now[3]
    return out


def tumour_sizes(  # noqa: C901, one loop a step of the rule
    parameters: Floats, gap: Floats, steps: Ints, level: Floats
) -> tuple[Floats, Floats]:
    """Sizes at the end of every interval, and their derivatives.

    Parameters
    ----------
    parameters
        (subject, 5), natural scale.
    gap, level
        (subject, interval): how long an interval lasts (0 where a subject has no more), and the
        exposure in it. The first begins at time 0.
    steps
        (interval,): in how many steps each is integrated.

    Returns
    -------
    tuple
        (subject, interval), and (subject, interval, 5).
    """
    subjects = gap.shape[0]
    intervals = gap.shape[1]
    width = STATES * (PARAMETERS + 1)
    sizes = np.zeros((subjects, intervals))
    derivatives = np.zeros((subjects, intervals, PARAMETERS))
    now = np.zeros(width)
    k1 = np.zeros(width)
    k2 = np.zeros(width)
    k3 = np.zeros(width)
    k4 = np.zeros(width)
    trial = np.zeros(width)
    for s in range(subjects):
        for i in range(width):
            now[i] = 0.0
        now[0] = np.log(parameters[s, 0])
        now[STATES] = 1.0 / parameters[s, 0]
        for n in range(intervals):
            if gap[s, n] > 0.0:
                step = gap[s, n] / steps[n]
                for _ in range(steps[n]):
                    k1 = slopes(parameters[s], level[s, n], now, k1)
                    for i in range(width):
                        trial[i] = now[i] + 0.5 * step * k1[i]
                    k2 = slopes(parameters[s], level[s, n], trial, k2)
                    for i in range(width):
                        trial[i] = now[i] + 0.5 * step * k2[i]
                    k3 = slopes(parameters[s], level[s, n], trial, k3)
                    for i in range(width):
                        trial[i] = now[i] + step * k3[i]
                    k4 = slopes(parameters[s], level[s, n], trial, k4)
                    for i in range(width):
                        now[i] += step / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i])
            cycling = np.exp(now[0])
            sizes[s, n] = cycling + now[1] + now[2] + now[3]
            for p in range(PARAMETERS):
                at = STATES * (p + 1)
                derivatives[s, n, p] = cycling * now[at] + now[at + 1] + now[at + 2] + now[at + 3]
    return sizes, derivatives


def sizes_of_draws(parameters: Any, gap: Floats, steps: Ints, level: Floats) -> Any:
    """The same sizes by arrays, for many draws at once and without derivatives.

    Parameters
    ----------
    parameters
        (5, ..., subject).
    gap, steps, level
        As :func:`tumour_sizes`.

    Returns
    -------
    numpy.ndarray
        (..., subject, interval)
    """
    base, growth, linear, kill, transit = parameters

    def moving(now: Any, exposure: Any) -> Any:
        cycling = np.exp(now[0])
        brake, _ = braking(growth * (cycling + now[1:].sum(axis=0)) / linear)
        effect = kill * exposure
        return np.stack(
            [
                growth * brake - effect,
                effect * cycling - transit * now[1],
                transit * (now[1] - now[2]),
                transit * (now[2] - now[3]),
            ]
        )

    now = np.zeros((STATES, *np.shape(base)), dtype=np.asarray(base).dtype)
    now[0] = np.log(base)
    sizes = []
    for n in range(gap.shape[1]):
        step, exposure = gap[:, n] / steps[n], level[:, n]
        for _ in range(steps[n]):
            k1 = moving(now, exposure)
            k2 = moving(now + 0.5 * step * k1, exposure)
            k3 = moving(now + 0.5 * step * k2, exposure)
            k4 = moving(now + step * k3, exposure)
            now = now + step / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)
        sizes.append(np.exp(now[0]) + now[1:].sum(axis=0))
    return np.stack(sizes, axis=-1)


def intervals(
    time: Floats,
    of_subject: Ints,
    start: Floats,
    stop: Floats,
    exposure: Floats,
    *,
    longest_step: float,
) -> dict[str, Any]:
    """Intervals between the times at which something happens, and where each observation is.

    Parameters
    ----------
    time, of_subject
        (observation,), times from 0 on.
    start, stop, exposure
        (subject, window), as of :func:`._tumour_curves.fading_exposure`.

    Returns
    -------
    dict
        ``gap``, ``level`` (subject, interval), ``steps`` (interval,), ``place`` (observation,): the
        interval at whose end it lies, counted over all subjects.
    """
    ends: list[Floats] = []
    for subject in range(len(start)):
        seen = time[of_subject == subject]
        events = np.concatenate([seen, start[subject], stop[subject]])
        # An observation at time 0 ends an interval of no length.
        ends.append(np.unique(events[(events > 0) & (events <= seen.max(initial=0.0))]))
    count = 1 + max(len(one) for one in ends)
    gap, level = np.zeros((2, len(ends), count))
    place = np.zeros(len(time), np.int64)
    for subject, one in enumerate(ends):
        edges = np.concatenate([[0.0], one])
        gap[subject, 1 : len(edges)] = np.diff(edges)
        middle = (edges[1:] + edges[:-1]) / 2
        within = (middle[:, None] > start[subject]) & (middle[:, None] < stop[subject])
        level[subject, 1 : len(edges)] = (within * exposure[subject]).sum(axis=1)
        own = of_subject == subject
        place[own] = subject * count + np.searchsorted(edges, time[own])
    steps = np.maximum(np.ceil(gap.max(axis=0) / longest_step - 1e-9), 1).astype(np.int64)
    return {"gap": gap, "level": level, "steps": steps, "place": place}
