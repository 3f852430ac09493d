"""The report on a design's operating characteristics: what was asked, what was found, what was not tried."""

from __future__ import annotations

import dataclasses
import hashlib
import importlib.metadata
import platform
from collections.abc import Iterator
from typing import Any

import polars as pl

from .. import trials
from ..text import Lang, phrases, say
from ..trials import PlanFindings
from ._document import Block, Document, Points, Section, Table, Text
from ._trial_cells import (
    across,
    cell,
    design_label,
    design_labels,
    frame_table,
    measure_name,
    measures_tables,
    plain,
    settings_rows,
)
from ._trial_compared import compared_blocks
from ._trial_examples import example_blocks
from ._trial_limits import limits
from ._trial_pictures import picture_of
from ._trial_prior import prior_blocks

_PACKAGES = ("numpy", "scipy", "numba", "polars")


def trial_report(findings: PlanFindings, *, lang: Lang = "en") -> Document:
    """Everything that a report of operating characteristics contains, in one language.

    Parameters
    ----------
    findings
        Of :func:`kai_workbench.trials.simulate_plan`.
    lang
        Language of the words; titles and names stay as the plan has them.

    Returns
    -------
    Document
        For :func:`to_html` and :func:`to_docx`.

    References
    ----------
    FDA draft guidance on Bayesian methodology, January 2026 (FDA-2025-D-3217). ICH E9(R1), 2019. Morris
    TP, White IR, Crowther MJ. Stat Med 2019;38:2074 (ADEMP).
    """
    parts: list[tuple[str, list[Block]]] = [
        ("estimand", estimand_blocks(findings, lang)),
        ("design", design_blocks(findings, lang)),
        ("prior", prior_blocks(findings, lang)),
        ("scenarios", scenario_blocks(findings, lang)),
        ("characteristics", characteristics_blocks(findings, lang)),
        *([("compared", compared_blocks(findings, lang))] if findings.compared is not None else []),
        ("bayesian", bayesian_blocks(findings, lang)),
        ("examples", example_blocks(findings, lang)),
        ("sensitivity", sensitivity_blocks(findings, lang)),
        ("repeat", repeat_blocks(findings, lang)),
        ("limits", [Text(say("trial_report.limits_note", lang)), Points(tuple(limits(findings, lang)))]),
    ]
    return Document(
        title=findings.plan.title,
        lang=lang,
        above=tuple(_answer(findings, lang)),
        sections=tuple(
            Section(f"{k}. {say(f'trial_report.section.{key}', lang)}", tuple(blocks))
            for k, (key, blocks) in enumerate(parts, start=1)
        ),
    )


def _answer(findings: PlanFindings, lang: Lang) -> Iterator[Block]:
    """The one sentence, by what the design can say, and what it rests on."""
    plan, found = findings.plan, findings.found
    name = design_labels(findings)[0]
    heads = {
        one.truth.name: findings.success(one.truth.name)
        or next((m for m in found.measures[one.truth.name] if m.name == "correct_selection"), None)
        for one in plan.scenarios
    }
    known = {scenario: one for scenario, one in heads.items() if one is not None}
    parts = []
    for measure in dict.fromkeys(one.name for one in known.values()):
        values = (
            say("trial_report.answer_part", lang, scenario=scenario, value=cell(one.value, one.mcse))
            for scenario, one in known.items()
            if one.name == measure
        )
        parts.append(f"{measure_name(measure, lang)}: {', '.join(values)}")
    if parts:
        yield Text(say("trial_report.answer", lang, design=name, told="; ".join(parts)), "answer")
    method = " · ".join(
        say(f"trial_report.method.{one}", lang) for one in sorted(set(found.methods.values()))
    )
    yield Text(
        say(
            "trial_report.basis",
            lang,
            method=method,
            n=f"{found.n_trials:,}",
            k=len(plan.scenarios),
            seed=found.seed,
        ),
        "note",
    )


