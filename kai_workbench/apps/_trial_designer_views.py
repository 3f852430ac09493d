"""What the trial designer says: sentences, tables, pictures and files. No widgets."""

from __future__ import annotations

import dataclasses
import html
from typing import Any

import polars as pl

from kai_workbench.text import Lang, say
from kai_workbench.trials import (
    SUCCESS,
    TRUTHS,
    Measure,
    OperatingCharacteristics,
    PlanFindings,
    TrialQuestion,
)

from ._fih_views import table
from ._page import Verdict
from ._trial_designer_state import MEASURES, PROPER, Settings

_STOPS = tuple(f"stopped_early_{how}" for how in ("go", "no_go", "efficacy", "success", "futility"))
_COUNTS = frozenset({"patients", "duration", "responders"})
_CLEAR = 3.0  # standard errors: many differences are looked at
_FEW = 5.0  # responders or others of an arm at a look; below, a normal statistic is a poor picture


@dataclasses.dataclass(frozen=True, kw_only=True)
class Shown:
    """All that one screen of the app rests on.

    Attributes
    ----------
    asked
        The question.
    findings
        Of the plan with both designs.
    settings
        With which it was asked.
    preview
        Whether the full number is still to come.
    """

    asked: TrialQuestion
    findings: PlanFindings
    settings: Settings
    preview: bool

    @property
    def found(self) -> dict[str, OperatingCharacteristics]:
        """Operating characteristics of design a and of design b."""
        assert self.findings.compared is not None
        return {"a": self.findings.found, "b": self.findings.compared}

    @property
    def exact(self) -> bool:
        """Whether every course of both was counted."""
        return all(one.method == "exact" for one in self.found.values())

    def measure(self, which: str, name: str, truth: str) -> Measure:
        """An operating characteristic of one design under one truth."""
        found = self.found[which]
        if name == "duration":
            return self.asked.duration(found, truth)
        alone = {one.name: one for one in found.measures[truth] if not one.of}
        if name == "success":
            return next(alone[one] for one in SUCCESS if one in alone)
        if name == "stopped_early":
            # Ways to stop exclude one another; where simulated, their errors add to a little too much.
            parts = [alone[one] for one in _STOPS if one in alone]
            error = sum(one.mcse**2 for one in parts) ** 0.5
            return Measure(name, "", sum(one.value for one in parts), error)
        return alone[name]

    def idle(self, name: str, truth: str) -> bool:
        """Whether there is nothing to find: every arm is the best where all are alike."""
        if name != "best_arm_selected":
            return False
        planned: Any = next(one.truth for one in self.findings.plan.scenarios if one.truth.name == truth)
        return len(set(planned.rates)) == 1


def label(which: str, settings: Settings, lang: Lang) -> str:
    """Name of design a or b."""
    return design_label(settings.designs[which == "b"], lang)


def design_label(name: str, lang: Lang) -> str:
    """Name of a design."""
    return PROPER[name] if name in PROPER else say(f"tdd.design.{name}", lang)


def truth_label(truth: str, settings: Settings, lang: Lang) -> str:
    """Name of a scenario."""
    return say(f"tdd.truth.{settings.kind}.{truth}", lang)


def told(name: str, one: Measure, lang: Lang, *, error: bool = True) -> str:
    """A value as a person says it, with its standard error where it was simulated."""
    value, mcse = one.value, one.mcse
    if name not in _COUNTS:
        value, mcse = 100 * value, 100 * mcse
    unit = say("tdd.months", lang) if name == "duration" else "" if name in _COUNTS else "%"
    shown = f"{value:.1f}{unit}"
    return f"{shown} ± {_error(mcse)}" if error and one.mcse > 0 else shown


def _error(mcse: float) -> str:
    return f"{mcse:.1f}" if mcse >= 0.05 else f"{mcse:.2f}" if mcse >= 0.005 else "< 0.01"


def measure_label(name: str, settings: Settings, lang: Lang) -> str:
    """What an operating characteristic is called for this question."""
    return say(f"tdd.measure.{name}.{settings.kind}" if name == "success" else f"tdd.measure.{name}", lang)


def method(shown: Shown, lang: Lang) -> str:
    """How the numbers came: exact, or simulated with how many trials and which seed."""
    parts = []
    for which, found in shown.found.items():
        key = "exact" if found.method == "exact" else "simulated"
        name = label(which, shown.settings, lang)
        parts.append(say(f"tdd.method.{key}", lang, design=name, n=f"{found.n_trials:,}", seed=found.seed))
    return " ".join(parts)


