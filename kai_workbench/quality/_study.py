"""Everything that is checked of a study."""

from __future__ import annotations

import json
import os
import pathlib
from collections.abc import Iterable, Iterator

import polars as pl

from kai_workbench import catalog, standards
from kai_workbench.errors import KaiError
from kai_workbench.standards import Domain, Problem, Standard, Study, StudyProblem

from . import _dates, _keys, _plausible, _schema, _terms, _trap_doses, _trap_exposures, _trap_findings
from ._core import Outcome, check_core, rules_of
from ._core_rule import GUIDES, Rule, read_rules
from ._core_study import CoreStudy
from ._findings import Check, Checked, absent, finding
from ._table import QualityTable
from ._words import Words, words

CHECKED: tuple[Check, ...] = (
    _schema.required_domains,
    _schema.variables,
    _dates.dates,
    _dates.date_order,
    _plausible.years,
    _plausible.range_order,
    _terms.controlled_terms,
    _keys.subjects_once,
    _keys.numbers_once,
    _keys.subjects_known,
    _keys.sets_known,
    _keys.pools_known,
    _keys.related_records,
    _keys.qualified_records,
    _trap_doses.dose_text,
    _trap_doses.dose_basis,
    _trap_doses.doses_agree,
    _trap_exposures.pooled_exposures,
    _trap_findings.examined,
    _trap_exposures.analytes,
    _trap_exposures.impossible,
    _trap_findings.severity_scales,
    _trap_doses.sets_share_dose,
    _trap_exposures.dose_effect,
    _trap_findings.pilot_version,
    _trap_findings.judgements,
    _trap_exposures.zeros,
)


def check_study(
    study: Study, *, rules: Iterable[Rule] | str | os.PathLike[str] | None = None
) -> QualityTable:
    """Check a study against its standard, its code lists, itself, and the CDISC CORE rules.

    Parameters
    ----------
    study
        What :func:`kai_workbench.standards.open_study` opened.
    rules
        CORE rules, or the path of their JSON; those of the data set ``cdisc-core`` without. An empty
        sequence leaves them out.

    Returns
    -------
    QualityTable
        A line for every check and data set. What could not be looked at is "not evaluated", with the
        reason; that includes the rules where they are not to be had.
    """
    frames, broken = _records(study)
    checked = Checked(study=_ready(study, frames), standard=study.standard)
    outcomes = [*_files(study, broken), *_standard(study)]
    for check in CHECKED:
        outcomes += check(checked)
    rows = [outcome.rows for outcome in outcomes if outcome.rows is not None]
    own = QualityTable.of((outcome.result for outcome in outcomes), rows)
    return QualityTable.joined([own, _core(checked, rules)])


def _records(study: Study) -> tuple[dict[str, pl.DataFrame], list[tuple[str, str]]]:
    """Records of every domain, and the files that gave none, with why."""
    frames: dict[str, pl.DataFrame] = {}
    broken: list[tuple[str, str]] = []
    for name in study.domains:
        try:
            frames[name] = study.frame(name)
        except KaiError as error:
            broken.append((study[name].file, error.say("en")))
        except (pl.exceptions.PolarsError, OSError) as error:
            broken.append((study[name].file, str(error)[:300]))
    return frames, broken


def _ready(study: Study, frames: dict[str, pl.DataFrame]) -> CoreStudy:
    """The study's records with what the rules ask of the standard."""
    told = study.standard

    def terms(name: str, returned: str) -> frozenset[str] | None:
        try:
            found = standards.codelist(name)
        except KaiError:
            return None
        return found.values if returned == "value" else frozenset(term.code for term in found.terms)

    def listed(domain: str, core: str) -> tuple[str, ...] | None:
        found = standards.published_list(told.name, told.version) if told else None
        if told is None or found is None or told.name == "ADaM":
            return None
        asked = standards.variables(told.name, told.version, domain)
        return tuple(one.name for one in asked if one.core == core) if asked else None

    return CoreStudy(
        frames,
        labels={name: study[name].label for name in frames},
        variables={name: _described(study, name) for name in frames},
        unlabelled={name for name in frames if _unlabelled(study[name])},
        terms=terms,
        listed=listed,
    )


def _unlabelled(domain: Domain) -> bool:
    """Whether nothing has labels because the file has no place for them, and no define.xml tells them."""
    told = domain.label or any(one.label for one in domain.columns)
    return domain.format in {"csv", "parquet", "xlsx"} and not told


