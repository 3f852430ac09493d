"""Operations that numba has code for and this compiler has not: one C function each.

The function reads addresses and sizes from one vector of integers and writes those of its results,
which it allocates with ``malloc``, to another.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from pytensor.graph.basic import Constant
from pytensor.graph.fg import FunctionGraph
from pytensor.scalar.basic import ScalarType
from pytensor.tensor.type import DenseTensorType

from ._emitter import INT, POINTER, Array, Emitter, Unsupported, integer

_SOURCE = """
def foreign(given_, taken_):
    given = carray(given_, ({given},), uint64)
    taken = carray(taken_, ({taken},), uint64)
    {unpack}
    try:
        {results} = inner({names})
        {keep}
    except Exception:
        return 1
    return 0
"""


class Foreign:
    """Code by numba, to be linked in: modules of LLVM, and what they are called by."""

    def __init__(self) -> None:
        self.modules: list[str] = []

    def emit(self, emitter: Emitter, node: Any, arrays: list[Array]) -> list[Array]:
        """Results of an operation, by numba's code."""
        for variable in (*node.inputs, *node.outputs):
            if not isinstance(variable.type, DenseTensorType | ScalarType):
                raise Unsupported(f"{node.op} of {variable.type}")
        moving = [i for i, variable in enumerate(node.inputs) if not isinstance(variable, Constant)]
        compiled = _compiled(node, moving)
        self.modules.append(_module(compiled))
        tight = [emitter.tight(arrays[i]) for i in moving]
        numbers = [number for array in tight for number in (array.data, *array.shape)]
        given = emitter.allocate("int64", [integer(max(len(numbers), 1))])
        for i, number in enumerate(numbers):
            as_integer = number if number.type == INT else emitter.builder.ptrtoint(number, INT)
            emitter.store(as_integer, given, [integer(i)])
        taken = emitter.allocate("int64", [integer(sum(1 + out.type.ndim for out in node.outputs))])
        function = emitter.outside(compiled.native_name, INT, [POINTER, POINTER])
        status = emitter.builder.call(function, [given.data, taken.data])
        results, at = [], 0
        for out in node.outputs:
            data = emitter.builder.inttoptr(emitter.load(taken, [integer(at)]), POINTER)
            shape = [emitter.load(taken, [integer(at + 1 + dim)]) for dim in range(out.type.ndim)]
            results.append(emitter.contiguous(data, out.type.dtype, shape))
            at += 1 + out.type.ndim
        emitter.fail_if(emitter.builder.icmp_signed("!=", status, integer(0)), 1)
        for result in results:
            emitter.keep(result.data)
        return results


def _compiled(node: Any, moving: list[int]) -> Any:
    import numba
    from pytensor.link.numba.dispatch.basic import numba_funcify

    from .._object_code import pointer

    inputs = [node.inputs[i].clone() for i in moving]
    replaced = dict(zip(moving, inputs, strict=True))
    copy = node.clone_with_new_inputs([replaced.get(i, variable) for i, variable in enumerate(node.inputs)])
    graph = FunctionGraph(inputs, copy.outputs, clone=False)
    t = numba.types
    scope: dict[str, Any] = {
        "carray": numba.carray,
        "uint64": np.uint64,
        "pointer": pointer(),
        "inner": numba_funcify(graph),
        "malloc": t.ExternalFunction("malloc", t.voidptr(t.uint64)),
        "number": _number(),
    }
    unpack, names, at = [], [], 0
    for i, variable in enumerate(inputs):
        ndim = getattr(variable.type, "ndim", 0)
        sizes = "".join(f"int(given[{at + 1 + dim}]), " for dim in range(ndim))
        unpack.append(f"s{i} = carray(pointer(given[{at}]), ({sizes}), t{i})")
        scope[f"t{i}"] = np.dtype(variable.type.dtype)
        names.append(f"s{i}[()]" if isinstance(variable.type, ScalarType) else f"s{i}")
        at += 1 + ndim
    keep, room = [], 0
    for i, variable in enumerate(node.outputs):
        keep += _keep(i, variable, room)
        scope[f"o{i}"] = np.dtype(variable.type.dtype)
        scope[f"w{i}"] = np.dtype(variable.type.dtype).itemsize
        room += 1 + getattr(variable.type, "ndim", 0)
    source = _SOURCE.format(
        given=max(at, 1),
        taken=room,
        unpack="\n    ".join(unpack) or "pass",
        results="".join(f"r{i}, " for i in range(len(node.outputs))),
        names=", ".join(names),
        keep="\n        ".join(keep),
    )
    exec(compile(source, "<foreign>", "exec"), scope)  # noqa: S102, the template above with numbers filled in
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Cannot cache compiled function")
        return numba.cfunc(t.int64(t.voidptr, t.voidptr))(scope["foreign"])


def _keep(i: int, variable: Any, room: int) -> list[str]:
    """Lines that copy one result to memory of its own; loops, because they compile fastest."""
    ndim = getattr(variable.type, "ndim", 0)
    sizes = [f"r{i}.shape[{dim}]" for dim in range(ndim)]
    lines = [
        f"m{i} = malloc(max({' * '.join([*sizes, f'w{i}'])}, 1))",
        f"k{i} = carray(m{i}, ({''.join(f'{size}, ' for size in sizes)}), o{i})",
        f"taken[{room}] = number(m{i})",
        *(f"taken[{room + 1 + dim}] = {size}" for dim, size in enumerate(sizes)),
    ]
    if isinstance(variable.type, ScalarType):
        return [*lines, f"k{i}[()] = r{i}"]
    lines += [f"{'    ' * dim}for i{dim} in range({size}):" for dim, size in enumerate(sizes)]
    place = ", ".join(f"i{dim}" for dim in range(ndim)) or "()"
    return [*lines, f"{'    ' * ndim}k{i}[{place}] = r{i}[{place}]"]


def _number() -> Any:
    """An address taken as a number, for numba."""
    from numba import types
    from numba.extending import intrinsic

    @intrinsic
    def number(_context: Any, address: Any) -> Any:
        def code(_target: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            return builder.ptrtoint(arguments[0], INT)

        return types.uint64(address), code

    return number


def _module(compiled: Any) -> str:
    """LLVM text of numba's code, which must not hold addresses of this process."""
    from .._object_code import portable_module

    text = portable_module(compiled)
    if text is None:
        raise Unsupported("code with addresses in it")
    return text
