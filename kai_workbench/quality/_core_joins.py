"""Other data sets beside the one that a rule looks at."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

import polars as pl

from ._core_data import ROW, CannotEvaluate, Data, NotHere, as_text
from ._core_operations import StudyData
from ._core_relrec import plain, with_related
from ._words import words

_PARENT_KEYS = {"USUBJID", "IDVAR", "IDVARVAL"}


def unsupported_join(told: Mapping[str, Any]) -> str:
    """Why a join cannot be made here, as the name of it; empty where it can."""
    if told["domain_name"] == "RELREC" and not told.get("child"):
        return ""
    keys = told["match_key"]
    if any(not isinstance(key, str) for key in keys) or told.get("join_type", "inner") != "inner":
        return str(told["domain_name"])
    if told.get("child") and set(keys) != _PARENT_KEYS:
        return str(told["domain_name"])
    return ""


def joined(
    study: StudyData, data: Data, datasets: tuple[Mapping[str, Any], ...], names: tuple[str, ...] = ()
) -> Data:
    """``data`` with what the rule's ``datasets`` add to its records; a record may come several times.

    Variables of the other data set bear their own name where ``data`` has none such, and always
    ``<data set>.<name>`` too. A data set that the study lacks adds nothing. ``names`` are those of
    other data sets' variables that the rule mentions.
    """
    result = data
    for told in datasets:
        if what := unsupported_join(told):
            raise CannotEvaluate(words("quality.reason.join", what=what))
        name = str(told["domain_name"])
        if told.get("child"):
            if data.name == name or (name == "SUPP--" and data.supplemental):
                result = _with_parent(study, result)
            continue
        if name in {data.name, data.domain} or name not in study:
            continue
        if name == "RELREC":
            result = with_related(study, result, told, names)
            continue
        result = _with_other(result, study[name], [str(key) for key in told["match_key"]])
    return result


def join_key(datasets: tuple[Mapping[str, Any], ...], names: tuple[str, ...] = ()) -> str:
    """What tells one way of joining from another."""
    return json.dumps([datasets, names], sort_keys=True)


def _with_other(data: Data, other: Data, keys: list[str]) -> Data:
    left, right = [data.resolve(key) for key in keys], [other.resolve(key) for key in keys]
    if lacking := frozenset(left) - set(data.frame.columns) | frozenset(right) - set(other.frame.columns):
        raise NotHere(lacking)
    own = set(data.frame.columns)
    theirs = other.frame.drop(ROW)
    columns = [pl.col(name).alias(f"__key{i}") for i, name in enumerate(right)]
    columns += [pl.col(name) for name in theirs.columns if name not in own]
    columns += [pl.col(name).alias(f"{other.name}.{name}") for name in theirs.columns]
    frame = data.frame.join(
        theirs.select(columns),
        left_on=left,
        right_on=[f"__key{i}" for i in range(len(keys))],
        how="inner",
        maintain_order="left_right",
    )
    if other.supplemental:
        frame = _of_record(frame, other.name)
    return dataclasses.replace(data, frame=frame, found={})


def _of_record(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Supplemental qualifiers with the record that they belong to, not with all of the subject."""
    variable, value = f"{name}.IDVAR", f"{name}.IDVARVAL"
    if variable not in frame.columns or value not in frame.columns:
        return frame
    fits = pl.col(variable) == ""
    for named in frame[variable].unique():
        if named and named in frame.columns:
            texts = as_text(frame[named])
            fits |= (pl.col(variable) == named) & (pl.col(value).str.strip_chars() == texts)
    return frame.filter(fits)


def _with_parent(study: StudyData, data: Data) -> Data:
    """Each record with the value that its ``IDVAR`` has in the parent's record, where there is such one."""
    if lacking := {"RDOMAIN", "IDVAR", "IDVARVAL"} - set(data.frame.columns):
        raise NotHere(frozenset(lacking))
    frame = data.frame
    for (domain, variable), _ in frame.group_by(["RDOMAIN", "IDVAR"]):
        if not variable or domain not in study or variable not in study[str(domain)].frame.columns:
            continue
        here = (frame["RDOMAIN"] == domain) & (frame["IDVAR"] == variable)
        present = parent_has(frame, study[str(domain)], str(variable))
        matched = as_text(frame["IDVARVAL"]).zip_with(here & present, pl.repeat("", frame.height, eager=True))
        before = as_text(frame[variable]) if variable in frame.columns else None
        column = matched if before is None else matched.zip_with(here, before)
        frame = frame.with_columns(column.alias(str(variable)))
    return dataclasses.replace(data, frame=frame, found={})


def parent_has(frame: pl.DataFrame, parent: Data, variable: str) -> pl.Series:
    """Whether ``parent`` has a record with ``IDVARVAL`` in ``variable``, of the same subject or pool."""
    values = pl.DataFrame({"value": plain(as_text(parent.frame[variable]))})
    asked = pl.DataFrame({"value": plain(as_text(frame["IDVARVAL"]))})
    present = pl.repeat(True, frame.height, eager=True)
    for key in ("USUBJID", "POOLID"):
        if key not in frame.columns:
            continue
        named = frame[key] != ""
        if key not in parent.frame.columns:
            present &= ~named
            continue
        pairs = values.with_columns(parent.frame[key].alias("key")).unique().with_columns(there=True)
        found = asked.with_columns(frame[key].alias("key")).join(
            pairs, on=["value", "key"], how="left", maintain_order="left"
        )["there"]
        present &= found.fill_null(value=False) | ~named
    return present & asked["value"].is_in(values["value"].unique().to_list())
