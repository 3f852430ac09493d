"""A study to learn on: three hospitals that do not exist, in three Parquet files."""

from __future__ import annotations

import pathlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

import yaml

from .. import models
from ._declared import FactorsOverSites, declared
from ._site import Site

if TYPE_CHECKING:
    import polars as pl

_SITES = ("Seoul", "Busan", "Daejeon")
_DOSES = (1.0, 2.5, 5.0, 10.0, 20.0)
_PER_DOSE = {"Seoul": 12, "Busan": 9, "Daejeon": 6}
_TRUTH = {"intercept": -1.0, "slope": 0.9, "site_intercept": [-1.3, -0.9, -0.3]}
STUDY = "demonstration"


def demonstration(folder: str | pathlib.Path) -> pathlib.Path:
    """Write a synthetic study of dose and toxicity at three sites.

    Each site has its own folder with its own rules; nothing is approved yet.

    Parameters
    ----------
    folder
        Made if it is not there.

    Returns
    -------
    pathlib.Path
        ``study.yml``, for :func:`open`.
    """
    import polars as pl

    model = models.DoseToxicityAcrossSites(reference_dose=5.0, sites=_SITES)
    design = pl.DataFrame(
        [{"site": site, "dose": dose} for site in _SITES for dose in _DOSES for _ in range(_PER_DOSE[site])]
    )
    rows = model.simulate(_TRUTH, design, seed=20260101)
    return write_study(folder, model, {site: rows.filter(pl.col("site") == site) for site in _SITES})


def write_study(
    folder: str | pathlib.Path, model: object, rows: Mapping[str, pl.DataFrame], *, study: str = STUDY
) -> pathlib.Path:
    """A study of one folder a site, from rows that lie here: for trying things out."""
    import polars as pl

    factoring: FactorsOverSites = declared(model)
    base = pathlib.Path(folder)
    for site, frame in rows.items():
        numbered = frame.select(*factoring.row_columns).with_row_index("subject", offset=1)
        named = numbered.with_columns(pl.format("{}-{}", pl.lit(site), "subject").alias("subject"))
        (base / site).mkdir(parents=True, exist_ok=True)
        named.write_parquet(base / site / "patients.parquet")
        Site.init(base / site, site=site, study=study, peers=tuple(rows), columns=dict(factoring.row_columns))
    path = base / "study.yml"
    values = {"study": study, "transport": "in-process", "sites": {site: site for site in rows}}
    path.write_text(yaml.safe_dump(values, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path
