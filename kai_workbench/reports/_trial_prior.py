"""What a design's prior says before any patient, what it is worth, and where the truths lie in it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy

from .. import models, trials
from ..text import Lang, say
from ._document import Block, Table, Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..trials import Design, PlanFindings, Scenario

_QUANTILES = 20_000
_GRID = (np.arange(_QUANTILES) + 0.5) / _QUANTILES


@dataclasses.dataclass(frozen=True)
class PriorPart:
    """The prior of one quantity.

    Attributes
    ----------
    of
        Which dose or arm, or what quantity.
    law
        Distribution in symbols.
    sorted
        Its quantiles at even probabilities.
    ess
        Patients, by moments.
    elir
        Patients by the expected local-information ratio; None where it has none.
    place
        Which of the scenario's rates or means it is about; None where it is about none of them.
    """

    of: str
    law: str
    sorted: NDArray[np.float64]
    ess: float
    elir: float | None
    place: int | None


def prior_parts(design: Design, lang: Lang) -> list[PriorPart]:
    """The prior of every quantity that the design puts one on and that can be shown by itself."""
    if isinstance(design, trials.BLRM):
        return _blrm(design)
    if isinstance(design, trials.CRM):
        return _crm(design)
    if isinstance(design, trials.IntervalDesign):
        return [_beta(label, (1.0, 1.0), j) for j, label in enumerate(design.labels)]
    if isinstance(design, trials.BayesianSequentialNormal):
        return _difference(design, lang)
    found = []
    own: Any = design
    if isinstance(design, trials.BOP2) and design.prior is None:
        return [_beta(say("trial_report.rate", lang), (design.null_rate, 1 - design.null_rate), 0)]
    if isinstance(design, trials.SingleArm) and hasattr(own, "prior"):
        return [_beta(say("trial_report.rate", lang), own.prior, 0)]
    if isinstance(design, trials.ResponseAdaptive | trials.GraduationPlatform | trials.DoseComparison):
        names = own.arms if hasattr(own, "arms") else own.labels
        return [_beta(arm, own.prior, j) for j, arm in enumerate(names)]
    for j, arm in enumerate(("control", "treatment")):
        prior = getattr(own, f"prior_{arm}", None)
        if prior is not None:
            found.append(_beta(say(f"trial_report.{arm}", lang), prior, j))
    return found


def prior_blocks(findings: PlanFindings, lang: Lang) -> list[Block]:
    """The prior, why it is so, how many patients it is worth, and the truths that contradict it."""
    plan = findings.plan
    blocks: list[Block] = []
    if plan.prior_why:
        blocks.append(Text(plan.prior_why))
    parts = prior_parts(plan.design, lang)
    if not parts:
        modelled = isinstance(plan.design, trials.BasketTrial | trials.CombinationBLRM)
        blocks.append(Text(say(f"trial_report.prior_{'hierarchy' if modelled else 'none'}", lang), "note"))
        return blocks
    if not plan.prior_why:
        blocks.append(Text(say("trial_report.prior_no_why", lang), "warning"))
    blocks.append(_table(parts, lang))
    blocks.append(Text(say("trial_report.prior_note", lang), "note"))
    conflict = _conflict(parts, findings, lang)
    if conflict.rows:
        blocks += [conflict, Text(say("trial_report.conflict_note", lang), "note")]
    return blocks


def _table(parts: list[PriorPart], lang: Lang) -> Table:
    rows = []
    for part in parts:
        low, high = np.quantile(part.sorted, [0.05, 0.95])
        elir = "–" if part.elir is None else f"{part.elir:.1f}"
        told = (_short(part.sorted.mean()), f"{_short(low)} – {_short(high)}", f"{part.ess:.1f}", elir)
        rows.append((part.of, part.law, *told))
    heads = ("of", "law", "mean", "interval90", "ess_moment", "ess_elir")
    return Table(
        say("trial_report.prior_table", lang),
        tuple(say(f"trial_report.{head}", lang) for head in heads),
        tuple(rows),
        2,
    )


def _short(value: float) -> str:
    return f"{value:.3g}" if abs(value) >= 0.001 or value == 0 else "< 0.001" if value > 0 else "> −0.001"


def _conflict(parts: list[PriorPart], findings: PlanFindings, lang: Lang) -> Table:
    """The place of every scenario's truth in the prior: near 0 or 1 they contradict each other."""
    rows = []
    for one in findings.plan.scenarios:
        values = _true_values(one.truth)
        cells = []
        for part in parts:
            if part.place is None:
                truth = None if len(values) < 2 else values[1] - values[0]
            else:
                truth = values[part.place] if part.place < len(values) else None
            if truth is None:
                cells.append("–")
                continue
            place = float(np.searchsorted(part.sorted, truth)) / part.sorted.size
            mark = " !" if not 0.05 <= place <= 0.95 else ""
            cells.append(f"{place:.2f}{mark}")
        rows.append((one.truth.name, *cells))
    heads = (say("trial_report.scenario", lang), *(part.of for part in parts))
    return Table(say("trial_report.conflict_table", lang), heads, tuple(rows), 1)


