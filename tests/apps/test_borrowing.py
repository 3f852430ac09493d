from __future__ import annotations

import functools

import pytest

from kai_workbench import trials
from kai_workbench.apps import Borrowing
from kai_workbench.apps import _borrowing_views as views
from kai_workbench.apps._borrowing_state import Settings, read
from kai_workbench.standards import control_history_template

from ._exploring import text, visited

# The same history is studied once with the same settings, whatever the test.
HISTORY, STUDY = functools.cache(trials.control_history), functools.cache(trials.study_borrowing)


@pytest.fixture(autouse=True)
def _light(request, monkeypatch):
    monkeypatch.setattr(trials, "control_history", lambda name="as": HISTORY(name))
    monkeypatch.setattr(
        trials, "study_borrowing", lambda history, progress, **more: progress(0, 1) or STUDY(history, **more)
    )
    if "drawn" not in request.fixturenames:  # drawing has a test of its own
        blank = {"description": "a picture"}
        names = ("effect", "drift", "tipping", "forest")
        monkeypatch.setattr(views, "pictures", lambda *_, **__: dict.fromkeys(names, blank))


@pytest.fixture
def drawn():
    """Asked for by a test that looks at pictures."""


run = functools.partial(visited, Borrowing)


def test_it_opens_with_the_effect_with_and_without_borrowing():
    app = run()
    answer = app.page._answer.value
    assert (
        "treatment is better by 34 percentage points (90% 13 to 53), with probability 99.2%: a success"
        in answer
    )
    assert "Without borrowing it is 34 percentage points (2 to 59) and 95.9%: a success" in answer
    assert "8 trials with 513 patients, 20% vague, worth 26 patients" in answer
    assert "no seed and no Monte-Carlo error" in answer
    assert "Baeten et al. 2013" in answer
    assert "type I error stays between" in text(app, "diagnosis")
    assert "No weight of the vague part turns the conclusion" in text(app, "diagnosis")
    assert "all pooled" in text(app, "details")


def test_sliders_move_the_answer_and_stand_in_the_address():
    def more(app):
        app._controls.sliders["control_r"].value = 3
        app._controls.sliders["vague"].value = 0.0

    app = run(more)
    assert (app.page.state["control_r"], app.page.state["vague"]) == ("3", "0")
    assert app.shown.control == 3
    assert app.shown.design.vague == 0
    assert app.shown.better(app.shown.effect) > app.shown.better(app.shown.alone)
    assert "Borrowing makes the conclusion" in text(app, "diagnosis")
    back = run(lambda app: app._controls.back.click(), control_r="3", vague="0.4")
    assert not back.page.state["control_r"]
    assert back.shown.control == 1


def test_conflict_is_told_in_words_and_a_prior_that_holds_on_must_not_be_used():
    firm = run(control_n="20", control_r="16", vague="0")
    assert firm.shown.conflict.found
    assert "Do not use" in text(firm, "diagnosis")
    assert "the vague part has gone from 0% to 0%" in text(firm, "diagnosis")
    robust = run(control_n="20", control_r="16", vague="0.3")
    assert "Look here" in text(robust, "diagnosis")
    assert robust.shown.conflict.weights[-1] > 0.9


def test_other_ways_and_a_mean_have_their_own_sliders():
    app = run(lambda app: setattr(app._controls.way, "value", "power"), discount="0.1")
    assert app.shown.way == "power"
    assert app._controls.sliders["discount"].layout.display is None
    assert app._controls.sliders["heterogeneity"].layout.display == "none"
    mean = run(data="crohn")
    assert "CDAI" in mean.page._answer.value
    assert "no success" in mean.page._answer.value
    assert mean._controls.sliders["control_r"].layout.display == "none"
    assert mean._controls.sliders["control_mean"].value == pytest.approx(-63.1, abs=1)
    assert mean.shown.design.better == "lower"


def test_own_controls_are_read_and_bad_ones_told_row_by_row():
    def give(app):
        app._on_file("mine.csv", control_history_template("mean").encode())

    app = run(give)
    assert app.shown.history.name == "mine.csv"
    assert "mine.csv: 3 trials with 187 patients" in text(app, "notice")
    assert app.page.state["data"] == ""
    assert "Only 3 trials" in text(app, "diagnosis")
    bad = control_history_template().replace("45,9", "45,59").replace("82,24", "82,x").encode()
    left = run(lambda app: app._on_file("bad.csv", bad))
    assert "row 3" in text(left, "notice")
    assert "59 responders among 45 patients" in text(left, "notice")
    assert left.own is None


def test_settings_that_make_no_sense_are_left_out_and_told():
    settings, bad = read({"vague": "2", "way": "all", "control_n": "5", "control_r": "9", "threshold": "x"})
    assert settings.value("vague") == 0.2
    assert sorted(bad) == ["control_r", "threshold", "vague", "way"]
    assert read({})[0] == Settings()
    assert "left out: data" in text(run(data="<script>"), "notice")


def test_korean_throughout_and_another_language_keeps_what_was_set():
    app = run(lambda app: setattr(app.page._language, "value", "ko"), control_r="2", measure="power")
    assert "정보를 차용하면" in app.page._answer.value
    assert app.shown.control == 2
    assert app._controls.measure.value == "power"
    assert "충돌 점검" in text(app, "diagnosis")
    assert "Way" not in text(app, "details")


def test_pictures_and_downloads_hold_the_numbers_the_source_and_the_badge(drawn):
    app = run(lambda app: setattr(app._controls.measure, "value", "rmse"), data="kai-101")
    assert "SYNTHETIC" in app.page._answer.value
    for chart in (*app._charts.values(), app._details["forest"]):
        assert "SYNTHETIC" in str(chart.spec)
    assert app._charts["drift"].label.startswith("RMSE of the control’s estimate (%)")
    lines = views.csv(app.shown).splitlines()
    assert lines[0].startswith("way,mean,lo90")
    assert len(lines) == 6
    assert all(line.endswith("0.0,KAI-101 (synthetic),true") for line in lines[1:])
    drift = views.drift_csv(app.shown).splitlines()
    assert len(drift) == 1 + 3 * 41
