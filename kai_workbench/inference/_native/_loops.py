"""Plain Python loops over arrays, translated.

A density that needs loops is written once, as a Python function that numpy can run for the tests;
here its source becomes machine code. What may be used: ``for`` over ``range``, ``if``, assignments,
arithmetic, comparisons, ``min``, ``max``, ``np.sqrt``, ``np.exp``, ``np.log``, ``np.zeros`` and
``np.empty`` outside loops, ``shape`` and ``size`` of arrays, calls of other such functions (alone where they
write into arrays), one ``return`` at the end. Both sides of ``a if c else b`` are computed, and indices are
not checked, as in numba.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import textwrap
from collections.abc import Callable
from types import FunctionType
from typing import Any

from ._emitter import Array, Emitter, Unsupported, Value, integer, known
from ._numbers import call, cast, literal

_SIGNS: dict[type, str] = {
    ast.Lt: "<",
    ast.Gt: ">",
    ast.LtE: "<=",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_FLOATS: dict[type, str] = {ast.Add: "fadd", ast.Sub: "fsub", ast.Mult: "fmul", ast.Div: "fdiv"}
_CONTRACT = ("contract",)


@dataclasses.dataclass(frozen=True)
class _Number:
    """A value of kind ``int64``, ``float64`` or ``bit``."""

    value: Value
    kind: str


def loops(emitter: Emitter, function: Callable[..., Any], arrays: list[Array]) -> list[Array]:
    """Arrays that a function of loops returns.

    Raises
    ------
    Unsupported
        The function uses something else than loops over arrays.
    """
    result = _Translation(emitter, function).run(list(arrays))
    results = list(result) if isinstance(result, tuple) else [result]
    if not all(isinstance(one, Array) for one in results):
        raise Unsupported("a result that is no array")
    return results


class _Translation:
    def __init__(self, emitter: Emitter, function: Any, depth: int = 0) -> None:
        self.emitter, self.depth = emitter, depth
        self.globals = function.__globals__
        source = ast.parse(textwrap.dedent(inspect.getsource(function)))
        (definition,) = source.body
        if not isinstance(definition, ast.FunctionDef):
            raise Unsupported("loops that are no function")
        self.definition = definition
        self.names: dict[str, Any] = {}

    def run(self, arguments: list[Any]) -> Any:
        names = [one.arg for one in self.definition.args.args]
        self.names = dict(zip(names, arguments, strict=True))
        *body, last = self.definition.body
        for statement in body:
            self.statement(statement)
        if not isinstance(last, ast.Return) or last.value is None:
            raise Unsupported("loops that do not end in one return")
        return self.expression(last.value)

    # statements

    def statement(self, one: ast.stmt) -> None:
        match one:
            case ast.Expr(value=ast.Constant()):  # a docstring
                return
            case ast.Expr(value=ast.Call() as call):  # a function that writes into arrays
                self.expression(call)
            case ast.Assign(targets=[target], value=value):
                self.assign(target, self.expression(value))
            case ast.AugAssign(target=target, op=op, value=value):
                before = self.expression(_read(target))
                self.assign(target, self.arithmetic(op, before, self.expression(value)))
            case ast.For(target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id="range"), args=bounds)):
                self.loop(name, [self.whole(self.expression(bound)) for bound in bounds], one.body)
            case ast.If(test=test, body=body, orelse=orelse):
                self.choice(self.truth(self.expression(test)), body, orelse)
            case _:
                raise Unsupported(ast.unparse(one))

    def assign(self, target: ast.expr, value: Any) -> None:
        match target:
            case ast.Tuple(elts=targets):
                for each, part in zip(targets, value, strict=True):
                    self.assign(each, part)
            case ast.Name(id=name):
                self.names[name] = self.kept(name, value) if isinstance(value, _Number) else value
            case ast.Subscript():
                array, at = self.place(target)
                number = self.number(value)
                self.emitter.store(cast(self.emitter, number.value, number.kind, array.dtype), array, at)
            case _:
                raise Unsupported(ast.unparse(target))

    def kept(self, name: str, value: _Number) -> Array:
        """The variable's place; its kind is that of the first number it held."""
        place = self.names.get(name)
        if not isinstance(place, Array) or place.ndim:
            place = self.emitter.allocate("float64" if value.kind == "float64" else "int64", ())
        if place.dtype == "int64" and value.kind == "float64":
            raise Unsupported(f"{name}, first a whole number and then not")
        self.emitter.store(cast(self.emitter, value.value, value.kind, place.dtype), place)
        return place

    def loop(self, name: str, bounds: list[Value], body: list[ast.stmt]) -> None:
        if len(bounds) > 2:
            raise Unsupported("a range with a step")
        first, end = bounds if len(bounds) == 2 else (integer(0), bounds[0])
        self.depth += 1
        with self.emitter.loop(self.emitter.sub(end, first)) as i:
            self.names[name] = _Number(self.emitter.add(i, first), "int64")
            for statement in body:
                self.statement(statement)
        self.depth -= 1

    def choice(self, test: Value, body: list[ast.stmt], orelse: list[ast.stmt]) -> None:
        self.depth += 1
        with self.emitter.builder.if_else(test) as (then, otherwise):
            for branch, statements in ((then, body), (otherwise, orelse)):
                with branch:
                    for statement in statements:
                        self.statement(statement)
        self.depth -= 1

    # expressions

    def expression(self, one: ast.expr) -> Any:  # noqa: C901, one line a kind
        match one:
            case ast.Constant(value=bool() | int() | float() as number):
                return self.fixed(number)
            case ast.Name(id=name):
                return self.named(name)
            case ast.Tuple(elts=parts):
                return tuple(self.expression(part) for part in parts)
            case ast.BinOp(left=left, op=op, right=right):
                return self.arithmetic(op, self.expression(left), self.expression(right))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.arithmetic(ast.Sub(), self.fixed(0), self.expression(operand))
            case ast.Compare(left=left, ops=[sign], comparators=[right]):
                return self.compare(sign, self.expression(left), self.expression(right))
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self.either(test, self.expression(body), self.expression(orelse))
            case ast.Attribute(value=value, attr="shape"):
                return tuple(_Number(size, "int64") for size in self.expression(value).shape)
            case ast.Attribute(value=value, attr="size"):
                return _Number(self.emitter.product(self.expression(value).shape), "int64")
            case ast.Subscript():
                return self.subscript(one)
            case ast.Call():
                return self.called(one)
            case _:
                raise Unsupported(ast.unparse(one))

    def fixed(self, number: float) -> _Number:
        kind = "float64" if isinstance(number, float) else "int64"
        return _Number(literal(number, kind), kind)

    def named(self, name: str) -> Any:
        found = self.names.get(name, self.globals.get(name))
        if isinstance(found, int | float):
            return self.fixed(found)
        if found is None:
            raise Unsupported(name)
        return self.loaded(found) if isinstance(found, Array) and not found.ndim else found

    def loaded(self, array: Array, at: list[Value] | None = None) -> _Number:
        value = self.emitter.load(array, at or [])
        kind = "float64" if array.dtype.startswith("float") else "int64"
        return _Number(cast(self.emitter, value, array.dtype, kind), kind)

    def number(self, value: Any) -> _Number:
        if not isinstance(value, _Number):
            raise Unsupported("an array in place of a number")
        return value

    def whole(self, value: Any) -> Value:
        number = self.number(value)
        if number.kind != "int64":
            raise Unsupported("an index that is no whole number")
        return number.value

    def truth(self, value: Any) -> Value:
        number = self.number(value)
        if number.kind != "bit":
            raise Unsupported("a condition that is no comparison")
        return number.value

    def both(self, left: Any, right: Any) -> tuple[Value, Value, str]:
        one, two = self.number(left), self.number(right)
        kind = "float64" if "float64" in (one.kind, two.kind) else "int64"
        values = (cast(self.emitter, each.value, each.kind, kind) for each in (one, two))
        return (*values, kind)

    def arithmetic(self, op: ast.operator, left: Any, right: Any) -> _Number:
        one, two, kind = self.both(left, right)
        if isinstance(op, ast.Div) or kind == "float64":
            method = _FLOATS.get(type(op))
            if method is None:
                raise Unsupported(type(op).__name__)
            one, two = (cast(self.emitter, each, kind, "float64") for each in (one, two))
            return _Number(getattr(self.emitter.builder, method)(one, two, flags=_CONTRACT), "float64")
        emitter = self.emitter
        methods = {ast.Add: emitter.add, ast.Sub: emitter.sub, ast.Mult: emitter.mul}
        whole = methods.get(type(op))
        if whole is None:
            raise Unsupported(type(op).__name__)
        return _Number(whole(one, two), "int64")

    def compare(self, sign: ast.cmpop, left: Any, right: Any) -> _Number:
        one, two, kind = self.both(left, right)
        told = _SIGNS.get(type(sign))
        if told is None:
            raise Unsupported(type(sign).__name__)
        builder = self.emitter.builder
        if kind == "int64":
            return _Number(builder.icmp_signed(told, one, two), "bit")
        compare = builder.fcmp_unordered if told == "!=" else builder.fcmp_ordered
        return _Number(compare(told, one, two), "bit")

    def either(self, test: ast.expr, yes: Any, no: Any) -> _Number:
        condition = self.truth(self.expression(test))
        one, two, kind = self.both(yes, no)
        return _Number(self.emitter.builder.select(condition, one, two), kind)

    def subscript(self, one: ast.Subscript) -> Any:
        value = self.expression(one.value)
        if isinstance(value, tuple):
            part = known(self.whole(self.expression(one.slice)))
            if part is None:
                raise Unsupported(ast.unparse(one))
            return value[part]
        array, at = self.place(one)
        if len(at) == array.ndim:
            return self.loaded(array, at)
        rest = array.ndim - len(at)
        row = self.emitter.address(array, [*at, *(integer(0),) * rest])
        return Array(row, array.dtype, array.shape[len(at) :], array.strides[len(at) :])

    def place(self, one: ast.Subscript) -> tuple[Array, list[Value]]:
        array = self.expression(one.value)
        if not isinstance(array, Array):
            raise Unsupported(ast.unparse(one))
        parts = one.slice.elts if isinstance(one.slice, ast.Tuple) else [one.slice]
        return array, [self.whole(self.expression(part)) for part in parts]

    def called(self, one: ast.Call) -> Any:
        match one.func:
            case ast.Attribute(value=ast.Name(id="np"), attr="zeros" | "empty" as name):
                return self.room(name, [*one.args, *(word.value for word in one.keywords)])
            case ast.Attribute(value=ast.Name(id="np"), attr="sqrt" | "exp" | "log" as name):
                (number,) = [self.number(self.expression(argument)) for argument in one.args]
                value = cast(self.emitter, number.value, number.kind, "float64")
                return _Number(call(self.emitter, name, [value], intrinsic=True), "float64")
            case ast.Name(id="min" | "max" as name):
                left, right = (self.expression(argument) for argument in one.args)
                first = self.compare(ast.Lt() if name == "min" else ast.Gt(), left, right)
                a, b, kind = self.both(left, right)
                return _Number(self.emitter.builder.select(first.value, a, b), kind)
            case ast.Name(id=name) if isinstance(self.globals.get(name), FunctionType):
                inner = _Translation(self.emitter, self.globals[name], self.depth)
                return inner.run([self.expression(argument) for argument in one.args])
            case _:
                raise Unsupported(ast.unparse(one))

    def room(self, name: str, arguments: list[ast.expr]) -> Array:
        if self.depth:
            raise Unsupported("an array made inside a loop")
        shape, *dtype = arguments
        sizes = self.expression(shape)
        sizes = [self.whole(size) for size in (sizes if isinstance(sizes, tuple) else (sizes,))]
        kind = "int64" if dtype and ast.unparse(dtype[0]) == "np.int64" else "float64"
        if dtype and kind == "float64" and ast.unparse(dtype[0]) != "np.float64":
            raise Unsupported(ast.unparse(dtype[0]))
        array = self.emitter.allocate(kind, sizes)
        if name == "zeros":
            with self.emitter.loops(array.shape) as at:
                self.emitter.store(literal(0, kind), array, at)
        return array


def _read(target: ast.expr) -> ast.expr:
    """What is assigned to, as something that is read."""
    return ast.parse(ast.unparse(target), mode="eval").body
