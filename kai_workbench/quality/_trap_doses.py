"""Traps of doses: where the dose stands, whether two places agree, and which sets share one."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from ._core import Outcome
from ._core_data import ROW, Data, as_number, as_text, empty
from ._findings import Checked, finding
from ._words import words

_PLAIN = r"^\s*[+-]?(\d+\.?\d*|\.\d+)\s*$"
# Doses in the same unit are told to two or three digits; through body weight, which changes, much less.
SAME_UNIT, THROUGH_WEIGHT = 0.1, 0.5
_GRAMS = {"g": 1e-3, "kg": 1.0, "mg": 1e-6}


def _sets(checked: Checked) -> pl.DataFrame | None:
    """One row a set: parameters of TX as columns."""
    data = checked.data("TX", "SETCD", "TXPARMCD", "TXVAL")
    if data is None:
        return None
    told = data.frame.select(as_text(data.frame["SETCD"]), "TXPARMCD", as_text(data.frame["TXVAL"]))
    wide = told.pivot("TXPARMCD", index="SETCD", values="TXVAL", aggregate_function="first")
    wanted = (
        "TRTDOS",
        "TRTDOSU",
        "TKDESC",
        "SETLBL",
        "GRPLBL",
        "RECSAC",
        "SPGRPCD",
        "ARMCD",
        "PLANMSUB",
        "PLANFSUB",
    )
    lacking = [pl.lit(None, dtype=pl.String).alias(name) for name in wanted if name not in wide.columns]
    return wide.with_columns(lacking)


def _number(text: pl.Expr) -> pl.Expr:
    return pl.when(text.str.contains(_PLAIN)).then(text.str.strip_chars().cast(pl.Float64, strict=False))


def _unit(text: pl.Expr) -> pl.Expr:
    """A unit of dose without what does not change its size here: blanks and "a day"."""
    return (
        text.fill_null("")
        .str.replace_all(r"\s", "")
        .str.replace(r"/(day|d|dose|animal)$", "")
        .str.to_lowercase()
    )


def dose_text(checked: Checked) -> Iterator[Outcome]:
    """Trap 1: the dose of a set is a text that need not be a plain number."""
    data = checked.data("TX", "TXPARMCD", "TXVAL")
    if data is None:
        return
    doses = data.frame.filter(pl.col("TXPARMCD") == "TRTDOS")
    odd = doses.filter(~as_text(doses["TXVAL"]).str.contains(_PLAIN))
    yield finding(
        "trap01.dose_text",
        data,
        odd,
        source="traps",
        category="conformance",
        denominator=doses.height,
        threshold_source=words("quality.threshold.number"),
        variable="TXVAL",
    )


def dose_basis(checked: Checked) -> Iterator[Outcome]:
    """Trap 1: EX may be by animal where TX is by body weight, so that they are not the same number."""
    data, both = _given(checked)
    if data is None or both is None:
        return
    apart = both.filter(pl.col("__unit") != pl.col("__unit_planned"))
    yield finding(
        "trap01.dose_basis",
        data,
        apart.with_columns(
            __value=pl.format("{} ({})", pl.col("EXDOSU"), "EXDOSE"), __expected=pl.col("TRTDOSU")
        ),
        source="traps",
        category="conformance",
        denominator=both.height,
        threshold=1.0,
        threshold_source=words("quality.threshold.note"),
        variable="EXDOSU",
    )


def doses_agree(checked: Checked) -> Iterator[Outcome]:
    """Trap 2: what was given (EX) differs from what was planned (TX)."""
    data, both = _given(checked)
    if data is None or both is None:
        return
    weights = _weights(checked)
    both = both.join(weights, on="USUBJID", how="left", maintain_order="left")
    same = pl.col("__unit") == pl.col("__unit_planned")
    by_weight = (pl.col("__unit") + "/kg" == pl.col("__unit_planned")) & pl.col("__kg").is_not_null()
    both = both.with_columns(
        __given=pl.when(same).then(pl.col("EXDOSE")).when(by_weight).then(pl.col("EXDOSE") / pl.col("__kg")),
        __allowed=pl.when(same).then(pl.lit(SAME_UNIT)).otherwise(pl.lit(THROUGH_WEIGHT)),
    )
    plans = pl.col("__planned").is_not_null() & pl.col("__given").is_not_null()
    compared = both.filter(plans)
    if compared.is_empty():
        return
    off = (pl.col("__given") - pl.col("__planned")).abs() > pl.col("__allowed") * pl.col("__planned")
    # An animal that is not dosed on a day (recovery) is no contradiction.
    wrong = compared.filter(off & ((pl.col("__given") != 0) | (pl.col("__planned") == 0)))
    shown = wrong.with_columns(
        __value=pl.format("{} {}", pl.col("__given").round_sig_figs(3), pl.col("__unit_planned")),
        __expected=pl.format("{} {}", pl.col("__planned"), pl.col("TRTDOSU")),
    )
    yield finding(
        "trap02.doses_disagree",
        data,
        shown,
        source="traps",
        category="plausibility",
        denominator=compared.height,
        threshold_source=words(
            "quality.threshold.doses", same=f"{SAME_UNIT:.0%}", weight=f"{THROUGH_WEIGHT:.0%}"
        ),
        variable="EXDOSE",
    )


def _given(checked: Checked) -> tuple[Data | None, pl.DataFrame | None]:
    """Records of EX with a dose, beside what was planned for the animal's set."""
    data = checked.data("EX", "USUBJID", "EXDOSE", "EXDOSU")
    subjects, sets = checked.data("DM", "USUBJID", "SETCD"), _sets(checked)
    if data is None or subjects is None or sets is None:
        return None, None
    planned = sets.select(
        "SETCD",
        "TRTDOSU",
        __planned=_number(pl.col("TRTDOS").str.replace_all(",", "")),
        __unit_planned=_unit(pl.col("TRTDOSU")),
    )
    of_animal = subjects.frame.select("USUBJID", as_text(subjects.frame["SETCD"])).unique("USUBJID")
    both = (
        data.frame.with_columns(as_number(data.frame["EXDOSE"]))
        .select(ROW, "USUBJID", *_numbered(data), "EXDOSE", "EXDOSU", __unit=_unit(pl.col("EXDOSU")))
        .filter(pl.col("EXDOSE").is_not_null())
        .join(of_animal, on="USUBJID", how="inner", maintain_order="left")
        .join(planned, on="SETCD", how="inner", maintain_order="left")
    )
    return data, both


