"""Code for one number: what PyTensor's scalar operations are in LLVM."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from llvmlite import ir
from pytensor.graph.basic import Constant
from pytensor.scalar.basic import Composite

from .._code import SYMBOL_PREFIX
from ._emitter import BYTE, DOUBLE, Emitter, Unsupported, Value, type_of

_INTRINSICS = {
    "Exp": "exp",
    "Log": "log",
    "Log2": "log2",
    "Log10": "log10",
    "Sqrt": "sqrt",
    "Sin": "sin",
    "Cos": "cos",
    "Floor": "floor",
    "Ceil": "ceil",
    "Trunc": "trunc",
    "RoundHalfToEven": "roundeven",
    "RoundHalfAwayFromZero": "round",
}
_LIBRARY = {
    "Exp2": "exp2",
    "Expm1": "expm1",
    "Log1p": "log1p",
    "Tan": "tan",
    "ArcSin": "asin",
    "ArcCos": "acos",
    "ArcTan": "atan",
    "ArcTan2": "atan2",
    "Sinh": "sinh",
    "Cosh": "cosh",
    "Tanh": "tanh",
    "ArcSinh": "asinh",
    "ArcCosh": "acosh",
    "ArcTanh": "atanh",
    "Erf": "erf",
    "Erfc": "erfc",
    "Gamma": "tgamma",
    "GammaLn": "lgamma",
}
_SCIPY = {
    "Psi": "__pyx_fuse_1psi",
    "Erfcx": "__pyx_fuse_1erfcx",
    "Erfinv": "__pyx_fuse_0erfinv",
    "Erfcinv": "erfcinv",
    "NdtriExp": "ndtri_exp",
    "GammaInc": "gammainc",
    "GammaIncC": "gammaincc",
    "GammaIncInv": "gammaincinv",
    "GammaIncCInv": "gammainccinv",
    "BetaInc": "__pyx_fuse_0betainc",
    "BetaIncInv": "__pyx_fuse_0betaincinv",
    "I0": "i0",
    "I1": "i1",
    "J0": "j0",
    "J1": "j1",
    "Ive": "__pyx_fuse_1ive",
    "Kve": "__pyx_fuse_1kve",
    "Owens_t": "owens_t",
}
_COMPARISONS = {"LT": "<", "GT": ">", "LE": "<=", "GE": ">=", "EQ": "==", "NEQ": "!="}
_INT32 = ir.IntType(32)
_CONTRACT = ("contract",)


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
    """A function of doubles, of the C library or built into LLVM."""
    name = f"llvm.{name}.f64" if intrinsic else name
    function = emitter.outside(name, DOUBLE, [DOUBLE] * len(values), pure=not intrinsic)
    return emitter.builder.call(function, values)


def scalar_node(op: Any, dtypes: Sequence[str]) -> Any:
    """The operation applied to numbers of these kinds; tells the kinds of its results."""
    from pytensor.scalar.basic import get_scalar_type

    return op.make_node(*(get_scalar_type(dtype)() for dtype in dtypes))


def emit(emitter: Emitter, node: Any, values: Sequence[Value]) -> list[Value]:
    """Results of a scalar operation.

    Raises
    ------
    Unsupported
        There is no code for the operation.
    """
    op = node.op
    if isinstance(op, Composite):
        return _composite(emitter, op, values)
    if len(node.outputs) != 1:
        raise Unsupported(str(op))
    kinds, to = [one.type.dtype for one in node.inputs], node.outputs[0].type.dtype
    return [_one(emitter, op, list(values), kinds, to)]


def _composite(emitter: Emitter, op: Any, values: Sequence[Value]) -> list[Value]:
    found = dict(zip(op.fgraph.inputs, values, strict=True))

    def value(variable: Any) -> Value:
        if isinstance(variable, Constant):
            return literal(variable.data, variable.type.dtype)
        return found[variable]

    for node in op.fgraph.toposort():
        results = emit(emitter, node, [value(one) for one in node.inputs])
        found.update(zip(node.outputs, results, strict=True))
    return [value(one) for one in op.fgraph.outputs]


def literal(value: Any, dtype: str) -> Value:
    """A number known beforehand."""
    number = np.asarray(value).item()
    return ir.Constant(type_of(dtype), float(number) if is_float(dtype) else int(number))


def _one(emitter: Emitter, op: Any, values: list[Value], kinds: list[str], to: str) -> Value:
    name, builder = type(op).__name__, emitter.builder
    if name == "Cast":
        return cast(emitter, values[0], kinds[0], to)
    if name == "Switch":
        yes, no = (cast(emitter, values[i], kinds[i], to) for i in (1, 2))
        return builder.select(truth(emitter, values[0], kinds[0]), yes, no)
    if name in _COMPARISONS:
        return _compare(emitter, _COMPARISONS[name], values, kinds)
    if name in ("IsNan", "IsInf"):
        return _special(emitter, name, values[0], kinds[0])
    wanted = to
    if name in ("Identity", "Second"):
        return cast(emitter, values[-1], kinds[-1], to)
    values = [cast(emitter, value, kind, wanted) for value, kind in zip(values, kinds, strict=True)]
    if name in _INTRINSICS or name in _LIBRARY or name in _SCIPY:
        return _function(emitter, name, values, to)
    rule = (_FLOAT if is_float(to) else _WHOLE | _TRUTH if to == "bool" else _WHOLE).get(name)
    if rule is None:
        raise Unsupported(name)
    return rule(emitter, values, to)


def _compare(emitter: Emitter, sign: str, values: list[Value], kinds: list[str]) -> Value:
    common = np.result_type(*kinds).name
    left, right = (cast(emitter, value, kind, common) for value, kind in zip(values, kinds, strict=True))
    builder = emitter.builder
    if is_float(common):
        compare = builder.fcmp_unordered if sign == "!=" else builder.fcmp_ordered
        found = compare(sign, left, right)
    elif common.startswith("u") or common == "bool":
        found = builder.icmp_unsigned(sign, left, right)
    else:
        found = builder.icmp_signed(sign, left, right)
    return builder.zext(found, BYTE)


def _special(emitter: Emitter, name: str, value: Value, kind: str) -> Value:
    if not is_float(kind):
        return ir.Constant(BYTE, 0)
    builder, value = emitter.builder, cast(emitter, value, kind, "float64")
    if name == "IsNan":
        return builder.zext(builder.fcmp_unordered("uno", value, value), BYTE)
    size = call(emitter, "fabs", [value], intrinsic=True)
    return builder.zext(builder.fcmp_ordered("==", size, ir.Constant(DOUBLE, float("inf"))), BYTE)


def _function(emitter: Emitter, name: str, values: list[Value], to: str) -> Value:
    if not is_float(to):
        raise Unsupported(f"{name} of {to}")
    wide = [cast(emitter, value, to, "float64") for value in values]
    if name in _INTRINSICS:
        result = call(emitter, _INTRINSICS[name], wide, intrinsic=True)
    elif name in _LIBRARY:
        result = call(emitter, _LIBRARY[name], wide)
    else:
        kinds = [DOUBLE] * len(wide) + [_INT32]  # the last says that Python need not be asked
        symbol = f"{SYMBOL_PREFIX}scipy.special.{_SCIPY[name]}"
        function = emitter.outside(symbol, DOUBLE, kinds, pure=True)
        result = emitter.builder.call(function, [*wide, ir.Constant(_INT32, 0)])
    return cast(emitter, result, "float64", to)


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


_FLOAT: dict[str, Rule] = {
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

_WHOLE: dict[str, Rule] = {
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

_TRUTH = {"Add": _logic("or_"), "Mul": _logic("and_")}
