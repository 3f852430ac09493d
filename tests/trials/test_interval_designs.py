"""3+3, BOIN, mTPI-2, keyboard, i3+3: tables, exact characteristics, simulation, running trials."""

from __future__ import annotations

import itertools

import numpy as np
import polars as pl
import pytest
import scipy

from kai_workbench import trials
from kai_workbench.trials._simulate import generator_of

DOSES = (10, 20, 40, 80, 160)
RATES = (0.05, 0.15, 0.30, 0.45, 0.60)
TRUTH = trials.ToxicityScenario("third dose", RATES)
ALL = [
    trials.ThreePlusThree(doses=DOSES),
    trials.ThreePlusThree(doses=DOSES, confirm=False),
    trials.BOIN(doses=DOSES, max_patients=15),
    trials.BOIN(doses=DOSES, max_patients=14, enough=6, lowest_offset=0.05),
    trials.MTPI2(doses=DOSES, max_patients=12),
    trials.Keyboard(doses=DOSES, max_patients=12, start=20),
    trials.I3Plus3(doses=DOSES, max_patients=12, cohort_size=2),
]


def name(design):
    return type(design).__name__


def test_boin_has_the_published_boundaries_and_table():
    design = trials.BOIN(doses=DOSES, target=0.3)
    assert design.boundaries == pytest.approx((0.2364907, 0.3585195), abs=5e-8)
    table = design.decision_table().filter(pl.col("patients") % 3 == 0)
    assert table["escalate_at_most"].to_list() == [0, 1, 2, 2, 3, 4, 4, 5, 6, 7]
    assert table["deescalate_at_least"].to_list() == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    assert table["eliminate_at_least"].to_list() == [3, 4, 5, 7, 8, 9, 10, 11, 12, 14]


@pytest.mark.parametrize("design", ALL, ids=name)
def test_the_courses_of_a_trial_are_all_there(design):
    courses = design.courses()
    for rates in (RATES, (0, 0, 0.1, 0.2, 0.3), (0.5, 0.6, 0.7, 0.8, 1.0)):
        assert courses.probability(rates).sum() == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("design", ALL, ids=name)
def test_the_simulation_agrees_with_the_exact_characteristics(design):
    exact = trials.simulate(design, TRUTH)
    assert exact.method == "exact"
    assert (exact.frame["mcse"] == 0).all()
    simulated = trials.simulate(design, TRUTH, n_trials=20_000, exact=False)
    both = simulated.frame.join(exact.frame.select("measure", "of", truth="value"), on=["measure", "of"])
    assert both.height == exact.frame.height
    assert ((both["value"] - both["truth"]).abs() <= 4 * both["mcse"] + 1e-12).all(), both


def test_boin_without_decisions_is_a_binomial():
    # one dose, two cohorts: stops after 3/3, else six patients
    design = trials.BOIN(doses=(1,), max_patients=6)
    p = 0.4
    found = trials.simulate(design, trials.ToxicityScenario("one", (p,)))
    early = p**3
    assert found.measure("stopped_early").value == pytest.approx(early, abs=1e-12)
    assert found.measure("patients").value == pytest.approx(6 - 3 * early, abs=1e-12)
    # of six patients four or more DLTs eliminate the dose at the end
    dist = scipy.stats.binom(3, p).pmf(range(4))
    toxic = sum(dist[a] * dist[b] for a, b in itertools.product(range(3), range(4)) if a + b >= 4)
    assert found.measure("none_selected").value == pytest.approx(early + toxic, abs=1e-12)


@pytest.mark.parametrize("confirm", [False, True])
def test_3_plus_3_has_its_closed_form(confirm):
    q = np.array(RATES)
    zero, one = (1 - q) ** 3, 3 * q * (1 - q) ** 2
    go = zero + one * zero  # Storer: P(escalate) at each dose
    found = trials.simulate(trials.ThreePlusThree(doses=DOSES, confirm=confirm), TRUTH)
    selected = [found.measure("selected", of=f"{dose:g} mg").value for dose in DOSES]
    reached = np.concatenate([[1], np.cumprod(go)])
    stop = np.concatenate([1 - go, [1]])
    if not confirm:
        assert found.measure("none_selected").value == pytest.approx(1 - go[0], abs=1e-12)
        assert selected == pytest.approx((reached * stop)[1:], abs=1e-12)
        patients = [found.measure("patients", of=f"{dose:g} mg").value for dose in DOSES]
        assert patients == pytest.approx(reached[:-1] * (3 + 3 * one), abs=1e-12)
    else:
        # escalated after 0/3, a dose must still pass three more patients with at most one DLT
        three = zero / go
        holds = three * (zero + one) + (1 - three)
        passes = np.zeros(len(q))
        for top in range(1, len(q) + 1):  # the dose above `top` doses is the one that was too toxic
            left = reached[top] * stop[top]
            for j in range(top - 1, -1, -1):
                passes[j] += left * holds[j]
                left *= 1 - holds[j]
        assert selected == pytest.approx(passes, abs=1e-12)


