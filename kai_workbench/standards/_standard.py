"""Which standard a study follows, told by its trial summary, its define.xml, or the domains it has."""

from __future__ import annotations

import re
from collections.abc import Mapping

import polars as pl

from ._define_xml import Define
from ._domain import Domain, Standard

# TSPARMCD of the implementation guide's version.
_VERSIONS = {"SNDIGVER": "SEND", "SDTIGVER": "SDTM"}
_SEND_ONLY = {"TX", "BW", "BG", "FW", "MA", "MI", "OM", "TF", "PM", "POOLDEF"}
_SEND_COLUMNS = {"SETCD", "SPECIES"}
_NUMBER = re.compile(r"\d+(?:\.\d+)+")


def find_standard(domains: Mapping[str, Domain], define: Define | None = None) -> Standard | None:
    """The standard of a study and its version, or ``None``.

    The trial summary is asked first (``SNDIGVER``, ``SDTIGVER``), then the define.xml, then the domains
    that are there; these tell no version.
    """
    told = _of_trial_summary(domains)
    if told is not None and told.version:
        return told
    described = define.standard if define is not None else None
    return described or told or _of_domains(domains)


def _of_trial_summary(domains: Mapping[str, Domain]) -> Standard | None:
    summary = domains.get("TS")
    if summary is None or not {"TSPARMCD", "TSVAL"} <= set(summary.frame.collect_schema()):
        return None
    told = (
        summary.frame.select(pl.col("TSPARMCD", "TSVAL").cast(pl.String))
        .filter(pl.col("TSPARMCD").is_in(list(_VERSIONS)), pl.col("TSVAL").is_not_null())
        .collect()
    )
    for parameter, value in told.iter_rows():
        found = _NUMBER.search(value)
        return Standard(_VERSIONS[parameter], found.group() if found else None)
    return None


def _of_domains(domains: Mapping[str, Domain]) -> Standard | None:
    """The standard that the names of the domains speak for; its version stays unknown."""
    names = set(domains)
    if "ADSL" in names or (names and all(name.startswith("AD") and len(name) > 2 for name in names)):
        return Standard("ADaM")
    columns = {one.name for one in domains["DM"].columns} if "DM" in names else set()
    if columns & _SEND_COLUMNS or names & _SEND_ONLY - {"PM", "MI"}:
        return Standard("SEND")
    if any("DOMAIN" in domain or name.startswith(("SUPP", "REL")) for name, domain in domains.items()):
        return Standard("SDTM")
    return None
