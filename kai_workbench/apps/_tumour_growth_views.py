"""What the tumour growth app says: sentences, tables, pictures and files. No widgets."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from kai_workbench import inference, models
from kai_workbench.pipelines import Clinic, TumourResponse, Xenograft
from kai_workbench.text import Lang, say

from ._fih_views import number, table
from ._page import Verdict

if TYPE_CHECKING:
    from kai_workbench.inference import Fit

_FAR_KILL, _FAR_GROWTH, _FAR_RATIO = 5.0, 2.0, 3.0
_GRID = 25  # days of the mice's bands


@dataclasses.dataclass(frozen=True, kw_only=True)
class Shown:
    """All that one screen of the app rests on.

    Attributes
    ----------
    arm
        The treatment in mice.
    fit
        Of the mice.
    response
        What a trial would show.
    ratio, target
        Exposure of patients over that of the mice; response rate worth having, per cent.
    patients, visit_weeks
        Of the trial.
    from_mice
        Whether growth was scaled from the mice.
    clinic
        What such patients are like, before anything was moved.
    seen
        Share that responded, their number, and their changes; where patients had this exposure.
    source, synthetic
        To be told beside it.
    """

    arm: Xenograft
    fit: Fit
    response: TumourResponse
    ratio: float
    target: float
    patients: int
    visit_weeks: float
    from_mice: bool
    clinic: Clinic
    seen: tuple[float, int, pl.DataFrame] | None
    source: str
    synthetic: bool

    @property
    def over_target(self) -> float:
        """How likely the response rate is above the target."""
        return float((100 * self.response.response_rate > self.target).mean())


def chance(p: float, lang: Lang) -> str:
    """A probability in whole per cent."""
    if p < 0.005:
        return say("tgt.under", lang)
    return say("tgt.over", lang) if p > 0.995 else f"{100 * p:.0f}%"


def _whole(draws: Any) -> tuple[str, str, str]:
    low, middle, high = np.quantile(draws, (0.05, 0.5, 0.95))
    told = [f"{one:.0f}".replace("-", "−") for one in (middle, low, high)]
    return told[0], told[1], told[2]


def answer(shown: Shown, *, lang: Lang) -> tuple[str, str]:
    """The answer in a sentence, and the smaller line under it."""
    response = shown.response
    rate, rate_lo, rate_hi = _whole(100 * response.response_rate)
    change, change_lo, change_hi = _whole(response.best_change)
    sentence = say(
        "tgt.answer",
        lang,
        arm=shown.arm.name,
        ratio=f"{shown.ratio:.3g}",
        rate=rate,
        rate_lo=rate_lo,
        rate_hi=rate_hi,
        change=change,
        change_lo=change_lo,
        change_hi=change_hi,
    )
    if shown.seen is not None:
        sentence += say("tgt.answer_seen", lang, rate=f"{100 * shown.seen[0]:.0f}", n=shown.seen[1])
    small = say(
        "tgt.small",
        lang,
        target=f"{shown.target:.0f}",
        p=chance(shown.over_target, lang),
        n=shown.patients,
        visit=f"{shown.visit_weeks:g}",
        clinic=shown.clinic.told,
        source=shown.source,
    )
    return sentence, small


def fit_diagnosis(fit: Fit, *, lang: Lang) -> tuple[Verdict, str, tuple[str, ...]]:
    """What the checks of the mice's fit found."""
    told = inference.explain(fit, lang)
    return told.verdict, told.headline, told.sentences


def diagnosis(shown: Shown, *, lang: Lang) -> tuple[Verdict, str, tuple[str, ...]]:
    """Verdict, headline and sentences of a fit that may be used."""
    verdict, headline, found = fit_diagnosis(shown.fit, lang=lang)
    response, clinic, why = shown.response, shown.clinic, []
    if verdict != "trust":
        why.append(say("tgt.why.fit", lang, told=headline))
    kill = float(np.median(response.kill))
    if kill > _FAR_KILL * clinic.kill:
        times, per_year = number(kill / clinic.kill, 2), number(365.25 * clinic.kill, 2)
        why.append(say("tgt.why.kill", lang, times=times, clinic=clinic.told, rate=per_year))
    doubling = float(np.log(2) / np.median(response.growth))
    known = float(np.log(2)) / clinic.growth
    if shown.from_mice and not 1 / _FAR_GROWTH < doubling / known < _FAR_GROWTH:
        why.append(
            say(
                "tgt.why.growth",
                lang,
                doubling=number(doubling, 2),
                known=number(known, 2),
                clinic=clinic.told,
            )
        )
    if not 1 / _FAR_RATIO < shown.ratio < _FAR_RATIO:
        why.append(say("tgt.why.far", lang, ratio=f"{shown.ratio:.2g}"))
    if shown.seen is not None:
        low, high = np.quantile(response.response_rate, (0.05, 0.95))
        if not low <= shown.seen[0] <= high:
            why.append(say("tgt.why.differs", lang, rate=f"{100 * shown.seen[0]:.0f}"))
    always = (say("tgt.why.assumes", lang), " ".join(found))
    if why:
        return "look", say("tgt.verdict.look", lang), (*why, *always)
    return "trust", say("tgt.verdict.trust", lang), always


