"""Drug that is left from earlier occasions, whose parameters were others, in numpy or PyTensor.

A linear model's amounts follow in closed form from those at the start of an occasion: central and
peripheral ones by the exponentials of the disposition, each weighted by ``k21 / (k21 - lambda)`` for
every peripheral compartment on the way; depot and transit by their own rate. So every occasion's start
follows from the one before, and a concentration is what its occasion's own doses and that start give.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ._compartments import Disposition, bolus, disposition, oral, with_stage

if TYPE_CHECKING:
    from ._population_pk import PopulationPK

_ABSORBING = ("depot", "transit")


@dataclasses.dataclass(frozen=True)
class _Paths:
    """From an amount in a compartment to what is in another, as weights on the exponentials."""

    shape: Disposition
    share: dict[str, tuple[Any, ...]]  # k21 / (k21 - lambda), 1 for the central compartment
    volume: dict[str, Any]

    def weights(self, into: str, out_of: str) -> tuple[Any, ...]:
        """Amount in ``into`` over the amount that was in ``out_of``."""
        each = zip(self.shape.weights, self.share[into], self.share[out_of], strict=True)
        return tuple(self.volume[into] * w * a * b for w, a, b in each)

    def of_doses(self, into: str) -> Disposition:
        """Amount in ``into`` after a unit bolus into the central compartment."""
        return Disposition(self.shape.rates, self.weights(into, "central"))


def _paths(model: PopulationPK, parameters: Mapping[str, Any], xp: Any) -> _Paths:
    shape = disposition(parameters, compartments=model.compartments, xp=xp)
    share: dict[str, tuple[Any, ...]] = {"central": tuple(1.0 for _ in shape.rates)}
    volume = {"central": parameters["V"]}
    for flow, name in (("Q", "V2"), ("Q3", "V3"))[: model.compartments - 1]:
        back = parameters[flow] / parameters[name]
        share[name] = tuple(back / (back - rate) for rate in shape.rates)
        volume[name] = parameters[name]
    return _Paths(shape, share, volume)


def states(model: PopulationPK) -> tuple[str, ...]:
    """What an occasion hands to the next, in order."""
    peripheral = ("V2", "V3")[: model.compartments - 1]
    absorbing = ("depot", *(("transit",) if model.transits else ())) if "oral" in model.routes else ()
    return ("central", *peripheral, *absorbing)


def carried(
    model: PopulationPK, parameters: Mapping[str, Any], given: Mapping[str, Any], *, xp: Any, calculus: Any
) -> Any:
    """Concentrations from doses of earlier occasions, (..., observation).

    Parameters
    ----------
    parameters
        Of every occasion of a subject, each (..., occasion).
    given
        From :func:`._pk_occasions.occasion_design`.
    calculus
        :class:`ArrayCalculus` or :class:`._pk_carry_op.GraphCalculus`: how doses and absorption are
        summed there.
    """
    paths = _paths(model, parameters, xp)
    names = states(model)
    lasting = given["occasion_lasting"]
    amount = calculus.recursion(
        [[_moved(model, paths, parameters, s, k, lasting, calculus, xp) for k in names] for s in names],
        [_dosed(model, paths, parameters, s, given, calculus, xp) for s in names],
        given["occasion_kept"],
        given["occasion_previous"],
    )
    left = dict(zip(names, amount, strict=True))
    among = [k for k in names if k not in _ABSORBING]
    weights = [0.0 for _ in paths.shape.rates]
    for k in among:
        each = zip(weights, paths.weights("central", k), strict=True)
        weights = [total + left[k] * weight / parameters["V"] for total, weight in each]
    total = calculus.remaining(Disposition(paths.shape.rates, tuple(weights)), given)
    for k in names[len(among) :]:
        behind = Disposition(paths.shape.rates, tuple(left[k] * weight for weight in paths.shape.weights))
        if model.transits and k == "depot":
            behind = with_stage(behind, parameters["ka"], xp=xp)
        total = total + calculus.arriving(behind, parameters["ka"], given)
    return total


def _moved(  # noqa: PLR0917
    model: PopulationPK,
    paths: _Paths,
    parameters: Any,
    into: str,
    out_of: str,
    time: Any,
    calculus: Any,
    xp: Any,
) -> Any:
    """Share of an amount in ``out_of`` that is in ``into`` after ``time``."""
    if into in _ABSORBING:
        if out_of not in _ABSORBING or (into == "depot" and out_of == "transit"):
            return 0.0 * time * parameters["V"]
        left = xp.exp(-parameters["ka"] * time)
        return left if into == out_of else parameters["ka"] * time * left
    if out_of in _ABSORBING:
        behind = paths.of_doses(into)
        if model.transits and out_of == "depot":
            behind = with_stage(behind, parameters["ka"], xp=xp)
        return calculus.absorbed(behind, parameters["ka"], time)
    each = zip(paths.weights(into, out_of), paths.shape.rates, strict=True)
    return sum(weight * xp.exp(-rate * time) for weight, rate in each)


def _dosed(  # noqa: PLR0917
    model: PopulationPK, paths: _Paths, parameters: Any, into: str, given: Any, calculus: Any, xp: Any
) -> Any:
    """Amount in ``into`` at the end of every occasion, from the occasion's own doses."""
    ends = {name.removeprefix("end_"): x for name, x in given.items() if name.startswith("end_")}
    if into in _ABSORBING:
        return _absorbing(parameters, into, ends, xp)
    return calculus.doses(model, paths.of_doses(into), parameters, ends)


