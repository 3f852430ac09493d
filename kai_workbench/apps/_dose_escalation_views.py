"""What the dose-escalation app says: sentences, tables and files. No widgets."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from kai_workbench.text import Lang, say
from kai_workbench.trials import Escalation, OperatingCharacteristics, Recommendation

from ._dose_escalation_rules import decision_frame, has_table
from ._dose_escalation_state import DESIGNS, Settings
from ._fih_views import table
from ._page import Verdict

_TRIAL = (
    "correct_selection",
    "none_selected",
    "overdose_selected",
    "dlt_rate",
    "share_overdosed",
    "overdosing_60",
    "stopped_early",
)
_ENDED = ("stop", "complete")


def percent(value: float, *, digits: int = 0) -> str:
    """A share as a person says it; a rare one is not rounded to nothing.

    Examples
    --------
    >>> percent(0.5794), percent(0.0021), percent(0.0), percent(0.9999)
    ('58%', '0.2%', '0%', '99.99%')
    """
    if value and value < 0.0095 and not digits:
        return f"{100 * value:.1g}%"
    if 0.995 <= value < 1 and not digits:
        return f"{np.floor(10_000 * value) / 100:.4g}%"
    return f"{100 * value:.{digits}f}%"


# Planning


def by_dose(found: OperatingCharacteristics) -> pl.DataFrame:
    """One row a dose: true rate, selection, allocation and their standard errors."""
    design = found.design
    assert isinstance(design, Escalation)
    truth: Any = found.scenarios[0]
    rows = []
    for dose, label, rate in zip(design.doses, design.labels, truth.rates, strict=True):
        row: dict[str, Any] = {"dose": dose, "rate": rate}
        for short, name in (
            ("selected", "selected"),
            ("share", "share_of_patients"),
            ("patients", "patients"),
            ("dlts", "dlts"),
        ):
            one = found.measure(name, of=label)
            row |= {short: one.value, f"{short}_mcse": one.mcse}
        rows.append(row)
    return pl.DataFrame(rows)


def right_dose(found: OperatingCharacteristics) -> float | None:
    """The dose whose true rate is closest to the target; none if all are above 1.4 times the target."""
    design, truth = found.design, found.scenarios[0]
    assert isinstance(design, Escalation)
    rates = np.asarray(truth.rates)  # type: ignore[attr-defined]
    at = int(np.argmin(np.abs(rates - design.target)))
    return None if rates[at] > 1.4 * design.target + 1e-12 else design.doses[at]


def plan_answer(found: OperatingCharacteristics, settings: Settings, lang: Lang) -> tuple[str, str]:
    """The answer in a sentence, and the smaller line under it."""
    design, truth = found.design, found.scenarios[0]
    assert isinstance(design, Escalation)
    dose = right_dose(found)
    told = {
        "design": DESIGNS[settings.design],
        "right": percent(found.measure("correct_selection").value),
        "target": percent(design.target, digits=0 if settings.target == round(settings.target) else 1),
    }
    key = "dx.plan.answer" if dose is not None else "dx.plan.answer_none"
    shown = "" if dose is None else f"{dose:g} {settings.unit}"
    sentence = say(key, lang, dose=shown, **told)
    sentence += say(
        "dx.plan.answer_cost",
        lang,
        n=f"{found.measure('patients').value:.1f}",
        dlt=percent(found.measure("dlt_rate").value),
        over=percent(found.measure("share_overdosed").value),
        limit=limit_told(design),
    )
    rates = ", ".join(f"{100 * rate:g}%" for rate in truth.rates)  # type: ignore[attr-defined]
    doses = ", ".join(f"{one:g}" for one in settings.doses)
    return sentence, say("dx.plan.small", lang, rates=rates, doses=doses, unit=settings.unit)


def limit_told(design: Escalation) -> str:
    """Above which true rate a dose counts as an overdose."""
    return f"{100 * design.overdose_above:.3g}%"


def plan_diagnosis(found: OperatingCharacteristics, lang: Lang) -> tuple[Verdict, str, tuple[str, ...]]:
    """How sure the numbers are."""
    depends = say("dx.plan.depends", lang)
    if found.method == "exact":
        return "trust", say("dx.plan.exact", lang), (depends,)
    each = [one for several in found.measures.values() for one in several]
    worst = max(one.mcse for one in each if one.unit == "1")
    told = say(
        "dx.plan.simulated",
        lang,
        n=f"{found.n_trials:,}",
        seed=found.seed,
        worst=f"{100 * worst:.2g}",
        size=f"{found.measure('patients').mcse:.2g}",
    )
    return "trust", told, (depends,)


def _with_error(value: str, mcse: str, *, exact: bool) -> str:
    return value if exact else f"{value} ± {mcse}"


def measures_tables(found: OperatingCharacteristics, settings: Settings, lang: Lang) -> str:
    """Operating characteristics by dose and of the trial, each with its Monte-Carlo standard error."""
    exact = found.method == "exact"
    design = found.design
    assert isinstance(design, Escalation)

    def share(value: float, mcse: float) -> str:
        return _with_error(f"{100 * value:.1f}%", f"{100 * mcse:.2f}", exact=exact)

    def mean(value: float, mcse: float) -> str:
        return _with_error(f"{value:.2f}", f"{mcse:.3f}", exact=exact)

    rows = [
        (
            f"{row['dose']:g} {settings.unit}",
            f"{100 * row['rate']:g}%",
            share(row["selected"], row["selected_mcse"]),
            mean(row["patients"], row["patients_mcse"]),
            share(row["share"], row["share_mcse"]),
            mean(row["dlts"], row["dlts_mcse"]),
        )
        for row in by_dose(found).to_dicts()
    ]
    name = DESIGNS[settings.design]
    head = [say(f"dx.table.{one}", lang) for one in ("dose", "rate", "selected", "patients", "share", "dlts")]
    first = table(
        head, rows, caption=say("dx.caption.doses", lang, design=name), numbers=tuple(range(1, len(head)))
    )
    whole = []
    for one in _TRIAL:
        measure = found.measure(one)
        told = say(f"dx.measure.{one}", lang, limit=limit_told(design))
        whole.append((told, share(measure.value, measure.mcse)))
    for one in ("patients", "dlts"):
        measure = found.measure(one)
        whole.append((say(f"dx.measure.{one}", lang), mean(measure.value, measure.mcse)))
    second = table(
        [say("dx.table.measure", lang), say("dx.table.value", lang)],
        whole,
        caption=say("dx.caption.trial", lang, design=name),
        numbers=(1,),
        wrapped=(0,),
    )
    return first + "<br>" + second


def measures_csv(found: OperatingCharacteristics, settings: Settings) -> str:
    """All measures with the design, the truth and the seed that repeat them."""
    truth: Any = found.scenarios[0]
    simulated = found.method != "exact"
    return found.frame.with_columns(
        pl.lit(repr(found.design)).alias("design"),
        pl.lit(", ".join(f"{rate:g}" for rate in truth.rates)).alias("true_dlt_rates"),
        pl.lit(found.n_trials if simulated else None).cast(pl.Int64).alias("n_trials"),
        pl.lit(found.seed if simulated else None).cast(pl.Int64).alias("seed"),
        pl.lit(settings.target / 100).alias("target"),
        pl.lit(value=True).alias("synthetic"),
    ).write_csv()


# Running


def run_answer(
    advice: Recommendation, design: Escalation, cohorts: Sequence[Any], settings: Settings, lang: Lang
) -> tuple[str, str]:
    """What to do next, and the design's rule under it."""
    unit = settings.unit
    dose = "" if advice.dose is None else f"{advice.dose:g} {unit}"
    if advice.action == "complete":
        sentence = say("dx.run.none" if advice.dose is None else "dx.run.selected", lang, dose=dose)
        return sentence, " ".join(reason.say(lang) for reason in advice.reasons[:1])
    treated = sum(row[1] for row in cohorts)
    size = design.next_size(treated)
    if not cohorts:
        return say("dx.run.start", lang, size=size, dose=dose), ""
    here = cohorts[-1][0]
    n = sum(row[1] for row in cohorts if row[0] == here)
    y = sum(row[2] for row in cohorts if row[0] == here)
    told = {"n": n, "y": y, "dose": f"{here:g} {unit}"}
    rule = _rule(design, n, settings, lang)
    if advice.action == "stop":
        return say("dx.run.stop", lang, **told), rule
    key = "dx.run.next_one" if size == 1 else "dx.run.next"
    action = say(f"trials.action.{advice.action}", lang)
    sentence = say(key, lang, size=size, dose=dose) + say("dx.run.observed", lang, **told, action=action)
    return sentence, rule


