"""Numbers as LLVM values: constants, kinds, functions of the C library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from llvmlite import ir

from ._emitter import BYTE, DOUBLE, Emitter, Value, type_of
from ._exponential import RULES, call_exponential


def is_float(dtype: str) -> bool:
    """Whether numbers of this kind have a fraction."""
    return dtype.startswith("float")


def cast(emitter: Emitter, value: Value, dtype: str, to: str) -> Value:
    """The same number as another kind."""
    if dtype == to:
        return value
    builder, kind = emitter.builder, type_of(to)
    if to == "bool":
        return truth(emitter, value, dtype, wide=True)
    unsigned = dtype.startswith("u") or dtype == "bool"
    if is_float(dtype):
        if is_float(to):
            return builder.fpext(value, kind) if to == "float64" else builder.fptrunc(value, kind)
        return builder.fptoui(value, kind) if to.startswith("u") else builder.fptosi(value, kind)
    if is_float(to):
        return builder.uitofp(value, kind) if unsigned else builder.sitofp(value, kind)
    width, wanted = type_of(dtype).width, kind.width
    if width == wanted:
        return value
    if width > wanted:
        return builder.trunc(value, kind)
    return builder.zext(value, kind) if unsigned else builder.sext(value, kind)


def truth(emitter: Emitter, value: Value, dtype: str, *, wide: bool = False) -> Value:
    """Whether a number is not zero."""
    zero = ir.Constant(type_of(dtype), 0)
    if is_float(dtype):
        found = emitter.builder.fcmp_unordered("!=", value, zero)
    else:
        found = emitter.builder.icmp_signed("!=", value, zero)
    return emitter.builder.zext(found, BYTE) if wide else found


def call(emitter: Emitter, name: str, values: Sequence[Value], *, intrinsic: bool = False) -> Value:
    """A function of doubles: of our own, built into LLVM, or of the C library."""
    if name in RULES:
        return call_exponential(emitter, name, *values)
    name = f"llvm.{name}.f64" if intrinsic else name
    function = emitter.outside(name, DOUBLE, [DOUBLE] * len(values), pure=not intrinsic)
    return emitter.builder.call(function, values)


def literal(value: Any, dtype: str) -> Value:
    """A number known beforehand."""
    number = np.asarray(value).item()
    return ir.Constant(type_of(dtype), float(number) if is_float(dtype) else int(number))
