"""From a pymc model to :class:`~._code.Code`, through nutpie."""

from __future__ import annotations

import dataclasses
import hashlib
import re
import struct
import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import KaiError
from ._code import CannotLink, Code, Function, Shared, Variable
from ._model import Model

if TYPE_CHECKING:
    import pymc as pm


class NeedsOtherSampler(Exception):  # noqa: N818, a state, met and handled in this room
    """nutpie cannot take this model (discrete parameters, operations without compiled form)."""


def compile_model(model: Model, data: object, inputs: Mapping[str, np.ndarray]) -> Code:
    """Build the model and compile its log-density, its outputs and its starting point.

    Raises
    ------
    NeedsOtherSampler
        nutpie cannot take the model.
    KaiError
        ``pm.Data`` of the model and ``inputs`` do not have the same names.
    """
    import nutpie
    from numba.core.errors import NumbaError

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
        with warnings.catch_warnings():
            # a function without a compiled form runs in Python; that is for pymc's own sampler
            warnings.filterwarnings("error", message="Numba will use object mode", category=UserWarning)
            compiled = nutpie.compile_pymc_model(built)
            start, start_values = _compile_start(built, compiled)
    except (NumbaError, NotImplementedError, UserWarning) as error:
        raise NeedsOtherSampler(f"{model.name}: {error}") from error
    callbacks = {"logp": compiled.compiled_logp_func, "expand": compiled.compiled_expand_func, "start": start}
    functions = {name: _function(callback) for name, callback in callbacks.items()}
    coords = model.coords(data)
    values = {v.name: compiled.shared_data[key] for v, key in compiled.shared_var_keys.items()}
    code = dataclasses.replace(
        _describe(built, compiled, functions, inputs, coords),
        shared=_shared(values, inputs, coords),
        start_shared=_shared(start_values, inputs, coords),
    )
    try:
        code.addresses  # noqa: B018, the same machine code is linked here as in later processes
    except CannotLink:
        live = {name: Function(cb.native_name, b"", (), cb) for name, cb in callbacks.items()}
        code = dataclasses.replace(code, functions=live)
    return code


def _describe(
    built: pm.Model,
    compiled: Any,
    functions: Mapping[str, Function],
    inputs: Mapping[str, np.ndarray],
    coords: Mapping[str, Sequence[Any]],
) -> Code:
    names, _, shapes = compiled.shape_info
    hidden = set(compiled.reparameterized_names or ())
    variables = tuple(
        Variable(
            name,
            tuple(int(size) for size in shape),
            _dims(name, len(shape), compiled.dims),
            hidden=name in hidden,
        )
        for name, shape in zip(names, shapes, strict=True)
    )
    sha = hashlib.sha256()
    for function in functions.values():
        sha.update(function.content)
    return Code(
        identity=sha.hexdigest()[:16],
        n_dim=int(compiled.n_dim),
        n_expanded=int(compiled.n_expanded),
        variables=variables,
        shared=(),
        start_shared=(),
        functions=functions,
        bound=_bound(built, inputs, coords),
        observed=_observed(built, inputs),
        data_dims={
            name: tuple(dims)
            for name, dims in built.named_vars_to_dims.items()
            if name in inputs and all(dim is not None for dim in dims)
        },
    )


def _shared(
    values: Mapping[str, np.ndarray], inputs: Mapping[str, np.ndarray], coords: Mapping[str, Sequence[Any]]
) -> tuple[Shared, ...]:
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


def _dims(name: str, ndim: int, dims: Mapping[str, Sequence[str | None]]) -> tuple[str, ...]:
    given = dims.get(name) or (None,) * ndim
    return tuple(dim or f"{name}_dim_{i}" for i, dim in enumerate(given))


