"""The density of :mod:`._species_normal` as an operation that PyTensor can differentiate and compile.

Written as a graph of PyTensor's own operations, the same density took ten times as long to compile
and to differentiate. Imported only where a model is built.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytensor.gradient import DisconnectedType, grad_not_implemented

from ._looped import Looped
from ._species_normal import densities, gradients

if TYPE_CHECKING:
    from pytensor.graph.basic import Apply


class SpeciesNormal(Looped):
    """Log density of every row: (value, mean, covariance, masks, pattern) -> (row,)."""

    loops = staticmethod(densities)

    def infer_shape(self, node: Apply, shapes: Any) -> Any:  # noqa: ARG002
        """As many densities as rows."""
        return [(shapes[0][0],)]

    def pullback(self, inputs: Any, outputs: Any, cotangents: Any) -> list[Any]:  # noqa: ARG002
        """Gradients by mean and covariance; by the data it is not offered, and asking for it fails."""
        gradients: Any = SpeciesNormalGradient()(*inputs, cotangents[0])
        by_mean, by_covariance = gradients
        value, masks = (grad_not_implemented(self, at, inputs[at]) for at in (0, 3))
        return [value, by_mean, by_covariance, masks, DisconnectedType()()]

    def connection_pattern(self, node: Apply) -> list[list[bool]]:  # noqa: ARG002
        """Which inputs the density can be differentiated by."""
        return [[True], [True], [True], [True], [False]]


class SpeciesNormalGradient(Looped):
    """Gradient by mean and covariance of the densities' weighted sum."""

    loops = staticmethod(gradients)
    ranks = (1, 2)

    def infer_shape(self, node: Apply, shapes: Any) -> Any:  # noqa: ARG002
        """As the mean and the covariance."""
        return [shapes[1], shapes[2]]
