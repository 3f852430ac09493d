from __future__ import annotations

import pytest
from typer.testing import CliRunner

from kai_workbench import linkage
from kai_workbench.cli._main import app


@pytest.fixture
def kai(monkeypatch):
    monkeypatch.setenv("COLUMNS", "240")
    runner = CliRunner()

    def run(*words):
        return runner.invoke(app, ["workspace", *(str(word) for word in words)])

    return run


@pytest.fixture
def folder(tmp_path, kai):
    made = tmp_path / "ws"
    told = kai("create", made, "--name", "test", "--lang", "en")
    assert told.exit_code == 0
    assert "test" in told.output
    return made


def test_studies_are_added_searched_and_their_links_judged(kai, folder, mirror):
    send = mirror / "send"
    told = kai(
        "add", folder, send / "scoreSEND-87497", send / "scoreSEND-35449", "--who", "Kim", "--lang", "en"
    )
    assert told.exit_code == 0
    assert "links proposed" in told.output
    assert "87497" in kai("show", folder).output
    found = kai("find", folder, "--organ", "adrenal", "--finding", "hypertrophy", "--lang", "en")
    assert "10 / 10" in found.output
    assert "3 / 3" in found.output
    listed = kai("links", folder, "--lang", "en").output
    assert "same effect" in listed
    link = linkage.Workspace.open(folder).links().filter(kind="same effect")["link"][0]
    assert kai("confirm", folder, link[:6], "--who", "Kim", "--note", "both reports").exit_code == 0
    assert kai("reject", folder, link, "--who", "Lee", "--lang", "ko").exit_code == 0
    trail = kai("history", folder, "--lang", "en").output
    assert "link confirmed" in trail
    assert "link rejected" in trail
    assert "Lee" in trail


def test_nothing_found_ends_with_one_and_says_so(kai, folder):
    told = kai("find", folder, "--organ", "liver", "--lang", "ko")
    assert told.exit_code == 1
    assert "없습니다" in told.output
    assert kai("links", folder, "--lang", "en").exit_code == 1


def test_a_folder_without_a_workspace_is_refused(kai, tmp_path):
    told = kai("show", tmp_path)
    assert isinstance(told.exception, linkage.WorkspaceError)
