"""C functions around compiled graphs, and their relocatable machine code.

nutpie offers such wrappers too. These are plainer: arrays are handed over as addresses and shapes in
one vector of integers, results are copied number by number. numba compiles them in a fraction of the
time, because no message about a wrong shape has to be put together from strings.
"""

from __future__ import annotations

import re
import struct
import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np

from ._code import SYMBOL_PREFIX, Function

_LOGP = """
def logp(dim, x_, out_, logp_, shared_):
    if dim != {n}:
        return -1
    x = carray(x_, ({n},))
    out = carray(out_, ({n},))
    given = carray(shared_, ({fields},), uint64)
    {unpack}
    try:
        value, gradient = inner(x, {names})
        for i in range({n}):
            out[i] = gradient[i]
        carray(logp_, (1,))[0] = value.item()
    except Exception:
        return 1
    for i in range({n}):
        if not isfinite(out[i]):
            return 3
    if not isfinite(carray(logp_, (1,))[0]):
        return 4
    return 0
"""

_EXPAND = """
def expand(dim, size, x_, out_, shared_):
    if dim != {n} or size != {size}:
        return -1
    x = carray(x_, ({n},))
    out = carray(out_, ({size},))
    given = carray(shared_, ({fields},), uint64)
    {unpack}
    try:
        (values,) = inner(x, {names})
        for i in range({size}):
            out[i] = values[i]
    except Exception:
        return -2
    return 0
"""


def callback(kind: str, inner: Any, shared: Mapping[str, np.ndarray], *, n_dim: int, size: int = 0) -> Any:
    """A ``numba.cfunc`` around a compiled graph.

    Parameters
    ----------
    kind
        ``logp`` (value and gradient) or ``expand`` (one vector of ``size`` numbers).
    inner
        The compiled graph: called with the point and then each of ``shared``.
    shared
        Example of each shared array; kinds and ranks are fixed, sizes are read at run time.
    """
    import numba

    unpack, at = [], 0
    scope: dict[str, Any] = {
        "carray": numba.carray,
        "uint64": np.uint64,
        "isfinite": np.isfinite,
        "inner": inner,
        "pointer": pointer(),
    }
    for i, array in enumerate(shared.values()):
        sizes = "".join(f"int(given[{at + 1 + axis}]), " for axis in range(array.ndim))
        unpack.append(f"s{i} = carray(pointer(given[{at}]), ({sizes}), t{i})")
        scope[f"t{i}"] = array.dtype
        at += 1 + array.ndim
    source = (_LOGP if kind == "logp" else _EXPAND).format(
        n=n_dim,
        size=size,
        fields=max(at, 1),
        unpack="\n    ".join(unpack) or "pass",
        names="".join(f"s{i}, " for i in range(len(shared))),
    )
    exec(compile(source, f"<{kind}>", "exec"), scope)  # noqa: S102, the template above with numbers filled in
    t = numba.types
    double = t.CPointer(t.double)
    signature = (
        t.int64(t.uint64, double, double, double, t.voidptr)
        if kind == "logp"
        else t.int64(t.uint64, t.uint64, double, double, t.voidptr)
    )
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Cannot cache compiled function")
        return numba.cfunc(signature)(scope[kind])


def pointer() -> Any:
    """A number taken as an address, for numba."""
    from numba import types
    from numba.core import cgutils
    from numba.extending import intrinsic

    @intrinsic
    def pointer(_context: Any, address: Any) -> Any:
        def code(_target: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            return builder.inttoptr(arguments[0], cgutils.voidptr_t)

        return types.voidptr(address), code

    return pointer


_KEPT_POINTER = re.compile(r'^(@"?_ptr_cache_(\S+?)"?) = private (.*?)global ptr null', re.MULTILINE)
_ADDRESS = re.compile(r"inttoptr \(i64 \d+ to ")


def object_code(compiled: Any) -> Function:
    """Object code of a ``numba.cfunc``; the callback itself if the code holds addresses of this process.

    BLAS and LAPACK routines are called through variables that numba fills on their first use, by way
    of Python. Here they are filled by the linker instead, with symbols ``kai.function.scipy.blas.dgemm``,
    so that the code needs neither Python nor numba when it runs.
    """
    library = compiled._library  # noqa: SLF001, numba offers no public way to the object code
    linked = portable_module(compiled)
    if linked is None:
        return Function(compiled.native_name, b"", (), compiled)
    if linked != str(library._final_module):  # noqa: SLF001
        import llvmlite.binding as llvm

        content = library.codegen._tm.emit_object(llvm.parse_assembly(linked))  # noqa: SLF001
    else:
        content = library.serialize_using_object_code()[2][0]
    outside = undefined_symbols(content)
    if outside is None:
        return Function(compiled.native_name, content, (), compiled)
    return Function(compiled.native_name, content, outside)


def portable_module(compiled: Any) -> str | None:
    """LLVM text of a ``numba.cfunc``, routines of scipy by name; None if it holds addresses."""
    library = compiled._library  # noqa: SLF001, as above
    module = str(library._final_module)  # noqa: SLF001
    if library.has_dynamic_globals or _ADDRESS.search(module):
        return None
    wanted: set[str] = set()

    def filled(match: re.Match[str]) -> str:
        symbol = SYMBOL_PREFIX + re.sub(r"(\.\d+)+$", "", match[2])
        wanted.add(symbol)
        return f'{match[1]} = private {match[3]}global ptr @"{symbol}"'

    linked = _KEPT_POINTER.sub(filled, module)
    return linked + "".join(f'\ndeclare void @"{symbol}"()' for symbol in sorted(wanted))


def undefined_symbols(content: bytes) -> tuple[str, ...] | None:
    """Symbols that a 64-bit little-endian ELF object expects from outside; None for other formats."""
    if content[:6] != b"\x7fELF\x02\x01":
        return None
    (offset,) = struct.unpack_from("<Q", content, 0x28)
    (count,) = struct.unpack_from("<H", content, 0x3C)
    sections = [struct.unpack_from("<IIQQQQIIQQ", content, offset + 64 * i) for i in range(count)]
    found: list[str] = []
    for _, kind, _, _, begin, size, strings, _, _, _ in sections:
        if kind != 2:  # SHT_SYMTAB
            continue
        names = sections[strings][4]
        for at in range(begin, begin + size, 24):
            name, _, _, section = struct.unpack_from("<IBBH", content, at)
            if section == 0 and name:  # SHN_UNDEF
                found.append(content[names + name : content.index(b"\0", names + name)].decode())
    return tuple(found)
