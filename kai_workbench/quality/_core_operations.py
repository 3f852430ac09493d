"""What a rule asks of the study before it compares: values of other domains, counts, extremes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import polars as pl

from ._core_data import CannotEvaluate, Data, NotHere, as_text
from ._core_dates import moments, study_day
from ._domains import DOMAINS, domain_label
from ._words import words

Told = Mapping[str, Any]


class StudyData(Protocol):
    """The data sets of a study and the standard's lists, as the operations need them."""

    def __getitem__(self, name: str) -> Data: ...

    def __contains__(self, name: object) -> bool: ...

    def names(self) -> list[str]:
        """Names of all data sets."""

    def terms(self, codelist: str, returned: str) -> frozenset[str] | None:
        """Values or codes of a code list; ``None`` where there is none."""

    def listed(self, domain: str, core: str) -> tuple[str, ...] | None:
        """Variables that the standard requires or expects; ``None`` where no list is known."""


Operation = Callable[[StudyData, Data, Told], Any]


def _source(study: StudyData, data: Data, told: Told) -> Data:
    """The data set that an operation looks at."""
    name = str(told.get("domain") or data.name)
    if name.endswith("--"):
        name = data.name if data.name.startswith(name[:-2]) else name
    return data if name in {data.name, data.domain} else study[name]


def _filtered(source: Data, told: Told) -> pl.DataFrame:
    frame = source.frame
    for name, value in (told.get("filter") or {}).items():
        column = source.resolve(name)
        if column not in frame.columns:
            raise NotHere(frozenset({column}))
        start = str(value).removesuffix("&")
        test = pl.col(column) == value if start == str(value) else pl.col(column).str.starts_with(start)
        frame = frame.filter(test)
    return frame


def _named(source: Data, told: Told, data: Data) -> str:
    name = str(told["name"])
    if name.startswith("--"):
        name = (source.prefix if told.get("domain") else data.prefix) + name[2:]
    if name not in source.frame.columns:
        raise NotHere(frozenset({name}))
    return name


def _groups(source: Data, data: Data, told: Told) -> list[str]:
    names = [source.resolve(name) for name in told.get("group") or ()]
    if told.get("group_aliases") or told.get("regex"):
        raise CannotEvaluate(words("quality.reason.option", what="group_aliases"))
    for held in (source.frame, data.frame):
        if lacking := frozenset(names) - set(held.columns):
            raise NotHere(lacking)
    return names


def _spread(data: Data, groups: list[str], answers: pl.DataFrame) -> pl.Series:
    """``answers`` (a row a group, the answer in ``answer``) for every record of ``data``."""
    return data.frame.select(groups).join(
        answers, on=groups, how="left", nulls_equal=True, maintain_order="left"
    )["answer"]


def _distinct(study: StudyData, data: Data, told: Told) -> Any:
    source = _source(study, data, told)
    frame, name = _filtered(source, told), _named(source, told, data)
    if told.get("value_is_reference"):
        return _references(study, frame, name)
    groups = _groups(source, data, told)
    if not groups:
        return frozenset(frame[name].unique().to_list())
    return _spread(data, groups, frame.group_by(groups).agg(answer=pl.col(name).unique()))


def _references(study: StudyData, frame: pl.DataFrame, name: str) -> frozenset[str]:
    """Names in ``name`` that are variables of the domain the record refers to."""
    if "RDOMAIN" not in frame.columns:
        raise NotHere(frozenset({"RDOMAIN"}))
    pairs = frame.select("RDOMAIN", name).unique().iter_rows()
    return frozenset(
        variable for domain, variable in pairs if domain in study and variable in study[domain].frame.columns
    )


def _record_count(study: StudyData, data: Data, told: Told) -> Any:
    source = _source(study, data, told)
    frame, groups = _filtered(source, told), _groups(source, data, told)
    if not groups:
        return frame.height
    every = source.frame.select(groups).unique()
    counted = every.join(
        frame.group_by(groups).agg(answer=pl.len()), on=groups, how="left", nulls_equal=True
    ).with_columns(pl.col("answer").fill_null(0).cast(pl.Float64))
    return _spread(data, groups, counted)


def _extreme_date(*, latest: bool) -> Operation:
    def operation(study: StudyData, data: Data, told: Told) -> Any:
        source = _source(study, data, told)
        name, groups = _named(source, told, data), _groups(source, data, told)
        texts = as_text(source.frame[name])
        frame = pl.concat([source.frame.select(groups), moments(texts)], how="horizontal").with_columns(
            text=texts.str.slice(0, 19)
        )
        known = frame.drop_nulls("full").sort("full", descending=latest, maintain_order=True)
        if not groups:
            return str(known["text"][0]) if known.height else ""
        answers = known.group_by(groups, maintain_order=True).agg(answer=pl.col("text").first())
        return _spread(data, groups, answers).fill_null("")

    return operation