def _absorbing(parameters: Any, into: str, ends: Mapping[str, Any], xp: Any) -> Any:
    """Left in the depot, or in the transit compartment; a dose whose lag has not passed is in the depot."""
    ka = parameters["ka"][..., None]
    interval, elapsed = ends["oral_interval"], ends["oral_elapsed"]
    time = elapsed - parameters["lag"][..., None] if "lag" in parameters else elapsed + 0.0 * ka
    waiting = time < 0
    steady = interval > 0
    # At steady state the dose before the one that waits was the last to arrive.
    time = xp.maximum(xp.where(waiting, time + interval, time), 0.0)
    cycle = xp.where(steady, interval, 1.0)
    again = xp.where(steady, xp.exp(-ka * cycle), 0.0)
    sum_of_all = 1 / (1 - again)
    left = xp.exp(-ka * time) * sum_of_all
    absent = waiting & ~steady
    if into == "depot":
        share = xp.where(absent, 0.0, left) + xp.where(waiting, 1.0, 0.0)
    else:
        share = xp.where(absent, 0.0, ka * left * (time + cycle * again * sum_of_all))
    total = (ends["oral_amount"] * share).sum(axis=-1)
    return total * parameters["F"][..., None] if "F" in parameters else total


class ArrayCalculus:
    """Sums over doses in numpy."""

    @staticmethod
    def remaining(shape: Disposition, given: Any) -> Any:
        """Concentrations from what was in the disposition when the occasion began, (..., observation)."""
        return given["carried"] * bolus(_of(shape, given["of_subject"]), given["since"])

    @staticmethod
    def arriving(shape: Disposition, ka: Any, given: Any) -> Any:
        """Concentrations from what was still to be absorbed then."""
        near = _of(shape, given["of_subject"])
        return given["carried"] * oral(near, ka[..., given["of_subject"]], given["since"])

    @staticmethod
    def absorbed(shape: Disposition, ka: Any, time: Any) -> Any:
        """Response to a unit in the depot."""
        return oral(shape, ka, time)

    @staticmethod
    def doses(model: PopulationPK, shape: Disposition, parameters: Any, given: Any) -> Any:
        """Response to all doses at the end of every occasion."""
        from ._pk_parameters import after_doses

        return after_doses(model, shape, parameters, given)

    @staticmethod
    def recursion(transition: Any, dosed: Any, kept: Any, previous: Any) -> list[Any]:
        """Amounts at the start of every occasion, by state."""
        count = len(dosed)
        start = [np.zeros_like(one) for one in dosed]
        for u, p in enumerate(previous):
            if p < 0:
                continue
            for s in range(count):
                left = sum(transition[s][k][..., p] * start[k][..., p] for k in range(count))
                start[s][..., u] = dosed[s][..., p] + kept[p] * left
        return start


def _of(shape: Disposition, of_subject: Any) -> Disposition:
    rates, weights = (tuple(x[..., of_subject] for x in part) for part in (shape.rates, shape.weights))
    return Disposition(rates, weights)
