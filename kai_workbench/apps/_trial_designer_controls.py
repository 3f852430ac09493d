"""The controls of the trial designer, made anew for each language."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kai_workbench.trials import QUESTIONS, TRUTHS

from ._dose_escalation_controls import field
from ._page import Page
from ._panel import Panel
from ._trial_designer_state import RANGES, USED, Settings
from ._trial_designer_views import design_label

if TYPE_CHECKING:
    import ipywidgets as w

_SEEN = {name: one for name, one in RANGES.items() if name != "k"}


class Controls(Panel):
    """What can be moved, beside what a :class:`Panel` is given.

    Parameters
    ----------
    reset
        Called when the defaults are wanted back.
    """

    room, ranges = "tdd", _SEEN
    helped = ("most", "window", "sure", "trials")

    def __init__(
        self,
        page: Page,
        settings: Settings,
        *,
        changed: Callable[[str, Any], object],
        reset: Callable[[], object],
    ) -> None:
        super().__init__(page, settings, changed=changed)
        say = page.say
        self.question = page.choice(
            [{"value": one, "label": say(f"tdd.question.{one}")} for one in QUESTIONS],
            label=say("tdd.question"),
            value=settings.kind,
        )
        (known_a, a), (known_b, b) = self._designs(settings)
        self.a = page.choice(known_a, label=say("tdd.a"), value=a)
        self.b = page.choice(known_b, label=say("tdd.b"), value=b)
        self.doses = field(say("tdd.doses"), value=settings.doses_told)
        self.skeleton = field(say("tdd.skeleton"), value=settings.skeleton)
        self.rates = {name: field("", value=getattr(settings, f"rates_{name}")) for name in TRUTHS}
        self.back = self.button("tdd.reset", reset)
        self.listen(question=self.question, a=self.a, b=self.b, doses=self.doses)
        # These may be emptied, and that is a wish, too.
        typed = {"skeleton": self.skeleton} | {f"rates_{name}": one for name, one in self.rates.items()}
        for name, widget in typed.items():
            page.observe(widget, functools.partial(self._hear_text, name))

    def _hear_text(self, name: str, value: str) -> None:
        if not self._quiet:
            self._changed(name, value)

    def _designs(self, settings: Settings) -> list[tuple[list[dict[str, str]], str]]:
        """What A and B may be, and what they are; B is never A."""
        lang = self._page.lang
        known = [{"value": one, "label": design_label(one, lang)} for one in QUESTIONS[settings.kind]]
        a, b = settings.designs
        return [(known, a), ([one for one in known if one["value"] != a], b)]

    def widgets(self) -> list[w.Widget]:
        """Top to bottom."""
        one = self.sliders
        return [
            self.question,
            self.a,
            self.b,
            self.doses,
            *(one[name] for name in ("target", "null", "hoped", "alpha", "power", "arms", "sure", "most")),
            one["monthly"],
            *self.folded("tdd.scenarios", *self.rates.values()),
            *self.folded(
                "tdd.experts",
                one["window"],
                one["cohort"],
                one["looks"],
                self.skeleton,
                one["trials"],
                self.back,
            ),
        ]

    def show(self, settings: Settings, rates: dict[str, tuple[float, ...]]) -> None:
        """Say what is set, without being heard; what does not belong to the question is hidden.

        Parameters
        ----------
        settings
            Now.
        rates
            Of each scenario; those of the question where the reader has not written others.
        """
        kind, say = settings.kind, self._page.say
        a, b = settings.designs
        with self.quiet():
            self.question.value = kind
            for widget, (known, value) in zip((self.a, self.b), self._designs(settings), strict=True):
                if widget.options != known:
                    self.fill(widget, known, value)
                widget.value = value
            for name, slider in self.sliders.items():
                slider.value = settings.value(name)
                if name in USED[kind]:
                    own = name in {"null", "hoped", "most"}
                    slider.label = say(f"tdd.{name}.{kind}" if own else f"tdd.{name}")
            self.hide(tuple(name for name in _SEEN if name not in (*USED[kind], "trials")), gone=True)
            self.hide(USED[kind], gone=False)
            for widget, shown in ((self.doses, kind == "dose"), (self.skeleton, "crm" in (a, b))):
                widget.layout.display = None if shown else "none"
            self.doses.value = settings.doses_told
            for name, widget in self.rates.items():
                widget.description = say(f"tdd.truth.{kind}.{name}")
                plain = ", ".join(f"{100 * rate:.4g}" for rate in rates.get(name, ()))
                widget.value = getattr(settings, f"rates_{name}") or plain