def estimand_blocks(findings: PlanFindings, lang: Lang) -> list[Block]:
    """The five attributes of ICH E9(R1), or that they are missing."""
    stated = findings.plan.estimand
    if stated is None:
        return [Text(say("trial_report.estimand_missing", lang), "warning")]
    rows = [
        (say(f"trial_report.estimand.{field}", lang), getattr(stated, field))
        for field in ("treatment", "population", "variable", "summary")
    ]
    heads = (say("trial_report.attribute", lang), say("trial_report.stated", lang))
    blocks: list[Block] = [Table("", heads, tuple(rows), 2)]
    if stated.intercurrent_events:
        events = tuple(
            (one.event, say(f"trial_report.strategy.{one.strategy}", lang))
            for one in stated.intercurrent_events
        )
        heads = (say("trial_report.event", lang), say("trial_report.strategy", lang))
        blocks.append(Table(say("trial_report.events", lang), heads, events, 2))
    else:
        blocks.append(Text(say("trial_report.events_missing", lang), "warning"))
    return blocks


def design_blocks(findings: PlanFindings, lang: Lang) -> list[Block]:
    """Rules in words, settings, and the decision table where there is one."""
    plan = findings.plan
    designs = [plan.design, *([plan.compare] if plan.compare is not None else [])]
    names = design_labels(findings)
    told = {rule_of(one, lang): design_label(one) for one in reversed(designs)}
    blocks: list[Block] = [Text(f"{name}: {rule}") for rule, name in reversed(told.items())]
    heads = (say("trial_report.setting", lang), *names)
    blocks.append(Table(say("trial_report.settings", lang), heads, settings_rows(designs, lang), 3))
    for k, design in enumerate(designs):
        own: Any = design
        if hasattr(own, "decision_table"):
            caption = say("trial_report.decision_table", lang, design=names[k])
            file = f"decision-table{'-compared' if k else ''}"
            blocks.append(frame_table(own.decision_table(), lang, caption=caption, file=file))
    return blocks


def rule_of(design: trials.Design, lang: Lang) -> str:
    """The rule in words; of a design without words, the first line of its documentation."""
    key = f"trial_rule.{trials.design_name(type(design))}"
    if key in phrases():
        return say(key, lang)
    return (type(design).__doc__ or type(design).__name__).strip().split("\n")[0]


def scenario_blocks(findings: PlanFindings, lang: Lang) -> list[Block]:
    """The truths, what each stands for, and how probable it is held."""
    plan = findings.plan
    # What no scenario sets is a default that this design may not even look at.
    shown = [
        field.name
        for field in dataclasses.fields(plan.scenarios[0].truth)
        if field.name != "name"
        and any(getattr(one.truth, field.name) != field.default for one in plan.scenarios)
    ]
    weighted = plan.scenarios[0].weight is not None
    heads = [say(f"trial_report.{one}", lang) for one in ("scenario", "role", "method")]
    heads += [say("trial_report.weight", lang)] * weighted
    heads += [truth_field(field, lang) for field in shown]
    rows = [
        (
            one.truth.name,
            say(f"trial_report.role.{one.role}", lang),
            say(f"trial_report.method.{findings.found.methods[one.truth.name]}", lang),
            *([plain(one.weight, lang)] if weighted else []),
            *(plain(getattr(one.truth, field), lang) for field in shown),
        )
        for one in plan.scenarios
    ]
    return [
        Table("", tuple(heads), tuple(rows), 3 + weighted),
        Text(say("trial_report.scenarios_note", lang), "note"),
    ]


def truth_field(field: str, lang: Lang) -> str:
    """What a scenario's field is called."""
    key = f"trial_report.truth.{field}"
    return say(key, lang) if key in phrases() else field.replace("_", " ")


def characteristics_blocks(findings: PlanFindings, lang: Lang) -> list[Block]:
    """The picture and the whole table."""
    blocks: list[Block] = []
    picture = picture_of(findings, lang)
    if picture is not None:
        blocks.append(picture)
    caption = say("trial_report.characteristics_table", lang, design=design_labels(findings)[0])
    blocks += measures_tables(findings.found, lang, file="operating-characteristics", caption=caption)
    if findings.compared is not None:
        name = design_labels(findings)[1]
        caption = say("trial_report.characteristics_table", lang, design=name)
        file = "operating-characteristics-compared"
        blocks += measures_tables(findings.compared, lang, file=file, caption=caption)
    blocks.append(Text(say("trial_report.mcse_note", lang), "note"))
    return blocks


