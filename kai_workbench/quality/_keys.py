"""Keys within a data set, and what one data set says of another."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from ._core import Outcome
from ._core_data import ROW, Data, as_text, empty
from ._core_joins import parent_has
from ._findings import Checked, finding
from ._words import Words, words

_LINK = ("RDOMAIN", "IDVAR", "IDVARVAL")


def _unbroken() -> Words:
    return words("quality.threshold.relation")


def _finding(check: str, data: Data, failing: pl.DataFrame, *, denominator: int, variable: str) -> Outcome:
    return finding(
        check,
        data,
        failing,
        source="keys",
        category="conformance",
        denominator=denominator,
        threshold_source=_unbroken(),
        variable=variable,
    )


def _subjects(checked: Checked) -> Data | None:
    """The data set that has a record for each subject."""
    return checked.data("DM", "USUBJID") or checked.data("ADSL", "USUBJID")


def subjects_once(checked: Checked) -> Iterator[Outcome]:
    """Every subject stands once in DM, or in ADSL."""
    if data := _subjects(checked):
        twice = data.frame.filter(pl.len().over("USUBJID") > 1)
        yield _finding("keys.subject_twice", data, twice, denominator=data.frame.height, variable="USUBJID")


def numbers_once(checked: Checked) -> Iterator[Outcome]:
    """``--SEQ`` tells the records of a subject or pool apart; ``ASEQ`` does in ADaM.

    There ``--SEQ`` is that of the record from which a value was derived, and several can be.
    """
    analysis = checked.standard is not None and checked.standard.name == "ADaM"
    for data in checked.study.data():
        number = "ASEQ" if analysis else f"{data.prefix}SEQ"
        keys = [name for name in ("USUBJID", "POOLID", "SPDEVID") if name in data.frame.columns]
        if not (analysis or data.prefix) or number not in data.frame.columns or not keys:
            continue
        twice = data.frame.filter(pl.len().over([*keys, number]) > 1)
        yield _finding("keys.number_twice", data, twice, denominator=data.frame.height, variable=number)


def subjects_known(checked: Checked) -> Iterator[Outcome]:
    """Every subject that has a record is in DM, or in ADSL."""
    subjects = _subjects(checked)
    if subjects is None:
        return
    known = subjects.frame["USUBJID"].unique().to_list()
    for data in checked.study.data():
        if data.name == subjects.name or "USUBJID" not in data.frame.columns or not data.frame.height:
            continue
        named = data.frame.filter(~empty(data.frame["USUBJID"]))
        strange = named.filter(~as_text(named["USUBJID"]).is_in(known))
        yield _finding("keys.subject_unknown", data, strange, denominator=named.height, variable="USUBJID")


def _refers(
    checked: Checked, check: str, names: tuple[str, str, str, str], *, where: pl.Expr | None = None
) -> Iterator[Outcome]:
    """Values of one domain's variable that another domain's does not have."""
    name, variable, other, column = names
    data, target = checked.data(name, variable), checked.data(other, column)
    if data is None or target is None:
        return
    known = as_text(target.frame[column]).unique().to_list()
    named = data.frame.filter(~empty(data.frame[variable]))
    if where is not None:
        named = named.filter(where)
    strange = named.filter(~as_text(named[variable]).is_in(known))
    yield _finding(check, data, strange, denominator=named.height, variable=variable)


def sets_known(checked: Checked) -> Iterator[Outcome]:
    """Every animal's set is described in TX, every arm in TA, every set's arm too."""
    yield from _refers(checked, "keys.set_unknown", ("DM", "SETCD", "TX", "SETCD"))
    # SDTM gives those who were never assigned a code that is no arm.
    assigned = ~pl.col("ARMCD").str.to_uppercase().is_in(["SCRNFAIL", "NOTASSGN", "NOTTRT", "UNPLAN"])
    yield from _refers(checked, "keys.arm_unknown", ("DM", "ARMCD", "TA", "ARMCD"), where=assigned)


def pools_known(checked: Checked) -> Iterator[Outcome]:
    """Every pool is defined, and by animals of the study."""
    pools = checked.data("POOLDEF", "POOLID")
    known = pools.frame["POOLID"].unique().to_list() if pools else []
    for data in checked.study.data():
        if data.name == "POOLDEF" or "POOLID" not in data.frame.columns:
            continue
        named = data.frame.filter(~empty(data.frame["POOLID"]))
        if named.is_empty():
            continue
        strange = named.filter(~as_text(named["POOLID"]).is_in(known))
        yield _finding("keys.pool_unknown", data, strange, denominator=named.height, variable="POOLID")


def related_records(checked: Checked) -> Iterator[Outcome]:
    """What RELREC relates is there: a record, or a variable where whole data sets are related."""
    data = checked.data("RELREC", *_LINK)
    if data is None:
        return
    lost = _without_target(checked, data)
    yield _finding("keys.relrec", data, lost, denominator=data.frame.height, variable="IDVARVAL")


def qualified_records(checked: Checked) -> Iterator[Outcome]:
    """What supplemental qualifiers and comments are about is there."""
    for data in checked.study.data():
        if not (data.supplemental or data.name == "CO") or not set(_LINK) <= set(data.frame.columns):
            continue
        named = data.frame.filter(~empty(data.frame["RDOMAIN"]))
        lost = _without_target(checked, data)
        check = "keys.supp_parent" if data.supplemental else "keys.comment"
        yield _finding(check, data, lost, denominator=named.height, variable="IDVARVAL")


def _without_target(checked: Checked, data: Data) -> pl.DataFrame:
    """Records whose ``RDOMAIN``, ``IDVAR`` and ``IDVARVAL`` lead nowhere."""
    lost: list[pl.Series] = []
    for (domain, variable), part in data.frame.group_by(["RDOMAIN", "IDVAR"], maintain_order=True):
        target = str(domain)
        if not target:
            continue
        if target not in checked.study or (variable and variable not in checked.study[target].frame.columns):
            lost.append(part[ROW])
        elif variable:
            pointed = part.filter(~empty(part["IDVARVAL"]))
            lost.append(pointed.filter(~parent_has(pointed, checked.study[target], str(variable)))[ROW])
        elif "USUBJID" in part.columns:
            lost.append(_without_subject(part, checked.study[target]))
    rows = pl.concat(lost) if lost else pl.Series(dtype=pl.UInt32)
    return data.frame.filter(pl.col(ROW).is_in(rows.to_list()))


def _without_subject(part: pl.DataFrame, target: Data) -> pl.Series:
    """Records about a subject who has none in the other data set."""
    if "USUBJID" not in target.frame.columns:
        return pl.Series(dtype=pl.UInt32)
    known = as_text(target.frame["USUBJID"]).unique().to_list()
    return part.filter(~empty(part["USUBJID"]) & ~as_text(part["USUBJID"]).is_in(known))[ROW]
