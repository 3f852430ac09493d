"""The controls of the dose-escalation app, made anew for each language."""

from __future__ import annotations

import functools
import html
from collections.abc import Callable
from typing import Any

import ipywidgets as w
import kai_widgets as kw

from ._dose_escalation_state import DESIGNS, RANGES, SCENARIOS, VIEWS, Settings, read_doses, read_numbers
from ._page import Page

_STEPS = {"target": 1.0, "cohort": 1.0, "patients": 1.0, "trials": 1000.0, "ewoc": 1.0}


class Controls:
    """What can be moved, and what is heard of it.

    Parameters
    ----------
    page
        To be filled.
    settings
        What the controls say at first.
    changed
        Called with the settings that change, by name.
    """

    def __init__(self, page: Page, settings: Settings, *, changed: Callable[..., object]) -> None:
        self._page, self._changed = page, changed
        say = page.say
        self.view = self._segments("view", VIEWS, settings.view)
        self.design = self._segments("design", tuple(DESIGNS), settings.design)
        self.scenario = self._segments("scenario", SCENARIOS, settings.scenario)
        self.about = w.HTML()
        doses = ", ".join(f"{dose:g}" for dose in settings.doses) + f" {settings.unit}"
        self.doses = field(say("dx.doses"), value=doses)
        self._doses_help = _help(say("dx.doses_help"))
        self.rates = field(say("dx.rates"), value=_percents(settings.rates))
        self._rates_help = _help(say("dx.rates_help"))
        self.skeleton = field(say("dx.skeleton"), value=_percents(settings.skeleton))
        self._skeleton_help = w.HTML()
        self.reference = field(
            say("dx.reference"), value="" if settings.reference is None else f"{settings.reference:g}"
        )
        self._reference_help = w.HTML()
        self.sliders = {
            name: page.slider(
                label=say(f"dx.{name}"),
                value=getattr(settings, name),
                min=limits.low,
                max=limits.high,
                unit=limits.unit,
                step=_STEPS[name],
                help=say("dx.trials_help") if name == "trials" else "",
            )
            for name, limits in RANGES.items()
        }
        self._experts_fold = kw.Fold(label=say("dx.experts"))
        self._experts = w.VBox(
            [
                self.skeleton,
                self._skeleton_help,
                self.reference,
                self._reference_help,
                self.sliders["ewoc"],
                self.sliders["trials"],
            ],
            _dom_classes=["kai-folded"],
        )
        self._listen()
        self.show(settings)

    def widgets(self) -> list[w.Widget]:
        """Top to bottom."""
        return [
            self.view,
            self.doses,
            self._doses_help,
            self.sliders["target"],
            self.design,
            self.about,
            self.sliders["cohort"],
            self.sliders["patients"],
            self.scenario,
            self.rates,
            self._rates_help,
            self._experts_fold,
            self._experts,
        ]

    def show(self, settings: Settings) -> None:
        """Show what belongs to these settings, and hide the rest."""
        say, kind, plan = self._page.say, settings.design, settings.view == "plan"
        low, high = (f"{100 * end:.3g}%" for end in settings.interval)
        self.about.value = _told(say(f"dx.about.{kind}", low=low, high=high))
        expected = ", ".join(f"{100 * one:.1f}" for one in settings.expected)
        self._skeleton_help.value = _told(say("dx.skeleton_help", now=expected))
        middle = html.escape(f"{settings.middle:g} {settings.unit}")
        self._reference_help.value = _told(say("dx.reference_help", now=middle))
        own, model = plan and settings.scenario == "own", kind in {"crm", "blrm"}
        for widget, shown in (
            (self.sliders["cohort"], kind != "3+3"),
            (self.sliders["patients"], kind != "3+3"),
            (self.scenario, plan),
            (self.rates, own),
            (self._rates_help, own),
            (self.skeleton, kind == "crm"),
            (self._skeleton_help, kind == "crm"),
            (self.reference, kind == "blrm"),
            (self._reference_help, kind == "blrm"),
            (self.sliders["ewoc"], kind == "blrm"),
            (self.sliders["trials"], plan),
            (self._experts_fold, plan or model),
        ):
            widget.layout.display = None if shown else "none"
        if not (plan or model):
            self._experts_fold.expanded = False

    def offer_rates(self, settings: Settings) -> None:
        """Begin the reader's own rates with those that are shown."""
        if not self.rates.value:
            self.rates.value = _percents(settings.shape)

    def _segments(self, name: str, values: tuple[str, ...], chosen: str) -> kw.Segmented:
        options = [
            {"value": one, "label": DESIGNS[one] if name == "design" else self._page.say(f"dx.{name}.{one}")}
            for one in values
        ]
        return kw.Segmented(options=options, label=self._page.say(f"dx.{name}"), value=chosen)

    def _listen(self) -> None:
        page = self._page
        for name in ("view", "design", "scenario"):
            page.observe(getattr(self, name), functools.partial(self._hear, name))
        for name, slider in self.sliders.items():
            page.observe(slider, functools.partial(self._hear, name))
        page.observe(self.doses, self._hear_doses)
        page.observe(self.rates, functools.partial(self._hear_percents, "rates"))
        page.observe(self.skeleton, functools.partial(self._hear_percents, "skeleton"))
        page.observe(self.reference, self._hear_reference)

    def _hear(self, name: str, value: Any) -> None:
        if value != "":
            self._changed(**{name: value})

    def _hear_doses(self, text: str) -> None:
        doses, unit = read_doses(text)
        self._changed(doses=doses, unit=unit)

    def _hear_percents(self, name: str, text: str) -> None:
        self._changed(**{name: read_numbers(text, percent=True)})

    def _hear_reference(self, text: str) -> None:
        values = read_numbers(text)
        self._changed(reference=values[0] if values else None)


def field(label: str, *, value: str = "") -> w.Text:
    """A line of text under its label, heard when it is left or Enter is pressed."""
    return w.Text(
        value=value,
        description=label,
        continuous_update=False,
        style={"description_width": "fit-content"},  # so that it begins at the left
        layout={"width": "100%", "height": "auto", "flex_flow": "column", "align_items": "stretch"},
    )


def _help(text: str) -> w.HTML:
    return w.HTML(_told(text))


def _told(text: str) -> str:
    return f'<p style="font-size: 14px; line-height: 20px; color: var(--kai-soft)">{text}</p>'


def _percents(values: tuple[float, ...]) -> str:
    return ", ".join(f"{100 * value:.10g}" for value in values)
