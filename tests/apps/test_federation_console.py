from __future__ import annotations

import asyncio
import dataclasses
import functools
import json
import types

import pytest

from kai_workbench import federation
from kai_workbench.apps import FederationConsole
from kai_workbench.apps import _federation_console_views as views
from kai_workbench.apps._federation_console_state import Settings, read

from ._exploring import settle, text, visited

pytestmark = pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning")


run = functools.partial(visited, FederationConsole)


@pytest.fixture(scope="module")
def story():
    """One demonstration from its start to another language, and what was seen on the way."""
    seen = types.SimpleNamespace()

    async def live() -> None:
        app = FederationConsole()
        seen.app = app
        app.page.open(lang="en", draws="250")
        await settle(app)
        seen.fit, seen.shown = app.fit, app.shown
        seen.answer, seen.diagnosis = app.page._answer.value, text(app, "diagnosis")
        seen.details, seen.spec = text(app, "details"), str(app._charts["curve"].spec)
        app._controls.sliders["target"].value = 20
        await settle(app)
        seen.moved, seen.still = app.page._answer.value, app.fit
        seen.target = app.page.state["target"]
        app._controls.parameter.value = "tau"
        await settle(app)
        seen.course = app._charts["course"].label
        app._count_now()
        await settle(app)
        seen.counted = app._controls.counted.value
        app._controls.number.value = "many"
        app._count_now()
        await settle(app)
        seen.wrong = text(app, "notice")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(federation, "pooled", lambda *_, **__: seen.fit)  # fitted in tests of its own
            await app._pool()
            await app._leave_out()
        seen.pooled, seen.without = text(app, "details"), app._parts.parts["without"].label
        app.page._language.value = "ko"
        await settle(app)
        seen.korean = app.page._answer.value + text(app, "details") + text(app, "diagnosis")

    asyncio.run(live())
    return seen


def test_the_demonstration_answers_certified_and_says_that_it_is_synthetic(story):
    assert "3 hospitals together: toxicity reaches 30% at" in story.answer
    assert "SYNTHETIC" in story.answer
    assert "Seoul, Busan, Daejeon" in story.answer
    assert "Certified equal to the pooled posterior" in story.diagnosis
    assert "SYNTHETIC" in story.spec
    assert story.fit.receipt.certified


def test_every_site_tells_what_it_approved_and_what_left_it(story):
    card = federation.card(story.fit.model)
    assert story.details.count(f"dose-toxicity-across-sites ({card.hash[:12]})</td>") == 3
    receipt = story.fit.receipt
    for site in receipt.sites:
        spent, budget = receipt.budget[site]
        assert f"{budget - spent:,}" in story.details
        assert f"{receipt.left[site]['numbers']:,}" in story.details
        assert receipt.certificates[site][:16] in story.details


def test_a_slider_of_the_view_moves_the_answer_and_asks_no_site_again(story):
    assert "toxicity reaches 20% at" in story.moved
    assert story.still is story.fit
    assert story.target == "20"
    assert "tau from the vague start to the posterior" in story.course


def test_people_are_counted_over_all_sites_and_a_word_for_a_number_is_refused(story):
    assert "54 patients over all sites" in story.counted
    assert "&#x27;many&#x27; is not a number" in story.wrong


def test_synthetic_rows_are_pooled_and_each_site_left_out(story):
    assert "The same to within Monte-Carlo error: over 10 parameters" in story.pooled
    assert all(f"Without {site}" in story.without for site in story.fit.receipt.sites)


def test_korean_throughout(story):
    assert "3개 병원을 함께 보면 독성 확률이 20%" in story.korean
    assert "합성" in story.korean
    assert "인증되었습니다" in story.korean
    assert "최소 인원" in story.korean
    assert "Budget" not in story.korean


