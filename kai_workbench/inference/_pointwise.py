"""Log-likelihood of every observation under every draw, by compiled code."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pymc as pm
    import xarray as xr


def log_likelihood(built: pm.Model, posterior: xr.Dataset) -> xr.Dataset:
    """Pointwise log-likelihood, dims ``(chain, draw, ...)``.

    PyMC's own function compiles with numba or C, which takes longer than running it; it serves where the
    small compiler has no code.
    """
    import pymc as pm
    from pymc.model.transform.conditioning import remove_value_transforms

    from ._code import CannotLink
    from ._graphs import python_only
    from ._native import Unsupported

    try:
        with python_only():
            return _compiled(remove_value_transforms(built), posterior)
    except (Unsupported, CannotLink, NotImplementedError):
        import xarray as xr

        tree = xr.DataTree.from_dict({"posterior": posterior})
        with built:
            return pm.compute_log_likelihood(tree, extend_inferencedata=False, progressbar=False)


def _compiled(model: pm.Model, posterior: xr.Dataset) -> xr.Dataset:
    import pytensor.tensor as pt
    import xarray as xr
    from pymc.pytensorf import compile as compile_pytensor
    from pytensor.graph import clone_replace

    from ._code import Shared, run_expand
    from ._graphs import plain_mode
    from ._native import Unsupported, expand_function

    names = [variable.name for variable in model.free_RVs]
    draws = posterior[names].transpose("chain", "draw", ...)
    shapes = [draws[name].shape[2:] for name in names]
    sizes = [math.prod(shape) for shape in shapes]
    points = np.concatenate(
        [
            draws[name].to_numpy().reshape(-1, size).astype(np.float64)
            for name, size in zip(names, sizes, strict=True)
        ],
        axis=1,
    )
    flat = pt.TensorType("float64", shape=(sum(sizes),))(name="_point")
    given, at = {}, 0
    for variable, shape, size in zip(model.free_RVs, shapes, sizes, strict=True):
        value = model.rvs_to_values[variable]
        given[value] = flat[at : at + size].reshape(shape).astype(value.dtype)
        at += size
    terms: Any = clone_replace(model.logp(vars=model.observed_RVs, sum=False), given)
    mode = plain_mode()
    with model:
        whole = compile_pytensor((flat,), terms, mode=mode)
        graph = compile_pytensor((flat,), [pt.concatenate([term.ravel() for term in terms])], mode=mode)
    expected = [np.asarray(term) for term in whole(points[0])]
    size = sum(term.size for term in expected)
    values = {variable.name: np.asarray(variable.get_value()) for variable in graph.get_shared()}
    function = expand_function(graph.maker.fgraph, values, n_dim=len(points[0]), size=size)
    shared = [Shared(name, value.dtype.str, value.ndim, value) for name, value in values.items()]
    found = run_expand(function, shared, points, size=size)
    first = np.concatenate([term.ravel() for term in expected])
    if found is None or not np.allclose(found[0], first, rtol=1e-8, atol=1e-10, equal_nan=True):
        raise Unsupported("code that does not do what its graph does")
    ends = np.cumsum([term.size for term in expected])
    counts = (draws.sizes["chain"], draws.sizes["draw"])
    variables = {}
    for variable, term, part in zip(
        model.observed_RVs, expected, np.split(found, ends[:-1], axis=1), strict=True
    ):
        told = model.named_vars_to_dims.get(variable.name) or ()
        dims = [(told[i] if i < len(told) else None) or f"{variable.name}_dim_{i}" for i in range(term.ndim)]
        variables[variable.name] = (("chain", "draw", *dims), part.reshape(*counts, *term.shape))
    named = {dim for dims, _ in variables.values() for dim in dims}
    coords = {dim: list(labels) for dim, labels in model.coords.items() if dim in named and labels}
    return xr.Dataset(variables, coords=coords | {dim: draws[dim] for dim in ("chain", "draw")})
