from __future__ import annotations

import dataclasses
import functools

import numpy as np
import pytest

from kai_workbench import pipelines
from kai_workbench.apps import TumourGrowth
from kai_workbench.apps import _tumour_growth_views as views
from kai_workbench.apps._tumour_growth_state import Settings, read
from kai_workbench.inference import Finding, Progress
from kai_workbench.pipelines import Xenograft
from kai_workbench.standards import tumour_volume_template

from ._exploring import text, visited

ARM = "KAI-101 30 mg/kg"


@dataclasses.dataclass
class Ended:
    """A job with its fit, or one that was stopped."""

    fit: object
    stage: str = "done"

    @property
    def progress(self) -> Progress:
        return Progress(stage=self.stage)

    def cancel(self) -> None:
        self.stage = "cancelled"

    def result(self, timeout=None):  # noqa: ARG002
        return self.fit


@pytest.fixture(scope="module")
def source():
    return pipelines.tumour_source("kai-101")


@pytest.fixture(scope="module")
def fit(source):
    """The mice of one arm, fitted once for all tests of this file."""
    return source.arm(ARM).fit()


@pytest.fixture(autouse=True)
def _same(request, source, fit, monkeypatch):
    fallen = dataclasses.replace(source, fallback="offline mode forbids fetching")
    monkeypatch.setattr(pipelines, "tumour_source", lambda name=None: source if name else fallen)
    monkeypatch.setattr(Xenograft, "start", lambda _, **__: Ended(fit))
    if "drawn" not in request.fixturenames:  # drawing has a test of its own
        blank = {"description": "a picture"}
        monkeypatch.setattr(
            views, "pictures", lambda *_, **__: dict.fromkeys(("course", "waterfall", "dots"), blank)
        )
        monkeypatch.setattr(views, "mice_picture", lambda *_, **__: blank)


@pytest.fixture
def drawn():
    """Asked for by a test that looks at pictures."""


run = functools.partial(visited, TumourGrowth)


def rate(app: TumourGrowth) -> float:
    return float(np.median(app.shown.response.response_rate))


def test_it_opens_with_an_answer_that_has_number_unit_interval_and_chance():
    app = run()
    answer = app.page._answer.value
    assert f"{ARM}, at 1.23× the mice’s exposure: {100 * rate(app):.0f}% of patients respond (90% " in answer
    assert "The clinic saw 74% of 54." in answer
    assert "above 30% has a probability of" in answer
    assert "SYNTHETIC" in answer
    assert "kai data fetch pdx_erlotinib" in text(app, "notice")
    assert "Kill rate of volumes" in text(app, "details")


def test_sliders_move_the_answer_without_a_fit_and_stand_in_the_address():
    before = []

    def less(app):
        before.append(rate(app))
        before.append(app._followed)
        app._controls.sliders["factor"].value = 0.2

    app = run(less, data="kai-101")
    assert rate(app) < 0.5 * before[0]
    assert app._followed is before[1]
    assert app.page.state["factor"] == "0.2"
    other = run(lambda app: setattr(app._controls.sliders["ratio"], "value", 8), data="kai-101")
    assert "The clinic saw" not in other.page._answer.value
    assert "effects may level off" in text(other, "diagnosis")
    assert "times what patients typically showed" in text(other, "diagnosis")


def test_growth_from_the_mice_has_an_exponent_and_is_held_against_the_clinic():
    app = run(lambda app: setattr(app._controls.growth, "value", "mice"), data="kai-101")
    assert app.page.state["growth"] == "mice"
    assert app._controls.sliders["doubling"].layout.display == "none"
    assert app._controls.sliders["exponent"].layout.display is None
    planted = np.median(app.shown.response.growth)
    assert planted == pytest.approx(0.0022, rel=0.25)
    fast = run(growth="mice", exponent="-0.05", data="kai-101")
    assert "Patients’ own growth is the better evidence" in text(fast, "diagnosis")
    back = run(lambda app: app._controls.back.click(), growth="mice", exponent="-0.05", data="kai-101")
    assert not back.page.state["exponent"]
    assert back._controls.growth.value == "patients"


