"""The loops of :mod:`._intercept_slope` as operations that PyTensor can differentiate and compile.

Imported only where a model is built.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytensor.gradient import grad_not_implemented

from ._intercept_slope import densities, gradients
from ._looped import Looped

if TYPE_CHECKING:
    from pytensor.graph.basic import Apply


class InterceptSlope(Looped):
    """Log density of every subject: (residual, share, measured, parameters) -> (subject,)."""

    loops = staticmethod(densities)

    def infer_shape(self, node: Apply, shapes: Any) -> Any:  # noqa: ARG002
        """As many densities as subjects."""
        return [(shapes[0][0],)]

    def pullback(self, inputs: Any, outputs: Any, cotangents: Any) -> list[Any]:  # noqa: ARG002
        """Gradients by residuals and parameters; by the data they are not offered, and asking fails."""
        found: Any = InterceptSlopeGradient()(*inputs, cotangents[0])
        by_residual, by_parameters = found
        share, measured = (grad_not_implemented(self, at, inputs[at]) for at in (1, 2))
        return [by_residual, share, measured, by_parameters]


class InterceptSlopeGradient(Looped):
    """Gradient by residuals and parameters of the densities' weighted sum."""

    loops = staticmethod(gradients)
    ranks = (2, 1)

    def infer_shape(self, node: Apply, shapes: Any) -> Any:  # noqa: ARG002
        """As the residuals and the parameters."""
        return [shapes[0], shapes[3]]
