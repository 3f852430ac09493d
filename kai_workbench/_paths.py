"""Where things lie: the catalog, the notebooks, the caches."""

from __future__ import annotations

import os
import pathlib

import platformdirs

_PACKAGE = pathlib.Path(__file__).parent


def cache_dir() -> pathlib.Path:
    """What can be made again: compiled models, fits. ``KAI_CACHE_DIR`` moves it."""
    return pathlib.Path(os.environ.get("KAI_CACHE_DIR") or platformdirs.user_cache_dir("kai-workbench"))


def data_dir() -> pathlib.Path:
    """Fetched data sets. ``KAI_DATA_DIR`` moves it."""
    return pathlib.Path(os.environ.get("KAI_DATA_DIR") or platformdirs.user_data_dir("kai-workbench"))


def bundled(name: str) -> pathlib.Path:
    """A top-level folder of the project (``data_catalog``, ``notebooks``), in a checkout or in a wheel."""
    inside = _PACKAGE / "_bundled" / name
    return inside if inside.exists() else _PACKAGE.parent / name
