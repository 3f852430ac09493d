"""A PyTensor graph as one C function: code for each operation in turn, LLVM's optimiser over it all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from llvmlite import ir
from pytensor.graph.basic import Constant

from .._code import Function
from .._object_code import undefined_symbols
from . import _elementwise, _indexing, _shaping
from ._emitter import INT, POINTER, Array, Emitter, Unsupported, Value, integer
from ._foreign import Foreign
from ._loops import loops

Rule = Callable[[Emitter, Any, list[Array]], list[Array]]
_RULES: dict[str, Rule] = {
    "Elemwise": _elementwise.elementwise,
    **dict.fromkeys(("CAReduce", "Sum", "Prod", "Max", "Min", "All", "Any"), _elementwise.reduce),
    "CumOp": _elementwise.cumulate,
    "Dot": _elementwise.dot,
    "Subtensor": _indexing.take,
    "IncSubtensor": _indexing.put,
    "AdvancedSubtensor": _indexing.gather,
    "AdvancedIncSubtensor": _indexing.scatter,
    "DimShuffle": _shaping.dimshuffle,
    "Alloc": _shaping.alloc,
    "MakeVector": _shaping.make_vector,
    "Join": _shaping.join,
    "Split": _shaping.split,
    "Reshape": _shaping.reshape,
    "Shape_i": _shaping.shape_i,
    "Shape": _shaping.shape,
    "SpecifyShape": _shaping.specify_shape,
    "ExtractDiag": _shaping.extract_diagonal,
    "Eye": _shaping.eye,
    "ARange": _shaping.arange,
    **dict.fromkeys(("Assert", "CheckAndRaise", "CheckParameterValue"), _shaping.check),
    **dict.fromkeys(
        ("DeepCopyOp", "ViewOp", "ScalarFromTensor", "TensorFromScalar", "OutputGuard"), _shaping.same
    ),
}


def logp_function(graph: Any, shared: Mapping[str, np.ndarray], *, n_dim: int) -> Function:
    """``logp(dim, x, gradient, value, shared) -> status`` of a graph with a value and its gradient."""
    module = ir.Module("logp")
    emitter = Emitter(module, "kai_logp", [INT, POINTER, POINTER, POINTER, POINTER])
    dim, x, out, logp, given = emitter.function.args
    emitter.fail_if(emitter.builder.icmp_signed("!=", dim, integer(n_dim)), -1)
    foreign = Foreign()
    value, gradient = _run(emitter, graph, x, given, shared, n_dim, foreign)
    target = emitter.contiguous(out, "float64", [integer(n_dim)])
    emitter.fail_if(emitter.differ(gradient.shape[0], integer(n_dim)), 1)
    total = emitter.load(value)
    emitter.builder.store(total, logp)
    with emitter.loops(target.shape) as at:
        one = emitter.load(gradient, at)
        emitter.store(one, target, at)
        emitter.fail_if(_not_finite(emitter, one), 3)
    emitter.fail_if(_not_finite(emitter, total), 4)
    emitter.finish()
    return _finished(module, "kai_logp", foreign)


def expand_function(graph: Any, shared: Mapping[str, np.ndarray], *, n_dim: int, size: int) -> Function:
    """``expand(dim, size, x, out, shared) -> status`` of a graph with one vector of results."""
    module = ir.Module("expand")
    emitter = Emitter(module, "kai_expand", [INT, INT, POINTER, POINTER, POINTER])
    dim, length, x, out, given = emitter.function.args
    for told, wanted in ((dim, n_dim), (length, size)):
        emitter.fail_if(emitter.builder.icmp_signed("!=", told, integer(wanted)), -1)
    foreign = Foreign()
    (values,) = _run(emitter, graph, x, given, shared, n_dim, foreign)
    emitter.fail_if(emitter.differ(values.shape[0], integer(size)), -2)
    emitter.copy(values, emitter.contiguous(out, "float64", [integer(size)]))
    emitter.finish()
    return _finished(module, "kai_expand", foreign)


def _not_finite(emitter: Emitter, value: Value) -> Value:
    difference = emitter.builder.fsub(value, value)  # NaN where the number is not finite
    return emitter.builder.fcmp_unordered("uno", difference, difference)


def _run(  # noqa: PLR0917, what a graph needs to run
    emitter: Emitter,
    graph: Any,
    x: Value,
    given: Value,
    shared: Mapping[str, np.ndarray],
    n_dim: int,
    foreign: Foreign,
) -> Sequence[Array]:
    """Code for every operation; the graph's results."""
    arrays: dict[Any, Array] = {
        graph.inputs[0]: emitter.contiguous(x, "float64", [integer(n_dim)]),
    }
    names = {variable.name: variable for variable in graph.inputs[1:]}
    if set(names) != set(shared) or len(names) != len(graph.inputs) - 1:
        raise Unsupported("shared arrays without names")
    fields, at = emitter.contiguous(given, "int64", [integer(1 << 20)]), 0
    for name, example in shared.items():
        address = emitter.builder.inttoptr(emitter.load(fields, [integer(at)]), POINTER)
        shape = [emitter.load(fields, [integer(at + 1 + dim)]) for dim in range(example.ndim)]
        arrays[names[name]] = _sized(
            emitter, emitter.contiguous(address, example.dtype.name, shape), names[name]
        )
        at += 1 + example.ndim

    def array(variable: Any) -> Array:
        if variable not in arrays:
            if not isinstance(variable, Constant):
                raise Unsupported(str(variable))
            if isinstance(variable.data, np.ndarray | np.generic | int | float | bool):
                dtype = getattr(variable.type, "dtype", None)
                arrays[variable] = emitter.constant(np.asarray(variable.data, dtype=dtype))
            else:
                arrays[variable] = emitter.constant(np.zeros(()))  # a slice's None, never read
        return arrays[variable]

    for node in graph.toposort():
        results = _emit(emitter, node, [array(one) for one in node.inputs], foreign)
        for variable, result in zip(node.outputs, results, strict=True):
            arrays[variable] = _sized(emitter, result, variable)
    return [array(variable) for variable in graph.outputs]


