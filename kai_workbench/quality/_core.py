"""CDISC CORE rules held against a study."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import polars as pl

from ._core_conditions import ALL_OPERATORS, mask
from ._core_data import ROW, CannotEvaluate, Data, NotHere, as_text
from ._core_groups import GROUP_OPERATORS
from ._core_joins import unsupported_join
from ._core_operations import OPERATIONS, perform
from ._core_rule import GUIDES, Rule
from ._core_study import CoreStudy
from ._row_keys import row_keys
from ._table import QualityTable, Result
from ._words import Words, words

PRESENCE, VARIABLES, DATASETS = "Domain Presence Check", "Variable Metadata Check", "Dataset Metadata Check"
KINDS = frozenset({"Record Data", PRESENCE, VARIABLES, DATASETS})
# So many failing records of one rule and data set are kept; the count tells of all.
MOST_ROWS = 10_000


def unsupported(rule: Rule) -> Words | None:
    """Why a rule cannot be evaluated here, whatever the study; ``None`` where it can."""
    if all(name == "USDM" for name, _ in rule.standards):
        return words("quality.reason.usdm")
    if rule.kind not in KINDS:
        return words("quality.reason.kind", what=rule.kind)
    return next(_obstacles(rule), None)


def _obstacles(rule: Rule) -> Iterator[Words]:
    for leaf in rule.leaves():
        if leaf.operator not in ALL_OPERATORS:
            yield words("quality.reason.operator", what=leaf.operator)
        if leaf.options.get("regex") and leaf.operator in GROUP_OPERATORS:
            yield words("quality.reason.option", what="regex")
    for told in rule.operations:
        if told["operator"] not in OPERATIONS:
            yield words("quality.reason.operation", what=told["operator"])
        if told["operator"] == "codelist_terms" and not told.get("codelists"):
            yield words("quality.reason.terminology", what=told.get("codelist_code") or "")
        if told.get("group_aliases") or told.get("regex"):
            yield words("quality.reason.option", what="group_aliases")
    for told in rule.datasets:
        if what := unsupported_join(told):
            yield words("quality.reason.join", what=what)


def rules_of(rules: Iterable[Rule], standard: str, version: str) -> list[Rule]:
    """The rules of an implementation guide's version.

    Parameters
    ----------
    standard
        ``SEND`` or ``SDTM``.
    version
        Version of the implementation guide.
    """
    return [rule for rule in rules if (GUIDES.get(standard, standard), version) in rule.standards]


def check_core(study: CoreStudy, rules: Iterable[Rule]) -> QualityTable:
    """Evaluate rules on every data set that they apply to.

    Parameters
    ----------
    study
        The data sets.
    rules
        Rules of the study's standard and version (:func:`rules_of`).

    Returns
    -------
    QualityTable
        A line for each rule and data set that was looked at; one line for a rule that could not be
        evaluated, or that applies to nothing here.
    """
    results: list[Result] = []
    rows: list[pl.DataFrame] = []
    for rule in rules:
        for outcome in _outcomes(study, rule):
            results.append(outcome.result)
            if outcome.rows is not None:
                rows.append(outcome.rows)
    return QualityTable.of(results, rows)


class Outcome(NamedTuple):
    """A line of the table and its failing rows."""

    result: Result
    rows: pl.DataFrame | None = None


_LABELS = {"variable_label", "dataset_label"}


def _outcomes(study: CoreStudy, rule: Rule) -> Iterator[Outcome]:
    if why := unsupported(rule):
        yield Outcome(_line(rule, reason=why)._replace(status="not evaluated"))
        return
    looked_at = False
    lacking: frozenset[str] = frozenset()
    for data in study.data():
        if not in_scope(rule, data):
            continue
        try:
            yield _evaluated(study, rule, data)
            looked_at = True
        except NotHere as missing:
            lacking |= missing.names
        except CannotEvaluate as cannot:
            yield Outcome(_line(rule, data, reason=cannot.why)._replace(status="not evaluated"))
            looked_at = True
        if rule.kind == PRESENCE and not rule.operations and looked_at:
            return  # it asks about the study, once
    if not looked_at:
        named = ", ".join(sorted(lacking)[:8])
        why = words("quality.reason.lacks", what=named) if lacking else words("quality.reason.scope")
        yield Outcome(_line(rule, reason=why)._replace(status="not applicable"))


def in_scope(rule: Rule, data: Data) -> bool:
    """Whether the rule is about this data set."""
    kind = data.observation_class
    classes, domains = rule.classes, rule.domains
    if classes.include and "ALL" not in classes.include:
        about = kind == "FINDINGS ABOUT" and "FINDINGS" in classes.include
        if kind not in classes.include and not about:
            return False
    if kind in classes.exclude:
        return False
    if domains.include and not _named(data, domains.include):
        return False
    if data.split and domains.split is False:
        return False
    if domains.split and not domains.include and not data.split:
        return False
    return not _named(data, domains.exclude)


def _named(data: Data, names: frozenset[str]) -> bool:
    if names & {"ALL", data.name, data.domain}:
        return True
    if "SUPP--" in names and data.supplemental:
        return True
    return "AP--" in names and len(data.domain) == 4 and data.domain.startswith("AP")


def _view(study: CoreStudy, rule: Rule, data: Data) -> Data:
    """What the rule's conditions look at: the records, or what is told about them."""
    match rule.kind:
        case "Domain Presence Check":
            present = {*study.names(), *(one.domain for one in study.data())}
            frame = pl.DataFrame({name: [True] for name in sorted(present)})
        case "Variable Metadata Check":
            frame = study.variables(data.name)
        case "Dataset Metadata Check":
            frame = pl.DataFrame({"dataset_name": [data.name], "dataset_label": [data.label]})
        case _:
            return study.joined(data, rule)
    frame = frame.with_columns(pl.col(pl.String).fill_null("")).with_row_index(ROW, offset=1)
    return dataclasses.replace(data, frame=frame, found={})


