"""The receipt of a federated fit, as a page to be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from .. import inference
from ..text import Lang, say
from ._document import Block, Document, Section, Table, Text

if TYPE_CHECKING:
    from ..federation import FederatedFit

_LEVELS = (0.05, 0.5, 0.95)


def federation_receipt(fit: FederatedFit, *, lang: Lang = "en", synthetic: bool = False) -> Document:
    """What a federated fit rests on: sites, rounds, what left each of them, and whether it is certified.

    Parameters
    ----------
    fit
        Of :func:`kai_workbench.federation.fit`.
    lang
        Language of the words.
    synthetic
        Whether the people of the study do not exist; said on top.

    Returns
    -------
    Document
        For :func:`to_html` and :func:`to_docx`.
    """
    receipt = fit.receipt
    above: list[Block] = [Text(say("badge.synthetic", lang), "warning")] if synthetic else []
    verdict = say("fed.certified" if receipt.certified else "fed.not_certified", lang)
    above += [Text(verdict, "answer"), *(Text(line) for line in receipt.told(lang).splitlines())]
    job = {
        "study": receipt.study,
        "job": receipt.job,
        "transport": receipt.transport,
        "model": f"{receipt.model}, {receipt.model_hash}",
        "method": receipt.method,
        "rounds": f"{receipt.rounds:,}",
        "points": f"{receipt.points:,}",
        "rounding": f"{receipt.rounding:.1g}",
        "key": fit.key,
    }
    rows = tuple((say(f"fed.receipt.{name}", lang), value) for name, value in job.items())
    heads = (say("fed.receipt.what", lang), say("fed.receipt.value", lang))
    return Document(
        title=say("fed.receipt.title", lang, study=receipt.study),
        lang=lang,
        above=tuple(above),
        sections=(
            Section(say("fed.receipt.job_head", lang), (Table("", heads, rows, 2),)),
            Section(say("fed.receipt.left_head", lang), (_left(fit, lang), *_identity(fit, lang))),
            Section(say("fed.receipt.posterior_head", lang), (_posterior(fit, lang),)),
        ),
    )


def _left(fit: FederatedFit, lang: Lang) -> Table:
    receipt = fit.receipt
    names = ("messages", "numbers", "bytes")
    rows = tuple(
        (
            site,
            *(f"{receipt.left[site][name]:,}" for name in names),
            f"{receipt.budget[site][0]:,}",
            f"{receipt.budget[site][1]:,}",
        )
        for site in receipt.sites
    )
    heads = tuple(say(f"fed.head.{one}", lang) for one in ("site", *names, "spent", "budget"))
    return Table(say("fed.receipt.left", lang), heads, rows, 1, "receipt.csv", receipt.table())


def _identity(fit: FederatedFit, lang: Lang) -> tuple[Block, ...]:
    receipt = fit.receipt
    rows = tuple((site, receipt.certificates[site], receipt.rows[site]) for site in receipt.sites)
    heads = tuple(say(f"fed.head.{one}", lang) for one in ("site", "certificate", "rows"))
    logs = tuple((site, f"{receipt.audit[site][0]:,}", receipt.audit[site][1]) for site in receipt.sites)
    more = tuple(say(f"fed.head.{one}", lang) for one in ("site", "entries", "log"))
    return (
        Table(say("fed.receipt.identity", lang), heads, rows, 3),
        Table(say("fed.receipt.logs", lang), more, logs, 3),
    )


def _posterior(fit: FederatedFit, lang: Lang) -> Table:
    from ..charts import figures

    names, draws = inference.scalars(fit.posterior)
    levels = np.quantile(draws.reshape(-1, len(names)), _LEVELS, axis=0)
    rows = tuple((name, *(figures(float(one)) for one in levels[:, k])) for k, name in enumerate(names))
    heads = (say("fed.head.parameter", lang), "5%", "50%", "95%")
    data = pl.DataFrame({"parameter": names, **dict(zip(("q05", "q50", "q95"), levels, strict=True))})
    return Table(say("fed.caption.parameters", lang), heads, rows, 1, "posterior.csv", data)
