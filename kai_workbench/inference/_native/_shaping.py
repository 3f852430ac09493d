"""Code for the sizes of arrays: views where possible, copies where not."""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from pytensor.graph.basic import Constant

from ._elementwise import repeated
from ._emitter import INT, Array, Emitter, Unsupported, Value, integer, known
from ._numbers import cast, literal, truth


def same(emitter: Emitter, node: Any, arrays: list[Array]) -> list[Array]:  # noqa: ARG001
    """Operations that change nothing here."""
    return arrays[:1]


def dimshuffle(emitter: Emitter, node: Any, arrays: list[Array]) -> list[Array]:
    """Dims in another order, new ones of size one, some of size one left out."""
    (array,), order = arrays, node.op.new_order
    for dim in range(array.ndim):
        if dim not in order:
            emitter.fail_if(emitter.differ(array.shape[dim], integer(1)), 1)
    shape = tuple(integer(1) if dim == "x" else array.shape[dim] for dim in order)
    strides = tuple(integer(0) if dim == "x" else array.strides[dim] for dim in order)
    return [Array(array.data, array.dtype, shape, strides)]


def _size(emitter: Emitter, variable: Any, array: Array) -> Value:
    """A size that is the value of a scalar."""
    if isinstance(variable, Constant):
        return integer(int(variable.data))
    return cast(emitter, emitter.load(array), array.dtype, "int64")


def alloc(emitter: Emitter, node: Any, arrays: list[Array]) -> list[Array]:
    """One array repeated; nothing is written."""
    value, *_ = arrays
    shape = [_size(emitter, *one) for one in zip(node.inputs[1:], arrays[1:], strict=True)]
    more = len(shape) - value.ndim
    repeats = node.inputs[0].type.broadcastable
    for dim, again in enumerate(repeats):
        if not again:
            emitter.fail_if(emitter.differ(value.shape[dim], shape[more + dim]), 1)
    strides = (*(integer(0),) * more, *repeated(value, repeats).strides)
    return [Array(value.data, value.dtype, tuple(shape), strides)]


def make_vector(emitter: Emitter, node: Any, arrays: list[Array]) -> list[Array]:
    """Scalars side by side."""
    to = node.outputs[0].type.dtype
    result = emitter.allocate(to, [integer(len(arrays))])
    for i, array in enumerate(arrays):
        emitter.store(cast(emitter, emitter.load(array), array.dtype, to), result, [integer(i)])
    return [result]


def join(emitter: Emitter, node: Any, arrays: list[Array]) -> list[Array]:
    """Arrays one after the other."""
    axis = node.op.axis % node.outputs[0].type.ndim
    to, total = node.outputs[0].type.dtype, integer(0)
    for array in arrays:
        total = emitter.add(total, array.shape[axis])
        for dim in range(array.ndim):
            if dim != axis:
                emitter.fail_if(emitter.differ(array.shape[dim], arrays[0].shape[dim]), 1)
    shape = [total if dim == axis else size for dim, size in enumerate(arrays[0].shape)]
    result = emitter.allocate(to, shape)
    offset: Value = integer(0)
    for array in arrays:
        with emitter.loops(array.shape) as at:
            there = [emitter.add(i, offset) if dim == axis else i for dim, i in enumerate(at)]
            emitter.store(cast(emitter, emitter.load(array, at), array.dtype, to), result, there)
        offset = emitter.add(offset, array.shape[axis])
    return [result]


def split(emitter: Emitter, node: Any, arrays: list[Array]) -> list[Array]:
    """Views of the parts."""
    array, sizes = arrays
    axis = node.op.axis % array.ndim
    offset: Value = integer(0)
    results = []
    for i in range(node.op.len_splits):
        if isinstance(node.inputs[1], Constant):
            length = integer(int(np.asarray(node.inputs[1].data)[i]))
        else:
            length = cast(emitter, emitter.load(sizes, [integer(i)]), sizes.dtype, "int64")
        at = [offset if dim == axis else integer(0) for dim in range(array.ndim)]
        shape = tuple(length if dim == axis else size for dim, size in enumerate(array.shape))
        results.append(Array(emitter.address(array, at), array.dtype, shape, array.strides))
        offset = emitter.add(offset, length)
    emitter.fail_if(emitter.differ(offset, array.shape[axis]), 1)
    return results


