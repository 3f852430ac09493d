"""What a simulated trial costs against trials, arms, looks and patients; the goals beside peers' figures.

    python benchmarks/trials_cost.py [--largest 1000000] [--picture docs/_static/trials_cost.svg]

Core seconds of one worker, after a run that compiles. The peers' figures were measured with their packages
on a machine of the same kind.
"""

from __future__ import annotations

import argparse
import dataclasses
from typing import Any

import altair as alt
import polars as pl
from _trial_cases import (
    ADAPTR,
    ALIKE,
    BASKET,
    BLRM,
    BOIN,
    CRM,
    FIVE,
    MIXED,
    NO_EFFECT,
    SEQUENTIAL,
    SEVEN,
    SIX,
    simulated,
)

from kai_workbench import charts, trials

ORDINAL = trials.OrdinalScenario.proportional("ordinal", (0.1, 0.2, 0.5, 0.2), odds_ratio=2.0)
TIMES = trials.SurvivalScenario("times", (12, 18), patients_per_month=20)
VISITS = trials.LongitudinalScenario("visits", ((1, 2, 3, 4), (2, 4, 6, 8)), 8.0, stop=(0.05, 0.1), link=-0.5)


def adaptive(arms: int, looks: int) -> tuple[trials.ResponseAdaptive, trials.BinaryScenario]:
    """Arms alike, so that trials seldom stop early; 600 patients."""
    at = tuple(round(600 * (k + 1) / looks) for k in range(looks))
    names = tuple(chr(ord("A") + k) for k in range(arms))
    return trials.ResponseAdaptive(arms=names, looks=at), trials.BinaryScenario("alike", (0.25,) * arms)


def two_arms(analysis: trials.Analysis, patients: int, looks: int) -> trials.TwoArmTrial:
    """Equal arms, O'Brien and Fleming."""
    rule = trials.GroupSequential(
        information=tuple((k + 1) / looks for k in range(looks)), efficacy=trials.obrien_fleming()
    )
    timed = isinstance(analysis, trials.TimeToEvent)
    return trials.TwoArmTrial(
        analysis=analysis,
        patients=(patients // 2, patients // 2),
        events=round(0.6 * patients) if timed else None,
        rule=rule,
    )


def goals(largest: int) -> bool:
    """The table of goals; whether all are met."""
    print(f"{'core seconds':<44}{'trials':>10}{'here':>9}{'goal':>8}  peer, for 10,000")
    met = True
    for what, design, truth, n, goal, peer in (
        ("BOIN, 30 patients", BOIN, FIVE, largest, largest / 1e6, "BOIN (R) 8.6"),
        ("CRM, 24 patients one by one", CRM, SIX, 10_000, 2.0, "dfcrm (R) about 57"),
        ("BLRM, ten cohorts", BLRM, SEVEN, 10_000, 2.0, "OncoBayes2 (R) about 46 h"),
        ("RAR, 3 arms, up to 18 looks", ADAPTR, ALIKE, 10_000, 5.0, "adaptr (R) about 400"),
        ("EXNEX, 6 baskets, 2 looks", BASKET, MIXED, 10_000, 60.0, ""),
    ):
        found = simulated(design, truth, n)[2]
        met &= found <= goal
        missed = "" if found <= goal else "  missed"
        print(f"{what:<44}{n:>10,}{found:>9.3f}{goal:>8.3g}  {peer}{missed}", flush=True)
    found = simulated(SEQUENTIAL, NO_EFFECT, 100_000)[2]
    print(f"{'group sequential under the null':<44}{100_000:>10,}{found:>9.3f}{'':>8}  the working size")
    return met


def courses(largest: int) -> pl.DataFrame:
    """``panel``, ``x``, ``design`` and ``core`` seconds."""
    rows: list[tuple[str, int, str, float]] = []

    def measured(panel: str, x: int, name: str, *case: Any) -> None:
        seconds = simulated(*case)[2]
        rows.append((panel, x, name, seconds))
        print(f"{panel:<28}{name:<18}{x:>10,}{seconds:>10.3f} s", flush=True)

    for n in (1_000, 10_000, 100_000, 1_000_000):
        if n <= largest:
            measured("trials", n, "BOIN", BOIN, FIVE, n)
        if n <= min(largest, 100_000):
            measured("trials", n, "BLRM", BLRM, SEVEN, n)
            measured("trials", n, "RAR", *adaptive(3, 5), n)
            measured("trials", n, "ordinal", two_arms(trials.ProportionalOdds(), 200, 2), ORDINAL, n)
    for arms in (2, 3, 4, 6, 8):
        measured("arms", arms, "RAR", *adaptive(arms, 5), 2_000)
        mams = trials.MAMS(arms=arms - 1, treatment=(1.0, 2.0), futility=(0.0,), first=300 // arms)
        mams = dataclasses.replace(mams, endpoint="binary")
        measured("arms", arms, "MAMS", mams, trials.BinaryScenario("alike", (0.25,) * arms), 2_000)
    for looks in (1, 2, 4, 8):
        measured("looks", looks, "RAR", *adaptive(3, looks), 2_000)
        for name, analysis, truth in (
            ("ordinal", trials.ProportionalOdds(), ORDINAL),
            ("time to event", trials.TimeToEvent(), TIMES),
            ("four visits", trials.RepeatedMeasures(), VISITS),
        ):
            measured("looks", looks, name, two_arms(analysis, 200, looks), truth, 2_000)
    for patients in (100, 200, 400, 800):
        for name, analysis, truth in (
            ("ordinal", trials.ProportionalOdds(), ORDINAL),
            ("time to event", trials.TimeToEvent(), TIMES),
            ("four visits", trials.RepeatedMeasures(), VISITS),
        ):
            measured("patients", patients, name, two_arms(analysis, patients, 1), truth, 2_000)
    return pl.DataFrame(rows, schema=["panel", "x", "design", "core"], orient="row")


COLOURS = {
    "BOIN": "#0072B2",
    "BLRM": "#CC79A7",
    "RAR": "#D55E00",
    "MAMS": "#009E73",
    "ordinal": "#E69F00",
    "time to event": "#56B4E9",
    "four visits": "#57606a",
}
TITLES = {
    "trials": "Trials",
    "arms": "Arms, 2,000 trials of 600 patients",
    "looks": "Looks, 2,000 trials (RAR 600 patients, others 200)",
    "patients": "Patients, 2,000 trials",
}


def drawn(found: pl.DataFrame) -> alt.ConcatChart:
    """A panel for each thing that costs."""
    colour = alt.Color(
        "design:N", scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())), title=None
    )
    panels = []
    for panel, title in TITLES.items():
        part = found.filter(pl.col("panel") == panel)
        kind = "log" if panel in {"trials", "patients"} else "linear"
        x = alt.X("x:Q", title=title, scale=alt.Scale(type=kind), axis=alt.Axis(format="~s", tickCount=5))
        y = alt.Y("core:Q", title="core seconds", scale=alt.Scale(type="log"), axis=alt.Axis(format="~g"))
        lines = alt.Chart(part).mark_line(point=True).encode(x=x, y=y, color=colour)
        panels.append(lines.properties(width=290, height=220))
    return alt.concat(*panels, columns=2, background="#ffffff")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--largest", type=int, default=1_000_000)
    parser.add_argument("--picture", default="")
    asked = parser.parse_args()
    met = goals(asked.largest)
    print()
    found = courses(asked.largest)
    if asked.picture:
        charts.save(drawn(found), asked.picture)
    if not met:
        raise SystemExit("A goal is missed.")
