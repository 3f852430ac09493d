"""The report on a fit of any model."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from .. import charts, inference, standards
from ..charts import figures
from ..text import Lang, say
from ._parameters import learnt, parameter_table
from ._templates import template

if TYPE_CHECKING:
    import xarray as xr

    from ..inference import Fit, PredictiveCheck
    from ..standards import OwnTable


def fit_report(
    fit: Fit,
    *,
    table: OwnTable,
    prior: xr.Dataset | None = None,
    check: PredictiveCheck | None = None,
    lang: Lang = "en",
) -> str:
    """One HTML page: what was learnt, whether to trust it, what it rests on.

    Parameters
    ----------
    fit
        Of any model. Where its checks failed, the page tells what was found, and no number.
    table
        The data as they were read.
    prior
        Draws of the prior, to be shown beside the posterior.
    check
        Of the fit by :func:`kai_workbench.inference.predictive_check`: whether it reproduces the data.
    lang
        Language of the words.

    Returns
    -------
    str
        HTML; asks nothing of the network.
    """
    shown: dict[str, Any] = {"picture": "", "rows": [], "more": 0}
    if fit.trusted:
        pictures = learnt(fit, prior)
        rows = parameter_table(fit).to_dicts()
        few = {one.name for one in learnt(fit, None, most=len(rows))}
        shown["picture"] = charts.svg(charts.posteriors(pictures, lang=lang)) if pictures else ""
        shown["rows"] = [row for row in rows if row["parameter"] in few] or rows
        shown["more"] = len(rows) - len(shown["rows"])
    return template("fit.html.j2").render(
        lang=lang,
        say=lambda key, **values: say(key, lang, **values),
        number=figures,
        model=fit.model.name,
        trusted=fit.trusted,
        explanation=inference.explain(fit, lang),
        data={"name": table.name, "rows": table.frame.height, "sha256": table.sha256},
        settings=_settings(fit.model),
        check=_checked(check, lang) if fit.trusted and check is not None else None,
        reading=standards.quality_in(table.quality, lang).to_dicts(),
        repeat={
            "fit": fit.key,
            "data": fit.data_hash,
            "seed": fit.seed,
            **fit.versions,
        },
        **shown,
    )


def _checked(check: PredictiveCheck, lang: Lang) -> dict[str, Any] | None:
    if check.frame.is_empty():
        return None
    return {
        "n": check.frame.height,
        "s90": f"{100 * check.inside(0.9):.0f}",
        "s50": f"{100 * check.inside(0.5):.0f}",
        "draws": check.draws,
        "left_out": check.left_out,
        "picture": charts.svg(charts.predictive_ranks(check.frame, lang=lang)),
    }


def _settings(model: Any) -> dict[str, Any]:
    return {field.name: getattr(model, field.name) for field in dataclasses.fields(model)}
