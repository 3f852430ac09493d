"""A trial's plan as USDM 4.0: what other systems read, and what reads back as the same plan."""

from __future__ import annotations

import collections
import dataclasses
import html
import importlib.metadata
import itertools
import json
from typing import Any

from .. import trials
from ..standards import USDM, USDMError
from ..text import Lang
from ..trials import Design, PlanFindings, TrialPlan
from ._document import Points, Section, Table, Text
from ._trial import rule_of
from ._trial_protocol import trial_protocol

EXTENSION = "urn:kai-workbench:trial-plan:1"
_LANGUAGES = {"en": "English", "ko": "Korean"}
_CDISC, _VERSION = "http://www.cdisc.org", "2024-09-27"
# Codes of CDISC's controlled terminology for USDM.
_CODES = {
    "Interventional Study": "C98388",
    "Treatment Epoch": "C101526",
    "Investigational Arm": "C174266",
    "Control Arm": "C174226",
    "Data Generated Within Study": "C188866",
    "Parallel Study": "C82639",
    "Group Sequential Design": "C142568",
    "Single Group Study": "C82640",
    "Adaptive Design": "C98704",
    "Primary Objective": "C85826",
    "Primary Endpoint": "C94496",
    "Experimental Intervention": "C41161",
    "Pharmacologic Substance": "C1909",
    "Official Study Title": "C207616",
    "Study Protocol": "C70817",
    "Draft": "C85255",
}


def trial_usdm(findings: PlanFindings, *, lang: Lang = "en") -> USDM:
    """The plan as a study definition.

    Arms (a dose each, or the arms of the design), one treatment epoch, the estimand with its objective
    and endpoint, and section 10 of the protocol as narrative content. The whole plan is carried in an
    extension, so that :func:`plan_from_usdm` gives it back. What the plan does not know (identifiers,
    phase, eligibility, schedule of activities) is left out and not invented.

    Parameters
    ----------
    findings
        Of :func:`kai_workbench.trials.simulate_plan`.
    lang
        Of the narrative content.

    References
    ----------
    CDISC, Unified Study Definitions Model 4.0 (2025).
    """
    return USDM(_Writer(lang).study(findings))


def plan_from_usdm(usdm: USDM) -> TrialPlan:
    """The plan that :func:`trial_usdm` wrote into a study definition.

    Raises
    ------
    USDMError
        The study holds none.
    kai_workbench.errors.KaiError
        One that somebody has changed, and that a design refuses.
    """
    for design in usdm.designs:
        for one in design.get("extensionAttributes") or []:
            if one["url"] == EXTENSION:
                carried = _carried(one.get("valueString"), usdm.name)
                return trials.plan_from_settings(carried["plan"], source_sha256=carried["source_sha256"])
    raise USDMError("usdm_without_plan", where=usdm.name)


def _carried(text: Any, where: str) -> dict[str, Any]:
    try:
        carried = json.loads(text)
        return {"plan": dict(carried["plan"]), "source_sha256": str(carried["source_sha256"])}
    except (TypeError, ValueError, KeyError):
        raise USDMError("usdm_without_plan", where=where) from None


