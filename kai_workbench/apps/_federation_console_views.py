"""What the federation console says: sentences, tables, pictures and files. No widgets."""

from __future__ import annotations

import dataclasses
import html
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from kai_workbench import inference, models
from kai_workbench.text import Lang, say

from ._fih_views import number, table
from ._page import Verdict

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kai_workbench.federation import FederatedFit, SiteState, Step

_DOSES, _SPREAD = 40, (0.2, 5.0)
_SHORT = 12


@dataclasses.dataclass(frozen=True, kw_only=True)
class Shown:
    """All that one screen of the app rests on.

    Attributes
    ----------
    fit
        With its receipt.
    steps
        At which a temperature was reached; none for methods that have no temperature.
    target
        Probability of toxicity that is aimed at; used where the model is one of dose and toxicity.
    synthetic
        Whether the people of the study do not exist.
    """

    fit: FederatedFit
    steps: tuple[Step, ...]
    target: float
    synthetic: bool

    @property
    def toxicity(self) -> models.DoseToxicityAcrossSites | None:
        """The model, if it is one of dose and toxicity."""
        model = self.fit.model
        return model if isinstance(model, models.DoseToxicityAcrossSites) else None

    @property
    def draws(self) -> dict[str, NDArray[np.float64]]:
        """Of every scalar, (sample,)."""
        return flat(self.fit)

    def dose_at_target(self) -> NDArray[np.float64]:
        """Draws of the dose with the target's probability of toxicity; where there is a curve."""
        model = self.toxicity
        assert model is not None
        one = self.draws
        logit = np.log(self.target / (1 - self.target))
        found: NDArray[np.float64] = model.reference_dose * np.exp((logit - one["intercept"]) / one["slope"])
        return found


def flat(fit: inference.Fit) -> dict[str, NDArray[np.float64]]:
    """Draws of every scalar of a fit, (sample,)."""
    names, draws = inference.scalars(fit.posterior)
    return dict(zip(names, draws.reshape(-1, len(names)).T, strict=True))


def _told(draws: NDArray[np.float64], digits: int = 2) -> dict[str, str]:
    low, middle, high = (number(float(one), digits) for one in np.quantile(draws, (0.05, 0.5, 0.95)))
    return {"middle": middle, "lo": low, "hi": high}


def answer(shown: Shown, parameter: str, *, lang: Lang) -> tuple[str, str]:
    """The answer in a sentence, and the smaller line under it."""
    receipt = shown.fit.receipt
    if shown.toxicity is not None:
        told = _told(shown.dose_at_target())
        target = f"{100 * shown.target:.0f}"
        sentence = say("fed.answer_dose", lang, n=len(receipt.sites), target=target, unit="mg", **told)
    else:
        told = _told(shown.draws[parameter])
        sentence = say("fed.answer", lang, n=len(receipt.sites), name=parameter, **told)
    small = say(
        "fed.small",
        lang,
        sites=", ".join(receipt.sites),
        rounds=receipt.rounds,
        numbers=f"{max(one['numbers'] for one in receipt.left.values()):,}",
    )
    return sentence, small


def diagnosis(shown: Shown, *, lang: Lang) -> tuple[Verdict, str, tuple[str, ...]]:
    """Verdict, headline and sentences: certified equal to pooled, or not and why."""
    receipt = shown.fit.receipt
    told = inference.explain(shown.fit, lang)
    sentences = (say(f"federation.reason.{receipt.reason}", lang), say(receipt.privacy, lang))
    if receipt.certified:
        return "trust", say("fed.certified", lang), (*sentences, told.headline)
    verdict: Verdict = "do_not_use" if told.verdict == "do_not_use" else "look"
    return verdict, say("fed.not_certified", lang), (*sentences, told.headline, *told.sentences)


