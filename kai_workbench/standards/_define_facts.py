"""What a table shows of itself: types, lengths, the terms that occur, the keys that tell records apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import polars as pl

from ._domain import Standard
from ._published import PublishedVariable, matched, variables

_MOST_TERMS = 200  # longer lists are no code lists in practice
_DAY = r"^\d{4}-\d{2}-\d{2}$"
_TIME = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$"
_DURATIONS = ("DUR", "ELTM", "TEDUR", "EVINTX")
_CLASSES = {
    "SPECIAL PURPOSE": {"DM", "SE", "SV", "CO", "SM"},
    "TRIAL DESIGN": {"TA", "TD", "TE", "TI", "TM", "TS", "TV", "TX"},
    "RELATIONSHIP": {"RELREC", "RELSUB", "RELSPEC", "RELREF", "POOLDEF"},
    "SUBJECT LEVEL ANALYSIS DATASET": {"ADSL"},
}
_TOPICS = (("TESTCD", "FINDINGS"), ("TERM", "EVENTS"), ("TRT", "INTERVENTIONS"))


class VariableFacts(NamedTuple):
    """A variable as the table shows it; ``terms`` are value and decode, none for free text."""

    name: str
    label: str
    data_type: str
    length: int | None
    format: str
    mandatory: bool
    role: str
    codelist: str
    terms: tuple[tuple[str, str], ...]


class TableFacts(NamedTuple):
    """A table as it shows itself; ``keys`` are empty where nothing tells its records apart."""

    name: str
    label: str
    domain: str
    kind: str
    keys: tuple[str, ...]
    structure: str
    by_subject: bool
    variables: tuple[VariableFacts, ...]


def table_facts(
    name: str,
    table: pl.DataFrame | pl.LazyFrame,
    standard: Standard,
    labels: tuple[str, Mapping[str, str]] | None = None,
) -> TableFacts:
    """Everything that a define.xml says of a table."""
    frame = table.lazy().collect()
    name = name.upper()
    label, columns = labels or ("", {})
    listed = variables(standard.name, standard.version, name, columns=frame.columns)
    published = matched(listed, frame.columns)
    # Name of its code list by variable; a code stands where no list of that name is at hand.
    lists = {
        column: one.codelist
        for column, one in published.items()
        if one.codelist and not re.search(r"\bC[0-9]+\b", one.codelist)
    }
    prefix = "" if standard.name == "ADaM" else name[:2]
    keys = next(_keys(frame, prefix), ())
    return TableFacts(
        name=name,
        label=label,
        domain=_domain(frame, name),
        kind=_kind(name, frame, prefix, standard),
        keys=keys,
        structure=f"One record per {', '.join(keys)}" if keys else "Records that no variables tell apart",
        by_subject="USUBJID" in frame.columns,
        variables=tuple(
            _variable(
                frame[column], columns.get(column, ""), published.get(column), _terms(frame, column, lists)
            )
            for column in frame.columns
        ),
    )


def _domain(frame: pl.DataFrame, name: str) -> str:
    if name.startswith("SUPP"):
        return name[4:]
    told = frame["DOMAIN"].drop_nulls() if "DOMAIN" in frame.columns else pl.Series()
    return str(told[0]) if len(told) else ""


def _kind(name: str, frame: pl.DataFrame, prefix: str, standard: Standard) -> str:
    """The class of the data set as Define-XML names it."""
    for kind, names in _CLASSES.items():
        if name in names:
            return kind
    if name.startswith(("SUPP", "SQ")):
        return "RELATIONSHIP"
    if standard.name == "ADaM":
        return "BASIC DATA STRUCTURE" if "PARAMCD" in frame.columns else "OCCURRENCE DATA STRUCTURE"
    return next((kind for topic, kind in _TOPICS if prefix + topic in frame.columns), "")


def _keys(frame: pl.DataFrame, prefix: str) -> Iterator[tuple[str, ...]]:
    """Sets of variables that tell every record from the others, the most natural first."""
    subject = [("USUBJID",), ("POOLID",), ("USUBJID", "POOLID")]
    number = [column for column in frame.columns if column in {f"{prefix}SEQ", "ASEQ"}]
    tried = [
        *((*who, one) for one in number for who in subject),
        ("SETCD", "TXPARMCD"),
        ("TSPARMCD", "TSSEQ"),
        ("ARMCD", "TAETORD"),
        ("ETCD",),
        ("VISITNUM",),
        ("ARMCD", "VISITNUM"),
        ("USUBJID",),
        ("POOLID", "USUBJID"),
        ("USUBJID", "VISITNUM"),
        ("RDOMAIN", "USUBJID", "IDVAR", "IDVARVAL", "QNAM"),
        ("RDOMAIN", "USUBJID", "POOLID", "IDVAR", "IDVARVAL", "QNAM"),
        ("RELID", "RDOMAIN", "USUBJID", "IDVAR", "IDVARVAL"),
        ("USUBJID", "PARAMCD"),
        ("USUBJID", "PARAMCD", "AVISITN"),
        ("USUBJID", "PARAMCD", "AVISITN", "ADT"),
        ("USUBJID", "AESEQ"),
    ]
    for keys in tried:
        if set(keys) <= set(frame.columns) and frame.select(keys).n_unique() == frame.height:
            yield keys


def _variable(
    series: pl.Series,
    label: str,
    told: PublishedVariable | None,
    codelist: tuple[str, tuple[tuple[str, str], ...]],
) -> VariableFacts:
    data_type, shown = _type(series)
    length = None
    if data_type == "text":
        longest = series.cast(pl.String).drop_nulls().str.len_bytes().max()
        length = max(1, int(longest)) if isinstance(longest, int) else 1
    elif data_type in {"integer", "float"}:
        length = 8
    return VariableFacts(
        name=series.name,
        label=label or (told.label if told else ""),
        data_type=data_type,
        length=length,
        format=shown,
        mandatory=told is not None and told.core == "Req",
        role=told.role if told else "",
        codelist=codelist[0],
        terms=codelist[1],
    )


def _type(series: pl.Series) -> tuple[str, str]:
    """Type as Define-XML names it, and the SAS format of what is a date."""
    kind = series.dtype
    if kind == pl.Date:
        return "integer", "DATE9."
    if isinstance(kind, pl.Datetime):
        return "integer", "DATETIME20."
    if kind == pl.Time:
        return "integer", "TIME8."
    if kind.is_integer() or kind == pl.Boolean:
        return "integer", ""
    if kind.is_numeric():
        return "float", ""
    if series.name.endswith("DTC"):
        return _moments(series.cast(pl.String).drop_nulls()), ""
    return ("durationDatetime", "") if series.name.endswith(_DURATIONS) else ("text", "")


def _moments(texts: pl.Series) -> str:
    texts = texts.filter(texts != "")
    if texts.str.contains(_DAY).all():
        return "date"
    return "datetime" if texts.str.contains(_TIME).all() else "partialDatetime"


def _terms(
    frame: pl.DataFrame, name: str, lists: Mapping[str, str]
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Name of the code list, and the terms that occur; a short name with the long name beside it."""
    if frame.schema[name] != pl.String:
        return "", ()
    long = name.removesuffix("CD")
    decoded = name.endswith(("TESTCD", "PARMCD", "PARAMCD")) and long in frame.columns
    if name not in lists and not decoded:
        return "", ()
    pairs = frame.select(value=name, decode=pl.col(long) if decoded else pl.lit(""))
    pairs = pairs.filter(pl.col("value").is_not_null(), pl.col("value") != "").unique("value").sort("value")
    if not 0 < pairs.height <= _MOST_TERMS:
        return "", ()
    return lists.get(name, name), tuple(
        (str(value), str(decode or "")) for value, decode in pairs.iter_rows()
    )
