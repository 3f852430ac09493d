"""The picture of a plan's findings."""

from __future__ import annotations

import polars as pl

from .. import charts, trials
from ..text import Lang, say
from ..trials import OperatingCharacteristics, PlanFindings
from ._document import Picture
from ._trial_cells import design_labels

_MANY = 24  # scenarios; beyond, the table says it better


def picture_of(findings: PlanFindings, lang: Lang) -> Picture | None:
    """Doses or arms selected where the design selects; else how often it claims success."""
    if len(findings.plan.scenarios) > _MANY:
        return None
    tried = [findings.found, *([findings.compared] if findings.compared is not None else [])]
    both = list(zip(design_labels(findings), tried, strict=True))
    rows = [row for name, found in both for row in _selected(name, found, lang)]
    if rows:
        frame = pl.DataFrame(rows, infer_schema_length=None)
        wide = len(frame["of"].unique()) * len(both) > 10
        chart = charts.selections(frame, lang=lang, columns=1 if wide else 2)
        return Picture(chart, say("trial_report.picture_selected", lang), 760)
    rows = [row for name, found in both for row in _claimed(name, found)]
    if not rows:
        return None
    chart = charts.claims(pl.DataFrame(rows, infer_schema_length=None), lang=lang)
    return Picture(chart, say("trial_report.picture_claims", lang), 760)


def _selected(name: str, found: OperatingCharacteristics, lang: Lang) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for scenario in found.scenarios:
        chosen = [one for one in found.measures[scenario.name] if one.name == "selected"]
        rates = getattr(scenario, "rates", ())
        for j, one in enumerate(chosen):
            truth = f"{100 * rates[j]:.3g}%" if j < len(rates) else ""
            rows.append(_row(name, scenario.name, one.of, one.value, truth))
        nothing = next((one for one in found.measures[scenario.name] if one.name == "none_selected"), None)
        if chosen and nothing is not None:
            rows.append(_row(name, scenario.name, say("trial_report.none", lang), nothing.value, ""))
    return rows


def _row(name: str, scenario: str, of: str, value: float, truth: str) -> dict[str, object]:
    return {"scenario": scenario, "of": of, "value": value, "truth": truth, "design": name}


def _claimed(name: str, found: OperatingCharacteristics) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for scenario in found.scenarios:
        several = found.measures[scenario.name]
        alone = {one.name: one for one in several if not one.of}
        whole = next((alone[key] for key in trials.SUCCESS if key in alone), None)
        parts = [one for one in several if one.name in trials.SUCCESS and one.of]
        for one in [whole] if whole is not None else parts:
            label = f"{scenario.name} · {one.of}" if one.of else scenario.name
            rows.append({"scenario": label, "design": name, "value": one.value, "mcse": one.mcse})
    return rows
