"""A few simulated trials, patient by patient."""

from __future__ import annotations

import polars as pl

from .. import charts
from ..text import Lang, say
from ..trials import DesignError, Escalation, PlanFindings
from ._document import Block, Picture, Text
from ._trial_cells import frame_table

_ROWS = 60


def example_blocks(findings: PlanFindings, lang: Lang) -> list[Block]:
    """The first trials of the first scenario in which there is something to find; not chosen by outcome."""
    plan, found = findings.plan, findings.found
    if plan.examples == 0:
        return [Text(say("trial_report.no_examples", lang), "note")]
    role = next((one for one in plan.scenarios if one.role != "null"), plan.scenarios[0])
    name = role.truth.name
    told: list[Block] = []
    for k in range(min(plan.examples, found.n_trials)):
        try:
            frame = found.example(name, k)
        except DesignError:
            break
        told += _one(frame, k, findings, lang)
    if not told:
        return [Text(say("trial_report.cannot_replay", lang), "warning")]
    return [Text(say("trial_report.examples_note", lang, scenario=name)), *told]


def _one(frame: pl.DataFrame, k: int, findings: PlanFindings, lang: Lang) -> list[Block]:
    blocks: list[Block] = []
    caption = say("trial_report.example", lang, k=k + 1)
    design = findings.plan.design
    if (
        isinstance(design, Escalation)
        and {"cohort", "dose", "dlt"} <= set(frame.columns)
        and frame["dose"].dtype.is_numeric()
    ):
        cohorts = frame.group_by("cohort", "dose", maintain_order=True).agg(
            pl.len(), pl.col("dlt").cast(pl.Int64).sum().alias("dlts")
        )
        rows = [(float(row["dose"]), row["len"], row["dlts"]) for row in cohorts.to_dicts()]
        chart = charts.escalation_trial(rows, doses=design.doses, unit=design.unit, lang=lang)
        blocks.append(Picture(chart, caption))
    file = f"example-trial-{k + 1}"
    blocks.append(frame_table(frame, lang, caption=caption, file=file, most=_ROWS))
    if frame.height > _ROWS:
        blocks.append(
            Text(say("trial_report.example_cut", lang, n=_ROWS, total=frame.height, file=file), "note")
        )
    return blocks
