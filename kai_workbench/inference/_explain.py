"""A diagnosis in plain words."""

from __future__ import annotations

import dataclasses

from ..text import Lang, say
from ._diagnosis import Diagnosis, Finding, Verdict
from ._fit import Fit


@dataclasses.dataclass(frozen=True)
class Explanation:
    """What a reader should know before believing a result.

    Attributes
    ----------
    verdict
        ``trust``, ``look`` or ``do_not_use``.
    headline
        One sentence without jargon.
    sentences
        The findings with their numbers, worst first, then what they rest on and what to do.
    """

    verdict: Verdict
    headline: str
    sentences: tuple[str, ...]


def explain(fit: Fit | Diagnosis, lang: Lang = "en") -> Explanation:
    """Say what the checks of a fit found.

    Parameters
    ----------
    fit
        A fit, or its diagnosis.
    lang
        ``en`` or ``ko``.
    """
    diagnosis = fit if isinstance(fit, Diagnosis) else fit.diagnosis
    if diagnosis.findings:
        worst = diagnosis.findings[0]
        headline = say(f"fit.headline.{worst.code}.{worst.verdict}", lang, **_values(worst, diagnosis, lang))
    else:
        headline = say("fit.headline.trust", lang)
    sentences = [
        say(f"fit.finding.{finding.code}", lang, **_values(finding, diagnosis, lang))
        for finding in diagnosis.findings
    ]
    sentences.append(
        say(
            "fit.rests_on",
            lang,
            chains=diagnosis.chains,
            draws=diagnosis.draws,
            scalars=len(diagnosis.columns["variable"]),
        )
    )
    sentences.append(say(f"fit.advice.{diagnosis.verdict}", lang))
    return Explanation(diagnosis.verdict, headline, tuple(sentences))


def _values(finding: Finding, diagnosis: Diagnosis, lang: Lang) -> dict[str, object]:
    total = diagnosis.chains * diagnosis.draws
    numbers = [str(chain) for chain in finding.chains]
    others = [str(c) for c in range(1, diagnosis.chains + 1) if c not in finding.chains]
    return {
        "variable": finding.variable,
        "value": _number(finding.value),
        "count": int(finding.value) if finding.code in ("divergences", "missing_values") else 0,
        "limit": _number(finding.limit),
        "percent": f"{100 * finding.value:.1f}",
        "share": f"{100 * finding.value / total:.2f}" if total else "0",
        "total": total,
        "apart": _listed(numbers, lang),
        "others": _listed(others, lang),
        "split": say("fit.split", lang, few=len(numbers), many=len(others)),
    }


def _listed(items: list[str], lang: Lang) -> str:
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + say("fit.and", lang) + items[-1]


def _number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
