"""Data sets as the rules see them: texts never null, dates as text, records numbered."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from ._domains import domain_class
from ._words import Words, words

ROW = "__row"
# Text, number, a set of values, or one of these for every record.
Value = Any


class NotHere(Exception):
    """A rule asks for variables or data sets that are not there: it does not apply."""

    def __init__(self, names: frozenset[str]) -> None:
        super().__init__(", ".join(sorted(names)))
        self.names = names


class CannotEvaluate(Exception):
    """A rule asks for something that cannot be answered here; ``why`` says what."""

    def __init__(self, why: Words) -> None:
        super().__init__(why.say())
        self.why = why


@dataclasses.dataclass(kw_only=True)
class Data:
    """One data set, or several joined, with the answers already found for it.

    Attributes
    ----------
    name
        Name of the data set (``LB``, ``SUPPLB``).
    domain
        Value of ``DOMAIN``; the name where there is none, and for supplemental qualifiers.
    prefix
        What ``--`` stands for in its variables.
    frame
        Its records, with their number from 1 in ``__row``.
    values
        Results of operations by id (``$dm_usubjid``).
    found
        Masks of comparisons made before, by comparison.
    """

    name: str
    domain: str
    prefix: str
    label: str
    frame: pl.DataFrame
    values: Mapping[str, Value] = dataclasses.field(default_factory=dict)
    found: dict[tuple[str, str], pl.Series | bool] = dataclasses.field(default_factory=dict)

    @property
    def observation_class(self) -> str | None:
        """Class of its observations (``FINDINGS``, ...); ``None`` where unknown."""
        return domain_class(self.name, self.frame.columns, self.prefix)

    @property
    def supplemental(self) -> bool:
        """Whether these are supplemental qualifiers."""
        return self.name.startswith(("SUPP", "SQ"))

    @property
    def split(self) -> bool:
        """Whether this is one of several parts of a domain (``QSPH`` of QS)."""
        return not self.supplemental and self.name != self.domain

    def resolve(self, name: Any) -> Any:
        """``name`` with ``--`` replaced by the domain's prefix."""
        return self.prefix + name[2:] if isinstance(name, str) and name.startswith("--") else name

    def __contains__(self, name: object) -> bool:
        return name in self.values or name in self.frame.columns

    def __getitem__(self, name: str) -> Value:
        """The column or the operation's result called ``name``."""
        if name in self.values:
            return self.values[name]
        try:
            return self.frame[name]
        except pl.exceptions.ColumnNotFoundError:
            raise NotHere(frozenset({name})) from None

    def series(self, name: str) -> pl.Series:
        """The column or result called ``name``, a single value repeated for every record."""
        value = self[name]
        if isinstance(value, pl.Series):
            return value
        if isinstance(value, str | int | float | bool):
            return pl.Series(name, [value] * self.frame.height)
        raise CannotEvaluate(words("quality.reason.shape", what=name))

    def once(self, key: tuple[str, str], make: Callable[[], pl.Series | bool]) -> pl.Series | bool:
        """The answer kept under ``key``, made if there is none."""
        if key not in self.found:
            self.found[key] = make()
        return self.found[key]


def data_set(name: str, frame: pl.DataFrame, *, label: str = "") -> Data:
    """``frame`` made ready: empty texts ``""``, dates ISO texts, records numbered in ``__row``."""
    ready = frame.with_columns(_ready(column, kind) for column, kind in frame.schema.items())
    # In one piece: polars 2 panics when it formats texts of a filtered frame with an empty piece.
    ready = ready.rechunk()
    supplemental = name.startswith(("SUPP", "SQ"))
    told = frame["DOMAIN"].drop_nulls() if "DOMAIN" in frame.columns else pl.Series()
    domain = str(told[0]) if len(told) and not supplemental else name
    prefix = "" if supplemental or len(domain) not in {2, 4} else domain[-2:]
    return Data(
        name=name, domain=domain, prefix=prefix, label=label, frame=ready.with_row_index(ROW, offset=1)
    )


def _ready(column: str, kind: pl.DataType) -> pl.Expr:
    one = pl.col(column)
    if kind == pl.String:
        return one.fill_null("")
    if isinstance(kind, pl.Datetime):
        return one.dt.strftime("%Y-%m-%dT%H:%M:%S").fill_null("")
    if kind == pl.Date:
        return one.dt.strftime("%Y-%m-%d").fill_null("")
    if kind.is_numeric():
        return one.cast(pl.Float64).fill_nan(None)
    return one.cast(pl.String).fill_null("")


def is_text(series: pl.Series) -> bool:
    """Whether a column holds texts."""
    return series.dtype == pl.String


def empty(series: pl.Series) -> pl.Series:
    """Where a column has no value; an empty list counts as none."""
    if is_text(series):
        return series == ""
    if isinstance(series.dtype, pl.List):
        return (series.list.len() == 0).fill_null(value=True)
    return series.is_null()


def as_text(series: pl.Series) -> pl.Series:
    """A column as text: whole numbers without a decimal point, no value null."""
    if is_text(series):
        return series
    if series.dtype.is_numeric():
        number = series.cast(pl.Float64)
        whole = number.cast(pl.Int64, strict=False)
        return (
            pl.DataFrame({"n": number, "w": whole})
            .select(
                pl.when(pl.col("n") == pl.col("w"))
                .then(pl.col("w").cast(pl.String))
                .otherwise(pl.col("n").cast(pl.String))
            )
            .to_series()
        )
    return series.cast(pl.String)


def as_number(value: Any) -> Any:
    """A column or a value as numbers; what is none is null."""
    if isinstance(value, pl.Series):
        return value.cast(pl.Float64, strict=False)
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def by_value(series: pl.Series, test: Callable[[str], bool]) -> pl.Series:
    """``test`` of every text, asked once a distinct value; no value is false."""
    answers = {one: test(one) for one in series.unique() if one is not None}
    return series.replace_strict(
        list(answers), list(answers.values()), default=False, return_dtype=pl.Boolean
    )
