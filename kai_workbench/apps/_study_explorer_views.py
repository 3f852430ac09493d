"""What the study explorer says: sentences and tables. No widgets."""

from __future__ import annotations

import html
import re
from typing import Any

import polars as pl

from kai_workbench.quality import QualityTable
from kai_workbench.text import Lang, phrases, say, with_korean

from ._fih_views import number, table
from ._page import Verdict
from ._study_explorer_cut import Cut, control_rank, measured, spoken
from ._study_explorer_facts import Facts

_CLEAR = 0.05  # one-sided, exact, not adjusted: said so beside it
_ROWS_EACH, _MOST_ROWS = 3, 60  # of failing rows: of each check and data set, and in all


def escape(text: str) -> str:
    """Text as it stands in HTML."""
    return html.escape(text)


def answer(cut: Cut, *, lang: Lang) -> tuple[str, str]:
    """The answer in one sentence, and the smaller line under it."""
    facts = cut.facts
    told = facts.told
    doses = " / ".join(facts.labels) + (f" {facts.unit}" if facts.unit else "")
    head = say(
        "explorer.answer",
        lang,
        study=facts.study.study_id or facts.study.path.name,
        treatment=told.get("TRT", say("explorer.untold", lang)),
        animals=_animals(facts.species, lang),
        duration=duration(told.get("DOSDUR", ""), lang),
        doses=doses,
    )
    return f"{head} {_finding(cut, lang)}", _small(cut, lang)


def _animals(species: str, lang: Lang) -> str:
    key = f"explorer.species.{species}"
    return say(key, lang) if key in phrases() else species or say("explorer.species.unknown", lang)


def _finding(cut: Cut, lang: Lang) -> str:
    if cut.facts.crossed:
        return say("explorer.answer_crossed", lang)
    if cut.facts.incidence.is_empty():
        return say("explorer.answer_no_organs", lang)
    clear = cut.ranked.filter(pl.col("p_increasing") < _CLEAR)
    if clear.is_empty():
        return say("explorer.answer_none", lang, n=cut.ranked.height)
    row = clear.row(0, named=True)
    return say(
        "explorer.answer_finding",
        lang,
        organ=spoken(row["organ"], lang),
        term=with_korean(row["term"].lower(), lang),
        dose=cut.facts.names[row["rank"]],
        affected=row["affected"],
        examined=row["examined"],
        affected0=row["affected_control"],
        examined0=row["examined_control"],
    )


def _small(cut: Cut, lang: Lang) -> str:
    facts = cut.facts
    parts = [say("explorer.small_animals", lang, shown=cut.animals.height, every=facts.animals.height)]
    if (ends := weight_ends(cut)) is not None:
        top, low, control = ends
        parts.append(
            say(
                "explorer.small_weight",
                lang,
                dose=facts.names[top],
                low=f"{low:.0f}",
                control=f"{control:.0f}",
            )
        )
    if cut.changes.height:
        row = cut.changes.filter(pl.col("test") == cut.changes["test"][0]).row(-1, named=True)
        parts.append(
            say(
                "explorer.small_change",
                lang,
                test=measured(row["title"], lang),
                dose=facts.names[row["rank"]],
                ratio=number(row["ratio"]),
                low=number(row["lo90"]),
                high=number(row["hi90"]),
            )
        )
    if cut.ranked.filter(pl.col("p_increasing") < _CLEAR).height:
        parts.append(say("explorer.small_trend", lang, n=cut.ranked.height))
    return " ".join(parts)


def weight_ends(cut: Cut) -> tuple[int, float, float] | None:
    """The highest dose, and the mean body weight there and in the control at the last common day."""
    control, top = control_rank(cut.facts), len(cut.facts.labels) - 1
    means = cut.weights.group_by("rank", "day").agg(pl.col("value").mean(), n=pl.len())
    common = set(means.filter(pl.col("rank") == top)["day"]) & set(
        means.filter(pl.col("rank") == control)["day"]
    )
    if not common or top == control:
        return None
    last = means.filter(pl.col("day") == max(common))
    at = dict(last.select("rank", "value").rows())
    return top, at[top], at[control]


def duration(text: str, lang: Lang) -> str:
    """An ISO 8601 duration of whole days, weeks or months in words; the text itself otherwise.

    Examples
    --------
    >>> duration("P28D", "en"), duration("P13W", "ko"), duration("P1M2D", "en")
    ('4 weeks', '13주', 'P1M2D')
    """
    found = re.fullmatch(r"P(\d+)([DWM])", text)
    if not found:
        return text or say("explorer.untold", lang)
    n, unit = int(found[1]), found[2]
    if unit == "D" and n % 7 == 0:
        n, unit = n // 7, "W"
    return say(f"explorer.duration.{unit.lower()}{'1' if n == 1 else ''}", lang, n=n)


