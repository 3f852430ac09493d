"""Which records of an OMOP table fail: their person and primary key."""

from __future__ import annotations

import polars as pl

from kai_workbench.standards import Omop, omop_fields
from kai_workbench.standards._omop_predicate import quoted

from ._table import Result
from ._words import Words, words

_KEY = "key "


def key_columns(omop: Omop, table: str) -> list[str]:
    """The person and the primary key of a table's records, as SQL over the table ``t``."""
    held = omop.found[table].columns
    names = [field.name for field in omop_fields(omop.version)[table] if field.key and field.name in held]
    if "person_id" in held and "person_id" not in names:
        names.insert(0, "person_id")
    return [f"CAST(t.{quoted(name)} AS VARCHAR) AS {quoted(_KEY + name)}" for name in names]


def failing_rows(found: pl.DataFrame, *, check: str, table: str, field: str, title: Words) -> pl.DataFrame:
    """Failing records as rows of the quality table; ``found`` has the key columns and ``value``."""
    names = [name for name in found.columns if name.startswith(_KEY)]
    parts = [pl.format(f"{name.removeprefix(_KEY)}={{}}", pl.col(name).fill_null("")) for name in names]
    return found.select(
        check=pl.lit(check),
        domain=pl.lit(table.upper()),
        key=pl.concat_str(parts, separator=", ") if parts else pl.lit(""),
        variable=pl.lit(field.upper()),
        value=pl.col("value"),
        detail=pl.lit(title.say()),
        detail_code=pl.lit(title.code),
    )


def listed(result: Result) -> bool:
    """Whether the failing records of a check are listed: of a failed one, and of any of plausibility."""
    if not result.failures:
        return False
    return result.category == "plausibility" or result.row()["status"] == "failed"


def shortened(result: Result, keys: int) -> Result:
    """The result with a word on how many of its failing records are listed, where not all are."""
    failures = result.failures or 0
    if failures <= keys:
        return result
    return result._replace(reason=words("dqd.reason.first_rows", shown=keys, count=f"{failures:,}"))
