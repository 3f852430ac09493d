"""What the borrowing app says: sentences, tables, pictures and files. No widgets."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import scipy

from kai_workbench.text import Lang, say
from kai_workbench.trials import BorrowingStudy, Effect

from ._fih_views import number, table
from ._page import Verdict

_FEW, _INFLATED, _TAKEN = 4, 2.0, 0.5
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_WEIGHTS = 11  # rows of the table of weights
Quantiles = tuple[float, float, float, float, float]


def chance(p: float, lang: Lang) -> str:
    """A probability in per cent."""
    if p > 0.999:
        return say("borrow.over", lang)
    return say("borrow.under", lang) if p < 0.001 else f"{100 * p:.1f}%"


def _signed(value: float, digits: int = 3) -> str:
    return number(value, digits).replace("-", "−")


def _rates(study: BorrowingStudy) -> bool:
    return study.history.outcome == "rate"


def _gains(study: BorrowingStudy, effect: Effect) -> tuple[str, str, str]:
    """Median and 90% of what treatment gains, in the good direction."""
    values = [effect.quantile(q) for q in (0.5, 0.05, 0.95)]
    if _rates(study):
        told = [f"{100 * one:.0f}".replace("-", "−") for one in values]
    else:
        if study.history.better == "lower":
            values = [-values[0], -values[2], -values[1]]
        told = [_signed(one) for one in values]
    return told[0], told[1], told[2]


def _unit(study: BorrowingStudy, lang: Lang) -> str:
    return study.history.unit or say("borrow.unit", lang)


def _verdict(study: BorrowingStudy, effect: Effect, lang: Lang) -> str:
    return say("borrow.win" if study.better(effect) > study.design.threshold else "borrow.lose", lang)


def answer(study: BorrowingStudy, *, lang: Lang) -> tuple[str, str]:
    """The answer in a sentence, and the smaller line under it."""
    told: dict[str, str] = {}
    for ending, effect in (("", study.effect), ("0", study.alone)):
        middle, low, high = _gains(study, effect)
        told |= {
            f"effect{ending}": say("borrow.points", lang, value=middle)
            if _rates(study)
            else f"{middle} {study.history.unit}".strip(),
            f"lo{ending}": low,
            f"hi{ending}": high,
            f"p{ending}": chance(study.better(effect), lang),
            f"verdict{ending}": _verdict(study, effect, lang),
        }
    small = say(
        "borrow.small" if _rates(study) else "borrow.small_mean",
        lang,
        way=say(f"borrow.way_told.{study.way}", lang),
        k=study.history.studies.height,
        n=f"{study.history.patients:,}",
        weight=f"{100 * study.design.vague:.0f}",
        elir=f"{_worth(study, 'elir'):.0f}",
        moment=f"{_worth(study, 'moment'):.0f}",
        threshold=f"{100 * study.design.threshold:g}",
        source=study.history.source,
    )
    return say("borrow.answer", lang, **told), small


def _worth(study: BorrowingStudy, method: str) -> float:
    return float(study.ways.filter(pl.col("way") == study.way)[method].item())


def diagnosis(study: BorrowingStudy, *, lang: Lang) -> tuple[Verdict, str, tuple[str, ...]]:
    """Verdict, headline and sentences: conflict, what makes the conclusion, and error rates."""
    found, why = study.conflict, []
    verdict: Verdict = "trust"
    # Without a vague part there is none that could have taken over.
    before = study.design.vague
    after = found.weights[-1] if before > 0 else 0.0
    if found.found:
        verdict = "look" if after > _TAKEN else "do_not_use"
        values = {"before": f"{100 * before:.0f}", "after": f"{100 * after:.0f}"}
        why.append(say("borrow.why.conflict", lang, p=chance(found.p_value, lang), **values))
    else:
        why.append(say("borrow.why.agree", lang, p=chance(found.p_value, lang)))
    alone = _verdict(study, study.alone, lang)
    if _verdict(study, study.effect, lang) != alone:
        verdict = "look" if verdict == "trust" else verdict
        why.append(say("borrow.why.makes", lang, verdict=alone))
    weight = study.turning_weight
    why.append(
        say("borrow.why.no_weight", lang)
        if weight is None
        else say("borrow.why.weight", lang, weight=f"{100 * weight:.0f}")
    )
    if study.turning_control is not None:
        there, here = (_seen(study, one, lang) for one in (study.turning_control, study.control))
        why.append(say("borrow.why.control", lang, there=there, here=here))
    nominal = 1 - study.design.threshold
    low, high = study.error_range()
    _, free = study.error_range("alone")
    told = {"lo": low, "hi": high, "nominal": nominal, "alone": free}
    why.append(say("borrow.why.error", lang, **{name: f"{100 * one:.2g}" for name, one in told.items()}))
    if high > _INFLATED * nominal:
        verdict = "look" if verdict == "trust" else verdict
        why.append(say("borrow.why.inflated", lang))
    if study.history.studies.height < _FEW:
        verdict = "look" if verdict == "trust" else verdict
        why.append(say("borrow.why.few", lang, k=study.history.studies.height))
    elir = _worth(study, "elir")
    if elir > study.design.control:
        why.append(say("borrow.why.more", lang, elir=f"{elir:.0f}", n=study.design.control))
    return verdict, say(f"borrow.verdict.{verdict}", lang), tuple(why)


def _seen(study: BorrowingStudy, control: float, lang: Lang) -> str:
    if _rates(study):
        return say("borrow.why.responders", lang, r=f"{control:.0f}", n=study.design.control)
    return f"{_signed(control)} {study.history.unit}".strip()


def ways_table(study: BorrowingStudy, *, lang: Lang) -> str:
    """Every way to borrow, side by side."""
    times, digits = (100.0, 2) if _rates(study) else (1.0, 3)
    unit = "%" if _rates(study) else ""
    rows = []
    for row in study.ways.to_dicts():
        spans = [
            " – ".join(_signed(times * row[f"{name}{end}"], digits) for end in ("lo90", "hi90"))
            for name in ("", "effect_")
        ]
        prior = f"{_signed(times * row['mean'], digits)}{unit} ({spans[0]})"
        effect = f"{_signed(times * row['effect'], digits)} ({spans[1]})"
        rows.append(
            (
                say(f"borrow.way.{row['way']}", lang),
                prior,
                f"{row['elir']:.1f}",
                f"{row['moment']:.1f}",
                effect,
                chance(row["probability"], lang),
                say("borrow.win" if row["success"] else "borrow.lose", lang),
                f"{row['conflict']:.2g}",
            )
        )
    names = ("way", "prior", "elir", "moment", "effect", "better", "conclusion", "conflict")
    head = [say(f"borrow.table.{name}", lang) for name in names]
    caption = say("borrow.caption.ways", lang, weight=f"{100 * study.design.vague:.0f}")
    return table(head, rows, caption=caption, numbers=(1, 2, 3, 4, 5, 7))


def weights_table(study: BorrowingStudy, *, lang: Lang) -> str:
    """The conclusion by the weight of the vague part."""
    frame = study.weights
    step = (frame.height - 1) // (_WEIGHTS - 1)
    rows = [
        (
            f"{100 * row['vague']:.0f}%",
            f"{100 * (1 - row['informative_after']):.0f}%",
            f"{row['patients_borrowed']:.1f}",
            chance(row["probability"], lang),
            say("borrow.win" if row["success"] else "borrow.lose", lang),
        )
        for row in frame.gather_every(step).to_dicts()
    ]
    head = [
        say(f"borrow.table.{name}", lang) for name in ("vague", "after", "moment", "better", "conclusion")
    ]
    return table(head, rows, caption=say("borrow.caption.weights", lang), numbers=(0, 1, 2, 3))


def csv(study: BorrowingStudy) -> str:
    """Every way, each row with its settings and the source."""
    return _with_source(study, study.ways)


def drift_csv(study: BorrowingStudy) -> str:
    """The operating characteristics of the three designs, each row with its settings and the source."""
    frames = [frame.with_columns(design=pl.lit(name)) for name, frame in study.drift.items()]
    return _with_source(study, pl.concat(frames))


def _with_source(study: BorrowingStudy, frame: pl.DataFrame) -> str:
    design = study.design
    return frame.with_columns(
        prior=pl.lit(study.way),
        vague=pl.lit(design.vague),
        control_n=pl.lit(design.control),
        treatment_n=pl.lit(design.treatment),
        threshold=pl.lit(design.threshold),
        gain=pl.lit(study.gain),
        mcse=pl.lit(0.0),
        source=pl.lit(study.history.source),
        synthetic=pl.lit(study.history.synthetic),
    ).write_csv()


def pictures(study: BorrowingStudy, measure: str, *, lang: Lang) -> dict[str, Any]:
    """The effect, the drift, the tipping point and the controls as Vega-Lite specifications."""
    from kai_workbench import charts

    rates, synthetic = _rates(study), study.history.synthetic
    unit, times = _unit(study, lang), 100.0 if rates else 1.0
    views = []
    for name, effect in (("set", study.effect), ("alone", study.alone)):
        middle, low, high = (effect.quantile(q) for q in (0.5, 0.05, 0.95))
        told = f"{_signed(times * middle, 2)} ({_signed(times * low, 2)} – {_signed(times * high, 2)})"
        views.append(
            charts.View(
                name=say(f"borrow.view.{name}", lang),
                told=told,
                x=times * effect.grid,
                density=effect.density / times,
            )
        )
    title = "effect_rate" if rates else "effect_mean"
    made = {
        "effect": charts.effect_densities(
            views,
            title=say(f"borrow.axis.{title}", lang, unit=unit),
            limit=times * study.design.margin,
            limit_told=say("borrow.no_difference", lang),
            lang=lang,
            synthetic=synthetic,
        ),
        "drift": charts.drift_curves(
            [(say(f"borrow.view.{name}", lang), frame) for name, frame in study.drift.items()],
            measure=measure,  # type: ignore[arg-type]
            title=say("borrow.axis.true_rate" if rates else "borrow.axis.true_mean", lang, unit=unit),
            plausible=[study.priors.integral.quantile(q) for q in _QUANTILES],
            nominal=1 - study.design.threshold if measure == "type_1_error" else None,
            asked=study.observed[0],
            asked_told=say("borrow.seen", lang),
            percent=rates,
            unit=unit,
            lang=lang,
            synthetic=synthetic,
        ),
        "tipping": charts.tipping_map(
            study.outcomes,
            at=(study.observed[0], study.design.vague),
            title=say("borrow.axis.seen_rate" if rates else "borrow.axis.seen_mean", lang, unit=unit),
            percent=rates,
            lang=lang,
            synthetic=synthetic,
        ),
        "forest": charts.control_forest(
            _forest(study, lang),
            title=say("borrow.axis.rate" if rates else "borrow.axis.mean", lang, unit=unit),
            percent=rates,
            lang=lang,
            synthetic=synthetic,
        ),
    }
    return {name: chart.to_dict(validate=False) for name, chart in made.items()}


def _forest(study: BorrowingStudy, lang: Lang) -> list[Any]:
    """Rows of the forest: the studies, what they foretell, the prior, the trial, and both."""
    from kai_workbench.charts import ForestRow

    rates, design = _rates(study), study.design
    rows = []
    for one in study.history.studies.to_dicts():
        if rates:
            told, quantiles = f"{one['r']}/{one['n']}", _of_counts(one["r"], one["n"])
        else:
            told = f"{_signed(one['mean'])} ± {number(one['se'], 2)}, n = {one['n']}"
            quantiles = _of_mean(one["mean"], one["se"])
        rows.append(ForestRow(name=str(one["study"]), told=told, kind="study", quantiles=quantiles))
    integral, prior, after = (
        _five([one.quantile(q) for q in _QUANTILES])
        for one in (study.priors.integral, study.prior, study.after)
    )
    seen = (
        _of_counts(int(study.control), design.control) if rates else _of_mean(study.control, design.errors[0])  # type: ignore[union-attr]
    )
    told = f"{study.control:.0f}/{design.control}" if rates else _signed(study.control)
    for name, kind, quantiles, words in (
        ("map", "prior", integral, _interval(integral, rates)),
        ("prior", "prior", prior, _interval(prior, rates)),
        ("now", "now", seen, told),
        ("after", "posterior", after, _interval(after, rates)),
    ):
        rows.append(
            ForestRow(name=say(f"borrow.row.{name}", lang), told=words, kind=kind, quantiles=quantiles)  # type: ignore[arg-type]
        )
    return rows


def _interval(quantiles: tuple[float, ...], rates: bool) -> str:  # noqa: FBT001
    times, ending = (100.0, "%") if rates else (1.0, "")
    low, middle, high = (_signed(times * quantiles[k], 2) for k in (0, 2, 4))
    return f"{middle}{ending} ({low} – {high})"


def _of_counts(r: int, n: int) -> Quantiles:
    """Of a rate after these counts alone, from a uniform prior."""
    return _five(scipy.stats.beta.ppf(_QUANTILES, 1 + r, 1 + n - r))


def _of_mean(mean: float, se: float) -> Quantiles:
    return _five(scipy.stats.norm.ppf(_QUANTILES, mean, se))


def _five(values: Any) -> Quantiles:
    low, lower, middle, upper, high = (float(one) for one in np.asarray(values))
    return low, lower, middle, upper, high
