from __future__ import annotations

import asyncio
import dataclasses
import functools
import types

import numpy as np
import pytest
import xarray as xr

from kai_workbench import pipelines
from kai_workbench.apps import FirstInHumanDose
from kai_workbench.apps import _fihd_views as views
from kai_workbench.apps._fihd_state import Settings, read

from ._exploring import settle, text, visited


class Fit:
    """Human kinetics that are there at once; the real fit has tests of its own."""

    trusted = True

    def predict(self, compound, *, body_weight_kg):  # noqa: ARG002
        rng = np.random.default_rng(1)
        draws = {
            "clearance": ("sample", np.exp(rng.normal(np.log(3.0), 0.5, 800))),
            "volume_ss": ("sample", np.exp(rng.normal(np.log(1.0), 0.5, 800))),
        }
        return types.SimpleNamespace(draws=xr.Dataset(draws))


class Instant:
    """A job that is done at once, or never."""

    def __init__(self, *, ends: bool = True) -> None:
        self.ends, self.cancelled = ends, False

    @property
    def progress(self):
        from kai_workbench.inference import Progress

        return Progress("cancelled" if self.cancelled else "done" if self.ends else "sampling", 5, 10)

    def cancel(self) -> None:
        self.cancelled = True

    def result(self, timeout=None):  # noqa: ARG002
        return Fit()


@pytest.fixture(autouse=True)
def jobs(request, monkeypatch):
    """Every fit asked for; none is made."""
    asked = []

    def start(model, learn_from, **sampler):
        asked.append(Instant())
        return asked[-1]

    monkeypatch.setattr(pipelines.HumanPKModel, "start", start)
    monkeypatch.setattr(views, "fit_diagnosis", lambda fit, lang: ("trust", "", ()))  # noqa: ARG005
    if "drawn" not in request.fixturenames:  # drawing has a test of its own
        blank = {"description": "a picture"}
        monkeypatch.setattr(views, "pictures", lambda *_, **__: dict.fromkeys(("limits", "dots"), blank))
    return asked


@pytest.fixture
def drawn():
    """Asked for by a test that looks at pictures."""


run = functools.partial(visited, FirstInHumanDose)


def test_it_opens_with_a_range_its_reasons_and_what_convention_says():
    app = run(data="real")
    low, high = app.shown.dose.recommended
    answer = app.page._answer.value
    assert f"Start KAI-101 at {low:.2g}–{high:.2g} mg" in answer
    assert "95% probability" in answer
    assert "By convention: 3.2 mg, from the dog NOAEL by body surface over 10" in answer
    assert "SYNTHETIC" in answer
    assert "kai data fetch pk_animal_human" in text(app, "notice")
    assert [one.kind for one in app.shown.dose.limits] == ["mrsd", "mrsd", "exposure", "exposure", "mabel"]
    assert "MABEL, 10% of the target" in text(app, "details")
    assert "AUC at the NOAEL over the human AUC" in text(app, "details")


def test_what_needs_no_kinetics_is_told_while_they_are_learnt(jobs, monkeypatch):
    endless = Instant(ends=False)
    monkeypatch.setattr(pipelines.HumanPKModel, "start", lambda *_, **__: endless)
    seen = []

    async def live() -> FirstInHumanDose:
        app = FirstInHumanDose()
        app.page.open(lang="en", data="kai-101")
        for _ in range(600):
            await asyncio.sleep(0.02)
            if app.shown is not None and app.page.monitor.running:
                break
        seen.append((app.page._answer.value, text(app, "diagnosis"), len(app.shown.dose.limits)))
        app.page._cancel()
        await settle(app)
        return app

    app = asyncio.run(live())
    assert "Start KAI-101 at" in seen[0][0]
    assert "Human kinetics are not there yet" in seen[0][1]
    assert seen[0][2] == 2
    assert endless.cancelled
    assert "Stopped" in text(app, "notice")
    assert app.shown is not None
    assert app._again.layout.display is None


def test_kinetics_that_were_stopped_can_be_learnt_again(monkeypatch):
    start = pipelines.HumanPKModel.start
    endless = Instant(ends=False)
    endless.cancel()
    monkeypatch.setattr(pipelines.HumanPKModel, "start", lambda *_, **__: endless)

    def again(app):
        assert app._again.layout.display is None
        monkeypatch.setattr(pipelines.HumanPKModel, "start", start)
        app._again.click()

    app = run(again, data="kai-101")
    assert app.fit is not None
    assert app._again.layout.display == "none"
    assert len(app.shown.dose.limits) == 5


@pytest.mark.parametrize(
    ("name", "value", "kind", "ratio"),
    [("factor", 30, "mrsd", 1 / 3), ("margin", 30, "exposure", 1 / 3), ("kd", 50, "mabel", 0.1)],
)
def test_each_control_moves_its_own_limit_at_once(jobs, name, value, kind, ratio):
    before = []

    def move(app):
        before.extend(app.shown.dose.limits)
        app._controls.sliders[name].value = value

    app = run(move, data="kai-101")
    assert len(jobs) == 1
    for old, new in zip(before, app.shown.dose.limits, strict=True):
        want = ratio if new.kind == kind else 1.0
        assert np.median(new.draws_mg) == pytest.approx(want * np.median(old.draws_mg), rel=1e-6)
    assert app.page.state[name] == str(value)


