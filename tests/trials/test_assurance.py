"""Assurance and the probability of success of a programme."""

from __future__ import annotations

import numpy as np
import pytest
import scipy
import xarray as xr

from kai_workbench import trials
from kai_workbench.trials import DesignError

EFFECT = np.random.default_rng(1).normal(0.3, 0.2, 4000)


def power(effect, error=0.12):
    return scipy.stats.norm.sf(1.959964 - np.asarray(effect) / error)


def test_assurance_of_a_normal_effect_is_the_closed_form():
    found = trials.assurance(power, EFFECT, worth=0.2)
    closed = scipy.stats.norm.sf((1.959964 * 0.12 - 0.3) / np.hypot(0.12, 0.2))
    assert abs(found.probability.value - closed) < 4 * found.probability.mcse
    assert found.expected > 0.3
    assert np.mean(EFFECT > 0.2) < found.worthwhile < 1
    same = trials.assurance(power, xr.DataArray(EFFECT, dims="sample"), worth=0.2)
    assert same.probability == found.probability


def test_a_design_counted_exactly_gives_the_probability_at_each_draw():
    design = trials.SimonTwoStage(null_rate=0.1, target_rate=0.3, r1=1, n1=10, r=5, n=29)
    rates = np.random.default_rng(2).beta(6, 14, 200)
    found = trials.assurance(lambda p: np.array([design.probability(x) for x in p]), rates)
    assert 0.3 < found.probability.value < design.probability(0.5)


def test_trials_of_one_truth_succeed_together():
    steps = {"phase 2": lambda e: power(e, 0.2), "phase 3": lambda e: power(e, 0.1)}
    table = trials.programme(steps, EFFECT)
    assert table["so_far"][1] > table["alone"][0] * table["alone"][1]
    assert table["given_before"][1] > table["alone"][1]
    assert table["so_far"][1] == pytest.approx(np.mean(power(EFFECT, 0.2) * power(EFFECT, 0.1)))


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda: trials.assurance(lambda e: e[:3], EFFECT), "design_length"),
        (lambda: trials.assurance(lambda e: e * 9, EFFECT), "design_not_a_rate"),
        (lambda: trials.programme({}, EFFECT), "design_empty"),
    ],
)
def test_what_cannot_be_is_refused_in_words(make, key):
    with pytest.raises(DesignError) as caught:
        make()
    assert caught.value.key == key
