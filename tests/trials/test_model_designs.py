"""CRM and BLRM: published posteriors, rules, simulation against integration by other means."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import scipy

from kai_workbench import trials
from kai_workbench.trials import _blrm, _crm
from kai_workbench.trials._cohorts import State

SKELETON = (0.05, 0.1, 0.2, 0.35, 0.5, 0.7)
LEVELS = (1, 2, 3, 4, 5, 6)
NUMBER_5 = list(zip((3, 4, 4, 3, 3, 4, 3, 2, 2, 2), [1] * 10, (0, 0, 1, 0, 0, 1, 1, 0, 0, 0), strict=True))
PROVISIONAL = (1, 2.5, 5, 10, 15, 20, 25)
SINGLE_AGENT = [(1, 3, 0), (2.5, 4, 0), (5, 5, 0), (10, 4, 0), (25, 2, 2)]
CRM = trials.CRM(doses=LEVELS, skeleton=SKELETON, target=0.2, cohort_size=1, max_patients=12)
BLRM = trials.BLRM(doses=(5, 10, 20, 40), reference=20, max_patients=12)


def test_crm_has_the_posterior_of_dfcrm():
    told = CRM.estimate(NUMBER_5)
    assert told["beta"][0] == pytest.approx(-0.2121715, abs=1e-6)
    assert told["p"].to_list() == pytest.approx([0.0887, 0.1553, 0.2721, 0.4278, 0.5708, 0.7494], abs=1e-4)
    assert dataclasses.replace(CRM, cutoff=None).next(NUMBER_5).dose == 2


COUNTS = [((3, 0), (3, 1), (6, 3)), ((1, 1), (0, 0), (0, 0)), ((20, 0), (20, 2), (20, 9))]


@pytest.mark.parametrize("counts", COUNTS)
def test_crm_integrates_as_quadrature_does(counts):
    design = trials.CRM(doses=(1, 2, 3), skeleton=(0.1, 0.25, 0.4), target=0.25)
    data = [(k + 1, n, y) for k, (n, y) in enumerate(counts) if n]
    told = design.estimate(data)

    beta = np.linspace(-7, 5, 100_001)
    log = -0.5 * beta**2 / 1.34
    for skeleton, (n, y) in zip(design.skeleton, counts, strict=True):
        log_p = np.exp(beta) * np.log(skeleton)
        log += y * log_p + (n - y) * np.log(np.maximum(-np.expm1(log_p), 1e-300))
    mass = np.exp(log - log.max())
    mass /= mass.sum()
    assert told["beta"][0] == pytest.approx(mass @ beta, abs=1e-6)
    over = [mass[skeleton ** np.exp(beta) > 0.25].sum() for skeleton in design.skeleton]
    assert told["above_target"].to_list() == pytest.approx(over, abs=3e-4)


def test_blrm_has_the_published_posterior():
    design = trials.BLRM(doses=PROVISIONAL, reference=50)
    told = design.estimate(SINGLE_AGENT).rows_by_key("dose", named=True, unique=True)
    published = {10: (0.1161, 0.0371), 15: (0.2208, 0.2119), 20: (0.3366, 0.4689), 25: (0.4439, 0.6700)}
    for dose, (mean, over) in published.items():
        assert told[dose]["mean"] == pytest.approx(mean, abs=0.002)
        assert told[dose]["over"] == pytest.approx(over, abs=0.002)
    assert design.next(SINGLE_AGENT).admissible == (1, 2.5, 5, 10, 15)
    assert design.next(SINGLE_AGENT).dose == 15


def test_blrm_integrates_as_a_finer_grid_does():
    data = [(5, 6, 0), (10, 9, 1), (20, 21, 7), (40, 3, 2)]
    told = BLRM.estimate(data)
    a, b = np.meshgrid(np.linspace(-9, 5, 2001), np.linspace(-4.5, 4, 601), indexing="ij")
    log = -0.5 * (a**2 / 4 + b**2)
    eta = {dose: a + np.exp(b) * np.log(dose / 20) for dose in BLRM.doses}
    for dose, n, y in data:
        log += y * eta[dose] - n * np.logaddexp(0, eta[dose])
    mass = np.exp(log - log.max())
    mass /= mass.sum()
    for row in told.iter_rows(named=True):
        p = scipy.special.expit(eta[row["dose"]])
        assert row["mean"] == pytest.approx((mass * p).sum(), abs=1e-4)
        assert row["over"] == pytest.approx(mass[p > 0.33].sum(), abs=2e-3)
        assert row["inside"] == pytest.approx(mass[(p > 0.16) & (p <= 0.33)].sum(), abs=2e-3)
        assert row["under"] + row["inside"] + row["over"] == pytest.approx(1)


@pytest.mark.parametrize("design", [CRM, BLRM], ids=["CRM", "BLRM"])
def test_a_simulated_trial_follows_the_recommendations(design):
    truth = trials.ToxicityScenario("steep", np.linspace(0.1, 0.7, len(design.doses)))
    found = trials.simulate(design, truth, n_trials=200)
    assert found.method == "simulated"
    for k in (0, 3, 77):
        example, sofar = found.example(k=k), []
        for (_, dose), part in example.group_by("cohort", "dose", maintain_order=True):
            if sofar:
                assert design.next(sofar).dose == dose
            sofar.append((dose, part.height, int(part["dlt"].sum())))
        assert design.next(sofar).action == example["then"][-1]


@pytest.mark.parametrize("design", [CRM, BLRM], ids=["CRM", "BLRM"])
def test_kept_posteriors_do_not_depend_on_who_asked_first(design):
    truth = trials.ToxicityScenario("any", np.linspace(0.05, 0.6, len(design.doses)))
    many = dataclasses.replace(design, max_patients=9)
    one = trials.simulate(many, truth, n_trials=5500, workers=1)
    _crm._posteriors.cache_clear()
    _blrm._posteriors.cache_clear()
    assert trials.simulate(many, truth, n_trials=5500, workers=3).measures == one.measures


@pytest.mark.parametrize("design", [CRM, BLRM], ids=["CRM", "BLRM"])
def test_an_inadmissible_dose_is_never_recommended(design):
    generator = np.random.default_rng(8)
    for _ in range(200):
        picked = generator.integers(0, len(design.doses), generator.integers(1, 4))
        cohorts = [(design.doses[k], 3, int(generator.integers(0, 4))) for k in picked]
        advice = design.next(cohorts)
        if advice.action in {"stop", "complete"}:
            assert advice.dose is None or advice.dose in design.doses
        else:
            assert advice.dose in advice.admissible
        for reason in advice.reasons:
            assert reason.say("ko") != reason.say("en")


def test_crm_neither_skips_nor_rises_after_a_dlt():
    free = dataclasses.replace(CRM, no_skipping=False, coherent=False)
    clean = [(1, 1, 0)]
    assert free.next(clean).dose > 2
    assert CRM.next(clean).dose == 2
    assert any(reason.key == "no_skipping" for reason in CRM.next(clean).reasons)
    after = [(1, 6, 0), (2, 1, 1)]
    assert free.next(after).dose >= 2
    assert CRM.next(after).dose <= 2


def test_blrm_keeps_to_its_largest_step():
    wide = trials.BLRM(doses=(5, 10, 20, 40), reference=400, no_skipping=False, pick="highest")
    assert wide.next([(5, 3, 0)]).dose > 10
    held = dataclasses.replace(wide, max_increase=2.0).next([(5, 3, 0)])
    assert held.dose == 10
    assert any(reason.key == "increase" for reason in held.reasons)


def test_a_trial_without_an_admissible_dose_stops():
    for design in (CRM, BLRM):
        advice = design.next([(design.doses[0], 6, 6)])
        assert (advice.action, advice.dose, advice.admissible) == ("stop", None, ())


def test_an_untried_dose_is_not_selected():
    state = State.empty(1, 6, 0)
    state.n[0, 0] = 12
    assert CRM.select(state)[0] == 0


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda: trials.CRM(doses=(1, 2, 3), skeleton=(0.1, 0.3, 0.2)), "skeleton: .* does not rise"),
        (lambda: trials.CRM(doses=(1, 2, 3), skeleton=(0.1, 0.1, 0.2)), "does not rise"),
        (lambda: trials.CRM(doses=(1, 2, 3), skeleton=(0.1, 0.2)), "2 values where 3"),
        (lambda: trials.CRM(doses=(1, 2), skeleton=(0.1, 1.0)), "skeleton"),
        (lambda: trials.CRM(doses=(1, 2), skeleton=(0.1, 0.2), target=-0.1), "target"),
        (lambda: trials.CRM(doses=(1, 2), skeleton=(0.1, 0.2), prior_sd=0), "prior_sd"),
        (lambda: trials.BLRM(doses=(0, 5), reference=5), "doses"),
        (lambda: trials.BLRM(doses=(1, 5), reference=0), "reference"),
        (lambda: trials.BLRM(doses=(1, 5), reference=5, ewoc=1), "ewoc"),
        (lambda: trials.BLRM(doses=(1, 5), reference=5, interval=(0.33, 0.16)), "interval"),
        (lambda: trials.BLRM(doses=(1, 5), reference=5, target=0.5), "between its ends"),
        (lambda: trials.BLRM(doses=(1, 5), reference=5, log_beta=(0, -1)), "log_beta"),
        (lambda: trials.BLRM(doses=(1, 5), reference=5, max_increase=2), "5 times the one before"),
        (lambda: trials.BLRM(doses=(1, 5), reference=5, pick="best"), "one of: target, highest"),
        (lambda: BLRM.next([(5, 3, 4)]), "4 DLTs among 3"),
        (lambda: CRM.next([(7, 1, 0)]), "7 is not a dose"),
    ],
)
def test_what_cannot_be_is_refused(make, match):
    with pytest.raises(trials.DesignError, match=match):
        make()
