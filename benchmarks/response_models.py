"""Borrowing, exposure-response, hERG and concentration-QTc: references beside what is measured here.

    python benchmarks/response_models.py [--simulations 150] [--seed 20260101]

With KAI_DATA_MIRROR or a fetched catalog it fits CiPA's cells and the clinical studies; without
simulations (0) it leaves the calibrations out.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import polars as pl

from kai_workbench import inference, models, standards
from kai_workbench.errors import KaiError

AS = pl.DataFrame(
    {
        "study": [f"Study {i}" for i in range(1, 9)],
        "n": [107, 44, 51, 39, 139, 20, 78, 35],
        "r": [23, 12, 19, 9, 39, 6, 9, 10],
    }
)


def told(what: str, here: float, reference: str, se: float | None = None) -> None:
    """One line of the table."""
    spread = "" if se is None else f" ({se:.3g})"
    print(f"{what:<52}{here:>10.4g}{spread:<10}  {reference}")


def borrowing() -> None:
    """RBesT's studies, by integration and by the sampler."""
    exact = models.MAPPrior().integrate(AS)
    told("AS: rate of a new study, mean", exact.mean, ".2583")
    told("AS: SD", exact.sd, ".0873")
    told("AS: 2.5%", exact.quantile(0.025), ".111")
    told("AS: 97.5%", exact.quantile(0.975), ".471")
    told("AS: SD between studies, median", exact.tau_quantile(0.5), ".350")
    mixture = models.fit_beta_mixture(exact.sample(10_000))
    told("AS: patients (elir) of the mixture fitted here", models.effective_sample_size(mixture), "37")
    fit = inference.fit(models.MAPPrior(), AS, draws=2000, target_accept=0.95)
    told("AS: mean, sampled", float(models.MAPPrior().predict(fit).mean()), ".2583")


def cardiac() -> None:
    """CiPA's cells and the clinical studies."""
    cells = standards.herg_block("dofetilide", "quinidine").frame
    block = inference.fit(models.HERGBlock(), cells, draws=2000, target_accept=0.9)
    for drug, reference in (("dofetilide", "6.18 (5.33-7.21)"), ("quinidine", "989 (832-1182)")):
        ic50, _ = models.HERGBlock().predict(block, drug=drug)
        middle, low, high = np.quantile(ic50, [0.5, 0.025, 0.975])
        print(f"{f'hERG IC50 of {drug}, nM':<52}{middle:>10.4g} ({low:.4g}-{high:.4g})  {reference}")
    for drug, reference in (("dofetilide", "26.8 (1.6)"), ("quinidine", ".0419 (.0032)")):
        study = standards.concentration_qtc(drug).frame
        slope = inference.fit(models.ConcentrationQTc(), study, draws=2000).require().posterior["slope"]
        what = f"slope of {drug}, ms per ng/mL"
        told(what, slope.mean().item(), reference, slope.std().item())


def calibrations(simulations: int, seed: int) -> None:
    """Simulation-based calibration of every sampled model on a small design."""
    doses = np.repeat([0.0, 0.1, 0.3, 0.6, 1.0, 2.0], 30)
    curve = pl.DataFrame({"exposure": doses, "response": np.linspace(0, 1, doses.size)})
    strata = pl.DataFrame({"stratum": ["a", "b", "c", "d"], "n": [20, 25, 15, 20], "r": [3, 4, 2, 15]})
    cells = pl.DataFrame(
        {
            "drug": ["a"] * 24 + ["b"] * 24,
            "concentration_nM": [1.0, 3.0, 10.0, 30.0, 100.0, 300.0] * 8,
            "block_percent": [50.0] * 48,
        }
    )
    hours = np.array([0.5, 1.5, 3.0, 8.0, 24.0])
    shape = np.exp(-0.15 * hours) - np.exp(-1.5 * hours)
    crossover = pl.DataFrame(
        [
            {
                "subject": subject,
                "time_h": hour,
                "active": active,
                "concentration_ng_mL": active * (80 + 4.0 * subject) * c,
                "delta_qtc_ms": 0.0,
                "baseline_qtc_ms": 400.0 + subject,
            }
            for subject in range(8)
            for active in (0, 1)
            for hour, c in zip(hours, shape, strict=True)
        ]
    )
    qtc = models.ConcentrationQTc(
        intercept_sd=5, active_sd=5, time_sd=5, slope_sd=20, baseline_sd=0.5, subject_sd=8, residual_sd=8
    )
    cases = {
        "MAPPrior": (models.MAPPrior(), AS.with_columns(n=15, r=5), ("mu", "tau", "z_new")),
        "EXNEX": (models.EXNEX(), strata, ("mu", "tau")),
        "ExposureResponse": (
            models.ExposureResponse(baseline=(0.0, 1.0), effect=(0.0, 2.0), residual=0.5),
            curve,
            ("e0", "emax", "log_ed50", "sigma"),
        ),
        "HERGBlock": (models.HERGBlock(ic50=(30.0, 0.7), hill=(1.0, 0.3), cell_sd=10.0), cells, None),
        "ConcentrationQTc": (qtc, crossover, None),
    }
    for name, (model, data, variables) in cases.items():
        begin = time.process_time()
        found = inference.calibrate(model, data, n=simulations, seed=seed, variables=variables)
        outside, scalars = sum(not one for one in found.summary["uniform"]), found.summary.height
        print(
            f"calibration of {name:<18} n {simulations}: {outside} of {scalars} scalars outside their band, "
            f"largest distance {found.summary['distance'].max():.2f}, p {found.p_value:.3f}, "
            f"{found.failed} fits not to be used; {time.process_time() - begin:.0f} s of processor time"
        )


def main() -> None:
    """Print the table."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--simulations", type=int, default=150)
    ask.add_argument("--seed", type=int, default=20260101)
    asked = ask.parse_args()
    print(f"{'what':<52}{'here':>10}{'':<10}  reference")
    borrowing()
    try:
        cardiac()
    except KaiError as error:
        print(f"real data left out: {error}")
    if asked.simulations:
        calibrations(asked.simulations, asked.seed)


if __name__ == "__main__":
    main()
