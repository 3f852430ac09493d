"""Borrowing, exposure-response, hERG and concentration-QTc: references beside what is measured here.

    python benchmarks/response_models.py

With KAI_DATA_MIRROR or a fetched catalog it fits CiPA's cells and the clinical studies.
"""

from __future__ import annotations

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


def main() -> None:
    """Print the table."""
    print(f"{'what':<52}{'here':>10}{'':<10}  reference")
    borrowing()
    try:
        cardiac()
    except KaiError as error:
        print(f"real data left out: {error}")


if __name__ == "__main__":
    main()
