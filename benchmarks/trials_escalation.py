"""Trials a second of the escalation designs, and what two workers gain.

    python benchmarks/trials_escalation.py [--combination]

Peers, CPU seconds for 10,000 trials on a machine of this kind: BOIN 2.7.2 (R) 8.6; dfcrm (R), n = 24, about
57; OncoBayes2 (R) 1.66 a fit, so about 46 h for ten cohorts. Compilation is done before the clock starts.
"""

from __future__ import annotations

import sys

import numpy as np
from _trial_cases import BLRM, BOIN, CRM, FIVE, SEVEN, SIX, simulated, timed
from scipy import special

from kai_workbench import trials
from kai_workbench.trials import _escalation

DOSES = BOIN.doses


def show(name: str, design, truth, n: int, goal: str, *, workers: int = 1) -> float:
    _, wall, core = simulated(design, truth, n, workers=workers)
    per = n / core
    print(
        f"{name:34} {n:>9,} trials {wall:8.2f} s wall {core:8.2f} s core {per:>11,.0f} a core second  {goal}"
    )
    return wall


def main() -> None:
    one = show("BOIN", BOIN, FIVE, 1_000_000, "goal 1,000,000; BOIN (R) 1,160")
    two = show("BOIN, two workers", BOIN, FIVE, 1_000_000, "", workers=2)
    print(f"{'':34} two workers {one / two:.2f} times one (goal 1.7)")
    show("CRM, 24 patients one by one", CRM, SIX, 10_000, "goal 2 s; dfcrm (R) 57 s")
    show("BLRM, ten cohorts", BLRM, SEVEN, 10_000, "goal 2 s; OncoBayes2 (R) 46 h")
    show("TITE-BOIN", trials.TITEBOIN(doses=DOSES, window=3), FIVE, 10_000, "")
    tite = trials.TITECRM(doses=DOSES, skeleton=(0.06, 0.15, 0.3, 0.45, 0.6), window=3, max_patients=30)
    show("TITE-CRM, 30 patients", tite, FIVE, 10_000, "")
    responding = trials.ToxicityScenario("third", FIVE.rates, efficacy=(0.1, 0.2, 0.3, 0.4, 0.5))
    show("BOIN with backfill", trials.BackfillBOIN(doses=DOSES), responding, 10_000, "")
    for name, design in (("BOIN", BOIN), ("3+3", trials.ThreePlusThree(doses=DOSES))):
        _escalation.counted_courses.cache_clear()
        trials.simulate(design, FIVE)
        _escalation.counted_courses.cache_clear()
        found, wall, _ = timed(lambda design=design: trials.simulate(design, FIVE))
        again = timed(lambda design=design: trials.simulate(design, FIVE))[1]
        states = found.design.courses().ways.size
        print(f"{name}, counted exactly: {states:,} final states {wall:.3f} s; next truth {again:.3f} s")
    if "--combination" in sys.argv[1:]:
        combination()
        exnex()


def combination() -> None:
    """The example "combo2" of OncoBayes2, history and own data fitted together."""
    together = [(3, 400, 3, 0), (3, 800, 7, 5), (4.5, 400, 3, 0), (6, 400, 6, 0), (6, 600, 3, 2)]
    single = [(3, 3, 0), (4.5, 3, 0), (6, 6, 0), (8, 3, 2), (3, 3, 0), (4.5, 6, 0), (6, 11, 0), (8, 3, 2)]
    other = [(33.3, 3, 0), (50, 3, 0), (100, 4, 0), (200, 9, 0), (400, 15, 0), (800, 20, 2), (1120, 17, 4)]
    own = [
        *(((3, 400), 3, 0), ((3, 800), 3, 1), ((6, 400), 3, 1), ((3, 400), 3, 0)),
        *(((3, 800), 6, 2), ((4.5, 600), 10, 2), ((6, 400), 10, 3)),
    ]
    design = trials.CombinationBLRM(
        doses_a=(3, 4.5, 6),
        doses_b=(400, 600, 800),
        model=trials.CombinationModel(reference=(6, 960)),
        history=(
            *(("A", a, 0, n, y) for a, n, y in single),
            *(("B", 0, b, n, y) for b, n, y in other),
            *(("IIT", *row) for row in together),
        ),
        draws=16_000,
    )
    published = {(3, 400): (0.069, 0.000), (4.5, 600): (0.217, 0.058), (6, 600): (0.370, 0.636)}
    for refit in (True, False):
        told, wall, _ = timed(lambda refit=refit: design.estimate(own, refit=refit))
        how = "fitted together" if refit else f"draws weighed, ess {told['ess'][0]:.0f}"
        print(f"combination, {how} ({wall:.0f} s)")
        for a, b, mean, over in told.select("a", "b", "mean", "over").iter_rows():
            if (a, b) in published:
                print(f"  {a:g} + {b:g}: {mean:.3f} / {over:.3f}   published {published[a, b]}")


