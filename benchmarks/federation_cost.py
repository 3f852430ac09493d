"""What a federated fit costs against the number of sites, of draws and of parameters.

    python benchmarks/federation_cost.py [--processes 3 6] [--picture docs/_static/federation_cost.svg]

In one process, masks on: dose and toxicity at 3 to 20 sites (two are refused), with 250 to 4,000 draws
in each of four chains; survival with 4 to 16 intervals, for the parameters. With ``--processes`` also
server and sites as processes on this machine. All times are processor time, of all parties together: they
hold on a machine that does other things, too. A second call is measured: what is compiled is kept.
"""

from __future__ import annotations

import argparse
import contextlib
import pathlib
import tempfile
import time

import numpy as np
import polars as pl
from federation import opened
from federation_processes import FROM, spent

from kai_workbench import federation, inference, models
from kai_workbench.federation._demonstration import MODEL, STUDY, demonstration

SITES, DRAWS, INTERVALS = (3, 5, 10, 20), (250, 500, 1000, 2000, 4000), (4, 8, 16)


def sites_of(count):
    return tuple(f"site-{i:02d}" for i in range(1, count + 1))


def dose_toxicity(count):
    sites = sites_of(count)
    rows = [{"site": s, "dose": d} for s in sites for d in (1.0, 2.5, 5.0, 10.0, 20.0) for _ in range(8)]
    truth = {"intercept": -1.0, "slope": 0.9, "tau": 0.5}
    return MODEL, MODEL.across(sites).simulate(truth, pl.DataFrame(rows), seed=3), sites


def survival(intervals):
    sites = sites_of(3)
    cuts = tuple(float(x) for x in np.linspace(0, 24, intervals + 1)[1:-1])
    model = models.PiecewiseExponential(cuts=cuts, log_hazard=(-2.5, 1.0))
    rows = [{"site": s, "arm": a} for s in sites for a in (0, 1) for _ in range(200)]
    truth = {"log_hazard": [-2.7] * intervals, "effect": -0.5, "tau": 0.2}
    whole = model.across(sites)
    return model, whole.simulate(truth, pl.DataFrame(rows), follow_up=24.0, seed=3), sites


def measured(model, rows, sites, draws=1000):
    """Parameters, rounds, processor seconds of a call, and milliseconds of one of its rounds."""
    with tempfile.TemporaryDirectory() as folder:
        study = opened(pathlib.Path(folder), model, rows, sites)
        for name in sites:  # more points than a site allows by default
            path = pathlib.Path(folder) / name / "site.yml"
            path.write_text(path.read_text().replace("budget: 2000000", "budget: 20000000"))
        study = federation.open(pathlib.Path(folder) / "study.yml")
        federation.fit(model, study, draws=50)
        began = time.process_time()
        fit = federation.fit(model, study, draws=draws)
        seconds = time.process_time() - began
    receipt = fit.receipt
    return {
        "parameters": inference.Prior(model.across(sites), rows).n_dim,
        "rounds": receipt.rounds,
        "seconds": seconds,
        "round_ms": 1e3 * seconds / receipt.rounds,
        "certified": receipt.certified,
    }


def over_processes(count):
    """Processor milliseconds of a round over a network, of all parties together."""
    used = {}
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        base = pathlib.Path(folder)
        names = federation.open(demonstration(base, sites=count, approve=True)).sites
        kits = federation.provision(base / "kits", study=STUDY, sites=names, port=0)
        fleet = federation.fleet(kits.folder, {name: base / name for name in names})
        stack.callback(fleet.stop)
        fleet.start()
        fleet.ready()

        def watch(step):
            if step.rounds >= FROM and step.rounds % 5 == 0:
                used[step.rounds] = sum(spent(fleet).values())

        receipt = federation.fit(MODEL, federation.open(kits.study), progress=watch).receipt
    first, last = min(used), max(used)
    ms = 1e3 * (used[last] - used[first]) / (last - first)
    return {"rounds": receipt.rounds, "round_ms": ms, "clock_ms": 1e3 * receipt.round_seconds}


def picture(tables, path):
    import altair as alt

    from kai_workbench import charts

    panels = []
    for (what, title), table in tables.items():
        y = "round_ms" if what == "sites" else "seconds"
        base = alt.Chart(table).encode(
            x=alt.X(
                f"{what}:Q", title=what.capitalize(), scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=5)
            ),
            y=alt.Y(f"{y}:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=5)),
            color=alt.Color(
                "where:N",
                title=None,
                scale=alt.Scale(range=[charts.COLOURS["human"], charts.COLOURS["rat"]]),
                legend=alt.Legend(orient="bottom") if what == "sites" else None,
            ),
        )
        drawn = base.mark_line(point=True)
        panels.append(
            drawn.properties(width=210, height=200, title=alt.TitleParams(title, anchor="start", fontSize=12))
        )
    charts.save(alt.hconcat(*panels), path)


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--processes", type=int, nargs="*", default=[])
    asked.add_argument("--picture", type=pathlib.Path)
    given = asked.parse_args()
    tables = {}
    for (what, title), values in {
        ("sites", "A round of 4,000 points, ms"): SITES,
        ("draws", "A call by draws a chain, s"): DRAWS,
        ("parameters", "A call by parameters, s"): INTERVALS,
    }.items():
        rows = []
        for value in values:
            case = survival(value) if what == "parameters" else dose_toxicity(value if what == "sites" else 3)
            found = measured(*case, draws=value if what == "draws" else 1000)
            found = ({what: value} if what != "parameters" else {}) | found | {"where": "one process"}
            rows.append(found)
            print(what, found, flush=True)
        for count in given.processes if what == "sites" else ():
            found = over_processes(count)
            rows.append({"sites": count, "where": "processes", **found})
            print("processes", count, found, flush=True)
        tables[what, title] = pl.DataFrame(rows, infer_schema_length=None)
    if given.picture:
        picture(tables, given.picture)


if __name__ == "__main__":
    main()
