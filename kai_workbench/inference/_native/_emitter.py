"""Writing machine code: one C function at a time, arrays as an address, sizes and strides.

Nothing is written in place, so a view costs nothing and may be shared. What is allocated while the
function runs is freed where it ends, whichever way it ends.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from llvmlite import ir

INT = ir.IntType(64)
BYTE = ir.IntType(8)
DOUBLE = ir.DoubleType()
POINTER = ir.PointerType()
_TYPES: dict[str, ir.Type] = {
    "float64": DOUBLE,
    "float32": ir.FloatType(),
    "bool": BYTE,
    **{f"{sign}int{bits}": ir.IntType(bits) for sign in ("", "u") for bits in (8, 16, 32, 64)},
}
_LARGEST_ON_STACK = 4096
_STACK = 1 << 17

Value = Any
"""An LLVM value; llvmlite has no types of its own to tell them apart by."""


class Unsupported(Exception):
    """The graph holds something that this compiler has no code for."""


def type_of(dtype: str) -> ir.Type:
    """LLVM type of a number as it lies in memory."""
    if dtype not in _TYPES:
        raise Unsupported(dtype)
    return _TYPES[dtype]


@dataclasses.dataclass(frozen=True)
class Array:
    """Address of the first number, sizes, and strides counted in numbers; ``tight`` if without gaps."""

    data: Value
    dtype: str
    shape: tuple[Value, ...]
    strides: tuple[Value, ...]
    tight: bool = False

    @property
    def ndim(self) -> int:
        return len(self.shape)


def integer(value: int) -> Value:
    """A constant."""
    return ir.Constant(INT, int(value))


def known(value: Value) -> int | None:
    """The number, if it is one already."""
    return int(value.constant) if isinstance(value, ir.Constant) else None


class Emitter:
    """The function under way.

    Parameters
    ----------
    module
        Where it is put.
    name, arguments
        Its C name and the types of its arguments; it returns a 64-bit status, 0 if all went well.
    """

    def __init__(self, module: ir.Module, name: str, arguments: Sequence[ir.Type]) -> None:
        self.module = module
        self.function = ir.Function(module, ir.FunctionType(INT, arguments), name)
        self._entry = ir.IRBuilder(self.function.append_basic_block("entry"))
        self._cleanup = self.function.append_basic_block("cleanup")
        self._status = self._entry.alloca(INT)
        # What is to be freed lies in one array, of which the end is taken in a loop. As variables of their
        # own, each would be merged at the end from every place that leaves: squares of work for LLVM.
        self._kept, self._end_of_kept = 0, self._entry.alloca(INT)
        self._entry.store(integer(0), self._end_of_kept)
        self._slots = self._entry.alloca(POINTER, size=integer(1))
        self._on_stack = 0
        self.builder = ir.IRBuilder(self.function.append_basic_block("begin"))
        self._begin = self.builder.block

    def finish(self) -> None:
        """Leave with status 0; free what was allocated."""
        self.builder.store(integer(0), self._status)
        self.builder.branch(self._cleanup)
        self._slots.operands = [integer(max(self._kept, 1))]
        for i in range(self._kept):
            self._entry.store(ir.Constant(POINTER, None), self._slot(self._entry, integer(i)))
        self._entry.branch(self._begin)
        end = ir.IRBuilder(self._cleanup)
        if self._kept:
            self._free_all(end)
        end.ret(end.load(self._status, typ=INT))

    def _free_all(self, end: ir.IRBuilder) -> None:
        more, one, leave = (self.function.append_basic_block(name) for name in ("more", "one", "leave"))
        count = end.load(self._end_of_kept, typ=INT)
        end.branch(more)
        end.position_at_end(more)
        left = end.phi(INT)
        left.add_incoming(count, self._cleanup)
        end.cbranch(end.icmp_signed(">", left, integer(0)), one, leave)
        end.position_at_end(one)
        at = end.sub(left, integer(1))
        left.add_incoming(at, one)
        kept = end.load(self._slot(end, at), typ=POINTER)
        end.call(self.outside("free", ir.VoidType(), [POINTER]), [kept])
        end.branch(more)
        end.position_at_end(leave)

    def _slot(self, builder: ir.IRBuilder, at: Value) -> Value:
        return builder.gep(self._slots, [at], inbounds=True, source_etype=POINTER)

    def mark(self) -> tuple[Any, ...]:
        """Where the function stands, for :meth:`undo`."""
        block = self.builder.block
        return len(self.function.blocks), block, len(block.instructions), self._kept

    def undo(self, mark: tuple[Any, ...]) -> None:
        """Forget what was written since the mark."""
        blocks, block, instructions, kept = mark
        del self.function.blocks[blocks:]
        del block.instructions[instructions:]
        block.terminator = None
        self._kept = kept
        self.builder.position_at_end(block)

    def fail_if(self, condition: Value, status: int) -> None:
        """Leave with ``status`` where the condition holds."""
        if isinstance(condition, ir.Constant) and not condition.constant:
            return
        onward = self.function.append_basic_block("onward")
        failed = self.function.append_basic_block("failed")
        self.builder.cbranch(condition, failed, onward)
        self.builder.position_at_end(failed)
        self.builder.store(integer(status), self._status)
        self.builder.branch(self._cleanup)
        self.builder.position_at_end(onward)

    def outside(
        self, name: str, result: ir.Type, arguments: Sequence[ir.Type], *, pure: bool = False
    ) -> Value:
        """A function of the C library, or of another module."""
        found = self.module.globals.get(name)
        if found is None:
            found = ir.Function(self.module, ir.FunctionType(result, arguments), name)
            if pure:
                found.attributes.add("readnone")
                found.attributes.add("nounwind")
        return found

    # sizes

    def add(self, left: Value, right: Value) -> Value:
        """Sum of two sizes."""
        a, b = known(left), known(right)
        if a is not None and b is not None:
            return integer(a + b)
        if a == 0:
            return right
        return left if b == 0 else self.builder.add(left, right, flags=["nsw"])

    def mul(self, left: Value, right: Value) -> Value:
        """Product of two sizes."""
        a, b = known(left), known(right)
        if a is not None and b is not None:
            return integer(a * b)
        if a == 0 or b == 0:
            return integer(0)
        if a == 1:
            return right
        return left if b == 1 else self.builder.mul(left, right, flags=["nsw"])

    def sub(self, left: Value, right: Value) -> Value:
        """Difference of two sizes."""
        a, b = known(left), known(right)
        if a is not None and b is not None:
            return integer(a - b)
        return left if b == 0 else self.builder.sub(left, right, flags=["nsw"])

    def least(self, left: Value, right: Value) -> Value:
        """The smaller of two sizes."""
        return self._either("<", left, right, min)

    def most(self, left: Value, right: Value) -> Value:
        """The larger of two sizes."""
        return self._either(">", left, right, max)

    def _either(self, sign: str, left: Value, right: Value, choose: Any) -> Value:
        a, b = known(left), known(right)
        if a is not None and b is not None:
            return integer(choose(a, b))
        return self.builder.select(self.builder.icmp_signed(sign, left, right), left, right)

    def differ(self, left: Value, right: Value) -> Value:
        """Whether two sizes are not the same."""
        a, b = known(left), known(right)
        if left is right or (a is not None and a == b):
            return ir.Constant(ir.IntType(1), 0)
        return self.builder.icmp_signed("!=", left, right)

    def product(self, sizes: Sequence[Value]) -> Value:
        """How many numbers an array of these sizes holds."""
        total = integer(1)
        for size in sizes:
            total = self.mul(total, size)
        return total

    # memory

    def contiguous(self, data: Value, dtype: str, shape: Sequence[Value]) -> Array:
        """An array whose last dim lies tightest."""
        strides: list[Value] = []
        step = integer(1)
        for size in reversed(shape):
            strides.insert(0, step)
            step = self.mul(step, size)
        return Array(data, dtype, tuple(shape), tuple(strides), tight=True)

    def is_contiguous(self, array: Array) -> bool:
        """Whether it is known, before the code runs, that the array lies tight."""
        if array.tight:
            return True
        step: int | None = 1
        for size, stride in zip(reversed(array.shape), reversed(array.strides), strict=True):
            if known(size) == 1:
                continue
            if step is None or known(stride) != step:
                return False
            fixed = known(size)
            step = None if fixed is None else step * fixed
        return True

    def allocate(self, dtype: str, shape: Sequence[Value]) -> Array:
        """Room for an array, its numbers not set."""
        kind, count = type_of(dtype), self.product(shape)
        width, fixed = np.dtype(dtype).itemsize, known(count)
        if fixed is not None and fixed * width <= min(_LARGEST_ON_STACK, _STACK - self._on_stack):
            self._on_stack += fixed * width
            data = self._entry.alloca(kind, size=integer(max(fixed, 1)))
            data.align = 16
        else:
            malloc = self.outside("malloc", POINTER, [INT])
            data = self.builder.call(malloc, [self.most(self.mul(count, integer(width)), integer(1))])
            self.keep(data)
            self.fail_if(self.builder.icmp_unsigned("==", data, ir.Constant(POINTER, None)), 5)
        return self.contiguous(data, dtype, shape)

    def keep(self, data: Value) -> None:
        """Free this when the function ends."""
        self.builder.store(data, self._slot(self.builder, integer(self._kept)))
        self._kept += 1
        self.builder.store(integer(self._kept), self._end_of_kept)

    def constant(self, value: np.ndarray) -> Array:
        """Numbers known beforehand, put into the code."""
        value = np.asarray(value, order="C")
        type_of(value.dtype.name)
        content = bytearray(value.tobytes() or b"\0")
        kind = ir.ArrayType(BYTE, len(content))
        kept = ir.GlobalVariable(self.module, kind, self.module.get_unique_name("constant"))
        kept.initializer = ir.Constant(kind, content)
        kept.global_constant, kept.linkage, kept.align = True, "internal", 16
        return self.contiguous(kept, value.dtype.name, [integer(n) for n in value.shape])

    def address(self, array: Array, at: Sequence[Value]) -> Value:
        """Where one number lies."""
        offset: Value = integer(0)
        for index, stride in zip(at, array.strides, strict=True):
            offset = self.add(offset, self.mul(index, stride))
        if known(offset) == 0:
            return array.data
        return self.builder.gep(array.data, [offset], inbounds=True, source_etype=type_of(array.dtype))

    def load(self, array: Array, at: Sequence[Value] = ()) -> Value:
        """One number."""
        return self.builder.load(self.address(array, at), typ=type_of(array.dtype))

    def store(self, value: Value, array: Array, at: Sequence[Value] = ()) -> None:
        """Set one number."""
        self.builder.store(value, self.address(array, at))

    def copy(self, source: Array, target: Array) -> None:
        """All numbers of one array into another of the same sizes and kind."""
        with self.loops(target.shape) as at:
            self.store(self.load(source, at), target, at)

    def tight(self, array: Array) -> Array:
        """The array itself if it lies tight, else a copy that does."""
        if self.is_contiguous(array):
            return array
        result = self.allocate(array.dtype, array.shape)
        self.copy(array, result)
        return result

    # loops

    @contextlib.contextmanager
    def loop(self, count: Value) -> Iterator[Value]:
        """Run what is emitted inside for 0, 1, ... count - 1."""
        if known(count) == 1:
            yield integer(0)
            return
        builder = self.builder
        before = builder.block
        head, after = (self.function.append_basic_block(name) for name in ("loop", "after"))
        builder.cbranch(builder.icmp_signed(">", count, integer(0)), head, after)
        builder.position_at_end(head)
        at = builder.phi(INT)
        at.add_incoming(integer(0), before)
        yield at
        following = builder.add(at, integer(1), flags=["nsw"])
        at.add_incoming(following, builder.block)
        builder.cbranch(builder.icmp_signed("<", following, count), head, after)
        builder.position_at_end(after)

    @contextlib.contextmanager
    def loops(self, shape: Sequence[Value]) -> Iterator[list[Value]]:
        """One loop in another, the last dim innermost."""
        with contextlib.ExitStack() as stack:
            yield [stack.enter_context(self.loop(size)) for size in shape]