def _true_values(truth: Scenario) -> tuple[float, ...]:
    for name in ("rates", "means"):
        if hasattr(truth, name):
            return tuple(getattr(truth, name))
    return ()


def _beta(of: str, prior: Any, place: int) -> PriorPart:
    if not isinstance(prior, models.BetaMixture):
        prior = models.BetaMixture((1.0,), (float(prior[0]),), (float(prior[1]),))
    law = " + ".join(
        f"{'' if len(prior.weights) == 1 else f'{w:.2g} '}Beta({a:.4g}, {b:.4g})"
        for w, a, b in zip(prior.weights, prior.a, prior.b, strict=True)
    )
    moment = models.effective_sample_size(prior, method="moment")
    fits = min(*prior.a, *prior.b) >= 1
    elir = models.effective_sample_size(prior, method="elir") if fits else None
    return PriorPart(of, law, _quantiles(prior), float(moment), elir, place)


def _quantiles(prior: models.BetaMixture) -> NDArray[np.float64]:
    """By inverting the distribution function on a fine grid."""
    x = np.linspace(0, 1, 20_001)
    below = sum(
        w * scipy.stats.beta.cdf(x, a, b) for w, a, b in zip(prior.weights, prior.a, prior.b, strict=True)
    )
    return np.asarray(np.interp(_GRID, below, x))


def _rates(labels: tuple[str, ...], laws: list[str], draws: NDArray[np.float64]) -> list[PriorPart]:
    """DLT rates by dose; the number of patients is that of the beta density with the same mean and SD."""
    found = []
    for j, label in enumerate(labels):
        rates = np.sort(draws[:, j])
        mean, variance = rates.mean(), rates.var()
        worth = max(mean * (1 - mean) / variance - 1, 0.0)
        found.append(PriorPart(label, laws[j], rates, float(worth), None, j))
    return found


def _blrm(design: trials.BLRM) -> list[PriorPart]:
    points = scipy.stats.qmc.Sobol(2, seed=1).random(2**15)
    (m1, s1), (m2, s2) = design.log_alpha, design.log_beta
    a, b = scipy.special.ndtri(np.clip(points, 1e-9, 1 - 1e-9)).T
    slope = np.exp(m2 + s2 * b)[:, None]
    eta = (m1 + s1 * a)[:, None] + slope * np.log(np.asarray(design.doses) / design.reference)
    law = f"log α ~ N({m1:g}, {s1:g}²), log β ~ N({m2:g}, {s2:g}²)"
    return _rates(design.labels, [law] * len(design.doses), scipy.special.expit(eta))


def _crm(design: trials.CRM) -> list[PriorPart]:
    beta = design.prior_sd * scipy.special.ndtri(_GRID)
    draws = np.asarray(design.skeleton)[None, :] ** np.exp(beta)[:, None]
    laws = [f"{p:g}^exp(β), β ~ N(0, {design.prior_sd:.3g}²)" for p in design.skeleton]
    return _rates(design.labels, laws, draws)


def _difference(design: trials.BayesianSequentialNormal, lang: Lang) -> list[PriorPart]:
    if design.prior is None:
        return []
    mean, sd = design.prior
    draws = mean + sd * scipy.special.ndtri(_GRID)
    worth = 2 * design.sd**2 / sd**2
    law = f"N({mean:g}, {sd:g}²)"
    return [PriorPart(say("trial_report.difference_of_means", lang), law, draws, worth, worth, None)]
