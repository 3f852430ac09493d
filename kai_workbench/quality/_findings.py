"""Making lines and failing rows of the checks that are our own."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import polars as pl

from kai_workbench.standards import Standard

from ._core import MOST_ROWS, Outcome
from ._core_data import ROW, Data, as_text
from ._core_study import CoreStudy
from ._row_keys import row_keys
from ._table import Category, Result, Source, Status
from ._words import Words, words

# What a record is reported with: the phrase "check.<id>.detail", its marks filled from these columns.
Check = Callable[["Checked"], Iterator[Outcome]]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Checked:
    """What the checks look at: a study's data sets made ready, and the standard they follow."""

    study: CoreStudy
    standard: Standard | None

    def data(self, name: str, *columns: str) -> Data | None:
        """The data set called ``name`` if it is there and has these columns and a record."""
        if name not in self.study.names():
            return None
        found = self.study[name]
        return found if set(columns) <= set(found.frame.columns) and found.frame.height else None


def finding(
    check: str,
    data: Data | None,
    failing: pl.DataFrame,
    *,
    source: Source,
    category: Category,
    denominator: int,
    threshold_source: Words,
    variable: str = "",
    threshold: float = 0.0,
    status: Status | None = None,
    values: Mapping[str, str] | None = None,
) -> Outcome:
    """A line of the table and the records that fail.

    Parameters
    ----------
    check
        Its id; ``check.<id>`` is the phrase of its title, ``check.<id>.detail`` what is said of a
        record (marks: ``value``, ``expected``), ``check.<id>.action`` what to do.
    data
        The data set; ``None`` where the check is about the study.
    failing
        Records of ``data.frame`` that fail (with ``__row``), or rows of any shape; ``__value`` is
        shown as the value, ``__expected`` fills the detail's mark, ``__key`` stands in for the key.
    denominator
        How many were looked at.
    threshold, threshold_source
        Largest share of failures allowed, and why this one.
    """
    line = Result(
        check=check,
        source=source,
        category=category,
        title=words(f"check.{check}"),
        domain=data.name if data else None,
        variable=variable or None,
        denominator=denominator,
        failures=failing.height,
        threshold=threshold,
        threshold_source=threshold_source,
        status=status,
        reason=words("quality.reason.note") if threshold >= 1 and failing.height else "",
    )
    if failing.is_empty():
        return Outcome(line)
    kept = failing.head(MOST_ROWS)
    name = data.name if data else ""
    blank = pl.repeat("", kept.height, dtype=pl.String, eager=True)
    value = as_text(_column(kept, "__value", variable, blank)).fill_null("")
    expected = as_text(_column(kept, "__expected", "", blank)).fill_null("")
    told = [
        words(f"check.{check}.detail", **{"value": one, "expected": other, **(values or {})})
        for one, other in zip(value, expected, strict=True)
    ]
    action = words(f"check.{check}.action")
    rows = pl.DataFrame(
        {
            "row": kept[ROW]
            if ROW in kept.columns
            else pl.repeat(None, kept.height, dtype=pl.Int64, eager=True),
            "key": kept["__key"] if "__key" in kept.columns else row_keys(name, kept),
            "value": value,
            "detail": [one.say() for one in told],
            "detail_code": [one.code for one in told],
        }
    ).with_columns(
        check=pl.lit(check),
        domain=pl.lit(name or None, dtype=pl.String),
        variable=pl.lit(variable or None, dtype=pl.String),
        action=pl.lit(action.say()),
        action_code=pl.lit(action.code),
    )
    return Outcome(line, rows)


def _column(frame: pl.DataFrame, *names: Any) -> pl.Series:
    """The first of these columns that is there; the last is the column that stands in."""
    *asked, blank = names
    return next((frame[name] for name in asked if name in frame.columns), blank)


def absent(check: str, reason: Words, *, source: Source, category: Category, status: Status) -> Outcome:
    """A line for what was not looked at."""
    return Outcome(
        Result(
            check=check,
            source=source,
            category=category,
            title=words(f"check.{check}"),
            status=status,
            threshold=None,
            reason=reason,
        )
    )
