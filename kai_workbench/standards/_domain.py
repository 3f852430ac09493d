"""One table of a study: what it is called, where it lay, and its rows, read when they are asked for."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import polars as pl


Format = Literal["xpt5", "xpt8", "dataset-json", "csv", "parquet", "xlsx", "sas7bdat", "rda"]


class Standard(NamedTuple):
    """A standard that data follow, and its version where the data tell it.

    Attributes
    ----------
    name
        ``SEND``, ``SDTM``, ``ADaM`` or ``OMOP``.
    version
        Version of the implementation guide (or of the common data model); ``None`` where unknown.
    """

    name: str
    version: str | None = None

    def __str__(self) -> str:
        return f"{self.name} {self.version}" if self.version else self.name


class Variable(NamedTuple):
    """A column of a domain, as the file (and the study's define.xml) describes it.

    Attributes
    ----------
    name, label
        As written in the file; the label of a define.xml stands in where the file has none.
    type
        ``text`` or ``number``. Dates that SAS keeps as formatted numbers are numbers.
    length
        Bytes reserved for a text; ``None`` where the format knows no such thing.
    format
        Display format (``DATE9.``); empty where there is none.
    codelist
        Name of the code list that the study's define.xml gives; ``None`` without.
    """

    name: str
    label: str = ""
    type: Literal["text", "number"] = "text"
    length: int | None = None
    format: str = ""
    codelist: str | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Domain:
    """One data set of a study.

    Attributes
    ----------
    name
        Upper-case name of the data set (``DM``, ``SUPPLB``, ``ADSL``).
    label
        What it holds, as the file or the define.xml says.
    file
        Path inside the package, with forward slashes.
    format
        What the file is.
    rows
        Number of records; ``None`` where it is known only after reading all.
    columns
        Its variables in the order of the file.
    frame
        The records in the order of the file. Texts are ``String`` (empty: null), numbers ``Float64``,
        dates that SAS keeps as formatted numbers ``Date``, ``Datetime`` or ``Time``.
    """

    name: str
    label: str
    file: str
    format: Format
    rows: int | None
    columns: tuple[Variable, ...]
    frame: pl.LazyFrame

    def __getitem__(self, name: str) -> Variable:
        """The variable called ``name``."""
        for variable in self.columns:
            if variable.name == name:
                return variable
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return any(variable.name == name for variable in self.columns)
