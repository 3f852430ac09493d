from __future__ import annotations

import importlib.metadata
import json
import pathlib
import tomllib
from typing import NamedTuple

import pytest
import typer
from typer.testing import CliRunner

from kai_workbench.cli import _browser, _checks
from kai_workbench.cli._doctor import doctor


class Answer(NamedTuple):
    code: int
    text: str

    def line(self, name: str) -> dict[str, str]:
        return next(line for line in json.loads(self.text) if line["name"] == name)


@pytest.fixture
def ask(monkeypatch):
    """Run the command as a person would."""
    app = typer.Typer()
    app.command()(doctor)
    monkeypatch.delenv("KAI_DATA_MIRROR", raising=False)
    monkeypatch.delenv("KAI_OFFLINE", raising=False)

    def run(*arguments: str) -> Answer:
        result = CliRunner().invoke(app, arguments)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Answer(result.exit_code, result.output)

    return run


def test_a_whole_installation_is_well(ask):
    answer = ask("--json")
    assert answer.code == 0, answer.text
    assert {line["state"] for line in json.loads(answer.text)} <= {"ok", "look"}
    assert "pymc" in answer.line("packages")["found"]


def test_every_line_that_is_not_well_says_how_to_mend_it(ask, monkeypatch, tmp_path):
    monkeypatch.setattr(_checks, "hangul_font", lambda: None)
    monkeypatch.setattr(_checks, "chromium", lambda: None)
    monkeypatch.setattr(_checks, "LITTLE_DISK", float("inf"))
    monkeypatch.setattr(_checks, "LITTLE_MEMORY", float("inf"))
    monkeypatch.setenv("KAI_DATA_MIRROR", str(tmp_path / "nowhere"))
    for lang in ("en", "ko"):
        lines = json.loads(ask("--json", "--lang", lang).text)
        unwell = {line["name"] for line in lines if line["state"] != "ok"}
        assert unwell >= {"font", "browser", "disk", "memory", "mirror"}
        assert all(line["mend"] for line in lines if line["state"] != "ok")


def test_a_missing_package_is_named_and_fails(ask, monkeypatch):
    real = importlib.metadata.version

    def version(name):
        if name == "nutpie":
            raise importlib.metadata.PackageNotFoundError(name)
        return "0.1" if name == "polars" else real(name)

    monkeypatch.setattr(_checks.importlib.metadata, "version", version)
    answer = ask("--json")
    assert answer.code == 1
    found = answer.line("packages")
    assert found["state"] == "missing"
    assert "nutpie>=" in found["found"]
    assert "polars>=" in found["found"], "too old counts as missing"
    assert "pymc" not in found["found"]


def test_every_extra_is_told(ask):
    project = tomllib.loads((pathlib.Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    answer = ask("--json")
    for extra in project["optional-dependencies"]:
        assert answer.line(f"extra:{extra}")["found"]


def test_a_missing_extra_is_worth_a_look_and_does_not_fail(ask, monkeypatch):
    real = importlib.metadata.version

    def version(name):
        if name in {"rdkit", "ruff"}:
            raise importlib.metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(_checks.importlib.metadata, "version", version)
    answer = ask("--json")
    assert answer.code == 0
    assert answer.line("extra:structure")["state"] == "look"
    assert "[structure]" in answer.line("extra:structure")["mend"]
    assert answer.line("extra:dev")["state"] == "ok", "a reader of apps needs no linter"


def test_the_cache_is_measured_where_it_lies(ask, monkeypatch, tmp_path):
    monkeypatch.setenv("KAI_CACHE_DIR", str(tmp_path))
    (tmp_path / "fits").mkdir()
    (tmp_path / "fits" / "one.nc").write_bytes(bytes(3 * 1024**2))
    assert ask("--json").line("cache")["found"] == f"3 MB ({tmp_path})"


def test_a_folder_that_cannot_be_one_fails_with_the_setting_to_change(ask, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("KAI_DATA_DIR", str(tmp_path / "file" / "data"))
    answer = ask("--json")
    assert answer.code == 1
    assert "KAI_DATA_DIR" in answer.line("data")["mend"]


def test_a_mirror_and_offline_are_told(ask, monkeypatch, tmp_path):
    monkeypatch.setenv("KAI_DATA_MIRROR", str(tmp_path))
    monkeypatch.setenv("KAI_OFFLINE", "1")
    answer = ask("--json")
    assert answer.line("mirror") == {"name": "mirror", "state": "ok", "found": str(tmp_path), "mend": ""}
    assert "KAI_OFFLINE" in answer.line("offline")["found"]


def test_it_speaks_korean_when_asked_or_when_the_terminal_does(ask, monkeypatch):
    assert "한글 글꼴" in ask("--lang", "ko").text
    monkeypatch.setenv("KAI_LANG", "ko")
    assert "한글 글꼴" in ask().text
    assert "Korean font" in ask("--lang", "en").text


def test_an_unknown_language_is_refused_in_one_line(ask):
    answer = ask("--lang", "fr")
    assert answer.code == 2
    assert "Traceback" not in answer.text


def test_a_browser_named_by_hand_is_the_one(monkeypatch, tmp_path):
    chosen = tmp_path / "my browser"
    monkeypatch.setenv("KAI_CHROMIUM", str(chosen))
    assert _browser.chromium() is None
    chosen.touch()
    assert _browser.chromium() == chosen


def test_a_browser_that_playwright_downloaded_is_found(monkeypatch, tmp_path):
    monkeypatch.delenv("KAI_CHROMIUM", raising=False)
    monkeypatch.setattr(_browser.shutil, "which", lambda _: None)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    for version, inner in (("chromium-1100", "chrome-linux"), ("chromium-1200", "chrome-linux64")):
        (tmp_path / version / inner).mkdir(parents=True)
        (tmp_path / version / inner / "chrome").touch()
    assert _browser.chromium() == tmp_path / "chromium-1200" / "chrome-linux64" / "chrome"


def test_a_font_file_is_found_where_fontconfig_is_not(monkeypatch, tmp_path):
    monkeypatch.setattr(_browser.shutil, "which", lambda _: None)
    monkeypatch.setattr(_browser, "_FONT_FOLDERS", (str(tmp_path),))
    (tmp_path / "DejaVuSans.ttf").touch()
    assert _browser.hangul_font() is None
    assert "font" in _browser.missing()
    (tmp_path / "nanum").mkdir()
    (tmp_path / "nanum" / "NanumGothic.ttf").touch()
    assert _browser.hangul_font() == "NanumGothic"


@pytest.mark.parametrize(("count", "said"), [(0, "0 B"), (2048, "2 KB"), (5 * 1024**3, "5.0 GB")])
def test_bytes_are_said_as_a_person_says_them(count, said):
    assert _checks.size(count) == said


def test_memory_within_a_container_is_what_the_container_allows(monkeypatch):
    real = pathlib.Path.read_text

    def read_text(self, *args, **kwargs):
        return "1073741824\n" if self.name == "memory.max" else real(self, *args, **kwargs)

    monkeypatch.setattr(pathlib.Path, "read_text", read_text)
    assert _checks.memory("en").found == "1.0 GB"
    assert _checks.memory("en").state == "look"
