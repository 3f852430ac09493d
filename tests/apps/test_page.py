from __future__ import annotations

import asyncio
import dataclasses

import ipywidgets
import kai_widgets
import pytest

from kai_workbench.apps import Page
from kai_workbench.errors import KaiError
from kai_workbench.text import Phrase, phrases


@pytest.fixture(autouse=True)
def _words(monkeypatch):
    monkeypatch.setitem(
        phrases(), "error.test_page", Phrase("Bad {what}. Mend it.", "{what} 틀림. 고치세요.")
    )


def page(build, names=("dose",)) -> Page:
    return Page(names, build=build, title="home.title", subtitle="home.subtitle")


def shown(p: Page, slot: str) -> str:
    boxes = [p._slots[slot]]
    text = ""
    while boxes:
        one = boxes.pop()
        text += getattr(one, "value", "") if isinstance(one, ipywidgets.HTML) else ""
        boxes += getattr(one, "children", ())
    return text


def test_nothing_is_built_before_the_browser_has_spoken():
    built = []
    p = page(lambda q: built.append(q.lang))
    assert built == []
    p.open(lang="ko", dose="3")
    assert built == ["ko"]
    assert p.state == {"dose": "3"}


def test_a_change_of_language_builds_again_and_keeps_the_address():
    built = []
    p = page(lambda q: built.append((q.lang, dict(q.state)))).open(lang="ko", dose="3")
    p._language.value = "en"
    assert built == [("ko", {"dose": "3"}), ("en", {"dose": "3"})]
    assert p.address.values == {"dose": "3", "lang": "en"}
    assert "From molecule to trial" in p._heading.value


def test_old_widgets_are_closed_when_the_page_is_built_again():
    made = []

    def build(q: Page) -> None:
        made.append(q.slider(label="x", value=1, min=0, max=2))
        q.controls(made[-1])
        q.detail("more", ipywidgets.HTML("x"))

    p = page(build).open(lang="ko")
    p._language.value = "en"
    assert made[0].comm is None
    assert p._slots["controls"].children == (made[1],)
    assert len(p._slots["details"].children) == 2


def test_remember_writes_the_address_and_none_takes_it_out():
    p = page(lambda _: None).open(lang="en", dose="3")
    p.remember(dose=4.5)
    assert p.address.values["dose"] == "4.5"
    p.remember(dose=None)
    assert p.address.values["dose"] == ""


@pytest.mark.parametrize(
    ("lang", "text"), [("en", "a.csv: Bad clearance. Mend it."), ("ko", "a.csv: clearance 틀림. 고치세요.")]
)
def test_an_error_speaks_the_reader_s_language(lang, text):
    def build(_: Page) -> None:
        raise KaiError("test_page", where="a.csv", what="clearance")

    assert text in shown(page(build).open(lang=lang), "notice")


def test_an_unforeseen_error_says_that_the_rest_works_and_names_its_kind():
    p = page(lambda _: None).open(lang="en")
    p.guard(lambda: 1 // 0)()
    assert "Something went wrong" in shown(p, "notice")
    assert "ZeroDivisionError" in shown(p, "notice")


def test_an_error_is_forgotten_at_the_next_try():
    p = page(lambda _: None).open(lang="en")
    slider = p.slider(label="x", value=1, min=0, max=2)
    p.observe(slider, lambda value: 1 / (value - 1.5))
    slider.value = 1.5
    assert "ZeroDivisionError" in shown(p, "notice")
    slider.value = 1.6
    assert shown(p, "notice") == ""


def test_texts_are_escaped():
    p = page(lambda _: None).open(lang="en")
    p.answer("<b>x</b>", small="<i>", synthetic=True)
    p.notice("<script>")
    p.diagnosis("look", "<u>", "<s>")
    whole = p._answer.value + shown(p, "notice") + shown(p, "diagnosis")
    assert not [tag for tag in ("<b>x", "<i>", "<script>", "<u>", "<s>") if tag in whole]
    assert "SYNTHETIC" in whole
    assert "Look here" in whole


def test_every_shared_widget_has_its_words_in_both_languages():
    for lang in ("en", "ko"):
        p = page(lambda _: None).open(lang=lang)
        chart = p.chart(label="x", filename="x")
        drop = p.upload(label="x", on_file=lambda *_: None)
        assert set(chart.labels) == set(kai_widgets.Chart().labels)
        assert set(drop.labels) == set(kai_widgets.FileDrop().labels)
        assert "{limit}" in drop.labels["too_large"]
        assert set(p.monitor.labels) == set(kai_widgets.FitMonitor().labels)
        assert "{n}" in p.monitor.labels["divergences"]


@dataclasses.dataclass
class Snapshot:
    stage: str
    done: int = 0
    total: int = 10
    divergences: int = 0
    seconds: float = 0.0


class Scripted:
    """A job that goes through the stages given, one for each look at it."""

    def __init__(self, *stages: str, error: Exception | None = None) -> None:
        self.stages, self.error, self.cancelled = list(stages), error, False

    @property
    def progress(self) -> Snapshot:
        if self.cancelled:
            return Snapshot("cancelled")
        return Snapshot(self.stages.pop(0) if len(self.stages) > 1 else self.stages[0])

    def cancel(self) -> None:
        self.cancelled = True

    def result(self, timeout: float | None = None) -> str:  # noqa: ARG002
        if self.error:
            raise self.error
        return "fit"


def test_a_followed_job_shows_its_stages_and_hands_over_its_result():
    p, got, seen = page(lambda _: None).open(lang="en"), [], []
    p.monitor.observe(lambda change: seen.append(change["new"]), "stage")
    asyncio.run(await_all(p, Scripted("compiling", "sampling", "done"), got.append))
    assert got == ["fit"]
    assert seen[:2] == ["Preparing the model", "Sampling from the posterior"]
    assert p.monitor.running is False


def test_a_job_that_failed_is_explained():
    p = page(lambda _: None).open(lang="ko")
    error = KaiError("test_page", what="표")
    asyncio.run(await_all(p, Scripted("sampling", "failed", error=error), pytest.fail))
    assert "표 틀림. 고치세요." in shown(p, "notice")
    assert p.monitor.running is False


def test_a_stopped_job_hands_over_nothing():
    p = page(lambda _: None).open(lang="en")
    job = Scripted("sampling")

    async def stop() -> None:
        task = p.follow(job, done=pytest.fail)
        await asyncio.sleep(0.15)
        p.monitor._heard(p.monitor, {"cancel": True}, [])
        await task

    asyncio.run(stop())
    assert job.cancelled
    assert "Stopped" in shown(p, "notice")


def test_the_latest_job_counts_and_the_one_before_is_cancelled():
    p, got = page(lambda _: None).open(lang="en"), []
    first, second = Scripted("sampling"), Scripted("sampling", "sampling", "done")

    async def both() -> None:
        one = p.follow(first, done=lambda _: got.append("first"))
        await asyncio.sleep(0.05)
        await p.follow(second, done=lambda _: got.append("second"))
        await one

    asyncio.run(both())
    assert first.cancelled
    assert got == ["second"]
    assert shown(p, "notice") == ""


async def await_all(p: Page, job: Scripted, done) -> None:
    await p.follow(job, done=done)
