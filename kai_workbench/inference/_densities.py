"""The two halves of a posterior, compiled apart: what was known before, and what the rows say.

Where rows may not be pooled, each place that holds some evaluates its own log-likelihood, and one place
adds the prior, once.
"""

from __future__ import annotations

import hashlib
import math
import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import KaiError
from . import _codefile, _compile
from ._code import CannotLink, Code, Given, Variable
from ._compiled import fits
from ._identity import checked_inputs, structure_key
from ._model import Model
from ._quiet import quiet

if TYPE_CHECKING:
    import pymc as pm
    import xarray as xr

_lock = threading.Lock()
_codes: dict[str, list[Code]] = {}
_POINTS, _TOLERANCE = 3, 1e-9


class _Half:
    """One half of a model's log-density, as a function of many unconstrained points.

    Attributes
    ----------
    n_dim
        Unconstrained parameters of the model.
    layout
        Hash of their names and shapes, and of the outputs: halves with the same layout belong together.
    """

    def __init__(self, kind: str, model: Model, data: object) -> None:
        self.model = model
        self._inputs = checked_inputs(model, data)
        self._coords = {name: list(values) for name, values in model.coords(data).items()}
        self._code = _get(kind, model, data, self._inputs, self._coords)
        self._given = {
            name: Given(shared, self._inputs, self._coords) for name, shared in self._code.shared.items()
        }
        self.n_dim = self._code.n_dim
        told = [(one.name, one.shape) for one in self._code.variables]
        self.layout = hashlib.sha256(repr(told).encode()).hexdigest()[:16]

    @property
    def identity(self) -> str:
        """Hash of the machine code."""
        return self._code.identity

    def value(self, points: np.ndarray) -> np.ndarray:
        """Log-density of each point ``(point, parameter)``; not a number where it cannot be told."""
        return self._many("value", points, 1)[:, 0]

    def slope(self, points: np.ndarray) -> np.ndarray:
        """Log-density and gradient of each point, ``(point, 1 + parameter)``."""
        return self._many("slope", points, 1 + self.n_dim)

    def _many(self, name: str, points: np.ndarray, size: int) -> np.ndarray:
        from ._native._many import many

        points = np.atleast_2d(np.asarray(points, dtype=float))
        if points.shape[1] != self.n_dim:
            raise KaiError(
                "inference.points", where=self.model.name, given=points.shape[1], needed=self.n_dim
            )
        return many(self._code.addresses[name], points, self._given[name].address, size=size)


class Likelihood(_Half):
    """What the rows of ``data`` say: the log-likelihood alone, without the prior.

    Raises
    ------
    KaiError
        Bad data, or a model of which prior and likelihood cannot be told apart or compiled.
    """

    def __init__(self, model: Model, data: object) -> None:
        super().__init__("likelihood", model, data)


class Prior(_Half):
    """What was known before any row: the log-prior on the unconstrained scale, and all outputs.

    ``data`` may have no rows. Raises :class:`~kai_workbench.errors.KaiError` as :class:`Likelihood` does.
    """

    def __init__(self, model: Model, data: object) -> None:
        super().__init__("prior", model, data)

    def start(self) -> np.ndarray:
        """The prior's support point, unconstrained."""
        return self._code.start(self._inputs, self._coords)

    def tree(self, points: np.ndarray, stats: Mapping[str, np.ndarray]) -> xr.DataTree:
        """Named draws from unconstrained ones.

        Parameters
        ----------
        points
            (chain, draw, parameter).
        stats
            Numbers of the sampler, (chain, draw).

        Returns
        -------
        xarray.DataTree
            As a fit has it; ``observed_data`` and ``constant_data`` are empty.
        """
        import xarray as xr

        from ._sampler import to_tree

        size = self._code.n_expanded
        flat = self._many("expand", points.reshape(-1, self.n_dim), size)
        tree = to_tree(self._code, flat.reshape(*points.shape[:2], size), stats, self._inputs, self._coords)
        empty = {name: xr.Dataset() for name in ("observed_data", "constant_data")}
        groups = {name: tree[name].to_dataset() for name in ("posterior", "sample_stats")}
        return xr.DataTree.from_dict(groups | empty)