def reshape(emitter: Emitter, node: Any, arrays: list[Array]) -> list[Array]:
    """The same numbers under other sizes, one of which may be -1."""
    array = emitter.tight(arrays[0])
    told = node.inputs[1]
    if isinstance(told, Constant):
        shape = [integer(int(n)) for n in np.asarray(told.data)]
    else:
        shape = [
            cast(emitter, emitter.load(arrays[1], [integer(i)]), arrays[1].dtype, "int64")
            for i in range(node.op.ndim)
        ]
    fixed = node.outputs[0].type.shape
    shape = [integer(n) if n is not None else size for n, size in zip(fixed, shape, strict=True)]
    total, open_dims = emitter.product(array.shape), [i for i, n in enumerate(shape) if (known(n) or 0) < 0]
    if len(open_dims) > 1:
        raise Unsupported("a shape with two open sizes")
    if open_dims:
        rest = emitter.product([n for i, n in enumerate(shape) if i != open_dims[0]])
        whole, part = known(total), known(rest)
        if part == 0 or (part is None and whole == 0):
            raise Unsupported("an empty array in a new shape")
        if whole is not None and part is not None:
            shape[open_dims[0]] = integer(whole // part)
        else:
            emitter.fail_if(emitter.builder.icmp_signed("==", rest, integer(0)), 1)
            shape[open_dims[0]] = emitter.builder.sdiv(total, rest) if part != 1 else total
    elif any(known(n) is None for n in shape):
        # a size from the data may be the open one
        for i, size in enumerate(shape):
            if known(size) is None:
                rest = emitter.most(emitter.product([n for j, n in enumerate(shape) if j != i]), integer(1))
                negative = emitter.builder.icmp_signed("<", size, integer(0))
                shape[i] = emitter.builder.select(negative, emitter.builder.sdiv(total, rest), size)
    emitter.fail_if(emitter.differ(emitter.product(shape), total), 1)
    return [emitter.contiguous(array.data, array.dtype, shape)]


def _scalar(emitter: Emitter, value: Value) -> Array:
    place = emitter.allocate("int64", ())
    emitter.store(value, place)
    return place


def shape_i(emitter: Emitter, node: Any, arrays: list[Array]) -> list[Array]:
    """One size."""
    return [_scalar(emitter, arrays[0].shape[node.op.i])]


def shape(emitter: Emitter, node: Any, arrays: list[Array]) -> list[Array]:  # noqa: ARG001
    """All sizes."""
    result = emitter.allocate("int64", [integer(arrays[0].ndim)])
    for dim, size in enumerate(arrays[0].shape):
        emitter.store(size, result, [integer(dim)])
    return [result]


def specify_shape(emitter: Emitter, node: Any, arrays: list[Array]) -> list[Array]:
    """The code fails where the sizes are others."""
    from pytensor.tensor.type_other import NoneTypeT

    array = arrays[0]
    sizes = list(array.shape)
    for dim, variable in enumerate(node.inputs[1:]):
        if isinstance(variable.type, NoneTypeT):
            continue
        size = _size(emitter, variable, arrays[1 + dim])
        emitter.fail_if(emitter.differ(sizes[dim], size), 1)
        sizes[dim] = size
    return [Array(array.data, array.dtype, tuple(sizes), array.strides)]


def extract_diagonal(emitter: Emitter, node: Any, arrays: list[Array]) -> list[Array]:
    """A view of a diagonal."""
    op, (array,) = node.op, arrays
    one, two = op.axis1 % array.ndim, op.axis2 % array.ndim
    at = [integer(0)] * array.ndim
    down, right = max(-op.offset, 0), max(op.offset, 0)
    at[one], at[two] = integer(down), integer(right)
    length = emitter.least(
        emitter.sub(array.shape[one], integer(down)), emitter.sub(array.shape[two], integer(right))
    )
    length = emitter.most(length, integer(0))
    kept = [dim for dim in range(array.ndim) if dim not in (one, two)]
    shape = (*(array.shape[dim] for dim in kept), length)
    strides = (*(array.strides[dim] for dim in kept), emitter.add(array.strides[one], array.strides[two]))
    return [Array(emitter.address(array, at), array.dtype, shape, strides)]


def check(emitter: Emitter, node: Any, arrays: list[Array]) -> list[Array]:  # noqa: ARG001
    """The code fails where a condition does not hold."""
    for condition in arrays[1:]:
        with emitter.loops(condition.shape) as at:
            holds = truth(emitter, emitter.load(condition, at), condition.dtype)
            emitter.fail_if(emitter.builder.not_(holds), 1)
    return arrays[:1]


def eye(emitter: Emitter, node: Any, arrays: list[Array]) -> list[Array]:
    """Ones on a diagonal."""
    rows, columns, offset = (_size(emitter, *one) for one in zip(node.inputs, arrays, strict=True))
    to = node.outputs[0].type.dtype
    result = emitter.allocate(to, [rows, columns])
    with emitter.loops(result.shape) as (i, j):
        on = emitter.builder.icmp_signed("==", emitter.add(i, offset), j)
        emitter.store(emitter.builder.select(on, literal(1, to), literal(0, to)), result, [i, j])
    return [result]


def arange(emitter: Emitter, node: Any, arrays: list[Array]) -> list[Array]:
    """Whole numbers from a start by a step."""
    to = node.outputs[0].type.dtype
    if any(not array.dtype.startswith(("int", "uint")) for array in arrays) or not to.startswith("int"):
        raise Unsupported("a range of fractions")
    start, stop, step = (_size(emitter, *one) for one in zip(node.inputs, arrays, strict=True))
    by = known(step)
    if not by:
        raise Unsupported("a range whose step is not known")
    span = emitter.sub(stop, start) if by > 0 else emitter.sub(start, stop)
    length = emitter.most(emitter.add(span, integer(abs(by) - 1)), integer(0))
    if abs(by) != 1:
        length = emitter.builder.sdiv(length, ir.Constant(INT, abs(by)))
    result = emitter.allocate(to, [length])
    with emitter.loop(length) as i:
        emitter.store(cast(emitter, emitter.add(start, emitter.mul(i, step)), "int64", to), result, [i])
    return [result]