def bayesian_blocks(findings: PlanFindings, lang: Lang) -> list[Block]:
    """Averages under the design prior, or why there are none."""
    found = findings.under_design_prior()
    if not found:
        return [Text(say("trial_report.no_design_prior", lang), "note")]
    rows = across({say("trial_report.average", lang): found}, lang)
    heads = tuple(say(f"trial_report.{one}", lang) for one in ("measure", "of", "average"))
    frame = pl.DataFrame(
        [[m.name, m.of, m.value, m.mcse, m.unit] for m in found],
        schema=["measure", "of", "value", "mcse", "unit"],
        orient="row",
    )
    table = Table(say("trial_report.average_table", lang), heads, rows, 2, "design-prior", frame)
    blocks: list[Block] = [table, Text(say("trial_report.average_note", lang), "note")]
    if not any(one.name == "true_given_success" for one in found):
        blocks.append(Text(say("trial_report.no_true_given_success", lang), "note"))
    return blocks


def sensitivity_blocks(findings: PlanFindings, lang: Lang) -> list[Block]:
    """What changes when a setting does."""
    if not findings.varied:
        return [Text(say("trial_report.no_sensitivity", lang), "warning")]
    plan = findings.plan
    heads = _headline(findings)
    names = [one.truth.name for one in plan.scenarios]
    rows: list[tuple[str, ...]] = []
    frames = []
    cases: list[tuple[str, Any, Any]] = []
    for field in dict.fromkeys(one.field for one in findings.varied):
        cases.append((field, getattr(plan.design, field), findings.found))
        cases += [(one.field, one.value, one.found) for one in findings.varied if one.field == field]
    for field, value, found in cases:
        planned = found is findings.found
        told = plain(value, lang) + (f" · {say('trial_report.as_planned', lang)}" if planned else "")
        frames.append(
            found.frame.select(pl.lit(field).alias("setting"), pl.lit(str(value)).alias("set_to"), pl.all())
        )
        for k, head in enumerate(heads):
            by_name = [{m.name: m for m in found.measures[name] if not m.of} for name in names]
            told_of = [next((several[one] for one in head if one in several), None) for several in by_name]
            cells = ["–" if one is None else cell(one.value, one.mcse) for one in told_of]
            # What is a type I error under one truth is power under another.
            labels = (measure_name(one.name, lang, one.unit) for one in told_of if one is not None)
            rows.append(
                (
                    field if k == 0 else "",
                    told if k == 0 else "",
                    " / ".join(dict.fromkeys(labels)),
                    *cells,
                )
            )
    table = Table(
        say("trial_report.sensitivity_table", lang),
        (
            say("trial_report.setting", lang),
            say("trial_report.set_to", lang),
            say("trial_report.measure", lang),
            *names,
        ),
        tuple(rows),
        3,
        "sensitivity",
        pl.concat(frames),
    )
    return [table, Text(say("trial_report.sensitivity_note", lang), "note")]


def _headline(findings: PlanFindings) -> list[tuple[str, ...]]:
    """The few measures that are followed: success or correct selection, overdosing, size, duration."""
    known = {m.name for several in findings.found.measures.values() for m in several if not m.of}
    wanted = (
        trials.SUCCESS,
        ("correct_selection",),
        ("overdose_selected",),
        ("family_wise_error",),
        ("patients",),
        ("duration",),
    )
    return [names for names in wanted if known & set(names)]


def repeat_blocks(findings: PlanFindings, lang: Lang) -> list[Block]:
    """Seeds, versions, and hashes of the code, the settings and the numbers."""
    plan, found = findings.plan, findings.found
    numbers = hashlib.sha256(found.frame.write_csv().encode()).hexdigest()
    rows = [
        (say("trial_report.seed", lang), str(found.seed)),
        *(
            [(say("trial_report.seed_compared", lang), str(findings.compared.seed))]
            if findings.compared
            else []
        ),
        (say("trial_report.n_trials", lang), f"{found.n_trials:,}"),
        (say("trial_report.batch", lang), f"{plan.design.batch_size:,}"),
        (say("trial_report.settings_hash", lang), plan.source_sha256 or "–"),
        (say("trial_report.code_hash", lang), trials.code_hash()),
        (say("trial_report.numbers_hash", lang), numbers),
        ("kai-workbench", importlib.metadata.version("kai-workbench")),
        ("Python", platform.python_version()),
        *((name, importlib.metadata.version(name)) for name in _PACKAGES),
    ]
    return [
        Text(say("trial_report.repeat_note", lang)),
        Table("", (say("trial_report.what", lang), say("trial_report.value", lang)), tuple(rows), 2),
    ]