def stage(step: Step, *, lang: Lang) -> str:
    """What a running job does, in a line."""
    spent, budget = max(step.spent.values(), key=lambda one: one[0] / max(one[1], 1), default=(0, 0))
    return say(
        "fed.stage" if step.temperature is not None else "fed.stage_plain",
        lang,
        rounds=step.rounds,
        temperature=f"{step.temperature or 0:.2g}",
        spent=f"{spent:,}",
        budget=f"{budget:,}",
    )


def sites_table(states: Sequence[SiteState], *, study: str, lang: Lang) -> str:
    """Every site: whether it is ready, what it approved, its rules and its budget."""
    rows = []
    for one in states:
        why = say(f"error.{one.why}", lang, needed=one.minimum_n) if one.why else say("fed.ready", lang)
        approved = ", ".join(f"{card.name} ({card.hash[:_SHORT]})" for card in one.approved)
        rows.append(
            (
                one.site,
                why,
                approved or say("fed.none_approved", lang),
                f"{one.minimum_n}",
                f"{one.minimum_count}",
                f"{one.budget - one.spent:,}",
                f"{one.budget:,}",
                f"ε {one.epsilon_spent:.2g} / {one.epsilon:g}" if one.epsilon else "–",
                f"{one.entries:,}",
            )
        )
    names = (
        "site",
        "state",
        "approved",
        "minimum_n",
        "minimum_count",
        "left",
        "budget",
        "privacy",
        "entries",
    )
    head = [say(f"fed.head.{name}", lang) for name in names]
    caption = say("fed.caption.sites", lang, study=study)
    return table(head, rows, caption=caption, numbers=(3, 4, 5, 6, 7, 8), wrapped=(1, 2))


def receipt_table(shown: Shown, *, lang: Lang) -> str:
    """What left each site, and by which certificate it is known."""
    receipt = shown.fit.receipt
    rows = [
        (
            name,
            f"{receipt.left[name]['messages']:,}",
            f"{receipt.left[name]['numbers']:,}",
            f"{receipt.left[name]['bytes'] / 1e6:.2f} MB",
            f"{receipt.budget[name][0]:,} / {receipt.budget[name][1]:,}",
            receipt.certificates[name][:16],
            f"{receipt.audit[name][0]:,} · {receipt.audit[name][1][:_SHORT]}",
        )
        for name in receipt.sites
    ]
    names = ("site", "messages", "numbers", "bytes", "spent", "certificate", "log")
    head = [say(f"fed.head.{name}", lang) for name in names]
    caption = say("fed.caption.receipt", lang, model=receipt.model, hash=receipt.model_hash[:_SHORT])
    return table(head, rows, caption=caption, numbers=(1, 2, 3, 4))


def paragraphs(*lines: str) -> str:
    """Plain sentences, one under the other."""
    return "".join(f"<p>{html.escape(line)}</p>" for line in lines if line)


def receipt_json(shown: Shown) -> bytes:
    """The receipt as it is kept beside the result."""
    told = shown.fit.receipt.to_json() | {"synthetic": shown.synthetic, "key": shown.fit.key}
    return json.dumps(told, indent=1, ensure_ascii=False).encode()


def receipt_page(shown: Shown, *, lang: Lang) -> bytes:
    """The receipt as a page that opens anywhere."""
    from kai_workbench import reports

    return reports.to_html(
        reports.federation_receipt(shown.fit, lang=lang, synthetic=shown.synthetic)
    ).encode()


def parameters_table(shown: Shown, *, lang: Lang) -> str:
    """Every scalar with its intervals."""
    rows = []
    for name, draws in shown.draws.items():
        levels = [number(float(one)) for one in np.quantile(draws, (0.05, 0.25, 0.5, 0.75, 0.95))]
        rows.append((name, levels[2], f"{levels[1]} – {levels[3]}", f"{levels[0]} – {levels[4]}"))
    head = [
        say("fed.head.parameter", lang),
        *(say(f"fih.table.{one}", lang) for one in ("median", "i50", "i90")),
    ]
    return table(head, rows, caption=say("fed.caption.parameters", lang), numbers=(1, 2, 3))


