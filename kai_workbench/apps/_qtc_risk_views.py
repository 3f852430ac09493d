"""What the QTc app says: sentences, tables, pictures and files. No widgets."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from kai_workbench.models import ImportanceDraws
from kai_workbench.pipelines import QTcDrug, QTcRisk
from kai_workbench.text import Lang, say

from ._fih_views import number, table
from ._page import Verdict

Floats = NDArray[np.float64]
LIMIT_MS = 10.0
_NOTED = 10.0  # per cent of another current blocked
_SHOWN = (0.3, 1.0, 3.0, 10.0, 30.0)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Shown:
    """All that one screen of the app rests on.

    Attributes
    ----------
    drug, reference
        Names.
    risk
        The prediction.
    free_nM
        The free Cmax as set, nM.
    block, reference_block, slope
        Posteriors; ``block`` is missing where the reader gave numbers of their own.
    cells
        The drug's own, if there are any.
    seen_multiples, seen_ms, seen_at_ms
        Of the clinical study: multiples of the free Cmax, draws there, draws at the exposure asked about
        (missing where the study held no such concentration).
    measured
        Its own values, tenth by tenth.
    reference_block_percent
        What was blocked at the highest concentration of the reference drug's study.
    currents
        Other currents blocked at the exposure asked about, per cent.
    source, synthetic
        To be told beside it.
    """

    drug: str
    reference: str
    risk: QTcRisk
    free_nM: float  # noqa: N815, units keep their case
    block: ImportanceDraws | None
    slope: ImportanceDraws
    cells: pl.DataFrame | None
    seen_multiples: Floats | None
    seen_ms: Floats | None
    seen_at_ms: Floats | None
    measured: list[tuple[float, float, int]]
    reference_block_percent: float
    currents: dict[str, float]
    source: str
    synthetic: bool


def chance(p: float, lang: Lang) -> str:
    """A probability in whole per cent."""
    if p < 0.005:
        return say("qtc.under", lang)
    return say("qtc.over", lang) if p > 0.995 else f"{100 * p:.0f}%"


def times_told(times: float, lang: Lang) -> str:
    """A multiple in words."""
    return say("qtc.once", lang) if times == 1 else say("qtc.many", lang, n=f"{times:.3g}")


def named(drug: str) -> str:
    """A drug as a sentence or a list begins with it."""
    return drug[:1].upper() + drug[1:] if drug.islower() and "." not in drug else drug


def _three(draws: Any, digits: int = 2) -> tuple[str, str, str]:
    low, middle, high = np.quantile(draws, (0.05, 0.5, 0.95))
    return number(float(middle), digits), number(float(low), digits), number(float(high), digits)


def answer(shown: Shown, *, lang: Lang) -> tuple[str, str]:
    """The answer in a sentence, and the smaller line under it."""
    risk = shown.risk
    ddqtc, lo, hi = _three(risk.at_ms)
    sentence = say(
        "qtc.answer",
        lang,
        drug=named(shown.drug),
        times=times_told(risk.times, lang),
        free=number(risk.times * shown.free_nM),
        ddqtc=ddqtc,
        lo=lo,
        hi=hi,
        p=chance(risk.probability_over(), lang),
    )
    if shown.seen_at_ms is not None:
        seen, lo, hi = _three(shown.seen_at_ms)
        sentence += say("qtc.answer_seen", lang, seen=seen, lo=lo, hi=hi)
    block, block_lo, block_hi = _three(100 * risk.blocked)
    margin, margin_lo, margin_hi = _three(risk.margin)
    small = say(
        "qtc.small",
        lang,
        upper=number(risk.upper_ms, 2),
        block=block,
        block_lo=block_lo,
        block_hi=block_hi,
        margin=margin,
        margin_lo=margin_lo,
        margin_hi=margin_hi,
        reference=named(shown.reference),
        source=shown.source,
    )
    return sentence, small


def diagnosis(shown: Shown, *, lang: Lang) -> tuple[Verdict, str, tuple[str, ...]]:
    """Verdict, headline and sentences."""
    risk, why = shown.risk, []
    draws = say(
        "qtc.why.draws",
        lang,
        block="–" if shown.block is None else f"{shown.block.effective:,.0f}",
        slope=f"{shown.slope.effective:,.0f}",
    )
    if not shown.slope.trusted or (shown.block is not None and not shown.block.trusted):
        return "do_not_use", say("qtc.verdict.do_not_use", lang), (draws,)
    noted = {name: block for name, block in shown.currents.items() if block >= _NOTED}
    if noted:
        told = [
            say("qtc.why.current", lang, name=name, block=f"{block:.0f}") for name, block in noted.items()
        ]
        why.append(say("qtc.why.currents", lang, drug=named(shown.drug), currents=", ".join(told)))
    if shown.drug == shown.reference:
        why.append(say("qtc.why.reference", lang))
    elif shown.seen_at_ms is not None:
        ratio = float(np.median(shown.seen_at_ms) / np.median(risk.at_ms))
        lo, hi = np.quantile(risk.at_ms, (0.05, 0.95))
        if not lo <= float(np.median(shown.seen_at_ms)) <= hi:
            why.append(say("qtc.why.differs", lang, ratio=number(ratio, 2)))
    if shown.seen_multiples is not None and risk.times > shown.seen_multiples[-1]:
        why.append(say("qtc.why.beyond", lang, top=number(float(shown.seen_multiples[-1]), 2)))
    blocked = 100 * float(np.median(risk.blocked))
    if blocked > 1.1 * shown.reference_block_percent and shown.drug != shown.reference:
        why.append(say("qtc.why.extrapolated", lang, block=f"{shown.reference_block_percent:.0f}"))
    verdict: Verdict = "look" if why else "trust"
    always = (say("qtc.why.assumes", lang), draws)
    return verdict, say(f"qtc.verdict.{verdict}", lang), (*why, *always)


def summary_table(shown: Shown, *, lang: Lang) -> str:
    """Every quantity at the exposure asked about."""
    rows = [
        (
            say(f"qtc.quantity.{row['quantity']}", lang),
            "×" if row["quantity"] == "margin" else "" if row["unit"] == "1" else row["unit"],
            number(row["median"]),
            f"{number(row['lo50'])} – {number(row['hi50'])}",
            f"{number(row['lo90'])} – {number(row['hi90'])}",
            "" if row["over_limit"] is None else chance(row["over_limit"], lang),
        )
        for row in shown.risk.summary().to_dicts()
    ]
    if shown.seen_at_ms is not None:
        lo90, lo50, median, hi50, hi90 = (
            float(one) for one in np.quantile(shown.seen_at_ms, (0.05, 0.25, 0.5, 0.75, 0.95))
        )
        over = chance(float((shown.seen_at_ms > LIMIT_MS).mean()), lang)
        intervals = (f"{number(lo50)} – {number(hi50)}", f"{number(lo90)} – {number(hi90)}")
        rows.append((say("qtc.quantity.seen", lang), "ms", number(median), *intervals, over))
    head = [
        say("qtc.table.quantity", lang),
        *(say(f"fih.table.{name}", lang) for name in ("unit", "median", "i50", "i90")),
        say("qtc.table.over", lang),
    ]
    caption = say(
        "qtc.caption.summary", lang, drug=named(shown.drug), times=times_told(shown.risk.times, lang)
    )
    return table(head, rows, caption=caption, numbers=(2, 3, 4, 5))


def multiples_table(shown: Shown, *, lang: Lang) -> str:
    """ΔΔQTc at multiples of the free Cmax."""
    rows = []
    for times in _SHOWN:
        k = int(np.argmin(np.abs(np.log(shown.risk.multiples / times))))
        middle, lo, hi = _three(shown.risk.ddqtc_ms[k], 3)
        over = chance(float((shown.risk.ddqtc_ms[k] > LIMIT_MS).mean()), lang)
        rows.append((f"{times:g}×", number(times * shown.free_nM), middle, f"{lo} – {hi}", over))
    head = [
        say("qtc.multiple", lang),
        f"{say('qtc.free', lang)} (nM)",
        *(say(f"fih.table.{name}", lang) for name in ("median", "i90")),
        say("qtc.table.over", lang),
    ]
    return table(
        head,
        rows,
        caption=say("qtc.caption.multiples", lang, drug=named(shown.drug)),
        numbers=(0, 1, 2, 3, 4),
    )


def csv(shown: Shown) -> str:
    """The prediction at every multiple, each row with drug, source and badge."""
    risk = shown.risk
    quantiles = np.quantile(risk.ddqtc_ms, (0.5, 0.25, 0.75, 0.05, 0.95), axis=1)
    names = ("median_ms", "lo50_ms", "hi50_ms", "lo90_ms", "hi90_ms")
    frame = pl.DataFrame(
        {
            "drug": [shown.drug] * risk.multiples.size,
            "multiple": risk.multiples,
            "free_nM": risk.multiples * shown.free_nM,
            **dict(zip(names, quantiles, strict=True)),
            "p_over_10_ms": (risk.ddqtc_ms > LIMIT_MS).mean(1),
        }
    )
    return frame.with_columns(
        reference=pl.lit(shown.reference), source=pl.lit(shown.source), synthetic=pl.lit(shown.synthetic)
    ).write_csv()


def pictures(shown: Shown, *, lang: Lang) -> dict[str, Any]:
    """The curve, the dots and the cells as Vega-Lite specifications."""
    from kai_workbench import charts
    from kai_workbench.charts import Curve

    risk = shown.risk
    seen = None
    if shown.seen_multiples is not None and shown.seen_ms is not None:
        seen = Curve(multiples=shown.seen_multiples, ddqtc_ms=shown.seen_ms)
    curve = charts.qtc_curve(
        Curve(multiples=risk.multiples, ddqtc_ms=risk.ddqtc_ms),
        times=risk.times,
        free_cmax_nM=shown.free_nM,
        seen=seen,
        measured=shown.measured,
        lang=lang,
        synthetic=shown.synthetic,
    )
    dots = charts.decision_dots(
        risk.at_ms,
        limit=LIMIT_MS,
        title=say("qtc.quantity.ddqtc", lang),
        unit="ms",
        told=say("qtc.dots_told", lang, right="{right}", dots="{dots}"),
        limit_told=say("qtc.limit", lang, limit="10"),
        colour=charts.IN_VITRO,
        lang=lang,
        synthetic=shown.synthetic,
    )
    cells = charts.herg_curve(
        risk.ic50_nM,
        risk.hill,
        cells=shown.cells,
        free_nM=risk.times * shown.free_nM,
        lang=lang,
        synthetic=shown.synthetic,
    )
    made = {"curve": curve, "dots": dots, "cells": cells}
    return {name: chart.to_dict(validate=False) for name, chart in made.items()}


def drug_options(drugs: dict[str, QTcDrug], *, own: str, lang: Lang) -> list[dict[str, str]]:
    """Entries of the list: the reader's own first."""
    found = [{"value": f"own:{own}", "label": own, "hint": say("qtc.hint_own", lang)}] if own else []
    for name, drug in drugs.items():
        one = {"value": name, "label": named(name)}
        found.append(one | ({"hint": say("qtc.hint_clinical", lang)} if drug.clinical else {}))
    return found
