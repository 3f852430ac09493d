"""The density of :mod:`._species_normal` as an operation that PyTensor can differentiate and compile.

Written as a graph of PyTensor's own operations, the same density took ten times as long to compile
and to differentiate. Imported only where a model is built.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import pytensor.tensor as pt
from pytensor.gradient import DisconnectedType, grad_not_implemented
from pytensor.graph.basic import Apply
from pytensor.graph.op import Op
from pytensor.link.numba.dispatch import basic as numba_basic
from pytensor.link.numba.dispatch.basic import register_funcify_default_op_cache_key

from ._species_normal import precisions, row_densities, row_gradients

VERSION = 1  # raised when the loops change, so that compiled code is not taken from a cache


class SpeciesNormal(Op):
    """Log density of every row: (value, mean, covariance, masks, pattern) -> (row,)."""

    __props__: ClassVar[tuple[str, ...]] = ()

    def make_node(self, *inputs: Any) -> Apply:
        """One application to symbolic value, mean, covariance, masks and pattern."""
        return Apply(self, [pt.as_tensor_variable(x) for x in inputs], [pt.dvector()])

    def perform(self, node: Apply, inputs: Any, outputs: Any) -> None:  # noqa: ARG002
        """Run without a compiler."""
        value, mean, covariance, masks, pattern = inputs
        precision, constant = precisions(covariance, masks)
        outputs[0][0] = row_densities(value, mean, masks, pattern, precision, constant)

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


class SpeciesNormalGradient(Op):
    """Gradient by mean and covariance of the densities' weighted sum."""

    __props__: ClassVar[tuple[str, ...]] = ()

    def make_node(self, *inputs: Any) -> Apply:
        """Inputs of :class:`SpeciesNormal`, then the weight of each row."""
        return Apply(self, [pt.as_tensor_variable(x) for x in inputs], [pt.dvector(), pt.dmatrix()])

    def perform(self, node: Apply, inputs: Any, outputs: Any) -> None:  # noqa: ARG002
        """Run without a compiler."""
        value, mean, covariance, masks, pattern, upstream = inputs
        precision, _ = precisions(covariance, masks)
        outputs[0][0], outputs[1][0] = row_gradients(value, mean, masks, pattern, precision, upstream)

    def infer_shape(self, node: Apply, shapes: Any) -> Any:  # noqa: ARG002
        """As the mean and the covariance."""
        return [shapes[1], shapes[2]]


@register_funcify_default_op_cache_key(SpeciesNormal)
def _compiled(op: Any, node: Any, **kwargs: Any) -> Any:  # noqa: ARG001
    invert = numba_basic.numba_njit(precisions)
    densities = numba_basic.numba_njit(row_densities)

    @numba_basic.numba_njit
    def species_normal(value: Any, mean: Any, covariance: Any, masks: Any, pattern: Any) -> Any:
        precision, constant = invert(covariance, masks)
        return densities(value, mean, masks, pattern, precision, constant)

    return species_normal, VERSION


@register_funcify_default_op_cache_key(SpeciesNormalGradient)
def _compiled_gradient(op: Any, node: Any, **kwargs: Any) -> Any:  # noqa: ARG001
    invert = numba_basic.numba_njit(precisions)
    gradients = numba_basic.numba_njit(row_gradients)

    @numba_basic.numba_njit
    def species_normal_gradient(  # noqa: PLR0917, as above
        value: Any, mean: Any, covariance: Any, masks: Any, pattern: Any, upstream: Any
    ) -> Any:
        precision, _ = invert(covariance, masks)
        return gradients(value, mean, masks, pattern, precision, np.ascontiguousarray(upstream))

    return species_normal_gradient, VERSION
