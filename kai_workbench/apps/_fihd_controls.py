"""The controls of the app about the first dose, made anew for each language."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as w
import kai_widgets as kw

from ._fihd_state import RANGES, Settings
from ._page import Page

_HELP = {"spacing": "fihd.spacing_help", "auc_rat": "fihd.auc_help", "auc_second": "fihd.auc_help"}
_TARGET, _MOLECULE = ("kd", "occupancy"), ("kd_fold", "mass", "fu")


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
    reset
        Called when the defaults are wanted back.
    """

    def __init__(
        self,
        page: Page,
        settings: Settings,
        *,
        changed: Callable[[str, Any], object],
        reset: Callable[[], object],
    ) -> None:
        self._page, self._changed, self._quiet = page, changed, False
        self.compound = page.choice([], label=page.say("fihd.compound"), help=page.say("fihd.compound_help"))
        self.data = self._segmented(
            "data", {"kai-101": "fihd.data_synthetic", "real": "fihd.data_real"}, settings.data or "kai-101"
        )
        self.second = self._segmented(
            "second",
            {"dog": "species.dog", "monkey": "species.monkey", "none": "fihd.second_none"},
            settings.second or "dog",
        )
        self.mabel = self._segmented(
            "mabel", {"yes": "fihd.mabel_yes", "no": "fihd.mabel_no"}, settings.mabel or "yes"
        )
        planned = "yes" if "planned" in settings.numbers else "no"
        self.plan = self._segmented("plan", {"no": "fihd.plan_no", "yes": "fihd.plan_yes"}, planned)
        self.sliders = {name: self._slider(name, settings) for name in RANGES}
        self.back = w.Button(description=page.say("fihd.reset"))
        self.back.on_click(page.guard(lambda _: reset()))
        self._listen()

    def widgets(self) -> list[w.Widget]:
        """Top to bottom."""
        one = self.sliders
        rules, kinetics = (
            w.VBox([one[name] for name in names], _dom_classes=["kai-folded"])
            for names in (
                ("factor", "margin", "spacing", "weight"),
                ("f", "auc_rat", "auc_second", *_MOLECULE),
            )
        )
        return [
            self.compound,
            self.data,
            one["noael_rat"],
            self.second,
            one["noael_second"],
            self.mabel,
            *(one[name] for name in _TARGET),
            self.plan,
            one["planned"],
            self.back,
            kw.Fold(label=self._page.say("fihd.rules")),
            rules,
            kw.Fold(label=self._page.say("fihd.kinetics")),
            kinetics,
        ]

    def show(self, settings: Settings, row: Mapping[str, Any], *, planned: float) -> None:
        """Say what is set, without being heard; what does not apply is hidden."""
        self._quiet = True
        try:
            for name, slider in self.sliders.items():
                slider.value = planned if name == "planned" else settings.value(name, row)
            self.second.value = settings.second or "dog"
            self.mabel.value = settings.mabel or "yes"
            self.plan.value = "yes" if "planned" in settings.numbers else "no"
            hidden = {
                "noael_second": not settings.second_species,
                "auc_second": not settings.second_species,
                "planned": self.plan.value == "no",
            } | dict.fromkeys((*_TARGET, *_MOLECULE), settings.mabel == "no")
            for name, gone in hidden.items():
                self.sliders[name].layout.display = "none" if gone else None
        finally:
            self._quiet = False

    def offer(self, options: list[dict[str, Any]], *, chosen: str, data: str) -> None:
        """Fill the list, and say what is chosen, without being heard."""
        self._quiet = True
        try:
            self.compound.value = ""
            self.compound.options = options
            self.compound.value = chosen
            self.data.value = data
        finally:
            self._quiet = False

    def _segmented(self, name: str, options: dict[str, str], value: str) -> kw.Segmented:
        return kw.Segmented(
            options=[{"value": one, "label": self._page.say(key)} for one, key in options.items()],
            label=self._page.say(f"fihd.{name}"),
            value=value,
        )

    def _slider(self, name: str, settings: Settings) -> kw.RangeSlider:
        limits = RANGES[name]
        told: dict[str, Any] = {"unit": self._page.say("fihd.fold") if name == "kd_fold" else limits.unit}
        if name in _HELP:
            told["help"] = self._page.say(_HELP[name])
        if not limits.log:
            told["step"] = limits.step
        return self._page.slider(
            label=self._page.say(f"fihd.{name}"),
            value=settings.value(name, {}),
            min=limits.low,
            max=limits.high,
            log=limits.log,
            **told,
        )

    def _listen(self) -> None:
        heard = {
            **self.sliders,
            "compound": self.compound,
            "data": self.data,
            "second": self.second,
            "mabel": self.mabel,
            "plan": self.plan,
        }
        for name, widget in heard.items():
            self._page.observe(widget, functools.partial(self._hear, name))

    def _hear(self, name: str, value: Any) -> None:
        if not self._quiet and value != "":
            self._changed(name, value)
