"""One table for every check, whatever it looked at."""

from __future__ import annotations

import dataclasses
import pathlib
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

import polars as pl

from kai_workbench.text import Lang, say

from ._words import Words, decode

Source = Literal["schema", "terms", "keys", "traps", "CORE", "DQD"]
Category = Literal["conformance", "completeness", "plausibility"]
Status = Literal["passed", "failed", "not evaluated", "not applicable"]
STATUSES: tuple[Status, ...] = ("failed", "not evaluated", "passed", "not applicable")

CHECKS: dict[str, type[pl.DataType]] = {
    "check": pl.String,
    "source": pl.String,
    "category": pl.String,
    "domain": pl.String,
    "variable": pl.String,
    "title": pl.String,
    "status": pl.String,
    "denominator": pl.Int64,
    "failures": pl.Int64,
    "threshold": pl.Float64,
    "threshold_source": pl.String,
    "reason": pl.String,
    # The same three texts as phrase and values, so that they can be told in another language.
    "title_code": pl.String,
    "threshold_code": pl.String,
    "reason_code": pl.String,
}
ROWS: dict[str, type[pl.DataType]] = {
    "check": pl.String,
    "domain": pl.String,
    "row": pl.Int64,
    "key": pl.String,
    "variable": pl.String,
    "value": pl.String,
    "detail": pl.String,
    "action": pl.String,
    "detail_code": pl.String,
    "action_code": pl.String,
}
_TOLD = {"title": "title_code", "threshold_source": "threshold_code", "reason": "reason_code"}
_TOLD_ROWS = {"detail": "detail_code", "action": "action_code"}


class Result(NamedTuple):
    """One line of the table while it is being made.

    ``threshold`` is the largest share of failures allowed. Give ``status`` only where it does not
    follow from the counts.
    """

    check: str
    source: Source
    category: Category
    title: str | Words
    domain: str | None = None
    variable: str | None = None
    denominator: int | None = None
    failures: int | None = None
    threshold: float | None = 0.0
    threshold_source: str | Words = ""
    status: Status | None = None
    reason: str | Words = ""

    def row(self) -> dict[str, object]:
        """The line as a row of :data:`CHECKS`."""
        values: dict[str, object] = self._asdict()
        for name, code in _TOLD.items():
            text = values[name]
            values[name] = text.say() if isinstance(text, Words) else text
            values[code] = text.code if isinstance(text, Words) else None
        values["status"] = self.status or self._judged()
        return values

    def _judged(self) -> Status:
        if not self.denominator:
            return "not applicable"
        share = (self.failures or 0) / self.denominator
        return "failed" if share > (self.threshold or 0.0) else "passed"


@dataclasses.dataclass(frozen=True)
class QualityTable:
    """What was checked, and which rows failed.

    Attributes
    ----------
    checks
        One row a check and domain: ``check``, ``source`` (schema, terms, keys, traps, CORE, DQD),
        ``category`` (conformance, completeness, plausibility), ``domain``, ``variable``, ``title``,
        ``status`` (passed, failed, not evaluated, not applicable), ``denominator``, ``failures``,
        ``threshold`` (largest share of failures allowed), ``threshold_source``, ``reason``.
    rows
        One row a failure: ``check``, ``domain``, ``row`` (the record's number in its file, counted
        from 1), ``key`` (such as ``USUBJID=X-1, LBSEQ=3``), ``variable``, ``value``, ``detail``,
        ``action`` (what was or should be done about it).
    """

    checks: pl.DataFrame
    rows: pl.DataFrame

    @classmethod
    def of(cls, results: Iterable[Result] = (), rows: Sequence[pl.DataFrame] = ()) -> QualityTable:
        """A table of results and frames of failing rows; columns that a frame lacks are empty."""
        checks = pl.DataFrame([one.row() for one in results], schema=CHECKS)
        return cls(checks, _aligned(rows, ROWS))

    @classmethod
    def joined(cls, tables: Iterable[QualityTable]) -> QualityTable:
        """Several tables as one."""
        parts = list(tables)
        return cls(
            _aligned([part.checks for part in parts], CHECKS), _aligned([part.rows for part in parts], ROWS)
        )

    @property
    def failed(self) -> pl.DataFrame:
        """The checks that failed."""
        return self.checks.filter(pl.col("status") == "failed")

    @property
    def ok(self) -> bool:
        """Whether no check failed."""
        return self.failed.is_empty()

    def counts(self) -> pl.DataFrame:
        """Number of checks by ``source`` and status, a column each status."""
        counted = [pl.col("status").eq(status).sum().cast(pl.Int64).alias(status) for status in STATUSES]
        return self.checks.group_by("source", maintain_order=True).agg(counted)

    def told(self, lang: Lang = "en") -> pl.DataFrame:
        """:attr:`checks` with its texts, its status and its category in ``lang``.

        The titles of CDISC CORE rules are in English whatever the language.
        """
        frame = _in_language(self.checks, _TOLD, lang)
        for name in ("status", "category"):
            known = {value: say(f"quality.{name}.{value.replace(' ', '_')}", lang) for value in frame[name]}
            frame = frame.with_columns(pl.col(name).replace(known))
        return frame.drop(_TOLD.values())

    def told_rows(self, lang: Lang = "en") -> pl.DataFrame:
        """:attr:`rows` with its texts in ``lang``."""
        return _in_language(self.rows, _TOLD_ROWS, lang).drop(_TOLD_ROWS.values())

    def write(self, folder: str | pathlib.Path, *, lang: Lang = "en", title: str = "") -> list[pathlib.Path]:
        """Write ``quality.html``, ``checks.parquet`` and ``rows.parquet`` into ``folder``.

        The page speaks both languages and begins in ``lang``; it asks nothing of the network.
        Parquet holds every failing row, the page the first hundred of each check.

        Returns
        -------
        list of pathlib.Path
            What was written.
        """
        from ._page import write

        return write(self, pathlib.Path(folder), lang=lang, title=title)


def _aligned(frames: Sequence[pl.DataFrame], schema: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    """The frames below each other with exactly the columns of ``schema``; what lacks is null."""
    parts = [pl.DataFrame(schema=schema)]
    for frame in frames:
        columns = [
            (pl.col(name) if name in frame.columns else pl.lit(None)).cast(kind).alias(name)
            for name, kind in schema.items()
        ]
        parts.append(frame.select(columns))
    return pl.concat(parts)


def _in_language(frame: pl.DataFrame, told: dict[str, str], lang: Lang) -> pl.DataFrame:
    for name, code in told.items():
        known = {one: decode(one, lang) for one in frame[code].unique() if one is not None}
        text = pl.col(code).replace_strict(known, default=None, return_dtype=pl.String)
        frame = frame.with_columns(pl.coalesce(text, pl.col(name)).alias(name))
    return frame
