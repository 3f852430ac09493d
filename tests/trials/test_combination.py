"""Two drugs: the published posterior, steps, weights of draws against a fit."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import scipy

from kai_workbench import trials

# The data of the example "combo2" of the R package OncoBayes2 (Neuenschwander et al. 2016).
SINGLE = [
    *(("A", a, 0, n, y) for a, n, y in [(3, 3, 0), (4.5, 3, 0), (6, 6, 0), (8, 3, 2)]),
    *(("A", a, 0, n, y) for a, n, y in [(3, 3, 0), (4.5, 6, 0), (6, 11, 0), (8, 3, 2)]),
    *(("B", 0, b, n, 0) for b, n in [(33.3, 3), (50, 3), (100, 4), (200, 9), (400, 15)]),
    ("B", 0, 800, 20, 2),
    ("B", 0, 1120, 17, 4),
]
TOGETHER = [(3, 400, 3, 0), (3, 800, 7, 5), (4.5, 400, 3, 0), (6, 400, 6, 0), (6, 600, 3, 2)]
OWN = [
    *(((3, 400), 3, 0), ((3, 800), 3, 1), ((6, 400), 3, 1), ((3, 400), 3, 0)),
    *(((3, 800), 6, 2), ((4.5, 600), 10, 2), ((6, 400), 10, 3)),
]
MODEL = trials.CombinationModel(reference=(6, 960))
PLAIN = trials.CombinationBLRM(doses_a=(3, 4.5, 6), doses_b=(400, 600, 800), model=MODEL, max_patients=12)
FULL = dataclasses.replace(
    PLAIN, history=(*SINGLE, *(("IIT", *row) for row in TOGETHER)), max_patients=60, draws=2000
)


@pytest.mark.slow
def test_the_posterior_is_the_published_one():
    told = FULL.estimate(OWN, refit=True).rows_by_key(("a", "b"), named=True, unique=True)
    published = {(3, 400): (0.069, 0.000), (4.5, 600): (0.217, 0.058), (6, 600): (0.370, 0.636)}
    for pair, (mean, over) in published.items():
        # 2,000 draws, of which some 800 are independent; the benchmark takes 16,000
        error = np.sqrt(over * (1 - over) / 800)
        assert told[pair]["mean"] == pytest.approx(mean, abs=0.01)
        assert told[pair]["over"] == pytest.approx(over, abs=0.01 + 2 * error)


def test_weighed_draws_are_a_posterior():
    """Against a sum over a grid: both drugs' other parameters all but fixed, only η free."""
    sharp = dataclasses.replace(
        MODEL, log_alpha=(-1.4, 1e-6), log_beta=(0.0, 1e-6), between=(1e-6, 1e-6, 1e-6), between_factor=1.01
    )
    design = dataclasses.replace(PLAIN, model=sharp, draws=8192)
    told = design.estimate([((3, 400), 3, 1), ((6, 800), 6, 4)])
    eta = np.linspace(-6, 6, 4001)

    def rate(a, b):
        alone = [scipy.special.expit(-1.4 + np.log(dose)) for dose in (a / 6, b / 960)]
        none = (1 - alone[0]) * (1 - alone[1])
        return scipy.special.expit(np.log(1 / none - 1) + eta * a / 6 * b / 960)

    mass = np.exp(-0.5 * (eta / 1.121) ** 2)
    mass *= rate(3, 400) * (1 - rate(3, 400)) ** 2 * rate(6, 800) ** 4 * (1 - rate(6, 800)) ** 2
    mass /= mass.sum()
    for row in told.iter_rows(named=True):
        p = rate(row["a"], row["b"])
        assert row["mean"] == pytest.approx(mass @ p, abs=2e-3)
        assert row["over"] == pytest.approx(mass[p > 0.33].sum(), abs=5e-3)
    assert 1000 < told["ess"][0] < 8192


def test_one_drug_rises_at_a_time():
    start = PLAIN.next([])
    assert start.dose == (3, 400)
    after = PLAIN.next([((3, 400), 3, 0)])
    assert after.dose in {(3, 400), (3, 600), (4.5, 400)}
    assert after.dose in after.admissible
    stopped = PLAIN.next([((3, 400), 9, 9)])
    assert (stopped.action, stopped.dose) == ("stop", None)
    paths = PLAIN.pathways(1)
    assert paths["next_dose"][0] in {"3 + 600", "4.5 + 400", "3 + 400"}


def test_trials_are_simulated_and_replayed():
    truth = trials.ToxicityScenario("flat", (0.05, 0.1, 0.2, 0.1, 0.25, 0.4, 0.2, 0.4, 0.55))
    found = trials.simulate(PLAIN, truth, n_trials=300)
    shares = [found.measure("selected", of=label).value for label in PLAIN.labels]
    assert sum(shares) + found.measure("none_selected").value == pytest.approx(1)
    example = found.example(k=4)
    assert example["dose"][0] == "3 + 400"


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda: dataclasses.replace(PLAIN, doses_a=(3, 3)), "doses_a: .*does not rise"),
        (lambda: dataclasses.replace(PLAIN, doses_b=(0, 3)), "doses_b"),
        (lambda: dataclasses.replace(PLAIN, draws=10), "draws"),
        (lambda: dataclasses.replace(PLAIN, history=(("A", 3, 0, 3),)), "4 values where 5"),
        (lambda: dataclasses.replace(PLAIN, history=(("A", 3, 0, 3, 4),)), "4 DLTs among 3"),
        (lambda: PLAIN.next([((3, 500), 3, 0)]), "is not a dose"),
        (lambda: trials.CombinationModel(reference=(0, 1)), "reference"),
    ],
)
def test_what_cannot_be_is_refused(make, match):
    with pytest.raises(trials.DesignError, match=match):
        make()
