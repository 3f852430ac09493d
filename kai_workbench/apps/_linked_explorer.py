"""The app that holds people's exposure and findings against the animals'."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import functools
import html
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import ipywidgets as w
import kai_widgets as kw

from kai_workbench.catalog import Dataset
from kai_workbench.errors import KaiError
from kai_workbench.text import phrases

from . import _linked_explorer_later as later
from . import _linked_explorer_views as views
from ._linked_explorer_links import Links, workspace
from ._linked_explorer_programme import PROGRAMMES, Programme, load, to_agree
from ._linked_explorer_state import EXPECTED, NAMES, Settings, read
from ._linked_explorer_verdict import check, judged, listed
from ._page import Page
from ._work import Progress, Worker

if TYPE_CHECKING:
    from kai_workbench.quality import QualityTable


class LinkedExplorer:
    """State and wiring of the app.

    Attributes
    ----------
    page
        What the notebook shows.
    settings
        What the reader has set.
    programme
        What is shown; ``None`` until one is read.
    """

    def __init__(self) -> None:
        self.settings = Settings()
        self.programme: Programme | None = None
        self._opened = False
        self._turn = 0
        self._threads = concurrent.futures.ThreadPoolExecutor(2, thread_name_prefix="programme")
        self._read: dict[str, Programme] = {}
        self._links: Links | None = None
        self._checked: dict[str, dict[str, QualityTable]] = {}
        self._weak: tuple[kw.Fold, w.HTML] | None = None
        self._workspace: Any = None
        self.page = Page(NAMES, build=self._build, title="lx.title", subtitle="lx.subtitle")
        self._worker = Worker(self.page, on_stop=lambda: None)
        # A warm kernel waits for its reader: it may as well read what is shown first, and learn to draw.
        self._first = self._threads.submit(load, PROGRAMMES[0], tell=lambda *_: None)
        self._threads.submit(_learn_to_draw)

    # Building the page

    def _build(self, page: Page) -> None:
        bad: list[str] = []
        if not self._opened:
            self.settings, bad = read(page.state)
            self._opened = True
        say = page.say
        self._quiet = True
        self._programme = kw.Segmented(
            options=[{"value": one, "label": say(f"lx.programme.{one}")} for one in PROGRAMMES],
            label=say("lx.programme"),
            value=self.settings.programme,
        )
        self._organ = page.choice([], label=say("lx.organ"), help=say("lx.organ_help"))
        self._dose = kw.Segmented(options=[], label=say("lx.dose"))
        self._expected = page.slider(
            label=say("lx.expected"),
            value=self.settings.expected or 1000.0,
            min=EXPECTED[0],
            max=EXPECTED[1],
            log=True,
            unit="ng·h/mL",
            help=say("lx.expected_help"),
        )
        self._terms = w.HTML()
        self._agree = w.Button(description=say("lx.agree"))
        self._agree.on_click(page.guard(lambda _: self._agreed()))
        page.controls(self._programme, self._organ, self._dose, self._expected, self._terms, self._agree)
        words = {one: _with_marks(say, one) for one in kw.OrganAtlas.LABELS if f"atlas.{one}" in phrases()}
        self._atlas = kw.OrganAtlas(labels=words)
        self._ladder = page.chart(label=say("lx.ladder"), filename="exposure_ladder", height=420)
        self._again = w.Button(description=say("lx.again"))
        self._again.on_click(page.guard(lambda _: self._start()))
        self._hide(
            self._again, self._atlas, self._ladder, self._organ, self._dose, self._expected, self._agree
        )
        self._caption = w.HTML(f'<h2 style="margin: 16px 0 8px">{html.escape(say("lx.ladder"))}</h2>')
        self._hide(self._caption)
        page.picture(self._again, self._atlas, self._caption, self._ladder)
        page.answer(say("lx.waiting"))
        page.observe(self._programme, self._programme_changed)
        page.observe(self._organ, lambda value: self._changed(organ=value))
        page.observe(self._dose, lambda value: self._changed(dose=float(value) if value else None))
        page.observe(self._expected, lambda value: self._changed(expected=value))
        page.observe(self._atlas, self._atlas_chosen, "selected")
        page.observe(self._atlas, self._atlas_dosed, "dose")
        self._quiet = False
        self._links, self._weak = None, None
        if self.programme is not None and self.programme.name == self.settings.programme:
            self._turn += 1
            self._show_programme()
        else:
            self._start()
        if bad:
            page.notice(say("lx.bad_setting", names=", ".join(bad)), kind="warning")

    # Reading

    def _start(self, *, accept_terms: bool = False) -> None:
        self._hide(self._again, self._agree)
        self._terms.value = ""
        self.page.task(self._open(self.settings.programme, accept_terms=accept_terms))

    def _agreed(self) -> None:
        self._read.pop(self.settings.programme, None)
        self._start(accept_terms=True)

    async def _open(self, name: str, *, accept_terms: bool) -> None:
        self._turn += 1
        turn, page = self._turn, self.page
        self._worker.drop()
        try:
            programme = self._read.get(name) or await self._worker.do(
                page.say("lx.reading_begins"), functools.partial(self._load, name, accept_terms)
            )
        except KaiError:
            if turn == self._turn:
                self._nothing(page.say("lx.not_here", name=page.say(f"lx.programme.{name}")))
                self._ask(to_agree(name))
            raise
        if turn != self._turn:
            return
        if programme is None:
            self._nothing(page.say("lx.stopped"))
            return
        self._read[name] = self.programme = programme
        self._show_programme()

    def _load(self, name: str, accept_terms: bool, progress: Progress) -> Programme:  # noqa: FBT001
        """In a thread."""
        if name == PROGRAMMES[0] and not (self._first.done() and self._first.exception()):
            return self._first.result()

        def tell(done: int, total: int, source: str) -> None:
            progress(done, total, self.page.say("lx.reading", source=source))

        return load(name, tell=tell, accept_terms=accept_terms)

    def _nothing(self, sentence: str) -> None:
        self.page.answer(sentence)
        self.page.clear_details()
        self._weak = None
        self.page.diagnosis(None)
        self._hide(self._atlas, self._caption, self._ladder)
        self._again.layout.display = None

    def _hide(self, *widgets: w.Widget) -> None:
        for widget in widgets:
            widget.layout.display = "none"

    # What the reader does

    def _programme_changed(self, name: str) -> None:
        if self._quiet or not name:
            return
        self.settings = Settings(programme=name)
        self._remember()
        self.page.clear_notice()
        self._start()

    def _changed(self, **values: Any) -> None:
        if self._quiet or self.programme is None:
            return
        if values.get("organ", "-") == "":
            return
        self.settings = dataclasses.replace(self.settings, **values)
        self._remember()
        self._show()

    def _atlas_chosen(self, organ: str) -> None:
        """An organ of the drawing that changed somewhere becomes the one asked about."""
        if self._quiet or self.programme is None or not organ:
            return
        from kai_workbench import standards

        for name in self.programme.organs():
            if standards.organ_id(name) == organ and name != self._organ.value:
                self._organ.value = name

    def _atlas_dosed(self, places: Mapping[str, int]) -> None:
        """The dose at which the drawing shows people becomes the one asked about."""
        if self._quiet or self.programme is None or "human" not in places:
            return
        (human,) = (one for one in self._atlas.species if one["id"] == "human")
        dose = human["doses"][places["human"]]["value"]
        if any(one["value"] == f"{dose:g}" for one in self._dose.options):
            self._dose.value = f"{dose:g}"

    def _remember(self) -> None:
        self.page.remember(**self.settings.address())

    # Showing

    def _show_programme(self) -> None:
        assert self.programme is not None
        page, programme = self.page, self.programme
        self._quiet = True
        try:
            organs = programme.organs()
            self._organ.value = ""
            self._organ.options = [
                {
                    "value": one,
                    "label": views.organ_name(one, page.lang),
                    "hint": page.say("lx.species_count", n=len(programme.changes(one))),
                }
                for one in organs
            ]
            organ = self.settings.organ if self.settings.organ in organs else next(iter(organs), "")
            self._organ.value = organ
            self._organ.layout.display = None if organs else "none"
            human = views.chosen_people(programme, self.settings.dose, None)
            self._dose.value = ""
            self._dose.options = [
                {"value": f"{one.dose:g}", "label": views.dose_told(one.dose, one.dose_unit)}
                for one in programme.people
            ]
            self._dose.value = f"{human.dose:g}" if human else ""
            self._dose.layout.display = None if programme.people else "none"
            self._expected.layout.display = "none" if programme.people else None
            name = f"{programme.name}_organ_atlas"
            if programme.findings:
                # Places of doses say nothing of another programme's.
                self._atlas.show(
                    **views.atlas(programme, lang=page.lang),
                    dose={},
                    title=page.say("lx.atlas"),
                    filename=name,
                )
            self._atlas.layout.display = None if programme.findings else "none"
            self._ladder.filename = f"{programme.name}_exposure_ladder"
        finally:
            self._quiet = False
        self._ask(programme.to_agree())
        self._make_details()
        self._show()
        page.task(self._check(programme))

    def _ask(self, wanted: Sequence[Dataset]) -> None:
        """What the reader has to agree to before the rest can be read."""
        self._agree.layout.display = None if wanted else "none"
        lines = [f"<b>{html.escape(one.title)}</b>: {html.escape(one.terms)}" for one in wanted]
        told = html.escape(self.page.say("lx.agree_help")) if wanted else ""
        self._terms.value = "".join(f"<p>{line}</p>" for line in filter(None, [told, *lines]))

    async def _check(self, programme: Programme) -> None:
        """Judge a programme once its picture is there; what was stopped is said to be unchecked."""
        page, turn = self.page, self._turn
        if programme.name not in self._checked:
            page.diagnosis("look", page.say("lx.checking"))
            try:
                found = await self._worker.do(
                    page.say("explorer.checking"), lambda progress: check(programme, tell=progress)
                )
            except Exception:
                if turn == self._turn:
                    page.diagnosis("look", page.say("lx.check_failed"))
                raise
            if found is not None:
                self._checked[programme.name] = found
        if turn != self._turn or self._weak is None:
            return
        told = judged(programme, self._checked.get(programme.name, {}), lang=page.lang)
        page.diagnosis(told.verdict, told.headline, *told.first)
        fold, text = self._weak
        fold.label = page.say("lx.detail.weak", n=len(told.every))
        text.value = listed(told, lang=page.lang)

    def _make_details(self) -> None:
        assert self.programme is not None
        page, programme = self.page, self.programme
        page.clear_details()
        self._exposures = w.HTML()
        csv = page.download(
            label=page.say("lx.exposure_csv"),
            filename=f"{programme.name}_exposure.csv",
            mime="text/csv",
            make=lambda: kw.csv_bytes(views.exposure_csv(programme).write_csv()),
        )
        if programme.concordance.height:
            told = w.HTML(views.concordance_table(programme, lang=page.lang))
            key = "lx.concordance_help" if programme.findings else "lx.levels_help"
            help_ = w.HTML(f"<p>{html.escape(page.say(key))}</p>")
            organs = page.download(
                label=page.say("lx.concordance_csv"),
                filename=f"{programme.name}_concordance.csv",
                mime="text/csv",
                make=lambda: kw.csv_bytes(programme.concordance.write_csv()),
            )
            page.detail(
                page.say("lx.detail.concordance"),
                help_,
                told,
                w.Box([organs], _dom_classes=["kai-downloads"]),
                open=True,
            )
        if programme.later or programme.hospital:
            told = w.HTML(later.people(programme, lang=page.lang))
            page.detail(page.say("lx.detail.later"), told)
        if self._workspace is None:
            self._workspace = workspace()
        name = self._links.who.value if self._links else ""
        self._links = Links(page, self._workspace, name=name)
        self._links.show(programme.links)
        page.detail(page.say("lx.detail.links", n=len(programme.links)), *self._links.widgets())
        page.detail(
            page.say("lx.detail.exposure"), self._exposures, w.Box([csv], _dom_classes=["kai-downloads"])
        )
        text = w.HTML()
        fold = page.detail(page.say("lx.detail.weak", n="…"), text)
        self._weak = fold, text

    def _show(self) -> None:
        assert self.programme is not None
        page, programme = self.page, self.programme
        human = views.chosen_people(programme, self.settings.dose, self.settings.expected)
        organ = self._organ.value
        sentence, small = views.answer(programme, organ=organ, human=human, lang=page.lang)
        page.answer(sentence, small=small, synthetic=programme.synthetic)
        if not programme.exposures:
            self._hide(self._caption, self._ladder)
            self._exposures.value = ""
            return
        self._ladder.spec = views.ladder(programme, human=human, lang=page.lang).to_dict(validate=False)
        self._ladder.label = self._ladder.spec["description"]
        self._ladder.layout.display = self._caption.layout.display = None
        self._again.layout.display = "none"
        self._exposures.value = views.exposure_table(programme, human=human, lang=page.lang)
        self._mark_atlas(organ, human.dose if human else None)

    def _mark_atlas(self, organ: str, dose: float | None) -> None:
        """The atlas follows the organ and the human dose."""
        from kai_workbench import standards

        assert self.programme is not None
        if not self.programme.findings:
            return
        self._quiet = True
        try:
            chosen = standards.organ_id(organ) if organ else ""
            self._atlas.selected = chosen if chosen in self._atlas.organs else ""
            for one in self._atlas.species:
                places = [k for k, step in enumerate(one["doses"]) if step["value"] == dose]
                if one["id"] == "human" and places:
                    self._atlas.dose = {**self._atlas.dose, "human": places[0]}
        finally:
            self._quiet = False


def _with_marks(say: Any, name: str) -> str:
    """A phrase of the atlas with its marks left in, for the browser to fill."""
    marks = ("species", "dose", "affected", "examined", "percent", "low", "high", "severity")
    return str(say(f"atlas.{name}", **{mark: "{" + mark + "}" for mark in marks}))


def linked_explorer() -> Page:
    """The app as a page, to stand last in a notebook's cell."""
    return LinkedExplorer().page


def _learn_to_draw() -> None:
    from kai_workbench import charts

    charts.COLOURS  # noqa: B018  importing is what takes long