@pytest.mark.parametrize(
    ("lang", "told"), [("en", "Certified equal to the pooled"), ("ko", "인증되었습니다")]
)
def test_the_receipt_is_a_page_and_json_and_the_table_a_file(story, lang, told):
    page = views.receipt_page(story.shown, lang=lang).decode()
    kept = json.loads(views.receipt_json(story.shown))
    for words in (told, story.fit.receipt.job, *story.fit.receipt.certificates.values()):
        assert words in page
    assert kept["job"] == story.fit.receipt.job
    assert kept["certified"] is kept["synthetic"] is True
    lines = views.csv(story.shown).splitlines()
    assert lines[0].startswith("parameter,lo90,lo50,median,hi50,hi90,study,sites")
    assert len(lines) == 1 + len(story.shown.draws)


@pytest.fixture
def refusing(monkeypatch):
    """Sites that answer hello, and then whatever the test wants."""

    def use(action):
        monkeypatch.setattr(federation, "fit", action)

    return use


def test_a_refusal_is_told_with_its_site_and_can_be_tried_again(refusing):
    def refused(*_, **__):
        raise federation.Refused("federation.budget", where="Busan", budget=10, left=0)

    refusing(refused)
    app = run()
    assert "Busan" in text(app, "notice")
    assert "There is no answer" in app.page._answer.value
    assert app._again.layout.display is None
    assert app.shown is None


def test_a_stopped_run_shows_nothing_of_an_answer(refusing):
    step = federation.Step(
        rounds=5, points=20, spent={"Seoul": (20, 100)}, seconds=0.1, temperature=0.5, quantiles={}
    )

    def endless(*_, progress, **__):
        while True:
            progress(step)

    refusing(endless)

    async def live() -> FederationConsole:
        app = FederationConsole()
        shown = asyncio.Event()
        app.page.monitor.observe(lambda change: shown.set() if change["new"] else None, "done")
        app.page.open(lang="en")
        await asyncio.wait_for(shown.wait(), 60)
        app.stage = app.page.monitor.stage
        app._worker._cancel()
        await settle(app)
        return app

    app = asyncio.run(live())
    assert app.stage == "Round 5, temperature 0.5, budget 20 of 100 points"
    assert "Stopped before there was an answer" in app.page._answer.value
    assert app._again.layout.display is None


def test_a_preview_is_never_an_answer(refusing, story):
    verdict = dataclasses.replace(story.fit.diagnosis, verdict="do_not_use")
    receipt = dataclasses.replace(story.fit.receipt, method="laplace", certified=False, reason="laplace")
    refusing(lambda *_, **__: dataclasses.replace(story.fit, diagnosis=verdict, receipt=receipt))
    app = run(method="laplace")
    assert "no answer that can be trusted" in app.page._answer.value
    assert "Not certified" in text(app, "diagnosis")
    assert app._charts["curve"].layout.display == "none"
    assert app.page.state["method"] == "laplace"


def test_a_study_of_one_s_own_waits_for_its_button_and_is_never_pooled(tmp_path, refusing, story):
    path = federation.demonstration(tmp_path, approve=True)
    path.write_text(path.read_text().replace("synthetic: true\n", ""))
    refusing(lambda *_, **__: story.fit)
    app = run(study=str(path))
    assert "3 sites have answered. Press Run" in app.page._answer.value
    assert app.shown is None
    done = run(lambda app: app._controls.run.click(), study=str(path))
    assert "3 hospitals together" in done.page._answer.value
    assert "SYNTHETIC" not in done.page._answer.value
    assert "never pooled here" in text(done, "details")
    assert "pooled" not in done._parts.parts


def test_a_model_that_no_site_approved_is_not_run(tmp_path):
    app = run(study=str(federation.demonstration(tmp_path)))
    assert "No model has been approved by all sites" in app.page._answer.value
    assert "nothing" in text(app, "details")


def test_a_path_that_leads_nowhere_is_told(tmp_path):
    app = run(study=str(tmp_path / "no.yml"), draws="lots")
    assert "no.yml" in text(app, "notice")
    assert "There is no study to ask" in app.page._answer.value
    assert app.page.state["study"].endswith("no.yml")


def test_settings_that_make_no_sense_are_left_out():
    settings, bad = read({"sites": "2", "target": "x", "method": "guess"})
    assert settings == Settings()
    assert sorted(bad) == ["method", "sites", "target"]