def _extreme(*, largest: bool) -> Operation:
    def operation(study: StudyData, data: Data, told: Told) -> Any:
        source = _source(study, data, told)
        name, groups = _named(source, told, data), _groups(source, data, told)
        best = pl.col(name).max() if largest else pl.col(name).min()
        if not groups:
            return source.frame.select(best).item()
        return _spread(data, groups, source.frame.group_by(groups).agg(answer=best))

    return operation


def _variable_exists(study: StudyData, data: Data, told: Told) -> Any:
    source = _source(study, data, told)
    return source.resolve(told["name"]) in source.frame.columns


def _variable_count(study: StudyData, data: Data, told: Told) -> Any:  # noqa: ARG001
    held = (study[name] for name in study.names())
    return sum(one.resolve(told["name"]) in one.frame.columns for one in held)


def _dy(study: StudyData, data: Data, told: Told) -> Any:
    name = _named(data, told, data)
    subjects = study["DM"].frame
    if lacking := frozenset({"USUBJID", "RFSTDTC"}) - set(subjects.columns):
        raise NotHere(lacking)
    if "USUBJID" not in data.frame.columns:
        raise NotHere(frozenset({"USUBJID"}))
    first = subjects.select("USUBJID", answer="RFSTDTC").unique("USUBJID", keep="first", maintain_order=True)
    return study_day(data.frame[name], _spread(data, ["USUBJID"], first))


def _codelist_terms(study: StudyData, data: Data, told: Told) -> Any:  # noqa: ARG001
    names = told.get("codelists") or ()
    returned = str(told.get("returntype") or "value")
    if not names or told.get("level") != "term":
        raise CannotEvaluate(words("quality.reason.terminology", what=told.get("codelist_code") or ""))
    found = [study.terms(name, returned) for name in names]
    if None in found:
        raise CannotEvaluate(words("quality.reason.terminology", what=", ".join(names)))
    return frozenset().union(*(one for one in found if one))


def _split(study: StudyData, data: Data, told: Told) -> Any:  # noqa: ARG001
    return as_text(data.frame[_named(data, told, data)]).str.split(told["delimiter"])


def _listed(core: str) -> Operation:
    def operation(study: StudyData, data: Data, told: Told) -> Any:  # noqa: ARG001
        found = study.listed(data.name, core)
        if found is None:
            raise CannotEvaluate(words("quality.reason.variables", what=data.name))
        return found

    return operation


def _metadata(study: StudyData, data: Data, told: Told) -> Any:  # noqa: ARG001
    known = {"dataset_name": data.name, "dataset_label": data.label}
    if told["name"] not in known:
        raise CannotEvaluate(words("quality.reason.metadata", what=told["name"]))
    return known[told["name"]]


def _is_custom(study: StudyData, data: Data, told: Told) -> Any:  # noqa: ARG001
    return data.domain not in DOMAINS and not data.supplemental


OPERATIONS: Mapping[str, Operation] = {
    "distinct": _distinct,
    "record_count": _record_count,
    "min_date": _extreme_date(latest=False),
    "max_date": _extreme_date(latest=True),
    "min": _extreme(largest=False),
    "max": _extreme(largest=True),
    "variable_exists": _variable_exists,
    "variable_count": _variable_count,
    "study_domains": lambda study, _data, _told: frozenset(study[name].domain for name in study.names()),
    "dataset_names": lambda study, _data, _told: frozenset(study.names()),
    "domain_label": lambda _study, data, _told: domain_label(data.domain),
    "domain_is_custom": _is_custom,
    "dy": _dy,
    "codelist_terms": _codelist_terms,
    "split_by": _split,
    "required_variables": _listed("Req"),
    "expected_variables": _listed("Exp"),
    "get_column_order_from_dataset": lambda _study, data, _told: tuple(data.frame.columns),
    "extract_metadata": _metadata,
}


def perform(study: StudyData, data: Data, operations: tuple[Told, ...]) -> dict[str, Any]:
    """Results of ``operations`` by id.

    Raises
    ------
    NotHere
        A domain or a variable that an operation looks at is not in the study.
    CannotEvaluate
        An operation is not known here, or needs what the study cannot tell.
    """
    results: dict[str, Any] = {}
    for told in operations:
        operation = OPERATIONS.get(told["operator"])
        if operation is None:
            raise CannotEvaluate(words("quality.reason.operation", what=told["operator"]))
        results[told["id"]] = operation(study, data, told)
    return results
