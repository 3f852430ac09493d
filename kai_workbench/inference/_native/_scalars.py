"""Code for one number: what PyTensor's scalar operations are in LLVM."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from llvmlite import ir
from pytensor.graph.basic import Constant
from pytensor.scalar.basic import Composite

from .._code import SYMBOL_PREFIX
from ._emitter import BYTE, DOUBLE, Emitter, Unsupported, Value
from ._numbers import call, cast, is_float, literal, truth
from ._scalar_rules import FLOAT, TRUTH, WHOLE

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
    rule = (FLOAT if is_float(to) else TRUTH if to == "bool" else WHOLE).get(name)
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