@dataclasses.dataclass
class _Writer:
    """Makes objects of the model, each with an id of its own."""

    lang: Lang
    _count: collections.Counter[str] = dataclasses.field(default_factory=collections.Counter)

    def study(self, findings: PlanFindings) -> dict[str, Any]:
        plan = findings.plan
        items, contents = self._narrative(findings)
        document_version = self._make(
            "StudyDefinitionDocumentVersion", version="1", status=self._code("Draft"), contents=contents
        )
        document = self._make(
            "StudyDefinitionDocument",
            name="Protocol",
            language=self._made_code(self.lang, "ISO 639-1", "2002", _LANGUAGES[self.lang]),
            type=self._code("Study Protocol"),
            templateName="ICH M11",
            versions=[document_version],
        )
        intervention = self._make(
            "StudyIntervention",
            name="INTERVENTION",
            description=plan.estimand.treatment if plan.estimand is not None else None,
            role=self._code("Experimental Intervention"),
            type=self._code("Pharmacologic Substance"),
        )
        version = self._make(
            "StudyVersion",
            versionIdentifier="1",
            rationale=rule_of(plan.design, self.lang),
            documentVersionIds=[document_version["id"]],
            studyIdentifiers=[],
            titles=[self._make("StudyTitle", text=plan.title, type=self._code("Official Study Title"))],
            studyDesigns=[self._design(plan, intervention["id"])],
            studyInterventions=[intervention],
            narrativeContentItems=items,
        )
        study = {
            "id": None,
            "name": plan.title,
            "versions": [version],
            "documentedBy": [document],
            "instanceType": "Study",
        }
        return {
            "study": study,
            "usdmVersion": "4.0.0",
            "systemName": "KAI Workbench",
            "systemVersion": importlib.metadata.version("kai-workbench"),
        }

    def _design(self, plan: TrialPlan, intervention: str) -> dict[str, Any]:
        arms = [
            self._make(
                "StudyArm",
                name=name,
                type=self._code("Control Arm" if control else "Investigational Arm"),
                dataOriginDescription="Data collected from participants of the trial",
                dataOriginType=self._code("Data Generated Within Study"),
            )
            for name, control in arms_of(plan.design)
        ]
        epoch = self._make("StudyEpoch", name="Treatment", type=self._code("Treatment Epoch"))
        element = self._make("StudyElement", name="Treatment", studyInterventionIds=[intervention])
        cells = [
            self._make("StudyCell", armId=arm["id"], epochId=epoch["id"], elementIds=[element["id"]])
            for arm in arms
        ]
        population = self._make(
            "StudyDesignPopulation",
            name="POPULATION",
            description=plan.estimand.population if plan.estimand is not None else None,
            includesHealthySubjects=False,
            plannedEnrollmentNumber=self._enrolment(plan.design),
        )
        analysed = self._make(
            "AnalysisPopulation",
            name="ANALYSIS",
            text=plan.estimand.population if plan.estimand is not None else "",
            subsetOfIds=[population["id"]],
        )
        objective, estimand = self._question(plan, analysed["id"], intervention)
        carried = {"plan": trials.plan_settings(plan), "source_sha256": plan.source_sha256}
        return self._make(
            "InterventionalStudyDesign",
            name=trials.design_name(type(plan.design)),
            description=rule_of(plan.design, self.lang),
            rationale=plan.prior_why or rule_of(plan.design, self.lang),
            studyType=self._code("Interventional Study"),
            characteristics=[self._code("Adaptive Design")] if plan.design.adaptive else [],
            model=self._code(_model(plan.design)),
            arms=arms,
            epochs=[epoch],
            elements=[element],
            studyCells=cells,
            population=population,
            analysisPopulations=[analysed],
            eligibilityCriteria=[],
            objectives=objective,
            estimands=estimand,
            studyInterventionIds=[intervention],
            extensionAttributes=[
                self._make(
                    "ExtensionAttribute",
                    url=EXTENSION,
                    valueString=json.dumps(carried, ensure_ascii=False, sort_keys=True),
                )
            ],
        )

    def _question(self, plan: TrialPlan, analysed: str, intervention: str) -> tuple[list[Any], list[Any]]:
        """Objective with endpoint, and the estimand, where the plan states one."""
        stated = plan.estimand
        if stated is None:
            return [], []
        endpoint = self._make(
            "Endpoint",
            name="ENDPOINT",
            text=stated.variable,
            purpose=stated.summary,
            level=self._code("Primary Endpoint"),
        )
        objective = self._make(
            "Objective",
            name="OBJECTIVE",
            text=stated.summary,
            level=self._code("Primary Objective"),
            endpoints=[endpoint],
        )
        events = [
            self._make("IntercurrentEvent", name=f"EVENT{k}", text=one.event, strategy=one.strategy)
            for k, one in enumerate(stated.intercurrent_events, start=1)
        ]
        estimand = self._make(
            "Estimand",
            name="ESTIMAND",
            populationSummary=stated.summary,
            analysisPopulationId=analysed,
            interventionIds=[intervention],
            variableOfInterestId=endpoint["id"],
            intercurrentEvents=events,
        )
        return [objective], [estimand]

    def _enrolment(self, design: Design) -> dict[str, Any] | None:
        """The most patients, where the design says a number."""
        most = getattr(design, "max_patients", None) or getattr(design, "n", None)
        if not isinstance(most, int):
            return None
        return self._make("Quantity", value=most)

    def _narrative(self, findings: PlanFindings) -> tuple[list[Any], list[Any]]:
        """Section 10 of the protocol; the pictures stay with the report."""
        items, contents = [], []
        for section in trial_protocol(findings, lang=self.lang).sections:
            number, _, title = section.heading.partition(" ")
            item = self._make("NarrativeContentItem", name=f"SECTION_{number}", text=_xhtml(section))
            items.append(item)
            contents.append(
                self._make(
                    "NarrativeContent",
                    name=f"SECTION_{number}",
                    sectionNumber=number,
                    sectionTitle=title,
                    displaySectionNumber=True,
                    displaySectionTitle=True,
                    contentItemId=item["id"],
                    previousId=None,
                    nextId=None,
                )
            )
        for before, after in itertools.pairwise(contents):
            before["nextId"], after["previousId"] = after["id"], before["id"]
        return items, contents

    def _code(self, decode: str) -> dict[str, Any]:
        return self._made_code(_CODES[decode], _CDISC, _VERSION, decode)

    def _made_code(self, code: str, system: str, version: str, decode: str) -> dict[str, Any]:
        return self._make("Code", code=code, codeSystem=system, codeSystemVersion=version, decode=decode)

    def _make(self, kind: str, **values: Any) -> dict[str, Any]:
        self._count[kind] += 1
        return {"id": f"{kind}_{self._count[kind]}", **values, "instanceType": kind}