@pytest.mark.parametrize("design", [one for one in ALL if isinstance(one, trials.BOIN)], ids=name)
def test_compiled_loops_and_plain_rules_make_the_same_trials(design):
    compiled = design.run(TRUTH, 500, generator_of(3, "x", 0))
    plain = trials.Escalation.run(design, TRUTH, 500, generator_of(3, "x", 0))
    for key, values in plain.items():
        assert np.array_equal(compiled[key], values), key


def test_a_replayed_trial_follows_the_recommendations():
    design = trials.BOIN(doses=DOSES, max_patients=18)
    found = trials.simulate(design, TRUTH, n_trials=300, exact=False)
    rows = design.run(TRUTH, 300, generator_of(1, TRUTH.name, 0))
    for k in (0, 17, 299):
        example = found.example(k=k)
        assert example.height == rows["patients"][k].sum()
        assert example["dlt"].sum() == rows["dlts"][k].sum()
        by_cohort = example.group_by("cohort", maintain_order=True).agg(
            pl.col("dose").first(), patients=pl.len(), dlts=pl.col("dlt").sum(), then=pl.col("then").last()
        )
        sofar = []
        for dose, patients, dlts, then in by_cohort.select("dose", "patients", "dlts", "then").rows():
            if sofar:
                assert design.next(sofar).dose == dose
            sofar.append((dose, patients, dlts))
            assert design.next(sofar).action == then


@pytest.mark.parametrize("design", ALL, ids=name)
def test_an_inadmissible_dose_is_never_recommended(design):
    generator = np.random.default_rng(5)
    three = isinstance(design, trials.ThreePlusThree)
    for _ in range(300):
        levels = generator.integers(0, len(DOSES), generator.integers(1, 5))
        if three:
            levels = np.unique(levels)
        cohorts = [(DOSES[level], 3, int(generator.integers(0, 4))) for level in levels]
        advice = design.next(cohorts)
        if advice.action not in {"stop", "complete"} and not three:
            assert advice.dose in advice.admissible
        assert advice.reasons
        for reason in advice.reasons:
            assert reason.say("ko") != reason.say("en")


def test_a_running_trial_gets_its_reasons():
    design = trials.BOIN(doses=DOSES)
    assert design.next([]).action == "start"
    assert design.next([(10, 3, 0)]).dose == 20
    eliminated = design.next(pl.DataFrame({"dose": [10, 20], "patients": [3, 3], "dlts": [0, 3]}))
    assert (eliminated.action, eliminated.dose, eliminated.admissible) == ("de-escalate", 10, (10,))
    back = design.next([(10, 3, 0), (20, 3, 3), (10, 3, 0)])
    assert (back.action, back.dose) == ("stay", 10)
    assert "closed" in " ".join(map(str, back.reasons))
    stopped = design.next([(10, 3, 3)])
    assert (stopped.action, stopped.dose, stopped.admissible) == ("stop", None, ())
    done = trials.BOIN(doses=DOSES, max_patients=6).next([(10, 3, 0), (20, 3, 1)])
    assert (done.action, done.dose) == ("complete", 20)


def test_the_mtd_is_the_isotonic_estimate_closest_to_the_target():
    # the example of the R package BOIN: n = 3, 3, 15, 9, 0 and y = 0, 0, 4, 4, 0 give the third dose
    design = trials.BOIN(doses=DOSES, target=0.3)
    data = [(10, 3, 0), (20, 3, 0), (40, 15, 4), (80, 9, 4)]
    assert design.next(data).dose == 40


def test_pathways_hold_every_outcome():
    design = trials.BOIN(doses=DOSES)
    paths = design.pathways(2)
    assert paths.height == 4 * 3 + 1  # after 3/3 at the first dose the trial is over
    row = paths.filter((pl.col("dlts_1") == 0) & (pl.col("dlts_2") == 2))
    assert row["next_dose"].item() == 10
    assert paths.filter(pl.col("dlts_1") == 3)["action"].to_list() == ["stop"]
    assert design.pathways(1, [(10, 3, 0)])["dose_1"].unique().to_list() == [20]


def test_mtpi2_and_keyboard_follow_the_strongest_interval():
    for kind in (trials.MTPI2, trials.Keyboard):
        table = kind(doses=DOSES, target=0.3, max_patients=12).table()
        for n in range(1, 13):
            # the mode of the posterior, y/n, lies in the strongest of equal intervals or next to it
            for y in range(n + 1):
                if table[n, y] == 1:
                    assert y / n < 0.3
                if table[n, y] == -1:
                    assert y / n > 0.3
    # three patients, one DLT, target .25 with intervals of .1: the mode .333 is in (.3, .4)
    assert trials.MTPI2(doses=DOSES, target=0.25).table()[3, 1] == -1
    assert trials.Keyboard(doses=DOSES, target=0.25).table()[3, 1] == -1
    # with .05 on either side of .3 the two designs differ only through what is left at 0 and 1
    small, keys = trials.MTPI2(doses=DOSES).table(), trials.Keyboard(doses=DOSES).table()
    assert (small != keys).sum() <= 3


