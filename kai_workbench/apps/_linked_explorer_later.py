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

_NO_BREAK = "\N{NO-BREAK SPACE}"
_TO = "\N{WORD JOINER}\N{EN DASH}\N{WORD JOINER}"  # a line does not end within an interval


def people(programme: Programme, *, lang: Lang) -> str:
    """Adverse events of later trials by arm, and of persons under the compound in a hospital."""
    tables = [_trial(name, told, lang) for name, told in programme.later_findings.items()]
    if "condition" in programme.hospital:
        tables.append(_hospital(programme, lang))
    help_ = f"<p>{html.escape(say('lx.later_help', lang))}</p>"
    return help_ + "".join(f'<div style="margin-top: 24px">{one}</div>' for one in tables)


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
        rows.append((organ_name(str(organ), lang), _event(str(finding), lang), *cells))
    caption = say("lx.caption.later", lang, study=name)
    return table(head, rows, caption=caption, numbers=tuple(range(2, len(head))), wrapped=range(1, len(head)))


def _hospital(programme: Programme, lang: Lang) -> str:
    told = programme.hospital["condition"]
    rows = [
        (
            organ_name(row["organ"], lang) if row["organ"] else "\N{EN DASH}",
            _event(row["term"] or row["concept"], lang),
            _share(row["persons"], row["exposed"]),
        )
        for row in told.iter_rows(named=True)
    ]
    head = [say(f"lx.table.{one}", lang) for one in ("organ", "finding", "persons")]
    given = programme.hospital["drug_exposure"]["persons"].to_list()
    # Persons of several forms of the drug are counted once in what began under it.
    exposed = told["exposed"][0] if told.height else max(given, default=0)
    caption = say("lx.caption.hospital", lang, n=exposed)
    return table(head, rows, caption=caption, numbers=(2,), wrapped=(1, 2))


def _event(name: str, lang: Lang) -> str:
    """In small letters: a trial and a hospital write the same event differently."""
    return term(name.upper(), lang)


def _share(affected: int, examined: int) -> str:
    """Persons with it of all, and what their share may be; on a phone in two lines."""
    low, high = linkage.incidence_interval(affected, examined)
    return f"{affected}{_NO_BREAK}/{_NO_BREAK}{examined} ({100 * low:.0f}{_TO}{high:.0%})"
