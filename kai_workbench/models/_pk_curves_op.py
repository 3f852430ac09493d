"""The loops of :mod:`._pk_curves` as operations that PyTensor can differentiate and compile.

Imported only where a model is built.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from pytensor.gradient import DisconnectedType, grad_not_implemented

from ._compartments import Disposition, bolus, infusion, oral
from ._looped import Looped
from ._pk_curves import intravenous_curve, intravenous_gradient, oral_curve, oral_gradient
from ._transit_curves import gathered, transit_curve

if TYPE_CHECKING:
    from pytensor.graph.basic import Apply


class _Curve(Looped):
    """(parameters of subjects, subject, doses) -> (observation,)."""

    parameters: ClassVar[int]
    gradient: ClassVar[type[Looped]]

    def infer_shape(self, node: Apply, shapes: Any) -> Any:  # noqa: ARG002
        """As many concentrations as observations."""
        return [(shapes[self.parameters][0],)]

    def pullback(self, inputs: Any, outputs: Any, cotangents: Any) -> list[Any]:  # noqa: ARG002
        """Gradients by the parameters; by the doses they are not offered, and asking for them fails."""
        found: Any = self.gradient()(*inputs, cotangents[0])
        first = self.parameters
        doses = [
            grad_not_implemented(self, at, inputs[at])  # type: ignore[no-untyped-call, unused-ignore]
            for at in range(first + 1, len(inputs))
        ]
        return [*found, DisconnectedType()(), *doses]

    def connection_pattern(self, node: Apply) -> list[list[bool]]:
        """Which inputs the curve can be differentiated by: all but whose observation it is."""
        return [[at != self.parameters] for at in range(len(node.inputs))]


class _Gradient(Looped):
    """(inputs of the curve, weight of each observation) -> a gradient for every parameter."""

    def infer_shape(self, node: Apply, shapes: Any) -> Any:  # noqa: ARG002
        """As the parameters."""
        return list(shapes[: len(self.ranks)])


class OralGradient(_Gradient):
    """By rates, weights, absorption and lag."""

    ranks = (2, 2, 1, 1)
    loops = staticmethod(oral_gradient)


class OralCurve(_Curve):
    """Concentrations after oral doses, see :func:`._pk_curves.oral_curve`."""

    parameters = 4
    gradient = OralGradient
    loops = staticmethod(oral_curve)

    def perform(self, node: Apply, inputs: Any, outputs: Any) -> None:  # noqa: ARG002
        """Run without a compiler, by array formulas."""
        rates, weights, absorption, lag, subject, elapsed, amount, interval = inputs
        shape = _of_observations(rates, weights, subject)
        time = elapsed - lag[subject][:, None]
        time = np.maximum(np.where(time < 0, time + interval, time), 0.0)
        response = oral(shape, absorption[subject][:, None], time, interval=interval)
        outputs[0][0] = (amount * response).sum(axis=1)


class Gathered(Looped):
    """Slopes of observations, times what is asked of each, summed over each subject."""

    ranks = (2,)
    loops = staticmethod(gathered)

    def infer_shape(self, node: Apply, shapes: Any) -> Any:  # noqa: ARG002
        """(parameter, subject)."""
        return [(shapes[0][0], shapes[3][0])]


class TransitCurve(Looped):
    """Concentrations after oral doses through a chain, and their slopes in the same pass.

    See :func:`._transit_curves.transit_curve`.
    """

    ranks = (1, 2)
    loops = staticmethod(transit_curve)
    parameters: ClassVar[int] = 6

    def infer_shape(self, node: Apply, shapes: Any) -> Any:  # noqa: ARG002
        """As many concentrations as observations, and a slope by every parameter of each."""
        count = shapes[self.parameters][0]
        return [(count,), (2 * shapes[0][0] + 4, count)]

    def pullback(self, inputs: Any, outputs: Any, cotangents: Any) -> list[Any]:
        """Gradients by the parameters, from the slopes; by the doses they are not offered."""
        found: Any = Gathered()(outputs[1], cotangents[0], inputs[self.parameters], inputs[2])
        exponents = inputs[0].shape[0]
        parts = [
            found[:exponents],
            found[exponents : 2 * exponents],
            *(found[2 * exponents + k] for k in range(4)),
        ]
        doses = [
            grad_not_implemented(self, at, inputs[at])  # type: ignore[no-untyped-call, unused-ignore]
            for at in range(self.parameters + 1, len(inputs))
        ]
        return [*parts, DisconnectedType()(), *doses]

    def connection_pattern(self, node: Apply) -> list[list[bool]]:
        """What the concentrations can be differentiated by; their slopes by nothing."""
        return [[at != self.parameters, False] for at in range(len(node.inputs))]


class IntravenousGradient(_Gradient):
    """By rates and weights."""

    ranks = (2, 2)
    loops = staticmethod(intravenous_gradient)


class IntravenousCurve(_Curve):
    """Concentrations after boluses and infusions, see :func:`._pk_curves.intravenous_curve`."""

    parameters = 2
    gradient = IntravenousGradient
    loops = staticmethod(intravenous_curve)

    def perform(self, node: Apply, inputs: Any, outputs: Any) -> None:  # noqa: ARG002
        """Run without a compiler, by array formulas."""
        rates, weights, subject, elapsed, amount, interval, duration = inputs
        shape = _of_observations(rates, weights, subject)
        lasting = duration > 0
        response = np.where(
            lasting,
            infusion(shape, elapsed, np.where(lasting, duration, 1.0), interval=interval),
            bolus(shape, elapsed, interval=interval),
        )
        outputs[0][0] = (amount * response).sum(axis=1)


def _of_observations(rates: Any, weights: Any, subject: Any) -> Disposition:
    return Disposition(tuple(rates[:, subject, None]), tuple(weights[:, subject, None]))