def test_i3_plus_3_stays_where_one_dlt_less_would_be_too_few():
    table = trials.I3Plus3(doses=DOSES, target=0.25).table()
    assert table[3, 1] == 0  # 1/3 is above .30, 0/3 below .20
    assert table[6, 2] == 0  # 2/6 above, 1/6 below
    assert table[6, 3] == -1
    assert table[4, 1] == 0  # in the interval
    assert trials.I3Plus3(doses=DOSES, target=0.3).table()[20, 7] == 0  # .35 itself belongs to it


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda: trials.BOIN(doses=(10, 10, 20)), "does not rise"),
        (lambda: trials.BOIN(doses=()), "at least 1"),
        (lambda: trials.BOIN(doses=DOSES, target=0), "target"),
        (lambda: trials.BOIN(doses=DOSES, target=1.2), "target"),
        (lambda: trials.BOIN(doses=DOSES, target=0.8), "high"),
        (lambda: trials.BOIN(doses=DOSES, low=0.4), "between its ends"),
        (lambda: trials.BOIN(doses=DOSES, start=15), "15 is not a dose"),
        (lambda: trials.BOIN(doses=DOSES, cohort_size=0), "cohort_size"),
        (lambda: trials.BOIN(doses=DOSES, max_patients=2.5), "max_patients"),
        (lambda: trials.BOIN(doses=DOSES, cutoff=1), "cutoff"),
        (lambda: trials.BOIN(doses=DOSES, lowest_offset=0.7), "lowest_offset"),
        (lambda: trials.MTPI2(doses=DOSES, below=0.4), "between its ends"),
        (lambda: trials.I3Plus3(doses=DOSES, above=0.8), "between its ends"),
        (lambda: trials.BOIN(doses=DOSES).next([(15, 3, 0)]), "cohort 1: 15 is not a dose"),
        (lambda: trials.BOIN(doses=DOSES).next([(10, 3, 0), (20, 3, 4)]), "cohort 2: 4 DLTs among 3"),
        (lambda: trials.BOIN(doses=DOSES).next([(10, 3, -1)]), "cohort 1, dlts"),
        (lambda: trials.BOIN(doses=DOSES).next([(10, 0, 0)]), "cohort 1, patients"),
        (lambda: trials.BOIN(doses=DOSES).next([(10, 3)]), "is no cohort"),
        (lambda: trials.BOIN(doses=DOSES).next(pl.DataFrame({"dose": [10]})), "patients"),
        (lambda: trials.ThreePlusThree(doses=DOSES).next([(10, 4, 0)]), "cannot come about"),
        (lambda: trials.BOIN(doses=DOSES).pathways(20), "pathways"),
        (lambda: trials.simulate(trials.BOIN(doses=(1, 2)), TRUTH), "5 doses and the design 2"),
    ],
)
def test_what_cannot_be_is_refused(make, match):
    with pytest.raises(trials.DesignError, match=match):
        make()


# Zhao et al., Clin Cancer Res 2024;30:673, table 4, rows BOIN, which they simulated: rates; selected % at
# and above the target; patients below, at, above it and in all.
PUBLISHED = [
    ((0.25, 0.41, 0.45, 0.49, 0.53), (77.0, 16.7), (None, 8.7, 6.2, 15.1)),
    ((0.12, 0.25, 0.42, 0.49, 0.55), (55.6, 14.5), (7.2, 8.4, 5.1, 20.7)),
    ((0.04, 0.12, 0.25, 0.43, 0.63), (56.7, 12.3), (11.4, 8.0, 4.6, 23.9)),
    ((0.02, 0.06, 0.10, 0.25, 0.40), (53.3, 17.1), (14.0, 7.7, 4.0, 25.7)),
    ((0.02, 0.05, 0.08, 0.11, 0.25), (63.9, None), (17.6, 7.3, None, 24.9)),
]


@pytest.mark.parametrize(("rates", "selected", "patients"), PUBLISHED)
def test_boin_has_the_published_operating_characteristics(rates, selected, patients):
    """Held to 4 standard errors of 1,000 trials (their number is not stated) and to the rounding."""
    design = trials.BOIN(
        doses=(1, 2, 3, 4, 5), target=0.25, max_patients=30, enough=9, stay_on_one_of_three=True
    )
    courses = design.courses()
    p = courses.probability(rates)
    mtd = rates.index(0.25)
    chosen, treated = courses.rows["selected"], courses.rows["patients"]
    for hits, published in zip((chosen == mtd, chosen > mtd), selected, strict=True):
        share = p @ hits
        if published is not None:
            assert abs(share - published / 100) < 4 * np.sqrt(share * (1 - share) / 1000) + 0.0005
    counts = treated[:, :mtd].sum(axis=1), treated[:, mtd], treated[:, mtd + 1 :].sum(axis=1)
    for count, published in zip((*counts, treated.sum(axis=1)), patients, strict=True):
        if published is not None:
            sd = np.sqrt(p @ count**2 - (p @ count) ** 2)
            assert abs(p @ count - published) < 4 * sd / np.sqrt(1000) + 0.05
