"""``exp``, ``log`` and ``log1p`` without a branch or a call, so that loops over them use vector registers.

Methods: argument reduction after Cody and Waite (1980); the logarithm's polynomial is fdlibm's (Sun
Microsystems 1993). Off by less than one unit in the last place, ``log1p`` by less than two.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from llvmlite import ir

from ._emitter import DOUBLE, INT, Emitter, Value

_LOG2_E = 1.4426950408889634
_LN2_HIGH = 6.93147180369123816490e-01  # the last 21 bits are zero: its multiples by an exponent are exact
_LN2_LOW = 1.90821492927058770002e-10
_ROUND = 1.5 * 2.0**52  # added and taken away, it rounds; the low bits between are the whole number
_ROUND_BITS = 0x4338000000000000
_SQRT_HALF_BITS = 0x3FE6A09E667F3BCD
_EXPONENT = 52
_SMALLEST_NORMAL = 2.2250738585072014e-308
_ODD = (
    6.666666666666735130e-01,
    2.857142874366239149e-01,
    1.818357216161805012e-01,
    1.479819860510658591e-01,
)
_EVEN = (3.999999999940941908e-01, 2.222219843214978396e-01, 1.531383769920937332e-01)


def call_exponential(emitter: Emitter, name: str, value: Value) -> Value:
    """``exp``, ``log`` or ``log1p`` of a double."""
    symbol = f"kai_{name}"
    function = emitter.module.globals.get(symbol)
    if function is None:
        function = ir.Function(emitter.module, ir.FunctionType(DOUBLE, [DOUBLE]), symbol)
        function.linkage = "internal"
        function.attributes.add("alwaysinline")
        function.attributes.add("nounwind")
        math_ = _Numbers(emitter, function)
        math_.builder.ret(RULES[name](math_, function.args[0]))
    return emitter.builder.call(function, [value])


class _Numbers:
    """Arithmetic of doubles in one function."""

    def __init__(self, emitter: Emitter, function: ir.Function) -> None:
        self.builder = ir.IRBuilder(function.append_basic_block("entry"))
        self._multiply_add = emitter.outside("llvm.fmuladd.f64", DOUBLE, [DOUBLE] * 3)

    def fma(self, a: Value, b: Value, c: Value) -> Value:
        """``a · b + c``, rounded once where the processor can."""
        return self.builder.call(self._multiply_add, [a, b, c])

    def polynomial(self, x: Value, coefficients: tuple[float, ...]) -> Value:
        """From the constant upward."""
        result = number(coefficients[-1])
        for coefficient in reversed(coefficients[:-1]):
            result = self.fma(result, x, number(coefficient))
        return result

    def where(self, sign: str, value: Value, limit: float, yes: Value, no: Value) -> Value:
        """NaN is not beyond a limit."""
        return self.builder.select(self.builder.fcmp_ordered(sign, value, number(limit)), yes, no)

    def bits(self, value: Value) -> Value:
        return self.builder.bitcast(value, INT)

    def double(self, bits: Value) -> Value:
        return self.builder.bitcast(bits, DOUBLE)


def number(value: float) -> Value:
    """A constant."""
    return ir.Constant(DOUBLE, value)


def _exp(do: _Numbers, x: Value) -> Value:
    builder = do.builder
    inside = do.where(">", x, 710.0, number(710.0), do.where("<", x, -750.0, number(-750.0), x))
    shifted = do.fma(inside, number(_LOG2_E), number(_ROUND))
    times = builder.fsub(shifted, number(_ROUND))
    rest = do.fma(times, number(-_LN2_HIGH), inside)
    rest = do.fma(times, number(-_LN2_LOW), rest)
    series = do.polynomial(rest, tuple(1 / math.factorial(n) for n in range(2, 14)))
    power = builder.fadd(number(1.0), do.fma(builder.fmul(rest, rest), series, rest))
    # 2 to the power in two steps, so that results below the smallest normal number are rounded once
    whole = builder.sub(do.bits(shifted), ir.Constant(INT, _ROUND_BITS))
    half = builder.sub(
        builder.lshr(builder.add(whole, ir.Constant(INT, 4096)), ir.Constant(INT, 1)), ir.Constant(INT, 2048)
    )
    for part in (half, builder.sub(whole, half)):
        scale = builder.shl(builder.add(part, ir.Constant(INT, 1023)), ir.Constant(INT, _EXPONENT))
        power = builder.fmul(power, do.double(scale))
    return power


def _log(do: _Numbers, x: Value) -> Value:
    builder = do.builder
    normal = do.where("<", x, _SMALLEST_NORMAL, builder.fmul(x, number(2.0**54)), x)
    bits = do.bits(normal)
    # x = 2^k z with z between the root of a half and the root of two
    apart = builder.sub(bits, ir.Constant(INT, _SQRT_HALF_BITS))
    exponent = builder.lshr(
        builder.add(apart, ir.Constant(INT, 1024 << _EXPONENT)), ir.Constant(INT, _EXPONENT)
    )
    counted = builder.or_(exponent, ir.Constant(INT, _ROUND_BITS))
    k = builder.fsub(do.double(counted), number(_ROUND + 1024))
    k = builder.fsub(k, do.where("<", x, _SMALLEST_NORMAL, number(54.0), number(0.0)))
    z = do.double(builder.sub(bits, builder.and_(apart, ir.Constant(INT, -1 << _EXPONENT))))
    f = builder.fsub(z, number(1.0))
    s = builder.fdiv(f, builder.fadd(f, number(2.0)))
    s2 = builder.fmul(s, s)
    s4 = builder.fmul(s2, s2)
    odd = builder.fmul(s2, do.polynomial(s4, _ODD))
    series = do.fma(s4, do.polynomial(s4, _EVEN), odd)
    half = builder.fmul(builder.fmul(number(0.5), f), f)
    low = do.fma(s, builder.fadd(half, series), builder.fmul(k, number(_LN2_LOW)))
    near = builder.fsub(builder.fsub(half, low), f)
    result = do.fma(k, number(_LN2_HIGH), builder.fneg(near))
    result = do.where("<", x, math.inf, result, x)  # infinity and NaN stay
    result = do.where("==", x, 0.0, number(-math.inf), result)
    return do.where("<", x, 0.0, number(math.nan), result)


def _log1p(do: _Numbers, x: Value) -> Value:
    """What 1 + x lost is put back by the slope there (Kahan's remedy; Goldberg 1991, theorem 4)."""
    builder = do.builder
    sum_ = builder.fadd(x, number(1.0))
    lost = builder.fsub(x, builder.fsub(sum_, number(1.0)))
    result = _log(do, sum_)
    result = do.where(">", sum_, 0.0, builder.fadd(result, builder.fdiv(lost, sum_)), result)
    return do.where("<", x, math.inf, do.where("==", x, 0.0, x, result), x)


RULES: dict[str, Callable[[_Numbers, Value], Value]] = {"exp": _exp, "log": _log, "log1p": _log1p}