def _bound(
    built: pm.Model, inputs: Mapping[str, np.ndarray], coords: Mapping[str, Sequence[Any]]
) -> dict[str, tuple[int, ...]]:
    """Inputs and dims whose sizes are built into the code.

    nutpie fixes the shape of every parameter and output. One with named dims follows those dims;
    one without may have taken its size from any input, so all shapes are bound then.
    """
    bound: dict[str, tuple[int, ...]] = {}
    for variable in (*built.free_RVs, *built.deterministics):
        if not variable.ndim:
            continue
        dims = built.named_vars_to_dims.get(variable.name) or (None,)
        if any(dim not in coords for dim in dims):
            bound |= {name: array.shape for name, array in inputs.items()}
        bound |= {dim: (len(coords[dim]),) for dim in dims if dim in coords}
    return bound


def _observed(built: pm.Model, inputs: Mapping[str, np.ndarray]) -> tuple[str, ...]:
    from pytensor.graph.traversal import ancestors

    values = [built.rvs_to_values[variable] for variable in built.observed_RVs]
    return tuple(sorted({node.name for node in ancestors(values) if node.name in inputs}))


def _compile_start(built: pm.Model, compiled: Any) -> tuple[Any, dict[str, np.ndarray]]:
    """The prior's support point as a C function of the inputs.

    nutpie fixes the starting point when it compiles; with swapped data or moved priors a refit would
    then depend on what was fitted before. As a function of the inputs it depends on them alone.
    """
    import numba
    import pytensor.tensor as pt
    from nutpie import compile_pymc
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
        flat = pt.as_tensor(compiled.initial_point_func(0))
    unused = pt.TensorType("float64", shape=(compiled.n_dim,))(name="_unused")
    with built:
        function = compile_pytensor(
            (unused,), [flat.astype("float64")], mode="NUMBA", on_unused_input="ignore"
        )
    values = {variable.name: np.asarray(variable.get_value()) for variable in function.get_shared()}
    record = compile_pymc.make_user_data({v: v.name for v in function.get_shared()}, values)
    raw, signature = compile_pymc._make_c_expand_func(  # noqa: SLF001, the layout of its record
        compiled.n_dim, compiled.n_dim, function.vm.jit_fn, record, list(values), values
    )
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Cannot cache compiled function")
        return numba.cfunc(signature)(raw), values


_ENVIRONMENT = re.compile(r"@\"?_ZN08NumbaEnv")
_ADDRESS = re.compile(r"inttoptr \(i64 \d+ to ")


def _function(callback: Any) -> Function:
    """Object code of a ``numba.cfunc``; the callback itself if the code does not stand on its own.

    It does not when it holds addresses of this process, or calls back into Python objects of numba.
    """
    library = callback._library  # noqa: SLF001, numba offers no public way to the object code
    module = str(library._final_module)  # noqa: SLF001
    content = library.serialize_using_object_code()[2][0]
    uses_python = any(_ENVIRONMENT.search(line) for line in module.splitlines() if not line.startswith("@"))
    outside = undefined_symbols(content)
    if uses_python or library.has_dynamic_globals or _ADDRESS.search(module) or outside is None:
        return Function(callback.native_name, content, (), callback)
    return Function(callback.native_name, content, outside)


def undefined_symbols(content: bytes) -> tuple[str, ...] | None:
    """Symbols that a 64-bit little-endian ELF object expects from outside; None for other formats."""
    if content[:6] != b"\x7fELF\x02\x01":
        return None
    (offset,) = struct.unpack_from("<Q", content, 0x28)
    (count,) = struct.unpack_from("<H", content, 0x3C)
    sections = [struct.unpack_from("<IIQQQQIIQQ", content, offset + 64 * i) for i in range(count)]
    found: list[str] = []
    for _, kind, _, _, begin, size, strings, _, _, _ in sections:
        if kind != 2:  # SHT_SYMTAB
            continue
        names = sections[strings][4]
        for at in range(begin, begin + size, 24):
            name, _, _, section = struct.unpack_from("<IBBH", content, at)
            if section == 0 and name:  # SHN_UNDEF
                found.append(content[names + name : content.index(b"\0", names + name)].decode())
    return tuple(found)
