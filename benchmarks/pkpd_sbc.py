"""Whether models of response find again what their priors made (simulation-based calibration).

python benchmarks/pkpd_sbc.py [--simulations 100]

Six subjects with concentrations and responses after a bolus; indirect response I to IV and the effect
compartment.
"""

from __future__ import annotations

import argparse

import polars as pl

from kai_workbench import inference
from kai_workbench.models import EffectCompartment, IndirectResponse, PopulationPK

PK = PopulationPK(
    CL=(5.0, 0.4), V=(40.0, 0.4), routes=("bolus",), random=("CL",), residual="proportional",
    sigma_proportional=0.2, omega_sd=0.3,
)  # fmt: skip
SHARED = {"pk": PK, "random": ("baseline",), "sigma_additive": 8.0, "omega_sd": 0.15, "centred": ()}
TURNOVER = {"baseline": (100.0, 0.3), "kout": (0.15, 0.4), "C50": (0.5, 0.4)}
MODELS = {
    "I": IndirectResponse(kind="I", **TURNOVER, **SHARED),
    "II": IndirectResponse(kind="II", **TURNOVER, Imax=(0.8, 0.5), **SHARED),
    "III": IndirectResponse(kind="III", **TURNOVER, Smax=(2.0, 0.4), **SHARED),
    "IV": IndirectResponse(kind="IV", **TURNOVER, Smax=(2.0, 0.4), **SHARED),
    "effect compartment": EffectCompartment(
        ke0=(0.3, 0.4), Emax=(60.0, 0.3), EC50=(0.5, 0.4), baseline=(100.0, 0.2), direction="down", **SHARED
    ),
}


def study(subjects: int) -> pl.DataFrame:
    rows = []
    for i in range(1, subjects + 1):
        head = {"ID": i, "TIME": 0.0, "AMT": 0.0}
        rows += [head | {"DVID": 2, "EVID": 0}, head | {"AMT": 100.0, "DVID": 1, "EVID": 1}]
        seen = sorted([(t, 1) for t in (1.0, 6.0, 24.0)] + [(t, 2) for t in (2.0, 6.0, 12.0, 24.0, 48.0)])
        rows += [head | {"TIME": t, "DVID": kind, "EVID": 0} for t, kind in seen]
    values = pl.Series("DV", [float(i) for i in range(1, len(rows) + 1)])  # replaced by what is simulated
    return pl.DataFrame(rows).with_columns(values)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--simulations", type=int, default=100)
    parser.add_argument("--models", nargs="*", default=list(MODELS))
    given = parser.parse_args()
    for name in given.models:
        model = MODELS[name]
        truth = {p: getattr(PK, p, None) or getattr(model, p) for p in model.parameters}
        truth = {p: value[0] for p, value in truth.items()}
        truth |= {"omega": {"CL": 0.2, "baseline": 0.1}}
        truth |= {"sigma_proportional": 0.1, "response_sigma_additive": 4.0}
        data = model.simulate(truth, study(6))
        checked = inference.calibrate(model, data, n=given.simulations, draws=300, tune=250)
        summary = checked.summary.filter(~pl.col("variable").str.starts_with("z"))
        outside = summary.filter(~pl.col("uniform"))["variable"].to_list()
        print(
            f"{name}: {checked.n} simulations, {checked.failed} failed, p {checked.p_value:.3f}, "
            f"{len(outside)} of {summary.height} outside: {outside}",
            flush=True,
        )


if __name__ == "__main__":
    main()
