"""The statistical section of a protocol along ICH M11, from the same findings as the report."""

from __future__ import annotations

import dataclasses

from .. import trials
from ..text import Lang, say
from ..trials import PlanFindings
from ._document import Block, Document, Section, Text
from ._trial import (
    characteristics_blocks,
    design_blocks,
    estimand_blocks,
    scenario_blocks,
    sensitivity_blocks,
)
from ._trial_cells import cell
from ._trial_prior import prior_blocks

# Section 10 of the template in its final version: ICH M11, Step 4, adopted 19 November 2025. The headings
# stay in English: the template is harmonised in that language.
_HEADINGS = (
    ("10", "STATISTICAL CONSIDERATIONS"),
    ("10.1", "General Considerations"),
    ("10.2", "Analysis Sets"),
    ("10.3", "Analyses of Demographics and Other Baseline Variables"),
    ("10.4", "Analyses Associated with the Primary Objective(s)"),
    ("10.4.1", "Primary Objective 1"),
    ("10.4.1.1", "Statistical Analysis Method"),
    ("10.4.1.2", "Handling of Data in Relation to Primary Estimand(s)"),
    ("10.4.1.3", "Handling of Missing Data in Relation to Primary Estimand(s)"),
    ("10.4.1.4", "Sensitivity Analysis"),
    ("10.4.1.5", "Supplementary Analysis"),
    ("10.5", "Analyses Associated with the Secondary Objective(s)"),
    ("10.6", "Analyses Associated with the Exploratory Objective(s)"),
    ("10.7", "Safety Analyses"),
    ("10.8", "Other Analyses"),
    ("10.9", "Interim Analyses"),
    ("10.10", "Multiplicity Adjustments"),
    ("10.11", "Sample Size Determination"),
)
_HEADERS_ONLY = {"10", "10.4", "10.4.1"}


def trial_protocol(findings: PlanFindings, *, lang: Lang = "en") -> Document:
    """Section 10 of a protocol: what the plan knows is filled in, what it does not is marked.

    Parameters
    ----------
    findings
        Of :func:`kai_workbench.trials.simulate_plan`.
    lang
        Language of the words; the headings are the template's own.

    References
    ----------
    ICH M11, Clinical electronic structured harmonised protocol (CeSHarP), template, Step 4, 19 November
    2025.
    """
    # A protocol is about the design that was chosen, not about the one it was compared with.
    plan = dataclasses.replace(findings.plan, compare=None)
    blocks = _blocks(dataclasses.replace(findings, plan=plan, compared=None), lang)
    sections = []
    for number, title in _HEADINGS:
        own = blocks.get(number, [])
        if not own and number not in _HEADERS_ONLY:
            own = [Text(say("trial_protocol.to_write", lang, number=number), "missing")]
        level = min(number.count(".") + 1, 4)
        sections.append(Section(f"{number} {title}", tuple(own), level))
    return Document(
        title=say("trial_protocol.title", lang, title=findings.plan.title),
        lang=lang,
        above=(Text(say("trial_protocol.note", lang), "note"),),
        sections=tuple(sections),
    )


def protocol_headings() -> tuple[tuple[str, str], ...]:
    """Numbers and titles of section 10 of the template, in order."""
    return _HEADINGS


def _blocks(findings: PlanFindings, lang: Lang) -> dict[str, list[Block]]:
    found = findings.found
    plan = findings.plan
    looks = any(
        hasattr(plan.design, name)
        for name in ("looks", "cohort_size", "information", "enrolled", "n1", "first")
    )
    design = design_blocks(findings, lang)
    general: list[Block] = [
        Text(
            say(
                "trial_protocol.general",
                lang,
                n=f"{found.n_trials:,}",
                seed=found.seed,
                code=trials.code_hash()[:12],
            )
        ),
        *estimand_blocks(findings, lang),
    ]
    methods: list[Block] = [*design, *prior_blocks(findings, lang)]
    blocks: dict[str, list[Block]] = {
        "10.1": general,
        "10.4.1.1": methods,
        "10.4.1.4": [
            *sensitivity_blocks(findings, lang),
            Text(say("trial_protocol.sensitivity", lang), "missing"),
        ],
        "10.11": [
            *_size(findings, lang),
            *scenario_blocks(findings, lang),
            *characteristics_blocks(findings, lang),
        ],
    }
    if plan.estimand is not None and plan.estimand.intercurrent_events:
        told: list[Block] = [
            Text(
                say(
                    "trial_protocol.event",
                    lang,
                    event=one.event,
                    strategy=say(f"trial_report.strategy.{one.strategy}", lang),
                )
            )
            for one in plan.estimand.intercurrent_events
        ]
        blocks["10.4.1.2"] = [*told, Text(say("trial_protocol.events", lang), "missing")]
    if looks:
        blocks["10.9"] = [Text(say("trial_protocol.looks", lang))]
    if isinstance(plan.design, trials.Escalation | trials.SingleArm):
        blocks["10.10"] = [Text(say("trial_protocol.no_multiplicity", lang))]
    return blocks


def _size(findings: PlanFindings, lang: Lang) -> list[Block]:
    """Planned and expected numbers of patients."""
    told = []
    for scenario, several in findings.found.measures.items():
        patients = next((one for one in several if one.name == "patients" and not one.of), None)
        if patients is not None:
            value = cell(patients.value, patients.mcse)
            told.append(say("trial_report.answer_part", lang, scenario=scenario, value=value))
    if not told:
        return []
    return [Text(say("trial_protocol.size", lang, told=", ".join(told)))]