def _rule(design: Escalation, n: int, settings: Settings, lang: Lang) -> str:
    """Bounds of the table for so many patients, where the design has one."""
    if not has_table(design):
        return ""
    frame = decision_frame(design)
    if "escalate_at_most" not in frame.columns:
        return ""
    row = frame.filter(pl.col("patients") == n).to_dicts()
    if not row or row[0]["escalate_at_most"] is None or row[0]["deescalate_at_least"] is None:
        return ""
    return say(
        "dx.run.rule",
        lang,
        design=DESIGNS[settings.design],
        n=n,
        up=row[0]["escalate_at_most"],
        down=row[0]["deescalate_at_least"],
    )


def reasons(advice: Recommendation, lang: Lang) -> str:
    """The reasons as a list."""
    items = "".join(f"<li>{html.escape(reason.say(lang))}</li>" for reason in advice.reasons)
    return f"<h3 style='margin-top: 16px'>{html.escape(say('dx.run.why', lang))}</h3><ul>{items}</ul>"


def asked(design: Escalation, cohorts: Sequence[Any]) -> list[float | None]:
    """The dose that the design asked for before each cohort; ``None`` where it had ended the trial."""
    found: list[float | None] = []
    for k in range(len(cohorts)):
        advice = design.next(cohorts[:k])
        dose: Any = advice.dose
        found.append(None if advice.action in _ENDED else dose)
    return found


