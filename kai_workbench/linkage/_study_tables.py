"""The tables that a workspace keeps of a study."""

from __future__ import annotations

import polars as pl

from kai_workbench.standards import Study

from ._design import animals, groups, species, summary_value, treatment
from ._doses import doses
from ._events import event_findings
from ._exposures import exposures
from ._findings import findings
from ._records import study_name

_SEVERITY = pl.List(pl.Struct({"grade": pl.String(), "rank": pl.Int64(), "animals": pl.Int64()}))


def _schema(**columns: str) -> dict[str, pl.DataType]:
    kinds: dict[str, pl.DataType] = {
        "s": pl.String(), "f": pl.Float64(), "i": pl.Int64(), "b": pl.Boolean(),
        "l": pl.List(pl.Float64()), "v": _SEVERITY,
    }  # fmt: skip
    return {name: kinds[kind] for kind, names in columns.items() for name in names.split()}


TABLES: dict[str, dict[str, pl.DataType]] = {
    "study": _schema(
        s="study standard species strain route treatment treatment_cas treatment_unii duration title"
    ),
    "animal": _schema(
        s="study subject sex species set_code arm group group_label dose_unit",
        f="dose",
        b="control recovery toxicokinetic satellite",
    ),
    "group": _schema(
        s="study species set_code set_label group group_label arm treatment dose_unit dose_text dose_problem",
        f="dose",
        l="doses",
        b="per_kg control recovery toxicokinetic satellite",
        i="n_male n_female",
    ),
    "dose": _schema(
        s="study set_code subject unit source route treatment text",
        f="dose lowest highest",
        i="records",
        b="per_kg",
    ),
    "exposure": _schema(
        s="study set_code sex pool subject analyte specimen parameter unit problem source",
        f="day value mean sd",
        i="n",
    ),
    "finding": _schema(
        s="study domain set_code group dose_unit sex organ term term_reported severity_scale",
        f="dose",
        b="control recovery toxicokinetic satellite",
        i="affected examined unexamined",
        v="severity",
    ),
}


def study_tables(study: Study) -> dict[str, pl.DataFrame]:
    """All tables of one study, each with the columns of :data:`TABLES`, empty where a domain is missing."""
    found = [findings(study, domain) for domain in ("MI", "MA", "TF") if domain in study]
    if "AE" in study:
        found.append(event_findings(study))
    made = {
        "study": _about(study),
        "animal": animals(study),
        "group": groups(study),
        "dose": doses(study),
        "exposure": exposures(study),
        "finding": pl.concat(found, how="vertical_relaxed")
        if found
        else pl.DataFrame(schema=TABLES["finding"]),
    }
    return {
        name: frame.select(pl.col(c).cast(kind) for c, kind in TABLES[name].items())
        for name, frame in made.items()
    }


def _about(study: Study) -> pl.DataFrame:
    told = {
        "study": study_name(study),
        "standard": str(study.standard) if study.standard else None,
        "species": species(study),
        "strain": summary_value(study, "STRAIN"),
        "route": summary_value(study, "ROUTE"),
        "treatment": treatment(study),
        "treatment_cas": summary_value(study, "TRTCAS"),
        "treatment_unii": summary_value(study, "TRTUNII"),
        "duration": summary_value(study, "DOSDUR"),
        "title": summary_value(study, "STITLE"),
    }
    return pl.DataFrame([told], schema=TABLES["study"])
