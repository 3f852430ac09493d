from __future__ import annotations

import pytest
from kai_widgets import Roulette


def test_a_roulette_begins_without_chips():
    assert Roulette(bins=["a", "b"]).chips == [0, 0]
    assert Roulette(bins=["a", "b"], chips=[1, 2]).chips == [1, 2]


def test_chips_that_are_not_as_many_as_bins_are_refused():
    with pytest.raises(ValueError, match="3 numbers of chips for the 2 bins of 'dose'"):
        Roulette(bins=["a", "b"], chips=[1, 2, 3], label="dose")


@pytest.mark.parametrize("chips", [[-1, 0], [11, 0]])
def test_a_stack_stays_between_nothing_and_the_most(chips):
    with pytest.raises(ValueError, match="between 0 and 10"):
        Roulette(bins=["a", "b"], chips=chips)
    roulette = Roulette(bins=["a", "b"])
    with pytest.raises(ValueError, match="between 0 and 10"):
        roulette.chips = chips
