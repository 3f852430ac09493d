"""A trial's plan: read from a file, refused with its line, and what comes of it."""

from __future__ import annotations

import dataclasses
import math

import pytest

from kai_workbench import trials
from kai_workbench.errors import KaiError

START = """title = "Two stages"
n_trials = 400
[design]
name = "simon"
null_rate = 0.1
target_rate = 0.3
r1 = 1
n1 = 10
r = 5
n = 29
[compare]
name = "bop2"
null_rate = 0.1
looks = [10, 29]
lambda_ = 0.9
gamma = 1.0
"""
TRUTHS = """[[scenario]]
name = "does not work"
role = "null"
rates = [0.1]
weight = 0.6
[[scenario]]
name = "works"
role = "alternative"
rates = [0.3]
weight = 0.4
"""


@pytest.fixture(scope="module")
def findings():
    plan = START + TRUTHS + '[[sensitivity]]\nfield = "r"\nvalues = [4, 6]\n'
    return trials.simulate_plan(trials.plan_from_text(plan))


def test_the_example_is_a_plan_and_every_design_has_a_name():
    plan = trials.plan_from_text(trials.example_plan())
    assert isinstance(plan.design, trials.CRM)
    assert isinstance(plan.compare, trials.ThreePlusThree)
    assert len(plan.source_sha256) == 64
    assert {"3+3", "boin", "tite-boin", "crm", "blrm", "i3+3", "mtpi-2", "simon", "bop2", "mams"} <= set(
        trials.designs()
    )
    assert all(trials.designs()[trials.design_name(kind)] is kind for kind in trials.designs().values())


def test_averages_under_the_design_prior_are_those_of_the_weights(findings):
    found = {one.name: one for one in findings.under_design_prior() if not one.of}
    null, works = (findings.found.measure("go", scenario=name).value for name in ("does not work", "works"))
    assert found["success"].value == pytest.approx(0.6 * null + 0.4 * works)
    assert found["success_if_false"].value == pytest.approx(null)
    assert found["true_given_success"].value == pytest.approx(0.4 * works / (0.6 * null + 0.4 * works))
    assert found["true_given_success"].mcse == 0
    assert found["patients"].value == pytest.approx(
        0.6 * findings.found.measure("patients", scenario="does not work").value
        + 0.4 * findings.found.measure("patients", scenario="works").value
    )


def test_the_error_of_a_ratio_is_that_of_many_simulations():
    """P(true given success) of a simulated design, its standard error against its spread."""
    truths = (
        trials.PlannedScenario(truth=trials.NormalScenario("null", (0.0,) * 3, 1), role="null", weight=0.5),
        trials.PlannedScenario(
            truth=trials.NormalScenario("rises", (0.0, 0.3, 0.6), 1), role="alternative", weight=0.5
        ),
    )
    design = trials.MCPMod(
        doses=(0, 1, 2), shapes=(trials.DoseShape("linear"),), patients=(10,) * 3, alpha=0.2
    )
    told = []
    for seed in range(40):
        plan = trials.TrialPlan(title="t", design=design, scenarios=truths, n_trials=200, seed=seed)
        found = trials.simulate_plan(plan).under_design_prior()
        told.append(next(one for one in found if one.name == "true_given_success"))
    mean = sum(one.value for one in told) / 40
    spread = math.sqrt(sum((one.value - mean) ** 2 for one in told) / 39)
    claimed = sum(one.mcse for one in told) / 40
    assert spread == pytest.approx(claimed, rel=0.45)  # 4 standard errors of an SD from 40


def test_a_difference_has_the_error_of_both_and_the_designs_differ_in_their_seeds(findings):
    rows = findings.differences().rows(named=True)
    go = next(row for row in rows if row["scenario"] == "works" and row["measure"] == "go")
    assert go["difference"] == pytest.approx(go["first"] - go["second"])
    assert findings.compared.seed == findings.found.seed + 1
    assert [one.value for one in findings.varied] == [4, 6]
    go_at = [one.found.measure("go", scenario="works").value for one in findings.varied]
    assert go_at[0] > findings.found.measure("go", scenario="works").value > go_at[1]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (START, "", "scenario"),
        (START.replace('title = "Two stages"', 'titel = "x"') + TRUTHS, "line 1", "titel"),
        (START.replace("null_rate = 0.1", "nul_rate = 0.1", 1) + TRUTHS, "line 5", "no such setting"),
        (START.replace("target_rate = 0.3", "target_rate = 3.0") + TRUTHS, "line 6", "not a probability"),
        (START.replace("r1 = 1", 'r1 = "one"') + TRUTHS, "line 7", "whole number"),
        (START.replace('"simon"', '"simone"') + TRUTHS, "line 4", "no design of this name"),
        (START + TRUTHS.replace("rates = [0.3]", "rates = [nan]"), "line 25", "not a probability"),
        (START + TRUTHS.replace('"null"', '"nul"'), "line 19", "alternative"),
        (START + TRUTHS.replace("weight = 0.4", "weight = 0.5"), "line 21", "add to 1.1"),
        (START + TRUTHS.replace("weight = 0.4\n", ""), "works", "no weight"),
        (START + TRUTHS.replace('"works"', '"does not work"'), "does not work", "its own"),
        (START + TRUTHS + '[[sensitivity]]\nfield = "q"\nvalues = [1]\n', "line 28", "null_rate"),
        (START + TRUTHS + '[[sensitivity]]\nfield = "n"\nvalues = [5]\n', "line 29", ""),
        (START + TRUTHS + '[estimand]\ntreatment = "x"\n', "line 27", "must be given"),
        (
            START.replace('"bop2"', '"3+3"').split("null_rate = 0.1\nlooks")[0] + "doses = [1, 2]\n" + TRUTHS,
            "line 14",
            "ToxicityScenario",
        ),
        (START.replace("n_trials = 400", "n_trials = 0") + TRUTHS, "line 2", "whole number"),
        (START.replace('title = "Two stages"', 'title = ""') + TRUTHS, "line 1", "empty"),
        (START.replace('title = "Two stages"', "title = Two") + TRUTHS, "line 1", "TOML"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_to_do(text, line, words):
    with pytest.raises(KaiError) as refused:
        trials.plan_from_text(text, name="plan.toml")
    told = refused.value.say("en")
    assert told.startswith("plan.toml")
    assert line in told
    assert words in told
    assert refused.value.say("ko") != told


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path):
    with pytest.raises(KaiError, match="no such file"):
        trials.read_plan(tmp_path / "nothing.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(KaiError, match="TOML"):
        trials.read_plan(tmp_path / "bytes.toml")
    (tmp_path / "windows.toml").write_bytes(("\ufeff" + START + TRUTHS).replace("\n", "\r\n").encode())
    assert trials.read_plan(tmp_path / "windows.toml").title == "Two stages"


def test_a_stop_stops_the_plan(findings):
    with pytest.raises(trials.Cancelled):
        trials.simulate_plan(dataclasses.replace(findings.plan, compare=None), cancelled=lambda: True)
