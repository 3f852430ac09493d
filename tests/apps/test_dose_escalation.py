from __future__ import annotations

import asyncio
import functools
import io
import itertools
import time

import polars as pl
import pytest
import scipy

from kai_workbench import trials
from kai_workbench.apps import DoseEscalation, _dose_escalation
from kai_workbench.apps import _dose_escalation_rules as rules
from kai_workbench.apps import _dose_escalation_views as views
from kai_workbench.apps._dose_escalation_state import Settings, read, read_doses
from kai_workbench.errors import KaiError

from ._exploring import settle, text, visited


@pytest.fixture(autouse=True)
def _no_preparing(monkeypatch):
    """What a warm kernel does ahead of its reader would only take the tests' time."""
    monkeypatch.setattr(_dose_escalation, "_prepare", lambda: None)


run = functools.partial(visited, DoseEscalation)


def enter(dose: float, patients: float, dlts: float):
    def do(app: DoseEscalation) -> None:
        app._entry.dose.value = f"{dose:g}"
        app._entry.patients.value, app._entry.dlts.value = patients, dlts
        app._entry.add.click()

    return do


# Planning


def test_the_answer_is_the_designs_operating_characteristics_and_says_synthetic():
    app = run(design="3+3", doses="10,20,40,80")
    design = trials.ThreePlusThree(doses=(10, 20, 40, 80), target=0.3)
    found = trials.simulate(design, trials.ToxicityScenario("middle", Settings(doses=design.doses).shape))
    answer = app.page._answer.value
    assert f"in {views.percent(found.measure('correct_selection').value)} of trials" in answer
    assert f"{found.measure('patients').value:.1f} patients on average" in answer
    assert "SYNTHETIC" in answer
    assert "Every course of the trial was counted" in text(app, "diagnosis")
    assert f"{100 * found.measure('overdose_selected').value:.1f}%" in text(app, "details")


def test_a_simulated_design_has_a_monte_carlo_error_in_every_cell():
    app = run(design="blrm", doses="5,10,20", patients="9", trials="1000")
    rows = views.by_dose(app.found)
    assert app.found.method == "simulated"
    assert (rows["selected_mcse"] > 0).all()
    table = text(app, "details")
    assert table.count("±") >= 3 * 4 + 9
    assert "1,000 simulated trials (seed 1)" in text(app, "diagnosis")


def test_all_toxic_doses_make_another_answer():
    app = run(lambda app: setattr(app._controls.scenario, "value", "toxic"), design="3+3")
    assert "Every dose is too toxic here" in app.page._answer.value
    assert app.page.state["scenario"] == "toxic"


def test_every_scenario_stands_where_its_name_says():
    for target in (20.0, 30.0, 40.0):
        for name, at in (("low", 4), ("middle", 2), ("steep", 2)):
            rates = Settings(target=target, scenario=name).truth().rates
            assert rates[at] == pytest.approx(target / 100)
            assert list(rates) == sorted(rates)
        assert min(Settings(target=target, scenario="toxic").truth().rates) > 1.4 * target / 100


def test_rates_of_ones_own_begin_with_those_shown_and_wrong_ones_are_refused():
    def own(app):
        app._controls.scenario.value = "own"
        assert app._controls.rates.value == "8, 16, 30, 49, 68"
        app._controls.rates.value = "5, 10, 20, 30"

    def right(app):
        assert "the scenario has 4 doses and the design 5" in text(app, "notice")
        app._controls.rates.value = "5, 10, 20, 30, 40"

    app = run(own, right, design="3+3")
    assert app.found.scenarios[0].rates == (0.05, 0.1, 0.2, 0.3, 0.4)
    assert text(app, "notice") == ""


def test_the_files_hold_the_design_the_truth_and_every_bound():
    app = run(design="3+3")
    frame = pl.read_csv(io.BytesIO(app._details._make()))
    assert "ThreePlusThree" in frame["design"][0]
    assert frame["synthetic"].all()
    assert set(frame["true_dlt_rates"]) == {"0.08, 0.16, 0.3, 0.49, 0.68"}
    printed = app._details._rules._make_page().decode()
    assert printed.startswith("<!doctype html>")
    assert "http" not in printed


def test_the_decision_table_is_the_designs():
    settings = Settings()
    shown = rules.decision_table(settings.plan(), settings, "en")
    row = shown.split('<td class="kai-number" style="white-space: normal; min-width: 5em">6</td>')[1]
    cells = [one.split("</td>")[0] for one in row.split(">")[1:]]
    assert [one.removesuffix("</td") for one in cells if one[:1].isdigit()][:4] == ["1", "2", "3", "4"]


def test_a_stop_leaves_a_way_to_begin_again(monkeypatch):
    def endless(_, truth, *, progress, **__):
        while True:
            progress(trials.SimulationProgress(1, 10, truth.name, 0.0))
            time.sleep(0.01)

    monkeypatch.setattr(trials, "simulate", endless)

    async def live():
        app = DoseEscalation()
        app.page.open(design="3+3")
        running = asyncio.Event()
        app.page.monitor.observe(lambda _: running.set(), "running")
        await asyncio.wait_for(running.wait(), 30)
        app._worker._cancel()
        await settle(app)
        return app

    app = asyncio.run(live())
    assert "Stopped before there was an answer" in app.page._answer.value
    assert app._again.layout.display is None


# Running


