"""Code for the scalar operations that are more than one call: rules by the name of the operation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from llvmlite import ir

from ._emitter import BYTE, Emitter, Unsupported, Value
from ._numbers import call, cast, is_float, literal

_CONTRACT = ("contract",)
Rule = Callable[[Emitter, list[Value], str], Value]


def _number(to: str, value: float) -> Value:
    return literal(value, to)


def _chain(method: str) -> Rule:
    def rule(emitter: Emitter, values: list[Value], to: str) -> Value:
        flags = {"flags": _CONTRACT} if is_float(to) else {}
        result = values[0]
        for value in values[1:]:
            result = getattr(emitter.builder, method)(result, value, **flags)
        return result

    return rule


def _extreme(sign: str) -> Rule:
    def rule(emitter: Emitter, values: list[Value], to: str) -> Value:
        builder, (left, right) = emitter.builder, values
        if not is_float(to):
            unsigned = to.startswith("u") or to == "bool"
            compare = builder.icmp_unsigned if unsigned else builder.icmp_signed
            return builder.select(compare(sign, left, right), left, right)
        larger = builder.select(builder.fcmp_ordered(sign, left, right), left, right)
        return builder.select(builder.fcmp_unordered("uno", left, left), left, larger)

    return rule


def _clip(emitter: Emitter, values: list[Value], to: str) -> Value:
    value, low, high = values
    return _extreme("<")(emitter, [_extreme(">")(emitter, [value, low], to), high], to)


def _sign(emitter: Emitter, values: list[Value], to: str) -> Value:
    builder, (value,) = emitter.builder, values
    one, zero, minus = (_number(to, n) for n in (1, 0, -1))
    if not is_float(to):
        below = builder.select(builder.icmp_signed("<", value, zero), minus, zero)
        return builder.select(builder.icmp_signed(">", value, zero), one, below)
    rest = builder.select(builder.fcmp_ordered("==", value, zero), zero, value)  # NaN stays
    below = builder.select(builder.fcmp_ordered("<", value, zero), minus, rest)
    return builder.select(builder.fcmp_ordered(">", value, zero), one, below)


def _floor_divide(emitter: Emitter, values: list[Value], to: str) -> Value:
    quotient = cast(emitter, emitter.builder.fdiv(*values), to, "float64")
    return cast(emitter, call(emitter, "floor", [quotient], intrinsic=True), "float64", to)


def _modulo(emitter: Emitter, values: list[Value], to: str) -> Value:
    builder, (left, right) = emitter.builder, values
    zero = _number(to, 0)
    rest = builder.frem(left, right)
    other = builder.fcmp_ordered("!=", rest, zero)
    signs = builder.xor(builder.fcmp_ordered("<", rest, zero), builder.fcmp_ordered("<", right, zero))
    return builder.select(builder.and_(other, signs), builder.fadd(rest, right), rest)


def _whole_division(emitter: Emitter, values: list[Value], to: str, *, rest: bool) -> Value:
    if to.startswith("u") or to == "bool":
        raise Unsupported("division of unsigned numbers")
    builder, (left, right) = emitter.builder, values
    zero, one = _number(to, 0), _number(to, 1)
    nothing = builder.icmp_signed("==", right, zero)
    safe = builder.select(nothing, one, right)
    quotient, remainder = builder.sdiv(left, safe), builder.srem(left, safe)
    signs = builder.xor(builder.icmp_signed("<", remainder, zero), builder.icmp_signed("<", safe, zero))
    mend = builder.and_(builder.icmp_signed("!=", remainder, zero), signs)
    if rest:
        result = builder.select(mend, builder.add(remainder, safe), remainder)
    else:
        result = builder.select(mend, builder.sub(quotient, one), quotient)
    return builder.select(nothing, zero, result)  # as numpy has it


def _power(emitter: Emitter, values: list[Value], to: str) -> Value:
    wide = [cast(emitter, value, to, "float64") for value in values]
    return cast(emitter, call(emitter, "pow", wide, intrinsic=True), "float64", to)


def _sigmoid(emitter: Emitter, values: list[Value], to: str) -> Value:
    builder, one = emitter.builder, _number(to, 1)
    value = cast(emitter, builder.fneg(values[0]), to, "float64")
    small = cast(emitter, call(emitter, "exp", [value], intrinsic=True), "float64", to)
    return builder.fdiv(one, builder.fadd(one, small))


def _softplus(emitter: Emitter, values: list[Value], to: str) -> Value:
    """Mächler (2012), with PyTensor's limits."""
    builder, value = emitter.builder, cast(emitter, values[0], to, "float64")
    up = call(emitter, "exp", [value], intrinsic=True)
    down = call(emitter, "exp", [builder.fneg(value)], intrinsic=True)
    result = value
    for limit, branch in (
        (33.3, builder.fadd(value, down)),
        (18.0, call(emitter, "log1p", [up])),
        (-37.0, up),
    ):
        result = builder.select(builder.fcmp_ordered("<", value, _number("float64", limit)), branch, result)
    return cast(emitter, result, "float64", to)


