from __future__ import annotations

import asyncio
import dataclasses

import pytest

from kai_workbench import catalog, charts, pipelines
from kai_workbench.apps import FirstInHumanPK
from kai_workbench.apps._fih_state import RANGES, Settings, read
from kai_workbench.inference import Diagnosis
from kai_workbench.standards import species_pk_template

from ._exploring import settle, text

SAMPLER = {"draws": 150, "tune": 150, "chains": 2}


@pytest.fixture(scope="module")
def fitted():
    """One small fit of the synthetic compounds, for all tests that only look at it."""
    return pipelines.HumanPKModel().fit(pipelines.reference("kai-101"), draws=300, tune=300, chains=4)


class Instant:
    """A job that is done at once, or never."""

    def __init__(self, fit, *, ends: bool = True) -> None:
        self.fit, self.ends, self.cancelled = fit, ends, False

    @property
    def progress(self):
        from kai_workbench.inference import Progress

        if self.cancelled:
            return Progress("cancelled")
        return Progress("done" if self.ends else "sampling", 5, 10)

    def cancel(self) -> None:
        self.cancelled = True

    def result(self, timeout=None):  # noqa: ARG002
        return self.fit


class Blank:
    """A picture that nobody looks at."""

    def __init__(self, *_, **__) -> None:
        pass

    def to_dict(self, **_):
        return {"description": "a picture"}


@pytest.fixture
def drawn():
    """Asked for by a test that looks at pictures."""


@pytest.fixture
def jobs(request, fitted, monkeypatch):
    """Every fit asked for; each gives ``fitted`` with the priors asked for."""
    asked = []
    if "drawn" not in request.fixturenames:  # drawing takes most of the time
        for name in ("prediction", "exposure_dots", "methods", "prior_posterior", "species_grid"):
            monkeypatch.setattr(charts, name, Blank)

    def start(model, learn_from, **sampler):
        asked.append(Instant(dataclasses.replace(fitted, reference=learn_from)))
        asked[-1].model, asked[-1].sampler = model, sampler
        return asked[-1]

    monkeypatch.setattr(pipelines.HumanPKModel, "start", start)
    return asked


def run(story, *, lang: str = "en", **address: str) -> FirstInHumanPK:
    """Open the app at an address, let it settle, do what ``story`` does, and let it settle again."""

    async def live() -> FirstInHumanPK:
        app = FirstInHumanPK(**SAMPLER)
        app.page.open(lang=lang, **address)
        await settle(app)
        story(app)
        await settle(app)
        return app

    return asyncio.run(live())


def opened(**address: str) -> FirstInHumanPK:
    return run(lambda _: None, **address)


def test_it_opens_with_an_answer_for_the_synthetic_programme_and_says_that_it_is(jobs):
    app = opened()
    assert app.prediction is not None
    assert app.prediction.compound == "KAI-101"
    answer = app.page._answer.value
    assert "KAI-101 in people: clearance" in answer
    assert "mL/min/kg (90% " in answer
    assert "SYNTHETIC" in answer
    assert "kai data fetch pk_animal_human" in text(app, "notice")
    assert "offline mode forbids fetching" in text(app, "details")


def test_the_answer_is_the_prediction_s(jobs):
    app = opened(dose="30")
    rows = {row["parameter"]: row for row in app.prediction.summary().to_dicts()}
    assert app.prediction.draws.attrs["dose_mg"] == 30
    assert f"{rows['clearance']['median']:.2g}" in app.page._answer.value
    assert "after 30 mg" in app.page._answer.value


def test_the_dose_changes_the_exposure_at_once_without_a_fit(jobs):
    before = []

    def move(app):
        before.append(app.prediction.draws["auc"].median().item())
        app._controls.sliders["dose"].value = 200

    app = run(move)
    assert len(jobs) == 1
    assert app.prediction.draws["auc"].median().item() == pytest.approx(2 * before[0])
    assert app.page.state["dose"] == "200"


def test_a_limit_gives_a_dose_and_dots(jobs, drawn):
    def limit(app):
        assert app._dots.layout.display == "none"
        app._controls.limited.value = "yes"
        app._controls.sliders["limit"].value = 50_000

    app = run(limit)
    safe = app.prediction.dose_below(50_000)
    assert f"with 95% probability is {safe:.2g}" in app.page._answer.value
    assert "dots are below the limit" in app._dots.label
    assert app._dots.layout.display is None
    assert app.page.state["limit"] == "50000"


def test_a_moved_prior_is_fitted_again_with_it(jobs):
    app = run(lambda app: setattr(app._controls.sliders["clearance"], "value", 12))
    assert len(jobs) == 2
    assert jobs[1].model.clearance.typical_human == (12.0, 1.0)
    assert jobs[1].model.volume_ss.typical_human == (1.0, 1.0)
    assert jobs[1].sampler == SAMPLER
    assert app.page.state["clearance"] == "12"


