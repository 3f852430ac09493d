"""What the Study Data Tabulation Model allows in a domain beyond what a guide lists for it."""

from __future__ import annotations

import csv
import functools
import pathlib

_FILE = pathlib.Path(__file__).with_name("_published_variables") / "sdtm-model.csv"
# The model that each guide implements, as the guides say.
_MODELS = {
    ("SEND", "3.0"): "1.2",
    ("SEND", "3.1"): "1.5",
    ("SEND", "3.1.1"): "1.5",
    ("SDTM", "3.1.2"): "1.2",
    ("SDTM", "3.1.3"): "1.3",
    ("SDTM", "3.2"): "1.4",
    ("SDTM", "3.3"): "1.7",
    ("SDTM", "3.4"): "2.0",
}
_CLASSES = {
    "INTERVENTIONS": ("Interventions",),
    "EVENTS": ("Events",),
    "FINDINGS": ("Findings",),
    "FINDINGS ABOUT": ("Findings", "Findings About"),
}


def allowed(standard: str, version: str, *, domain: str, prefix: str, kind: str | None) -> frozenset[str]:
    """Names that the model of a guide allows in a data set.

    Parameters
    ----------
    standard, version
        A guide that is there; see :func:`~kai_workbench.standards.published_list`.
    domain
        Name of the data set.
    prefix
        What its own variables begin with; empty without.
    kind
        Observation class (``FINDINGS`` ...), or ``None`` for another.
    """
    model = _model(_MODELS[standard, version])
    groups = [domain, *_CLASSES.get(kind or "", ())]
    if kind in _CLASSES:
        groups.append("General Observations")
    found = {one.replace("--", prefix) for group in groups for one in model.get(group, ())}
    # Conformance rules ask for a study day beside every date (CORE-000328, CORE-000776), SE's too.
    return frozenset(found | {f"{one.removesuffix('DTC')}DY" for one in found if one.endswith("DTC")})


@functools.cache
def _model(version: str) -> dict[str, tuple[str, ...]]:
    """The variables of a version of the model by class and data set."""
    found: dict[str, list[str]] = {}
    with _FILE.open(encoding="utf-8", newline="") as stream:
        for told, group, name in csv.reader(line for line in stream if not line.startswith("#")):
            if told == version:
                found.setdefault(group, []).append(name)
    return {group: tuple(names) for group, names in found.items()}