def arms_of(design: Design) -> list[tuple[str, bool]]:
    """Names of the arms, and whether each is a control: doses are arms of their own."""
    own: Any = design
    if isinstance(design, trials.MCPMod | trials.BayesianDoseResponse):
        return [(f"{dose:g} {own.unit}", dose == 0) for dose in own.doses]
    if hasattr(own, "labels"):
        return [(label, False) for label in own.labels]
    if isinstance(design, trials.SingleArm):
        return [("Treatment", False)]
    if isinstance(design, trials.BasketTrial):
        return [(basket, False) for basket in own.baskets]
    if isinstance(design, trials.MAMS):
        return [("Control", True), *((f"Treatment {k}", False) for k in range(1, own.arms + 1))]
    if isinstance(design, trials.PlatformTrial | trials.GraduationPlatform):
        return [(arm, k == 0) for k, arm in enumerate(own.arms)]
    if isinstance(design, trials.ResponseAdaptive):
        return [(arm, False) for arm in own.arms]
    return [("Control", True), ("Treatment", False)]


def _model(design: Design) -> str:
    """Intervention model."""
    if isinstance(design, trials.Escalation | trials.GroupSequential):
        return "Group Sequential Design"
    return "Single Group Study" if isinstance(design, trials.SingleArm) else "Parallel Study"


def _xhtml(section: Section) -> str:
    """Texts and tables of a section; pictures are left to the report."""
    parts = []
    for block in section.blocks:
        if isinstance(block, Text):
            parts.append(f"<p>{html.escape(block.words)}</p>")
        elif isinstance(block, Points):
            parts.append("<ul>" + "".join(f"<li>{html.escape(line)}</li>" for line in block.lines) + "</ul>")
        elif isinstance(block, Table):
            rows = [_row("th", block.heads), *(_row("td", row) for row in block.rows)]
            caption = f"<caption>{html.escape(block.caption)}</caption>" if block.caption else ""
            parts.append(f"<table>{caption}{''.join(rows)}</table>")
    return f'<div xmlns="http://www.w3.org/1999/xhtml">{"".join(parts)}</div>'


def _row(tag: str, cells: tuple[str, ...]) -> str:
    return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"