def _get(
    kind: str,
    model: Model,
    data: object,
    inputs: Mapping[str, np.ndarray],
    coords: Mapping[str, Sequence[Any]],
) -> Code:
    """In this process, on disk, or compiled now."""
    key = hashlib.sha256(f"{kind} {structure_key(model, inputs)}".encode()).hexdigest()[:32]
    with _lock:
        found = next((code for code in _codes.get(key, ()) if fits(code, inputs, coords)), None)
        if found is not None:
            return found
        with _codefile.turn(key):
            code = _codefile.read(key, lambda kept: fits(kept, inputs, coords))
            if code is None:
                code = _make(kind, model, data, inputs, coords)
                _codefile.write(key, code)
        _codes.setdefault(key, []).append(code)
        return code


def forget() -> None:
    """Drop what this process holds."""
    with _lock:
        _codes.clear()


def _make(
    kind: str,
    model: Model,
    data: object,
    inputs: Mapping[str, np.ndarray],
    coords: Mapping[str, Sequence[Any]],
) -> Code:
    from ._graphs import python_only
    from ._native import Unsupported

    with quiet(), python_only():
        built = model.build(data)
        if built.potentials or any(not one.dtype.startswith("float") for one in built.free_RVs):
            raise KaiError("inference.not_apart", where=model.name)
        try:
            return _compiled(kind, model, built, inputs, coords)
        except (Unsupported, CannotLink, NotImplementedError) as error:
            raise KaiError("inference.not_compiled", where=model.name, reason=str(error)) from error


def _compiled(
    kind: str,
    model: Model,
    built: pm.Model,
    inputs: Mapping[str, np.ndarray],
    coords: Mapping[str, Sequence[Any]],
) -> Code:
    from ._graphs import halves, plain_mode
    from ._native import Unsupported, expand_function

    made = halves(built, kind=kind, mode=plain_mode())
    shared = {
        name: {one.name: np.asarray(one.get_value()) for one in graph.get_shared()}
        for name, graph in made.functions.items()
    }
    functions = {
        name: expand_function(graph.maker.fgraph, shared[name], n_dim=made.n_dim, size=made.sizes[name])
        for name, graph in made.functions.items()
    }
    sha = hashlib.sha256()
    for function in functions.values():
        sha.update(function.content)
    variables = tuple(
        Variable(name, shape, _compile._dims(built, name, len(shape)), hidden=name in made.hidden)  # noqa: SLF001
        for name, shape in zip(made.names, made.shapes, strict=True)
    )
    code = Code(
        identity=sha.hexdigest()[:16],
        n_dim=made.n_dim,
        n_expanded=sum(math.prod(shape) for shape in made.shapes),
        variables=variables,
        shared={name: _compile._shared(values, inputs, coords) for name, values in shared.items()},  # noqa: SLF001
        functions=functions,
        bound=_compile._bound(variables, inputs, coords),  # noqa: SLF001
        observed=(),
        data_dims={},
    )
    if not _agrees(code, made.functions, made.sizes, inputs, coords, first=made.start):
        raise Unsupported(f"code that does not do what the graph of {model.name} does")
    return code


def _agrees(
    code: Code,
    graphs: Mapping[str, Any],
    sizes: Mapping[str, int],
    inputs: Mapping[str, np.ndarray],
    coords: Mapping[str, Sequence[Any]],
    *,
    first: np.ndarray,
) -> bool:
    """Whether the code gives what PyTensor gives step by step, at the prior's support point and about it."""
    from ._native._many import many

    points = first + np.random.default_rng(0).normal(scale=0.3, size=(_POINTS, code.n_dim))
    points[0] = first
    for name, graph in graphs.items():
        given = Given(code.shared[name], inputs, coords)
        ours = many(code.addresses[name], points, given.address, size=sizes[name])
        theirs = np.stack([np.asarray(_compile._step_by_step(graph, point)[0]) for point in points])  # noqa: SLF001
        scale = np.abs(theirs[np.isfinite(theirs)]).max(initial=1.0)
        if not np.allclose(ours, theirs, rtol=1e-8, atol=_TOLERANCE * scale, equal_nan=True):
            return False
    return True
