from __future__ import annotations

import itertools
import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from kai_workbench import linkage, standards


def _counted(affected, examined):
    """One-sided exact p-value in whole numbers: arrangements of at least this sum over all of them."""
    ways = {(0, 0): 1}
    for rank, size in enumerate(examined):
        after = {}
        for (count, reached), number in ways.items():
            for more in range(min(size, sum(affected) - count) + 1):
                key = (count + more, reached + rank * more)
                after[key] = after.get(key, 0) + number * math.comb(size, more)
        ways = after
    found = sum(rank * hit for rank, hit in enumerate(affected))
    told = {reached: number for (count, reached), number in ways.items() if count == sum(affected)}
    return sum(number for reached, number in told.items() if reached >= found) / sum(told.values())


@pytest.mark.parametrize(
    ("affected", "examined"),
    [
        # The data set Pain of SAS's example of PROC FREQ: five doses, adverse events of persons.
        ([6, 7, 9, 14, 23], [32, 33, 32, 32, 32]),
        ([1, 0, 4, 6], [40, 12, 40, 7]),
        ([30, 28, 33, 35], [36, 36, 36, 36]),  # fewer are unaffected
        ([2, 11, 19], [300, 250, 400]),
        ([0, 0, 25], [25, 25, 25]),
    ],
)
def test_the_exact_trend_is_that_of_whole_numbers_down_to_small_tails(affected, examined):
    told = linkage.cochran_armitage(affected, examined)
    assert told.p_increasing == pytest.approx(_counted(affected, examined), rel=1e-10)
    turned = linkage.cochran_armitage(affected[::-1], examined[::-1])
    assert turned.p_decreasing == pytest.approx(told.p_increasing, rel=1e-10)
    assert turned.p_two_sided == pytest.approx(told.p_two_sided, rel=1e-10)


def test_scores_are_doses_in_any_unit():
    counts = ([1, 2, 6, 9], [20, 20, 20, 20])
    told = linkage.cochran_armitage(*counts, scores=[0, 10, 30, 100])
    assert linkage.cochran_armitage(*counts, scores=[0, 0.1, 0.3, 1]) == (
        *[pytest.approx(one) for one in told[:5]],
        "exact",
    )
    assert told.p_increasing != linkage.cochran_armitage(*counts).p_increasing


def test_groups_of_many_thousand_are_exact_where_that_is_quick_and_refused_where_it_is_not():
    told = linkage.cochran_armitage([1600, 1750], [17_000, 17_000])
    table = [[17_000 - 1600, 17_000 - 1750], [1600, 1750]]
    assert told.p_increasing == pytest.approx(stats.fisher_exact(table, alternative="greater")[1], rel=1e-9)
    near = linkage.cochran_armitage([400, 450, 480], [17_000] * 3)
    plain = linkage.cochran_armitage([400, 450, 480], [17_000] * 3, exact=False)
    assert near.p_increasing == pytest.approx(plain.p_increasing, rel=0.1)
    with pytest.raises(linkage.TrendError, match="exact=False"):
        linkage.cochran_armitage([3000, 3300, 3500, 3600], [17_000] * 4)


@pytest.mark.parametrize(("groups", "twice_the_smaller_tail"), [(5, 0.08579), (4, 0.62494)])
def test_the_exact_trend_agrees_with_a_published_worked_example(groups, twice_the_smaller_tail):
    # Elevated troponin T in stroke patients (Indredavik et al. 2008), the worked example of Fagerland,
    # Lydersen & Laake (2017), Statistical Analysis of Contingency Tables, chapter 5: the exact conditional
    # test, twice the smaller tail, as the authors' R package contingencytables prints it and its tests
    # quote it (CochranArmitage_exact_cond_midP_tests_rx2), for all groups and for the first four.
    elevated, others = (8, 10, 11, 22, 6)[:groups], (53, 48, 100, 102, 129)[:groups]
    told = linkage.cochran_armitage(elevated, [sum(pair) for pair in zip(elevated, others, strict=True)])
    assert 2 * min(told.p_increasing, told.p_decreasing) == pytest.approx(twice_the_smaller_tail, abs=5e-6)


def test_cochran_armitage_agrees_with_desctools():
    # DescTools::CochranArmitageTest, its own example: Z = -1.8856 (of the unaffected), p = 0.05935.
    told = linkage.cochran_armitage([0, 1, 0, 3], [10, 10, 10, 10], exact=False)
    assert told.z == pytest.approx(1.8856, abs=5e-5)
    assert told.p_two_sided == pytest.approx(0.05935, abs=5e-6)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 4)), min_size=2, max_size=4))
