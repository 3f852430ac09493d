"""What the app about a programme's probability of success says. No widgets."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import polars as pl

from kai_workbench.text import Lang, say
from kai_workbench.trials import ProgrammeOutlook

from ._fih_views import table
from ._page import Verdict

SIZES = (10, 14, 20, 28, 40, 56, 80, 110, 150, 210, 300)
_QUANTITIES = (
    "works",
    "go",
    "success_after_go",
    "phase3",
    "success",
    "wrong_go",
    "wrong_stop",
    "lost_late",
    "false_success",
)
_LARGE, _BEYOND, _LITTLE, _MISS = 0.15, 0.02, 0.05, 0.03


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Shown:
    """All that one screen of the app rests on.

    Attributes
    ----------
    outlook
        Of the plan.
    sizes
        The same with other sizes of phase II.
    miss
        How far the normal lies from what was said, in probability.
    beyond
        Share of the prior where a rate would leave 0 to 1.
    seed
        Of the draws; ``None`` for an integral.
    synthetic
        Whether the effect rests on invented data.
    """

    outlook: ProgrammeOutlook
    sizes: pl.DataFrame
    miss: float
    beyond: float
    seed: int | None
    synthetic: bool


def chance(p: float) -> str:
    """A probability in per cent."""
    return (
        "<0.1%"
        if p < 0.001
        else ">99.9%"
        if p > 0.999
        else f"{100 * p:.0f}%"
        if p >= 0.1
        else f"{100 * p:.1f}%"
    )


def _points(value: float) -> str:
    return f"{100 * value:.0f}".replace("-", "−")


def answer(shown: Shown, *, lang: Lang) -> tuple[str, str]:
    """The answer in a sentence, and the smaller line under it."""
    found, effect = shown.outlook, shown.outlook.effect
    sentence = say(
        "pos.answer",
        lang,
        success=chance(found.measure("success").value),
        go=chance(found.measure("go").value),
        after=chance(found.measure("success_after_go").value),
        middle=_points(effect.mean),
        known=chance(found.if_known),
    )
    success = found.measure("success")
    how = (
        say(
            "pos.how.drawn",
            lang,
            n=f"{effect.effect.size:,}",
            seed=shown.seed,
            mcse=f"{100 * success.mcse:.1f}",
        )
        if effect.drawn
        else say("pos.how.exact", lang)
    )
    variance = float(effect.weights @ (effect.effect - effect.mean) ** 2)
    small = say(
        "pos.small",
        lang,
        middle=_points(effect.quantile(0.5)),
        lo=_points(effect.quantile(0.05)),
        hi=_points(effect.quantile(0.95)),
        ess=f"{2 * effect.typical_sd**2 / variance:.0f}",
        how=how,
        cut=f"{100 * found.plan.cut(effect.typical_sd):.1f}".replace("-", "−"),
        source=effect.source or say("pos.judgement", lang),
    )
    return sentence, small


def diagnosis(shown: Shown, *, lang: Lang) -> tuple[Verdict, str, tuple[str, ...]]:
    """Verdict, headline and sentences: wrong decisions, the best size, where uncertainty comes from."""
    found, plan = shown.outlook, shown.outlook.plan
    stop, go = found.measure("wrong_stop").value, found.measure("wrong_go").value
    works, sources = found.measure("works").value, dict(found.sources().iter_rows())
    verdict: Verdict = "look" if max(stop, go) > _LARGE else "trust"
    why = [say("pos.why.wrong", lang, stop=chance(stop), go=chance(go), loss=f"{found.loss:,.0f}")]
    best = shown.sizes.row(int(shown.sizes["loss"].arg_min() or 0), named=True)
    why.append(say("pos.why.best", lang, n=best["phase2"], loss=f"{best['loss']:,.0f}"))
    why.append(say("pos.why.works", lang, worth=_points(plan.least), p=chance(works)))
    why.append(say("pos.why.sources", lang, effect=chance(sources["effect"])))
    parts = {name: share for name, share in sources.items() if name not in ("effect", "chance")}
    if parts:
        ranked = sorted(parts.items(), key=lambda one: -one[1])
        told = ", ".join(f"{say(f'pos.part_told.{name}', lang)} {chance(share)}" for name, share in ranked)
        why.append(say("pos.why.parts", lang, parts=told))
    if shown.miss > _MISS:
        verdict = "look"
        why.append(say("pos.why.misfit", lang, miss=f"{100 * shown.miss:.0f}"))
    if shown.beyond > _BEYOND:
        verdict = "look"
        why.append(say("pos.why.beyond", lang, p=chance(shown.beyond)))
    if abs(found.measure("go").value - 0.5) > 0.5 - _LITTLE:
        verdict = "do_not_use"
    why.append(say("pos.why.assumes", lang))
    return verdict, say(f"pos.verdict.{verdict}", lang), tuple(why)


def quantities_table(shown: Shown, *, lang: Lang) -> str:
    """Every probability with its Monte-Carlo standard error."""
    rows = []
    for name in _QUANTITIES:
        found = shown.outlook.measure(name)
        error = f"{100 * found.mcse:.1f}%" if shown.outlook.effect.drawn else "0"
        rows.append((say(f"pos.quantity.{name}", lang), chance(found.value), error))
    head = [say(f"pos.table.{name}", lang) for name in ("quantity", "probability", "mcse")]
    return table(head, rows, caption=say("pos.caption.table", lang), numbers=(1, 2), wrapped=(0,))


def sizes_table(shown: Shown, *, lang: Lang) -> str:
    """The same plan with other sizes of phase II."""
    names = ("go", "success", "success_after_go", "wrong_go", "wrong_stop")
    rows = [
        (str(one["phase2"]), *(chance(one[name]) for name in names), f"{one['loss']:,.0f}")
        for one in shown.sizes.iter_rows(named=True)
    ]
    head = [
        say("pos.axis.size", lang),
        *(say(f"pos.quantity.{name}", lang) for name in names),
        say("pos.table.loss", lang),
    ]
    return table(head, rows, caption=say("pos.caption.sizes", lang), numbers=tuple(range(7)))


def csv(shown: Shown) -> str:
    """Every probability, with the prior, seed and source on each row."""
    effect = shown.outlook.effect
    rows = [dataclasses.asdict(shown.outlook.measure(name)) for name in _QUANTITIES]
    frame = pl.DataFrame(rows).drop("of").rename({"name": "quantity"})
    return frame.with_columns(
        prior_median=pl.lit(effect.quantile(0.5)),
        prior_lo90=pl.lit(effect.quantile(0.05)),
        prior_hi90=pl.lit(effect.quantile(0.95)),
        phase2=pl.lit(shown.outlook.plan.phase2),
        phase3=pl.lit(shown.outlook.plan.phase3),
        seed=pl.lit(shown.seed),
        source=pl.lit(effect.source),
        synthetic=pl.lit(shown.synthetic),
    ).write_csv()


def sizes_csv(shown: Shown) -> str:
    """Every size of phase II."""
    source, synthetic = pl.lit(shown.outlook.effect.source), pl.lit(shown.synthetic)
    return shown.sizes.with_columns(source=source, synthetic=synthetic).write_csv()


def pictures(shown: Shown, *, lang: Lang) -> dict[str, Any]:
    """The funnel, success by size and the effect as Vega-Lite specifications."""
    from kai_workbench import charts

    found, effect = shown.outlook, shown.outlook.effect
    curves, views = found.densities(), []
    for name, column, given in (
        ("go", "after_go", found.go),
        ("before", "before", np.ones_like(found.go)),
        ("success", "after_success", found.go * found.confirmed),
    ):
        low, middle, high = (_points(effect.quantile(q, given=given)) for q in (0.05, 0.5, 0.95))
        views.append(
            charts.View(
                name=say(f"pos.view.{name}", lang),
                told=f"{middle} ({low} – {high})",
                x=100 * curves["effect"].to_numpy(),
                density=curves[column].to_numpy() / 100,
            )
        )
    shared: dict[str, Any] = {"lang": lang, "synthetic": shown.synthetic}
    made = {
        "funnel": charts.programme_funnel(found.funnel(), **shared),
        "size": charts.success_by_size(shown.sizes, now=found.plan.phase2, **shared),
        "effect": charts.effect_densities(
            views,
            title=say("pos.axis.effect", lang),
            limit=100 * found.plan.least,
            limit_told=say("pos.limit", lang, worth=_points(found.plan.least)),
            **shared,
        ),
    }
    return {name: chart.to_dict(validate=False) for name, chart in made.items()}
