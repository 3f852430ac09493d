"""From what the checks found to what a model is given: the records that are kept, and those that are not."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from types import MappingProxyType

import polars as pl

from kai_workbench.errors import KaiError
from kai_workbench.standards import Domain, Study

from ._table import QualityTable

# Records of no known animal, and values that cannot be: what the checks themselves say to leave out.
UNUSABLE = ("keys.subject_unknown", "trap03.pool", "trap06.impossible", "trap12.zero")


class LeftOutError(KaiError):
    """Records cannot be left out by this table."""


@dataclasses.dataclass(frozen=True)
class Usable:
    """A study without the records that must not be used.

    Attributes
    ----------
    study
        The study; its frames lack the records. What reads studies reads it like any other.
    left_out
        The checks by which records were left out, and in ``rows`` the records: check, domain, record
        number, key, variable, value, detail, action. A record that failed twice stands twice.
    """

    study: Study
    left_out: QualityTable


def usable(study: Study, table: QualityTable, *, checks: Iterable[str] = UNUSABLE) -> Usable:
    """Leave out the records that failed some checks, and keep the list of them.

    Parameters
    ----------
    study
        The study that was checked.
    table
        What :func:`check_study` found in it.
    checks
        Checks whose failing records are left out: by default records of subjects and pools that nothing
        defines, and values that cannot be. Records that a check only notes are never left out.

    Raises
    ------
    LeftOutError
        The table does not list all failing records of such a check, or is about another study.
    """
    wanted = list(checks)
    failed = table.checks.filter(pl.col("check").is_in(wanted), pl.col("status") == "failed")
    rows = table.rows.filter(pl.col("row").is_not_null()).join(
        failed.select("check", "domain").unique(), on=["check", "domain"], how="semi"
    )
    _all_listed(failed, rows)
    domains = dict(study.domains)
    for (name,), part in rows.group_by("domain"):
        if name not in domains:
            raise LeftOutError("left_out_domain", where=str(study.path), domain=str(name))
        domains[str(name)] = _without(domains[str(name)], part["row"].unique())
    kept = dataclasses.replace(study, domains=MappingProxyType(domains))
    return Usable(kept, QualityTable(failed, rows))


def _without(domain: Domain, rows: pl.Series) -> Domain:
    number = pl.int_range(1, pl.len() + 1)
    frame = domain.frame.filter(~number.is_in(rows.implode()))
    left = None if domain.rows is None else domain.rows - rows.len()
    return dataclasses.replace(domain, frame=frame, rows=left)


def _all_listed(failed: pl.DataFrame, rows: pl.DataFrame) -> None:
    listed = rows.group_by("check", "domain").agg(listed=pl.len())
    counted = failed.group_by("check", "domain").agg(pl.col("failures").sum())
    short = counted.join(listed, on=["check", "domain"], how="left", nulls_equal=True).filter(
        pl.col("failures") > pl.col("listed").fill_null(0)
    )
    if short.height:
        told = short.row(0, named=True)
        raise LeftOutError(
            "left_out_unlisted",
            where=f"{told['check']}, {told['domain']}",
            listed=f"{told['listed'] or 0:,}",
            failures=f"{told['failures']:,}",
        )
