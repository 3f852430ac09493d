"""The loops of :mod:`._sdirk` as operations that PyTensor can differentiate and compile.

Imported only where a model is built.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np
from pytensor.gradient import DisconnectedType

from ._looped import Looped
from ._sdirk import solved_arrays, solver_of
from ._sdirk_table import padded

if TYPE_CHECKING:
    from pytensor.graph.basic import Apply


def gathered(p: Any, sensitivities: Any, subject: Any, upstream: Any) -> Any:
    """Gradient of the weighted sum of the states by the parameters, (parameter, subject)."""
    result = np.zeros((p.shape[0], p.shape[1]))
    for interval in range(subject.shape[0]):
        for i in range(upstream.shape[1]):
            for q in range(p.shape[0]):
                result[q, subject[interval]] += upstream[interval, i] * sensitivities[interval, i, q]
    return result


class Gathered(Looped):
    """See :func:`gathered`."""

    ranks = (2,)
    loops = staticmethod(gathered)

    def perform(self, node: Apply, inputs: Any, outputs: Any) -> None:  # noqa: ARG002
        """Run without a compiler, by arrays."""
        p, sensitivities, subject, upstream = inputs
        result = np.zeros(p.shape)
        np.add.at(result.T, subject, np.einsum("ni,niq->nq", upstream, sensitivities))
        outputs[0][0] = result

    def infer_shape(self, node: Apply, shapes: Any) -> Any:  # noqa: ARG002
        """As the parameters."""
        return [shapes[0]]


class _Solution(Looped):
    """What :func:`._sdirk.solved` takes -> states, sensitivities."""

    ranks = (2, 3)
    system: dict[str, Any]

    def perform(self, node: Apply, inputs: Any, outputs: Any) -> None:  # noqa: ARG002
        """Run without a compiler, by arrays."""
        p, subject, start, length, first, amount, into, flow, tolerance = inputs[:9]
        table, place = padded(subject, length, first, amount, into, flow, runs=p.shape[1])
        values, slopes = solved_arrays(
            self.system, p, start=start, table=table, tolerance=tolerance, sensitivities=True
        )
        outputs[0][0] = values[subject, place]
        outputs[1][0] = slopes[subject, place]

    def infer_shape(self, node: Apply, shapes: Any) -> Any:  # noqa: ARG002
        """As many as intervals."""
        return [(shapes[3][0], shapes[2][0]), (shapes[3][0], shapes[2][0], shapes[0][0])]

    def pullback(self, inputs: Any, outputs: Any, cotangents: Any) -> list[Any]:
        """The gradient of the states by the parameters; sensitivities are not differentiated again."""
        found: Any = Gathered()(inputs[0], outputs[1], inputs[1], cotangents[0])
        return [found, *(DisconnectedType()() for _ in inputs[1:])]

    def connection_pattern(self, node: Apply) -> list[list[bool]]:
        """States by parameters."""
        return [[at == 0, False] for at in range(len(node.inputs))]


@functools.cache
def solution_of(approximation: Any, parameters: tuple[str, ...], *, peripheral: bool, depot: bool) -> Any:
    """The operation of a system."""
    from ._target_systems import system

    made = system(approximation, parameters, peripheral=peripheral, depot=depot)
    kind = type("Solution", (_Solution,), {"system": made, "loops": staticmethod(solver_of(made))})
    return kind()
