"""The controls of the app, made anew for each language."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import ipywidgets as w
import kai_widgets as kw

from kai_workbench.standards import MAX_BYTES, species_pk_template

from ._fih_state import PRIORS, RANGES, Settings
from ._page import Page

_PRIOR_WORDS = {
    "clearance": "fih.prior_clearance",
    "volume": "fih.prior_volume",
    "spread": "fih.prior_spread",
    "departure": "fih.prior_departure",
}


class Controls:
    """What can be moved, and what is heard of it.

    Parameters
    ----------
    page
        To be filled.
    settings
        What the controls say at first.
    changed
        Called with the name of a setting and its new value.
    on_file
        Called with the name and content of a table of the reader's own.
    reset
        Called when the priors are to be put back.
    """

    def __init__(
        self,
        page: Page,
        settings: Settings,
        *,
        changed: Callable[[str, Any], object],
        on_file: Callable[[str, bytes], object],
        reset: Callable[[], object],
    ) -> None:
        self._page = page
        self._changed = changed
        self._quiet = False
        self.compound = page.choice([], label=page.say("fih.compound"), help=page.say("fih.compound_help"))
        self.data = kw.Segmented(
            options=[
                {"value": "real", "label": page.say("fih.data_real")},
                {"value": "kai-101", "label": page.say("fih.data_synthetic")},
            ],
            label=page.say("fih.data"),
            value=settings.data or "real",
        )
        self.sliders = {
            "dose": self._slider("dose", "fih.dose", settings.dose),
            "weight": self._slider("weight", "fih.weight", settings.weight, log=False, step=1.0),
            "limit": self._slider(
                "limit",
                "fih.limit",
                settings.limit or RANGES["limit"].default,
                help=page.say("fih.limit_help"),
            ),
            **{
                name: self._slider(
                    name,
                    _PRIOR_WORDS[name],
                    getattr(settings, name),
                    unit=RANGES[name].unit or page.say("fih.prior_spread_unit"),
                )
                for name in PRIORS
            },
        }
        self.limited = kw.Segmented(
            options=[
                {"value": "no", "label": page.say("fih.limit_none")},
                {"value": "yes", "label": page.say("fih.limit_set")},
            ],
            label=page.say("fih.limit_on"),
            value="no" if settings.limit is None else "yes",
        )
        self._limit_shown()
        self._upload = page.upload(
            label=page.say("fih.upload"),
            help=page.say("fih.upload_help", limit=MAX_BYTES // 1_000_000),
            on_file=on_file,
            accept=".csv,.tsv,.txt,.xlsx,.parquet",
            max_bytes=MAX_BYTES,
        )
        self._reset = w.Button(description=page.say("fih.prior_reset"))
        self._reset.on_click(page.guard(lambda _: reset()))
        self._listen()

    def widgets(self) -> list[w.Widget]:
        """Top to bottom."""
        page = self._page
        template = page.download(
            label=page.say("fih.template"),
            filename="species_pk_template.csv",
            mime="text/csv",
            make=lambda: kw.csv_bytes(species_pk_template()),
        )
        told = w.HTML(f"<p>{page.say('fih.priors_help')}</p>")
        priors = w.VBox(
            [told, *(self.sliders[name] for name in PRIORS), self._reset], _dom_classes=["kai-folded"]
        )
        own = w.VBox([self._upload, template], _dom_classes=["kai-folded"])
        return [
            self.compound,
            self.data,
            self.sliders["dose"],
            self.sliders["weight"],
            self.limited,
            self.sliders["limit"],
            kw.Fold(label=page.say("fih.own")),
            own,
            kw.Fold(label=page.say("fih.priors")),
            priors,
        ]

    def put(self, **values: float) -> None:
        """Move sliders without being heard."""
        self._quiet = True
        try:
            for name, value in values.items():
                self.sliders[name].value = value
        finally:
            self._quiet = False

    def offer(self, options: list[dict[str, Any]], *, chosen: str) -> None:
        """Fill the list of compounds without being heard."""
        self._quiet = True
        try:
            self.compound.value = ""
            self.compound.options = options
            self.compound.value = chosen
        finally:
            self._quiet = False

    def show_data(self, data: str) -> None:
        """Say what is learnt from, without being heard."""
        self._quiet = True
        try:
            self.data.value = data or "real"
        finally:
            self._quiet = False

    def _data_switched(self, value: str) -> None:
        if not self._quiet:
            self._changed("data", "" if value == "real" else value)

    def _slider(
        self, name: str, key: str, value: float, *, log: bool = True, **traits: Any
    ) -> kw.RangeSlider:
        limits = RANGES[name]
        told = {"unit": limits.unit} | traits
        return self._page.slider(
            label=self._page.say(key), value=value, min=limits.low, max=limits.high, log=log, **told
        )

    def _listen(self) -> None:
        page = self._page
        for name, slider in self.sliders.items():
            page.observe(slider, functools.partial(self._hear, name))
        page.observe(self.compound, functools.partial(self._hear, "compound"))
        page.observe(self.data, self._data_switched)
        page.observe(self.limited, self._limit_switched)

    def _hear(self, name: str, value: Any) -> None:
        if not self._quiet and value != "":
            self._changed(name, value)

    def _limit_switched(self, value: str) -> None:
        self._limit_shown()
        self._hear("limit", self.sliders["limit"].value if value == "yes" else None)

    def _limit_shown(self) -> None:
        self.sliders["limit"].layout.display = None if self.limited.value == "yes" else "none"
