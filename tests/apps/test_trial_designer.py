from __future__ import annotations

import csv
import functools
import io

import pytest

from kai_workbench import reports, trials
from kai_workbench.apps import TrialDesigner
from kai_workbench.apps import _trial_designer as wiring
from kai_workbench.apps import _trial_designer_details as details
from kai_workbench.apps import _trial_designer_one as one_trial
from kai_workbench.apps import _trial_designer_views as views
from kai_workbench.apps._trial_designer_state import Settings, read
from kai_workbench.errors import KaiError

from ._exploring import text, visited


@pytest.fixture(autouse=True)
def _small(monkeypatch, request):
    """Nothing compiled ahead, and pictures only where a test looks at them."""
    monkeypatch.setattr(wiring, "_prepare", lambda: None)
    if "drawn" not in request.fixturenames:
        monkeypatch.setattr(views, "picture", lambda *_, **__: {"description": "a picture"})


@pytest.fixture
def drawn():
    """Asked for by a test that looks at pictures."""


run = functools.partial(visited, TrialDesigner)


def test_it_opens_with_two_designs_counted_exactly_and_the_difference_in_words(drawn):
    app = run()
    answer = app.page._answer.value
    assert "BOIN finds it in 58% of trials with 30 patients, and 3+3 in 27% with 15" in answer
    assert "3+3: counted exactly." in answer
    assert "3+3 concludes rightly in 30.2 fewer of 100 trials" in app._words.value
    assert "treats 15.3 patients fewer on average" in app._words.value
    assert "counted exactly" in app._details["table"].value
    assert "±" not in app._details["table"].value.replace("± is", "")
    assert app._charts["measure"].filename == "dose_boin_3plus3_measure"
    assert "A middle dose is right, 3+3: 27.5%" in app._charts["measure"].label
    assert "30 patients as bars in time (1 mg: " in app._details["swimmer"].label
    assert "→ escalate (2.5 mg)" in app._details["reasons"].value


def test_a_move_stands_in_the_address_and_comes_back_from_it():
    app = run(lambda app: setattr(app._controls.sliders["most"], "value", 18))
    assert app.page.state["most"] == "18"
    assert "with 18 patients" in app.page._answer.value
    again = run(most="18", measure="patients", pick="unlucky", a="3+3", b="i3+3")
    assert "3+3 finds it in" in again.page._answer.value
    assert again._measure.value == "patients"
    assert "The conclusion is wrong" in again._details["why"].value


def test_simulated_numbers_come_first_as_a_preview_then_whole_with_their_error():
    seen = []

    def watch(app):
        app.page._answer.observe(lambda change: seen.append(change["new"]), "value")
        app._controls.b.value = "crm"

    app = run(watch, trials="1000")
    assert "Preview of 500 trials each" in seen[0]
    assert "Preview" not in app.page._answer.value
    assert "CRM: 1,000 simulated trials a scenario, seed 2." in app.page._answer.value
    assert "± 1." in app._details["table"].value
    assert "(± " in app._words.value
    assert app.shown.exact is False
    preview = views.Shown(
        asked=app.shown.asked, findings=app.shown.findings, settings=app.settings, preview=True
    )
    with pytest.raises(KaiError, match="This is a preview"):
        details.told_findings(preview, app.page)


