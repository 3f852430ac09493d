"""The three functions a sampler needs of a PyMC model, as PyTensor graphs.

Log-density with gradient, all outputs, and the starting point, each of one flat vector of unconstrained
parameters; what the model keeps in ``pm.Data`` stays an input.
"""

from __future__ import annotations

import contextlib
import dataclasses
import math
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pymc as pm


@dataclasses.dataclass(frozen=True)
class Graphs:
    """PyTensor functions of the flat point, and how the flat vectors are laid out.

    Attributes
    ----------
    logp, expand, start
        (point) -> value, gradient; (point) -> every output, flat; (ignored) -> starting point.
    names, shapes
        Of every output, in order; the first ``n_free`` are the sampler's own parameters.
    hidden
        Parameters that are kept under another name, transformed back.
    """

    logp: Any
    expand: Any
    start: Any
    names: tuple[str, ...]
    shapes: tuple[tuple[int, ...], ...]
    n_free: int
    hidden: frozenset[str]

    @property
    def n_dim(self) -> int:
        """Length of the point."""
        return sum(math.prod(shape) for shape in self.shapes[: self.n_free])

    @property
    def n_expanded(self) -> int:
        """Length of the outputs."""
        return sum(math.prod(shape) for shape in self.shapes)


@contextlib.contextmanager
def python_only() -> Iterator[None]:
    """While this lasts, PyTensor calls no C compiler: for code that runs once, that takes longest.

    Nor does it write a number such as 0.0 into a graph in single precision: in Python, joined loops would
    add to it in single precision, too, and a log-density be known to seven digits only.
    """
    import pytensor
    from pytensor.scalar.basic import autocast_float_as

    doubles = autocast_float_as("float64")
    with pytensor.config.change_flags(cxx=""), doubles, warnings.catch_warnings():
        # without a C compiler PyTensor joins at most 32 operands; the rest stays in smaller loops
        warnings.filterwarnings("ignore", message="Loop fusion failed", category=UserWarning)
        yield


def plain_mode() -> Any:
    """PyTensor's rewrites without those that need a compiler or overwrite an input.

    What comes out can be run by PyTensor itself, slowly, without compiling anything.
    """
    from pytensor.compile.mode import Mode
    from pytensor.graph.rewriting.db import RewriteDatabaseQuery

    left_out = ["cxx_only", "BlasOpt", "inplace", "random_make_inplace", "scan_save_mem_prealloc"]
    return Mode("py", RewriteDatabaseQuery(include=["fast_run"], exclude=left_out))


def graphs(built: pm.Model, *, mode: Any) -> Graphs:
    """Functions of a model under a mode of PyTensor."""
    import pytensor.tensor as pt
    from pymc.pytensorf import compile as compile_pytensor
    from pytensor.graph import clone_replace, rewrite_graph

    shapes = _shapes(built)
    free = [built.rvs_to_values[variable] for variable in built.free_RVs]
    own = {value.name for value in free}
    others = [variable for variable in built.unobserved_value_vars if variable.name not in own]
    rewrites = ["canonicalize", "stabilize"]
    if not built.check_bounds:
        rewrites.append("local_remove_check_parameter")
    logp: Any = rewrite_graph(built.logp(), include=rewrites)
    gradient = _flat(pt.grad(logp, free))

    sizes = [math.prod(shapes[value.name]) for value in free]
    point = pt.TensorType("float64", shape=(sum(sizes),))(name="_point")
    parts, at = [], 0
    for size in sizes:
        parts.append(point[at : at + size])
        at += size
    given = {
        value: part.reshape(shapes[value.name]).astype(value.dtype)
        for value, part in zip(free, parts, strict=True)
    }
    value, gradient = clone_replace([logp, gradient], given)
    with built:
        return Graphs(
            logp=compile_pytensor((point,), (value, gradient), mode=mode),
            expand=compile_pytensor(
                (point,), [_flat([*parts, *others])], givens=list(given.items()), mode=mode
            ),
            start=_start(built, sum(sizes), mode=mode),
            names=tuple(variable.name for variable in (*free, *others)),
            shapes=tuple(shapes[variable.name] for variable in (*free, *others)),
            n_free=len(free),
            hidden=frozenset(
                built.rvs_to_values[variable].name
                for variable in built.free_RVs
                if built.rvs_to_transforms.get(variable) is not None
            ),
        )


def _flat(variables: Any) -> Any:
    import pytensor.tensor as pt

    return pt.concatenate(
        [pt.as_tensor(variable, allow_xtensor_conversion=True).ravel() for variable in variables]
    )


