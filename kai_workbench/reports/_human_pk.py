"""The report on a compound's human pharmacokinetics."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import polars as pl

from .. import charts, inference, standards
from ..charts import figures
from ..models import BODY_WEIGHT_KG, column
from ..text import Lang, say
from ._templates import template

if TYPE_CHECKING:
    from ..pipelines import HumanPK, HumanPKFit


def human_pk_report(
    prediction: HumanPK, *, fit: HumanPKFit, noticed: pl.DataFrame | None = None, lang: Lang = "en"
) -> str:
    """One HTML page with everything in it: pictures, tables, sources, what to distrust.

    Parameters
    ----------
    prediction, fit
        The compound's prediction, and the fit it came from.
    noticed
        ``quality`` of the table that the compound was read from, where it is not the reference.
    lang
        Language of the words.

    Returns
    -------
    str
        HTML; asks nothing of the network.
    """
    comparison = prediction.comparison(lang=lang)
    observed = prediction.observed()
    pictures = [("", charts.prediction(prediction, lang=lang))]
    for parameter in ("clearance", "volume_ss"):
        rows = comparison.filter(pl.col("parameter") == parameter)
        picture = charts.methods(
            rows,
            parameter=parameter,
            observed=observed.get(parameter),
            lang=lang,
            synthetic=prediction.synthetic,
        )
        pictures.append((parameter, picture))
    svg = {name: charts.svg(picture) for name, picture in pictures}
    return template("human_pk.html.j2").render(
        lang=lang,
        say=lambda key, **values: say(key, lang, **values),
        number=figures,
        prediction=prediction,
        dosing=prediction.draws.attrs,
        answer=answer(prediction, lang=lang),
        basis=basis(prediction, lang=lang),
        summary=prediction.summary().to_dicts(),
        inputs=_inputs(prediction),
        methods=_methods(comparison, lang),
        pictures=svg,
        explanations=_explanations(fit, lang),
        priors=_priors(fit),
        quality=_quality(prediction, noticed, lang),
        repeat=_repeat(fit),
    )


def answer(prediction: HumanPK, *, lang: Lang) -> str:
    """The answer in one sentence, with numbers, units and intervals."""
    rows = {row["parameter"]: row for row in prediction.summary().to_dicts()}
    clearance, auc = rows["clearance"], rows["auc"]
    return say(
        "pk_report.answer",
        lang,
        clearance=figures(clearance["median"]),
        lo=figures(clearance["lo90"]),
        hi=figures(clearance["hi90"]),
        dose=figures(prediction.draws.attrs["dose_mg"]),
        auc=figures(auc["median"]),
        auc_lo=figures(auc["lo90"]),
        auc_hi=figures(auc["hi90"]),
    )


def basis(prediction: HumanPK, *, lang: Lang) -> list[str]:
    """What the prediction was learnt from, and what was not used, one sentence each."""
    known = prediction.reference
    kind = "pk_report.synthetic" if known.synthetic else "pk_report.real"
    lines = [say(kind, lang, n=known.frame.height, source=known.source)]
    if known.fallback:
        lines.append(say("pk_report.fallback", lang, why=known.fallback))
    if prediction.observed():
        lines.append(say("pk_report.own_left_out", lang))
    if not known.with_structure:
        lines.append(say("pk_report.no_structure", lang))
    if unread := prediction.structure_unread():
        lines.append(say("pk_report.structure_unread", lang, smiles=unread))
    if not prediction.species_used("volume_ss"):
        lines.append(say("pk_report.no_volume", lang))
    if not prediction.trusted:
        lines.insert(0, say("pk_report.untrusted", lang))
    return lines


def noticed_about(compound: str, noticed: pl.DataFrame, *, lang: Lang) -> list[str]:
    """What was noticed in a person's own table about one compound or the whole file, a sentence each."""
    about = noticed.filter(pl.col("compound").is_null() | (pl.col("compound") == compound))
    lines = []
    for row in standards.quality_in(about, lang).iter_rows(named=True):
        told = f"{row['detail']} ({row['action']})"
        lines.append(f"{say('fih.quality_row', lang, row=row['row'])}: {told}" if row["row"] else told)
    return lines


def _quality(prediction: HumanPK, noticed: pl.DataFrame | None, lang: Lang) -> list[dict[str, Any]]:
    tables = [prediction.reference.quality] if noticed is None else [noticed, prediction.reference.quality]
    return [row for table in tables for row in standards.quality_in(table, lang).to_dicts()]


def _inputs(prediction: HumanPK) -> list[dict[str, Any]]:
    row = prediction.inputs.row(0, named=True)
    return [
        {
            "species": species,
            **{quantity: row.get(standards.column(quantity, species)) for quantity in standards.QUANTITIES},
        }
        for species in BODY_WEIGHT_KG
        if species != "human"
    ] + [
        {
            "species": "structure",
            "clearance": row.get(column("clearance", "structure")),
            "volume_ss": row.get(column("volume_ss", "structure")),
        }
    ] * prediction.reference.with_structure


def _methods(comparison: pl.DataFrame, lang: Lang) -> dict[str, list[dict[str, Any]]]:
    named = comparison.with_columns(
        pl.col("method")
        .map_elements(
            lambda key: say(f"method.{key}", lang),
            return_dtype=pl.String,
        )
        .alias("method"),
        pl.col("species_used")
        .map_elements(
            lambda used: ", ".join(say(f"species.{one}", lang) for one in used.split(", ") if one),
            return_dtype=pl.String,
        )
        .alias("species_used"),
    )
    return {
        str(parameter): part.to_dicts()
        for (parameter,), part in named.group_by("parameter", maintain_order=True)
    }


def _explanations(fit: HumanPKFit, lang: Lang) -> list[tuple[str, inference.Explanation]]:
    return [
        (say(f"quantity.{name}", lang), inference.explain(getattr(fit, name), lang))
        for name in ("clearance", "volume_ss")
    ]


def _priors(fit: HumanPKFit) -> list[tuple[str, dict[str, Any]]]:
    return [(name, dataclasses.asdict(getattr(fit, name).model)) for name in ("clearance", "volume_ss")]


def _repeat(fit: HumanPKFit) -> dict[str, Any]:
    return {
        "fits": f"{fit.clearance.key} {fit.volume_ss.key}",
        "data": f"{fit.clearance.data_hash} {fit.volume_ss.data_hash}",
        "seed": fit.clearance.seed,
        **fit.clearance.versions,
    }
