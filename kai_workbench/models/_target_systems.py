"""Equations of target-mediated disposition, and of saturable elimination, with their derivatives.

Amounts (dose over litre × unit of concentration) in depot, central and peripheral compartment; target and
complex as concentrations. Written once for the compiler (one subject) and for numpy (a subject is then a
slice over all).
"""

from __future__ import annotations

from types import FunctionType
from typing import Any, Literal

import numpy as np

Approximation = Literal["full", "quasi-steady-state", "michaelis-menten"]

# Places of parameters and states, filled in by `system`; -1 is absent.
CENTRAL = 0
CL = V = Q = V2 = ka = Vmax = KM = kon = KD = KSS = kdeg = kint = target = -1
DEPOT = PERIPHERAL = TARGET = COMPLEX = -1


def linear_rates(state: Any, p: Any, s: Any, flow: Any, out: Any) -> Any:
    """Linear elimination, distribution and absorption, into ``out``."""
    out[CENTRAL] = flow[CENTRAL] - p[CL, s] / p[V, s] * state[CENTRAL]
    if PERIPHERAL >= 0:
        exchange = p[Q, s] * (state[CENTRAL] / p[V, s] - state[PERIPHERAL] / p[V2, s])
        out[PERIPHERAL] = exchange
        out[CENTRAL] = out[CENTRAL] - exchange
    if DEPOT >= 0:
        out[DEPOT] = -p[ka, s] * state[DEPOT]
        out[CENTRAL] = out[CENTRAL] + p[ka, s] * state[DEPOT]
    return 0


def linear_slopes(state: Any, p: Any, s: Any, by_state: Any, by_parameter: Any) -> Any:
    """The derivatives of :func:`linear_rates`."""
    volume = p[V, s]
    a = state[CENTRAL]
    by_state[CENTRAL, CENTRAL] = -p[CL, s] / volume
    by_parameter[CENTRAL, CL] = -a / volume
    by_parameter[CENTRAL, V] = p[CL, s] * a / (volume * volume)
    if PERIPHERAL >= 0:
        other = p[V2, s]
        b = state[PERIPHERAL]
        by_state[CENTRAL, CENTRAL] = by_state[CENTRAL, CENTRAL] - p[Q, s] / volume
        by_state[CENTRAL, PERIPHERAL] = p[Q, s] / other
        by_state[PERIPHERAL, CENTRAL] = p[Q, s] / volume
        by_state[PERIPHERAL, PERIPHERAL] = -p[Q, s] / other
        by_parameter[CENTRAL, V] = by_parameter[CENTRAL, V] + p[Q, s] * a / (volume * volume)
        by_parameter[PERIPHERAL, V] = -p[Q, s] * a / (volume * volume)
        by_parameter[CENTRAL, V2] = -p[Q, s] * b / (other * other)
        by_parameter[PERIPHERAL, V2] = p[Q, s] * b / (other * other)
        by_parameter[CENTRAL, Q] = b / other - a / volume
        by_parameter[PERIPHERAL, Q] = a / volume - b / other
    if DEPOT >= 0:
        by_state[DEPOT, DEPOT] = -p[ka, s]
        by_state[CENTRAL, DEPOT] = p[ka, s]
        by_parameter[DEPOT, ka] = -state[DEPOT]
        by_parameter[CENTRAL, ka] = state[DEPOT]
    return 0


def saturable_rates(state: Any, p: Any, s: Any, flow: Any, out: Any) -> Any:
    """Michaelis-Menten elimination beside the linear one; Vmax in amount per time."""
    linear_rates(state, p, s, flow, out)
    c = state[CENTRAL] / p[V, s]
    out[CENTRAL] = out[CENTRAL] - p[Vmax, s] * c / (p[KM, s] + c)
    return 0


def saturable_slopes(state: Any, p: Any, s: Any, by_state: Any, by_parameter: Any) -> Any:
    """The derivatives of :func:`saturable_rates`."""
    linear_slopes(state, p, s, by_state, by_parameter)
    volume = p[V, s]
    c = state[CENTRAL] / volume
    whole = p[KM, s] + c
    slope = p[Vmax, s] * p[KM, s] / (whole * whole)
    by_state[CENTRAL, CENTRAL] = by_state[CENTRAL, CENTRAL] - slope / volume
    by_parameter[CENTRAL, V] = by_parameter[CENTRAL, V] + slope * c / volume
    by_parameter[CENTRAL, Vmax] = -c / whole
    by_parameter[CENTRAL, KM] = p[Vmax, s] * c / (whole * whole)
    return 0


