"""Code for taking from arrays and putting into them."""

from __future__ import annotations

from typing import Any

from pytensor.graph.basic import Constant
from pytensor.tensor.subtensor import indices_from_subtensor

from ._elementwise import common_shape, repeated
from ._emitter import Array, Emitter, Unsupported, Value, integer, known
from ._numbers import cast
from ._scalars import emit, scalar_node


def take(emitter: Emitter, node: Any, arrays: list[Array]) -> list[Array]:
    """``Subtensor``: a view."""
    return [_view(emitter, node, arrays, first=1)]


def put(emitter: Emitter, node: Any, arrays: list[Array]) -> list[Array]:
    """``IncSubtensor``: a copy with a part set, or added to."""
    whole, part = arrays[:2]
    if whole.dtype != node.outputs[0].type.dtype:
        raise Unsupported("numbers of another kind put into an array")
    result = emitter.allocate(whole.dtype, whole.shape)
    emitter.copy(whole, result)
    window = _view(emitter, node, [result, *arrays[1:]], first=2)
    part = _fitted(emitter, part, node.inputs[1], window.shape)
    with emitter.loops(window.shape) as at:
        _change(emitter, node.op, part, at, window, at)
    return [result]


def _fitted(emitter: Emitter, part: Array, variable: Any, shape: Any) -> Array:
    """What is put in, repeated to the size of where it goes."""
    more = len(shape) - part.ndim
    repeats = variable.type.broadcastable
    for dim, again in enumerate(repeats):
        if not again:
            emitter.fail_if(emitter.differ(part.shape[dim], shape[more + dim]), 1)
    part = repeated(part, repeats)
    return Array(part.data, part.dtype, tuple(shape), (*(integer(0),) * more, *part.strides))


def _change(  # noqa: PLR0917, two arrays with a place in each
    emitter: Emitter, op: Any, part: Array, here: list[Value], whole: Array, there: list[Value]
) -> None:
    value = cast(emitter, emitter.load(part, here), part.dtype, whole.dtype)
    if not op.set_instead_of_inc:
        from pytensor.scalar import basic

        scalar = scalar_node(basic.add, [whole.dtype, whole.dtype])
        value = emit(emitter, scalar, [emitter.load(whole, there), value])[0]
    emitter.store(value, whole, there)


def _view(emitter: Emitter, node: Any, arrays: list[Array], *, first: int) -> Array:
    """The part that an index names; ``first`` is where the index's numbers begin among the inputs."""
    array = arrays[0]
    by_variable = dict(zip(node.inputs, arrays, strict=True))
    shape: list[Value] = []
    strides: list[Value] = []
    offset: Value = integer(0)
    indices = indices_from_subtensor(node.inputs[first:], node.op.idx_list)
    for dim in range(array.ndim):
        size, stride = array.shape[dim], array.strides[dim]
        index = indices[dim] if dim < len(indices) else slice(None)
        if not isinstance(index, slice):
            at = within(emitter, _number(emitter, index, by_variable), size)
            offset = emitter.add(offset, emitter.mul(at, stride))
            continue
        start, step, length = _range(emitter, index, size, by_variable)
        offset = emitter.add(offset, emitter.mul(start, stride))
        shape.append(length)
        strides.append(emitter.mul(stride, integer(step)))
    data = array.data
    if known(offset) != 0:
        data = emitter.address(Array(data, array.dtype, (offset,), (integer(1),)), [offset])
    return Array(data, array.dtype, tuple(shape), tuple(strides))


def _number(emitter: Emitter, variable: Any, by_variable: dict[Any, Array]) -> Value:
    if isinstance(variable, int):
        return integer(variable)
    if isinstance(variable, Constant):
        return integer(int(variable.data))
    array = by_variable[variable]
    return cast(emitter, emitter.load(array), array.dtype, "int64")


def within(emitter: Emitter, at: Value, size: Value) -> Value:
    """An index counted from the front; the code fails where it lies outside."""
    a, n = known(at), known(size)
    if a is not None and n is not None:
        if not -n <= a < n:
            raise Unsupported("an index outside its array")
        return integer(a % n)
    builder = emitter.builder
    if a is not None and a >= 0:
        positive = at
    else:
        positive = builder.select(builder.icmp_signed("<", at, integer(0)), emitter.add(at, size), at)
    # as a number without sign, a negative one is larger than any size
    emitter.fail_if(builder.icmp_unsigned(">=", positive, size), 1)
    return positive


