"""The app that turns a judgement into a prior."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from typing import Any

import ipywidgets as w
import kai_widgets as kw
import numpy as np
import polars as pl

from kai_workbench.errors import KaiError
from kai_workbench.models import ElicitedPrior
from kai_workbench.text import Lang, say

from ._fih_views import number, table
from ._page import Page, Verdict
from ._prior_elicitation_state import MOST, NAMES, PROBABILITIES, QUANTITIES, Settings, read

_TRUST, _LOOK = 0.03, 0.10  # largest miss, in probability
_SHOWN = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)


class PriorElicitation:
    """State and wiring of the app.

    Attributes
    ----------
    page
        What the notebook shows.
    settings
        What the reader has said.
    priors
        What comes near to it, the best first; empty while nothing can be made of it.
    """

    def __init__(self) -> None:
        self.settings = Settings()
        self.priors: list[ElicitedPrior] = []
        self._opened = self._quiet = False
        self.page = Page(NAMES, build=self._build, title="elicit.title", subtitle="elicit.subtitle")

    # Building the page

    def _build(self, page: Page) -> None:
        bad: list[str] = []
        if not self._opened:
            self.settings, bad = read(page.state)
            self._opened = True
        self._quantity = page.choice(
            [{"value": one, "label": page.say(f"elicit.quantity.{one}")} for one in QUANTITIES],
            label=page.say("elicit.quantity"),
            value=self.settings.quantity or "clearance",
        )
        self._way = self._segmented("way", ("quantiles", "chips"), self.settings.way or "quantiles", page)
        self._family = w.VBox()
        self._quantiles = w.VBox()
        self._laid = w.VBox()
        again = w.Button(description=page.say("elicit.reset"))
        again.on_click(page.guard(lambda _: self._reset()))
        page.observe(self._quantity, functools.partial(self._hear, "quantity"))
        page.observe(self._way, functools.partial(self._hear, "way"))
        page.controls(self._quantity, self._way, self._quantiles, self._family, again)
        self._chart = page.chart(label=page.say("elicit.picture"), filename="prior", height=340)
        page.picture(self._laid, self._chart)
        self._table = w.HTML()
        csv = page.download(
            label=page.say("elicit.csv"),
            filename="prior.csv",
            mime="text/csv",
            make=lambda: kw.csv_bytes(self.csv()),
            primary=True,
        )
        page.detail(
            page.say("elicit.detail.table"),
            self._table,
            w.Box([csv], _dom_classes=["kai-downloads"]),
            open=True,
        )
        self._refill()
        self._show()
        if bad:
            page.notice(page.say("elicit.bad_setting", names=", ".join(bad)), kind="warning")

    def _segmented(self, name: str, values: tuple[str, ...], value: str, page: Page) -> kw.Segmented:
        return kw.Segmented(
            options=[{"value": one, "label": page.say(f"elicit.{name}_{one}")} for one in values],
            label=page.say(f"elicit.{name}"),
            value=value,
        )

    def _refill(self) -> None:
        """The controls of this quantity."""
        page, about, settings = self.page, self.settings.about, self.settings
        scale: dict[str, Any] = {"log": True} if about.log else {"step": 0.01}
        sliders = {
            name: page.slider(
                label=page.say(f"elicit.{name}"),
                value=value,
                min=about.low,
                max=about.high,
                unit=about.unit,
                **scale,
            )
            for name, (_, value) in zip(PROBABILITIES, settings.said, strict=True)
        }
        for name, slider in sliders.items():
            page.observe(slider, functools.partial(self._hear, name))
        self.sliders = sliders
        edges = about.edges
        names = [f"{number(a, 2)}–{number(b, 2)}" for a, b in itertools.pairwise(edges)]
        self.roulette = kw.Roulette(
            bins=names,
            chips=list(settings.chips),
            most=MOST,
            label=page.say("elicit.chips"),
            help=page.say("elicit.chips_help"),
            labels={
                "bin": page.say("elicit.chips_bin", name="{name}"),
                "count": page.say("elicit.chips_count", n="{n}"),
            },
        )
        page.observe(self.roulette, functools.partial(self._hear, "chips"), "chips")
        offered = ["best", *about.families] if len(about.families) > 1 else []
        chosen = settings.family if settings.family in about.families else "best"
        family = []
        if offered:
            told = [{"value": one, "label": page.say(f"elicit.family.{one}")} for one in offered]
            family = [kw.Segmented(options=told, label=page.say("elicit.family"), value=chosen)]
        for one in family:
            page.observe(one, functools.partial(self._hear, "family"))
        self._quantiles.children, self._laid.children = list(sliders.values()), [self.roulette]
        self._family.children = family

    # What the reader does

    def _hear(self, name: str, value: Any) -> None:
        if self._quiet or value == "":
            return
        anew = name == "quantity"
        if name in PROBABILITIES:
            numbers = {**self.settings.numbers, name: float(value)}
            self.settings = dataclasses.replace(self.settings, numbers=numbers)
        elif name == "chips":
            self.settings = dataclasses.replace(self.settings, chips=tuple(value))
        elif anew:
            self.settings = Settings(quantity=value, way=self.settings.way)
        else:
            plain = {"way": "quantiles", "family": "best"}[name]
            words: dict[str, Any] = {name: "" if value == plain else value}
            self.settings = dataclasses.replace(self.settings, **words)
        self.page.remember(**self.settings.address())
        if anew:
            self._refill()
        self._show()

    def _reset(self) -> None:
        self.settings = Settings(quantity=self.settings.quantity, way=self.settings.way)
        self.page.remember(**self.settings.address())
        self._refill()
        self._show()

    # Showing

    def _show(self) -> None:
        page, settings = self.page, self.settings
        by_chips = settings.way == "chips"
        self._quantiles.layout.display = "none" if by_chips else None
        self._laid.layout.display = None if by_chips else "none"
        try:
            self.priors = settings.priors()
        except KaiError as error:
            self.priors = []
            page.answer(page.say("elicit.nothing"), small=error.say(page.lang))
            page.diagnosis(None)
            self._chart.layout.display = "none"
            self._table.value = ""
            return
        best = self.priors[0]
        sentence, small = answer(best, settings, lang=page.lang)
        page.answer(sentence, small=small)
        verdict, headline, why = diagnosis(best, settings, lang=page.lang)
        page.diagnosis(verdict, headline, *why)
        self._chart.spec = picture(best, settings, lang=page.lang)
        self._chart.label = self._chart.spec["description"]
        self._chart.filename = f"prior_{settings.quantity or 'clearance'}"
        self._chart.layout.display = None
        self._table.value = quantile_table(self.priors, settings, lang=page.lang)

    def csv(self) -> str:
        """Every family that was fitted, with its parameters, its miss and its quantiles."""
        if not self.priors:
            raise KaiError("elicit_not_ready")
        name = self.settings.quantity or "clearance"
        rows = [
            {
                "quantity": name,
                "unit": self.settings.about.unit or "1",
                "family": one.family,
                "pymc": one.pymc(name),
                "miss": one.miss,
                "verdict": verdict_of(one),
                "source": self.settings.way or "quantiles",
            }
            | {
                f"q{100 * p:02.0f}": float(value)
                for p, value in zip(_SHOWN, one.quantile(_SHOWN), strict=True)
            }
            for one in self.priors
        ]
        return pl.DataFrame(rows).write_csv()


def answer(prior: ElicitedPrior, settings: Settings, *, lang: Lang) -> tuple[str, str]:
    """The answer in a sentence, and the line of code under it; neither where the prior misses too much."""
    name = settings.quantity or "clearance"
    miss = f"{100 * prior.miss:.1f}"
    title, family = say(f"elicit.quantity.{name}", lang), say(f"elicit.family.{prior.family}", lang)
    if verdict_of(prior) == "do_not_use":
        return say("elicit.none", lang, title=title), say("elicit.nearest", lang, family=family, miss=miss)
    lo, middle, hi = (number(float(one), 2) for one in prior.quantile([0.05, 0.5, 0.95]))
    sentence = say(
        "elicit.answer",
        lang,
        title=title,
        family=family,
        median=middle,
        unit=settings.about.unit,
        lo=lo,
        hi=hi,
    ).replace(" ,", ",")
    return sentence, say("elicit.small", lang, code=prior.pymc(name), miss=miss)


def verdict_of(prior: ElicitedPrior) -> Verdict:
    """How near the prior comes to what was said."""
    return "trust" if prior.miss <= _TRUST else "look" if prior.miss <= _LOOK else "do_not_use"


def diagnosis(
    prior: ElicitedPrior, settings: Settings, *, lang: Lang
) -> tuple[Verdict, str, tuple[str, ...]]:
    """How near the prior comes to what was said, and what its ends imply."""
    verdict = verdict_of(prior)
    low, high = (number(float(one), 2) for one in prior.quantile([0.01, 0.99]))
    tails = say("elicit.why.tails", lang, low=low, high=high, unit=settings.about.unit)
    return verdict, say(f"elicit.verdict.{verdict}", lang), (" ".join(tails.split()),)


def quantile_table(priors: list[ElicitedPrior], settings: Settings, *, lang: Lang) -> str:
    """What was said, and what every family makes of it."""
    by_chips = settings.way == "chips"
    said = {} if by_chips else dict(settings.said)
    rows = [
        (
            f"{100 * p:.0f}%",
            *(() if by_chips else (number(said[p]) if p in said else "",)),
            *(number(float(one.quantile(p))) for one in priors),
        )
        for p in _SHOWN
    ]
    misses = (f"{100 * one.miss:.1f}" for one in priors)
    rows.append((say("elicit.table.miss", lang), *(() if by_chips else ("",)), *misses))
    head = [say("elicit.table.probability", lang)]
    head += [] if by_chips else [say("elicit.table.said", lang)]
    head += [say(f"elicit.family.{one.family}", lang) for one in priors]
    unit = settings.about.unit or say("elicit.share", lang)
    caption = say("elicit.caption", lang, unit=unit)
    return table(head, rows, caption=caption, numbers=tuple(range(1, len(head))), wrapped=(0,))


def picture(prior: ElicitedPrior, settings: Settings, *, lang: Lang) -> dict[str, Any]:
    """The prior beside what was said, as a Vega-Lite specification."""
    from kai_workbench import charts

    about, by_chips = settings.about, settings.way == "chips"
    chart = charts.elicited(
        prior,
        title=say(f"elicit.quantity.{settings.quantity or 'clearance'}", lang),
        unit=about.unit,
        low=about.low if about.log else float(np.nextafter(about.low, 1)),
        high=about.high if about.log else float(np.nextafter(about.high, 0)),
        log=about.log,
        said=() if by_chips else settings.said,
        edges=about.edges if by_chips else (),
        chips=settings.chips if by_chips else (),
        lang=lang,
    )
    spec: dict[str, Any] = chart.to_dict(validate=False)
    return spec


def prior_elicitation() -> Page:
    """The app as a page, to stand last in a notebook's cell."""
    return PriorElicitation().page
