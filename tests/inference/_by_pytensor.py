"""A graph by the compiler, beside the same graph by PyTensor, run step by step."""

from __future__ import annotations

import numpy as np
import pytensor
import pytensor.tensor as pt

from kai_workbench.inference import _native
from kai_workbench.inference._code import Shared, run_expand
from kai_workbench.inference._graphs import plain_mode


def run(graph, shared, x, size):
    """What the compiled function writes; None if it failed."""
    function = _native.expand_function(graph, shared, n_dim=len(x), size=size)
    given = [Shared(name, v.dtype.str, v.ndim, v) for name, v in shared.items()]
    found = run_expand(function, given, x[None, :], size=size)
    return None if found is None else found[0]


def both(build, x=None, **shared):
    """The same graph by PyTensor and by the compiler."""
    x = np.linspace(0.1, 0.9, 12) if x is None else np.asarray(x, dtype=float)
    point = pt.TensorType("float64", shape=(len(x),))("x")
    variables = {name: pytensor.shared(np.asarray(value), name=name) for name, value in shared.items()}
    results = build(point, **variables)
    results = results if isinstance(results, list) else [results]
    flat = pt.concatenate([pt.as_tensor(one).ravel().astype("float64") for one in results])
    with pytensor.config.change_flags(cxx=""):
        reference = pytensor.function([point], [flat], mode=plain_mode(), on_unused_input="ignore")
        (expected,) = reference(x)
    used = {one.name: one.get_value() for one in reference.get_shared()}
    return run(reference.maker.fgraph, used, x, len(expected)), expected, reference


def agree(build, x=None, **shared):
    found, expected, reference = both(build, x, **shared)
    assert found is not None
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)
    return reference
