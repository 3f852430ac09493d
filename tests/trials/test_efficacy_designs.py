"""BOIN12, U-BOIN and EffTox against the numbers of their papers and of other people's programs."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import polars as pl
import pytest

from kai_workbench import trials
from kai_workbench.trials._efficacy_escalation import response_given_dlt

FIVE = (1, 2, 3, 4, 5)
BOIN12 = trials.BOIN12(doses=FIVE, target=0.35, floor=0.25)
OTHER = trials.BOIN12(
    doses=FIVE,
    target=0.15,
    floor=0.4,
    utility=trials.JointUtility(response_and_dlt=30, neither=50),
    cutoff=0.9,
    futility_cutoff=0.8,
)
UBOIN = trials.UBOIN(doses=(1, 2), max_patients=6, stage_one=3, enough=9)
EFFTOX = trials.EffTox(
    doses=(1, 2, 4, 6.6, 10),
    alpha=(-7.9593, 3.5487),
    beta=(1.5482, 3.5018),
    gamma=(0.7367, 2.5423),
    zeta=(3.4181, 2.4406),
)
TRUTH = trials.ToxicityScenario(
    "second", (0.03, 0.17, 0.35, 0.50, 0.65), efficacy=(0.12, 0.39, 0.43, 0.55, 0.65)
)


def cohorts(text):
    """From '2NET 3BBN': dose, and per patient Neither, Efficacy, Toxicity or Both."""
    found = []
    for one in text.split():
        outcomes = one[1:]
        both = outcomes.count("B")
        dlts, responses = outcomes.count("T") + both, outcomes.count("E") + both
        found.append((int(one[0]), len(outcomes), dlts, responses, both))
    return found


# ---- BOIN12 --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("patients", "dlts", "responses", "score"),
    [
        (0, 0, 0, 60),
        (3, 0, 3, 91),
        (6, 1, 5, 87),
        (6, 5, 1, None),
        (9, 0, 8, 99),
        (9, 2, 3, 32.5),
        (9, 5, 5, 32.5),
        (9, 3, 1, 7),
        (9, 4, 0, None),
        (9, 6, 9, None),
    ],
)
def test_boin12_has_the_published_scores(patients, dlts, responses, score):
    # Lin et al., Table 3, as in the tests of the R package escalation
    table = BOIN12.decision_table((0, 3, 6, 9))
    row = table.row(
        by_predicate=(pl.col("patients") == patients)
        & (pl.col("dlts") == dlts)
        & (pl.col("responses") == responses),
        named=True,
    )
    assert row["rds"] == score
    assert row["admissible"] == (score is not None)


def test_boin12_follows_the_published_trial():
    # Lin et al., p. 1396; then the example of their supplement, cohort by cohort
    assert BOIN12.next(cohorts("1NNN 2ENT 3ETT 2EEN")).dose == 2
    course = "1NNN 2NNB 3NEE 3NTN 4ETE 4NBE 4BNN 5BEN 5NBT 4NEN".split()
    for k, dose in enumerate([2, 3, 3, 4, 4, 4, 5, 5, 4], start=1):
        assert BOIN12.next(cohorts(" ".join(course[:k]))).dose == dose, course[:k]
    last = BOIN12.next(cohorts(" ".join(course)))
    assert (last.action, last.dose) == ("complete", 4)


@pytest.mark.parametrize(
    ("design", "answers"),
    [
        (
            BOIN12,
            {
                1: "1EBB 1EEB 1EEE 1EET 1ETB 1ETT 1NBB 1NEB 1NEE 1NTB 1NTT 2BBB 2EBB 2ETB 2ETT 2NBB "
                "2NTB 2NTT 2TBB 2TTB 2TTT",
                2: "1NET 1NNB 1NNE 1NNN 1NNT 2EEB 2EEE 2EET 2NEB 2NEE",
                3: "2NET 2NNB 2NNE 2NNN 2NNT",
                4: "5BBB 5EBB 5ETB 5ETT 5NBB 5NET 5NNB 5NNE 5NNN 5NNT 5NTB 5NTT 5TBB 5TTB 5TTT",
                5: "5EEB 5EEE 5EET 5NEB 5NEE",
            },
        ),
        (
            OTHER,
            {
                1: "1EBB 1EEB 1EEE 1EET 1ETB 1ETT 1NBB 1NEB 1NEE 1NET 1NNB 1NTB 2BBB 2EBB 2EEB 2EET "
                "2ETB 2ETT 2NBB 2NEB 2NET 2NNB 2NNT 2NTB 2NTT 2TBB 2TTB 2TTT",
                2: "1NNE 1NNN 2EEE 2NEE",
                3: "2NNN",
                4: "5BBB 5EBB 5EEB 5EET 5ETB 5ETT 5NBB 5NEB 5NET 5NNB 5NNE 5NNN 5NNT "
                "5NTB 5NTT 5TBB 5TTB 5TTT",
                5: "5EEE 5NEE",
            },
        ),
    ],
    ids=["default", "another utility"],
)
def test_boin12_answers_as_the_authors_app(design, answers):
    # answers of MD Anderson's app, kept in the tests of the R package escalation. In five cases the app
    # stays at the lowest dose although it is inadmissible by the paper's rule; this design stops.
    stops = []
    for dose, texts in answers.items():
        for text in texts.split():
            advice = design.next(cohorts(text))
            if advice.action == "stop":
                assert not advice.admissible
                stops.append(text)
            else:
                assert advice.dose == dose, (text, advice.dose)
                assert advice.dose in advice.admissible
    assert stops == ([] if design is BOIN12 else ["1EBB", "1ETB", "1ETT", "1NBB", "1NTB"])


def test_boin12_selects_as_the_authors_program_and_not_the_next_dose():
    # 10,000 trials each: 57.3 % and 21.3 % by MD Anderson's program, 49.6 % and 23.7 % where the dose of the
    # next cohort is reported instead of the one selected at the end
    found = trials.simulate(dataclasses.replace(BOIN12, explore_at=None), TRUTH, n_trials=10_000)
    for dose, theirs in (("2 mg", 0.573), ("3 mg", 0.213)):
        ours = found.measure("selected", of=dose)
        assert abs(ours.value - theirs) <= 4 * np.hypot(ours.mcse, np.sqrt(theirs * (1 - theirs) / 10_000))
    assert found.measure("selected", of="2 mg").value - 0.496 > 4 * np.hypot(0.005, 0.005)
    assert found.measure("correct_selection").value == found.measure("selected", of="2 mg").value


# ---- U-BOIN --------------------------------------------------------------------------------------


def test_uboin_has_the_exact_characteristics_of_a_small_trial():
    # two doses, two cohorts; probabilities computed independently in R from every course of the trial
    tox, eff = np.array([0.15, 0.35]), np.array([0.35, 0.65])
    given, without = response_given_dlt(tox, eff, 0.2)
    cells = np.stack([(1 - tox) * (1 - without), tox * (1 - given), (1 - tox) * without, tox * given], axis=1)
    selected = np.zeros(3)
    for row in UBOIN.pathways(2).iter_rows(named=True):
        weight = 1.0
        for k in (1, 2):
            if (n := row[f"patients_{k}"]) is None:
                continue
            t, e, b = (row[f"{name}_{k}"] for name in ("dlts", "responses", "both"))
            counts = (n - t - e + b, t - b, e - b, b)
            ways = math.factorial(n) / math.prod(math.factorial(c) for c in counts)
            weight *= ways * np.prod(cells[int(row[f"dose_{k}"]) - 1] ** counts)
        selected[int(row["next_dose"] or 0)] += weight
    assert selected == pytest.approx([0.035787468407932, 0.627499667282430, 0.336712864309637], abs=1e-13)
    truth = trials.ToxicityScenario("small", tuple(tox), efficacy=tuple(eff), association=0.2)
    found = trials.simulate(UBOIN, truth, n_trials=10_000)
    for dose, exact in zip(("1 mg", "2 mg"), selected[1:], strict=True):
        measure = found.measure("selected", of=dose)
        assert abs(measure.value - exact) <= 4 * measure.mcse


def test_uboin_changes_its_stage():
    design = trials.UBOIN(doses=(1, 2, 3))
    assert design.boundaries == trials.BOIN(doses=(1,), target=0.25).boundaries
    first = design.next([(1, 3, 0, 0), (2, 4, 1, 4, 1)])
    assert (first.action, [reason.key for reason in first.reasons][1:]) == ("stay", ["stage_one", "table"])
    # twelve safe patients at the first dose: the next dose is tried before utilities count
    assert design.next([(1, 12, 0, 12)]).dose == 2
    second = design.next([(1, 12, 0, 9), (2, 6, 2, 2, 0)])
    assert (second.dose, second.reasons[-1].key) == (1, "stage_two")
    assert "9" in dict(second.reasons[-1].values)["utility"]
    assert design.next([(1, 24, 0, 9)]).action == "complete"
    assert design.next([(1, 3, 3, 0)]).action == "stop"


def test_uboin_table_is_the_posterior_mean():
    row = UBOIN.decision_table((3,)).row(
        by_predicate=(pl.col("dlts") == 1) & (pl.col("responses") == 2) & (pl.col("both") == 1), named=True
    )
    # Dirichlet(1/4 each) with one neither, one response, one both: worth 30, 100, 50, and 0 for a DLT
    assert row["utility"] == pytest.approx((1.25 * 30 + 1.25 * 100 + 1.25 * 50 + 0.25 * 0) / 4)
    assert row["stage_one"] == "de-escalate"  # 1/3 is above λd of .25


# ---- EffTox --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "theirs"),
    [
        (
            "1NNN 2ENN",
            [
                (0.05, 0.26, 0.72, 0.86, 0.91),
                (0.01, 0.01, 0.02, 0.06, 0.12),
                (-0.91, -0.47, 0.42, 0.64, 0.64),
                (0.01, 0.13, 0.80, 0.91, 0.94),
                (1.00, 1.00, 0.98, 0.93, 0.86),
            ],
        ),
        (
            "1NNN 2ENN 4ETB",
            [
                (0.06, 0.24, 0.71, 0.89, 0.94),
                (0.02, 0.06, 0.41, 0.77, 0.87),
                (-0.92, -0.63, -0.24, -0.41, -0.47),
                (0.01, 0.07, 0.85, 0.97, 0.98),
                (1.00, 0.98, 0.36, 0.08, 0.05),
            ],
        ),
    ],
)
def test_efftox_has_the_posterior_of_the_authors_program(text, theirs):
    # MD Anderson's program, to two digits; .015 is the tolerance of the R package trialr, which keeps them
    found = EFFTOX.estimate(cohorts(text)).with_columns(below_target=1 - pl.col("above_target"))
    for name, values in zip(
        ("response", "dlt", "utility", "above_floor", "below_target"), theirs, strict=True
    ):
        assert found[name].to_list() == pytest.approx(values, abs=0.015), name


def test_efftox_agrees_with_weights_on_the_prior():
    rng, x = np.random.default_rng(1), np.log(np.array(EFFTOX.doses))
    x -= x.mean()
    priors = [getattr(EFFTOX, name) for name in ("alpha", "beta", "gamma", "zeta", "eta", "psi")]
    a, b, c, z, h, psi = (mean + sd * rng.standard_normal((200_000, 1)) for mean, sd in priors)
    pt, pe = 1 / (1 + np.exp(-a - b * x)), 1 / (1 + np.exp(-c - z * x - h * x**2))
    v = pe * (1 - pe) * pt * (1 - pt) * np.tanh(psi / 2)
    cells = np.stack([(1 - pe) * (1 - pt) + v, (1 - pe) * pt - v, pe * (1 - pt) - v, pe * pt + v], axis=2)
    data = cohorts("1NNN 2ENT 4EBN")
    counts = EFFTOX.state_after(EFFTOX.read(data)).cells[0]
    weight = np.exp((counts * np.log(np.maximum(cells, 1e-300))).sum(axis=(1, 2)))
    weight /= weight.sum()
    error = 4 * np.sqrt((weight**2).sum()) * 0.5  # rates are within 0 and 1, so their SD is at most .5
    found = EFFTOX.estimate(data)
    assert found["response"].to_list() == pytest.approx(weight @ pe, abs=error)
    assert found["dlt"].to_list() == pytest.approx(weight @ pt, abs=error)
    assert error < 0.05


def test_efftox_has_the_published_utilities():
    # trialr: the three points are on the contour of 0, and .6/.1, .7/.2, .8/.3 are worth .04, .08, .12
    assert EFFTOX.utility([0.5, 1, 0.7], [0, 0.65, 0.25]) == pytest.approx(0, abs=1e-9)
    assert EFFTOX.utility([0.6, 0.7, 0.8], [0.1, 0.2, 0.3]).round(2).tolist() == [0.04, 0.08, 0.12]


def test_efftox_skips_no_dose_and_stops_where_none_is_acceptable():
    assert EFFTOX.next(cohorts("1NNN")).dose == 2
    toxic = EFFTOX.next(cohorts("1TTT 1TTT"))
    assert (toxic.action, toxic.dose) == ("stop", None)
    table = EFFTOX.decision_table()
    assert table.height == 20
    assert set(table["next_dose"].drop_nulls()) <= {1.0, 2.0}


# ---- all -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "design", [BOIN12, OTHER, trials.UBOIN(doses=FIVE), EFFTOX], ids=lambda d: type(d).__name__
)
def test_trials_are_the_same_whatever_the_workers_and_can_be_replayed(design):
    n = 20
    one = trials.simulate(design, TRUTH, n_trials=n, workers=1)
    assert one.frame.equals(trials.simulate(design, TRUTH, n_trials=n, workers=2).frame)
    example = one.example(k=3)
    data = example.group_by("cohort", maintain_order=True).agg(
        pl.col("dose").first(),
        patients=pl.len(),
        dlts=pl.col("dlt").sum(),
        responses=pl.col("response").sum(),
        both=(pl.col("dlt") & pl.col("response")).sum(),
        then=pl.col("then").last(),
    )
    for k in range(data.height):
        advice = design.next(data.head(k + 1))
        assert advice.action == data["then"][k]
        assert advice.dose is None or advice.dose in advice.admissible
        assert all(reason.say(lang) for reason in advice.reasons for lang in ("en", "ko"))
        if k + 1 < data.height:
            assert advice.dose == data["dose"][k + 1]


@pytest.mark.parametrize(
    ("bad", "key"),
    [
        ([(1, 3, 0)], "efficacy_row"),
        (["1NNN"], "efficacy_row"),
        ([(9, 3, 0, 0)], "escalation_unknown_dose"),
        ([(1, 3, 4, 0)], "escalation_dlts_over_patients"),
        ([(1, 3, 0, 4)], "efficacy_responses_over_patients"),
        ([(1, 3, 2, 2, 0)], "efficacy_both"),
        ([(1, 3, 1, 1)], "efficacy_both_needed"),
        ([(1, 3, 1, math.nan)], "design_not_whole"),
        ([(1, 0, 0, 0)], "design_not_whole"),
        (pl.DataFrame({"dose": [1], "patients": [3], "dlts": [0]}), "efficacy_column"),
        ([(1, 40, 0, 0)], "escalation_over_plan"),
    ],
)
def test_data_that_cannot_be_are_refused(bad, key):
    with pytest.raises(trials.DesignError) as refused:
        EFFTOX.next(bad)
    assert refused.value.key == key
    assert refused.value.say("en") != refused.value.say("ko")


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda: trials.JointUtility(response_and_dlt=101), "design_above"),
        (lambda: trials.JointUtility(response_and_dlt=59.5), "design_not_whole"),
        (lambda: trials.JointUtility(response=50), "utility_order"),
        (lambda: trials.BOIN12(doses=FIVE, floor=0), "design_not_a_share"),
        (lambda: trials.BOIN12(doses=FIVE, explore=0), "design_not_whole"),
        (lambda: trials.UBOIN(doses=FIVE, margin=0.3), "uboin_margin"),
        (lambda: trials.UBOIN(doses=FIVE, stage_one=24), "uboin_stages"),
        (lambda: dataclasses.replace(EFFTOX, equal_point=(0.4, 0.2)), "efftox_contour"),
        (lambda: dataclasses.replace(EFFTOX, beta=(0, 0)), "design_not_positive"),
        (lambda: dataclasses.replace(EFFTOX, doses=(0, 1)), "design_not_positive"),
        (lambda: trials.simulate(BOIN12, trials.ToxicityScenario("x", (0.1,) * 5)), "efficacy_needed"),
        (lambda: BOIN12.decision_table((37,)), "design_above"),
    ],
)
def test_settings_that_cannot_be_are_refused(make, key):
    with pytest.raises(trials.DesignError) as refused:
        make()
    assert refused.value.key == key


def test_the_second_stage_of_uboin_can_be_randomised_by_utility():
    settings = {"doses": (1, 2, 3), "max_patients": 36, "stage_one": 9}
    best, drawn = (trials.UBOIN(**settings, allocation=one) for one in ("best", "randomised"))
    cohorts = [
        (1, 3, 0, 1, 0),
        (2, 3, 0, 1, 0),
        (3, 3, 1, 2, 1),
        (3, 3, 2, 1, 1),
        (2, 3, 1, 2, 1),
        (2, 3, 0, 1, 0),
    ]
    state = drawn.state_after(drawn.read(cohorts))
    shares = drawn.shares(state)[0]
    worth = drawn.mean_utility(state.n, state.y, state.e, state.b)[0]
    fine = drawn.admissible(state)[0] & (state.n[0] > 0)
    np.testing.assert_allclose(shares, np.where(fine, worth, 0) / worth[fine].sum())
    assert fine.sum() >= 2
    # drawn uniforms give these shares, and never a dose without one
    many = state.take(np.zeros(40_000, dtype=np.int64))
    u = np.random.default_rng(1).random((40_000, 3))
    level = drawn._allocated(many, np.full(40_000, 1), u)
    seen = np.bincount(level, minlength=3) / 40_000
    np.testing.assert_allclose(seen, shares, atol=4 * 0.5 / 200)
    assert best.next(cohorts).dose == drawn.next(cohorts).dose
    told = " ".join(reason.say("ko") for reason in drawn.next(cohorts).reasons)
    assert f"{100 * shares[1]:.0f}%" in told
    truth = trials.ToxicityScenario("x", (0.05, 0.10, 0.15), efficacy=(0.2, 0.5, 0.5))
    spread = {
        one.allocation: trials.simulate(one, truth, n_trials=400)
        .measure("share_of_patients", of="1 mg")
        .value
        for one in (best, drawn)
    }
    assert spread["randomised"] > spread["best"]  # the dose of low utility gets more of them
    with pytest.raises(trials.DesignError, match="allocation"):
        trials.UBOIN(**settings, allocation="coin")
