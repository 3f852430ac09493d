"""Tumours under unequal survival."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from kai_workbench import linkage


def study(seed=3, animals=50, mortality=(0.2, 0.3, 0.4, 0.6), rates=(0.1, 0.12, 0.2, 0.3)):
    chance = np.random.default_rng(seed)
    group = np.repeat(np.arange(len(rates)), animals)
    tumour = chance.random(len(group)) < np.array(rates)[group]
    early = chance.random(len(group)) < np.array(mortality)[group]
    return tumour, np.where(early, chance.integers(200, 730, len(group)), 730), group


def by_sums(tumour, days, group, k, continuity):
    """The sums of the National Toxicology Program, one after the other, for doses 0, 1, 2 ..."""
    sums = dict.fromkeys(("a", "ad", "add", "ap", "adp", "y", "w", "ww", "yy", "wn", "yw"), 0.0)
    shares, precisions = [], []
    for dose in range(max(group) + 1):
        own = [(bool(y), t) for y, t, g in zip(tumour, days, group, strict=True) if g == dose]
        hit = sum(y for y, _ in own)
        lived = [(t / max(days)) ** k for y, t in own if not y]
        star, n = hit + sum(lived), len(own)
        a, p = star**2 / n, hit / star
        for name, value in (
            ("a", a), ("ad", a * dose), ("add", a * dose**2), ("ap", a * p), ("adp", a * dose * p),
            ("y", hit), ("w", sum(lived)), ("ww", sum(one**2 for one in lived)), ("yy", hit**2 / n),
            ("wn", sum(lived) ** 2 / n), ("yw", hit * sum(lived) / n),
        ):  # fmt: skip
            sums[name] += value
        shares.append(star / n)
        precisions.append(a)
    p = sums["y"] / (sums["y"] + sums["w"])
    q = 1 - p
    variance = q**2 * sums["y"] + p**2 * sums["ww"]
    variance -= q**2 * sums["yy"] + p**2 * sums["wn"] - 2 * p * q * sums["yw"]
    variance /= len(tumour) - len(shares)
    top = sums["adp"] - sums["ad"] * sums["ap"] / sums["a"]
    mean = sums["ad"] / sums["a"]
    steps = [shares[i] * (i - mean) - shares[i - 1] * (i - 1 - mean) for i in range(1, len(shares))]
    half = max(0.0, *steps) / 2 if continuity else 0.0
    bottom = variance * (sums["add"] - sums["ad"] ** 2 / sums["a"])
    return math.copysign(abs(top) - half, top * (abs(top) - half)) / math.sqrt(bottom)


@pytest.mark.parametrize("k", [1.5, 3.0, 6.0])
@pytest.mark.parametrize("continuity", [False, True])
def test_it_is_the_sums_of_the_national_toxicology_program(k, continuity):
    for seed in range(5):
        told = study(seed)
        found = linkage.poly_k(*told, k=k, continuity=continuity).trend
        expected = by_sums(*told, k, continuity)
        assert found.z == pytest.approx(expected, rel=1e-12)
        assert found.p_increasing == pytest.approx(stats.norm.sf(expected), rel=1e-9)


def test_where_all_live_to_the_end_it_is_the_test_without_weights():
    tumour, _, group = study()
    found = linkage.poly_k(tumour, np.full(200, 730), group)
    affected = [int(tumour[group == one].sum()) for one in range(4)]
    assert found.at_risk == (50.0, 50.0, 50.0, 50.0)
    assert found.rates == tuple(one / 50 for one in affected)
    plain = linkage.cochran_armitage(affected, [50] * 4, exact=False)
    # The variance alone differs: within groups here, under no effect at all there.
    share = sum(affected) / 200
    within = sum(50 * one / 50 * (1 - one / 50) for one in affected) / 196
    assert found.trend.z == pytest.approx(plain.z * math.sqrt(share * (1 - share) / within), rel=1e-12)


def test_early_deaths_hide_tumours_and_weights_find_them_again():
    """The same risk at every age in all groups, and half of the high dose dead before tumours come."""
    tumour, days, group = study(seed=11, animals=400, mortality=(0, 0, 0, 0.9), rates=(0.3, 0.3, 0.3, 0.3))
    lived = (days / 730) ** 3
    tumour &= np.random.default_rng(1).random(len(lived)) < lived
    examined = [400] * 4
    crude = linkage.cochran_armitage(
        [int(tumour[group == one].sum()) for one in range(4)], examined, exact=False
    )
    adjusted = linkage.poly_k(tumour, days, group)
    assert crude.p_decreasing < 0.001, "a protection that is none"
    assert adjusted.trend.p_two_sided > 0.05


def test_the_unit_of_time_and_the_zero_of_the_scores_do_not_matter():
    tumour, days, group = study()
    found = linkage.poly_k(tumour, days, group, scores=[0, 10, 30, 100])
    weeks = linkage.poly_k(tumour, days / 7, group, scores=[5, 15, 35, 105], end=730 / 7)
    assert weeks.trend.z == pytest.approx(found.trend.z, rel=1e-12)


def test_nothing_to_test_and_what_cannot_be():
    assert linkage.poly_k([False] * 4, [1, 2, 3, 4], [0, 0, 1, 1]).trend[2:5] == (1.0, 1.0, 1.0)
    for tumour, days, group in (([True], [1, 2], [0, 1]), ([True, False], [0, 2], [0, 1])):
        with pytest.raises(linkage.TrendError, match="time above 0"):
            linkage.poly_k(tumour, days, group)
    with pytest.raises(linkage.TrendError, match="two dose groups"):
        linkage.poly_k([True, False, True], [1, 2, 3], [0, 0, 0])
