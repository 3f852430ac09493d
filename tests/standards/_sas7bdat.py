"""SAS7BDAT files for tests, by the writer of ReadStat that pyreadstat carries."""

from __future__ import annotations

import ctypes
import pathlib
from collections.abc import Mapping, Sequence
from typing import Any

import pyreadstat

_WRITE = ctypes.CFUNCTYPE(ctypes.c_ssize_t, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p)
_STRING, _DOUBLE = 0, 5


def sas7bdat(
    columns: Mapping[str, Sequence[float | str | None]],
    *,
    formats: Mapping[str, str] | None = None,
    packed: bool = False,
) -> bytes:
    """The bytes of a SAS7BDAT file; texts in UTF-8, ``packed`` by run lengths."""
    library = ctypes.CDLL(str(next(pathlib.Path(pyreadstat.__file__).parent.glob("_readstat_writer*.so"))))
    made = bytearray()

    @_WRITE
    def write(data: int, length: int, _: Any) -> int:
        made.extend(ctypes.string_at(data, length))
        return length

    def call(name: str, *args: Any, pointer: bool = False) -> Any:
        function = getattr(library, f"readstat_{name}")
        function.restype = ctypes.c_void_p if pointer else ctypes.c_int
        found = function(*args)
        assert pointer or not found, (name, found)
        return ctypes.c_void_p(found) if pointer else None

    writer = call("writer_init", pointer=True)
    call("set_data_writer", writer, write)
    if packed:
        call("writer_set_compression", writer, 1)
    variables = []
    for name, values in columns.items():
        text = any(isinstance(one, str) for one in values)
        width = max((len(one.encode()) for one in values if isinstance(one, str)), default=0)
        kind = (_STRING, width) if text else (_DOUBLE, 0)
        variable = call(
            "add_variable", writer, name.encode(), kind[0], ctypes.c_size_t(kind[1]), pointer=True
        )
        if formats and name in formats:
            library.readstat_variable_set_format(variable, formats[name].encode())
        variables.append((variable, text))
    rows = list(zip(*columns.values(), strict=True))
    call("begin_writing_sas7bdat", writer, None, ctypes.c_long(len(rows)))
    for row in rows:
        call("begin_row", writer)
        for (variable, text), value in zip(variables, row, strict=True):
            if value is None:
                call("insert_missing_value", writer, variable)
            elif text:
                call("insert_string_value", writer, variable, str(value).encode())
            else:
                call("insert_double_value", writer, variable, ctypes.c_double(float(value)))
        call("end_row", writer)
    call("end_writing", writer)
    library.readstat_writer_free(writer)
    return bytes(made)
