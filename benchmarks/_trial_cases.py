"""Designs whose speed has a goal or a peer, with the truths they are tried under, and how they are timed."""

from __future__ import annotations

import time

from kai_workbench import trials
from kai_workbench.trials import _blrm, _crm

BOIN = trials.BOIN(doses=(1, 2, 3, 4, 5), max_patients=30)
CRM = trials.CRM(
    doses=(1, 2, 3, 4, 5, 6),
    skeleton=(0.05, 0.1, 0.2, 0.35, 0.5, 0.7),
    target=0.2,
    cohort_size=1,
    max_patients=24,
)
BLRM = trials.BLRM(doses=(1, 2.5, 5, 10, 15, 20, 25), reference=10, max_patients=30)
ADAPTR = trials.ResponseAdaptive(
    arms=("A", "B", "C"),
    looks=tuple(range(300, 2001, 100)),
    randomised=(*range(400, 2001, 100), 2000),
    least=0.2,
    superiority=0.9814318,
    equivalence=0.9,
    equivalence_gap=0.05,
    highest=False,
)
NAMES = ("lung", "breast", "colon", "bile", "skin", "bone")
BASKET = trials.BasketTrial(baskets=NAMES, null_rates=(0.15,) * 6, looks=(10, 20), futility=0.1)
SEQUENTIAL = trials.GroupSequential(information=(1 / 3, 2 / 3, 1), patients=300)

FIVE = trials.ToxicityScenario("third", (0.05, 0.15, 0.30, 0.45, 0.60), patients_per_month=3)
SIX = trials.ToxicityScenario("six", (0.05, 0.1, 0.2, 0.35, 0.5, 0.7))
SEVEN = trials.ToxicityScenario("seven", (0.01, 0.03, 0.07, 0.15, 0.25, 0.36, 0.47))
ALIKE = trials.BinaryScenario("null", (0.25,) * 3)
MIXED = trials.BinaryScenario("mixed", (0.15, 0.15, 0.15, 0.15, 0.4, 0.4))
NO_EFFECT = trials.NormalScenario("null", (0, 0), 1.0)


def timed(work) -> tuple[object, float, float]:
    """What a call gives, its seconds by the clock, and of processor time."""
    wall, core = time.perf_counter(), time.process_time()
    found = work()
    return found, time.perf_counter() - wall, time.process_time() - core


def simulated(design, truth, n: int, *, workers: int = 1):
    """Trials and their seconds, as :func:`timed`: compiled before, and no posterior kept from before."""
    trials.simulate(design, truth, n_trials=20, exact=False, workers=1)
    _crm._posteriors.cache_clear()  # noqa: SLF001
    _blrm._posteriors.cache_clear()  # noqa: SLF001
    return timed(lambda: trials.simulate(design, truth, n_trials=n, exact=False, workers=workers))