def design_table(facts: Facts, *, lang: Lang) -> str:
    """The sets with their doses and animals."""
    from kai_workbench import linkage

    rows = []
    for row in linkage.groups(facts.study).iter_rows(named=True):
        kinds = [name for name in ("control", "recovery", "toxicokinetic") if row[name]]
        said = ", ".join(say(f"explorer.set.{name}", lang) for name in kinds) or say(
            "explorer.set.main", lang
        )
        dose = f"{row['dose']:,.6g}" if row["dose"] is not None else row["dose_text"] or "–"
        rows.append(
            (
                row["set_code"],
                row["set_label"] or "",
                f"{dose} {row['dose_unit'] or ''}".strip(),
                said,
                str(row["n_male"]),
                str(row["n_female"]),
            )
        )
    head = [
        say(f"explorer.table.{name}", lang) for name in ("set", "label", "dose", "kind", "males", "females")
    ]
    return table(head, rows, caption=say("explorer.caption.design", lang), numbers=(4, 5))


def verdict(quality: QualityTable, *, lang: Lang) -> tuple[Verdict, str, tuple[str, ...]]:
    """The quality table in a line, and what could not be looked at."""
    counts = dict(quality.checks.group_by("status").len().rows())
    failed, passed, blind = (counts.get(name, 0) for name in ("failed", "passed", "not evaluated"))
    done = failed + passed
    key = "found" if failed else "part" if blind else "clean"
    counted = {"failed": f"{failed:,}", "done": f"{done:,}", "all": f"{done + blind:,}"}
    headline = say(f"explorer.quality_{key}", lang, **counted)
    sentences = [say("explorer.quality_blind", lang, n=f"{blind:,}", all=counted["all"])] if blind else []
    return ("look" if failed or blind else "trust"), headline, tuple(sentences)


def quality_tables(quality: QualityTable, *, lang: Lang) -> str:
    """The checks that found something, then the rows with their keys."""
    told, rows = quality.told(lang), quality.told_rows(lang)
    failed = told.filter(pl.Series(quality.checks["status"] == "failed"))
    if failed.is_empty():
        return f"<p>{escape(say('explorer.quality_none', lang))}</p>"
    checks = [
        (
            row["title"],
            " ".join(filter(None, [row["domain"], row["variable"]])),
            f"{row['failures'] or 0:,} / {row['denominator'] or 0:,}",
            row["category"],
            " – ".join(filter(None, [_percent(row["threshold"]), row["threshold_source"]])),
        )
        for row in failed.iter_rows(named=True)
    ]
    head = [
        say(f"explorer.table.{name}", lang) for name in ("check", "where", "failures", "category", "allowed")
    ]
    tables = table(head, checks, caption=say("explorer.caption.checks", lang, n=len(checks)), numbers=(2,))
    first = rows.group_by("check", "domain", maintain_order=True).head(_ROWS_EACH).head(_MOST_ROWS)
    listed = [
        (
            row["domain"] or "",
            "" if row["row"] is None else f"{row['row']:,}",
            row["key"] or "",
            row["detail"] or "",
            row["action"] or "",
        )
        for row in first.iter_rows(named=True)
    ]
    head = [say(f"explorer.table.{name}", lang) for name in ("domain", "row", "key", "detail", "action")]
    caption = say("explorer.caption.rows", lang, shown=len(listed), n=f"{rows.height:,}")
    tables += table(head, listed, caption=caption, numbers=(1,))
    name = escape(say("explorer.detail.quality", lang))
    style = "max-height: 480px; overflow: auto"
    return f'<div style="{style}" tabindex="0" role="region" aria-label="{name}">{tables}</div>'


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:g}%"


def incidence_csv(cut: Cut) -> str:
    """Every cell of every finding that is drawn, with its severities."""
    cells = cut.incidence
    if cells.is_empty():
        return "finding,dose,dose_unit,affected,examined,severity\n"
    grades = [
        "; ".join(f"{one['label']} {one['n']}" for one in row or []) for row in cells["grades"].to_list()
    ]
    return cells.select(
        study=pl.lit(cut.facts.study.study_id),
        finding="key",
        dose=pl.col("rank").replace_strict(dict(enumerate(cut.facts.labels)), return_dtype=pl.String),
        dose_unit=pl.lit(cut.facts.unit),
        affected="affected",
        examined="examined",
        severity=pl.Series(grades),
        synthetic=pl.lit(bool(cut.facts.synthetic)),
    ).write_csv()


def measures_csv(cut: Cut) -> str:
    """Every measurement of the animals that are shown, body weight among them."""
    facts = cut.facts
    joined = cut.animals.select("subject", "sex", "set_code", "rank")
    weights = facts.weights.select(
        "subject",
        pl.lit("BW").alias("test"),
        pl.lit("Body weight").alias("title"),
        pl.lit("BW").alias("category"),
        "unit",
        "day",
        pl.col("weight").alias("value"),
    )
    together = pl.concat([weights, facts.measures]).join(joined, on="subject", maintain_order="left")
    doses: dict[int, Any] = dict(enumerate(facts.labels))
    return together.with_columns(
        dose=pl.col("rank").replace_strict(doses, return_dtype=pl.String),
        dose_unit=pl.lit(facts.unit),
        synthetic=pl.lit(bool(facts.synthetic)),
    ).write_csv()