def answer(shown: Shown, *, lang: Lang) -> tuple[str, str]:
    """The answer in a sentence, and the smaller line under it."""
    settings, kind = shown.settings, shown.settings.kind
    values: dict[str, str] = {"a": label("a", settings, lang), "b": label("b", settings, lang)}
    first = MEASURES[kind][0]
    for which in ("a", "b"):
        for truth in ("null", "alternative"):
            values[f"{which}_{truth}"] = _short(first, shown.measure(which, first, truth))
            values[f"{which}_{truth}_n"] = _short("patients", shown.measure(which, "patients", truth))
    values |= {name: f"{settings.value(name):g}%" for name in ("null", "hoped", "target")}
    sentence = say(f"tdd.answer.{kind}", lang, **values)
    small = method(shown, lang)
    if shown.preview:
        small = f"{say('tdd.preview', lang, n=f'{shown.findings.plan.n_trials:,}')} {small}"
    return sentence, small


def _short(name: str, one: Measure) -> str:
    if name in _COUNTS:
        return f"{one.value:.0f}"
    return f"{100 * one.value:.0f}%"


def differences(shown: Shown, *, lang: Lang) -> str:
    """What the second design does differently, truth by truth, as a list."""
    settings = shown.settings
    a, b = label("a", settings, lang), label("b", settings, lang)
    body = ""
    for truth in TRUTHS:
        several = (_clause(name, truth, shown, lang) for name in MEASURES[settings.kind])
        clauses = [clause for clause in several if clause]
        joined = say("tdd.join", lang).join(clauses)
        told = say("tdd.difference" if clauses else "tdd.difference_none", lang, a=a, b=b, told=joined)
        where = html.escape(truth_label(truth, settings, lang))
        body += f"<li><b>{where}.</b> {html.escape(told)}</li>"
    note = html.escape(say("tdd.difference_note", lang))
    return f"<ul>{body}</ul><p style='font-size: 14px; color: var(--kai-soft)'>{note}</p>"


def _clause(name: str, truth: str, shown: Shown, lang: Lang) -> str:
    a, b = (shown.measure(which, name, truth) for which in ("a", "b"))
    apart, error = b.value - a.value, (a.mcse**2 + b.mcse**2) ** 0.5
    scale = 1 if name in _COUNTS else 100
    if abs(apart) * scale < 0.05 or abs(apart) <= _CLEAR * error:
        return ""
    key = "more" if apart > 0 else "less"
    sure = f" (± {_error(scale * error)})" if error > 0 else ""
    of = f"success.{shown.settings.kind}" if name == "success" else name
    return say(f"tdd.clause.{of}.{key}", lang, d=f"{abs(apart) * scale:.1f}", se=sure)


def diagnosis(shown: Shown, *, lang: Lang) -> tuple[Verdict, str, tuple[str, ...]]:
    """Whether the numbers can be shown to others, and what they rest on."""
    settings, kind = shown.settings, shown.settings.kind
    why = []
    if shown.preview:
        why.append(say("tdd.why.preview", lang, n=f"{shown.findings.plan.n_trials:,}"))
    if kind == "control":
        least = min(_least(shown, which) for which in ("a", "b"))
        if least < _FEW:
            why.append(say("tdd.why.few", lang, n=f"{least:.1f}"))
    if kind == "arms":
        for which in ("a", "b"):
            wrong = shown.measure(which, "success", "null").value
            if wrong > 0.05:
                name = label(which, settings, lang)
                why.append(say("tdd.why.false", lang, design=name, p=f"{100 * wrong:.0f}"))
    always = [say(f"tdd.assumes.{kind}", lang), say("tdd.assumes.duration", lang)]
    if "mams" in settings.designs:
        always.insert(0, say("tdd.assumes.mams", lang))
    if why:
        return "look", say("tdd.verdict.look", lang), (*why, *always)
    return "trust", say("tdd.verdict.trust", lang), tuple(always)


def _least(shown: Shown, which: str) -> float:
    """Fewest expected responders, or others, of an arm at a look."""
    design: Any = shown.found[which].design
    first = design.patients * design.information[0] / 2 if hasattr(design, "information") else design.looks[0]
    rates = [rate for one in shown.findings.plan.scenarios for rate in one.truth.means]  # type: ignore[attr-defined]
    return float(first * min(min(rate, 1 - rate) for rate in rates))