def test_boin_says_the_next_dose_and_its_rule():
    app = run(view="run", cohorts="1:3:0,2.5:3:0,5:3:1,5:3:0")
    answer = app.page._answer.value
    assert "Next cohort: 3 patients at 10 mg. Of 6 treated at 5 mg, 1 had a DLT: escalate." in answer
    assert "BOIN escalates at 1 or fewer DLTs of 6, de-escalates at 3 or more." in answer
    assert "SYNTHETIC" not in answer
    assert "Every cohort was given the dose" in text(app, "diagnosis")


def test_cohorts_are_entered_and_taken_back():
    def back(app):
        assert app.page.state["cohorts"] == "1:3:0,2.5:3:1"
        assert app.advice.action == "stay"
        app._entry.undo.click()

    app = run(enter(2.5, 3, 1), back, view="run", cohorts="1:3:0")
    assert app.page.state["cohorts"] == "1:3:0"
    assert app.advice.action == "escalate"


@pytest.mark.parametrize(
    ("cohort", "told", "address"),
    [
        ((1, 3, 4), "4 DLTs among 3 patients cannot be", {}),
        ((1, 2.5, 0), "2.5 cannot be. Give a whole number", {}),
        ((1, 4, 0), "4 patients with 0 DLTs cannot come about", {"design": "3+3"}),
        ((1, 12, 0), "12 patients would be treated, and 9 are planned", {"patients": "9"}),
    ],
)
def test_a_cohort_that_cannot_be_is_refused_in_words_and_nothing_changes(cohort, told, address):
    app = run(enter(*cohort), view="run", **address)
    assert told in text(app, "notice")
    assert app.settings.cohorts == ()
    assert app.advice.action == "start"


def test_an_inadmissible_dose_is_never_recommended():
    app = run(enter(2.5, 3, 3), view="run", cohorts="1:3:0")
    assert app.advice.dose == 1
    assert 2.5 not in app.advice.admissible
    assert app._entry.dose.value == "1"


def test_a_trial_without_an_admissible_dose_stops():
    app = run(view="run", cohorts="1:3:1,1:3:2,1:3:3")
    assert app.advice.dose is None
    assert "Stop: no dose is admissible" in app.page._answer.value
    assert app._entry.add.layout.display == "none"


def test_a_dose_that_was_not_asked_for_is_pointed_out():
    app = run(view="run", cohorts="1:3:0,10:3:0")
    assert "Cohort 2 was given 10 mg; the design had asked for 2.5 mg." in text(app, "diagnosis")
    app = run(lang="ko", view="run", cohorts="1:3:0,2.5:3:0,10:3:3")
    assert "다음 코호트: 5 mg에서 환자 3명." in app.page._answer.value
    assert "코호트 3의 용량은 10 mg였으나" in text(app, "diagnosis")


def test_a_finished_trial_takes_no_more():
    app = run(enter(1, 3, 0), view="run", design="3+3", cohorts="1:3:2")
    assert app.advice.action == "stop"
    assert "has ended this trial" in text(app, "notice")


def test_cohorts_that_a_design_does_not_take_are_kept():
    def put_back(app):
        assert "No recommendation" in app.page._answer.value
        assert app.page.state["cohorts"] == "1:4:0"
        app._controls.design.value = "boin"

    app = run(put_back, view="run", design="3+3", cohorts="1:4:0")
    assert app.advice.dose == 2.5


def test_the_skeleton_keeps_its_half_width():
    target, half = 0.3, 0.05
    expected = Settings().expected
    for here, above in itertools.pairwise(expected):
        # The β at which a dose is 5 points below the target puts the next one 5 points above it.
        power = scipy.special.xlogy(1, target - half) / scipy.special.xlogy(1, here)
        assert above**power == pytest.approx(target + half, abs=0.003)
    assert expected[2] == target


# What stands in the address


def test_the_address_brings_everything_back():
    state = {"view": "run", "design": "crm", "doses": "10,20,40", "target": "25", "cohorts": "10:3:1"}
    settings, bad = read(state)
    assert bad == []
    assert {name: value for name, value in settings.address().items() if value} == state


def test_what_cannot_be_used_is_left_out_and_said():
    app = run(design="3+3", doses="5,4,3", target="900", cohorts="x")
    assert "left out: doses, target, cohorts" in text(app, "notice")
    assert app.settings.doses == Settings().doses


@pytest.mark.parametrize("typed", ["5", "5, 4 mg", "a, b", "-1, 2 mg", "0, 1", "1, 2 <b>", "nan, 2"])
def test_doses_that_are_none_are_refused(typed):
    with pytest.raises(KaiError):
        read_doses(typed)


def test_another_language_keeps_what_was_entered_and_simulates_nothing_anew():
    kept = []

    def korean(app):
        kept.append(app.found)
        app.page._language.value = "ko"

    app = run(korean, design="3+3", target="25")
    assert app.found is kept[0]
    assert "합성" in app.page._answer.value
    assert "목표 25%" in app.page._answer.value


def test_doses_typed_anew_with_their_unit():
    def wrong(app):
        assert "0.3 mg/kg" in app.page._answer.value
        app._controls.doses.value = "0.3, 0.1 mg"

    app = run(wrong, design="3+3", doses="0.1,0.3,1", unit="mg/kg")
    assert "does not rise" in text(app, "notice")
    assert app.settings.doses == (0.1, 0.3, 1.0)
    assert app.settings.unit == "mg/kg"