def _evaluated(study: CoreStudy, rule: Rule, data: Data) -> Outcome:
    if data.name in study.unlabelled:
        for leaf in rule.leaves():
            if leaf.target in _LABELS:
                raise CannotEvaluate(words("quality.reason.metadata", what=leaf.target))
    view = _view(study, rule, data)
    if rule.operations:
        source = view if rule.kind == "Record Data" else data
        view = dataclasses.replace(view, values=perform(study, source, rule.operations))
    if view.frame.is_empty() and rule.kind == "Record Data":
        return Outcome(_line(rule, data, reason=words("quality.reason.no_records"))._replace(denominator=0))
    answer = mask(view, rule.conditions)
    # Most rules find nothing: no need to look for the records then.
    found = answer if isinstance(answer, bool) else answer.any()
    broken = view.frame.filter(answer) if found else view.frame.clear()
    denominator, failures, kept = _counted(rule, data, view, broken)
    line = _line(rule, data)._replace(denominator=denominator, failures=failures)
    if not failures:
        return Outcome(line)
    return Outcome(line, _rows(rule, data, view, kept))


def _counted(rule: Rule, data: Data, view: Data, broken: pl.DataFrame) -> tuple[int, int, pl.DataFrame]:
    """How many could fail, how many do, and the records to show for it."""
    if rule.sensitivity == "Dataset" or rule.kind in {PRESENCE, DATASETS}:
        return 1, min(broken.height, 1), broken.head(1)
    groups = [data.resolve(name) for name in rule.groups]
    groups = [name for name in groups if name in view.frame.columns]
    if rule.sensitivity == "Group" and groups:
        first = broken.unique(groups, keep="first", maintain_order=True)
        return view.frame.select(groups).n_unique(), first.height, first
    once = broken.unique(ROW, keep="first", maintain_order=True)
    total = data.frame.height if rule.kind == "Record Data" else view.frame.height
    return total, once.height, once


def _rows(rule: Rule, data: Data, view: Data, broken: pl.DataFrame) -> pl.DataFrame:
    """Failing rows of the table."""
    kept = broken.head(MOST_ROWS)
    told = [data.resolve(name) for name in rule.variables]
    shown = [name for name in told if name in kept.columns] or ["variable_name"]
    shown = [name for name in shown if name in kept.columns]
    values = [pl.col(name) for name in shown]
    texts = kept.select(as_text(kept[name]).fill_null("").alias(name) for name in shown)
    whole = rule.kind != "Record Data" or rule.sensitivity == "Dataset"
    each = rule.kind == VARIABLES and rule.sensitivity == "Record"
    named = kept["variable_name"] if each else pl.repeat(", ".join(shown or told), kept.height, eager=True)
    return pl.DataFrame(
        {
            "row": pl.repeat(None, kept.height, dtype=pl.Int64, eager=True) if whole else kept[ROW],
            "key": "" if whole else row_keys(data.name, kept),
            "value": texts.select(pl.concat_str(values, separator=" | ")).to_series() if values else "",
        }
    ).with_columns(
        check=pl.lit(rule.id),
        domain=pl.lit(data.name),
        variable=named,
        detail=pl.lit(rule.message.replace("--", view.prefix)),
    )


def _line(rule: Rule, data: Data | None = None, *, reason: Words | str = "") -> Result:
    shown = [data.resolve(name) if data else name for name in rule.variables]
    return Result(
        check=rule.id,
        source="CORE",
        category="conformance",
        title=rule.title,
        domain=data.name if data else None,
        variable=", ".join(shown) or None,
        threshold_source=words("quality.threshold.core", references=", ".join(rule.references[:3])),
        reason=reason,
    )
