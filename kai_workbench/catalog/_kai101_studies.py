"""The studies of KAI-101 by name: tables, labels, and one file of each for the data folder."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ._errors import UnknownDataset

if TYPE_CHECKING:
    import polars as pl


@dataclasses.dataclass(frozen=True, kw_only=True)
class KAI101Study:
    """What a study of KAI-101 is, without its tables.

    Attributes
    ----------
    name
        ``rat``, ``dog``, ``phase1``, ``phase2``, ``adam`` or ``omop``.
    study
        Its identifier (``STUDYID``); empty for the hospital.
    standard
        ``SEND``, ``SDTM``, ``ADaM`` or ``OMOP``.
    version
        Version of the standard.
    """

    name: str
    study: str
    standard: str
    version: str


KAI101_STUDIES: Mapping[str, KAI101Study] = {
    one.name: one
    for one in (
        KAI101Study(name="rat", study="KAI101-T01", standard="SEND", version="3.1"),
        KAI101Study(name="dog", study="KAI101-T02", standard="SEND", version="3.1"),
        KAI101Study(name="phase1", study="KAI101-C01", standard="SDTM", version="3.4"),
        KAI101Study(name="phase2", study="KAI101-C02", standard="SDTM", version="3.4"),
        KAI101Study(name="adam", study="KAI101-C02", standard="ADaM", version="1.3"),
        KAI101Study(name="omop", study="", standard="OMOP", version="5.4"),
    )
}


def kai101_study(name: str) -> dict[str, pl.DataFrame]:
    """The tables of one of KAI-101's synthetic studies.

    Parameters
    ----------
    name
        ``rat`` and ``dog`` (four weeks, SEND 3.1), ``phase1`` and ``phase2`` (SDTMIG 3.4), ``adam``
        (ADSL, ADAE, ADTTE and ADLB of phase 2) or ``omop`` (CDM 5.4: a hospital with the trials'
        patients of site 01 and others).

    Returns
    -------
    dict of str to polars.DataFrame
        Table by domain; the same on every machine. Missing text is null.

    Raises
    ------
    UnknownDataset
        There is no study of that name.

    Examples
    --------
    >>> from kai_workbench import catalog
    >>> sorted(catalog.kai101_study("adam"))
    ['ADAE', 'ADLB', 'ADSL', 'ADTTE']
    """
    if name not in KAI101_STUDIES:
        raise UnknownDataset("unknown_resource", name=name, dataset="kai-101", near=", ".join(KAI101_STUDIES))
    # What makes the tables is imported when one is wanted: every command pays for this module.
    match KAI101_STUDIES[name].standard:
        case "SEND":
            from ._kai101_send import send_study

            return send_study(name)
        case "SDTM":
            from ._kai101_sdtm import sdtm_study

            return sdtm_study(name)
        case "ADaM":
            from ._kai101_adam import adam_study

            return adam_study()
        case _:
            from ._kai101_omop import omop_tables

            return omop_tables()


def kai101_labels(name: str, table: str) -> tuple[str, dict[str, str]]:
    """Label of a table of :func:`kai101_study`, which says that it is synthetic, and of its columns.

    OMOP has no labels of columns.
    """
    standard = KAI101_STUDIES[name].standard
    if standard == "OMOP":
        return f"SYNTHETIC {table}", {}
    from ._kai101_columns import labels

    told = labels(standard, table)
    return told.table, dict(told.columns)


def kai101_truth() -> pl.DataFrame:
    """What was planted in the studies of KAI-101, and what follows from it exactly.

    The cross-species population behind the reference compounds is a table of its own:
    ``catalog.load("kai-101", "truth")``.

    Returns
    -------
    polars.DataFrame
        ``kind`` (``kinetics``, ``exposure``, ``effect``, ``lesion``, ``background``, ``toxicity``,
        ``tumour``, ``survival``, ``event``, ``spread``), ``subject`` (species, arm, organ or test),
        ``quantity``, ``scale`` (dose or finding it belongs to; else empty), ``value``, ``unit``,
        ``meaning``.

    Examples
    --------
    >>> from kai_workbench import catalog
    >>> truth = catalog.kai101_truth()
    >>> truth.filter(kind="survival", quantity="hazard_ratio_os")["value"].item()
    0.6
    """
    import polars as pl

    from ._kai101_told import rows

    names = ["kind", "subject", "quantity", "scale", "value", "unit", "meaning"]
    return pl.DataFrame(
        list(rows()),
        schema={name: pl.Float64 if name == "value" else pl.String for name in names},
        orient="row",
    )


def _reference_compounds() -> pl.DataFrame:
    from ._kai101 import species_pk

    return species_pk()


def _reference_truth() -> pl.DataFrame:
    from ._kai101 import truth

    return truth()


TABLES: Mapping[str, Callable[[], pl.DataFrame]] = {
    "species_pk": _reference_compounds,
    "truth": _reference_truth,
    "programme_truth": kai101_truth,
}


def as_file(generator: str) -> bytes:
    """What ``generator`` makes, as the bytes whose hash the catalog states.

    A table becomes CSV, a study an uncompressed archive of CSV files: so the bytes are the same
    whatever compresses here.
    """
    if generator in TABLES:
        return TABLES[generator]().write_csv().encode()
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        for name, table in kai101_study(generator).items():
            entry = zipfile.ZipInfo(f"{name.lower()}.csv", (2026, 1, 1, 0, 0, 0))
            archive.writestr(entry, table.write_csv())
    return content.getvalue()
