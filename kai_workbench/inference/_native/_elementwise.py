"""Code for operations number by number, and for sums and their kin."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np
from llvmlite import ir

from ._emitter import Array, Emitter, Unsupported, Value, integer, known, type_of
from ._numbers import cast, literal
from ._scalars import emit, scalar_node

_SUM = ("reassoc", "nsz", "contract")


def elementwise(emitter: Emitter, node: Any, arrays: list[Array]) -> list[Array]:
    """``Elemwise``: inputs of one size along a dim are repeated along it."""
    scalar = scalar_node(node.op.scalar_op, [array.dtype for array in arrays])
    for given, wanted in zip(scalar.outputs, node.outputs, strict=True):
        if given.type.dtype != wanted.type.dtype:
            raise Unsupported(f"{node.op} of these kinds")
    arrays = [
        repeated(array, variable.type.broadcastable)
        for array, variable in zip(arrays, node.inputs, strict=True)
    ]
    repeats = [variable.type.broadcastable for variable in node.inputs]
    shape = common_shape(emitter, arrays, repeats, node.outputs[0].type.shape)
    results = [emitter.allocate(one.type.dtype, shape) for one in node.outputs]
    with contextlib.ExitStack() as stack:
        at: list[Value] = []
        values: list[Value] = [None] * len(arrays)
        # a number that stays the same along the inner dims is read outside their loops
        depth = [_last_moving(array) for array in arrays]
        for level in range(len(shape) + 1):
            if level:
                at.append(stack.enter_context(emitter.loop(shape[level - 1])))
            for i, array in enumerate(arrays):
                if depth[i] == level:
                    values[i] = emitter.load(array, at + [integer(0)] * (len(shape) - level))
        for value, result in zip(emit(emitter, scalar, values), results, strict=True):
            emitter.store(value, result, at)
    return results


def repeated(array: Array, repeats: Any) -> Array:
    """Stride zero along dims that are repeated."""
    strides = tuple(
        integer(0) if again else stride for stride, again in zip(array.strides, repeats, strict=True)
    )
    return Array(array.data, array.dtype, array.shape, strides)


def common_shape(emitter: Emitter, arrays: list[Array], repeats: list[Any], told: Any) -> list[Value]:
    """Sizes of the result; the code fails where inputs disagree."""
    shape: list[Value] = []
    for dim, fixed in enumerate(told):
        sizes = [array.shape[dim] for array, again in zip(arrays, repeats, strict=True) if not again[dim]]
        if not sizes:
            shape.append(integer(1))
            continue
        size = (
            integer(fixed)
            if fixed is not None
            else next((s for s in sizes if known(s) is not None), sizes[0])
        )
        for other in sizes:
            emitter.fail_if(emitter.differ(size, other), 1)
        shape.append(size)
    return shape


def _last_moving(array: Array) -> int:
    moving = [dim + 1 for dim, stride in enumerate(array.strides) if known(stride) != 0]
    return max(moving, default=0)


_START = {"Add": 0, "Mul": 1, "AND": 1, "OR": 0, "XOR": 0}


def reduce(emitter: Emitter, node: Any, arrays: list[Array]) -> list[Array]:
    """``Sum``, ``Prod``, ``Max``, ``Min``, ``All``, ``Any`` along dims."""
    op, (array,) = node.op, arrays
    to = node.outputs[0].type.dtype
    within = getattr(op, "acc_dtype", None) or to
    name = type(op.scalar_op).__name__
    axes = range(array.ndim) if op.axis is None else [axis % array.ndim for axis in op.axis]
    kept = [dim for dim in range(array.ndim) if dim not in axes]
    summed = [dim for dim in range(array.ndim) if dim in axes]
    if name in ("Maximum", "Minimum"):
        for dim in summed:
            emitter.fail_if(emitter.builder.icmp_signed("==", array.shape[dim], integer(0)), 1)
    start = _start(name, within)
    scalar = scalar_node(op.scalar_op, [within, within])
    result = emitter.allocate(to, [array.shape[dim] for dim in kept])
    # on the stack of the whole function: a loop must not take more of it every time round
    total = emitter.allocate(within, ())
    with emitter.loops(result.shape) as outer:
        emitter.store(start, total)
        with emitter.loops([array.shape[dim] for dim in summed]) as inner:
            at = _merged(array.ndim, kept, outer, summed, inner)
            value = cast(emitter, emitter.load(array, at), array.dtype, within)
            so_far = emitter.load(total)
            if name == "Add" and within == "float64":
                following = emitter.builder.fadd(so_far, value, flags=_SUM)
            else:
                following = emit(emitter, scalar, [so_far, value])[0]
                following = cast(emitter, following, scalar.outputs[0].type.dtype, within)
            emitter.store(following, total)
        emitter.store(cast(emitter, emitter.load(total), within, to), result, outer)
    return [result]


def _merged(
    ndim: int, kept: list[int], outer: list[Value], summed: list[int], inner: list[Value]
) -> list[Value]:
    at: list[Value] = [None] * ndim
    for dims, values in ((kept, outer), (summed, inner)):
        for dim, value in zip(dims, values, strict=True):
            at[dim] = value
    return at


def _start(name: str, dtype: str) -> Value:
    if name in _START:
        return literal(_START[name], dtype)
    if name not in ("Maximum", "Minimum"):
        raise Unsupported(name)
    lowest = name == "Maximum"
    if dtype.startswith("float"):
        return ir.Constant(type_of(dtype), float("-inf") if lowest else float("inf"))
    if dtype == "bool":
        return literal(0 if lowest else 1, dtype)
    limits = np.iinfo(dtype)
    return literal(limits.min if lowest else limits.max, dtype)


def cumulate(emitter: Emitter, node: Any, arrays: list[Array]) -> list[Array]:
    """Running sums or products along one dim."""
    op, (array,) = node.op, arrays
    if op.axis is None or op.mode not in ("add", "mul"):
        raise Unsupported(str(op))
    axis, to = op.axis % array.ndim, node.outputs[0].type.dtype
    name = "Add" if op.mode == "add" else "Mul"
    scalar = scalar_node(_scalar(name), [to, to])
    result = emitter.allocate(to, array.shape)
    total = emitter.allocate(to, ())
    others = [dim for dim in range(array.ndim) if dim != axis]
    with emitter.loops([array.shape[dim] for dim in others]) as outer:
        emitter.store(_start(name, to), total)
        with emitter.loop(array.shape[axis]) as along:
            at = _merged(array.ndim, others, outer, [axis], [along])
            value = cast(emitter, emitter.load(array, at), array.dtype, to)
            following = emit(emitter, scalar, [emitter.load(total), value])[0]
            emitter.store(following, total)
            emitter.store(following, result, at)
    return [result]


def _scalar(name: str) -> Any:
    from pytensor.scalar import basic

    return basic.add if name == "Add" else basic.mul


def dot(emitter: Emitter, node: Any, arrays: list[Array]) -> list[Array]:
    """Product of vectors and matrices, as loops; large matrices go to BLAS."""
    left, right = arrays
    to = node.outputs[0].type.dtype
    if {left.dtype, right.dtype, to} != {"float64"} or max(left.ndim, right.ndim) > 2:
        raise Unsupported("a product of these kinds")
    emitter.fail_if(emitter.differ(left.shape[-1], right.shape[0]), 1)
    rows, columns = left.shape[:-1], right.shape[1:]
    result = emitter.allocate(to, [*rows, *columns])
    if left.ndim == right.ndim == 2 and _large(left, right):
        _blas(emitter, left, right, result)
        return [result]
    total = emitter.allocate(to, ())
    with emitter.loops(result.shape) as at:
        emitter.store(literal(0, to), total)
        with emitter.loop(right.shape[0]) as inner:
            a = emitter.load(left, [*at[: len(rows)], inner])
            b = emitter.load(right, [inner, *at[len(rows) :]])
            product = emitter.builder.fmul(a, b, flags=_SUM)
            emitter.store(emitter.builder.fadd(emitter.load(total), product, flags=_SUM), total)
        emitter.store(emitter.load(total), result, at)
    return [result]


_SMALL = 32
"""Loops up to this size of the summed dim and of one other; beyond, BLAS earns its call."""


def _large(left: Array, right: Array) -> bool:
    rows, inner, columns = (known(n) for n in (left.shape[0], left.shape[1], right.shape[1]))
    inner = known(right.shape[0]) if inner is None else inner
    small = [size is not None and size <= _SMALL for size in (rows, inner, columns)]
    return not small[1] or not (small[0] or small[2])


def _blas(emitter: Emitter, left: Array, right: Array, result: Array) -> None:
    """``dgemm`` counts columns first, so it is told the transposed product."""
    from .._code import SYMBOL_PREFIX
    from ._emitter import POINTER

    left, right = emitter.tight(left), emitter.tight(right)
    kind = ir.IntType(32)

    def number(size: Value) -> Value:
        place = emitter.allocate("int32", ())
        emitter.store(emitter.builder.trunc(size, kind), place)
        return place.data

    columns, rows, inner = (number(n) for n in (right.shape[1], left.shape[0], left.shape[1]))
    one, zero, plain = (emitter.constant(np.array(n)) for n in (1.0, 0.0, np.uint8(ord("n"))))
    dgemm = emitter.outside(f"{SYMBOL_PREFIX}scipy.blas.dgemm", ir.VoidType(), [POINTER] * 13)
    emitter.builder.call(
        dgemm,
        [
            *(plain.data, plain.data, columns, rows, inner, one.data),
            *(right.data, columns, left.data, inner, zero.data, result.data, columns),
        ],
    )