def csv(shown: Shown) -> str:
    """Every scalar, each row with study, method, certification and badge."""
    receipt = shown.fit.receipt
    levels = {name: np.quantile(draws, (0.05, 0.25, 0.5, 0.75, 0.95)) for name, draws in shown.draws.items()}
    frame = pl.DataFrame(
        {"parameter": list(levels)}
        | {
            name: [float(one[k]) for one in levels.values()]
            for k, name in enumerate(("lo90", "lo50", "median", "hi50", "hi90"))
        }
    )
    return frame.with_columns(
        study=pl.lit(receipt.study),
        sites=pl.lit(", ".join(receipt.sites)),
        method=pl.lit(receipt.method),
        certified_equal_to_pooled=pl.lit(receipt.certified),
        job=pl.lit(receipt.job),
        synthetic=pl.lit(shown.synthetic),
    ).write_csv()


def compared_table(found: pl.DataFrame, *, lang: Lang) -> str:
    """Federated beside pooled, and how far apart in standard errors."""
    rows = [
        (
            row["variable"],
            f"{number(row['mean'])} ± {number(row['sd'], 2)}",
            f"{number(row['mean_other'])} ± {number(row['sd_other'], 2)}",
            f"{row['mean_z']:+.1f}".replace("-", "−"),
            f"{max(abs(row[f'{q}_z']) for q in ('q05', 'q50', 'q95')):.1f}",
        )
        for row in found.to_dicts()
    ]
    names = ("parameter", "federated", "pooled", "apart", "apart_quantiles")
    head = [say(f"fed.head.{name}", lang) for name in names]
    return table(head, rows, caption=say("fed.caption.compared", lang), numbers=(1, 2, 3, 4))


def compared_told(found: pl.DataFrame, *, lang: Lang) -> str:
    """Whether the two are the same to within Monte-Carlo error."""
    columns = ("mean_z", "q05_z", "q50_z", "q95_z")
    worst = max(float(found[name].abs().max()) for name in columns)  # type: ignore[arg-type]
    key = "fed.compared_same" if worst < 4 else "fed.compared_apart"
    return say(key, lang, worst=f"{worst:.1f}", n=found.height)


def course(steps: Sequence[Step], parameter: str, *, lang: Lang, synthetic: bool) -> dict[str, Any]:
    """The population on its way."""
    from kai_workbench import charts

    drawn = charts.converging(steps, variable=parameter, lang=lang, synthetic=synthetic)
    return dict(drawn.to_dict(validate=False))


def curve(shown: Shown, *, lang: Lang) -> dict[str, Any]:
    """Probability of toxicity by dose, where the model has one."""
    from kai_workbench import charts

    model = shown.toxicity
    assert model is not None
    least, most = (model.reference_dose * one for one in _SPREAD)
    doses = np.geomspace(least, most, _DOSES)
    one = shown.draws
    log_odds = one["intercept"] + one["slope"] * np.log(doses / model.reference_dose)[:, None]
    drawn = charts.toxicity_by_dose(
        doses, 1 / (1 + np.exp(-log_odds)), target=shown.target, lang=lang, synthetic=shown.synthetic
    )
    return dict(drawn.to_dict(validate=False))


def beside(
    shown: Shown, others: Mapping[str, inference.Fit], parameter: str, *, lang: Lang
) -> dict[str, Any]:
    """One scalar as this fit and others see it."""
    from kai_workbench import charts

    draws = [(say("fed.all_sites", lang, n=len(shown.fit.receipt.sites)), shown.draws[parameter])]
    draws += [(name, flat(one)[parameter]) for name, one in others.items()]
    drawn = charts.side_by_side(draws, quantity=parameter, lang=lang, synthetic=shown.synthetic)
    return dict(drawn.to_dict(validate=False))
