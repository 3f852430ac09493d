"""From a pymc model to :class:`~._code.Code`, through nutpie's graphs."""

from __future__ import annotations

import dataclasses
import hashlib
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

Arrays = Mapping[str, np.ndarray]
Labels = Mapping[str, Sequence[Any]]


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
    from numba.core.errors import NumbaError

    with quiet():
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
        with quiet(), warnings.catch_warnings():
            # a function without a compiled form runs in Python; that is for pymc's own sampler
            warnings.filterwarnings("error", message="Numba will use object mode", category=UserWarning)
            return _compile(built, inputs, model.coords(data))
    except (NumbaError, NotImplementedError, UserWarning) as error:
        raise NeedsOtherSampler(f"{model.name}: {error}") from error


def _compile(built: pm.Model, inputs: Arrays, coords: Labels) -> Code:
    from nutpie import compile_pymc
    from pymc.initial_point import make_initial_point_fn

    from . import _small_dot
    from ._object_code import callback, object_code

    mode = _small_dot.mode()

    # nutpie's own graphs: the joined log-density with gradient, and the flat vector of all outputs
    begin = make_initial_point_fn(model=built, return_transformed=True)
    n_dim, n_expanded, logp, expand, first, (names, _, shapes), hidden = compile_pymc._make_functions(  # noqa: SLF001
        built, mode=mode, compute_grad=True, join_expanded=True, pymc_initial_point_fn=begin
    )
    start = _start_graph(built, n_dim, first, mode=mode)
    shared = {name: _values(graph) for name, graph in (("logp", logp), ("expand", expand), ("start", start))}
    callbacks = {
        "logp": callback("logp", logp.vm.jit_fn, shared["logp"], n_dim=n_dim),
        "expand": callback("expand", expand.vm.jit_fn, shared["expand"], n_dim=n_dim, size=n_expanded),
        "start": callback("expand", start.vm.jit_fn, shared["start"], n_dim=n_dim, size=n_dim),
    }
    functions = {name: object_code(one) for name, one in callbacks.items()}
    variables = tuple(
        Variable(name, tuple(int(n) for n in shape), _dims(built, name, len(shape)), hidden=name in hidden)
        for name, shape in zip(names, shapes, strict=True)
    )
    sha = hashlib.sha256()
    for function in functions.values():
        sha.update(function.content)
    code = Code(
        identity=sha.hexdigest()[:16],
        n_dim=int(n_dim),
        n_expanded=int(n_expanded),
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
    live = dataclasses.replace(
        code,
        functions={name: Function(one.native_name, b"", (), one) for name, one in callbacks.items()},
    )
    return code if _same(code, live, inputs, coords) else live


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


def _start_graph(built: pm.Model, n_dim: int, first: Any, *, mode: Any) -> Any:
    """The prior's support point as a function of the inputs.

    nutpie fixes the starting point when it compiles; with swapped data or moved priors a refit would
    then depend on what was fitted before. As a function of the inputs it depends on them alone.
    """
    import pytensor.tensor as pt
    from pymc.initial_point import make_initial_point_expression
    from pymc.pytensorf import compile as compile_pytensor
    from pymc.pytensorf import find_rng_nodes

    points = make_initial_point_expression(
        free_rvs=built.free_RVs,
        rvs_to_transforms=built.rvs_to_transforms,
        initval_strategies=built.rvs_to_initial_values,
        jitter_rvs=set(),
        return_transformed=True,
    )
    flat = pt.concatenate([pt.as_tensor(point, allow_xtensor_conversion=True).ravel() for point in points])
    if find_rng_nodes([flat]):  # a prior without a support point: one draw, fixed
        flat = pt.as_tensor(first(0))
    unused = pt.TensorType("float64", shape=(n_dim,))(name="_unused")
    with built:
        return compile_pytensor((unused,), [flat.astype("float64")], mode=mode, on_unused_input="ignore")
