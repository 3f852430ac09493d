"""Acetaminophen: what public data hold of it, in animals and in people."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

import polars as pl

from kai_workbench import linkage

from ._linked_explorer_exposure import Exposure
from ._linked_explorer_programme import Programme, Stopped

COMPOUND = "Acetaminophen"
_WEIGHT_KG = 70.0
_HUMAN_MG = (325.0, 500.0, 1000.0, 4000.0)
_UNIT = "h*ng/mL"
_LOOKED = ("pathology microscopic", "pathology gross", "organ weight")


def acetaminophen(
    *, tell: Callable[[int, int], None], stop: threading.Event, accept_terms: bool = False
) -> Programme:
    """Measured curves, exposures that follow from clearance, and organs of animals and people.

    Raises
    ------
    kai_workbench.linkage.ProgrammeError
        Nothing of it can be had.
    """
    tell(0, 1)
    told = linkage.programme("acetaminophen", accept_licence=accept_terms)
    if stop.is_set():
        raise Stopped
    tables = told.tables
    exposures = [
        *(_measured(tables["concentration_time"]) if "concentration_time" in tables else []),
        *(_computed(tables["pharmacokinetics"]) if "pharmacokinetics" in tables else []),
    ]
    missing = ["lx.missing.organs", "lx.missing.public"]
    if exposures:
        missing[1:1] = ["lx.missing.metabolite", "lx.missing.single"]
    return Programme(
        name="acetaminophen",
        compound=COMPOUND,
        synthetic=False,
        findings={},
        compared=("animal", "human"),
        exposures=tuple(sorted(exposures, key=lambda one: (one.species == "human", one.species, one.dose))),
        concordance=_organs(tables),
        links=told.links,
        missing=tuple(missing),
        gaps=tuple(told.gaps["source"].to_list()),
        sources=tuple(_SOURCES[one] for one in tables),
    )


_SOURCES = {
    "concentration_time": "CvTdb",
    "pharmacokinetics": "PKSmart",
    "toxicity": "ToxRefDB",
    "liver_injury": "DILIrank",
    "heart_injury": "DICTrank",
    "drug_exposure": "Eunomia (simulated patients)",
}


def _organs(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Effect levels of ToxRefDB, which names no species, beside the ranks of injury in people."""
    animal: dict[str, tuple[str, float]] = {}
    if "toxicity" in tables:
        levels = tables["toxicity"].filter(
            pl.col("level").is_in(["lel", "loael"]),
            pl.col("endpoint").is_in(_LOOKED),
            pl.col("qualifier") == "=",
        )
        for row in levels.sort("dose_mg_kg_day").iter_rows(named=True):
            seen = (
                f"{row['endpoint']}, {row['effect']}" if row["endpoint"] == "organ weight" else row["effect"]
            )
            animal.setdefault(row["organ_name"], (seen, row["dose_mg_kg_day"]))
    people: dict[str, tuple[str, bool]] = {}
    if "liver_injury" in tables and tables["liver_injury"].height:
        concern = str(tables["liver_injury"].row(0, named=True)["vDILIConcern"])
        people["LIVER"] = (f"DILIrank: {concern}", "No-" not in concern)
    if "heart_injury" in tables and tables["heart_injury"].height:
        concern = str(tables["heart_injury"].row(0, named=True)["DICT _ Concern"])
        people["HEART"] = (f"DICTrank: {concern}", concern.lower() != "no")
    rows = [_compared(organ, animal.get(organ), people.get(organ)) for organ in {**animal, **people}]
    return pl.DataFrame(rows, schema=_SCHEMA).sort("species_affected", "organ_name", descending=[True, False])


_SCHEMA: dict[str, pl.DataType] = {
    "organ_name": pl.String(),
    **{
        f"{one}{field}": kind
        for one in ("animal", "human")
        for field, kind in (
            ("", pl.String()),
            ("_finding", pl.String()),
            ("_dose", pl.Float64()),
            ("_dose_unit", pl.String()),
        )
    },
    "species_affected": pl.Int64(),
    "agreement": pl.String(),
}


def _compared(
    organ: str, animal: tuple[str, float] | None, people: tuple[str, bool] | None
) -> dict[str, object]:
    hit = people is not None and people[1]
    return {
        "organ_name": organ,
        "animal": "affected" if animal else "not told",
        "animal_finding": animal[0] if animal else None,
        "animal_dose": animal[1] if animal else None,
        "animal_dose_unit": "mg/kg/day" if animal else None,
        "human": "affected" if hit else "examined" if people else "not told",
        "human_finding": people[0] if people else None,
        "human_dose": None,
        "human_dose_unit": None,
        "species_affected": int(animal is not None) + int(hit),
        "agreement": "all affected" if animal and hit else None,
    }


def _measured(curves: pl.DataFrame) -> list[Exposure]:
    """Curves after acetaminophen itself; after phenacetin it is a metabolite and says nothing of a dose."""
    own = curves.filter(pl.col("same_substance"), pl.col("medium") == "plasma", pl.col("route") == "oral")
    found = []
    for (series, species, dose), rows in own.group_by(
        "series_id", "species", "dose_mg_kg", maintain_order=True
    ):
        told = linkage.nca(
            rows.rename({"concentration_ng_mL": "concentration"}),
            by=["series_id"],
            time="time_h",
            route="extravascular",
            concentration_unit="ng/mL",
        ).long()
        area = told.filter(parameter="auc_last")["value"].drop_nulls()
        if area.len() and area[0] > 0:
            found.append(
                _exposure(
                    str(species),
                    float(dose),
                    "mg/kg",
                    float(area[0]),
                    source="lx.source.curve",
                    series=str(series),
                )
            )
    return found


def _computed(pharmacokinetics: pl.DataFrame) -> list[Exposure]:
    """Dose over clearance: the exposure if all of the dose reached the blood."""
    found = []
    for row in pharmacokinetics.filter(pl.col("parameter") == "clearance", pl.col("value") > 0).to_dicts():
        species = row["species"]
        doses = [(dose, "mg", dose / _WEIGHT_KG) for dose in _HUMAN_MG]
        if species != "human":
            doses = [(40.0, "mg/kg", 40.0)]
        for dose, unit, per_kg in doses:
            area = per_kg * 1e6 / (row["value"] * 60)  # ng/kg over mL/h/kg
            found.append(_exposure(species, dose, unit, area, source="lx.source.clearance"))
    return found


def _exposure(
    species: str, dose: float, unit: str, area: float, *, source: str, series: str = ""
) -> Exposure:
    draws = linkage.exposure_draws(area, unit=_UNIT)
    return Exposure(
        species=species, dose=dose, dose_unit=unit, draws=draws, values=(), n=0, source=source, series=series
    )
