"""Programmes that were assembled before: what was made of their studies, from the cache folder."""

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
from types import MappingProxyType
from typing import NamedTuple

import polars as pl

from kai_workbench import _paths

from ._group_exposures import GroupExposure
from ._kept_exposures import exposures_of, frame_of
from ._link import Link
from ._weaknesses import Weakness

_EXPOSURES = "exposures_by_study"


class Made(NamedTuple):
    """What is made of the studies of a programme; ``exposures`` and ``left_out`` by study."""

    tables: Mapping[str, pl.DataFrame]
    links: tuple[Link, ...]
    exposures: Mapping[str, tuple[GroupExposure, ...]] = MappingProxyType({})
    left_out: Mapping[str, tuple[Weakness, ...]] = MappingProxyType({})


def kept(name: str, files: Iterable[pathlib.Path], make: Callable[[], Made]) -> Made:
    """What ``make`` gives, from the cache where it was made before from the same files by the same code.

    A copy that cannot be read is made again; one that cannot be written is done without.
    """
    folder = _paths.cache_dir() / "programmes" / f"{name}-{_key(files)}"
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
        return _read(folder)
    made = make()
    with contextlib.suppress(OSError):
        _write(folder, made)
    return made


def _read(folder: pathlib.Path) -> Made:
    told = json.loads((folder / "links.json").read_text(encoding="utf-8"))
    tables = {name: pl.read_parquet(folder / f"{name}.parquet") for name in told["tables"]}
    exposures = exposures_of(pl.read_parquet(folder / f"{_EXPOSURES}.parquet"))
    left_out = {
        study: tuple(
            Weakness(code=one["code"], where=tuple(one["where"]), values=MappingProxyType(one["values"]))
            for one in found
        )
        for study, found in told["left_out"].items()
    }
    with contextlib.suppress(OSError):
        os.utime(folder / "links.json")
    return Made(tables, tuple(Link(**one) for one in told["links"]), exposures, left_out)


def _write(folder: pathlib.Path, made: Made) -> None:
    """All of it under its name at once; another process that was faster wrote the same."""
    part = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}.part")
    part.mkdir(parents=True)
    try:
        frame_of(made.exposures).write_parquet(part / f"{_EXPOSURES}.parquet")
        for name, table in made.tables.items():
            table.write_parquet(part / f"{name}.parquet")
        fields = [field.name for field in dataclasses.fields(Link)]
        told = [{one: getattr(link, one) for one in fields} for link in made.links]
        for one in told:
            one["evidence"] = dict(one["evidence"])
        left_out = {
            study: [{"code": one.code, "where": one.where, "values": dict(one.values)} for one in found]
            for study, found in made.left_out.items()
        }
        kept_beside = {"tables": list(made.tables), "links": told, "left_out": left_out}
        content = json.dumps(kept_beside, ensure_ascii=False)
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