def test_a_stopped_refit_puts_the_priors_back_and_keeps_the_prediction(jobs, monkeypatch):
    shown = []

    def stop(app):
        shown.append(app.prediction)
        endless = Instant(None, ends=False)
        monkeypatch.setattr(pipelines.HumanPKModel, "start", lambda *_, **__: endless)
        app._controls.sliders["spread"].value = 3
        assert app.page.state["spread"] == "3"
        endless.cancel()

    app = run(stop)
    assert app._controls.sliders["spread"].value == RANGES["spread"].default
    assert app.page.state["spread"] == ""
    assert app.prediction is shown[0]
    assert "Stopped" in text(app, "notice")


def test_a_first_fit_that_is_stopped_can_be_started_again(jobs, monkeypatch):
    start = pipelines.HumanPKModel.start
    endless = Instant(None, ends=False)
    endless.cancel()
    monkeypatch.setattr(pipelines.HumanPKModel, "start", lambda *_, **__: endless)
    shown = []

    def again(app):
        shown.append((app.page._answer.value, app._again.layout.display))
        monkeypatch.setattr(pipelines.HumanPKModel, "start", start)
        app._again.click()

    app = run(again)
    assert "Stopped before there was an answer" in shown[0][0]
    assert shown[0][1] is None
    assert app.prediction is not None
    assert app._again.layout.display == "none"


def test_a_fit_of_a_reference_left_since_is_not_shown(jobs):
    def leave(app):
        app._fitted(None, app.settings.priors, turn=app._turn - 1)

    assert run(leave).prediction is not None


def test_the_priors_can_be_put_back(jobs):
    app = run(lambda app: app._controls._reset.click(), spread="3", clearance="9")
    assert app.settings.priors == Settings().priors
    assert len(jobs) == 2
    assert jobs[1].model.clearance.typical_human == (4.0, 1.0)


def test_the_address_brings_everything_back(jobs):
    state = {"compound": "REF-003", "dose": "12.5", "weight": "55", "limit": "800", "spread": "2"}
    reference = pipelines.reference("kai-101").frame["compound"]
    state["compound"] = reference[5]
    app = opened(**state)
    assert app.prediction.compound == reference[5]
    assert app.prediction.draws.attrs["dose_mg"] == 12.5
    assert app.prediction.draws.attrs["body_weight_kg"] == 55
    assert app.settings.limit == 800
    assert app._controls.limited.value == "yes"
    assert jobs[0].model.clearance.spread_sd == 2
    assert app._controls.compound.value == reference[5]


def test_settings_that_make_no_sense_are_left_out_and_told(jobs):
    settings, bad = read({"dose": "-1", "weight": "nan", "limit": "1e99", "spread": "x", "data": "other"})
    assert settings == Settings()
    assert bad == ["data", "dose", "weight", "limit", "spread"]
    app = opened(dose="<script>", data="kai-101")
    assert "left out: dose" in text(app, "notice")


def test_an_unknown_compound_is_told_with_near_names(jobs):
    app = opened(compound="KAI-10", data="kai-101")
    assert "KAI-101" in text(app, "notice")
    assert app.prediction.compound == "KAI-101"


def test_korean_throughout(jobs, drawn):
    app = run(lambda _: None, lang="ko")
    assert "사람에서 KAI-101: 청소율" in app.page._answer.value
    assert "합성" in app.page._answer.value
    assert "청소율" in text(app, "details")
    assert "지어낸 화합물" in text(app, "notice")
    assert "Clearance" not in text(app, "details")


def test_another_language_keeps_fit_and_prediction(jobs):
    seen = []

    def switch(app):
        seen.append((app.fit, app.prediction))
        app.page._language.value = "ko"

    app = run(switch)
    assert (app.fit, app.prediction) == seen[0]
    assert len(jobs) == 1
    assert "사람에서" in app.page._answer.value
    assert "믿을 수" in text(app, "diagnosis") or "살펴" in text(app, "diagnosis")


def test_a_failed_fit_shows_its_verdict_and_no_prediction(jobs, fitted, monkeypatch):
    def fail(app):
        verdict = dataclasses.replace(fitted.clearance.diagnosis, verdict="do_not_use")
        bad = dataclasses.replace(fitted, clearance=dataclasses.replace(fitted.clearance, diagnosis=verdict))
        monkeypatch.setattr(pipelines.HumanPKModel, "start", lambda *_, **__: Instant(bad))
        app._controls.sliders["departure"].value = 1

    app = run(fail)
    assert isinstance(fitted.clearance.diagnosis, Diagnosis)
    assert app.prediction is None
    assert "No prediction" in app.page._answer.value
    assert "mL/min/kg" not in app.page._answer.value
    assert app._chart.layout.display == "none"
    assert text(app, "details") == ""
    assert "Do not use" in text(app, "diagnosis")