def _range(
    emitter: Emitter, index: slice, size: Value, by_variable: dict[Any, Array]
) -> tuple[Value, int, Value]:
    """Start, step and length of a slice, as Python counts them."""
    told = (index.start, index.stop, index.step)
    left_out = [part is None or (isinstance(part, Constant) and part.data is None) for part in told]
    parts = [
        None if out else _number(emitter, part, by_variable) for part, out in zip(told, left_out, strict=True)
    ]
    step = 1 if parts[2] is None else known(parts[2])
    if not step:
        raise Unsupported("a slice whose step is not known")
    n, fixed = known(size), [None if part is None else known(part) for part in parts]
    open_ends = any(part is not None and number is None for part, number in zip(parts, fixed, strict=True))
    if n is not None and not open_ends:
        whole = range(n)[slice(*fixed)]
        return integer(whole.start if len(whole) else 0), step, integer(len(whole))
    lowest, highest = (integer(0), size) if step > 0 else (integer(-1), emitter.sub(size, integer(1)))
    ends = []
    for part, default in zip(parts[:2], (lowest, highest) if step > 0 else (highest, lowest), strict=True):
        if part is None:
            ends.append(default)
            continue
        negative = emitter.builder.icmp_signed("<", part, integer(0))
        counted = emitter.builder.select(negative, emitter.add(part, size), part)
        ends.append(emitter.most(lowest, emitter.least(counted, highest)))
    start, stop = ends
    span = emitter.sub(stop, start) if step > 0 else emitter.sub(start, stop)
    length = emitter.most(integer(0), emitter.add(span, integer(abs(step) - 1)))
    if abs(step) != 1:
        length = emitter.builder.sdiv(length, integer(abs(step)))
    return start, step, length


def gather(emitter: Emitter, node: Any, arrays: list[Array]) -> list[Array]:
    """``AdvancedSubtensor`` by arrays of whole numbers that stand side by side."""
    array = arrays[0]
    before, places, shape = _places(emitter, node, arrays, first=1)
    front, back = array.shape[:before], array.shape[before + len(places) :]
    result = emitter.allocate(array.dtype, [*front, *shape, *back])
    with emitter.loops(result.shape) as at:
        emitter.store(
            emitter.load(array, _source(emitter, array, before, places, at, len(shape))), result, at
        )
    return [result]


def scatter(emitter: Emitter, node: Any, arrays: list[Array]) -> list[Array]:
    """``AdvancedIncSubtensor``: a copy with numbers set, or added to; one named twice is added to twice."""
    whole, part = arrays[:2]
    if whole.dtype != node.outputs[0].type.dtype:
        raise Unsupported("numbers of another kind put into an array")
    if getattr(node.op, "ignore_duplicates", False) and not node.op.set_instead_of_inc:
        raise Unsupported("sums that leave repeated places out")
    before, places, shape = _places(emitter, node, arrays, first=2)
    result = emitter.allocate(whole.dtype, whole.shape)
    emitter.copy(whole, result)
    window = [*whole.shape[:before], *shape, *whole.shape[before + len(places) :]]
    part = _fitted(emitter, part, node.inputs[1], window)
    with emitter.loops(window) as at:
        there = _source(emitter, result, before, places, at, len(shape))
        _change(emitter, node.op, part, at, result, there)
    return [result]


def _places(
    emitter: Emitter, node: Any, arrays: list[Array], *, first: int
) -> tuple[int, list[Array], list[Value]]:
    """Dims before the indexed ones, the index of each of those, and the sizes that these make together."""
    indices = indices_from_subtensor(node.inputs[first:], node.op.idx_list)
    indexed = [dim for dim, index in enumerate(indices) if not isinstance(index, slice)]
    if any(isinstance(index, slice) and index != slice(None) for index in indices):
        raise Unsupported("indices of both kinds")
    if indexed != list(range(indexed[0], indexed[0] + len(indexed))):
        raise Unsupported("indices that do not stand side by side")
    by_variable = dict(zip(node.inputs, arrays, strict=True))
    variables: list[Any] = [indices[dim] for dim in indexed]
    if any(variable.type.dtype == "bool" for variable in variables):
        raise Unsupported("an index of truth values")
    ndim = max(variable.type.ndim for variable in variables)
    places, repeats = [], []
    for variable in variables:
        array, more = by_variable[variable], ndim - variable.type.ndim
        again = (True,) * more + variable.type.broadcastable
        padded = Array(
            array.data,
            array.dtype,
            (*(integer(1),) * more, *array.shape),
            (*(integer(0),) * more, *array.strides),
        )
        places.append(repeated(padded, again))
        repeats.append(again)
    shape = common_shape(emitter, places, repeats, [None] * ndim)
    return indexed[0], places, shape


def _source(  # noqa: PLR0917, parts of one index
    emitter: Emitter, array: Array, before: int, places: list[Array], at: list[Value], width: int
) -> list[Value]:
    here = at[before : before + width]
    named = []
    for dim, place in enumerate(places, before):
        index = cast(emitter, emitter.load(place, here), place.dtype, "int64")
        named.append(within(emitter, index, array.shape[dim]))
    return [*at[:before], *named, *at[before + width :]]
