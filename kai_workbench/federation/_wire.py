"""Messages as bytes: a header in JSON and plain arrays of numbers. Nothing in them is run or unpickled."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from ._errors import Tampered

_MAGIC = b"kai-federation 1\n"
_KINDS = {"<f8": 8, "<f4": 4, "<u8": 8, "<i8": 8, "|u1": 1}
_LONGEST = 1 << 31


def pack(header: Mapping[str, Any], arrays: Mapping[str, np.ndarray] | None = None) -> bytes:
    """One message. Numbers that single precision holds exactly travel as such, and arrive as they were."""
    named = {name: _short(np.ascontiguousarray(array)) for name, array in sorted((arrays or {}).items())}
    shapes = {name: [array.dtype.str, list(array.shape)] for name, array in named.items()}
    head = json.dumps({"header": dict(header), "arrays": shapes}, sort_keys=True).encode()
    body = b"".join(array.tobytes() for array in named.values())
    return _MAGIC + len(head).to_bytes(8, "little") + head + body


def unpack(message: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Header and arrays of a message.

    Raises
    ------
    Tampered
        It is not a message, or not a whole one.
    """
    at = len(_MAGIC) + 8
    try:
        if message[: len(_MAGIC)] != _MAGIC:
            raise ValueError  # noqa: TRY301
        size = int.from_bytes(message[len(_MAGIC) : at], "little")
        told = json.loads(message[at : at + size])
        header, at, arrays = told["header"], at + size, {}
        if not isinstance(header, dict):
            raise TypeError  # noqa: TRY301
        for name, (kind, shape) in told["arrays"].items():
            if kind not in _KINDS or any(not isinstance(n, int) or n < 0 for n in shape):
                raise ValueError  # noqa: TRY301
            length = _KINDS[kind] * int(np.prod(shape, dtype=object))
            if length > _LONGEST or at + length > len(message):
                raise ValueError  # noqa: TRY301
            array = np.frombuffer(message[at : at + length], dtype=kind).reshape(shape)
            arrays[name] = array.astype("<f8") if kind == "<f4" else array
            at += length
        if at != len(message):
            raise ValueError  # noqa: TRY301
    except (ValueError, KeyError, TypeError, AttributeError, UnicodeDecodeError) as error:
        raise Tampered("federation.message") from error
    return header, arrays


def _short(array: np.ndarray) -> np.ndarray:
    if array.dtype != np.dtype("<f8"):
        return array
    with np.errstate(over="ignore"):
        short = array.astype("<f4")
    return short if np.array_equal(short, array) else array
