"""Records joined through RELREC: each with those that the study says are related to it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import polars as pl

from ._core_data import ROW, Data, NotHere, as_text
from ._core_operations import StudyData

_LINKS = ("RDOMAIN", "USUBJID", "IDVAR", "IDVARVAL", "RELID")


class _Relation(NamedTuple):
    """Which variables relate two data sets, and whether by records (or by equal values)."""

    domain: str
    own: str
    other: str
    by_record: bool


def with_related(study: StudyData, data: Data, told: Mapping[str, Any], names: Iterable[str]) -> Data:
    """Each record of ``data`` with every record that RELREC relates to it; those without any are gone.

    Parameters
    ----------
    told
        The rule's data set RELREC. Its ``wildcard`` stands for the prefix of the other data set's
        variables: ``RELREC.**TERM`` is AETERM of a related adverse event. A wildcard that is a domain
        takes related records of that domain alone.
    names
        Names that the rule mentions; of a wildcard ``**`` those that no related data set has are empty.
    """
    related = study["RELREC"].frame
    if lacking := frozenset(_LINKS) - set(related.columns):
        raise NotHere(lacking)
    wildcard = str(told.get("wildcard") or "**")
    parts = []
    for relation, pairs in _relations(related, data.domain):
        if wildcard.isalpha() and relation.domain != wildcard:
            continue
        if relation.own not in data.frame.columns:
            continue
        others = (study[name] for name in study.names() if study[name].domain == relation.domain)
        held = [other for other in others if relation.other in other.frame.columns]
        parts += [_joined(data, other, relation, pairs, wildcard) for other in held]
    frame = pl.concat([data.frame.clear(), *parts], how="diagonal_relaxed")
    asked = (name for name in names if name.startswith("RELREC.**") and wildcard == "**")
    blank = [pl.lit("").alias(name) for name in dict.fromkeys(asked) if name not in frame.columns]
    frame = frame.with_columns(blank).with_columns(pl.col(pl.String).fill_null(""))
    return dataclasses.replace(data, frame=frame.sort(ROW, maintain_order=True), found={})


def _relations(related: pl.DataFrame, domain: str) -> Iterator[tuple[_Relation, pl.DataFrame]]:
    """Pairs of relating records, ``domain`` being the one, by the variables that relate them."""
    texts = related.select(as_text(related[name]).alias(name) for name in _LINKS)
    own = texts.filter(pl.col("RDOMAIN") == domain)
    pairs = own.join(texts.filter(pl.col("RDOMAIN") != domain), on=["USUBJID", "RELID"], suffix="_OTHER")
    by_record = (pl.col("IDVARVAL") != "") & (pl.col("IDVARVAL_OTHER") != "")
    keys = ["RDOMAIN_OTHER", "IDVAR", "IDVAR_OTHER", "by_record"]
    for key, group in pairs.with_columns(by_record=by_record).group_by(keys, maintain_order=True):
        yield _Relation(*key), group


def _joined(data: Data, other: Data, relation: _Relation, pairs: pl.DataFrame, wildcard: str) -> pl.DataFrame:
    """Related records beside each other; the other's variables as ``RELREC.<name>``."""
    prefix = other.prefix
    columns = [name for name in other.frame.columns if name != ROW]
    renamed = [wildcard + name[2:] if prefix and name.startswith(prefix) else name for name in columns]
    theirs = other.frame.select(
        *(pl.col(name).alias(f"RELREC.{new}") for name, new in zip(columns, renamed, strict=True)),
        __other=plain(as_text(other.frame[relation.other])),
        __subject=_subjects(other.frame),
    )
    ours = data.frame.with_columns(
        __own=plain(as_text(data.frame[relation.own])), __subject=_subjects(data.frame)
    )
    subjects = pairs.select(named="USUBJID").unique()
    if not relation.by_record:
        if (subjects["named"] != "").all():
            ours = ours.join(subjects, left_on="__subject", right_on="named", how="semi")
        ours = ours.filter(pl.col("__own") != "")
        keys = ["__own", "__subject"]
        found = ours.join(
            theirs, left_on=keys, right_on=["__other", "__subject"], maintain_order="left_right"
        )
        return found.drop("__own", "__subject")
    links = pairs.select(
        __own=plain(pairs["IDVARVAL"]), __other=plain(pairs["IDVARVAL_OTHER"]), __named="USUBJID"
    ).unique(maintain_order=True)
    found = ours.join(links, on="__own", maintain_order="left_right").filter(
        (pl.col("__named") == "") | (pl.col("__named") == pl.col("__subject"))
    )
    found = found.join(theirs, on=["__other", "__subject"], maintain_order="left_right")
    return found.drop("__own", "__other", "__subject", "__named")


def _subjects(frame: pl.DataFrame) -> pl.Series:
    if "USUBJID" not in frame.columns:
        raise NotHere(frozenset({"USUBJID"}))
    return as_text(frame["USUBJID"])


def plain(texts: pl.Series) -> pl.Series:
    """Numbers however written as one text (``" 1"``, ``"1.0"`` and ``"1"`` are the same)."""
    number = texts.str.strip_chars().cast(pl.Float64, strict=False)
    return as_text(number).fill_null("").zip_with(number.is_not_null(), texts.str.strip_chars())
