"""The loops of :mod:`._simeoni_curves` as an operation that PyTensor can differentiate and compile.

Imported only where a model is built.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pytensor.tensor as pt
from pytensor.gradient import DisconnectedType, grad_not_implemented

from ._looped import Looped
from ._simeoni_curves import PARAMETERS, sizes_of_draws, tumour_sizes

if TYPE_CHECKING:
    from pytensor.graph.basic import Apply

_TINY = 1e-30


class SimeoniSizes(Looped):
    """(parameters, gap, steps, level) -> sizes (subject, interval), derivatives (subject, interval, 5)."""

    ranks = (2, 3)
    loops = staticmethod(tumour_sizes)

    def infer_shape(self, node: Apply, shapes: Any) -> Any:  # noqa: ARG002
        """As the intervals."""
        return [shapes[1], (*shapes[1], PARAMETERS)]

    def pullback(self, inputs: Any, outputs: Any, cotangents: Any) -> list[Any]:
        """Gradient of the sizes by the parameters; by anything else it is not offered."""
        by_parameters = (outputs[1] * cotangents[0][:, :, None]).sum(axis=1)
        gap, level = (grad_not_implemented(self, at, inputs[at]) for at in (1, 3))
        return [by_parameters, gap, DisconnectedType()(), level]

    def connection_pattern(self, node: Apply) -> list[list[bool]]:  # noqa: ARG002
        """Sizes can be differentiated by the parameters; nothing else is asked for."""
        return [[True, False], [True, False], [False, False], [True, False]]

    def perform(self, node: Apply, inputs: Any, outputs: Any) -> None:  # noqa: ARG002
        """Run without a compiler, by arrays; derivatives by steps along the imaginary axis."""
        parameters, gap, steps, level = inputs
        outputs[0][0] = sizes_of_draws(parameters.T, gap, steps, level)
        found = []
        for p in range(PARAMETERS):
            moved = parameters.T.astype(complex)
            moved[p] += _TINY * 1j
            found.append(sizes_of_draws(moved, gap, steps, level).imag / _TINY)
        outputs[1][0] = np.stack(found, axis=-1)


def expected_sizes(parameters: Sequence[Any], times: Sequence[Any], place: Any) -> Any:
    """Sizes at the observations, (observation,).

    Parameters
    ----------
    parameters
        Five times (subject,).
    times
        ``gap``, ``steps`` and ``level``, as :func:`._simeoni_curves.tumour_sizes`.
    place
        Interval of each observation, counted over all subjects.
    """
    import sys

    if "numba" in sys.modules:
        from . import _simeoni_numba  # noqa: F401, tells numba of the operation

    both: Any = SimeoniSizes()(pt.stack(parameters, axis=1), *times)
    return both[0].flatten()[place]
