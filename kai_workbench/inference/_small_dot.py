"""Small matrix products as plain loops.

Compiling PyTensor's general product, which picks a BLAS routine by layout, takes numba 20 to 30 s of
processor time; most products in a hierarchical model are of a few species or parameters. Those
become three nested loops, which compile in a fraction of a second and, at these
sizes, run as fast. Imported only where a model is compiled.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import pytensor.tensor as pt
from pytensor.compile.mode import Mode, get_mode
from pytensor.graph.basic import Apply
from pytensor.graph.op import Op
from pytensor.graph.rewriting.basic import dfs_rewriter, node_rewriter
from pytensor.link.numba.dispatch import basic as numba_basic
from pytensor.link.numba.dispatch.basic import register_funcify_default_op_cache_key
from pytensor.tensor.math import Dot

_LARGEST = 32
"""Size of the summed dim and of one other up to which loops are used; beyond, BLAS earns its compilation."""


class SmallDot(Op):
    """Product of two small matrices of float64."""

    __props__: ClassVar[tuple[str, ...]] = ()

    def make_node(self, *inputs: Any) -> Apply:
        """One application, (rows, inner) by (inner, columns)."""
        left, right = (pt.as_tensor_variable(x) for x in inputs)
        out = pt.TensorType("float64", shape=(left.type.shape[0], right.type.shape[1]))()
        return Apply(self, [left, right], [out])

    def perform(self, node: Apply, inputs: Any, outputs: Any) -> None:  # noqa: ARG002
        """Run without a compiler."""
        outputs[0][0] = np.asarray(inputs[0] @ inputs[1])

    def infer_shape(self, node: Apply, shapes: Any) -> Any:  # noqa: ARG002
        """Rows of the left, columns of the right."""
        return [(shapes[0][0], shapes[1][1])]


@register_funcify_default_op_cache_key(SmallDot)
def _loops(op: SmallDot, node: Apply, **_: Any) -> Any:  # noqa: ARG001
    @numba_basic.numba_njit
    def small_dot(left: Any, right: Any) -> Any:
        out = np.empty((left.shape[0], right.shape[1]))
        for i in range(left.shape[0]):
            for j in range(right.shape[1]):
                total = 0.0
                for k in range(left.shape[1]):
                    total += left[i, k] * right[k, j]
                out[i, j] = total
        return out

    return small_dot, 1


@node_rewriter([Dot])
def _small(fgraph: Any, node: Apply) -> Any:  # noqa: ARG001
    left: Any = node.inputs[0]
    right: Any = node.inputs[1]
    if left.ndim != 2 or right.ndim != 2 or {left.dtype, right.dtype} != {"float64"}:
        return None
    rows, inner = left.type.shape
    inner, columns = (inner if inner is not None else right.type.shape[0]), right.type.shape[1]
    small = [size is not None and size <= _LARGEST for size in (rows, inner, columns)]
    if not small[1] or not (small[0] or small[2]):
        return None
    return [SmallDot()(left, right)]


def mode() -> Mode:
    """The numba mode with small products as loops."""
    # after all of PyTensor's own rewrites, which know products as Dot
    return get_mode("NUMBA").register((dfs_rewriter(_small), 1000))
