"""What is folded under the trial designer's picture: the report, the tables, and one simulated trial."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable
from typing import Any

import ipywidgets as w
import kai_widgets as kw

from kai_workbench import reports
from kai_workbench.errors import KaiError
from kai_workbench.trials import TRUTHS, PlanFindings

from . import _trial_designer_one as one_trial
from . import _trial_designer_views as views
from ._page import Page
from ._trial_designer_state import PICKS, RANGES

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def make_details(
    page: Page, *, current: Callable[[], views.Shown], moved: Callable[[str, Any], object]
) -> dict[str, Any]:
    """The widgets by their names, on the page.

    Parameters
    ----------
    page
        To be filled.
    current
        What the screen rests on; raises where there is nothing yet.
    moved
        Called with a setting and its value when another single trial is wanted.
    """
    lang, settings, say = page.lang, current().settings, page.say
    parts: dict[str, Any] = {name: w.HTML() for name in ("table", "grid", "why", "reasons")}
    which, truth, pick = settings.drilled
    parts["drill"] = kw.Segmented(
        options=[{"value": one, "label": views.label(one, settings, lang)} for one in ("a", "b")],
        label=say("tdd.drill"),
        value=which,
    )
    parts["scenario"] = page.choice(
        [{"value": one, "label": views.truth_label(one, settings, lang)} for one in TRUTHS],
        label=say("tdd.scenario"),
        value=truth,
    )
    parts["pick"] = kw.Segmented(
        options=[{"value": one, "label": say(f"tdd.pick.{one}")} for one in PICKS],
        label=say("tdd.pick"),
        value=pick,
    )
    limits = RANGES["k"]
    number = settings.value("k")
    parts["k"] = page.slider(label=say("tdd.k"), value=number, min=limits.low, max=limits.high, step=1.0)
    for name in ("drill", "scenario", "pick", "k"):
        page.observe(parts[name], lambda value, name=name: moved(name, value))  # type: ignore[misc]
    parts["swimmer"] = page.chart(label=say("tdd.detail.one"), filename="swimmer", height=460)
    files: dict[str, tuple[str, Callable[[], bytes | str]]] = {
        "html": ("text/html", lambda: reports.to_html(_report(current(), page))),
        "docx": (_WORD, lambda: reports.to_docx(_report(current(), page))),
        "usdm": (
            "application/json",
            lambda: reports.trial_usdm(told_findings(current(), page), lang=page.lang).text(),
        ),
        "csv": ("text/csv", lambda: kw.csv_bytes(views.csv(current(), lang=page.lang))),
    }
    for name, (mime, make) in files.items():
        parts[name] = page.download(
            label=say(f"tdd.download.{name}"),
            filename=f"trial.{name}",
            mime=mime,
            make=lambda make=make: _bytes(make()),  # type: ignore[misc]
            primary=name == "html",
        )
    downloads = w.Box([parts[one] for one in files], _dom_classes=["kai-downloads"])
    page.detail(say("tdd.detail.report"), w.HTML(f"<p>{say('tdd.report_note')}</p>"), downloads, open=True)
    page.detail(say("tdd.detail.table"), parts["table"], open=True)
    page.detail(say("tdd.detail.scenarios"), parts["grid"])
    shown = [parts[one] for one in ("drill", "scenario", "pick", "k", "why", "swimmer", "reasons")]
    page.detail(say("tdd.detail.one"), *shown, open=True)
    return parts


def show_tables(parts: dict[str, Any], shown: views.Shown, page: Page, *, name: str) -> None:
    """Everything but the single trial; files are called after ``name``."""
    parts["table"].value = views.characteristics_table(shown, lang=page.lang)
    parts["grid"].value = views.scenarios_table(shown, lang=page.lang)
    for kind, ending in (("csv", "csv"), ("html", "html"), ("docx", "docx"), ("usdm", "usdm.json")):
        parts[kind].filename = f"{name}.{ending}"
    lang, settings = page.lang, shown.settings
    parts["drill"].options = [{"value": one, "label": views.label(one, settings, lang)} for one in ("a", "b")]
    truths = [{"value": one, "label": views.truth_label(one, settings, lang)} for one in TRUTHS]
    if parts["scenario"].options != truths:
        parts["scenario"].options = truths


async def replayed(parts: dict[str, Any], shown: views.Shown, page: Page) -> tuple[str, str, dict[str, Any]]:
    """One simulated trial: what it is, its decisions as HTML, and its picture; in a thread."""
    which, truth, pick = shown.settings.drilled
    for name, value in (("drill", which), ("scenario", truth), ("pick", pick)):
        parts[name].value = value
    parts["k"].layout.display = None if pick == "number" else "none"
    lang, number = page.lang, int(shown.settings.value("k"))

    def replay() -> tuple[int, str, one_trial.One, dict[str, Any]]:
        from kai_workbench import charts

        found = shown.found[which]
        k, how = one_trial.choose(found, truth, pick, number)
        one = one_trial.course(found, shown.asked, truth, k, lang=lang)
        drawn = charts.swimmer(one.patients, one.decisions, groups=one.groups, rising=one.rising, lang=lang)
        return k, how, one, dict(drawn.to_dict(validate=False))

    k, how, one, spec = await asyncio.to_thread(replay)
    name = views.label(which, shown.settings, lang)
    told = page.say(f"tdd.one.{how}", k=f"{k + 1:,}", design=name, n=one.patients.height)
    return told, one_trial.listed(one, lang), spec


def told_findings(shown: views.Shown, page: Page) -> PlanFindings:
    """The findings of a plan whose title is in the reader's language.

    Raises
    ------
    KaiError
        Only a preview is there.
    """
    if shown.preview:
        raise KaiError("tdd_preview", n=f"{int(shown.settings.value('trials')):,}")
    names = [views.label(which, shown.settings, page.lang) for which in ("a", "b")]
    title = f"{page.say(f'tdd.report_title.{shown.settings.kind}')} {names[0]} · {names[1]}"
    plan = dataclasses.replace(shown.findings.plan, title=title, prior_why=page.say("tdd.prior_why"))
    return dataclasses.replace(shown.findings, plan=plan)


def _report(shown: views.Shown, page: Page) -> reports.Document:
    return reports.trial_report(told_findings(shown, page), lang=page.lang)


def _bytes(made: bytes | str) -> bytes:
    return made.encode() if isinstance(made, str) else made
