"""The loops of :mod:`._intercept_slope` as operations that PyTensor can differentiate and compile.

Imported only where a model is built.
"""

from __future__ import annotations

from typing import Any, ClassVar

import pytensor.tensor as pt
from pytensor.gradient import grad_not_implemented
from pytensor.graph.basic import Apply
from pytensor.graph.op import Op

from ._intercept_slope import densities, gradients


class InterceptSlope(Op):
    """Log density of every subject: (residual, share, measured, parameters) -> (subject,)."""

    __props__: ClassVar[tuple[str, ...]] = ()
    loops = staticmethod(densities)

    def make_node(self, *inputs: Any) -> Apply:
        """One application to symbolic residuals, shares, masks and parameters."""
        return Apply(self, [pt.as_tensor_variable(x) for x in inputs], [pt.dvector()])

    def perform(self, node: Apply, inputs: Any, outputs: Any) -> None:  # noqa: ARG002
        """Run without a compiler."""
        outputs[0][0] = densities(*inputs)

    def infer_shape(self, node: Apply, shapes: Any) -> Any:  # noqa: ARG002
        """As many densities as subjects."""
        return [(shapes[0][0],)]

    def pullback(self, inputs: Any, outputs: Any, cotangents: Any) -> list[Any]:  # noqa: ARG002
        """Gradients by residuals and parameters; by the data they are not offered, and asking fails."""
        found: Any = InterceptSlopeGradient()(*inputs, cotangents[0])
        by_residual, by_parameters = found
        share, measured = (grad_not_implemented(self, at, inputs[at]) for at in (1, 2))
        return [by_residual, share, measured, by_parameters]


class InterceptSlopeGradient(Op):
    """Gradient by residuals and parameters of the densities' weighted sum."""

    __props__: ClassVar[tuple[str, ...]] = ()
    loops = staticmethod(gradients)

    def make_node(self, *inputs: Any) -> Apply:
        """Inputs of :class:`InterceptSlope`, then the weight of each subject."""
        return Apply(self, [pt.as_tensor_variable(x) for x in inputs], [pt.dmatrix(), pt.dvector()])

    def perform(self, node: Apply, inputs: Any, outputs: Any) -> None:  # noqa: ARG002
        """Run without a compiler."""
        outputs[0][0], outputs[1][0] = gradients(*inputs)

    def infer_shape(self, node: Apply, shapes: Any) -> Any:  # noqa: ARG002
        """As the residuals and the parameters."""
        return [shapes[0], shapes[3]]
