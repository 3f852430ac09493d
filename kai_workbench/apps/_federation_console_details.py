"""The folded parts of the federation console, made anew for each language and each fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import ipywidgets as w
import kai_widgets as kw

from . import _federation_console_views as views
from ._page import Page

if TYPE_CHECKING:
    from kai_workbench.federation import SiteState
    from kai_workbench.inference import Fit


class Details:
    """Sites at first; with a fit its receipt, its table, and what it is held against.

    Parameters
    ----------
    page
        Gets the parts.
    file
        What files are called after.

    Attributes
    ----------
    made
        Whether the parts of a fit are there.
    parts
        Widgets by name.
    """

    def __init__(self, page: Page, file: str) -> None:
        self._page, self._file = page, file
        self.made = False
        self.parts: dict[str, Any] = {"sites": w.HTML()}
        page.detail(self._say("detail.sites"), self.parts["sites"], open=True)

    def _say(self, name: str, **values: object) -> str:
        return self._page.say(f"fed.{name}", **values)

    def show_sites(self, states: Sequence[SiteState], *, study: str) -> None:
        """How the sites stand."""
        self.parts["sites"].value = views.sites_table(states, study=study, lang=self._page.lang)

    def make(
        self,
        shown: views.Shown,
        *,
        current: Callable[[], views.Shown],
        pool: Callable[[], object],
        leave_out: Callable[[], object],
    ) -> None:
        """The parts of a fit; ``current`` gives what a download rests on."""
        page, parts, self.made = self._page, self.parts, True
        parts["receipt"] = w.HTML()
        files = [
            self._download(
                "receipt_html", "receipt.html", lambda: views.receipt_page(current(), lang=page.lang)
            ),
            self._download("receipt_json", "receipt.json", lambda: views.receipt_json(current())),
        ]
        page.detail(self._say("detail.receipt"), parts["receipt"], _row(files), open=True)
        if shown.fit.trusted:
            parts["parameters"] = w.HTML()
            csv = self._download("csv", "posterior.csv", lambda: kw.csv_bytes(views.csv(current())))
            page.detail(self._say("detail.table"), parts["parameters"], _row([csv]))
        if not shown.synthetic:
            page.detail(self._say("detail.pooled"), self._why("not_pooled"))
            return
        for name in ("pooled", "without"):
            parts[name] = page.chart(label=self._say(f"detail.{name}"), filename=name, height=150)
            parts[name].layout.display = "none"
        parts |= {name: w.HTML() for name in ("pooled_told", "pooled_table")}
        held = (parts["pooled_told"], parts["pooled"], parts["pooled_table"])
        go = self._button("pooled_run", pool)
        page.detail(self._say("detail.pooled"), self._why("pooled_why"), go, *held)
        go = self._button("without_run", leave_out)
        page.detail(self._say("detail.without"), self._why("without_why"), go, parts["without"])

    def show(self, shown: views.Shown) -> None:
        """The receipt and the table of a fit."""
        lang = self._page.lang
        self.parts["receipt"].value = views.receipt_table(shown, lang=lang)
        if "parameters" in self.parts:
            self.parts["parameters"].value = views.parameters_table(shown, lang=lang)

    def show_beside(
        self, shown: views.Shown, parameter: str, *, pooled: Fit | None, without: Mapping[str, Fit]
    ) -> None:
        """The pooled fit, and those without a site, where they were asked for."""
        if "pooled" not in self.parts:
            return
        parts, lang = self.parts, self._page.lang
        others: dict[str, dict[str, Fit]] = {
            "pooled": {self._say("pooled_name"): pooled} if pooled is not None else {},
            "without": {self._say("without_name", site=one): fit for one, fit in without.items()},
        }
        if pooled is not None:
            from kai_workbench import federation

            found = federation.compared(shown.fit, pooled)
            parts["pooled_told"].value = views.paragraphs(views.compared_told(found, lang=lang))
            parts["pooled_table"].value = views.compared_table(found, lang=lang)
        for name, fits in others.items():
            chart = parts[name]
            chart.layout.display = None if fits else "none"
            if fits:
                spec = views.beside(shown, fits, parameter, lang=lang)
                chart.spec, chart.label, chart.height = spec, spec["description"], spec["height"]
                chart.filename = f"{self._file}_{name}"

    def _why(self, name: str) -> w.HTML:
        return w.HTML(views.paragraphs(self._say(name)))

    def _button(self, name: str, pressed: Callable[[], object]) -> w.Button:
        button = w.Button(description=self._say(name), layout={"width": "auto"})
        button.on_click(self._page.guard(lambda _: pressed()))
        return button

    def _download(self, name: str, ending: str, make: Callable[[], bytes]) -> kw.Download:
        kinds = {"html": "text/html", "json": "application/json", "csv": "text/csv"}
        return self._page.download(
            label=self._say(name),
            filename=f"{self._file}_{ending}",
            mime=kinds[ending.rpartition(".")[2]],
            make=make,
        )


def _row(buttons: list[Any]) -> w.Box:
    return w.Box(buttons, _dom_classes=["kai-downloads"])