def _log1mexp(emitter: Emitter, values: list[Value], to: str) -> Value:
    """Mächler (2012)."""
    builder, value = emitter.builder, cast(emitter, values[0], to, "float64")
    far = call(emitter, "log1p", [builder.fneg(call(emitter, "exp", [value], intrinsic=True))])
    near = call(emitter, "log", [builder.fneg(call(emitter, "expm1", [value]))], intrinsic=True)
    low = builder.fcmp_ordered("<", value, _number("float64", float(np.log(0.5))))
    return cast(emitter, builder.select(low, far, near), "float64", to)


def _absolute(emitter: Emitter, values: list[Value], to: str) -> Value:
    wide = cast(emitter, values[0], to, "float64")
    return cast(emitter, call(emitter, "fabs", [wide], intrinsic=True), "float64", to)


def _whole_absolute(emitter: Emitter, values: list[Value], to: str) -> Value:
    builder, (value,) = emitter.builder, values
    if to.startswith("u") or to == "bool":
        return value
    return builder.select(builder.icmp_signed("<", value, _number(to, 0)), builder.neg(value), value)


def _logic(method: str) -> Rule:
    def rule(emitter: Emitter, values: list[Value], to: str) -> Value:  # noqa: ARG001
        result = values[0]
        for value in values[1:]:
            result = getattr(emitter.builder, method)(result, value)
        return result

    return rule


def _invert(emitter: Emitter, values: list[Value], to: str) -> Value:
    if to == "bool":
        return emitter.builder.xor(values[0], ir.Constant(BYTE, 1))
    return emitter.builder.not_(values[0])


FLOAT: dict[str, Rule] = {
    "Add": _chain("fadd"),
    "Mul": _chain("fmul"),
    "Sub": _chain("fsub"),
    "TrueDiv": _chain("fdiv"),
    "Neg": lambda emitter, values, _: emitter.builder.fneg(values[0]),
    "Sqr": lambda emitter, values, _: emitter.builder.fmul(values[0], values[0], flags=_CONTRACT),
    "Reciprocal": lambda emitter, values, to: emitter.builder.fdiv(_number(to, 1), values[0]),
    "Abs": _absolute,
    "Maximum": _extreme(">"),
    "Minimum": _extreme("<"),
    "Clip": _clip,
    "Sign": _sign,
    "Pow": _power,
    "IntDiv": _floor_divide,
    "Mod": _modulo,
    "Sigmoid": _sigmoid,
    "Softplus": _softplus,
    "Log1mexp": _log1mexp,
}

WHOLE: dict[str, Rule] = {
    "Add": _chain("add"),
    "Mul": _chain("mul"),
    "Sub": _chain("sub"),
    "Neg": lambda emitter, values, _: emitter.builder.neg(values[0]),
    "Sqr": lambda emitter, values, _: emitter.builder.mul(values[0], values[0]),
    "Abs": _whole_absolute,
    "Maximum": _extreme(">"),
    "Minimum": _extreme("<"),
    "Clip": _clip,
    "Sign": _sign,
    "IntDiv": lambda emitter, values, to: _whole_division(emitter, values, to, rest=False),
    "Mod": lambda emitter, values, to: _whole_division(emitter, values, to, rest=True),
    "AND": _logic("and_"),
    "OR": _logic("or_"),
    "XOR": _logic("xor"),
    "Invert": _invert,
}

TRUTH: dict[str, Rule] = WHOLE | {"Add": _logic("or_"), "Mul": _logic("and_")}
