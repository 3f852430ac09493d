"""Whether the data sets have the shape that the standard gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from kai_workbench import standards

from ._core import Outcome
from ._core_data import ROW, Data, empty, is_text
from ._findings import Checked, absent, finding
from ._words import Words, words

# Domains that every study of the standard has: SENDIG 3.1, section 1.2 and 7; SDTMIG 3.4, section 5 and 7.
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
    unknown = []
    for data in checked.study.data():
        names = [name for name in data.frame.columns if name != ROW]
        listed = standards.variables(told.name, told.version, data.name, columns=names)
        if not listed:
            unknown.append(data.name)
            continue
        guide = words("quality.threshold.guide", guide=f"{found.standard} {found.version}")
        published = standards.matched(listed, names)
        yield _missing(data, listed, published, guide)
        if told.name != "ADaM":  # there a required variable may be empty, and any may be added
            yield from _without_value(data, published, guide)
            yield _unknown(data, published, found, guide)
        yield _types(data, checked.study.variables(data.name), published, guide)
        yield from _numbers(data, checked.study.variables(data.name), published, guide)
    if unknown:
        why = words("quality.reason.variables", what=", ".join(unknown))
        yield absent("schema.types", why, source="schema", category="conformance", status="not evaluated")


Listed = tuple[standards.PublishedVariable, ...]
Published = Mapping[str, standards.PublishedVariable]


def _named(names: list[str], values: list[str], expected: list[str] | None = None) -> pl.DataFrame:
    return pl.DataFrame(
        {"__key": names, "__value": values, "__expected": expected or [""] * len(names)},
        schema={"__key": pl.String, "__value": pl.String, "__expected": pl.String},
    )


def _missing(data: Data, listed: Listed, published: Published, guide: Words) -> Outcome:
    wanted = [one.name for one in listed if one.core == "Req"]
    there = {one.name for one in published.values()}
    lacking = [name for name in wanted if name not in there]
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


def _without_value(data: Data, published: Published, guide: Words) -> Iterator[Outcome]:
    for one in published.values():
        if one.core != "Req" or not data.frame.height:
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


def _types(data: Data, described: pl.DataFrame, published: Published, guide: Words) -> Outcome:
    types = {name: one.type for name, one in published.items()}
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


def _numbers(data: Data, described: pl.DataFrame, published: Published, guide: Words) -> Iterator[Outcome]:
    """Values of numeric variables that are no numbers; the reader kept such a variable as text."""
    texts = set(described.filter(variable_data_type="Char")["variable_name"])
    for name, one in published.items():
        # A date that SAS keeps as a number is none as it is read.
        if one.type != "number" or name not in texts or one.format in standards.DATED:
            continue
        column = data.frame[name]
        if not is_text(column):
            continue
        told = data.frame.filter(~empty(column))
        number = told[name].str.strip_chars().cast(pl.Float64, strict=False)
        yield finding(
            "schema.numbers",
            data,
            told.filter(~number.is_finite().fill_null(value=False)),
            source="schema",
            category="conformance",
            denominator=told.height,
            threshold_source=guide,
            variable=name,
        )


def _unknown(data: Data, published: Published, found: standards.PublishedList, guide: Words) -> Outcome:
    model = standards.allowed(
        found.standard,
        found.version,
        domain="SUPPQUAL" if data.name.startswith("SUPP") else data.name,
        prefix=data.prefix,
        kind=data.observation_class,
    )
    names = [name for name in data.frame.columns if name != ROW]
    strange = [name for name in names if name not in published and name not in model]
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
