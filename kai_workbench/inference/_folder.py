"""The folders of the cache, private to the person, and their size limit."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import pathlib
import shutil
import time

from .._paths import cache_dir
from ..errors import KaiError

_DEFAULT_LIMIT_MB = 2000
_ABANDONED_S = 3600
# Folders in which other rooms keep tables: quality tables, files that are slow to read, programmes.
TABLES = ("quality", "catalog", "programmes")


def fits_dir() -> pathlib.Path:
    """Fits, two files each."""
    return cache_dir() / "fits"


def compiled_dir() -> pathlib.Path:
    """Machine code of models."""
    return cache_dir() / "compiled"


def prepare(folder: pathlib.Path) -> bool:
    """Create ``folder`` for its owner alone; False if it is not safe to keep things in.

    A file of compiled code is run when it is loaded, so a folder that somebody else owns, or could
    write to, is never used.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not _own(folder.stat()):
            return False
        if os.name == "posix":
            folder.chmod(0o700)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def usable(folder: pathlib.Path) -> bool:
    """Whether there is such a folder and it is the person's own."""
    return folder.is_dir() and _own(folder.stat())


def trusted(path: pathlib.Path) -> bool:
    """Whether a file is the person's own and nobody else may write to it."""
    status = path.stat()
    return _own(status) and (os.name != "posix" or not status.st_mode & 0o022)


def _own(status: os.stat_result) -> bool:
    return os.name != "posix" or status.st_uid == os.getuid()


def limit_bytes() -> int:
    """Size limit of all folders together, from ``KAI_CACHE_LIMIT_MB``.

    Raises
    ------
    KaiError
        It is not a number.
    """
    value = os.environ.get("KAI_CACHE_LIMIT_MB", "") or str(_DEFAULT_LIMIT_MB)
    try:
        return int(float(value) * 1_000_000)
    except ValueError:
        raise KaiError("inference.cache_limit", value=value) from None


@dataclasses.dataclass(frozen=True)
class _Entry:
    paths: tuple[pathlib.Path, ...]
    size: int
    used: float


def kept_tables() -> list[_Entry]:
    """Tables that other rooms keep in the cache: each folder of them, and each file. Oldest use first."""
    found = []
    for name in TABLES:
        for path in (cache_dir() / name).glob("[!.]*"):
            with contextlib.suppress(OSError):  # another process dropped it
                files = (path, *path.iterdir()) if path.is_dir() else (path,)
                stats = [one.stat() for one in files]
                # A reading of a folder shows in its files alone.
                used = max(s.st_mtime for s in stats)
                found.append(_Entry((path,), sum(s.st_size for s in stats), used))
    return sorted(found, key=lambda entry: entry.used)


def entries(folder: pathlib.Path) -> list[_Entry]:
    """Kept things by name; the files that share a stem belong together. Oldest use first."""
    by_stem: dict[str, list[pathlib.Path]] = {}
    if folder.is_dir():
        for path in folder.iterdir():
            if path.is_file() and not path.name.startswith(".") and path.suffix != ".lock":
                by_stem.setdefault(path.stem, []).append(path)
    found = []
    for paths in by_stem.values():
        with contextlib.suppress(FileNotFoundError):  # another process dropped it
            stats = [path.stat() for path in paths]
            found.append(_Entry(tuple(paths), sum(s.st_size for s in stats), max(s.st_mtime for s in stats)))
    return sorted(found, key=lambda entry: entry.used)


def touch(path: pathlib.Path) -> None:
    """Note that a thing was used."""
    with contextlib.suppress(OSError):
        os.utime(path)


def drop(*paths: pathlib.Path) -> None:
    """Remove files and folders of files; it is fine if somebody else was faster."""
    for path in paths:
        with contextlib.suppress(OSError):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()


def keep_within_limit() -> None:
    """Drop what was used longest ago until all of it fits, and what killed processes left behind."""
    limit = limit_bytes()
    kept = [*entries(fits_dir()), *entries(compiled_dir()), *kept_tables()]
    everything = sorted(kept, key=lambda entry: entry.used)
    total = sum(entry.size for entry in everything)
    for entry in everything:
        if total <= limit:
            break
        drop(*entry.paths)
        total -= entry.size
    for folder in (fits_dir(), compiled_dir(), *(cache_dir() / name for name in TABLES)):
        for part in (*folder.glob(".*.part"), *folder.glob("[!.]*/.*.part")):
            with contextlib.suppress(OSError):
                if time.time() - part.stat().st_mtime > _ABANDONED_S:
                    drop(part)
