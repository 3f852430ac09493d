"""Traps of findings and of the study as a whole."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from ._core import Outcome
from ._core_data import as_text, empty
from ._findings import Checked, finding
from ._words import words

# The CDISC pilot: rows of AE in the original and in the shortened version that packages carry.
PILOT, PILOT_AE = "CDISCPILOT01", (1191, 961)
_OF = r"^\d+\s*OF\s*(\d+)$"


def examined(checked: Checked) -> Iterator[Outcome]:
    """Trap 4: an organ is not examined in every animal of a group, which is what incidence is of."""
    data, subjects = checked.data("MI", "USUBJID", "MISPEC"), checked.data("DM", "USUBJID", "SETCD")
    if data is None or subjects is None:
        return
    animals = subjects.frame.select("USUBJID", "SETCD")
    size = animals.group_by("SETCD").agg(size=pl.col("USUBJID").n_unique())
    looked = data.frame
    if "MISTAT" in looked.columns:
        looked = looked.filter(empty(looked["MISTAT"]))
    counted = (
        looked.select("USUBJID", "MISPEC")
        .filter(pl.col("MISPEC") != "")
        .join(animals, on="USUBJID")
        .group_by("SETCD", "MISPEC")
        .agg(examined=pl.col("USUBJID").n_unique())
        .join(size, on="SETCD")
        .sort("SETCD", "MISPEC")
    )
    fewer = counted.filter(pl.col("examined") < pl.col("size")).select(
        __key=pl.format("SETCD={}, MISPEC={}", "SETCD", "MISPEC"),
        __value=pl.col("examined").cast(pl.String),
        __expected=pl.col("size").cast(pl.String),
    )
    yield finding(
        "trap04.examined",
        data,
        fewer,
        source="traps",
        category="completeness",
        denominator=counted.height,
        threshold=1.0,
        threshold_source=words("quality.threshold.note"),
        variable="MISPEC",
    )


def severity_scales(checked: Checked) -> Iterator[Outcome]:
    """Trap 7: severities on several scales cannot be ordered together."""
    for name in ("MI", "MA", "CL"):
        data = checked.data(name, f"{name}SEV")
        if data is None:
            continue
        severity = as_text(data.frame[f"{name}SEV"]).str.to_uppercase().str.strip_chars()
        steps = severity.str.extract(_OF)
        scale = (
            pl.DataFrame({"s": severity, "of": steps})
            .select(
                pl.when(pl.col("of").is_not_null())
                .then(pl.lit("n OF ") + pl.col("of"))
                .when(pl.col("s").str.contains(r"^\d+([.]\d+)?$"))
                .then(pl.lit("n"))
                .when(pl.col("s") != "")
                .then(pl.lit("words"))
            )
            .to_series()
        )
        graded = data.frame.with_columns(__value=severity, __scale=scale).filter(
            pl.col("__scale").is_not_null()
        )
        if graded.is_empty():
            continue
        usual = str(graded["__scale"].mode().sort()[0])
        other = graded.filter(pl.col("__scale") != usual).with_columns(__expected=pl.lit(usual))
        yield finding(
            "trap07.severity_scale",
            data,
            other,
            source="traps",
            category="conformance",
            denominator=graded.height,
            threshold_source=words("quality.threshold.apart"),
            variable=f"{name}SEV",
        )


def pilot_version(checked: Checked) -> Iterator[Outcome]:
    """Trap 10: the CDISC pilot exists in versions."""
    data = checked.data("AE", "STUDYID", "USUBJID")
    if data is None or as_text(data.frame["STUDYID"])[0] != PILOT:
        return
    rows = data.frame.height
    known = rows in PILOT_AE
    told = pl.DataFrame(
        {"__key": [f"STUDYID={PILOT}"], "__value": [str(rows)], "__expected": [", ".join(map(str, PILOT_AE))]}
    )
    yield finding(
        "trap10.pilot_version" if known else "trap10.pilot_unknown",
        data,
        told,
        source="traps",
        category="conformance",
        denominator=1,
        threshold=1.0 if known else 0.0,
        threshold_source=words("quality.threshold.note" if known else "quality.threshold.pilot"),
        variable="AE",
    )


def judgements(checked: Checked) -> Iterator[Outcome]:
    """Trap 11: a NOAEL is somebody's judgement; data that carry one do not say whose."""
    for name, parameter, value in (
        ("TS", "TSPARMCD", "TSVAL"),
        ("TX", "TXPARMCD", "TXVAL"),
        ("CO", "", "COVAL"),
    ):
        data = checked.data(name, value, *([parameter] if parameter else []))
        if data is None:
            continue
        text = as_text(data.frame[value]).str.to_uppercase()
        if parameter:
            text = text + " " + as_text(data.frame[parameter]).str.to_uppercase()
        named = data.frame.filter(text.str.contains(r"\bNOA?E?L\b"))
        yield finding(
            "trap11.noael",
            data,
            named,
            source="traps",
            category="conformance",
            denominator=data.frame.height,
            threshold=1.0,
            threshold_source=words("quality.threshold.note"),
            variable=value,
        )
