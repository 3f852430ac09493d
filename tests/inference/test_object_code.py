from __future__ import annotations

import ctypes

import numpy as np
import pytest

from kai_workbench.inference._code import CannotLink, Function, link
from kai_workbench.inference._object_code import callback, object_code, undefined_symbols


@pytest.fixture(scope="module")
def cholesky():
    """Compiled code that factors a 2 by 2 matrix with LAPACK, as PyTensor's graphs do."""
    import numba
    from pytensor.link.numba.dispatch.linalg.decomposition.cholesky import _cholesky

    @numba.njit
    def inner(x):
        return (_cholesky(x.copy().reshape((2, 2)), True).copy().ravel(),)

    return callback("expand", inner, {}, n_dim=4, size=4)


def test_lapack_is_linked_by_name(cholesky):
    function = object_code(cholesky)
    assert function.live is None
    assert "kai.function.scipy.lapack.dpotrf" in function.outside
    engines, addresses = link({"expand": function})
    doubles = ctypes.POINTER(ctypes.c_double)
    kind = ctypes.CFUNCTYPE(
        ctypes.c_int64, ctypes.c_uint64, ctypes.c_uint64, doubles, doubles, ctypes.c_void_p
    )
    matrix, out = np.array([4.0, 2.0, 2.0, 3.0]), np.zeros(4)
    nothing = np.zeros(1, dtype=np.uint64)
    status = kind(addresses["expand"])(
        4, 4, matrix.ctypes.data_as(doubles), out.ctypes.data_as(doubles), nothing.ctypes.data
    )
    assert status == 0
    np.testing.assert_allclose(out.reshape(2, 2), np.linalg.cholesky(matrix.reshape(2, 2)))
    del engines


def test_code_that_calls_something_unknown_is_refused_instead_of_ending_the_process(cholesky):
    known = object_code(cholesky)
    strange = Function(known.symbol, known.content, (*known.outside, "kai.function.scipy.lapack.nosuch"))
    with pytest.raises(CannotLink, match="nosuch"):
        link({"expand": strange})


def test_other_object_formats_are_recognised():
    assert undefined_symbols(b"\xcf\xfa\xed\xfe" + bytes(60)) is None
