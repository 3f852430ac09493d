"""What is folded away under the picture."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as w
import kai_widgets as kw
import polars as pl

from kai_workbench.models import Parameter, column
from kai_workbench.pipelines import HumanPK, HumanPKFit
from kai_workbench.text import Lang, say

from . import _fih_views as views
from ._page import Page

_PARAMETERS: tuple[Parameter, ...] = ("clearance", "volume_ss")


class Details:
    """The folded parts; their charts are made off the kernel's loop."""

    def __init__(self, page: Page, *, current: Callable[[], HumanPK], report: Callable[[], bytes]) -> None:
        self._page = page
        self._current = current
        say_ = page.say
        self.summary, self.animals, self.quality, self.brushed = (w.HTML() for _ in range(4))
        self.tables = {parameter: w.HTML() for parameter in _PARAMETERS}
        self.charts = {
            f"{kind}_{parameter}": page.chart(
                label=f"{say_(key)}: {say_(f'quantity.{parameter}')}", filename=f"{kind}_{parameter}"
            )
            for kind, key in (("methods", "fih.detail.methods"), ("priors", "fih.detail.priors"))
            for parameter in _PARAMETERS
        }
        self.charts["grid"] = page.chart(label=say_("fih.detail.animals"), filename="species")
        page.observe(self.charts["grid"], self._brush, "selections")
        self._csv = page.download(
            label=say_("fih.csv"),
            filename="table.csv",
            mime="text/csv",
            make=lambda: kw.csv_bytes(views.csv(current())),
        )
        self._report = page.download(
            label=say_("fih.report"), filename="report.html", mime="text/html", make=report, primary=True
        )
        downloads = w.Box([self._csv, self._report], _dom_classes=["kai-downloads"])
        page.detail(say_("fih.detail.table"), self.summary, downloads, open=True)
        told = w.HTML(f"<p>{html.escape(say_('fih.grid_help'))}</p>")
        page.detail(say_("fih.detail.animals"), self.animals, told, self.charts["grid"], self.brushed)
        both = [(self.charts[f"methods_{one}"], self.tables[one]) for one in _PARAMETERS]
        page.detail(say_("fih.detail.methods"), *(widget for pair in both for widget in pair))
        page.detail(say_("fih.detail.priors"), *(self.charts[f"priors_{one}"] for one in _PARAMETERS))
        page.detail(say_("fih.detail.quality"), self.quality)

    def dosed(self, prediction: HumanPK, *, name: str) -> None:
        """What changes with dose and weight; ``name`` is what files are called."""
        self._csv.filename, self._report.filename = f"{name}.csv", f"{name}.html"
        for kind, chart in self.charts.items():
            chart.filename = f"{name}_{kind}"
        self.summary.value = views.summary_table(prediction, lang=self._page.lang)

    def fill(self, made: Mapping[str, Any]) -> None:
        """Put what :func:`make` made into the widgets."""
        for name, spec in made["specs"].items():
            self.charts[name].spec = spec
        for parameter in _PARAMETERS:
            self.tables[parameter].value = made["tables"][parameter]
        self.animals.value = made["animals"]
        self.quality.value = made["quality"]
        self.brushed.value = ""

    def _brush(self, selections: Mapping[str, Any]) -> None:
        box = selections.get("brush") or {}
        frame = self._current().reference.frame
        known = {name: limits for name, limits in box.items() if name in frame.columns}
        if not known:
            self.brushed.value = ""
            return
        inside = pl.all_horizontal(pl.col(name).is_between(*sorted(limits)) for name, limits in known.items())
        names = frame.filter(inside)["compound"].to_list()
        shown = ", ".join(names[:12]) + (" …" if len(names) > 12 else "")
        told = self._page.say("fih.brushed", n=len(names), names=shown)
        self.brushed.value = f'<p aria-live="polite">{html.escape(told)}</p>'


def make(
    prediction: HumanPK, fit: HumanPKFit, *, own_quality: pl.DataFrame | None, lang: Lang
) -> dict[str, Any]:
    """Charts and tables of the folded parts; takes a second, touches no widget."""
    from kai_workbench import charts

    known = prediction.reference
    observed = prediction.observed()
    comparison = prediction.comparison(lang=lang)
    beside: dict[str, Any] = {"lang": lang, "synthetic": prediction.synthetic}
    specs: dict[str, Any] = {
        f"methods_{one}": charts.methods(comparison, parameter=one, observed=observed.get(one), **beside)
        for one in _PARAMETERS
    }
    specs |= {
        f"priors_{one}": charts.prior_posterior(part, **beside)
        for one, part in zip(_PARAMETERS, (fit.clearance, fit.volume_ss), strict=True)
    }
    name = column("clearance", "human")
    shared = (
        known.frame
        if prediction.compound in known.frame["compound"]
        else pl.concat(
            [known.frame, prediction.inputs.with_columns(pl.lit(None, pl.Float64).alias(name))],
            how="diagonal_relaxed",
        )
    )
    specs["grid"] = charts.species_grid(shared, highlight=prediction.compound, **beside)
    quality = views.quality_table(known.quality, source=known.source, lang=lang)
    if known.fallback:
        quality += f"<p>{html.escape(say('fih.fallback_why', lang, why=known.fallback))}</p>"
    if own_quality is not None:
        told = views.quality_table(own_quality, source=say("fih.own", lang), lang=lang)
        quality = told + quality
    return {
        "specs": {key: chart.to_dict(validate=False) for key, chart in specs.items()},
        "tables": {one: views.methods_table(comparison, parameter=one, lang=lang) for one in _PARAMETERS},
        "animals": views.animals_table(prediction, lang=lang),
        "quality": quality,
    }
