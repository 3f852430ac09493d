"""A site's rows: its own query over its own files or database, checked before the site joins."""

from __future__ import annotations

import dataclasses
import hashlib
import pathlib
import re
from typing import TYPE_CHECKING

from .. import standards
from ._errors import FederationError
from ._policy import Column, Policy

if TYPE_CHECKING:
    import polars as pl

_ADDRESS = re.compile(r"postgres(ql)?://", re.IGNORECASE)


@dataclasses.dataclass(frozen=True)
class Rows:
    """What a site's query gave.

    Attributes
    ----------
    frame
        The declared columns, complete and within their limits.
    subjects
        Whose row each is.
    """

    frame: pl.DataFrame
    subjects: list[str]

    @property
    def people(self) -> int:
        """How many different people."""
        return len(set(self.subjects))

    def digest(self) -> bytes:
        """Of the rows' content, whatever file they lie in."""
        content = self.frame.write_csv() + "\n".join(self.subjects)
        return hashlib.sha256(content.encode()).digest()


def read_rows(policy: Policy, folder: pathlib.Path) -> Rows:
    """Run the site's query and check what it gives.

    Raises
    ------
    FederationError
        A file is missing, the query fails, a column is missing or of another kind, a cell is empty, or a
        value lies outside its limits; rows are never left out silently.
    """
    frame = _queried(policy, folder)
    where = f"{policy.site}, query"
    for name in (policy.subject, *policy.columns):
        if name not in frame.columns:
            raise FederationError(
                "federation.column_missing", where=where, name=name, columns=", ".join(frame.columns)
            )
        if empty := frame[name].null_count():
            raise FederationError("federation.cell_empty", where=f"{where}, {name}", n=empty)
    subjects = [str(one) for one in frame[policy.subject].to_list()]
    checked = [_checked(frame[name], column, where=where) for name, column in policy.columns.items()]
    return Rows(frame.select(checked), subjects)


def _queried(policy: Policy, folder: pathlib.Path) -> pl.DataFrame:
    if policy.omop:
        address = _ADDRESS.match(policy.omop)
        with standards.open_omop(policy.omop if address else folder / policy.omop) as omop:
            return omop.query(policy.query)
    import duckdb

    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as base:
        try:
            if policy.sdtm:
                study = standards.open_study(folder / policy.sdtm)
                for name in study.domains:
                    if re.search(rf"\b{re.escape(name)}\b", policy.query, re.IGNORECASE):
                        base.register(name.lower(), study.frame(name).to_arrow())
            for name, file in policy.files.items():
                path = folder / file
                if not path.is_file():
                    raise FederationError("federation.no_rows", where=str(path))
                try:
                    base.read_parquet(str(path)).create_view(name)
                except duckdb.InvalidInputException as error:
                    raise FederationError("federation.not_parquet", where=str(path)) from error
            return base.sql(policy.query).pl()
        except duckdb.Error as error:
            told = " ".join(str(error).split())[:200]
            raise FederationError("federation.query", where=f"{policy.site}, query", reason=told) from error


def _checked(values: pl.Series, column: Column, *, where: str) -> pl.Series:
    import polars as pl

    where = f"{where}, {values.name}"
    if column.kind == "text":
        if values.dtype != pl.String:
            raise FederationError("federation.kind", where=where, kind=column.kind, found=str(values.dtype))
        checked = values
    else:
        if not (values.dtype.is_numeric() or values.dtype == pl.Boolean):
            raise FederationError("federation.kind", where=where, kind=column.kind, found=str(values.dtype))
        checked = values.cast(pl.Float64)
        bad = ~checked.is_finite()
        if column.minimum is not None:
            bad |= checked < column.minimum
        if column.maximum is not None:
            bad |= checked > column.maximum
        if column.kind == "whole":
            bad |= checked != checked.round()
        if bad.any():
            raise FederationError("federation.value_outside", where=where, n=int(bad.sum()))
        if column.kind == "whole":
            checked = checked.cast(pl.Int64)
    if column.values is not None and (outside := (~checked.is_in(list(column.values))).sum()):
        raise FederationError("federation.value_outside", where=where, n=int(outside))
    return checked
