"""Reading in the study explorer: stopped, overtaken, and of every real study."""

from __future__ import annotations

import asyncio
import io
import subprocess
import sys
import threading
import zipfile

import pytest

from kai_workbench import quality, standards
from kai_workbench.apps import StudyExplorer
from kai_workbench.apps import _study_explorer_sources as sources
from kai_workbench.apps._study_explorer_views import duration
from kai_workbench.errors import KaiError

from ._exploring import few_checks, read_once, run, settle, started, text


@pytest.fixture(autouse=True)
def _few_checks(monkeypatch):
    monkeypatch.setattr(quality, "kept_check", few_checks)
    read_once(monkeypatch)


def test_reading_can_be_stopped_and_begun_again(monkeypatch):
    go = threading.Event()
    plain = sources.Source.open

    def slow(source, progress):
        progress(0, 2)
        go.wait(10)
        progress(1, 2)
        return plain(source, progress)

    monkeypatch.setattr(sources.Source, "open", slow)

    async def live() -> StudyExplorer:
        app = StudyExplorer()
        app.page.open(lang="en")
        await started(app)
        assert app.page.monitor.stage.startswith("Reading ")
        app.page.monitor._heard(None, {"cancel": True}, None)
        await settle(app)
        assert app.facts is None
        assert not app.page.monitor.running
        assert app._again.layout.display is None
        go.set()
        app._again.click()
        await settle(app)
        return app

    assert asyncio.run(live()).facts.name == "kai-101-rat"


def test_the_latest_wish_counts(monkeypatch):
    plain = sources.Source.open

    def slow(source, progress):
        found = plain(source, progress)
        threading.Event().wait(0.3 if source.name.endswith("rat") else 0)
        return found

    monkeypatch.setattr(sources.Source, "open", slow)

    async def live() -> StudyExplorer:
        app = StudyExplorer()
        app.page.open(lang="en")
        await started(app)
        app._controls.study.value = "kai-101-dog"
        await settle(app)
        return app

    app = asyncio.run(live())
    assert app.facts.name == "kai-101-dog"
    assert "in dogs" in app.page._answer.value


def test_durations_are_said_as_people_say_them():
    assert [duration(one, "en") for one in ("P28D", "P1D", "P13W", "PT4H", "")] == [
        "4 weeks",
        "1 day",
        "13 weeks",
        "PT4H",
        "not told",
    ]


def test_opening_the_page_imports_no_sampler():
    code = (
        "import sys; from kai_workbench.apps import study_explorer; study_explorer();"
        "bad = {'pymc', 'nutpie', 'arviz', 'pytensor'} & set(sys.modules); assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


def test_not_ready_is_said():
    with pytest.raises(KaiError, match="not ready yet"):
        StudyExplorer()._current()


REAL = {
    "scoreSEND-87497": "Adrenal gland, hypertrophy: 20 of 20 at 1,000 mg/kg/day against 2 of 20",
    "scoreSEND-35449": "Adrenal gland, hypertrophy: 6 of 6 at 356 mg/kg/day against 0 of 6",
    "PointCross": "SYNTHETIC",
    "PDS": "mg/kg",
    "Nimble": "findings grows clearly with the dose",
    "CBER-POC-Pilot-Study1-Vaccine": "in monkeys, 29 days, 20 ug/dose",
    "CDISC-Safety-Pharmacology-POC": "its groups are orders of doses",
    "CJUGSEND00": "its groups are orders of doses",
}


@pytest.mark.parametrize("name", REAL)
def test_every_real_study_opens_with_its_answer(name, mirror, monkeypatch):
    monkeypatch.setenv("KAI_DATA_MIRROR", str(mirror))
    app = run(lambda app: app._animal(app.facts.animals["short"][0]), study=name)
    assert app.facts.name == name
    assert "kai-say-error" not in text(app, "notice")
    assert REAL[name] in app.page._answer.value
    assert app._card.value
    assert any(app._board._shown.values())


@pytest.mark.parametrize("lines", ["STUDYID,USUBJID\n", "STUDYID,SEX\nS,M\n", "STUDYID,USUBJID\nS,\n"])
def test_demographics_that_name_no_animal_are_refused(lines):
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("dm.csv", lines)
    with pytest.raises(KaiError, match="names no animal") as caught:
        sources.open_own("package.zip", package.getvalue())
    assert caught.value.where == "package.zip"


def test_data_of_people_are_refused_in_words(tmp_path):
    standards.write_kai101("phase1", tmp_path / "phase1")
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as packed:
        for path in (tmp_path / "phase1").iterdir():
            packed.write(path, path.name)
    with pytest.raises(KaiError, match="data of people") as told:
        sources.open_own("phase1.zip", package.getvalue())
    assert "SDTM 3.4" in told.value.say("ko")


def test_files_that_could_not_be_read_are_named(tmp_path):
    standards.write_kai101("rat", tmp_path)
    (cut,) = tmp_path.glob("lb.*")
    cut.write_bytes(cut.read_bytes()[:5_000])
    (tmp_path / "define.xml").write_bytes(b"<a/>")
    study = standards.open_study(tmp_path)
    assert "LB" not in study
    assert sources.unread(study) == [cut.name]
