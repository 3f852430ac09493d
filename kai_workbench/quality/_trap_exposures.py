"""Traps of concentrations and exposures: pools, analytes, impossible values, no effect of the dose."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import polars as pl

from ._core import Outcome
from ._core_data import Data, as_number, as_text, empty
from ._findings import Checked, finding
from ._trap_doses import dose_of_sets, pooled
from ._words import words

# Quantities whose logarithm is taken, and which cannot be zero; PC may be (below the limit).
_POSITIVE = ("PP", "BW", "OM")
# A number of points, a time of maximum or a ratio may well be 0; these of PP may not.
_POSITIVE_PP = r"^(AUC|CMAX|CL|V[DSZ]|LAMZHL|MRT|AUMC)"
_PERCENT = r"^(AUCPEO|AUCPEP|AUCPBEO|AUMCPEO|R2)"
_EXPOSURE = r"^(AUCLST|AUCINT|AUCTAU|AUCIFO|CMAX)$"


def _values(checked: Checked, name: str) -> Data | None:
    data = checked.data(name, f"{name}TESTCD", f"{name}STRESN")
    if data is None:
        return None
    # Files exist that write the numeric result as text.
    return dataclasses.replace(data, frame=data.frame.with_columns(as_number(data.frame[f"{name}STRESN"])))


def pooled_exposures(checked: Checked) -> Iterator[Outcome]:
    """Trap 3: exposure belongs to a pool, so that it reaches animals only through POOLDEF."""
    known = pooled(checked)["POOLID"].unique().to_list()
    for name in ("PC", "PP"):
        data = checked.data(name, "POOLID")
        if data is None:
            continue
        named = ~empty(data.frame["POOLID"])
        alone = empty(data.frame["USUBJID"]) if "USUBJID" in data.frame.columns else named
        held = data.frame.filter(named & alone)
        if held.is_empty():
            continue
        lost = held.filter(~as_text(held["POOLID"]).is_in(known))
        yield finding(
            "trap03.pool",
            data,
            lost,
            source="traps",
            category="completeness",
            denominator=held.height,
            threshold_source=words("quality.threshold.relation"),
            variable="POOLID",
        )


def analytes(checked: Checked) -> Iterator[Outcome]:
    """Trap 5: parent and metabolites stand in one data set."""
    measured = checked.data("PC", "PCTESTCD")
    names = set(as_text(measured.frame["PCTESTCD"]).unique()) if measured else set()
    if measured is not None:
        several = measured.frame if len(names) > 1 else measured.frame.clear()
        kinds = several.unique("PCTESTCD", maintain_order=True)
        yield finding(
            "trap05.analytes",
            measured,
            kinds.with_columns(__value=as_text(kinds["PCTESTCD"])),
            source="traps",
            category="conformance",
            denominator=max(len(names), 1),
            threshold=1.0,
            threshold_source=words("quality.threshold.note"),
            variable="PCTESTCD",
        )
    derived = checked.data("PP", "PPTESTCD")
    if derived is None or len(names) < 2:
        return
    told = as_text(derived.frame["PPCAT"]) if "PPCAT" in derived.frame.columns else None
    vague = derived.frame if told is None else derived.frame.filter(told == "")
    yield finding(
        "trap05.analyte_untold",
        derived,
        vague,
        source="traps",
        category="completeness",
        denominator=derived.frame.height,
        threshold_source=words("quality.threshold.apart"),
        variable="PPCAT",
    )


def impossible(checked: Checked) -> Iterator[Outcome]:
    """Trap 6: exposures that cannot be: negative, or shares of more than all."""
    for name in ("PC", "PP"):
        data = _values(checked, name)
        if data is None:
            continue
        value, test = pl.col(f"{name}STRESN"), as_text(data.frame[f"{name}TESTCD"])
        frame = data.frame.with_columns(__test=test).filter(value.is_not_null())
        share = pl.col("__test").str.contains(_PERCENT)
        most = pl.when(pl.col("__test").str.starts_with("R2")).then(1.0).otherwise(100.0)
        wrong = frame.filter((value < 0) | (share & (value > most)))
        yield finding(
            "trap06.impossible",
            data,
            wrong.with_columns(
                __value=pl.format("{} = {}", pl.col("__test"), value), __expected=pl.lit("≥ 0")
            ),
            source="traps",
            category="plausibility",
            denominator=frame.height,
            threshold_source=words("quality.threshold.physics"),
            variable=f"{name}STRESN",
        )


def zeros(checked: Checked) -> Iterator[Outcome]:
    """Trap 12: a 0 that is a small number, rounded, has no logarithm."""
    for name in _POSITIVE:
        data = _values(checked, name)
        if data is None:
            continue
        test, value = as_text(data.frame[f"{name}TESTCD"]), pl.col(f"{name}STRESN")
        positive = test.str.contains(_POSITIVE_PP) if name == "PP" else test.is_not_null()
        frame = data.frame.filter(positive).filter(value.is_not_null())
        yield finding(
            "trap12.zero",
            data,
            frame.filter(value == 0),
            source="traps",
            category="plausibility",
            denominator=frame.height,
            threshold_source=words("quality.threshold.physics"),
            variable=f"{name}STRESN",
        )


def dose_effect(checked: Checked) -> Iterator[Outcome]:
    """Trap 9: exposure that does not rise with the dose was likely made up."""
    data, doses = _values(checked, "PP"), dose_of_sets(checked)
    if data is None or doses is None or "PPSTRESU" not in data.frame.columns:
        return
    columns = [name for name in ("USUBJID", "POOLID") if name in data.frame.columns]
    frame = data.frame.select(
        *columns,
        test=as_text(data.frame["PPTESTCD"]),
        unit="PPSTRESU",
        value="PPSTRESN",
        analyte=as_text(data.frame["PPCAT"]) if "PPCAT" in data.frame.columns else pl.lit(""),
    ).filter(pl.col("test").str.contains(_EXPOSURE) & (pl.col("value") > 0))
    if "POOLID" in columns:
        members = pooled(checked).rename({"USUBJID": "__member"}).unique("POOLID")
        frame = frame.join(members, on="POOLID", how="left")
        animal = pl.when(pl.col("USUBJID") == "").then(pl.col("__member")).otherwise(pl.col("USUBJID"))
        frame = (
            frame.with_columns(USUBJID=animal)
            if "USUBJID" in columns
            else frame.rename({"__member": "USUBJID"})
        )
    held = frame.join(doses, on="USUBJID").filter(pl.col("dose") > 0)
    keys = ["analyte", "test", "unit"]
    middle = held.group_by(*keys, "dose").agg(pl.col("value").median()).sort("dose")
    ends = middle.group_by(keys, maintain_order=True).agg(
        low=pl.col("dose").first(),
        high=pl.col("dose").last(),
        first=pl.col("value").first(),
        last=pl.col("value").last(),
    )
    ends = ends.filter(pl.col("high") >= 2 * pl.col("low"))
    if ends.is_empty():
        return
    flat = ends.filter(pl.col("last") <= pl.col("first")).select(
        __key=pl.format("PPCAT={}, PPTESTCD={}", "analyte", "test"),
        __value=pl.format(
            "{} → {} {}", pl.col("first").round_sig_figs(3), pl.col("last").round_sig_figs(3), "unit"
        ),
        __expected=pl.format("{} → {}", "low", "high"),
    )
    yield finding(
        "trap09.no_dose_effect",
        data,
        flat,
        source="traps",
        category="plausibility",
        denominator=ends.height,
        threshold_source=words("quality.threshold.rises"),
        variable="PPSTRESN",
    )
