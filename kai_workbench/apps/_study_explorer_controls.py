"""The controls of the study explorer, made anew for each language."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator
from typing import Any

import ipywidgets as w
import kai_widgets as kw
import polars as pl

from kai_workbench.text import Lang, phrases

from ._page import Page
from ._study_explorer_cut import Cut, measured, spoken
from ._study_explorer_facts import Facts
from ._study_explorer_sources import ENDINGS, MAX_BYTES, OWN, Source
from ._study_explorer_state import Settings

ALL, LATEST = "*", "latest"


class Controls:
    """What can be set, and what is heard of it.

    Parameters
    ----------
    page
        To be filled.
    changed
        Called with the name of a setting and its new value.
    on_file
        Called with name and content of a package of the reader's own.
    on_animal
        Called with the short name of an animal.
    clear
        Called when nothing is to be pointed out any more.
    """

    def __init__(
        self,
        page: Page,
        *,
        changed: Callable[[str, Any], object],
        on_file: Callable[[str, bytes], object],
        on_animal: Callable[[str], object],
        clear: Callable[[], object],
    ) -> None:
        self._page, self._changed, self._quiet = page, changed, False
        say = page.say
        self.study = page.choice([], label=say("explorer.study"), help=say("explorer.study_help"))
        self.sex = self._segmented(
            "sex", {ALL: "explorer.both", "M": "explorer.male", "F": "explorer.female"}
        )
        self.animals = self._segmented("animals", {"main": "explorer.main", "recovery": "explorer.recovery"})
        self.organ = page.choice([], label=say("explorer.organ"))
        self.category = page.choice([], label=say("explorer.category"))
        self.test = page.choice([], label=say("explorer.test"))
        self.day = page.choice([], label=say("explorer.day"))
        self.animal = page.choice([], label=say("explorer.animal"), help=say("explorer.animal_help"))
        self._clear = w.Button(description=say("explorer.clear"))
        self._clear.on_click(page.guard(lambda _: clear()))
        self._upload = page.upload(
            label=say("explorer.upload"),
            help=say("explorer.upload_help", limit=MAX_BYTES // 1_000_000),
            on_file=on_file,
            accept=",".join(ENDINGS),
            max_bytes=MAX_BYTES,
        )
        for name in ("study", "sex", "animals", "organ", "category", "test", "day"):
            page.observe(getattr(self, name), functools.partial(self._hear, name))
        page.observe(self.animal, lambda value: None if self._quiet or not value else on_animal(value))

    def widgets(self) -> list[w.Widget]:
        """Top to bottom."""
        say = self._page.say
        return [
            self.study,
            self.sex,
            self.animals,
            self.organ,
            self.category,
            self.test,
            self.day,
            self.animal,
            self._clear,
            kw.Fold(label=say("explorer.own")),
            w.VBox([self._upload], _dom_classes=["kai-folded"]),
        ]

    def studies(self, sources: list[Source], own: Facts | None, *, chosen: str) -> None:
        """Fill the list of studies without being heard."""
        say = self._page.say
        options = [
            {"value": one.name, "label": one.label, "hint": _where(self._page, one), "search": one.name}
            for one in sources
        ]
        if own is not None:
            label = own.study.study_id or own.study.path.name
            options.insert(0, {"value": OWN, "label": label, "hint": say("explorer.own_hint")})
        self._offer(self.study, options, chosen)

    def offer(self, cut: Cut, settings: Settings) -> None:
        """What can be chosen in this study, without being heard."""
        say, facts = self._page.say, cut.facts
        self._set(self.sex, settings.sex or ALL)
        self._set(self.animals, settings.animals)
        self.animals.layout.display = None if facts.animals["recovery"].any() else "none"
        organs = cut.ranked["organ"].unique(maintain_order=True).to_list()
        options = [{"value": ALL, "label": say("explorer.organ_all")}]
        options += [{"value": one, "label": spoken(one, self._page.lang)} for one in organs]
        self._offer(self.organ, options, settings.organ if settings.organ in organs else ALL)
        shown = cut.facts.measures["category"].unique(maintain_order=True).to_list()
        named = [{"value": one, "label": category(self._page, one)} for one in shown]
        self._offer(self.category, named, cut.category)
        self._offer(self.test, tests(cut, self._page.lang), cut.test)
        days = facts.measures.filter(pl.col("test") == cut.test)["day"].drop_nulls().unique().sort().to_list()
        each = [{"value": f"{day:g}", "label": say("explorer.on_day", day=f"{day:g}")} for day in days]
        chosen = f"{settings.day:g}" if settings.day in days and settings.day is not None else LATEST
        self._offer(self.day, [{"value": LATEST, "label": say("explorer.latest")}, *each], chosen)
        for name, held in (("organ", organs), ("category", shown), ("test", shown), ("day", shown)):
            getattr(self, name).layout.display = None if held else "none"
        animals = [
            {"value": row["short"], "label": row["short"], "hint": hint(self._page, facts, row)}
            for row in facts.animals.iter_rows(named=True)
        ]
        one = settings.chosen[0] if len(settings.chosen) == 1 and not settings.cell else ""
        self._offer(self.animal, animals, one if one in set(facts.animals["short"]) else "")

    def point(self, short: str) -> None:
        """Show which animal is pointed out, without being heard."""
        self._set(self.animal, short)

    def _segmented(self, name: str, options: dict[str, str]) -> kw.Segmented:
        say = self._page.say
        listed = [{"value": value, "label": say(key)} for value, key in options.items()]
        return kw.Segmented(options=listed, label=say(f"explorer.{name}_of"), value=next(iter(options)))

    @contextlib.contextmanager
    def _unheard(self) -> Iterator[None]:
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False

    def _set(self, widget: Any, value: str) -> None:
        with self._unheard():
            widget.value = value

    def _offer(self, widget: kw.Choice, options: list[dict[str, Any]], chosen: str) -> None:
        with self._unheard():
            if widget.options != options:
                widget.value = ""
                widget.options = options
            widget.value = chosen if chosen in {option["value"] for option in options} else ""

    def _hear(self, name: str, value: str) -> None:
        if self._quiet or value == "":
            return
        if name == "day":
            self._changed(name, None if value == LATEST else float(value))
        else:
            self._changed(name, "" if value == ALL else value)


def tests(cut: Cut, lang: Lang) -> list[dict[str, Any]]:
    """The tests of the category, those that changed most first, with their change at the highest dose."""
    from kai_workbench.charts import figures

    last = cut.changes.group_by("test", maintain_order=True).last()
    told = {row["test"]: f"× {figures(row['ratio'], digits=2)}" for row in last.iter_rows(named=True)}
    every = cut.facts.measures.filter(pl.col("category") == cut.category).unique("test", maintain_order=True)
    titles = dict(every.select("test", "title").rows())
    order = [*told, *sorted(set(titles) - set(told), key=lambda one: titles[one])]
    return [
        {"value": one, "label": measured(titles[one], lang), "hint": told.get(one, "")}
        for one in order
        if one in titles
    ]


def category(page: Page, code: str) -> str:
    """What a group of tests is called."""
    key = f"explorer.category.{code.lower().replace(' ', '_')}"
    return page.say(key) if key in phrases() else code.capitalize()


def hint(page: Page, facts: Facts, row: dict[str, Any]) -> str:
    """Sex, dose and set of an animal in a few words."""
    parts = [page.say(f"explorer.sex.{row['sex']}") if row["sex"] in {"M", "F"} else row["sex"] or ""]
    parts.append(facts.names[row["rank"]] if row["rank"] is not None else "")
    parts.append(page.say("explorer.set.recovery") if row["recovery"] else "")
    parts.append(page.say("explorer.set.satellite") if row["satellite"] else "")
    return ", ".join(part for part in parts if part)


def _where(page: Page, source: Source) -> str:
    if source.here:
        return page.say("explorer.synthetic_hint") if source.synthetic else ""
    return page.say("explorer.fetch_hint", size=f"{source.size / 1e6:.1f}")