def _described(study: Study, name: str) -> pl.DataFrame:
    """The variables as the file has them, also where they are read in another type."""
    domain = study[name]
    columns = domain.columns
    mistyped = {
        one.values["column"]: one.values["found"]
        for one in study.found
        if one.file == domain.file and one.code == "type_differs"
    }
    types = [mistyped.get(one.name, one.type) for one in columns]
    return pl.DataFrame(
        {
            "variable_name": [one.name for one in columns],
            "variable_label": [one.label for one in columns],
            "variable_data_type": ["Num" if one == "number" else "Char" for one in types],
            "variable_size": [one.length for one in columns],
            "variable_order_number": range(1, len(columns) + 1),
        },
        schema_overrides={"variable_size": pl.Float64, "variable_order_number": pl.Float64},
    )


def _files(study: Study, broken: list[tuple[str, str]]) -> Iterator[Outcome]:
    """What was wrong with the files themselves; ``schema.types`` tells of types."""
    problems = [one for one in study.found if one.code not in {"type_differs", "not_numbers"}]
    told = [(one.file, _words_of(one)) for one in problems]
    told += [(file, words("quality.as_told", told=why)) for file, why in broken]
    shown = pl.DataFrame(
        [(file, what.say()) for file, what in told],
        schema={"__key": pl.String, "__value": pl.String},
        orient="row",
    )
    outcome = finding(
        "schema.files",
        None,
        shown,
        source="schema",
        category="completeness",
        denominator=max(len(study.domains), shown.height, 1),
        threshold_source=words("quality.threshold.readable"),
    )
    if outcome.rows is not None:
        codes = [what.code for _, what in told[: outcome.rows.height]]
        outcome = outcome._replace(rows=outcome.rows.with_columns(detail_code=pl.Series(codes)))
    yield outcome


def _words_of(problem: StudyProblem | Problem) -> Words:
    """A problem of a file as a phrase, problems within it as phrases too."""
    if isinstance(problem, StudyProblem):
        values = {
            name: _words_of(one) if isinstance(one, StudyProblem | Problem) else one
            for name, one in problem.values.items()
        }
        return words(f"study.problem.{problem.code}", **values)
    told = words(f"problem.{problem.code}", value=problem.value, hint=problem.hint, column=problem.column)
    if problem.row is not None:
        told = words("quality.placed", place=words("problem.row", row=problem.row), told=told)
    return told


def _standard(study: Study) -> Iterator[Outcome]:
    told = study.standard
    known = told is not None and told.version is not None
    yield finding(
        "schema.standard",
        None,
        pl.DataFrame({"__key": [] if known else [study.path.name]}, schema={"__key": pl.String}),
        source="schema",
        category="completeness",
        denominator=1,
        threshold_source=words("quality.threshold.standard"),
    )


def _core(checked: Checked, rules: Iterable[Rule] | str | os.PathLike[str] | None) -> QualityTable:
    told = checked.standard
    if told is None or told.name not in GUIDES:
        return _none("quality.reason.no_rules", what=str(told or "?"))
    try:
        known = _rules(rules)
    except (KaiError, OSError, json.JSONDecodeError) as error:
        return _none("quality.reason.unreachable", what=str(error))
    if not known:
        return QualityTable.of()
    standard = _with_version(told, known)
    chosen = rules_of(known, standard.name, standard.version or "")
    if not chosen:
        return _none("quality.reason.no_rules", what=str(standard))
    return check_core(checked.study, chosen)


def _rules(rules: Iterable[Rule] | str | os.PathLike[str] | None) -> tuple[Rule, ...]:
    if rules is None:
        rules = catalog.fetch("cdisc-core", resource="core_rules")["core_rules"]
    if isinstance(rules, str | os.PathLike):
        return read_rules(pathlib.Path(rules))
    return tuple(rules)


def _with_version(told: Standard, rules: tuple[Rule, ...]) -> Standard:
    """The standard's version, or the newest that there are rules of where the study does not say."""
    if told.version is not None:
        return told
    versions = {version for rule in rules for name, version in rule.standards if name == GUIDES[told.name]}
    newest = max(versions, key=lambda one: tuple(int(part) for part in one.split(".")), default=None)
    return Standard(told.name, newest)


def _none(key: str, *, what: str) -> QualityTable:
    why = words(key, what=what)
    line = absent("core", why, source="CORE", category="conformance", status="not evaluated")
    return QualityTable.of([line.result])
