"""Calling compiled code for many points, without Python between one point and the next."""

from __future__ import annotations

import ctypes
import functools
import threading
from typing import Any

import numpy as np

_making = threading.Lock()
_loaded: list[Any] = []  # the engine owns the code
_KIND = ctypes.CFUNCTYPE(ctypes.c_int64, *(ctypes.c_void_p, *(ctypes.c_uint64,) * 3, *(ctypes.c_void_p,) * 4))
# A log-density has its gradient and value as outputs of their own: here they are one row, value first.
_SOURCE = """
define i64 @kai_slopes(ptr %f, i64 %count, i64 %dim, i64 %size, ptr %x, ptr %out, ptr %given, ptr %status) {
entry:
  br label %test
test:
  %at = phi i64 [ 0, %entry ], [ %next, %body ]
  %more = icmp ult i64 %at, %count
  br i1 %more, label %body, label %end
body:
  %i = mul i64 %at, %dim
  %o = mul i64 %at, %size
  %from = getelementptr double, ptr %x, i64 %i
  %value = getelementptr double, ptr %out, i64 %o
  %gradient = getelementptr double, ptr %value, i64 1
  %told = call i64 %f(i64 %dim, ptr %from, ptr %gradient, ptr %value, ptr %given)
  %where = getelementptr i64, ptr %status, i64 %at
  store i64 %told, ptr %where
  %next = add i64 %at, 1
  br label %test
end:
  ret i64 0
}

define i64 @kai_many(ptr %f, i64 %count, i64 %dim, i64 %size, ptr %x, ptr %out, ptr %given, ptr %status) {
entry:
  br label %test
test:
  %at = phi i64 [ 0, %entry ], [ %next, %body ]
  %more = icmp ult i64 %at, %count
  br i1 %more, label %body, label %end
body:
  %i = mul i64 %at, %dim
  %o = mul i64 %at, %size
  %from = getelementptr double, ptr %x, i64 %i
  %to = getelementptr double, ptr %out, i64 %o
  %told = call i64 %f(i64 %dim, i64 %size, ptr %from, ptr %to, ptr %given)
  %where = getelementptr i64, ptr %status, i64 %at
  store i64 %told, ptr %where
  %next = add i64 %at, 1
  br label %test
end:
  ret i64 0
}
"""


def many(address: int, points: np.ndarray, given: int, *, size: int) -> np.ndarray:
    """What a function of the ``expand`` kind gives at every point; not a number where it failed.

    Parameters
    ----------
    address
        Of the function.
    points
        (point, parameter).
    given
        Address of the arrays that the function reads.
    size
        Numbers a point.

    Returns
    -------
    numpy.ndarray
        (point, ``size``). Other threads run meanwhile.
    """
    return _all("kai_many", address, points, given, size)


def slopes(address: int, points: np.ndarray, given: int) -> np.ndarray:
    """Value and gradient of a log-density at every point; not a number where it failed.

    Returns
    -------
    numpy.ndarray
        (point, 1 + parameter). Other threads run meanwhile.
    """
    return _all("kai_slopes", address, points, given, 1 + points.shape[1])


def _all(loop: str, address: int, points: np.ndarray, given: int, size: int) -> np.ndarray:
    points = np.ascontiguousarray(points, dtype=np.float64)
    found, status = np.zeros((len(points), size)), np.empty(len(points), dtype=np.int64)
    with _making:
        call = _compiled()[loop]
    call(
        address,
        len(points),
        points.shape[1],
        size,
        points.ctypes.data,
        found.ctypes.data,
        given,
        status.ctypes.data,
    )
    found[status != 0] = np.nan
    return found


@functools.cache
def _compiled() -> dict[str, Any]:
    """The loops by name."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    machine = llvm.Target.from_triple(llvm.get_process_triple()).create_target_machine(jit=True)
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(_SOURCE), machine)
    engine.finalize_object()
    _loaded.append(engine)
    return {name: _KIND(engine.get_function_address(name)) for name in ("kai_many", "kai_slopes")}
