"""What the app about the first dose says: sentences, tables, pictures and files. No widgets."""

from __future__ import annotations

import dataclasses
import html
from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from kai_workbench.pipelines import DoseLimit, FirstInHumanDose, HumanPKFit
from kai_workbench.text import Lang, say

from ._fih_views import diagnosis as fit_diagnosis
from ._fih_views import number, table
from ._fihd_state import Settings
from ._page import Verdict
from ._qtc_risk_views import chance

_APART = 30.0  # fold between the medians of the lowest and the highest limit


@dataclasses.dataclass(frozen=True, kw_only=True)
class Shown:
    """All that one screen of the app rests on.

    Attributes
    ----------
    compound, row, settings
        What is asked, and the compound's row of the reference.
    dose
        The limits.
    fit
        Of human kinetics; ``None`` before it is there.
    source, synthetic
        To be told beside it.
    """

    compound: str
    row: Mapping[str, Any]
    settings: Settings
    dose: FirstInHumanDose
    fit: HumanPKFit | None
    source: str
    synthetic: bool

    @property
    def planned(self) -> float:
        """The dose that the dots are held against: the reader's, else the recommended one."""
        return self.settings.numbers.get("planned", self.dose.recommended[0])


def _species(name: str, lang: Lang) -> str:
    told = say(f"species.{name}", lang)
    return told.lower() if lang == "en" else told


def limit_named(limit: DoseLimit, lang: Lang) -> str:
    """A limit as a sentence names it."""
    return say(f"fihd.limit.{limit.kind}", lang, species=_species(limit.species, lang))


def answer(shown: Shown, *, lang: Lang) -> tuple[str, str]:
    """The answer in a sentence, and the smaller line under it."""
    dose = shown.dose
    low, high = (number(one, 2) for one in dose.recommended)
    sentence = say("fihd.answer", lang, compound=shown.compound, low=low, high=high)
    if "planned" in shown.settings.numbers:
        p = chance(dose.kept(shown.planned), lang)
        sentence += say("fihd.answer_planned", lang, dose=f"{shown.planned:,.3g}", p=p)
    shares = dose.tightest()
    tight = max(shares, key=lambda k: shares[k])
    usual = [one for one in dose.limits if one.conventional_mg is not None]
    lowest = min(usual, key=lambda one: one.conventional_mg or 0.0)
    small = say(
        "fihd.small",
        lang,
        limit=limit_named(dose.limits[tight], lang),
        share=chance(shares[tight], lang),
        conventional=number(lowest.conventional_mg, 2),
        species=_species(lowest.species, lang),
        factor=f"{shown.settings.value('factor', shown.row):g}",
        source=shown.source,
    )
    return sentence, small


def diagnosis(shown: Shown, *, lang: Lang) -> tuple[Verdict, str, tuple[str, ...]]:
    """Verdict, headline and sentences."""
    why = [] if shown.fit is not None else [say("fihd.partial", lang)]
    why += _doubts(shown, lang)
    assumes = say("fihd.why.assumes", lang)
    if shown.fit is not None:
        verdict, _, sentences = fit_diagnosis(shown.fit, lang=lang)
        if verdict == "do_not_use":
            return "do_not_use", say("fihd.verdict.do_not_use", lang), (*sentences, assumes)
        if verdict == "look":
            why += sentences
    told: Verdict = "look" if why else "trust"
    return told, say(f"fihd.verdict.{told}", lang), (*why, assumes)


def _doubts(shown: Shown, lang: Lang) -> list[str]:
    """What a reader should know before relying on the range."""
    settings, why = shown.settings, []
    if not shown.synthetic and "noael_rat" not in settings.numbers:
        why.append(say("fihd.why.example", lang, compound=shown.compound))
    if not settings.second_species:
        why.append(say("fihd.why.one_species", lang))
    for which, species in (("rat", "rat"), ("second", settings.second_species)):
        if species and settings.auc(which, shown.row) is None:
            why.append(say("fihd.why.no_clearance", lang, species=_species(species, lang)))
    if settings.mabel == "no":
        why.append(say("fihd.why.no_target", lang))
    medians = [float(np.median(one.draws_mg)) for one in shown.dose.limits]
    if max(medians) / min(medians) > _APART:
        why.append(say("fihd.why.apart", lang, fold=f"{max(medians) / min(medians):.0f}"))
    usual = min(one.conventional_mg for one in shown.dose.limits if one.conventional_mg is not None)
    if shown.dose.recommended[1] > usual:
        why.append(say("fihd.why.above", lang, dose=number(usual, 2)))
    return why


