"""Cost of population pharmacokinetics against the number of subjects, from 10 to 10,000.

python benchmarks/subjects_cost.py [--fits 10 32 100] [--picture docs/_static/subjects_cost.svg]

The population of ``population_pk.py``: two compartments, 19 samples a subject, four random parameters. For
every number of subjects the milliseconds of one log-density with its gradient, on one core, in processor
time (the shortest of some rounds), and for ``--fits`` the processor seconds to 400 effective draws of every
scalar: of a fit of 4 x 250 draws after 300, compilation apart, drawing stretched or shortened to 400.
"""

from __future__ import annotations

import argparse
import pathlib
import time

import numpy as np
import polars as pl
from population_pk import PRIORS, TRUTH, study

from kai_workbench import inference
from kai_workbench.inference import _compiled
from kai_workbench.inference._identity import checked_inputs
from kai_workbench.models import PopulationPK

SUBJECTS = (10, 32, 100, 316, 1_000, 3_162, 10_000)
MODEL = PopulationPK(**PRIORS, routes=("infusion",), residual="proportional")
DRAWS, TUNE = 250, 300
_ROUND_S = 0.3


def gradient_ms(data: pl.DataFrame) -> float:
    """Processor milliseconds of a log-density with its gradient."""
    inputs = checked_inputs(MODEL, data)
    coords = {name: list(values) for name, values in MODEL.coords(data).items()}
    code = _compiled.get(MODEL, data, inputs, coords)
    assert code is not None
    slopes = code.slopes(inputs, coords)
    start = code.start(inputs, coords)

    def seconds(calls: int) -> float:
        points = np.tile(start, (calls, 1))
        began = time.process_time()
        found = slopes(points)
        assert np.isfinite(found).all()
        return (time.process_time() - began) / calls

    calls = max(1, min(2_000, int(_ROUND_S / max(seconds(1), 1e-6))))
    return 1e3 * min(seconds(calls) for _ in range(5))


def seconds_to_400(data: pl.DataFrame) -> tuple[float, str]:
    """Processor seconds of a fit with 400 effective draws of every scalar, and what its checks said."""
    inference.warm(MODEL, data)
    began = time.process_time()
    fit = inference.fit(MODEL, data, draws=DRAWS, tune=TUNE, cache=False)
    spent = time.process_time() - began
    ess = min(one for one in fit.diagnosis.columns["ess_bulk"] if np.isfinite(one))
    drawing = spent * DRAWS / (DRAWS + TUNE)
    return spent - drawing + drawing * 400 / ess, fit.diagnosis.verdict


def picture(table: pl.DataFrame, path: pathlib.Path) -> None:
    """Both costs over the number of subjects, each in a panel of its own."""
    import altair as alt

    from kai_workbench import charts

    panels = []
    for name, title in (
        ("gradient_ms", "One log-density and gradient, ms"),
        ("to_400_s", "400 effective draws of every scalar, s"),
    ):
        line = (
            alt.Chart(table.filter(pl.col(name).is_not_null()))
            .mark_line(point={"color": charts.COLOURS["human"]}, color=charts.COLOURS["human"])
            .encode(
                x=alt.X(
                    "subjects:Q",
                    title="Subjects",
                    scale=alt.Scale(type="log", domain=[10, 10_000]),
                    axis=alt.Axis(values=[10, 100, 1_000, 10_000], format=",d"),
                ),
                y=alt.Y(
                    f"{name}:Q",
                    title=None,
                    scale=alt.Scale(type="log"),
                    axis=alt.Axis(tickCount=4, format="~g"),
                ),
            )
            .properties(width=300, height=220, title=alt.TitleParams(title, anchor="start"))
        )
        panels.append(line)
    charts.save(alt.hconcat(*panels), path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--subjects", type=int, nargs="*", default=list(SUBJECTS))
    parser.add_argument("--fits", type=int, nargs="*", default=[10, 32, 100])
    parser.add_argument("--picture", type=pathlib.Path)
    given = parser.parse_args()
    print("subjects | samples | ms a gradient | processor s to 400 effective draws | checks", flush=True)
    rows = []
    for subjects in given.subjects:
        data = MODEL.simulate(TRUTH, study(subjects), seed=1)
        cost = gradient_ms(data)
        whole, verdict = seconds_to_400(data) if subjects in given.fits else (None, "")
        rows.append({"subjects": subjects, "gradient_ms": cost, "to_400_s": whole})
        told = "" if whole is None else f"{whole:.1f}"
        print(f"{subjects} | {19 * subjects} | {cost:.3g} | {told} | {verdict}", flush=True)
    if given.picture:
        picture(pl.DataFrame(rows), given.picture)


if __name__ == "__main__":
    main()