def _numbered(data: Data) -> list[str]:
    return [name for name in ("EXSEQ", "POOLID") if name in data.frame.columns]


def _weights(checked: Checked) -> pl.DataFrame:
    """Median body weight of each animal in kg."""
    data = checked.data("BW", "USUBJID", "BWSTRESN", "BWSTRESU")
    if data is None:
        return pl.DataFrame(schema={"USUBJID": pl.String, "__kg": pl.Float64})
    factor = (
        pl.col("BWSTRESU").str.to_lowercase().replace_strict(_GRAMS, default=None, return_dtype=pl.Float64)
    )
    weighed = data.frame.with_columns(as_number(data.frame["BWSTRESN"])).filter(pl.col("BWSTRESN") > 0)
    return weighed.group_by("USUBJID").agg(__kg=(pl.col("BWSTRESN") * factor).median())


def sets_share_dose(checked: Checked) -> Iterator[Outcome]:
    """Trap 8: toxicokinetic and recovery sets share the dose of the main sets."""
    data, sets = checked.data("TX", "SETCD", "TXPARMCD", "TXVAL"), _sets(checked)
    if data is None or sets is None:
        return
    labels = [
        name for name in ("TKDESC", "SETLBL", "GRPLBL", "RECSAC", "SPGRPCD", "ARMCD") if name in sets.columns
    ]
    filled = sets.with_columns(pl.col(labels).fill_null(""))
    told = filled.filter(pl.col("TRTDOS").is_not_null())
    sharing = told.filter(pl.len().over("TRTDOS", "TRTDOSU") > 1)
    alike = sharing.filter(pl.len().over("TRTDOS", "TRTDOSU", *labels) > 1)
    for check, found, threshold, why in (
        ("trap08.sets_share_dose", sharing, 1.0, "quality.threshold.note"),
        ("trap08.sets_alike", alike, 0.0, "quality.threshold.apart"),
    ):
        shown = found.select(
            __key=pl.format("SETCD={}", pl.col("SETCD")),
            __value=pl.format("{} {}", pl.col("TRTDOS"), pl.col("TRTDOSU").fill_null("")),
            __expected=pl.coalesce("SETLBL", "GRPLBL"),
        )
        yield finding(
            check,
            data,
            shown,
            source="traps",
            category="conformance",
            denominator=told.height,
            threshold=threshold,
            threshold_source=words(why),
            variable="TRTDOS",
        )


def dose_of_sets(checked: Checked) -> pl.DataFrame | None:
    """``USUBJID`` and the planned ``dose`` of its set, where that is a plain number."""
    subjects, sets = checked.data("DM", "USUBJID", "SETCD"), _sets(checked)
    if subjects is None or sets is None:
        return None
    planned = sets.select("SETCD", dose=_number(pl.col("TRTDOS").str.replace_all(",", "")))
    animals = subjects.frame.select("USUBJID", as_text(subjects.frame["SETCD"]))
    return animals.join(planned.drop_nulls(), on="SETCD").unique("USUBJID")


def pooled(checked: Checked) -> pl.DataFrame:
    """``POOLID`` and ``USUBJID`` of the pools' animals."""
    pools = checked.data("POOLDEF", "POOLID", "USUBJID")
    if pools is None:
        return pl.DataFrame(schema={"POOLID": pl.String, "USUBJID": pl.String})
    return pools.frame.select(as_text(pools.frame["POOLID"]), "USUBJID").filter(
        ~empty(pools.frame["USUBJID"])
    )
