"""The decision table of an escalation design, and its dose-transition pathways, as tables."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from kai_workbench.text import Lang, say
from kai_workbench.trials import Escalation

from ._dose_escalation_state import DESIGNS, Settings
from ._fih_views import table

if TYPE_CHECKING:
    import polars as pl

_BOUNDS = (
    ("escalate_at_most", "escalate"),
    ("stay", "stay"),
    ("deescalate_at_least", "deescalate"),
    ("eliminate_at_least", "eliminate"),
)


def has_table(design: Escalation) -> bool:
    """Whether the design decides by a table."""
    return hasattr(design, "decision_table")


def decision_frame(design: Any) -> pl.DataFrame:
    """The design's decision table."""
    frame: pl.DataFrame = design.decision_table()
    return frame


def decision_table(design: Escalation, settings: Settings, lang: Lang, *, every: bool = False) -> str:
    """The decision table; at whole cohorts only, unless ``every`` number of patients is wanted."""
    frame = decision_frame(design)
    caption = say("dx.caption.table", lang, design=DESIGNS[settings.design])
    if "action" in frame.columns:
        head = [say(f"dx.table.{one}", lang) for one in ("at_dose", "dlts", "action")]
        rows = [(str(n), str(y), say(f"trials.action.{action}", lang)) for n, y, action in frame.rows()]
        return table(head, rows, caption=caption, numbers=(0, 1))
    head = [say("dx.table.at_dose", lang), *(say(f"dx.table.{key}", lang) for _, key in _BOUNDS)]
    bounds: list[tuple[str, ...]] = []
    for row in frame.to_dicts():
        if not every and row["patients"] % design.cohort_size and row["patients"] != design.max_patients:
            continue
        stay = _span(row["stay_from"], row["stay_to"])
        cells = [stay if name == "stay" else _cell(row[name]) for name, _ in _BOUNDS]
        bounds.append((str(row["patients"]), *cells))
    return table(
        head, bounds, caption=caption, numbers=tuple(range(len(head))), wrapped=tuple(range(len(head)))
    )


def _cell(value: int | None) -> str:
    return "–" if value is None else str(value)


def _span(low: int | None, high: int | None) -> str:
    if low is None or high is None:
        return "–"
    return str(low) if low == high else f"{low}–{high}"


def printed(title: str, note: str, body: str, lang: Lang) -> str:
    """A page of its own, for paper."""
    style = (
        "body{font:14px/20px Pretendard,'Noto Sans KR',NanumGothic,system-ui,sans-serif;color:#1b1f24;"
        "max-width:800px;margin:32px auto;padding:0 16px;font-variant-numeric:tabular-nums}"
        "table{border-collapse:collapse;width:100%}caption{text-align:left;color:#57606a;padding:0 0 8px}"
        "th,td{border:1px solid #d8dee4;padding:6px 10px;text-align:center}th{background:#f6f8fa}"
        "@media print{body{margin:0}}@page{margin:16mm}"
    )
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"<style>{style}</style></head><body><h1>{html.escape(title)}</h1><p>{html.escape(note)}</p>{body}"
        "</body></html>"
    )


def pathways_table(frame: pl.DataFrame, settings: Settings, lang: Lang) -> str:
    """What follows the next cohort, and the one after it: one row an outcome of the next."""
    if frame.is_empty() or frame["dose_1"][0] is None:
        return f"<p>{html.escape(say('dx.pathways_over', lang))}</p>"
    unit = settings.unit
    first, size = frame["dose_1"][0], frame["patients_1"][0]
    most = frame["dlts_2"].max() if "dlts_2" in frame.columns else None
    after = range(int(most) + 1) if isinstance(most, int) else range(0)
    rows = []
    for (dlts,), part in frame.group_by("dlts_1", maintain_order=True):
        cells = {}
        then = ""
        for row in part.to_dicts():
            said = outcome(row["action"], row["next_dose"], unit, lang)
            if row.get("dose_2") is None:
                then = said
            else:
                then = f"{row['dose_2']:g} {unit}"
                cells[row["dlts_2"]] = said
        rows.append((str(dlts), then, *(cells.get(k, "") for k in after)))
    head = [say("dx.table.outcome", lang), say("dx.table.then", lang)]
    head += [say("dx.table.after", lang, k=k) for k in after]
    key = "dx.caption.pathways" if after else "dx.caption.pathways_one"
    caption = say(key, lang, size=size, dose=f"{first:g} {unit}")
    return table(head, rows, caption=caption, numbers=(0,))


def outcome(action: str, dose: float | None, unit: str, lang: Lang) -> str:
    """Where a pathway ends."""
    if action == "stop":
        return say("dx.cell.stop", lang)
    if action == "complete":
        key = "dx.cell.complete_none" if dose is None else "dx.cell.complete"
        return say(key, lang, dose="" if dose is None else f"{dose:g} {unit}")
    return f"{dose:g} {unit}"
