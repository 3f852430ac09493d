"""Operations whose whole work is a Python function of loops, which the workbench's compiler translates.

Imported only where a model is built.
"""

from __future__ import annotations

from typing import Any, ClassVar

import pytensor.tensor as pt
from pytensor.graph.basic import Apply
from pytensor.graph.op import Op


class Looped(Op):
    """(inputs) -> arrays of floats, by ``loops``; numpy runs them where nothing compiles them.

    Attributes
    ----------
    loops
        The function, as a static method; it returns one array, or a tuple of as many as ``ranks``.
    ranks
        How many dims each result has.
    """

    __props__: ClassVar[tuple[str, ...]] = ()
    loops: ClassVar[Any]
    ranks: ClassVar[tuple[int, ...]] = (1,)

    def make_node(self, *inputs: Any) -> Apply:
        """One application to symbolic inputs."""
        results = [pt.TensorType("float64", shape=(None,) * rank)() for rank in self.ranks]
        return Apply(self, [pt.as_tensor_variable(x) for x in inputs], results)

    def perform(self, node: Apply, inputs: Any, outputs: Any) -> None:  # noqa: ARG002
        """Run without a compiler."""
        found = type(self).loops(*inputs)
        for output, value in zip(outputs, found if isinstance(found, tuple) else (found,), strict=True):
            output[0] = value
