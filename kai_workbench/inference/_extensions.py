"""C extensions of numba and nutpie, loaded without the Python packages around them.

``import nutpie`` brings pymc, arviz and pandas with it (seconds); its Rust library alone loads in
ten milliseconds. A library loaded here is registered under its own name, so that a later
``import nutpie`` or ``import numba`` uses the same one instead of a second copy.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import importlib.util
import pathlib
import sys
import threading
from types import ModuleType

_loading = threading.Lock()


def extension(name: str) -> ModuleType:
    """The extension module ``name`` (``nutpie._lib``).

    Falls back to the ordinary import where the file is not found beside the package.
    """
    with _loading:
        if name in sys.modules:
            return sys.modules[name]
        package, *inner = name.split(".")
        if package not in sys.modules and (path := _file(package, inner)):
            spec = importlib.util.spec_from_file_location(name, path)
            if spec and spec.loader:
                module = importlib.util.module_from_spec(spec)
                sys.modules[name] = module
                try:
                    spec.loader.exec_module(module)
                except BaseException:
                    del sys.modules[name]
                    raise
                return module
    return importlib.import_module(name)


def _file(package: str, inner: list[str]) -> pathlib.Path | None:
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        return None
    base = pathlib.Path(found.origin).parent.joinpath(*inner)
    for suffix in importlib.machinery.EXTENSION_SUFFIXES:
        path = base.with_name(base.name + suffix)
        if path.is_file():
            return path
    return None