def test_details_hold_methods_priors_species_and_quality(jobs, drawn):
    app = opened()
    assert all(chart.spec for chart in app._details.charts.values())
    details = text(app, "details")
    assert "Simple allometry" in details
    assert "nothing was left out" in details or "Notes on" in details
    assert app._details.charts["grid"].spec["description"].startswith("Clearance of")


def test_a_brush_names_its_compounds(jobs):
    def brush(app):
        app._details.charts["grid"].selections = {"brush": {"clearance_rat_mL_min_kg": [5, 9]}}

    app = run(brush)
    rat = app.reference.frame["clearance_rat_mL_min_kg"]
    n = int(rat.is_between(5, 9).sum())
    assert n > 0
    assert f"{n} compounds chosen" in text(app, "details")


OWN = species_pk_template().encode()


def test_an_own_table_is_predicted_and_stays_out_of_the_address(jobs):
    app = run(lambda app: app._on_file("mine.csv", OWN), compound="KAI-101")
    assert app.prediction.compound == "Example-1"
    assert [o["value"] for o in app._controls.compound.options[:2]] == ["own:Example-1", "own:Example-2"]
    assert app.page.state["compound"] == ""
    assert "mine.csv: 2 compounds were read" in text(app, "notice")


def test_one_of_the_own_compounds_can_be_chosen(jobs):
    async def story() -> FirstInHumanPK:
        app = FirstInHumanPK(**SAMPLER)
        app.page.open(lang="en")
        await settle(app)
        app._on_file("mine.csv", OWN)
        await settle(app)
        app._controls.compound.value = "own:Example-2"
        await settle(app)
        return app

    app = asyncio.run(story())
    assert app.prediction.compound == "Example-2"
    assert app.page.state["compound"] == ""


@pytest.mark.parametrize(("lang", "told"), [("en", "row 3, column &quot;clearance&quot;"), ("ko", "3행")])
def test_a_bad_table_is_told_row_by_row_and_changes_nothing(jobs, lang, told):
    seen = []

    def upload(app):
        seen.append(app.prediction)
        app._on_file("bad.csv", OWN.replace(b"dog,4,", b"dog,-4,"))

    app = run(upload, lang=lang)
    assert "bad.csv" in text(app, "notice")
    assert told in text(app, "notice")
    assert app.own is None
    assert app.prediction is seen[0]


def test_the_reference_can_be_switched_to_the_synthetic_one_and_back(jobs, monkeypatch):
    synthetic = pipelines.reference("kai-101")
    real = dataclasses.replace(synthetic, synthetic=False, source="real (CC0, 1)")
    monkeypatch.setattr(pipelines, "reference", lambda data: synthetic if data == "kai-101" else real)
    told = []

    def switch(app):
        app._controls.data.value = "kai-101"
        told.append(app.page.state["data"])

    app = run(switch)
    assert told == ["kai-101"]
    assert app.prediction.synthetic
    assert app.reference is synthetic
    assert text(app, "notice") == ""

    back = run(lambda app: setattr(app._controls.data, "value", "real"), data="kai-101")
    assert not back.page.state["data"]
    assert back.reference is real


def test_asking_again_for_what_could_not_be_fetched_tells_it_again(jobs):
    app = run(lambda app: setattr(app._controls.data, "value", "real"))
    assert app.prediction.synthetic
    assert app._controls.data.value == "kai-101"
    assert "kai data fetch pk_animal_human" in text(app, "notice")


def test_a_reference_that_cannot_be_read_is_told(jobs, monkeypatch):
    def broken(*_, **__):
        raise catalog.CatalogError("unknown_compound", where="x", n=1, near="y")

    monkeypatch.setattr(pipelines, "reference", broken)
    app = opened()
    assert "Did you mean y" in text(app, "notice")
    assert app.page.monitor.running is False


def test_downloads_hold_the_numbers_the_source_and_the_badge(jobs, drawn):
    app = opened()
    from kai_workbench.apps import _fih_views as views

    csv = views.csv(app.prediction)
    assert csv.splitlines()[0].startswith("compound,dose_mg,body_weight_kg,parameter,unit,median")
    assert "KAI-101" in csv
    assert csv.count(",true") == 4
    page = app._report().decode()
    assert page.lstrip().lower().startswith("<!doctype html")
    assert "SYNTHETIC" in page
