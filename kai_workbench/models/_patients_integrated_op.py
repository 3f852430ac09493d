"""The loops of :mod:`._patients_integrated` as an operation that PyTensor can differentiate and compile.

Imported only where a model is built.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytensor.tensor as pt
from pytensor.gradient import DisconnectedType, grad_not_implemented

from ._looped import Looped
from ._patients_integrated import integrated

if TYPE_CHECKING:
    from pytensor.graph.basic import Apply

_NUMBER = 3


class PatientsIntegrated(Looped):
    """Log-likelihood of every patient and its slopes: (patient,), (5, patient)."""

    ranks = (1, 2)
    loops = staticmethod(integrated)

    def infer_shape(self, node: Apply, shapes: Any) -> Any:  # noqa: ARG002
        """As many as patients."""
        return [(shapes[_NUMBER][0],), (5, shapes[_NUMBER][0])]

    def pullback(self, inputs: Any, outputs: Any, cotangents: Any) -> list[Any]:
        """Gradients by what the population says; by the data they are not offered, and asking fails."""
        each = outputs[1] * cotangents[0][None, :]
        rest = [
            DisconnectedType()() if at == _NUMBER else grad_not_implemented(self, at, inputs[at])  # type: ignore[no-untyped-call, unused-ignore]
            for at in range(2, len(inputs))
        ]
        return [each[:2], pt.sum(each[2:], axis=1), *rest]

    def connection_pattern(self, node: Apply) -> list[list[bool]]:
        """Which inputs the likelihood can be differentiated by; the slopes are not for that."""
        return [[at != _NUMBER, False] for at in range(len(node.inputs))]