def test_two_arms_are_sized_for_the_power_and_shown_look_by_look():
    app = run(question="control")
    found = app.shown.found["a"]
    assert found.measure("power", scenario="alternative").value == pytest.approx(0.8, abs=0.01)
    assert found.measure("type_1_error", scenario="null").value == pytest.approx(0.025, abs=1e-6)
    assert "The statistic z is" in app._details["reasons"].value
    assert "not single patients" in app._details["reasons"].value
    other = run(lambda app: setattr(app._controls.question, "value", "dose"), question="control", most="500")
    assert other.page.state["question"] == other.page.state["most"] == ""
    assert "BOIN" in other.page._answer.value


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ({"question": "control", "null": "45", "hoped": "45"}, "is not above the one to beat (45%)"),
        ({"question": "control", "most": "100"}, "this design needs"),
        ({"doses": "1, 2, 4 mg", "a": "crm", "skeleton": "30, 20, 10"}, "does not rise"),
        ({"doses": "1, 2, 4 mg", "rates_null": "50, 60"}, "2 rates where 3 belong"),
        ({"rates_null": "50, 60, 70, 80, 130"}, "is not a probability"),
        ({"question": "control", "rates_null": "0, 100"}, "leave nothing to chance"),
        ({"question": "activity", "null": "10", "hoped": "12", "most": "20"}, "no design of at most 20"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_old_is_left(address, told):
    app = run(**address)
    assert told in text(app, "notice")
    assert "No trial answers the question" in app.page._answer.value
    assert app.shown is None
    assert app._charts["measure"].layout.display == "none"
    assert text(app, "details") == ""


def test_what_was_typed_stays_to_be_mended():
    app = run(lambda app: setattr(app._controls.rates["null"], "value", "nan, 3"))
    assert "is no number" in text(app, "notice")
    assert app._controls.rates["null"].value == "nan, 3"


def test_a_trial_of_a_counted_design_is_shown_by_its_number():
    app = run(pick="number", k="4321")
    assert "trial 4,321: 30 patients." in app._details["why"].value


def test_settings_that_make_no_sense_are_left_out_and_told():
    settings, bad = read({"target": "0", "power": "x", "a": "<b>", "doses": "5, 2 mg", "question": "?"})
    assert settings == Settings()
    assert sorted(bad) == ["a", "doses", "power", "question", "target"]
    app = run(target="100")
    assert "left out: target" in text(app, "notice")
    assert app.shown is not None


def test_korean_throughout_with_the_same_numbers():
    app = run(lambda app: setattr(app.page._language, "value", "ko"), question="activity", most="40")
    assert "Simon 최적 설계는 시험의 81%에서" in app.page._answer.value
    assert "정확히 셈" in app._details["table"].value
    assert "환자 10명 중" in app._details["reasons"].value
    for part in (app._words.value, app._details["table"].value, text(app, "diagnosis")):
        assert not any(word in part for word in ("than", "Patients", "trials"))


def test_the_report_the_plan_and_the_table_are_of_both_designs():
    app = run()
    findings = details.told_findings(app.shown, app.page)
    page = reports.to_html(reports.trial_report(findings, lang="en"))
    page = page if isinstance(page, str) else page.decode()
    assert "Which dose is tolerated? BOIN · 3+3" in page
    rows = list(csv.DictReader(io.StringIO(views.csv(app.shown, lang="ko"))))
    assert {row["design"] for row in rows} == {"boin", "3+3"}
    assert {row["method"] for row in rows} == {"exact"}
    assert all(any("가" <= one <= "힣" for one in row["scenario_name"]) for row in rows)
    assert {row["measure"] for row in rows} >= {"correct_selection", "patients", "duration"}


@pytest.mark.parametrize("pick", ["typical", "unlucky", "long"])
def test_a_trial_is_chosen_by_what_happened_in_it(pick):
    asked = trials.TrialQuestion(kind="activity", most=40)
    found = trials.simulate(asked.design("simon-optimal"), [one.truth for one in asked.scenarios()])
    every = found.first_trials("null")
    k, _ = one_trial.choose(found, "null", pick, 1)
    chosen = every.row(k, named=True)
    assert chosen["patients"] == found.patients("null", k).height
    wrong = chosen["outcome"] == 2
    assert wrong == (pick == "unlucky")
    if pick == "long":
        assert chosen["patients"] == 29


def test_patients_of_a_simulated_trial_add_up_to_its_decisions():
    asked = trials.TrialQuestion(
        kind="arms", null_rate=0.2, hoped_rate=0.5, most=60, looks=3, per_month=10, window=1
    )
    found = trials.simulate(asked.design("adaptive"), [one.truth for one in asked.scenarios()], n_trials=40)
    every = found.first_trials("alternative")
    k = 7
    who = found.patients("alternative", k)
    assert who.height == every["patients"][k]
    assert who["response"].sum() == every["responders"][k]
    one = one_trial.course(found, asked, "alternative", k, lang="en")
    assert one.patients.height == who.height
    assert one.decisions["at"].is_sorted()
    assert "Probability of being the best" in one.decisions["told"][0]


def test_several_arms_are_compared_with_a_control_in_stages_too():
    app = run(question="arms", b="mams", trials="1000", lang="en")
    design = app.shown.found["b"].design
    assert isinstance(design, trials.MAMS)
    assert design.patients <= 180
    wrong = app.shown.measure("b", "success", "null")
    assert wrong.value < 0.01 + 4 * wrong.mcse
    assert "MAMS" in app.page._answer.value
    assert "arm A, the control" in text(app, "diagnosis")
    korean = run(
        lambda app: setattr(app.page._language, "value", "ko"),
        question="arms",
        a="mams",
        trials="1000",
        drill="a",
    )
    assert "우월로 판정" in korean._details["reasons"].value
    assert "대조군인 A군" in text(korean, "diagnosis")


def test_patients_of_a_trial_in_stages_are_those_it_was_decided_by():
    asked = trials.TrialQuestion(kind="arms", null_rate=0.2, hoped_rate=0.5, most=90, looks=5, window=0)
    found = trials.simulate(asked.design("mams"), [one.truth for one in asked.scenarios()], n_trials=60)
    every = found.first_trials("alternative")
    for k in (0, 7, 33):
        who = found.patients("alternative", k)
        assert who.height == every["patients"][k]
        assert who["response"].sum() == every["responders"][k]
        one = one_trial.course(found, asked, "alternative", k, lang="en")
        assert one.groups == ["A", "B", "C"]
        assert one.patients["group"].n_unique() == 3
        assert ("named" in one.decisions["told"][-1].replace("not named", "")) == (every["winner"][k] > 0)


def test_stages_too_small_are_told_with_what_they_need():
    app = run(question="arms", b="mams", arms="5", most="40", looks="3")
    assert "have four" in text(app, "notice") or "each has four" in text(app, "notice")
