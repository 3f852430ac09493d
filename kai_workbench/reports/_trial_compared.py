"""Two designs side by side, and what the difference is."""

from __future__ import annotations

from typing import Any

import polars as pl

from .. import trials
from ..text import Lang, say
from ..trials import PlanFindings
from ._document import Block, Points, Table, Text
from ._trial_cells import ACROSS, across, cell, design_labels, measure_name, plain

# What is said in words, and whether more of it is better.
_TOLD = (
    *((name, None) for name in trials.SUCCESS),
    ("correct_selection", True),
    ("overdose_selected", False),
    ("share_overdosed", False),
    ("family_wise_error", False),
    ("patients", None),
    ("duration", None),
)
_CLEAR = 3.0  # standard errors: many differences are looked at


def compared_blocks(findings: PlanFindings, lang: Lang) -> list[Block]:
    """The differences that matter in words, all of them in a table, and how the designs differ."""
    frame = findings.differences()
    other: Any = findings.compared
    first, second = design_labels(findings)
    blocks: list[Block] = [
        Text(say("trial_report.compared_note", lang, first=first, second=second, seed=other.seed)),
        Points(tuple(_sentences(frame, first, second, lang)) or (say("trial_report.nothing_shared", lang),)),
    ]
    differing = tuple(_settings(findings, lang))
    if differing:
        heads = (say("trial_report.setting", lang), first, second)
        blocks.append(Table(say("trial_report.differing", lang), heads, differing, 3))
    if frame.height:
        blocks += _tables(frame, lang)
        blocks.append(Text(say("trial_report.difference_note", lang), "note"))
    return blocks


def _sentences(frame: pl.DataFrame, first: str, second: str, lang: Lang) -> list[str]:
    told = []
    for (scenario,), part in frame.group_by("scenario", maintain_order=True):
        rows = {row["measure"]: row for row in part.filter(pl.col("of") == "").to_dicts()}
        for name, better in _TOLD:
            row = rows.get(name)
            if row is None or (name in ("power", "type_1_error") and "claimed" in rows):
                continue
            clear = row["mcse"] == 0 or abs(row["difference"]) > _CLEAR * row["mcse"]
            same = abs(row["difference"]) < 5e-5 if row["mcse"] == 0 else not clear
            key = "same" if same else "more" if row["difference"] > 0 else "less"
            sentence = say(
                f"trial_report.difference_{key}",
                lang,
                scenario=scenario,
                measure=measure_name(name, lang, row["unit"]),
                first=first,
                second=second,
                a=_short(row["first"]),
                b=_short(row["second"]),
                difference=cell(row["difference"], row["mcse"], sign=True),
            )
            if not same and better is not None:
                wins = first if (row["difference"] > 0) == better else second
                sentence += " " + say("trial_report.in_favour", lang, design=wins)
            told.append(sentence)
    return told


def _short(value: float) -> str:
    return f"{value:.3f}" if abs(value) <= 1 else f"{value:,.1f}"


def _settings(findings: PlanFindings, lang: Lang) -> list[tuple[str, ...]]:
    """Settings that both have and that are not the same."""
    first: Any = findings.plan.design
    second: Any = findings.plan.compare
    names = [name for name in first.__dataclass_fields__ if name in second.__dataclass_fields__]
    return [
        (name, plain(getattr(first, name), lang), plain(getattr(second, name), lang))
        for name in names
        if getattr(first, name) != getattr(second, name)
    ]


def _tables(frame: pl.DataFrame, lang: Lang) -> list[Table]:
    """Differences, a column a scenario."""
    of = {
        str(scenario): [
            trials.Measure(row["measure"], row["of"], row["difference"], row["mcse"], row["unit"])
            for row in part.to_dicts()
        ]
        for (scenario,), part in frame.group_by("scenario", maintain_order=True)
    }
    names = list(of)
    return [
        Table(
            say("trial_report.differences", lang),
            (say("trial_report.measure", lang), say("trial_report.of", lang), *names[begin : begin + ACROSS]),
            across({name: of[name] for name in names[begin : begin + ACROSS]}, lang, sign=True),
            2,
            "" if begin else "differences",
            None if begin else frame,
        )
        for begin in range(0, len(names), ACROSS)
    ]
