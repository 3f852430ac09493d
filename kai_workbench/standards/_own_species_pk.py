"""A person's own species PK table: read strictly, refused with everything that is wrong at once."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterator
from typing import NamedTuple

import polars as pl

from . import _units
from ._cells import Cell, Cells
from ._own_file import MAX_BYTES, read_own
from ._own_names import (
    COLUMNS,
    LONG,
    REQUIRED_LONG,
    WIDE,
    field,
    likely,
    near_species,
    species,
    unit_of_its_own,
)
from ._problems import Problem, TableError
from ._quality import Note, quality_frame
from ._species_pk import QUANTITIES, SCHEMA, SPECIES, SpeciesPK, column, implausible
from ._xlsx_file import DATE_MARK

_QUALIFIED = re.compile(r"\s*[<>≤≥~≈]")
_COMMA = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?|[+-]?\d+,\d+")

_TEMPLATE = """compound,species,clearance,clearance_unit,volume_ss,volume_ss_unit,fraction_unbound,smiles
Example-1,rat,15,mL/min/kg,0.92,L/kg,0.27,CC(=O)Nc1ccc(O)cc1
Example-1,dog,4,mL/min/kg,0.58,L/kg,0.89,CC(=O)Nc1ccc(O)cc1
Example-1,monkey,7.3,mL/min/kg,,,,CC(=O)Nc1ccc(O)cc1
Example-2,rat,1.2,L/h/kg,1800,mL/kg,0.05,
"""


class _Value(NamedTuple):
    """One measured number on its way into the wide table."""

    row: int
    compound: str
    column: str
    number: float


def species_pk_template() -> str:
    """A CSV that :func:`read_species_pk` reads, to be filled in.

    Its rows are examples: acetaminophen as in ``pk_animal_human``, and an invented compound with
    other units and missing values.

    Examples
    --------
    >>> from kai_workbench import standards
    >>> standards.species_pk_template().splitlines()[0]
    'compound,species,clearance,clearance_unit,volume_ss,volume_ss_unit,fraction_unbound,smiles'
    """
    return _TEMPLATE


def read_species_pk(
    source: str | os.PathLike[str] | bytes, *, name: str | None = None, max_bytes: int = MAX_BYTES
) -> SpeciesPK:
    """Read a person's own table of clearance, volume and fraction unbound.

    The file is read as data only: nothing in it is run. Its kind is told by its content.

    Parameters
    ----------
    source
        Path of a CSV, XLSX or Parquet file, or the bytes of one (an upload).
    name
        What to call it in messages; by default the file's name.
    max_bytes
        A larger file is refused before it is read; by default 20 MB.

    Returns
    -------
    SpeciesPK
        One row per compound in the order of the file. ``quality`` says which encoding, delimiter,
        sheet and synonyms were used, which columns were ignored, and which values are implausible.

    Raises
    ------
    TableError
        Lists every problem with its row (the header is row 1), column, value and mend.

    Notes
    -----
    Long form, one row per compound and species:

    ``compound``, ``species``
        needed. Species: rat, dog, monkey, human; common strains, Latin and Korean names are read.
    ``clearance``, ``clearance_unit``
        plasma clearance after an intravenous dose; mL/min/kg, L/h/kg, mL/h/kg or L/min/kg.
    ``volume_ss``, ``volume_ss_unit``
        volume of distribution at steady state; L/kg or mL/kg.
    ``fraction_unbound``
        in plasma, above 0 and at most 1.
    ``smiles``, ``inchi``
        structure, optional.

    Wide form, one row per compound: ``compound`` and any of the canonical columns, such as
    ``clearance_rat_mL_min_kg``. A blank cell means not measured, in both forms.
    """
    file = read_own(source, name=name, max_bytes=max_bytes)
    table = _Table(file.cells, where=file.name)
    frame, notes = table.read()
    return SpeciesPK(
        frame=frame, quality=quality_frame(notes), source=file.name, synthetic=False, sha256=file.sha256
    )


class _Table:
    """One reading: gathers problems and notes until the end, then refuses or hands over."""

    def __init__(self, cells: Cells, *, where: str) -> None:
        self.cells = cells
        self.where = where
        self.problems: list[Problem] = []
        self.notes = list(cells.notes)
        self.place: dict[str, int] = {}
        self.first_row: dict[str, int] = {}
        self.spelling: dict[str, str] = {}
        self.structure: dict[tuple[str, str], tuple[str, int]] = {}

    def read(self) -> tuple[pl.DataFrame, list[Note]]:
        self._read_header()
        # Without its columns there is nothing to say about the rows.
        self._refuse()
        if not self.cells.rows:
            self.problems.append(Problem("empty_file"))
        for row, values in self.cells.rows:
            if len(values) > len(self.cells.header):
                extra = next(
                    (str(value) for value in values[len(self.cells.header) :] if value is not None), ""
                )
                self.problems.append(Problem("ragged_row", row, value=extra))
        long = any(name in self.place for name in ("species", *QUANTITIES))
        found = list(self._long() if long else self._wide())
        measured = {value.compound for value in found}
        if not self.problems:
            self.problems += [
                Problem("no_value", row, value=self.spelling[key])
                for key, row in self.first_row.items()
                if key not in measured
            ]
        self._refuse()
        return self._frame(found), self.notes

    def _refuse(self) -> None:
        if self.problems:
            ordered = sorted(self.problems, key=lambda problem: problem.row or 0)
            raise TableError(ordered, where=self.where)

    # --- the header ---------------------------------------------------------------------------

    def _read_header(self) -> None:
        row = self.cells.header_row
        ignored = []
        for index, header in enumerate(self.cells.header):
            name = field(header)
            if name is None:
                ignored.append(header)
            elif name in self.place:
                self.problems.append(Problem("column_twice", row, header, name))
            else:
                self.place[name] = index
        self._missing_columns({likely(header): header for header in ignored if header})
        expected = {problem.column for problem in self.problems}
        for header in filter(None, ignored):
            if other := unit_of_its_own(header):
                self.problems.append(Problem("column_unit", row, header, other[1], other[0]))
                continue
            meant = likely(header)
            if meant is not None and meant not in self.place and meant not in expected:
                # A column that looks like data of ours is not passed over: values would be lost.
                self.problems.append(Problem("column_likely", row, header, header, meant))
            else:
                self.notes.append(Note("column_ignored", row, None, header, header))

    def _missing_columns(self, hints: dict[str | None, str]) -> None:
        """What the header lacks; ``hints`` are headers that may be meant, by the field they mean."""
        row = self.cells.header_row
        wide = [name for name in self.place if name in COLUMNS]
        long = [name for name in self.place if name in {"species", *QUANTITIES}]
        if wide and long:
            self.problems.append(Problem("long_and_wide", row, value=f"{long[0]}, {wide[0]}"))
        needed = ["compound"] if wide else list(REQUIRED_LONG)
        missing = [name for name in needed if name not in self.place]
        if not wide and not any(name in self.place for name in QUANTITIES):
            missing.append("clearance")
        for name in missing:
            near = hints.get(name)
            code = "missing_column_near" if near else "missing_column"
            self.problems.append(Problem(code, row, name, near or "", ", ".join(WIDE if wide else LONG)))
        for quantity in ("clearance", "volume_ss"):
            if quantity in self.place and f"{quantity}_unit" not in self.place:
                near = hints.get(f"{quantity}_unit", "")
                accepted = ", ".join(_units.ACCEPTED[quantity])
                self.problems.append(Problem("missing_unit_column", row, f"{quantity}_unit", near, accepted))

    # --- the rows -----------------------------------------------------------------------------

    def _cell(self, values: list[Cell], name: str) -> Cell:
        index = self.place.get(name)
        return values[index] if index is not None and index < len(values) else None

    def _text(self, values: list[Cell], name: str) -> str:
        value = self._cell(values, name)
        if isinstance(value, float):
            return f"{value:.15g}"
        return (value or "").strip()

    def _compound(self, row: int, values: list[Cell]) -> str | None:
        """Key of the compound of a row: its name without regard to letter case."""
        name = " ".join(self._text(values, "compound").split())
        if not name:
            self.problems.append(Problem("no_compound", row, "compound"))
            return None
        key = name.casefold()
        self.first_row.setdefault(key, row)
        self.spelling.setdefault(key, name)
        for kind in ("smiles", "inchi"):
            if structure := self._text(values, kind):
                before, first = self.structure.setdefault((key, kind), (structure, row))
                if before != structure:
                    self.problems.append(Problem("structure_differs", row, kind, structure, str(first)))
        return key

    def _long(self) -> Iterator[_Value]:
        seen: dict[tuple[str, str], int] = {}
        for row, values in self.cells.rows:
            compound = self._compound(row, values)
            kind = self._species(row, values)
            if compound is not None and kind is not None:
                first = seen.setdefault((compound, kind), row)
                if first != row:
                    told = f"{self.spelling[compound]}, {kind}"
                    self.problems.append(Problem("duplicate", row, "species", told, str(first)))
            for quantity in QUANTITIES:
                number = self._number(row, values, quantity)
                factor = self._factor(row, values, quantity)
                if None not in (number, factor, compound, kind):
                    yield _Value(row, str(compound), column(quantity, str(kind)), float(number * factor))  # type: ignore[operator]

    def _wide(self) -> Iterator[_Value]:
        seen: dict[str, int] = {}
        for row, values in self.cells.rows:
            compound = self._compound(row, values)
            if compound is not None:
                first = seen.setdefault(compound, row)
                if first != row:
                    self.problems.append(
                        Problem("duplicate", row, "compound", self.spelling[compound], str(first))
                    )
            for name in COLUMNS:
                number = self._number(row, values, name)
                if number is not None and compound is not None:
                    yield _Value(row, compound, name, number)

    def _species(self, row: int, values: list[Cell]) -> str | None:
        told = self._text(values, "species")
        kind, remarkable = species(told)
        if not told:
            self.problems.append(Problem("no_species", row, "species", hint=", ".join(SPECIES)))
        elif kind is None:
            near = near_species(told)
            code = "unknown_species_near" if near else "unknown_species"
            self.problems.append(Problem(code, row, "species", told, near or ", ".join(SPECIES)))
        elif remarkable:
            self.notes.append(
                Note("species_read_as", row, self._text(values, "compound"), "species", told, kind)
            )
        return kind

    def _factor(self, row: int, values: list[Cell], quantity: str) -> float | None:
        """Into the canonical unit; a missing or unknown unit of a measured value is a problem."""
        if quantity == "fraction_unbound":
            return 1.0
        if self._cell(values, quantity) is None:
            return None
        name = f"{quantity}_unit"
        unit = self._text(values, name)
        known: _units.Measured = "clearance" if quantity == "clearance" else "volume_ss"
        accepted = ", ".join(_units.ACCEPTED[known])
        if not unit:
            self.problems.append(Problem("missing_unit", row, name, hint=accepted))
            return None
        factor = _units.factor(unit, known)
        if factor is None:
            code = "unit_is_total" if _units.is_total(unit, known) else "wrong_unit"
            self.problems.append(Problem(code, row, name, unit, accepted))
        return factor

    def _number(self, row: int, values: list[Cell], name: str) -> float | None:
        """The number in a cell; ``None`` when it is blank or, with a problem noted, cannot be used."""
        cell = self._cell(values, name)
        if cell is None:
            return None
        header = self.cells.header[self.place[name]]
        code, number = read_number(cell, decimal_comma=self.cells.decimal_comma)
        told = cell.removeprefix(DATE_MARK) if isinstance(cell, str) else f"{cell:.15g}"
        if code is None and name.startswith("fraction_unbound") and number > 1:
            code = "percent" if number <= 100 else "above_one"
        if code is not None:
            hint = f"{number / 100:g}" if code == "percent" and math.isfinite(number) else ""
            self.problems.append(Problem(code, row, header, told, hint))
            return None
        return number

    # --- the table ----------------------------------------------------------------------------

    def _frame(self, found: list[_Value]) -> pl.DataFrame:
        by_compound: dict[str, dict[str, float]] = {key: {} for key in self.first_row}
        for value in found:
            by_compound[value.compound][value.column] = value.number
        rows = [
            {
                "compound": self.spelling[key],
                **{kind: self.structure.get((key, kind), (None, 0))[0] for kind in ("smiles", "inchi")},
                **numbers,
            }
            for key, numbers in by_compound.items()
        ]
        frame = pl.DataFrame(rows, schema=SCHEMA)
        for name, (quantity, kind) in COLUMNS.items():
            rows_of = {value.compound: value.row for value in found if value.column == name}
            numbered = frame.select(
                pl.Series("_row", [rows_of.get(key) for key in by_compound], dtype=pl.Int64),
                "compound",
                name,
            )
            self.notes += implausible(numbered, name, quantity, kind)
        return frame


def read_number(cell: str | float, *, decimal_comma: bool = False) -> tuple[str | None, float]:
    """What is wrong with a cell that should hold a positive number (``None``: nothing), and the number.

    Examples
    --------
    >>> from kai_workbench.standards import _own_species_pk
    >>> _own_species_pk.read_number("<0.05")[0], _own_species_pk.read_number(" 1.5e1 ")
    ('less_than', (None, 15.0))
    """
    text = cell if isinstance(cell, str) else ""
    number = math.nan
    if isinstance(cell, float):
        number = cell
        code = "not_a_number" if math.isnan(cell) else None
    elif text.startswith(DATE_MARK):
        code = "date"
    elif _QUALIFIED.match(text):
        code = "less_than"
    elif text.endswith("%"):
        code, number = "percent", _float(text[:-1].strip())
    elif _COMMA.fullmatch(text) and not decimal_comma:
        code = "comma"
    else:
        number = _float(text.replace(",", ".") if decimal_comma else text)
        code = "not_a_number" if math.isnan(number) else None
    if code is None:
        if math.isinf(number):
            code = "infinite"
        elif number < 0:
            code = "negative"
        elif number == 0:
            code = "zero"
    return code, number


def _float(text: str) -> float:
    # float() also reads "1_000" and "nan"; neither is a number in a person's table.
    try:
        return math.nan if "_" in text else float(text)
    except ValueError:
        return math.nan
