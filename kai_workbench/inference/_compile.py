"""From a pymc model to :class:`~._code.Code`."""

from __future__ import annotations

import dataclasses
import hashlib
import logging
import time
import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import KaiError
from ._code import CannotLink, Code, Function, Shared, Variable
from ._model import Model
from ._quiet import quiet

if TYPE_CHECKING:
    import pymc as pm

    from ._graphs import Graphs

Arrays = Mapping[str, np.ndarray]
Labels = Mapping[str, Sequence[Any]]
_log = logging.getLogger(__name__)
_LONGEST_COMPARISON_S = 2.0


class NeedsOtherSampler(Exception):
    """nutpie cannot take this model (discrete parameters, operations without compiled form)."""


def compile_model(model: Model, data: object, inputs: Arrays) -> Code:
    """Build the model and compile its log-density, its outputs and its starting point.

    Raises
    ------
    NeedsOtherSampler
        nutpie cannot take the model.
    KaiError
        ``pm.Data`` of the model and ``inputs`` do not have the same names.
    """
    from ._graphs import python_only

    with quiet(), python_only():
        built = model.build(data)
    containers = {variable.name for variable in built.data_vars}
    if containers != set(inputs):
        raise KaiError(
            "inference.input_names",
            where=model.name,
            built=", ".join(sorted(containers)),
            given=", ".join(sorted(inputs)),
        )
    if any(variable.dtype.startswith(("int", "bool", "uint")) for variable in built.free_RVs):
        raise NeedsOtherSampler(model.name)
    try:
        with quiet(), python_only(), warnings.catch_warnings():
            # a function without a compiled form runs in Python; that is for pymc's own sampler
            warnings.filterwarnings("error", message="Numba will use object mode", category=UserWarning)
            return _compile(built, inputs, model.coords(data))
    except (NotImplementedError, UserWarning) as error:
        raise NeedsOtherSampler(f"{model.name}: {error}") from error


def _compile(built: pm.Model, inputs: Arrays, coords: Labels) -> Code:
    from ._native import Unsupported

    try:
        return _by_ourselves(built, inputs, coords)
    except Unsupported as error:
        _log.info("%s; compiled by numba", error)
        return _by_numba(built, inputs, coords)


def _by_ourselves(built: pm.Model, inputs: Arrays, coords: Labels) -> Code:
    """With the small compiler; refused unless PyTensor, run step by step, gives the same numbers."""
    from ._graphs import graphs, plain_mode
    from ._native import Unsupported, expand_function, logp_function

    made = graphs(built, mode=plain_mode())
    shared = _all_values(made)
    functions = {
        "logp": logp_function(made.logp.maker.fgraph, shared["logp"], n_dim=made.n_dim),
        "expand": expand_function(
            made.expand.maker.fgraph, shared["expand"], n_dim=made.n_dim, size=made.n_expanded
        ),
        "start": expand_function(made.start.maker.fgraph, shared["start"], n_dim=made.n_dim, size=made.n_dim),
    }
    code = _code(built, made, shared, functions, inputs, coords)
    try:
        agrees = _agrees(code, made, inputs, coords)
    except CannotLink as error:
        raise Unsupported(f"{error} not found") from error
    if not agrees:
        raise Unsupported("code that does not do what its graph does")
    return code


def _by_numba(built: pm.Model, inputs: Arrays, coords: Labels) -> Code:
    from numba.core.errors import NumbaError

    from ._graphs import graphs

    try:
        return _called_back(built, graphs(built, mode="NUMBA"), inputs, coords)
    except NumbaError as error:
        raise NotImplementedError(str(error)) from error


def _called_back(built: pm.Model, made: Graphs, inputs: Arrays, coords: Labels) -> Code:
    from ._object_code import callback, object_code

    shared, n_dim = _all_values(made), made.n_dim
    callbacks = {
        "logp": callback("logp", made.logp.vm.jit_fn, shared["logp"], n_dim=n_dim),
        "expand": callback(
            "expand", made.expand.vm.jit_fn, shared["expand"], n_dim=n_dim, size=made.n_expanded
        ),
        "start": callback("expand", made.start.vm.jit_fn, shared["start"], n_dim=n_dim, size=n_dim),
    }
    functions = {name: object_code(one) for name, one in callbacks.items()}
    code = _code(built, made, shared, functions, inputs, coords)
    live = dataclasses.replace(
        code,
        functions={name: Function(one.native_name, b"", (), one) for name, one in callbacks.items()},
    )
    return code if _same(code, live, inputs, coords) else live


