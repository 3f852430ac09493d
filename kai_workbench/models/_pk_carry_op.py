"""What one occasion leaves to the next, as an operation that PyTensor can differentiate and compile.

Imported only where a model is built; the loops are plain Python, and numpy runs them too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytensor.tensor as pt
from numpy.typing import NDArray
from pytensor.gradient import DisconnectedType

from ._looped import Looped
from ._pk_curves_op import IntravenousCurve, OralCurve

if TYPE_CHECKING:
    from pytensor.graph.basic import Apply

    from ._compartments import Disposition
    from ._population_pk import PopulationPK

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def carry(transition: Floats, dosed: Floats, previous: Ints) -> Floats:
    """Amounts at the start of every occasion, (state, occasion).

    Parameters
    ----------
    transition
        Share of a state's amount at the start of an occasion that is in a state at its end, (state at
        the end, state at the start, occasion).
    dosed
        Amounts at the end of an occasion from its own doses, (state, occasion).
    previous
        The occasion before, an earlier one; -1 where nothing is left of it.
    """
    result = np.zeros((dosed.shape[0], dosed.shape[1]))
    for u in range(dosed.shape[1]):
        p = previous[u]
        if p >= 0:
            for s in range(dosed.shape[0]):
                total = dosed[s, p]
                for k in range(dosed.shape[0]):
                    total += transition[s, k, p] * result[k, p]
                result[s, u] = total
    return result


def carry_gradient(  # noqa: C901, one loop after another
    transition: Floats, dosed: Floats, previous: Ints, upstream: Floats
) -> tuple[Floats, Floats]:
    """Gradient of the weighted sum of :func:`carry` by transitions and doses."""
    states = dosed.shape[0]
    occasions = dosed.shape[1]
    amount = np.zeros((states, occasions))
    for u in range(occasions):
        p = previous[u]
        if p >= 0:
            for s in range(states):
                total = dosed[s, p]
                for k in range(states):
                    total += transition[s, k, p] * amount[k, p]
                amount[s, u] = total
    weight = np.zeros((states, occasions))
    for u in range(occasions):
        for s in range(states):
            weight[s, u] = upstream[s, u]
    by_transition = np.zeros((states, states, occasions))
    by_dosed = np.zeros((states, occasions))
    for n in range(occasions):
        u = occasions - 1 - n
        p = previous[u]
        if p >= 0:
            for s in range(states):
                by_dosed[s, p] += weight[s, u]
                for k in range(states):
                    by_transition[s, k, p] += weight[s, u] * amount[k, p]
                    weight[k, p] += transition[s, k, p] * weight[s, u]
    return by_transition, by_dosed


class CarryGradient(Looped):
    """By transitions and doses."""

    ranks = (3, 2)
    loops = staticmethod(carry_gradient)

    def infer_shape(self, node: Apply, shapes: Any) -> Any:  # noqa: ARG002
        """As what it is a gradient by."""
        return list(shapes[:2])


class Carry(Looped):
    """(transitions, doses, occasion before) -> amounts at the start of every occasion."""

    ranks = (2,)
    loops = staticmethod(carry)

    def infer_shape(self, node: Apply, shapes: Any) -> Any:  # noqa: ARG002
        """As the doses."""
        return [shapes[1]]

    def pullback(self, inputs: Any, outputs: Any, cotangents: Any) -> list[Any]:  # noqa: ARG002
        """Gradients by transitions and doses."""
        found: Any = CarryGradient()(*inputs, cotangents[0])
        return [*found, DisconnectedType()()]

    def connection_pattern(self, node: Apply) -> list[list[bool]]:  # noqa: ARG002
        """Which inputs it can be differentiated by: all but the occasion before."""
        return [[True], [True], [False]]


class GraphCalculus:
    """:class:`._pk_carry.ArrayCalculus` as expressions."""

    @staticmethod
    def remaining(shape: Disposition, given: Any) -> Any:
        """Concentrations from what was in the disposition when the occasion began, (observation,)."""
        since, present, never = _alone(given)
        return IntravenousCurve()(*_stacked(shape), given["of_subject"], since, present, never, never)

    @staticmethod
    def arriving(shape: Disposition, ka: Any, given: Any) -> Any:
        """Concentrations from what was still to be absorbed then."""
        doses = _alone(given)
        return OralCurve()(*_stacked(shape), ka, pt.zeros_like(ka), given["of_subject"], *doses)

    @staticmethod
    def absorbed(shape: Disposition, ka: Any, time: Any) -> Any:
        """Response to a unit in the depot."""
        alone = pt.shape_padright(pt.as_tensor_variable(time))
        each = pt.arange(ka.shape[0])
        once = pt.ones_like(alone), pt.zeros_like(alone)
        return OralCurve()(*_stacked(shape), ka, pt.zeros_like(ka), each, alone, *once)

    @staticmethod
    def doses(model: PopulationPK, shape: Disposition, parameters: Any, given: Any) -> Any:
        """Response to all doses at the end of every occasion."""
        from ._pk_parameters import graph_after_doses

        return graph_after_doses(model, shape, parameters, given)

    @staticmethod
    def recursion(transition: Any, dosed: Any, kept: Any, previous: Any) -> list[Any]:
        """Amounts at the start of every occasion, by state."""
        moved = pt.stack([pt.stack(row) for row in transition]) * kept
        found: Any = Carry()(moved, pt.stack(dosed), previous)
        return [found[s] for s in range(len(dosed))]


def _stacked(shape: Disposition) -> tuple[Any, Any]:
    return pt.stack(shape.rates), pt.stack(shape.weights)


def _alone(given: Any) -> tuple[Any, Any, Any]:
    """What is left as a dose at the start of the occasion: time since, 1 where it counts, no interval."""
    since, present = (pt.shape_padright(given[name]) for name in ("since", "carried"))
    return since, present, pt.zeros_like(since)
