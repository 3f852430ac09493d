"""One simulated trial told again, and how far designs' estimates are off: exact, simulated, by other ways."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from kai_workbench import models, trials

MAMS = trials.MAMS(arms=2, treatment=(1.0, 2.0), futility="triangular", efficacy="triangular", first=30)
GOLDILOCKS = trials.Goldilocks(
    patients=60, observed=(20, 30, 40), enrolled=(30, 40, 50), success=0.9, futility=0.1, threshold=0.95
)
BASKET = trials.BasketTrial(
    baskets=("x", "y", "z"), null_rates=(0.15,) * 3, looks=(10, 20), model=models.EXNEX(), futility=0.1
)
MCPMOD = trials.MCPMod(
    doses=(0, 1, 2, 4),
    shapes=(trials.DoseShape("emax", (0.5,)), trials.DoseShape("linear")),
    patients=(20,) * 4,
)
PLATFORM = trials.PlatformTrial(arms=("c", "x", "y"), patients=((30, 30, 0), (30, 0, 30)))


def simulated(design, truth, n=300):
    return trials.simulate(design, truth, n_trials=n, seed=3, exact=False)


def test_an_example_of_mams_ends_as_its_trial_did():
    truth = trials.NormalScenario("one works", (0.0, 0.5, 0.0), 1.0)
    found = simulated(MAMS, truth)
    rows = MAMS.run(truth, 300, generator(truth))
    for k in range(60):
        told = found.example(k=k)
        winner = told.filter(pl.col("decision") == "stop_for_efficacy")["arm"].to_list()
        assert winner == ([f"arm {rows['winner'][k]}"] if rows["winner"][k] else [])
        last = told.group_by("arm").agg(pl.col("decision").last())
        assert not (last["decision"] == "continue").any()


def generator(truth):
    from kai_workbench.trials._simulate import generator_of

    return generator_of(3, truth.name, 0)


def test_an_example_of_goldilocks_ends_as_its_trial_did():
    truth = trials.BinaryScenario("better", (0.3, 0.55))
    found, rows = simulated(GOLDILOCKS, truth), GOLDILOCKS.run(truth, 300, generator(truth))
    seen = set()
    for k in range(60):
        told = found.example(k=k)
        end = told.row(-1, named=True)
        seen.add(end["decision"])
        assert 2 * end["enrolled"] == rows["patients"][k] or end["decision"] == "stop_for_futility"
        assert (end["decision"] == "stop_for_success") == rows["success"][k]
        assert (end["decision"] == "stop_for_futility") == (rows["why"][k] == 1)
    assert len(seen) > 1


def test_an_example_of_a_basket_ends_as_its_trial_did():
    truth = trials.BinaryScenario("one works", (0.1, 0.15, 0.5))
    found, rows = simulated(BASKET, truth), BASKET.run(truth, 300, generator(truth))
    for k in range(40):
        told = found.example(k=k)
        won = told.filter(pl.col("decision") == "stop_for_success")["basket"].to_list()
        assert won == [name for name, one in zip(BASKET.baskets, rows["success"][k], strict=True) if one]
        patients = told.group_by("basket", maintain_order=True).agg(pl.col("patients").max())
        assert dict(patients.iter_rows()) == dict(zip(BASKET.baskets, rows["patients"][k], strict=True))


def test_examples_of_dose_response_and_of_periods_end_as_their_trials_did():
    rises = trials.NormalScenario("rises", (0.0, 0.3, 0.4, 0.5), 0.8)
    drift = trials.PlatformScenario("drift", (0.0, 0.5, 0.0), 1.0, (0.0, 0.3))
    for design, truth, key in ((MCPMOD, rises, "signal"), (PLATFORM, drift, "rejected")):
        found, rows = simulated(design, truth), design.run(truth, 300, generator(truth))
        for k in range(30):
            told = found.example(k=k)
            yes = told["decision"].is_in(["signal", "stop_for_efficacy"])
            assert yes.any() == np.any(rows[key][k])
    shown = simulated(MCPMOD, rises).example(k=0)
    assert shown["patients"].sum() == 80
    assert simulated(PLATFORM, drift).example(k=0)["patients"].sum() == 120


SEQUENTIAL = trials.GroupSequential(
    information=(0.4, 0.7, 1.0), efficacy=trials.pocock(), futility=trials.HwangShihDeCani(-2), patients=100
)


@pytest.mark.parametrize("effect", [0.0, 0.5])
def test_the_bias_of_a_sequential_trial_is_that_of_its_simulation(effect):
    truth = trials.NormalScenario("truth", (0.0, effect), 1.0)
    exact = trials.simulate(SEQUENTIAL, truth)
    again = trials.simulate(SEQUENTIAL, truth, n_trials=20_000, seed=2, exact=False)
    assert exact.method == "exact"
    for name in ("bias", "rmse", "coverage"):
        one, other = exact.measure(name), again.measure(name)
        assert one.mcse == 0
        assert one.value == pytest.approx(other.value, abs=4 * other.mcse)
    if effect:
        assert exact.measure("bias").value > 0.02  # stopping for efficacy catches the lucky


def test_one_look_has_no_bias_and_covers():
    fixed = trials.GroupSequential(information=(1.0,), efficacy=trials.pocock(), patients=100)
    found = trials.simulate(fixed, trials.NormalScenario("truth", (0.0, 0.3), 1.0))
    assert found.measure("bias").value == pytest.approx(0, abs=1e-8)
    assert found.measure("rmse").value == pytest.approx(0.2, abs=1e-5)
    assert found.measure("coverage").value == pytest.approx(0.95, abs=1e-5)


def test_estimates_of_many_arms_are_told_with_their_errors():
    truth = trials.NormalScenario("one works", (0.0, 0.4, 0.0), 1.0)
    one_stage = trials.MAMS(arms=2, treatment=(1.0,), first=40)
    found = trials.simulate(one_stage, truth, n_trials=4000, seed=4)
    for arm in ("arm 1", "arm 2"):
        bias, cover = (found.measure(name, of=arm) for name in ("bias", "coverage"))
        assert abs(bias.value) < 4 * bias.mcse  # one stage, nothing is chosen
        assert cover.value == pytest.approx(0.95, abs=4 * cover.mcse)
        rmse = found.measure("rmse", of=arm)
        assert rmse.value == pytest.approx(np.sqrt(2 / 40), abs=4 * rmse.mcse)
    claimed = found.measure("bias_if_claimed", of="arm 1")
    assert claimed.value > 4 * claimed.mcse


def test_shares_that_adapt_tell_bias_and_coverage():
    design = trials.ResponseAdaptive(arms=("a", "b"), looks=(400, 600), superiority=1 - 1e-9, inferiority=0.0)
    found = trials.simulate(design, trials.BinaryScenario("same", (0.4, 0.4)), n_trials=1000, seed=1)
    for arm in ("a", "b"):
        cover, bias = found.measure("coverage", of=arm), found.measure("bias", of=arm)
        assert cover.value == pytest.approx(0.95, abs=4 * cover.mcse + 0.01)
        assert -0.02 < bias.value < 4 * bias.mcse
        assert found.measure("rmse", of=arm).value > abs(bias.value)
