"""What came after the first study of people: later trials, and a hospital. No widgets."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from kai_workbench import linkage
from kai_workbench.text import Lang, say

from ._fih_views import table
from ._linked_explorer_programme import Programme
from ._linked_explorer_views import dose_told, organ_name, term

if TYPE_CHECKING:
    import polars as pl


def people(programme: Programme, *, lang: Lang) -> str:
    """Adverse events of later trials by arm, and of persons under the compound in a hospital."""
    parts = [f"<p>{html.escape(say('lx.later_help', lang))}</p>"]
    parts += [_trial(name, told, lang) for name, told in programme.later_findings.items()]
    if "condition" in programme.hospital:
        parts.append(_hospital(programme, lang))
    return "".join(parts)


def _trial(name: str, findings: pl.DataFrame, lang: Lang) -> str:
    told = linkage.incidence(findings)
    arms = told.select("dose", "dose_unit", "control").unique().sort("dose").rows()
    head = [say("lx.table.organ", lang), say("lx.table.finding", lang)]
    head += [
        say("lx.later_control", lang) if control else dose_told(dose, unit or "")
        for dose, unit, control in arms
    ]
    rows = []
    for (organ, finding), group in told.sort("organ", "term").group_by("organ", "term", maintain_order=True):
        counts = {row["dose"]: _share(row["affected"], row["examined"]) for row in group.to_dicts()}
        cells = (counts.get(dose, "\N{EN DASH}") for dose, _, _ in arms)
        rows.append((organ_name(str(organ), lang), term(str(finding)), *cells))
    caption = say("lx.caption.later", lang, study=name)
    return table(head, rows, caption=caption, numbers=tuple(range(2, len(head))))


def _hospital(programme: Programme, lang: Lang) -> str:
    told = programme.hospital["condition"]
    rows = [
        (
            organ_name(row["organ"], lang) if row["organ"] else "\N{EN DASH}",
            term(row["term"] or row["concept"]),
            _share(row["persons"], row["exposed"]),
        )
        for row in told.iter_rows(named=True)
    ]
    head = [say(f"lx.table.{one}", lang) for one in ("organ", "finding", "persons")]
    given = programme.hospital["drug_exposure"]
    caption = say("lx.caption.hospital", lang, n=int(given["persons"].sum()))
    return table(head, rows, caption=caption, numbers=(2,))


def _share(affected: int, examined: int) -> str:
    return f"{affected} / {examined}"
