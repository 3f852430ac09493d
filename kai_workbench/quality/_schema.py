"""Whether the data sets have the shape that the standard gives them."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import polars as pl

from kai_workbench import standards

from ._core import Outcome
from ._core_data import ROW, Data, empty, is_text
from ._domains import domain_class
from ._findings import Checked, absent, finding
from ._words import Words, words

# Domains that every study of the standard has: SENDIG 3.1, section 1.2 and 7; SDTMIG 3.4, section 5 and 7.
_DATED = ("DATE", "TIME", "E8601", "IS8601", "YYMMDD")
REQUIRED = {"SEND": ("DM", "EX", "TA", "TE", "TS", "TX"), "SDTM": ("DM", "TS")}


def _guide(checked: Checked) -> Words:
    return words("quality.threshold.guide", guide=str(checked.standard or ""))


def required_domains(checked: Checked) -> Iterator[Outcome]:
    """Domains without which the study cannot be understood."""
    wanted = REQUIRED.get(checked.standard.name if checked.standard else "", ())
    if not wanted:
        return
    missing = [name for name in wanted if name not in checked.study]
    yield finding(
        "schema.domains",
        None,
        pl.DataFrame(
            {"__key": missing, "__value": missing}, schema={"__key": pl.String, "__value": pl.String}
        ),
        source="schema",
        category="completeness",
        denominator=len(wanted),
        threshold_source=_guide(checked),
    )


def variables(checked: Checked) -> Iterator[Outcome]:
    """Required variables, their values, types of all, and variables nobody has heard of."""
    told = checked.standard
    found = standards.published_list(told.name, told.version) if told else None
    if told is None or found is None:
        why = words("quality.reason.variables", what=str(told or "?"))
        yield absent("schema.variables", why, source="schema", category="conformance", status="not evaluated")
        return
    if not found.complete:
        why = words("quality.reason.incomplete", what=f"{found.standard} {found.version}")
        yield absent("schema.variables", why, source="schema", category="conformance", status="not evaluated")
    unknown = []
    for data in checked.study.data():
        listed = standards.variables(told.name, told.version, data.name)
        if not listed:
            unknown.append(data.name)
            continue
        guide = words("quality.threshold.guide", guide=f"{found.standard} {found.version}")
        if found.complete:
            yield _missing(data, listed, guide)
            yield from _without_value(data, listed, guide)
            yield _unknown(data, listed, guide)
        yield _types(data, checked.study.variables(data.name), listed, guide)
        yield from _numbers(data, checked.study.variables(data.name), listed, guide)
    if unknown:
        why = words("quality.reason.variables", what=", ".join(unknown))
        yield absent("schema.types", why, source="schema", category="conformance", status="not evaluated")


Listed = tuple[standards.PublishedVariable, ...]


def _named(names: list[str], values: list[str], expected: list[str] | None = None) -> pl.DataFrame:
    return pl.DataFrame(
        {"__key": names, "__value": values, "__expected": expected or [""] * len(names)},
        schema={"__key": pl.String, "__value": pl.String, "__expected": pl.String},
    )


def _missing(data: Data, listed: Listed, guide: Words) -> Outcome:
    wanted = [one.name for one in listed if one.core == "Req"]
    lacking = [name for name in wanted if name not in data.frame.columns]
    return finding(
        "schema.variables",
        data,
        _named(lacking, lacking),
        source="schema",
        category="conformance",
        denominator=len(wanted),
        threshold_source=guide,
        variable=", ".join(lacking),
    )


def _without_value(data: Data, listed: Listed, guide: Words) -> Iterator[Outcome]:
    for one in listed:
        if one.core != "Req" or one.name not in data.frame.columns or not data.frame.height:
            continue
        blank = data.frame.filter(empty(data.frame[one.name]))
        if data.name != "POOLDEF" and one.name == "USUBJID" and "POOLID" in data.frame.columns:
            blank = blank.filter(empty(blank["POOLID"]))  # a pool stands in for its animals
        yield finding(
            "schema.values",
            data,
            blank,
            source="schema",
            category="completeness",
            denominator=data.frame.height,
            threshold_source=guide,
            variable=one.name,
        )


def _types(data: Data, described: pl.DataFrame, listed: Listed, guide: Words) -> Outcome:
    types = {one.name: one.type for one in listed}
    # As the file types them: a date that SAS keeps as a number is read as a date, and is a number.
    held = described.select("variable_name", "variable_data_type").iter_rows()
    told = {name: "number" if kind == "Num" else "text" for name, kind in held if name in types}
    here = list(told)
    wrong = [name for name in here if told[name] != types[name]]
    return finding(
        "schema.types",
        data,
        _named(wrong, [told[name] for name in wrong], [types[name] for name in wrong]),
        source="schema",
        category="conformance",
        denominator=len(here),
        threshold_source=guide,
        variable=", ".join(wrong),
    )


def _numbers(data: Data, described: pl.DataFrame, listed: Listed, guide: Words) -> Iterator[Outcome]:
    """Values of numeric variables that are no numbers; the reader kept such a variable as text."""
    texts = set(described.filter(variable_data_type="Char")["variable_name"])
    for one in listed:
        # A date that SAS keeps as a number is none as it is read.
        if one.type != "number" or one.name not in texts or one.format.startswith(_DATED):
            continue
        column = data.frame[one.name]
        if not is_text(column):
            continue
        told = data.frame.filter(~empty(column))
        number = told[one.name].str.strip_chars().cast(pl.Float64, strict=False)
        yield finding(
            "schema.numbers",
            data,
            told.filter(~number.is_finite().fill_null(value=False)),
            source="schema",
            category="conformance",
            denominator=told.height,
            threshold_source=guide,
            variable=one.name,
        )


def _unknown(data: Data, listed: Listed, guide: Words) -> Outcome:
    known = {one.name for one in listed} | {data.prefix + one for one in _model(data.observation_class)}
    names = [name for name in data.frame.columns if name != ROW]
    strange = [name for name in names if name not in known | _general()]
    return finding(
        "schema.unknown",
        data,
        _named(strange, strange),
        source="schema",
        category="conformance",
        denominator=len(names),
        threshold_source=guide,
        variable=", ".join(strange),
    )


@functools.cache
def _every() -> tuple[tuple[str, str], ...]:
    """Domain and variable of all published lists of SEND and SDTM."""
    found: set[tuple[str, str]] = set()
    for name, version in (("SEND", "3.0"), ("SEND", "3.1"), ("SDTM", "3.3")):
        told = standards.published_list(name, version)
        for domain in told.domains if told else ():
            found |= {(domain, one.name) for one in standards.variables(name, version, domain)}
    return tuple(sorted(found))


@functools.cache
def _model(kind: str | None) -> frozenset[str]:
    """What may stand behind the prefix in a domain of this class: the model allows more than a list."""
    return frozenset(
        name[2:]
        for domain, name in _every()
        if name.startswith(domain[:2]) and len(domain) == 2 and domain_class(domain) == kind
    )


@functools.cache
def _general() -> frozenset[str]:
    """Variables that bear no domain's prefix, and so may stand in many."""
    return frozenset(name for domain, name in _every() if not name.startswith(domain[:2]))
