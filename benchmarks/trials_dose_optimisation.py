"""Trials a second of the designs of efficacy and toxicity, and BOIN12 beside the published selections.

    python benchmarks/trials_dose_optimisation.py

Peers, 10,000 trials each, share of the second and third dose selected (escalation, issue 8): the authors'
program .573 and .213; the R package escalation, which there reports the next cohort's dose, .496 and .237.
Compilation is done before the clock starts.
"""

from __future__ import annotations

import time

from kai_workbench import trials
from kai_workbench.trials import _efftox

DOSES = (1, 2, 3, 4, 5)
TRUTH = trials.ToxicityScenario(
    "second", (0.03, 0.17, 0.35, 0.50, 0.65), efficacy=(0.12, 0.39, 0.43, 0.55, 0.65)
)
EFFTOX = trials.EffTox(
    doses=(1, 2, 4, 6.6, 10),
    alpha=(-7.9593, 3.5487),
    beta=(1.5482, 3.5018),
    gamma=(0.7367, 2.5423),
    zeta=(3.4181, 2.4406),
)


def show(design: trials.Escalation, n: int) -> None:
    trials.simulate(design, TRUTH, n_trials=20)
    _efftox._posteriors.cache_clear()  # noqa: SLF001
    core = time.process_time()
    found = trials.simulate(design, TRUTH, n_trials=n, workers=1)
    core = time.process_time() - core
    chosen = ", ".join(f"{found.measure('selected', of=label).value:.3f}" for label in design.labels)
    name = type(design).__name__
    print(f"{name:8} {n:>9,} trials {core:7.2f} s core {n / core:>9,.0f} a core second  selected {chosen}")


def main() -> None:
    show(trials.BOIN12(doses=DOSES, explore_at=None), 100_000)
    show(trials.UBOIN(doses=DOSES), 100_000)
    show(EFFTOX, 500)


if __name__ == "__main__":
    main()
