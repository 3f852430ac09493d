"""A study to learn on: hospitals that do not exist, each with a Parquet file."""

from __future__ import annotations

import pathlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

import yaml

from .. import models
from ._declared import approvable, card
from ._errors import FederationError
from ._policy import FEWEST_SITES
from ._site import Site

if TYPE_CHECKING:
    import polars as pl

_DOSES = (1.0, 2.5, 5.0, 10.0, 20.0)
_PER_DOSE = {"Seoul": 12, "Busan": 9, "Daejeon": 6, "Incheon": 8, "Gwangju": 7, "Ulsan": 6}
_INTERCEPTS = (-1.3, -0.9, -0.3, -1.1, -0.8, -1.0)
_TRUTH = {"intercept": -1.0, "slope": 0.9}
STUDY = "demonstration"
MODEL = models.DoseToxicityAcrossSites(reference_dose=5.0)


def demonstration(folder: str | pathlib.Path, *, sites: int = 3, approve: bool = False) -> pathlib.Path:
    """Write a synthetic study of dose and toxicity at three to six sites.

    Each site has its own folder with its own rules.

    Parameters
    ----------
    folder
        Made if it is not there.
    sites
        How many.
    approve
        Whether the model that made the rows is approved at every site, as its people would do it.

    Returns
    -------
    pathlib.Path
        ``study.yml``, for :func:`open`.
    """
    import polars as pl

    if not FEWEST_SITES <= sites <= len(_PER_DOSE):
        raise FederationError("federation.few_sites", where="sites", n=sites, needed=FEWEST_SITES)
    names = tuple(_PER_DOSE)[:sites]
    design = pl.DataFrame(
        [{"site": site, "dose": dose} for site in names for dose in _DOSES for _ in range(_PER_DOSE[site])]
    )
    truth = _TRUTH | {"site_intercept": list(_INTERCEPTS[:sites])}
    rows = MODEL.across(names).simulate(truth, design, seed=20260101)
    parts = {site: rows.filter(pl.col("site") == site) for site in names}
    path = write_study(folder, MODEL, parts, synthetic=True)
    for name in names if approve else ():
        Site(path.parent / name).approve(card(MODEL))
    return path


def write_study(
    folder: str | pathlib.Path,
    model: object,
    rows: Mapping[str, pl.DataFrame],
    *,
    study: str = STUDY,
    synthetic: bool = False,
) -> pathlib.Path:
    """A study of one folder a site, from rows that lie here: for trying things out."""
    import polars as pl

    factoring = approvable(model)
    base = pathlib.Path(folder)
    columns = dict(factoring.row_columns)
    owner = getattr(factoring, "subject_column", "")
    for site, frame in rows.items():
        own = frame.select(*columns)
        if not owner:
            number = pl.int_range(1, pl.len() + 1)
            own = own.with_columns(pl.format("{}-{}", pl.lit(site), number).alias("subject"))
        (base / site).mkdir(parents=True, exist_ok=True)
        own.write_parquet(base / site / "patients.parquet")
        Site.init(
            base / site,
            site=site,
            study=study,
            peers=tuple(rows),
            columns=columns,
            subject=owner or "subject",
        )
    path = base / "study.yml"
    values: dict[str, object] = {
        "study": study,
        "transport": "in-process",
        "sites": {site: site for site in rows},
    }
    if synthetic:
        values["synthetic"] = True
    path.write_text(yaml.safe_dump(values, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path