def _shapes(built: pm.Model) -> dict[str, tuple[int, ...]]:
    """Shape of every parameter and output, at the starting point."""
    import pytensor
    from pymc.initial_point import make_initial_point_fn
    from pytensor.tensor import as_tensor

    point = make_initial_point_fn(model=built, return_transformed=True)(0)
    shapes = {name: np.shape(value) for name, value in point.items()}
    left_out = {*built.observed_RVs, *built.potentials}
    others = [
        variable
        for variable in (*built.value_vars, *built.free_RVs, *built.deterministics)
        if variable not in left_out and variable.name not in shapes
    ]
    values = {variable.name: variable for variable in built.value_vars}
    given: list[Any] = [(variable, built.rvs_to_values[variable]) for variable in built.observed_RVs]
    given += [(values[name], value) for name, value in point.items() if name in values]
    given += [
        (variable, built.rvs_to_values[variable])
        for variable in built.free_RVs
        if built.rvs_to_transforms.get(variable) is None
    ]
    found = pytensor.function(
        inputs=[],
        outputs=[as_tensor(variable.shape) for variable in others],
        givens=given,
        mode="FAST_COMPILE",
        on_unused_input="ignore",
    )()
    return shapes | {
        variable.name: tuple(int(n) for n in shape) for variable, shape in zip(others, found, strict=True)
    }


def _start(built: pm.Model, n_dim: int, *, mode: Any) -> Any:
    """The prior's support point as a function of the inputs.

    Fixed when the model is compiled, it would make a refit under swapped data or moved priors depend on
    what was fitted before.
    """
    import pytensor.tensor as pt
    from pymc.initial_point import make_initial_point_expression, make_initial_point_fn
    from pymc.pytensorf import compile as compile_pytensor
    from pymc.pytensorf import find_rng_nodes

    points = make_initial_point_expression(
        free_rvs=built.free_RVs,
        rvs_to_transforms=built.rvs_to_transforms,
        initval_strategies=built.rvs_to_initial_values,
        jitter_rvs=set(),
        return_transformed=True,
    )
    flat = _flat(points)
    if find_rng_nodes([flat]):  # a prior without a support point: one draw, fixed
        first = make_initial_point_fn(model=built, return_transformed=True)(0)
        values = [first[built.rvs_to_values[variable].name] for variable in built.free_RVs]
        flat = pt.as_tensor(np.concatenate([np.ravel(value) for value in values]))
    unused = pt.TensorType("float64", shape=(n_dim,))(name="_unused")
    return compile_pytensor((unused,), [flat.astype("float64")], mode=mode, on_unused_input="ignore")


@dataclasses.dataclass(frozen=True)
class Halves:
    """One half of a log-density as functions of the flat point, each giving one flat vector.

    Attributes
    ----------
    functions
        ``value`` and ``slope`` (value, then gradient); for the prior also ``expand`` and ``start``.
    sizes
        Length of what each gives.
    names, shapes, hidden
        As in :class:`Graphs`.
    start
        The prior's support point under the model's own data.
    """

    functions: dict[str, Any]
    sizes: dict[str, int]
    names: tuple[str, ...]
    shapes: tuple[tuple[int, ...], ...]
    n_dim: int
    hidden: frozenset[str]
    start: np.ndarray


def halves(built: pm.Model, *, kind: str, mode: Any) -> Halves:
    """The log-prior (``kind`` is ``"prior"``) or the log-likelihood of a model, under a mode of PyTensor."""
    import pytensor.tensor as pt
    from pymc.pytensorf import compile as compile_pytensor
    from pytensor.graph import clone_replace, rewrite_graph

    shapes = _shapes(built)
    free = [built.rvs_to_values[variable] for variable in built.free_RVs]
    own = {value.name for value in free}
    others = [variable for variable in built.unobserved_value_vars if variable.name not in own]
    rewrites = ["canonicalize", "stabilize"]
    if not built.check_bounds:
        rewrites.append("local_remove_check_parameter")
    of = built.free_RVs if kind == "prior" else built.observed_RVs
    logp: Any = rewrite_graph(built.logp(vars=of), include=rewrites)
    slopes: Any = pt.grad(logp, free, disconnected_inputs="ignore")
    sizes = [math.prod(shapes[value.name]) for value in free]
    point = pt.TensorType("float64", shape=(sum(sizes),))(name="_point")
    parts, at = [], 0
    for size in sizes:
        parts.append(point[at : at + size])
        at += size
    given = {
        value: part.reshape(shapes[value.name]).astype(value.dtype)
        for value, part in zip(free, parts, strict=True)
    }
    both: Any = clone_replace([logp.reshape((1,)), _flat([logp, *slopes])], given)
    value, slope = both
    begin = _start(built, sum(sizes), mode=mode)
    with built:
        functions = {
            "value": compile_pytensor((point,), [value.astype("float64")], mode=mode),
            "slope": compile_pytensor((point,), [slope.astype("float64")], mode=mode),
        }
        if kind == "prior":
            functions["expand"] = compile_pytensor(
                (point,), [_flat([*parts, *others])], givens=list(given.items()), mode=mode
            )
            functions["start"] = begin
    names = (*free, *others)
    lengths = {"value": 1, "slope": 1 + sum(sizes), "start": sum(sizes)}
    lengths["expand"] = sum(math.prod(shapes[variable.name]) for variable in names)
    return Halves(
        functions=functions,
        sizes=lengths,
        names=tuple(variable.name for variable in names),
        shapes=tuple(shapes[variable.name] for variable in names),
        n_dim=sum(sizes),
        hidden=frozenset(
            built.rvs_to_values[variable].name
            for variable in built.free_RVs
            if built.rvs_to_transforms.get(variable) is not None
        ),
        start=np.asarray(begin(np.zeros(sum(sizes)))[0], dtype=float),
    )