def exnex(draws: int = 4_000_000) -> None:
    """Trials that may not be exchangeable: the sampler against plain importance sampling."""
    model = trials.CombinationModel(reference=(6, 960), exchangeable=0.7)
    design = trials.CombinationBLRM(
        doses_a=(3, 6), doses_b=(400, 800), model=model, history=(("A", 6, 0, 10, 6),), draws=16_000
    )
    own = [((3, 400), 6, 0), ((6, 400), 3, 1)]
    told, wall, _ = timed(lambda: design.estimate(own, refit=True))
    rng = np.random.default_rng(1)
    total, sums = 0.0, {}
    squares = 0.0
    for _ in range(20):
        n = draws // 20
        z = rng.standard_normal((2, n))  # typical log α, log β of drug a; then its SDs and correlation
        typical = np.log(0.25) + 2 * z[0], z[1]
        tau = [middle * 4 ** (rng.standard_normal(n) / 1.96) for middle in (0.25, 0.125)]
        rho = rng.uniform(-1, 1, n)

        def member(typical=typical, tau=tau, rho=rho, n=n):
            e = rng.standard_normal((2, n))
            apart = rng.random(n) > model.exchangeable
            mixed = rho * e[0] + np.sqrt(1 - rho**2) * e[1]
            alone = rng.standard_normal((2, n))
            first = np.where(apart, np.log(0.25) + 2 * alone[0], typical[0] + tau[0] * e[0])
            return first, np.where(apart, alone[1], typical[1] + tau[1] * mixed)

        history, a = member(), member()
        typical = np.log(0.25) + 2 * rng.standard_normal(n), rng.standard_normal(n)
        tau = [middle * 4 ** (rng.standard_normal(n) / 1.96) for middle in (0.25, 0.125)]
        b = member(typical, tau, rng.uniform(-1, 1, n))
        eta = 1.121 * rng.standard_normal(n)
        eta += 0.125 * 4 ** (rng.standard_normal(n) / 1.96) * rng.standard_normal(n)

        def rate(dose_a, dose_b, a=a, b=b, eta=eta):
            one = special.expit(a[0] + np.exp(a[1]) * np.log(dose_a / 6))
            two = special.expit(b[0] + np.exp(b[1]) * np.log(dose_b / 960))
            logit = special.logit(1 - (1 - one) * (1 - two)) + eta * dose_a / 6 * dose_b / 960
            return special.expit(logit)

        p = special.expit(history[0])
        weight = p**6 * (1 - p) ** 4
        for (dose_a, dose_b), patients, dlts in own:
            p = rate(dose_a, dose_b)
            weight *= p**dlts * (1 - p) ** (patients - dlts)
        weight = np.nan_to_num(weight)
        total, squares = total + weight.sum(), squares + (weight**2).sum()
        for pair in design.doses:
            p = np.nan_to_num(rate(*pair))
            sums.setdefault(pair, np.zeros(2))
            sums[pair] += weight @ p, weight @ (p > 0.33)
    print(f"EXNEX, fitted together ({wall:.0f} s); importance sampling with ess {total**2 / squares:.0f}")
    for a, b, mean, over in told.select("a", "b", "mean", "over").iter_rows():
        other = sums[a, b] / total
        print(f"  {a:g} + {b:g}: {mean:.3f} / {over:.3f}   by weights {other[0]:.3f} / {other[1]:.3f}")


if __name__ == "__main__":
    main()
