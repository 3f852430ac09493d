"""Where rows may be pooled after all, because nobody's they are: what a federation is held against."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .. import inference
from ._declared import FactorsOverSites, declared
from ._errors import FederationError
from ._site import Site
from ._study import Study

if TYPE_CHECKING:
    import polars as pl

_QUANTILES = ((0.05, "ess_tail"), (0.5, "ess_bulk"), (0.95, "ess_tail"))
_ACCEPT = 0.97


def synthetic_rows(model: object, study: Study) -> pl.DataFrame:
    """All rows of a study that is synthetic and lies in folders of this machine.

    Raises
    ------
    FederationError
        It is not; rows of real people are never pooled, even where they could be.
    """
    import polars as pl

    factoring = declared(model)
    if not study.synthetic or not study.folders:
        raise FederationError("federation.not_synthetic", where=study.name)
    parts = []
    for name, folder in study.folders.items():
        frame = Site(folder).rows().frame
        parts.append(frame.select(pl.lit(name).alias(factoring.site_column), *factoring.row_columns))
    return pl.concat(parts)


def pooled(
    model: object, study: Study, *, without: str = "", draws: int = 1000, seed: int = 20260101
) -> inference.Fit:
    """The posterior by NUTS of all rows together, for a study that is synthetic.

    Parameters
    ----------
    without
        A site whose rows are left out; it keeps its effect, which the others' rows then tell of alone.

    Raises
    ------
    FederationError
        The study is not synthetic, or there is no such site.
    """
    import polars as pl

    factoring: FactorsOverSites = declared(model)
    rows = synthetic_rows(model, study)
    if without:
        if without not in study.sites:
            known = ", ".join(study.sites)
            raise FederationError("federation.no_site", where=study.name, site=without, known=known)
        rows = rows.filter(pl.col(factoring.site_column) != without)
    whole = factoring.across(study.sites)
    return inference.fit(whole, rows, draws=draws, seed=seed, target_accept=_ACCEPT)


def compared(found: inference.Fit, other: inference.Fit) -> pl.DataFrame:
    """How far two fits of the same scalars are apart, in standard errors of the difference.

    Returns
    -------
    polars.DataFrame
        One row a scalar: ``variable``, ``mean``, ``sd``, ``mean_other``, ``sd_other``, ``mean_z``, and
        ``q05_z``, ``q50_z``, ``q95_z``: at these points of the other, how far the probability below
        them is off, in its standard errors.
    """
    import polars as pl

    tables = [{row["variable"]: row for row in one.diagnosis.table().to_dicts()} for one in (found, other)]
    draws = [_flat(one) for one in (found, other)]
    rows = []
    for name, one in tables[0].items():
        two = tables[1][name]
        error = np.hypot(one["sd"] / np.sqrt(one["ess_bulk"]), two["sd"] / np.sqrt(two["ess_bulk"]))
        row = {
            "variable": name,
            "mean": one["mean"],
            "sd": one["sd"],
            "mean_other": two["mean"],
            "sd_other": two["sd"],
            "mean_z": (one["mean"] - two["mean"]) / error,
        }
        for q, measure in _QUANTILES:
            below = (draws[0][name] < np.quantile(draws[1][name], q)).mean()
            away = np.sqrt(q * (1 - q) * (1 / one[measure] + 1 / two[measure]))
            row[f"q{round(100 * q):02d}_z"] = (below - q) / away
        rows.append(row)
    return pl.DataFrame(rows)


def _flat(fit: inference.Fit) -> dict[str, np.ndarray]:
    """Draws by scalar, (sample,)."""
    names, draws = inference.scalars(fit.posterior)
    return dict(zip(names, draws.reshape(-1, len(names)).T, strict=True))
