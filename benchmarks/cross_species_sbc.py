"""Simulation-based calibration of the cross-species model: does a fit find again what made the data?

Run: python benchmarks/cross_species_sbc.py [--simulations 200] [--compounds 60] [--seed N]
     [--chart FILE.png]

Parameters are drawn from the priors, data from the parameters with the gaps of KAI-101's compounds,
and the model is fitted to each data set. If sampler, density and gradient are right, the ranks of
the true parameters among the posterior draws are uniform (Talts et al. 2018, arXiv:1804.06788).
"""

from __future__ import annotations

import argparse
import pathlib
import time

import polars as pl

from kai_workbench import inference, standards
from kai_workbench.models import CrossSpecies

BINS = 10


def histogram(checked):
    """Ranks of all parameters in ten bins, with the band that 95% of uniform counts stay in."""
    import altair as alt
    from scipy import stats

    ranks = checked.frame.with_columns(
        (pl.col("rank") / (pl.col("draws") + 1) * BINS).floor().cast(pl.Int64).clip(0, BINS - 1).alias("bin")
    )
    counts = ranks.group_by("variable", "bin").len("simulations")
    n = ranks.group_by("variable").len()["len"].max()
    low, high = stats.binom(n, 1 / BINS).interval(0.95)
    band = (
        alt.Chart(pl.DataFrame({"low": [low], "high": [high]}))
        .mark_rect(color="#d8dee4")
        .encode(y="low:Q", y2="high:Q")
    )
    bars = (
        alt.Chart()
        .mark_bar(color="#0072B2", opacity=0.75)
        .encode(
            x=alt.X("bin:O", title="rank of the truth, tenths", axis=alt.Axis(labels=False, ticks=False)),
            y=alt.Y("simulations:Q", title=None),
        )
    )
    return alt.layer(band, bars, data=counts, width=110, height=70).facet(
        alt.Facet("variable:N", title=None), columns=5
    )


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--simulations", type=int, default=200)
    parser.add_argument("--compounds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=20260101)
    parser.add_argument("--chart", type=pathlib.Path, help="write the rank histograms here")
    chosen = parser.parse_args()
    table = standards.species_pk("kai-101")
    data = table.frame[1 : chosen.compounds + 1]
    print(
        f"{chosen.simulations} simulations of {data.height} compounds, gaps as in {table.source}", flush=True
    )
    began = time.perf_counter()
    checked = inference.calibrate(
        CrossSpecies(), data, n=chosen.simulations, draws=400, tune=400, seed=chosen.seed
    )
    print(f"{time.perf_counter() - began:.0f} s; fits that failed their checks: {checked.failed}")
    with pl.Config(tbl_rows=-1, tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True):
        print(checked.summary.with_columns(pl.col("distance").round(2)))
    outside, count = sum(not one for one in checked.summary["uniform"]), checked.summary.height
    worst = checked.summary["distance"].max()
    print(
        f"{outside} of {count} numbers leave their simultaneous 95% band, of which {0.05 * count:.1f} may by "
        f"chance; largest distance {worst:.2f} bands"
    )
    if chosen.chart:
        histogram(checked).save(chosen.chart, ppi=144)
        print(f"wrote {chosen.chart}")


if __name__ == "__main__":
    main()
