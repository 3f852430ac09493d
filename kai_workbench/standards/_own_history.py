"""A person's own table of control arms, trial by trial."""

from __future__ import annotations

import os

import polars as pl

from ._cells import Cell
from ._own_file import MAX_BYTES, read_own
from ._own_species_pk import read_number
from ._problems import Problem, TableError

_COLUMNS = "study, n, r"
_MEANS = "study, n, mean, se"
_FEWEST = 2
_TEMPLATES = {
    "rate": "study,n,r\nTrial A,60,15\nTrial B,45,9\nTrial C,82,24\nTrial D,38,8\n",
    "mean": "study,n,mean,se\nTrial A,60,-12.4,2.6\nTrial B,45,-10.1,3.0\nTrial C,82,-14.0,2.2\n",
}


def control_history_template(outcome: str = "rate") -> str:
    """A CSV that :func:`read_control_history` reads, to be filled in; its values are invented."""
    return _TEMPLATES[outcome]


def read_control_history(
    source: str | os.PathLike[str] | bytes, *, name: str | None = None, max_bytes: int = MAX_BYTES
) -> pl.DataFrame:
    """Read the control arms of earlier trials.

    Parameters
    ----------
    source
        CSV, XLSX or Parquet, one row a trial: ``study``, ``n`` patients, and either ``r`` responders or
        ``mean`` and its standard error ``se``. Other columns are left out.
    name
        Of the file, for the words of errors.

    Returns
    -------
    polars.DataFrame
        ``study``, ``n`` and ``r``, or ``study``, ``n``, ``mean`` and ``se``.

    Raises
    ------
    kai_workbench.standards.TableError
        Everything that must be mended, row by row; fewer than two trials.
    """
    file = read_own(source, name=name, max_bytes=max_bytes)
    header = [one.strip().lower() for one in file.cells.header]
    means = "r" not in header and ("mean" in header or "se" in header)
    needed = (_MEANS if means else _COLUMNS).split(", ")
    hint = f"{_COLUMNS} / {_MEANS}"
    problems = [Problem("missing_column", column=one, hint=hint) for one in needed if one not in header]
    if not problems and not file.cells.rows:
        problems = [Problem("empty_file")]
    if problems:
        raise TableError(problems, where=file.name)
    rows, seen = [], dict[str, int]()
    for number, cells in file.cells.rows:
        told = {one: cells[at] if (at := header.index(one)) < len(cells) else None for one in needed}
        study, values, wrong = _row(told, number, decimal_comma=file.cells.decimal_comma)
        first = seen.setdefault(study, number)
        if study and first != number:
            wrong.append(Problem("duplicate", row=number, column="study", value=study, hint=str(first)))
        problems += wrong
        rows.append((study, *values))
    if not problems and len(rows) < _FEWEST:
        problems = [Problem("few_trials", value=str(len(rows)), hint=str(_FEWEST))]
    if problems:
        raise TableError(problems, where=file.name)
    whole = {"n": pl.Int64, "r": pl.Int64}
    frame = pl.DataFrame(rows, schema=needed, orient="row")
    return frame.with_columns(pl.col(one).cast(whole.get(one, pl.Float64)) for one in needed[1:])


def _row(
    told: dict[str, Cell], number: int, *, decimal_comma: bool
) -> tuple[str, list[float], list[Problem]]:
    """Name and numbers of one trial, and what is wrong with them."""
    name = told["study"]
    study = f"{name:.15g}" if isinstance(name, float) else (name or "").strip()
    problems = [] if study else [Problem("no_trial", row=number, column="study")]
    found: dict[str, float] = {}
    for column, cell in told.items():
        if column == "study":
            continue
        code, value = read_number("" if cell is None else cell, decimal_comma=decimal_comma)
        if (code == "zero" and column in ("r", "mean")) or (code == "negative" and column == "mean"):
            code = None  # none responded, or a mean below zero
        if code is None and column in ("n", "r") and value != int(value):
            code = "not_whole"
        if code is not None:
            text = "" if cell is None else str(cell)
            problems.append(Problem(code, row=number, column=column, value=text))
        found[column] = value
    if not problems and found.get("r", 0) > found["n"]:
        problems.append(
            Problem(
                "more_than_patients", row=number, column="r", value=f"{found['r']:g}", hint=f"{found['n']:g}"
            )
        )
    return study, list(found.values()), problems