def full_rates(state: Any, p: Any, s: Any, flow: Any, out: Any) -> Any:
    """Free drug, free target and complex (Mager & Jusko 2001)."""
    linear_rates(state, p, s, flow, out)
    volume = p[V, s]
    binding = p[kon, s] * (state[CENTRAL] / volume * state[TARGET] - p[KD, s] * state[COMPLEX])
    out[CENTRAL] = out[CENTRAL] - binding * volume
    out[TARGET] = p[kdeg, s] * (p[target, s] - state[TARGET]) - binding
    out[COMPLEX] = binding - p[kint, s] * state[COMPLEX]
    return 0


def full_slopes(state: Any, p: Any, s: Any, by_state: Any, by_parameter: Any) -> Any:
    """The derivatives of :func:`full_rates`."""
    linear_slopes(state, p, s, by_state, by_parameter)
    volume = p[V, s]
    a = state[CENTRAL]
    r = state[TARGET]
    net = a / volume * r - p[KD, s] * state[COMPLEX]
    by_a = p[kon, s] * r / volume
    by_r = p[kon, s] * a / volume
    by_complex = -p[kon, s] * p[KD, s]
    by_volume = -by_a * a / volume
    by_kd = -p[kon, s] * state[COMPLEX]
    by_state[CENTRAL, CENTRAL] = by_state[CENTRAL, CENTRAL] - by_a * volume
    by_state[CENTRAL, TARGET] = -by_r * volume
    by_state[CENTRAL, COMPLEX] = -by_complex * volume
    by_state[TARGET, CENTRAL] = -by_a
    by_state[TARGET, TARGET] = -p[kdeg, s] - by_r
    by_state[TARGET, COMPLEX] = -by_complex
    by_state[COMPLEX, CENTRAL] = by_a
    by_state[COMPLEX, TARGET] = by_r
    by_state[COMPLEX, COMPLEX] = by_complex - p[kint, s]
    by_parameter[CENTRAL, V] = by_parameter[CENTRAL, V] - by_volume * volume - p[kon, s] * net
    by_parameter[TARGET, V] = -by_volume
    by_parameter[COMPLEX, V] = by_volume
    by_parameter[CENTRAL, kon] = -net * volume
    by_parameter[TARGET, kon] = -net
    by_parameter[COMPLEX, kon] = net
    by_parameter[CENTRAL, KD] = -by_kd * volume
    by_parameter[TARGET, KD] = -by_kd
    by_parameter[COMPLEX, KD] = by_kd
    by_parameter[TARGET, kdeg] = p[target, s] - r
    by_parameter[TARGET, target] = p[kdeg, s]
    by_parameter[COMPLEX, kint] = -state[COMPLEX]
    return 0


def free_drug(total: Any, bound_to: Any, constant: Any) -> Any:
    """Free concentration of total drug beside total target at quasi-steady state (Gibiansky et al. 2008).

    The positive root of ``C² + (R + K - T) C - K T``, written so that nothing cancels on either side.
    """
    gap = total - bound_to - constant
    root = np.sqrt(gap * gap + 4.0 * constant * total + 1e-300)
    size = np.sqrt(gap * gap)
    larger = 0.5 * (size + root)
    smaller = constant * total / larger
    above = 0.5 * (1.0 + gap / (size + 1e-300))
    return above * larger + (1.0 - above) * smaller


def steady_rates(state: Any, p: Any, s: Any, flow: Any, out: Any) -> Any:
    """Total drug and total target, binding at quasi-steady state (Gibiansky et al. 2008)."""
    volume = p[V, s]
    t = state[CENTRAL] / volume
    r = state[TARGET]
    c = free_drug(t, r, p[KSS, s])
    complex_ = r * c / (p[KSS, s] + c)
    out[CENTRAL] = flow[CENTRAL] - p[CL, s] * c - p[kint, s] * complex_ * volume
    out[TARGET] = p[kdeg, s] * (p[target, s] - r) - (p[kint, s] - p[kdeg, s]) * complex_
    if PERIPHERAL >= 0:
        exchange = p[Q, s] * (c - state[PERIPHERAL] / p[V2, s])
        out[PERIPHERAL] = exchange
        out[CENTRAL] = out[CENTRAL] - exchange
    if DEPOT >= 0:
        out[DEPOT] = -p[ka, s] * state[DEPOT]
        out[CENTRAL] = out[CENTRAL] + p[ka, s] * state[DEPOT]
    return 0


