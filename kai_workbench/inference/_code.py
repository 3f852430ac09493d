"""Compiled log-density code: what the sampler needs of a model, and nothing else.

Importing pymc, nutpie's Python part, numba and arviz takes seconds; the machine code they produce is
loaded in milliseconds. A :class:`Code` holds that machine code as relocatable objects, together with
the names, shapes and dims of the variables, so that a later process needs llvmlite and nutpie's Rust
library only.
"""

from __future__ import annotations

import ctypes
import dataclasses
import functools
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ._extensions import extension

SYMBOL_PREFIX = "kai.function."
"""Names under which compiled code asks for routines of scipy (``kai.function.scipy.blas.dgemm``)."""


@dataclasses.dataclass(frozen=True)
class Variable:
    """One block of the flat draw: its name, shape and dims; ``hidden`` if only the sampler's own."""

    name: str
    shape: tuple[int, ...]
    dims: tuple[str, ...]
    hidden: bool = False


@dataclasses.dataclass(frozen=True)
class Shared:
    """One array the code reads while it runs: an input, the length of a dim, or a constant."""

    name: str
    dtype: str
    ndim: int
    constant: np.ndarray | None = None


@dataclasses.dataclass(frozen=True)
class Function:
    """Object code of one C function, and the outside symbols it calls.

    ``live`` is the compiled callback itself, for code that cannot be loaded without numba's Python
    runtime: it serves the process that compiled it and is not kept.
    """

    symbol: str
    content: bytes
    outside: tuple[str, ...]
    live: Any = None


@dataclasses.dataclass(frozen=True, eq=False)
class Code:
    """Machine code of a model's log-density with gradient, its outputs and its starting point.

    Attributes
    ----------
    identity
        Hash of the machine code. A seed fixes the draws for one identity.
    n_dim, n_expanded
        Unconstrained parameters; numbers in one flat draw.
    variables
        Blocks of the flat draw, in order.
    shared
        For each function the arrays it reads while running, in order.
    functions
        ``logp``, ``expand`` and ``start``.
    bound
        Inputs (or dims) whose shape is built into the code, with that shape: code fits data only
        where these agree.
    observed
        Inputs that hold observed values.
    data_dims
        Dims of inputs, where the model names them.
    """

    identity: str
    n_dim: int
    n_expanded: int
    variables: tuple[Variable, ...]
    shared: Mapping[str, tuple[Shared, ...]]
    functions: Mapping[str, Function]
    bound: Mapping[str, tuple[int, ...]]
    observed: tuple[str, ...]
    data_dims: Mapping[str, tuple[str, ...]]

    @functools.cached_property
    def addresses(self) -> Mapping[str, int]:
        """Address of each function, linked into this process on first use."""
        self.__dict__["_engines"], found = link(self.functions)
        return found

    @property
    def portable(self) -> bool:
        """Whether another process can load it."""
        return all(function.live is None for function in self.functions.values())

    def start(self, inputs: Mapping[str, np.ndarray], coords: Mapping[str, Sequence[Any]]) -> np.ndarray:
        """The unconstrained starting point under these inputs, before jitter."""
        given = Given(self.shared["start"], inputs, coords)
        out, ignored = np.empty(self.n_dim), np.zeros(self.n_dim)
        done = _expanded(self.addresses["start"], given, ignored, out)
        return out if done and np.isfinite(out).all() else np.zeros(self.n_dim)

    def logp(
        self, point: np.ndarray, inputs: Mapping[str, np.ndarray], coords: Mapping[str, Sequence[Any]]
    ) -> tuple[int, float, list[float]]:
        """Status (0 if fine), log-density and gradient at an unconstrained point."""
        given = Given(self.shared["logp"], inputs, coords)
        value, gradient = np.zeros(1), np.zeros(self.n_dim)
        kind = ctypes.CFUNCTYPE(
            ctypes.c_int64, ctypes.c_uint64, _DOUBLES, _DOUBLES, _DOUBLES, ctypes.c_void_p
        )
        point = np.ascontiguousarray(point, dtype=float)
        status = kind(self.addresses["logp"])(
            self.n_dim,
            point.ctypes.data_as(_DOUBLES),
            gradient.ctypes.data_as(_DOUBLES),
            value.ctypes.data_as(_DOUBLES),
            given.address,
        )
        return int(status), float(value[0]), gradient.tolist()

    def slopes(
        self, inputs: Mapping[str, np.ndarray], coords: Mapping[str, Sequence[Any]]
    ) -> Callable[[np.ndarray], np.ndarray]:
        """Log-density and gradient at many points: (point, parameter) to (point, 1 + parameter)."""
        from ._native._many import slopes

        given = Given(self.shared["logp"], inputs, coords)
        return lambda points: slopes(self.addresses["logp"], points, given.address)

    def expand_all(
        self, points: np.ndarray, inputs: Mapping[str, np.ndarray], coords: Mapping[str, Sequence[Any]]
    ) -> np.ndarray:
        """Every output at every point, (point, number); not a number where the code failed."""
        from ._native._many import many

        given = Given(self.shared["expand"], inputs, coords)
        return many(self.addresses["expand"], points, given.address, size=self.n_expanded)

    def expand(
        self, point: np.ndarray, inputs: Mapping[str, np.ndarray], coords: Mapping[str, Sequence[Any]]
    ) -> np.ndarray | None:
        """Every output at an unconstrained point, flat; None if the code failed."""
        given, out = Given(self.shared["expand"], inputs, coords), np.empty(self.n_expanded)
        point = np.ascontiguousarray(point, dtype=float)
        return out if _expanded(self.addresses["expand"], given, point, out) else None