def _emit(emitter: Emitter, node: Any, arrays: list[Array], foreign: Foreign) -> list[Array]:
    rule = _RULES.get(type(node.op).__name__)
    if rule is None and hasattr(node.op, "loops"):
        rule = _loops
    if rule is None:
        return foreign.emit(emitter, node, arrays)
    mark = emitter.mark()
    try:
        return rule(emitter, node, arrays)
    except Unsupported:
        emitter.undo(mark)
        return foreign.emit(emitter, node, arrays)


def _loops(emitter: Emitter, node: Any, arrays: list[Array]) -> list[Array]:
    return loops(emitter, node.op.loops, arrays)


def _sized(emitter: Emitter, array: Array, variable: Any) -> Array:
    """The sizes that PyTensor knows, as constants."""
    told = getattr(variable.type, "shape", ())
    shape = tuple(integer(n) if n is not None else size for n, size in zip(told, array.shape, strict=True))
    if array.tight:
        return emitter.contiguous(array.data, array.dtype, shape)
    return Array(array.data, array.dtype, shape, array.strides)


def _finished(module: ir.Module, symbol: str, foreign: Foreign) -> Function:
    """Optimised object code, with numba's linked in."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    target = llvm.Target.from_triple(llvm.get_process_triple())
    machine = target.create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=3,
        reloc="static" if target.name.startswith("x86") else "default",
        codemodel="jitdefault",
        jit=True,
    )
    module.triple = llvm.get_process_triple()
    module.data_layout = str(machine.target_data)
    built = llvm.parse_assembly(str(module))
    built.verify()
    options = llvm.create_pipeline_tuning_options(speed_level=3)
    builder = llvm.create_pass_builder(machine, options)
    builder.getModulePassManager().run(built, builder)
    for text in foreign.modules:  # optimised already
        built.link_in(llvm.parse_assembly(text))
    content = machine.emit_object(built)
    outside = undefined_symbols(content)
    if outside is None:  # object code of another system than Linux
        declared = (one.name for one in built.functions if one.is_declaration)
        outside = tuple(name for name in declared if not name.startswith("llvm."))
    return Function(symbol, content, outside)
