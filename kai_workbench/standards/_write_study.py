"""Writing a whole package: one file a table, all in one format."""

from __future__ import annotations

import datetime
import pathlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, get_args

from kai_workbench import catalog
from kai_workbench._files import atomic_path

from ._domain import Standard
from ._write_dataset_json import write_dataset_json
from ._write_define import write_define
from ._write_xpt import write_xpt
from ._writing import WriteError

if TYPE_CHECKING:
    import polars as pl

StudyFormat = Literal["xpt5", "xpt8", "dataset-json", "ndjson", "dsjc", "csv", "parquet"]
_SUFFIXES = {
    "xpt5": ".xpt", "xpt8": ".xpt", "dataset-json": ".json", "ndjson": ".ndjson", "dsjc": ".dsjc",
    "csv": ".csv", "parquet": ".parquet",
}  # fmt: skip
_KAI101_ORIGIN = "SYNTHETIC: drawn from a model with known parameters; no animal or person lies behind it"
_KAI101_CREATED = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def write_study(
    tables: Mapping[str, pl.DataFrame | pl.LazyFrame],
    folder: pathlib.Path | str,
    *,
    format: StudyFormat = "xpt5",  # noqa: A002 - the word that everybody looks for
    labels: Mapping[str, tuple[str, Mapping[str, str]]] | None = None,
    study: str = "",
    standard: Standard | None = None,
    origin: str = "",
    created: datetime.datetime | None = None,
) -> dict[str, pathlib.Path]:
    """Write the tables of a study into a folder, one file each, and a define.xml that describes them.

    Parameters
    ----------
    tables
        Table by name of its domain.
    folder
        Where to write; made if it is not there. Files of other names are left alone.
    format
        ``xpt5``, ``xpt8``, ``dataset-json`` (one object), ``ndjson``, ``dsjc``, ``csv`` or
        ``parquet``. CSV and Parquet carry no labels.
    labels
        By table: its label, and the labels of its columns.
    study
        Identifier of the study, for Dataset-JSON and the define.xml.
    standard
        Standard and version; with it a ``define.xml`` is written beside the tables.
    origin
        Where the values come from, in words, for the define.xml; see :func:`write_define`.
    created
        The time written into the files, by default now.

    Returns
    -------
    dict of str to pathlib.Path
        File by table.

    Raises
    ------
    WriteError
        The format is unknown, or a table holds what it cannot; see :func:`write_xpt` and
        :func:`write_dataset_json`. Tables written before it stay.
    """
    if format not in _SUFFIXES:
        known = ", ".join(get_args(StudyFormat))
        raise WriteError("unknown_study_format", where=str(folder), value=format, known=known)
    folder = pathlib.Path(folder)
    written = {}
    for name, table in tables.items():
        label, columns = (labels or {}).get(name, ("", {}))
        path = folder / f"{name.lower()}{_SUFFIXES[format]}"
        if format in {"xpt5", "xpt8"}:
            write_xpt(
                table,
                path,
                name=name.upper(),
                label=label,
                labels=columns,
                version=5 if format == "xpt5" else 8,
                created=created,
            )
        elif format in {"dataset-json", "ndjson", "dsjc"}:
            write_dataset_json(
                table, path, name=name, label=label, labels=columns, study=study, created=created
            )
        else:
            with atomic_path(path) as part:
                _plainly(table.lazy().collect(), part, as_csv=format == "csv")
        written[name] = path
    if standard is not None:
        write_define(
            tables,
            folder / "define.xml",
            standard=standard,
            study=study,
            files={name.upper(): path.name for name, path in written.items()},
            labels=labels,
            origin=origin,
            created=created,
        )
    return written


def _plainly(table: pl.DataFrame, part: pathlib.Path, *, as_csv: bool) -> None:
    if as_csv:
        table.write_csv(part)
    else:
        table.write_parquet(part)


def write_kai101(
    name: str,
    folder: pathlib.Path | str,
    *,
    format: StudyFormat | None = None,  # noqa: A002 - as write_study
) -> dict[str, pathlib.Path]:
    """Write one of the synthetic studies of KAI-101 as a package, the same bytes every time.

    Parameters
    ----------
    name
        ``rat``, ``dog``, ``phase1``, ``phase2``, ``adam`` or ``omop``; see
        :func:`kai_workbench.catalog.kai101_study`.
    folder
        Where to write.
    format
        As :func:`write_study`; by default ``xpt5``, and ``parquet`` for the hospital, whose column
        names are longer than version 5 allows.

    Returns
    -------
    dict of str to pathlib.Path
        File by table. Labels of the data sets begin with the word SYNTHETIC, and so does the origin of
        every variable in the ``define.xml`` beside them (not for the hospital, whose standard has none).

    Raises
    ------
    WriteError
        As :func:`write_study`.
    kai_workbench.catalog.UnknownDataset
        There is no study of that name.
    """
    tables = catalog.kai101_study(name)
    about = catalog.KAI101_STUDIES[name]
    return write_study(
        tables,
        folder,
        format=format or ("parquet" if about.standard == "OMOP" else "xpt5"),
        labels={table: catalog.kai101_labels(name, table) for table in tables},
        study=about.study,
        standard=None if about.standard == "OMOP" else Standard(about.standard, about.version),
        origin=_KAI101_ORIGIN,
        created=_KAI101_CREATED,
    )