def steady_slopes(state: Any, p: Any, s: Any, by_state: Any, by_parameter: Any) -> Any:
    """The derivatives of :func:`steady_rates`."""
    volume = p[V, s]
    a = state[CENTRAL]
    r = state[TARGET]
    k = p[KSS, s]
    t = a / volume
    c = free_drug(t, r, k)
    # C² + (R + K - T) C - K T = 0, differentiated; the slope of the left side by C is the root.
    slope = 2.0 * c + r + k - t + 1e-300
    c_t = (c + k) / slope
    c_r = -c / slope
    c_k = (t - c) / slope
    whole = k + c
    share = c / whole
    bound = r * share
    bound_c = r * k / (whole * whole)
    bound_t = bound_c * c_t
    bound_r = share + bound_c * c_r
    bound_k = bound_c * c_k - bound / whole
    lost = p[CL, s]
    if PERIPHERAL >= 0:
        lost = lost + p[Q, s]
    turned = p[kint, s] - p[kdeg, s]
    by_state[CENTRAL, CENTRAL] = -lost * c_t / volume - p[kint, s] * bound_t
    by_state[CENTRAL, TARGET] = -lost * c_r - p[kint, s] * bound_r * volume
    by_state[TARGET, CENTRAL] = -turned * bound_t / volume
    by_state[TARGET, TARGET] = -p[kdeg, s] - turned * bound_r
    by_parameter[CENTRAL, CL] = -c
    by_parameter[CENTRAL, V] = lost * c_t * t / volume - p[kint, s] * (bound - bound_t * t)
    by_parameter[TARGET, V] = turned * bound_t * t / volume
    by_parameter[CENTRAL, KSS] = -lost * c_k - p[kint, s] * bound_k * volume
    by_parameter[TARGET, KSS] = -turned * bound_k
    by_parameter[CENTRAL, kint] = -bound * volume
    by_parameter[TARGET, kint] = -bound
    by_parameter[TARGET, kdeg] = p[target, s] - r + bound
    by_parameter[TARGET, target] = p[kdeg, s]
    if PERIPHERAL >= 0:
        other = p[V2, s]
        b = state[PERIPHERAL]
        by_state[PERIPHERAL, CENTRAL] = p[Q, s] * c_t / volume
        by_state[PERIPHERAL, TARGET] = p[Q, s] * c_r
        by_state[CENTRAL, PERIPHERAL] = p[Q, s] / other
        by_state[PERIPHERAL, PERIPHERAL] = -p[Q, s] / other
        by_parameter[PERIPHERAL, V] = -p[Q, s] * c_t * t / volume
        by_parameter[PERIPHERAL, KSS] = p[Q, s] * c_k
        by_parameter[PERIPHERAL, Q] = c - b / other
        by_parameter[CENTRAL, Q] = b / other - c
        by_parameter[PERIPHERAL, V2] = p[Q, s] * b / (other * other)
        by_parameter[CENTRAL, V2] = -p[Q, s] * b / (other * other)
    if DEPOT >= 0:
        by_state[DEPOT, DEPOT] = -p[ka, s]
        by_state[CENTRAL, DEPOT] = p[ka, s]
        by_parameter[DEPOT, ka] = -state[DEPOT]
        by_parameter[CENTRAL, ka] = state[DEPOT]
    return 0


_EQUATIONS = {
    "full": (full_rates, full_slopes),
    "quasi-steady-state": (steady_rates, steady_slopes),
    "michaelis-menten": (saturable_rates, saturable_slopes),
}


def states(approximation: Approximation, *, peripheral: bool, depot: bool) -> tuple[str, ...]:
    """Names of a system's states, in order."""
    bound = {"full": ("TARGET", "COMPLEX"), "quasi-steady-state": ("TARGET",), "michaelis-menten": ()}
    rest = (*(("PERIPHERAL",) if peripheral else ()), *(("DEPOT",) if depot else ()))
    return ("CENTRAL", *bound[approximation], *rest)


def system(
    approximation: Approximation, parameters: tuple[str, ...], *, peripheral: bool, depot: bool
) -> dict[str, Any]:
    """``rates`` and ``slopes`` for parameters in this order, as :func:`._sdirk.solver_of` takes them."""
    names = dict(globals())
    names |= {name: at for at, name in enumerate(parameters)}
    names |= {name: at for at, name in enumerate(states(approximation, peripheral=peripheral, depot=depot))}
    for name in ("linear_rates", "linear_slopes", "free_drug"):
        names[name] = FunctionType(names[name].__code__, names)
    rates, slopes = (FunctionType(each.__code__, names) for each in _EQUATIONS[approximation])
    return {"rates": rates, "slopes": slopes}