def run_diagnosis(
    wanted: Sequence[float | None], cohorts: Sequence[Any], settings: Settings, lang: Lang
) -> tuple[Verdict, str, tuple[str, ...]]:
    """Whether the trial went as the design said."""
    unit = settings.unit
    departed = []
    for k, (want, (dose, *_)) in enumerate(zip(wanted, cohorts, strict=True)):
        if want == dose:
            continue
        told = {"k": k + 1, "dose": f"{dose:g} {unit}"}
        if want is None:
            departed.append(say("dx.run.departed_stop", lang, **told))
        else:
            departed.append(say("dx.run.departed", lang, **told, asked=f"{want:g} {unit}"))
    judgement = say("dx.run.judgement", lang)
    if departed:
        return "look", departed[0], (*departed[1:], say("dx.run.departed_means", lang), judgement)
    return "trust", say("dx.run.followed", lang), (judgement,)


def cohorts_table(
    cohorts: Sequence[Any], wanted: Sequence[float | None], settings: Settings, lang: Lang
) -> str:
    """Every cohort with what the design had asked for."""
    unit = settings.unit
    rows = [
        (
            str(k + 1),
            f"{dose:g} {unit}",
            str(n),
            str(y),
            say("dx.ended", lang) if want is None else f"{want:g} {unit}",
        )
        for k, ((dose, n, y), want) in enumerate(zip(cohorts, wanted, strict=True))
    ]
    head = [say(f"dx.table.{one}", lang) for one in ("cohort", "dose", "patients", "dlts", "asked")]
    return table(head, rows, caption=say("dx.caption.cohorts", lang), numbers=(0, 2, 3))


def cohorts_csv(cohorts: Sequence[Any], wanted: Sequence[float | None], settings: Settings) -> str:
    """The cohorts as the design reads them, with what it had asked for."""
    rows = [(*row, settings.unit, want) for row, want in zip(cohorts, wanted, strict=True)]
    kinds = (pl.Float64, pl.Int64, pl.Int64, pl.String, pl.Float64)
    names = ("dose", "patients", "dlts", "unit", "asked_dose")
    return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row").write_csv()


def rates_table(rates: pl.DataFrame, settings: Settings, lang: Lang, *, modelled: bool) -> str:
    """DLT rates with their intervals."""
    rows = []
    for row in rates.to_dicts():
        known = row["median"] is not None
        spans = [
            f"{100 * row[f'lo{part}']:.1f} – {100 * row[f'hi{part}']:.1f}%" if known else "–"
            for part in (50, 90)
        ]
        middle = f"{100 * row['median']:.1f}%" if known else "–"
        rows.append((f"{row['dose']:g} {settings.unit}", f"{row['dlts']}/{row['patients']}", middle, *spans))
    head = [say("dx.table.dose", lang), say("chart.escalation.counts", lang)]
    head += [say(f"dx.table.{one}", lang) for one in ("median", "i50", "i90")]
    caption = say("dx.caption.rates_model" if modelled else "dx.caption.rates_alone", lang)
    return table(head, rows, caption=caption, numbers=(1, 2, 3, 4))