_DOUBLES = ctypes.POINTER(ctypes.c_double)
_EXPAND = ctypes.CFUNCTYPE(
    ctypes.c_int64, ctypes.c_uint64, ctypes.c_uint64, _DOUBLES, _DOUBLES, ctypes.c_void_p
)


class Given:
    """Arrays as compiled code reads them: one vector with the address and the shape of each.

    Owns copies of the arrays; must be kept alive as long as the code may run.
    """

    def __init__(
        self,
        shared: Sequence[Shared],
        inputs: Mapping[str, np.ndarray],
        coords: Mapping[str, Sequence[Any]],
    ) -> None:
        self._arrays: list[np.ndarray] = []
        numbers: list[int] = []
        for one in shared:
            if one.constant is not None:
                value: Any = one.constant
            else:
                value = inputs[one.name] if one.name in inputs else len(coords[one.name])
            array = np.array(value, dtype=one.dtype, order="C", copy=True)
            array.flags.writeable = False
            self._arrays.append(array)
            numbers += [array.ctypes.data, *array.shape]
        self._vector = np.array(numbers or [0], dtype=np.uint64)

    @property
    def address(self) -> int:
        """Where the vector lies."""
        return int(self._vector.ctypes.data)


def run_expand(
    function: Function, shared: Sequence[Shared], points: np.ndarray, *, size: int
) -> np.ndarray | None:
    """What a function of the ``expand`` kind gives at every point, (point, ``size``); None if it failed.

    Parameters
    ----------
    shared
        The arrays that the function reads, all of them constants.
    points
        (point, parameter).
    """
    engines, addresses = link({"expand": function})
    given = Given(shared, {}, {})
    points, found = np.ascontiguousarray(points), np.empty((len(points), size))
    done = all(
        _expanded(addresses["expand"], given, point, row) for point, row in zip(points, found, strict=True)
    )
    del engines  # kept until here, because they own the code
    return found if done else None


def _expanded(address: int, given: Given, point: np.ndarray, out: np.ndarray) -> bool:
    """Call a function of the ``expand`` kind, which fills ``out``; whether it ended well."""
    read, written = (one.ctypes.data_as(_DOUBLES) for one in (point, out))
    return _EXPAND(address)(len(point), len(out), read, written, given.address) == 0


class CannotLink(Exception):
    """Object code calls something that this process does not have."""


_linking = threading.Lock()


def link(functions: Mapping[str, Function]) -> tuple[list[Any], dict[str, int]]:
    """Load object code into this process; engines (to be kept alive) and addresses.

    Raises
    ------
    CannotLink
        A symbol is missing. Asked beforehand, because LLVM ends the process instead of raising.
    """
    import llvmlite.binding as llvm

    with _linking:
        _offer_symbols()
        engines, addresses = [], {}
        for name, function in functions.items():
            if function.live is not None:
                addresses[name] = function.live.address
                continue
            missing = [symbol for symbol in function.outside if not _known(symbol)]
            if missing:
                raise CannotLink(", ".join(missing))
            engine = _engine()
            engine.add_object_file(llvm.ObjectFileRef.from_data(function.content))
            engine.finalize_object()
            engines.append(engine)
            addresses[name] = engine.get_function_address(function.symbol)
    return engines, addresses


_LIBRARIES = {
    "scipy.blas": "scipy.linalg.cython_blas",
    "scipy.lapack": "scipy.linalg.cython_lapack",
    "scipy.special": "scipy.special.cython_special",
}


def _known(symbol: str) -> bool:
    import llvmlite.binding as llvm

    if llvm.address_of_symbol(symbol):
        return True
    if not symbol.startswith(SYMBOL_PREFIX):
        return False
    # scipy's routines, by the names that compiled code gives them
    library, _, routine = symbol.removeprefix(SYMBOL_PREFIX).rpartition(".")
    if library not in _LIBRARIES:
        return False
    module = extension(_LIBRARIES[library])
    capsule = module.__pyx_capi__.get(routine)
    if capsule is None:
        return False
    llvm.add_symbol(symbol, _address(capsule))
    return True


def _address(capsule: object) -> int:
    name = ctypes.pythonapi.PyCapsule_GetName
    name.restype, name.argtypes = ctypes.c_char_p, [ctypes.py_object]
    pointer = ctypes.pythonapi.PyCapsule_GetPointer
    pointer.restype, pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    return int(pointer(capsule, name(capsule)))


def _engine() -> Any:
    import llvmlite.binding as llvm

    machine = llvm.Target.from_triple(llvm.get_process_triple()).create_target_machine(jit=True)
    return llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)


@functools.cache
def _offer_symbols() -> None:
    """Make numba's runtime helpers known to the linker, as numba does, without importing numba."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    _engine()  # the first engine makes the process's own symbols (libm, Python) known
    for name, address in extension("numba._helperlib").c_helpers.items():
        llvm.add_symbol(f"numba_{name}", address)
    for name, address in extension("numba.core.runtime._nrt_python").c_helpers.items():
        llvm.add_symbol(name if name.startswith("_") else f"NRT_{name}", address)