def characteristics_table(shown: Shown, *, lang: Lang) -> str:
    """Every design under every scenario; standard errors beside what was simulated."""
    settings = shown.settings
    names = MEASURES[settings.kind]
    rows = []
    for truth in TRUTHS:
        for which in ("a", "b"):
            exact = shown.found[which].methods[truth] == "exact"
            how = say("tdd.counted", lang) if exact else f"n = {shown.found[which].n_trials:,}"
            cells = (
                "–" if shown.idle(name, truth) else told(name, shown.measure(which, name, truth), lang)
                for name in names
            )
            where = truth_label(truth, settings, lang) if which == "a" else ""
            rows.append((where, label(which, settings, lang), *cells, how))
    head = [
        say("tdd.table.scenario", lang),
        say("tdd.table.design", lang),
        *(measure_label(name, settings, lang) for name in names),
        say("tdd.table.method", lang),
    ]
    caption = say("tdd.table.caption", lang)
    return table(head, rows, caption=caption, numbers=range(2, 2 + len(names)), wrapped=(0, 1))


def scenarios_table(shown: Shown, *, lang: Lang) -> str:
    """The truths, as a grid of rates by dose or arm."""
    settings, asked = shown.settings, shown.asked
    planned = shown.findings.plan.scenarios
    rates = [getattr(one.truth, "rates", None) or one.truth.means for one in planned]  # type: ignore[attr-defined]
    if settings.kind == "dose":
        head = [f"{dose:g} {asked.unit}" for dose in asked.doses]
    elif settings.kind == "control":
        head = [say("tdd.control", lang), say("tdd.treatment", lang)]
    elif settings.kind == "arms":
        head = [chr(ord("A") + k) for k in range(asked.arms)]
    else:
        head = [say("tdd.treatment", lang)]
    rows = [
        (truth_label(one.truth.name, settings, lang), *(f"{100 * rate:.3g}%" for rate in several))
        for one, several in zip(planned, rates, strict=True)
    ]
    caption = say(f"tdd.scenarios_caption.{settings.kind}", lang)
    return table(
        [say("tdd.table.scenario", lang), *head],
        rows,
        caption=caption,
        numbers=range(1, 1 + len(head)),
        wrapped=(0,),
    )


def picture(shown: Shown, *, lang: Lang) -> dict[str, Any]:
    """One operating characteristic by scenario and design as a Vega-Lite specification."""
    from kai_workbench import charts

    settings = shown.settings
    name = settings.shown_measure
    rows = [
        (
            truth_label(truth, settings, lang),
            label(which, settings, lang),
            one.value,
            one.mcse,
            told(name, one, lang),
        )
        for truth in TRUTHS
        for which in ("a", "b")
        if not shown.idle(name, truth)
        for one in [shown.measure(which, name, truth)]
    ]
    frame = pl.DataFrame(rows, schema=["scenario", "design", "value", "mcse", "label"], orient="row")
    title = measure_label(name, settings, lang)
    if name == "duration":
        title += f" ({say('tdd.months', lang).strip()})"
    note = say("tdd.preview_mark", lang) if shown.preview else ""
    drawn = charts.design_measures(frame, title=title, share=name not in _COUNTS, lang=lang, note=note)
    return dict(drawn.to_dict(validate=False))


def csv(shown: Shown, *, lang: Lang) -> str:
    """All operating characteristics of both designs, with how each came; scenarios by key and by name."""
    names = {truth: truth_label(truth, shown.settings, lang) for truth in TRUTHS}
    named = pl.col("scenario").replace_strict(names).alias("scenario_name")
    frames = []
    for which, found in shown.found.items():
        design = shown.settings.designs[which == "b"]
        times = [
            (truth, "duration", "", one.value, one.mcse, one.unit, found.methods[truth])
            for truth in TRUTHS
            for one in [shown.measure(which, "duration", truth)]
        ]
        whole = found.frame
        if "duration" not in whole["measure"].to_list():
            whole = pl.concat([whole, pl.DataFrame(times, schema=whole.schema, orient="row")])
        n = (
            pl.when(pl.col("method") == "exact")
            .then(None)
            .otherwise(pl.lit(found.n_trials))
            .alias("n_trials")
        )
        frames.append(
            whole.select(pl.lit(design).alias("design"), pl.all(), n, pl.lit(found.seed).alias("seed"), named)
        )
    return pl.concat(frames).write_csv()
