"""Names for what was computed: hashes of models, data and the software that did the work."""

from __future__ import annotations

import dataclasses
import enum
import functools
import hashlib
import importlib.metadata
import inspect
import pathlib
import platform
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..errors import KaiError
from ._model import Model

_SOFTWARE = ("nutpie", "pymc", "pytensor", "numba", "llvmlite", "numpy", "scipy")


def digest(*parts: object) -> str:
    """SHA-256 of nested plain values and arrays, the same in every process.

    Raises
    ------
    TypeError
        A value has no stable form (a function, an open file).
    """
    sha = hashlib.sha256()
    for part in parts:
        _feed(sha, part)
    return sha.hexdigest()


def _feed(sha: Any, value: object) -> None:
    sha.update(f"<{type(value).__name__}>".encode())
    if value is None or isinstance(value, bool | int | float | str | bytes | complex):
        sha.update(value if isinstance(value, bytes) else repr(value).encode())
        return None
    if isinstance(value, enum.Enum):
        return _feed(sha, value.value)
    if isinstance(value, np.ndarray | np.generic):
        array = np.ascontiguousarray(value)
        sha.update(f"{array.dtype.str}{array.shape}".encode())
        if array.dtype.hasobject:
            return _feed(sha, array.tolist())
        sha.update(array.tobytes())
        return None
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _feed(sha, [(field.name, getattr(value, field.name)) for field in dataclasses.fields(value)])
    if isinstance(value, Mapping):
        return _feed(sha, sorted(value.items(), key=lambda item: str(item[0])))
    if isinstance(value, set | frozenset):
        return _feed(sha, sorted(value, key=str))
    if isinstance(value, Sequence):
        for item in value:
            _feed(sha, item)
        sha.update(b"</>")
        return None
    raise TypeError(f"no stable form of {type(value).__name__}: {value!r}")


@functools.cache
def versions() -> dict[str, str]:
    """Versions of all software that decides what the compiled code is, our own compiler among it."""
    found = {name: importlib.metadata.version(name) for name in _SOFTWARE}
    here = pathlib.Path(__file__).parent
    files = [
        *sorted(here.glob("_native/*.py")),
        *(here / f"_{n}.py" for n in ("graphs", "compile", "densities")),
    ]
    compiler = digest([(path.name, path.read_bytes()) for path in files])[:16]
    return {"python": platform.python_version(), "compiler": compiler, **found}


@functools.cache
def source_hash(kind: type) -> str | None:
    """Hash of the source that defines a model class; None when there is no file to read.

    A change of one line, in the module or in its neighbours in the package, must compile anew:
    a model may lean on helpers beside it.
    """
    files: set[pathlib.Path] = set()
    for base in kind.__mro__:
        if base.__module__ in ("builtins", "abc", "typing", __name__, Model.__module__):
            continue
        module = sys.modules.get(base.__module__)
        name = getattr(module, "__file__", None)
        if not name or not pathlib.Path(name).is_file():
            try:  # a class of a notebook cell
                return digest(inspect.getsource(kind))
            except (OSError, TypeError):
                return None
        path = pathlib.Path(name)
        in_package = bool(getattr(module, "__package__", ""))
        files |= set(path.parent.glob("*.py")) if in_package else {path}
    return digest([(path.name, path.read_bytes()) for path in sorted(files)])


def checked_inputs(model: Model, data: object) -> dict[str, np.ndarray]:
    """The model's inputs as contiguous arrays of the three kinds that compiled code knows."""
    arrays: dict[str, np.ndarray] = {}
    for name, value in model.inputs(data).items():
        array = np.asarray(value)
        if array.dtype.kind == "f":
            array = array.astype(np.float64, copy=False)
        elif array.dtype.kind in "iu":
            array = array.astype(np.int64, copy=False)
        elif array.dtype.kind != "b":
            raise KaiError("inference.input_kind", where=model.name, name=name, dtype=str(array.dtype))
        # ascontiguousarray would turn a scalar into a vector
        arrays[name] = array.copy(order="C")
    return arrays


def fit_inputs(model: Model, data: object) -> tuple[dict[str, np.ndarray], dict[str, list[Any]]]:
    """Inputs and labels of a fit, whose observed values are looked at, too, where the model has an eye.

    A model's ``check_observed(inputs, labels)`` refuses what belongs to what was observed: values that are
    all the same, priors that put no mass where the data are. Forward sampling and calibration, which need a
    design alone, do not ask it.
    """
    inputs = checked_inputs(model, data)
    labels = {name: list(values) for name, values in model.coords(data).items()}
    if (look := getattr(model, "check_observed", None)) is not None:
        look(inputs, labels)
    return inputs, labels


def check(model: Model, data: object) -> None:
    """Refuse what :func:`~kai_workbench.inference.fit` would refuse, and fit nothing.

    Raises
    ------
    KaiError
        Data that the model cannot use, or priors that put no mass where the data are.
    """
    fit_inputs(model, data)


def model_fields(model: Model) -> list[tuple[str, object]]:
    """The fields of the frozen dataclass, by name."""
    if not dataclasses.is_dataclass(model):
        raise TypeError(f"{type(model).__name__} is not a dataclass")
    return [(field.name, getattr(model, field.name)) for field in dataclasses.fields(model)]


def data_hash(inputs: Mapping[str, np.ndarray], coords: Mapping[str, Sequence[Any]]) -> str:
    """What the model was given: arrays, and the labels that the result carries."""
    labels = {name: [str(label) for label in values] for name, values in coords.items()}
    return digest(dict(inputs), labels)[:32]


def structure_key(model: Model, inputs: Mapping[str, np.ndarray]) -> str:
    """What compiled code depends on, apart from software and processor."""
    kinds = {name: (array.dtype.str, array.ndim) for name, array in inputs.items()}
    kind = f"{type(model).__module__}.{type(model).__qualname__}"
    return digest(model.name, model.version, kind, model.structure(), kinds, source_hash(type(model)))[:32]


def fit_key(model: Model, inputs_hash: str, settings: Mapping[str, object]) -> str:
    """The name of a fit: model, fields, source, data, sampler settings, seed and software."""
    return digest(
        model.name,
        model.version,
        model.structure(),
        model_fields(model),
        source_hash(type(model)),
        inputs_hash,
        dict(settings),
        versions(),
    )[:32]


def model_hash(model: Model) -> str:
    """What a model is: its name, version, options, priors and the source it is written in."""
    kind = type(model)
    return digest(
        model.name,
        model.version,
        model.structure(),
        model_fields(model),
        kind.__qualname__,
        source_hash(kind),
    )
