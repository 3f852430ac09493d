"""The page that every app fills."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Literal, TypeVar

import ipywidgets as w
import kai_widgets as kw

from kai_workbench.text import LANGUAGES, Lang, say

from . import _html
from ._boundary import catch_callbacks, guarded
from ._follow import Job, Progress, follow
from ._parts import Parts

Verdict = Literal["trust", "look", "do_not_use"]
F = TypeVar("F", bound=Callable[..., Any])


class Page(Parts):
    """One screen, one question: a frame with slots, in the reader's language.

    Put it last in the app's notebook cell. When the browser has told its address and language,
    ``build(page)`` is called to fill the slots, and again whenever the language changes; keep what
    must survive that (a fit, an uploaded table) outside ``build``.

    Parameters
    ----------
    names
        What may stand in the address besides ``lang``, for example ``("compound", "dose")``.
    build
        Fills the slots. An error in it is shown to the reader.
    title, subtitle
        Phrase keys: the question, and a line under it.
    """

    def __init__(
        self,
        names: Sequence[str],
        *,
        build: Callable[[Page], object],
        title: str,
        subtitle: str = "",
    ) -> None:
        self._build = build
        self._title, self._subtitle = title, subtitle
        self._built: Lang | None = None
        self._job: Job | None = None
        self._complaining = False
        self._tasks: set[asyncio.Task[Any]] = set()
        self.lang: Lang = "en"

        self.address = kw.AddressState(names=list(names))
        self.pulse = kw.Pulse()
        self.monitor = kw.FitMonitor()
        self.monitor.on_cancel(self._cancel)
        self._heading = w.HTML()
        self._language = kw.Segmented(
            options=[
                {"value": "ko", "label": "한국어", "lang": "ko"},
                {"value": "en", "label": "English", "lang": "en"},
            ],
            quiet=True,
        )
        self._language.observe(self.guard(self._choose), "value")
        self._fold = kw.Fold(narrow_only=True)
        self._slots = {
            name: w.VBox(_dom_classes=[f"kai-{name}"])
            for name in ("notice", "answer", "controls", "picture", "diagnosis", "details")
        }
        self._answer = w.HTML()
        self._slots["answer"].children = [self._answer]
        self._drawing = w.VBox(_dom_classes=["kai-drawing"])
        self._slots["picture"].children = [self.monitor, self._drawing]
        side = w.VBox([self._fold, self._slots["controls"]], _dom_classes=["kai-side"])
        seen = w.VBox([self._slots["picture"], self._slots["diagnosis"]])
        self.root = w.VBox(
            [
                w.Box([self._heading, self._language], _dom_classes=["kai-head"]),
                self._slots["notice"],
                self._slots["answer"],
                w.Box([side, seen], _dom_classes=["kai-body"]),
                self._slots["details"],
                w.Box(
                    [kw.Skin(), kw.VegaHost(), self.address, self.pulse],
                    layout={"display": "none"},
                ),
            ],
            _dom_classes=["kai-page"],
        )
        catch_callbacks(self.fail)
        self.address.observe(self._ready, "ready")

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return self.root._repr_mimebundle_(**kwargs)

    # What the address holds

    @property
    def state(self) -> Mapping[str, str]:
        """What the address holds, without the language. Strings, as anyone may type them: check them."""
        return {name: value for name, value in self.address.values.items() if name != "lang"}

    def remember(self, **values: object) -> None:
        """Write values into the address; ``None`` takes one out."""
        new = {name: "" if value is None else str(value) for name, value in values.items()}
        self.address.values = {**self.address.values, **new}

    def open(self, *, lang: Lang = "en", **values: str) -> Page:
        """Fill the page as if a browser had opened it at this address; for tests and notebooks."""
        self.address.values = {**values, "lang": lang}
        self.address.ready = True
        return self

    # The slots

    def say(self, key: str, **values: object) -> str:
        """The phrase ``key`` in the reader's language."""
        return say(key, self.lang, **values)

    def answer(self, sentence: str, *, small: str = "", synthetic: bool = False) -> None:
        """The answer in one sentence of plain text, a smaller line under it, and the synthetic badge."""
        badge = self.say("badge.synthetic") if synthetic else ""
        self._answer.value = _html.answer(sentence, small=small, badge=badge)

    def controls(self, *widgets: w.Widget) -> None:
        """What can be moved, top to bottom."""
        self._slots["controls"].children = widgets

    def picture(self, *widgets: w.Widget) -> None:
        """The one picture that answers the question."""
        self._drawing.children = widgets

    def diagnosis(self, verdict: Verdict | None, headline: str = "", *sentences: str) -> None:
        """One plain line with a mark; ``None`` takes it away."""
        if verdict is None:
            _swap(self._slots["diagnosis"], [])
            return
        line = _html.mark(verdict, self.say(f"page.verdict.{verdict}"), headline, sentences)
        _swap(self._slots["diagnosis"], [w.HTML(line)])

    def detail(self, title: str, *widgets: w.Widget, open: bool = False) -> kw.Fold:  # noqa: A002
        """Add a folded part under the picture; gives its head, whose label may still change."""
        fold = kw.Fold(label=title, expanded=open)
        self._slots["details"].children += (fold, w.VBox(list(widgets), _dom_classes=["kai-folded"]))
        return fold

    def clear_details(self) -> None:
        """Take all folded parts away."""
        _swap(self._slots["details"], [])

    def notice(
        self, text: str, *, kind: Literal["info", "warning", "error"] = "info", more: str = ""
    ) -> None:
        """Say something above the answer; the next notice takes its place."""
        _swap(self._slots["notice"], [w.HTML(_html.notice(text, kind=kind, more=more))])
        self._complaining = False

    def clear_notice(self) -> None:
        """Take the notice away."""
        _swap(self._slots["notice"], [])
        self._complaining = False

    def _forgive(self) -> None:
        """An error was about what the reader did before; this is a new try."""
        if self._complaining:
            self.clear_notice()

    # What may go wrong, and what takes long

    def fail(self, error: Exception) -> None:
        """Show an error: a :class:`~kai_workbench.errors.KaiError` as it speaks, others with their kind."""
        text, more = _html.explain(error, self.lang)
        self.notice(text, kind="error", more=more)
        self._complaining = True

    def guard(self, action: F) -> F:
        """``action`` whose errors are shown to the reader; wrap every callback in it."""
        return guarded(action, show=self.fail)  # type: ignore[return-value]

    def observe(self, widget: w.Widget, action: Callable[[Any], object], name: str = "value") -> None:
        """Call ``action(new value)`` when a trait of ``widget`` changes; errors are shown."""
        run = self.guard(action)

        def changed(change: Mapping[str, Any]) -> None:
            self._forgive()
            run(change["new"])

        widget.observe(changed, name)

    def task(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run a coroutine on the kernel's loop; errors are shown."""

        async def run() -> Any:
            try:
                return await work
            except Exception as error:  # noqa: BLE001  whatever it is, the reader is told
                self.fail(error)
                return None

        task = asyncio.get_running_loop().create_task(run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def follow(self, job: Job, *, done: Callable[[Any], object]) -> asyncio.Task[Any]:
        """Show a job's progress with a stop button, then call ``done(result)``.

        A job followed before and still running is cancelled: the reader's latest wish counts.
        """
        if self._job is not None:
            self._job.cancel()
        self._forgive()
        self._job = job
        return self.task(self._follow(job, done))

    async def _follow(self, job: Job, done: Callable[[Any], object]) -> None:
        stage = await follow(job, show=lambda progress: self._show(job, progress))
        if self._job is not job:
            return
        self._job = None
        self.monitor.running = False
        if stage == "cancelled":
            self.notice(self.say("fit.cancelled"))
            return
        done(job.result())

    def _show(self, job: Job, progress: Progress) -> None:
        if self._job is not job:
            return
        stage = progress.stage if progress.stage in _html.STAGES else "checking"
        with self.monitor.hold_sync():
            self.monitor.running = True
            self.monitor.stage = self.say(f"fit.{stage}")
            self.monitor.done, self.monitor.total = progress.done, progress.total
            self.monitor.seconds, self.monitor.divergences = progress.seconds, progress.divergences

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    # Language

    def _ready(self, change: Mapping[str, Any]) -> None:
        if change["new"]:
            self.address.observe(self.guard(self._fill), "values")
            self._fill()

    def _choose(self, change: Mapping[str, Any]) -> None:
        self.address.values = {**self.address.values, "lang": change["new"]}

    def _fill(self, _: object = None) -> None:
        wanted = self.address.values.get("lang")
        lang: Lang = next((one for one in LANGUAGES if one == wanted), "en")
        if lang == self._built:
            return
        self.lang = self._built = lang
        self._language.value = lang
        self._language.label = self.say("page.language")
        subtitle = self.say(self._subtitle) if self._subtitle else ""
        self._heading.value = _html.heading(self.say(self._title), subtitle)
        self._fold.label = self.say("page.controls")
        self.pulse.labels = {
            "kernel": self.say("page.kernel_gone"),
            "server": self.say("page.server_gone"),
            "reload": self.say("page.reload"),
        }
        self.monitor.labels = {
            "stop": self.say("fit.stop"),
            "stopping": self.say("fit.stopping"),
            "elapsed": say("fit.elapsed", lang, seconds="{seconds}"),
            "divergences": say("fit.divergences", lang, n="{n}"),
        }
        old = [widget for box in self._filled() for widget in box.children]
        self._answer.value = ""
        self.clear_notice()
        for box in self._filled():
            box.children = []
        guarded(self._build, show=self.fail)(self)
        kept = {id(widget) for box in self._filled() for widget in _tree(box)}
        for widget in old:
            for part in _tree(widget):
                if id(part) not in kept:
                    part.close()

    def _filled(self) -> tuple[w.Box, ...]:
        slots = self._slots
        return (slots["controls"], self._drawing, slots["diagnosis"], slots["details"])


def _tree(widget: w.Widget) -> list[w.Widget]:
    return [widget, *(part for child in getattr(widget, "children", ()) for part in _tree(child))]


def _swap(box: w.Box, children: Sequence[w.Widget]) -> None:
    """New children; what was there is closed."""
    old = [part for child in box.children for part in _tree(child)]
    box.children = children
    for part in old:
        part.close()
