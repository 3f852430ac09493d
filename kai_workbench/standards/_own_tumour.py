"""A person's own table of tumour volumes in mice, measurement by measurement."""

from __future__ import annotations

import math
import os

import polars as pl

from ._cells import Cell
from ._own_file import MAX_BYTES, read_own
from ._own_species_pk import read_number
from ._problems import Problem, TableError

_UNITS = {"volume_mm3": 1.0, "volume_cm3": 1000.0}
_COLUMNS = "animal, day, volume_mm3 (volume_cm3), exposure"
_FEWEST = 3
_TEMPLATE = """animal,day,volume_mm3,exposure
C1,0,180,0
C1,7,262,0
C1,14,365,0
C1,21,530,0
C2,0,150,0
C2,7,208,0
C2,14,310,0
C2,21,431,0
C3,0,210,0
C3,7,301,0
C3,14,418,0
C3,21,622,0
T1,0,190,12000
T1,7,196,12000
T1,14,204,12000
T1,21,233,12000
T2,0,160,12000
T2,7,152,12000
T2,14,171,12000
T2,21,180,12000
T3,0,205,12000
T3,7,214,12000
T3,14,225,12000
T3,21,262,12000
"""


def tumour_volume_template() -> str:
    """A CSV that :func:`read_tumour_volume` reads, to be filled in; its values are invented."""
    return _TEMPLATE


def read_tumour_volume(
    source: str | os.PathLike[str] | bytes, *, name: str | None = None, max_bytes: int = MAX_BYTES
) -> pl.DataFrame:
    """Read tumour volumes of untreated and treated mice.

    Parameters
    ----------
    source
        CSV, XLSX or Parquet, one row a measurement: ``animal``; ``day`` since the first dose;
        ``volume_mm3`` or ``volume_cm3``, 0 for a tumour that has vanished; ``exposure``, unbound and in
        any unit, 0 for untreated animals. Other columns are left out.
    name
        Of the file, for the words of errors.

    Returns
    -------
    polars.DataFrame
        ``subject``, ``time`` (d), ``size`` (mm³), ``exposure``.

    Raises
    ------
    kai_workbench.standards.TableError
        Everything that must be mended, row by row; fewer than three untreated or treated animals; none
        with three measurements.
    """
    file = read_own(source, name=name, max_bytes=max_bytes)
    header = [one.strip().lower() for one in file.cells.header]
    volume = next((one for one in _UNITS if one in header), "volume_mm3")
    columns = {"animal": "animal", "day": "day", "volume": volume, "exposure": "exposure"}
    problems = [
        Problem("missing_column", column=one, hint=_COLUMNS) for one in columns.values() if one not in header
    ]
    if not problems and not file.cells.rows:
        problems = [Problem("empty_file")]
    if problems:
        raise TableError(problems, where=file.name)
    place = {short: header.index(one) for short, one in columns.items()}
    read = []
    for number, cells in file.cells.rows:
        told = {short: cells[at] if at < len(cells) else None for short, at in place.items()}
        found, wrong = _row(told, number, columns, decimal_comma=file.cells.decimal_comma)
        problems += wrong
        read.append((number, *found))
    problems += _contradictions(read)
    rows = [(animal, day, size * _UNITS[volume], exposure) for _, animal, day, size, exposure in read]
    schema = {"subject": pl.String, "time": pl.Float64, "size": pl.Float64, "exposure": pl.Float64}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    if not problems:
        problems = _too_few(frame)
    if problems:
        raise TableError(problems, where=file.name)
    return frame


def _row(
    told: dict[str, Cell], number: int, columns: dict[str, str], *, decimal_comma: bool
) -> tuple[tuple[str, float, float, float], list[Problem]]:
    """Animal, day, volume and exposure of one row, and what is wrong with them."""
    name = told["animal"]
    animal = f"{name:.15g}" if isinstance(name, float) else (name or "").strip()
    problems = [] if animal else [Problem("no_animal", row=number, column="animal")]
    found = {}
    for short in ("day", "volume", "exposure"):
        cell = told[short]
        code, found[short] = read_number("" if cell is None else cell, decimal_comma=decimal_comma)
        # 0 may be the day of the first dose, a tumour that has vanished, an untreated animal's exposure.
        if code == "zero" or (code == "negative" and short == "day"):
            code = None
        if code is not None:
            value = "" if cell is None else str(cell)
            problems.append(Problem(code, row=number, column=columns[short], value=value))
    return (animal, found["day"], found["volume"], found["exposure"]), problems


def _contradictions(rows: list[tuple[int, str, float, float, float]]) -> list[Problem]:
    """Rows that say another thing than one before."""
    problems = []
    seen: dict[tuple[str, float], int] = {}
    level: dict[str, tuple[float, int]] = {}
    for number, animal, day, _, exposure in rows:
        first = seen.setdefault((animal, day), number)
        if first != number:
            problems.append(
                Problem("duplicate", row=number, column="day", value=f"{animal}, {day:g}", hint=str(first))
            )
        before, row = level.setdefault(animal, (exposure, number))
        if math.isfinite(exposure) and math.isfinite(before) and before != exposure:
            hint = f"{before:g} ({row})"
            problems.append(
                Problem("exposure_changes", row=number, column="exposure", value=f"{exposure:g}", hint=hint)
            )
    return problems


def _too_few(frame: pl.DataFrame) -> list[Problem]:
    """What a table of good rows lacks to tell growth from kill."""
    found = []
    exposed = pl.col("exposure") > 0
    for code, own in (("few_untreated", frame.filter(~exposed)), ("few_treated", frame.filter(exposed))):
        most = own.group_by("subject").len()["len"].max() if own.height else 0
        if own["subject"].n_unique() < _FEWEST or not isinstance(most, int) or most < _FEWEST:
            found.append(Problem(code, value=str(own["subject"].n_unique()), hint=str(_FEWEST)))
    return found
