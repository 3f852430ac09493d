"""All of one animal: who it is, what was found in it, and where it lies outside of the control."""

from __future__ import annotations

import html
from typing import Any

import polars as pl

from kai_workbench.standards import shown_unit
from kai_workbench.text import Lang, say, with_korean

from ._fih_views import number, table
from ._study_explorer_cut import control_rank, measured, spoken
from ._study_explorer_facts import Facts

_NOTHING = ("NORMAL", "NO ABNORMALITIES", "NO ABNORMALITIES DETECTED")


def animal(facts: Facts, subject: str, *, lang: Lang) -> str:
    """The animal as HTML; every text is escaped."""
    row = facts.animals.filter(pl.col("subject") == subject).row(0, named=True)
    sentences = [_weight(facts, subject, lang), _fate(facts, subject, lang)]
    told = " ".join(html.escape(one) for one in sentences if one)
    parts = [
        f"<h2>{html.escape(title(facts, row, lang=lang))}</h2><p>{told}</p>",
        _lesions(facts, subject, lang),
        _outside(facts, row, lang),
        _signs(facts, subject, lang),
    ]
    return "".join(part for part in parts if part)


def title(facts: Facts, row: dict[str, Any], *, lang: Lang) -> str:
    """Name, sex, dose and set of an animal."""
    sex = say(f"explorer.sex.{row['sex']}", lang) if row["sex"] in {"M", "F"} else ""
    kind = "recovery" if row["recovery"] else "satellite" if row["satellite"] else "main"
    dose = facts.names[row["rank"]] if row["rank"] is not None else ""
    parts = [
        say("explorer.animal_title", lang, animal=row["short"]),
        sex,
        dose,
        say(f"explorer.set.{kind}", lang),
    ]
    return " · ".join(part for part in parts if part)


def _weight(facts: Facts, subject: str, lang: Lang) -> str:
    mine = facts.weights.filter(pl.col("subject") == subject)
    if mine.height < 2:
        return ""
    first, last = mine.row(0, named=True), mine.row(-1, named=True)
    return say(
        "explorer.animal_weight",
        lang,
        first=number(first["weight"]),
        last=number(last["weight"]),
        unit=last["unit"],
        day=f"{last['day']:g}",
        percent=f"{last['value']:.0f}",
    )


def _fate(facts: Facts, subject: str, lang: Lang) -> str:
    if "DS" not in facts.study:
        return ""
    frame = facts.study.frame("DS")
    wanted = [name for name in ("DSDECOD", "DSTERM") if name in frame.columns]
    mine = frame.filter(pl.col("USUBJID") == subject)
    if not wanted or mine.is_empty():
        return ""
    fate = str(mine.select(pl.coalesce(wanted)).item(0, 0) or "")
    day = next((mine[name][0] for name in ("DSSTDY", "DSDY", "VISITDY") if name in mine.columns), None)
    key = "explorer.animal_fate_day" if day is not None else "explorer.animal_fate"
    return say(key, lang, fate=fate.lower(), day=day if day is None else f"{float(day):g}") if fate else ""


def _lesions(facts: Facts, subject: str, lang: Lang) -> str:
    if not {"MI", "MA"} & set(facts.study.domains):
        return ""
    mine = facts.lesions.filter(pl.col("subject") == subject)
    rows = [
        (
            spoken(row["organ"], lang),
            with_korean(row["term"].lower(), lang),
            row["grade"] or "–",
            say(f"explorer.domain.{row['domain'].lower()}", lang),
        )
        for row in mine.unique(maintain_order=True).iter_rows(named=True)
    ]
    if not rows:
        return f"<p>{html.escape(say('explorer.animal_no_lesions', lang))}</p>"
    head = [say(f"explorer.table.{name}", lang) for name in ("organ", "finding", "severity", "seen")]
    return table(head, rows, caption=say("explorer.caption.lesions", lang, n=len(rows)))


def _outside(facts: Facts, row: dict[str, Any], lang: Lang) -> str:
    """Latest values outside of those of the control animals of the same sex and set."""
    latest = facts.measures.sort("day", nulls_last=False).group_by("subject", "test").last()
    same = facts.animals.filter(
        pl.col("rank") == control_rank(facts),
        pl.col("sex").eq_missing(pl.lit(row["sex"])),
        pl.col("recovery") == row["recovery"],
        pl.col("satellite") == row["satellite"],
        pl.col("subject") != row["subject"],
    )["subject"]
    control = latest.filter(pl.col("subject").is_in(same.implode()))
    limits = control.group_by("test").agg(low=pl.col("value").min(), high=pl.col("value").max(), n=pl.len())
    mine = latest.filter(pl.col("subject") == row["subject"]).join(limits, on="test", how="inner")
    enough = mine.filter(pl.col("n") > 2)
    beyond = enough.filter(~pl.col("value").is_between("low", "high")).sort("category", "title")
    if enough.is_empty():
        return ""
    caption = say("explorer.caption.outside", lang, n=beyond.height, every=enough.height)
    rows = [
        (
            measured(one["title"], lang),
            f"{number(one['value'])} {shown_unit(one['unit'])}".strip(),
            f"{number(one['low'])} – {number(one['high'])}",
            str(one["n"]),
            "–" if one["day"] is None else f"{one['day']:g}",
        )
        for one in beyond.iter_rows(named=True)
    ]
    if not rows:
        return f"<p>{html.escape(caption)}</p>"
    head = [say(f"explorer.table.{name}", lang) for name in ("test", "value", "control", "animals", "day")]
    return table(head, rows, caption=caption, numbers=(1, 2, 3, 4))


def _signs(facts: Facts, subject: str, lang: Lang) -> str:
    if "CL" not in facts.study:
        return ""
    frame = facts.study.frame("CL")
    if not {"USUBJID", "CLSTRESC"} <= set(frame.columns):
        return ""
    day = next((name for name in ("CLDY", "VISITDY") if name in frame.columns), None)
    seen = frame.filter(
        pl.col("USUBJID") == subject,
        pl.col("CLSTRESC").is_not_null(),
        ~pl.col("CLSTRESC").str.to_uppercase().is_in(_NOTHING),
    ).select("CLSTRESC", day=pl.col(day).cast(pl.Float64, strict=False) if day else pl.lit(None, pl.Float64))
    if seen.is_empty():
        return f"<p>{html.escape(say('explorer.animal_no_signs', lang))}</p>"
    counted = (
        seen.group_by("CLSTRESC", maintain_order=True)
        .agg(n=pl.len(), first=pl.col("day").min(), last=pl.col("day").max())
        .sort("n", descending=True)
    )
    rows = [
        (
            one["CLSTRESC"],
            str(one["n"]),
            "–"
            if one["first"] is None
            else " – ".join(dict.fromkeys([f"{one['first']:g}", f"{one['last']:g}"])),
        )
        for one in counted.iter_rows(named=True)
    ]
    head = [say(f"explorer.table.{name}", lang) for name in ("sign", "times", "days")]
    return table(head, rows, caption=say("explorer.caption.signs", lang, n=len(rows)), numbers=(1, 2))
