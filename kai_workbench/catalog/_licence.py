"""Asking once for terms that do not clearly allow passing the data on."""

from __future__ import annotations

import hashlib
import json
import pathlib

from kai_workbench import _paths
from kai_workbench._files import write_atomic

from ._dataset import Dataset
from ._errors import LicenceNotAccepted


def require(one: Dataset, *, accept: bool) -> None:
    """Let the fetch go on if the terms of ``one`` allow it or the person has accepted them.

    Acceptance is kept in the data folder, for these very terms: when they change, it is asked again.

    Raises
    ------
    LicenceNotAccepted
        The terms are not accepted yet.
    """
    if one.redistributable or accepted(one):
        return
    if not accept:
        raise LicenceNotAccepted(
            "licence_not_accepted",
            dataset=one.name,
            licence=one.licence,
            licence_url=one.licence_url,
            terms=one.terms,
        )
    record = {
        "dataset": one.name,
        "licence": one.licence,
        "terms": one.terms,
        "fingerprint": _fingerprint(one),
    }
    write_atomic(_record(one), json.dumps(record, indent=2, ensure_ascii=False) + "\n")


def accepted(one: Dataset) -> bool:
    """Whether the terms of ``one``, as they read today, were accepted on this machine."""
    try:
        kept = json.loads(_record(one).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(kept, dict) and kept.get("fingerprint") == _fingerprint(one)


def _record(one: Dataset) -> pathlib.Path:
    return _paths.data_dir() / "licences" / f"{one.name}.json"


def _fingerprint(one: Dataset) -> str:
    told = f"{one.name}\n{one.licence}\n{one.licence_url}\n{one.terms}"
    return hashlib.sha256(told.encode()).hexdigest()