def _code(  # noqa: PLR0917, all that the code is made of
    built: pm.Model,
    made: Graphs,
    shared: Mapping[str, Arrays],
    functions: Mapping[str, Function],
    inputs: Arrays,
    coords: Labels,
) -> Code:
    variables = tuple(
        Variable(name, shape, _dims(built, name, len(shape)), hidden=name in made.hidden)
        for name, shape in zip(made.names, made.shapes, strict=True)
    )
    sha = hashlib.sha256()
    for function in functions.values():
        sha.update(function.content)
    return Code(
        identity=sha.hexdigest()[:16],
        n_dim=made.n_dim,
        n_expanded=made.n_expanded,
        variables=variables,
        shared={name: _shared(values, inputs, coords) for name, values in shared.items()},
        functions=functions,
        bound=_bound(variables, inputs, coords),
        observed=_observed(built, inputs),
        data_dims={
            name: tuple(dims)
            for name, dims in built.named_vars_to_dims.items()
            if name in inputs and all(dim is not None for dim in dims)
        },
    )


def _agrees(code: Code, made: Graphs, inputs: Arrays, coords: Labels) -> bool:
    """Whether the code gives what PyTensor gives, at the starting point and about it."""
    (begin,) = _step_by_step(made.start, np.zeros(made.n_dim))
    if not np.allclose(code.start(inputs, coords), begin, rtol=1e-9, atol=1e-12):
        return False
    jitter = np.random.default_rng(0).normal(scale=0.3, size=(2, made.n_dim))
    begun = time.perf_counter()
    for i, point in enumerate((begin, *(begin + jitter))):
        if i == 2 and time.perf_counter() - begun > _LONGEST_COMPARISON_S:
            break  # step by step, a table of a million rows takes seconds
        value, gradient = _step_by_step(made.logp, point)
        status, ours, ours_gradient = code.logp(point, inputs, coords)
        finite = bool(np.isfinite(value) and np.isfinite(gradient).all())
        if finite != (status == 0):
            return False
        scale = float(np.abs(gradient).max(initial=0.0))
        if finite and not (
            np.allclose(ours, value, rtol=1e-8, atol=1e-8)
            and np.allclose(ours_gradient, gradient, rtol=1e-6, atol=1e-9 + 1e-9 * scale)
        ):
            return False
        (expanded,) = _step_by_step(made.expand, point)
        told = code.expand(point, inputs, coords)
        if told is None or not np.allclose(told, expanded, rtol=1e-8, atol=1e-10, equal_nan=True):
            return False
    return True


def _step_by_step(graph: Any, point: np.ndarray) -> list[np.ndarray]:
    """What PyTensor gives in Python; not a number where a check of the graph's own refuses the point.

    Raises
    ------
    Unsupported
        Python cannot run the graph.
    """
    from ._native import Unsupported

    try:
        return [np.asarray(one) for one in graph(point)]
    except (AssertionError, ValueError):
        return [np.asarray(np.nan)] * len(graph.maker.fgraph.outputs)
    except NotImplementedError as error:
        raise Unsupported(f"a graph that Python cannot run: {error}") from error


def _all_values(made: Graphs) -> dict[str, dict[str, np.ndarray]]:
    return {name: _values(getattr(made, name)) for name in ("logp", "expand", "start")}


def _values(graph: Any) -> dict[str, np.ndarray]:
    return {variable.name: np.asarray(variable.get_value()) for variable in graph.get_shared()}


def _shared(values: Arrays, inputs: Arrays, coords: Labels) -> tuple[Shared, ...]:
    """Inputs and dim lengths are filled in at each fit; anything else the graph shares is a constant."""
    return tuple(
        Shared(
            name,
            value.dtype.str,
            value.ndim,
            None if name in inputs or (name in coords and value.ndim == 0) else value.copy(),
        )
        for name, value in values.items()
    )


def _same(code: Code, live: Code, inputs: Arrays, coords: Labels) -> bool:
    """Whether the code that was linked anew does what numba's own does, at the starting point."""
    try:
        point = code.start(inputs, coords)
        return code.logp(point, inputs, coords) == live.logp(point, inputs, coords)
    except CannotLink:
        return False


def _dims(built: pm.Model, name: str, ndim: int) -> tuple[str, ...]:
    given = built.named_vars_to_dims.get(name) or (None,) * ndim
    return tuple(dim or f"{name}_dim_{i}" for i, dim in enumerate(given))


def _bound(variables: Sequence[Variable], inputs: Arrays, coords: Labels) -> dict[str, tuple[int, ...]]:
    """Inputs and dims whose sizes are built into the code.

    nutpie fixes the shape of every parameter and output. One with named dims follows those dims. One
    without may have taken its size from an input that has an axis of that length: a coincidence only
    costs one compilation more, while a size missed would run code on data it was not made for.
    """
    bound: dict[str, tuple[int, ...]] = {}
    for variable in variables:
        if variable.hidden:
            continue
        for dim, length in zip(variable.dims, variable.shape, strict=True):
            if dim in coords:
                bound[dim] = (length,)
            else:
                bound |= {name: array.shape for name, array in inputs.items() if length in array.shape}
    return bound


def _observed(built: pm.Model, inputs: Arrays) -> tuple[str, ...]:
    from pytensor.graph.traversal import ancestors

    values = [built.rvs_to_values[variable] for variable in built.observed_RVs]
    names = {node.name for node in ancestors(values)}
    return tuple(sorted(name for name in inputs if name in names))
