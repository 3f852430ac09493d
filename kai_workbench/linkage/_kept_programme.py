"""Programmes that were assembled before: their tables and links, from the cache folder."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import hashlib
import importlib.metadata
import json
import os
import pathlib
import secrets
import shutil
from collections.abc import Callable, Iterable, Mapping

import polars as pl

from kai_workbench import _paths

from ._link import Link

Made = tuple[dict[str, pl.DataFrame], tuple[Link, ...]]


def kept(name: str, files: Iterable[pathlib.Path], make: Callable[[], Made]) -> Made:
    """What ``make`` gives, from the cache where it was made before from the same files by the same code.

    A copy that cannot be read is made again; one that cannot be written is done without.
    """
    folder = _paths.cache_dir() / "programmes" / f"{name}-{_key(files)}"
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
        return _read(folder)
    made = make()
    with contextlib.suppress(OSError):
        _write(folder, *made)
    return made


def _read(folder: pathlib.Path) -> Made:
    told = json.loads((folder / "links.json").read_text(encoding="utf-8"))
    tables = {name: pl.read_parquet(folder / f"{name}.parquet") for name in told["tables"]}
    with contextlib.suppress(OSError):
        os.utime(folder / "links.json")
    return tables, tuple(Link(**one) for one in told["links"])


def _write(folder: pathlib.Path, tables: Mapping[str, pl.DataFrame], links: tuple[Link, ...]) -> None:
    """All of it under its name at once; another process that was faster wrote the same."""
    part = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}.part")
    part.mkdir(parents=True)
    try:
        for name, table in tables.items():
            table.write_parquet(part / f"{name}.parquet")
        fields = [field.name for field in dataclasses.fields(Link)]
        told = [{one: getattr(link, one) for one in fields} for link in links]
        for one in told:
            one["evidence"] = dict(one["evidence"])
        content = json.dumps({"tables": list(tables), "links": told}, ensure_ascii=False)
        (part / "links.json").write_text(content, encoding="utf-8")
        if folder.exists():  # it could not be read
            shutil.rmtree(folder, ignore_errors=True)
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _key(files: Iterable[pathlib.Path]) -> str:
    told = hashlib.sha256(repr(_code()).encode())
    for file in files:
        with file.open("rb") as stream:
            told.update(hashlib.file_digest(stream, "sha256").digest())
    return told.hexdigest()[:24]


@functools.cache
def _code() -> tuple[str, str]:
    """The version of polars, and of the code that reads studies and brings them together."""
    house = pathlib.Path(__file__).parents[1]
    sources = hashlib.sha256()
    for room in ("linkage", "standards"):
        for path in sorted((*(house / room).glob("*.py"), *(house / room).glob("*.csv"))):
            sources.update(path.name.encode() + path.read_bytes())
    return importlib.metadata.version("polars"), sources.hexdigest()
