"""What was not simulated, said by looking at what was."""

from __future__ import annotations

from typing import Any

from .. import trials
from ..text import Lang, say
from ..trials import ROLES, PlanFindings
from ._trial_cells import measure_name

# What a report of operating characteristics should have; those that a design cannot give are named.
_WANTED = (
    ("type_1_error", "family_wise_error", "none_selected", "go", "claimed", "false_superiority"),
    ("power", "correct_selection", "go", "claimed", "superiority"),
    ("bias",),
    ("rmse",),
    ("coverage",),
    ("duration",),
    ("patients",),
)


def limits(findings: PlanFindings, lang: Lang) -> list[str]:
    """One sentence each."""
    plan = findings.plan
    design: Any = plan.design
    said = []
    missing = [role for role in ROLES if role not in {one.role for one in plan.scenarios}]
    if missing:
        told = ", ".join(say(f"trial_report.role.{role}", lang) for role in missing)
        said.append(say("trial_limit.roles", lang, roles=told))
    events = plan.estimand.intercurrent_events if plan.estimand is not None else ()
    said.append(say("trial_limit.events" if events else "trial_limit.no_events", lang))
    kind = design.scenario_type
    said += [say(f"trial_limit.{key}", lang) for key in _calendar(design)]
    if issubclass(kind, trials.NormalScenario):
        said.append(say("trial_limit.normal", lang))
    if issubclass(kind, trials.PlatformScenario):
        said.append(say("trial_limit.trend", lang))
    else:
        said.append(say("trial_limit.alike", lang))
    known = {one.name for several in findings.found.measures.values() for one in several}
    lacking = [names[0] for names in _WANTED if not known & set(names)]
    if lacking:
        told = ", ".join(measure_name(name, lang) for name in lacking)
        said.append(say("trial_limit.measures", lang, measures=told))
    if plan.scenarios[0].weight is None:
        said.append(say("trial_limit.no_weights", lang))
    if plan.compare is not None:
        targets = [getattr(one, "target", None) for one in (plan.design, plan.compare)]
        if None not in targets and targets[0] != targets[1]:
            said.append(
                say("trial_limit.targets", lang, first=f"{targets[0]:.3g}", second=f"{targets[1]:.3g}")
            )
    said.append(say("trial_limit.mcse", lang))
    said.append(say("trial_limit.conduct", lang))
    return said


def _calendar(design: trials.Design) -> tuple[str, ...]:
    """What is said of times and of patients who are lost."""
    kind = design.scenario_type
    if issubclass(kind, trials.SurvivalScenario):
        return ("times",)
    if issubclass(kind, trials.LongitudinalScenario):
        return ("visits",)
    return ("poisson",) if hasattr(design, "window") else ("no_calendar", "no_missing")