def test_a_fit_that_fails_its_checks_is_never_shown(monkeypatch, fit):
    worst = dataclasses.replace(fit.diagnosis, verdict="do_not_use", findings=(_finding(),))
    bad = dataclasses.replace(fit, diagnosis=worst)
    monkeypatch.setattr(Xenograft, "start", lambda *_, **__: Ended(bad))
    app = run(lambda app: setattr(app._controls.sliders["ratio"], "value", 3), data="kai-101")
    assert app.shown is None
    assert "no answer that can be trusted" in app.page._answer.value
    assert "% of patients" not in app.page._answer.value
    assert text(app, "details") == ""
    assert all(chart.layout.display == "none" for chart in app._charts.values())
    assert "Do not use" in text(app, "diagnosis")


def _finding() -> Finding:
    return Finding(code="divergences", verdict="do_not_use", variable="", value=200.0, limit=0.0)


def test_own_mice_are_fitted_and_stay_out_of_the_address():
    def give(app):
        app._on_file("mine.csv", tumour_volume_template().encode())

    app = run(give, data="kai-101")
    assert app.shown.arm.name == "mine.csv"
    assert app.shown.ratio == 1
    assert "mine.csv: 6 mice, 1 treated group(s)" in text(app, "notice")
    assert app.page.state["arm"] == ""
    left = run(give, lambda app: setattr(app._controls.arm, "value", ARM), data="kai-101")
    assert left.shown.arm.name == ARM


@pytest.mark.parametrize(("lang", "told"), [("en", "row 3"), ("ko", "3행")])
def test_a_bad_table_is_told_row_by_row_and_changes_nothing(lang, told):
    bad = tumour_volume_template().replace("C1,7,262", "C1,7,big").encode()
    app = run(lambda app: app._on_file("bad.csv", bad), lang=lang, data="kai-101")
    assert told in text(app, "notice")
    assert app.shown.arm.name == ARM
    assert app.own is None


def test_volumes_of_another_unit_are_refused_before_a_fit():
    small = tumour_volume_template().replace("volume_mm3", "volume_cm3").encode()
    app = run(lambda app: app._on_file("cm.csv", small), data="kai-101")
    assert "Check the units" in text(app, "notice")
    assert app.shown.arm.name == ARM


def test_settings_that_make_no_sense_are_left_out_and_told():
    settings, bad = read({"ratio": "0", "factor": "x", "data": "other", "growth": "?"})
    assert settings == Settings()
    assert sorted(bad) == ["data", "factor", "growth", "ratio"]
    app = run(ratio="<script>", arm="aspirin", data="kai-101")
    assert "left out: ratio" in text(app, "notice")
    assert "no such treatment here. Choose one of: KAI-101" in text(app, "notice")


def test_korean_throughout_and_another_language_keeps_what_was_set():
    app = run(lambda app: setattr(app.page._language, "value", "ko"), data="kai-101", ratio="0.5")
    assert "마우스 노출의 0.5배" in app.page._answer.value
    assert "합성" in app.page._answer.value
    assert "무진행" in text(app, "details")
    assert "Quantity" not in text(app, "details")


def test_pictures_and_downloads_hold_the_numbers_the_source_and_the_badge(drawn):
    app = run(data="kai-101")
    lines = views.csv(app.shown).splitlines()
    assert lines[0].startswith("treatment,day,median_percent")
    assert len(lines) == 1 + len(app.shown.response.days)
    assert all(line.endswith("KAI-101 (synthetic),true") for line in lines[1:])
    for chart in (*app._charts.values(), app._details["mice"]):
        assert "SYNTHETIC" in str(chart.spec)
    assert "the median patient is lowest at week" in app._charts["course"].label
    assert "10 untreated mice and 10 under" in app._details["mice"].label


def test_a_stopped_fit_shows_nothing_and_can_be_started_again(monkeypatch, fit):
    begun = [Ended(None, stage="cancelled"), Ended(fit)]
    monkeypatch.setattr(Xenograft, "start", lambda *_, **__: begun.pop(0))

    def again(app):
        assert app.shown is None
        assert "Stopped before there was an answer" in app.page._answer.value
        app._again.click()

    assert run(again, data="kai-101").shown is not None
