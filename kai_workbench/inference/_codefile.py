"""Compiled code on disk, for the next process.

A file is a checksum, a header in JSON and the raw object code; nothing in it is unpickled. What it
holds is run all the same, so only files of the person's own, in a folder of their own, are read.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import hashlib
import json
import pathlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from kai_workbench._files import locked

from .._files import atomic_path
from . import _folder
from ._code import CannotLink, Code, Function, Shared, Variable
from ._identity import digest, versions

_MAGIC = b"kai compiled 2\n"


@functools.cache
def machine() -> str:
    """Hash of the processor and of all software that decides what compiled code is."""
    import llvmlite.binding as llvm

    return digest(
        versions(),
        llvm.get_process_triple(),
        llvm.get_host_cpu_name(),
        llvm.get_host_cpu_features().flatten(),
    )[:16]


@contextlib.contextmanager
def turn(key: str) -> Iterator[None]:
    """One process at a time compiles a structure."""
    folder = _folder.compiled_dir()
    if not _folder.prepare(folder):
        yield
        return
    with locked(folder / f"{key}-{machine()}.lock"):
        yield


def read(key: str, fits: Callable[[Code], bool]) -> Code | None:
    """Kept code that links in this process and ``fits`` the data. What cannot be read is dropped."""
    folder = _folder.compiled_dir()
    if not folder.is_dir() or not _folder.prepare(folder):
        return None
    for path in sorted(folder.glob(f"{key}-{machine()}-*.code")):
        try:
            if not _folder.trusted(path):
                continue
            code = _unpack(path.read_bytes())
            if not fits(code):
                continue
            code.addresses  # noqa: B018, links it
        except (ValueError, KeyError, TypeError, RuntimeError, OSError, CannotLink):
            _folder.drop(path)
            continue
        _folder.touch(path)
        return code
    return None


def write(key: str, code: Code) -> None:
    """Keep code for later processes, if it can serve them and there is a safe place."""
    folder = _folder.compiled_dir()
    if code.portable and _folder.prepare(folder):
        bound = digest(dict(code.bound))[:12]
        with atomic_path(folder / f"{key}-{machine()}-{bound}.code") as part:
            part.chmod(0o600)  # what is run when it is loaded is nobody else's to write
            part.write_bytes(_pack(code))
        _folder.keep_within_limit()


def _pack(code: Code) -> bytes:
    blobs: list[bytes] = []

    def blob(content: bytes) -> list[int]:
        blobs.append(content)
        return [sum(map(len, blobs[:-1])), len(content)]

    def shared(one: Shared) -> list[Any]:
        constant = None if one.constant is None else [one.constant.shape, blob(one.constant.tobytes())]
        return [one.name, one.dtype, one.ndim, constant]

    header = {
        "identity": code.identity,
        "n_dim": code.n_dim,
        "n_expanded": code.n_expanded,
        "variables": [dataclasses.astuple(variable) for variable in code.variables],
        "shared": {name: [shared(one) for one in some] for name, some in code.shared.items()},
        "functions": {name: [f.symbol, blob(f.content), f.outside] for name, f in code.functions.items()},
        "bound": dict(code.bound),
        "observed": code.observed,
        "data_dims": dict(code.data_dims),
    }
    head = json.dumps(header).encode()
    body = len(head).to_bytes(8, "little") + head + b"".join(blobs)
    return _MAGIC + hashlib.sha256(body).digest() + body


def _unpack(content: bytes) -> Code:
    start = len(_MAGIC) + 32
    body = content[start:]
    if content[: len(_MAGIC)] != _MAGIC or hashlib.sha256(body).digest() != content[len(_MAGIC) : start]:
        raise ValueError("not the compiled code that was written")
    size = int.from_bytes(body[:8], "little")
    header = json.loads(body[8 : 8 + size])
    blobs = body[8 + size :]

    def shared(name: str, dtype: str, ndim: int, constant: Any) -> Shared:
        if constant is None:
            return Shared(name, dtype, ndim)
        shape, (at, length) = constant
        return Shared(name, dtype, ndim, np.frombuffer(blobs[at : at + length], dtype=dtype).reshape(shape))

    return Code(
        identity=header["identity"],
        n_dim=header["n_dim"],
        n_expanded=header["n_expanded"],
        variables=tuple(
            Variable(name, tuple(shape), tuple(dims), hidden)
            for name, shape, dims, hidden in header["variables"]
        ),
        shared={name: tuple(shared(*one) for one in some) for name, some in header["shared"].items()},
        functions={
            name: Function(symbol, blobs[at : at + length], tuple(outside))
            for name, (symbol, (at, length), outside) in header["functions"].items()
        },
        bound={name: tuple(shape) for name, shape in header["bound"].items()},
        observed=tuple(header["observed"]),
        data_dims={name: tuple(dims) for name, dims in header["data_dims"].items()},
    )


def paths() -> list[pathlib.Path]:
    """All kept files."""
    return sorted(_folder.compiled_dir().glob("*.code"))