def _label(limit: DoseLimit, shown: Shown, lang: Lang) -> str:
    def value(name: str) -> str:
        return f"{shown.settings.value(name, shown.row):.4g}"

    if limit.kind == "mabel":
        return say("fihd.mabel_label", lang, occupancy=value("occupancy"))
    if limit.kind == "exposure":
        return say("fihd.exposure_label", lang, margin=value("margin"))
    noael = value("noael_rat" if limit.species == "rat" else "noael_second")
    return say("fihd.mrsd_label", lang, noael=noael, factor=value("factor"))


def limits_table(shown: Shown, *, lang: Lang) -> str:
    """Every limit with its interval, and how often it decides."""
    rows = []
    for row, limit in zip(shown.dose.summary().to_dicts(), (*shown.dose.limits, None), strict=True):
        name = say("fihd.limit.all", lang)
        if limit is not None:
            name = f"{say(f'species.{limit.species}', lang)}: {_label(limit, shown, lang)}"
        rows.append(
            (
                name,
                number(row["median_mg"]),
                f"{number(row['lo50_mg'])} – {number(row['hi50_mg'])}",
                f"{number(row['lo90_mg'])} – {number(row['hi90_mg'])}",
                number(row["conventional_mg"]) if row["conventional_mg"] is not None else "",
                chance(row["tightest"], lang) if row["tightest"] is not None else "",
            )
        )
    head = [
        say("fihd.table.limit", lang),
        *(say(f"fih.table.{name}", lang) for name in ("median", "i50", "i90")),
        say("fihd.table.conventional", lang),
        say("fihd.table.tightest", lang),
    ]
    return table(
        head, rows, caption=say("fihd.caption.limits", lang), numbers=(1, 2, 3, 4, 5), wrapped=(0, 4, 5)
    )


def margins_table(shown: Shown, *, lang: Lang) -> str:
    """AUC at the NOAEL over the human AUC of the dose."""
    found = shown.dose.margins(shown.planned)
    if not found:
        return f"<p>{html.escape(say('fihd.no_margins', lang))}</p>"
    rows = []
    for species, draws in found.items():
        lo90, lo50, median, hi50, hi90 = (
            number(float(one)) for one in np.quantile(draws, (0.05, 0.25, 0.5, 0.75, 0.95))
        )
        rows.append((say(f"species.{species}", lang), f"{median}×", f"{lo50} – {hi50}", f"{lo90} – {hi90}"))
    head = [
        say("fihd.table.species", lang),
        say("fihd.table.margin", lang),
        *(say(f"fih.table.{name}", lang) for name in ("i50", "i90")),
    ]
    caption = say("fihd.caption.margins", lang, dose=number(shown.planned))
    return table(head, rows, caption=caption, numbers=(1, 2, 3), wrapped=(1,))


def csv(shown: Shown) -> str:
    """Every limit, with the recommended range, source and badge in each row."""
    low, high = shown.dose.recommended
    return (
        shown.dose.summary()
        .with_columns(
            compound=pl.lit(shown.compound),
            recommended_low_mg=pl.lit(low),
            recommended_high_mg=pl.lit(high),
            body_weight_kg=pl.lit(shown.settings.value("weight", shown.row)),
            source=pl.lit(shown.source),
            synthetic=pl.lit(shown.synthetic),
        )
        .select("compound", pl.exclude("compound"))
        .write_csv()
    )


def pictures(shown: Shown, *, lang: Lang) -> dict[str, Any]:
    """The limits and the dots as Vega-Lite specifications."""
    from kai_workbench import charts
    from kai_workbench.charts import Rung

    rungs = [
        Rung(
            species=one.species,
            label=_label(one, shown, lang),
            draws=one.draws_mg,
            values=() if one.conventional_mg is None else (one.conventional_mg,),
        )
        for one in shown.dose.limits
    ]
    limits = charts.dose_limits(
        rungs,
        recommended=shown.dose.recommended,
        planned=shown.settings.numbers.get("planned"),
        lang=lang,
        synthetic=shown.synthetic,
    )
    told = number(shown.planned, 2)
    dots = charts.decision_dots(
        shown.dose.lowest,
        limit=shown.planned,
        title=say("fihd.dots_title", lang),
        unit="mg",
        told=say("fihd.dots_told", lang, right="{right}", dots="{dots}", dose=told),
        limit_told=say("fihd.dots_limit", lang, dose=told),
        good="above",
        log=True,
        lang=lang,
        synthetic=shown.synthetic,
    )
    return {"limits": limits.to_dict(validate=False), "dots": dots.to_dict(validate=False)}
