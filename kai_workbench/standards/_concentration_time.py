"""Concentration against time of one compound, from CvTdb."""

from __future__ import annotations

import difflib

import polars as pl

from kai_workbench import catalog
from kai_workbench.errors import KaiError

# What CvTdb's preferred names do not cover.
_ALIASES = {
    "paracetamol": "acetaminophen",
    "아세트아미노펜": "acetaminophen",
    "apap": "acetaminophen",
}


class NoCurves(KaiError):
    """CvTdb has no usable curve of that compound in that species."""


def concentration_time(
    compound: str,
    *,
    species: str | None = None,
    route: str | None = None,
    as_metabolite: bool = False,
    accept_licence: bool = False,
) -> pl.DataFrame:
    """Curves of one compound in blood or plasma after a single dose.

    Parameters
    ----------
    compound
        Name (CvTdb's or the study's), CAS number or DSSTox identifier; letter case does not matter.
    species
        Only this one: mouse, rat, hamster, rabbit, dog, monkey or human.
    route
        Only this one: ``oral`` or ``iv``.
    as_metabolite
        Also curves measured after another substance was given, or where it is not known which was.
        Every human curve of acetaminophen is such a one: phenacetin was given.
    accept_licence
        Accept CvTdb's terms, as in :func:`kai_workbench.catalog.fetch`.

    Returns
    -------
    polars.DataFrame
        Rows of ``cvtdb``'s ``concentration_time`` (32 columns, described in the data set's card and
        descriptor) sorted by species, route, series and time; ``time_h`` in h,
        ``concentration_ng_mL`` in ng/mL, null where ``status`` says why (below the limit of
        quantification, for example: such rows stay in).

    Raises
    ------
    NoCurves
        There are none; the error tells near names, or what was given instead.
    kai_workbench.catalog.CatalogError
        As :func:`kai_workbench.catalog.load`.
    """
    if accept_licence:
        catalog.fetch("cvtdb", accept_licence=True)
    table = catalog.load("cvtdb", "concentration_time").collect()
    of_compound = _of(table, compound)
    wanted = of_compound
    if species is not None:
        wanted = wanted.filter(pl.col("species") == species.lower())
    if route is not None:
        wanted = wanted.filter(pl.col("route") == route.lower())
    wanted = wanted.filter((pl.col("status") == "value").any().over("series_id"))
    told = f" ({species})" if species else ""
    if not wanted.height:
        raise NoCurves("no_curves", compound=compound, species=told, near=_near(table, compound))
    kept = wanted if as_metabolite else wanted.filter(pl.col("same_substance"))
    if not kept.height:
        given = ", ".join(wanted["dosed_compound"].unique().sort())
        raise NoCurves("only_as_metabolite", compound=compound, species=told, given=given)
    return kept.sort("species", "route", "series_id", "time_h")


_NAMES = ("compound", "compound_reported", "compound_casrn", "compound_dtxsid")


def _of(table: pl.DataFrame, compound: str) -> pl.DataFrame:
    """Rows of the substance, under any of its names."""
    plain = compound.strip().lower()
    word = _ALIASES.get(plain, plain)
    named = pl.any_horizontal(pl.col(name).str.to_lowercase() == word for name in _NAMES)
    direct = table.filter(named)
    # Another study may write the same substance differently: its identifier tells.
    same = direct["compound_dtxsid"].drop_nulls().unique().to_list()
    return table.filter(named.fill_null(value=False) | pl.col("compound_dtxsid").is_in(same))


def _near(table: pl.DataFrame, compound: str) -> str:
    names = {name.lower(): name for name in table["compound"].unique().drop_nulls()}
    close = difflib.get_close_matches(compound.lower(), names, n=4, cutoff=0.5)
    return ", ".join(names[name] for name in close) or "-"
