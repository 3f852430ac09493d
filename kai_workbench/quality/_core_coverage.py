"""How many of the CDISC CORE rules are evaluated."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from ._core import unsupported
from ._core_rule import Rule

COLUMNS = ("standard", "version", "rules", "evaluated", "record_data", "record_data_evaluated")


def core_coverage(rules: Iterable[Rule]) -> pl.DataFrame:
    """Rules by implementation guide and version, and how many of them are evaluated here.

    Parameters
    ----------
    rules
        The rules (:func:`kai_workbench.quality.read_rules`).

    Returns
    -------
    polars.DataFrame
        ``standard``, ``version``, ``rules``, ``evaluated``, and of those of the kind "Record Data"
        ``record_data`` and ``record_data_evaluated``; the last row, ``standard`` "all", counts each
        rule once. "Evaluated" is told from the rule alone: a study may still lack what it asks for.
    """
    known = [(rule, unsupported(rule) is None, rule.kind == "Record Data") for rule in rules]
    told = [(name, version, *one[1:]) for one in known for name, version in one[0].standards]
    told += [("all", "", *one[1:]) for one in known]
    frame = pl.DataFrame(told, schema=["standard", "version", "done", "record"], orient="row")
    counted = frame.group_by("standard", "version").agg(
        rules=pl.len(),
        evaluated=pl.col("done").sum(),
        record_data=pl.col("record").sum(),
        record_data_evaluated=(pl.col("done") & pl.col("record")).sum(),
    )
    return counted.sort(pl.col("standard") == "all", "standard", "version").select(COLUMNS)


def core_gaps(rules: Iterable[Rule]) -> pl.DataFrame:
    """Why rules are not evaluated here, and how many for each ``reason``, the commonest first."""
    whys = [why.say() for rule in rules if (why := unsupported(rule)) is not None]
    frame = pl.DataFrame({"reason": whys}, schema={"reason": pl.String})
    return frame.group_by("reason").agg(rules=pl.len()).sort("rules", "reason", descending=[True, False])


def coverage_markdown(rules: Iterable[Rule]) -> str:
    """Both tables in Markdown, as ``docs/quality.md`` shows them."""
    held = list(rules)
    lines = [
        "| Guide | Version | Rules | Evaluated | Record Data | Record Data evaluated |",
        "|---|---|--:|--:|--:|--:|",
        *(f"| {' | '.join(map(str, row))} |" for row in core_coverage(held).iter_rows()),
        "",
        "| Not evaluated because | Rules |",
        "|---|--:|",
        *(f"| {reason} | {count} |" for reason, count in core_gaps(held).iter_rows()),
    ]
    return "\n".join(lines) + "\n"
