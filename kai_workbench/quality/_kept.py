"""Quality tables of studies that were checked before."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.metadata
import io
import pathlib

import polars as pl

from kai_workbench import _paths, catalog
from kai_workbench._files import write_atomic
from kai_workbench.errors import KaiError
from kai_workbench.standards import Study

from ._study import check_study
from ._table import CHECKS, ROWS, QualityTable


def kept_check(study: Study) -> QualityTable:
    """As :func:`check_study`, from the cache folder where the same study was checked before.

    The same study is one whose records, columns and problems are the same, under the same rules and the
    same version of these checks. A copy that cannot be read is made again; one that cannot be written is
    done without.
    """
    folder = _paths.cache_dir() / "quality" / _key(study)
    with contextlib.suppress(OSError, pl.exceptions.PolarsError):
        checks, rows = (pl.read_parquet(folder / f"{name}.parquet") for name in ("checks", "rows"))
        if checks.schema == pl.Schema(CHECKS) and rows.schema == pl.Schema(ROWS):
            return QualityTable(checks, rows)
    table = check_study(study)
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        for name, frame in (("rows", table.rows), ("checks", table.checks)):
            content = io.BytesIO()
            frame.write_parquet(content)
            write_atomic(folder / f"{name}.parquet", content.getvalue())
    return table


def _key(study: Study) -> str:
    told = hashlib.sha256(repr((_versions(), _rules(), study.study_id, study.standard)).encode())
    told.update(study.problems.write_json().encode())
    told.update(repr(study.define).encode())
    for name in sorted(study.domains):
        domain = study.domains[name]
        told.update(repr((name, domain.label, domain.file, domain.format, domain.columns)).encode())
        try:
            frame = study.frame(name)
        except (KaiError, pl.exceptions.PolarsError, OSError) as error:
            told.update(str(error).encode())
            continue
        told.update(repr(frame.schema).encode())
        told.update(frame.hash_rows(seed=1).to_numpy().tobytes())
    return told.hexdigest()[:32]


@functools.cache
def _versions() -> tuple[str, ...]:
    """Versions of polars, whose hashes these are, and of the code that reads and checks."""
    house = pathlib.Path(__file__).parents[1]
    rooms = [house / name for name in ("quality", "standards", "text")]
    sources = hashlib.sha256()
    for path in sorted(path for room in rooms for path in (*room.glob("*.py"), *room.glob("*.csv"))):
        sources.update(path.name.encode() + path.read_bytes())
    return (importlib.metadata.version("polars"), sources.hexdigest())


def _rules() -> list[str]:
    """Hashes of the rules and the code lists that the checks find in the catalog, if they find any."""
    found = []
    for resource in ("core_rules", "send_terminology"):
        try:
            path = catalog.fetch("cdisc-core", resource=resource)[resource]
            found.append(hashlib.sha256(path.read_bytes()).hexdigest())
        except (KaiError, OSError):
            found.append(f"no {resource}")
    return found