def test_the_exact_trend_is_that_of_counting_every_arrangement(groups):
    examined = [size for _, size in groups]
    affected = [min(hit, size) for hit, size in groups]
    told = linkage.cochran_armitage(affected, examined)
    total = sum(affected)
    if total in {0, sum(examined)}:
        assert told.p_increasing == 1
        return
    found = sum(rank * hit for rank, hit in enumerate(affected))
    ways = above = 0
    for table in itertools.product(*(range(size + 1) for size in examined)):
        if sum(table) == total:
            number = math.prod(math.comb(size, hit) for size, hit in zip(examined, table, strict=True))
            ways += number
            above += number * (sum(rank * hit for rank, hit in enumerate(table)) >= found)
    assert told.p_increasing == pytest.approx(above / ways, rel=1e-9)


def test_jonckheere_counts_pairs_as_hollander_and_wolfe_do():
    # Hollander, Wolfe & Chicken (2014), example 6.2: J = 79.
    groups = [[40, 35, 38, 43, 44, 41], [38, 40, 47, 44, 40, 42], [48, 40, 45, 43, 46, 44]]
    assert linkage.jonckheere(groups).statistic == 79


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.integers(0, 6), min_size=1, max_size=6), min_size=2, max_size=4))
def test_jonckheere_is_kendalls_tau_between_value_and_group(groups):
    values = [value for group in groups for value in group]
    ranks = [rank for rank, group in enumerate(groups) for _ in group]
    told = linkage.jonckheere(groups)
    if len(set(values)) < 2 or len(values) < 3:
        return
    expected = stats.kendalltau(ranks, values, method="asymptotic").pvalue
    assert told.p_two_sided == pytest.approx(expected, rel=1e-6)


def test_an_interval_of_ten_without_a_finding_is_the_published_one():
    # Clopper & Pearson (1934): 0 of 10 has the upper limit 1 - 0.025 ** (1/10).
    low, high = linkage.incidence_interval(0, 10, kind="clopper-pearson")
    assert (low, high) == (0.0, pytest.approx(1 - 0.025 ** (1 / 10)))
    # Brown, Cai & DasGupta (2001), table 5: Jeffreys of 1 in 10 is 0.011 to 0.381, of 5 in 10 0.224 to 0.776.
    assert linkage.incidence_interval(1, 10) == pytest.approx((0.011, 0.381), abs=5e-4)
    assert linkage.incidence_interval(5, 10) == pytest.approx((0.224, 0.776), abs=5e-4)
    assert np.isnan(linkage.incidence_interval(0, 0)).all()


@pytest.mark.parametrize(
    ("species", "dose", "expected"),
    # FDA (2005), table 1: divide the animal dose by 12.3, 6.2, 3.1, 1.8, 3.1.
    [("mouse", 12.3, 1.0), ("rat", 6.2, 1.0), ("rabbit", 3.1, 1.0), ("dog", 1.8, 1.0), ("monkey", 3.1, 1.0)],
)
def test_the_human_equivalent_dose_is_that_of_the_guidance(species, dose, expected):
    assert linkage.human_equivalent_dose(dose, species=species) == pytest.approx(expected, rel=0.03)


def test_an_uncertain_exponent_gives_a_range_around_the_guidance():
    drawn = linkage.human_equivalent_dose_draws(50.0, species="rat")
    assert drawn.dims == ("sample",)
    assert drawn.attrs["unit"] == "mg/kg"
    assert drawn.min() >= 50 * (0.15 / 60) ** 0.33
    assert drawn.max() <= 50 * (0.15 / 60) ** 0.25
    again = linkage.human_equivalent_dose_draws(50.0, species="rat")
    assert again.attrs["provenance"] == drawn.attrs["provenance"]


def test_an_exposure_margin_carries_the_spread_of_both_sides():
    animal = linkage.exposure_draws(1000.0, sd=300.0, n=6, unit="h*ng/mL", seed=1)
    human = linkage.exposure_draws(0.1, sd=0.02, n=12, unit="h*ug/mL", seed=2)
    told = linkage.margin(animal, human)
    assert float(told.median()) == pytest.approx(10, rel=0.02)
    assert float(told.quantile(0.05)) < 9
    assert float(told.quantile(0.95)) > 11
    assert told.attrs["uncertainty"] == "sampling"
    published = linkage.exposure_draws(0.1, unit="h*ug/mL")
    assert linkage.margin(animal, published).attrs["uncertainty"] == "partly unknown"


