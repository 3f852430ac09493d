"""The loops of :mod:`._turnover` as operations that PyTensor can differentiate and compile.

Imported only where a model is built.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytensor.gradient import DisconnectedType

from ._looped import Looped
from ._turnover import turnover, turnover_arrays, turnover_gradient

if TYPE_CHECKING:
    from pytensor.graph.basic import Apply

_PARAMETERS = 3


class TurnoverGradient(Looped):
    """By rate, production and loss."""

    ranks = (1, 1, 1)
    loops = staticmethod(turnover_gradient)

    def infer_shape(self, node: Apply, shapes: Any) -> Any:  # noqa: ARG002
        """As rate, production and loss."""
        return list(shapes[:_PARAMETERS])


class Turnover(Looped):
    """Departure from baseline at the end of every step, see :func:`._turnover.turnover`."""

    loops = staticmethod(turnover)

    def perform(self, node: Apply, inputs: Any, outputs: Any) -> None:  # noqa: ARG002
        """Run without a compiler, by arrays."""
        rate, production, loss, length, subject, fresh = inputs[:6]
        outputs[0][0] = turnover_arrays(rate, production, loss, length=length, subject=subject, fresh=fresh)

    def infer_shape(self, node: Apply, shapes: Any) -> Any:  # noqa: ARG002
        """As many as steps."""
        return [shapes[_PARAMETERS]]

    def pullback(self, inputs: Any, outputs: Any, cotangents: Any) -> list[Any]:
        """Gradients by rate, production and loss."""
        found: Any = TurnoverGradient()(*inputs, outputs[0], cotangents[0])
        return [*found, *(DisconnectedType()() for _ in inputs[_PARAMETERS:])]

    def connection_pattern(self, node: Apply) -> list[list[bool]]:
        """Steps are data."""
        return [[at < _PARAMETERS] for at in range(len(node.inputs))]