def summary_table(shown: Shown, *, lang: Lang) -> str:
    """Every quantity of the trial, and the mice's rates that it rests on."""
    rows = [
        (
            say(f"tgt.quantity.{row['quantity']}", lang),
            say("tgt.per_year", lang) if row["unit"] == "1/y" else row["unit"],
            number(row["median"]),
            f"{number(row['lo50'])} – {number(row['hi50'])}",
            f"{number(row['lo90'])} – {number(row['hi90'])}",
        )
        for row in shown.response.summary().to_dicts()
    ]
    head = [
        say("tgt.table.quantity", lang),
        *(say(f"fih.table.{name}", lang) for name in ("unit", "median", "i50", "i90")),
    ]
    caption = say("tgt.caption.summary", lang, arm=shown.arm.name, n=shown.patients)
    return table(head, rows, caption=caption, numbers=(2, 3, 4), wrapped=(0,))


def scans_table(shown: Shown, *, lang: Lang) -> str:
    """Share of patients without progression at every scan."""
    free = 100 * shown.response.progression_free()
    rows = []
    for k, day in enumerate(shown.response.visit_days):
        middle, low, high = _whole(free[:, k])
        rows.append((f"{day / 7:.0f}", f"{middle}%", f"{low}% – {high}%"))
    head = [say("tgt.week", lang), say("fih.table.median", lang), say("fih.table.i90", lang)]
    return table(head, rows, caption=say("tgt.caption.scans", lang), numbers=(0, 1, 2))


def mice_table(fit: Fit, *, lang: Lang) -> str:
    """Typical values of the mice."""
    rows = []
    for name in fit.model.parameters:  # type: ignore[attr-defined]
        low, middle, high = np.exp(np.quantile(fit.posterior[f"log_{name}"].to_numpy(), (0.05, 0.5, 0.95)))
        unit = "mm³" if name == "base" else say("tgt.per_day", lang)
        rows.append((say(f"tgt.mice.{name}", lang), unit, number(middle), f"{number(low)} – {number(high)}"))
    head = [
        say("tgt.table.quantity", lang),
        *(say(f"fih.table.{name}", lang) for name in ("unit", "median", "i90")),
    ]
    return table(head, rows, caption=say("tgt.caption.mice", lang), numbers=(2, 3), wrapped=(0,))


def csv(shown: Shown) -> str:
    """The change over time, each row with treatment, source and badge."""
    response = shown.response
    flat = response.change_percent.reshape(-1, len(response.days))
    quantiles = np.quantile(flat, (0.5, 0.25, 0.75, 0.05, 0.95), axis=0)
    names = [f"{one}_percent" for one in ("median", "lo50", "hi50", "lo90", "hi90")]
    rate = np.quantile(response.response_rate, (0.05, 0.5, 0.95))
    frame = pl.DataFrame({"day": response.days, **dict(zip(names, quantiles, strict=True))})
    return frame.select(
        pl.lit(shown.arm.name).alias("treatment"),
        pl.all(),
        *(
            pl.lit(one).alias(f"response_rate_{name}")
            for name, one in zip(("lo90", "median", "hi90"), rate, strict=True)
        ),
        exposure_ratio=pl.lit(shown.ratio),
        source=pl.lit(shown.source),
        synthetic=pl.lit(shown.synthetic),
    ).write_csv()


def pictures(shown: Shown, *, lang: Lang) -> dict[str, Any]:
    """The course, the waterfall and the dots as Vega-Lite specifications."""
    from kai_workbench import charts

    response = shown.response
    how: dict[str, Any] = {"lang": lang, "synthetic": shown.synthetic}
    seen = shown.seen[2] if shown.seen is not None else None
    made = {
        "course": charts.tumour_course(response.days, response.change_percent, seen=seen, **how),
        "waterfall": charts.waterfall(response.waterfall, **how),
        "dots": charts.decision_dots(
            100 * response.response_rate,
            limit=shown.target,
            title=say("tgt.quantity.response", lang),
            unit="%",
            told=say("tgt.dots_told", lang, right="{right}", dots="{dots}", target=f"{shown.target:.0f}"),
            limit_told=say("tgt.target_told", lang, target=f"{shown.target:.0f}"),
            good="above",
            ends=(0.0, 100.0),
            **how,
        ),
    }
    return {name: chart.to_dict(validate=False) for name, chart in made.items()}


def mice_picture(arm: Xenograft, fit: Fit, *, lang: Lang, synthetic: bool) -> dict[str, Any]:
    """The mice, and new ones as the fit foretells them."""
    from kai_workbench import charts

    model = fit.model
    assert isinstance(model, models.Claret)
    grid = np.linspace(0.0, float(arm.sizes["time"].max()), _GRID)  # type: ignore[arg-type]
    new = [
        model.predict(
            fit, pl.DataFrame({"subject": ["new"] * _GRID, "time": grid, "exposure": [level] * _GRID})
        ).to_numpy()
        for level in (0.0, 1.0)
    ]
    drawn = charts.mouse_growth(arm.sizes, grid, *new, name=arm.name, lang=lang, synthetic=synthetic)
    return dict(drawn.to_dict(validate=False))
