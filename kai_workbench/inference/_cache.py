"""What the cache holds, clearing it, and filling it beforehand."""

from __future__ import annotations

import dataclasses
import json
import pathlib
import time
from typing import Any

from . import _compiled, _folder
from ._identity import checked_inputs
from ._model import Model


@dataclasses.dataclass(frozen=True)
class CacheInfo:
    """Sizes of the cache.

    Attributes
    ----------
    folder
        Where it lies; ``KAI_CACHE_DIR`` moves it.
    fits, fit_bytes
        Kept fits.
    compiled, compiled_bytes
        Kept machine code of models.
    tables, table_bytes
        Kept tables: quality of studies, files that are slow to read, programmes.
    limit_bytes
        Size at which what was used longest ago is dropped; ``KAI_CACHE_LIMIT_MB`` sets it.
    usable
        False if the folder cannot be written to or is not the person's own: nothing is kept then.
    models
        Kept fits by model name.
    """

    folder: pathlib.Path
    fits: int
    fit_bytes: int
    compiled: int
    compiled_bytes: int
    tables: int
    table_bytes: int
    limit_bytes: int
    usable: bool
    models: dict[str, int]


def cache_info() -> CacheInfo:
    """Look at the cache."""
    tables = _folder.kept_tables()
    fits, compiled = _folder.entries(_folder.fits_dir()), _folder.entries(_folder.compiled_dir())
    models: dict[str, int] = {}
    for about in sorted(_folder.fits_dir().glob("*.json")):
        try:
            name = str(json.loads(about.read_bytes())["model"])
        except (OSError, ValueError, KeyError):
            continue
        models[name] = models.get(name, 0) + 1
    return CacheInfo(
        folder=_folder.fits_dir().parent,
        fits=len(fits),
        fit_bytes=sum(entry.size for entry in fits),
        compiled=len(compiled),
        compiled_bytes=sum(entry.size for entry in compiled),
        tables=len(tables),
        table_bytes=sum(entry.size for entry in tables),
        limit_bytes=_folder.limit_bytes(),
        usable=_folder.prepare(_folder.fits_dir()) and _folder.prepare(_folder.compiled_dir()),
        models=models,
    )


def clear_cache(*, fits: bool = True, compiled: bool = True, tables: bool = True) -> int:
    """Remove kept fits, machine code, tables, or all of it; the number of things removed."""
    removed = 0
    chosen = [
        folder
        for wanted, folder in ((fits, _folder.fits_dir()), (compiled, _folder.compiled_dir()))
        if wanted
    ]
    for folder in chosen:
        for entry in _folder.entries(folder):
            _folder.drop(*entry.paths)
            removed += 1
    if tables:
        for entry in _folder.kept_tables():
            _folder.drop(*entry.paths)
            removed += 1
    if compiled:
        _compiled.forget()
    return removed


def warm(model: Model, data: Any) -> float:
    """Compile a model and keep the code, so that nobody waits for it later; seconds it took.

    Nothing is sampled. Takes milliseconds when the code is already kept.
    """
    begun = time.perf_counter()
    inputs = checked_inputs(model, data)
    _compiled.get(model, data, inputs, {name: list(values) for name, values in model.coords(data).items()})
    return time.perf_counter() - begun