def test_wide_dose_spacing_is_doubt():
    narrow, wide = (run(data="kai-101", spacing=one).shown.dose.limits[0].draws_mg for one in ("1.5", "10"))
    assert np.std(np.log(wide)) > 1.5 * np.std(np.log(narrow))


def test_a_planned_dose_is_judged_and_stands_in_the_address():
    app = run(lambda app: setattr(app._controls.plan, "value", "yes"), data="kai-101")
    assert app._controls.sliders["planned"].layout.display is None
    app = run(data="kai-101", planned="3")
    p = app.shown.dose.kept(3.0)
    assert f"The planned 3 mg keeps them with {100 * p:.0f}%" in app.page._answer.value
    back = run(lambda app: setattr(app._controls.plan, "value", "no"), data="kai-101", planned="3")
    assert back.page.state["planned"] == ""


def test_what_is_missing_is_told():
    app = run(data="kai-101", second="none", mabel="no")
    diagnosis = text(app, "diagnosis")
    assert "One species only" in diagnosis
    assert "Receptor occupancy is left out" in diagnosis
    assert app._controls.sliders["kd"].layout.display == "none"
    assert app._controls.sliders["noael_second"].layout.display == "none"
    assert "Look here" in diagnosis


def test_the_exposure_at_the_noael_is_computed_until_it_is_set():
    app = run(data="kai-101")
    row = app.shown.row
    auc = 0.5 * 10 * 1e6 / (row["clearance_rat_mL_min_kg"] * 60)
    assert app._controls.sliders["auc_rat"].value == pytest.approx(auc, rel=1e-6)
    own = run(data="kai-101", auc_rat="500")
    assert np.median(own.shown.dose.auc_at_noael["rat"]) == pytest.approx(500, rel=0.02)


def test_another_compound_brings_its_own_values():
    names = pipelines.reference("kai-101").frame["compound"]
    app = run(lambda app: setattr(app._controls.compound, "value", names[3]), data="kai-101", fu="0.2")
    assert app.shown.compound == names[3]
    assert app.page.state["compound"] == names[3]
    assert app.page.state["fu"] == ""


def test_settings_that_make_no_sense_are_left_out_and_told():
    settings, bad = read({"factor": "0", "weight": "x", "second": "cat", "data": "other"})
    assert settings == Settings()
    assert sorted(bad) == ["data", "factor", "second", "weight"]
    app = run(weight="<script>", compound="KAI-10", data="kai-101")
    assert "left out: weight" in text(app, "notice")
    assert "KAI-101" in text(app, "notice")
    assert app.shown.compound == "KAI-101"


def test_a_failed_fit_leaves_its_limits_out_and_says_so(monkeypatch):
    monkeypatch.setattr(Fit, "trusted", False)
    monkeypatch.setattr(views, "fit_diagnosis", lambda fit, lang: ("do_not_use", "", ("R-hat",)))  # noqa: ARG005
    app = run(data="kai-101")
    assert [one.kind for one in app.shown.dose.limits] == ["mrsd", "mrsd"]
    assert "Do not use" in text(app, "diagnosis")


def test_the_defaults_can_be_put_back():
    app = run(
        lambda app: app._controls.back.click(), data="kai-101", factor="50", second="monkey", planned="3"
    )
    assert app.settings.numbers == {}
    assert app.settings.second == ""
    assert app.page.state["factor"] == ""


def test_korean_throughout_and_another_language_keeps_what_was_set(jobs):
    app = run(lambda app: setattr(app.page._language, "value", "ko"), data="kai-101", factor="20")
    assert "KAI-101의 시작용량은" in app.page._answer.value
    assert "합성" in app.page._answer.value
    assert "안전계수 20" in text(app, "details")
    assert "Limit" not in text(app, "details")
    assert len(jobs) == 1


def test_pictures_and_downloads_hold_the_numbers_the_source_and_the_badge(drawn):
    app = run(data="kai-101", planned="2")
    csv = views.csv(app.shown)
    assert csv.splitlines()[0].startswith("compound,limit,species,median_mg")
    assert csv.count(",true") == 6
    assert "kai-101 (Apache-2.0" in csv
    assert app._details["csv"].filename == "kai-101_first_dose.csv"
    assert "SYNTHETIC" in str(app._chart.spec)
    assert app._chart.label.startswith("Recommended:")
    assert "of 20 dots lie at or above 2.0 mg" in app._dots.label


def test_a_real_compound_is_warned_of_until_its_noaels_are_set(monkeypatch):
    real = dataclasses.replace(pipelines.reference("kai-101"), synthetic=False)
    monkeypatch.setattr(pipelines, "reference", lambda *_: real)
    assert "still the example’s, not those of KAI-101" in text(run(data="real"), "diagnosis")
    assert "still the example’s" not in text(run(data="real", noael_rat="50"), "diagnosis")