def test_what_gives_no_margin_is_refused():
    with pytest.raises(linkage.MarginError, match="logarithm"):
        linkage.exposure_draws(-5.0, unit="h*ng/mL")
    with pytest.raises(linkage.MarginError, match="body weight"):
        linkage.human_equivalent_dose(5.0, species="rat", unit="mg")
    with pytest.raises(linkage.MarginError, match="Known"):
        linkage.human_equivalent_dose(5.0, species="unicorn")
    for dose in (-1.0, float("nan"), np.array([1.0, -2.0])):
        with pytest.raises(linkage.MarginError):
            linkage.human_equivalent_dose(dose, species="rat")
    one = linkage.exposure_draws(5.0, unit="h*ng/mL")
    with pytest.raises(standards.UnitMismatch, match="molar"):
        linkage.margin(one, linkage.exposure_draws(5.0, unit="h*nmol/L"))
    with pytest.raises(linkage.TrendError, match="two dose groups"):
        linkage.cochran_armitage([1], [2])
    with pytest.raises(linkage.TrendError, match="More animals"):
        linkage.cochran_armitage([3, 1], [2, 2])


def test_sets_of_one_dose_are_put_together_but_never_with_recovery(rat):
    told = linkage.incidence(linkage.findings(rat)).filter(
        organ="GLAND, ADRENAL", term="HYPERTROPHY", sex="M"
    )
    assert told["affected"].to_list() == [2, 2, 3, 10]
    assert told["examined"].to_list() == [10, 10, 10, 10]
    assert (told["lower"] < told["incidence"]).all()
    after = linkage.incidence(linkage.findings(rat), recovery=True).filter(term="HYPERTROPHY", sex="M")
    assert set(after["dose"]) == {0.0, 125.0}


def test_the_adrenal_is_concordant_in_rat_and_dog_and_a_normal_organ_counts_as_examined(rat, dog):
    frames = {"rat": linkage.findings(rat, by_sex=False), "dog": linkage.findings(dog, by_sex=False)}
    people = pl.DataFrame(
        {"organ": ["Liver", "Eyes"], "affected": [True, None], "evidence": ["label", "none"]}
    )
    told = linkage.concordance(frames, human=people)
    adrenal = told.filter(organ_name="ADRENAL").row(0, named=True)
    assert (adrenal["rat"], adrenal["dog"], adrenal["human"]) == ("affected", "affected", "not examined")
    assert adrenal["rat_finding"] == adrenal["dog_finding"] == "HYPERTROPHY"
    assert adrenal["agreement"] == "all affected"
    assert told.filter(organ_name="KIDNEY")["dog"][0] == "examined"
    assert told.filter(organ_name="LIVER")["human"][0] == "affected"
    assert told.filter(organ_name="EYE")["human"][0] == "not examined"


def test_a_finding_that_grows_to_the_highest_dose_speaks_for_its_organ():
    # The most improbable trend falls back at the highest dose and does not count; another finding does.
    counts = {"A": [0, 0, 6, 0], "B": [0, 0, 0, 2]}
    frame = pl.DataFrame(
        [
            {
                "study": "S", "domain": "MI", "sex": None, "organ": "LIVER", "term": term, "dose": float(k),
                "dose_unit": "mg/kg", "control": k == 0, "affected": hit, "examined": size,
                "recovery": False, "set_code": str(k),
            }
            for term, hits in counts.items()
            for k, (hit, size) in enumerate(zip(hits, [40, 40, 8, 10], strict=True))
        ],
        schema_overrides={"sex": pl.String},
    )  # fmt: skip
    trends = linkage.incidence_trend(frame)
    assert trends.filter(term="A")["p_increasing"][0] < trends.filter(term="B")["p_increasing"][0] < 0.05
    row = linkage.concordance({"rat": frame}).row(0, named=True)
    assert (row["rat"], row["rat_finding"], row["rat_dose"]) == ("affected", "B", 3.0)


def test_organs_have_one_name_on_both_sides():
    assert linkage.organ_of("GLAND, ADRENAL") == linkage.organ_of("adrenal gland") == "ADRENAL"
    assert linkage.organ_of("LYMPH NODE, MANDIBULAR") == "LYMPH NODE"
